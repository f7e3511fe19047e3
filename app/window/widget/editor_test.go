package widget_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	fyneWidget "fyne.io/fyne/v2/widget"
	"pgregory.net/rapid"

	"kreislage/app/window/widget"
)

// writer is a person at an editor.
type writer struct {
	e    *widget.Editor
	text string // what the editor told last
	w    fyne.Window
}

func newWriter(t *testing.T, text string, width, height float32) *writer {
	t.Helper()
	w := &writer{}
	w.e = widget.NewEditor("Wie ist es umgesetzt?", 3, func(text string) { w.text = text })
	w.e.Put(text)
	w.w = show(t, w.e, width, height)
	w.w.Canvas().Focus(w.e)
	w.text = text
	return w
}

func (w *writer) write(text string) {
	for _, r := range text {
		w.e.TypedRune(r)
	}
}

func (w *writer) press(keys ...fyne.KeyName) { press(w.e, keys...) }

// shift presses keys while the shift key is held.
func (w *writer) shift(keys ...fyne.KeyName) {
	w.e.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	w.press(keys...)
	w.e.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
}

func (w *writer) control(mod fyne.KeyModifier, keys ...fyne.KeyName) {
	for _, key := range keys {
		w.e.TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl | mod})
	}
}

// What keys do to a text and a caret is what people know from every other text field. "|" is the caret, "[" or "]" the
// other end of what is selected.
func TestEditorKeys(t *testing.T) {
	for _, c := range []struct {
		name, from, want string
		do               func(*writer)
	}{
		{"a character is put in", "Haus|tür", "Hausx|tür", func(w *writer) { w.write("x") }},
		{"a put together character of a dead key", "caf|", "café|", func(w *writer) { w.write("é") }},
		{"Enter breaks a line", "ab|cd", "ab\n|cd", func(w *writer) { w.press(fyne.KeyReturn) }},
		{"Backspace erases before, Delete behind", "ab|cd", "a|d", func(w *writer) { w.press(fyne.KeyBackspace, fyne.KeyDelete) }},
		{"Backspace at the beginning does nothing", "|ab", "|ab", func(w *writer) { w.press(fyne.KeyBackspace) }},
		{"Delete at the end does nothing", "ab|", "ab|", func(w *writer) { w.press(fyne.KeyDelete) }},
		{"an accent goes with its letter", "e\u0301|x", "|x", func(w *writer) { w.press(fyne.KeyLeft, fyne.KeyDelete) }},
		{"Shift and an arrow select", "ab|cd", "ab[c|d", func(w *writer) { w.shift(fyne.KeyRight) }},
		{"what is selected is replaced", "|abcd", "x|d", func(w *writer) { w.shift(fyne.KeyRight, fyne.KeyRight, fyne.KeyRight); w.write("x") }},
		{"an arrow ends a selection at its edge", "|abcd", "ab|cd", func(w *writer) { w.shift(fyne.KeyRight, fyne.KeyRight); w.press(fyne.KeyRight) }},
		{"Home and End stay on the line", "ab\nc|d\nef", "ab\n|cd\nef", func(w *writer) { w.press(fyne.KeyEnd, fyne.KeyHome) }},
		{"up and down keep the column", "abc\n\nab|c", "ab|c\n\nabc", func(w *writer) { w.press(fyne.KeyUp, fyne.KeyUp) }},
		{"up on the first line goes to its beginning", "ab|c", "|abc", func(w *writer) { w.press(fyne.KeyUp) }},
		{"down on the last line goes to its end", "ab|c", "abc|", func(w *writer) { w.press(fyne.KeyDown) }},
		{"Ctrl and an arrow go by words", "eins, zw|ei drei", "eins, |zwei drei", func(w *writer) { w.control(0, fyne.KeyLeft) }},
		{"to the next word", "ei|ns, zwei", "eins, |zwei", func(w *writer) { w.control(0, fyne.KeyRight) }},
		{"by words selecting", "eins |zwei", "eins [zwei|", func(w *writer) { w.control(fyne.KeyModifierShift, fyne.KeyRight) }},
		{"Ctrl and Backspace erase a word", "eins zwei|", "eins |", func(w *writer) { w.control(0, fyne.KeyBackspace) }},
		{"Ctrl and Delete erase a word", "|eins zwei", "|zwei", func(w *writer) { w.control(0, fyne.KeyDelete) }},
		{"Ctrl and Home go to the beginning", "a\nb|", "|a\nb", func(w *writer) { w.control(0, fyne.KeyHome) }},
		{"Ctrl and End to the end, selecting", "a|\nb", "a[\nb|", func(w *writer) { w.control(fyne.KeyModifierShift, fyne.KeyEnd) }},
		{"everything is selected", "a|\nb", "[a\nb|", func(w *writer) { w.e.TypedShortcut(&fyne.ShortcutSelectAll{}) }},
		{"undo takes back a word", "|", "eins |", func(w *writer) { w.write("eins zwei"); w.e.TypedShortcut(&fyne.ShortcutUndo{}) }},
		{"redo brings it again", "|", "eins zwei|", func(w *writer) {
			w.write("eins zwei")
			w.e.TypedShortcut(&fyne.ShortcutUndo{})
			w.e.TypedShortcut(&fyne.ShortcutRedo{})
		}},
		{"undo after erasing", "eins|", "eins|", func(w *writer) {
			w.press(fyne.KeyBackspace, fyne.KeyBackspace)
			w.e.TypedShortcut(&fyne.ShortcutUndo{})
		}},
		{"new text ends what could be done again", "|", "ab|", func(w *writer) {
			w.write("a")
			w.press(fyne.KeyReturn)
			w.e.TypedShortcut(&fyne.ShortcutUndo{})
			w.write("b")
			w.e.TypedShortcut(&fyne.ShortcutRedo{})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWriter(t, "", 300, 120)
			before, after, _ := strings.Cut(c.from, "|")
			w.e.Put(before + after)
			w.control(0, fyne.KeyHome)
			for caret, _ := w.e.Caret(); caret < utf8.RuneCountInString(before); caret, _ = w.e.Caret() {
				w.press(fyne.KeyRight)
			}
			c.do(w)
			if got := marked(w.e); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func marked(e *widget.Editor) string {
	caret, anchor := e.Caret()
	r := []rune(e.Text())
	switch {
	case caret == anchor:
		return string(r[:caret]) + "|" + string(r[caret:])
	case anchor < caret:
		return string(r[:anchor]) + "[" + string(r[anchor:caret]) + "|" + string(r[caret:])
	default:
		return string(r[:caret]) + "|" + string(r[caret:anchor]) + "]" + string(r[anchor:])
	}
}

// The clipboard brings lines, no tabs and no control characters, and takes what is selected.
func TestEditorClipboard(t *testing.T) {
	w := newWriter(t, "eins zwei", 300, 120)
	board := test.NewClipboard()
	w.e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: board})
	if board.Content() != "" {
		t.Error("copied nothing, and yet something")
	}
	w.control(fyne.KeyModifierShift, fyne.KeyLeft)
	w.e.TypedShortcut(&fyne.ShortcutCut{Clipboard: board})
	if board.Content() != "zwei" || w.e.Text() != "eins " || w.text != "eins " {
		t.Errorf("cut %q, left %q, told %q", board.Content(), w.e.Text(), w.text)
	}
	board.SetContent("a\r\nb\tc\x07d\u00a0e")
	w.e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	if want := "eins a\nb cd e"; w.e.Text() != want {
		t.Errorf("pasted: %q, want %q", w.e.Text(), want)
	}
}

// No more than the cap is taken: of what is pasted the part that fits, of what is typed nothing, and it is told.
func TestEditorCap(t *testing.T) {
	w := newWriter(t, "äöü", 300, 120)
	full := 0
	w.e.Cap, w.e.OnFull = 5, func() { full++ }
	board := test.NewClipboard()
	board.SetContent("abc")
	w.e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	w.write("x")
	if w.e.Text() != "äöüab" || full != 2 {
		t.Errorf("took %q, told %d times", w.e.Text(), full)
	}
	w.shift(fyne.KeyLeft)
	w.write("x")
	if w.e.Text() != "äöüax" || full != 2 {
		t.Errorf("in the place of another: %q, told %d times", w.e.Text(), full)
	}
}

// What can only be read can be selected and copied, not changed.
func TestEditorReadOnly(t *testing.T) {
	w := newWriter(t, "fest", 300, 120)
	w.e.ReadOnly = true
	board := test.NewClipboard()
	board.SetContent("neu")
	w.write("x")
	w.press(fyne.KeyBackspace, fyne.KeyReturn)
	w.e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	w.e.TypedShortcut(&fyne.ShortcutSelectAll{})
	w.e.TypedShortcut(&fyne.ShortcutCut{Clipboard: board})
	w.e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: board})
	if w.e.Text() != "fest" || board.Content() != "fest" {
		t.Errorf("text %q, clipboard %q", w.e.Text(), board.Content())
	}
}

