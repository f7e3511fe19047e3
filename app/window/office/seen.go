package office

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Seen is the screen on which the office reads a district's answers in a topic, and asks about them.
type Seen struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	route  shared.Route
	scopes []assessment.Scope
	paper  *desk.Paper
	rows   []desk.PaperRow
	banner *widget.Banner
	view   fyne.CanvasObject
	body   *fyne.Container
	detail *fyne.Container
	table  *widget.Table
}

// NewSeen makes the screen for the district of the route, in its topic where it names one.
func NewSeen(e *shared.Env, d Desk, route shared.Route) *Seen {
	s := &Seen{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack(), detail: container.NewStack()}
	top := widget.NewInset(5, 0, s.banner)
	s.banner.Frame = widget.NewFrame(top, nil, s.body, nil, nil)
	s.view = widget.NewPlainScroll(s.banner.Frame)
	e.Load(s.banner, s.read, s.build)
	return s
}

// read reads the answers of the scope of the route, of the first where it names none.
func (s *Seen) read() error {
	ctx, key := s.env.Context, assessment.DistrictKey(s.route.District)
	var err error
	if s.scopes, err = s.desk.Scopes(ctx, key); err != nil {
		return err
	}
	scope := assessment.ScopeID(s.route.Scope)
	if scope == "" {
		scope = assessment.WholeScope
		if len(s.scopes) > 0 {
			scope = s.scopes[0].ID
		}
	}
	s.paper, err = s.desk.Paper(ctx, assessment.RoundID(s.route.Round), key, scope)
	return err
}

// scopeChoice is the choice between the scopes of a divided district, nil where it answers as a whole.
func (s *Seen) scopeChoice() fyne.CanvasObject {
	if len(s.scopes) < 2 {
		return nil
	}
	e, at, names := s.env, 0, make([]string, len(s.scopes))
	for i, scope := range s.scopes {
		names[i] = scope.Name
		if scope.ID == assessment.WholeScope {
			names[i] = e.Say("office.seen.whole")
		}
		if scope.ID == s.paper.Scope.ID {
			at = i
		}
	}
	return widget.NewChoice(names, at, func(i int) {
		r := s.route
		r.Scope = string(s.scopes[i].ID)
		if c := s.table.Chosen(); c >= 0 && c < len(s.rows) {
			r.Requirement = string(s.rows[c].Requirement.ID)
		}
		e.Go(r)
	})
}

// View is the screen's content.
func (s *Seen) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Seen) Title() string { return s.env.Say("window.seen.title") }

// Start is the list.
func (s *Seen) Start() fyne.Focusable {
	if s.table == nil {
		return nil
	}
	return s.table.List
}

// Key goes back with Esc or the backspace key.
func (s *Seen) Key(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyBackspace {
		s.env.Back()
		return true
	}
	return false
}

func (s *Seen) build() {
	e := s.env
	title, tally := s.paper.District.Name, s.paper.Tally
	under := e.Say("window.picture.all_topics")
	for _, t := range s.paper.Topics {
		if string(t.Topic.ID) == s.route.Topic {
			under, tally = t.Topic.Title, t.Tally
		}
	}
	for _, r := range s.paper.Rows {
		if s.route.Topic == "" || string(r.Requirement.Topic) == s.route.Topic {
			s.rows = append(s.rows, r)
		}
	}
	share, ok := tally.Fulfilment()
	line := e.Say("window.seen.line", "topic", under, "share", e.Percent(share, ok), "done", tally.Total-tally.Open, "all", tally.Total)
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.seen.column.ref"), Ems: 5.5}, {Title: e.Say("window.seen.column.title"), Ems: 8, Share: 1},
		{Title: e.Say("window.seen.column.status"), Ems: 8}, {Title: "", Ems: 1.4},
	}, nil)
	at := 0
	for i, r := range s.rows {
		if string(r.Requirement.ID) == s.route.Requirement {
			at = i
		}
	}
	s.fill()
	s.table.OnChoose = s.show
	back := widget.NewButton(e.Say("window.back"), e.Back)
	back.Sign = widget.SignLeft
	bar := widget.NewBar(shared.Parts(tally)...)
	head := widget.NewStack(1.5, widget.NewText(line, widget.ToneMuted), bar)
	if choice := s.scopeChoice(); choice != nil {
		head = widget.NewStack(1.5, widget.NewCapped(30, shared.Labelled(e.Say("office.seen.scope"), choice, "")), head)
	}
	headBox := widget.NewInset(0, 1, head)
	columns := widget.NewColumns(3, []float32{-1, -1.15}, s.table.View(), s.detail)
	body := widget.NewFrame(headBox, nil, columns, nil, nil)
	s.body.Objects = []fyne.CanvasObject{shared.Page(title, "", widget.NewBanner(), body, back)}
	s.body.Refresh()
	s.table.Choose(at)
	e.Focus(s.table.List)
}

