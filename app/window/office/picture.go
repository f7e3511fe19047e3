package office

import (
	"math"
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

// Picture is the screen with the heat map: districts by topics, with a figure in every cell.
type Picture struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	route  shared.Route
	rounds []desk.RoundInfo
	round  assessment.RoundID
	metric desk.HeatMetric
	data   desk.HeatMap  // counts, for the words
	values desk.HeatGrid // the measure that is shown
	banner *widget.Banner
	view   fyne.CanvasObject
	body   *fyne.Container
	grid   *grid
	where  *widget.Text
	sorted *widget.Text
	legend *fyne.Container
	choice *widget.Segments
	report *saveAs
	taken  *taken
}

// NewPicture makes the screen for the round of the route, the newest where it names none.
func NewPicture(e *shared.Env, d Desk, route shared.Route) *Picture {
	s := &Picture{env: e, desk: d, route: route, metric: desk.HeatFulfilment, banner: widget.NewBanner(), body: container.NewStack()}
	s.grid = newGrid(e, s.tell, s.open)
	metric, order, _ := strings.Cut(route.Part, "|")
	if slices.Contains(desk.HeatMetrics(), desk.HeatMetric(metric)) {
		s.metric = desk.HeatMetric(metric)
		s.grid.restore(order)
	}
	s.report = newSaveAs(e, s.banner, e.Say("office.report.button"), e.Say("office.report.path"),
		func() string { return fileWord(e.Say("office.report.file"), s.data.Round.Name) + ".xlsx" },
		func(path string) func() error {
			district := s.chosenDistrict()
			return func() error { return d.WriteReport(e.Context, s.round, district, path) }
		})
	s.report.after, s.report.layout = s.grid.heat, s.body.Refresh
	s.taken = newTaken(e, s.grid, s.banner, s.body.Refresh, func() string { return e.Say("office.metric." + string(s.metric)) }, func() string { return s.data.Round.Name },
		func() []widget.HeatCell { return heatLegend(e, s.metric) })
	s.view = shared.Page(e.Say("window.picture.title"), "", s.banner, s.body, s.taken.copied, s.taken.saved.button, s.report.button)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Picture) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Picture) Title() string { return s.env.Say("window.nav.picture") }

// Start is the heat map.
func (s *Picture) Start() fyne.Focusable {
	if s.choice == nil {
		return nil
	}
	return s.grid.heat
}

// Rune sorts with S and Z, and chooses a measure with its digit.
func (s *Picture) Rune(r rune) bool {
	if s.choice == nil {
		return false
	}
	if i := int(r - '1'); i >= 0 && i < len(desk.HeatMetrics()) {
		s.choice.Choose(i)
		s.choose(i)
		return true
	}
	if !s.grid.rune(r) {
		return false
	}
	s.remember()
	return true
}

func (s *Picture) read() error {
	var err error
	if s.rounds, err = s.desk.Rounds(s.env.Context); err != nil || len(s.rounds) == 0 {
		return err
	}
	s.round = s.rounds[0].ID
	if s.route.Round != "" {
		s.round = assessment.RoundID(s.route.Round)
	}
	if s.data, err = s.desk.HeatMap(s.env.Context, s.round); err != nil {
		return err
	}
	s.values, err = s.desk.HeatMapOf(s.env.Context, s.round, s.metric)
	return err
}

func (s *Picture) build() {
	e := s.env
	if len(s.rounds) == 0 {
		for _, b := range []*widget.Button{s.report.button, s.taken.copied, s.taken.saved.button} {
			b.Hide()
		}
		s.body.Objects = []fyne.CanvasObject{noRound(e)}
		s.body.Refresh()
		return
	}
	s.where = widget.NewText(" ", widget.TonePlain).Bold()
	s.sorted = widget.NewSmallText(" ", widget.ToneMuted)
	s.legend = widget.NewFlow(1)
	var words []string
	at := 0
	for i, m := range desk.HeatMetrics() {
		words = append(words, e.Say("office.metric."+string(m)))
		if m == s.metric {
			at = i
		}
	}
	s.choice = widget.NewSegments(words, at, s.choose)
	head := widget.NewInset(0, 1, widget.NewStack(1.5, widget.NewColumns(3, []float32{-1, -1.9}, roundChoice(e, s.rounds, s.round, "picture"), s.choice), s.report.row, s.taken.saved.row))
	foot := widget.NewInset(0, 1.5, widget.NewStack(1.25, s.where, s.legend, s.sorted, widget.NewSmallText(e.Say("office.picture.hint"), widget.ToneMuted)))
	s.body.Objects = []fyne.CanvasObject{widget.NewFrame(head, nil, s.grid.view(), nil, foot)}
	s.body.Refresh()
	s.fill()
	s.grid.moveTo(s.route.District, s.route.Topic, 1)
	e.Focus(s.grid.heat)
}

