package district

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// about tells what is asked and what belongs to it: what the office wants to know, help, and folded parts for what is
// needed now and then.
type about struct {
	a      *Answering
	row    int
	stack  *fyne.Container
	tail   *fyne.Container // the answer, where it is scrolled together with what is asked
	body   *fyne.Container
	box    *fyne.Container // the folded parts
	scroll *container.Scroll
	parts  []*part

	evidence *evidence
}

// part is a folded part: its name, the letter that opens it, and what it shows of a requirement.
type part struct {
	name  string
	key   rune
	title func(row int) string
	fill  func(row int) fyne.CanvasObject
	here  func(row int) bool // whether there is anything to show; nil is always
	enter func()             // where the letter leads once the part is open; nil is the part's head
	fold  *widget.Fold
}

func newAbout(a *Answering) *about {
	b := &about{a: a, row: -1, stack: widget.NewStack(2.5), tail: container.NewStack(), evidence: newEvidence(a)}
	b.body = widget.NewStack(0, widget.NewInset(4, 3, b.stack), b.tail)
	b.scroll = widget.NewPlainScroll(b.body)
	b.parts = []*part{newBefore(a).part(), newMeasures(a).part(), b.evidence.part(), newRisk(a).part(), newNote(a).part(), newPast(a).part()}
	return b
}

// letter opens the part of a letter and goes there; a second time it closes it.
func (b *about) letter(r rune) bool {
	for _, p := range b.parts {
		if p.key != r || p.fold == nil {
			continue
		}
		if !p.fold.Opened() || p.enter == nil {
			p.fold.Turn()
		}
		if p.fold.Opened() && p.enter != nil {
			p.enter()
		}
		b.reveal(p.fold)
		return true
	}
	return false
}

// walk goes along the heads of the parts with the left and right arrows.
func (b *about) walk(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	if step == 0 {
		return false
	}
	var heads []*widget.Button
	at := 0
	for _, p := range b.parts {
		if p.fold == nil {
			continue
		}
		if p.fold.Head() == b.a.env.Window.Canvas().Focused() {
			at = len(heads)
		}
		heads = append(heads, p.fold.Head())
	}
	b.a.env.Focus(heads[(at+step+len(heads))%len(heads)])
	return true
}

// reveal scrolls a part into sight.
func (b *about) reveal(f *widget.Fold) {
	b.settle()
	if !f.Opened() {
		return
	}
	y := b.box.Position().Y + f.Body().Position().Y + widget.Space(2)
	if low := b.scroll.Content.Size().Height - b.scroll.Size().Height; y > low {
		y = max(low, 0)
	}
	b.scroll.ScrollToOffset(fyne.NewPos(0, y))
}

// settle lays out until texts know their width.
func (b *about) settle() {
	for range 2 {
		b.body.Resize(fyne.NewSize(b.scroll.Size().Width, max(b.body.MinSize().Height, b.scroll.Size().Height)))
		b.body.Layout.Layout(b.body.Objects, b.body.Size())
		b.stack.Layout.Layout(b.stack.Objects, b.stack.Size())
	}
	b.scroll.Refresh()
}

// retitle brings the titles of the parts up to date.
func (b *about) retitle() {
	for _, p := range b.parts {
		if p.fold != nil {
			p.fold.SetTitle(p.title(b.row))
		}
	}
}

// show tells what is asked.
func (b *about) show(row int) {
	e, r := b.a.env, b.a.paper.Rows[row]
	q := r.Requirement
	b.row = row
	var pieces []fyne.CanvasObject
	if q.Section != "" {
		pieces = append(pieces, widget.NewCaption(q.Section))
	}
	pieces = append(pieces, b.chips(r), widget.NewText(q.Title, widget.TonePlain).Bold().Sized(theme.SizeNameSubHeadingText))
	pieces = append(pieces, b.conflict(r)...)
	pieces = append(pieces, b.proposal(r)...)
	pieces = append(pieces, b.remark(r)...)
	if q.Text != "" {
		pieces = append(pieces, widget.NewText(q.Text, widget.TonePlain))
	}
	if q.Guidance != "" {
		pieces = append(pieces, widget.NewStack(0.75, heading(e.Say("window.answer.guidance")), widget.NewText(q.Guidance, widget.ToneMuted)))
	}
	if len(q.References) > 0 {
		pieces = append(pieces, widget.NewStack(0.75, heading(e.Say("window.answer.references")), widget.NewText(e.Words.List(q.References), widget.ToneMuted)))
	}
	b.stack.Objects = append(pieces, b.folds()...)
	b.stack.Refresh()
	b.scroll.ScrollToTop()
	b.scroll.Refresh()
}

