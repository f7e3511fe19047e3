package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// SetNote keeps a private note on an answer; empty takes it away. Notes stay on this desk: no file carries them,
// only a backup does. They may be written in a closed round too.
func (d *Desk) SetNote(ctx context.Context, k assessment.AnswerKey, text string) error {
	if d.role == assessment.RoleDistrict {
		k.District = d.district
	}
	if k.Scope == "" {
		k.Scope = assessment.WholeScope
	}
	r, err := d.store.Round(ctx, k.Round)
	if err != nil {
		return err
	}
	if _, err := d.scope(ctx, k.District, k.Scope); err != nil {
		return err
	}
	c, err := d.Catalogue(ctx, r.Catalogue)
	if err != nil {
		return err
	}
	q, err := c.Find(string(k.Requirement))
	if err != nil {
		return err
	}
	k.Requirement = q.ID
	return d.setNote(ctx, k, text)
}

// SetDistrictNote keeps the office's private note on a district; empty takes it away.
func (d *Desk) SetDistrictNote(ctx context.Context, district assessment.DistrictKey, text string) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	if _, err := d.store.District(ctx, district); err != nil {
		return err
	}
	return d.setNote(ctx, assessment.AnswerKey{District: district}, text)
}

// DistrictNote returns the office's private note on a district, empty where there is none.
func (d *Desk) DistrictNote(ctx context.Context, district assessment.DistrictKey) (string, error) {
	notes, err := d.store.Notes(ctx, "", district, "")
	return notes[""], err
}

func (d *Desk) setNote(ctx context.Context, k assessment.AnswerKey, text string) error {
	text, err := canonical.Text(text, assessment.MaxExplanation)
	if err != nil {
		return fmt.Errorf("note: %w", err)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetNote(ctx, k, text) })
}
