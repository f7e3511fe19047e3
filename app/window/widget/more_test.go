package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/widget"
)

// What has no room in a row waits behind a button, comes with it in further lines, and goes again; where there is room
// for all there is no button.
func TestMoreRow(t *testing.T) {
	var pieces []fyne.CanvasObject
	for _, word := range []string{"Beantworten", "Überblick", "Maßnahmen", "Weitergegeben"} {
		pieces = append(pieces, widget.NewButton(word, nil))
	}
	folds := 0
	m := widget.NewMoreRow(1, "Mehr", pieces...)
	m.OnFold = func() { folds++ }
	seen := func() int {
		n := 0
		for _, p := range pieces {
			if p.Visible() {
				n++
			}
		}
		return n
	}
	more := m.Row.Objects[len(pieces)]
	m.Row.Resize(fyne.NewSize(900, 40))
	if seen() != 4 || more.Visible() {
		t.Fatalf("wide: %d pieces, button %v", seen(), more.Visible())
	}
	high := m.Row.MinSize().Height
	m.Row.Resize(fyne.NewSize(300, 40))
	if n := seen(); n == 0 || n == 4 || !more.Visible() {
		t.Fatalf("narrow: %d pieces, button %v", n, more.Visible())
	}
	for _, o := range m.Row.Objects {
		if o.Visible() && o.Position().X+o.Size().Width > 300 {
			t.Errorf("a piece ends at %.0f of 300", o.Position().X+o.Size().Width)
		}
	}
	m.Toggle()
	if seen() != 4 || m.Row.MinSize().Height <= high || folds != 1 {
		t.Errorf("open: %d pieces, height %.0f, told %d times", seen(), m.Row.MinSize().Height, folds)
	}
	m.Fold()
	m.Fold()
	if seen() == 4 || folds != 2 {
		t.Errorf("folded: %d pieces, told %d times", seen(), folds)
	}
}
