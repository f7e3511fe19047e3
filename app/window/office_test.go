package window

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/stage"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// A new office is led from the catalogue over districts and round to the files, with the keyboard alone.
func TestOfficeFromTheBeginning(t *testing.T) {
	d := stage.NewEmptyOffice()
	p := open(t, d)
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Kataloge – 0 Kataloge")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Kataloge – 1 Katalog")
	p.with(fyne.KeyModifierAlt, fyne.Key2)
	p.write("06535")
	p.press(fyne.KeyReturn)
	p.write("Vogelsbergkreis")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Landkreise – 1 Landkreis")
	p.with(fyne.KeyModifierAlt, fyne.Key4)
	p.with(fyne.KeyModifierControl, fyne.KeyN)
	p.wantTitle("Kreislage – Neue Erhebung – 1 Landkreis")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Neue Erhebung – 1 Landkreis")
	p.write("Basisprüfung 2028")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Dateien schreiben – Basisprüfung 2028")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Dateien schreiben – 1 Datei geschrieben")
	want := "export [06535] /daten/Kreislage-Ausgang"
	if calls := d.Calls(); !slices.Contains(calls, want) {
		t.Errorf("calls: %v, want %s", calls, want)
	}
}

func replies() []desk.FilePreview {
	district := assessment.District{Key: "06535", Name: "Vogelsbergkreis"}
	subject := assessment.AnswerSubject(stage.Key(0), assessment.FieldStatus)
	return []desk.FilePreview{
		{File: "/in/neu.xlsx", Verdict: desk.VerdictNew, Sentence: "Antwort Nr. 1 aus Vogelsbergkreis.", District: district, Integral: true, Rows: 12, New: 3, Changed: 1, Unchanged: 8,
			Changes: []desk.CellChange{{Subject: subject, Ref: "ORG.1", Title: "Leitlinie", After: []string{"ja: Umgesetzt."}}}},
		{File: "/in/hand.xlsx", Verdict: desk.VerdictHand, Sentence: "Von Hand ausgefüllt.", District: district, Rows: 12, New: 1, Unchanged: 10, Refused: 1,
			Changes:  []desk.CellChange{{Subject: subject, Ref: "ORG.2", Title: "Zuständigkeit", Before: []string{"ja"}, After: []string{"nein"}, Hand: true, Conflict: true}},
			Problems: []desk.CellProblem{{Place: "Zeile 7", Sentence: "Die Formel wird nicht übernommen.", Refused: true}}},
		{File: "/in/kaputt.xlsx", Verdict: desk.VerdictDamaged, Sentence: "Diese Datei ist beschädigt."},
		{File: "/in/alt.xlsx", Verdict: desk.VerdictContained, Sentence: "Schon enthalten.", District: district, Integral: true, Rows: 12, Unchanged: 12},
	}
}

