package assessment

import (
	"fmt"
	"strings"
)

// KindAcceptance is somebody's decision to bear a gap for a while; item: requirement id. The gap stays a gap in every
// figure.
const KindAcceptance Kind = "acceptance"

// FieldAcceptance holds who bears a gap, until when and why, as one unit: a day without the name of who answers for
// it would be a different decision.
const FieldAcceptance Field = "acceptance"

// Acceptance is the decision to bear a gap as a risk. The zero value is none.
type Acceptance struct {
	By     string // who bears it
	Until  Date   // the day on which it comes up again
	Reason string // may be empty
}

// Empty tells whether nobody has accepted anything.
func (a Acceptance) Empty() bool { return a == Acceptance{} }

// Expired tells whether an acceptance has run out before today, so that the gap has to be decided on again.
func (a Acceptance) Expired(today Date) bool { return !a.Empty() && a.Until.Before(today) }

// Encode returns the acceptance as the one text that registers and files carry. None is empty text.
func (a Acceptance) Encode() string {
	if a.Empty() {
		return ""
	}
	return string(a.Until) + "\n" + a.By + "\n" + a.Reason
}

// DecodeAcceptance reads what Encode wrote. An acceptance names a person and a day. The error wraps ErrInvalid or
// ErrTooLong.
func DecodeAcceptance(text string) (Acceptance, error) {
	if text == "" {
		return Acceptance{}, nil
	}
	parts := strings.SplitN(text, "\n", 3)
	if len(parts) != 3 {
		return Acceptance{}, fmt.Errorf("acceptance: %w", ErrInvalid)
	}
	a := Acceptance{By: parts[1], Until: Date(parts[0]), Reason: parts[2]}
	if day, err := ParseDate(string(a.Until)); err != nil || day == "" || day != a.Until || strings.TrimSpace(a.By) == "" {
		return Acceptance{}, fmt.Errorf("acceptance: %w", ErrInvalid)
	}
	if err := checkText(a.By, MaxShortText); err != nil {
		return Acceptance{}, fmt.Errorf("who accepts: %w", err)
	}
	if err := checkText(a.Reason, MaxRemark); err != nil {
		return Acceptance{}, fmt.Errorf("reason of an acceptance: %w", err)
	}
	return a, nil
}
