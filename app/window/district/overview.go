package district

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Surveyor is what the overview needs of a desk.
type Surveyor interface {
	rounded
	Overview(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (desk.Overview, error)
}

// Overview is the screen that tells where a district stands: figures, charts that one would print, and what waits.
type Overview struct {
	shared.Plain
	env    *shared.Env
	desk   Surveyor
	route  shared.Route
	now    current
	data   desk.Overview
	course []desk.Overview // of all rounds, the oldest first; only where there is more than one
	banner *widget.Banner
	body   *fyne.Container
	view   fyne.CanvasObject
	scroll *container.Scroll
	first  fyne.Focusable
}

// mostRounds is how many rounds the course goes back.
const mostRounds = 6

// mostLines is how many entries of a list the overview shows; the rest is told as a number.
const mostLines = 8

// NewOverview makes the screen for the round of the route, the newest where it names none.
func NewOverview(e *shared.Env, d Surveyor, route shared.Route) *Overview {
	s := &Overview{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack()}
	s.view = shared.Page(e.Say("window.nav.overview"), e.Say("district.overview.under"), s.banner, s.body)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Overview) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Overview) Title() string { return s.env.Say("window.nav.overview") }

// Start is the first chart.
func (s *Overview) Start() fyne.Focusable { return s.first }

// Key scrolls by pages.
func (s *Overview) Key(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]float32{fyne.KeyPageUp: -0.8, fyne.KeyPageDown: 0.8}[ev.Name]
	if step == 0 || s.scroll == nil {
		return false
	}
	s.scrollTo(s.scroll.Offset.Y + step*s.scroll.Size().Height)
	return true
}

func (s *Overview) scrollTo(y float32) {
	most := s.scroll.Content.MinSize().Height - s.scroll.Size().Height
	s.scroll.ScrollToOffset(fyne.NewPos(0, max(min(y, most), 0)))
}

