package district

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// measureLook shows the state of a measure.
func measureLook(e *shared.Env, state string) shared.Look {
	look := map[string]shared.Look{
		desk.MeasurePlanned: {Sign: widget.SignOpen, Tone: widget.ToneMuted},
		desk.MeasureRunning: {Sign: widget.SignPartly, Tone: widget.ToneAccent},
		desk.MeasureDone:    {Sign: widget.SignYes, Tone: widget.ToneGood},
		desk.MeasureDropped: {Sign: widget.SignDispensable, Tone: widget.ToneCalm},
	}[state]
	look.Word = e.Say("district.measure.state." + state)
	return look
}

// dueWord writes the day until which a measure is to be done; a word says that it has passed.
func (s *Measures) dueWord(m *plan) (text string, late bool) {
	if m.Due == "" {
		return "–", false
	}
	text = s.env.Words.Date(m.Due)
	if s.isOverdue(m) {
		return s.env.Say("district.measures.overdue", "due", text), true
	}
	return text, false
}

// tableColumns are the numbers of columns that a table has in little, more and much width.
var tableColumns = []int{3, 6, 8}

func (s *Measures) makeTable() {
	e := s.env
	columns := []widget.Column{
		{Title: e.Say("window.field.state"), Ems: 7.4},
		{Title: e.Say("window.field.title"), Ems: 8, Share: 3},
		{Title: e.Say("window.field.due"), Ems: 12.8},
		{Title: e.Say("window.field.requirement"), Ems: 6},
		{Title: e.Say("window.field.responsible"), Ems: 5.5, Share: 1},
		{Title: e.Say("district.measures.once"), Ems: 5.2, Right: true},
		{Title: e.Say("district.measures.yearly"), Ems: 5, Right: true},
		{Title: e.Say("district.measures.days"), Ems: 2.8, Right: true},
	}
	s.table = widget.NewTable(columns[:s.columns], func(int) { s.edit() })
	s.table.OnChoose = func(i int) { s.choose(s.shown[i]) }
}

func (s *Measures) fill() {
	rows := make([][]widget.Cell, len(s.shown))
	for i, m := range s.shown {
		rows[i] = s.row(m)
	}
	s.table.SetRows(rows)
	s.table.Mark(-1)
	for i, l := range s.lanes {
		l.fill(i)
	}
	s.sum()
}

func (s *Measures) row(m *plan) []widget.Cell {
	e, look := s.env, measureLook(s.env, m.State)
	due, late := s.dueWord(m)
	cell := widget.Cell{Text: due}
	if late {
		cell = widget.Cell{Text: due, Sign: widget.SignWarn, Tone: widget.ToneBad, Bold: true}
	}
	ref, _ := s.named(m.Requirement)
	days := m.Days
	if days != "" {
		days = typedAmount(e, days)
	}
	cells := []widget.Cell{
		{Text: look.Word, Sign: look.Sign, Tone: look.Tone, Chip: true},
		{Text: s.name(m), Bold: true}, cell, {Text: ref}, {Text: orDash(m.Responsible)},
		{Text: euros(e, m.Once)}, {Text: euros(e, m.Yearly)}, {Text: orDash(days)},
	}
	return cells[:s.columns]
}

