package office

import (
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

// Picture is the screen with the heat map: districts by topics, with a number in every cell.
type Picture struct {
	shared.Plain
	env     *shared.Env
	desk    Desk
	route   shared.Route
	rounds  []desk.RoundInfo
	data    desk.HeatMap
	measure int
	banner  *widget.Banner
	view    fyne.CanvasObject
	body    *fyne.Container
	heat    *widget.HeatMap
	where   *widget.Text
	legend  *fyne.Container
}

// The figures that a cell can show.
const (
	measureFulfilment = iota
	measureAnswered
	measureMust
)

// NewPicture makes the screen for the round of the route, the newest where it names none.
func NewPicture(e *shared.Env, d Desk, route shared.Route) *Picture {
	s := &Picture{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack()}
	s.view = shared.Page(e.Say("window.picture.title"), "", s.banner, s.body)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Picture) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Picture) Title() string { return s.env.Say("window.nav.picture") }

// Start is the heat map.
func (s *Picture) Start() fyne.Focusable {
	if s.heat == nil {
		return nil
	}
	return s.heat
}

func (s *Picture) read() error {
	var err error
	if s.rounds, err = s.desk.Rounds(s.env.Context); err != nil || len(s.rounds) == 0 {
		return err
	}
	round := s.rounds[0].ID
	if s.route.Round != "" {
		round = assessment.RoundID(s.route.Round)
	}
	s.data, err = s.desk.HeatMap(s.env.Context, round)
	return err
}

func (s *Picture) build() {
	e := s.env
	if len(s.rounds) == 0 {
		s.body.Objects = []fyne.CanvasObject{noRound(e)}
		s.body.Refresh()
		return
	}
	s.heat = widget.NewHeatMap()
	s.heat.OnMove, s.heat.OnOpen = s.tell, s.open
	s.where = widget.NewText(" ", widget.TonePlain).Bold()
	s.legend = widget.NewFlow(1)
	words := []string{e.Say("window.picture.fulfilment"), e.Say("window.picture.answered"), e.Say("window.picture.must")}
	measure := widget.NewSegments(words, s.measure, func(i int) { s.measure = i; s.fill() })
	head := widget.NewInset(0, 1, widget.NewColumns(3, []float32{-1, -1.3}, roundChoice(e, s.rounds, s.data.Round.ID, "picture"), measure))
	foot := widget.NewInset(0, 2, widget.NewStack(1.5, s.where, s.legend, widget.NewSmallText(e.Say("window.picture.hint"), widget.ToneMuted)))
	s.body.Objects = []fyne.CanvasObject{widget.NewFrame(head, nil, s.heat.View(), nil, foot)}
	s.body.Refresh()
	s.fill()
	row, col := s.remembered()
	s.heat.MoveTo(row, col)
	e.Focus(s.heat)
}

// remembered is the place that the route names, so that coming back ends where one went down.
func (s *Picture) remembered() (row, col int) {
	row, col = 1, 0
	for i, d := range s.data.Districts {
		if string(d.Key) == s.route.District {
			row = i + 1
		}
	}
	for i, t := range s.data.Topics {
		if string(t.ID) == s.route.Topic {
			col = i
		}
	}
	return row, col
}

// fill shows the chosen figure in all cells. The first row is the one over all districts.
func (s *Picture) fill() {
	e, d := s.env, s.data
	data := widget.HeatData{Corner: e.Say("window.picture.district"), Total: e.Say("window.picture.total")}
	for i, t := range d.Topics {
		data.Columns = append(data.Columns, shortTopic(i, t))
	}
	var all assessment.Tally
	for _, t := range d.Totals {
		all.Add(t)
	}
	data.Rows = append(data.Rows, widget.HeatRow{Name: e.Say("window.picture.all"), Total: s.cell(all), Cells: s.cells(d.ByTopic)})
	for i, district := range d.Districts {
		data.Rows = append(data.Rows, widget.HeatRow{Name: district.Name, Total: s.cell(d.Totals[i]), Cells: s.cells(d.Cells[i])})
	}
	s.heat.SetData(data)
	s.showLegend()
	s.tell(s.heat.At())
}

func (s *Picture) cells(tallies []assessment.Tally) []widget.HeatCell {
	cells := make([]widget.HeatCell, len(tallies))
	for i, t := range tallies {
		cells[i] = s.cell(t)
	}
	return cells
}

