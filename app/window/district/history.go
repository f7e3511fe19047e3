package district

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// mostPast is how many changes are shown at first.
const mostPast = 12

// past is the part with every change of an answer: who, when, from where, and what stood there before.
type past struct {
	a       *Answering
	row     int
	entries []desk.HistoryEntry // the newest first
	box     *fyne.Container
	table   *fyne.Container // two moments beside each other
	whole   bool
	one     *desk.HistoryEntry // the first of two moments that are compared, nil for none
	other   *desk.HistoryEntry // the second; nil is now
}

func newPast(a *Answering) *past { return &past{a: a, box: widget.NewStack(1.5)} }

func (p *past) part() *part {
	return &part{name: "history", key: 'h', title: func(int) string { return p.a.env.Say("window.answer.history") }, fill: p.fill}
}

// fill reads the changes beside the window's own work and shows them when they are there.
func (p *past) fill(row int) fyne.CanvasObject {
	e := p.a.env
	p.row, p.whole, p.one, p.other = row, false, nil, nil
	p.table = container.NewStack()
	p.box = widget.NewStack(1.5)
	box, key := p.box, p.a.paper.Rows[row].Answer.AnswerKey
	var (
		list []desk.HistoryEntry
		err  error
	)
	e.Run(func() { list, err = p.a.desk.History(e.Context, key) }, func() {
		if p.box != box { // another requirement is in view by now
			return
		}
		if err != nil {
			e.Fail(p.a.banner, err)
			return
		}
		p.entries = p.entries[:0]
		for i := len(list) - 1; i >= 0; i-- {
			p.entries = append(p.entries, list[i])
		}
		p.show()
	})
	return p.box
}

func (p *past) show() {
	e := p.a.env
	p.box.Objects = []fyne.CanvasObject{p.table}
	shown(p.table, p.one != nil)
	if len(p.entries) == 0 {
		p.box.Add(widget.NewSmallText(e.Say("window.answer.history_none"), widget.ToneMuted))
	}
	for i, entry := range p.entries {
		if i == mostPast && !p.whole {
			more := widget.NewQuiet(e.Plural("window.answer.history_more", len(p.entries)-mostPast), func() {
				p.whole = true
				p.show()
			})
			more.Small = true
			p.box.Add(container.NewHBox(more))
			break
		}
		p.box.Add(p.entry(entry))
	}
	p.box.Refresh()
	p.a.form.about.settle()
}

// entry shows one change: when and who, and before and after of the field.
func (p *past) entry(h desk.HistoryEntry) fyne.CanvasObject {
	e := p.a.env
	line := e.Day(h.At) + " · " + h.Who + " · " + e.Say("window.answer.source."+string(h.Source))
	if h.File != "" {
		line += " (" + h.File + ")"
	}
	head := widget.NewCaption(line)
	head.Min = 6
	box := widget.NewStack(0.5, head)
	before, after := p.values(h.Subject.Field, h.Before), p.values(h.Subject.Field, h.After)
	box.Add(widget.NewColumns(1.5, []float32{1.1, -1}, widget.NewMark(widget.SignRight, widget.ToneMuted, 0.9),
		widget.NewText(e.Field(h.Subject.Field)+": "+after, widget.TonePlain)))
	if len(h.Before) > 0 {
		box.Add(widget.NewColumns(1.5, []float32{1.1, -1}, widget.NewMark(widget.SignNone, widget.ToneMuted, 0.9),
			widget.NewSmallText(e.Say("window.answer.before", "text", before), widget.ToneMuted)))
	}
	box.Add(widget.NewFlow(1, p.actions(h)...))
	return box
}

// actions compares a moment with another, and brings back what stood there before.
func (p *past) actions(h desk.HistoryEntry) []fyne.CanvasObject {
	e := p.a.env
	compare := widget.NewQuiet(e.Say("window.answer.compare"), func() { p.compare(h) })
	compare.Small = true
	back := widget.NewQuiet(e.Say("window.answer.bring_back"), func() { p.bringBack(h) })
	back.Small = true
	back.SetEnabled(!p.a.frozen())
	return []fyne.CanvasObject{compare, back}
}

// bringBack writes what stood before a change again.
func (p *past) bringBack(h desk.HistoryEntry) {
	a := p.a
	a.act(func() (string, assessment.RequirementID, error) {
		_, err := a.desk.BringBack(a.env.Context, h.ID)
		return a.env.Say("window.answer.brought_back", "field", a.env.Field(h.Subject.Field)), "", err
	})
}

// compare shows how an answer stood after a change beside how it stands now, or, when another moment was chosen before,
// beside that one.
func (p *past) compare(h desk.HistoryEntry) {
	a, key := p.a, p.a.paper.Rows[p.row].Answer.AnswerKey
	if p.one == nil || p.one.ID == h.ID || p.other != nil {
		p.one, p.other = &h, nil
	} else {
		p.other = &h
	}
	one, other := p.one, p.other
	if other != nil && other.At.Before(one.At) {
		one, other = other, one
	}
	then, now := assessment.Answer{}, a.paper.Rows[p.row].Answer
	var err error
	a.env.Run(func() {
		if then, err = a.desk.StateAt(a.env.Context, key, one.At); err == nil && other != nil {
			now, err = a.desk.StateAt(a.env.Context, key, other.At)
		}
	}, func() {
		if err != nil {
			a.env.Fail(a.banner, err)
			return
		}
		until := a.env.Say("window.answer.now")
		if other != nil {
			until = a.env.Day(other.At)
		}
		p.showTwo(a.env.Day(one.At), until, then, now)
	})
}

// showTwo puts two moments beside each other: the fields that differ, the rest in a word.
func (p *past) showTwo(from, until string, then, now assessment.Answer) {
	e := p.a.env
	columns := []float32{10, -1, -1}
	box := widget.NewStack(1, widget.NewColumns(2, columns, heading(e.Say("window.answer.compared")), heading(from), heading(until)))
	same := true
	for _, f := range assessment.Fields(assessment.KindAnswer) {
		a, b := then.Value(f), now.Value(f)
		if p.value(f, a) == p.value(f, b) {
			continue
		}
		same = false
		box.Add(widget.NewColumns(2, columns, widget.NewSmallText(e.Field(f), widget.ToneMuted), widget.NewText(p.value(f, a), widget.TonePlain), widget.NewText(p.value(f, b), widget.TonePlain)))
	}
	if same {
		box.Add(widget.NewSmallText(e.Say("window.answer.compared_same"), widget.ToneMuted))
	}
	p.table.Objects = []fyne.CanvasObject{widget.NewTonePanel(box, widget.ToneMuted)}
	shown(p.table, true)
	p.box.Refresh()
	p.a.form.about.settle()
}

// values writes the values of a field for people.
func (p *past) values(f assessment.Field, values []string) string {
	e := p.a.env
	if len(values) == 0 {
		return e.Say("window.answer.nothing")
	}
	var texts []string
	for _, v := range values {
		texts = append(texts, p.value(f, v))
	}
	return e.Words.List(texts)
}

func (p *past) value(f assessment.Field, v string) string {
	e := p.a.env
	switch f {
	case assessment.FieldStatus:
		s, err := assessment.DecodeStatement(v)
		if err != nil {
			return v
		}
		if s.Explanation == "" {
			return e.Status(s.Status).Word
		}
		return e.Status(s.Status).Word + " – " + s.Explanation
	case assessment.FieldDue:
		return e.Words.Date(assessment.Date(v))
	}
	if v == "" {
		return e.Say("window.answer.nothing")
	}
	return v
}