// Of the files that were looked at only those that need no person are ticked; a person may tick others, but never what
// can not be taken in; nothing is taken in before it is asked for.
func TestReceive(t *testing.T) {
	d := stage.NewOffice(3)
	d.Files = replies()
	p := open(t, d)
	p.shell.drop([]string{"/in"})
	p.wantTitle("Kreislage – Einlesen – 4 Dateien geprüft")
	if calls := d.Calls(); !slices.Equal(calls, []string{"preview [/in]"}) {
		t.Fatalf("calls: %v", calls)
	}
	p.press(fyne.KeyDown, fyne.KeySpace)
	p.wantTitle("Kreislage – Einlesen – 2 Dateien angehakt")
	p.press(fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	p.wantTitle("Kreislage – Einlesen – 2 Dateien angehakt")
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	p.wantTitle("Kreislage – Einlesen – 2 Dateien übernommen")
	want := []string{"preview [/in]", "accept /in/neu.xlsx", "accept /in/hand.xlsx"}
	if calls := d.Calls(); !slices.Equal(calls, want) {
		t.Errorf("calls: %v, want %v", calls, want)
	}
}

// A large batch does not keep every change: those of a file are fetched when it is looked at.
func TestTrimmedPreview(t *testing.T) {
	d := stage.NewOffice(3)
	d.Files = replies()
	d.Files[0].Trimmed = true
	p := open(t, d)
	p.shell.drop([]string{"/in"})
	p.wantTitle("Kreislage – Einlesen – 4 Dateien geprüft")
	want := []string{"preview [/in]", "details /in/neu.xlsx"}
	if calls := d.Calls(); !slices.Equal(calls, want) {
		t.Errorf("calls: %v, want %v", calls, want)
	}
}

// An import is taken back only when it was asked for twice.
func TestUndoAsksFirst(t *testing.T) {
	d := stage.NewOffice(3)
	d.Taken = []desk.ImportInfo{{ID: 7, File: "/in/neu.xlsx", Round: "Basisprüfung 2027", Sequence: 1, At: stage.Now, Changes: 4}}
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "imports"})
	p.canvas().FocusNext()
	p.press(fyne.KeyReturn)
	if len(d.Calls()) != 0 {
		t.Fatal("undone without a question")
	}
	p.press(fyne.KeyReturn)
	if calls := d.Calls(); !slices.Equal(calls, []string{"undo 7"}) {
		t.Errorf("calls: %v", calls)
	}
}

// From the picture one goes down to the answers of a district in a topic, and comes back to the same place.
func TestDrillDown(t *testing.T) {
	d := stage.NewOffice(3)
	d.Put(3, assessment.StatusNo, "Bisher nicht vorhanden.")
	p := open(t, d)
	p.with(fyne.KeyModifierAlt, fyne.Key8)
	p.wantTitle("Kreislage – Lagebild – Vogelsbergkreis, Organisation und Personal")
	p.press(fyne.KeyRight)
	p.wantTitle("Kreislage – Lagebild – Vogelsbergkreis, Datensicherung und Wiederherstellung")
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Antworten – Vogelsbergkreis, BAK.1: nein")
	p.press(fyne.KeyDown)
	p.wantTitle("Kreislage – Antworten – Vogelsbergkreis, BAK.2: unbearbeitet")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Lagebild – Vogelsbergkreis, Datensicherung und Wiederherstellung")
}

// The cockpit counts what has come back, filters by what is typed and leads to the district.
func TestCockpit(t *testing.T) {
	p := open(t, stage.NewOffice(40))
	p.with(fyne.KeyModifierAlt, fyne.Key7)
	p.wantTitle("Kreislage – Stand – 39 von 40 eingegangen")
	p.with(fyne.KeyModifierControl, fyne.KeyF)
	p.write("019")
	p.press(fyne.KeyReturn, fyne.KeyHome)
	p.write("a")
	p.wantTitle("Kreislage – Antworten – Landkreis 019, ORG.1: unbearbeitet")
}

// Of four hundred districts only those in sight have objects, whatever the screen.
func TestHundredsOfDistricts(t *testing.T) {
	p := open(t, stage.NewOffice(400))
	for _, screen := range []string{"districts", "round-new", "export", "cockpit", "picture"} {
		p.shell.Go(shared.Route{Screen: screen})
		p.shell.Window().Resize(fyne.NewSize(1365, 767))
		p.shell.Window().Resize(fyne.NewSize(1366, 768))
		if n := count(p.shell.Screen().View()); n > 1500 {
			t.Errorf("%s holds %d objects", screen, n)
		}
	}
}

// count counts the objects below one that are in containers, widgets apart.
func count(o fyne.CanvasObject) int {
	n := 1
	if c, ok := o.(*fyne.Container); ok {
		for _, child := range c.Objects {
			n += count(child)
		}
	}
	if w, ok := o.(fyne.Widget); ok {
		for _, child := range rendered(w) {
			n += count(child)
		}
	}
	return n
}

