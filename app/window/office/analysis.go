package office

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// The parts of the analysis.
const (
	partGaps    = "gaps"
	partSpread  = "spread"
	partCompare = "compare"
	partTrend   = "trend"
)

var analysisParts = []string{partGaps, partSpread, partCompare, partTrend}

// part is one part of the analysis: what it reads and what it shows.
type part interface {
	read() error
	build() fyne.CanvasObject
	start() fyne.Focusable
}

// Analysis is the screen that says what the answers of all districts mean: what to do first, how answers share out, one
// district against the others, and the course over the rounds.
type Analysis struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	route  shared.Route
	rounds []desk.RoundInfo
	round  desk.RoundInfo
	topics []assessment.Topic
	banner *widget.Banner
	body   *fyne.Container
	place  *fyne.Container
	view   fyne.CanvasObject
	scroll *container.Scroll
	parts  *widget.Segments
	shown  part
}

// NewAnalysis makes the screen with the part of the route, the gaps where it names none.
func NewAnalysis(e *shared.Env, d Desk, route shared.Route) *Analysis {
	s := &Analysis{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack(), place: container.NewStack()}
	if !slices.Contains(analysisParts, s.route.Part) {
		s.route.Part = partGaps
	}
	s.route.Screen = "analysis"
	s.view = shared.Page(e.Say("window.nav.analysis"), e.Say("office.analysis.under"), s.banner, s.body)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Analysis) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Analysis) Title() string { return s.env.Say("window.nav.analysis") }

// Start is what the part wants to have the focus.
func (s *Analysis) Start() fyne.Focusable {
	if s.shown == nil {
		return nil
	}
	return s.shown.start()
}

// Key goes back with the backspace key and scrolls by pages.
func (s *Analysis) Key(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]float32{fyne.KeyPageUp: -0.8, fyne.KeyPageDown: 0.8}[ev.Name]
	if step != 0 && s.scroll != nil {
		s.scrollTo(s.scroll.Offset.Y + step*s.scroll.Size().Height)
		return true
	}
	return back(s.env, ev)
}

// Rune chooses a part with its digit.
func (s *Analysis) Rune(r rune) bool {
	i := int(r - '1')
	if s.parts == nil || i < 0 || i >= len(analysisParts) {
		return false
	}
	s.parts.Choose(i)
	s.choose(i)
	return true
}

func (s *Analysis) read() error {
	ctx := s.env.Context
	var err error
	if s.rounds, err = s.desk.Rounds(ctx); err != nil || len(s.rounds) == 0 {
		return err
	}
	s.round = s.rounds[0]
	for _, r := range s.rounds {
		if string(r.ID) == s.route.Round {
			s.round = r
		}
	}
	s.route.Round = string(s.round.ID)
	book, err := s.desk.Catalogue(ctx, s.round.Catalogue)
	if err != nil {
		return err
	}
	s.topics = book.Topics
	s.shown = s.make(s.route.Part)
	return s.shown.read()
}

func (s *Analysis) make(name string) part {
	switch name {
	case partSpread:
		return &spread{Analysis: s, topic: assessment.TopicID(s.route.Topic)}
	case partCompare:
		return &compared{against{Analysis: s, key: assessment.DistrictKey(s.route.District)}, desk.RadarView{}}
	case partTrend:
		return &course{against{Analysis: s, key: assessment.DistrictKey(s.route.District), all: true}, nil}
	default:
		return &gaps{Analysis: s, at: s.route.Requirement}
	}
}

func (s *Analysis) build() {
	e := s.env
	if len(s.rounds) == 0 {
		s.body.Objects = []fyne.CanvasObject{noRound(e)}
		s.body.Refresh()
		return
	}
	words := make([]string, len(analysisParts))
	for i, name := range analysisParts {
		words[i] = e.Say("office.analysis.part." + name)
	}
	s.parts = widget.NewSegments(words, slices.Index(analysisParts, s.route.Part), s.choose)
	rounds := roundChoice(e, s.rounds, s.round.ID, "analysis")
	head := widget.NewInset(0, 1, widget.NewColumns(3, []float32{-1, -1.6}, rounds, s.parts))
	s.body.Objects = []fyne.CanvasObject{widget.NewFrame(head, nil, s.place, nil, nil)}
	s.body.Refresh()
	s.show()
}

// choose shows another part.
func (s *Analysis) choose(i int) {
	next := s.make(analysisParts[i])
	var err error
	s.env.Run(func() { err = next.read() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.route.Part, s.shown = analysisParts[i], next
		s.banner.Clear()
		s.show()
		s.remember()
	})
}

func (s *Analysis) show() {
	s.scroll = nil
	s.env.State(s.env.Say("office.analysis.part." + s.route.Part))
	s.place.Objects = []fyne.CanvasObject{s.shown.build()}
	s.place.Refresh()
	s.env.Focus(s.shown.start())
}

// remember says where coming back leads.
func (s *Analysis) remember() { s.env.Here(s.route) }

// charts puts cards with charts under each other, in a place that scrolls to the one with the focus.
func (s *Analysis) charts(pieces ...fyne.CanvasObject) fyne.CanvasObject {
	s.scroll = widget.NewPlainScroll(widget.NewInset(1, 1, widget.NewStack(3, pieces...)))
	return widget.NewInset(-1, -1, s.scroll)
}

// card is a chart with what can be done with it.
func (s *Analysis) card(c *widget.Chart, name string) fyne.CanvasObject {
	card := shared.NewChartCard(s.env, c, name)
	card.OnResize = s.place.Refresh
	c.OnFocus = func() { s.reveal(c) }
	return card.View()
}

func (s *Analysis) scrollTo(y float32) {
	most := s.scroll.Content.MinSize().Height - s.scroll.Size().Height
	s.scroll.ScrollToOffset(fyne.NewPos(0, max(min(y, most), 0)))
}

// reveal brings a piece with the focus into sight.
func (s *Analysis) reveal(o fyne.CanvasObject) {
	if s.scroll == nil || s.scroll.Size().Height <= 0 {
		return
	}
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(s.scroll).Y
	if bottom := top + o.Size().Height - s.scroll.Size().Height; bottom > 0 {
		s.scrollTo(s.scroll.Offset.Y + min(bottom+widget.Space(12), top-widget.Space(4)))
	} else if top < 0 {
		s.scrollTo(s.scroll.Offset.Y + top - widget.Space(4))
	}
}

// sub is the line below the title of a chart.
func (s *Analysis) sub(more string) string {
	text := s.env.Say("office.analysis.sub", "round", s.round.Name, "on", s.env.Words.Date(assessment.DateOf(s.env.Now())))
	if more != "" {
		text = more + " · " + text
	}
	return text
}
