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

// Scoper is what the screen of the scopes needs of a desk.
type Scoper interface {
	rounded
	AllScopes(ctx context.Context, district assessment.DistrictKey) ([]assessment.Scope, error)
	AddScope(ctx context.Context, name string) (assessment.Scope, error)
	RenameScope(ctx context.Context, id assessment.ScopeID, name string) error
	RetireScope(ctx context.Context, id assessment.ScopeID, retired bool) error
	CopyScope(ctx context.Context, round assessment.RoundID, from, to assessment.ScopeID, ids []assessment.RequirementID) (int, error)
	Whole(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, how desk.Combine) (*desk.Paper, error)
}

// Scopes is the screen on which a district divides itself into parts that answer for themselves, and sees the whole.
type Scopes struct {
	shared.Plain
	env    *shared.Env
	desk   Scoper
	route  shared.Route
	now    current
	all    []assessment.Scope
	papers map[assessment.ScopeID]*desk.Paper
	whole  *desk.Paper
	how    desk.Combine

	banner *widget.Banner
	body   *fyne.Container
	view   fyne.CanvasObject
	fresh  *widget.Button
	mode   *widget.Segments
	first  fyne.Focusable

	table  *widget.Table
	rows   [][]widget.Cell
	detail *fyne.Container
	chosen assessment.ScopeID
	side   *sideBySide
	name   *widget.Field
	saver  *saver
	saved  *widget.Chip
}

// NewScopes makes the screen.
func NewScopes(e *shared.Env, d Scoper, route shared.Route) *Scopes {
	s := &Scopes{env: e, desk: d, route: route, how: desk.CombineCautious, banner: widget.NewBanner(), body: container.NewStack()}
	s.saver = newSaver(e, s.tellSaved)
	s.fresh = widget.NewPrimary(e.Say("district.scopes.new"), s.begin)
	s.fresh.Hint = e.Say("district.key.ctrl_n")
	s.view = shared.Page(e.Say("window.nav.scopes"), e.Say("district.scopes.under"), s.banner, s.body, s.fresh)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Scopes) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Scopes) Title() string { return s.env.Say("window.nav.scopes") }

// Start is the list.
func (s *Scopes) Start() fyne.Focusable { return s.first }

// Leave keeps what was typed.
func (s *Scopes) Leave() error { return s.saver.flush() }

// Key goes between list and fields.
func (s *Scopes) Key(ev *fyne.KeyEvent) bool {
	switch {
	case s.table == nil:
		return false
	case ev.Name == fyne.KeyF2 && s.mode.At() == 0:
		s.edit()
	case ev.Name == fyne.KeyEscape && (s.side.onSide || s.env.Window.Canvas().Focused() != s.first):
		s.side.aside(false)
		s.env.Focus(s.first)
	default:
		return false
	}
	return true
}

// Shortcut begins a scope.
func (s *Scopes) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if key != fyne.KeyN || mod != fyne.KeyModifierControl {
		return false
	}
	s.fresh.Press()
	return true
}

func (s *Scopes) read() error {
	ctx := s.env.Context
	var err error
	if s.now, err = readCurrent(ctx, s.desk, s.route.Round); err != nil || s.now.none() {
		return err
	}
	if s.all, err = s.desk.AllScopes(ctx, s.now.key); err != nil {
		return err
	}
	if len(s.all) == 0 {
		s.all = s.now.scopes
	}
	s.papers = map[assessment.ScopeID]*desk.Paper{}
	for _, sc := range s.all {
		if s.papers[sc.ID], err = s.desk.Paper(ctx, s.now.round.ID, s.now.key, sc.ID); err != nil {
			return err
		}
	}
	s.whole, err = s.desk.Whole(ctx, s.now.round.ID, s.now.key, s.how)
	return err
}

// again reads and shows all anew after something has changed.
func (s *Scopes) again(after func()) {
	s.env.Load(s.banner, s.read, func() {
		s.build()
		if after != nil {
			after()
		}
	})
}

// asked tells whether a scope answers in the round.
func (s *Scopes) asked(id assessment.ScopeID) bool {
	for _, sc := range s.now.scopes {
		if sc.ID == id {
			return true
		}
	}
	return false
}

func (s *Scopes) build() {
	e := s.env
	if s.now.none() {
		s.fresh.Disable()
		s.put(noRound(e))
		return
	}
	at := 0
	if s.mode != nil {
		at = s.mode.At()
	}
	s.mode = widget.NewSegments([]string{e.Say("district.scopes.parts"), e.Say("district.scopes.whole")}, at, s.turn)
	s.turn(at)
	e.State(e.Plural("district.scopes.state", len(s.now.scopes)))
}

