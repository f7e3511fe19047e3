package office

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// mostHits is how many places a search shows.
const mostHits = 60

// hit is one line of what was found, and where it leads.
type hit struct {
	desk.Hit
	look shared.Look
	name string // of the district, "" where it is about all
	to   shared.Route
}

// Search is the screen that finds a word in everything: what is asked and what was answered, asked back, planned and
// noted, of all districts and rounds. It searches as one types.
type Search struct {
	shared.Plain
	env       *shared.Env
	desk      Desk
	route     shared.Route
	districts []desk.DistrictInfo
	rounds    []desk.RoundInfo
	by        searchFilter
	tools     *fyne.Container
	named     map[assessment.DistrictKey]string
	banner    *widget.Banner
	body      *fyne.Container
	place     *fyne.Container
	view      fyne.CanvasObject
	field     *widget.Field
	table     *widget.Table
	told      *widget.Text
	hits      []hit
	text      string // what is looked for
	busy      bool
	done      string // what was looked for when hits were found
	doneBy    searchFilter
}

// NewSearch makes the screen; the part of the route is what is looked for.
func NewSearch(e *shared.Env, d Desk, route shared.Route) *Search {
	s := &Search{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack(), place: container.NewStack(), named: map[assessment.DistrictKey]string{}}
	s.field = widget.NewField(e.Say("office.search.place"), s.typed)
	s.field.OnEnter = func() { s.open(s.table.Chosen()) }
	s.field.Put(route.Part)
	s.by, s.tools = filterOf(route), container.NewStack()
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("office.search.column.kind"), Ems: 8.5}, {Title: e.Say("window.seen.column.ref"), Ems: 5.5}, {Title: e.Say("window.seen.column.title"), Ems: 9, Share: 0.8},
		{Title: e.Say("window.picture.district"), Ems: 8, Share: 0.4, Spare: 1}, {Title: e.Say("office.search.column.place"), Ems: 12, Share: 1.6},
	}, s.open)
	s.told = widget.NewSmallText(" ", widget.ToneMuted)
	head := widget.NewStack(1, s.field, s.tools, s.told)
	hint := widget.NewInset(0, 1, widget.NewSmallText(e.Say("office.search.hint"), widget.ToneMuted))
	s.body.Objects = []fyne.CanvasObject{widget.NewFrame(widget.NewInset(0, 1, head), nil, s.place, nil, hint)}
	s.view = shared.Page(e.Say("window.nav.search"), e.Say("office.search.under"), s.banner, s.body)
	s.show()
	e.Load(s.banner, s.read, func() {
		s.tools.Objects = []fyne.CanvasObject{s.filters()}
		s.tools.Refresh()
		s.typed(s.field.Text)
	})
	return s
}

// View is the screen's content.
func (s *Search) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Search) Title() string { return s.env.Say("window.nav.search") }

// Start is the field.
func (s *Search) Start() fyne.Focusable { return s.field }

// Key moves in the list while one types.
func (s *Search) Key(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1, fyne.KeyPageUp: -10, fyne.KeyPageDown: 10}[ev.Name]
	if step != 0 && len(s.hits) > 0 {
		s.table.Choose(min(max(s.table.Chosen()+step, 0), len(s.hits)-1))
		return true
	}
	if s.env.Window != nil && s.env.Window.Canvas().Focused() == fyne.Focusable(s.table.List) {
		return back(s.env, ev)
	}
	return false
}

// Shortcut goes to the field with Ctrl+F.
func (s *Search) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if key == fyne.KeyF && mod == fyne.KeyModifierControl {
		s.env.Focus(s.field)
		return true
	}
	return false
}

func (s *Search) read() error {
	var err error
	s.districts, err = s.desk.Districts(s.env.Context)
	for _, d := range s.districts {
		s.named[d.Key] = d.Name
	}
	if err != nil {
		return err
	}
	s.rounds, err = s.desk.Rounds(s.env.Context)
	return err
}

// typed looks for another text. While one search runs the next waits, and only the last of those that wait is done.
func (s *Search) typed(text string) {
	s.text = text
	if s.busy || s.text == s.done && s.by == s.doneBy {
		return
	}
	s.busy = true
	s.find()
}

func (s *Search) find() {
	var (
		found []desk.Hit
		err   error
		text  = s.text
		by    = s.by
		query = by.query(text, s.districts)
	)
	s.env.Run(func() { found, err = s.desk.Search(s.env.Context, query) }, func() {
		if err != nil {
			s.busy = false
			s.env.Fail(s.banner, err)
			return
		}
		if s.text != text || s.by != by {
			s.find()
			return
		}
		s.busy, s.done, s.doneBy = false, text, by
		s.fill(found)
	})
}

