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

// RoundForm is the screen that makes a new round.
type RoundForm struct {
	shared.Plain
	env        *shared.Env
	desk       Desk
	banner     *widget.Banner
	view       fyne.CanvasObject
	body       *fyne.Container
	catalogues []desk.CatalogueInfo
	districts  []assessment.District
	catalogue  int
	name       *widget.Field
	due        *widget.Field
	mark       *widget.Field
	cover      *widget.Field
	picker     *picker
	create     *widget.Button
	from       assessment.RoundID // the round that the new one is like, "" for none
	model      desk.RoundInfo
}

// NewRoundForm makes the screen; a round that the route names is the model of the new one.
func NewRoundForm(e *shared.Env, d Desk, route shared.Route) *RoundForm {
	s := &RoundForm{from: assessment.RoundID(route.Round), env: e, desk: d, banner: widget.NewBanner(), body: container.NewStack()}
	s.create = widget.NewPrimary(e.Say("window.round_new.create"), s.make)
	back := widget.NewButton(e.Say("window.cancel"), e.Back)
	s.view = shared.Page(e.Say("window.round_new.title"), e.Say("window.round_new.under"), s.banner, s.body, back, s.create)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *RoundForm) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *RoundForm) Title() string { return s.env.Say("window.round_new.title") }

// Start is the field for the name.
func (s *RoundForm) Start() fyne.Focusable {
	if s.name == nil {
		return nil
	}
	return s.name
}

func (s *RoundForm) read() error {
	var err error
	if s.catalogues, err = s.desk.Catalogues(s.env.Context); err != nil {
		return err
	}
	list, err := s.desk.Districts(s.env.Context)
	for _, d := range list {
		s.districts = append(s.districts, d.District)
	}
	if err != nil || s.from == "" {
		return err
	}
	rounds, err := s.desk.Rounds(s.env.Context)
	for _, r := range rounds {
		if r.ID == s.from {
			s.model = r
		}
	}
	return err
}

func (s *RoundForm) build() {
	e := s.env
	if len(s.catalogues) == 0 || len(s.districts) == 0 {
		s.create.SetEnabled(false)
		where, word := "catalogues", e.Say("window.start.catalogue.button")
		if len(s.catalogues) > 0 {
			where, word = "districts", e.Say("window.start.districts.button")
		}
		s.body.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignInfo, e.Say("window.round_new.not_yet"), e.Say("window.round_new.not_yet_hint"),
			widget.NewPrimary(word, func() { e.Go(shared.Route{Screen: where}) }))}
		s.body.Refresh()
		return
	}
	names := make([]string, len(s.catalogues))
	for i, c := range s.catalogues {
		names[i] = e.Say("window.round_new.catalogue_line", "title", c.Title, "edition", c.Edition, "requirements", c.Requirements)
	}
	s.catalogue = max(slices.IndexFunc(s.catalogues, func(c desk.CatalogueInfo) bool { return c.ID == s.model.Catalogue }), 0)
	catalogue := widget.NewChoice(names, s.catalogue, func(i int) { s.catalogue = i })
	s.name = widget.NewField(e.Say("window.round_new.name_place"), nil)
	s.due = widget.NewField(e.Say("window.answer.due_place"), nil)
	s.mark = widget.NewField("", nil)
	s.mark.Put(e.Say("window.round_new.mark_default"))
	s.cover = widget.NewArea(e.Say("window.round_new.cover_place"), 4, nil)
	s.name.Cap, s.mark.Cap, s.cover.Cap = assessment.MaxName, assessment.MaxName, assessment.MaxRemark
	if s.model.ID != "" {
		s.mark.Put(s.model.Classification)
		s.cover.Put(s.model.Cover)
	}
	for _, f := range []*widget.Field{s.name, s.due, s.mark} {
		f.OnEnter = s.make
	}
	fields := widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, widget.NewStack(4,
		shared.Labelled(e.Say("window.round_new.name"), s.name, ""),
		shared.Labelled(e.Say("window.round_new.catalogue"), catalogue, ""),
		widget.NewColumns(3, []float32{11, -1}, shared.Labelled(e.Say("window.round_new.due"), s.due, ""), shared.Labelled(e.Say("window.round_new.mark"), s.mark, "")),
		shared.Labelled(e.Say("window.round_new.cover"), s.cover, e.Say("window.round_new.cover_hint"))))))
	s.picker = newPicker(e, s.districts, nil, func() {
		if s.picker != nil {
			s.create.SetEnabled(len(s.picker.keys()) > 0)
		}
	})
	if s.model.ID != "" {
		s.picker.only(s.model.Districts)
	}
	s.body.Objects = []fyne.CanvasObject{widget.NewColumns(3, []float32{-1, -1}, fields, s.picker.view)}
	s.body.Refresh()
	e.Focus(s.name)
	e.State(e.Plural("window.start.state", len(s.districts)))
}

func (s *RoundForm) make() {
	e := s.env
	if s.name == nil {
		return
	}
	name := strings.TrimSpace(s.name.Text)
	if name == "" {
		s.banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.round_new.no_name"), "")
		e.Focus(s.name)
		return
	}
	due, err := assessment.ParseDate(s.due.Text)
	if err != nil {
		s.banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.answer.no_date", "text", s.due.Text), "")
		e.Focus(s.due)
		return
	}
	n := desk.NewRound{
		Name: name, Catalogue: s.catalogues[s.catalogue].ID, Due: due, Classification: strings.TrimSpace(s.mark.Text),
		Cover: strings.TrimSpace(s.cover.Text), Districts: s.picker.keys(),
	}
	var round desk.RoundInfo
	s.create.SetEnabled(false)
	e.Run(func() { round, err = s.desk.NewRound(e.Context, n) }, func() {
		s.create.SetEnabled(true)
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		e.Go(shared.Route{Screen: "export", Round: string(round.ID)})
	})
}
