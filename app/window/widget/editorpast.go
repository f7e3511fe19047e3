package widget

import "unicode"

// editKind tells which edits are taken back together: letters typed one after the other up to the next word, and
// characters erased one after the other.
type editKind int

const (
	editNone editKind = iota
	editType
	editErase
	editOther
)

// former remembers what stood in an editor before, since the last Put.
type former struct {
	undo, redo []moment
	kind       editKind
}

type moment struct {
	runes         []rune
	caret, anchor int
}

// mostMoments is how many steps can be taken back.
const mostMoments = 200

func (f *former) clear() { *f = former{} }

// pause ends a group of edits that are taken back together.
func (f *former) pause() { f.kind = editNone }

// before remembers what stands in the editor, unless the edit to come belongs to the one before.
func (f *former) before(e *Editor, kind editKind, text []rune) {
	word := kind == editType && len(text) == 1 && unicode.IsSpace(text[0])
	if kind != f.kind || kind == editOther {
		f.undo = append(f.undo, e.moment())
		if len(f.undo) > mostMoments {
			f.undo = f.undo[1:]
		}
	}
	f.kind, f.redo = kind, nil
	if word {
		f.kind = editNone
	}
}

func (e *Editor) moment() moment { return moment{e.flow.runes, e.caret, e.anchor} }

// back takes the last step back and tells whether there was one.
func (f *former) back(e *Editor) bool { return f.turn(e, &f.undo, &f.redo) }

// forth takes a step again that was taken back.
func (f *former) forth(e *Editor) bool { return f.turn(e, &f.redo, &f.undo) }

func (f *former) turn(e *Editor, from, to *[]moment) bool {
	if e.ReadOnly || len(*from) == 0 {
		return false
	}
	m := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	*to = append(*to, e.moment())
	f.kind = editNone
	e.flow.runes, e.caret, e.anchor, e.keep = m.runes, m.caret, m.anchor, false
	e.typed()
	return true
}
