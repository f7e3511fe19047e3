//go:build e2e

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// A window that is killed at any moment, while somebody types, loses nothing that it had shown as saved, and its store
// is whole. A handful of kills belongs to every run of the tests, 200 to those with KREISLAGE_LONG=1.
func TestKill(t *testing.T) {
	kills := 6
	if os.Getenv("KREISLAGE_LONG") != "" {
		kills = 200
	}
	k := &killing{screen: newScreen(t), shown: map[string]shownAnswer{}, seed: uint64(time.Now().UnixNano())}
	if s, err := strconv.ParseUint(os.Getenv("KREISLAGE_SEED"), 10, 64); err == nil {
		k.seed = s
	}
	t.Logf("seed %d", k.seed)
	k.random = rand.New(rand.NewPCG(k.seed, 1))
	k.home = k.screen.home("county")
	k.begin()
	for run := range kills {
		k.kill(run)
		k.compare(run)
	}
	if t.Failed() {
		return
	}
	t.Logf("%d kills, %d answers shown as saved %d times, all of them there; after %d of the kills the store held more than was shown", kills, len(k.shown), k.lines, k.open)
	if k.lines == 0 {
		t.Error("the window never showed anything as saved")
	}
}

// killing is a county whose window is killed again and again.
type killing struct {
	screen *screen
	home   string
	seed   uint64
	random *rand.Rand
	shown  map[string]shownAnswer // what the window has shown as saved last, by requirement
	lines  int                    // how often it has
	open   int                    // kills after which the store held more than was shown
	digit  int                    // the status that this run gives
}

func (k *killing) folder() string { return filepath.Join(k.home, "Kreislage") }

func (k *killing) options() desk.Options {
	return desk.Options{Profile: filepath.Join(k.home, ".config", "kreislage"), Lang: "de"}
}

// begin makes an office, a round and the county's desk without a window.
func (k *killing) begin() {
	t, ctx := k.screen.t, context.Background()
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	home := k.screen.home("office")
	office, err := desk.InitOffice(ctx, filepath.Join(home, "Kreislage"), "Stelle", desk.Options{Profile: filepath.Join(home, ".config", "kreislage"), Lang: "de"})
	must(err)
	defer office.Close()
	book, err := office.AddBuiltinCatalogue(ctx, "de")
	must(err)
	_, err = office.AddDistrict(ctx, "06535", "Vogelsbergkreis", "")
	must(err)
	round, err := office.NewRound(ctx, desk.NewRound{Name: "Basischeck", Catalogue: book.ID})
	must(err)
	files, err := office.Export(ctx, round.ID, nil, home, nil)
	must(err)
	letter, err := office.Letter(ctx, "06535")
	must(err)
	county, err := desk.InitDistrict(ctx, k.folder(), files[0].Path, letter.Code, letter.Fingerprint, k.options())
	must(err)
	must(county.Close())
}

// kill opens the window, types, and kills it at a moment that chance decides: while it starts, between two keys, in the
// midst of a write.
func (k *killing) kill(run int) {
	s := k.screen
	k.digit = 1 + run%4
	s.env = []string{"KREISLAGE_KEPT=" + k.file(run)}
	s.args = []string{"--folder", k.folder()}
	w := s.start(k.home)
	if k.random.IntN(12) == 0 { // before there is anything to type into
		k.end(w, time.Duration(k.random.IntN(400))*time.Millisecond)
		return
	}
	w.wait("Beantworten – ")
	w.focus()
	moment := time.Duration(200+k.random.IntN(2500)) * time.Millisecond
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		time.Sleep(moment) // the moment is what is tried; nothing is waited for
		_ = w.process.Kill()
	}()
	k.typeUntil(killed)
	<-w.done
}

func (k *killing) end(w *driven, after time.Duration) {
	time.Sleep(after) // as above
	_ = w.process.Kill()
	<-w.done
}

