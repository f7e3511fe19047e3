package office

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// against is what the parts about one district have in common: the list of districts beside the charts.
type against struct {
	*Analysis
	key    assessment.DistrictKey // "" is all of them together, where that can be chosen
	all    bool                   // all of them together can be chosen
	shown  []assessment.District
	table  *widget.Table
	search *widget.Field
	right  *fyne.Container
}

func (a *against) start() fyne.Focusable { return a.table.List }

// first chooses the first district where none is chosen.
func (a *against) first() {
	known := slices.ContainsFunc(a.round.Districts, func(d assessment.District) bool { return d.Key == a.key })
	if known {
		return
	}
	a.key = ""
	if !a.all && len(a.round.Districts) > 0 {
		a.key = a.round.Districts[0].Key
	}
}

// layout puts the list of districts beside the charts; change reads and shows those of another district.
func (a *against) layout(change func()) fyne.CanvasObject {
	e := a.env
	a.table = widget.NewTable([]widget.Column{{Title: e.Say("window.picture.district"), Ems: 6, Share: 1}}, nil)
	a.search = widget.NewField(e.Say("office.against.search"), func(text string) {
		a.list(text)
		if len(a.shown) > 0 {
			a.table.Mark(0)
			a.take(0, change)
		}
	})
	a.search.OnEnter = func() { e.Focus(a.table.List) }
	a.right = container.NewStack()
	a.list("")
	a.table.OnChoose = func(i int) { a.take(i, change) }
	at := slices.IndexFunc(a.shown, func(d assessment.District) bool { return d.Key == a.key })
	a.table.Mark(max(at, 0))
	left := widget.NewFrame(widget.NewInset(0, 1, a.search), nil, a.table.View(), nil, nil)
	return widget.NewColumns(3, []float32{17, -1}, left, a.right)
}

func (a *against) list(query string) {
	a.shown = nil
	if a.all {
		a.shown = append(a.shown, assessment.District{Name: a.env.Say("window.picture.all")})
	}
	for _, d := range a.round.Districts {
		if named(d, query) {
			a.shown = append(a.shown, d)
		}
	}
	if query != "" && a.all && len(a.shown) > 1 {
		a.shown = a.shown[1:]
	}
	rows := make([][]widget.Cell, len(a.shown))
	for i, d := range a.shown {
		rows[i] = []widget.Cell{{Text: d.Name, Bold: d.Key == ""}}
	}
	a.table.SetRows(rows)
}

// named tells whether a district is meant by what was typed: a part of its name or of its key.
func named(d assessment.District, query string) bool {
	return strings.Contains(strings.ToLower(d.Name+" "+string(d.Key)), strings.ToLower(strings.TrimSpace(query)))
}

func (a *against) take(i int, change func()) {
	if i < 0 || i >= len(a.shown) || a.shown[i].Key == a.key {
		return
	}
	a.key = a.shown[i].Key
	a.route.District = string(a.key)
	a.remember()
	change()
}

func (a *against) name() string {
	for _, d := range a.round.Districts {
		if d.Key == a.key {
			return d.Name
		}
	}
	return a.env.Say("window.picture.all")
}

func (a *against) put(o fyne.CanvasObject) {
	a.right.Objects = []fyne.CanvasObject{o}
	a.right.Refresh()
	a.env.State(a.env.Say("window.picture.state", "district", a.name(), "topic", a.env.Say("office.analysis.part."+a.route.Part)))
}

// compared is the part that shows one district against the median and the middle half of all.
type compared struct {
	against
	data desk.RadarView
}

func (p *compared) read() error {
	p.first()
	if p.key == "" {
		return nil
	}
	var err error
	p.data, err = p.desk.Compare(p.env.Context, p.round.ID, p.key)
	return err
}

func (p *compared) build() fyne.CanvasObject {
	view := p.layout(func() { p.env.Load(p.banner, p.read, p.charted) })
	p.charted()
	return view
}

func (p *compared) charted() {
	e := p.env
	bars := widget.NewBars(p.bars())
	pieces := []fyne.CanvasObject{}
	if len(p.data.Axes) >= 3 {
		pieces = append(pieces, p.card(widget.NewRadar(p.radar()).Chart, fileWord(e.Say("office.compare.file"), p.data.District.Name)))
	}
	bars.OnOpen = func(row, _ int) {
		p.remember()
		e.Go(shared.Route{Screen: "district", Round: string(p.round.ID), District: string(p.key), Topic: string(p.data.Axes[row].Topic.ID)})
	}
	pieces = append(pieces, p.card(bars.Chart, fileWord(e.Say("office.compare.file_bars"), p.data.District.Name)))
	p.put(p.charts(widget.NewTiles(3, 36, pieces...)))
}

func (p *compared) axes() []widget.BarRow {
	e := p.env
	rows := make([]widget.BarRow, len(p.data.Axes))
	for i, a := range p.data.Axes {
		r := widget.BarRow{Name: a.Topic.Title, Text: e.Percent(a.Value, a.Known), Value: float32(a.Value), None: !a.Known}
		r.Say = e.Say("office.compare.say", "topic", a.Topic.Title, "share", r.Text)
		if o := a.Others; o.N > 0 {
			r.Band, r.Low, r.Mid, r.High = true, float32(o.Q1), float32(o.Median), float32(o.Q3)
			r.Say += " " + e.Say("office.compare.say_others", "n", o.N, "median", e.Words.Percent(o.Median), "low", e.Words.Percent(o.Q1), "high", e.Words.Percent(o.Q3))
		}
		rows[i] = r
	}
	return rows
}

