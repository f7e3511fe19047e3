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

// Rounds is the screen with all rounds.
type Rounds struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	banner *widget.Banner
	view   fyne.CanvasObject
	place  *fyne.Container
	fresh  *widget.Button
	table  *widget.Table
	freeze *widget.Button
	ice    *widget.Button // freezes
	tools  *fyne.Container
	list   []desk.RoundInfo
}

// NewRounds makes the screen; round is the one to be chosen.
func NewRounds(e *shared.Env, d Desk, round string) *Rounds {
	s := &Rounds{env: e, desk: d, banner: widget.NewBanner(), place: container.NewStack()}
	s.fresh = widget.NewPrimary(e.Say("window.rounds.new"), func() { e.Go(shared.Route{Screen: "round-new"}) })
	s.fresh.Hint = e.Say("window.rounds.new_key")
	s.view = shared.Page(e.Say("window.rounds.title"), e.Say("window.rounds.under"), s.banner, s.place, s.fresh)
	s.load(round)
	return s
}

// View is the screen's content.
func (s *Rounds) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Rounds) Title() string { return s.env.Say("window.nav.rounds") }

// Start is the list, or the button for a new round where there is none.
func (s *Rounds) Start() fyne.Focusable {
	if s.table == nil {
		return s.fresh
	}
	return s.table.List
}

// Shortcut makes a new round with Ctrl+N.
func (s *Rounds) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if key == fyne.KeyN && mod == fyne.KeyModifierControl {
		s.fresh.Press()
		return true
	}
	return false
}

func (s *Rounds) load(choose string) {
	var err error
	s.env.Run(func() { s.list, err = s.desk.Rounds(s.env.Context) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.show(choose)
		s.env.State(s.env.Plural("window.rounds.count", len(s.list)))
	})
}

func (s *Rounds) show(choose string) {
	e := s.env
	if len(s.list) == 0 {
		s.place.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignMail, e.Say("window.rounds.empty"), e.Say("window.rounds.empty_hint"))}
		s.place.Refresh()
		return
	}
	if s.table == nil {
		s.build()
	}
	rows, at := make([][]widget.Cell, len(s.list)), max(s.table.Chosen(), 0)
	for i, r := range s.list {
		if string(r.ID) == choose {
			at = i
		}
		state := widget.Cell{Text: e.Say("window.rounds.state." + string(r.State)), Sign: widget.SignPartly, Tone: widget.ToneAccent}
		switch r.State {
		case assessment.RoundFrozen:
			state.Sign, state.Tone = widget.SignLock, widget.ToneWarn
		case assessment.RoundClosed:
			state.Sign, state.Tone = widget.SignYes, widget.ToneMuted
		}
		rows[i] = []widget.Cell{{Text: r.Name, Bold: true}, {Text: r.CatalogueTitle}, {Text: e.Words.Date(r.Due)},
			{Text: e.Words.Number(len(r.Districts))}, {Text: e.Words.Number(r.Requirements)}, state}
	}
	s.table.SetRows(rows)
	s.table.Mark(at)
	s.button()
	e.Focus(s.table.List)
}

func (s *Rounds) build() {
	e := s.env
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.rounds.column.name"), Ems: 10, Share: 1}, {Title: e.Say("window.rounds.column.catalogue"), Ems: 10, Share: 1, Spare: 1},
		{Title: e.Say("window.rounds.column.due"), Ems: 7}, {Title: e.Say("window.rounds.column.districts"), Ems: 6, Right: true},
		{Title: e.Say("window.rounds.column.requirements"), Ems: 8, Right: true, Spare: 2}, {Title: e.Say("window.rounds.column.state"), Ems: 8},
	}, func(i int) { e.Go(shared.Route{Screen: "cockpit", Round: string(s.list[i].ID)}) })
	s.table.OnChoose = func(int) { s.button() }
	to := func(screen, word string) *widget.Button {
		return widget.NewButton(e.Say(word), func() { e.Go(shared.Route{Screen: screen, Round: string(s.list[s.table.Chosen()].ID)}) })
	}
	s.freeze = widget.NewButton("", s.toggle)
	s.ice = widget.NewButton(e.Say("window.rounds.freeze"), func() { s.set(assessment.RoundFrozen, e.Say("window.rounds.frozen_now")) })
	s.tools = container.NewVBox()
	first := shared.Row(to("export", "window.rounds.export"), to("cockpit", "window.nav.cockpit"), to("picture", "window.nav.picture"), s.freeze, s.ice)
	second := shared.Row(widget.NewButton(e.Say("window.rounds.extend"), s.askExtend), widget.NewButton(e.Say("window.rounds.join"), s.askJoin), to("reissue", "window.rounds.reissue"), to("round-new", "window.rounds.like"))
	foot := container.NewVBox(widget.NewInset(0, 2, widget.NewStack(2, first, second, s.tools)))
	s.place.Objects = []fyne.CanvasObject{widget.NewFrame(nil, nil, s.table.View(), nil, foot)}
	s.place.Refresh()
}

