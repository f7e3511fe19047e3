package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Chip is a sign and a word on a surface of their tone.
type Chip struct {
	widget.BaseWidget
	Sign Sign
	Text string
	Tone Tone
}

// NewChip makes a chip.
func NewChip(s Sign, text string, t Tone) *Chip {
	c := &Chip{Sign: s, Text: text, Tone: t}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes what the chip says.
func (c *Chip) Set(s Sign, text string, t Tone) {
	if c.Sign == s && c.Text == text && c.Tone == t {
		return
	}
	c.Sign, c.Text, c.Tone = s, text, t
	c.Refresh()
}

// CreateRenderer makes the drawing.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	box, img, text := canvas.NewRectangle(color.Transparent), newSignImage(), canvas.NewText("", color.Transparent)
	r := &painted{objects: []fyne.CanvasObject{box, img, text}}
	sign := func() (side, gap float32) {
		if c.Sign == SignNone {
			return 0, 0
		}
		return theme.CaptionTextSize() * 1.1, Space(1)
	}
	r.minSize = func() fyne.Size {
		side, gap := sign()
		m := fyne.MeasureText(c.Text, theme.CaptionTextSize(), text.TextStyle)
		return fyne.NewSize(side+gap+m.Width+Space(4), m.Height+Space(1))
	}
	r.layout = func(size fyne.Size) {
		m := r.minSize()
		h, w := m.Height, min(m.Width, size.Width)
		y := (size.Height - h) / 2
		box.Resize(fyne.NewSize(w, h))
		box.Move(fyne.NewPos(0, y))
		side, gap := sign()
		img.Resize(fyne.NewSquareSize(side))
		img.Move(fyne.NewPos(Space(2), y+(h-side)/2))
		text.Text = Fit(c.Text, w-side-gap-Space(4), text.TextSize, text.TextStyle)
		th := text.MinSize().Height
		text.Move(fyne.NewPos(Space(2)+side+gap, y+(h-th)/2))
		text.Resize(fyne.NewSize(w, th))
		text.Refresh()
	}
	r.refresh = func() {
		box.FillColor = Color(c.Tone.Fill())
		box.CornerRadius = Space(2.5)
		text.Color, text.TextSize = Color(c.Tone.Ink()), theme.CaptionTextSize()
		showSign(img, c.Sign, c.Tone.Ink(), c.Tone.Fill())
		r.layout(c.Size())
		box.Refresh()
	}
	r.refresh()
	return r
}