// The office asks about an answer; the question is kept with it.
func TestAskRemark(t *testing.T) {
	d := stage.NewOffice(3)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "district", Round: string(stage.Round), District: "06535"})
	for range 20 { // past the marks and the proposal of the review
		p.canvas().FocusNext()
		if f, ok := p.canvas().Focused().(*widget.Field); ok && f.MultiLine {
			break
		}
	}
	p.write("Seit wann?")
	p.canvas().FocusNext()
	p.press(fyne.KeyReturn)
	if got := d.Remark(0).Question; got != "Seit wann?" {
		t.Errorf("question: %q", got)
	}
}

// A district settles a conflict; an office can only ask about it.
func TestConflicts(t *testing.T) {
	clash := []desk.Conflict{{
		ID: "c1", Subject: assessment.AnswerSubject(stage.Key(0), assessment.FieldStatus), Ref: "ORG.1", Title: "Leitlinie", Counts: "nein-code",
		Values: []desk.ConflictValue{{Value: "ja-code", Text: "ja", Who: "K. Weber", At: stage.Now}, {Value: "nein-code", Text: "nein", Desk: "0123456789"}},
	}}
	for _, d := range []*stage.Desk{stage.NewDistrict(), stage.NewOffice(2)} {
		d.Clashes = slices.Clone(clash)
		d.Clashes[0].Own = d.Role == assessment.RoleDistrict
		p := open(t, d)
		p.shell.Go(shared.Route{Screen: "conflicts"})
		p.wantTitle("Kreislage – Konflikte – 1 Konflikt")
		p.canvas().FocusNext()
		p.press(fyne.KeyReturn)
		want := "[ask about c1: Zu dieser Antwort liegen uns verschiedene Fassungen vor. Welche gilt?]"
		if d.Role == assessment.RoleDistrict {
			want = "[resolve c1 ja-code]"
		}
		if got := fmt.Sprint(d.Calls()); got != want {
			t.Errorf("%s: calls %s, want %s", d.Role, got, want)
		}
	}
}

// clashes are conflicts as a county sees them after two files were filled in side by side.
func clashes(own bool, n int) []desk.Conflict {
	yes := assessment.Statement{Status: assessment.StatusYes, Explanation: "Geregelt in der Dienstanweisung vom März."}
	no := assessment.Statement{Status: assessment.StatusNo, Explanation: "Geregelt in der Dienstanweisung vom März, aber nicht bekannt gemacht."}
	var out []desk.Conflict
	for i := range n {
		out = append(out, desk.Conflict{
			ID: fmt.Sprint("c", i), Subject: assessment.AnswerSubject(stage.Key(i), assessment.FieldStatus), Ref: fmt.Sprint("ORG.", i+1), Title: "Leitlinie zur Informationssicherheit",
			Counts: no.Encode(), Own: own, Before: []string{"teilweise"},
			Values: []desk.ConflictValue{
				{Value: yes.Encode(), Text: "ja: " + yes.Explanation, Who: "Vogelsbergkreis", At: stage.Now, File: "Amt 1.xlsx"},
				{Value: no.Encode(), Text: "nein: " + no.Explanation, Who: "Vogelsbergkreis", At: stage.Now, File: "Amt 2.xlsx", Apart: "nein … , aber nicht bekannt gemacht"},
			},
		})
	}
	return out
}

// Many conflicts are settled with one decision, which is shown before; it can be taken back.
func TestSettleMany(t *testing.T) {
	d := stage.NewDistrict()
	d.Clashes = clashes(true, 3)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "conflicts"})
	p.pressNamed("Ansehen …")
	test.AssertRendersToMarkup(t, "conflicts-plan.xml", p.canvas())
	if calls := d.Calls(); len(calls) != 0 {
		t.Fatalf("before anything is decided: %v", calls)
	}
	p.press(fyne.KeyReturn)
	p.pressNamed("Rückgängig")
	if calls := d.Calls(); !slices.Equal(calls, []string{"settle 3", "undo"}) {
		t.Errorf("calls: %v", calls)
	}
}

