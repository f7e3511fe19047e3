package district

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// evidence is the part with the files that prove an answer. They stay in the data folder, sealed.
type evidence struct {
	a    *Answering
	row  int
	path *shared.Path
	note *widget.Field
}

func newEvidence(a *Answering) *evidence { return &evidence{a: a} }

func (v *evidence) part() *part {
	return &part{name: "evidence", key: 'n', fill: v.fill, enter: v.enter, title: func(row int) string {
		return counted(v.a.env.Say("window.answer.evidence"), len(v.a.paper.Rows[row].Attachments))
	}}
}

func (v *evidence) enter() {
	if v.path != nil {
		v.a.env.Focus(v.path.Field)
	}
}

func (v *evidence) fill(row int) fyne.CanvasObject {
	e := v.a.env
	v.row, v.path = row, nil
	box := widget.NewStack(1.5)
	list := v.a.paper.Rows[row].Attachments
	if len(list) == 0 {
		box.Add(widget.NewSmallText(e.Say("window.answer.evidence_none"), widget.ToneMuted))
	}
	for _, one := range list {
		box.Add(v.entry(one))
	}
	if v.a.frozen() {
		return box
	}
	v.path = shared.NewPath(e, shared.PathOpen, "", nil)
	v.path.PlaceHolder = e.Say("window.answer.evidence_place")
	v.path.OnEnter = func() { e.Focus(v.note) }
	v.note = widget.NewField(e.Say("window.answer.evidence_note"), nil)
	v.note.Cap = assessment.MaxShortText
	v.note.OnEnter = v.attach
	add := widget.NewButton(e.Say("window.answer.evidence_add"), v.attach)
	add.Small = true
	box.Add(v.path.View())
	box.Add(widget.NewFrame(nil, nil, v.note, add, nil))
	return box
}

// entry shows one file: its name, size and note, and what can be done with it.
func (v *evidence) entry(one desk.Attachment) fyne.CanvasObject {
	e := v.a.env
	name := widget.NewLine(one.Name, widget.TonePlain, true)
	name.Min = 6
	under := e.Size(one.Size)
	if one.Note != "" {
		under += " · " + one.Note
	}
	if !one.Here {
		under += " · " + e.Say("window.answer.evidence_away")
	}
	text := widget.NewCaption(under)
	text.Min = 6
	open := widget.NewButton(e.Say("window.answer.evidence_open"), func() { v.open(one) })
	ask := container.NewStack()
	save := widget.NewButton(e.Say("window.answer.evidence_save"), func() { v.askSave(one, ask) })
	open.Small, save.Small = true, true
	open.SetEnabled(one.Here)
	save.SetEnabled(one.Here)
	buttons := container.NewHBox(open, save)
	if !v.a.frozen() {
		remove := widget.NewQuiet(e.Say("window.answer.evidence_remove"), func() { v.remove(one) })
		remove.Small = true
		buttons.Add(remove)
	}
	return widget.NewStack(0.5, widget.NewFrame(nil, nil, widget.NewStack(0, name, text), container.NewCenter(buttons), nil), ask)
}

// open shows a file in the program that this computer has for it.
func (v *evidence) open(one desk.Attachment) {
	e := v.a.env
	var (
		path string
		err  error
	)
	e.Run(func() { path, err = v.a.desk.OpenAttachment(e.Context, one.ID) }, func() {
		if err == nil {
			err = fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)})
		}
		if err != nil {
			e.Fail(v.a.banner, err)
		}
	})
}

// askSave shows where a file is to be saved.
func (v *evidence) askSave(one desk.Attachment, place *fyne.Container) {
	e := v.a.env
	path := shared.NewPath(e, shared.PathSave, filepath.Join(e.Folder(), one.Name), nil)
	save := func() { v.save(one, strings.TrimSpace(path.Text)) }
	path.OnEnter = save
	done := widget.NewButton(e.Say("window.chart.write"), save)
	place.Objects = []fyne.CanvasObject{widget.NewFrame(nil, nil, path.View(), done, nil)}
	place.Refresh()
	v.a.form.about.settle()
	e.Focus(path.Field)
}

// attach keeps the file of the path.
func (v *evidence) attach() {
	path := strings.Trim(strings.TrimSpace(v.path.Text), `"`)
	if path == "" {
		v.a.env.Focus(v.path.Field)
		return
	}
	v.take([]string{path}, v.note.Text)
}

