package district

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Planner is what the screen of the measures needs of a desk.
type Planner interface {
	rounded
	Measures(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]desk.Measure, error)
	SaveMeasure(ctx context.Context, m desk.Measure) (desk.Measure, error)
	UndoEdit(ctx context.Context) (desk.Step, error)
	RedoEdit(ctx context.Context) (desk.Step, error)
}

// measureStates are the states of a measure in the order of the board.
var measureStates = []string{desk.MeasurePlanned, desk.MeasureRunning, desk.MeasureDone, desk.MeasureDropped}

// Measures is the screen with what will be done about gaps, as a list and as a board, with the one in view beside it.
type Measures struct {
	shared.Plain
	env   *shared.Env
	desk  Planner
	route shared.Route
	now   current
	asked []desk.PaperRow // the requirements of the round

	all     []*plan
	shown   []*plan
	chosen  *plan
	board   bool
	query   string
	state   int // place in measureStates + 1; 0 is all
	overdue bool
	order   int

	saver   *saver
	banner  *widget.Banner
	body    *fyne.Container
	view    fyne.CanvasObject
	place   *fyne.Container // list or board
	side    *sideBySide
	search  *widget.Field
	late    *widget.Button
	kind    *widget.Segments
	table   *widget.Table
	columns int // how many columns the table has room for; the panel shows the rest
	lanes   []*lane
	sums    *widget.Text
	none    *widget.Text
	form    *measureForm
	told    bool           // it was told that a measure can not be kept yet
	first   fyne.Focusable // what gets the focus at the beginning, where it is not the list
}

// plan is a measure in the window; its id is known once it was kept.
type plan struct {
	desk.Measure
	kept *keptID
}

// NewMeasures makes the screen. A route with a requirement shows its measure, or begins one.
func NewMeasures(e *shared.Env, d Planner, route shared.Route) *Measures {
	s := &Measures{env: e, desk: d, route: route, columns: tableColumns[0], banner: widget.NewBanner(), body: container.NewStack()}
	s.saver = newSaver(e, s.saved)
	fresh := widget.NewPrimary(e.Say("district.measures.new"), s.begin)
	fresh.Hint = e.Say("district.key.ctrl_n")
	s.kind = widget.NewSegments([]string{e.Say("district.measures.list"), e.Say("district.measures.board")}, 0, func(i int) { s.turn(i == 1) })
	s.view = shared.Page(e.Say("window.nav.measures"), "", s.banner, s.body, fresh)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Measures) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Measures) Title() string { return s.env.Say("window.nav.measures") }

// Start is the list or the board.
func (s *Measures) Start() fyne.Focusable {
	switch {
	case s.table == nil:
		return nil
	case s.first != nil:
		first := s.first
		s.first = nil
		return first
	case s.board:
		return s.lanes[s.laneOf(s.chosen)].list
	}
	return s.table.List
}

// errIncomplete says that a measure was begun that can not be kept as it stands.
var errIncomplete = errors.New("a measure lacks its name or its requirement")

// Leave keeps what was typed. A measure that can not be kept yet holds the screen once and is told.
func (s *Measures) Leave() error {
	if err := s.saver.flush(); err != nil {
		return err
	}
	for _, m := range s.all {
		if m.incomplete() && !m.untouched() && !s.told {
			s.told = true
			s.banner.Say(widget.SignWarn, widget.ToneWarn, s.env.Say("district.measure.incomplete_hint"), s.env.Say("district.measure.incomplete_leave"))
			return errIncomplete
		}
	}
	return nil
}

func (s *Measures) read() error {
	ctx := s.env.Context
	var err error
	if s.now, err = readCurrent(ctx, s.desk, s.route.Round); err != nil || s.now.none() {
		return err
	}
	paper, err := s.desk.Paper(ctx, s.now.round.ID, s.now.key, s.now.scope("").ID)
	if err != nil {
		return err
	}
	s.asked = paper.Rows
	measures, err := s.desk.Measures(ctx, s.now.round.ID, s.now.key)
	for _, m := range measures {
		s.all = append(s.all, &plan{Measure: m, kept: &keptID{id: m.ID}})
	}
	return err
}