// Whose version shall always hold is said by name, and where two desks go by one name by their ids too.
func TestSettleByDesk(t *testing.T) {
	d := stage.NewDistrict()
	d.Clashes = clashes(true, 3)
	for i := range d.Clashes {
		for k, writer := range []assessment.DeskID{"aaaa1111aaaa", "bbbb2222bbbb"} {
			d.Clashes[i].Values[k].Writer, d.Clashes[i].Values[k].Who = writer, "K. Weber"
		}
	}
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "conflicts"})
	p.tabTo(func(o fyne.Focusable) bool { _, is := o.(*widget.Choice); return is })
	p.press(fyne.KeyRight, fyne.KeyRight)
	p.wantSeen("Immer die Fassung von K. Weber, Arbeitsplatz aaaa1111 (3)")
	for i := range d.Clashes {
		d.Clashes[i].Values[1].Who = "L. Braun"
	}
	p.shell.Go(shared.Route{Screen: "conflicts"})
	p.tabTo(func(o fyne.Focusable) bool { _, is := o.(*widget.Choice); return is })
	p.press(fyne.KeyRight, fyne.KeyRight)
	p.wantSeen("Immer die Fassung von K. Weber (3)")
}

// A third version begins with the words of all and holds the status that is chosen.
func TestThirdVersion(t *testing.T) {
	d := stage.NewDistrict()
	d.Clashes = clashes(true, 1)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "conflicts"})
	p.pressNamed("Eigene Fassung schreiben …")
	test.AssertRendersToMarkup(t, "conflicts-third.xml", p.canvas())
	p.write("Nur im Kreishaus. ")
	p.pressNamed("teilweise")
	p.pressNamed("Meine Fassung gilt")
	calls := d.Calls()
	if len(calls) != 1 || !strings.HasPrefix(calls[0], "resolve c0 2 ") || !strings.Contains(calls[0], "Nur im Kreishaus.") || !strings.Contains(calls[0], "aber nicht bekannt gemacht.") {
		t.Errorf("calls: %q", calls)
	}
}

// The office asks the county about a conflict that it cannot decide.
func TestAskAboutConflict(t *testing.T) {
	d := stage.NewOffice(3)
	d.Clashes = clashes(false, 2)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "conflicts"})
	test.AssertRendersToMarkup(t, "conflicts-office.xml", p.canvas())
	p.pressNamed("Nachfragen")
	if calls := d.Calls(); !slices.Equal(calls, []string{"ask about c0: Zu dieser Antwort liegen uns verschiedene Fassungen vor. Welche gilt?"}) {
		t.Errorf("calls: %q", calls)
	}
}

// Every screen of both desks can be drawn at every text size offered, in a small window and a large one: no piece is
// ever given a size below nothing.
func TestEverySizeCanBeDrawn(t *testing.T) {
	for _, d := range []*stage.Desk{stage.NewOffice(4), answeredDistrict()} {
		d.Files = replies()
		p := open(t, d)
		for _, scale := range []int{80, 200} {
			p.shell.SetLook("light", scale)
			p.shell.bar = nil
			for _, screen := range append(p.shell.ways(), "settings", "round-new", "export") {
				p.shell.Go(shared.Route{Screen: screen})
				for _, size := range []fyne.Size{{Width: 640, Height: 400}, {Width: 1366, Height: 768}} {
					p.shell.Window().Resize(size)
					if o := shrunk(p.shell.Window().Content()); o != nil {
						t.Errorf("%s at %d %% in %v: %T is %v", screen, scale, size, o, o.Size())
					}
				}
			}
		}
	}
}

// shrunk finds an object with a negative size.
func shrunk(o fyne.CanvasObject) fyne.CanvasObject {
	if !o.Visible() {
		return nil
	}
	if o.Size().Width < 0 || o.Size().Height < 0 {
		return o
	}
	children := []fyne.CanvasObject{}
	if c, ok := o.(*fyne.Container); ok {
		children = c.Objects
	}
	if w, ok := o.(fyne.Widget); ok {
		children = rendered(w)
	}
	for _, child := range children {
		if bad := shrunk(child); bad != nil {
			return bad
		}
	}
	return nil
}

