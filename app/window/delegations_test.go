package window

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
)

// Requirements are ticked, a colleague is named and the pack is written with the keyboard alone; its code is shown once
// with what to do with it, and never again.
func TestPassOn(t *testing.T) {
	d := answeredDistrict()
	p := open(t, d)
	p.way("delegations")
	p.with(fyne.KeyModifierControl, fyne.KeyN)
	p.press(fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyF2)
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	if len(d.Calls()) != 0 {
		t.Fatalf("written without a name: %v", d.Calls())
	}
	p.write("Frau Lenz")
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	if got := strings.Join(d.Calls(), ","); got != "delegate whole [o1 o2] Frau Lenz /daten/Kreislage-Ausgang" {
		t.Fatalf("calls: %s", got)
	}
	if !slices.Contains(p.texts(), "K7QM ‑ 2RXD ‑ 91TF ‑ HW4Z ‑ B8NC") {
		t.Errorf("no code in %q", p.texts())
	}
	p.press(fyne.KeyReturn)
	seen := strings.Join(p.texts(), "|")
	if strings.Contains(seen, "K7QM") || !strings.Contains(seen, "seit heute unterwegs") {
		t.Errorf("afterwards: %s", seen)
	}
}

// A topic is passed on whole where the way leads from it.
func TestPassOnTopic(t *testing.T) {
	d := answeredDistrict()
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "delegations", Topic: "srv"})
	p.press(fyne.KeyF2)
	p.write("Hochbau")
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	if got := strings.Join(d.Calls(), ","); got != "delegate whole [s1 s2 s3] Hochbau /daten/Kreislage-Ausgang" {
		t.Errorf("calls: %s", got)
	}
}

// What is out is told with its days, and a reminder is copied as text that can go into a mail.
func TestReminderIsCopied(t *testing.T) {
	p := open(t, answeredDistrict().PassOn())
	p.way("delegations")
	p.wantTitle("Kreislage – Weitergegeben – 1 unterwegs")
	p.tabTo(button("Text kopieren"))
	p.press(fyne.KeyReturn)
	got := fyne.CurrentApp().Clipboard().Content()
	if !strings.HasPrefix(got, "Guten Tag Frau Lenz, Bauamt,") || !strings.Contains(got, "am 12.11.2026") || strings.Contains(got, "{") {
		t.Errorf("copied: %q", got)
	}
}