// fill puts the answers into the list; what the office makes of an answer stands beside it.
func (s *Seen) fill() {
	cells := make([][]widget.Cell, len(s.rows))
	for i, r := range s.rows {
		look, review := s.env.Status(r.Answer.Status), reviewLook(s.env, r.Review)
		if review.Word == "" && r.Remark.Open() {
			review = shared.Look{Sign: widget.SignSpeech, Tone: widget.ToneAccent}
		}
		cells[i] = []widget.Cell{
			{Text: r.Requirement.Ref, Tone: widget.ToneMuted}, {Text: r.Requirement.Title}, {Text: look.Word, Sign: look.Sign, Tone: look.Tone}, {Sign: review.Sign, Tone: review.Tone},
		}
	}
	s.table.SetRows(cells)
}

// refresh shows a row of the list anew and keeps it chosen.
func (s *Seen) refresh(i int) {
	s.fill()
	s.table.Mark(i)
}

// show shows one requirement with the district's answer and the office's question.
func (s *Seen) show(i int) {
	if i < 0 || i >= len(s.rows) {
		return
	}
	e, r := s.env, s.rows[i]
	q, look := r.Requirement, e.Status(r.Answer.Status)
	chips := widget.NewFlow(1.5, widget.NewChip(widget.SignNone, q.Ref, widget.ToneAccent))
	if q.Modal != "" {
		chips.Add(widget.NewChip(widget.SignNone, string(q.Modal), widget.TonePlain))
	}
	if q.Level != "" {
		chips.Add(widget.NewChip(widget.SignNone, e.Say("window.answer.level", "level", q.Level), widget.ToneMuted))
	}
	if r.Answer.Conflict {
		chips.Add(widget.NewChip(widget.SignSplit, e.Say("window.answer.conflict"), widget.ToneBad))
	}
	box := widget.NewStack(3, chips, widget.NewText(q.Title, widget.TonePlain).Bold().Sized("subHeadingText"), widget.NewText(q.Text, widget.TonePlain))
	box.Add(s.answer(r, look))
	if proof := s.proof(r); proof != nil {
		box.Add(proof)
	}
	box.Add(s.review(i))
	box.Add(s.ask(i))
	s.detail.Objects = []fyne.CanvasObject{widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, box)))}
	s.detail.Refresh()
	e.State(e.Say("window.seen.state", "district", s.paper.District.Name, "ref", q.Ref, "status", look.Word))
}

func (s *Seen) answer(r desk.PaperRow, look shared.Look) fyne.CanvasObject {
	e, a := s.env, r.Answer
	text := a.Explanation
	if text == "" {
		text = e.Say("window.seen.no_explanation")
	}
	box := widget.NewStack(2, widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(look.Sign, look.Tone, 1.3), widget.NewLine(look.Word, look.Tone, true)), widget.NewText(text, widget.TonePlain))
	part := func(name, value string) {
		if value != "" {
			box.Add(widget.NewColumns(2, []float32{9, -1}, widget.NewText(name, widget.ToneMuted), widget.NewText(value, widget.TonePlain)))
		}
	}
	part(e.Say("window.field.responsible"), a.Responsible)
	part(e.Say("window.field.due"), e.Words.Date(a.Due))
	part(e.Say("window.field.effort"), a.Effort)
	part(e.Say("window.field.evidence"), a.Evidence)
	if !r.Changed.IsZero() {
		box.Add(widget.NewSmallText(e.Say("window.answer.changed", "at", e.Day(r.Changed), "who", r.ChangedBy), widget.ToneMuted))
	}
	return widget.NewTonePanel(widget.NewInset(1.5, 1.5, box), look.Tone)
}

// ask lets the office write a question about the answer, see the reply, and settle it.
func (s *Seen) ask(i int) fyne.CanvasObject {
	e, r := s.env, s.rows[i]
	key := r.Answer.AnswerKey
	field := widget.NewArea(e.Say("window.seen.ask_place"), 3, nil)
	field.Cap = assessment.MaxRemark
	field.Put(r.Remark.Question)
	box := widget.NewStack(2, widget.NewText(e.Say("window.seen.ask"), widget.TonePlain).Bold(), field)
	if r.Remark.Reply != "" {
		box.Add(widget.NewTonePanel(widget.NewStack(1, widget.NewCaption(e.Say("window.seen.reply")), widget.NewText(r.Remark.Reply, widget.TonePlain)), widget.ToneAccent))
	}
	keep := widget.NewButton(e.Say("window.seen.ask_keep"), func() {
		question := field.Text
		s.do(func() error { return s.desk.AskRemark(e.Context, key, question) }, func() { s.rows[i].Remark.Question = question }, i, e.Say("window.seen.ask_done"))
	})
	row := shared.Row(keep)
	if r.Remark.Question != "" {
		settled := !r.Remark.Settled
		word := e.Say("window.seen.settle")
		if !settled {
			word = e.Say("window.seen.reopen")
		}
		row.Add(widget.NewButton(word, func() {
			s.do(func() error { return s.desk.SettleRemark(e.Context, key, settled) }, func() { s.rows[i].Remark.Settled = settled }, i, e.Say("window.seen.settle_done"))
		}))
	}
	box.Add(row)
	return box
}

func (s *Seen) do(job func() error, after func(), i int, done string) {
	var err error
	s.env.Run(func() { err = job() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		after()
		s.banner.Say(widget.SignYes, widget.ToneGood, done, "")
		s.show(i)
	})
}
