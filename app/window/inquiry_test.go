package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
)

// The open questions of all districts are one list: filtered, answered ones told apart, Enter goes to the answer and
// back to the same line.
func TestOpenQuestions(t *testing.T) {
	p := open(t, stage.NewOffice(3).Inquire())
	p.shell.Go(shared.Route{Screen: "remarks"})
	p.wantTitle("Kreislage – Rückfragen – 2 offene Rückfragen")
	p.wantSeen("geantwortet 22.11.2026")
	p.wantSeen("noch nichts")
	p.press(fyne.KeyDown)
	p.wantSeen("Ja, am 14.11.2026, Protokoll liegt bei.")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Antworten – Vogelsbergkreis, BAK.2: teilweise")
	p.press(fyne.KeyBackspace)
	p.wantSeen("Ja, am 14.11.2026, Protokoll liegt bei.")
	p.tabTo(button("1 ohne Antwort"))
	p.press(fyne.KeyReturn)
	p.wantSeen("Von wann ist die Leitlinie?")
	if seen := p.seen(); strings.Contains(seen, "eines ganzen Servers") {
		t.Error("a question with a reply is shown among those without")
	}
}

// E settles the chosen question; the last one leaves an empty list that says how to ask; settling can be taken back.
func TestSettleByKey(t *testing.T) {
	d := stage.NewOffice(3).Inquire()
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "remarks"})
	p.write("e")
	p.wantTitle("Kreislage – Rückfragen – 1 offene Rückfrage")
	p.wantSeen("Erledigt: Vogelsbergkreis, ORG.1")
	if !d.Remark(0).Settled || d.Remark(4).Settled {
		t.Error("another question is settled")
	}
	p.tabTo(button("Wieder öffnen"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Rückfragen – 2 offene Rückfragen")
	p.write("ee")
	p.wantTitle("Kreislage – Rückfragen – 0 offene Rückfragen")
	p.wantSeen("Keine offenen Rückfragen")
	p.tabTo(button("Wieder öffnen"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Rückfragen – 1 offene Rückfrage")
}

// A sample of the size that is chosen is opened answer by answer, and copied as a table to take along.
func TestSample(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.shell.Go(shared.Route{Screen: "remarks"})
	p.write("2")
	p.wantTitle("Kreislage – Rückfragen – Stichprobe mit 10 Antworten")
	p.press(fyne.KeyDown, fyne.KeyReturn)
	p.wantTitle("Kreislage – Antworten – Landkreis Kassel, ORG.2: unbearbeitet")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Rückfragen – Stichprobe mit 10 Antworten")
	p.tabTo(button("5"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Rückfragen – Stichprobe mit 5 Antworten")
	p.tabTo(button("Liste kopieren"))
	p.press(fyne.KeyReturn)
	lines := strings.Split(fyne.CurrentApp().Clipboard().Content(), "\n")
	if len(lines) != 6 || lines[1] != "1.\tVogelsbergkreis\tORG.1\tLeitlinie zur Informationssicherheit\tMUSS" {
		t.Errorf("copied: %q", lines)
	}
}

// A district that is divided is read scope by scope.
func TestScopesAreRead(t *testing.T) {
	p := open(t, stage.NewOffice(2).Divide())
	p.shell.Go(shared.Route{Screen: "district", Round: string(stage.Round), District: "06535"})
	p.wantSeen("Kreishaus")
	p.shell.Go(shared.Route{Screen: "district", Round: string(stage.Round), District: "06535", Scope: "s2"})
	p.wantSeen("Schulen")
}