// fill shows what was found; districts whose name was typed come first.
func (s *Search) fill(found []desk.Hit) {
	e := s.env
	s.hits = nil
	if len([]rune(s.done)) > 1 && s.doneBy == (searchFilter{}) {
		for _, d := range s.districts {
			if named(d.District, s.done) {
				s.hits = append(s.hits, hit{Hit: desk.Hit{Title: d.Name, Snippet: string(d.Key)}, look: shared.Look{Sign: widget.SignFolder, Tone: widget.ToneAccent, Word: e.Say("office.search.kind.district")},
					name: d.Name, to: shared.Route{Screen: "county", District: string(d.Key)}})
			}
		}
		s.hits = s.hits[:min(len(s.hits), 10)]
	}
	for _, h := range found {
		s.hits = append(s.hits, hit{Hit: h, look: s.kind(h), name: s.named[h.Key.District], to: s.way(h)})
	}
	rows, at := make([][]widget.Cell, len(s.hits)), 0
	for i, h := range s.hits {
		rows[i] = []widget.Cell{{Text: h.look.Word, Sign: h.look.Sign, Tone: h.look.Tone}, {Text: h.Ref, Tone: widget.ToneMuted}, {Text: h.Title}, {Text: h.name, Tone: widget.ToneMuted}, {Text: h.Snippet}}
		if s.route.Requirement != "" && string(h.Key.Requirement) == s.route.Requirement && string(h.Key.District) == s.route.District && string(h.Kind) == s.route.Topic {
			at = i
		}
	}
	s.table.SetRows(rows)
	if len(rows) > 0 {
		s.table.Mark(at)
	}
	s.show()
	s.env.Here(s.here())
}

// here is the way back to the same words and filters.
func (s *Search) here() shared.Route {
	r := shared.Route{Screen: "search", Part: s.done}
	s.doneBy.into(&r)
	return r
}

// kind is how a hit is shown: what holds the words.
func (s *Search) kind(h desk.Hit) shared.Look {
	look := shared.Look{Sign: widget.SignPen, Tone: widget.TonePlain, Word: s.env.Say("office.search.kind." + string(h.Kind))}
	switch h.Kind {
	case desk.KindRequirement:
		look.Sign, look.Tone = widget.SignInfo, widget.ToneAccent
	case assessment.KindRemark:
		look.Sign = widget.SignSpeech
	case assessment.KindMeasure:
		look.Sign = widget.SignClock
	case assessment.KindAttachment:
		look.Sign = widget.SignFolder
	case assessment.KindReview:
		look.Sign = widget.SignYes
	case assessment.KindAcceptance:
		look.Sign = widget.SignWarn
	case desk.KindNote:
		look.Sign = widget.SignLock
	}
	return look
}

// way is where a hit leads: to the answer, to what all districts say to a requirement, or to the page of a district.
func (s *Search) way(h desk.Hit) shared.Route {
	k := h.Key
	switch {
	case k.District != "" && k.Requirement != "":
		return shared.Route{Screen: "district", Round: string(k.Round), District: string(k.District), Scope: string(k.Scope), Requirement: string(k.Requirement)}
	case k.District != "":
		return shared.Route{Screen: "county", Round: string(k.Round), District: string(k.District)}
	}
	return shared.Route{Screen: "topic", Round: string(k.Round), Requirement: string(k.Requirement), District: allOf}
}

// show shows the list, or says that nothing was found.
func (s *Search) show() {
	e := s.env
	var content fyne.CanvasObject = s.table.View()
	switch {
	case s.done == "":
		content = widget.NewEmpty(widget.SignSearch, e.Say("office.search.begin"), e.Say("office.search.begin_hint"))
		s.told.SetText(" ")
	case len(s.hits) == 0:
		hint := "office.search.none_hint"
		if s.doneBy != (searchFilter{}) {
			hint = "office.search.none_filtered"
		}
		content = widget.NewEmpty(widget.SignSearch, e.Say("office.search.none", "text", s.done), e.Say(hint))
		s.told.SetText(" ")
	case len(s.hits) >= mostHits:
		s.told.SetText(e.Say("office.search.many", "n", len(s.hits)))
	default:
		s.told.SetText(e.Plural("office.search.found", len(s.hits)))
	}
	s.place.Objects = []fyne.CanvasObject{content}
	s.place.Refresh()
	e.State(e.Plural("office.search.found", len(s.hits)))
}

// open goes where a hit is; coming back finds the same words and the same line.
func (s *Search) open(i int) {
	if i < 0 || i >= len(s.hits) {
		return
	}
	h := s.hits[i]
	r := s.here()
	r.District, r.Requirement, r.Topic = string(h.Key.District), string(h.Key.Requirement), string(h.Kind)
	s.env.Here(r)
	s.env.Go(h.to)
}
