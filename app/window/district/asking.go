package district

import (
	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// asking lets a person tick requirements, by topic or one by one. It holds only the rows in sight.
type asking struct {
	env     *shared.Env
	paper   *desk.Paper
	topic   int // place in the paper's topics + 1; 0 is all
	open    bool
	on      map[assessment.RequirementID]bool
	shown   []int
	view    fyne.CanvasObject
	table   *widget.Table
	pick    *widget.Choice
	only    *widget.Button
	count   *widget.Text
	changed func()
}

func newAsking(e *shared.Env, p *desk.Paper, changed func()) *asking {
	a := &asking{env: e, paper: p, on: map[assessment.RequirementID]bool{}, changed: changed}
	a.table = widget.NewTable([]widget.Column{
		{Title: "", Ems: 1.4}, {Title: e.Say("district.asking.ref"), Ems: 6}, {Title: e.Say("window.field.requirement"), Ems: 10, Share: 2},
		{Title: e.Say("window.field.status"), Ems: 9}, {Title: e.Say("window.field.responsible"), Ems: 6, Share: 1},
	}, a.toggle)
	a.table.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeySpace {
			a.toggle(a.table.Chosen())
			return true
		}
		return false
	}
	names := []string{e.Say("window.answer.all_topics")}
	for _, t := range p.Topics {
		names = append(names, t.Topic.Title)
	}
	a.pick = widget.NewChoice(names, 0, func(i int) { a.topic = i; a.fill() })
	a.only = widget.NewButton(e.Say("district.asking.only_open"), a.toggleOpen)
	all := widget.NewButton(e.Say("district.asking.all"), func() { a.tickShown() })
	all.Hint = "A"
	a.count = widget.NewText("", widget.ToneMuted)
	tools := widget.NewInset(0, 1.5, widget.NewFlow(2, wide(18, a.pick), a.only, all))
	a.view = widget.NewFrame(tools, nil, a.table.View(), nil, widget.NewInset(0, 1, a.count))
	a.fill()
	a.table.Mark(0)
	return a
}

func (a *asking) toggleOpen() {
	a.open = !a.open
	a.only.SetWeight(map[bool]widget.Weight{true: widget.WeightChosen, false: widget.WeightNormal}[a.open])
	a.fill()
}

func (a *asking) toggle(i int) {
	if i < 0 || i >= len(a.shown) {
		return
	}
	id := a.paper.Rows[a.shown[i]].Requirement.ID
	a.on[id] = !a.on[id]
	a.fill()
}

// tickShown ticks everything that is shown, or takes all of it back where all is ticked.
func (a *asking) tickShown() {
	on := false
	for _, i := range a.shown {
		on = on || !a.on[a.paper.Rows[i].Requirement.ID]
	}
	for _, i := range a.shown {
		a.on[a.paper.Rows[i].Requirement.ID] = on
	}
	a.fill()
}

// show limits the list to a topic.
func (a *asking) show(topic string) {
	for i, t := range a.paper.Topics {
		if string(t.Topic.ID) == topic {
			a.topic = i + 1
			a.pick.Put(append([]string(nil), a.pick.Options...), i+1)
			a.fill()
		}
	}
}

func (a *asking) fill() {
	a.shown = a.shown[:0]
	var rows [][]widget.Cell
	for i, r := range a.paper.Rows {
		if a.topic > 0 && r.Requirement.Topic != a.paper.Topics[a.topic-1].Topic.ID || a.open && r.Answer.Status != assessment.StatusOpen {
			continue
		}
		a.shown = append(a.shown, i)
		tick := widget.Cell{Sign: widget.SignBox, Tone: widget.ToneMuted}
		if a.on[r.Requirement.ID] {
			tick = widget.Cell{Sign: widget.SignTicked, Tone: widget.ToneAccent}
		}
		look := a.env.Status(r.Answer.Status)
		rows = append(rows, []widget.Cell{tick, {Text: r.Requirement.Ref, Tone: widget.ToneMuted}, {Text: r.Requirement.Title},
			{Text: look.Word, Sign: look.Sign, Tone: look.Tone}, {Text: r.Answer.Responsible, Tone: widget.ToneMuted}})
	}
	a.table.SetRows(rows)
	a.count.SetText(a.env.Plural("district.asking.count", len(a.chosen())))
	if a.changed != nil {
		a.changed()
	}
}

// chosen are the ticked requirements in the order of the catalogue.
func (a *asking) chosen() []assessment.RequirementID {
	var ids []assessment.RequirementID
	for _, r := range a.paper.Rows {
		if a.on[r.Requirement.ID] {
			ids = append(ids, r.Requirement.ID)
		}
	}
	return ids
}
