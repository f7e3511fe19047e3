package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// editorPaint draws the frame, the lines in sight, what is selected, the caret, and a bar that tells how much of the
// text is in sight. What has not changed is not drawn anew.
type editorPaint struct {
	e     *Editor
	box   *canvas.Rectangle
	caret *canvas.Rectangle
	bar   *canvas.Rectangle
	hint  *canvas.Text
	wheel *editorWheel
	marks []*canvas.Rectangle // one a line: what of it is selected
	texts []*canvas.Text
	all   []fyne.CanvasObject
}

func newEditorPaint(e *Editor) *editorPaint {
	p := &editorPaint{
		e: e, box: canvas.NewRectangle(color.Transparent), caret: canvas.NewRectangle(color.Transparent),
		bar: canvas.NewRectangle(color.Transparent), hint: canvas.NewText("", color.Transparent), wheel: newEditorWheel(e),
	}
	p.caret.Hide()
	p.bar.Hide()
	p.gather()
	return p
}

// gather puts the pieces above each other.
func (p *editorPaint) gather() {
	p.all = []fyne.CanvasObject{p.box}
	for _, m := range p.marks {
		p.all = append(p.all, m)
	}
	p.all = append(p.all, p.hint, p.caret, p.bar)
	for _, t := range p.texts {
		p.all = append(p.all, t)
	}
	p.all = append(p.all, p.wheel)
}

// grow makes enough pieces for the lines in sight.
func (p *editorPaint) grow(n int) {
	if len(p.texts) >= n {
		return
	}
	for len(p.texts) < n {
		mark, text := canvas.NewRectangle(color.Transparent), canvas.NewText("", color.Transparent)
		mark.Hide()
		p.marks, p.texts = append(p.marks, mark), append(p.texts, text)
	}
	p.gather()
	p.box.Refresh() // the new pieces do not know yet where they are drawn
}

// place shows what there is to see now.
func (p *editorPaint) place() {
	e := p.e
	width := e.flow.width
	if width <= 0 {
		return
	}
	h, pad := e.lineHeight(), e.pad()
	n := min(e.inSight(), len(e.flow.lines)-e.top)
	p.grow(n)
	from, to := e.selection()
	for k, text := range p.texts {
		if k >= n {
			text.Hide()
			p.marks[k].Hide()
			continue
		}
		line, y := e.flow.lines[e.top+k], pad+float32(k)*h
		p.line(text, string(e.flow.runes[line.start:line.end]), fyne.NewPos(pad, y), fyne.NewSize(width, h))
		p.mark(p.marks[k], line, from, to, y, h)
	}
	p.placeCaret(h)
	p.placeHint(width, h)
	p.placeBar(n)
}

func (p *editorPaint) line(t *canvas.Text, text string, at fyne.Position, size fyne.Size) {
	scale, style := p.e.style()
	ink := Color(theme.ColorNameForeground)
	if p.e.ReadOnly {
		ink = Color(theme.ColorNameDisabled)
	}
	if t.Text != text || t.TextSize != scale || t.Color != ink {
		t.Text, t.TextSize, t.TextStyle, t.Color = text, scale, style, ink
		t.Refresh()
	}
	set(t, at, size)
}

// mark shows what of a line is selected; a line break that is selected shows as a narrow piece at its end.
func (p *editorPaint) mark(m *canvas.Rectangle, l flowLine, from, to int, y, h float32) {
	a, b := max(from, l.start), min(to, l.end)
	if from == to || a > b || a == b && !(b == l.end && to > l.end && !l.soft) {
		m.Hide()
		return
	}
	x := p.e.measure(string(p.e.flow.runes[l.start:a]))
	w := p.e.measure(string(p.e.flow.runes[l.start:b])) - x
	if to > l.end && !l.soft {
		w += Space(1)
	}
	if fill := Color(theme.ColorNameSelection); m.FillColor != fill {
		m.FillColor = fill
		m.Refresh()
	}
	set(m, fyne.NewPos(p.e.pad()+x, y), fyne.NewSize(min(w, p.e.flow.width-x+Space(1)), h))
}

