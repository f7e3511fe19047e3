package window

import (
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/look"
)

// With text at 200 per cent the bar keeps to one line: what has no room waits behind a button that opens with Enter,
// the keys lead everywhere all the same, and the button tells that the screen in view is behind it.
func TestBarFolds(t *testing.T) {
	p := open(t, answeredDistrict())
	p.shell.SetLook(look.Light, 200)
	defer p.shell.SetLook(look.Light, 100)
	p.shell.bar = nil
	p.way("answer")
	p.settle()
	visible := func() int {
		n := 0
		for _, b := range p.shell.bar.buttons {
			if b.Visible() {
				n++
			}
		}
		return n
	}
	if n := visible(); n < 3 || n == len(p.shell.bar.buttons) {
		t.Fatalf("%d of %d ways in the bar", n, len(p.shell.bar.buttons))
	}
	p.tabTo(button("Mehr …"))
	p.press(fyne.KeyReturn)
	if visible() != len(p.shell.bar.buttons) {
		t.Error("the rest does not come")
	}
	p.tabTo(button("Konflikte"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Konflikte – 0 Konflikte")
	if visible() == len(p.shell.bar.buttons) {
		t.Error("the rest stays")
	}
}
