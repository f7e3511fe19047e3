package district

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// act keeps what was typed, does a job beside the window's own work, reads the answers anew and tells what was done.
// do returns the sentence, and the requirement to go to, "" for the one in view.
func (a *Answering) act(do func() (sentence string, to assessment.RequirementID, err error)) {
	if a.saver.flush() != nil {
		return // saved has told why
	}
	var (
		sentence string
		to       assessment.RequirementID
		err      error
	)
	a.env.Run(func() { sentence, to, err = do() }, func() {
		if err != nil {
			a.env.Fail(a.banner, err)
			return
		}
		a.reload(func() {
			a.goTo(to)
			if sentence != "" {
				a.tell(widget.SignYes, widget.ToneGood, sentence)
			}
		})
	})
}

// reload reads the answers anew. Where something is typed meanwhile it is kept first, so that nobody sees an older text.
func (a *Answering) reload(then func()) {
	if a.saver.flush() != nil {
		return
	}
	key, round := a.desk.Info().District.Key, a.paper.Round.ID
	scope := a.scope
	var (
		paper    *desk.Paper
		measures map[assessment.RequirementID][]*plan
		err      error
	)
	a.env.Run(func() {
		if paper, err = a.desk.Paper(a.env.Context, round, key, scope); err == nil {
			measures, err = a.readMeasures(round)
		}
	}, func() {
		switch {
		case err != nil:
			a.env.Fail(a.banner, err)
		case len(a.typed) > 0:
			a.reload(then)
		case len(paper.Rows) != len(a.paper.Rows): // the catalogue is another one
			a.env.Go(a.route)
		default:
			a.paper, a.measures = paper, measures
			a.count()
			a.list.Refresh()
			a.form.show(a.row)
			then()
		}
	})
}

// goTo brings a requirement into view.
func (a *Answering) goTo(id assessment.RequirementID) {
	for i, r := range a.paper.Rows {
		if r.Requirement.ID == id && i != a.row {
			a.show(i)
		}
	}
}

// undo takes back what was done last, wherever that was, and goes there; redo does it again.
func (a *Answering) undo(again bool) {
	round, scope := a.paper.Round.ID, a.scope
	a.act(func() (string, assessment.RequirementID, error) {
		turn := a.desk.UndoEdit
		if again {
			turn = a.desk.RedoEdit
		}
		step, err := turn(a.env.Context)
		if err != nil {
			return "", "", err
		}
		sentence := step.Sentence
		if step.Left > 0 {
			sentence += " " + a.env.Plural("window.answer.undo_left", step.Left)
		}
		for _, key := range step.Keys {
			if key.Round == round && key.Scope == scope {
				return sentence, key.Requirement, nil
			}
		}
		return sentence, "", nil
	})
}

// targets are the ticked requirements, or else the one in view.
func (a *Answering) targets() []int {
	if a.selection.some() {
		return a.selection.list()
	}
	return []int{a.row}
}

// takeOver copies what was said in the last round, for the ticked requirements or the one in view.
func (a *Answering) takeOver() {
	var ids []assessment.RequirementID
	for _, i := range a.targets() {
		if r := a.paper.Rows[i]; r.Former != nil && r.Former.Carries && r.Answer.Empty() {
			ids = append(ids, r.Requirement.ID)
		}
	}
	a.carry(ids)
}

// takeOverTopic copies what was said in the last round to everything in the topic that is still empty and asked in the
// same words.
func (a *Answering) takeOverTopic() {
	var ids []assessment.RequirementID
	topic := a.paper.Rows[a.row].Requirement.Topic
	for _, r := range a.paper.Rows {
		if r.Requirement.Topic == topic && r.Former != nil && r.Former.Carries && !r.Former.TextChanged && r.Answer.Empty() {
			ids = append(ids, r.Requirement.ID)
		}
	}
	a.carry(ids)
}

