package district

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// measures is the part with what will be done about a gap.
type measures struct {
	a     *Answering
	row   int
	box   *fyne.Container
	cards []*measureCard
}

func newMeasures(a *Answering) *measures { return &measures{a: a} }

func (m *measures) part() *part {
	return &part{name: "measures", key: 'm', title: m.title, fill: m.fill, enter: m.enter}
}

// list returns the measures of the requirement in view.
func (m *measures) list(row int) []*plan {
	return m.a.measures[m.a.paper.Rows[row].Requirement.ID]
}

func (m *measures) title(row int) string {
	return counted(m.a.env.Say("window.answer.measures"), len(m.list(row)))
}

// counted puts a number behind a title, unless there is nothing to count.
func counted(title string, n int) string {
	if n == 0 {
		return title
	}
	return title + " (" + strconv.Itoa(n) + ")"
}

func (m *measures) fill(row int) fyne.CanvasObject {
	e := m.a.env
	m.row, m.cards = row, nil
	m.box = widget.NewStack(2)
	list := m.list(row)
	for _, h := range list {
		m.add(h)
	}
	if len(list) == 0 && !m.a.frozen() {
		m.box.Add(widget.NewSmallText(e.Say("window.answer.measures_none"), widget.ToneMuted))
	}
	if m.a.frozen() {
		return m.box
	}
	more := widget.NewButton(e.Say("window.answer.measure_new"), m.begin)
	more.Small, more.Sign = true, widget.SignPen
	return widget.NewStack(1.5, m.box, widget.NewFlow(1, more))
}

// enter goes to the measure of a gap, and begins one where there is none.
func (m *measures) enter() {
	if len(m.cards) == 0 {
		m.begin()
		return
	}
	m.a.env.Focus(m.cards[0].title)
}

// begin makes a place for another measure. It is kept as soon as it says what is to be done.
func (m *measures) begin() {
	if m.a.frozen() {
		return
	}
	r := m.a.paper.Rows[m.row].Answer
	card := m.add(&plan{Measure: desk.Measure{
		Round: r.Round, District: r.District, Scope: r.Scope, Requirement: r.Requirement,
		Responsible: r.Responsible, Due: r.Due, State: desk.MeasurePlanned,
	}, kept: &keptID{}})
	m.a.form.about.settle()
	m.a.env.Focus(card.title)
}

func (m *measures) add(h *plan) *measureCard {
	if len(m.cards) == 0 {
		m.box.Objects = nil
	}
	c := newMeasureCard(m, h)
	m.cards = append(m.cards, c)
	m.box.Add(c.view)
	return c
}

// measureCard is one measure with its fields.
type measureCard struct {
	m     *measures
	row   int
	plan  *plan
	title *widget.Field
	due   *widget.Field
	view  fyne.CanvasObject
}

func newMeasureCard(m *measures, h *plan) *measureCard {
	e, one := m.a.env, h.Measure
	c := &measureCard{m: m, row: m.row, plan: h}
	c.title = c.field(one.Title, c.typeTitle)
	c.title.PlaceHolder = e.Say("window.answer.measure_place")
	responsible := c.field(one.Responsible, func(text string) { c.plan.Responsible = text; c.keep() })
	c.due = widget.NewField(e.Say("window.answer.due_place"), c.typeDue)
	c.due.Put(e.Words.Date(one.Due))
	c.due.OnLeave = m.a.form.left
	once := c.amount(one.Once, func(text string) { c.plan.Once = text })
	yearly := c.amount(one.Yearly, func(text string) { c.plan.Yearly = text })
	days := c.amount(one.Days, func(text string) { c.plan.Days = text })
	var names []string
	at := 0
	for i, s := range measureStates {
		names = append(names, measureLook(e, s).Word)
		if s == one.State {
			at = i
		}
	}
	state := widget.NewChoice(names, at, func(i int) {
		c.plan.State = measureStates[i]
		c.keep()
	})
	if m.a.frozen() {
		for _, field := range []*widget.Field{c.title, responsible, c.due, once, yearly, days} {
			field.Disable()
		}
		state.Disable()
	}
	label := func(name string, o fyne.CanvasObject) fyne.CanvasObject {
		return shared.Labelled(name, o, "")
	}
	c.view = widget.NewTonePanel(widget.NewStack(1.5, label(e.Say("district.measure.what"), c.title),
		widget.NewColumns(2, []float32{-1.3, 7.4, -1}, label(e.Say("window.field.responsible"), responsible), label(e.Say("window.field.due"), c.due), label(e.Say("window.field.state"), state)),
		widget.NewColumns(2, []float32{-1, -1, -1}, label(e.Say("district.measures.once"), once), label(e.Say("district.measures.yearly"), yearly), label(e.Say("window.field.days"), days))), widget.ToneMuted)
	return c
}

// typeTitle keeps what is to be done. A measure that says nothing is not kept.
func (c *measureCard) typeTitle(text string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	c.plan.Title = text
	c.keep()
}

func (c *measureCard) field(text string, set func(string)) *widget.Field {
	f := widget.NewField("", set)
	f.Cap = assessment.MaxShortText
	f.Put(text)
	f.OnLeave = c.m.a.form.left
	return f
}

// amount is a field for a number; what is none is told and not kept.
func (c *measureCard) amount(text string, set func(string)) *widget.Field {
	e := c.m.a.env
	f := widget.NewField("", func(text string) {
		plain, ok := readAmount(e.Words.Lang(), text)
		if !ok {
			c.m.a.form.warn(e.Say("district.measure.no_amount", "text", text))
			return
		}
		c.m.a.form.warn("")
		set(plain)
		c.keep()
	})
	f.Cap = 16
	f.Put(typedAmount(e, text))
	f.OnLeave = c.m.a.form.left
	return f
}

func (c *measureCard) typeDue(text string) {
	d, err := assessment.ParseDate(text)
	if err != nil {
		if len(text) >= len("31.01.27") {
			c.m.a.form.warn(c.m.a.env.Say("window.answer.no_date", "text", text))
		}
		return
	}
	c.m.a.form.warn("")
	c.plan.Due = d
	c.keep()
}

// keep sends the measure on its way to the disk, once it says what is to be done.
func (c *measureCard) keep() {
	a, one, kept := c.m.a, c.plan.Measure, c.plan.kept
	if one.Title == "" {
		return
	}
	a.keep("measure "+kept.name(), []int{c.row}, func(ctx context.Context) error { return kept.save(ctx, a.desk, one) })
	if list := a.measures[one.Requirement]; !slices.Contains(list, c.plan) {
		a.measures[one.Requirement] = append(list, c.plan)
	}
}