func (s *Picture) cell(t assessment.Tally) widget.HeatCell {
	switch s.measure {
	case measureAnswered:
		share, ok := t.Answered()
		if !ok || t.Open == t.Total {
			return widget.HeatCell{Text: s.env.Percent(share, ok)}
		}
		return widget.HeatCell{Text: s.env.Percent(share, ok), Band: shared.ShareBand(share)}
	case measureMust:
		if t.Open == t.Total {
			return widget.HeatCell{Text: "–"}
		}
		return widget.HeatCell{Text: strconv.Itoa(t.UnmetMust), Band: mustBand(t.UnmetMust)}
	default:
		share, ok := t.Fulfilment()
		if t.Open == t.Total {
			return widget.HeatCell{Text: "–"}
		}
		return widget.HeatCell{Text: s.env.Percent(share, ok), Band: shared.Band(t)}
	}
}

// mustLimits are the most unmet MUSS requirements of each band, from the best.
var mustLimits = []int{0, 2, 5, 10, 20}

func mustBand(n int) int {
	for i, limit := range mustLimits {
		if n <= limit {
			return widget.HeatBands - 1 - i
		}
	}
	return 1
}

func (s *Picture) showLegend() {
	e := s.env
	var pieces []fyne.CanvasObject
	if s.measure == measureMust {
		from := 0
		for i, limit := range mustLimits {
			text := strconv.Itoa(from) + "–" + strconv.Itoa(limit)
			if from == limit {
				text = strconv.Itoa(limit)
			}
			pieces = append(pieces, widget.Swatch(widget.HeatBands-1-i, text))
			from = limit + 1
		}
		pieces = append(pieces, widget.Swatch(1, e.Say("window.picture.from", "n", from)))
	} else {
		for i, text := range []string{e.Say("window.picture.below", "n", 30), "30–44 %", "45–59 %", "60–74 %", "75–89 %", e.Say("window.picture.above", "n", 90)} {
			pieces = append(pieces, widget.Swatch(i+1, text))
		}
	}
	s.legend.Objects = append(pieces, widget.Swatch(0, e.Say("window.picture.nothing")))
	s.legend.Refresh()
}

// shortTopic is a head of a few letters: the topic's own id where it is one that people use, else its number and the
// beginning of its title.
func shortTopic(i int, t assessment.Topic) string {
	if n := utf8.RuneCountInString(string(t.ID)); n > 0 && n <= 7 {
		return strings.ToUpper(string(t.ID))
	}
	return strconv.Itoa(i+1) + " " + t.Title
}

// tell says in words where the cursor is: district, full title of the topic, and all figures.
func (s *Picture) tell(row, col int) {
	e, d := s.env, s.data
	name, topic := e.Say("window.picture.all"), e.Say("window.picture.all_topics")
	var t assessment.Tally
	switch {
	case row == 0 && col < 0:
		for _, total := range d.Totals {
			t.Add(total)
		}
	case row == 0 && col < len(d.ByTopic):
		t = d.ByTopic[col]
	case row > 0 && row <= len(d.Districts):
		name = d.Districts[row-1].Name
		t = d.Totals[row-1]
		if col >= 0 {
			t = d.Cells[row-1][col]
		}
	}
	if col >= 0 && col < len(d.Topics) {
		topic = d.Topics[col].Title
	}
	share, ok := t.Fulfilment()
	s.where.SetText(e.Say("window.picture.where", "district", name, "topic", topic, "share", e.Percent(share, ok),
		"done", t.Total-t.Open, "all", t.Total, "must", t.UnmetMust))
	e.State(e.Say("window.picture.state", "district", name, "topic", topic))
}

// open goes down to the answers of a district in a topic.
func (s *Picture) open(row, col int) {
	if row == 0 || row > len(s.data.Districts) {
		s.banner.Say(widget.SignInfo, widget.ToneAccent, s.env.Say("window.picture.choose_district"), "")
		return
	}
	r := shared.Route{Screen: "district", Round: string(s.data.Round.ID), District: string(s.data.Districts[row-1].Key)}
	if col >= 0 {
		r.Topic = string(s.data.Topics[col].ID)
	}
	here := r
	here.Screen = "picture"
	s.env.Here(here)
	s.env.Go(r)
}
