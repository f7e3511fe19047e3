package office

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Reissue is the screen on which the office corrects the catalogue of a running round: it sees what is new, changed
// and gone, and says which changes ask the same in other words.
type Reissue struct {
	shared.Plain
	env       *shared.Env
	desk      Desk
	round     assessment.RoundID
	info      desk.RoundInfo
	others    []desk.CatalogueInfo // editions that the round does not ask
	at        int
	preview   desk.ReissuePreview
	editorial map[assessment.RequirementID]bool
	lines     []reissueLine

	banner *widget.Banner
	body   *fyne.Container
	place  *fyne.Container
	detail *fyne.Container
	table  *widget.Table
	apply  *widget.Button
}

// reissueLine is one difference between the editions.
type reissueLine struct {
	kind     string // added, changed, removed
	old, new assessment.Requirement
}

// NewReissue makes the screen for the round of the route.
func NewReissue(e *shared.Env, d Desk, route shared.Route) *Reissue {
	s := &Reissue{
		env: e, desk: d, round: assessment.RoundID(route.Round), editorial: map[assessment.RequirementID]bool{},
		banner: widget.NewBanner(), body: container.NewStack(), place: container.NewStack(), detail: container.NewStack(),
	}
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Reissue) View() fyne.CanvasObject { return s.body }

// Title is the screen's name.
func (s *Reissue) Title() string { return s.env.Say("window.reissue.name") }

// Start is the list of differences.
func (s *Reissue) Start() fyne.Focusable {
	if s.table == nil {
		return nil
	}
	return s.table.List
}

func (s *Reissue) read() error {
	list, err := s.desk.Catalogues(s.env.Context)
	if err != nil {
		return err
	}
	rounds, err := s.desk.Rounds(s.env.Context)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if r.ID == s.round || s.round == "" {
			s.info, s.round = r, r.ID
			break
		}
	}
	for _, c := range list {
		if c.ID != s.info.Catalogue {
			s.others = append(s.others, c)
		}
	}
	s.at = len(s.others) - 1
	return s.compare()
}

func (s *Reissue) compare() error {
	if s.at < 0 {
		return nil
	}
	var err error
	s.preview, err = s.desk.PreviewReissue(s.env.Context, s.round, s.others[s.at].ID)
	s.lines = nil
	for _, c := range s.preview.Changed {
		s.lines = append(s.lines, reissueLine{"changed", c.Before, c.After})
	}
	for _, r := range s.preview.Added {
		s.lines = append(s.lines, reissueLine{"added", assessment.Requirement{}, r})
	}
	for _, r := range s.preview.Removed {
		s.lines = append(s.lines, reissueLine{"removed", r, assessment.Requirement{}})
	}
	return err
}

func (s *Reissue) build() {
	e := s.env
	back := widget.NewButton(e.Say("window.back"), e.Back)
	back.Sign = widget.SignLeft
	s.apply = widget.NewPrimary(e.Say("window.reissue.apply"), s.reissue)
	if s.at < 0 {
		s.apply.SetEnabled(false)
		s.place.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignFolder, e.Say("window.reissue.none"), e.Say("window.reissue.none_hint"),
			widget.NewPrimary(e.Say("window.nav.catalogues"), func() { e.Go(shared.Route{Screen: "catalogues"}) }))}
	} else {
		names := make([]string, len(s.others))
		for i, c := range s.others {
			names[i] = e.Say("window.round_new.catalogue_line", "title", c.Title, "edition", c.Edition, "requirements", c.Requirements)
		}
		choice := widget.NewChoice(names, s.at, func(i int) { s.at = i; e.Load(s.banner, s.compare, s.fill) })
		head := widget.NewInset(0, 1, shared.Labelled(e.Say("window.reissue.edition"), choice, ""))
		s.table = widget.NewTable([]widget.Column{
			{Title: e.Say("window.reissue.kind"), Ems: 9}, {Title: e.Say("window.seen.column.ref"), Ems: 6}, {Title: e.Say("window.seen.column.title"), Ems: 8, Share: 1},
			{Title: e.Say("window.reissue.same"), Ems: 8},
		}, nil)
		s.table.OnChoose = s.show
		s.table.OnKey = func(ev *fyne.KeyEvent) bool {
			if ev.Name == fyne.KeySpace {
				s.toggle(s.table.Chosen())
				return true
			}
			return false
		}
		s.place.Objects = []fyne.CanvasObject{widget.NewFrame(head, nil, widget.NewColumns(3, []float32{-1, -1}, s.table.View(), s.detail), nil,
			widget.NewInset(0, 1.5, widget.NewSmallText(e.Say("window.reissue.hint"), widget.ToneMuted)))}
	}
	s.body.Objects = []fyne.CanvasObject{shared.Page(e.Say("window.reissue.title", "round", s.info.Name), e.Say("window.reissue.under"), s.banner, s.place, back, s.apply)}
	s.body.Refresh()
	if s.table != nil {
		s.fill()
		s.table.Mark(0)
		e.Focus(s.table.List)
	}
}