// typeUntil answers one requirement after the other until the window is gone. What the keyboard driver says of a window
// that is gone does not matter.
func (k *killing) typeUntil(killed <-chan struct{}) {
	words := strings.Fields("Die Sicherung laeuft jede Nacht und wird im zweiten Halbjahr auf Band gezogen geprueft sind sieben von neun Servern")
	for {
		keys := [][]string{{"key", "--clearmodifiers", strconv.Itoa(k.digit)}, {"key", "F2"}}
		for range 1 + k.random.IntN(4) {
			text := ""
			for range 1 + k.random.IntN(6) {
				text += words[k.random.IntN(len(words))] + " "
			}
			keys = append(keys, []string{"type", "--delay", strconv.Itoa(1 + k.random.IntN(25)), text})
		}
		keys = append(keys, []string{"key", "--clearmodifiers", []string{"ctrl+Down", "ctrl+Return", "Escape"}[k.random.IntN(3)]})
		for _, args := range keys {
			select {
			case <-killed:
				return
			default:
				_, _ = k.screen.tool(args...)
				if k.random.IntN(3) == 0 {
					time.Sleep(time.Duration(k.random.IntN(500)) * time.Millisecond) // people think
				}
			}
		}
		_, _ = k.screen.tool("key", "Escape")
	}
}

func (k *killing) file(run int) string {
	return filepath.Join(k.screen.dir, fmt.Sprintf("shown-%d.jsonl", run))
}

// compare opens the store as the command line would, and looks for all that the window has ever shown as saved.
func (k *killing) compare(run int) {
	t, ctx := k.screen.t, context.Background()
	t.Helper()
	before := k.lines
	k.read(run)
	d, err := desk.Open(ctx, k.folder(), k.options())
	if err != nil {
		t.Fatalf("kill %d (seed %d): open: %v", run, k.seed, err)
	}
	defer d.Close()
	problems, err := d.Verify(ctx)
	if err != nil || len(problems) > 0 {
		t.Fatalf("kill %d (seed %d): the store is not whole: %v %v", run, k.seed, problems, err)
	}
	rounds, err := d.Rounds(ctx)
	if err != nil {
		t.Fatal(err)
	}
	paper, err := d.Paper(ctx, rounds[0].ID, d.Info().District.Key, assessment.WholeScope)
	if err != nil {
		t.Fatal(err)
	}
	more := false
	for _, r := range paper.Rows {
		want, ok := k.shown[string(r.Requirement.ID)]
		got := shownAnswer{string(r.Requirement.ID), int(r.Answer.Status), r.Answer.Explanation}
		if !ok {
			if got.Status != 0 || got.Explanation != "" { // saved, but killed before it was shown; it has to stay too
				more, k.shown[got.Requirement] = true, got
			}
			continue
		}
		// The store may already hold a later key of this run, but never less than what was shown. Spaces at the end of a
		// text are not kept.
		want.Explanation = strings.TrimRight(want.Explanation, " ")
		if !strings.HasPrefix(got.Explanation, want.Explanation) || got.Status != want.Status && got.Status != k.digit {
			t.Errorf("kill %d (seed %d), %s: shown as saved %+v, in the store %+v", run, k.seed, r.Requirement.Ref, want, got)
		}
		more = more || got != want
		k.shown[got.Requirement] = got
	}
	if more {
		k.open++
	}
	if run%20 == 19 {
		t.Logf("%d kills, shown as saved %d times so far, %d in this one", run+1, k.lines, k.lines-before)
	}
}

// read reads what the window has shown in a run. A last line that the kill has cut off was not shown.
func (k *killing) read(run int) {
	t := k.screen.t
	t.Helper()
	f, err := os.Open(k.file(run))
	if errors.Is(err, fs.ErrNotExist) {
		return // killed before it could show anything
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var a shownAnswer
		if json.Unmarshal(lines.Bytes(), &a) == nil {
			k.shown[a.Requirement] = a
			k.lines++
		}
	}
}