// name is what a measure is called; a new one has a name to be going on with.
func (s *Measures) name(m *plan) string {
	if m.Title == "" {
		return s.env.Say("district.measures.new")
	}
	return m.Title
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// sum tells under list and board what the measures in view come to.
func (s *Measures) sum() {
	if s.sums == nil {
		return
	}
	e := s.env
	var whole []*plan
	for _, m := range s.shown {
		if !m.incomplete() {
			whole = append(whole, m)
		}
	}
	text := e.Plural("district.measures.sum", len(whole), "figures", totalOf(whole).words(e))
	late := 0
	for _, m := range whole {
		if s.isOverdue(m) {
			late++
		}
	}
	if late > 0 {
		text += " " + e.Plural("district.measures.sum_overdue", late)
	}
	s.sums.SetText(text)
}

// total is what some measures come to. Dropped ones cost nothing.
type total struct{ once, yearly, days float64 }

func totalOf(plans []*plan) total {
	var t total
	for _, m := range plans {
		if m.State == desk.MeasureDropped {
			continue
		}
		t.once, t.yearly, t.days = t.once+value(m.Once), t.yearly+value(m.Yearly), t.days+value(m.Days)
	}
	return t
}

// words names what there is, and says so where nothing was given.
func (t total) words(e *shared.Env) string {
	var parts []string
	for _, p := range []struct {
		key    string
		amount float64
		digits int
	}{{"once", t.once, 0}, {"yearly", t.yearly, 0}, {"days", t.days, tenth(t.days)}} {
		if p.amount > 0 {
			parts = append(parts, e.Say("district.measures.total."+p.key, "amount", e.Words.Decimal(p.amount, p.digits)))
		}
	}
	if len(parts) == 0 {
		return e.Say("district.measures.total_none")
	}
	return strings.Join(parts, ", ")
}

// tenth is the number of decimals that a number of days needs.
func tenth(f float64) int {
	if f == float64(int(f)) {
		return 0
	}
	return 1
}

// lane is one column of the board.
type lane struct {
	s     *Measures
	plans []*plan
	list  *widget.List
	head  *widget.Line
	sums  *widget.Text
}

// card is one measure on the board.
type card struct {
	*fyne.Container
	title, who *widget.Line
	due        *widget.Chip
}

func newCard() *card {
	c := &card{title: widget.NewLine("", widget.TonePlain, true), who: widget.NewCaption(""), due: widget.NewChip(widget.SignNone, "", widget.ToneMuted)}
	c.title.Min, c.who.Min = 4, 4
	p := widget.NewPanel(widget.NewStack(0.75, c.title, c.who, widget.NewColumns(0, []float32{-1}, c.due)))
	p.Inset = 2
	c.Container = widget.NewInset(1.5, 0.75, p)
	return c
}

func (s *Measures) makeLanes() {
	for range measureStates {
		l := &lane{s: s, head: widget.NewLine("", widget.TonePlain, true), sums: widget.NewSmallText("", widget.ToneMuted)}
		l.head.Min = 4
		cards := map[fyne.CanvasObject]*card{}
		l.list = widget.NewList(func() int { return len(l.plans) },
			func() fyne.CanvasObject {
				c := newCard()
				cards[c.Container] = c
				return c.Container
			},
			func(i int, o fyne.CanvasObject) { l.show(cards[o], l.plans[i]) })
		l.list.OnChoose = func(i int) { s.choose(l.plans[i]) }
		l.list.OnOpen = func(int) { s.edit() }
		l.list.OnKey = l.key
		s.lanes = append(s.lanes, l)
	}
}

func (l *lane) show(c *card, m *plan) {
	s := l.s
	ref, _ := s.named(m.Requirement)
	c.title.SetText(s.name(m))
	who := ref
	if m.Responsible != "" {
		who += " · " + m.Responsible
	}
	c.who.SetText(who)
	due, late := s.dueWord(m)
	switch {
	case late:
		c.due.Set(widget.SignWarn, due, widget.ToneBad)
	case m.Due == "":
		c.due.Set(widget.SignNone, s.env.Say("district.measures.no_due"), widget.ToneMuted)
	default:
		c.due.Set(widget.SignClock, due, widget.ToneMuted)
	}
}

// fill shows the measures of the i-th state.
func (l *lane) fill(i int) {
	s := l.s
	l.plans = l.plans[:0]
	for _, m := range s.shown {
		if s.laneOf(m) == i {
			l.plans = append(l.plans, m)
		}
	}
	look := measureLook(s.env, measureStates[i])
	l.head.Set(look.Word+" · "+strconv.Itoa(len(l.plans)), widget.TonePlain)
	l.sums.SetText(sumOf(l.plans).words(s.env))
	l.list.Refresh()
}

// sumOf is what the measures of one column come to, dropped ones too: it is what was given up.
func sumOf(plans []*plan) total {
	var t total
	for _, m := range plans {
		t.once, t.yearly, t.days = t.once+value(m.Once), t.yearly+value(m.Yearly), t.days+value(m.Days)
	}
	return t
}

// key goes to the column beside this one.
func (l *lane) key(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	if step == 0 {
		return false
	}
	lanes := l.s.lanes
	at := 0
	for i := range lanes {
		if lanes[i] == l {
			at = i
		}
	}
	if at += step; at < 0 || at >= len(lanes) {
		return true
	}
	next := lanes[at]
	if len(next.plans) > 0 {
		l.s.choose(next.plans[min(max(l.list.Chosen(), 0), len(next.plans)-1)])
	}
	l.s.env.Focus(next.list)
	return true
}

// boardView puts the columns beside each other.
func (s *Measures) boardView() fyne.CanvasObject {
	var pieces []fyne.CanvasObject
	shares := make([]float32, len(s.lanes))
	for i, l := range s.lanes {
		shares[i] = -1
		look := measureLook(s.env, measureStates[i])
		l.head.Scale = theme.SizeNameText
		head := widget.NewInset(2.5, 2, widget.NewStack(0.75, widget.NewColumns(2, []float32{1.2, -1}, widget.NewMark(look.Sign, look.Tone, 1.1), l.head), l.sums))
		frame := widget.NewFrame(head, nil, widget.NewInset(0.5, 0.5, l.list), nil, nil)
		pieces = append(pieces, widget.NewPlainPanel(container.NewStack(widget.NewFill(widget.ColorRaised), frame)))
	}
	return widget.NewColumns(2, shares, pieces...)
}
