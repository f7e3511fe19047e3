package district

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Delegator is what the screen of the packs for colleagues needs of a desk.
type Delegator interface {
	rounded
	Delegate(ctx context.Context, round assessment.RoundID, scope assessment.ScopeID, requirements []assessment.RequirementID, to, dir string) (desk.Delegation, error)
	Delegations(ctx context.Context) ([]desk.Delegation, error)
	Reminders(ctx context.Context, round assessment.RoundID) ([]desk.Reminder, error)
}

// Delegations is the screen with what was passed on to colleagues, and on which more is passed on.
type Delegations struct {
	shared.Plain
	env    *shared.Env
	desk   Delegator
	route  shared.Route
	now    current
	scope  assessment.Scope
	paper  *desk.Paper
	packs  []desk.Delegation
	remind []desk.Reminder
	banner *widget.Banner
	body   *fyne.Container
	view   fyne.CanvasObject
	fresh  *widget.Button
	first  fyne.Focusable

	table  *widget.Table
	detail *fyne.Container
	side   *sideBySide

	asking *asking
	to     *widget.Field
	folder *shared.Path
	write  *widget.Button
	meter  *shared.Meter
}

// NewDelegations makes the screen. A route with a topic or a requirement begins a pack with it.
func NewDelegations(e *shared.Env, d Delegator, route shared.Route) *Delegations {
	s := &Delegations{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack(), meter: shared.NewMeter(e)}
	s.fresh = widget.NewPrimary(e.Say("district.delegate.new"), s.begin)
	s.fresh.Hint = e.Say("district.key.ctrl_n")
	s.view = shared.Page(e.Say("window.nav.delegations"), e.Say("district.delegate.under"), s.banner, s.body, s.fresh)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Delegations) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Delegations) Title() string { return s.env.Say("window.nav.delegations") }

// Start is the list of packs, or of requirements while one is put together.
func (s *Delegations) Start() fyne.Focusable { return s.first }

// Key goes from putting a pack together back to the list.
func (s *Delegations) Key(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyEscape && s.asking != nil {
		if s.env.Window.Canvas().Focused() != s.asking.table.List {
			s.env.Focus(s.asking.table.List)
			return true
		}
		s.list()
		return true
	}
	if ev.Name == fyne.KeyEscape && s.side != nil && s.side.onSide {
		s.side.aside(false)
		s.env.Focus(s.first)
		return true
	}
	if ev.Name == fyne.KeyF2 && s.asking != nil {
		s.env.Focus(s.to)
		return true
	}
	return false
}

// Rune ticks all requirements that are shown.
func (s *Delegations) Rune(r rune) bool {
	if s.asking == nil || r != 'a' && r != 'A' {
		return false
	}
	s.asking.tickShown()
	return true
}

// Shortcut begins a pack and writes it.
func (s *Delegations) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	switch {
	case mod != fyne.KeyModifierControl:
		return false
	case key == fyne.KeyN:
		s.begin()
	case (key == fyne.KeyReturn || key == fyne.KeyEnter) && s.asking != nil:
		s.write.Press()
	default:
		return false
	}
	return true
}

func (s *Delegations) read() error {
	ctx := s.env.Context
	var err error
	if s.now, err = readCurrent(ctx, s.desk, s.route.Round); err != nil || s.now.none() {
		return err
	}
	s.scope = s.now.scope(s.route.Scope)
	if s.paper, err = s.desk.Paper(ctx, s.now.round.ID, s.now.key, s.scope.ID); err != nil {
		return err
	}
	return s.readPacks()
}

func (s *Delegations) readPacks() error {
	var err error
	if s.packs, err = s.desk.Delegations(s.env.Context); err != nil {
		return err
	}
	s.remind, err = s.desk.Reminders(s.env.Context, s.now.round.ID)
	return err
}

// reminder is the text that reminds of a pack; a pack of another round has none.
func (s *Delegations) reminder(p desk.Delegation) string {
	for _, r := range s.remind {
		if r.To == p.To && r.File == filepath.Base(p.Path) {
			return r.Text
		}
	}
	return ""
}

func (s *Delegations) build() {
	switch {
	case s.now.none():
		s.fresh.Disable()
		s.put(noRound(s.env), nil)
	case s.route.Topic != "" || s.route.Requirement != "":
		s.begin()
		s.asking.show(s.route.Topic)
		if s.route.Requirement != "" {
			s.asking.on[assessment.RequirementID(s.route.Requirement)] = true
			s.asking.fill()
		} else {
			s.asking.tickShown()
		}
	default:
		s.list()
	}
	s.fresh.SetEnabled(s.now.open())
}

func (s *Delegations) put(o fyne.CanvasObject, focus fyne.Focusable) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
	s.first = focus
	if focus != nil {
		s.env.Focus(focus)
	}
}

