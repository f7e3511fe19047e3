package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// Acceptance is the decision to bear a gap as a risk: by whom, until when, why. The gap stays a gap in every figure.
type Acceptance = assessment.Acceptance

func acceptanceSubject(k assessment.AnswerKey) assessment.Subject {
	s := assessment.AnswerSubject(k, assessment.FieldAcceptance)
	s.Kind = assessment.KindAcceptance
	return s
}

// SetAcceptance keeps at a district's desk who bears a gap and until when; the zero value takes it away. The error
// wraps assessment.ErrInvalid where the name or the day is missing.
func (d *Desk) SetAcceptance(ctx context.Context, k assessment.AnswerKey, a Acceptance) error {
	if _, err := d.writable(ctx, &k); err != nil {
		return err
	}
	value, err := acceptanceValue(a)
	if err != nil {
		return err
	}
	return d.record(ctx, step{}, func(_ *store.Tx, r *recorder) error {
		return r.write(ctx, acceptanceSubject(k), value, SourceTyped, "")
	})
}

func acceptanceValue(a Acceptance) (string, error) {
	by, err := canonical.Line(a.By, assessment.MaxShortText)
	if err != nil {
		return "", fmt.Errorf("who accepts: %w", err)
	}
	until, err := assessment.ParseDate(string(a.Until))
	if err != nil {
		return "", fmt.Errorf("until when: %w", err)
	}
	reason, err := canonical.Text(a.Reason, assessment.MaxRemark)
	if err != nil {
		return "", fmt.Errorf("reason: %w", err)
	}
	value := Acceptance{By: by, Until: until, Reason: reason}.Encode()
	if _, err := assessment.DecodeAcceptance(value); err != nil {
		return "", err
	}
	return value, nil
}

// acceptancesOf reads the acceptances of one scope by requirement.
func acceptancesOf(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (map[assessment.RequirementID]Acceptance, error) {
	held, err := r.RegistersOf(ctx, round, district, assessment.KindAcceptance)
	if err != nil {
		return nil, err
	}
	out := map[assessment.RequirementID]Acceptance{}
	for _, h := range held {
		if a, k := acceptanceIn(h); k.Scope == scope {
			out[k.Requirement] = a
		}
	}
	return out, nil
}

// acceptanceIn reads a register that the store has checked when it was written.
func acceptanceIn(h store.Held) (Acceptance, assessment.AnswerKey) {
	s := h.Subject
	a, _ := assessment.DecodeAcceptance(assessment.Pick(s.Field, h.Register.Values()))
	return a, assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
}

// acceptanceText writes an encoded acceptance for people.
func (d *Desk) acceptanceText(value string) string {
	a, err := assessment.DecodeAcceptance(value)
	if err != nil || a.Empty() {
		return ""
	}
	text := d.say().Say("desk.acceptance", "by", a.By, "until", d.say().Date(a.Until))
	if a.Reason != "" {
		text += ": " + a.Reason
	}
	return text
}