// take keeps files as evidence for the answer in view.
func (v *evidence) take(paths []string, note string) {
	a := v.a
	if a.frozen() {
		return
	}
	key := a.paper.Rows[a.row].Answer.AnswerKey
	a.act(func() (string, assessment.RequirementID, error) {
		for _, path := range paths {
			if _, err := a.desk.Attach(a.env.Context, key, path, note); err != nil {
				return "", "", err
			}
		}
		return a.env.Plural("window.answer.attached", len(paths), "name", filepath.Base(paths[0])), "", nil
	})
}

func (v *evidence) remove(one desk.Attachment) {
	a := v.a
	a.act(func() (string, assessment.RequirementID, error) {
		err := a.desk.Detach(a.env.Context, one.ID)
		return a.env.Say("window.answer.detached", "name", one.Name), "", err
	})
}

// save writes a file to a path.
func (v *evidence) save(one desk.Attachment, path string) {
	a := v.a
	a.act(func() (string, assessment.RequirementID, error) {
		err := a.desk.SaveAttachment(a.env.Context, one.ID, path)
		return a.env.Say("window.answer.evidence_saved", "path", path), "", err
	})
}

// dropped tells whether files that were let go on the window are evidence: what is no workbook, or anything while the
// part with the evidence is being filled in.
func (v *evidence) dropped(paths []string) bool {
	if v.path != nil && v.a.env.Window.Canvas().Focused() == fyne.Focusable(v.path.Field) {
		return true
	}
	for _, path := range paths {
		if ext := strings.ToLower(filepath.Ext(path)); ext == "" || ext == ".xlsx" {
			return false
		}
	}
	return true
}

// risk is the part that says who bears a gap, until when, and why.
type risk struct {
	a   *Answering
	row int
	by  *widget.Field
}

func newRisk(a *Answering) *risk { return &risk{a: a} }

func (k *risk) part() *part {
	return &part{name: "risk", key: 'r', title: k.title, fill: k.fill, enter: func() { k.a.env.Focus(k.by) }, here: k.here}
}

// here tells whether there is a gap that somebody could bear, or somebody who does.
func (k *risk) here(row int) bool {
	r := k.a.paper.Rows[row]
	return !r.Acceptance.Empty() || r.Answer.Status == assessment.StatusNo || r.Answer.Status == assessment.StatusPartly
}

func (k *risk) title(row int) string {
	e, r := k.a.env, k.a.paper.Rows[row].Acceptance
	switch {
	case r.Empty():
		return e.Say("window.answer.risk")
	case r.Expired(today(e)):
		return e.Say("window.answer.risk_expired", "on", e.Words.Date(r.Until))
	}
	return e.Say("window.answer.risk_by", "by", r.By, "until", e.Words.Date(r.Until))
}

func (k *risk) fill(row int) fyne.CanvasObject {
	e, a := k.a.env, k.a
	k.row = row
	now := a.paper.Rows[row].Acceptance
	typed := now
	k.by = widget.NewField(e.Say("window.answer.risk_by_place"), nil)
	until := widget.NewField(e.Say("window.answer.due_place"), nil)
	reason := widget.NewField("", nil)
	k.by.Put(now.By)
	until.Put(e.Words.Date(now.Until))
	reason.Put(now.Reason)
	if a.frozen() {
		k.by.Disable()
		until.Disable()
		reason.Disable()
	}
	keep := func() {
		if typed.By == "" || typed.Until == "" {
			return
		}
		k.keep(row, typed)
	}
	k.by.OnType(func(text string) { typed.By = strings.TrimSpace(text); keep() })
	reason.OnType(func(text string) { typed.Reason = strings.TrimSpace(text); keep() })
	until.OnType(func(text string) {
		if d, err := assessment.ParseDate(text); err == nil {
			typed.Until = d
			keep()
		}
	})
	k.by.Cap, until.Cap, reason.Cap = assessment.MaxName, 12, assessment.MaxShortText
	for _, f := range []*widget.Field{k.by, until, reason} {
		f.OnLeave = a.form.left
	}
	box := widget.NewStack(1.5, widget.NewSmallText(e.Say("window.answer.risk_hint"), widget.ToneMuted),
		widget.NewColumns(2, []float32{-1.2, 7.4, -1.6}, shared.Labelled(e.Say("window.answer.risk_who"), k.by, ""),
			shared.Labelled(e.Say("window.field.due"), until, ""), shared.Labelled(e.Say("window.answer.risk_reason"), reason, "")))
	if !now.Empty() && !a.frozen() {
		none := widget.NewQuiet(e.Say("window.answer.risk_none"), func() {
			k.keep(row, desk.Acceptance{})
			a.form.about.show(row)
		})
		none.Small = true
		box.Add(widget.NewFlow(1, none))
	}
	return box
}