// list shows what is out and what has come back.
func (s *Delegations) list() {
	e := s.env
	s.asking = nil
	s.fresh.Show()
	if len(s.packs) == 0 {
		s.put(widget.NewEmpty(widget.SignMail, e.Say("district.delegate.none"), e.Say("district.delegate.none_hint")), s.fresh)
		return
	}
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("district.delegate.to"), Ems: 8, Share: 1},
		{Title: e.Say("district.delegate.state"), Ems: 15},
		{Title: e.Say("district.delegate.since"), Ems: 7.5},
		{Title: e.Say("district.delegate.file"), Ems: 8, Share: 1.4},
	}, func(int) { s.side.aside(true) })
	rows := make([][]widget.Cell, len(s.packs))
	out := 0
	for i, p := range s.packs {
		rows[i] = []widget.Cell{{Text: p.To, Bold: true}, s.state(p), {Text: e.Date(p.At)}, {Text: filepath.Base(p.Path), Tone: widget.ToneMuted}}
		if p.Returned.IsZero() {
			out++
		}
	}
	s.detail = container.NewStack()
	s.table.OnChoose = func(i int) { s.tell(s.packs[i]) }
	s.side = newSideBySide(62, 28, s.table.View(), widget.NewScroll(s.detail))
	s.put(s.side.view, s.table.List)
	s.table.SetRows(rows)
	s.table.Choose(0)
	e.State(e.Plural("district.delegate.out", out))
}

// days are the whole days that a pack has been out.
func (s *Delegations) days(p desk.Delegation) int {
	return assessment.DateOf(p.At.Local()).DaysUntil(today(s.env))
}

func (s *Delegations) state(p desk.Delegation) widget.Cell {
	if !p.Returned.IsZero() {
		return widget.Cell{Text: s.env.Say("district.delegate.returned", "at", s.env.Date(p.Returned)), Sign: widget.SignYes, Tone: widget.ToneGood}
	}
	since := s.env.Say("district.delegate.today")
	if n := s.days(p); n > 0 {
		since = s.env.Plural("district.delegate.waiting", n)
	}
	return widget.Cell{Text: since, Sign: widget.SignClock, Tone: widget.ToneWarn}
}

// tell shows beside the list what can be done about a pack.
func (s *Delegations) tell(p desk.Delegation) {
	e := s.env
	box := widget.NewStack(2.5, widget.NewSubtitle(p.To))
	if !p.Returned.IsZero() {
		box.Add(widget.NewText(e.Say("district.delegate.returned_hint"), widget.ToneMuted))
		box.Add(shared.Row(widget.NewButton(e.Say("window.nav.imports"), func() { e.Go(shared.Route{Screen: "imports"}) })))
	} else {
		box.Add(widget.NewText(e.Say("district.delegate.waiting_hint"), widget.ToneMuted))
		box.Add(shared.Row(widget.NewButton(e.Say("window.nav.receive"), func() { e.Go(shared.Route{Screen: "receive"}) })))
		if text := s.reminder(p); text != "" {
			box.Add(s.reminding(text))
		}
	}
	s.detail.Objects = []fyne.CanvasObject{widget.NewPanel(box)}
	s.detail.Refresh()
}

// reminding shows a text to be copied into a mail.
func (s *Delegations) reminding(text string) fyne.CanvasObject {
	e := s.env
	copied := widget.NewText("", widget.ToneGood)
	button := widget.NewButton(e.Say("district.delegate.copy"), func() {
		fyne.CurrentApp().Clipboard().SetContent(text)
		copied.SetText(e.Say("district.delegate.copied"))
	})
	return widget.NewStack(1.5, shared.Labelled(e.Say("district.delegate.reminder_title"), widget.NewTonePanel(widget.NewText(text, widget.TonePlain), widget.ToneMuted), ""),
		shared.Row(button), copied)
}

// begin puts a pack together.
func (s *Delegations) begin() {
	if s.paper == nil || !s.now.open() {
		return
	}
	e := s.env
	s.banner.Clear()
	s.fresh.Hide()
	s.to = widget.NewField(e.Say("district.delegate.to_place"), func(string) { s.ready() })
	s.to.Cap = assessment.MaxName
	s.folder = shared.NewPath(e, shared.PathFolder, e.Folder(), func(string) { s.ready() })
	s.to.OnEnter = func() { e.Focus(s.folder.Field) }
	s.folder.OnEnter = func() { s.write.Press() }
	s.write = widget.NewPrimary(e.Say("district.delegate.write"), s.pack)
	s.write.Hint = e.Say("district.key.ctrl_enter")
	back := widget.NewButton(e.Say("window.back"), s.list)
	form := widget.NewStack(3, widget.NewSubtitle(e.Say("district.delegate.form")))
	if len(s.now.scopes) > 1 {
		form.Add(shared.Labelled(e.Say("district.scope.name"), s.scopeChoice(), ""))
	}
	form.Add(shared.Labelled(e.Say("district.delegate.to"), s.to, e.Say("district.delegate.to_hint")))
	form.Add(shared.Labelled(e.Say("window.send.folder"), s.folder.View(), e.Say("district.delegate.folder_hint")))
	form.Add(shared.Row(s.write, back))
	form.Add(s.meter.View())
	s.asking = newAsking(e, s.paper, s.ready)
	side := container.New(&askingLayout{}, s.asking.view, widget.NewScroll(widget.NewPanel(form)))
	s.put(side, s.asking.table.List)
	s.ready()
}

