package office

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Topic is the screen with the answers of all districts to the requirements of a topic, one beside the other.
type Topic struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	route  shared.Route
	rounds []desk.RoundInfo
	round  assessment.RoundID
	topics []assessment.Topic
	data   desk.RequirementMap
	banner *widget.Banner
	body   *fyne.Container
	grid   *grid
	where  *widget.Text
	what   *widget.Text
	sorted *widget.Text
	taken  *taken
	built  bool
}

// NewTopic makes the screen for the topic of the route, the first where it names none.
func NewTopic(e *shared.Env, d Desk, route shared.Route) *Topic {
	s := &Topic{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack()}
	s.grid = newGrid(e, s.tell, s.open)
	s.grid.heat.Ems = 4.8
	s.grid.restore(route.Part)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Topic) View() fyne.CanvasObject { return s.body }

// Title is the screen's name.
func (s *Topic) Title() string { return s.env.Say("office.topic.title") }

// Start is the heat map.
func (s *Topic) Start() fyne.Focusable {
	if !s.built {
		return nil
	}
	return s.grid.heat
}

// Key goes back with the backspace key.
func (s *Topic) Key(ev *fyne.KeyEvent) bool { return back(s.env, ev) }

// back goes back with the backspace key.
func back(e *shared.Env, ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyBackspace {
		return false
	}
	e.Back()
	return true
}

// Rune sorts with S and Z.
func (s *Topic) Rune(r rune) bool {
	if !s.grid.rune(r) {
		return false
	}
	s.env.Here(s.here())
	return true
}

func (s *Topic) read() error {
	ctx := s.env.Context
	var err error
	if s.rounds, err = s.desk.Rounds(ctx); err != nil || len(s.rounds) == 0 {
		return err
	}
	info := s.rounds[0]
	for _, r := range s.rounds {
		if string(r.ID) == s.route.Round {
			info = r
		}
	}
	s.round = info.ID
	book, err := s.desk.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return err
	}
	s.topics = book.Topics
	id := assessment.TopicID(s.route.Topic)
	for _, q := range book.Requirements {
		if id == "" && string(q.ID) == s.route.Requirement {
			id = q.Topic
		}
	}
	if id == "" && len(s.topics) > 0 {
		id = s.topics[0].ID
	}
	s.data, err = s.desk.TopicMap(ctx, s.round, id)
	return err
}

func (s *Topic) build() {
	e := s.env
	if len(s.rounds) == 0 {
		s.put(shared.Page(e.Say("office.topic.title"), "", s.banner, noRound(e)))
		return
	}
	s.built = true
	s.where = widget.NewText(" ", widget.TonePlain).Bold()
	s.what = widget.NewText(" ", widget.TonePlain)
	s.sorted = widget.NewSmallText(" ", widget.ToneMuted)
	names, at := make([]string, len(s.topics)), 0
	for i, t := range s.topics {
		names[i] = t.Title
		if t.ID == s.data.Topic.ID {
			at = i
		}
	}
	choice := widget.NewChoice(names, at, func(i int) {
		e.Go(shared.Route{Screen: "topic", Round: string(s.round), Topic: string(s.topics[i].ID)})
	})
	s.taken = newTaken(e, s.grid, s.banner, s.body.Refresh, func() string { return s.data.Topic.Title }, func() string { return s.data.Round.Name }, s.legend)
	head := widget.NewInset(0, 1, widget.NewStack(1.5, widget.NewCapped(42, choice), s.taken.saved.row))
	legend := widget.NewFlow(1, swatches(s.legend())...)
	foot := widget.NewInset(0, 1.5, widget.NewStack(1.25, s.where, s.what, legend, s.sorted, widget.NewSmallText(e.Say("office.topic.hint"), widget.ToneMuted)))
	way := widget.NewButton(e.Say("window.back"), e.Back)
	way.Sign = widget.SignLeft
	spread := widget.NewButton(e.Say("office.topic.spread"), func() {
		e.Here(s.here())
		e.Go(shared.Route{Screen: "analysis", Part: partSpread, Round: string(s.round), Topic: string(s.data.Topic.ID)})
	})
	s.put(shared.Page(s.data.Topic.Title, e.Say("office.topic.under", "round", s.data.Round.Name), s.banner, widget.NewFrame(head, nil, s.grid.view(), nil, foot), s.taken.copied, s.taken.saved.button, spread, way))
	s.fill()
	row, col := s.route.District, s.route.Requirement
	s.grid.moveTo(row, col, min(1, len(s.data.Districts)))
	e.Focus(s.grid.heat)
}

