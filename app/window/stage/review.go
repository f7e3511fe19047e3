package stage

import (
	"context"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// SetReview keeps the office's mark on an answer.
func (d *Desk) SetReview(_ context.Context, key assessment.AnswerKey, mark desk.ReviewMark) error {
	d.note("review %s %s %q", key.District, key.Requirement, mark)
	return d.Fail
}

// Propose keeps the office's proposal.
func (d *Desk) Propose(_ context.Context, key assessment.AnswerKey, status assessment.Status, reason string) error {
	d.note("propose %s %s %s: %s", key.District, key.Requirement, status, reason)
	return d.Fail
}

// DistrictNote is the office's note.
func (d *Desk) DistrictNote(context.Context, assessment.DistrictKey) (string, error) {
	return d.Note, d.Fail
}

// SetDistrictNote keeps it.
func (d *Desk) SetDistrictNote(_ context.Context, key assessment.DistrictKey, text string) error {
	d.note("note %s: %s", key, text)
	d.Note = text
	return d.Fail
}
