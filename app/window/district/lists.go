package district

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// topicRow shows one topic with its progress.
type topicRow struct {
	*fyne.Container
	name  *widget.Line
	count *widget.Line
	bar   *widget.Bar
}

func newTopicRow() *topicRow {
	r := &topicRow{name: widget.NewLine("X", widget.TonePlain, false), count: widget.NewCaption("X"), bar: widget.NewBar()}
	r.name.Min, r.count.Min, r.bar.High = 4, 3, 1
	r.count.Align = fyne.TextAlignTrailing
	r.Container = widget.NewInset(3, 1.75, widget.NewStack(0.5, r.name, widget.NewColumns(2, []float32{-1, 4.6}, r.bar, r.count)))
	return r
}

func (r *topicRow) show(name string, t assessment.Tally, bold bool) {
	r.name.Bold = bold
	r.name.Text = name
	r.name.Refresh()
	r.count.SetText(fmt.Sprintf("%d/%d", t.Total-t.Open, t.Total))
	r.bar.Set(shared.Parts(t)...)
}

func (a *Answering) makeTopics() {
	a.topics = widget.NewList(
		func() int { return len(a.paper.Topics) + 1 },
		func() fyne.CanvasObject { return newTopicRow().Container },
		nil)
	rows := map[fyne.CanvasObject]*topicRow{}
	a.topics.Create = func() fyne.CanvasObject {
		r := newTopicRow()
		rows[r.Container] = r
		return r.Container
	}
	a.topics.Update = func(i int, o fyne.CanvasObject) {
		r := rows[o]
		if i == 0 {
			r.show(a.env.Say("window.answer.all_topics"), a.paper.Tally, true)
			return
		}
		t := a.paper.Topics[i-1]
		r.show(t.Topic.Title, t.Tally, false)
	}
	a.topics.OnChoose = func(i int) { a.chooseTopic(i - 1) }
	a.topics.OnOpen = func(int) { a.env.Focus(a.list) }
	a.topics.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeyRight {
			a.env.Focus(a.list)
			return true
		}
		return false
	}
}

// chooseTopic lists the requirements of one topic, all for -1, and shows the first.
func (a *Answering) chooseTopic(topic int) {
	if a.topic == topic {
		return
	}
	a.topic = topic
	a.pick.Put(a.topicNames(), topic+1)
	a.filter()
	if a.place(a.row) < 0 && len(a.shown) > 0 {
		a.show(a.shown[0])
	}
}

func (a *Answering) topicNames() []string {
	names := []string{a.env.Say("window.answer.all_topics")}
	for _, t := range a.paper.Topics {
		names = append(names, t.Topic.Title)
	}
	return names
}

// requirementRow shows one requirement with the sign and the word of its status.
type requirementRow struct {
	*fyne.Container
	sign  *widget.Mark
	title *widget.Line
	ref   *widget.Line
	word  *widget.Line
	flag  *widget.Mark
}

func newRequirementRow() *requirementRow {
	r := &requirementRow{
		sign: widget.NewMark(widget.SignOpen, widget.ToneMuted, 1.2), title: widget.NewLine("X", widget.TonePlain, false),
		ref: widget.NewCaption("X"), word: widget.NewCaption("X"), flag: widget.NewMark(widget.SignNone, widget.ToneWarn, 1),
	}
	r.title.Min, r.ref.Min, r.word.Min = 4, 3, 3
	r.word.Align = fyne.TextAlignTrailing
	under := widget.NewColumns(1, []float32{-1, 1.1, 6.4}, r.ref, r.flag, r.word)
	r.Container = widget.NewInset(3, 1.5, widget.NewColumns(2.5, []float32{1.3, -1}, r.sign, widget.NewStack(0.25, r.title, under)))
	return r
}

func (a *Answering) makeList() {
	rows := map[fyne.CanvasObject]*requirementRow{}
	a.list = widget.NewList(
		func() int { return len(a.shown) },
		func() fyne.CanvasObject {
			r := newRequirementRow()
			rows[r.Container] = r
			return r.Container
		},
		func(i int, o fyne.CanvasObject) { a.showRow(rows[o], a.shown[i]) })
	a.list.OnChoose = func(k int) { a.show(a.shown[k]) }
	a.list.OnTick = func(k int) { a.selection.tick(k) }
	a.list.OnSpread = func(from, to int) { a.selection.spread(from, to) }
	a.list.OnKey = func(ev *fyne.KeyEvent) bool {
		switch ev.Name {
		case fyne.KeyPageUp:
			a.step(-1)
		case fyne.KeyPageDown:
			a.step(1)
		case fyne.KeyLeft:
			if a.topics.Visible() {
				a.env.Focus(a.topics)
			}
		case fyne.KeyRight:
			a.env.Focus(a.form.explanation)
		default:
			return false
		}
		return true
	}
	a.pick = widget.NewChoice(a.topicNames(), 0, func(i int) {
		a.topics.Mark(i)
		a.chooseTopic(i - 1)
	})
	a.pick.Hide()
	a.empty = widget.NewText(a.env.Say("window.answer.filter_empty"), widget.ToneMuted)
	a.empty.Hide()
	a.listed = widget.NewCaption("")
	a.listed.Min = 4
}

func (a *Answering) showRow(r *requirementRow, row int) {
	p := a.paper.Rows[row]
	look := a.env.Status(p.Answer.Status)
	r.showSign(look, a.selection != nil && a.selection.some(), a.selection != nil && a.selection.rows[row])
	r.title.SetText(p.Requirement.Title)
	r.ref.SetText(p.Requirement.Ref)
	r.word.Set(look.Word, look.Tone)
	flag, tone := widget.SignNone, widget.ToneWarn
	switch {
	case p.Answer.Conflict:
		flag, tone = widget.SignSplit, widget.ToneBad
	case p.Remark.Question != "" && !p.Remark.Settled:
		flag, tone = widget.SignSpeech, widget.ToneAccent
	case !p.Answer.Explained():
		flag = widget.SignWarn
	}
	if r.flag.Sign != flag || r.flag.Tone != tone {
		r.flag.Sign, r.flag.Tone = flag, tone
		r.flag.Refresh()
	}
}

func (a *Answering) listColumn() fyne.CanvasObject {
	panel := widget.NewPlainPanel(container.NewStack(a.list, widget.NewInset(4, 4, a.empty)))
	a.column = widget.NewFrame(widget.NewStack(1, a.pick, widget.NewInset(1, 0.5, a.listed)), nil, panel, nil, a.selection.view)
	return a.column
}

// showSign shows the status, or whether the row is ticked where some are.
func (r *requirementRow) showSign(look shared.Look, ticking, ticked bool) {
	sign, tone := look.Sign, look.Tone
	switch {
	case ticked:
		sign, tone = widget.SignTicked, widget.ToneAccent
	case ticking:
		sign, tone = widget.SignBox, widget.ToneMuted
	}
	if r.sign.Sign != sign || r.sign.Tone != tone {
		r.sign.Sign, r.sign.Tone = sign, tone
		r.sign.Refresh()
	}
}

// sized sets a line to another size of the type scale.
func sized(l *widget.Line, name fyne.ThemeSizeName) *widget.Line {
	l.Scale = name
	return l
}

// heading is a small bold line over a part.
func heading(text string) *widget.Line {
	l := sized(widget.NewLine(text, widget.ToneMuted, true), theme.SizeNameCaptionText)
	l.Min = 4
	return l
}
