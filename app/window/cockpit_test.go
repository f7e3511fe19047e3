package window

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/data/assessment"
)

// columns lists the districts in sight of a table, in the order in which they stand.
func (p *player) districts(d *stage.Desk) []string {
	var names []string
	for _, text := range p.texts() {
		for _, m := range d.Members {
			if text == m.Name {
				names = append(names, string(m.Key))
			}
		}
	}
	return names
}

// A digit sorts by its column: what wants a person first, then the other way round, then as the round has it. The
// chosen district stays chosen, and coming back finds the same order.
func TestCockpitIsSorted(t *testing.T) {
	d := stage.NewOffice(6)
	p := open(t, d)
	p.way("cockpit")
	own := []string{"06535", "06633", "06636", "09003", "09004", "09005"}
	if got := p.districts(d); !slices.Equal(got, own) {
		t.Fatalf("order: %v", got)
	}
	p.press(fyne.KeyDown)
	p.write("2")
	urgent := []string{"09004", "09003", "09005", "06636", "06633", "06535"}
	if got := p.districts(d); !slices.Equal(got, urgent) {
		t.Errorf("by state: %v, want %v", got, urgent)
	}
	p.wantSeen("↓ Stand")
	p.wantSeen("Landkreis Kassel: Zwischenstand")
	p.write("l")
	p.wantTitle("Kreislage – Landkreis – Landkreis Kassel")
	p.press(fyne.KeyBackspace)
	p.wantSeen("Landkreis Kassel: Zwischenstand")
	p.write("2")
	slices.Reverse(urgent)
	if got := p.districts(d); !slices.Equal(got, urgent) {
		t.Errorf("turned: %v, want %v", got, urgent)
	}
	p.write("2")
	if got := p.districts(d); !slices.Equal(got, own) {
		t.Errorf("as it was: %v", got)
	}
	p.write("4") // fulfilment: the worst first, of whom nothing has come last
	if got := p.districts(d); got[0] != "06535" || got[5] != "06636" {
		t.Errorf("by fulfilment: %v", got)
	}
}

// Enter goes to the reason: conflicts, files that were held, or the page about the district.
func TestCockpitLeadsToTheReason(t *testing.T) {
	d := stage.NewOffice(6).Inquire()
	p := open(t, d)
	p.way("cockpit")
	p.wantSeen("1 Datei beiseite")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Landkreis – Vogelsbergkreis")
	p.press(fyne.KeyBackspace, fyne.KeyDown)
	p.wantSeen("1 Datei konnte nicht übernommen werden")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Beiseitegelegte Dateien – 1 Datei")
	p.wantSeen("Bitten Sie den Landkreis, sie noch einmal zu schicken.")
	p.tabTo(button("Erledigt, entfernen"))
	p.press(fyne.KeyReturn)
	if slices.Contains(d.Calls(), "discard 3") {
		t.Fatal("removed without a question")
	}
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Beiseitegelegte Dateien – 0 Dateien")
	p.press(fyne.KeyBackspace)
	p.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if got := p.shell.route.Screen; got != "conflicts" {
		t.Errorf("a conflict leads to %s", got)
	}
}

// What differs is told: an own due date, a sign-off that does not hold any more, a note.
func TestCockpitTellsWhatDiffers(t *testing.T) {
	d := stage.NewOffice(2)
	d.Note = "Rückruf"
	d.Signed = desk.SignOff{Name: "A. Becker", On: "2026-11-20", Changed: 2}
	d.List[0].Extended = map[assessment.DistrictKey]assessment.Date{"06535": "2027-02-28"}
	p := open(t, d)
	p.way("cockpit")
	p.wantSeen("Freigabe überholt")
	p.wantSeen("28.02.2027")
	p.wantSeen("nach der Freigabe von A. Becker am 20.11.2026 wurden 2 Antworten geändert · eigene Frist 28.02.2027 · Notiz vorhanden")
	if seen := p.seen(); strings.Contains(seen, "31.01.2027") {
		t.Error("the due date of the round is repeated")
	}
}

// The texts that remind are copied one by one or all together.
func TestReminders(t *testing.T) {
	p := open(t, stage.NewOffice(6))
	p.way("cockpit")
	p.tabTo(button("Erinnerungen"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Erinnerungen – 3 Landkreise überfällig")
	p.press(fyne.KeyDown)
	p.write("c")
	if got := fyne.CurrentApp().Clipboard().Content(); !strings.HasPrefix(got, "Erinnerung: Basisprüfung 2027, Landkreis 004\n\nGuten Tag,") {
		t.Errorf("copied: %q", got)
	}
	p.wantSeen("Der Text für „Landkreis 004“ ist kopiert.")
	p.write("a")
	if got := fyne.CurrentApp().Clipboard().Content(); strings.Count(got, "Guten Tag") != 3 {
		t.Errorf("copied: %q", got)
	}
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Stand – 5 von 6 eingegangen")
}

// The list of a round tells who got which file when and whether a receipt came back; it is copied as a table, and the
// backspace key leads back to writing files.
func TestSentList(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.shell.Go(shared.Route{Screen: "export"})
	p.tabTo(button("Versandliste"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Dateien schreiben – Verschickte Dateien")
	p.wantSeen("2 Dateien geschrieben, davon 1 mit Quittung.")
	p.wantSeen("noch nichts geschrieben")
	p.tabTo(button("Liste kopieren"))
	p.press(fyne.KeyReturn)
	lines := strings.Split(fyne.CurrentApp().Clipboard().Content(), "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[1], "Vogelsbergkreis\tBasispruefung-2027_06535_A-0001.xlsx\tA-0001\t") || !strings.HasSuffix(lines[1], "\tangekommen") {
		t.Errorf("copied: %q", lines)
	}
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Dateien schreiben – Basisprüfung 2027")
	p.shell.Go(shared.Route{Screen: "county", District: "06535"})
	p.wantSeen("Verschickte Dateien")
	p.wantSeen("A-0001")
}
