package office

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// CompareEditions is the screen that puts two editions of a catalogue beside each other.
type CompareEditions struct {
	shared.Plain
	env      *shared.Env
	desk     Desk
	list     []desk.CatalogueInfo
	from, to int
	found    desk.CatalogueComparison
	banner   *widget.Banner
	body     *fyne.Container
	sum      *widget.Text
	shown    *differences
}

// NewCompareEditions makes the screen; the catalogue of the route is compared with the one that was there before it.
func NewCompareEditions(e *shared.Env, d Desk, route shared.Route) *CompareEditions {
	s := &CompareEditions{env: e, desk: d, banner: widget.NewBanner(), body: container.NewStack()}
	e.Load(s.banner, func() error { return s.read(assessment.CatalogueID(route.Catalogue)) }, s.build)
	return s
}

// View is the screen's content.
func (s *CompareEditions) View() fyne.CanvasObject { return s.body }

// Title is the screen's name.
func (s *CompareEditions) Title() string { return s.env.Say("window.compare.name") }

// Start is the list of differences.
func (s *CompareEditions) Start() fyne.Focusable {
	if s.shown == nil {
		return nil
	}
	return s.shown.table.List
}

// Key goes back with the backspace key.
func (s *CompareEditions) Key(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyBackspace {
		s.env.Back()
		return true
	}
	return false
}

func (s *CompareEditions) read(newer assessment.CatalogueID) error {
	var err error
	if s.list, err = s.desk.Catalogues(s.env.Context); err != nil || len(s.list) < 2 {
		return err
	}
	s.to = len(s.list) - 1
	for i, c := range s.list {
		if c.ID == newer && i > 0 {
			s.to = i
		}
	}
	s.from = s.to - 1
	return s.compare()
}

func (s *CompareEditions) compare() error {
	var err error
	s.found, err = s.desk.CompareCatalogues(s.env.Context, s.list[s.from].ID, s.list[s.to].ID)
	return err
}

func (s *CompareEditions) build() {
	e := s.env
	back := widget.NewButton(e.Say("window.back"), e.Back)
	back.Sign = widget.SignLeft
	var content fyne.CanvasObject
	if len(s.list) < 2 {
		content = widget.NewEmpty(widget.SignFolder, e.Say("window.reissue.none"), e.Say("window.compare.none_hint"))
	} else {
		again := func(to *int) func(int) { return func(i int) { *to = i; e.Load(s.banner, s.compare, s.fill) } }
		choices := widget.NewColumns(3, []float32{-1, -1},
			editionChoice(e, "window.compare.from", s.list, s.from, again(&s.from)), editionChoice(e, "window.compare.to", s.list, s.to, again(&s.to)))
		s.sum = widget.NewText(" ", widget.TonePlain).Bold()
		s.shown = newDifferences(e, false)
		content = widget.NewFrame(widget.NewInset(0, 1, widget.NewStack(2, choices, s.sum)), nil, s.shown.view, nil, nil)
	}
	s.body.Objects = []fyne.CanvasObject{shared.Page(e.Say("window.compare.name"), e.Say("window.compare.under"), s.banner, content, back)}
	s.body.Refresh()
	if s.shown != nil {
		s.fill()
		e.Focus(s.shown.table.List)
	}
}

func (s *CompareEditions) fill() {
	s.sum.SetText(s.env.Say("window.compare.sum", "changed", len(s.found.Changed), "added", len(s.found.Added), "removed", len(s.found.Removed), "same", s.found.Same))
	s.shown.set(s.found)
}
