package office

import (
	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// statusFills are the drawings of the statuses in a stacked bar.
var statusFills = map[assessment.Status]widget.Fill{
	assessment.StatusYes: widget.FillYes, assessment.StatusPartly: widget.FillPartly, assessment.StatusNo: widget.FillNo,
	assessment.StatusDispensable: widget.FillDispensable, assessment.StatusOpen: widget.FillOpen,
}

// spread is the part that shows how the answers to the requirements of a topic share out.
type spread struct {
	*Analysis
	topic assessment.TopicID
	rows  []desk.RequirementSpread
	chart *widget.Stack
}

func (p *spread) read() error {
	if p.topic == "" && len(p.topics) > 0 {
		p.topic = p.topics[0].ID
	}
	var err error
	p.rows, err = p.desk.Distribution(p.env.Context, p.round.ID, p.topic)
	return err
}

func (p *spread) start() fyne.Focusable {
	if p.chart == nil {
		return nil
	}
	return p.chart.Chart
}

func (p *spread) build() fyne.CanvasObject {
	e, names, at := p.env, make([]string, len(p.topics)), 0
	for i, t := range p.topics {
		names[i] = t.Title
		if t.ID == p.topic {
			at = i
		}
	}
	choice := widget.NewChoice(names, at, func(i int) {
		p.route.Topic, p.route.Requirement = string(p.topics[i].ID), ""
		p.choose(1)
	})
	p.chart = widget.NewStacked(p.data(names[at]))
	p.chart.OnOpen = func(row, _ int) {
		p.route.Topic = string(p.topic)
		p.remember()
		e.Go(shared.Route{Screen: "topic", Round: string(p.round.ID), Topic: string(p.topic), Requirement: string(p.rows[row].Requirement.ID), District: allOf})
	}
	head := widget.NewInset(0, 1, widget.NewCapped(34, choice))
	body := p.charts(p.card(p.chart.Chart, fileWord(e.Say("office.spread.file"), names[at])))
	return widget.NewFrame(head, nil, body, nil, widget.NewInset(0, 1, widget.NewSmallText(e.Say("office.spread.hint"), widget.ToneMuted)))
}

func (p *spread) data(topic string) widget.StackData {
	e, title := p.env, p.env.Say("office.spread.title", "topic", topic)
	d := widget.StackData{Title: title, Sub: p.sub(""), Table: widget.ChartTable{Title: title, Columns: []string{e.Say("window.seen.column.title")}}}
	for _, status := range statuses {
		word := e.Status(status).Word
		d.Legend = append(d.Legend, widget.LegendItem{Text: word, Mark: widget.LegendPart, Fill: statusFills[status]})
		d.Table.Columns = append(d.Table.Columns, word)
	}
	d.Table.Columns = append(d.Table.Columns, e.Say("window.picture.fulfilment"), e.Say("office.spread.conflicts"))
	for _, r := range p.rows {
		c, name := r.Counts, r.Requirement.Ref+" "+r.Requirement.Title
		share := shareOf(e, c).Text
		row, cells := widget.StackRow{Name: name, Text: share}, []string{name}
		for _, status := range statuses {
			n := c.Of(status)
			cells = append(cells, e.Words.Number(n))
			if n > 0 {
				row.Parts = append(row.Parts, widget.StackPart{Share: float32(n) / float32(c.All()), Fill: statusFills[status], Text: e.Words.Number(n),
					Say: e.Say("office.spread.say", "requirement", name, "n", n, "all", c.All(), "status", e.Status(status).Word, "share", share)})
			}
		}
		d.Rows = append(d.Rows, row)
		d.Table.Rows = append(d.Table.Rows, append(cells, share, e.Words.Number(r.Conflicts)))
	}
	return d
}
