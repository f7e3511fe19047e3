package widget_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"kreislage/app/window/look"
	"kreislage/app/window/widget"
)

// TestMain makes the one app of all tests: a new one would read all fonts again.
func TestMain(m *testing.M) {
	test.NewApp().Settings().SetTheme(look.Theme{Mode: look.Light})
	os.Exit(m.Run())
}

// show puts a piece into a window of a size.
func show(t *testing.T, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := fyne.CurrentApp().NewWindow("")
	t.Cleanup(w.Close)
	w.SetPadded(false)
	w.SetContent(widget.NewLoose(10, 10, o))
	w.Resize(fyne.NewSize(width, height))
	return w
}

func press(f fyne.Focusable, keys ...fyne.KeyName) {
	for _, key := range keys {
		f.TypedKey(&fyne.KeyEvent{Name: key})
	}
}

// The widgets know Fyne and the standard library, and the program only through what they are given.
func TestWidgetsKnowOnlyFyne(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if path := strings.Trim(i.Path.Value, `"`); strings.Contains(path, ".") && !strings.HasPrefix(path, "fyne.io/") || strings.HasPrefix(path, "kreislage") {
				t.Errorf("%s imports %s", file, path)
			}
		}
	}
}

// A list moves its chosen row with the keys, never beyond its ends, and tells only of changes.
func TestListKeys(t *testing.T) {
	var told []int
	l := newList(100)
	l.OnChoose = func(i int) { told = append(told, i) }
	show(t, l, 300, 200)
	l.FocusGained()
	press(l, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyUp, fyne.KeyEnd, fyne.KeyDown, fyne.KeyHome)
	if got, want := fmt.Sprint(told), "[0 1 2 1 0 99 0]"; got != want {
		t.Errorf("told %s, want %s", got, want)
	}
}

func newList(n int) *widget.List {
	return widget.NewList(func() int { return n }, func() fyne.CanvasObject { return widget.NewLine("X", widget.TonePlain, false) },
		func(i int, o fyne.CanvasObject) { o.(*widget.Line).SetText(fmt.Sprint("Zeile ", i)) })
}

// However long a list is, only the rows in sight exist, and the chosen one is among them.
func TestListHoldsOnlyWhatIsInSight(t *testing.T) {
	made := 0
	l := widget.NewList(func() int { return 100_000 }, func() fyne.CanvasObject { made++; return widget.NewLine("X", widget.TonePlain, false) },
		func(i int, o fyne.CanvasObject) { o.(*widget.Line).SetText(fmt.Sprint("Zeile ", i)) })
	w := show(t, l, 300, 200)
	for _, i := range []int{50_000, 99_999, 3} {
		l.Choose(i)
		if markup := test.RenderToMarkup(w.Canvas()); !strings.Contains(markup, fmt.Sprintf(">Zeile %d<", i)) {
			t.Errorf("row %d is not in sight", i)
		}
	}
	if made > 30 {
		t.Errorf("%d rows were made", made)
	}
}

// Enter opens the chosen row; a key that a list does not need goes on to the window.
func TestListOpensAndPassesOn(t *testing.T) {
	l := newList(5)
	opened, passed := -1, fyne.KeyName("")
	l.OnOpen = func(i int) { opened = i }
	w := show(t, l, 300, 200)
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { passed = ev.Name })
	l.Choose(2)
	press(l, fyne.KeyReturn, fyne.KeyF5)
	if opened != 2 || passed != fyne.KeyF5 {
		t.Errorf("opened %d, passed on %q", opened, passed)
	}
}

// A button is pressed with Enter, the space bar and a click, not while it is disabled, and passes on other keys.
func TestButton(t *testing.T) {
	n, passed := 0, fyne.KeyName("")
	b := widget.NewPrimary("Weiter", func() { n++ })
	w := show(t, b, 200, 60)
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { passed = ev.Name })
	press(b, fyne.KeyReturn, fyne.KeySpace, fyne.KeyEnter, fyne.KeyDown)
	test.Tap(b)
	b.Disable()
	press(b, fyne.KeyReturn)
	test.Tap(b)
	if n != 4 || passed != fyne.KeyDown {
		t.Errorf("pressed %d times, passed on %q", n, passed)
	}
}