func (s *Rounds) button() {
	word := "window.rounds.close"
	if s.list[s.table.Chosen()].State != assessment.RoundOpen {
		word = "window.rounds.reopen"
	}
	s.freeze.SetText(s.env.Words.Say(word))
	s.ice.SetEnabled(s.list[s.table.Chosen()].State == assessment.RoundOpen)
}

// toggle closes the chosen round or opens it again.
func (s *Rounds) toggle() {
	state := assessment.RoundClosed
	if s.list[s.table.Chosen()].State != assessment.RoundOpen {
		state = assessment.RoundOpen
	}
	s.set(state, "")
}

func (s *Rounds) set(state assessment.RoundState, told string) {
	id := s.list[s.table.Chosen()].ID
	s.change(id, func() error { return s.desk.SetRoundState(s.env.Context, id, state) }, told)
}

// change does something to a round, says so and shows the rounds anew.
func (s *Rounds) change(id assessment.RoundID, do func() error, told string) {
	var err error
	s.env.Run(func() { err = do() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.banner.Clear()
		if told != "" {
			s.banner.Say(widget.SignYes, widget.ToneGood, told, "")
		}
		s.load(string(id))
	})
}

// askExtend shows where a later due date is typed, for all or for one district.
func (s *Rounds) askExtend() {
	e, r := s.env, s.list[s.table.Chosen()]
	names := []string{e.Say("window.rounds.extend_all")}
	for _, d := range r.Districts {
		names = append(names, d.Name)
	}
	at := 0
	whom := widget.NewChoice(names, 0, func(i int) { at = i })
	due := widget.NewField(e.Say("window.answer.due_place"), nil)
	extend := func() {
		day, err := assessment.ParseDate(due.Text)
		if err != nil || day == "" {
			s.banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.answer.no_date", "text", due.Text), "")
			e.Focus(due)
			return
		}
		s.hideTools()
		s.change(r.ID, func() (err error) {
			if at == 0 {
				_, err = s.desk.ExtendRound(e.Context, r.ID, day)
			} else {
				_, err = s.desk.ExtendFor(e.Context, r.ID, r.Districts[at-1].Key, day)
			}
			return err
		}, e.Say("window.rounds.extended"))
	}
	due.OnEnter = extend
	form := widget.NewColumns(3, []float32{-1, 11, -1.4}, shared.Labelled(e.Say("window.rounds.extend_for"), whom, ""), shared.Labelled(e.Say("window.rounds.extend_due"), due, ""),
		shared.Labelled(" ", shared.Row(widget.NewPrimary(e.Say("window.rounds.extend_do"), extend), widget.NewButton(e.Say("window.cancel"), s.hideTools)), ""))
	s.tools.Objects = []fyne.CanvasObject{widget.NewPanel(form)}
	s.tools.Refresh()
	s.place.Refresh()
	e.Focus(due)
}

// askJoin shows the districts that do not take part in the chosen round yet.
func (s *Rounds) askJoin() {
	e, r := s.env, s.list[s.table.Chosen()]
	if r.State == assessment.RoundClosed {
		s.banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.rounds.join_closed"), "")
		return
	}
	var all []desk.DistrictInfo
	var err error
	e.Run(func() { all, err = s.desk.Districts(e.Context) }, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		var rest []desk.DistrictInfo
		for _, d := range all {
			if !slices.ContainsFunc(r.Districts, func(x assessment.District) bool { return x.Key == d.Key }) {
				rest = append(rest, d)
			}
		}
		if len(rest) == 0 {
			s.banner.Say(widget.SignInfo, widget.ToneAccent, e.Say("window.rounds.join_none"), "")
			return
		}
		s.banner.Clear()
		s.showJoin(r, rest)
	})
}

func (s *Rounds) showJoin(r desk.RoundInfo, rest []desk.DistrictInfo) {
	e, at := s.env, 0
	names := make([]string, len(rest))
	for i, d := range rest {
		names[i] = d.Name
	}
	whom := widget.NewChoice(names, 0, func(i int) { at = i })
	join := widget.NewPrimary(e.Say("window.rounds.join_do"), func() {
		s.hideTools()
		s.change(r.ID, func() error {
			_, err := s.desk.AddDistricts(e.Context, r.ID, []assessment.DistrictKey{rest[at].Key})
			return err
		}, e.Say("window.rounds.joined", "district", rest[at].Name))
	})
	form := widget.NewColumns(3, []float32{-1, -1.4}, shared.Labelled(e.Say("window.rounds.join_whom"), whom, ""),
		shared.Labelled(" ", shared.Row(join, widget.NewButton(e.Say("window.cancel"), s.hideTools)), ""))
	s.tools.Objects = []fyne.CanvasObject{widget.NewPanel(form)}
	s.tools.Refresh()
	s.place.Refresh()
	e.Focus(whom)
}

func (s *Rounds) hideTools() {
	s.tools.Objects = nil
	s.tools.Refresh()
	s.place.Refresh()
}
