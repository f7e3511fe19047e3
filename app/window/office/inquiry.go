package office

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// The parts of what the office asks about.
const (
	partRemarks = "remarks"
	partSample  = "sample"
)

// Inquiry is the screen with what the office asks the districts about: the questions that are open, and the answers to
// be looked at on site.
type Inquiry struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	route  shared.Route
	rounds []desk.RoundInfo
	round  desk.RoundInfo
	banner *widget.Banner
	body   *fyne.Container
	place  *fyne.Container
	view   fyne.CanvasObject
	parts  *widget.Segments
	shown  part
}

// NewInquiry makes the screen for the round of the route, the newest where it names none.
func NewInquiry(e *shared.Env, d Desk, route shared.Route) *Inquiry {
	s := &Inquiry{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack(), place: container.NewStack()}
	s.route.Screen = "remarks"
	if s.route.Part != partSample {
		s.route.Part = partRemarks
	}
	s.view = shared.Page(e.Say("window.nav.remarks"), e.Say("office.inquiry.under"), s.banner, s.body)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Inquiry) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Inquiry) Title() string { return s.env.Say("window.nav.remarks") }

// Start is the list of the part.
func (s *Inquiry) Start() fyne.Focusable {
	if s.shown == nil {
		return nil
	}
	return s.shown.start()
}

// Key goes back with the backspace key.
func (s *Inquiry) Key(ev *fyne.KeyEvent) bool { return back(s.env, ev) }

// Rune chooses a part with its digit; E settles a question.
func (s *Inquiry) Rune(r rune) bool {
	if s.parts == nil {
		return false
	}
	switch r {
	case '1', '2':
		s.parts.Choose(int(r - '1'))
		s.choose(int(r - '1'))
		return true
	case 'e', 'E':
		if p, ok := s.shown.(*remarks); ok {
			p.settle()
			return true
		}
	}
	return false
}

func (s *Inquiry) read() error {
	var err error
	if s.rounds, err = s.desk.Rounds(s.env.Context); err != nil || len(s.rounds) == 0 {
		return err
	}
	s.round = s.rounds[0]
	for _, r := range s.rounds {
		if string(r.ID) == s.route.Round {
			s.round = r
		}
	}
	s.route.Round = string(s.round.ID)
	s.shown = s.make(s.route.Part)
	return s.shown.read()
}

func (s *Inquiry) make(name string) part {
	if name == partSample {
		return &sample{Inquiry: s}
	}
	return &remarks{Inquiry: s, at: assessment.AnswerKey{District: assessment.DistrictKey(s.route.District), Requirement: assessment.RequirementID(s.route.Requirement)}}
}

func (s *Inquiry) build() {
	e := s.env
	if len(s.rounds) == 0 {
		s.body.Objects = []fyne.CanvasObject{noRound(e)}
		s.body.Refresh()
		return
	}
	at := 0
	if s.route.Part == partSample {
		at = 1
	}
	s.parts = widget.NewSegments([]string{e.Say("office.inquiry.part.remarks"), e.Say("office.inquiry.part.sample")}, at, s.choose)
	head := widget.NewInset(0, 1, widget.NewColumns(3, []float32{-1, -1.6}, roundChoice(e, s.rounds, s.round.ID, "remarks"), s.parts))
	s.body.Objects = []fyne.CanvasObject{widget.NewFrame(head, nil, s.place, nil, nil)}
	s.body.Refresh()
	s.show()
}

// choose shows another part.
func (s *Inquiry) choose(i int) {
	name := []string{partRemarks, partSample}[i]
	next := s.make(name)
	var err error
	s.env.Run(func() { err = next.read() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.route.Part, s.shown = name, next
		s.banner.Clear()
		s.show()
		s.env.Here(s.route)
	})
}

func (s *Inquiry) show() {
	s.place.Objects = []fyne.CanvasObject{s.shown.build()}
	s.place.Refresh()
	s.env.Focus(s.shown.start())
}

// open goes to an answer; coming back leads to the same line.
func (s *Inquiry) open(k assessment.AnswerKey) {
	s.route.District, s.route.Requirement = string(k.District), string(k.Requirement)
	s.env.Here(s.route)
	s.env.Go(shared.Route{Screen: "district", Round: string(k.Round), District: string(k.District), Scope: string(k.Scope), Requirement: string(k.Requirement)})
}