// askingLayout puts the form beside the list, or under it where the window is narrow: both are needed.
type askingLayout struct{}

// Layout places list and form.
func (askingLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, form := objects[0], objects[1]
	gap := widget.Space(4)
	if size.Width >= widget.Em(62) {
		w := widget.Em(26)
		list.Move(fyne.NewPos(0, 0))
		list.Resize(fyne.NewSize(size.Width-w-gap, size.Height))
		form.Move(fyne.NewPos(size.Width-w, 0))
		form.Resize(fyne.NewSize(w, size.Height))
		return
	}
	h := size.Height / 2
	list.Move(fyne.NewPos(0, 0))
	list.Resize(fyne.NewSize(size.Width, h))
	form.Move(fyne.NewPos(0, h+gap))
	form.Resize(fyne.NewSize(size.Width, max(size.Height-h-gap, 0)))
}

// MinSize asks for little: both pieces scroll.
func (askingLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(widget.Em(12), widget.Em(20))
}

func (s *Delegations) scopeChoice() fyne.CanvasObject {
	names, at := make([]string, len(s.now.scopes)), 0
	for i, sc := range s.now.scopes {
		names[i] = scopeName(s.env, sc)
		if sc.ID == s.scope.ID {
			at = i
		}
	}
	return widget.NewChoice(names, at, func(i int) {
		e := s.env
		s.scope = s.now.scopes[i]
		e.Load(s.banner, func() (err error) {
			s.paper, err = s.desk.Paper(e.Context, s.now.round.ID, s.now.key, s.scope.ID)
			return err
		}, s.begin)
	})
}

// ready lets the pack be written once it is known what, to whom and where.
func (s *Delegations) ready() {
	if s.asking == nil || s.write == nil {
		return
	}
	s.write.SetEnabled(len(s.asking.chosen()) > 0 && strings.TrimSpace(s.to.Text) != "" && strings.TrimSpace(s.folder.Text) != "")
}

// pack writes the workbook and shows its code.
func (s *Delegations) pack() {
	e, ids, to, dir := s.env, s.asking.chosen(), strings.TrimSpace(s.to.Text), s.folder.Text
	var (
		made desk.Delegation
		err  error
	)
	s.write.SetEnabled(false)
	s.meter.Begin(e.Say("window.send.writing"), nil)
	e.Run(func() {
		if made, err = s.desk.Delegate(e.Context, s.now.round.ID, s.scope.ID, ids, to, dir); err == nil {
			err = s.readPacks()
		}
	}, func() {
		s.meter.End()
		s.ready()
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		e.Keep(dir)
		s.tellCode(made, len(ids))
	})
}

// tellCode shows the code of a pack, this once, and what to do with both.
func (s *Delegations) tellCode(p desk.Delegation, n int) {
	e := s.env
	s.asking = nil
	code := widget.NewText(groups(p.Code), widget.TonePlain).Mono().Bold().Sized(theme.SizeNameHeadingText)
	done := widget.NewPrimary(e.Say("district.delegate.done"), s.list)
	step := func(no, text string) fyne.CanvasObject {
		return widget.NewColumns(2, []float32{1.4, -1}, widget.NewLine(no, widget.ToneAccent, true), widget.NewText(text, widget.TonePlain))
	}
	box := widget.NewStack(3,
		widget.NewSubtitle(e.Plural("district.delegate.written", n, "to", p.To)),
		shared.Labelled(e.Say("district.delegate.code", "to", p.To), widget.NewTonePanel(code, widget.ToneAccent), e.Say("district.delegate.code_once")),
		widget.NewStack(1.5,
			step("1", e.Say("district.delegate.step_mail", "to", p.To, "file", filepath.Base(p.Path), "folder", filepath.Dir(p.Path))),
			step("2", e.Say("district.delegate.step_phone")),
			step("3", e.Say("district.delegate.step_fill")),
			step("4", e.Say("district.delegate.step_back"))),
		shared.Row(done))
	s.put(widget.NewScroll(widget.NewCapped(56, widget.NewPanel(box))), done)
	e.State(e.Say("district.delegate.state_written", "to", p.To))
}

// groups puts room between the groups of a code, so that it can be read out loud.
func groups(code string) string { return strings.ReplaceAll(code, "-", " ‑ ") }
