package assessment

import (
	"errors"
	"testing"
)

// The codes and numbers of states are part of the exchange format and of the command line: they never change.
func TestStatusCodes(t *testing.T) {
	want := map[Status]string{0: "open", 1: "yes", 2: "partly", 3: "no", 4: "dispensable"}
	if len(Statuses()) != len(want) {
		t.Fatalf("%d states", len(Statuses()))
	}
	for _, s := range Statuses() {
		if s.String() != want[s] || !s.Valid() {
			t.Errorf("%d is %q", int(s), s)
		}
		if back, err := ParseStatus(s.String()); err != nil || back != s {
			t.Errorf("%q came back as %v, %v", s, back, err)
		}
	}
}

// A code is taken exactly as it stands; what is not one is refused and named.
func TestParseStatusRefuses(t *testing.T) {
	for _, code := range []string{"", "Yes", "yes ", "ja", "1", "status(1)", "yes\x00"} {
		if s, err := ParseStatus(code); !errors.Is(err, ErrInvalid) || s != StatusOpen {
			t.Errorf("%q: %v, %v", code, s, err)
		}
	}
	for _, s := range []Status{-1, 5, 99} {
		if s.Valid() || taken(s.String()) {
			t.Errorf("%d passes as a state", int(s))
		}
	}
}

// taken tells whether a code is that of a state.
func taken(code string) bool {
	_, err := ParseStatus(code)
	return err == nil
}

// Of two states exactly one is the more cautious, and the order of all five is the one that the figures rely on.
func TestMoreCautious(t *testing.T) {
	order := []Status{StatusNo, StatusOpen, StatusPartly, StatusDispensable, StatusYes}
	for i, a := range order {
		for j, b := range order {
			if got := a.MoreCautious(b); got != (i < j) {
				t.Errorf("%v before %v: %v", a, b, got)
			}
		}
	}
	if Status(9).MoreCautious(Status(9)) || Status(9).MoreCautious(StatusNo) == StatusNo.MoreCautious(Status(9)) {
		t.Error("states that do not exist have no order")
	}
}
