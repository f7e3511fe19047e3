package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Weight says how much a button asks for attention. One primary button at most belongs on a screen.
type Weight int

// The weights of a button.
const (
	WeightNormal Weight = iota
	WeightPrimary
	WeightQuiet
	WeightChosen // one of several, and the one that holds
)

// Button is pressed with a click, Enter or the space bar.
type Button struct {
	widget.BaseWidget
	Text   string
	Hint   string // small text after the word, e.g. the key that does the same
	Sign   Sign
	Tone   Tone // of the sign and, when chosen, of the surface
	Weight Weight
	Flat   bool // without a border, as in a bar
	Small  bool // in the size of captions, as a filter
	OnTap  func()
	// OnKey sees a key before the button does and tells whether it used it up.
	OnKey func(*fyne.KeyEvent) bool

	focused, hovered, disabled bool
}

var (
	_ fyne.Focusable     = (*Button)(nil)
	_ fyne.Tappable      = (*Button)(nil)
	_ fyne.Disableable   = (*Button)(nil)
	_ desktop.Hoverable  = (*Button)(nil)
	_ desktop.Cursorable = (*Button)(nil)
)

// NewButton makes an ordinary button.
func NewButton(text string, tap func()) *Button { return newButton(text, WeightNormal, tap) }

// NewPrimary makes the button of what a screen is for.
func NewPrimary(text string, tap func()) *Button { return newButton(text, WeightPrimary, tap) }

// NewQuiet makes a button that stands back.
func NewQuiet(text string, tap func()) *Button { return newButton(text, WeightQuiet, tap) }

func newButton(text string, weight Weight, tap func()) *Button {
	b := &Button{Text: text, Weight: weight, OnTap: tap}
	b.ExtendBaseWidget(b)
	return b
}

// Tapped presses the button.
func (b *Button) Tapped(*fyne.PointEvent) { b.Press() }

// Press does what the button is for, unless it is disabled.
func (b *Button) Press() {
	if !b.disabled && b.OnTap != nil {
		b.OnTap()
	}
}

// TypedKey presses the button with Enter or the space bar and passes on other keys.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
	if b.OnKey != nil && b.OnKey(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		b.Press()
	default:
		passKey(b, ev)
	}
}

// TypedRune passes on what is typed, except the space that has pressed the button.
func (b *Button) TypedRune(r rune) {
	if r != ' ' {
		passRune(b, r)
	}
}

// FocusGained shows the focus.
func (b *Button) FocusGained() { b.focused = true; b.Refresh() }

// FocusLost hides it.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// MouseIn shows that the button can be pressed.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved changes nothing.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends MouseIn.
func (b *Button) MouseOut() { b.hovered = false; b.Refresh() }

