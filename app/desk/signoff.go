package desk

import (
	"context"
	"fmt"

	"kreislage/app/words"
	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// SignOff is a district's word that its reply is final. The zero value is a reply that nobody has signed off.
type SignOff struct {
	Name    string
	Role    string
	On      assessment.Date
	Changed int // answers that are not any more as they were signed off
}

// Given tells whether somebody has signed.
func (s SignOff) Given() bool { return s.Name != "" }

// Holds tells whether somebody has signed and nothing has changed since.
func (s SignOff) Holds() bool { return s.Given() && s.Changed == 0 }

// SignOff signs off all answers of this desk's district to a round, of every scope, as they are now. Signing again
// replaces what was signed before.
func (d *Desk) SignOff(ctx context.Context, round assessment.RoundID, name, role string) (SignOff, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return SignOff{}, err
	}
	r, err := d.store.Round(ctx, round)
	if err != nil {
		return SignOff{}, err
	}
	if err := d.roundOpen(r); err != nil {
		return SignOff{}, err
	}
	if name, err = requiredLine(name); err != nil {
		return SignOff{}, fmt.Errorf("name of who signs: %w", err)
	}
	if role, err = canonical.Line(role, assessment.MaxName); err != nil {
		return SignOff{}, fmt.Errorf("role of who signs: %w", err)
	}
	today := assessment.DateOf(d.o.Clock())
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		answers, err := tx.Answers(ctx, round, d.district, "")
		if err != nil {
			return err
		}
		s, err := assessment.NewSignOff(name, role, today, answers)
		if err != nil {
			return err
		}
		return d.write(ctx, tx, assessment.SignOffSubject(round, d.district), s.Encode(), SourceTyped, "")
	})
	return SignOff{Name: name, Role: role, On: today}, err
}

// SignedOff tells whether a district has signed its reply off, and how many answers have changed since.
func (d *Desk) SignedOff(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (s SignOff, err error) {
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		s, err = signOffOf(ctx, r, round, district)
		return err
	})
	return s, err
}

func signOffOf(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey) (SignOff, error) {
	given, changed, err := signedOff(ctx, r, round, district)
	return SignOff{given.Name, given.Role, given.On, changed}, err
}

// signedOff reads a sign-off and compares it with the answers as they are.
func signedOff(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey) (assessment.SignOff, int, error) {
	reg, err := r.Register(ctx, assessment.SignOffSubject(round, district))
	if err != nil || reg.Empty() {
		return assessment.SignOff{}, 0, err
	}
	given, err := assessment.DecodeSignOff(assessment.Pick(assessment.FieldSignOff, reg.Values()))
	if err != nil || given.Empty() {
		return assessment.SignOff{}, 0, err
	}
	answers, err := r.Answers(ctx, round, district, "")
	return given, given.Changed(answers), err
}

// signOffText writes an encoded sign-off for people.
func signOffText(w *words.Words, value string) string {
	s, err := assessment.DecodeSignOff(value)
	if err != nil || s.Empty() {
		return ""
	}
	return signOffSentence(w, s.Name, s.Role, s.On)
}

func signOffSentence(w *words.Words, name, role string, on assessment.Date) string {
	if role == "" {
		return w.Say("desk.signoff.by", "name", name, "on", w.Date(on))
	}
	return w.Say("desk.signoff.by_role", "name", name, "role", role, "on", w.Date(on))
}
