package office

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// Start is the first screen of an office: what to do first, and how the newest round stands.
type Start struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	banner *widget.Banner
	body   *fyne.Container
	view   fyne.CanvasObject
	first  fyne.Focusable
	facts  startFacts
}

// startFacts is what the steps are judged by.
type startFacts struct {
	catalogues []desk.CatalogueInfo
	districts  []desk.DistrictInfo
	rounds     []desk.RoundInfo
	cockpit    []desk.CockpitRow
	imports    int
}

// NewStart makes the screen.
func NewStart(e *shared.Env, d Desk) *Start {
	s := &Start{env: e, desk: d, banner: widget.NewBanner(), body: container.NewStack()}
	s.view = shared.Page(e.Say("window.start.title", "office", d.Info().OfficeName), e.Say("window.start.under"), s.banner, s.body)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Start) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Start) Title() string { return s.env.Say("window.nav.start") }

// Start is the button of the first step that is not done.
func (s *Start) Start() fyne.Focusable { return s.first }

func (s *Start) read() error {
	ctx, f := s.env.Context, &s.facts
	var err error
	if f.catalogues, err = s.desk.Catalogues(ctx); err != nil {
		return err
	}
	if f.districts, err = s.desk.Districts(ctx); err != nil {
		return err
	}
	if f.rounds, err = s.desk.Rounds(ctx); err != nil {
		return err
	}
	if len(f.rounds) > 0 {
		if f.cockpit, err = s.desk.Cockpit(ctx, f.rounds[0].ID); err != nil {
			return err
		}
	}
	imports, err := s.desk.Imports(ctx)
	f.imports = len(imports)
	return err
}

func (s *Start) build() {
	e, f := s.env, s.facts
	sent := 0
	for _, r := range f.cockpit {
		if r.SentNo > 0 || !r.Sent.IsZero() {
			sent++
		}
	}
	next := false
	step := func(n int, name string, done bool, note string, route shared.Route) fyne.CanvasObject {
		b := widget.NewButton(e.Say("window.start."+name+".button"), func() { e.Go(route) })
		sign, tone := widget.SignOpen, widget.ToneMuted
		switch {
		case done:
			sign, tone = widget.SignYes, widget.ToneGood
		case !next:
			next, s.first = true, b
			b.Weight, sign, tone = widget.WeightPrimary, widget.SignRight, widget.ToneAccent
		}
		head := widget.NewText(strconv.Itoa(n)+"  "+e.Say("window.start."+name), widget.TonePlain).Bold()
		text := widget.NewText(note, widget.ToneMuted)
		return widget.NewColumns(3, []float32{1.8, -1, 17}, widget.NewMark(sign, tone, 1.5), widget.NewStack(0.5, head, text), container.NewVBox(b))
	}
	note := func(name string, n int) string {
		if n == 0 {
			return e.Say("window.start." + name + ".text")
		}
		return e.Plural("window.start."+name+".done", n)
	}
	newest := shared.Route{Screen: "export"}
	steps := widget.NewStack(4,
		step(1, "catalogue", len(f.catalogues) > 0, note("catalogue", len(f.catalogues)), shared.Route{Screen: "catalogues"}),
		step(2, "districts", len(f.districts) > 0, note("districts", len(f.districts)), shared.Route{Screen: "districts"}),
		step(3, "round", len(f.rounds) > 0, note("round", len(f.rounds)), shared.Route{Screen: "round-new"}),
		step(4, "export", sent > 0, note("export", sent), newest),
		step(5, "replies", f.imports > 0, note("replies", f.imports), shared.Route{Screen: "receive"}))
	box := widget.NewStack(4)
	if len(f.rounds) > 0 {
		box.Add(widget.NewField(e.Say("office.search.start"), func(text string) { e.Go(shared.Route{Screen: "search", Part: text}) }))
		box.Add(s.roundPanel(f.rounds[0]))
	}
	box.Add(widget.NewPanel(steps))
	s.body.Objects = []fyne.CanvasObject{widget.NewScroll(widget.NewCapped(64, box))}
	s.body.Refresh()
	if s.first != nil {
		e.Focus(s.first)
	}
	e.State(e.Plural("window.start.state", len(f.districts)))
}

// roundPanel tells how the newest round stands, in a few figures and words.
func (s *Start) roundPanel(r desk.RoundInfo) fyne.CanvasObject {
	e := s.env
	counts := map[desk.CockpitState]int{}
	for _, row := range s.facts.cockpit {
		counts[row.State]++
	}
	chips := widget.NewFlow(1.5)
	for _, state := range states() {
		if counts[state] == 0 {
			continue
		}
		look := e.Cockpit(desk.CockpitRow{State: state})
		word := e.Say("window.cockpit.group."+string(state), "n", counts[state])
		chips.Add(widget.NewChip(look.Sign, word, look.Tone))
	}
	cockpit := widget.NewButton(e.Say("window.nav.cockpit"), func() { e.Go(shared.Route{Screen: "cockpit", Round: string(r.ID)}) })
	picture := widget.NewButton(e.Say("window.nav.picture"), func() { e.Go(shared.Route{Screen: "picture", Round: string(r.ID)}) })
	return widget.NewPanel(widget.NewStack(2.5, widget.NewSubtitle(r.Name),
		widget.NewText(roundLine(e, r), widget.ToneMuted), chips, shared.Row(cockpit, picture)))
}

func states() []desk.CockpitState {
	return []desk.CockpitState{desk.CockpitSignedOff, desk.CockpitComplete, desk.CockpitReceived, desk.CockpitSent, desk.CockpitNotSent, desk.CockpitLate, desk.CockpitConflict}
}

// roundLine says in one line what a round asks of whom until when.
func roundLine(e *shared.Env, r desk.RoundInfo) string {
	due := e.Say("window.round.no_due")
	if r.Due != "" {
		due = e.Words.Date(r.Due)
	}
	return e.Say("window.round.line", "catalogue", r.CatalogueTitle, "requirements", r.Requirements, "districts", len(r.Districts), "due", due)
}