// A catalogue is searched as one types, tailored with the space bar, and kept with Ctrl+Enter.
func TestCatalogueIsTailored(t *testing.T) {
	d := stage.NewOffice(3)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "catalogue", Catalogue: "c"})
	p.wantTitle("Kreislage – Katalog – 12 Anforderungen")
	p.write("leitl")
	p.wantTitle("Kreislage – Katalog – 1 Anforderung")
	p.with(fyne.KeyModifierControl, fyne.KeyF)
	p.write("xyz")
	p.wantTitle("Kreislage – Katalog – 0 Anforderungen")
	for range 8 {
		p.press(fyne.KeyBackspace)
	}
	p.with(fyne.KeyModifierControl, fyne.KeyT)
	p.wantTitle("Kreislage – Katalog – 12 von 12 werden gefragt")
	p.press(fyne.KeyDown, fyne.KeyDown, fyne.KeySpace)
	p.wantTitle("Kreislage – Katalog – 0 von 3 werden gefragt")
	p.press(fyne.KeyDown)
	p.canvas().FocusNext()
	p.press(fyne.KeyDown, fyne.KeySpace)
	p.wantTitle("Kreislage – Katalog – 2 von 3 werden gefragt")
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	p.write("Kurzprüfung")
	p.with(fyne.KeyModifierControl, fyne.KeyReturn)
	want := "tailoring Kurzprüfung: levels [], without [bak] [s2], with [], 0 own, 0 help"
	if calls := d.Calls(); !slices.Contains(calls, want) {
		t.Errorf("calls: %v, want %s", calls, want)
	}
}

// The office marks an answer with one key, sees that it changed afterwards, and proposes another status only with a reason.
func TestReview(t *testing.T) {
	d := stage.NewOffice(3)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "district", Round: string(stage.Round), District: "06535"})
	p.write("v")
	p.press(fyne.KeyDown)
	p.write("a0")
	want := []string{`review 06535 o1 "seen"`, `review 06535 o2 "accepted"`, `review 06535 o2 ""`}
	if calls := d.Calls(); !slices.Equal(calls, want) {
		t.Errorf("calls: %v, want %v", calls, want)
	}
}

// A new code is explained before it is drawn; afterwards the letters for both codes can be had.
func TestNewCode(t *testing.T) {
	d := stage.NewOffice(3)
	p := open(t, d)
	p.way("districts")
	p.tabTo(button("Neuer Code"))
	p.press(fyne.KeyReturn)
	p.wantSeen("werden weiterhin gelesen")
	if calls := d.Calls(); slices.Contains(calls, "rotate 06535") {
		t.Fatal("drawn at once")
	}
	p.press(fyne.KeyReturn)
	if calls := d.Calls(); !slices.Contains(calls, "rotate 06535") {
		t.Fatalf("not drawn: %q", calls)
	}
	p.wantSeen("hat einen neuen Austauschcode")
	p.wantSeen("Welcher Code")
	p.tabTo(func(o fyne.Focusable) bool { _, is := o.(*widget.Choice); return is })
	p.press(fyne.KeyRight)
	p.wantSeen("früherer Code, bis 24.11.2026")
	p.tabTo(button("Brief als PDF schreiben"))
	p.press(fyne.KeyReturn)
	if calls := d.Calls(); !slices.ContainsFunc(calls, func(c string) bool { return strings.HasPrefix(c, "former letter 1 06535 ") }) {
		t.Errorf("no former letter: %q", calls)
	}
	p.tabTo(button("Code widerrufen"))
	p.press(fyne.KeyReturn)
	p.wantSeen("werden dann abgewiesen")
}

// The page about a county leads to its files that could not be taken in.
func TestCountyHeld(t *testing.T) {
	p := open(t, stage.NewOffice(3).Inquire())
	p.shell.Go(shared.Route{Screen: "county", District: "06633"})
	p.wantSeen("1 Datei konnte nicht übernommen werden")
	p.tabTo(button("Zu diesen Dateien"))
	p.press(fyne.KeyReturn)
	p.wantTitle("Kreislage – Beiseitegelegte Dateien – 1 Datei")
	p.wantSeen("vermutlich Landkreis Kassel")
}

