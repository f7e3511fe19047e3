package demo

import (
	"fmt"
	"os"
	"path/filepath"

	"kreislage/app/demo/byhand"
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// actor is a county in the play.
type actor struct {
	county
	p           *play
	letter      desk.Letter
	voice       *voice
	random      *lockedStream // for files that are saved in Excel
	clock       *clock
	assignment  string // the office's newest file
	desk        *desk.Desk
	fingerprint string   // of the desk's key, as the county tells it by telephone
	sent        []string // what it has sent
	answered    int      // requirements dealt with, in the catalogue's order
}

func newActor(p *play, x county, l desk.Letter) *actor {
	c := newChance(p.o.Seed, "county "+string(x.Key))
	return &actor{county: x, p: p, letter: l, voice: newVoice(p.phrases, c), random: newLockedStream(p.o.Seed, "excel "+string(x.Key)), clock: &clock{}}
}

// leave closes the county's desk.
func (a *actor) leave() error {
	if a.desk == nil {
		return nil
	}
	d := a.desk
	a.desk = nil
	return d.Close()
}

// firstAct joins the office, answers, and sends what this county's part wants.
func (a *actor) firstAct() error {
	a.clock.day(dayAnswer)
	d, err := desk.InitDistrict(a.p.ctx, a.p.path("districts", string(a.Key)), a.assignment, a.letter.Code, a.letter.Fingerprint,
		a.p.options(string(a.Key), a.p.words.Say("demo.coordinator"), a.clock))
	if err != nil {
		return err
	}
	a.desk, a.fingerprint = d, d.Info().Fingerprint
	if err := a.actPart(); err != nil {
		return err
	}
	if a.part == partEarly {
		return nil // the second act follows at the same desk
	}
	return a.leave()
}

func (a *actor) actPart() error {
	switch a.part {
	case partEarly:
		return inOrder(a.answers(0.7), a.reply)
	case partHand:
		return a.fillIn()
	case partMissing:
		return inOrder(a.answers(a.diligent))
	case partConflict:
		return inOrder(a.answers(a.diligent), a.measures, a.at(dayReply), a.reply, a.contradict)
	case partLate:
		return inOrder(a.answers(a.diligent), a.at(dayLate), a.reply)
	case partDamaged:
		return inOrder(a.answers(a.diligent), a.measures, a.at(dayReply), a.reply, a.damage, a.reply)
	case partLost:
		return inOrder(a.answers(a.diligent), a.at(dayReply), a.reply, a.damage)
	}
	return inOrder(a.answers(a.diligent), a.measures, a.at(dayReply), a.reply)
}

func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (a *actor) at(day string) func() error {
	return func() error { a.clock.day(day); return nil }
}

// answers deals with requirements up to a share of all.
func (a *actor) answers(share float64) func() error {
	return func() error {
		all := a.p.catalogue.Requirements
		upTo := int(share*float64(len(all)) + 0.5)
		var edits []desk.AnswerEdit
		for i := a.answered; i < upTo; i++ {
			edits = append(edits, desk.AnswerEdit{Key: a.key(all[i]), Edit: a.voice.answer(a.county, all[i], a.p.themes[i])})
		}
		a.answered = max(a.answered, upTo)
		_, err := a.desk.AnswerAll(a.p.ctx, edits)
		return err
	}
}

func (a *actor) key(q assessment.Requirement) assessment.AnswerKey {
	return assessment.AnswerKey{Round: a.p.round.ID, District: a.Key, Scope: assessment.WholeScope, Requirement: q.ID}
}

// measures plans what is to be done about some gaps.
func (a *actor) measures() error {
	answers, err := a.desk.Answers(a.p.ctx, a.p.round.ID, a.Key)
	if err != nil {
		return err
	}
	left := 3 + a.voice.IntN(4)
	for i, x := range answers {
		if x.Status != assessment.StatusNo || left == 0 || !a.voice.hits(0.25) {
			continue
		}
		left--
		if err := a.measure(x, a.p.themes[i]); err != nil {
			return err
		}
	}
	return nil
}

func (a *actor) measure(x assessment.Answer, t *theme) error {
	v := a.voice
	m := desk.Measure{
		Round: x.Round, Scope: x.Scope, Requirement: x.Requirement, Title: v.pick(t.Measures), Responsible: v.pick(a.p.phrases.Responsible),
		Due: assessment.Date(fmt.Sprintf("2026-%02d-%02d", 6+v.IntN(7), 1+v.IntN(28))), Once: fmt.Sprintf("%d00", 5+v.IntN(400)),
		Days: fmt.Sprintf("%d", 1+v.IntN(30)), State: []string{desk.MeasurePlanned, desk.MeasureRunning}[v.IntN(2)],
	}
	if v.hits(0.5) {
		m.Yearly = fmt.Sprintf("%d00", 1+v.IntN(60))
	}
	_, err := a.desk.SaveMeasure(a.p.ctx, m)
	return err
}

// reply writes the county's next file and sends it.
func (a *actor) reply() error {
	files, err := a.desk.Export(a.p.ctx, a.p.round.ID, nil, a.p.path("exchange", "in"), nil)
	if err != nil {
		return err
	}
	a.sent = append(a.sent, files[0].Path)
	return nil
}

// secondAct takes in the office's questions, answers them and what was left, and sends again.
func (a *actor) secondAct() error {
	a.clock.day(dayReply)
	b, err := a.desk.Preview(a.p.ctx, []string{a.assignment}, nil)
	if err != nil {
		return err
	}
	if _, err := a.desk.Accept(a.p.ctx, b, desk.AcceptByMode(desk.AcceptSigned), nil); err != nil {
		return err
	}
	return inOrder(a.answerRemarks, a.answers(a.diligent), a.measures, a.reply, a.leave)
}

// answerRemarks answers the office's questions, all but the last.
func (a *actor) answerRemarks() error {
	paper, err := a.desk.Paper(a.p.ctx, a.p.round.ID, a.Key, assessment.WholeScope)
	if err != nil {
		return err
	}
	var asked []assessment.AnswerKey
	for _, row := range paper.Rows {
		if row.Remark.Open() {
			asked = append(asked, row.Answer.AnswerKey)
		}
	}
	for _, k := range asked[:max(0, len(asked)-1)] {
		if err := a.desk.ReplyRemark(a.p.ctx, k, a.voice.say(a.voice.pick(a.p.phrases.Replies))); err != nil {
			return err
		}
	}
	return nil
}

// damage changes one byte in the middle of the file sent last, as a broken stick does.
func (a *actor) damage() error {
	path := a.sent[len(a.sent)-1]
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("damage a file: %w", err)
	}
	raw[len(raw)/2] ^= 0x10
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return fmt.Errorf("damage a file: %w", err)
	}
	return nil
}

