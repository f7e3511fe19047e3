package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kreislage/app/window/stage"
	"kreislage/data/assessment"
)

// A digit answers the requirement in view, Backspace takes the answer back, and both are kept when a moment has passed.
func TestDigitsAnswer(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	for digit, want := range map[string]assessment.Status{
		"1": assessment.StatusYes, "2": assessment.StatusPartly, "3": assessment.StatusNo, "4": assessment.StatusDispensable, "0": assessment.StatusOpen,
	} {
		p.write(digit)
		p.fire()
		if got := d.Kept(0).Status; got != want {
			t.Errorf("%s: got %s, want %s", digit, got, want)
		}
	}
	p.write("1")
	p.press(fyne.KeyBackspace)
	p.fire()
	if got := d.Kept(0).Status; got != assessment.StatusOpen {
		t.Errorf("Backspace: got %s", got)
	}
}

// The arrows move between requirements, Enter goes to the next open one and past the answered ones.
func TestMoveBetweenRequirements(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(1, assessment.StatusYes, "")
	p := open(t, d)
	p.wantTitle("Kreislage – Beantworten – ORG.1")
	p.press(fyne.KeyDown, fyne.KeyDown)
	p.wantTitle("Kreislage – Beantworten – ORG.3")
	p.press(fyne.KeyUp, fyne.KeyUp, fyne.KeyUp)
	p.wantTitle("Kreislage – Beantworten – ORG.1")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Beantworten – ORG.3")
	p.press(fyne.KeyPageDown)
	p.wantTitle("Kreislage – Beantworten – BAK.1")
	p.press(fyne.KeyPageUp)
	p.wantTitle("Kreislage – Beantworten – ORG.3")
}

// From inside a field Ctrl and the arrows move on, Ctrl+Enter goes to the next open one, and a digit then answers
// instead of being typed.
func TestMoveFromField(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.press(fyne.KeyF2)
	p.write("Konzept 2024")
	p.with(fyne.KeyModifierControl, fyne.KeyDown)
	p.wantTitle("Kreislage – Beantworten – ORG.2")
	if got := d.Kept(0).Explanation; got != "Konzept 2024" {
		t.Errorf("kept when moving on: %q", got)
	}
	p.with(fyne.KeyModifierControl, fyne.KeyUp)
	p.wantTitle("Kreislage – Beantworten – ORG.1")
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	p.wantTitle("Kreislage – Beantworten – ORG.2")
	p.write("2")
	p.fire()
	if got := d.Kept(1); got.Status != assessment.StatusPartly || got.Explanation != "" {
		t.Errorf("after Ctrl+Enter: %+v", got)
	}
}

// No keystroke is lost: what is typed is kept after a moment, on leaving the field, and on going to another screen.
func TestEveryKeystrokeIsKept(t *testing.T) {
	text := "Außenstellen fehlen."
	for name, leave := range map[string]func(*player){
		"a moment":       func(p *player) { p.fire() },
		"leaving":        func(p *player) { p.press(fyne.KeyEscape) },
		"tab":            func(p *player) { p.canvas().FocusNext() },
		"another screen": func(p *player) { p.way("send") },
		"the next":       func(p *player) { p.press(fyne.KeyPageDown) },
	} {
		d := stage.NewDistrict()
		p := open(t, d)
		p.press(fyne.KeyF2)
		p.write(text)
		leave(p)
		if got := d.Kept(0).Explanation; got != text {
			t.Errorf("%s: kept %q", name, got)
		}
	}
}

// Digits in a field are text, not answers.
func TestDigitsInFieldAreText(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.press(fyne.KeyF2)
	p.write("1234")
	p.fire()
	if got := d.Kept(0); got.Status != assessment.StatusOpen || got.Explanation != "1234" {
		t.Errorf("kept: %+v", got)
	}
	p.with(fyne.KeyModifierControl, fyne.Key1)
	p.fire()
	if got := d.Kept(0).Status; got != assessment.StatusYes {
		t.Errorf("Ctrl+1 in a field: %s", got)
	}
}