// reveal brings a piece with the focus into sight.
func (s *Overview) reveal(o fyne.CanvasObject) {
	if s.scroll == nil {
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

func (s *Overview) read() error {
	ctx := s.env.Context
	var err error
	if s.now, err = readCurrent(ctx, s.desk, s.route.Round); err != nil || s.now.none() {
		return err
	}
	if s.data, err = s.desk.Overview(ctx, s.now.round.ID, s.now.key); err != nil || len(s.now.rounds) < 2 {
		return err
	}
	for i := min(len(s.now.rounds), mostRounds) - 1; i >= 0; i-- {
		o, err := s.desk.Overview(ctx, s.now.rounds[i].ID, s.now.key)
		if err != nil {
			return err
		}
		s.course = append(s.course, o)
	}
	return nil
}

func (s *Overview) build() {
	e := s.env
	if s.now.none() {
		s.put(noRound(e))
		return
	}
	box := widget.NewStack(3, s.head(), s.figures(), s.waiting(), s.charts())
	s.scroll = widget.NewPlainScroll(widget.NewInset(1, 1, box))
	s.put(widget.NewInset(-1, -1, s.scroll))
	e.State(s.data.Round.Name)
	e.Focus(s.first)
}

func (s *Overview) put(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

// head says which round this is and until when.
func (s *Overview) head() fyne.CanvasObject {
	e, r := s.env, s.data.Round
	if c := s.now.roundChoice(e, "overview"); c != nil {
		return wide(24, c)
	}
	text := r.Name
	if r.Due != "" {
		text += " · " + e.Say("window.answer.due", "due", r.Due)
	}
	return widget.NewSubtitle(text)
}

// figures are the few numbers that say where the district stands.
func (s *Overview) figures() fyne.CanvasObject {
	e, t := s.env, s.data.Tally
	answered, ok1 := t.Answered()
	fulfilled, ok2 := t.Fulfilment()
	must := shared.Look{Sign: widget.SignYes, Tone: widget.ToneGood, Word: e.Say("district.overview.must_none")}
	if t.UnmetMust > 0 {
		must = shared.Look{Sign: widget.SignNo, Tone: widget.ToneBad, Word: e.Plural("district.overview.must", t.UnmetMust)}
	}
	return widget.NewTiles(3, 19,
		figure(e.Say("district.overview.answered"), e.Percent(answered, ok1), e.Say("district.overview.answered_of", "done", t.Total-t.Open, "all", t.Total), shared.Parts(t)),
		figure(e.Say("district.overview.fulfilled"), e.Percent(fulfilled, ok2), e.Say("district.overview.fulfilled_how"), nil),
		signed(e.Say("district.overview.must_title"), e.Words.Number(t.UnmetMust), must),
		s.reply())
}

// figure is a card with one number.
func figure(name, number, under string, parts []widget.Part) fyne.CanvasObject {
	box := widget.NewStack(1, heading(name), widget.NewTitle(number))
	if parts != nil {
		box.Add(widget.NewBar(parts...))
	}
	box.Add(widget.NewSmallText(under, widget.ToneMuted))
	return widget.NewPanel(box)
}

func signed(name, number string, look shared.Look) fyne.CanvasObject {
	line := widget.NewColumns(1.5, []float32{1.3, -1}, widget.NewMark(look.Sign, look.Tone, 1.2), widget.NewSmallText(look.Word, look.Tone))
	return widget.NewPanel(widget.NewStack(1, heading(name), widget.NewTitle(number), line))
}

// reply tells about the last reply and the sign-off.
func (s *Overview) reply() fyne.CanvasObject {
	e, o := s.env, s.data
	number, look := "–", shared.Look{Sign: widget.SignOpen, Tone: widget.ToneMuted, Word: e.Say("district.overview.reply_none")}
	if r := o.LastReply; r != nil {
		number = e.Say("district.overview.reply_no", "number", r.Number)
		look = shared.Look{Sign: widget.SignMail, Tone: widget.ToneMuted, Word: e.Say("district.overview.reply_out", "at", e.Date(r.At))}
		if r.Received {
			look = shared.Look{Sign: widget.SignYes, Tone: widget.ToneGood, Word: e.Say("district.overview.reply_in", "at", e.Date(r.At))}
		}
	}
	box := widget.NewStack(1, heading(e.Say("district.overview.reply")), widget.NewTitle(number),
		widget.NewColumns(1.5, []float32{1.3, -1}, widget.NewMark(look.Sign, look.Tone, 1.2), widget.NewSmallText(look.Word, look.Tone)))
	if sign := signLook(e, o.SignOff); sign.Word != "" {
		box.Add(widget.NewColumns(1.5, []float32{1.3, -1}, widget.NewMark(sign.Sign, sign.Tone, 1.2), widget.NewSmallText(sign.Word, sign.Tone)))
	}
	return widget.NewPanel(box)
}

// signLook shows a sign-off; without one there is no word.
func signLook(e *shared.Env, s desk.SignOff) shared.Look {
	switch {
	case s.Holds():
		return shared.Look{Sign: widget.SignYes, Tone: widget.ToneGood, Word: e.Say("district.signoff.holds", "name", s.Name, "on", s.On)}
	case s.Given():
		return shared.Look{Sign: widget.SignWarn, Tone: widget.ToneWarn, Word: e.Plural("district.signoff.reopened", s.Changed, "name", s.Name, "on", s.On)}
	}
	return shared.Look{}
}

// entry is one line of a list with the way to it.
type entry struct {
	look shared.Look
	ref  string
	text string
	note string
	to   shared.Route
}

// waiting are the lists of what waits for somebody.
func (s *Overview) waiting() fyne.CanvasObject {
	e, o := s.env, s.data
	answer := func(id assessment.RequirementID, scope assessment.ScopeID) shared.Route {
		return shared.Route{Screen: "answer", Round: string(o.Round.ID), Requirement: string(id), Scope: string(scope)}
	}
	var remarks, overdue, risks, since []entry
	for _, r := range o.Remarks {
		look := shared.Look{Sign: widget.SignSpeech, Tone: widget.ToneAccent}
		note := r.Remark.Question
		if r.Remark.Reply != "" {
			look, note = shared.Look{Sign: widget.SignMail, Tone: widget.ToneMuted}, e.Say("district.overview.replied", "reply", r.Remark.Reply)
		}
		remarks = append(remarks, entry{look, r.Ref, r.Title, note, answer(r.Key.Requirement, r.Key.Scope)})
	}
	for _, m := range o.Overdue {
		overdue = append(overdue, entry{shared.Look{Sign: widget.SignClock, Tone: widget.ToneBad}, e.Words.Date(m.Due), m.Title,
			e.Say("district.overview.overdue_by", "who", orDash(m.Responsible)), shared.Route{Screen: "measures", Round: string(o.Round.ID), Requirement: string(m.Requirement)}})
	}
	for _, a := range o.Acceptances {
		look, note := shared.Look{Sign: widget.SignClock, Tone: widget.ToneWarn}, e.Say("district.overview.risk_until", "until", a.Until, "by", a.By)
		if a.Expired {
			look, note = shared.Look{Sign: widget.SignWarn, Tone: widget.ToneBad}, e.Say("district.overview.risk_over", "until", a.Until, "by", a.By)
		}
		risks = append(risks, entry{look, a.Ref, a.Title, note, answer(a.Key.Requirement, a.Key.Scope)})
	}
	for _, c := range o.Since {
		note := strings.Join(c.Before, " / ") + " → " + strings.Join(c.After, " / ")
		since = append(since, entry{shared.Look{Sign: widget.SignPen, Tone: widget.ToneMuted}, c.Ref, c.Title, e.Field(c.Subject.Field) + ": " + note,
			answer(assessment.RequirementID(c.Subject.Item), c.Subject.Scope)})
	}
	sinceTitle := e.Say("district.overview.since_all")
	if o.LastReply != nil {
		sinceTitle = e.Say("district.overview.since", "number", o.LastReply.Number)
	}
	return widget.NewTiles(3, 40,
		s.list(e.Say("district.overview.remarks"), e.Say("district.overview.remarks_none"), remarks),
		s.list(sinceTitle, e.Say("district.overview.since_none"), since),
		s.list(e.Say("district.overview.overdue"), e.Say("district.overview.overdue_none"), overdue),
		s.list(e.Say("district.overview.risks"), e.Say("district.overview.risks_none"), risks))
}

// list is a card with lines, or with the sentence that there is nothing.
func (s *Overview) list(title, none string, lines []entry) fyne.CanvasObject {
	e := s.env
	name := title
	if len(lines) > 0 {
		name = e.Say("district.overview.count", "title", title, "n", len(lines))
	}
	box := widget.NewStack(1.5, widget.NewSubtitle(name))
	if len(lines) == 0 {
		box.Add(widget.NewColumns(1.5, []float32{1.3, -1}, widget.NewMark(widget.SignYes, widget.ToneGood, 1.2), widget.NewText(none, widget.ToneMuted)))
		return widget.NewPanel(box)
	}
	for _, l := range lines[:min(len(lines), mostLines)] {
		way := widget.NewQuiet(l.ref, func() { e.Go(l.to) })
		if s.first == nil {
			s.first = way
		}
		text := widget.NewLine(l.text, widget.TonePlain, false)
		note := widget.NewCaption(l.note)
		text.Min, note.Min = 6, 6
		box.Add(widget.NewColumns(3, []float32{1.3, 7, -1}, widget.NewMark(l.look.Sign, l.look.Tone, 1.2), way, widget.NewStack(0.25, text, note)))
	}
	if more := len(lines) - mostLines; more > 0 {
		box.Add(widget.NewSmallText(e.Plural("district.overview.more", more), widget.ToneMuted))
	}
	return widget.NewPanel(box)
}