func (s *Measures) build() {
	e := s.env
	if s.now.none() {
		s.show(noRound(e))
		return
	}
	s.form = newMeasureForm(s)
	s.makeTable()
	s.makeLanes()
	s.none = widget.NewText("", widget.ToneMuted)
	s.sums = widget.NewText("", widget.TonePlain)
	s.place = container.NewStack()
	main := widget.NewFrame(s.tools(), nil, s.place, nil, widget.NewInset(0, 2, s.sums))
	s.side = newSideBySide(62, 24, main, s.form.view)
	s.side.levels = []float32{52, 84}
	s.side.onLevel = func(level int) { s.columns = tableColumns[level]; s.makeTable(); s.fill(); s.layOut(); s.mark() }
	s.show(s.side.view)
	s.filter()
	s.turn(false)
	switch {
	case s.route.Requirement != "":
		s.arrive()
	case len(s.shown) > 0:
		s.choose(s.shown[0])
		e.Focus(s.Start())
	default:
		s.choose(nil)
	}
}

// arrive shows the measure of the requirement that the route names, or begins one.
func (s *Measures) arrive() {
	for _, m := range s.all {
		if string(m.Requirement) == s.route.Requirement {
			s.choose(m)
			s.edit()
			s.first = s.form.title
			return
		}
	}
	s.begin()
	s.first = s.form.title
	s.form.pick(assessment.RequirementID(s.route.Requirement))
}