func (p *compared) figures(title string) widget.ChartTable {
	e := p.env
	t := widget.ChartTable{Title: title, Columns: []string{e.Say("office.gaps.column.topic"), p.data.District.Name, e.Say("office.compare.q1"), e.Say("office.compare.median"), e.Say("office.compare.q3"), e.Say("office.compare.n")}}
	for _, a := range p.data.Axes {
		o := a.Others
		t.Rows = append(t.Rows, []string{a.Topic.Title, e.Percent(a.Value, a.Known), e.Percent(o.Q1, o.N > 0), e.Percent(o.Median, o.N > 0), e.Percent(o.Q3, o.N > 0), e.Words.Number(o.N)})
	}
	return t
}

func (p *compared) radar() widget.RadarData {
	e, title := p.env, p.env.Say("office.compare.title", "district", p.data.District.Name)
	d := widget.RadarData{Title: title, Sub: p.sub(""), Ticks: e.Ticks(), Table: p.figures(title), Axes: p.axes(), Legend: []widget.LegendItem{
		{Text: p.data.District.Name, Mark: widget.LegendLine}, {Text: e.Say("office.compare.band"), Mark: widget.LegendBand}, {Text: e.Say("office.compare.median"), Mark: widget.LegendDashed},
	}}
	if p.many() {
		for i, a := range p.data.Axes {
			d.Axes[i].Name = mark(i, a.Topic)
		}
	}
	return d
}

func (p *compared) bars() widget.BarsData {
	e, title := p.env, p.env.Say("office.compare.bars", "district", p.data.District.Name)
	rows := p.axes()
	if p.many() {
		for i, a := range p.data.Axes {
			rows[i].Name = mark(i, a.Topic) + " " + rows[i].Name
		}
	}
	return widget.BarsData{Title: title, Sub: p.sub(""), Ticks: e.Ticks(), Table: p.figures(title), Rows: rows, Legend: []widget.LegendItem{
		{Text: p.data.District.Name, Mark: widget.LegendBar}, {Text: e.Say("office.compare.band"), Mark: widget.LegendBand}, {Text: e.Say("office.compare.median"), Mark: widget.LegendMedian},
	}}
}

// many tells whether there are so many topics that their names have no room around a circle: they get marks, which the
// bars beside explain.
func (p *compared) many() bool { return len(p.data.Axes) > 9 }

// mark stands for a topic where its name has no room: its own id where it is one that people use, else its number.
func mark(i int, t assessment.Topic) string {
	if n := utf8.RuneCountInString(string(t.ID)); n > 0 && n <= 7 {
		return strings.ToUpper(string(t.ID))
	}
	return strconv.Itoa(i + 1)
}

// course is the part that shows how fulfilment went from round to round, of all districts or of one.
type course struct {
	against
	data []desk.TrendPoint
}

func (p *course) read() error {
	p.first()
	var err error
	p.data, err = p.desk.Trend(p.env.Context, p.key)
	return err
}

func (p *course) build() fyne.CanvasObject {
	view := p.layout(func() { p.env.Load(p.banner, p.read, p.charted) })
	p.charted()
	return view
}

func (p *course) charted() {
	e := p.env
	if len(p.data) < 2 {
		p.put(widget.NewEmpty(widget.SignInfo, e.Say("office.course.one"), e.Say("office.course.one_hint")))
		return
	}
	chart := widget.NewTrend(p.trend())
	p.put(p.charts(p.card(chart.Chart, fileWord(e.Say("office.course.file"), p.name()))))
}

func (p *course) trend() widget.TrendData {
	e, title := p.env, p.env.Say("office.course.title", "district", p.name())
	fulfilled, answered := widget.TrendSeries{Name: e.Say("window.picture.fulfilment")}, widget.TrendSeries{Name: e.Say("window.picture.answered")}
	d := widget.TrendData{Title: title, Sub: e.Say("office.course.sub", "on", e.Words.Date(assessment.DateOf(e.Now()))), Ticks: e.Ticks(), Table: widget.ChartTable{Title: title, Columns: []string{
		e.Say("office.course.round"), fulfilled.Name, answered.Name, e.Say("office.compare.n"),
	}}}
	point := func(name string, t desk.TrendPoint, share float64) widget.TrendPoint {
		text := e.Percent(share, t.Known)
		return widget.TrendPoint{Value: float32(share), None: !t.Known, Text: text, Say: e.Say("office.course.say", "round", t.Round.Name, "name", name, "share", text)}
	}
	for _, t := range p.data {
		d.Columns = append(d.Columns, t.Round.Name)
		fulfilled.Points = append(fulfilled.Points, point(fulfilled.Name, t, t.Fulfilment))
		answered.Points = append(answered.Points, point(answered.Name, t, t.Answered))
		d.Table.Rows = append(d.Table.Rows, []string{t.Round.Name, e.Percent(t.Fulfilment, t.Known), e.Percent(t.Answered, t.Known), e.Words.Number(t.Districts)})
	}
	d.Series = []widget.TrendSeries{fulfilled, answered}
	return d
}
