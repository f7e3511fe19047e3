package widget

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Line is one line of text in a tone that ends in an ellipsis where the place is too narrow.
type Line struct {
	widget.BaseWidget
	Text  string
	Tone  Tone
	Bold  bool
	Scale fyne.ThemeSizeName // which size of the theme's type scale
	Align fyne.TextAlign
	Min   float32 // narrowest width in ems; 0 means the whole text
}

// NewLine makes a line of ordinary text.
func NewLine(text string, tone Tone, bold bool) *Line {
	l := &Line{Text: text, Tone: tone, Bold: bold, Scale: theme.SizeNameText}
	l.ExtendBaseWidget(l)
	return l
}

// NewTitle makes a heading. It may be cut, so that it never holds a window open.
func NewTitle(text string) *Line {
	l := &Line{Text: text, Bold: true, Scale: theme.SizeNameHeadingText, Min: 6}
	l.ExtendBaseWidget(l)
	return l
}

// NewSubtitle makes a heading of the second order.
func NewSubtitle(text string) *Line {
	l := &Line{Text: text, Bold: true, Scale: theme.SizeNameSubHeadingText, Min: 6}
	l.ExtendBaseWidget(l)
	return l
}

// NewCaption makes a small line of lesser weight.
func NewCaption(text string) *Line {
	l := &Line{Text: text, Tone: ToneMuted, Scale: theme.SizeNameCaptionText}
	l.ExtendBaseWidget(l)
	return l
}

// SetText changes the text.
func (l *Line) SetText(text string) {
	if l.Text == text {
		return
	}
	l.Text = text
	l.Refresh()
}

// Set changes text and tone.
func (l *Line) Set(text string, tone Tone) {
	if l.Text == text && l.Tone == tone {
		return
	}
	l.Text, l.Tone = text, tone
	l.Refresh()
}

// CreateRenderer makes the text.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	t := canvas.NewText("", Color(l.Tone.Ink()))
	r := &painted{objects: []fyne.CanvasObject{t}}
	style := func() fyne.TextStyle { return fyne.TextStyle{Bold: l.Bold} }
	r.minSize = func() fyne.Size {
		full := fyne.MeasureText(l.Text, theme.Size(l.Scale), style())
		if l.Min > 0 {
			full.Width = min(full.Width, Em(l.Min))
		}
		return full
	}
	r.layout = func(size fyne.Size) {
		t.Text = Fit(l.Text, size.Width, t.TextSize, t.TextStyle)
		h := t.MinSize().Height
		t.Resize(fyne.NewSize(size.Width, h))
		t.Move(fyne.NewPos(0, (size.Height-h)/2))
		t.Refresh()
	}
	r.refresh = func() {
		t.Color, t.TextSize, t.TextStyle, t.Alignment = Color(l.Tone.Ink()), theme.Size(l.Scale), style(), l.Align
		r.layout(l.Size())
	}
	r.refresh()
	return r
}

// Fit returns text, cut and ended with an ellipsis so that it is at most width wide.
func Fit(text string, width, size float32, style fyne.TextStyle) string {
	if text == "" || width <= 0 {
		return text
	}
	if fyne.MeasureText(text, size, style).Width <= width+0.5 {
		return text
	}
	runes := []rune(text)
	n := sort.Search(len(runes), func(n int) bool {
		return fyne.MeasureText(string(runes[:n+1])+"…", size, style).Width > width
	})
	for n > 0 && runes[n-1] == ' ' {
		n--
	}
	return string(runes[:n]) + "…"
}

// Text is a text of any length, broken into lines between words.
type Text struct {
	widget.BaseWidget
	label *widget.Label
}

// NewText makes a text that is broken into lines between words.
func NewText(text string, tone Tone) *Text {
	t := &Text{label: widget.NewLabel(text)}
	t.label.Wrapping = fyne.TextWrapWord
	t.label.Importance = importance(tone)
	t.ExtendBaseWidget(t)
	return t
}

// NewSmallText is NewText in the size of captions.
func NewSmallText(text string, tone Tone) *Text {
	t := NewText(text, tone)
	t.label.SizeName = theme.SizeNameCaptionText
	return t
}

// Bold makes the text bold.
func (t *Text) Bold() *Text {
	t.label.TextStyle.Bold = true
	return t
}

// Sized sets the text in another size of the type scale.
func (t *Text) Sized(name fyne.ThemeSizeName) *Text {
	t.label.SizeName = name
	return t
}

// Centered puts the lines into the middle.
func (t *Text) Centered() *Text {
	t.label.Alignment = fyne.TextAlignCenter
	return t
}

// Mono sets the text in letters of one width: for codes and fingerprints.
func (t *Text) Mono() *Text {
	t.label.TextStyle.Monospace = true
	return t
}

// Text returns what is shown.
func (t *Text) Text() string { return t.label.Text }

// Set changes text and tone.
func (t *Text) Set(text string, tone Tone) {
	if t.label.Text == text && t.label.Importance == importance(tone) {
		return
	}
	t.label.Importance = importance(tone)
	t.label.SetText(text)
	t.Refresh()
}

// SetText changes the text.
func (t *Text) SetText(text string) {
	if t.label.Text != text {
		t.label.SetText(text)
		t.Refresh()
	}
}

func (t *Text) scale() fyne.ThemeSizeName {
	if t.label.SizeName == "" {
		return theme.SizeNameText
	}
	return t.label.SizeName
}

// CreateRenderer shows the text without the space that labels leave around it, so that it stands flush with the rest.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &painted{objects: []fyne.CanvasObject{t.label}}
	pad := func() float32 { return theme.InnerPadding() }
	r.minSize = func() fyne.Size {
		if t.label.Text == "" {
			return fyne.Size{}
		}
		m := t.label.MinSize()
		if t.label.Size().Width <= 2*pad() { // not laid out yet: its lines are not known
			line := fyne.MeasureText("X", theme.Size(t.scale()), t.label.TextStyle).Height
			return fyne.NewSize(max(m.Width-2*pad(), 0), line)
		}
		return fyne.NewSize(max(m.Width-2*pad(), 0), max(m.Height-2*pad(), 0))
	}
	r.layout = func(size fyne.Size) {
		t.label.Move(fyne.NewSquareOffsetPos(-pad()))
		t.label.Resize(size.Add(fyne.NewSquareSize(2 * pad())))
	}
	r.refresh = func() {
		r.layout(t.Size())
		t.label.Refresh()
	}
	return r
}

// importance is the nearest weight that Fyne's labels know.
func importance(tone Tone) widget.Importance {
	switch tone {
	case ToneMuted, ToneCalm:
		return widget.LowImportance
	case ToneAccent:
		return widget.HighImportance
	case ToneGood:
		return widget.SuccessImportance
	case ToneWarn:
		return widget.WarningImportance
	case ToneBad:
		return widget.DangerImportance
	default:
		return widget.MediumImportance
	}
}
