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
