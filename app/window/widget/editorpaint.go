package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// editorPaint draws the lines in sight, what is selected, and the caret.
type editorPaint struct {
	e     *Editor
	caret *canvas.Rectangle
	hint  *canvas.Text
	marks []*canvas.Rectangle // one a line: what of it is selected
	texts []*canvas.Text
	first int // line that the first text shows
}

func newEditorPaint(e *Editor) *editorPaint {
	p := &editorPaint{e: e, caret: canvas.NewRectangle(color.Transparent), hint: canvas.NewText("", color.Transparent)}
	p.caret.Hide()
	return p
}

func (p *editorPaint) objects() []fyne.CanvasObject { return []fyne.CanvasObject{p.hint, p.caret} }

// grow makes enough texts for the lines in sight.
func (p *editorPaint) grow(n int) {
	for len(p.texts) < n {
		mark, text := canvas.NewRectangle(color.Transparent), canvas.NewText("", color.Transparent)
		mark.Hide()
		p.marks, p.texts = append(p.marks, mark), append(p.texts, text)
		p.e.body.Objects = append([]fyne.CanvasObject{mark}, append(p.e.body.Objects, text)...)
	}
}

// place shows what there is to see now, and draws anew only what has changed.
func (p *editorPaint) place() {
	e := p.e
	view := e.scroll.Size()
	if view.Width <= 0 || view.Height <= 0 {
		return
	}
	h := e.lineHeight()
	first := min(max(int(e.scroll.Offset.Y/h), 0), len(e.flow.lines)-1)
	n := min(int(view.Height/h)+2, len(e.flow.lines)-first)
	p.grow(n)
	from, to := e.selection()
	for k, text := range p.texts {
		if k >= n {
			text.Hide()
			p.marks[k].Hide()
			continue
		}
		line := e.flow.lines[first+k]
		p.line(text, string(e.flow.runes[line.start:line.end]), float32(first+k)*h, view.Width, h)
		p.mark(p.marks[k], line, from, to, float32(first+k)*h, h)
	}
	p.placeCaret(h)
	p.placeHint(view.Width, h)
}

func (p *editorPaint) line(t *canvas.Text, text string, y, width, h float32) {
	size, style := p.e.style()
	ink := Color(theme.ColorNameForeground)
	if p.e.ReadOnly {
		ink = Color(theme.ColorNameDisabled)
	}
	if t.Text != text || t.TextSize != size || t.Color != ink {
		t.Text, t.TextSize, t.TextStyle, t.Color = text, size, style, ink
		t.Refresh()
	}
	set(t, fyne.NewPos(0, y), fyne.NewSize(width, h))
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
	set(m, fyne.NewPos(x, y), fyne.NewSize(w, h))
}

func (p *editorPaint) placeCaret(h float32) {
	e := p.e
	if !e.focused {
		p.caret.Hide()
		return
	}
	if fill := Color(theme.ColorNamePrimary); p.caret.FillColor != fill {
		p.caret.FillColor = fill
		p.caret.Refresh()
	}
	w := max(Space(0.5), 1.5)
	x := min(e.flow.x(e.caret), e.scroll.Size().Width-w)
	set(p.caret, fyne.NewPos(x, float32(e.flow.lineAt(e.caret))*h), fyne.NewSize(w, h))
}

func (p *editorPaint) placeHint(width, h float32) {
	if len(p.e.flow.runes) > 0 {
		p.hint.Hide()
		return
	}
	size, style := p.e.style()
	if text, ink := Fit(p.e.Place, width, size, style), Color(theme.ColorNamePlaceHolder); p.hint.Text != text || p.hint.Color != ink || p.hint.TextSize != size {
		p.hint.Text, p.hint.Color, p.hint.TextSize = text, ink, size
		p.hint.Refresh()
	}
	set(p.hint, fyne.Position{}, fyne.NewSize(width, h))
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

// CreateRenderer makes the frame around the text.
func (e *Editor) CreateRenderer() fyne.WidgetRenderer {
	box := canvas.NewRectangle(color.Transparent)
	r := &painted{objects: []fyne.CanvasObject{box, e.scroll}, minSize: e.MinSize}
	r.layout = func(size fyne.Size) {
		box.Resize(size)
		pad := e.pad()
		e.scroll.Move(fyne.NewSquareOffsetPos(pad))
		e.scroll.Resize(size.Subtract(fyne.NewSquareSize(2 * pad)).Max(fyne.Size{}))
		if width := e.scroll.Size().Width - Space(1); width != e.flow.width && width > 0 {
			e.flow.width = width
			e.flow.breakLines()
		}
		e.show(e.focused)
	}
	r.refresh = func() {
		box.FillColor, box.CornerRadius = Color(theme.ColorNameInputBackground), theme.Size(theme.SizeNameInputRadius)
		box.StrokeColor, box.StrokeWidth = Color(theme.ColorNameInputBorder), theme.Size(theme.SizeNameInputBorder)
		if e.ReadOnly {
			box.FillColor = color.Transparent
		}
		if e.focused {
			box.StrokeColor, box.StrokeWidth = Color(theme.ColorNameFocus), Space(0.5)
		}
		box.Refresh()
		e.flow.breakLines() // the text size may be another one
		e.show(false)
	}
	r.refresh()
	return r
}
