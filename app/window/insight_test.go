package window

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
)

// seen is all that stands on the window, in one line.
func (p *player) seen() string { return strings.Join(p.texts(), " ") }

func (p *player) wantSeen(text string) {
	p.t.Helper()
	if seen := p.seen(); !strings.Contains(seen, text) {
		p.t.Errorf("%q is not to be seen in: %s", text, seen)
	}
}

// From the row over all districts one goes down to the requirements of a topic, from there to an answer, and with the
// backspace key up again to the same places.
func TestTopicDrillDown(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.way("picture")
	p.press(fyne.KeyUp, fyne.KeyRight, fyne.KeyReturn)
	p.wantTitle("Kreislage – Thema – Vogelsbergkreis, BAK.1")
	p.press(fyne.KeyDown, fyne.KeyRight)
	p.wantTitle("Kreislage – Thema – Landkreis Kassel, BAK.2")
	p.wantSeen("Landkreis Kassel: ja, zwei Fassungen")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Antworten – Landkreis Kassel, BAK.2: unbearbeitet")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Thema – Landkreis Kassel, BAK.2")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Lagebild – Alle Landkreise, Datensicherung und Wiederherstellung")
}

// The total over all has nothing below it; the window says where to go.
func TestTotalSaysWhereToGo(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.way("picture")
	p.press(fyne.KeyUp, fyne.KeyHome, fyne.KeyReturn)
	p.wantTitle("Kreislage – Lagebild – Alle Landkreise, alle Themen")
	p.wantSeen("Bitte gehen Sie zu einem Thema")
}

// The heat map shows what is chosen with a digit, a change with its sign, and says against what.
func TestMeasures(t *testing.T) {
	p := open(t, stage.NewOffice(4))
	p.way("picture")
	p.write("5")
	p.wantSeen("−12")
	p.wantSeen("+12")
	p.wantSeen("±0")
	p.press(fyne.KeyRight)
	p.wantSeen("±0 Prozentpunkte gegenüber „Basisprüfung 2026“")
	p.write("4")
	p.wantSeen("25\u00a0% der Maßnahmen erledigt")
}

// S sorts the rows by the column of the cursor, the worst first, then the best, then as they were; Z sorts the columns.
// The cursor stays on its district, what is not known comes last, and coming back finds the same order.
func TestHeatMapIsSorted(t *testing.T) {
	p := open(t, stage.NewOffice(5))
	p.way("picture")
	order := func() string {
		var names []string
		for _, text := range p.texts() {
			for _, name := range []string{"Vogelsbergkreis", "Landkreis Kassel", "Werra-Meißner-Kreis", "Landkreis 003", "Landkreis 004"} {
				if text == name {
					names = append(names, name[len(name)-3:])
				}
			}
		}
		return strings.Join(names, " ")
	}
	if got := order(); got != "eis sel eis 003 004" {
		t.Fatalf("order: %s", got)
	}
	p.press(fyne.KeyDown)
	p.write("s")
	if got := order(); got != "eis 004 sel 003 eis" {
		t.Errorf("the worst first: %s", got)
	}
	p.wantSeen("Landkreise sortiert nach „Organisation und Personal“, ungünstigster Wert zuerst.")
	p.wantTitle("Kreislage – Lagebild – Landkreis Kassel, Organisation und Personal")
	p.press(fyne.KeyReturn, fyne.KeyBackspace)
	if got := order(); got != "eis 004 sel 003 eis" {
		t.Errorf("after coming back: %s", got)
	}
	p.wantTitle("Kreislage – Lagebild – Landkreis Kassel, Organisation und Personal")
	p.write("s")
	if got := order(); got != "003 sel eis 004 eis" {
		t.Errorf("the best first: %s", got)
	}
	p.write("s")
	if got := order(); got != "eis sel eis 003 004" {
		t.Errorf("as it was: %s", got)
	}
	p.write("z")
	p.wantSeen("Spalten sortiert nach „Landkreis Kassel“, ungünstigster Wert zuerst.")
	p.press(fyne.KeyHome, fyne.KeyRight)
	p.wantTitle("Kreislage – Lagebild – Landkreis Kassel, Informationssicherheitsvorfälle")
}