// folds makes the folded parts; whether one is open is remembered.
func (b *about) folds() []fyne.CanvasObject {
	heads := widget.NewFlow(0.5)
	b.box = widget.NewStack(2, widget.NewInset(-1.5, 0, heads))
	for _, p := range b.parts {
		row := b.row
		if p.here != nil && !p.here(row) {
			p.fold = nil
			continue
		}
		p.fold = widget.NewFold(p.title(row), string(p.key+'A'-'a'), b.a.env.Opened(p.name), func() fyne.CanvasObject { return p.fill(row) })
		p.fold.OnTurn = func(open bool) {
			b.a.env.SetOpened(p.name, open)
			b.settle()
		}
		p.fold.Head().OnKey = b.walk
		heads.Add(p.fold.Head())
		b.box.Add(p.fold.Body())
	}
	return []fyne.CanvasObject{b.box}
}

func (b *about) chips(r desk.PaperRow) fyne.CanvasObject {
	e, q := b.a.env, r.Requirement
	chips := widget.NewFlow(1.5, widget.NewChip(widget.SignNone, q.Ref, widget.ToneAccent))
	if q.Modal != "" {
		chips.Add(widget.NewChip(widget.SignNone, string(q.Modal), widget.TonePlain))
	}
	if q.Level != "" {
		chips.Add(widget.NewChip(widget.SignNone, e.Say("window.answer.level", "level", q.Level), widget.ToneMuted))
	}
	if q.Effort > 0 {
		chips.Add(widget.NewChip(widget.SignNone, e.Say("window.answer.effort", "effort", q.Effort), widget.ToneMuted))
	}
	if r.Review.Mark != desk.ReviewNone {
		chips.Add(widget.NewChip(widget.SignYes, e.Say("window.answer.review."+string(r.Review.Mark), "who", r.Review.By, "on", e.Words.Date(r.Review.On)), widget.ToneGood))
		if r.Review.Changed {
			chips.Add(widget.NewChip(widget.SignWarn, e.Say("window.answer.review.changed"), widget.ToneWarn))
		}
	}
	return chips
}

// conflict says that there are two versions, and leads to where one decides between them.
func (b *about) conflict(r desk.PaperRow) []fyne.CanvasObject {
	if !r.Answer.Conflict {
		return nil
	}
	e := b.a.env
	look := widget.NewButton(e.Say("window.answer.conflict_look"), func() { b.a.letter('k') })
	look.Small, look.Hint = true, "K"
	text := widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(widget.SignSplit, widget.ToneBad, 1.2), widget.NewText(e.Say("window.answer.conflict"), widget.TonePlain))
	return []fyne.CanvasObject{widget.NewTonePanel(widget.NewStack(1.25, text, widget.NewFlow(1, look)), widget.ToneBad)}
}

// proposal shows which status the office proposes, and takes it.
func (b *about) proposal(r desk.PaperRow) []fyne.CanvasObject {
	if !r.Review.HasProposal {
		return nil
	}
	e, look := b.a.env, b.a.env.Status(r.Review.Proposed)
	take := widget.NewButton(e.Say("window.answer.proposal_take"), b.a.takeProposal)
	take.Small, take.Hint = true, "P"
	take.SetEnabled(!b.a.frozen())
	head := widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(look.Sign, look.Tone, 1.2), widget.NewText(e.Say("window.answer.proposal", "word", look.Word), widget.TonePlain))
	box := widget.NewStack(1.25, head)
	if r.Review.Reason != "" {
		box.Add(widget.NewText(r.Review.Reason, widget.ToneMuted))
	}
	box.Add(widget.NewFlow(1, take))
	return []fyne.CanvasObject{widget.NewTonePanel(box, widget.ToneAccent)}
}

// remark shows the office's question with a field for the reply.
func (b *about) remark(r desk.PaperRow) []fyne.CanvasObject {
	if r.Remark.Question == "" {
		return nil
	}
	e := b.a.env
	if r.Remark.Settled {
		return []fyne.CanvasObject{widget.NewTonePanel(widget.NewStack(1, heading(e.Say("window.answer.remark_settled")), widget.NewText(r.Remark.Question, widget.ToneMuted)), widget.ToneMuted)}
	}
	row, key := b.row, r.Answer.AnswerKey
	if b.a.frozen() {
		return []fyne.CanvasObject{widget.NewTonePanel(widget.NewStack(1, heading(e.Say("window.answer.remark")), widget.NewText(r.Remark.Question, widget.TonePlain),
			widget.NewText(r.Remark.Reply, widget.ToneMuted)), widget.ToneAccent)}
	}
	reply := widget.NewEditor(e.Say("window.answer.reply_place"), 2, func(text string) {
		b.a.paper.Rows[row].Remark.Reply = text
		b.a.keep(string(key.Requirement)+" reply", []int{row}, func(ctx context.Context) error { return b.a.desk.ReplyRemark(ctx, key, text) })
	})
	reply.Cap = assessment.MaxRemark
	reply.Put(r.Remark.Reply)
	reply.OnFull = func() { b.a.form.warn(e.Say("window.answer.too_long", "max", reply.Cap)) }
	reply.OnLeave = b.a.form.left
	head := widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(widget.SignSpeech, widget.ToneAccent, 1.2), heading(e.Say("window.answer.remark")))
	return []fyne.CanvasObject{widget.NewTonePanel(widget.NewStack(1.25, head, widget.NewText(r.Remark.Question, widget.TonePlain), reply), widget.ToneAccent)}
}
