package district

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// form is the right column: the requirement above, its answer below, always in sight.
type form struct {
	a    *Answering
	row  int
	view fyne.CanvasObject

	about *about // what is asked
	frame *fyne.Container

	answer fyne.CanvasObject
	busy   bool // being laid out
	tight  bool // the answer is scrolled together with what is asked

	buttons     []*widget.Button
	explanation *widget.Editor
	responsible *widget.Field
	due         *widget.Field
	effort      *widget.Field
	evidence    *widget.Field
	hint        *widget.Text // what is wrong with what was typed
	former      *formerLine
	confirmRow  *fyne.Container // what is to be confirmed, and the button that does
	todo        *widget.Text
	confirm     *widget.Button
	saved       *widget.Chip
	changed     *widget.Line

	visit   int
	session string
}

func newForm(a *Answering) *form {
	f := &form{a: a, row: -1}
	e := a.env
	f.about = newAbout(a)
	f.hint = widget.NewText("", widget.ToneWarn)
	f.hint.Hide()
	f.saved = widget.NewChip(widget.SignNone, "", widget.ToneMuted)
	f.saved.Hide()
	f.changed = widget.NewCaption("")
	f.changed.Min = 6
	f.former = newFormerLine(a)
	f.confirm = widget.NewButton(e.Say("window.answer.confirm"), a.confirm)
	f.confirm.Small, f.confirm.Hint = true, "B"
	f.todo = widget.NewText("", widget.ToneWarn)
	f.confirmRow = widget.NewFrame(nil, nil, f.todo, f.confirm, nil)
	f.confirmRow.Hide()
	f.makeFields()
	f.changed.Align = fyne.TextAlignTrailing
	label := heading(e.Say("window.field.explanation"))
	label.Bold = false
	head := widget.NewColumns(2, []float32{7, -1, 10}, label, f.changed, f.saved)
	short := widget.NewColumns(2.5, []float32{-1.2, 7.4, -1, -1.2},
		shared.Labelled(e.Say("window.field.responsible"), f.responsible, ""),
		shared.Labelled(e.Say("window.field.due"), f.due, ""),
		shared.Labelled(e.Say("window.field.effort"), f.effort, ""),
		shared.Labelled(e.Say("window.field.evidence"), f.evidence, ""))
	answer := widget.NewInset(4, 3, widget.NewStack(2.25, f.statusRow(), f.confirmRow, f.former.view, f.hint,
		widget.NewStack(0.75, head, f.explanation), short))
	ground := container.NewStack(widget.NewFill(widget.ColorRaised), answer)
	f.answer = ground
	f.frame = container.New(&formLayout{f}, f.about.scroll, ground)
	f.view = widget.NewPlainPanel(f.frame)
	return f
}

// relayout gives the answer the height that its explanation needs now.
func (f *form) relayout() {
	for range 2 {
		f.frame.Layout.Layout(f.frame.Objects, f.frame.Size())
	}
	f.reveal()
}

// reveal scrolls the answer into sight, where it is scrolled together with what is asked.
func (f *form) reveal() {
	if f.tight {
		f.about.settle()
		f.about.scroll.ScrollToBottom()
	}
}

// formLayout keeps the answer in sight under what is asked. Where that leaves too little of what is asked, both are
// scrolled together.
type formLayout struct{ f *form }

// leastAbout is the least height of what is asked, in ems.
const leastAbout = 11

func (l *formLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return l.f.about.scroll.MinSize()
}

func (l *formLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f := l.f
	if f.busy { // a piece that is being laid out has asked for it
		return
	}
	f.busy = true
	defer func() { f.busy = false }()
	f.answer.Resize(fyne.NewSize(size.Width, f.answer.MinSize().Height)) // lets texts learn their width
	high := f.answer.MinSize().Height
	if tight := size.Height-high < widget.Em(leastAbout); tight != f.tight {
		f.tight = tight
		f.frame.Objects = []fyne.CanvasObject{f.about.scroll, f.answer}
		f.about.tail.Objects = nil
		if tight {
			f.frame.Objects = f.frame.Objects[:1]
			f.about.tail.Objects = []fyne.CanvasObject{f.answer}
		}
	}
	f.about.scroll.Move(fyne.NewPos(0, 0))
	if f.tight {
		f.about.scroll.Resize(size)
		f.about.settle()
		return
	}
	f.about.scroll.Resize(fyne.NewSize(size.Width, size.Height-high))
	f.answer.Resize(fyne.NewSize(size.Width, high))
	f.answer.Move(fyne.NewPos(0, size.Height-high))
}

