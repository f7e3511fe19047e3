package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kreislage/app/scale"
	"kreislage/data/assessment"
)

// scaleChild names a data folder that this program, started anew, is to measure itself on. Only so is its memory that
// of a desk and not that of the making of the folder.
const scaleChild = "KREISLAGE_SCALE_FOLDER"

func TestMain(m *testing.M) {
	folder := os.Getenv(scaleChild)
	if folder == "" {
		os.Exit(m.Run())
	}
	figures, err := measureFolder(context.Background(), folder)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(figures)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// What is measured, what is asked of it, and whether it may grow with the districts that it shows, counts or searches.
var scaleRows = []scale.Row{
	{Name: "open the folder"},
	{Name: "start to cockpit", Limit: 1000, Shown: true},
	{Name: "cockpit", Limit: 100, Shown: true},
	{Name: "heat map", Limit: 100, Shown: true},
	{Name: "heat map, change", Limit: 100, Shown: true},
	{Name: "topic: its map", Limit: 50, Shown: true},
	{Name: "topic: distribution", Limit: 50, Shown: true},
	{Name: "top gaps", Limit: 100, Shown: true},
	{Name: "one against all", Limit: 100, Shown: true},
	{Name: "one: trend", Limit: 50},
	{Name: "one: overview", Limit: 50},
	{Name: "one: its answers", Limit: 50},
	{Name: "one answer: its past", Limit: 50},
	{Name: "memory, MiB", Limit: 300, Shown: true},
	{Name: "count all anew", Shown: true},
	{Name: "search: index, s", Shown: true},
	{Name: "search: median", Limit: 100, Shown: true},
	{Name: "search: p99", Limit: 100, Shown: true},
	{Name: "search: longest", Limit: 100, Shown: true},
	{Name: "search: one, p99", Limit: 100, Shown: true},
	{Name: "memory with it, MiB", Limit: 300, Shown: true},
}

// scaleColumns are the stores. Each is told against the smaller one that it is like.
var scaleColumns = []scale.Column{
	{Size: scale.Size{}},
	{Size: scale.Size{Districts: 7, Requirements: 901, Rounds: 3}},
	{Size: scale.Size{Districts: 400, Requirements: 901, Rounds: 3}, Like: "7 x 901 x 3"},
	{Size: scale.Size{Districts: 400, Requirements: 240, Rounds: 1}},
	{Size: scale.Size{Districts: 10_750, Requirements: 240, Rounds: 1}, Like: "400 x 240"},
}

// BenchmarkScale prints what the office's screens read on generated stores of many sizes, each measured in a process of
// its own, and how it grows. What is searched is only what the stores of 901 requirements hold.
func BenchmarkScale(b *testing.B) {
	figures := map[string]scale.Figures{}
	for b.Loop() {
		for _, c := range scaleColumns {
			folder, counted := bigFolder(b, c.Size)
			f, err := scale.InChild(scaleChild, folder)
			if err != nil {
				b.Fatalf("%s: %v", c.Size, err)
			}
			f["count all anew"] = scale.Milliseconds(counted)
			figures[c.Size.String()] = f.Least(figures[c.Size.String()])
			if err := os.RemoveAll(filepath.Dir(folder)); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := scale.Print(os.Stdout, "\nwhat the desk reads", scaleRows, scaleColumns, figures); err != nil {
		b.Fatal(err)
	}
}

// bigFolder makes an office's folder, closed, all figures counted, and tells how long the counting took.
func bigFolder(b *testing.B, size scale.Size) (string, time.Duration) {
	b.Helper()
	s := newBigStore(b, max(size.Districts, 1), max(size.Requirements, 1), max(size.Rounds, 1))
	start := time.Now()
	for _, r := range s.rounds {
		if _, err := s.HeatMap(context.Background(), r); err != nil {
			b.Fatal(err)
		}
	}
	counted := time.Since(start)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return s.folder, counted
}

// scaleOptions are those of bigFolder's desks.
func scaleOptions(folder string) Options {
	return Options{Profile: filepath.Join(filepath.Dir(folder), "profile"), Lang: "de", Who: "bench"}
}

// measureFolder measures what an office's screens ask for.
func measureFolder(ctx context.Context, folder string) (scale.Figures, error) {
	f := scale.Figures{"open the folder": math.Inf(1), "start to cockpit": math.Inf(1)}
	var d *Desk
	var round assessment.Round
	for range 3 {
		if d != nil {
			if err := d.Close(); err != nil {
				return nil, err
			}
		}
		var err error
		if d, round, err = measureStart(ctx, folder, f); err != nil {
			return nil, err
		}
	}
	defer d.Close()
	if err := measureReads(ctx, d, round, f); err != nil {
		return nil, err
	}
	f["memory, MiB"] = scale.PeakMemory()
	cat, err := d.Catalogue(ctx, round.Catalogue)
	if err != nil {
		return nil, err
	}
	if len(cat.Requirements) == 901 {
		err = measureSearch(ctx, d, round.ID, f)
		f["memory with it, MiB"] = scale.PeakMemory()
	}
	return f, err
}

// measureStart opens a folder and reads what the first screen shows.
func measureStart(ctx context.Context, folder string, f scale.Figures) (*Desk, assessment.Round, error) {
	start := time.Now()
	d, err := Open(ctx, folder, scaleOptions(folder))
	if err != nil {
		return nil, assessment.Round{}, err
	}
	f["open the folder"] = min(f["open the folder"], scale.Milliseconds(time.Since(start)))
	rounds, err := d.Rounds(ctx)
	if err == nil {
		_, err = d.Cockpit(ctx, rounds[0].ID)
	}
	if err != nil {
		return nil, assessment.Round{}, errors.Join(err, d.Close())
	}
	f["start to cockpit"] = min(f["start to cockpit"], scale.Milliseconds(time.Since(start)))
	return d, rounds[0].Round, nil
}

// measureReads writes something before each read, so that nothing is remembered from the one before.
func measureReads(ctx context.Context, d *Desk, round assessment.Round, f scale.Figures) error {
	districts, err := d.Districts(ctx)
	if err != nil {
		return err
	}
	cat, err := d.Catalogue(ctx, round.Catalogue)
	if err != nil {
		return err
	}
	one, topic := districts[len(districts)/2].Key, cat.Requirements[len(cat.Requirements)/2].Topic
	key := assessment.AnswerKey{Round: round.ID, District: one, Scope: assessment.WholeScope, Requirement: cat.Requirements[len(cat.Requirements)/2].ID}
	for _, job := range []struct {
		name string
		do   func() error
	}{
		{"heat map", func() error { _, err := d.HeatMap(ctx, round.ID); return err }},
		{"heat map, change", func() error { _, err := d.HeatMapOf(ctx, round.ID, HeatChange); return err }},
		{"cockpit", func() error { _, err := d.Cockpit(ctx, round.ID); return err }},
		{"topic: its map", func() error { _, err := d.TopicMap(ctx, round.ID, topic); return err }},
		{"topic: distribution", func() error { _, err := d.Distribution(ctx, round.ID, topic); return err }},
		{"top gaps", func() error { _, err := d.TopGaps(ctx, round.ID, 10); return err }},
		{"one against all", func() error { _, err := d.Compare(ctx, round.ID, one); return err }},
		{"one: trend", func() error { _, err := d.Trend(ctx, one); return err }},
		{"one: overview", func() error { _, err := d.Overview(ctx, round.ID, one); return err }},
		{"one: its answers", func() error { _, err := d.Paper(ctx, round.ID, one, assessment.WholeScope); return err }},
		{"one answer: its past", func() error { _, err := d.History(ctx, key); return err }},
	} {
		ms, err := scale.Quickest(7, func() error { return d.SetDistrictNote(ctx, one, time.Now().String()) }, job.do)
		if err != nil {
			return fmt.Errorf("%s: %w", job.name, err)
		}
		f[job.name] = ms
	}
	return nil
}

// measureSearch searches as somebody types, in all and in one district. Of each search the quicker of two counts.
func measureSearch(ctx context.Context, d *Desk, round assessment.RoundID, f scale.Figures) error {
	start := time.Now()
	if err := d.PrepareSearch(ctx); err != nil {
		return err
	}
	f["search: index, s"] = time.Since(start).Seconds()
	search := func(q SearchQuery) ([]float64, error) {
		var all []float64
		var err error
		for _, q.Text = range scale.Typed() {
			ms, wrong := scale.Quickest(2, nil, func() error { _, err := d.Search(ctx, q); return err })
			all, err = append(all, ms), errors.Join(err, wrong)
		}
		slices.Sort(all)
		return all, err
	}
	all, err := search(SearchQuery{})
	if err != nil {
		return err
	}
	f["search: median"], f["search: p99"], f["search: longest"] = all[len(all)/2], all[len(all)*99/100], all[len(all)-1]
	districts, err := d.Districts(ctx)
	if err != nil {
		return err
	}
	one, err := search(SearchQuery{District: districts[len(districts)/2].Key, Round: round})
	f["search: one, p99"] = one[len(one)*99/100]
	return err
}