// turn shows the parts or the whole.
func (s *Scopes) turn(at int) {
	var content fyne.CanvasObject
	if at == 0 {
		content = s.parts()
	} else {
		content = s.together()
	}
	head := widget.NewInset(0, 1.5, widget.NewFlow(2, wide(19, s.mode)))
	if c := s.now.roundChoice(s.env, "scopes"); c != nil {
		head = widget.NewInset(0, 1.5, widget.NewFlow(2, wide(14, c), wide(19, s.mode)))
	}
	s.put(widget.NewFrame(head, nil, content, nil, nil))
	if at == 0 {
		s.mark()
	}
	s.env.Focus(s.first)
}

func (s *Scopes) put(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

// parts lists the scopes with what can be done with the chosen one.
func (s *Scopes) parts() fyne.CanvasObject {
	e := s.env
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("district.scope.name"), Ems: 10, Share: 1}, {Title: e.Say("district.delegate.state"), Ems: 10},
		{Title: e.Say("district.overview.answered"), Ems: 9}, {Title: e.Say("district.overview.fulfilled"), Ems: 5, Right: true},
		{Title: e.Say("district.overview.must_title"), Ems: 9, Right: true},
	}, func(int) { s.edit() })
	s.rows = make([][]widget.Cell, len(s.all))
	for i, sc := range s.all {
		t := s.papers[sc.ID].Tally
		share, ok := t.Fulfilment()
		answered, _ := t.Answered()
		s.rows[i] = []widget.Cell{{Text: scopeName(e, sc), Bold: true}, s.state(sc), {Text: e.Words.Percent(answered), Bar: shared.Parts(t)},
			{Text: e.Percent(share, ok)}, {Text: e.Words.Number(t.UnmetMust)}}
	}
	s.table.SetRows(s.rows)
	s.detail = container.NewStack()
	s.table.OnChoose = func(i int) { s.choose(s.all[i]) }
	s.first = s.table.List
	s.side = newSideBySide(58, 26, s.table.View(), widget.NewScroll(s.detail))
	return s.side.view
}

// edit goes to what can be done with the chosen scope.
func (s *Scopes) edit() {
	s.side.aside(true)
	if s.name != nil {
		s.env.Focus(s.name)
	}
}

func (s *Scopes) state(sc assessment.Scope) widget.Cell {
	switch {
	case s.asked(sc.ID):
		return widget.Cell{Text: s.env.Say("district.scopes.answers"), Sign: widget.SignYes, Tone: widget.ToneGood}
	case sc.Retired:
		return widget.Cell{Text: s.env.Say("district.scopes.retired"), Sign: widget.SignDispensable, Tone: widget.ToneCalm}
	}
	return widget.Cell{Text: s.env.Say("district.scopes.replaced"), Sign: widget.SignDispensable, Tone: widget.ToneMuted}
}

// mark chooses the scope that was in view before, or the first.
func (s *Scopes) mark() {
	for i, sc := range s.all {
		if sc.ID == s.chosen {
			s.table.Mark(i)
			s.choose(sc)
			return
		}
	}
	if len(s.all) > 0 {
		s.table.Mark(0)
		s.choose(s.all[0])
	}
}

// choose shows what can be done with a scope.
func (s *Scopes) choose(sc assessment.Scope) {
	if s.saver.flush() != nil {
		return
	}
	e := s.env
	s.chosen, s.name = sc.ID, nil
	s.saved = widget.NewChip(widget.SignNone, "", widget.ToneMuted)
	s.saved.Hide()
	box := widget.NewStack(3, widget.NewColumns(2, []float32{-1, 8.6}, widget.NewSubtitle(scopeName(e, sc)), s.saved))
	if sc.ID == assessment.WholeScope {
		box.Add(widget.NewText(e.Say("district.scopes.whole_hint"), widget.ToneMuted))
	} else {
		s.name = widget.NewField("", func(text string) { s.rename(sc.ID, text) })
		s.name.Cap = assessment.MaxName
		s.name.Put(sc.Name)
		s.name.OnLeave = func() { _ = s.saver.flush() } // what fails is told by the banner and waits
		box.Add(shared.Labelled(e.Say("district.send.name"), s.name, ""))
	}
	if s.asked(sc.ID) {
		box.Add(shared.Row(widget.NewButton(e.Say("window.nav.answer"), func() {
			e.Go(shared.Route{Screen: "answer", Round: string(s.now.round.ID), Scope: string(sc.ID)})
		})))
		if s.now.open() {
			box.Add(s.copying(sc))
		}
	}
	if sc.ID != assessment.WholeScope {
		word, hint := e.Say("district.scopes.retire"), e.Say("district.scopes.retire_hint")
		if sc.Retired {
			word, hint = e.Say("district.scopes.resume"), ""
		}
		retire := widget.NewButton(word, func() { s.retire(sc) })
		box.Add(widget.NewStack(0.75, shared.Row(retire), widget.NewSmallText(hint, widget.ToneMuted)))
	}
	s.detail.Objects = []fyne.CanvasObject{widget.NewPanel(box)}
	s.detail.Refresh()
}

