package assessment

import "fmt"

// Status is how far a requirement is put into practice. The zero value is StatusOpen; the numbers are part of
// the exchange format and of the store and never change.
type Status int

// The five states an answer can have.
const (
	StatusOpen        Status = 0 // not answered yet
	StatusYes         Status = 1 // fulfilled
	StatusPartly      Status = 2 // fulfilled in part
	StatusNo          Status = 3 // not fulfilled
	StatusDispensable Status = 4 // does not apply; needs an explanation
)

var statusCodes = [...]string{"open", "yes", "partly", "no", "dispensable"}

// Statuses lists all states in the order of their numbers.
func Statuses() []Status {
	return []Status{StatusOpen, StatusYes, StatusPartly, StatusNo, StatusDispensable}
}

// String returns the code of the state as the command line and its JSON use it: open, yes, partly, no, dispensable.
func (s Status) String() string {
	if !s.Valid() {
		return fmt.Sprintf("status(%d)", int(s))
	}
	return statusCodes[s]
}

// Valid tells whether s is one of the five states.
func (s Status) Valid() bool { return s >= StatusOpen && s <= StatusDispensable }

// ParseStatus reads a state's code. The error wraps ErrInvalid.
func ParseStatus(code string) (Status, error) {
	for i, c := range statusCodes {
		if c == code {
			return Status(i), nil
		}
	}
	return StatusOpen, fmt.Errorf("status %q: %w", code, ErrInvalid)
}

// cautionRank orders the states by how little they claim. Where two versions of an answer stand beside each
// other, the one with the lower rank counts: a definite gap before an unknown, and "does not apply" before
// "fulfilled", since it takes the requirement out of the figures without having been checked.
var cautionRank = [...]int{StatusNo: 0, StatusOpen: 1, StatusPartly: 2, StatusDispensable: 3, StatusYes: 4}

// MoreCautious tells whether s claims less than other.
func (s Status) MoreCautious(other Status) bool {
	if !s.Valid() || !other.Valid() {
		return s < other
	}
	return cautionRank[s] < cautionRank[other]
}