// The heat map is taken along as it stands: Ctrl+C copies its table in the order shown, and a picture of it is kept where
// the person says.
func TestHeatMapIsTakenAlong(t *testing.T) {
	for _, screen := range []string{"picture", "topic"} {
		d := stage.NewOffice(3)
		p := open(t, d)
		p.shell.settings.Out = "/neu"
		p.shell.Go(shared.Route{Screen: screen})
		p.shell.Window().Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{})
		text := fyne.CurrentApp().Clipboard().Content()
		if lines := strings.Split(strings.TrimSpace(text), "\n"); len(lines) != 6 || !strings.HasPrefix(lines[1], "Landkreis\t") || !strings.HasPrefix(lines[3], "Vogelsbergkreis\t") {
			t.Errorf("%s in the clipboard: %q", screen, text)
		}
		p.wantSeen("Die Tabelle liegt in der Zwischenablage")
		p.tabTo(button("Als Bild speichern …"))
		p.press(fyne.KeyReturn, fyne.KeyReturn)
		found := false
		for path, raw := range d.Written {
			found = found || strings.HasSuffix(path, "-Basisprüfung-2027.png") && strings.HasPrefix(string(raw), "\x89PNG") && len(raw) > 3000
		}
		if !found {
			t.Errorf("%s: no picture among %d files", screen, len(d.Written))
		}
	}
}

// The overview of the round is written as a workbook where the person says, with the keyboard alone.
func TestReportIsWritten(t *testing.T) {
	d := stage.NewOffice(3)
	p := open(t, d)
	p.shell.settings.Out = "/neu"
	p.way("picture")
	p.tabTo(button("Überblick als Excel"))
	p.press(fyne.KeyReturn, fyne.KeyReturn)
	path := filepath.Join("/neu", "Überblick-Basisprüfung-2027.xlsx")
	if calls := d.Calls(); !slices.Contains(calls, "report "+path) {
		t.Errorf("calls: %v", calls)
	}
	p.wantSeen("Gespeichert: " + path)
}

// The analysis says what to do first and why, and leads to where it is lacking.
func TestGapsLeadToTheTopic(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.way("analysis")
	p.wantTitle("Kreislage – Auswertung – Lücken")
	p.wantSeen("Diese 10 zuerst")
	p.wantSeen("fehlt das noch; Gewicht 4, Aufwand 2.")
	p.press(fyne.KeyDown, fyne.KeyReturn)
	at := p.shell.route
	if at.Screen != "topic" || at.Requirement == "" {
		t.Fatalf("leads to %+v", at)
	}
	p.wantSeen("Alle Landkreise: ")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Auswertung – Lücken")
	p.press(fyne.KeyReturn)
	if got := p.shell.route; got.Requirement != at.Requirement {
		t.Errorf("comes back to %s, not to %s", got.Requirement, at.Requirement)
	}
}

// The distribution of a topic is read aloud, and Enter on a requirement shows all districts.
func TestSpreadIsReadAloud(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.way("analysis")
	p.write("2")
	p.wantTitle("Kreislage – Auswertung – Anforderungen")
	c := p.chartNo(0)
	p.press(fyne.KeyRight)
	if got := c.Said(); got != "ORG.1 Leitlinie zur Informationssicherheit: 1 von 3 nein, 33\u00a0% erfüllt." && got != "ORG.1 Leitlinie zur Informationssicherheit: 1 von 3 ja, 33\u00a0% erfüllt." {
		t.Errorf("says %q", got)
	}
	p.press(fyne.KeyDown, fyne.KeyReturn)
	p.wantTitle("Kreislage – Thema – Alle Landkreise, ORG.2")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Auswertung – Anforderungen")
}

// One district is compared with the others; the arrows choose another, and what is typed finds one.
func TestCompare(t *testing.T) {
	p := open(t, stage.NewOffice(5))
	p.way("analysis")
	p.write("3")
	p.wantTitle("Kreislage – Auswertung – Vogelsbergkreis, Vergleich")
	p.wantSeen("Vogelsbergkreis im Vergleich")
	p.press(fyne.KeyDown)
	p.wantTitle("Kreislage – Auswertung – Landkreis Kassel, Vergleich")
	p.chartNo(0)
	p.press(fyne.KeyHome)
	if got, want := p.chartNo(0).Said(), "Organisation und Personal: 33\u00a0% erfüllt. Von 4 Landkreisen: Median 17\u00a0%, die mittlere Hälfte zwischen 0\u00a0% und 50\u00a0%."; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	p.write("4")
	p.wantTitle("Kreislage – Auswertung – Landkreis Kassel, Verlauf")
	p.press(fyne.KeyHome)
	p.wantTitle("Kreislage – Auswertung – Alle Landkreise, Verlauf")
	p.chartNo(0)
	p.press(fyne.KeyEnd)
	p.wantSeen("Basisprüfung 2027")
}

// Where no round was asked yet, each screen says how to begin.
func TestInsightBeforeTheFirstRound(t *testing.T) {
	d := stage.NewOffice(2)
	d.List = nil
	p := open(t, d)
	for _, screen := range []string{"picture", "topic", "analysis"} {
		p.shell.Go(shared.Route{Screen: screen})
		p.wantSeen("Noch keine Erhebung")
	}
}