// Focus is seen: a button and a list look different while they have it.
func TestFocusIsSeen(t *testing.T) {
	for name, piece := range map[string]fyne.Focusable{"button": widget.NewButton("Weiter", nil), "list": newList(3), "heat": heat(3, 3), "choice": widget.NewChoice([]string{"a", "b"}, 0, nil)} {
		w := show(t, piece.(fyne.CanvasObject), 300, 200)
		before := test.RenderToMarkup(w.Canvas())
		w.Canvas().Focus(piece)
		if test.RenderToMarkup(w.Canvas()) == before {
			t.Errorf("%s looks the same with the focus", name)
		}
	}
}

// A field takes no more than its cap, tells so, and keeps what fits; what the program puts into it is told to nobody.
func TestFieldCap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		limit := rapid.IntRange(1, 12).Draw(rt, "cap")
		typed := rapid.StringOfN(rapid.RuneFrom([]rune("aäß 1")), 0, 20, -1).Draw(rt, "typed")
		var last string
		full := 0
		f := widget.NewField("", func(text string) { last = text })
		f.Cap, f.OnFull = limit, func() { full++ }
		f.Put("")
		for _, r := range typed {
			f.TypedRune(r)
		}
		runes := []rune(typed)
		want := string(runes[:min(len(runes), limit)])
		if f.Text != want || last != want || full != max(len(runes)-limit, 0) {
			rt.Fatalf("typed %q with cap %d: field %q, told %q, full %d times", typed, limit, f.Text, last, full)
		}
		f.Put("vom Programm")
		if last != want {
			rt.Fatal("what the program put was told")
		}
	})
}

// A field keeps the keys that edit and passes on those of the screen.
func TestFieldPassesOn(t *testing.T) {
	area := widget.NewArea("", 3, nil)
	w := show(t, area, 300, 200)
	var keys []fyne.KeyName
	var shortcuts int
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) })
	w.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyDown, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { shortcuts++ })
	w.Canvas().Focus(area)
	press(area, fyne.KeyReturn, fyne.KeyUp, fyne.KeyEscape, fyne.KeyF1, fyne.KeyPageDown, fyne.KeyHome)
	area.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyDown, Modifier: fyne.KeyModifierControl})
	area.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierControl})
	if got, want := fmt.Sprint(keys), "[Escape F1 Next]"; got != want || shortcuts != 1 {
		t.Errorf("passed on %s and %d shortcuts, want %s and 1", got, shortcuts, want)
	}
	if area.Text != "\n" {
		t.Errorf("text %q", area.Text)
	}
}

func heat(rows, columns int) *widget.HeatMap {
	h := widget.NewHeatMap()
	d := widget.HeatData{Corner: "Landkreis", Total: "Gesamt"}
	for c := range columns {
		d.Columns = append(d.Columns, fmt.Sprint("T", c))
	}
	for r := range rows {
		d.Rows = append(d.Rows, fmt.Sprint("Landkreis ", r))
	}
	d.Cell = func(r, c int) widget.HeatCell {
		if c < 0 {
			return widget.HeatCell{Text: "50 %", Band: 3}
		}
		return widget.HeatCell{Text: fmt.Sprintf("%d/%d", r, c), Band: (r + c) % widget.HeatBands}
	}
	h.SetData(d)
	return h
}

// The cursor of a heat map stays inside, wherever the keys lead, and the cell under it is always in sight.
func TestHeatMapCursor(t *testing.T) {
	keys := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd}
	rapid.Check(t, func(rt *rapid.T) {
		rows, columns := rapid.IntRange(1, 40).Draw(rt, "rows"), rapid.IntRange(1, 20).Draw(rt, "columns")
		h := heat(rows, columns)
		w := show(t, h, 450, 170)
		for _, key := range rapid.SliceOfN(rapid.SampledFrom(keys), 1, 12).Draw(rt, "keys") {
			press(h, key)
			row, col := h.At()
			if row < 0 || row >= rows || col < -1 || col >= columns {
				rt.Fatalf("%s led to %d, %d of %d × %d", key, row, col, rows, columns)
			}
		}
		row, col := h.At()
		if markup := test.RenderToMarkup(w.Canvas()); col >= 0 && !strings.Contains(markup, fmt.Sprintf(">%d/%d<", row, col)) {
			rt.Fatalf("%d/%d is not in sight", row, col)
		}
	})
}

