package assessment

import (
	"errors"
	"strings"
	"testing"
)

// An acceptance comes out of its text as it went in, and no other text is one.
func TestAcceptance(t *testing.T) {
	for _, a := range []Acceptance{{}, {By: "Landrat", Until: "2027-03-31"}, {By: "Landrat", Until: "2027-03-31", Reason: "a\nb\n"}} {
		if got, err := DecodeAcceptance(a.Encode()); err != nil || got != a {
			t.Errorf("%+v: %+v, %v", a, got, err)
		}
	}
	for _, text := range []string{"x", "2027-03-31\nLandrat", "31.3.2027\nLandrat\n", "\nLandrat\n", "2027-03-31\n \n", "2027-03-31\n\nwarum", "2027-03-31\nLand\u200brat\n", "2027-03-31\nL\n\x00"} {
		if _, err := DecodeAcceptance(text); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"2027-03-31\n" + strings.Repeat("x", MaxShortText+1) + "\n", "2027-03-31\nx\n" + strings.Repeat("x", MaxRemark+1)} {
		if _, err := DecodeAcceptance(text); !errors.Is(err, ErrTooLong) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	// Of two that contradict each other the one counts that comes up again first; none at all before any.
	early, late := Acceptance{By: "Z", Until: "2027-01-01"}.Encode(), Acceptance{By: "A", Until: "2028-01-01"}.Encode()
	if got := Pick(FieldAcceptance, []string{late, early}); got != early {
		t.Errorf("picked %q", got)
	}
	if got := Pick(FieldAcceptance, []string{late, ""}); got != "" {
		t.Errorf("picked %q", got)
	}
}