// choose shows another measure.
func (s *Picture) choose(i int) {
	metric := desk.HeatMetrics()[i]
	var (
		values desk.HeatGrid
		err    error
	)
	s.env.Run(func() { values, err = s.desk.HeatMapOf(s.env.Context, s.round, metric) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.metric, s.values = metric, values
		s.banner.Clear()
		s.fill()
		s.remember()
	})
}

// fill shows the chosen measure in all cells. The first row is the one over all districts.
func (s *Picture) fill() {
	e, v := s.env, s.values
	d := gridData{corner: e.Say("window.picture.district"), total: e.Say("window.picture.total")}
	for i, t := range v.Topics {
		d.cols = append(d.cols, gridHead{string(t.ID), shortTopic(i, t), t.Title})
	}
	d.rows = append(d.rows, gridHead{allOf, e.Say("window.picture.all"), e.Say("window.picture.all")})
	for _, district := range v.Districts {
		d.rows = append(d.rows, gridHead{string(district.Key), district.Name, district.Name})
	}
	metric := s.metric
	d.figure = func(row, col int) figure { return heatFigure(e, metric, valueAt(v, row, col)) }
	s.legend.Objects = swatches(heatLegend(e, s.metric))
	s.legend.Refresh()
	s.grid.show(d)
	if s.metric == desk.HeatChange && v.Former == nil {
		s.banner.Say(widget.SignInfo, widget.ToneAccent, e.Say("office.change.no_former"), e.Say("office.change.no_former_hint"))
	}
}

// shortTopic is a head of a few letters: the topic's own id where it is one that people use, else its number and the
// beginning of its title.
func shortTopic(i int, t assessment.Topic) string {
	if n := utf8.RuneCountInString(string(t.ID)); n > 0 && n <= 7 {
		return strings.ToUpper(string(t.ID))
	}
	return strconv.Itoa(i+1) + " " + t.Title
}

// valueAt is the value of a place of the grid.
func valueAt(v desk.HeatGrid, row, col int) desk.HeatValue {
	switch {
	case row == 0 && col < 0:
		return v.All
	case row == 0:
		return v.ByTopic[col]
	case col < 0:
		return v.Totals[row-1]
	}
	return v.Cells[row-1][col]
}

// chosenDistrict is the district of the cursor, "" in the row over all.
func (s *Picture) chosenDistrict() assessment.DistrictKey {
	if row, _ := s.grid.at(); row > 0 {
		return assessment.DistrictKey(s.grid.data.rows[row].id)
	}
	return ""
}

// at is what the figures of a place of the grid are.
func (s *Picture) at(row, col int) (t assessment.Tally, v desk.HeatValue) {
	d := s.data
	switch {
	case row == 0 && col < 0:
		for _, total := range d.Totals {
			t.Add(total)
		}
	case row == 0:
		t = d.ByTopic[col]
	case col < 0:
		t = d.Totals[row-1]
	default:
		t = d.Cells[row-1][col]
	}
	return t, valueAt(s.values, row, col)
}

// tell says in words where the cursor is: district, full title of the topic, and all figures.
func (s *Picture) tell(row, col int) {
	e := s.env
	name, topic := s.grid.data.rows[row].title, e.Say("window.picture.all_topics")
	if col >= 0 {
		topic = s.grid.data.cols[col].title
	}
	t, v := s.at(row, col)
	share, ok := t.Fulfilment()
	line := e.Say("window.picture.where", "district", name, "topic", topic, "share", e.Percent(share, ok), "done", t.Total-t.Open, "all", t.Total, "must", t.UnmetMust)
	switch {
	case s.metric == desk.HeatMeasures && v.Known:
		line += ", " + e.Say("office.measures.where", "share", e.Words.Percent(v.Value))
	case s.metric == desk.HeatMeasures:
		line += ", " + e.Say("office.measures.none")
	case s.metric == desk.HeatChange && v.Known && s.values.Former != nil:
		line += ", " + e.Say("office.change.where", "n", points(int(math.Round(v.Value*100))), "round", s.values.Former.Name)
	}
	s.where.SetText(line)
	s.sorted.SetText(s.grid.sorted())
	e.State(e.Say("window.picture.state", "district", name, "topic", topic))
}

// here is the way back to the place of the cursor.
func (s *Picture) here() shared.Route {
	row, col := s.grid.at()
	r := shared.Route{Screen: "picture", Round: string(s.round), District: s.grid.data.rows[row].id, Topic: allOf, Part: string(s.metric) + "|" + s.grid.part()}
	if col >= 0 {
		r.Topic = s.grid.data.cols[col].id
	}
	return r
}

func (s *Picture) remember() { s.env.Here(s.here()) }

// open goes down: from the row over all districts to the requirements of a topic, from a district to its answers.
func (s *Picture) open(row, col int) {
	r := s.here()
	if r.Topic == allOf {
		r.Topic = ""
	}
	switch {
	case row > 0:
		r.Screen = "district"
	case col >= 0:
		r.Screen, r.District = "topic", ""
	default:
		s.banner.Say(widget.SignInfo, widget.ToneAccent, s.env.Say("office.picture.choose"), "")
		return
	}
	r.Part = ""
	s.remember()
	s.env.Go(r)
}