func (k *risk) keep(row int, to desk.Acceptance) {
	a := k.a
	r := &a.paper.Rows[row]
	r.Acceptance = to
	key := r.Answer.AnswerKey
	a.keep(string(key.Requirement)+" acceptance", []int{row}, func(ctx context.Context) error { return a.desk.SetAcceptance(ctx, key, to) })
	a.form.about.retitle()
}

// note is the part with what stays on this desk.
type note struct {
	a    *Answering
	text *widget.Editor
}

func newNote(a *Answering) *note { return &note{a: a} }

func (n *note) part() *part {
	return &part{name: "note", key: 'i', title: n.title, fill: n.fill, enter: func() { n.a.env.Focus(n.text) }}
}

func (n *note) title(row int) string {
	if n.a.paper.Rows[row].Note != "" {
		return n.a.env.Say("window.answer.note_there")
	}
	return n.a.env.Say("window.answer.note")
}

func (n *note) fill(row int) fyne.CanvasObject {
	a, e := n.a, n.a.env
	key := a.paper.Rows[row].Answer.AnswerKey
	n.text = widget.NewEditor(e.Say("window.answer.note_place"), 2, func(text string) {
		a.paper.Rows[row].Note = text
		a.keep(string(key.Requirement)+" note", []int{row}, func(ctx context.Context) error { return a.desk.SetNote(ctx, key, text) })
		a.form.about.retitle()
	})
	n.text.Cap = assessment.MaxExplanation
	n.text.Put(a.paper.Rows[row].Note)
	n.text.OnLeave = a.form.left
	return widget.NewStack(1, n.text, widget.NewSmallText(e.Say("window.answer.note_hint"), widget.ToneMuted))
}

// before is the part with all that was said in the last round.
type before struct{ a *Answering }

func newBefore(a *Answering) *before { return &before{a: a} }

func (b *before) part() *part {
	return &part{name: "former", key: 'l', fill: b.fill,
		here:  func(row int) bool { return b.a.paper.Rows[row].Former != nil },
		title: func(int) string { return b.a.env.Say("window.answer.former_title") }}
}

func (b *before) fill(row int) fyne.CanvasObject {
	e, f := b.a.env, b.a.paper.Rows[row].Former
	box := widget.NewStack(1, widget.NewText(b.a.formerRound(f.Round), widget.ToneMuted))
	say := func(field assessment.Field, text string) {
		if text != "" {
			box.Add(widget.NewColumns(2, []float32{10, -1}, widget.NewSmallText(e.Field(field), widget.ToneMuted), widget.NewText(text, widget.TonePlain)))
		}
	}
	say(assessment.FieldStatus, e.Status(f.Status).Word)
	box.Add(widget.NewText(f.Explanation, widget.TonePlain))
	say(assessment.FieldResponsible, f.Responsible)
	say(assessment.FieldDue, e.Words.Date(f.Due))
	say(assessment.FieldEffort, f.Effort)
	say(assessment.FieldEvidence, f.Evidence)
	if f.Note != "" {
		box.Add(widget.NewSmallText(f.Note, widget.ToneWarn))
	}
	if f.TextChanged {
		box.Add(widget.NewSmallText(e.Say("window.answer.former_changed"), widget.ToneWarn))
		box.Add(widget.NewSmallText(f.Requirement.Text, widget.ToneMuted))
	}
	if topic := b.waiting(row); topic > 1 && !b.a.frozen() {
		all := widget.NewButton(e.Plural("window.answer.carry_topic", topic), b.a.takeOverTopic)
		all.Small, all.Hint = true, e.Say("window.answer.shift_v")
		box.Add(widget.NewFlow(1, all))
	}
	return box
}

// waiting counts what could be taken over in the topic of a requirement.
func (b *before) waiting(row int) int {
	n, topic := 0, b.a.paper.Rows[row].Requirement.Topic
	for _, r := range b.a.paper.Rows {
		if r.Requirement.Topic == topic && r.Former != nil && r.Former.Carries && !r.Former.TextChanged && r.Answer.Empty() {
			n++
		}
	}
	return n
}
