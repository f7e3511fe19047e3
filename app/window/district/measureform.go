package district

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// measureForm is the side panel with the measure in view; what is typed there is kept at once.
type measureForm struct {
	s    *Measures
	view fyne.CanvasObject
	body *fyne.Container
	none *widget.Text

	title, responsible, due *widget.Field
	once, yearly, days      *widget.Field
	requirement             *widget.Field
	about                   *widget.Text // title of the requirement
	open                    *widget.Button
	matches                 *fyne.Container
	states                  []*widget.Button
	scopeRow                *fyne.Container // which part of the district it is for, where there are several
	hint                    *widget.Text
	saved                   *widget.Chip
}

func newMeasureForm(s *Measures) *measureForm {
	f := &measureForm{s: s}
	e := s.env
	f.makeFields()
	f.none = widget.NewText(e.Say("district.measure.none"), widget.ToneMuted)
	f.saved = widget.NewChip(widget.SignNone, "", widget.ToneMuted)
	f.saved.Hide()
	head := widget.NewColumns(2, []float32{-1, 8.6}, widget.NewSubtitle(e.Say("district.measure.title")), f.saved)
	states := widget.NewFlow(1.5)
	for i, state := range measureStates {
		look := measureLook(e, state)
		b := widget.NewButton(look.Word, func() { s.move(i) })
		b.Sign, b.Tone, b.Hint = look.Sign, look.Tone, strconv.Itoa(i+1)
		f.states = append(f.states, b)
		states.Add(b)
	}
	costs := widget.NewColumns(2, []float32{-1, -1, -0.8},
		shared.Labelled(e.Say("district.measures.once"), f.once, ""),
		shared.Labelled(e.Say("district.measures.yearly"), f.yearly, ""),
		shared.Labelled(e.Say("window.field.days"), f.days, ""))
	f.scopeRow = container.NewStack()
	f.body = widget.NewStack(3, head, f.hint, f.scopeRow,
		shared.Labelled(e.Say("district.measure.what"), f.title, ""),
		widget.NewStack(1, shared.Labelled(e.Say("window.field.requirement"), f.requirement, ""), f.matches, f.about, shared.Row(f.open)),
		widget.NewColumns(2, []float32{-1.4, -1},
			shared.Labelled(e.Say("window.field.responsible"), f.responsible, ""),
			shared.Labelled(e.Say("window.field.due"), f.due, "")),
		shared.Labelled(e.Say("window.field.state"), states, ""), costs,
		widget.NewSmallText(e.Say("district.measure.keys"), widget.ToneMuted))
	f.view = widget.NewPlainPanel(container.NewStack(widget.NewPlainScroll(widget.NewInset(4, 4, f.body)), widget.NewInset(4, 4, widget.NewStack(0, f.none))))
	return f
}

func (f *measureForm) makeFields() {
	e := f.s.env
	f.title = f.field(widget.NewArea(e.Say("district.measure.what_place"), 2, func(text string) {
		f.change(func(m *plan) { m.Title = strings.Join(strings.Fields(text), " ") })
	}))
	f.responsible = f.field(widget.NewField("", func(text string) {
		f.change(func(m *plan) { m.Responsible = strings.TrimSpace(text) })
	}))
	f.due = f.field(widget.NewField(e.Say("window.answer.due_place"), f.typeDue))
	f.due.OnLeave = func() { f.leaveDue(); _ = f.s.saver.flush() }
	f.once = f.amountField(func(m *plan) *string { return &m.Once })
	f.yearly = f.amountField(func(m *plan) *string { return &m.Yearly })
	f.days = f.amountField(func(m *plan) *string { return &m.Days })
	f.matches = widget.NewStack(0.5)
	f.about = widget.NewSmallText("", widget.ToneMuted)
	f.open = widget.NewQuiet(e.Say("district.measure.open"), func() {
		if m := f.s.chosen; m != nil {
			e.Go(shared.Route{Screen: "answer", Round: string(m.Round), Requirement: string(m.Requirement)})
		}
	})
	f.requirement = f.field(widget.NewField(e.Say("district.measure.requirement_place"), f.typeRequirement))
	f.requirement.OnEnter = f.takeFirst
	f.hint = widget.NewText("", widget.ToneWarn)
	f.hint.Hide()
}

// field gives a field what all fields of the form share.
func (f *measureForm) field(w *widget.Field) *widget.Field {
	w.Cap = assessment.MaxShortText
	w.OnFull = func() { f.warn(f.s.env.Say("window.answer.too_long", "max", assessment.MaxShortText)) }
	w.OnLeave = func() { _ = f.s.saver.flush() } // what fails is told by saved and waits
	return w
}

func (f *measureForm) amountField(part func(*plan) *string) *widget.Field {
	e := f.s.env
	w := f.field(widget.NewField("0", func(text string) {
		kept, ok := readAmount(e.Words.Lang(), text)
		if !ok {
			f.warn(e.Say("district.measure.no_amount", "text", text))
			return
		}
		f.change(func(m *plan) { *part(m) = kept })
	}))
	w.Cap = 16
	return w
}

func (f *measureForm) warn(text string) {
	if text == "" {
		f.hint.Hide()
	} else {
		f.hint.SetText(text)
		f.hint.Show()
	}
	f.body.Refresh()
}

// change takes over what was typed and keeps it.
func (f *measureForm) change(do func(*plan)) {
	m := f.s.chosen
	if m == nil {
		return
	}
	f.warn("")
	do(m)
	f.s.keep(m)
	f.s.refill()
}

