package shared

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
	"kreislage/app/words"
	"kreislage/data/assessment"
)

// Several paths may be typed at once, with semicolons and as Windows copies them, in quotation marks.
func TestPaths(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                nil,
		" ; ":                             nil,
		"/a/b.xlsx":                       {"/a/b.xlsx"},
		`"C:\Meine Dateien\a.xlsx"`:       {`C:\Meine Dateien\a.xlsx`},
		`"C:\a.xlsx"; D:\b ; /c` + "\n/d": {`C:\a.xlsx`, `D:\b`, "/c", "/d"},
	} {
		if got := Paths(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Only files of this computer are taken from what is let go on the window.
func TestURIPaths(t *testing.T) {
	web, err := storage.ParseURI("https://example.org/a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	got := URIPaths([]fyne.URI{storage.NewFileURI("/tmp/a.xlsx"), web})
	if !slices.Equal(got, []string{"/tmp/a.xlsx"}) {
		t.Errorf("got %q", got)
	}
}

// The bands of the heat map divide the shares at the limits that the legend names.
func TestShareBand(t *testing.T) {
	for share, want := range map[float64]int{0: 1, 0.299: 1, 0.30: 2, 0.449: 2, 0.45: 3, 0.60: 4, 0.749: 4, 0.75: 5, 0.899: 5, 0.90: 6, 1: 6} {
		if got := ShareBand(share); got != want {
			t.Errorf("%v: got band %d, want %d", share, got, want)
		}
	}
	if got := Band(assessment.Tally{Total: 3, Open: 3}); got != 0 {
		t.Errorf("nothing answered: band %d", got)
	}
}

// Every status has a sign, a tone and a word of its own, in both languages; so has every state of the cockpit a word.
func TestStatesAreToldApart(t *testing.T) {
	for _, lang := range words.Languages() {
		w, err := words.Load(lang)
		if err != nil {
			t.Fatal(err)
		}
		e := &Env{Words: w}
		signs, tones, said := map[widget.Sign]bool{}, map[widget.Tone]bool{}, map[string]bool{}
		for _, s := range assessment.Statuses() {
			look := e.Status(s)
			if signs[look.Sign] || tones[look.Tone] || said[look.Word] || look.Word == "" {
				t.Errorf("%s: %s is not told apart: %+v", lang, s, look)
			}
			signs[look.Sign], tones[look.Tone], said[look.Word] = true, true, true
		}
		seen := map[string]bool{}
		for _, state := range []desk.CockpitState{desk.CockpitNotSent, desk.CockpitSent, desk.CockpitReceived, desk.CockpitComplete, desk.CockpitSignedOff, desk.CockpitLate, desk.CockpitConflict} {
			look := e.Cockpit(desk.CockpitRow{State: state})
			if seen[look.Word] || look.Sign == widget.SignNone {
				t.Errorf("%s: %s is not told apart: %+v", lang, state, look)
			}
			seen[look.Word] = true
		}
		for _, v := range []desk.Verdict{
			desk.VerdictNew, desk.VerdictContained, desk.VerdictHand, desk.VerdictUntrusted, desk.VerdictFork, desk.VerdictForeign, desk.VerdictOwn,
			desk.VerdictWrongCode, desk.VerdictPlain, desk.VerdictNoFile, desk.VerdictDamaged, desk.VerdictFuture, desk.VerdictTooCostly, desk.VerdictUnreadable,
		} {
			if look := e.Verdict(v); !w.Has("window.verdict."+string(v)) || look.Sign == widget.SignNone {
				t.Errorf("%s: no word or sign for %s", lang, v)
			}
		}
	}
}

// The parts of a bar add up to what has been answered.
func TestParts(t *testing.T) {
	sum := float32(0)
	for _, p := range Parts(assessment.Tally{Total: 10, Open: 3, Yes: 2, Partly: 2, No: 2, Dispensable: 1}) {
		sum += p.Share
	}
	if sum < 0.699 || sum > 0.701 {
		t.Errorf("the parts make %v", sum)
	}
}

// Of the files that were looked at those that bring something stand first, then those that need a person, then those
// that can not be taken, then those that are here already.
func TestFilesInOrder(t *testing.T) {
	var files []desk.FilePreview
	for _, v := range []desk.Verdict{desk.VerdictContained, desk.VerdictDamaged, desk.VerdictOwn, desk.VerdictHand, desk.VerdictNew, desk.VerdictUntrusted} {
		files = append(files, desk.FilePreview{Verdict: v})
	}
	var got []desk.Verdict
	for _, f := range inOrder(files) {
		got = append(got, f.Verdict)
	}
	want := []desk.Verdict{desk.VerdictNew, desk.VerdictHand, desk.VerdictUntrusted, desk.VerdictDamaged, desk.VerdictContained, desk.VerdictOwn}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
