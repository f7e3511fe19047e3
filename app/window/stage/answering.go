package stage

import (
	"context"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// AnswerAll keeps several edits, all or none.
func (d *Desk) AnswerAll(ctx context.Context, edits []desk.AnswerEdit) ([]assessment.Answer, error) {
	var all []assessment.Answer
	for _, e := range edits {
		a, err := d.Answer(ctx, e.Key, e.Edit)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	d.note("together %d", len(edits))
	return all, nil
}

// History tells what was put into Past.
func (d *Desk) History(_ context.Context, key assessment.AnswerKey) ([]desk.HistoryEntry, error) {
	return d.Past[key], d.Fail
}
