package canonical

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

func TestText(t *testing.T) {
	cases := []struct{ about, in, want string }{
		{"plain text stays as it is", "Alles erledigt.", "Alles erledigt."},
		{"a decomposed umlaut is composed", "u\u0308ber", "über"},
		{"Windows and old Mac line ends become LF", "a\r\nb\rc", "a\nb\nc"},
		{"a non-breaking space is a space", "20\u00a0Euro", "20 Euro"},
		{"soft hyphens, byte order marks and direction marks go", "Sicher\u00adheit\ufeff\u202e", "Sicherheit"},
		{"spaces at the ends and at line ends go", "  a  \n b \n\n", "a\n b"},
		{"control characters go", "a\x00\x07b", "ab"},
		{"an emoji of several parts stays whole", "👩\u200d💻", "👩\u200d💻"},
		{"a mark that follows a dropped character is composed", "u\u00ad\u0308", "ü"},
	}
	for _, c := range cases {
		got, err := Text(c.in, 100)
		if err != nil || got != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.about, got, err, c.want)
		}
	}
}

func TestTextNeverCuts(t *testing.T) {
	if _, err := Text(strings.Repeat("ä", 11), 10); !errors.Is(err, assessment.ErrTooLong) {
		t.Errorf("11 of 10 characters: %v", err)
	}
	if s, err := Text(strings.Repeat("ä", 10), 10); err != nil || len(s) != 20 {
		t.Errorf("10 of 10 characters: %q, %v", s, err)
	}
	if _, err := Text("\xff", 10); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("not UTF-8: %v", err)
	}
}

// What is kept must come out of a file again as what it was: the canonical form is a fixed point.
func TestTextIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Fold(rapid.String().Draw(t, "text"))
		if twice := Fold(once); twice != once {
			t.Fatalf("%q became %q", once, twice)
		}
	})
}

// What is typed can be kept and exchanged: whatever Text returns is a value that a register may hold.
func TestTextIsAValue(t *testing.T) {
	odd := rapid.SampledFrom([]rune{0, '\t', '\r', '\n', 0x1b, 0x85, 0xa0, 0xad, 0x200b, 0x200d, 0x2028, 0x202e, 0x2066, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x1f469, 0xe0001, 0x10ffff})
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringOf(rapid.OneOf(odd, rapid.Rune())).Draw(t, "typed")
		s, err := Text(typed, assessment.MaxShortText)
		if err != nil {
			return
		}
		if err := assessment.CheckValue(assessment.FieldEvidence, s); err != nil {
			t.Fatalf("%q became %q: %v", typed, s, err)
		}
	})
}

// A line is one line, whatever kind of line end was typed or pasted.
func TestLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringOf(rapid.SampledFrom([]rune("ab \n\r\u2028\u2029\u0085\t\u00a0"))).Draw(t, "typed")
		s, err := Line(typed, assessment.MaxShortText)
		if err == nil && strings.ContainsFunc(s, isLineEnd) {
			t.Fatalf("%q became %q", typed, s)
		}
	})
}

// The quick look passes nothing that the long way would change.
func TestSettledTextIsCanonical(t *testing.T) {
	near := rapid.SampledFrom([]rune(" \n\tabä~\u007f\u00a0\u00ad\u024f\u0250\u0308\u0300"))
	low := rapid.Int32Range(0, 0x310)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.OneOf(near, low)).Draw(t, "text")
		if got, want := Fold(s), fold(s); got != want {
			t.Fatalf("%q became %q, not %q", s, got, want)
		}
	})
	for r := range rune(0x310) {
		for _, s := range []string{string(r), "a" + string(r), string(r) + "a", "a" + string(r) + "a"} {
			if got, want := Fold(s), fold(s); got != want {
				t.Errorf("%q became %q, not %q", s, got, want)
			}
		}
	}
}