// fillIn answers in the office's workbook with nothing but Excel and sends it back. The county's own desk takes the
// same file in, so that both know the same.
func (a *actor) fillIn() error {
	a.clock.day(dayReply)
	all := a.p.catalogue.Requirements
	var cells []byhand.Cell
	for i, q := range all[:int(a.diligent*float64(len(all)))] {
		cells = append(cells, a.typed(q, a.voice.answer(a.county, q, a.p.themes[i]))...)
	}
	if err := a.sendFilled(cells); err != nil {
		return err
	}
	b, err := a.desk.Preview(a.p.ctx, a.sent[len(a.sent)-1:], nil)
	if err != nil {
		return err
	}
	_, err = a.desk.Accept(a.p.ctx, b, desk.AcceptByMode(desk.AcceptAll), nil)
	return err
}

// typed is an answer as a person types it into the workbook's cells.
func (a *actor) typed(q assessment.Requirement, e desk.Edit) []byhand.Cell {
	id := string(q.ID)
	out := []byhand.Cell{{Row: id, Column: "k:status", Text: a.p.words.Say("desk.status." + e.Status.String())}}
	for _, c := range []struct {
		column string
		text   *string
	}{{"k:explanation", e.Explanation}, {"k:responsible", e.Responsible}, {"k:effort", e.Effort}, {"k:evidence", e.Evidence}} {
		if c.text != nil && *c.text != "" {
			out = append(out, byhand.Cell{Row: id, Column: c.column, Text: *c.text})
		}
	}
	if e.Due != nil {
		out = append(out, byhand.Cell{Row: id, Column: "k:due", Text: a.p.words.Date(*e.Due)})
	}
	return out
}

// contradict sends the office's workbook back as a colleague has filled it in, who did not know the desk's answers:
// one answer contradicts the signed reply, two fill gaps.
func (a *actor) contradict() error {
	answers, err := a.desk.Answers(a.p.ctx, a.p.round.ID, a.Key)
	if err != nil {
		return err
	}
	yes, gaps, contradicted := assessment.StatusYes, 2, false
	var cells []byhand.Cell
	for i, x := range answers {
		gap := x.Status == assessment.StatusOpen && gaps > 0
		if !gap && (x.Status != assessment.StatusNo || contradicted) {
			continue
		}
		if gap {
			gaps--
		} else {
			contradicted = true
		}
		text := a.voice.say(a.voice.pick(a.p.phrases.Hand))
		cells = append(cells, a.typed(a.p.catalogue.Requirements[i], desk.Edit{Status: &yes, Explanation: &text})...)
	}
	return a.sendFilled(cells)
}

// sendFilled types into a copy of the office's file and sends it under its own name.
func (a *actor) sendFilled(cells []byhand.Cell) error {
	raw, err := os.ReadFile(a.assignment)
	if err != nil {
		return fmt.Errorf("open the office's file: %w", err)
	}
	filled, err := byhand.Fill(a.p.ctx, raw, a.letter.Code, cells, a.random)
	if err != nil {
		return err
	}
	target := a.p.path("exchange", "in", filepath.Base(a.assignment))
	if err := os.WriteFile(target, filled, 0o600); err != nil {
		return fmt.Errorf("save the filled-in file: %w", err)
	}
	a.sent = append(a.sent, target)
	return nil
}
