package office

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Cockpit is the screen that tells where every district of a round stands.
type Cockpit struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	round  assessment.RoundID
	rounds []desk.RoundInfo
	all    []desk.CockpitRow
	shown  []desk.CockpitRow
	banner *widget.Banner
	view   fyne.CanvasObject
	body   *fyne.Container
	search *widget.Field
	filter desk.CockpitState // "" is all
	chips  *fyne.Container
	table  *widget.Table
	line   *widget.Text // the chosen district in words
	cols   []standing
	by     int  // the column by which is sorted, -1 for the round's own order
	turned bool // the other way round
	part   string
	query  string
	came   assessment.DistrictKey // the district one comes back from
}

// NewCockpit makes the screen for the round of the route, the newest where it names none.
func NewCockpit(e *shared.Env, d Desk, route shared.Route) *Cockpit {
	s := &Cockpit{env: e, desk: d, round: assessment.RoundID(route.Round), came: assessment.DistrictKey(route.District), by: -1, banner: widget.NewBanner(), body: container.NewStack()}
	s.part = route.Part
	remind := widget.NewButton(e.Say("office.remind.button"), func() {
		e.Here(s.here())
		e.Go(shared.Route{Screen: "reminders", Round: string(s.round)})
	})
	s.view = shared.Page(e.Say("window.cockpit.title"), "", s.banner, s.body, remind)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Cockpit) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Cockpit) Title() string { return s.env.Say("window.nav.cockpit") }

// Start is the list.
func (s *Cockpit) Start() fyne.Focusable {
	if s.table == nil {
		return nil
	}
	return s.table.List
}

// Shortcut goes to the search field with Ctrl+F.
func (s *Cockpit) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if s.search != nil && key == fyne.KeyF && mod == fyne.KeyModifierControl {
		s.env.Focus(s.search)
		return true
	}
	return false
}

func (s *Cockpit) read() error {
	var err error
	if s.rounds, err = s.desk.Rounds(s.env.Context); err != nil || len(s.rounds) == 0 {
		return err
	}
	if s.round == "" {
		s.round = s.rounds[0].ID
	}
	s.all, err = s.desk.Cockpit(s.env.Context, s.round)
	return err
}

// noRound says what to do where there is no round yet.
func noRound(e *shared.Env) fyne.CanvasObject {
	return widget.NewEmpty(widget.SignMail, e.Say("window.rounds.empty"), e.Say("window.rounds.empty_hint"),
		widget.NewPrimary(e.Say("window.rounds.new"), func() { e.Go(shared.Route{Screen: "round-new"}) }))
}

// roundChoice is the choice between rounds, or the name of the only one.
func roundChoice(e *shared.Env, rounds []desk.RoundInfo, at assessment.RoundID, screen string) fyne.CanvasObject {
	names, place := make([]string, len(rounds)), 0
	for i, r := range rounds {
		names[i] = r.Name
		if r.ID == at {
			place = i
		}
	}
	if len(rounds) < 2 {
		return widget.NewSubtitle(strings.Join(names, ""))
	}
	return widget.NewChoice(names, place, func(i int) { e.Go(shared.Route{Screen: screen, Round: string(rounds[i].ID)}) })
}

func (s *Cockpit) build() {
	e := s.env
	if len(s.rounds) == 0 {
		s.body.Objects = []fyne.CanvasObject{noRound(e)}
		s.body.Refresh()
		return
	}
	s.search = widget.NewField(e.Say("window.cockpit.search"), func(text string) { s.query = text; s.fill() })
	s.search.OnEnter = func() { e.Focus(s.table.List) }
	s.chips = widget.NewFlow(1.5)
	s.cols = worthShowing(standings(e, s.due()), s.all, s.due())
	s.restore(s.part)
	columns := make([]widget.Column, len(s.cols))
	for i, c := range s.cols {
		columns[i] = c.column
	}
	s.table = widget.NewTable(columns, s.open)
	s.table.OnHead = s.sortBy
	s.table.OnChoose = s.tell
	s.line = widget.NewText(" ", widget.TonePlain).Bold()
	head := widget.NewStack(2.5, widget.NewColumns(3, []float32{-1.4, -1}, roundChoice(e, s.rounds, s.round, "cockpit"), s.search), s.chips)
	headBox := widget.NewInset(0, 1.5, head)
	foot := widget.NewInset(0, 1, widget.NewStack(0.75, s.line, widget.NewSmallText(e.Say("window.cockpit.legend"), widget.ToneMuted)))
	s.body.Objects = []fyne.CanvasObject{widget.NewFrame(headBox, nil, s.table.View(), nil, foot)}
	s.body.Refresh()
	s.makeChips()
	s.fill()
	s.table.Choose(s.place(s.came))
	e.Focus(s.table.List)
	answered := 0
	for _, r := range s.all {
		if !r.Received.IsZero() {
			answered++
		}
	}
	e.State(e.Say("window.cockpit.state", "n", answered, "all", len(s.all)))
}

// place finds a district among those shown, the first where it is not.
func (s *Cockpit) place(key assessment.DistrictKey) int {
	return max(slices.IndexFunc(s.shown, func(r desk.CockpitRow) bool { return r.District.Key == key }), 0)
}

