package assessment

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// statements draws statements as desks make them.
func statements() *rapid.Generator[Statement] {
	return rapid.Custom(func(t *rapid.T) Statement {
		return Statement{
			Status:      rapid.SampledFrom(Statuses()).Draw(t, "status"),
			Explanation: rapid.StringOfN(rapid.RuneFrom([]rune("aä\n :|0€👩")), 0, 40, -1).Draw(t, "explanation"),
			TextHash:    rapid.StringMatching(`[0-9a-f]{0,32}`).Draw(t, "hash"),
			Carried:     rapid.Bool().Draw(t, "carried"),
		}
	})
}

// A statement comes back whole, except that one which says nothing says also not to which text.
func TestStatementRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := statements().Draw(t, "statement")
		want := s
		if s.Empty() {
			want = Statement{}
		}
		back, err := DecodeStatement(s.Encode())
		if err != nil || back != want {
			t.Fatalf("%+v became %+v, %v", s, back, err)
		}
	})
}

// Only what Encode writes is read, so that two desks never hold one statement as two different texts.
func TestDecodeStatementTakesNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-5 ]{0,2} ?[0-9a-f]{0,3}\n?[a-z\n]{0,3}`).Draw(t, "text")
		s, err := DecodeStatement(text)
		if err == nil && s.Encode() != text {
			t.Fatalf("%q was taken as %+v", text, s)
		}
	})
}

func TestDecodeStatementRefuses(t *testing.T) {
	for _, c := range []struct {
		about, text string
		want        error
	}{
		{"no line end", "1 abc", ErrInvalid},
		{"no hash", "1\nja", ErrInvalid},
		{"no status", " abc\nja", ErrInvalid},
		{"a status that does not exist", "5 abc\nja", ErrInvalid},
		{"a status of two digits", "01 abc\nja", ErrInvalid},
		{"a status in words", "yes abc\nja", ErrInvalid},
		{"the empty statement spelt out", "0 abc\n", ErrInvalid},
		{"a hash too long", "1 " + strings.Repeat("a", 65) + "\nja", ErrInvalid},
		{"a hash with a space", "1 a b\nja", ErrInvalid},
		{"carried over twice", "1 abc carried carried\nja", ErrInvalid},
		{"another mark", "1 abc confirmed\nja", ErrInvalid},
		{"an empty statement carried over", "0 abc carried\n", ErrInvalid},
		{"a hash in capitals", "1 ABC\nja", ErrInvalid},
		{"an explanation too long", "1 abc\n" + strings.Repeat("ä", MaxExplanation+1), ErrTooLong},
		{"an explanation that is not UTF-8", "1 abc\n\xff", ErrInvalid},
		{"a Windows line end", "1 abc\na\r\nb", ErrInvalid},
		{"a zero character", "1 abc\na\x00b", ErrInvalid},
	} {
		if s, err := DecodeStatement(c.text); !errors.Is(err, c.want) || s != (Statement{}) {
			t.Errorf("%s: %+v, %v", c.about, s, err)
		}
	}
	if _, err := DecodeStatement("1 abc\n" + strings.Repeat("ä", MaxExplanation)); err != nil {
		t.Errorf("the longest explanation: %v", err)
	}
}

// Dispensable stands only with a reason that can be seen.
func TestExplained(t *testing.T) {
	for _, c := range []struct {
		s    Statement
		want bool
	}{
		{Statement{}, true}, {Statement{Status: StatusNo}, true}, {Statement{Status: StatusDispensable}, false},
		{Statement{Status: StatusDispensable, Explanation: " \n"}, false}, {Statement{Status: StatusDispensable, Explanation: "kein WLAN"}, true},
	} {
		if got := c.s.Explained(); got != c.want {
			t.Errorf("%+v: %v", c.s, got)
		}
	}
}

func TestCheckValue(t *testing.T) {
	long := strings.Repeat("ä", MaxShortText)
	for _, c := range []struct {
		about string
		field Field
		value string
		want  error
	}{
		{"empty is always allowed", FieldStatus, "", nil},
		{"a statement", FieldStatus, "1 ab\nja", nil},
		{"a bare word is no statement", FieldStatus, "ja", ErrInvalid},
		{"a day", FieldDue, "2027-01-31", nil},
		{"no day", FieldDue, "", nil},
		{"a day in the German form is not what a register holds", FieldDue, "31.01.2027", ErrInvalid},
		{"a day with a space", FieldDue, "2027-01-31 ", ErrInvalid},
		{"a measure's day", FieldMeasureDue, "bald", ErrInvalid},
		{"the longest short text", FieldResponsible, long, nil},
		{"a short text too long", FieldResponsible, long + "x", ErrTooLong},
		{"the longest remark", FieldQuestion, strings.Repeat("ä", MaxRemark), nil},
		{"a remark too long", FieldReply, strings.Repeat("ä", MaxRemark+1), ErrTooLong},
		{"not UTF-8", FieldEvidence, "\xff", ErrInvalid},
		{"a carriage return", FieldEvidence, "a\rb", ErrInvalid},
		{"a zero character", FieldEffort, "\x00", ErrInvalid},
		{"what XML cannot hold", FieldEffort, "a\x01", ErrInvalid},
		{"what turns the line around", FieldEffort, "a\u202eb", ErrInvalid},
		{"a tab, which a desk makes a space", FieldEffort, "a\tb", ErrInvalid},
		{"a line separator, which a desk makes a line end", FieldReply, "a\u2028b", ErrInvalid},
		{"a non-character", FieldReply, "a\uffff", ErrInvalid},
		{"an emoji of several parts", FieldReply, "👩\u200d💻\n", nil},
		{"settled", FieldSettled, "1", nil},
		{"not settled", FieldSettled, "", nil},
		{"settled in another word", FieldSettled, "true", ErrInvalid},
		{"whole euros", FieldMeasureOnce, "12000", nil},
		{"half a day", FieldMeasureDays, "2.5", nil},
		{"a negative amount", FieldMeasureYearly, "-1", ErrInvalid},
		{"an amount with a comma", FieldMeasureYearly, "1,5", ErrInvalid},
		{"no number", FieldMeasureOnce, "NaN", ErrInvalid},
		{"an amount in scientific form", FieldMeasureOnce, "1e9", ErrInvalid},
		{"an amount nobody has", FieldMeasureOnce, strings.Repeat("9", 14), ErrInvalid},
		{"a point without decimals", FieldMeasureOnce, "1.", ErrInvalid},
	} {
		if err := CheckValue(c.field, c.value); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.about, err)
		}
	}
}

// A value that is refused leaves the answer as it was; one that is taken is given back as it came.
func TestAnswerSet(t *testing.T) {
	a := Answer{AnswerKey: AnswerKey{Requirement: "r"}}
	values := map[Field]string{FieldStatus: "2 ab\nzur Hälfte", FieldResponsible: "Bauamt", FieldDue: "2027-01-31", FieldEffort: "3 Tage", FieldEvidence: "Akte 7"}
	for _, f := range AnswerFields() {
		if err := a.Set(f, values[f]); err != nil || a.Value(f) != values[f] {
			t.Errorf("%s: %q, %v", f, a.Value(f), err)
		}
	}
	before := a
	for f, bad := range map[Field]string{FieldStatus: "x", FieldDue: "x", FieldEffort: "\r", FieldResponsible: "\xff"} {
		if err := a.Set(f, bad); err == nil || a != before {
			t.Errorf("%s took %q: %+v", f, bad, a)
		}
	}
	if a.Value("nonsense") != "" {
		t.Error("a field that does not exist has a value")
	}
}

// Which value counts does not depend on the order in which the versions came.
func TestPickIsCommutative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(AnswerFields()).Draw(t, "field")
		values := rapid.SliceOfN(rapid.OneOf(
			rapid.Map(statements(), Statement.Encode),
			rapid.SampledFrom([]string{"", "a", "b", "2027-01-31", "not a statement", "9 x\n"}),
		), 1, 5).Draw(t, "values")
		want := Pick(f, values)
		if !slices.Contains(values, want) {
			t.Fatalf("%q is none of %q", want, values)
		}
		if got := Pick(f, rapid.Permutation(values).Draw(t, "permutation")); got != want {
			t.Fatalf("%q or %q of %q", got, want, values)
		}
	})
}

// The more cautious status wins, whatever is written beside it.
func TestPickIsCautious(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var values []string
		for _, s := range rapid.SliceOfN(statements(), 1, 5).Draw(t, "statements") {
			values = append(values, s.Encode())
		}
		picked, _ := DecodeStatement(Pick(FieldStatus, values))
		for _, v := range values {
			if s, _ := DecodeStatement(v); s.Status.MoreCautious(picked.Status) {
				t.Fatalf("%v was picked over %v", picked.Status, s.Status)
			}
		}
	})
	if Pick(FieldStatus, nil) != "" {
		t.Error("nothing to pick from")
	}
}

// The quick answer for letters that German is written in is the one that the tables give.
func TestUnseen(t *testing.T) {
	for r := range rune(0x3000) {
		want := r != '\n' && r != '\u200d' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
		if unseen(r) != want {
			t.Errorf("%U: %v", r, !want)
		}
	}
}
