package window

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/scale"
	"kreislage/app/window/shared"
)

// scaleChild names a data folder that this program, started anew, is to open in a window and measure. Only so is its
// memory that of a window and not that of the making of the folder.
const scaleChild = "KREISLAGE_SCALE_FOLDER"

// What is measured. Work is what the window does until the screen is there, drawn what Fyne's software painter takes
// besides, with no graphics card to help it: what an empty window takes is a part of that.
var scaleRows = []scale.Row{
	{Name: "start to usable", Limit: 1000, Shown: true},
	{Name: "cockpit", Limit: 100, Shown: true},
	{Name: "cockpit, drawn"},
	{Name: "heat map", Limit: 100, Shown: true},
	{Name: "heat map, drawn"},
	{Name: "down to the topic", Limit: 50, Shown: true},
	{Name: "down to the topic, drawn"},
	{Name: "down to the answers", Limit: 50},
	{Name: "down to the answers, drawn"},
	{Name: "a key in the heat map", Limit: 50},
	{Name: "a letter of a search", Limit: 100, Shown: true},
	{Name: "an empty window, drawn"},
	{Name: "memory, MiB", Limit: 300, Shown: true},
}

// scaleColumns are the stores, of one round each. What is searched is only what those of 901 requirements hold.
var scaleColumns = []scale.Column{
	{Size: scale.Size{}},
	{Size: scale.Size{Districts: 7, Requirements: 901, Rounds: 1}},
	{Size: scale.Size{Districts: 400, Requirements: 901, Rounds: 1}, Like: "7 x 901"},
	{Size: scale.Size{Districts: 400, Requirements: 240, Rounds: 1}},
	{Size: scale.Size{Districts: 10_750, Requirements: 240, Rounds: 1}, Like: "400 x 240"},
}

