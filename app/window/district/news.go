package district

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// News is the screen that tells after the office's file was taken in what is new for the district, each with the way
// to it.
type News struct {
	shared.Plain
	env    *shared.Env
	desk   rounded
	route  shared.Route
	now    current
	papers []*desk.Paper
	banner *widget.Banner
	body   *fyne.Container
	view   fyne.CanvasObject
	first  fyne.Focusable
}

// NewNews makes the screen for the round of the route, the newest where it names none.
func NewNews(e *shared.Env, d rounded, route shared.Route) *News {
	s := &News{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack()}
	s.view = shared.Page(e.Say("district.news.title"), e.Say("district.news.under"), s.banner, s.body)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *News) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *News) Title() string { return s.env.Say("district.news.title") }

// Start is the first of what is new.
func (s *News) Start() fyne.Focusable { return s.first }

func (s *News) read() error {
	ctx := s.env.Context
	var err error
	if s.now, err = readCurrent(ctx, s.desk, s.route.Round); err != nil || s.now.none() {
		return err
	}
	scopes := s.now.scopes
	if len(scopes) == 0 {
		scopes = []assessment.Scope{s.now.scope("")}
	}
	for _, sc := range scopes {
		p, err := s.desk.Paper(ctx, s.now.round.ID, s.now.key, sc.ID)
		if err != nil {
			return err
		}
		s.papers = append(s.papers, p)
	}
	return nil
}

// kinds are what can be new, the most urgent first.
var kinds = []struct {
	name string
	sign widget.Sign
	tone widget.Tone
	is   func(desk.PaperRow) (note string, ok bool)
}{
	{"remarks", widget.SignSpeech, widget.ToneAccent, func(r desk.PaperRow) (string, bool) {
		return r.Remark.Question, r.Remark.Open() && r.Remark.Reply == ""
	}},
	{"confirm", widget.SignWarn, widget.ToneWarn, func(r desk.PaperRow) (string, bool) { return r.Requirement.Text, r.Answer.ToConfirm }},
	{"proposals", widget.SignPen, widget.ToneAccent, func(r desk.PaperRow) (string, bool) { return r.Review.Reason, r.Review.HasProposal }},
	{"reviews", widget.SignYes, widget.ToneGood, func(r desk.PaperRow) (string, bool) {
		return r.Review.By, r.Review.Mark != desk.ReviewNone && !r.Review.Changed
	}},
}

func (s *News) build() {
	e := s.env
	if s.now.none() {
		s.put(noRound(e))
		return
	}
	box := widget.NewStack(3)
	found := 0
	for _, k := range kinds {
		var lines []newsLine
		for _, p := range s.papers {
			for _, r := range p.Rows {
				if note, ok := k.is(r); ok {
					if k.name == "proposals" {
						note = e.Say("district.news.proposed", "status", e.Status(r.Review.Proposed).Word, "reason", note)
					}
					lines = append(lines, newsLine{row: r, note: note})
				}
			}
		}
		found += len(lines)
		if len(lines) > 0 {
			box.Add(s.part(k.name, k.sign, k.tone, lines))
		}
	}
	if found == 0 {
		s.put(widget.NewEmpty(widget.SignYes, e.Say("district.news.none"), e.Say("district.news.none_hint"),
			widget.NewPrimary(e.Say("window.nav.answer"), func() { e.Go(shared.Route{Screen: "answer", Round: string(s.now.round.ID)}) })))
		return
	}
	s.put(widget.NewScroll(widget.NewCapped(70, box)))
	e.State(e.Plural("district.news.state", found))
	e.Focus(s.first)
}

type newsLine struct {
	row  desk.PaperRow
	note string
}

func (s *News) part(name string, sign widget.Sign, tone widget.Tone, lines []newsLine) fyne.CanvasObject {
	e := s.env
	box := widget.NewStack(1.5, widget.NewSubtitle(e.Say("district.overview.count", "title", e.Say("district.news."+name), "n", len(lines))),
		widget.NewSmallText(e.Say("district.news.what."+name), widget.ToneMuted))
	for _, l := range lines[:min(len(lines), mostNews)] {
		key := l.row.Answer.AnswerKey
		way := widget.NewQuiet(l.row.Requirement.Ref, func() {
			e.Go(shared.Route{Screen: "answer", Round: string(key.Round), Requirement: string(key.Requirement), Scope: string(key.Scope)})
		})
		if s.first == nil {
			s.first = way
		}
		title, note := widget.NewLine(l.row.Requirement.Title, widget.TonePlain, false), widget.NewCaption(l.note)
		title.Min, note.Min = 6, 6
		box.Add(widget.NewColumns(3, []float32{1.3, 7.5, -1}, widget.NewMark(sign, tone, 1.2), way, widget.NewStack(0.25, title, note)))
	}
	if more := len(lines) - mostNews; more > 0 {
		box.Add(widget.NewSmallText(e.Plural("district.overview.more", more), widget.ToneMuted))
	}
	return widget.NewPanel(box)
}

// mostNews is how many entries of a kind are listed; the filters of the answering screen show the rest.
const mostNews = 30

func (s *News) put(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}
