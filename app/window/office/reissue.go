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
	env     *shared.Env
	desk    Desk
	round   assessment.RoundID
	info    desk.RoundInfo
	others  []desk.CatalogueInfo // editions that the round does not ask
	at      int
	preview desk.ReissuePreview

	banner *widget.Banner
	body   *fyne.Container
	place  *fyne.Container
	shown  *differences
	apply  *widget.Button
}

// NewReissue makes the screen for the round of the route.
func NewReissue(e *shared.Env, d Desk, route shared.Route) *Reissue {
	s := &Reissue{
		env: e, desk: d, round: assessment.RoundID(route.Round), banner: widget.NewBanner(), body: container.NewStack(), place: container.NewStack(),
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
	if s.shown == nil {
		return nil
	}
	return s.shown.table.List
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
		choice := editionChoice(e, "window.reissue.edition", s.others, s.at, func(i int) { s.at = i; e.Load(s.banner, s.compare, s.fill) })
		s.shown = newDifferences(e, true)
		s.place.Objects = []fyne.CanvasObject{widget.NewFrame(widget.NewInset(0, 1, choice), nil, s.shown.view, nil,
			widget.NewInset(0, 1.5, widget.NewSmallText(e.Say("window.reissue.hint"), widget.ToneMuted)))}
	}
	s.body.Objects = []fyne.CanvasObject{shared.Page(e.Say("window.reissue.title", "round", s.info.Name), e.Say("window.reissue.under"), s.banner, s.place, back, s.apply)}
	s.body.Refresh()
	if s.shown != nil {
		s.fill()
		e.Focus(s.shown.table.List)
	}
}

func (s *Reissue) fill() { s.shown.set(s.preview.CatalogueComparison) }

// reissue corrects the round; the districts get it with their next file.
func (s *Reissue) reissue() {
	if s.at < 0 {
		return
	}
	e := s.env
	same := s.shown.ticked()
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