// letter does what a letter stands for.
func (f *form) letter(r rune) bool { return f.row >= 0 && f.about.letter(r) }

func (f *form) statusRow() fyne.CanvasObject {
	row := widget.NewFlow(1.5)
	order := []assessment.Status{assessment.StatusYes, assessment.StatusPartly, assessment.StatusNo, assessment.StatusDispensable, assessment.StatusOpen}
	for _, s := range order {
		look := f.a.env.Status(s)
		word := look.Word
		if s == assessment.StatusOpen {
			word = f.a.env.Say("window.answer.reset")
		}
		b := widget.NewButton(word, func() { f.a.choose(s) })
		b.Sign, b.Tone, b.Hint = look.Sign, look.Tone, strconv.Itoa(int(s))
		b.OnKey = f.buttonKey
		b.SetEnabled(!f.a.frozen())
		f.buttons = append(f.buttons, b)
		row.Add(b)
	}
	return row
}

// buttonKey lets the left and right arrows walk over the status buttons.
func (f *form) buttonKey(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	if step == 0 {
		return false
	}
	focused := f.a.env.Window.Canvas().Focused()
	for i, b := range f.buttons {
		if b == focused {
			f.a.env.Focus(f.buttons[(i+step+len(f.buttons))%len(f.buttons)])
		}
	}
	return true
}

func (f *form) makeFields() {
	e := f.a.env
	f.explanation = widget.NewEditor(e.Say("window.answer.explanation_place"), 3, func(text string) {
		f.put(assessment.FieldStatus, func(a *assessment.Answer) {
			a.Explanation = text
			touched(&f.a.paper.Rows[f.row])
			f.former.show(f.a.paper.Rows[f.row])
			f.showConfirm()
		}, desk.Edit{Explanation: &text}, "explanation")
	})
	f.explanation.Cap = assessment.MaxExplanation
	f.explanation.ReadOnly = f.a.frozen()
	f.explanation.OnFull = func() { f.warn(e.Say("window.answer.too_long", "max", assessment.MaxExplanation)) }
	f.explanation.MaxRows = 8
	f.explanation.OnHigh = f.relayout
	f.explanation.OnVisit = f.visited
	f.explanation.OnLeave = f.left
	f.responsible = f.shortField(assessment.FieldResponsible, func(a *assessment.Answer, t string) { a.Responsible = t },
		func(t string) desk.Edit { return desk.Edit{Responsible: &t} })
	f.effort = f.shortField(assessment.FieldEffort, func(a *assessment.Answer, t string) { a.Effort = t },
		func(t string) desk.Edit { return desk.Edit{Effort: &t} })
	f.evidence = f.shortField(assessment.FieldEvidence, func(a *assessment.Answer, t string) { a.Evidence = t },
		func(t string) desk.Edit { return desk.Edit{Evidence: &t} })
	f.due = widget.NewField(e.Say("window.answer.due_place"), f.typeDue)
	f.due.Cap = 12
	for _, field := range f.fields() {
		if f.a.frozen() {
			field.Disable()
		}
		field.OnFull = func() { f.warn(e.Say("window.answer.too_long", "max", field.Cap)) }
		field.OnVisit = f.visited
		field.OnLeave = f.left
	}
	f.due.OnLeave = func() { f.leaveDue(); f.left() }
}

func (f *form) fields() []*widget.Field {
	return []*widget.Field{f.responsible, f.due, f.effort, f.evidence}
}

func (f *form) shortField(name assessment.Field, set func(*assessment.Answer, string), edit func(string) desk.Edit) *widget.Field {
	field := widget.NewField("", func(text string) {
		f.put(name, func(a *assessment.Answer) { set(a, text) }, edit(text), string(name))
	})
	field.Cap = assessment.MaxShortText
	return field
}

// sessionName groups the keystrokes of one visit to a field into one entry of the history.
func (f *form) sessionName() string {
	return strconv.FormatInt(f.a.env.Now().UnixNano(), 36) + "-" + strconv.Itoa(f.visit)
}

// visited begins an entry of the history.
func (f *form) visited() {
	f.visit++
	f.session = f.sessionName()
	f.reveal()
}

// left keeps what was typed when a field is left. Why it could not be kept is told by the saver.
func (f *form) left() {
	f.session = ""
	f.a.saver.hurry()
}

// typeDue keeps a day as soon as it can be read as one.
func (f *form) typeDue(text string) {
	d, err := assessment.ParseDate(text)
	if err != nil {
		return
	}
	f.warn("")
	f.put(assessment.FieldDue, func(a *assessment.Answer) { a.Due = d }, desk.Edit{Due: &d}, "due")
}