// legend explains the letters and signs.
func (s *Topic) legend() []widget.HeatCell {
	e := s.env
	var cells []widget.HeatCell
	for _, status := range statuses {
		cell := statusCell(e, assessment.BriefOf(assessment.Answer{Statement: assessment.Statement{Status: status}})).HeatCell
		cell.Text += "  " + e.Status(status).Word
		cells = append(cells, cell)
	}
	return append(cells, widget.HeatCell{Text: e.Say("office.topic.conflict")}, widget.HeatCell{Text: e.Say("office.topic.confirm")})
}

func (s *Topic) put(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

// statuses are those of an answer in the order of charts and legends.
var statuses = []assessment.Status{assessment.StatusYes, assessment.StatusPartly, assessment.StatusNo, assessment.StatusDispensable, assessment.StatusOpen}

// statusCell shows one answer: a sign, a letter and a colour; what is wanted of a person is added to the letter.
func statusCell(e *shared.Env, b assessment.Brief) figure {
	status := b.Status()
	f := figure{HeatCell: widget.HeatCell{Sign: e.Status(status).Sign, Text: e.Say("office.letter." + status.String())}, known: true}
	switch status {
	case assessment.StatusYes:
		f.Band, f.rank = 6, 1
	case assessment.StatusPartly:
		f.Band, f.rank = 3, 0.5
	case assessment.StatusNo:
		f.Band = 1
	case assessment.StatusOpen:
		f.rank = 0.1
	default:
		f.known = false // says nothing about how much is fulfilled
	}
	switch {
	case b.Conflict():
		f.Text += " !"
	case b.ToConfirm():
		f.Text += " ?"
	}
	return f
}

// shareOf is fulfilment of some answers as a cell, a dash where nothing was answered.
func shareOf(e *shared.Env, c assessment.StatusCounts) figure {
	share, ok := c.Fulfilment()
	return heatFigure(e, desk.HeatFulfilment, desk.HeatValue{Value: share, Known: ok})
}

func (s *Topic) fill() {
	e, m := s.env, s.data
	d := gridData{corner: e.Say("window.picture.district"), total: e.Say("window.picture.total")}
	d.rows = []gridHead{{allOf, e.Say("window.picture.all"), e.Say("window.picture.all")}}
	for _, q := range m.Requirements {
		d.cols = append(d.cols, gridHead{string(q.ID), q.Ref, q.Title})
	}
	totals := make([]assessment.StatusCounts, 1, len(m.Districts)+1)
	for i, district := range m.Districts {
		var own assessment.StatusCounts
		for _, b := range m.Cells[i] {
			own.Count(b.Status())
			totals[0].Count(b.Status())
		}
		d.rows = append(d.rows, gridHead{string(district.Key), district.Name, district.Name})
		totals = append(totals, own)
	}
	d.figure = func(row, col int) figure {
		switch {
		case col < 0:
			return shareOf(e, totals[row])
		case row == 0:
			return shareOf(e, m.Counts[col])
		}
		return statusCell(e, m.Cells[row-1][col])
	}
	s.grid.show(d)
}

// tell says in words where the cursor is.
func (s *Topic) tell(row, col int) {
	e, m, d := s.env, s.data, s.grid.data
	name, what, line := d.rows[row].title, " ", ""
	switch {
	case col < 0:
		line = e.Say("office.topic.where_total", "district", name, "share", d.figure(row, -1).Text)
	case row == 0:
		c := m.Counts[col]
		line = e.Say("office.topic.where_all", "yes", c.Yes, "partly", c.Partly, "no", c.No, "dispensable", c.Dispensable, "open", c.Open)
	default:
		b := m.Cells[row-1][col]
		line = e.Say("office.topic.where", "district", name, "status", e.Status(b.Status()).Word)
		if b.Conflict() {
			line += ", " + e.Say("office.topic.say_conflict")
		}
		if b.ToConfirm() {
			line += ", " + e.Say("office.topic.say_confirm")
		}
	}
	ref := s.data.Topic.Title
	if col >= 0 {
		q := m.Requirements[col]
		ref, what = q.Ref, q.Ref+" · "+q.Title
	}
	s.where.SetText(line)
	s.what.SetText(what)
	s.sorted.SetText(s.grid.sorted())
	e.State(e.Say("window.picture.state", "district", name, "topic", ref))
}

func (s *Topic) here() shared.Route {
	row, col := s.grid.at()
	r := shared.Route{Screen: "topic", Round: string(s.round), Topic: string(s.data.Topic.ID), District: s.grid.data.rows[row].id, Requirement: allOf, Part: s.grid.part()}
	if col >= 0 {
		r.Requirement = s.grid.data.cols[col].id
	}
	return r
}

// open goes to the answer, or from the row over all districts to how the answers share out.
func (s *Topic) open(row, col int) {
	r := s.here()
	s.env.Here(r)
	r.Part = ""
	if r.Requirement == allOf {
		r.Requirement = ""
	}
	if row == 0 {
		r.Screen, r.Part, r.District = "analysis", partSpread, ""
	} else {
		r.Screen = "district"
	}
	s.env.Go(r)
}
