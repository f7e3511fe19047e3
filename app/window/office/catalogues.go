package office

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// Catalogues is the screen with the catalogues that rounds can ask.
type Catalogues struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	banner *widget.Banner
	view   fyne.CanvasObject
	file   *shared.Path
	look   *widget.Button
	built  *widget.Button
	seen   *fyne.Container
	place  *fyne.Container
}

// shownNotes is how many notes on an import are shown: enough to see what kind they are.
const shownNotes = 3

// NewCatalogues makes the screen.
func NewCatalogues(e *shared.Env, d Desk) *Catalogues {
	s := &Catalogues{env: e, desk: d, banner: widget.NewBanner(), place: container.NewStack(), seen: widget.NewStack(2)}
	s.built = widget.NewPrimary(e.Say("window.catalogues.builtin"), s.addBuiltin)
	s.file = shared.NewPath(e, shared.PathOpen, "", func(string) { s.forget() })
	s.file.OnEnter = s.preview
	s.look = widget.NewButton(e.Say("window.catalogues.preview"), s.preview)
	fileRow := widget.NewFrame(nil, nil, s.file.View(), s.look, nil)
	left := widget.NewPanel(widget.NewStack(2, widget.NewSubtitle(e.Say("window.catalogues.builtin_title")),
		widget.NewText(e.Say("window.catalogues.builtin_text"), widget.ToneMuted), shared.Row(s.built)))
	right := widget.NewPanel(widget.NewStack(2, widget.NewSubtitle(e.Say("window.catalogues.file_title")),
		widget.NewText(e.Say("window.catalogues.file_text"), widget.ToneMuted), fileRow, s.seen))
	top := widget.NewStack(3, widget.NewCards(3, 26, left, right))
	topBox := widget.NewInset(0, 1, top)
	s.view = shared.Page(e.Say("window.catalogues.title"), e.Say("window.catalogues.under"), s.banner,
		widget.NewFrame(topBox, nil, s.place, nil, nil))
	s.load()
	return s
}

// View is the screen's content.
func (s *Catalogues) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Catalogues) Title() string { return s.env.Say("window.nav.catalogues") }

// Start is the button for the built-in catalogue.
func (s *Catalogues) Start() fyne.Focusable { return s.built }

// Drop looks at a catalogue file that was let go on the window.
func (s *Catalogues) Drop(paths []string) bool {
	s.file.SetText(paths[0])
	s.preview()
	return true
}

func (s *Catalogues) load() {
	var (
		list []desk.CatalogueInfo
		err  error
	)
	s.env.Run(func() { list, err = s.desk.Catalogues(s.env.Context) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.show(list)
		s.env.State(s.env.Plural("window.catalogues.count", len(list)))
	})
}

func (s *Catalogues) show(list []desk.CatalogueInfo) {
	e := s.env
	if len(list) == 0 {
		s.place.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignFolder, e.Say("window.catalogues.empty"), e.Say("window.catalogues.empty_hint"))}
		s.place.Refresh()
		return
	}
	table := widget.NewTable([]widget.Column{
		{Title: e.Say("window.catalogues.column.title"), Ems: 12, Share: 1}, {Title: e.Say("window.catalogues.column.edition"), Ems: 9},
		{Title: e.Say("window.catalogues.column.language"), Ems: 6}, {Title: e.Say("window.catalogues.column.topics"), Ems: 5, Right: true},
		{Title: e.Say("window.catalogues.column.requirements"), Ems: 8, Right: true},
	}, func(i int) { e.Go(shared.Route{Screen: "catalogue", Catalogue: string(list[i].ID)}) })
	rows := make([][]widget.Cell, len(list))
	for i, c := range list {
		rows[i] = []widget.Cell{{Text: c.Title}, {Text: c.Edition}, {Text: language(e, c.Language)}, {Text: e.Words.Number(c.Topics)}, {Text: e.Words.Number(c.Requirements)}}
	}
	table.SetRows(rows)
	s.place.Objects = []fyne.CanvasObject{table.View()}
	s.place.Refresh()
}

func (s *Catalogues) addBuiltin() {
	e := s.env
	var (
		info desk.CatalogueInfo
		err  error
	)
	s.built.SetEnabled(false)
	e.Run(func() { info, err = s.desk.AddBuiltinCatalogue(e.Context, e.Words.Lang()) }, func() {
		s.built.SetEnabled(true)
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.added(info)
	})
}

func (s *Catalogues) added(info desk.CatalogueInfo) {
	e := s.env
	s.banner.Say(widget.SignYes, widget.ToneGood, e.Say("window.catalogues.added", "title", info.Title, "requirements", info.Requirements), e.Say("window.catalogues.added_hint"),
		widget.NewButton(e.Say("window.nav.districts"), func() { e.Go(shared.Route{Screen: "districts"}) }))
	s.load()
}

func (s *Catalogues) forget() {
	s.seen.Objects = nil
	s.seen.Refresh()
}

// preview tells what a file holds before it is taken in.
func (s *Catalogues) preview() {
	e, path := s.env, strings.Trim(strings.TrimSpace(s.file.Text), `"`)
	if path == "" {
		return
	}
	var (
		in  desk.CatalogueImport
		err error
	)
	s.look.SetEnabled(false)
	e.Run(func() { in, err = s.desk.PreviewCatalogue(e.Context, path) }, func() {
		s.look.SetEnabled(true)
		s.forget()
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.banner.Clear()
		s.showPreview(path, in)
	})
}

func (s *Catalogues) showPreview(path string, in desk.CatalogueImport) {
	e := s.env
	s.seen.Add(widget.NewText(e.Say("window.catalogues.seen", "title", in.Title, "edition", in.Edition, "topics", in.Topics, "requirements", in.Requirements), widget.TonePlain).Bold())
	if len(in.Dropped) > 0 {
		s.seen.Add(widget.NewText(e.Plural("window.catalogues.dropped", len(in.Dropped)), widget.ToneMuted))
		for _, note := range in.Dropped[:min(len(in.Dropped), shownNotes)] {
			s.seen.Add(widget.NewText(note, widget.ToneMuted))
		}
	}
	if in.Known {
		s.seen.Add(widget.NewText(e.Say("window.catalogues.known"), widget.ToneMuted))
		return
	}
	var take *widget.Button
	take = widget.NewPrimary(e.Say("window.catalogues.import"), func() {
		var (
			done desk.CatalogueImport
			err  error
		)
		take.SetEnabled(false)
		e.Run(func() { done, err = s.desk.ImportCatalogue(e.Context, path) }, func() {
			take.SetEnabled(true)
			if err != nil {
				e.Fail(s.banner, err)
				return
			}
			s.forget()
			s.added(done.CatalogueInfo)
		})
	})
	s.seen.Add(shared.Row(take))
	s.seen.Refresh()
	e.Focus(take)
}

// language names the language of a catalogue; one that has no name here stays as the catalogue gives it.
func language(e *shared.Env, code string) string {
	if key := "window.catalogues.language." + code; e.Words.Has(key) {
		return e.Say(key)
	}
	return code
}
