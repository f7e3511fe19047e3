package window

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/data/assessment"
)

// shift presses keys while the shift key is held.
func (p *player) shift(keys ...fyne.KeyName) {
	p.t.Helper()
	k, ok := p.canvas().Focused().(desktop.Keyable)
	if !ok {
		p.t.Fatalf("%T hears no shift key", p.canvas().Focused())
	}
	k.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	p.press(keys...)
	k.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
}

// edit does what the driver makes of Ctrl and a letter.
func (p *player) edit(s fyne.Shortcut) {
	if f, ok := p.canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	p.canvas().(fyne.Shortcutable).TypedShortcut(s)
}

func (p *player) wantCall(want string) {
	p.t.Helper()
	p.fire()
	if calls := p.desks.desk.Calls(); !slices.Contains(calls, want) {
		p.t.Errorf("calls %q, want %q", calls, want)
	}
}

func (p *player) sees(text string) bool {
	return strings.Contains(test.RenderToMarkup(p.canvas()), text)
}

// Several requirements that are ticked with Shift and the arrows, or with the space bar, get the same status with one
// digit, in one step; the rest stays as it was.
func TestAnswerSeveral(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.shift(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	p.press(fyne.KeyDown, fyne.KeyDown)
	p.write(" ")
	if !p.sees("4 Anforderungen ausgewählt") {
		t.Error("the window does not tell how many are ticked")
	}
	p.write("3")
	p.wantCall("together 4")
	for i := range 7 {
		want := assessment.StatusOpen
		if i < 3 || i == 4 {
			want = assessment.StatusNo
		}
		if got := d.Kept(i).Status; got != want {
			t.Errorf("requirement %d: %s, want %s", i, got, want)
		}
	}
	p.write("1") // nothing is ticked any more: only the one in view
	p.fire()
	if d.Kept(4).Status != assessment.StatusYes || d.Kept(0).Status != assessment.StatusNo {
		t.Errorf("after that: %s, %s", d.Kept(4).Status, d.Kept(0).Status)
	}
}

// G gives all that are ticked the whole answer of the one in view.
func TestSameAnswer(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(0, assessment.StatusPartly, "Nur im Haupthaus.")
	p := open(t, d)
	p.press(fyne.KeyHome)
	p.edit(&fyne.ShortcutSelectAll{})
	p.write("g")
	p.wantCall("together 12")
	if got := d.Kept(11); got.Status != assessment.StatusPartly || got.Explanation != "Nur im Haupthaus." {
		t.Errorf("the last one: %+v", got)
	}
}

// What several get together and what was typed before and after arrives in the order in which it was done.
func TestSeveralKeepTheirOrder(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.write("1")
	p.edit(&fyne.ShortcutSelectAll{})
	p.write("3")
	p.write("2")
	p.fire()
	if d.Kept(0).Status != assessment.StatusPartly || d.Kept(1).Status != assessment.StatusNo {
		t.Errorf("kept %s and %s", d.Kept(0).Status, d.Kept(1).Status)
	}
}

// Esc takes the ticks away before anything else, then the filters.
func TestEscapeStepByStep(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(0, assessment.StatusYes, "")
	p := open(t, d)
	p.press(fyne.KeyF4, fyne.KeyReturn)
	if !p.sees("11 von 12 Anforderungen") {
		t.Fatal("open ones are not filtered")
	}
	p.press(fyne.KeyEscape)
	p.write(" ")
	p.press(fyne.KeyEscape)
	if p.sees("ausgewählt") || !p.sees("11 von 12") {
		t.Error("ticks stay, or the filter has gone with them")
	}
	p.press(fyne.KeyEscape)
	if p.sees("11 von 12") {
		t.Error("the filter stays")
	}
}

// The search finds words anywhere in what is asked and answered, umlauts written in either way, all words of it.
func TestSearchEverywhere(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(5, assessment.StatusYes, "Bänder im Kreisarchiv")
	for query, want := range map[string]string{
		"kreisarchiv baender": "BAK.3", "schulung": "ORG.3", "unterschrieben leitlinie": "ORG.1", "srv.2": "SRV.2", "PAPIER": "INC.2",
	} {
		p := open(t, d)
		p.with(fyne.KeyModifierControl, fyne.KeyF)
		p.write(query)
		p.press(fyne.KeyReturn, fyne.KeyHome)
		p.wantTitle("Kreislage – Beantworten – " + want)
		p.shell.Window().Close()
	}
}

// Filters show what they would leave, and only those that would leave something.
func TestFiltersOffered(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(0, assessment.StatusDispensable, "")
	d.Put(1, assessment.StatusNo, "")
	a := d.Kept(1)
	a.Responsible, a.Due = "IT, Frau Weber", "2026-01-31"
	d.Set(1, a)
	p := open(t, d)
	for _, want := range []string{"Offen  10", "Meine  1", "Überfällig  1", "Entbehrlich ohne Begründung  1"} {
		if !p.sees(want) {
			t.Errorf("%q is not offered", want)
		}
	}
	for _, not := range []string{"Zwei Fassungen", "Mit Rückfrage", "Zu bestätigen", "Seit der letzten Abgabe"} {
		if p.sees(not) {
			t.Errorf("%q is offered for nothing", not)
		}
	}
}

// What has changed since the last reply can be filtered, also when it changes now.
func TestChangedSinceReply(t *testing.T) {
	d := stage.NewDistrict()
	d.Picture = desk.Overview{LastReply: &desk.LastReply{}, Since: []desk.ChangeSince{{Subject: assessment.AnswerSubject(stage.Key(4), assessment.FieldStatus)}}}
	p := open(t, d)
	if !p.sees("Seit der letzten Abgabe geändert  1") {
		t.Error("not offered")
	}
	p.write("1")
	if !p.sees("Seit der letzten Abgabe geändert  2") {
		t.Error("the answer of a moment ago does not count")
	}
}

// V takes over what was said in the last round, B confirms it, Shift+V does it for the topic; what was answered stays.
func TestTakeOverAndConfirm(t *testing.T) {
	d := stage.NewDistrict()
	for i := range 3 {
		d.Former(i, assessment.StatusPartly, "Wie im Vorjahr.")
	}
	d.Put(1, assessment.StatusYes, "Neu.")
	p := open(t, d)
	p.write("v")
	p.wantCall("carry [o1]")
	if !p.sees("Übernommen, noch nicht bestätigt.") || !p.sees("Wie im Vorjahr.") {
		t.Error("the answer that was taken over is not shown")
	}
	p.write("b")
	p.wantCall("confirm 1")
	if p.sees("noch nicht bestätigt") {
		t.Error("still to be confirmed")
	}
	p.write("V")
	p.wantCall("carry [o3]")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Beantworten – ORG.3") // waits to be confirmed
	if d.Kept(1).Explanation != "Neu." {
		t.Error("an answer was overwritten")
	}
}

// An edit of what was taken over confirms it.
func TestTypingConfirms(t *testing.T) {
	d := stage.NewDistrict()
	d.Former(0, assessment.StatusNo, "alt")
	p := open(t, d)
	p.write("v")
	p.press(fyne.KeyF2)
	p.write(" und neu")
	if p.sees("noch nicht bestätigt") {
		t.Error("still to be confirmed")
	}
}

// Undo goes to the requirement that it has changed and tells what it did; inside a text it takes back letters first.
func TestUndo(t *testing.T) {
	d := stage.NewDistrict()
	d.Step = desk.Step{Keys: []assessment.AnswerKey{stage.Key(7)}, Sentence: "Die Antwort zu SRV.2 ist zurückgenommen.", Left: 1}
	p := open(t, d)
	p.press(fyne.KeyF2)
	p.write("ab")
	p.edit(&fyne.ShortcutUndo{})
	p.fire()
	if slices.Contains(d.Calls(), "undo") || d.Kept(0).Explanation != "" {
		t.Errorf("in a text: calls %v, kept %q", d.Calls(), d.Kept(0).Explanation)
	}
	p.edit(&fyne.ShortcutUndo{})
	p.wantCall("undo")
	p.wantTitle("Kreislage – Beantworten – SRV.2")
	if !p.sees("Die Antwort zu SRV.2") || !p.sees("1 Feld wurde seither") {
		t.Error("nothing is told")
	}
	p.press(fyne.KeyEscape)
	p.edit(&fyne.ShortcutRedo{})
	p.wantCall("redo")
	p.with(fyne.KeyModifierControl|fyne.KeyModifierShift, fyne.KeyZ)
	if n := strings.Count(fmt.Sprint(d.Calls()), "redo"); n != 2 {
		t.Errorf("done again %d times", n)
	}
}

// M makes a measure of a gap with one key: what is typed is kept under one id, and is there when one comes back.
func TestMeasureWithOneKey(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(0, assessment.StatusNo, "")
	p := open(t, d)
	p.press(fyne.KeyHome)
	p.write("m")
	p.write("Leitlinie erlassen")
	p.fire()
	p.canvas().FocusNext()
	p.write("Hauptamt")
	p.fire()
	if len(d.Plans) != 1 || d.Plans[0].Title != "Leitlinie erlassen" || d.Plans[0].Responsible != "Hauptamt" || d.Plans[0].Requirement != "o1" {
		t.Fatalf("measures: %+v", d.Plans)
	}
	p.with(fyne.KeyModifierControl, fyne.KeyDown)
	p.with(fyne.KeyModifierControl, fyne.KeyUp)
	if !p.sees("Leitlinie erlassen") || !p.sees("Maßnahmen (1)") {
		t.Error("the measure is not shown any more")
	}
	p.press(fyne.KeyEscape)
	p.write("m")
	p.write(", unterschreiben")
	p.fire()
	if len(d.Plans) != 1 || d.Plans[0].Title != "Leitlinie erlassen, unterschreiben" {
		t.Errorf("measures: %+v", d.Plans)
	}
}

// The same letters work from inside a field with Alt.
func TestLettersInsideField(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.press(fyne.KeyF2)
	p.write("m")
	p.with(fyne.KeyModifierAlt, fyne.KeyI)
	p.write("Rückruf am Montag")
	p.wantCall("note Rückruf am Montag")
	if got := d.Kept(0).Explanation; got != "m" {
		t.Errorf("explanation %q", got)
	}
}

// A risk is accepted as soon as it says by whom and until when; an acceptance that has run out says so.
func TestAcceptRisk(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(0, assessment.StatusNo, "")
	d.Put(1, assessment.StatusNo, "")
	d.Row(1).Acceptance = desk.Acceptance{By: "Landrat", Until: "2026-01-01"}
	p := open(t, d)
	p.press(fyne.KeyHome)
	p.write("r")
	p.write("Landrätin")
	p.fire()
	if strings.Contains(fmt.Sprint(d.Calls()), "acceptance") {
		t.Error("kept without a day")
	}
	p.canvas().FocusNext()
	p.write("31.12.2027")
	p.wantCall("acceptance Landrätin 2027-12-31")
	p.with(fyne.KeyModifierControl, fyne.KeyDown)
	if !p.sees("Risikoübernahme am 01.01.2026 abgelaufen") {
		t.Error("an acceptance that has run out is not told")
	}
}

// Evidence is added by its path, or let go on the window; a workbook that is let go is looked at as an exchange file.
func TestEvidence(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	p.write("n")
	p.write("/tmp/konzept.pdf")
	p.press(fyne.KeyReturn)
	p.write("Seite 3")
	p.press(fyne.KeyReturn)
	p.wantCall("attach /tmp/konzept.pdf Seite 3")
	if !p.sees("konzept.pdf") || !p.sees("Anlagen (1)") {
		t.Error("the file is not listed")
	}
	p.press(fyne.KeyEscape)
	p.shell.drop([]string{"/tmp/foto.jpg"})
	p.wantCall("attach /tmp/foto.jpg ")
	p.shell.drop([]string{"/tmp/neu.xlsx"})
	p.wantTitle("Kreislage – Einlesen – 0 Dateien geprüft")
}

// What the office proposes is taken with P.
func TestTakeProposal(t *testing.T) {
	d := stage.NewDistrict()
	d.Row(0).Review = desk.Review{HasProposal: true, Proposed: assessment.StatusYes, Reason: "Vor Ort gesehen."}
	p := open(t, d)
	if !p.sees("Vor Ort gesehen.") {
		t.Error("the reason is not shown")
	}
	p.write("p")
	p.wantCall("take proposal o1")
}

// The history tells who changed what and what stood there before, compares two moments and brings one back.
func TestHistoryOfAnAnswer(t *testing.T) {
	d := stage.NewDistrict()
	past(d)
	p := open(t, d)
	p.press(fyne.KeyHome)
	p.write("h")
	for _, want := range []string{"Basis_06535_2.xlsx", "M. Baum", "vorher: nein – Bisher keine."} {
		if !p.sees(want) {
			t.Errorf("%q is not shown", want)
		}
	}
	for range 40 { // to the first button that compares
		p.canvas().FocusNext()
		if b, ok := p.canvas().Focused().(interface{ Press() }); ok && strings.Contains(fmt.Sprintf("%+v", p.canvas().Focused()), "Vergleichen") {
			b.Press()
			break
		}
	}
	if !p.sees("Vergleich") || !p.sees("jetzt") {
		t.Error("no comparison")
	}
	p.canvas().FocusNext()
	p.press(fyne.KeyReturn)
	p.wantCall("bring back 3")
}

// past puts a history on stage.
func past(d *stage.Desk) {
	k := stage.Key(0)
	before := assessment.Statement{Status: assessment.StatusNo, Explanation: "Bisher keine."}.Encode()
	after := assessment.Statement{Status: assessment.StatusPartly, Explanation: "Entwurf liegt vor."}.Encode()
	status := assessment.AnswerSubject(k, assessment.FieldStatus)
	d.Past = map[assessment.AnswerKey][]desk.HistoryEntry{k: {
		{ID: 1, At: stage.Now.Add(-48 * time.Hour), Who: "K. Weber", Source: desk.SourceTyped, Subject: status, After: []string{before}},
		{ID: 2, At: stage.Now.Add(-24 * time.Hour), Who: "M. Baum", Source: desk.SourceHand, File: "Basis_06535_2.xlsx", Subject: assessment.AnswerSubject(k, assessment.FieldDue), After: []string{"2027-03-31"}},
		{ID: 3, At: stage.Now, Who: "K. Weber", Source: desk.SourceTyped, Subject: status, Before: []string{before}, After: []string{after}},
	}}
	d.Put(0, assessment.StatusPartly, "Entwurf liegt vor.")
}

// Which parts are open is remembered from one requirement to the next and from one start to the next.
func TestPartsStayOpen(t *testing.T) {
	d := stage.NewDistrict()
	past(d)
	p := open(t, d)
	p.press(fyne.KeyHome)
	p.write("h")
	p.press(fyne.KeyDown, fyne.KeyUp)
	if !p.sees("M. Baum") {
		t.Error("closed after a step")
	}
	if got := readSettings(p.shell.o.App.Preferences(), "de"); !got.opened("history") {
		t.Errorf("remembered: %q", got.Open)
	}
	p.write("h")
	if p.sees("M. Baum") {
		t.Error("a second time does not close it")
	}
}

// "Saved" is said, and told, only once everything typed is kept.
func TestSavedIsTrue(t *testing.T) {
	d := stage.NewDistrict()
	p := open(t, d)
	var kept []assessment.Answer
	p.shell.o.Kept = func(a assessment.Answer) { kept = append(kept, a) }
	p.shell.Go(shared.Route{Screen: "answer"})
	d.Fail = errors.New("disk full")
	p.write("1")
	p.fire()
	if len(kept) > 0 || p.sees("gespeichert</text>") && !p.sees("nicht gespeichert") {
		t.Fatalf("told %+v", kept)
	}
	d.Fail = nil
	p.press(fyne.KeyF2)
	p.write("x")
	p.fire()
	if len(kept) == 0 || kept[len(kept)-1].Explanation != "x" || kept[len(kept)-1].Status != assessment.StatusYes {
		t.Errorf("told %+v", kept)
	}
}

// Answering looks as it was approved: with several ticked, with a proposal, a last answer and open parts, with the list
// of keys, and where there is little room.
func TestAnsweringLooksAsApproved(t *testing.T) {
	whole := func() *stage.Desk {
		d := answeredDistrict()
		past(d)
		d.Former(0, assessment.StatusNo, "Im Vorjahr gab es noch keinen Entwurf.")
		d.Row(0).Review = desk.Review{Mark: desk.ReviewSeen, By: "S. Roth", On: "2026-11-20", Changed: true, HasProposal: true, Proposed: assessment.StatusYes, Reason: "Die Leitlinie hing im Flur."}
		d.Row(0).Attachments = []desk.Attachment{{ID: "a1", Name: "Leitlinie.pdf", Size: 1_234_567, Here: true, Note: "Seite 1"}, {ID: "a2", Name: "Protokoll.docx", Size: 23_456}}
		d.Row(0).Acceptance = desk.Acceptance{By: "Landrätin", Until: "2027-06-30", Reason: "bis zum Umzug"}
		d.Row(0).Note = "Mit dem Personalrat sprechen."
		return d
	}
	for _, c := range []struct {
		name  string
		scale int
		act   func(*player)
	}{
		{"ticked", 100, func(p *player) { p.press(fyne.KeyHome); p.shift(fyne.KeyDown, fyne.KeyDown) }},
		{"parts", 100, func(p *player) {
			p.press(fyne.KeyHome)
			for _, key := range "lmnrih" {
				p.press(fyne.KeyEscape)
				p.write(string(key))
			}
		}},
		{"keys", 100, func(p *player) { p.press(fyne.KeyF1) }},
		{"large", 200, func(p *player) { p.press(fyne.KeyHome, fyne.KeyF2) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, whole())
			defer p.shell.SetLook("light", 100)
			p.shell.SetLook("light", c.scale)
			p.shell.bar = nil
			p.shell.show(p.shell.route)
			c.act(p)
			p.settle()
			view := p.shell.screen.View() // without the bar, which other screens change
			if top := p.canvas().Overlays().Top(); top != nil {
				view = top
			}
			test.AssertObjectRendersToMarkup(t, "answer-"+c.name+".xml", view)
		})
	}
}