func (s *Measures) show(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

// tools is the line that says which measures are shown and in which order.
func (s *Measures) tools() fyne.CanvasObject {
	e := s.env
	s.search = widget.NewField(e.Say("window.answer.search"), func(text string) {
		s.query = text
		s.filter()
	})
	s.search.OnEnter = func() { e.Focus(s.Start()) }
	states := []string{e.Say("district.measures.all")}
	for _, state := range measureStates {
		states = append(states, e.Say("district.measure.state."+state))
	}
	state := widget.NewChoice(states, 0, func(i int) { s.state = i; s.filter() })
	s.late = widget.NewButton(e.Say("district.measures.only_overdue"), s.toggleLate)
	s.late.Sign, s.late.Tone = widget.SignClock, widget.ToneBad
	orders := make([]string, 0, len(measureOrders))
	for _, o := range measureOrders {
		orders = append(orders, e.Say("district.measures.order", "by", e.Say("district.measures.by."+o)))
	}
	order := widget.NewChoice(orders, 0, func(i int) { s.order = i; s.filter() })
	row := widget.NewFlow(2, wide(15, s.search), wide(9.5, state), wide(13, order), s.late, wide(9, s.kind))
	if c := s.now.roundChoice(e, "measures"); c != nil {
		row.Objects = append([]fyne.CanvasObject{wide(14, c)}, row.Objects...)
	}
	return widget.NewInset(0, 1.5, row)
}

func (s *Measures) toggleLate() {
	s.overdue = !s.overdue
	s.late.SetWeight(map[bool]widget.Weight{true: widget.WeightChosen, false: widget.WeightNormal}[s.overdue])
	s.filter()
}

// turn shows the list or the board.
func (s *Measures) turn(board bool) {
	if s.place == nil {
		return
	}
	s.board = board
	s.side.narrow = map[bool]float32{false: 62, true: 84}[board] // four columns need more room than a list
	s.kind.Choose(map[bool]int{false: 0, true: 1}[board])
	s.layOut()
	s.side.view.Refresh()
	s.env.Focus(s.Start())
}

func (s *Measures) layOut() {
	var o fyne.CanvasObject
	switch {
	case len(s.all) == 0:
		o = widget.NewEmpty(widget.SignPen, s.env.Say("district.measures.none"), s.env.Say("district.measures.none_hint"))
	case len(s.shown) == 0:
		s.none.SetText(s.env.Say("district.measures.filter_empty"))
		o = widget.NewInset(0, 2, s.none)
	case s.board:
		o = s.boardView()
	default:
		o = s.table.View()
	}
	s.place.Objects = []fyne.CanvasObject{o}
	s.place.Refresh()
}

// isOverdue tells whether a measure should have been done by now.
func (s *Measures) isOverdue(m *plan) bool {
	return (m.State == desk.MeasurePlanned || m.State == desk.MeasureRunning) && m.Due.Before(today(s.env))
}

// measureOrders are the orders that the list can have.
var measureOrders = []string{"due", "state", "responsible", "requirement", "title", "cost"}

// filter chooses the measures that are shown.
func (s *Measures) filter() {
	query := strings.ToLower(strings.TrimSpace(s.query))
	s.shown = s.shown[:0]
	for _, m := range s.all {
		switch {
		case s.state > 0 && m.State != measureStates[s.state-1], s.overdue && !s.isOverdue(m), query != "" && !s.speaksOf(m, query):
			continue
		}
		s.shown = append(s.shown, m)
	}
	slices.SortStableFunc(s.shown, s.compare)
	s.fill()
	s.layOut()
}

func (s *Measures) speaksOf(m *plan, query string) bool {
	ref, title := s.named(m.Requirement)
	for _, text := range []string{m.Title, m.Responsible, ref, title} {
		if strings.Contains(strings.ToLower(text), query) {
			return true
		}
	}
	return false
}

func (s *Measures) compare(a, b *plan) int {
	switch measureOrders[s.order] {
	case "state":
		return cmp.Compare(s.laneOf(a), s.laneOf(b))
	case "responsible":
		return cmp.Compare(strings.ToLower(a.Responsible), strings.ToLower(b.Responsible))
	case "requirement":
		return cmp.Compare(s.rank(a.Requirement), s.rank(b.Requirement))
	case "title":
		return cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
	case "cost":
		return cmp.Compare(value(b.Once)+value(b.Yearly), value(a.Once)+value(a.Yearly))
	}
	if (a.Due == "") != (b.Due == "") { // without a day at the end
		return cmp.Compare(len(b.Due), len(a.Due))
	}
	return cmp.Compare(a.Due, b.Due)
}

func (s *Measures) rank(id assessment.RequirementID) int {
	return slices.IndexFunc(s.asked, func(r desk.PaperRow) bool { return r.Requirement.ID == id })
}

// named is what people call a requirement.
func (s *Measures) named(id assessment.RequirementID) (ref, title string) {
	if i := s.rank(id); i >= 0 {
		return s.asked[i].Requirement.Ref, s.asked[i].Requirement.Title
	}
	return string(id), ""
}

func (s *Measures) laneOf(m *plan) int {
	if m == nil {
		return 0
	}
	return max(slices.Index(measureStates, m.State), 0)
}

// choose brings a measure into the side panel, after keeping what was typed.
func (s *Measures) choose(m *plan) {
	if m == s.chosen && m != nil {
		return
	}
	if s.saver.flush() != nil {
		return // saved has told why; what was typed stays in view
	}
	before := s.chosen
	s.chosen = m
	s.forget(before)
	s.form.show(m)
	if m != nil {
		s.env.State(s.name(m))
	}
	s.mark()
}

// mark shows in list and board which measure is in view.
func (s *Measures) mark() {
	s.table.Mark(slices.Index(s.shown, s.chosen))
	for _, l := range s.lanes {
		l.list.Mark(slices.Index(l.plans, s.chosen))
	}
}

// begin makes a measure that is kept once it has a name and a requirement.
func (s *Measures) begin() {
	if s.form == nil || !s.now.open() {
		return
	}
	m := &plan{Measure: desk.Measure{
		Round: s.now.round.ID, District: s.now.key, Scope: s.now.scope("").ID, State: desk.MeasurePlanned,
	}, kept: &keptID{}}
	s.all, s.shown = append(s.all, m), append(s.shown, m)
	s.fill()
	s.layOut()
	s.choose(m)
	s.edit()
}

// incomplete tells whether a measure lacks what it needs to be kept.
func (p *plan) incomplete() bool { return p.Title == "" || p.Requirement == "" }

// untouched tells whether nobody has typed anything into a new measure.
func (p *plan) untouched() bool {
	return p.kept.known() == "" && p.Title == "" && p.Responsible == "" && p.Due == "" && p.Once == "" && p.Yearly == "" && p.Days == ""
}

// forget takes a new measure away into which nothing was typed.
func (s *Measures) forget(m *plan) {
	if m == nil || !m.untouched() {
		return
	}
	is := func(p *plan) bool { return p == m }
	s.all, s.shown = slices.DeleteFunc(s.all, is), slices.DeleteFunc(s.shown, is)
	s.fill()
	s.layOut()
}

// edit goes to the fields of the measure in view.
func (s *Measures) edit() {
	if s.chosen != nil {
		s.side.aside(true)
		s.env.Focus(s.form.title)
	}
}

// Key goes between list and fields.
func (s *Measures) Key(ev *fyne.KeyEvent) bool {
	if s.form == nil {
		return false
	}
	switch ev.Name {
	case fyne.KeyF2, fyne.KeyReturn, fyne.KeyEnter:
		s.edit()
	case fyne.KeyF3:
		s.env.Focus(s.search)
	case fyne.KeyEscape:
		if s.env.Window.Canvas().Focused() == s.Start() {
			return false
		}
		s.side.aside(false)
		s.env.Focus(s.Start())
	default:
		return false
	}
	return true
}

// Rune sets the state of the measure in view with a digit.
func (s *Measures) Rune(r rune) bool {
	if i := int(r - '1'); s.chosen != nil && i >= 0 && i < len(measureStates) {
		s.move(i)
		return true
	}
	return false
}

// Shortcut begins a measure, searches, and moves the one in view along the board.
func (s *Measures) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	switch {
	case s.form == nil:
		return false
	case key == fyne.KeyZ && mod == fyne.KeyModifierControl|fyne.KeyModifierShift:
		s.undo(s.desk.RedoEdit)
		return true
	case mod != fyne.KeyModifierControl:
		return false
	}
	switch key {
	case fyne.KeyN:
		s.begin()
	case fyne.KeyZ:
		s.undo(s.desk.UndoEdit)
	case fyne.KeyY:
		s.undo(s.desk.RedoEdit)
	case fyne.KeyF:
		s.env.Focus(s.search)
	case fyne.KeyB:
		s.turn(!s.board)
	case fyne.KeyLeft:
		s.move(s.laneOf(s.chosen) - 1)
	case fyne.KeyRight:
		s.move(s.laneOf(s.chosen) + 1)
	case fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4:
		s.move(int(key[0] - '1'))
	default:
		return false
	}
	return true
}

