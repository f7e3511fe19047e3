package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Editor is a text field of several lines for long texts. Fyne's own becomes slow above some thousand characters: it
// lays out and draws all of the text with each key. The editor breaks the text into lines with the widths of its words
// and draws only the lines in sight, and of them only those that have changed.
//
// It does to the keys of a screen what Field does: Esc, function keys, page up and down, Ctrl and Alt with most keys are
// passed on.
type Editor struct {
	widget.BaseWidget
	Cap      int // most characters; 0 means any number
	Rows     int // lines that are shown at least
	MaxRows  int // lines that it grows to with its text; 0 is Rows
	Place    string
	ReadOnly bool
	OnFull   func() // told when more than Cap was typed or pasted; what fits was taken
	OnLeave  func() // told when the editor loses the focus
	OnVisit  func() // told when the editor gets the focus
	OnHigh   func() // told when the editor would like another height

	flow    flowText
	caret   int
	anchor  int     // where the selection begins; the caret where there is none
	goal    float32 // how far to the right the caret wants to be when it moves up and down
	keep    bool    // goal holds
	focused bool
	shift   bool
	clicks  clicks
	changed func(string)
	former  former
	rows    int     // that MinSize has told of
	top     int     // first line in sight
	wheel   float32 // how far the wheel has turned since the last line
	paint   *editorPaint
}

var (
	_ fyne.Focusable         = (*Editor)(nil)
	_ fyne.Shortcutable      = (*Editor)(nil)
	_ fyne.Scrollable        = (*editorWheel)(nil)
	_ fyne.Draggable         = (*Editor)(nil)
	_ fyne.DoubleTappable    = (*Editor)(nil)
	_ fyne.SecondaryTappable = (*Editor)(nil)
	_ desktop.Mouseable      = (*Editor)(nil)
	_ desktop.Keyable        = (*Editor)(nil)
	_ desktop.Cursorable     = (*Editor)(nil)
)

// NewEditor makes an editor that shows rows lines; changed is told what a person typed.
func NewEditor(place string, rows int, changed func(string)) *Editor {
	e := &Editor{Place: place, Rows: rows, changed: changed}
	e.flow.measure = e.measure
	e.ExtendBaseWidget(e)
	e.paint = newEditorPaint(e)
	e.flow.breakLines()
	return e
}

// Text is what stands in the editor.
func (e *Editor) Text() string { return string(e.flow.runes) }

// Caret is the place of the caret in characters, and anchor where the selection begins.
func (e *Editor) Caret() (caret, anchor int) { return e.caret, e.anchor }

// Selected is the selected text.
func (e *Editor) Selected() string {
	from, to := e.selection()
	return string(e.flow.runes[from:to])
}

// Put shows a text without telling anybody that something was typed. What was typed before can not be taken back.
func (e *Editor) Put(text string) {
	if e.Text() == text {
		return
	}
	e.flow.runes = []rune(text)
	e.caret, e.anchor, e.keep = 0, 0, false
	e.former.clear()
	e.flow.breakLines()
	e.top = 0
	e.grow()
	e.show(false)
}

func (e *Editor) selection() (from, to int) { return min(e.caret, e.anchor), max(e.caret, e.anchor) }

// clean brings what was pasted into the form that is kept.
func clean(text string) []rune {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ", "\u2028", "\n", "\u00a0", " ").Replace(text)
	return []rune(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || r == 0xfeff {
			return -1
		}
		return r
	}, text))
}

// put replaces a part of the text by another and tells that it was typed.
func (e *Editor) put(from, to int, text []rune, kind editKind) {
	if e.ReadOnly {
		return
	}
	if over := len(e.flow.runes) - (to - from) + len(text) - e.Cap; e.Cap > 0 && over > 0 {
		if e.OnFull != nil {
			e.OnFull()
		}
		if over >= len(text) {
			return
		}
		text = text[:len(text)-over]
	}
	if from == to && len(text) == 0 {
		return
	}
	e.former.before(e, kind, text)
	runes := make([]rune, 0, len(e.flow.runes)+len(text)+64)
	runes = append(append(append(runes, e.flow.runes[:from]...), text...), e.flow.runes[to:]...)
	e.flow.runes = runes
	e.caret = from + len(text)
	e.anchor, e.keep = e.caret, false
	e.typed()
}

// typed shows a changed text and tells of it.
func (e *Editor) typed() {
	e.flow.breakLines()
	e.grow()
	e.show(true)
	if e.changed != nil {
		e.changed(e.Text())
	}
}

