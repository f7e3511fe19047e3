package window

import (
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/app/window/widget"
)

// Ctrl+K searches everything from wherever one is, as one types; the arrows choose while one types on, Enter goes there,
// and back finds the same words and line.
func TestSearchEverything(t *testing.T) {
	p := open(t, stage.NewOffice(3).Inquire())
	p.way("cockpit")
	p.with(fyne.KeyModifierControl, fyne.KeyK)
	p.wantTitle("Kreislage – Suchen – 0 Treffer")
	p.write("leitlinie")
	p.wantTitle("Kreislage – Suchen – 2 Treffer")
	p.wantSeen("Leitlinie vom 12.03.2024.")
	p.press(fyne.KeyDown, fyne.KeyReturn)
	p.wantTitle("Kreislage – Antworten – Vogelsbergkreis, ORG.1: ja")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Suchen – 2 Treffer")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Antworten – Vogelsbergkreis, ORG.1: ja")
	p.press(fyne.KeyBackspace, fyne.KeyUp, fyne.KeyReturn)
	p.wantTitle("Kreislage – Thema – Alle Landkreise, ORG.1")
}

// A district is found by its name; what is not there says so.
func TestSearchFindsDistricts(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	p.shell.Go(shared.Route{Screen: "search"})
	p.write("kassel")
	p.wantTitle("Kreislage – Suchen – 1 Treffer")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Landkreis – Landkreis Kassel")
	p.press(fyne.KeyBackspace)
	p.write("x")
	p.wantSeen("Nichts gefunden zu „kasselx“")
}

// What is typed into the field of the start page goes on in the search without a letter lost.
func TestSearchFromTheStart(t *testing.T) {
	p := open(t, stage.NewOffice(3))
	for range 30 {
		p.canvas().FocusNext()
		if _, ok := p.canvas().Focused().(*widget.Field); ok {
			break
		}
	}
	p.write("übung")
	p.wantTitle("Kreislage – Suchen – 1 Treffer")
	p.wantSeen("Übung eines Vorfalls")
}

// The search is narrowed with the keyboard alone: by kind, status, county and what is still open; coming back finds the
// same filters.
func TestSearchIsNarrowed(t *testing.T) {
	p := open(t, stage.NewOffice(3).Inquire())
	p.with(fyne.KeyModifierControl, fyne.KeyK)
	p.write("einzelne")
	p.wantTitle("Kreislage – Suchen – 1 Treffer")
	tab := func(n int) {
		for range n {
			p.canvas().FocusNext()
		}
	}
	tab(2)
	p.press(fyne.KeyRight) // „ja“
	p.wantTitle("Kreislage – Suchen – 0 Treffer")
	p.wantSeen("Ohne die Auswahl")
	p.press(fyne.KeyRight) // „teilweise“
	p.wantTitle("Kreislage – Suchen – 1 Treffer")
	tab(2)
	p.write("kass")
	p.wantTitle("Kreislage – Suchen – 0 Treffer")
	p.press(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace)
	p.write("vogel")
	p.wantTitle("Kreislage – Suchen – 1 Treffer")
	tab(1)
	p.press(fyne.KeySpace)
	p.wantTitle("Kreislage – Suchen – 1 Treffer")
	p.with(fyne.KeyModifierControl, fyne.KeyF)
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Antworten – Vogelsbergkreis, BAK.2: teilweise")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Suchen – 1 Treffer")
	p.wantSeen("teilweise")
	p.wantSeen("vogel")
}
