package window

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// What the benchmarks measure is the work for one key and for what it draws, with Fyne's software painter; the same is
// measured on an empty window of the same size in the same run. The county has 1,500 requirements and more than 20,000
// entries in its history.
const (
	benchRequirements = 1500
	benchHistory      = 20000
)

// benchFolder makes the data folder of a county, and tells its options.
func benchFolder(b *testing.B) (string, desk.Options) {
	b.Helper()
	ctx, dir := context.Background(), b.TempDir()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	o := desk.Options{Profile: filepath.Join(dir, "profile"), Lang: "de", Who: "K. Weber"}
	office, err := desk.InitOffice(ctx, filepath.Join(dir, "office"), "Stelle", o)
	must(err)
	defer office.Close()
	file := filepath.Join(dir, "katalog.yaml")
	must(os.WriteFile(file, benchCatalogue(benchRequirements), 0o600))
	book, err := office.ImportCatalogue(ctx, file)
	must(err)
	if book.Requirements != benchRequirements {
		b.Fatalf("the catalogue has %d requirements", book.Requirements)
	}
	_, err = office.AddDistrict(ctx, "06535", "Vogelsbergkreis", "")
	must(err)
	round, err := office.NewRound(ctx, desk.NewRound{Name: "Messung", Catalogue: book.ID, Due: "2027-01-31"})
	must(err)
	sent, err := office.Export(ctx, round.ID, nil, filepath.Join(dir, "out"), nil)
	must(err)
	letter, err := office.Letter(ctx, "06535")
	must(err)
	folder := filepath.Join(dir, "county")
	county, err := desk.InitDistrict(ctx, folder, sent[0].Path, letter.Code, "", o)
	must(err)
	defer county.Close()
	paper, err := county.Paper(ctx, round.ID, "06535", assessment.WholeScope)
	must(err)
	for written, turn := 0, 0; written < benchHistory; turn++ {
		var edits []desk.AnswerEdit
		for i, r := range paper.Rows {
			status := assessment.Status(1 + (i+turn)%4)
			text := fmt.Sprintf("Stand %d: Das Verfahren ist beschrieben, die Prüfung von %s steht noch aus.", turn, r.Requirement.Ref)
			who, effort := fmt.Sprintf("Sachgebiet %d", (i+turn)%9), fmt.Sprintf("%d Tage", 1+turn)
			edits = append(edits, desk.AnswerEdit{Key: r.Answer.AnswerKey, Edit: desk.Edit{Status: &status, Explanation: &text, Responsible: &who, Effort: &effort}})
		}
		_, err := county.AnswerAll(ctx, edits)
		must(err)
		written += 3 * len(edits)
	}
	return folder, o
}

// benchCatalogue is a catalogue of n requirements as a library in YAML.
func benchCatalogue(n int) []byte {
	var y strings.Builder
	y.WriteString("urn: urn:test:messung\nlocale: de\nref_id: messung\nname: Messkatalog\nversion: 1\nprovider: Test\nobjects:\n  framework:\n" +
		"    urn: urn:test:framework\n    ref_id: messung\n    name: Messkatalog\n    requirement_nodes:\n")
	help := "Die Regelung steht in einer Dienstanweisung, die alle Beschäftigten kennen. Als Nachweis dienen die Anweisung und ein Protokoll der letzten Prüfung."
	for i := range n {
		if topic := i / 100; i%100 == 0 {
			fmt.Fprintf(&y, "      - urn: urn:test:t%d\n        assessable: false\n        depth: 1\n        ref_id: T%d\n        name: Thema Nummer %d\n", topic, topic, topic)
		}
		fmt.Fprintf(&y, "      - urn: urn:test:r%d\n        parent_urn: urn:test:t%d\n        assessable: true\n        depth: 2\n        ref_id: T%d.%d\n"+
			"        name: Anforderung %d an den Betrieb\n        description: Ist geregelt, wer den Vorgang %d auslöst, prüft und freigibt?\n        annotation: %s\n", i, i/100, i/100, i%100, i, i, help)
	}
	return []byte(y.String())
}

// bencher is a window on a real desk. What runs beside the window's own work, and its timers, run when it says so.
type bencher struct {
	b      *testing.B
	shell  *Shell
	timers []func()
}

func newBencher(b *testing.B, folder string, o desk.Options) *bencher {
	b.Helper()
	return newBencherOn(b, folder, o, RealDesks{})
}

