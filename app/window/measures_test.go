package window

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/app/window/widget"
)

// planned shows the measures of a district.
func planned(t *testing.T) (*stage.Desk, *player) {
	t.Helper()
	d := answeredDistrict().Plan()
	p := open(t, d)
	p.way("measures")
	return d, p
}

func planOf(d *stage.Desk, title string) desk.Measure {
	for _, m := range d.Plans {
		if m.Title == title {
			return m
		}
	}
	return desk.Measure{}
}

// A measure is typed with the keyboard alone, is kept as it is typed once it has a name and a requirement, and stays
// one measure however often it is changed.
func TestMeasureIsKeptAsTyped(t *testing.T) {
	d, p := planned(t)
	before := len(d.Plans)
	p.with(fyne.KeyModifierControl, fyne.KeyN)
	p.write("Notfallhandbuch drucken")
	p.fire()
	if len(d.Plans) != before {
		t.Fatal("kept without a requirement")
	}
	p.canvas().FocusNext()
	p.write("INC.2")
	p.fire()
	if len(d.Plans) != before+1 || d.Plans[before].Requirement != "i2" || d.Plans[before].State != desk.MeasurePlanned {
		t.Fatalf("kept: %+v", d.Plans)
	}
	p.canvas().FocusNext() // "Zur Anforderung"
	p.canvas().FocusNext()
	p.write("Hauptamt")
	p.canvas().FocusNext()
	p.write("30.6.27")
	p.press(fyne.KeyEscape)
	got := d.Plans[before]
	if len(d.Plans) != before+1 || got.Responsible != "Hauptamt" || got.Due != "2027-06-30" {
		t.Errorf("kept: %+v", d.Plans[before:])
	}
}

// Digits and Ctrl with the arrows move a measure to another state, in the list and on the board; the focus goes along.
func TestMeasureMovesOnTheBoard(t *testing.T) {
	d, p := planned(t)
	p.press(fyne.KeyDown) // the second by its day: "Vertretung …"
	const title = "Vertretung für die Informationssicherheit benennen"
	p.wantTitle("Kreislage – Maßnahmen – " + title)
	p.write("3")
	p.fire()
	if got := planOf(d, title).State; got != desk.MeasureDone {
		t.Errorf("digit: %s", got)
	}
	p.with(fyne.KeyModifierControl, fyne.KeyB)
	p.with(fyne.KeyModifierControl, fyne.KeyLeft)
	p.fire()
	if got := planOf(d, title).State; got != desk.MeasureRunning {
		t.Errorf("Ctrl+Left: %s", got)
	}
	p.press(fyne.KeyLeft)
	p.with(fyne.KeyModifierControl, fyne.KeyRight)
	p.fire()
	if got := planOf(d, title).State; got != desk.MeasureRunning {
		t.Errorf("another was meant: %s", got)
	}
	running := 0
	for _, m := range d.Plans {
		if m.State == desk.MeasureRunning {
			running++
		}
	}
	if running != 2 {
		t.Errorf("%d running: %+v", running, d.Plans)
	}
}

// Search and filters leave only what fits, and the overdue ones are told by a word.
func TestMeasureFilter(t *testing.T) {
	_, p := planned(t)
	all := p.texts()
	if !slices.Contains(all, "30.10.2026 überfällig") {
		t.Errorf("no word for what is overdue: %q", all)
	}
	p.with(fyne.KeyModifierControl, fyne.KeyF)
	p.write("personal")
	p.press(fyne.KeyReturn)
	seen := strings.Join(p.texts(), "|")
	if strings.Contains(seen, "Hauptamt") || !strings.Contains(seen, "Personalamt") || !strings.Contains(seen, "1 Maßnahme: 12.400 € einmalig, 3.600 € jährlich, 15 Personentage.") {
		t.Errorf("seen: %s", seen)
	}
}

