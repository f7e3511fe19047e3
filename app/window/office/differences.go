package office

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// differences lists what one edition of a catalogue changes of another, with the old and the new text of the chosen
// requirement beside each other. Where ticks are wanted, changed ones can be marked as asking the same.
type differences struct {
	env    *shared.Env
	lines  []difference
	same   map[assessment.RequirementID]bool // ticked; nil where nothing can be ticked
	table  *widget.Table
	detail *fyne.Container
	view   fyne.CanvasObject
}

// difference is one requirement that is not the same in both editions.
type difference struct {
	kind     string // changed, added, removed
	old, new assessment.Requirement
	parts    []string
}

func newDifferences(e *shared.Env, ticks bool) *differences {
	d := &differences{env: e, detail: container.NewStack()}
	columns := []widget.Column{
		{Title: e.Say("window.reissue.kind"), Ems: 9}, {Title: e.Say("window.seen.column.ref"), Ems: 6}, {Title: e.Say("window.seen.column.title"), Ems: 8, Share: 1},
	}
	if ticks {
		d.same = map[assessment.RequirementID]bool{}
		columns = append(columns, widget.Column{Title: e.Say("window.reissue.same"), Ems: 8})
	}
	d.table = widget.NewTable(columns, nil)
	d.table.OnChoose = d.show
	d.table.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeySpace && ticks {
			d.toggle(d.table.Chosen())
			return true
		}
		return false
	}
	d.view = widget.NewColumns(3, []float32{-1, -1}, d.table.View(), d.detail)
	return d
}

// set shows a comparison: changed ones first, since they need somebody to look at them.
func (d *differences) set(c desk.CatalogueComparison) {
	d.lines = nil
	for _, x := range c.Changed {
		d.lines = append(d.lines, difference{"changed", x.Before, x.After, x.Parts})
	}
	for _, r := range c.Added {
		d.lines = append(d.lines, difference{kind: "added", new: r})
	}
	for _, r := range c.Removed {
		d.lines = append(d.lines, difference{kind: "removed", old: r})
	}
	d.fill()
	d.table.Mark(0)
}

func (d *differences) fill() {
	e := d.env
	looks := map[string]shared.Look{
		"changed": {Sign: widget.SignPen, Tone: widget.ToneWarn}, "added": {Sign: widget.SignYes, Tone: widget.ToneGood}, "removed": {Sign: widget.SignNo, Tone: widget.ToneMuted},
	}
	rows := make([][]widget.Cell, len(d.lines))
	for i, l := range d.lines {
		q := l.new
		if l.kind == "removed" {
			q = l.old
		}
		rows[i] = []widget.Cell{{Text: e.Say("window.reissue.kind." + l.kind), Sign: looks[l.kind].Sign, Tone: looks[l.kind].Tone}, {Text: q.Ref, Tone: widget.ToneMuted}, {Text: q.Title}}
		if d.same != nil {
			rows[i] = append(rows[i], d.tick(l))
		}
	}
	d.table.SetRows(rows)
	if len(d.lines) == 0 {
		d.detail.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignInfo, e.Say("window.reissue.equal"), e.Say("window.reissue.equal_hint"))}
		d.detail.Refresh()
	} else {
		d.show(max(d.table.Chosen(), 0))
	}
	e.State(e.Plural("window.reissue.count", len(d.lines)))
}

func (d *differences) tick(l difference) widget.Cell {
	switch {
	case l.kind != "changed":
		return widget.Cell{}
	case d.same[l.new.ID]:
		return widget.Cell{Sign: widget.SignTicked, Tone: widget.ToneAccent}
	}
	return widget.Cell{Sign: widget.SignBox, Tone: widget.ToneMuted}
}

func (d *differences) toggle(i int) {
	if i < 0 || i >= len(d.lines) || d.lines[i].kind != "changed" {
		return
	}
	id := d.lines[i].new.ID
	d.same[id] = !d.same[id]
	d.fill()
	d.table.Mark(i)
}

// ticked are the changed requirements that ask the same.
func (d *differences) ticked() []assessment.RequirementID {
	var ids []assessment.RequirementID
	for _, l := range d.lines {
		if l.kind == "changed" && d.same[l.new.ID] {
			ids = append(ids, l.new.ID)
		}
	}
	return ids
}

// show puts the old and the new text under each other.
func (d *differences) show(i int) {
	if i < 0 || i >= len(d.lines) {
		return
	}
	e, l := d.env, d.lines[i]
	box := widget.NewStack(3)
	if len(l.parts) > 0 {
		box.Add(widget.NewText(e.Say("window.compare.parts", "parts", strings.Join(l.parts, ", ")), widget.ToneMuted))
	}
	text := func(word string, q assessment.Requirement, tone widget.Tone) {
		if q.ID == "" {
			return
		}
		piece := widget.NewStack(1, widget.NewCaption(e.Say(word)), widget.NewText(q.Title, widget.TonePlain).Bold(), widget.NewText(q.Text, widget.TonePlain))
		if q.Guidance != "" && l.old.Guidance != l.new.Guidance {
			piece.Add(widget.NewText(q.Guidance, widget.ToneMuted))
		}
		box.Add(widget.NewTonePanel(piece, tone))
	}
	text("window.reissue.before", l.old, widget.ToneMuted)
	text("window.reissue.after", l.new, widget.ToneAccent)
	if l.kind == "changed" && d.same != nil {
		box.Add(widget.NewCheck(e.Say("window.reissue.editorial"), d.same[l.new.ID], func(bool) { d.toggle(i) }))
		box.Add(widget.NewSmallText(e.Say("window.reissue.editorial_hint"), widget.ToneMuted))
	}
	d.detail.Objects = []fyne.CanvasObject{widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, box)))}
	d.detail.Refresh()
}

// editionChoice lets one choose among catalogues.
func editionChoice(e *shared.Env, word string, list []desk.CatalogueInfo, at int, chosen func(int)) fyne.CanvasObject {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = e.Say("window.round_new.catalogue_line", "title", c.Title, "edition", c.Edition, "requirements", c.Requirements)
	}
	return shared.Labelled(e.Say(word), widget.NewChoice(names, at, chosen), "")
}