// However many districts there are, only the cells in sight exist.
func TestHeatMapHoldsOnlyWhatIsInSight(t *testing.T) {
	w := show(t, heat(400, 19), 1366, 600)
	if n := strings.Count(test.RenderToMarkup(w.Canvas()), "heatCell"); n > 700 {
		t.Errorf("%d cells", n)
	}
}

// Every cell of a heat map carries a number or a dash, so that nothing is said by colour alone; Enter opens the cell.
func TestHeatMapOpens(t *testing.T) {
	h := heat(3, 3)
	row, col := -9, -9
	h.OnOpen = func(r, c int) { row, col = r, c }
	show(t, h, 700, 300)
	press(h, fyne.KeyDown, fyne.KeyRight, fyne.KeyReturn)
	if row != 1 || col != 1 {
		t.Errorf("opened %d, %d", row, col)
	}
	press(h, fyne.KeyHome, fyne.KeyReturn)
	if row != 1 || col != -1 {
		t.Errorf("opened %d, %d", row, col)
	}
}

// A text that is cut ends in an ellipsis and fits; one that fits is left alone.
func TestFit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aäWi ß.")), 0, 40, -1).Draw(rt, "text")
		width := float32(rapid.IntRange(20, 400).Draw(rt, "width"))
		got := widget.Fit(text, width, 14, fyne.TextStyle{})
		if w := fyne.MeasureText(got, 14, fyne.TextStyle{}).Width; w > width+0.5 {
			rt.Fatalf("%q is %v wide in %v", got, w, width)
		}
		if got != text && !strings.HasSuffix(got, "…") {
			rt.Fatalf("%q was cut to %q", text, got)
		}
	})
}

// All signs differ in shape, not only in colour.
func TestSignsDifferInShape(t *testing.T) {
	seen := map[string]widget.Sign{}
	for _, s := range widget.Signs() {
		w := show(t, widget.NewMark(s, widget.TonePlain, 2), 40, 40)
		img := w.Canvas().Capture()
		var dots strings.Builder
		for y := range 40 {
			for x := range 40 {
				r, _, _, _ := img.At(x, y).RGBA()
				fmt.Fprint(&dots, r>>15)
			}
		}
		if other, ok := seen[dots.String()]; ok {
			t.Errorf("%s looks like %s", s, other)
		}
		seen[dots.String()] = s
	}
}

// The pieces look as they were approved. A change shows up in testdata/failed, to be looked at and approved anew.
func TestPiecesLookAsApproved(t *testing.T) {
	table := widget.NewTable([]widget.Column{{Title: "Landkreis", Ems: 8, Share: 1}, {Title: "Stand", Ems: 9}, {Title: "Zahl", Ems: 4, Right: true}}, nil)
	table.SetRows([][]widget.Cell{
		{{Text: "Vogelsbergkreis"}, {Text: "vollständig", Sign: widget.SignYes, Tone: widget.ToneGood, Chip: true}, {Text: "12"}},
		{{Text: "Ein sehr langer Name eines Landkreises"}, {Text: "63 %", Bar: []widget.Part{{Share: 0.6, Tone: widget.ToneGood}}}, {Text: "0", Tone: widget.ToneMuted}},
	})
	for name, piece := range map[string]fyne.CanvasObject{"table": table.View(), "heat": heat(4, 5).View(), "list": newList(50)} {
		w := show(t, piece, 420, 160)
		test.AssertRendersToMarkup(t, name+".xml", w.Canvas())
	}
}

// The word of a choice can be read while it has the focus: its ground is that of a field, and only the ring says so.
func TestFocusedChoiceCanBeRead(t *testing.T) {
	c := widget.NewChoice([]string{"Landkreis Kassel"}, 0, nil)
	w := show(t, c, 300, 60)
	w.Canvas().Focus(c)
	if markup := test.RenderToMarkup(w.Canvas()); strings.Contains(markup, `fillColor="focus"`) || !strings.Contains(markup, `strokeColor="focus"`) {
		t.Error("a choice with the focus is filled with the colour of the ring")
	}
}
