package district

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// together shows the whole district: the scopes beside it as stacked bars, and where they say different things.
func (s *Scopes) together() fyne.CanvasObject {
	e := s.env
	at := 0
	if s.how == desk.CombineAverage {
		at = 1
	}
	how := widget.NewSegments([]string{e.Say("district.scopes.cautious"), e.Say("district.scopes.average")}, at, func(i int) {
		s.how = []desk.Combine{desk.CombineCautious, desk.CombineAverage}[i]
		s.again(nil)
	})
	hint := e.Say("district.scopes.cautious_hint")
	if at == 1 {
		hint = e.Say("district.scopes.average_hint")
	}
	stack := widget.NewStacked(s.stacked())
	card := shared.NewChartCard(e, stack.Chart, e.Say("district.scopes.file"))
	card.OnResize = s.body.Refresh
	s.first = stack.Chart
	top := widget.NewStack(2, shared.Labelled(e.Say("district.scopes.how"), how, hint), card.View())
	table, n := s.differing()
	if n == 0 {
		top.Add(line(shared.Look{Sign: widget.SignYes, Tone: widget.ToneGood, Word: e.Say("district.scopes.agree")}))
		return widget.NewScroll(top)
	}
	list := widget.NewFrame(widget.NewInset(0, 1.5, widget.NewSubtitle(e.Plural("district.scopes.differ", n))), nil, table.View(), nil, nil)
	return container.New(&shared.Split{Share: 0.62, Need: func() float32 { return top.MinSize().Height + widget.Space(2) }}, widget.NewScroll(top), list)
}

// stacked is how the answers of the whole and of each scope share out.
func (s *Scopes) stacked() widget.StackData {
	e := s.env
	title := e.Say("district.scopes.chart")
	d := widget.StackData{Title: title, Sub: s.now.round.Name, Table: widget.ChartTable{Title: title, Columns: []string{e.Say("district.scope.name")}}}
	for _, f := range fills {
		word := e.Status(f.status).Word
		d.Legend = append(d.Legend, widget.LegendItem{Text: word, Mark: widget.LegendPart, Fill: f.fill})
		d.Table.Columns = append(d.Table.Columns, word)
	}
	d.Table.Columns = append(d.Table.Columns, e.Say("district.overview.fulfilled"))
	add := func(name string, t assessment.Tally) {
		share, ok := t.Fulfilment()
		row, cells := widget.StackRow{Name: name, Text: e.Percent(share, ok)}, []string{name}
		for _, f := range fills {
			n := f.count(t)
			cells = append(cells, e.Words.Number(n))
			if n > 0 {
				row.Parts = append(row.Parts, widget.StackPart{Share: float32(n) / float32(t.Total), Fill: f.fill, Text: e.Words.Number(n),
					Say: e.Say("district.overview.say_state", "topic", name, "n", n, "all", t.Total, "status", e.Status(f.status).Word)})
			}
		}
		d.Rows, d.Table.Rows = append(d.Rows, row), append(d.Table.Rows, append(cells, row.Text))
	}
	add(e.Say("district.scope.whole"), s.whole.Tally)
	if len(s.now.scopes) > 1 || s.now.scope("").ID != assessment.WholeScope {
		for _, sc := range s.now.scopes {
			add(scopeName(e, sc), s.papers[sc.ID].Tally)
		}
	}
	return d
}

// differing lists the requirements to which the scopes say different things.
func (s *Scopes) differing() (*widget.Table, int) {
	e := s.env
	columns := []widget.Column{{Title: e.Say("district.asking.ref"), Ems: 5.5}, {Title: e.Say("window.field.requirement"), Ems: 9, Share: 2}, {Title: e.Say("district.scopes.whole"), Ems: 9}}
	for _, sc := range s.now.scopes {
		columns = append(columns, widget.Column{Title: scopeName(e, sc), Ems: 7.5, Share: 0.4})
	}
	status := func(st assessment.Status) widget.Cell {
		look := e.Status(st)
		return widget.Cell{Text: look.Word, Sign: look.Sign, Tone: look.Tone}
	}
	var rows [][]widget.Cell
	var found []desk.PaperRow
	for _, r := range s.whole.Rows {
		differ := false
		for _, p := range r.Parts {
			differ = differ || p.Answer.Status != r.Parts[0].Answer.Status
		}
		if !differ {
			continue
		}
		row := []widget.Cell{{Text: r.Requirement.Ref, Tone: widget.ToneMuted}, {Text: r.Requirement.Title}, status(r.Answer.Status)}
		for _, sc := range s.now.scopes {
			cell := widget.Cell{Text: "–"}
			for _, p := range r.Parts {
				if p.Scope.ID == sc.ID {
					cell = status(p.Answer.Status)
				}
			}
			row = append(row, cell)
		}
		rows, found = append(rows, row), append(found, r)
	}
	table := widget.NewTable(columns, func(i int) {
		e.Go(shared.Route{Screen: "answer", Round: string(s.now.round.ID), Requirement: string(found[i].Requirement.ID)})
	})
	table.SetRows(rows)
	return table, len(rows)
}