// move puts the measure in view into another state.
func (s *Measures) move(to int) {
	if s.chosen == nil || !s.now.open() || to < 0 || to >= len(measureStates) || s.laneOf(s.chosen) == to {
		return
	}
	s.chosen.State = measureStates[to]
	s.form.showState()
	s.keep(s.chosen)
	s.refill()
	s.env.State(s.env.Say("district.measure.state." + measureStates[to]))
	if s.board && s.lanes[to].list.Visible() {
		s.env.Focus(s.lanes[to].list)
	}
}

// undo takes back what was done last, or does it again, and shows what has become of it.
func (s *Measures) undo(turn func(context.Context) (desk.Step, error)) {
	if s.saver.flush() != nil {
		return
	}
	e := s.env
	var (
		step desk.Step
		list []desk.Measure
	)
	e.Load(s.banner, func() (err error) {
		if step, err = turn(e.Context); err == nil {
			list, err = s.desk.Measures(e.Context, s.now.round.ID, s.now.key)
		}
		return err
	}, func() {
		s.take(list)
		sentence := step.Sentence
		if step.Left > 0 {
			sentence += " " + e.Plural("window.answer.undo_left", step.Left)
		}
		s.banner.Say(widget.SignInfo, widget.ToneAccent, sentence, "")
	})
}

// take shows measures as they are kept now. The one in view stays in view where it is still there.
func (s *Measures) take(list []desk.Measure) {
	var id string
	if s.chosen != nil {
		id = s.chosen.kept.known()
	}
	s.all, s.chosen = nil, nil
	for _, m := range list {
		s.all = append(s.all, &plan{Measure: m, kept: &keptID{id: m.ID}})
	}
	s.filter()
	for _, m := range s.shown {
		if m.ID == id {
			s.choose(m)
		}
	}
	if s.chosen == nil {
		s.choose(nil)
	}
	s.env.Focus(s.Start())
}

// keep writes a measure once it can be kept, soon after the last key.
func (s *Measures) keep(m *plan) {
	if m.incomplete() {
		s.form.showSaved(stateTyping)
		return
	}
	copied, kept := m.Measure, m.kept
	s.saver.put("measure "+kept.name(), func(ctx context.Context) error {
		return kept.save(ctx, s.desk, copied)
	})
}

// refill shows the measures as they are now without moving any away from under the cursor of the list.
func (s *Measures) refill() {
	s.fill()
	s.mark()
}

// saved shows how far what was typed is on the disk.
func (s *Measures) saved(state saveState, err error) {
	if s.form == nil {
		return
	}
	s.form.showSaved(state)
	if err != nil {
		s.env.Fail(s.banner, err)
	} else if state == stateSaved {
		s.banner.Clear()
	}
}