// copying offers to take answers over from another scope where there are none yet.
func (s *Scopes) copying(to assessment.Scope) fyne.CanvasObject {
	e := s.env
	var names []string
	var from []assessment.Scope
	for _, sc := range s.all {
		if sc.ID != to.ID && s.papers[sc.ID].Tally.Open < s.papers[sc.ID].Tally.Total {
			names, from = append(names, scopeName(e, sc)), append(from, sc)
		}
	}
	if len(from) == 0 && len(s.all) == 1 {
		return widget.NewStack(0)
	}
	if len(from) == 0 {
		return widget.NewSmallText(e.Say("district.scopes.copy_none"), widget.ToneMuted)
	}
	at := 0
	choice := widget.NewChoice(names, 0, func(i int) { at = i })
	button := widget.NewButton(e.Say("district.scopes.copy"), func() { s.copy(from[at], to) })
	return shared.Labelled(e.Say("district.scopes.copy_from"), widget.NewFrame(nil, nil, choice, widget.NewInset(1, 0, button), nil), e.Say("district.scopes.copy_hint"))
}

func (s *Scopes) copy(from, to assessment.Scope) {
	e := s.env
	var (
		n   int
		err error
	)
	e.Run(func() { n, err = s.desk.CopyScope(e.Context, s.now.round.ID, from.ID, to.ID, nil) }, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.again(func() {
			s.banner.Say(widget.SignYes, widget.ToneGood, e.Plural("district.scopes.copied", n, "from", scopeName(e, from), "to", scopeName(e, to)), e.Say("district.scopes.copied_hint"))
		})
	})
}

func (s *Scopes) retire(sc assessment.Scope) {
	e := s.env
	var err error
	e.Run(func() { err = s.desk.RetireScope(e.Context, sc.ID, !sc.Retired) }, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.banner.Clear()
		s.again(nil)
	})
}

// rename keeps a name as it is typed; an empty one is not kept.
func (s *Scopes) rename(id assessment.ScopeID, text string) {
	name := strings.TrimSpace(text)
	if name == "" {
		return
	}
	for i := range s.all {
		if s.all[i].ID == id {
			s.all[i].Name = name
			s.rows[i][0].Text = name
			s.table.SetRows(s.rows)
		}
	}
	s.saver.put("scope "+string(id), func(ctx context.Context) error { return s.desk.RenameScope(ctx, id, name) })
}

func (s *Scopes) tellSaved(state saveState, err error) {
	if s.saved == nil {
		return
	}
	e := s.env
	switch state {
	case stateSaved:
		s.saved.Set(widget.SignYes, e.Say("window.answer.saved"), widget.ToneGood)
	case stateTyping:
		s.saved.Set(widget.SignPen, e.Say("window.answer.saving"), widget.ToneMuted)
	default:
		s.saved.Set(widget.SignWarn, e.Say("window.answer.unsaved"), widget.ToneBad)
	}
	s.saved.Show()
	if err != nil {
		e.Fail(s.banner, err)
	}
}

// begin asks for the name of a new scope.
func (s *Scopes) begin() {
	if s.now.none() || s.saver.flush() != nil {
		return
	}
	e := s.env
	if s.mode.At() != 0 {
		s.mode.Choose(0)
		s.turn(0)
	}
	name := widget.NewField(e.Say("district.scopes.name_place"), nil)
	name.Cap = assessment.MaxName
	add := widget.NewPrimary(e.Say("district.scopes.add"), func() { s.add(name.Text) })
	name.OnEnter = add.Press
	hint := ""
	if len(s.all) == 1 && s.all[0].ID == assessment.WholeScope {
		hint = e.Say("district.scopes.first_hint")
	}
	s.name = name
	s.detail.Objects = []fyne.CanvasObject{widget.NewPanel(widget.NewStack(3, widget.NewSubtitle(e.Say("district.scopes.new")),
		shared.Labelled(e.Say("district.send.name"), name, hint), shared.Row(add)))}
	s.detail.Refresh()
	s.side.aside(true)
	e.Focus(name)
}

func (s *Scopes) add(name string) {
	name = strings.TrimSpace(name)
	if name == "" {
		return
	}
	e := s.env
	var (
		made assessment.Scope
		err  error
	)
	e.Run(func() { made, err = s.desk.AddScope(e.Context, name) }, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.banner.Clear()
		s.chosen = made.ID
		s.again(nil)
	})
}
