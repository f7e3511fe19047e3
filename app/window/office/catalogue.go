package office

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Catalogue is the screen on which a catalogue is read, searched and tailored for a round.
type Catalogue struct {
	shared.Plain
	env   *shared.Env
	desk  Desk
	id    assessment.CatalogueID
	whole *assessment.Catalogue
	found map[assessment.RequirementID]bool // what the search has found, nil while nothing is looked for
	rows  []int                             // the requirements shown
	topic int                               // chosen topic, -1 for all
	layer layer
	kept  []desk.Tailoring // of this catalogue, whatever its edition

	banner    *widget.Banner
	view      fyne.CanvasObject
	body      *fyne.Container
	detail    *fyne.Container
	foot      *fyne.Container
	search    *widget.Field
	count     *widget.Text
	topics    *widget.Table
	table     *widget.Table
	name      *widget.Field
	tailor    *widget.Button
	tailoring bool
}

// NewCatalogue makes the screen for the catalogue of the route.
func NewCatalogue(e *shared.Env, d Desk, route shared.Route) *Catalogue {
	s := &Catalogue{
		env: e, desk: d, id: assessment.CatalogueID(route.Catalogue), topic: -1, layer: newLayer(),
		banner: widget.NewBanner(), body: container.NewStack(), detail: container.NewStack(), foot: container.NewVBox(),
	}
	s.view = s.body
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Catalogue) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Catalogue) Title() string { return s.env.Say("window.catalogue.name") }

// Start is the search.
func (s *Catalogue) Start() fyne.Focusable {
	if s.search == nil {
		return nil
	}
	return s.search
}

// Key goes back with the backspace key, where nothing is being typed.
func (s *Catalogue) Key(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyBackspace {
		s.env.Back()
		return true
	}
	return false
}

// Shortcut goes to the search with Ctrl+F, begins to tailor with Ctrl+T and keeps it with Ctrl+Enter.
func (s *Catalogue) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	switch {
	case mod != fyne.KeyModifierControl || s.search == nil:
		return false
	case key == fyne.KeyF:
		s.env.Focus(s.search)
		return true
	case key == fyne.KeyT && !s.tailoring:
		s.begin()
		return true
	case key == fyne.KeyReturn && s.tailoring:
		s.keep()
		return true
	}
	return false
}

func (s *Catalogue) read() error {
	if s.id == "" { // opened without a choice: the newest
		list, err := s.desk.Catalogues(s.env.Context)
		if err != nil || len(list) == 0 {
			return cmp.Or(err, error(assessment.ErrNotFound))
		}
		s.id = list[len(list)-1].ID
	}
	var err error
	if s.whole, err = s.desk.Catalogue(s.env.Context, s.id); err != nil {
		return err
	}
	all, err := s.desk.Tailorings(s.env.Context)
	for _, t := range all {
		if t.Key == s.whole.Key {
			s.kept = append(s.kept, t)
		}
	}
	return err
}

func (s *Catalogue) build() {
	e := s.env
	s.search = widget.NewField(e.Say("window.catalogue.search"), func(string) { s.look() })
	s.search.OnEnter = func() { e.Focus(s.table.List) }
	s.count = widget.NewText("", widget.ToneMuted)
	s.topics = widget.NewTable([]widget.Column{{Title: "", Ems: 1.4}, {Title: e.Say("window.catalogue.topic"), Ems: 7, Share: 1}, {Title: "", Ems: 2.6, Right: true}}, nil)
	s.topics.OnChoose = func(i int) { s.topic = i - 1; s.filter() }
	s.topics.OnKey = s.onSpace(func() { s.toggleTopic(s.topics.Chosen() - 1) })
	s.table = widget.NewTable([]widget.Column{
		{Title: "", Ems: 1.4}, {Title: e.Say("window.seen.column.ref"), Ems: 6}, {Title: e.Say("window.seen.column.title"), Ems: 8, Share: 1},
	}, nil)
	s.table.OnChoose = s.show
	s.table.OnKey = s.onSpace(func() { s.toggle(s.table.Chosen()) })
	back := widget.NewButton(e.Say("window.back"), e.Back)
	back.Sign = widget.SignLeft
	compare := widget.NewButton(e.Say("window.compare.name"), func() { e.Go(shared.Route{Screen: "compare", Catalogue: string(s.id)}) })
	s.tailor = widget.NewPrimary(e.Say("window.catalogue.tailor"), s.begin)
	s.tailor.Hint = e.Say("window.catalogue.tailor_key")
	head := widget.NewInset(0, 1, widget.NewColumns(3, []float32{-1, 14}, s.search, widget.NewInset(0, 1.5, s.count)))
	columns := widget.NewColumns(3, []float32{-0.7, -1, -1.2}, s.topics.View(), s.table.View(), s.detail)
	under := e.Say("window.catalogue.under", "edition", s.whole.Edition, "topics", len(s.whole.Topics), "requirements", len(s.whole.Requirements))
	page := shared.Page(s.whole.Title, under, s.banner, widget.NewFrame(head, nil, columns, nil, s.foot), back, compare, s.tailor)
	s.body.Objects = []fyne.CanvasObject{page}
	s.body.Refresh()
	s.fillTopics()
	s.topics.Mark(0)
	s.filter()
	e.Focus(s.search)
}

// onSpace makes the space bar tick, where something can be ticked.
func (s *Catalogue) onSpace(tick func()) func(*fyne.KeyEvent) bool {
	return func(ev *fyne.KeyEvent) bool {
		if ev.Name != fyne.KeySpace || !s.tailoring {
			return false
		}
		tick()
		return true
	}
}