// grow tells where another text would like another height. It is not told while being laid out: whoever lays out asks.
func (e *Editor) grow() {
	if rows := e.wantRows(); rows != e.rows && e.OnHigh != nil {
		e.rows = rows
		e.OnHigh()
	}
}

// show draws what has changed; follow brings the caret into sight.
func (e *Editor) show(follow bool) {
	if follow {
		e.reveal()
	}
	e.top = min(max(e.top, 0), max(len(e.flow.lines)-e.inSight(), 0))
	e.paint.place()
}

// move puts the caret somewhere, with or without the text between.
func (e *Editor) move(to int, selecting bool) {
	e.caret, e.keep = min(max(to, 0), len(e.flow.runes)), false
	if !selecting {
		e.anchor = e.caret
	}
	e.former.pause()
	e.show(true)
}

// moveLine puts the caret into the line above or below, as far to the right as it was.
func (e *Editor) moveLine(step int, selecting bool) {
	goal := e.goal
	if !e.keep {
		goal = e.flow.x(e.caret)
	}
	line := e.flow.lineAt(e.caret) + step
	switch {
	case line < 0:
		e.move(0, selecting)
	case line >= len(e.flow.lines):
		e.move(len(e.flow.runes), selecting)
	default:
		e.move(e.flow.at(line, goal), selecting)
	}
	e.goal, e.keep = goal, true
}

func (e *Editor) style() (size float32, style fyne.TextStyle) {
	return theme.TextSize(), fyne.TextStyle{}
}

func (e *Editor) measure(text string) float32 {
	if text == "" {
		return 0
	}
	size, style := e.style()
	return fyne.MeasureText(text, size, style).Width
}

func (e *Editor) lineHeight() float32 {
	size, style := e.style()
	return fyne.MeasureText("X", size, style).Height
}

// wantRows is the number of lines that it would like to show.
func (e *Editor) wantRows() int {
	return min(max(len(e.flow.lines), e.Rows), max(e.MaxRows, e.Rows))
}

// MinSize is high enough for the lines that it would like to show.
func (e *Editor) MinSize() fyne.Size {
	e.rows = e.wantRows()
	return fyne.NewSize(Em(6), e.lineHeight()*float32(e.rows)+2*e.pad())
}

func (e *Editor) pad() float32 { return theme.InnerPadding() }

// inSight is how many whole lines have room.
func (e *Editor) inSight() int {
	return max(int((e.Size().Height-2*e.pad()+0.5)/e.lineHeight()), 1)
}

// reveal brings the line of the caret into sight.
func (e *Editor) reveal() {
	line := e.flow.lineAt(e.caret)
	switch {
	case line < e.top:
		e.top = line
	case line >= e.top+e.inSight():
		e.top = line - e.inSight() + 1
	}
}

// editorWheel lies over an editor whose text is longer than what is in sight and hears the mouse wheel. It is a piece of
// its own because Fyne cuts what can be scrolled at its edges, and because a wheel over a short text is meant for the
// screen.
type editorWheel struct {
	widget.BaseWidget
	e *Editor
}

func newEditorWheel(e *Editor) *editorWheel {
	w := &editorWheel{e: e}
	w.ExtendBaseWidget(w)
	w.Hide()
	return w
}

// Scrolled moves the lines in sight, whole lines at a time: so that nothing has to be cut at the edges.
func (w *editorWheel) Scrolled(ev *fyne.ScrollEvent) {
	e := w.e
	e.wheel -= ev.Scrolled.DY
	if lines := int(e.wheel / e.lineHeight()); lines != 0 {
		e.wheel -= float32(lines) * e.lineHeight()
		e.top += lines
		e.show(false)
	}
}

// CreateRenderer draws nothing.
func (w *editorWheel) CreateRenderer() fyne.WidgetRenderer {
	return &painted{minSize: func() fyne.Size { return fyne.Size{} }, layout: func(fyne.Size) {}, refresh: func() {}}
}

// FocusGained shows the caret and tells OnVisit.
func (e *Editor) FocusGained() {
	e.focused = true
	if !e.clicks.down {
		e.caret, e.anchor = len(e.flow.runes), len(e.flow.runes)
	}
	e.former.pause()
	e.Refresh()
	e.show(true)
	if e.OnVisit != nil {
		e.OnVisit()
	}
}

// FocusLost hides the caret and tells OnLeave.
func (e *Editor) FocusLost() {
	e.focused, e.shift, e.anchor = false, false, e.caret
	e.Refresh()
	e.show(false)
	if e.OnLeave != nil {
		e.OnLeave()
	}
}
