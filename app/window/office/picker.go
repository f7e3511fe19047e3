package office

import (
	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// picker lets a person tick districts. It holds only the rows in sight, so that hundreds are no burden.
type picker struct {
	env     *shared.Env
	list    []assessment.District
	on      map[assessment.DistrictKey]bool
	notes   map[assessment.DistrictKey]string
	table   *widget.Table
	count   *widget.Text
	view    fyne.CanvasObject
	changed func()
}

func newPicker(e *shared.Env, list []assessment.District, notes map[assessment.DistrictKey]string, changed func()) *picker {
	p := &picker{env: e, list: list, notes: notes, on: map[assessment.DistrictKey]bool{}, changed: changed}
	p.table = widget.NewTable([]widget.Column{
		{Title: "", Ems: 1.4}, {Title: e.Say("window.districts.key"), Ems: 5}, {Title: e.Say("window.districts.name"), Ems: 8, Share: 1},
		{Title: e.Say("window.picker.note"), Ems: 8, Share: 0.6},
	}, p.toggle)
	p.table.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeySpace {
			p.toggle(p.table.Chosen())
			return true
		}
		return false
	}
	p.count = widget.NewText("", widget.ToneMuted)
	all := widget.NewButton(e.Say("window.picker.all"), func() { p.set(true) })
	none := widget.NewButton(e.Say("window.picker.none"), func() { p.set(false) })
	tools := widget.NewInset(0, 1, widget.NewStack(0, shared.Row(all, none, widget.NewInset(1, 2, widget.NewCaption(e.Say("window.picker.hint"))))))
	count := widget.NewInset(0, 1, p.count)
	p.view = widget.NewFrame(tools, nil, p.table.View(), nil, count)
	p.set(true)
	return p
}

func (p *picker) set(on bool) {
	for _, d := range p.list {
		p.on[d.Key] = on
	}
	p.fill()
}

// only ticks these districts and no others.
func (p *picker) only(chosen []assessment.District) {
	p.on = map[assessment.DistrictKey]bool{}
	for _, d := range chosen {
		p.on[d.Key] = true
	}
	p.fill()
}

func (p *picker) toggle(i int) {
	if i < 0 || i >= len(p.list) {
		return
	}
	p.on[p.list[i].Key] = !p.on[p.list[i].Key]
	p.fill()
}

func (p *picker) fill() {
	rows := make([][]widget.Cell, len(p.list))
	for i, d := range p.list {
		tick := widget.Cell{Sign: widget.SignBox, Tone: widget.ToneMuted}
		if p.on[d.Key] {
			tick = widget.Cell{Sign: widget.SignTicked, Tone: widget.ToneAccent}
		}
		rows[i] = []widget.Cell{tick, {Text: string(d.Key), Tone: widget.ToneMuted}, {Text: d.Name}, {Text: p.notes[d.Key], Tone: widget.ToneMuted}}
	}
	p.table.SetRows(rows)
	p.count.SetText(p.env.Say("window.picker.count", "n", len(p.keys()), "all", len(p.list)))
	if p.changed != nil {
		p.changed()
	}
}

// keys are the ticked districts in the order of the list.
func (p *picker) keys() []assessment.DistrictKey {
	var keys []assessment.DistrictKey
	for _, d := range p.list {
		if p.on[d.Key] {
			keys = append(keys, d.Key)
		}
	}
	return keys
}