// BenchmarkScale prints what the office's screens cost in the window on generated stores of many sizes, and how it
// grows.
func BenchmarkScale(b *testing.B) {
	figures := map[string]scale.Figures{}
	for b.Loop() {
		for _, c := range scaleColumns {
			folder := scaleFolder(b, c.Size)
			f, err := scale.InChild(scaleChild, folder)
			if err != nil {
				b.Fatalf("%s: %v", c.Size, err)
			}
			figures[c.Size.String()] = f.Least(figures[c.Size.String()])
			if err := os.RemoveAll(filepath.Dir(folder)); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := scale.Print(os.Stdout, "\nwhat the window does", scaleRows, scaleColumns, figures); err != nil {
		b.Fatal(err)
	}
}

// scaleFolder makes an office's folder, closed, with its figures counted and its words indexed.
func scaleFolder(b *testing.B, size scale.Size) string {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ctx, folder := context.Background(), filepath.Join(b.TempDir(), "office")
	d, err := desk.InitOffice(ctx, folder, "Stelle", scaleOptions(folder))
	must(err)
	file := filepath.Join(filepath.Dir(folder), "katalog.yaml")
	must(os.WriteFile(file, benchCatalogue(max(size.Requirements, 1)), 0o600))
	book, err := d.ImportCatalogue(ctx, file)
	must(err)
	must(d.Close())
	must(scale.Fill(filepath.Join(folder, "kreislage.db"), max(size.Districts, 1), 1, book.ID))
	d, err = desk.Open(ctx, folder, scaleOptions(folder))
	must(err)
	rounds, err := d.Rounds(ctx)
	must(err)
	_, err = d.HeatMap(ctx, rounds[0].ID)
	must(err)
	if size.Requirements == 901 {
		must(d.PrepareSearch(ctx))
	}
	must(d.Close())
	return folder
}

func scaleOptions(folder string) desk.Options {
	return desk.Options{Profile: filepath.Join(filepath.Dir(folder), "profile"), Lang: "de", Who: "I. Beauftragt"}
}

// unindexed are desks that do not index words in the background: here everything runs one after the other.
type unindexed struct{ RealDesks }

func (u unindexed) Open(ctx context.Context, folder string, o desk.Options) (Desk, error) {
	d, err := u.RealDesks.Open(ctx, folder, o)
	if err != nil {
		return nil, err
	}
	return unindexedDesk{d}, nil
}

type unindexedDesk struct{ Desk }

func (unindexedDesk) PrepareSearch(context.Context) error { return nil }

// measureWindow opens a folder in a window, measures and prints the figures, and returns what the program ends with.
func measureWindow(folder string) int {
	var f scale.Figures
	testing.Benchmark(func(b *testing.B) {
		if f != nil {
			return // once is enough: it repeats by itself
		}
		figures := scale.Figures{}
		scaled{b: b, folder: folder, figures: figures}.measure()
		f = figures
	})
	if f == nil || json.NewEncoder(os.Stdout).Encode(f) != nil {
		return 1
	}
	return 0
}

type scaled struct {
	b       *testing.B
	folder  string
	figures scale.Figures
}

func (s scaled) window() *bencher {
	x := newBencherOn(s.b, s.folder, scaleOptions(s.folder), unindexed{})
	x.shell.Start()
	x.fire()
	x.shell.Window().Canvas().Capture()
	return x
}

func (s scaled) measure() {
	x := s.window()
	home := x.shell.Window().Title()
	back := func() error { x.shell.Go(shared.Route{Screen: "start"}); x.fire(); return nil }
	to := func(screen string) func() error {
		return func() error {
			x.shell.Go(shared.Route{Screen: screen})
			x.fire()
			return s.left(x, home)
		}
	}
	ways := []way{{"cockpit", back, to("cockpit")}, {"heat map", back, to("picture")}}
	ways = append(ways, s.down(x)...)
	// The memory is that of a window in which every screen was looked at: the driver of these tests never forgets one.
	for _, w := range ways {
		s.once(w)
		x.shell.Window().Canvas().Capture()
	}
	s.figures["memory, MiB"] = scale.PeakMemory()
	for _, w := range ways {
		s.screen(x, w)
	}
	x.shell.Go(shared.Route{Screen: "picture"})
	x.fire()
	keys, i := []fyne.KeyName{fyne.KeyDown, fyne.KeyRight, fyne.KeyUp, fyne.KeyLeft}, 0
	s.take("a key in the heat map", nil, func() error { x.key(keys[i%4], 0); i++; return nil })
	if _, err := os.Stat(filepath.Join(s.folder, "kreislage-search.db")); err == nil {
		s.search(x)
	}
	x.shell.Close()
	s.take("start to usable", nil, func() error {
		s.window().shell.Close()
		return nil
	})
	empty := emptyWindow(s.b)
	s.take("an empty window, drawn", nil, func() error { empty.Canvas().Capture(); return nil })
}

// way is how one gets from one screen to another.
type way struct {
	name         string
	before, take func() error
}

// down goes from the heat map to a topic, whose line stands above the districts, and to the answers of one district in
// it, by the key that does so.
func (s scaled) down(x *bencher) []way {
	home := ""
	at := func(keys ...fyne.KeyName) func() error {
		return func() error {
			x.shell.Go(shared.Route{Screen: "picture"})
			x.fire()
			for _, k := range keys {
				x.key(k, 0)
			}
			home = x.shell.Window().Title()
			return nil
		}
	}
	enter := func(title string) func() error {
		return func() error {
			x.key(fyne.KeyReturn, 0)
			x.fire()
			if now := x.shell.Window().Title(); !strings.Contains(now, title) {
				return fmt.Errorf("the window shows %q", now)
			}
			return s.left(x, home)
		}
	}
	return []way{{"down to the topic", at(fyne.KeyUp), enter(" Thema ")}, {"down to the answers", at(), enter(" Antworten ")}}
}

// once goes a way without measuring it.
func (s scaled) once(w way) {
	if err := errors.Join(w.before(), w.take()); err != nil {
		s.fail(w.name, err)
	}
}

// left tells that the window shows another screen than before: what shows nothing new costs nothing.
func (s scaled) left(x *bencher, before string) error {
	if now := x.shell.Window().Title(); now == before {
		return fmt.Errorf("the window still shows %q", now)
	}
	return nil
}

// screen measures how long a way takes until the screen is there, and until it is drawn.
func (s scaled) screen(x *bencher, w way) {
	s.take(w.name, w.before, w.take)
	s.take(w.name+", drawn", func() error { return errors.Join(w.before(), w.take()) }, func() error { x.shell.Window().Canvas().Capture(); return nil })
}

// search types words letter by letter, three times, and takes the slowest letter: of each the quickest time counts.
func (s scaled) search(x *bencher) {
	best := map[string]float64{}
	for range 3 {
		for _, words := range []string{"schluessel dienst", "ver an", "sicherheit"} {
			x.shell.Go(shared.Route{Screen: "start"})
			x.fire()
			x.shell.Go(shared.Route{Screen: "search"})
			x.fire()
			for i, r := range words {
				start := time.Now()
				x.key(fyne.KeyName(strings.ToUpper(string(r))), r)
				x.fire()
				ms := scale.Milliseconds(time.Since(start))
				if was, known := best[words[:i+1]]; known {
					ms = min(ms, was)
				}
				best[words[:i+1]] = ms
			}
		}
	}
	s.figures["a letter of a search"] = slices.Max(slices.Collect(maps.Values(best)))
}

func (s scaled) take(name string, before, f func() error) {
	ms, err := scale.Quickest(5, before, f)
	if err != nil {
		s.fail(name, err)
	}
	s.figures[name] = ms
}

// fail ends the measuring. testing.Benchmark keeps to itself what is logged.
func (s scaled) fail(name string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
	s.b.FailNow()
}