func (s *Catalogue) tick(on bool) widget.Cell {
	switch {
	case !s.tailoring:
		return widget.Cell{}
	case on:
		return widget.Cell{Sign: widget.SignTicked, Tone: widget.ToneAccent}
	}
	return widget.Cell{Sign: widget.SignBox, Tone: widget.ToneMuted}
}

func (s *Catalogue) fillTopics() {
	asked, all := map[assessment.TopicID]int{}, map[assessment.TopicID]int{}
	for _, r := range s.whole.Requirements {
		all[r.Topic]++
		if s.layer.asks(r) {
			asked[r.Topic]++
		}
	}
	rows := make([][]widget.Cell, 0, len(s.whole.Topics)+1)
	rows = append(rows, []widget.Cell{{}, {Text: s.env.Say("window.picture.all_topics"), Bold: true}, {Text: s.env.Words.Number(len(s.whole.Requirements))}})
	for _, t := range s.whole.Topics {
		number := s.env.Words.Number(all[t.ID])
		if s.tailoring && asked[t.ID] != all[t.ID] {
			number = s.env.Words.Number(asked[t.ID]) + "/" + number
		}
		rows = append(rows, []widget.Cell{s.tick(asked[t.ID] > 0), {Text: t.Title}, {Text: number, Tone: widget.ToneMuted}})
	}
	s.topics.SetRows(rows)
}

// look searches for what is typed; only the answer to the last key counts.
func (s *Catalogue) look() {
	text := strings.TrimSpace(s.search.Text)
	if text == "" {
		s.found = nil
		s.filter()
		return
	}
	var (
		hits []desk.Hit
		err  error
	)
	s.env.Run(func() { hits, err = s.desk.SearchCatalogue(s.env.Context, s.id, text, len(s.whole.Requirements)) }, func() {
		if text != strings.TrimSpace(s.search.Text) {
			return
		}
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.found = make(map[assessment.RequirementID]bool, len(hits))
		for _, h := range hits {
			s.found[h.Key.Requirement] = true
		}
		s.filter()
	})
}

// filter shows the requirements of the chosen topic that the search has found.
func (s *Catalogue) filter() {
	s.rows = s.rows[:0]
	for i, r := range s.whole.Requirements {
		if (s.topic < 0 || r.Topic == s.whole.Topics[s.topic].ID) && (s.found == nil || s.found[r.ID]) {
			s.rows = append(s.rows, i)
		}
	}
	s.fill()
	s.table.Mark(0)
	s.show(0)
}

func (s *Catalogue) fill() {
	cells := make([][]widget.Cell, len(s.rows))
	asked := 0
	for i, at := range s.rows {
		r := s.whole.Requirements[at]
		on := s.layer.asks(r)
		if on {
			asked++
		}
		tone := widget.TonePlain
		if !on {
			tone = widget.ToneMuted
		}
		cells[i] = []widget.Cell{s.tick(on), {Text: r.Ref, Tone: widget.ToneMuted}, {Text: r.Title, Tone: tone}}
	}
	s.table.SetRows(cells)
	text := s.env.Plural("window.catalogue.count", len(s.rows))
	if s.tailoring {
		text = s.env.Say("window.catalogue.count_asked", "asked", asked, "all", len(s.rows))
	}
	s.count.SetText(text)
	s.env.State(text)
}

func (s *Catalogue) show(i int) {
	e := s.env
	s.detail.Objects = nil
	if i < 0 || i >= len(s.rows) {
		s.detail.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignSearch, e.Say("window.catalogue.nothing"), e.Say("window.catalogue.nothing_hint"))}
		s.detail.Refresh()
		return
	}
	q := s.whole.Requirements[s.rows[i]]
	box := widget.NewStack(3, chipsOf(e, q), widget.NewText(q.Title, widget.TonePlain).Bold().Sized("subHeadingText"), widget.NewText(q.Text, widget.TonePlain))
	if q.Guidance != "" {
		box.Add(widget.NewStack(1, widget.NewCaption(e.Say("window.catalogue.guidance")), widget.NewText(q.Guidance, widget.ToneMuted)))
	}
	if len(q.References) > 0 {
		box.Add(widget.NewStack(1, widget.NewCaption(e.Say("window.catalogue.references")), widget.NewText(strings.Join(q.References, ", "), widget.ToneMuted)))
	}
	if s.tailoring {
		box.Add(s.ownHelp(q))
	}
	s.detail.Objects = []fyne.CanvasObject{widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, box)))}
	s.detail.Refresh()
}

func chipsOf(e *shared.Env, q assessment.Requirement) *fyne.Container {
	chips := widget.NewFlow(1.5, widget.NewChip(widget.SignNone, q.Ref, widget.ToneAccent))
	if q.Modal != "" {
		chips.Add(widget.NewChip(widget.SignNone, string(q.Modal), widget.TonePlain))
	}
	if q.Level != "" {
		chips.Add(widget.NewChip(widget.SignNone, e.Say("window.answer.level", "level", q.Level), widget.ToneMuted))
	}
	if q.Effort > 0 {
		chips.Add(widget.NewChip(widget.SignNone, e.Say("window.catalogue.effort", "effort", q.Effort), widget.ToneMuted))
	}
	if q.Priority > 0 {
		chips.Add(widget.NewChip(widget.SignNone, e.Say("window.catalogue.priority", "priority", q.Priority), widget.ToneMuted))
	}
	return chips
}