// From what has come in one gets to what could not be taken in; C copies what to ask its sender for.
func TestHeldFromImports(t *testing.T) {
	p := open(t, stage.NewOffice(3).Inquire())
	p.way("imports")
	p.wantSeen("Eine beiseitegelegte Datei")
	p.write("b")
	p.wantSeen("Was Sie den Absender bitten können")
	p.write("c")
	if text := fyne.CurrentApp().Clipboard().Content(); !strings.Contains(text, "bitte noch einmal\n\nSehr geehrte") {
		t.Errorf("in the clipboard: %q", text)
	}
	p.wantSeen("ist in der Zwischenablage")
	p.press(fyne.KeyBackspace)
	p.wantTitle("Kreislage – Eingang")
}

// The page about a county keeps the office's note as it is typed, and before another screen is shown.
func TestCountyNote(t *testing.T) {
	d := stage.NewOffice(3)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "county", District: "06535"})
	p.wantTitle("Kreislage – Landkreis – Vogelsbergkreis")
	p.canvas().FocusPrevious()
	p.write("Rückruf am Montag")
	p.shell.Go(shared.Route{Screen: "start"})
	if d.Note != "Rückruf am Montag" {
		t.Errorf("note: %q", d.Note)
	}
}

// A correction that asks the same in other words is marked as such with the space bar; the rest is to be confirmed.
func TestReissue(t *testing.T) {
	d := stage.NewOffice(3)
	d.Books = append(d.Books, desk.CatalogueInfo{ID: "corrected", Title: "Probekatalog", Edition: "2"})
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "reissue", Round: string(stage.Round)})
	p.wantTitle("Kreislage – Katalog berichtigen – 3 Änderungen")
	p.press(fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	for range 20 {
		if b, ok := p.canvas().Focused().(interface{ Press() }); ok && strings.Contains(fmt.Sprint(p.canvas().Focused().(*widget.Button).Text), "Erhebung berichtigen") {
			b.Press()
			break
		}
		p.canvas().FocusNext()
	}
	if calls := d.Calls(); !slices.Equal(calls, []string{"reissue corrected [o2]"}) {
		t.Errorf("calls: %v", calls)
	}
}

// pressNamed moves the focus to a button by its text and presses it.
func (p *player) pressNamed(text string) {
	p.t.Helper()
	for range 40 {
		if b, ok := p.canvas().Focused().(*widget.Button); ok && b.Text == text {
			b.Press()
			return
		}
		p.canvas().FocusNext()
	}
	p.t.Fatalf("no button %q", text)
}

// A county joins a round that runs; where all take part, that is said.
func TestJoinRound(t *testing.T) {
	d := stage.NewOffice(3)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "rounds"})
	p.pressNamed("Landkreis aufnehmen …")
	if calls := d.Calls(); len(calls) != 0 {
		t.Errorf("all take part already, and yet: %v", calls)
	}
	left := d.List[0].Districts[2].Key
	d.List[0].Districts = d.List[0].Districts[:2]
	p.shell.Go(shared.Route{Screen: "rounds"})
	p.pressNamed("Landkreis aufnehmen …")
	p.pressNamed("Aufnehmen")
	if calls := d.Calls(); !slices.Equal(calls, []string{"join [" + string(left) + "]"}) {
		t.Errorf("calls: %v", calls)
	}
}

// The due date is extended for all or for one county.
func TestExtend(t *testing.T) {
	d := stage.NewOffice(3)
	p := open(t, d)
	p.shell.Go(shared.Route{Screen: "rounds"})
	for range 20 {
		if b, ok := p.canvas().Focused().(*widget.Button); ok && b.Text == "Frist verlängern" {
			b.Press()
			break
		}
		p.canvas().FocusNext()
	}
	p.write("31.03.2027")
	p.press(fyne.KeyReturn)
	if calls := d.Calls(); !slices.Equal(calls, []string{"extend 2027-03-31"}) {
		t.Errorf("calls: %v", calls)
	}
}