func (p *editorPaint) placeCaret(h float32) {
	e := p.e
	line := e.flow.lineAt(e.caret) - e.top
	if !e.focused || line < 0 || line >= e.inSight() {
		p.caret.Hide()
		return
	}
	if fill := Color(theme.ColorNamePrimary); p.caret.FillColor != fill {
		p.caret.FillColor = fill
		p.caret.Refresh()
	}
	x := min(e.flow.x(e.caret), e.flow.width)
	set(p.caret, fyne.NewPos(e.pad()+x, e.pad()+float32(line)*h), fyne.NewSize(max(Space(0.5), 1.5), h))
}

func (p *editorPaint) placeHint(width, h float32) {
	if len(p.e.flow.runes) > 0 {
		p.hint.Hide()
		return
	}
	scale, style := p.e.style()
	if text, ink := Fit(p.e.Place, width, scale, style), Color(theme.ColorNamePlaceHolder); p.hint.Text != text || p.hint.Color != ink || p.hint.TextSize != scale {
		p.hint.Text, p.hint.Color, p.hint.TextSize = text, ink, scale
		p.hint.Refresh()
	}
	set(p.hint, fyne.NewPos(p.e.pad(), p.e.pad()), fyne.NewSize(width, h))
}

// placeBar shows which part of the text is in sight, where that is not all of it.
func (p *editorPaint) placeBar(n int) {
	e, all := p.e, len(p.e.flow.lines)
	if n >= all {
		p.bar.Hide()
		p.wheel.Hide()
		return
	}
	if fill := Color(theme.ColorNameScrollBar); p.bar.FillColor != fill {
		p.bar.FillColor, p.bar.CornerRadius = fill, Space(0.5)
		p.bar.Refresh()
	}
	set(p.wheel, fyne.Position{}, e.Size())
	room := e.Size().Height - Space(2)
	high := max(room*float32(n)/float32(all), Space(3))
	y := Space(1) + (room-high)*float32(e.top)/float32(all-n)
	set(p.bar, fyne.NewPos(e.Size().Width-Space(2), y), fyne.NewSize(Space(1), high))
}

// set moves and sizes a piece and shows it, where that is a change.
func set(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
	if o.Position() != at {
		o.Move(at)
	}
	if o.Size() != size {
		o.Resize(size)
	}
	if !o.Visible() {
		o.Show()
	}
}

// frame draws the edge, which tells the focus.
func (p *editorPaint) frame() {
	e := p.e
	p.box.FillColor, p.box.CornerRadius = Color(theme.ColorNameInputBackground), theme.Size(theme.SizeNameInputRadius)
	p.box.StrokeColor, p.box.StrokeWidth = Color(theme.ColorNameInputBorder), theme.Size(theme.SizeNameInputBorder)
	if e.ReadOnly {
		p.box.FillColor = color.Transparent
	}
	if e.focused {
		p.box.StrokeColor, p.box.StrokeWidth = Color(theme.ColorNameFocus), Space(0.5)
	}
	p.box.Refresh()
}

// CreateRenderer makes the frame and the text.
func (e *Editor) CreateRenderer() fyne.WidgetRenderer { return &editorRenderer{e} }

type editorRenderer struct{ e *Editor }

func (r *editorRenderer) Destroy()                     {}
func (r *editorRenderer) MinSize() fyne.Size           { return r.e.MinSize() }
func (r *editorRenderer) Objects() []fyne.CanvasObject { return r.e.paint.all }

func (r *editorRenderer) Layout(size fyne.Size) {
	e := r.e
	e.paint.box.Resize(size)
	if width := size.Width - 2*e.pad(); width != e.flow.width && width > 0 {
		e.flow.width = width
		e.flow.breakLines()
	}
	e.paint.frame()
	e.show(e.focused)
}

func (r *editorRenderer) Refresh() {
	r.e.paint.frame()
	r.e.flow.breakLines() // the text size may be another one
	r.e.show(false)
}