func (a *Answering) carry(ids []assessment.RequirementID) {
	if a.frozen() {
		return
	}
	if len(ids) == 0 {
		a.tell(widget.SignInfo, widget.ToneMuted, a.env.Say("window.answer.carry_none"))
		return
	}
	a.selection.clear()
	round, scope := a.paper.Round.ID, a.scope
	a.act(func() (string, assessment.RequirementID, error) {
		n, err := a.desk.CarryOver(a.env.Context, round, scope, ids)
		return a.env.Plural("window.answer.carried", n), "", err
	})
}

// confirm confirms the ticked requirements or the one in view, as they stand.
func (a *Answering) confirm() {
	if a.frozen() {
		return
	}
	var keys []assessment.AnswerKey
	for _, i := range a.targets() {
		if r := a.paper.Rows[i]; r.Answer.ToConfirm {
			keys = append(keys, r.Answer.AnswerKey)
		}
	}
	if len(keys) == 0 {
		a.tell(widget.SignInfo, widget.ToneMuted, a.env.Say("window.answer.confirm_none"))
		return
	}
	a.selection.clear()
	a.act(func() (string, assessment.RequirementID, error) {
		n, err := a.desk.Confirm(a.env.Context, keys)
		return a.env.Plural("window.answer.confirmed", n), "", err
	})
}

// takeProposal gives the answer in view the status that the office proposes.
func (a *Answering) takeProposal() {
	r := a.paper.Rows[a.row]
	if a.frozen() || !r.Review.HasProposal {
		return
	}
	word := a.env.Status(r.Review.Proposed).Word
	a.act(func() (string, assessment.RequirementID, error) {
		err := a.desk.TakeProposal(a.env.Context, r.Answer.AnswerKey)
		return a.env.Say("window.answer.proposal_taken", "ref", r.Requirement.Ref, "word", word), "", err
	})
}

// formerRound names the round of a former answer.
func (a *Answering) formerRound(id assessment.RoundID) string {
	for _, r := range a.rounds {
		if r.ID == id {
			return r.Name
		}
	}
	return string(id)
}

// formerLine is the line over the explanation with what was said in the last round.
type formerLine struct {
	a    *Answering
	view *fyne.Container
	mark *widget.Mark
	text *widget.Line
	take *widget.Button
}

func newFormerLine(a *Answering) *formerLine {
	e := a.env
	l := &formerLine{a: a, mark: widget.NewMark(widget.SignOpen, widget.ToneMuted, 1), text: widget.NewLine("", widget.ToneMuted, false)}
	l.text.Min, l.text.Scale = 4, theme.SizeNameCaptionText
	l.take = widget.NewButton(e.Say("window.answer.carry"), a.takeOver)
	l.take.Small, l.take.Hint = true, "V"
	l.view = widget.NewFrame(nil, l.mark, widget.NewInset(1.5, 0, l.text), l.take, nil)
	return l
}

// show tells of the requirement in view.
func (l *formerLine) show(r desk.PaperRow) {
	e := l.a.env
	shown(l.view, r.Former != nil)
	if r.Former == nil {
		return
	}
	look := e.Status(r.Former.Status)
	l.mark.Sign, l.mark.Tone = look.Sign, look.Tone
	l.mark.Refresh()
	text := e.Say("window.answer.former", "round", l.a.formerRound(r.Former.Round), "status", look.Word)
	if r.Former.Explanation != "" {
		text += " – " + oneLine(r.Former.Explanation)
	}
	l.text.SetText(text)
	shown(l.take, r.Former.Carries && r.Answer.Empty() && !l.a.frozen())
}

// oneLine writes a text in one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// confirmWord says why an answer is to be confirmed.
func (a *Answering) confirmWord(r desk.PaperRow) string {
	if r.Answer.Carried {
		return a.env.Say("window.answer.to_confirm_carried")
	}
	return a.env.Say("window.answer.to_confirm")
}
