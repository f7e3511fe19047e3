package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// tabTo goes on with Tab until the piece with the focus is the one looked for.
func (p *player) tabTo(found func(fyne.Focusable) bool) {
	p.t.Helper()
	for range 80 {
		if f := p.canvas().Focused(); f != nil && found(f) {
			return
		}
		p.canvas().FocusNext()
	}
	p.t.Fatal("nothing like it gets the focus")
}

func field(place string) func(fyne.Focusable) bool {
	return func(f fyne.Focusable) bool {
		w, ok := f.(*widget.Field)
		return ok && w.PlaceHolder == place
	}
}

func button(text string) func(fyne.Focusable) bool {
	return func(f fyne.Focusable) bool {
		w, ok := f.(*widget.Button)
		return ok && w.Text == text
	}
}

// The check says in plain words what is open before the file is written, and leads there; the file can be written anyway
// and is then called interim.
func TestSendChecksFirst(t *testing.T) {
	d := answeredDistrict().Plan()
	p := open(t, d)
	p.way("send")
	seen := strings.Join(p.texts(), " ")
	for _, want := range []string{"4 von 12 Anforderungen sind beantwortet", "8 Anforderungen sind noch offen.", "1 Rückfrage ist nicht beantwortet.", "trotzdem"} {
		if !strings.Contains(seen, want) {
			t.Errorf("not said: %s", want)
		}
	}
	p.press(fyne.KeyReturn)
	seen = strings.Join(p.texts(), " ")
	for _, want := range []string{"Antwortdatei Nr. 1 ist geschrieben", "Sie ist ein Zwischenstand.", "Sie finden Antwort.xlsx in /daten/Kreislage-Ausgang.", "0123456789abcdef"} {
		if !strings.Contains(seen, want) {
			t.Errorf("not said afterwards: %s", want)
		}
	}
	p.tabTo(button("Maßnahmen"))
	p.tabTo(func(f fyne.Focusable) bool { return button("Maßnahmen")(f) && !f.(*widget.Button).Flat })
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Maßnahmen – Bandsicherung im Kreisarchiv einlagern")
}

// A reply is signed off with name and role; the file that is written then is called signed off. Without a name nothing
// is signed.
func TestSignOff(t *testing.T) {
	d := answeredDistrict()
	p := open(t, d)
	p.way("send")
	p.tabTo(field("Wer gibt die Antworten frei?"))
	p.press(fyne.KeyReturn, fyne.KeyReturn)
	if len(d.Calls()) > 0 {
		t.Fatalf("signed without a name: %v", d.Calls())
	}
	p.tabTo(field("Wer gibt die Antworten frei?"))
	p.write("Dr. Kühn")
	p.press(fyne.KeyReturn)
	p.write("Landrätin")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Abgeben – freigegeben")
	p.press(fyne.KeyReturn)
	if got := strings.Join(d.Calls(), ","); got != "sign Dr. Kühn, Landrätin,export [] /daten/Kreislage-Ausgang" {
		t.Errorf("calls: %s", got)
	}
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "Sie ist von Dr. Kühn freigegeben.") {
		t.Errorf("seen: %s", seen)
	}
}

// A sign-off that later changes have reopened is shown as such.
func TestSignOffReopened(t *testing.T) {
	p := open(t, answeredDistrict().Survey())
	p.way("send")
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "ist überholt: 2 Antworten wurden seither geändert.") {
		t.Errorf("seen: %s", seen)
	}
}

// Attachments go along only where the person says so.
func TestAttachmentsStayUnlessAsked(t *testing.T) {
	for _, ask := range []bool{false, true} {
		d := answeredDistrict()
		d.Evidence = []desk.Attachment{{Name: "Leitlinie.pdf", Size: 400_000, Here: true}, {Name: "fehlt.pdf", Size: 1, Here: false}}
		p := open(t, d)
		p.way("send")
		if ask {
			p.tabTo(func(f fyne.Focusable) bool { _, ok := f.(*widget.Check); return ok })
			p.write(" ")
		}
		p.tabTo(button("Antwortdatei schreiben"))
		p.press(fyne.KeyReturn)
		calls := strings.Join(d.Calls(), ",")
		if strings.Contains(calls, "attachments") != ask {
			t.Errorf("asked %v: %s", ask, calls)
		}
		if seen := strings.Join(p.texts(), " "); ask && !strings.Contains(seen, "Sie finden Antwort.xlsx und Anlagen.kreislage in") {
			t.Errorf("seen: %s", seen)
		}
	}
}

// After the office's file was taken in the window says what is new for the district, and each leads to its requirement.
func TestNewsAfterImport(t *testing.T) {
	d := answeredDistrict()
	d.Files = []desk.FilePreview{{File: "/in/neu.xlsx", Verdict: desk.VerdictNew, Rows: 12, New: 1, Sequence: 2}}
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "receive", Paths: []string{"/in/neu.xlsx"}})
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	p.tabTo(button("Was ist neu für mich?"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Neu für Sie – 1 Punkt")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Beantworten – BAK.1")
}

// Where nothing is new the screen says so.
func TestNoNews(t *testing.T) {
	d := stage.NewDistrict()
	d.Put(0, assessment.StatusYes, "")
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "news"})
	if seen := strings.Join(p.texts(), " "); !strings.Contains(seen, "Nichts Neues zu tun.") {
		t.Errorf("seen: %s", seen)
	}
}

// Earlier files are listed with whether the other side has confirmed them, the newest with the hash of its receipt.
func TestReceiptsOfEarlierFiles(t *testing.T) {
	p := open(t, answeredDistrict().Survey())
	p.way("send")
	seen := strings.Join(p.texts(), " ")
	for _, want := range []string{"R-0002 vom 15.11.2026", "noch keine Quittung", "Prüfsumme 0123456789abcdef", "R-0001 vom 01.11.2026", "quittiert"} {
		if !strings.Contains(seen, want) {
			t.Errorf("not said: %s in %s", want, seen)
		}
	}
}
