package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Panel is a surface with a hairline around it and some space inside.
type Panel struct {
	widget.BaseWidget
	Inset   float32 // in steps of the spacing grid
	content fyne.CanvasObject
	fill    fyne.ThemeColorName
	line    fyne.ThemeColorName
}

// NewPanel puts content on a surface.
func NewPanel(content fyne.CanvasObject) *Panel {
	return newPanel(content, 4, ColorSurface, ColorLine)
}

// NewPlainPanel is a surface without space inside: for lists and tables.
func NewPlainPanel(content fyne.CanvasObject) *Panel {
	return newPanel(content, 0.25, ColorSurface, ColorLine)
}

// NewTonePanel puts content on a surface of a tone.
func NewTonePanel(content fyne.CanvasObject, tone Tone) *Panel {
	return newPanel(content, 2.5, tone.Fill(), tone.Fill())
}

func newPanel(content fyne.CanvasObject, inset float32, fill, line fyne.ThemeColorName) *Panel {
	p := &Panel{Inset: inset, content: content, fill: fill, line: line}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer makes the surface.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	box := newSlab()
	r := &painted{objects: append(box.objects(), p.content)}
	r.minSize = func() fyne.Size { return p.content.MinSize().Add(fyne.NewSquareSize(2 * Space(p.Inset))) }
	r.layout = func(size fyne.Size) {
		box.layout(size)
		p.content.Move(fyne.NewSquareOffsetPos(Space(p.Inset)))
		p.content.Resize(size.Subtract(fyne.NewSquareSize(2 * Space(p.Inset))).Max(fyne.Size{}))
	}
	r.refresh = func() {
		box.paint(Color(p.fill), Color(p.line), Space(1.5))
		box.layout(p.Size())
	}
	r.refresh()
	return r
}

// NewHairline is a thin line between two parts.
func NewHairline() fyne.CanvasObject { return widget.NewSeparator() }

// Banner tells something in the place where it happened, instead of a dialog: a sign, a sentence and what to do next.
type Banner struct {
	widget.BaseWidget
	// Frame is laid out anew when the banner comes or goes: where two pieces change their height in one frame, Fyne
	// may leave out the layout of what holds both.
	Frame *fyne.Container
	box   *fyne.Container
}

// NewBanner makes an empty, hidden banner.
func NewBanner() *Banner {
	b := &Banner{box: container.NewStack()}
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// CreateRenderer shows the content.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.box) }

// Say shows a sentence and, in smaller type, a hint. Actions stand to the right.
func (b *Banner) Say(s Sign, tone Tone, sentence, hint string, actions ...fyne.CanvasObject) {
	text := container.New(&stack{gap: 0}, NewText(sentence, TonePlain))
	if hint != "" {
		text.Add(NewText(hint, ToneMuted))
	}
	sign := container.New(&inset{left: 1, top: 2}, NewMark(s, tone, 1.4))
	side := container.NewHBox(actions...)
	row := NewFrame(nil, sign, text, side, nil)
	b.box.Objects = []fyne.CanvasObject{NewTonePanel(row, tone)}
	b.Show()
	b.box.Refresh()
	b.Refresh()
	b.relayout()
}

// relayout lays the frame out until its texts know their width and the frame their height.
func (b *Banner) relayout() {
	if b.Frame == nil || b.Frame.Layout == nil {
		return
	}
	for range 3 {
		b.Frame.Layout.Layout(b.Frame.Objects, b.Frame.Size())
	}
}

// Clear hides the banner.
func (b *Banner) Clear() {
	if !b.Visible() {
		return
	}
	b.box.Objects = nil
	b.Hide()
	b.relayout()
}

// Bar shows how much of something is done, split into parts of different tones.
type Bar struct {
	widget.BaseWidget
	Parts []Part
	High  float32 // height in steps of the spacing grid; 0 is 1.5
}

// Part is one part of a bar. Share is between 0 and 1.
type Part struct {
	Share float32
	Tone  Tone
}

// NewBar makes a bar.
func NewBar(parts ...Part) *Bar {
	b := &Bar{Parts: parts}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the parts.
func (b *Bar) Set(parts ...Part) {
	b.Parts = parts
	b.Refresh()
}

// CreateRenderer makes the drawing.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	r := &painted{objects: []fyne.CanvasObject{ground}}
	high := func() float32 {
		if b.High == 0 {
			return Space(1.5)
		}
		return Space(b.High)
	}
	r.minSize = func() fyne.Size { return fyne.NewSize(Space(6), high()) }
	r.layout = func(size fyne.Size) {
		h := high()
		y := (size.Height - h) / 2
		ground.Resize(fyne.NewSize(size.Width, h))
		ground.Move(fyne.NewPos(0, y))
		x := float32(0)
		for i, p := range b.Parts {
			o := r.objects[i+1]
			w := size.Width * min(max(p.Share, 0), 1)
			o.Move(fyne.NewPos(x, y))
			o.Resize(fyne.NewSize(w, h))
			x += w
		}
	}
	r.refresh = func() {
		ground.FillColor = Color(ColorLine)
		for len(r.objects) > len(b.Parts)+1 {
			r.objects = r.objects[:len(r.objects)-1]
		}
		for len(r.objects) < len(b.Parts)+1 {
			r.objects = append(r.objects, canvas.NewRectangle(color.Transparent))
		}
		for i, p := range b.Parts {
			rect := r.objects[i+1].(*canvas.Rectangle)
			rect.FillColor = Color(p.Tone.Solid())
			rect.Refresh()
		}
		ground.Refresh()
		r.layout(b.Size())
	}
	r.refresh()
	return r
}