func (f *measureForm) typeDue(text string) {
	day, err := assessment.ParseDate(text)
	if err != nil {
		return // a day is typed digit by digit; leaving the field tells what can not be read
	}
	f.change(func(m *plan) { m.Due = day })
}

func (f *measureForm) leaveDue() {
	m := f.s.chosen
	if m == nil {
		return
	}
	if _, err := assessment.ParseDate(f.due.Text); err != nil {
		f.warn(f.s.env.Say("window.answer.no_date", "text", f.due.Text))
		return
	}
	if m.Due != "" {
		f.due.Put(f.s.env.Words.Date(m.Due))
	}
}

// typeRequirement offers the requirements that what was typed may mean, and takes the one whose number it is.
func (f *measureForm) typeRequirement(text string) {
	query := strings.ToLower(strings.TrimSpace(text))
	f.matches.RemoveAll()
	if query != "" {
		for _, r := range f.s.asked {
			q := r.Requirement
			if strings.EqualFold(q.Ref, query) {
				f.matches.RemoveAll()
				f.take(q)
				break
			}
			if len(f.matches.Objects) < 5 && (strings.Contains(strings.ToLower(q.Ref), query) || strings.Contains(strings.ToLower(q.Title), query)) {
				f.matches.Add(widget.NewButton(q.Ref+"  "+q.Title, func() { f.pick(q.ID) }))
			}
		}
	}
	f.body.Refresh()
}

// takeFirst takes the first of the requirements that are offered.
func (f *measureForm) takeFirst() {
	if len(f.matches.Objects) > 0 {
		f.matches.Objects[0].(*widget.Button).Press()
	}
}

// pick makes the measure one for a requirement.
func (f *measureForm) pick(id assessment.RequirementID) {
	for _, r := range f.s.asked {
		if r.Requirement.ID == id {
			f.matches.RemoveAll()
			f.requirement.Put(r.Requirement.Ref)
			f.take(r.Requirement)
			f.body.Refresh()
		}
	}
}

func (f *measureForm) take(q assessment.Requirement) {
	f.about.SetText(q.Title)
	f.open.Show()
	f.change(func(m *plan) { m.Requirement = q.ID })
}

// show brings a measure into view, nil for none.
func (f *measureForm) show(m *plan) {
	if m == nil {
		f.body.Hide()
		f.none.Show()
		return
	}
	e := f.s.env
	f.none.Hide()
	f.body.Show()
	f.hint.Hide()
	f.saved.Hide()
	f.matches.RemoveAll()
	ref, title := "", ""
	if m.Requirement != "" {
		ref, title = f.s.named(m.Requirement)
		f.open.Show()
	} else {
		f.open.Hide()
	}
	due := ""
	if m.Due != "" {
		due = e.Words.Date(m.Due)
	}
	for _, p := range []struct {
		field *widget.Field
		text  string
	}{
		{f.title, m.Title}, {f.requirement, ref}, {f.responsible, m.Responsible}, {f.due, due},
		{f.once, typedAmount(e, m.Once)}, {f.yearly, typedAmount(e, m.Yearly)}, {f.days, typedAmount(e, m.Days)},
	} {
		p.field.Put(p.text)
		if f.s.now.open() {
			p.field.Enable()
		} else {
			p.field.Disable()
		}
	}
	f.about.SetText(title)
	f.showScope(m)
	f.showState()
	f.body.Refresh()
}

// showScope says which part of the district a measure is for; a new one may be for another.
func (f *measureForm) showScope(m *plan) {
	e, scopes := f.s.env, f.s.now.scopes
	f.scopeRow.Objects = nil
	f.scopeRow.Hide()
	if len(scopes) < 2 {
		return
	}
	var piece fyne.CanvasObject = widget.NewText(f.s.now.called(e, m.Scope), widget.TonePlain)
	if m.kept.known() == "" {
		names, at := make([]string, len(scopes)), 0
		for i, sc := range scopes {
			names[i] = scopeName(e, sc)
			if sc.ID == m.Scope {
				at = i
			}
		}
		piece = widget.NewChoice(names, at, func(i int) {
			if m.kept.known() == "" {
				m.Scope = scopes[i].ID
			}
		})
	}
	f.scopeRow.Objects = []fyne.CanvasObject{shared.Labelled(e.Say("district.scope.name"), piece, "")}
	f.scopeRow.Show()
}

// showState marks the button of the state.
func (f *measureForm) showState() {
	for i, b := range f.states {
		b.SetWeight(map[bool]widget.Weight{true: widget.WeightChosen, false: widget.WeightNormal}[f.s.laneOf(f.s.chosen) == i])
		b.SetEnabled(f.s.now.open())
	}
}

// showSaved tells quietly whether what was typed is on the disk, or what is still missing for that.
func (f *measureForm) showSaved(state saveState) {
	e := f.s.env
	m := f.s.chosen
	if m == nil {
		return
	}
	switch {
	case m.incomplete():
		f.saved.Set(widget.SignInfo, e.Say("district.measure.incomplete"), widget.ToneMuted)
		f.warn(e.Say("district.measure.incomplete_hint"))
	case state == stateSaved:
		f.saved.Set(widget.SignYes, e.Say("window.answer.saved"), widget.ToneGood)
	case state == stateTyping:
		f.saved.Set(widget.SignPen, e.Say("window.answer.saving"), widget.ToneMuted)
	default:
		f.saved.Set(widget.SignWarn, e.Say("window.answer.unsaved"), widget.ToneBad)
	}
	f.saved.Show()
}
