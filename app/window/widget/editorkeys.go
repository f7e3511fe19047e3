package widget

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// AcceptsTab says no: Tab goes on to the next piece.
func (e *Editor) AcceptsTab() bool { return false }

// TypedRune puts a character in the place of what is selected. Characters of dead keys come here put together.
func (e *Editor) TypedRune(r rune) {
	from, to := e.selection()
	kind := editType
	if from != to {
		kind = editOther
	}
	e.put(from, to, clean(string(r)), kind)
}

// KeyDown remembers that the shift key is held.
func (e *Editor) KeyDown(ev *fyne.KeyEvent) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		e.shift = true
	}
}

// KeyUp forgets it.
func (e *Editor) KeyUp(ev *fyne.KeyEvent) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		e.shift = false
	}
}

// TypedKey keeps the keys that edit text and passes on the rest.
func (e *Editor) TypedKey(ev *fyne.KeyEvent) {
	f, from, to := &e.flow, min(e.caret, e.anchor), max(e.caret, e.anchor)
	line := f.lines[f.lineAt(e.caret)]
	switch ev.Name {
	case fyne.KeyLeft:
		if from != to && !e.shift {
			e.move(from, false)
			return
		}
		e.move(f.step(e.caret, -1), e.shift)
	case fyne.KeyRight:
		if from != to && !e.shift {
			e.move(to, false)
			return
		}
		e.move(f.step(e.caret, 1), e.shift)
	case fyne.KeyUp:
		e.moveLine(-1, e.shift)
	case fyne.KeyDown:
		e.moveLine(1, e.shift)
	case fyne.KeyHome:
		e.move(line.start, e.shift)
	case fyne.KeyEnd:
		e.move(f.lineEnd(line), e.shift)
	case fyne.KeyReturn, fyne.KeyEnter:
		e.put(from, to, []rune{'\n'}, editOther)
	case fyne.KeyBackspace:
		e.erase(f.step(e.caret, -1))
	case fyne.KeyDelete:
		e.erase(f.step(e.caret, 1))
	default:
		if len(ev.Name) != 1 && ev.Name != fyne.KeySpace { // letters come as characters
			passKey(e, ev)
		}
	}
}

// erase takes away what is selected, or else what lies between the caret and a place.
func (e *Editor) erase(until int) {
	from, to := e.selection()
	if from == to {
		from, to = min(e.caret, until), max(e.caret, until)
	}
	e.put(from, to, nil, editErase)
}

// TypedShortcut keeps the shortcuts that edit text and passes on the rest, also undo where nothing typed here is left to
// take back.
func (e *Editor) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		e.copy(s.Clipboard)
	case *fyne.ShortcutCut:
		e.cut(s.Clipboard)
	case *fyne.ShortcutPaste:
		e.paste(s.Clipboard)
	case *fyne.ShortcutSelectAll:
		e.selectAll()
	case *fyne.ShortcutUndo:
		if !e.former.back(e) {
			passShortcut(e, s)
		}
	case *fyne.ShortcutRedo:
		if !e.former.forth(e) {
			passShortcut(e, s)
		}
	case *desktop.CustomShortcut:
		if !e.custom(s) {
			passShortcut(e, s)
		}
	default:
		passShortcut(e, s)
	}
}

// custom moves and erases by words, goes to the ends of the text, and tells whether it knew the shortcut.
func (e *Editor) custom(s *desktop.CustomShortcut) bool {
	if s.Modifier&^fyne.KeyModifierShift != fyne.KeyModifierControl {
		return false
	}
	selecting := s.Modifier&fyne.KeyModifierShift != 0
	switch s.KeyName {
	case fyne.KeyLeft:
		e.move(e.flow.word(e.caret, -1), selecting)
	case fyne.KeyRight:
		e.move(e.flow.word(e.caret, 1), selecting)
	case fyne.KeyHome:
		e.move(0, selecting)
	case fyne.KeyEnd:
		e.move(len(e.flow.runes), selecting)
	case fyne.KeyBackspace:
		e.erase(e.flow.word(e.caret, -1))
	case fyne.KeyDelete:
		e.erase(e.flow.word(e.caret, 1))
	case fyne.KeyZ:
		return selecting && e.former.forth(e)
	default:
		return false
	}
	return true
}

func (e *Editor) copy(c fyne.Clipboard) {
	if from, to := e.selection(); from != to {
		c.SetContent(string(e.flow.runes[from:to]))
	}
}

func (e *Editor) cut(c fyne.Clipboard) {
	if from, to := e.selection(); from != to && !e.ReadOnly {
		e.copy(c)
		e.put(from, to, nil, editOther)
	}
}

func (e *Editor) paste(c fyne.Clipboard) {
	from, to := e.selection()
	e.put(from, to, clean(c.Content()), editOther)
}

func (e *Editor) selectAll() {
	e.anchor, e.caret, e.keep = 0, len(e.flow.runes), false
	e.show(false)
}

// clicks tells a drag, a double and a triple click from each other.
type clicks struct {
	down   bool
	double time.Time
}

// tripleWait is how soon after a double click a third one has to come.
const tripleWait = 500 * time.Millisecond

// MouseDown puts the caret where the mouse is and begins to select.
func (e *Editor) MouseDown(m *desktop.MouseEvent) {
	e.clicks.down = true
	takeFocus(e)
	if m.Button == desktop.MouseButtonSecondary {
		if from, to := e.selection(); from != to {
			return // the menu is for what is selected
		}
	}
	if time.Since(e.clicks.double) < tripleWait {
		e.anchor, e.caret = e.flow.paragraphAround(e.caret)
		e.keep = false
		e.show(false)
		return
	}
	e.move(e.placeOf(m.Position), m.Modifier&fyne.KeyModifierShift != 0)
}

// MouseUp ends it.
func (e *Editor) MouseUp(*desktop.MouseEvent) { e.clicks.down = false }

// Dragged selects up to where the mouse is.
func (e *Editor) Dragged(d *fyne.DragEvent) { e.move(e.placeOf(d.Position), true) }

// DragEnd changes nothing.
func (e *Editor) DragEnd() {}

// DoubleTapped selects a word.
func (e *Editor) DoubleTapped(p *fyne.PointEvent) {
	e.clicks.double = time.Now()
	e.anchor, e.caret = e.flow.wordAround(e.placeOf(p.Position))
	e.keep = false
	e.show(false)
}

// TappedSecondary offers to cut, copy and paste.
func (e *Editor) TappedSecondary(p *fyne.PointEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(e)
	if c == nil {
		return
	}
	board := fyne.CurrentApp().Clipboard()
	items := []*fyne.MenuItem{fyne.NewMenuItem(lang.L("Copy"), func() { e.copy(board) }), fyne.NewMenuItem(lang.L("Select all"), e.selectAll)}
	if !e.ReadOnly {
		items = append([]*fyne.MenuItem{
			fyne.NewMenuItem(lang.L("Cut"), func() { e.cut(board) }), items[0],
			fyne.NewMenuItem(lang.L("Paste"), func() { e.paste(board) }),
		}, items[1])
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), c, p.AbsolutePosition)
}

// Cursor is the one over texts.
func (e *Editor) Cursor() desktop.Cursor { return desktop.TextCursor }

// placeOf is the place in the text under a point. A point above or below leads to the line beside.
func (e *Editor) placeOf(p fyne.Position) int {
	pad := e.pad()
	line := e.top + int((p.Y-pad)/e.lineHeight())
	if p.Y < pad {
		line = e.top - 1
	}
	return e.flow.at(min(line, e.top+e.inSight()), p.X-pad)
}
