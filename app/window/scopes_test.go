package window

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/widget"
)

// A district divides itself with the keyboard alone: the first scope is named, and what follows from it is said before.
func TestFirstScope(t *testing.T) {
	d := answeredDistrict()
	p := open(t, d)
	p.way("scopes")
	p.with(fyne.KeyModifierControl, fyne.KeyN)
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "Danach antworten nur noch die Bereiche.") {
		t.Errorf("not said: %s", seen)
	}
	p.press(fyne.KeyReturn)
	p.write("Schulen")
	p.press(fyne.KeyReturn)
	if got := strings.Join(d.Calls(), ","); got != "whole cautious,scope Schulen,whole cautious" {
		t.Errorf("calls: %s", got)
	}
	p.wantTitle("Kreislage – Geltungsbereiche – 1 Bereich antwortet")
}

// A scope is renamed as one types, kept soon after the last key, and never with an empty name; what can not be kept
// holds the screen.
func TestScopeIsRenamed(t *testing.T) {
	d := answeredDistrict().Divide()
	p := open(t, d)
	p.way("scopes")
	p.press(fyne.KeyDown, fyne.KeyReturn)
	p.write(" und Nebengebäude")
	p.fire()
	if got := d.Divided[0].Name; got != "Kreishaus und Nebengebäude" {
		t.Fatalf("kept: %q", got)
	}
	d.Fail = errors.New("disk full")
	p.write("!")
	p.way("answer")
	p.wantTitle("Kreislage – Geltungsbereiche – 2 Bereiche antworten")
	d.Fail = nil
	p.way("answer")
	if got := d.Divided[0].Name; got != "Kreishaus und Nebengebäude!" {
		t.Errorf("kept after all: %q", got)
	}
}

// Answers are copied from another scope, and the person is told that they are to be confirmed.
func TestScopeIsCopied(t *testing.T) {
	d := answeredDistrict().Divide()
	p := open(t, d)
	p.way("scopes")
	p.press(fyne.KeyDown, fyne.KeyDown)
	p.tabTo(button("Kopieren"))
	p.press(fyne.KeyReturn)
	if got := strings.Join(d.Calls(), ","); !strings.Contains(got, "copy whole s2") {
		t.Errorf("calls: %s", got)
	}
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "4 Antworten sind aus „ganzer Landkreis“ nach „Schulen“ kopiert.") || !strings.Contains(seen, "zu bestätigen") {
		t.Errorf("seen: %s", seen)
	}
}

// A scope that is retired is said to be, and can be taken up again.
func TestScopeIsRetired(t *testing.T) {
	d := answeredDistrict().Divide()
	p := open(t, d)
	p.way("scopes")
	p.press(fyne.KeyDown)
	p.tabTo(button("Stilllegen"))
	p.press(fyne.KeyReturn)
	if !d.Divided[0].Retired {
		t.Fatal("not retired")
	}
	p.tabTo(button("Wieder aufnehmen"))
	p.press(fyne.KeyReturn)
	if d.Divided[0].Retired {
		t.Error("still retired")
	}
}

// The whole is seen as the more cautious or as the average, as chosen, with what the scopes say differently.
func TestWholeIsCombined(t *testing.T) {
	d := answeredDistrict().Divide()
	p := open(t, d)
	p.way("scopes")
	p.tabTo(button("Das Ganze"))
	p.press(fyne.KeyReturn)
	if _, ok := p.canvas().Focused().(*widget.Chart); !ok {
		t.Errorf("focus: %T", p.canvas().Focused())
	}
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "1 Anforderung, zu der die Bereiche Verschiedenes sagen") {
		t.Errorf("seen: %s", seen)
	}
	p.tabTo(button("Durchschnitt"))
	p.press(fyne.KeyReturn)
	if got := strings.Join(d.Calls(), ","); !strings.HasSuffix(got, "whole average") {
		t.Errorf("calls: %s", got)
	}
}

// The way from a scope leads to its answers, and from there to those of another scope at the same requirement.
func TestAnswerForScope(t *testing.T) {
	d := answeredDistrict().Divide()
	p := open(t, d)
	p.way("scopes")
	p.press(fyne.KeyDown, fyne.KeyDown)
	p.tabTo(func(f fyne.Focusable) bool { return button("Beantworten")(f) && !f.(*widget.Button).Flat })
	p.press(fyne.KeyReturn)
	if got := p.shell.route; got.Screen != "answer" || got.Scope != "s2" {
		t.Fatalf("leads to %+v", got)
	}
	seen := strings.Join(p.texts(), "|")
	if !strings.Contains(seen, "Schulen") {
		t.Errorf("the scope is not named: %s", seen)
	}
	p.tabTo(func(f fyne.Focusable) bool { c, ok := f.(*widget.Choice); return ok && c.Selected == "Schulen" })
	p.press(fyne.KeyLeft)
	if got := p.shell.route; got.Scope != "s1" || got.Requirement == "" {
		t.Errorf("the choice leads to %+v", got)
	}
}