func newBencherOn(b *testing.B, folder string, o desk.Options, desks Desks) *bencher {
	b.Helper()
	x := &bencher{b: b}
	app := fyne.CurrentApp()
	app.Preferences().SetString(settingFolder, folder)
	app.Preferences().SetString(settingOpen, "")
	app.Preferences().SetString(settingMode, "light")
	app.Preferences().SetInt(settingScale, 100)
	shell, err := New(Options{
		App: app, Desks: desks, Desk: o, Suggest: folder, Folder: folder, Lang: "de",
		Run: func(work, then func()) { x.later(func() { work(); then() }) }, UI: func(f func()) { f() },
		After: func(_ time.Duration, do func()) func() {
			stopped := false
			x.later(func() {
				if !stopped {
					do()
				}
			})
			return func() { stopped = true }
		},
		Clock: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	x.shell = shell
	shell.Window().Resize(fyne.NewSize(1366, 768))
	return x
}

func (x *bencher) later(do func()) { x.timers = append(x.timers, do) }

// fire does what waits.
func (x *bencher) fire() {
	for len(x.timers) > 0 {
		do := x.timers[0]
		x.timers = x.timers[1:]
		do()
	}
	x.timers = nil
}

func (x *bencher) start() {
	x.shell.Start()
	x.fire()
	if !strings.Contains(x.shell.Window().Title(), "Beantworten – ") {
		x.b.Fatalf("the window shows %q", x.shell.Window().Title())
	}
}

func (x *bencher) key(name fyne.KeyName, r rune) {
	c := x.shell.Window().Canvas()
	if f := c.Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
	} else {
		c.OnTypedKey()(&fyne.KeyEvent{Name: name})
	}
	if r == 0 {
		return
	}
	if f := c.Focused(); f != nil {
		f.TypedRune(r)
	} else {
		c.OnTypedRune()(r)
	}
}

// times collects how long something took.
type times []time.Duration

func (t *times) take(do func()) {
	start := time.Now()
	do()
	*t = append(*t, time.Since(start))
}

func (t times) report(b *testing.B, name string) {
	slices.Sort(t)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(t[len(t)/2]), name+"-median-ms")
	b.ReportMetric(ms(t[len(t)*99/100]), name+"-p99-ms")
}

// emptyWindow is what everything is measured against.
func emptyWindow(b *testing.B) fyne.Window {
	b.Helper()
	w := fyne.CurrentApp().NewWindow("")
	b.Cleanup(w.Close)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1366, 768))
	return w
}

// BenchmarkAnswering1500 opens the desk, walks and answers with the keyboard, and types into a full explanation.
func BenchmarkAnswering1500(b *testing.B) {
	folder, o := benchFolder(b)
	empty := emptyWindow(b)
	b.Run("open", func(b *testing.B) {
		var opened, blank times
		for b.Loop() {
			x := newBencher(b, folder, o)
			opened.take(func() {
				x.start()
				x.shell.Window().Canvas().Capture()
			})
			x.fire()
			x.shell.Close()
			blank.take(func() { empty.Canvas().Capture() })
		}
		opened.report(b, "usable")
		blank.report(b, "empty")
	})
	b.Run("key", func(b *testing.B) {
		x := newBencher(b, folder, o)
		defer x.shell.Close()
		x.start()
		keys := []struct {
			name fyne.KeyName
			r    rune
		}{{fyne.KeyDown, 0}, {fyne.Key1, '1'}, {fyne.KeyDown, 0}, {fyne.Key3, '3'}, {fyne.KeyPageDown, 0}, {fyne.KeyUp, 0}}
		var key, work, blank times
		for i := 0; b.Loop(); i++ {
			k := keys[i%len(keys)]
			before := time.Now()
			key.take(func() {
				x.key(k.name, k.r)
				work = append(work, time.Since(before))
				x.shell.Window().Canvas().Capture()
			})
			blank.take(func() { empty.Canvas().Capture() })
			x.fire()
		}
		key.report(b, "key")
		work.report(b, "work")
		blank.report(b, "empty")
	})
	b.Run("typing4000", func(b *testing.B) {
		x := newBencher(b, folder, o)
		defer x.shell.Close()
		x.start()
		x.key(fyne.KeyF2, 0)
		for len([]rune(explanationOf(x))) < assessment.MaxExplanation-2 {
			x.key("X", []rune("Die Prüfung läuft noch. ")[len([]rune(explanationOf(x)))%24])
		}
		x.fire()
		var key, work, blank times
		for i := 0; b.Loop(); i++ {
			before := time.Now()
			key.take(func() {
				if i%2 == 0 {
					x.key("X", 'x')
				} else {
					x.key(fyne.KeyBackspace, 0)
				}
				work = append(work, time.Since(before))
				x.shell.Window().Canvas().Capture()
			})
			blank.take(func() { empty.Canvas().Capture() })
			x.fire()
		}
		key.report(b, "key")
		work.report(b, "work")
		blank.report(b, "empty")
	})
}

// explanationOf is the text in the field with the focus.
func explanationOf(x *bencher) string {
	if e, ok := x.shell.Window().Canvas().Focused().(interface{ Text() string }); ok {
		return e.Text()
	}
	x.b.Fatal("the explanation has not got the focus")
	return ""
}
