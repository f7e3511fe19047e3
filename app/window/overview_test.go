package window

import (
	"bytes"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// chartNo focuses the n-th chart of the screen in view.
func (p *player) chartNo(n int) *widget.Chart {
	p.t.Helper()
	for range 60 {
		if c, ok := p.canvas().Focused().(*widget.Chart); ok {
			if n == 0 {
				return c
			}
			n--
		}
		p.canvas().FocusNext()
	}
	p.t.Fatal("no such chart")
	return nil
}

// The charts of the overview are read aloud in words, with where the others stand, and as a table.
func TestOverviewIsReadAloud(t *testing.T) {
	p := open(t, answeredDistrict().Plan().Survey())
	p.way("overview")
	p.wantTitle("Kreislage – Überblick – Basisprüfung 2027")
	if got := p.chartNo(0).Said(); got != "Alle Themen: 1 von 12 ja." {
		t.Errorf("says %q", got)
	}
	c := p.chartNo(1)
	p.press(fyne.KeyHome)
	want := "Organisation und Personal: 50\u00a0% erfüllt, 3 von 3 beantwortet, 1 MUSS unerfüllt. Die anderen (6): Median 40\u00a0%, die mittlere Hälfte zwischen 20\u00a0% und 55\u00a0%."
	if got := c.Said(); got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	p.write("t")
	p.press(fyne.KeyEnd)
	if got := c.Said(); got != "Informationssicherheitsvorfälle, Oberes Viertel: 85\u00a0%" {
		t.Errorf("table says %q", got)
	}
}

// From the overview Enter on a topic and the entries of the lists lead to what they tell about.
func TestOverviewLeadsOn(t *testing.T) {
	p := open(t, answeredDistrict().Plan().Survey())
	p.way("overview")
	p.chartNo(0)
	p.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if got := p.shell.route; got.Screen != "answer" || got.Topic != "bak" {
		t.Errorf("a topic leads to %+v", got)
	}
	p.way("overview")
	for range 60 {
		p.canvas().FocusNext()
		if b, ok := p.canvas().Focused().(*widget.Button); ok && b.Text == "30.10.2026" {
			break
		}
	}
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Maßnahmen – Vertretung für die Informationssicherheit benennen")
}

// Where nothing is known of the others the overview says when that will come.
func TestOverviewAlone(t *testing.T) {
	p := open(t, answeredDistrict())
	p.shell.Go(shared.Route{Screen: "overview"})
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "mindestens fünf Landkreise geantwortet haben") {
		t.Errorf("seen: %s", seen)
	}
}

// A chart is saved as a picture where the person says, with the keyboard alone.
func TestChartIsSaved(t *testing.T) {
	d := answeredDistrict().Survey()
	p := open(t, d)
	p.shell.settings.Out = "/neu"
	p.way("overview")
	p.chartNo(0)
	for range 3 { // past "Als Tabelle" and "Tabelle kopieren"
		p.canvas().FocusNext()
	}
	p.press(fyne.KeyReturn, fyne.KeyReturn)
	content := d.Written[filepath.Join("/neu", "Antworten-nach-Thema.png")]
	if img, err := png.Decode(bytes.NewReader(content)); err != nil || img.Bounds().Dx() != 1840 {
		t.Errorf("picture: %v, files %v", err, len(d.Written))
	}
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "Das Bild ist gespeichert") {
		t.Error("nothing is said")
	}
}
