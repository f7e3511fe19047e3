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
	query  string
	came   assessment.DistrictKey // the district one comes back from
}

// NewCockpit makes the screen for the round of the route, the newest where it names none.
func NewCockpit(e *shared.Env, d Desk, route shared.Route) *Cockpit {
	s := &Cockpit{env: e, desk: d, round: assessment.RoundID(route.Round), came: assessment.DistrictKey(route.District), banner: widget.NewBanner(), body: container.NewStack()}
	s.view = shared.Page(e.Say("window.cockpit.title"), "", s.banner, s.body)
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
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.cockpit.column.district"), Ems: 10, Share: 1.2}, {Title: e.Say("window.cockpit.column.state"), Ems: 14},
		{Title: e.Say("window.cockpit.column.progress"), Ems: 11, Share: 0.8}, {Title: e.Say("window.cockpit.column.fulfilment"), Ems: 6, Right: true},
		{Title: e.Say("window.cockpit.column.must"), Ems: 8.4, Right: true}, {Title: e.Say("window.cockpit.column.conflicts"), Ems: 5, Right: true},
		{Title: e.Say("window.cockpit.column.received"), Ems: 9.2},
	}, func(i int) {
		r := shared.Route{Screen: "district", Round: string(s.round), District: string(s.shown[i].District.Key)}
		e.Here(shared.Route{Screen: "cockpit", Round: r.Round, District: r.District})
		e.Go(r)
	})
	head := widget.NewStack(2.5, widget.NewColumns(3, []float32{-1.4, -1}, roundChoice(e, s.rounds, s.round, "cockpit"), s.search), s.chips)
	headBox := widget.NewInset(0, 1.5, head)
	foot := widget.NewInset(0, 1, widget.NewStack(0, widget.NewSmallText(e.Say("window.cockpit.legend"), widget.ToneMuted)))
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
	rows := make([][]widget.Cell, len(s.shown))
	for i, r := range s.shown {
		rows[i] = cockpitRow(e, r)
	}
	s.table.SetRows(rows)
}

func cockpitRow(e *shared.Env, r desk.CockpitRow) []widget.Cell {
	look := e.Cockpit(r)
	share, ok := r.Tally.Answered()
	met, met2 := r.Tally.Fulfilment()
	number := func(n int) widget.Cell {
		if n == 0 {
			return widget.Cell{Text: "0", Tone: widget.ToneMuted}
		}
		return widget.Cell{Text: e.Words.Number(n), Tone: widget.ToneBad, Bold: true}
	}
	fulfilment := widget.Cell{Text: e.Percent(met, met2)}
	must := number(r.Tally.UnmetMust)
	received := widget.Cell{Text: e.Date(r.Received), Tone: widget.ToneMuted}
	if r.Received.IsZero() {
		fulfilment, must = widget.Cell{Text: "–", Tone: widget.ToneMuted}, widget.Cell{Text: "–", Tone: widget.ToneMuted}
	}
	return []widget.Cell{
		{Text: r.District.Name}, {Text: look.Word, Sign: look.Sign, Tone: look.Tone, Chip: true},
		{Text: e.Percent(share, ok), Bar: shared.Parts(r.Tally)}, fulfilment, must, number(r.Tally.Conflicts), received,
	}
}