// makeChips offers the states as filters, with how many districts are in each.
func (s *Cockpit) makeChips() {
	e := s.env
	counts := map[desk.CockpitState]int{}
	for _, r := range s.all {
		counts[r.State]++
	}
	var buttons []*widget.Button
	add := func(state desk.CockpitState, word string, look shared.Look) {
		b := widget.NewButton(word, nil)
		b.Sign, b.Tone = look.Sign, look.Tone
		b.OnTap = func() {
			s.filter = state
			for _, other := range buttons {
				other.SetWeight(widget.WeightNormal)
			}
			b.SetWeight(widget.WeightChosen)
			s.fill()
		}
		if state == s.filter {
			b.Weight = widget.WeightChosen
		}
		buttons = append(buttons, b)
		s.chips.Add(b)
	}
	add("", e.Say("window.cockpit.all", "n", len(s.all)), shared.Look{})
	for _, state := range states() {
		if counts[state] > 0 {
			add(state, e.Say("window.cockpit.group."+string(state), "n", counts[state]), e.Cockpit(desk.CockpitRow{State: state}))
		}
	}
}

func (s *Cockpit) fill() {
	e, query := s.env, strings.ToLower(strings.TrimSpace(s.query))
	s.shown = slices.DeleteFunc(slices.Clone(s.all), func(r desk.CockpitRow) bool {
		name := strings.ToLower(r.District.Name + " " + string(r.District.Key))
		return s.filter != "" && r.State != s.filter || query != "" && !strings.Contains(name, query)
	})
	if s.by >= 0 {
		slices.SortStableFunc(s.shown, func(a, b desk.CockpitRow) int {
			if s.turned {
				a, b = b, a
			}
			return s.cols[s.by].order(a, b)
		})
	}
	shown := s.shown
	s.table.SetRowsBy(len(shown), func(i int) []widget.Cell {
		row := make([]widget.Cell, len(s.cols))
		for j, c := range s.cols {
			row[j] = c.cell(e, shown[i])
		}
		return row
	})
	mark := "↓"
	if s.turned {
		mark = "↑"
	}
	s.table.MarkHead(s.by, mark)
	s.tell(s.table.Chosen())
}

// due is the day until which the round runs for all.
func (s *Cockpit) due() assessment.Date {
	for _, r := range s.rounds {
		if r.ID == s.round {
			return r.Due
		}
	}
	return ""
}

// tell says all about the chosen district in words.
func (s *Cockpit) tell(i int) {
	if i >= 0 && i < len(s.shown) {
		s.line.SetText(standingWords(s.env, s.shown[i], s.due()))
	}
}

// sortBy sorts by a column: what wants a person first, the other way round, and then as the round has it. The chosen
// district stays chosen.
func (s *Cockpit) sortBy(col int) {
	if col >= len(s.cols) {
		return
	}
	switch {
	case s.by != col:
		s.by, s.turned = col, false
	case !s.turned:
		s.turned = true
	default:
		s.by, s.turned = -1, false
	}
	chosen := s.chosen()
	s.fill()
	s.table.Mark(s.place(chosen))
	s.tell(s.table.Chosen())
	s.env.Here(s.here())
}

func (s *Cockpit) chosen() assessment.DistrictKey {
	if i := s.table.Chosen(); i >= 0 && i < len(s.shown) {
		return s.shown[i].District.Key
	}
	return ""
}

// Rune sorts by the column of a digit; A opens the answers and L the page about the district.
func (s *Cockpit) Rune(r rune) bool {
	if s.table == nil {
		return false
	}
	switch {
	case r >= '0' && r <= '9':
		s.sortBy((int(r-'0') + 9) % 10)
	case r == 'a' || r == 'A':
		s.leave("district")
	case r == 'l' || r == 'L':
		s.leave("county")
	default:
		return false
	}
	return true
}

// open goes to the reason why a district stands where it stands: its conflicts, its files that were held, or its page.
func (s *Cockpit) open(i int) {
	switch r := s.shown[i]; {
	case r.State == desk.CockpitConflict:
		s.leave("conflicts")
	case r.Held > 0:
		s.leave("held")
	default:
		s.leave("county")
	}
}

func (s *Cockpit) leave(screen string) {
	key := s.chosen()
	if key == "" {
		return
	}
	s.env.Here(s.here())
	s.env.Go(shared.Route{Screen: screen, Round: string(s.round), District: string(key)})
}

// here is the way back to the chosen district in the same order.
func (s *Cockpit) here() shared.Route {
	r := shared.Route{Screen: "cockpit", Round: string(s.round)}
	if s.table != nil {
		r.District = string(s.chosen())
	}
	if s.by >= 0 {
		r.Part = sorting{by: s.cols[s.by].name, best: s.turned}.String()
	}
	return r
}

func (s *Cockpit) restore(part string) {
	order := sortingOf(part)
	if by := slices.IndexFunc(s.cols, func(c standing) bool { return c.name == order.by }); by >= 0 {
		s.by, s.turned = by, order.best
	}
}
