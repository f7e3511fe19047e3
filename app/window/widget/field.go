package widget

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Field is a text field of one or more lines. It takes at most Cap characters, passes on the keys that belong to the
// screen (Esc, function keys, page up and down, Ctrl and Alt with most keys), and tells when it was left.
type Field struct {
	widget.Entry
	Cap     int          // most characters; 0 means any number
	OnFull  func()       // told when more than Cap was typed or pasted; the text stays as it was
	OnLeave func()       // told when the field loses the focus
	OnEnter func()       // Enter in a field of one line; nil passes it on
	OnVisit func()       // told when the field gets the focus
	last    string       // the last text that fits
	quiet   bool         // SetText by the program, not by a person
	changed func(string) // told what a person typed
}

var (
	_ fyne.Focusable    = (*Field)(nil)
	_ fyne.Shortcutable = (*Field)(nil)
)

// NewField makes a field of one line.
func NewField(place string, changed func(string)) *Field { return newField(place, false, changed) }

// NewArea makes a field of several lines.
func NewArea(place string, rows int, changed func(string)) *Field {
	f := newField(place, true, changed)
	f.SetMinRowsVisible(rows)
	return f
}

// NewSecret makes a field whose text is not shown.
func NewSecret(place string, changed func(string)) *Field {
	f := newField(place, false, changed)
	f.Password = true
	return f
}

func newField(place string, lines bool, changed func(string)) *Field {
	f := &Field{changed: changed}
	f.MultiLine = lines
	f.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	if lines {
		f.Wrapping = fyne.TextWrapWord
	}
	f.PlaceHolder = place
	f.OnChanged = f.typed
	f.ExtendBaseWidget(f)
	return f
}

// OnType changes who is told what a person types.
func (f *Field) OnType(changed func(string)) { f.changed = changed }

func (f *Field) typed(text string) {
	if f.quiet {
		return
	}
	if f.Cap > 0 && utf8.RuneCountInString(text) > f.Cap {
		f.restore()
		if f.OnFull != nil {
			f.OnFull()
		}
		return
	}
	f.last = text
	if f.changed != nil {
		f.changed(text)
	}
}

// restore takes back what does not fit and leaves the cursor at the end of what stays.
func (f *Field) restore() {
	row, col := f.CursorRow, f.CursorColumn
	f.quiet = true
	f.SetText(f.last)
	f.quiet = false
	f.CursorRow, f.CursorColumn = row, max(col-1, 0)
	f.Refresh()
}

// Put shows a text without telling anybody that something was typed.
func (f *Field) Put(text string) {
	f.last = text
	if f.Text == text {
		return
	}
	f.quiet = true
	f.SetText(text)
	f.quiet = false
	f.CursorRow, f.CursorColumn = 0, 0
}

// FocusGained tells OnVisit.
func (f *Field) FocusGained() {
	f.Entry.FocusGained()
	f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown}) // to the end of the text
	if f.OnVisit != nil {
		f.OnVisit()
	}
}

// FocusLost tells OnLeave.
func (f *Field) FocusLost() {
	f.Entry.FocusLost()
	if f.OnLeave != nil {
		f.OnLeave()
	}
}

// AcceptsTab says no: Tab goes on to the next piece also from a field of several lines.
func (f *Field) AcceptsTab() bool { return false }

// TypedKey keeps the keys that edit text and passes on the rest.
func (f *Field) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if f.MultiLine {
			f.Entry.TypedKey(ev)
			return
		}
		if f.OnEnter != nil {
			f.OnEnter()
			return
		}
		passKey(f, ev)
	case fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
		f.Entry.TypedKey(ev)
	case fyne.KeyUp, fyne.KeyDown:
		if f.MultiLine {
			f.Entry.TypedKey(ev)
			return
		}
		passKey(f, ev)
	default:
		if len(ev.Name) == 1 || ev.Name == fyne.KeySpace {
			f.Entry.TypedKey(ev)
			return
		}
		passKey(f, ev)
	}
}

// TypedShortcut keeps the shortcuts that edit text and passes on the rest.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutUndo, *fyne.ShortcutRedo: // the screen's turn where nothing typed here is left to take back
		before := f.Text
		f.Entry.TypedShortcut(s)
		if f.Text == before {
			passShortcut(f, s)
		}
		return
	}
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok {
		f.Entry.TypedShortcut(s)
		return
	}
	word := custom.Modifier&fyne.KeyModifierAlt == 0
	switch custom.KeyName {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
		if word {
			f.Entry.TypedShortcut(s)
			return
		}
	}
	passShortcut(f, s)
}
