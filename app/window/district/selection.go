package district

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// selection holds the requirements that are ticked, to be answered together.
type selection struct {
	a     *Answering
	rows  map[int]bool
	base  map[int]bool // what was ticked before Shift and the arrows began
	root  int          // where they began, -1 for nowhere
	times int

	view *fyne.Container
	text *widget.Text
	same *widget.Button
	none *widget.Button
}

func newSelection(a *Answering) *selection {
	e := a.env
	s := &selection{a: a, rows: map[int]bool{}, root: -1, text: widget.NewText("", widget.TonePlain)}
	s.same = widget.NewButton("", s.answerSame)
	s.same.Hint, s.same.Small = "G", true
	s.none = widget.NewQuiet(e.Say("window.answer.select_none"), s.clear)
	s.none.Hint, s.none.Small = "Esc", true
	s.view = widget.NewInset(0, 1, widget.NewTonePanel(widget.NewStack(1.5, s.text, widget.NewFlow(1.5, s.same, s.none)), widget.ToneAccent))
	s.view.Hide()
	return s
}

// some tells whether anything is ticked.
func (s *selection) some() bool { return len(s.rows) > 0 }

// list returns the ticked rows in the order of the catalogue.
func (s *selection) list() []int {
	var rows []int
	for i := range s.a.paper.Rows {
		if s.rows[i] {
			rows = append(rows, i)
		}
	}
	return rows
}

// tick ticks a listed requirement or takes its tick away.
func (s *selection) tick(k int) {
	if k < 0 || k >= len(s.a.shown) {
		return
	}
	row := s.a.shown[k]
	s.root = -1
	if s.rows[row] {
		delete(s.rows, row)
	} else {
		s.rows[row] = true
	}
	s.show()
}

// spread ticks all from one listed requirement to another, beside those ticked before.
func (s *selection) spread(from, to int) {
	if s.root != from || s.base == nil {
		s.root, s.base = from, map[int]bool{}
		for row := range s.rows {
			s.base[row] = true
		}
	}
	clear(s.rows)
	for row := range s.base {
		s.rows[row] = true
	}
	for k := min(from, to); k <= max(from, to); k++ {
		s.rows[s.a.shown[k]] = true
	}
	s.show()
}

// all ticks everything that is listed.
func (s *selection) all() {
	for _, row := range s.a.shown {
		s.rows[row] = true
	}
	s.show()
}

// clear takes all ticks away.
func (s *selection) clear() {
	clear(s.rows)
	s.root, s.base = -1, nil
	s.show()
	s.a.env.Focus(s.a.list)
}

func (s *selection) show() {
	e := s.a.env
	changed := s.view.Visible() != s.some()
	if s.some() {
		s.text.SetText(e.Plural("window.answer.selected", len(s.rows)))
		s.same.SetText(e.Say("window.answer.select_same", "ref", s.a.paper.Rows[s.a.row].Requirement.Ref))
	}
	shown(s.view, s.some())
	if changed {
		s.a.relayout()
	}
	s.a.list.Refresh()
}

// answerAll gives all ticked requirements a status, in one step.
func (s *selection) answerAll(status assessment.Status) {
	s.write(s.a.env.Status(status).Word, func(r *desk.PaperRow) desk.Edit {
		answered(r, status)
		return desk.Edit{Status: &status}
	})
}

// answerSame gives all ticked requirements the answer of the one in view, in one step.
func (s *selection) answerSame() {
	if !s.some() || s.a.row < 0 {
		return
	}
	from := s.a.paper.Rows[s.a.row].Answer
	s.write(s.a.env.Status(from.Status).Word, func(r *desk.PaperRow) desk.Edit {
		answered(r, from.Status)
		r.Answer.Explanation, r.Answer.Responsible, r.Answer.Due = from.Explanation, from.Responsible, from.Due
		r.Answer.Effort, r.Answer.Evidence = from.Effort, from.Evidence
		return desk.Edit{Status: &from.Status, Explanation: &from.Explanation, Responsible: &from.Responsible, Due: &from.Due, Effort: &from.Effort, Evidence: &from.Evidence}
	})
}

// answered gives a requirement a status.
func answered(r *desk.PaperRow, status assessment.Status) {
	r.Answer.Status = status
	touched(r)
}

// touched notes that a person has answered: nothing is left to confirm.
func touched(r *desk.PaperRow) {
	r.Answer.ToConfirm, r.Answer.Carried, r.Answer.TextHash = false, false, r.Requirement.Hash
}

// write changes all ticked requirements: shown at once, kept all together or not at all, and told.
func (s *selection) write(word string, change func(*desk.PaperRow) desk.Edit) {
	a := s.a
	if a.frozen() {
		return
	}
	rows := s.list()
	s.times++
	session := "bulk-" + strconv.FormatInt(a.env.Now().UnixNano(), 36) + "-" + strconv.Itoa(s.times)
	edits := make([]desk.AnswerEdit, 0, len(rows))
	for _, i := range rows {
		r := &a.paper.Rows[i]
		edit := change(r)
		edit.Session = session
		r.Changed, r.ChangedBy = a.env.Now(), a.desk.Info().Who
		edits = append(edits, desk.AnswerEdit{Key: r.Answer.AnswerKey, Edit: edit})
	}
	a.keep(session, rows, func(ctx context.Context) error {
		_, err := a.desk.AnswerAll(ctx, edits)
		return err
	})
	s.clear()
	if slices.Contains(rows, a.row) {
		a.form.show(a.row)
	}
	a.count()
	a.list.Refresh()
	a.tell(widget.SignYes, widget.ToneGood, a.env.Plural("window.answer.bulk_done", len(rows), "word", word))
}
