package district

import (
	"strconv"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// fills are the states of an answer in the order of a stacked bar.
var fills = []struct {
	status assessment.Status
	fill   widget.Fill
	count  func(assessment.Tally) int
}{
	{assessment.StatusYes, widget.FillYes, func(t assessment.Tally) int { return t.Yes }},
	{assessment.StatusPartly, widget.FillPartly, func(t assessment.Tally) int { return t.Partly }},
	{assessment.StatusNo, widget.FillNo, func(t assessment.Tally) int { return t.No }},
	{assessment.StatusDispensable, widget.FillDispensable, func(t assessment.Tally) int { return t.Dispensable }},
	{assessment.StatusOpen, widget.FillOpen, func(t assessment.Tally) int { return t.Open }},
}

// charts are the pictures of the round.
func (s *Overview) charts() fyne.CanvasObject {
	e := s.env
	stack := widget.NewStacked(s.states())
	bars := widget.NewBars(s.topics())
	if s.first == nil {
		s.first = stack.Chart
	}
	open := func(row, _ int) {
		if row > 0 {
			e.Go(shared.Route{Screen: "answer", Round: string(s.data.Round.ID), Topic: string(s.data.Topics[row-1].Topic.ID)})
		}
	}
	stack.OnOpen = open
	bars.OnOpen = func(row, col int) { open(row+1, col) }
	pieces := []fyne.CanvasObject{
		s.card(stack.Chart, "district.overview.file_states"),
		s.compared(bars.Chart),
	}
	if len(s.data.Topics) >= 3 && s.mirrored() {
		pieces = append(pieces, s.card(widget.NewRadar(s.profile()).Chart, "district.overview.file_profile"))
	}
	if len(s.course) > 1 {
		pieces = append(pieces, s.card(widget.NewTrend(s.trend()).Chart, "district.overview.file_course"))
	}
	return widget.NewTiles(3, 42, pieces...)
}

func (s *Overview) card(c *widget.Chart, name string) fyne.CanvasObject {
	card := shared.NewChartCard(s.env, c, s.env.Say(name))
	card.OnResize = s.body.Refresh
	c.OnFocus = func() { s.reveal(c) }
	return card.View()
}

// compared is the chart of the topics; where nothing is known of the others it says when that will come.
func (s *Overview) compared(c *widget.Chart) fyne.CanvasObject {
	card := s.card(c, "district.overview.file_topics")
	if len(s.data.Mirror) > 0 {
		return card
	}
	note := widget.NewColumns(1.5, []float32{1.3, -1}, widget.NewMark(widget.SignInfo, widget.ToneAccent, 1.2), widget.NewText(s.env.Say("district.overview.mirror_none"), widget.ToneMuted))
	return widget.NewStack(2, card, widget.NewTonePanel(note, widget.ToneAccent))
}

func (s *Overview) sub() string {
	return s.env.Say("district.overview.chart_sub", "round", s.data.Round.Name, "district", s.data.District.Name, "on", today(s.env))
}

// states is how the answers of the whole and of each topic share out.
func (s *Overview) states() widget.StackData {
	e := s.env
	d := widget.StackData{Title: e.Say("district.overview.states"), Sub: s.sub(), Table: widget.ChartTable{Title: e.Say("district.overview.states"), Columns: []string{e.Say("district.overview.topic")}}}
	for _, f := range fills {
		word := e.Status(f.status).Word
		d.Legend = append(d.Legend, widget.LegendItem{Text: word, Mark: widget.LegendPart, Fill: f.fill})
		d.Table.Columns = append(d.Table.Columns, word)
	}
	d.Table.Columns = append(d.Table.Columns, e.Say("district.overview.all"))
	add := func(name string, t assessment.Tally) {
		row := widget.StackRow{Name: name, Text: e.Words.Number(t.Total)}
		cells := []string{name}
		for _, f := range fills {
			n := f.count(t)
			cells = append(cells, e.Words.Number(n))
			if n > 0 {
				row.Parts = append(row.Parts, widget.StackPart{Share: float32(n) / float32(t.Total), Fill: f.fill, Text: e.Words.Number(n),
					Say: e.Say("district.overview.say_state", "topic", name, "n", n, "all", t.Total, "status", e.Status(f.status).Word)})
			}
		}
		d.Rows = append(d.Rows, row)
		d.Table.Rows = append(d.Table.Rows, append(cells, e.Words.Number(t.Total)))
	}
	add(e.Say("window.answer.all_topics"), s.data.Tally)
	for _, t := range s.data.Topics {
		add(t.Topic.Title, t.Tally)
	}
	return d
}

// others is what is known of the others in a topic.
func (s *Overview) others(id assessment.TopicID) (desk.MirrorTopic, bool) {
	for _, m := range s.data.Mirror {
		if m.Topic.ID == id {
			return m, true
		}
	}
	return desk.MirrorTopic{}, false
}

// mirrored tells whether the others are known in every topic.
func (s *Overview) mirrored() bool {
	for _, t := range s.data.Topics {
		if _, ok := s.others(t.Topic.ID); !ok {
			return false
		}
	}
	return true
}

// row is one topic with the own value and the others.
func (s *Overview) row(t desk.TopicProgress) widget.BarRow {
	e := s.env
	share, ok := t.Tally.Fulfilment()
	r := widget.BarRow{Name: t.Topic.Title, Text: e.Percent(share, ok), Value: float32(share), None: !ok}
	r.Say = e.Say("district.overview.say_topic", "topic", t.Topic.Title, "share", r.Text, "done", t.Tally.Total-t.Tally.Open, "all", t.Tally.Total, "must", t.Tally.UnmetMust)
	if m, ok := s.others(t.Topic.ID); ok {
		r.Band, r.Low, r.Mid, r.High = true, float32(m.Q1), float32(m.Median), float32(m.Q3)
		r.Say += " " + e.Say("district.overview.say_others", "n", m.Districts, "median", e.Words.Percent(m.Median), "low", e.Words.Percent(m.Q1), "high", e.Words.Percent(m.Q3))
	}
	return r
}

func (s *Overview) legend() []widget.LegendItem {
	e := s.env
	items := []widget.LegendItem{{Text: s.data.District.Name, Mark: widget.LegendBar}}
	if len(s.data.Mirror) > 0 {
		items = append(items, widget.LegendItem{Text: e.Say("district.overview.band"), Mark: widget.LegendBand}, widget.LegendItem{Text: e.Say("district.overview.median"), Mark: widget.LegendMedian})
	}
	return items
}

// topics is fulfilment by topic against the others.
func (s *Overview) topics() widget.BarsData {
	e := s.env
	d := widget.BarsData{Title: e.Say("district.overview.topics"), Sub: s.sub(), Legend: s.legend(), Ticks: e.Ticks(), Table: s.table(e.Say("district.overview.topics"))}
	for _, t := range s.data.Topics {
		d.Rows = append(d.Rows, s.row(t))
	}
	return d
}

// profile is the same as a radar.
func (s *Overview) profile() widget.RadarData {
	e := s.env
	d := widget.RadarData{Title: e.Say("district.overview.profile"), Sub: s.sub(), Ticks: e.Ticks(), Table: s.table(e.Say("district.overview.profile")), Legend: []widget.LegendItem{
		{Text: s.data.District.Name, Mark: widget.LegendLine}, {Text: e.Say("district.overview.band"), Mark: widget.LegendBand}, {Text: e.Say("district.overview.median"), Mark: widget.LegendDashed},
	}}
	for i, t := range s.data.Topics {
		r := s.row(t)
		if len(s.data.Topics) > 9 { // long names have no room around a circle of many
			r.Name = strconv.Itoa(i+1) + " " + short(r.Name, 18)
		}
		d.Axes = append(d.Axes, r)
	}
	return d
}

// short cuts a name at a number of characters.
func short(name string, most int) string {
	r := []rune(name)
	if len(r) <= most {
		return name
	}
	return string(r[:most-1]) + "…"
}

func (s *Overview) table(title string) widget.ChartTable {
	e := s.env
	t := widget.ChartTable{Title: title, Columns: []string{e.Say("district.overview.topic"), e.Say("district.overview.fulfilled"), e.Say("district.overview.answered"), e.Say("district.overview.must_title")}}
	if len(s.data.Mirror) > 0 {
		t.Columns = append(t.Columns, e.Say("district.overview.q1"), e.Say("district.overview.median_short"), e.Say("district.overview.q3"))
	}
	for _, p := range s.data.Topics {
		share, ok := p.Tally.Fulfilment()
		answered, ok2 := p.Tally.Answered()
		row := []string{p.Topic.Title, e.Percent(share, ok), e.Percent(answered, ok2), e.Words.Number(p.Tally.UnmetMust)}
		if len(s.data.Mirror) > 0 {
			m, known := s.others(p.Topic.ID)
			row = append(row, e.Percent(m.Q1, known), e.Percent(m.Median, known), e.Percent(m.Q3, known))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// trend is fulfilment and progress over the rounds.
func (s *Overview) trend() widget.TrendData {
	e := s.env
	title := e.Say("district.overview.course")
	d := widget.TrendData{Title: title, Sub: s.data.District.Name, Ticks: e.Ticks(), Table: widget.ChartTable{
		Title: title, Columns: []string{e.Say("window.imports.column.round"), e.Say("district.overview.fulfilled"), e.Say("district.overview.answered")},
	}}
	fulfilled, answered := widget.TrendSeries{Name: e.Say("district.overview.fulfilled")}, widget.TrendSeries{Name: e.Say("district.overview.answered")}
	point := func(round, name string, share float64, ok bool) widget.TrendPoint {
		text := e.Percent(share, ok)
		return widget.TrendPoint{Value: float32(share), None: !ok, Text: text, Say: e.Say("district.overview.say_course", "round", round, "name", name, "share", text)}
	}
	for _, o := range s.course {
		f, ok1 := o.Tally.Fulfilment()
		a, ok2 := o.Tally.Answered()
		d.Columns = append(d.Columns, o.Round.Name)
		fulfilled.Points = append(fulfilled.Points, point(o.Round.Name, fulfilled.Name, f, ok1))
		answered.Points = append(answered.Points, point(o.Round.Name, answered.Name, a, ok2))
		d.Table.Rows = append(d.Table.Rows, []string{o.Round.Name, e.Percent(f, ok1), e.Percent(a, ok2)})
	}
	d.Series = []widget.TrendSeries{fulfilled, answered}
	return d
}