// An explanation ends at its greatest length; what is too long is not taken, and the rest stays as it was.
func TestExplanationIsCapped(t *testing.T) {
	d := stage.NewDistrict()
	almost := strings.Repeat("Wort ", assessment.MaxExplanation/5)[:assessment.MaxExplanation-1]
	d.Put(0, assessment.StatusYes, almost)
	p := open(t, d)
	p.way("answer")
	p.press(fyne.KeyUp, fyne.KeyUp, fyne.KeyF2)
	p.wantTitle("Kreislage – Beantworten – ORG.1")
	p.write("xyz")
	p.fire()
	want := almost + "x"
	if got := d.Kept(0).Explanation; got != want {
		t.Errorf("kept %d characters ending in %q", len([]rune(got)), got[max(len(got)-4, 0):])
	}
}

// A day is kept once it can be read, and shown as people write it; what is no day is not kept.
func TestDue(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.press(fyne.KeyF2)
	p.canvas().FocusNext()
	p.canvas().FocusNext()
	p.write("31.1.27")
	p.fire()
	if got := d.Kept(0).Due; got != "2027-01-31" {
		t.Errorf("due: %q", got)
	}
	p.write("x")
	p.press(fyne.KeyEscape)
	if got := d.Kept(0).Due; got != "2027-01-31" {
		t.Errorf("due after nonsense: %q", got)
	}
}

// Only open ones are listed when asked for, the search looks into titles and explanations, and a requirement that is
// filtered away is still shown when Enter leads to it.
func TestFilter(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.with(fyne.KeyModifierControl, fyne.KeyF)
	p.write("notfall")
	p.press(fyne.KeyReturn, fyne.KeyHome)
	p.wantTitle("Kreislage – Beantworten – INC.2")
	p.write("1")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Beantworten – INC.3")
}

// When everything is answered Enter says so and offers to send.
func TestAllAnswered(t *testing.T) {
	d := stage.NewDistrict()
	for i := range 12 {
		d.Put(i, assessment.StatusYes, "")
	}
	p := open(t, d)
	p.press(fyne.KeyReturn)
	p.canvas().FocusNext()
	p.wantTitle("Kreislage – Beantworten – ORG.1")
}

// The district replies to the office's question beside the requirement; the reply is kept as everything else.
func TestReplyToRemark(t *testing.T) {
	d := stage.NewDistrict()
	d.Ask(0, "Seit wann gilt die Leitlinie?")
	p := open(t, d)
	p.canvas().FocusNext() // from the list to the first field in reading order: the reply
	p.write("Seit Mai 2024.")
	p.press(fyne.KeyEscape)
	if got := d.Remark(0).Reply; got != "Seit Mai 2024." {
		t.Errorf("reply: %q", got)
	}
}

// Sending says in plain words how the answers stand and writes the file where the person wants it.
func TestSend(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(0, assessment.StatusDispensable, "")
	p := open(t, d)
	p.way("send")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Abgeben – Nr. 1 geschrieben")
	calls := d.Calls()
	if got := calls[len(calls)-1]; got != "export [] /daten/Kreislage-Ausgang" {
		t.Errorf("calls: %v", calls)
	}
	if p.shell.settings.Out != "/daten/Kreislage-Ausgang" {
		t.Errorf("remembered: %q", p.shell.settings.Out)
	}
}

// In a round that is closed answers can be looked at but not changed, so that nothing is typed that can not be kept.
func TestClosedRoundCanBeRead(t *testing.T) {
	d := answeredDistrict()
	d.List[0].State = assessment.RoundClosed
	p := open(t, d)
	before := d.Kept(4)
	p.write("1")
	p.press(fyne.KeyF2)
	p.write("zu spät")
	if strings.Contains(test.RenderToMarkup(p.canvas()), "zu spät") {
		t.Error("a field takes what can not be kept")
	}
	p.way("send")
	p.wantTitle("Kreislage – Abgeben – Basisprüfung 2027")
	if d.Kept(4) != before || len(d.Calls()) != 0 {
		t.Errorf("changed to %+v; calls %v", d.Kept(4), d.Calls())
	}
}