// Cursor is a hand over a button that can be pressed.
func (b *Button) Cursor() desktop.Cursor {
	if b.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// Enable lets the button be pressed.
func (b *Button) Enable() { b.disabled = false; b.Refresh() }

// Disable keeps it from being pressed.
func (b *Button) Disable() { b.disabled = true; b.Refresh() }

// Disabled tells whether it can not be pressed.
func (b *Button) Disabled() bool { return b.disabled }

// SetEnabled enables or disables.
func (b *Button) SetEnabled(on bool) {
	if b.disabled == !on {
		return
	}
	b.disabled = !on
	b.Refresh()
}

// SetText changes the word on the button.
func (b *Button) SetText(text string) {
	if b.Text != text {
		b.Text = text
		b.Refresh()
	}
}

// SetWeight changes the weight.
func (b *Button) SetWeight(w Weight) {
	if b.Weight != w {
		b.Weight = w
		b.Refresh()
	}
}

// colors returns surface, border, ink and the colour of the sign.
func (b *Button) colors() (fill color.Color, line color.Color, ink, sign fyne.ThemeColorName) {
	fill, line, ink, sign = Color(ColorSurface), Color(theme.ColorNameInputBorder), TonePlain.Ink(), b.Tone.Ink()
	switch b.Weight {
	case WeightPrimary:
		fill, line = Color(theme.ColorNamePrimary), color.Transparent
		ink, sign = theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnPrimary
	case WeightQuiet:
		fill, line = color.Transparent, color.Transparent
		ink = ToneAccent.Ink()
		if b.Tone == TonePlain {
			sign = ToneAccent.Ink()
		}
	case WeightChosen:
		tone := b.Tone
		if tone == TonePlain {
			tone = ToneAccent
		}
		fill, line, ink, sign = Color(tone.Fill()), Color(tone.Ink()), tone.Ink(), tone.Ink()
	}
	if b.Flat {
		line = color.Transparent
		if b.Weight == WeightNormal {
			fill = color.Transparent
		}
	}
	if b.disabled {
		fill, line = Color(theme.ColorNameDisabledButton), color.Transparent
		ink, sign = theme.ColorNameDisabled, theme.ColorNameDisabled
	}
	return fill, line, ink, sign
}

// CreateRenderer makes the button.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	ring, box, glow := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	img := newSignImage()
	text, hint := canvas.NewText("", color.Transparent), canvas.NewText("", color.Transparent)
	r := &painted{objects: []fyne.CanvasObject{box, glow, ring, img, text, hint}}
	parts := func() (sign, gap, word, tail float32) {
		if b.Sign != SignNone {
			sign = Em(1.1)
		}
		if b.Text != "" {
			word = fyne.MeasureText(b.Text, text.TextSize, text.TextStyle).Width
		}
		if sign > 0 && word > 0 {
			gap = Space(1.5)
		}
		if b.Hint != "" {
			tail = fyne.MeasureText(b.Hint, hint.TextSize, hint.TextStyle).Width + Space(2)
		}
		return sign, gap, word, tail
	}
	r.minSize = func() fyne.Size {
		sign, gap, word, tail := parts()
		pad := Space(3)
		switch {
		case b.Flat, b.Small:
			pad = Space(1.75)
		case b.Weight == WeightQuiet:
			pad = Space(2)
		}
		high := Em(1.36) + Space(3.5)
		if b.Small {
			high = Em(1.2) + Space(2)
		}
		return fyne.NewSize(sign+gap+word+tail+2*pad, high)
	}
	r.layout = func(size fyne.Size) {
		for _, o := range []fyne.CanvasObject{box, glow} {
			o.Resize(size)
			o.Move(fyne.NewPos(0, 0))
		}
		ring.Resize(size.Add(fyne.NewSquareSize(Space(1))))
		ring.Move(fyne.NewPos(-Space(0.5), -Space(0.5)))
		sign, gap, word, tail := parts()
		room := size.Width - 2*Space(1.5) - sign - gap - tail
		text.Text = Fit(b.Text, room, text.TextSize, text.TextStyle)
		if word > room {
			word = room
		}
		x := (size.Width - sign - gap - word - tail) / 2
		img.Resize(fyne.NewSquareSize(sign))
		img.Move(fyne.NewPos(x, (size.Height-sign)/2))
		h := text.MinSize().Height
		text.Resize(fyne.NewSize(word, h))
		text.Move(fyne.NewPos(x+sign+gap, (size.Height-h)/2))
		hh := hint.MinSize().Height
		hint.Resize(fyne.NewSize(tail, hh))
		hint.Move(fyne.NewPos(x+sign+gap+word+Space(2), (size.Height-hh)/2+Space(0.25)))
	}
	r.refresh = func() {
		fill, line, ink, sign := b.colors()
		radius := theme.Size(theme.SizeNameInputRadius)
		box.FillColor, box.StrokeColor, box.StrokeWidth, box.CornerRadius = fill, line, 1, radius
		glow.CornerRadius = radius
		tint(glow, Color(theme.ColorNameHover), b.hovered && !b.disabled)
		ring.StrokeColor, ring.StrokeWidth, ring.CornerRadius = Color(theme.ColorNameFocus), Space(0.5), radius+Space(0.5)
		tint(ring, color.Transparent, b.focused)
		text.Color, text.TextSize = Color(ink), theme.TextSize()
		if b.Small {
			text.TextSize = theme.CaptionTextSize()
		}
		text.TextStyle = fyne.TextStyle{Bold: b.Weight == WeightPrimary || b.Weight == WeightChosen}
		hint.Text, hint.Color, hint.TextSize = b.Hint, Color(ink), theme.CaptionTextSize()
		ground := ColorSurface
		switch {
		case b.Weight == WeightPrimary:
			ground = theme.ColorNamePrimary
		case b.Weight == WeightChosen:
			ground = b.Tone.Fill()
		}
		showSign(img, b.Sign, sign, ground)
		r.layout(b.Size())
		for _, o := range r.objects[:3] {
			o.Refresh()
		}
		text.Refresh()
		hint.Refresh()
	}
	r.refresh()
	return r
}