// leaveDue writes the day as people do, and says so where what was typed is none.
func (f *form) leaveDue() {
	if f.row < 0 {
		return
	}
	if _, err := assessment.ParseDate(f.due.Text); err != nil {
		f.warn(f.a.env.Say("window.answer.no_date", "text", f.due.Text))
		return
	}
	f.due.Put(f.a.env.Words.Date(f.a.paper.Rows[f.row].Answer.Due))
}

// put changes the answer in view and sends the change on its way to the disk.
func (f *form) put(_ assessment.Field, change func(*assessment.Answer), edit desk.Edit, id string) {
	if f.row < 0 || f.a.frozen() {
		return
	}
	r := &f.a.paper.Rows[f.row]
	change(&r.Answer)
	edit.Session = f.session
	key := r.Answer.AnswerKey
	f.a.keep(string(key.Requirement)+" "+id, []int{f.row}, func(ctx context.Context) error {
		_, err := f.a.desk.Answer(ctx, key, edit)
		return err
	})
	r.Changed, r.ChangedBy = f.a.env.Now(), f.a.desk.Info().Who
	f.flags()
}

// choose sets the status.
func (f *form) choose(s assessment.Status) {
	if f.row < 0 || f.a.frozen() {
		return
	}
	f.warn("")
	f.put(assessment.FieldStatus, func(*assessment.Answer) { answered(&f.a.paper.Rows[f.row], s) }, desk.Edit{Status: &s}, "status")
	f.showStatus()
	f.former.show(f.a.paper.Rows[f.row])
	f.showConfirm()
	f.a.count()
	f.a.list.Refresh()
}

// show puts a requirement and its answer into view.
func (f *form) show(row int) {
	f.row = row
	r := f.a.paper.Rows[row]
	f.session = ""
	f.explanation.Put(r.Answer.Explanation)
	f.responsible.Put(r.Answer.Responsible)
	f.due.Put(f.a.env.Words.Date(r.Answer.Due))
	f.effort.Put(r.Answer.Effort)
	f.evidence.Put(r.Answer.Evidence)
	f.saved.Hide()
	f.warn("")
	f.showStatus()
	f.former.show(r)
	f.showConfirm()
	f.about.show(row)
	f.flags()
}

func (f *form) showStatus() {
	status := f.a.paper.Rows[f.row].Answer.Status
	order := []assessment.Status{assessment.StatusYes, assessment.StatusPartly, assessment.StatusNo, assessment.StatusDispensable, assessment.StatusOpen}
	for i, b := range f.buttons {
		w := widget.WeightNormal
		if order[i] == status {
			w = widget.WeightChosen
		}
		b.SetWeight(w)
	}
}

// flags shows what is to be said about the answer in view.
func (f *form) flags() {
	e, r := f.a.env, f.a.paper.Rows[f.row]
	switch {
	case !r.Answer.Explained():
		f.warn(e.Say("window.answer.needs_explanation"))
	case f.hint.Text() == e.Say("window.answer.needs_explanation"):
		f.warn("")
	}
	text := e.Say("window.answer.never_changed")
	if !r.Changed.IsZero() {
		text = e.Say("window.answer.changed", "at", e.Day(r.Changed), "who", r.ChangedBy)
	}
	f.changed.SetText(text)
}

// showConfirm says whether the answer is to be confirmed.
func (f *form) showConfirm() {
	r := f.a.paper.Rows[f.row]
	f.todo.SetText(f.a.confirmWord(r))
	f.confirm.SetEnabled(!f.a.frozen())
	if r.Answer.ToConfirm != f.confirmRow.Visible() {
		shown(f.confirmRow, r.Answer.ToConfirm)
		f.relayout()
	}
}

func (f *form) warn(text string) {
	if text == "" {
		f.hint.Hide()
		f.hint.SetText("")
		return
	}
	f.hint.SetText(text)
	f.hint.Show()
}

func (f *form) showSaved(state saveState) {
	e := f.a.env
	switch state {
	case stateSaved:
		f.saved.Set(widget.SignYes, e.Say("window.answer.saved"), widget.ToneGood)
	case stateTyping:
		f.saved.Set(widget.SignPen, e.Say("window.answer.saving"), widget.ToneMuted)
	default:
		f.saved.Set(widget.SignWarn, e.Say("window.answer.unsaved"), widget.ToneBad)
	}
	f.saved.Show()
}