// A click puts the caret between the letters it hits, dragging selects, a double click takes a word.
func TestEditorMouse(t *testing.T) {
	w := newWriter(t, "eins zwei drei\nvier", 400, 120)
	at := func(text string, line float32) fyne.Position {
		size := fyne.MeasureText(text, widget.TextSize("text"), fyne.TextStyle{})
		return fyne.NewPos(widget.Space(2)+size.Width, widget.Space(2)+size.Height*(line+0.5))
	}
	down := func(p fyne.Position) {
		w.e.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: p}, Button: desktop.MouseButtonPrimary})
	}
	down(at("eins z", 0))
	if got := marked(w.e); got != "eins z|wei drei\nvier" {
		t.Errorf("click: %q", got)
	}
	w.e.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at("vi", 1)}})
	if got := marked(w.e); got != "eins z[wei drei\nvi|er" {
		t.Errorf("drag: %q", got)
	}
	w.e.MouseUp(nil)
	down(at("eins z", 0))
	w.e.DoubleTapped(&fyne.PointEvent{Position: at("eins z", 0)})
	if got := marked(w.e); got != "eins [zwei| drei\nvier" {
		t.Errorf("double click: %q", got)
	}
	down(at("eins z", 0))
	if got := marked(w.e); got != "[eins zwei drei|\nvier" {
		t.Errorf("triple click: %q", got)
	}
	down(fyne.NewPos(5000, 5000))
	if _, anchor := w.e.Caret(); anchor < 0 {
		t.Error("a click beside the text")
	}
}

