package window

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/data/assessment"
)

// flood are many replies: most by keys that nobody has confirmed, some clean, some of them damaged, a few with conflicts.
func flood(n int) []desk.FilePreview {
	files := make([]desk.FilePreview, n)
	for i := range files {
		f := desk.FilePreview{
			File: fmt.Sprintf("/in/%02d.xlsx", i), Verdict: desk.VerdictUntrusted, Sentence: "Ein neuer Schlüssel.", Integral: true,
			District: assessment.District{Key: assessment.DistrictKey(fmt.Sprintf("%05d", i)), Name: fmt.Sprintf("Kreis %02d", i)}, Rows: 10, New: i, Unchanged: 10 - i%10,
		}
		switch {
		case i%6 == 1:
			f.Verdict = desk.VerdictNew
		case i%6 == 2:
			f = desk.FilePreview{File: f.File, Verdict: desk.VerdictDamaged, Sentence: "Beschädigt."}
		case i%6 == 3:
			f.Conflicts = 2
		}
		files[i] = f
	}
	return files
}

// Many files are summed up and grouped: what is shown alone can be ticked alone, what a person takes upon himself with
// it is said, and nothing that can not be taken in is ever ticked.
func TestReceiveMany(t *testing.T) {
	d := stage.NewOffice(3)
	d.Files = flood(24)
	p := open(t, d)
	p.shell.drop([]string{"/in"})
	p.wantTitle("Kreislage – Einlesen – 24 Dateien geprüft")
	p.settle()
	for _, want := range []string{"24 Dateien: 232 neu, 0 geändert, 118 unverändert, 0 abgelehnt. Konflikte: 8", "Alle (24)", "geprüft, neu (4)", "neuer Schlüssel (16)", "beschädigt (4)", "mit Konflikten (4)", "4 Dateien übernehmen"} {
		if !slices.Contains(p.texts(), want) {
			t.Errorf("%q is not told: %q", want, p.texts())
		}
	}
	p.edit(&fyne.ShortcutSelectAll{})
	p.wantTitle("Kreislage – Einlesen – 20 Dateien angehakt")
	p.settle()
	if text := strings.Join(p.texts(), " "); !strings.Contains(text, "16 tragen Schlüssel, die noch niemand bestätigt hat") {
		t.Errorf("nobody says what a person takes upon himself: %s", text)
	}
	p.edit(&fyne.ShortcutSelectAll{})
	p.wantTitle("Kreislage – Einlesen – 0 Dateien angehakt")
	p.tabTo(button("mit Konflikten (4)"))
	p.press(fyne.KeyReturn)
	p.edit(&fyne.ShortcutSelectAll{})
	p.wantTitle("Kreislage – Einlesen – 4 Dateien angehakt")
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	p.wantTitle("Kreislage – Einlesen – 4 Dateien übernommen")
	want := []string{"preview [/in]", "accept /in/03.xlsx", "accept /in/09.xlsx", "accept /in/15.xlsx", "accept /in/21.xlsx"}
	if calls := d.Calls(); !slices.Equal(calls, want) {
		t.Errorf("calls: %v, want %v", calls, want)
	}
}

// One finds files by their districts, and ticks those that were found.
func TestReceiveFinds(t *testing.T) {
	d := stage.NewOffice(3)
	d.Files = flood(24)
	p := open(t, d)
	p.shell.drop([]string{"/in"})
	p.with(fyne.KeyModifierControl, fyne.KeyF)
	p.write("kreis 2")
	p.press(fyne.KeyReturn)
	p.edit(&fyne.ShortcutSelectAll{})
	p.wantTitle("Kreislage – Einlesen – 7 Dateien angehakt") // 21 to 23, and the four that need no person
}

// Taking in that is stopped says how many files are in, keeps the others ticked, and goes on with them.
func TestReceiveStopped(t *testing.T) {
	d := stage.NewOffice(3)
	d.Files = flood(24)
	d.StopAfter = 2
	p := open(t, d)
	p.shell.drop([]string{"/in"})
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	p.wantTitle("Kreislage – Einlesen – angehalten")
	p.settle()
	for _, want := range []string{"Angehalten. 2 Dateien sind ganz übernommen, die anderen gar nicht.", "übernommen (2)", "2 Dateien übernehmen"} {
		if !slices.Contains(p.texts(), want) {
			t.Errorf("%q is not told: %q", want, p.texts())
		}
	}
	d.StopAfter = 0
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	p.wantTitle("Kreislage – Einlesen – 4 Dateien übernommen")
}

// What came in together is taken back together when it was asked for twice; what is undone already is left out.
func TestUndoTogether(t *testing.T) {
	d := stage.NewOffice(3)
	for i := range 5 {
		d.Taken = append(d.Taken, desk.ImportInfo{ID: int64(9 - i), File: fmt.Sprintf("%d.xlsx", 9-i), At: stage.Now, Changes: 4, Batch: 6, Undone: i == 2})
	}
	d.Taken[4].Batch = 5
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "imports"})
	p.tabTo(button("Alle 3 zurücknehmen, die zusammen kamen"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Eingang – 3 Dateien zurücknehmen?")
	if len(d.Calls()) != 0 {
		t.Fatal("undone without a question")
	}
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Eingang – 3 Dateien zurückgenommen")
	if calls := d.Calls(); !slices.Equal(calls, []string{"undo 9", "undo 8", "undo 6"}) {
		t.Errorf("calls: %v", calls)
	}
}

// Writing that is stopped says how many files are written, and goes on with the districts that have none.
func TestExportStopped(t *testing.T) {
	d := stage.NewOffice(3)
	d.StopAfter = 1
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "export"})
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Dateien schreiben – angehalten")
	p.settle()
	if !p.sees("Angehalten. 1 Datei ist geschrieben.") {
		t.Errorf("nobody says how many are written: %q", p.texts())
	}
	d.StopAfter = 0
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Dateien schreiben – 2 Dateien geschrieben")
}