// A route with a requirement shows its measure; where there is none, one is begun for it.
func TestMeasureOfRequirement(t *testing.T) {
	d, p := planned(t)
	p.shell.Go(shared.Route{Screen: "measures", Requirement: "o3"})
	p.wantTitle("Kreislage – Maßnahmen – Schulungsplattform für alle Beschäftigten beschaffen")
	p.shell.Go(shared.Route{Screen: "measures", Requirement: "i3"})
	p.write("Übung ansetzen")
	p.press(fyne.KeyEscape)
	if got := planOf(d, "Übung ansetzen"); got.Requirement != "i3" {
		t.Errorf("kept: %+v", got)
	}
}

// What can not be kept is told and holds the screen; nothing is lost.
func TestMeasureThatCanNotBeKept(t *testing.T) {
	d, p := planned(t)
	d.Fail = errors.New("disk full")
	p.press(fyne.KeyF2)
	p.write(" neu")
	p.way("answer")
	p.wantTitle("Kreislage – Maßnahmen – Bandsicherung im Kreisarchiv einlagern")
	d.Fail = nil
	p.way("answer")
	if got := planOf(d, "Bandsicherung im Kreisarchiv einlagern neu"); got.ID != "m4" {
		t.Errorf("kept: %+v", d.Plans)
	}
}

// What was done is taken back with Ctrl+Z and done again with Ctrl+Y, and the window says what that was.
func TestMeasureUndo(t *testing.T) {
	d, p := planned(t)
	d.Step = desk.Step{Sentence: "Die Maßnahme ist wieder geplant."}
	p.edit(&fyne.ShortcutUndo{})
	if got := strings.Join(d.Calls(), ","); got != "undo" {
		t.Errorf("calls: %s", got)
	}
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "Die Maßnahme ist wieder geplant.") {
		t.Error("nothing is said")
	}
	p.wantTitle("Kreislage – Maßnahmen – Bandsicherung im Kreisarchiv einlagern")
}

// In a district with scopes a new measure is for the one that is chosen; that of a kept one is told and stays.
func TestMeasureForScope(t *testing.T) {
	d := answeredDistrict().Plan().Divide()
	p := open(t, d)
	p.way("measures")
	if seen := strings.Join(p.texts(), "|"); !strings.Contains(seen, "Geltungsbereich|ganzer Landkreis|") {
		t.Errorf("a measure of the whole is not told as such: %s", seen)
	}
	p.with(fyne.KeyModifierControl, fyne.KeyN)
	p.tabTo(func(f fyne.Focusable) bool { c, ok := f.(*widget.Choice); return ok && c.Selected == "Kreishaus" })
	p.press(fyne.KeyRight)
	p.press(fyne.KeyF2)
	p.write("Netze trennen")
	p.canvas().FocusNext()
	p.write("SRV.1")
	p.press(fyne.KeyEscape)
	if got := planOf(d, "Netze trennen"); got.Scope != "s2" {
		t.Errorf("kept: %+v", got)
	}
}

// A measure that can not be kept yet is not lost by walking around, and going to another screen tells so first; one into
// which nothing was typed goes away by itself.
func TestMeasureDraft(t *testing.T) {
	d, p := planned(t)
	before := len(d.Plans)
	p.with(fyne.KeyModifierControl, fyne.KeyN)
	p.press(fyne.KeyEscape, fyne.KeyHome)
	if seen := strings.Join(p.texts(), "|"); strings.Count(seen, "Neue Maßnahme") != 1 { // the button alone
		t.Errorf("an empty one stays: %s", seen)
	}
	p.with(fyne.KeyModifierControl, fyne.KeyN)
	p.write("Netze trennen")
	for range 40 {
		p.canvas().FocusNext()
	}
	if seen := strings.Join(p.texts(), "|"); strings.Count(seen, "Netze trennen") != 2 { // in the list and in its field
		t.Errorf("lost: %s", seen)
	}
	p.way("answer")
	p.wantTitle("Kreislage – Maßnahmen – Neue Maßnahme")
	if len(d.Plans) != before {
		t.Errorf("kept: %+v", d.Plans)
	}
	p.way("answer")
	p.wantTitle("Kreislage – Beantworten – BAK.2")
}