// However a text looks and whatever is done to it, the editor holds what a plain list of characters would hold, its
// lines cover the text once, and no line is wider than the place unless a single character is.
func TestEditorHoldsWhatWasTyped(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		e := widget.NewEditor("", 3, nil)
		w := fyne.CurrentApp().NewWindow("")
		defer w.Close()
		w.SetContent(widget.NewLoose(10, 10, e))
		w.Resize(fyne.NewSize(float32(rapid.IntRange(40, 400).Draw(r, "width")), 90))
		w.Canvas().Focus(e)
		var want []rune
		word := rapid.StringMatching(`[a-zäß ]{0,12}|W{20,60}|\n`)
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			caret, anchor := e.Caret()
			from, to := min(caret, anchor), max(caret, anchor)
			switch rapid.IntRange(0, 5).Draw(r, "what") {
			case 0, 1, 2:
				text := word.Draw(r, "text")
				for _, c := range text {
					if c == '\n' {
						e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
					} else {
						e.TypedRune(c)
					}
				}
				if text != "" {
					want = append(append(append([]rune{}, want[:from]...), []rune(text)...), want[to:]...)
				}
			case 3:
				key := rapid.SampledFrom([]fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyHome, fyne.KeyEnd}).Draw(r, "key")
				e.TypedKey(&fyne.KeyEvent{Name: key})
			case 4:
				e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift})
			default:
				if from == to {
					from = max(from-1, 0)
				}
				e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
				want = append(append([]rune{}, want[:from]...), want[to:]...)
			}
			if got := e.Text(); got != string(want) {
				r.Fatalf("holds %q, want %q", got, string(want))
			}
			if err := e.CheckLines(); err != "" {
				r.Fatal(err)
			}
		}
	})
}

// The editor grows with its text up to its most lines, and tells so.
func TestEditorGrows(t *testing.T) {
	w := newWriter(t, "", 300, 300)
	told := 0
	w.e.MaxRows, w.e.OnHigh = 6, func() { told++ }
	before := w.e.MinSize().Height
	for range 20 {
		w.press(fyne.KeyReturn)
	}
	if got := w.e.MinSize().Height; got < before*1.6 || got > before*2.2 || told != 3 {
		t.Errorf("height %v, before %v, told %d times", got, before, told)
	}
}

// An editor looks as it was approved: lines broken between words, a selection over a line's end, the caret.
func TestEditorLooksAsApproved(t *testing.T) {
	w := newWriter(t, "Die Sicherung läuft täglich.\nGeübt wird die Wiederherstellung halbjährlich.", 220, 110)
	w.control(0, fyne.KeyHome)
	w.press(fyne.KeyEnd)
	w.shift(fyne.KeyDown)
	test.AssertRendersToMarkup(t, "editor.xml", w.w.Canvas())
}

// long is a text of n characters in one paragraph.
func long(n int) string {
	return strings.Repeat("Die Wiederherstellung wird geübt. ", n/34+1)[:n]
}

// A key in a text of 4,000 characters, with everything that is drawn for it. Fyne's own field in the same run shows what
// the editor saves.
func BenchmarkTyping4000(b *testing.B) {
	for _, c := range []struct {
		name string
		make func() fyne.Focusable
	}{
		{"editor", func() fyne.Focusable { e := widget.NewEditor("", 5, nil); e.Put(long(4000)); return e }},
		{"toolkit", func() fyne.Focusable {
			e := fyneWidget.NewMultiLineEntry()
			e.Wrapping = fyne.TextWrapWord
			e.SetText(long(4000))
			return e
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			f := c.make()
			w := fyne.CurrentApp().NewWindow("")
			defer w.Close()
			w.SetContent(widget.NewLoose(10, 10, f.(fyne.CanvasObject)))
			w.Resize(fyne.NewSize(620, 140))
			w.Canvas().Focus(f)
			keys := 0
			for b.Loop() {
				f.TypedRune('x')
				f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
				keys += 2
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(keys), "ms/key")
		})
	}
}
