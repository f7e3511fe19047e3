package stage

import (
	"context"
	"fmt"
	"time"

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

// Row is what the paper says of the i-th requirement beside answer and remark; it may be changed.
func (d *Desk) Row(i int) *desk.PaperRow {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.row(Key(i))
}

func (d *Desk) row(key assessment.AnswerKey) *desk.PaperRow {
	if d.beside == nil {
		d.beside = map[assessment.RequirementID]*desk.PaperRow{}
	}
	if d.beside[key.Requirement] == nil {
		d.beside[key.Requirement] = &desk.PaperRow{}
	}
	return d.beside[key.Requirement]
}

// History tells what was put into Past.
func (d *Desk) History(_ context.Context, key assessment.AnswerKey) ([]desk.HistoryEntry, error) {
	return d.Past[key], d.Fail
}

// StateAt tells what the latest entry of Past before a moment says of the status.
func (d *Desk) StateAt(_ context.Context, key assessment.AnswerKey, at time.Time) (assessment.Answer, error) {
	a := assessment.Answer{AnswerKey: key}
	for _, h := range d.Past[key] {
		if !h.At.After(at) && len(h.After) > 0 {
			if err := a.Set(h.Subject.Field, h.After[0]); err != nil {
				return a, err
			}
		}
	}
	return a, d.Fail
}

// BringBack writes down what was brought back.
func (d *Desk) BringBack(_ context.Context, id int64) (assessment.Answer, error) {
	d.note("bring back %d", id)
	return assessment.Answer{}, d.Fail
}

// UndoEdit takes back the step on stage.
func (d *Desk) UndoEdit(context.Context) (desk.Step, error) { d.note("undo"); return d.Step, d.Fail }

// RedoEdit does it again.
func (d *Desk) RedoEdit(context.Context) (desk.Step, error) { d.note("redo"); return d.Step, d.Fail }

// CarryOver copies former answers, to be confirmed.
func (d *Desk) CarryOver(_ context.Context, _ assessment.RoundID, _ assessment.ScopeID, ids []assessment.RequirementID) (int, error) {
	d.note("carry %v", ids)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range ids {
		key := Key(0)
		key.Requirement = id
		a := d.row(key).Former.Answer
		a.AnswerKey, a.Carried, a.ToConfirm = key, true, true
		d.answers[key] = a
	}
	return len(ids), d.Fail
}

// Confirm confirms answers.
func (d *Desk) Confirm(_ context.Context, keys []assessment.AnswerKey) (int, error) {
	d.note("confirm %d", len(keys))
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, key := range keys {
		a := d.answers[key]
		a.Carried, a.ToConfirm = false, false
		d.answers[key] = a
	}
	return len(keys), d.Fail
}

// TakeProposal writes down that a proposal was taken.
func (d *Desk) TakeProposal(_ context.Context, key assessment.AnswerKey) error {
	d.note("take proposal %s", key.Requirement)
	return d.Fail
}

// SetAcceptance keeps who bears a gap.
func (d *Desk) SetAcceptance(_ context.Context, key assessment.AnswerKey, a desk.Acceptance) error {
	d.note("acceptance %s %s", a.By, a.Until)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.row(key).Acceptance = a
	return d.Fail
}

// SetNote keeps a note.
func (d *Desk) SetNote(_ context.Context, key assessment.AnswerKey, text string) error {
	d.note("note %s", text)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.row(key).Note = text
	return d.Fail
}

// Attach keeps the name of a file.
func (d *Desk) Attach(_ context.Context, key assessment.AnswerKey, path, note string) (desk.Attachment, error) {
	d.note("attach %s %s", path, note)
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.row(key)
	one := desk.Attachment{ID: fmt.Sprintf("a%d", len(r.Attachments)+1), Key: key, Name: path[lastSlash(path):], Size: 48_000, Note: note, Here: true}
	if d.Fail == nil {
		r.Attachments = append(r.Attachments, one)
	}
	return one, d.Fail
}

func lastSlash(path string) int {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return i + 1
		}
	}
	return 0
}

// Detach writes down what was removed.
func (d *Desk) Detach(_ context.Context, id string) error { d.note("detach %s", id); return d.Fail }

// SaveAttachment writes down where a file was saved.
func (d *Desk) SaveAttachment(_ context.Context, id, path string) error {
	d.note("save %s %s", id, path)
	return d.Fail
}

// Set keeps an answer to the i-th requirement, with all its fields.
func (d *Desk) Set(i int, a assessment.Answer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a.AnswerKey = Key(i)
	d.answers[Key(i)] = a
}

// Former puts what was said in an earlier round on stage.
func (d *Desk) Former(i int, s assessment.Status, explanation string) {
	f := &desk.FormerAnswer{Answer: assessment.Answer{AnswerKey: Key(i), Statement: assessment.Statement{Status: s, Explanation: explanation}}, Carries: true}
	f.Round = "earlier"
	d.Row(i).Former = f
}

// OpenAttachment writes down what was opened.
func (d *Desk) OpenAttachment(_ context.Context, id string) (string, error) {
	d.note("open %s", id)
	return "/offen/" + id, d.Fail
}