func (s *Reissue) fill() {
	e := s.env
	looks := map[string]shared.Look{
		"changed": {Sign: widget.SignPen, Tone: widget.ToneWarn}, "added": {Sign: widget.SignYes, Tone: widget.ToneGood}, "removed": {Sign: widget.SignNo, Tone: widget.ToneMuted},
	}
	rows := make([][]widget.Cell, len(s.lines))
	for i, l := range s.lines {
		q, tick := l.new, widget.Cell{}
		if l.kind == "removed" {
			q = l.old
		}
		if l.kind == "changed" {
			tick = widget.Cell{Sign: widget.SignBox, Tone: widget.ToneMuted}
			if s.editorial[q.ID] {
				tick = widget.Cell{Sign: widget.SignTicked, Tone: widget.ToneAccent}
			}
		}
		rows[i] = []widget.Cell{{Text: e.Say("window.reissue.kind." + l.kind), Sign: looks[l.kind].Sign, Tone: looks[l.kind].Tone}, {Text: q.Ref, Tone: widget.ToneMuted}, {Text: q.Title}, tick}
	}
	s.table.SetRows(rows)
	if len(s.lines) == 0 {
		s.detail.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignInfo, e.Say("window.reissue.equal"), e.Say("window.reissue.equal_hint"))}
		s.detail.Refresh()
	} else {
		s.show(max(s.table.Chosen(), 0))
	}
	e.State(e.Plural("window.reissue.count", len(s.lines)))
}

func (s *Reissue) toggle(i int) {
	if i < 0 || i >= len(s.lines) || s.lines[i].kind != "changed" {
		return
	}
	id := s.lines[i].new.ID
	s.editorial[id] = !s.editorial[id]
	s.fill()
	s.table.Mark(i)
}

// show puts the old and the new text beside each other.
func (s *Reissue) show(i int) {
	if i < 0 || i >= len(s.lines) {
		return
	}
	e, l := s.env, s.lines[i]
	box := widget.NewStack(3)
	text := func(word string, q assessment.Requirement, tone widget.Tone) {
		if q.ID != "" {
			box.Add(widget.NewTonePanel(widget.NewStack(1, widget.NewCaption(e.Say(word)), widget.NewText(q.Title, widget.TonePlain).Bold(), widget.NewText(q.Text, widget.TonePlain)), tone))
		}
	}
	text("window.reissue.before", l.old, widget.ToneMuted)
	text("window.reissue.after", l.new, widget.ToneAccent)
	if l.kind == "changed" {
		check := widget.NewCheck(e.Say("window.reissue.editorial"), s.editorial[l.new.ID], func(bool) { s.toggle(i) })
		box.Add(check)
		box.Add(widget.NewSmallText(e.Say("window.reissue.editorial_hint"), widget.ToneMuted))
	}
	s.detail.Objects = []fyne.CanvasObject{widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, box)))}
	s.detail.Refresh()
}

// reissue corrects the round; the districts get it with their next file.
func (s *Reissue) reissue() {
	if s.at < 0 {
		return
	}
	e := s.env
	var same []assessment.RequirementID
	for _, l := range s.lines {
		if l.kind == "changed" && s.editorial[l.new.ID] {
			same = append(same, l.new.ID)
		}
	}
	var err error
	s.apply.SetEnabled(false)
	e.Run(func() { _, err = s.desk.Reissue(e.Context, s.round, s.others[s.at].ID, same) }, func() {
		if err != nil {
			s.apply.SetEnabled(true)
			e.Fail(s.banner, err)
			return
		}
		s.banner.Say(widget.SignYes, widget.ToneGood, e.Say("window.reissue.done"), e.Say("window.reissue.done_hint"),
			widget.NewButton(e.Say("window.rounds.export"), func() { e.Go(shared.Route{Screen: "export", Round: string(s.round)}) }))
	})
}
