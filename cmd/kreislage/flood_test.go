//go:build e2e

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/app/demo"
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// The officer's day with a folder of replies, in the real window: the folder is dropped from another program, every
// file is looked at, one cell is read, what needs no person is accepted, then a county whose two files contradict each
// other. That is taken back together, and everything is taken in at once; the conflict is seen, decided at the county,
// and gone with its next reply; the heat map leads to an answer. What the office holds at the end is what the county
// has. KREISLAGE_LONG=1 plays it with four hundred counties, and stops reading and taking in once.
func TestFolderIsDropped(t *testing.T) {
	counties, long := 8, os.Getenv("KREISLAGE_LONG") != ""
	if long {
		counties = demo.MaxDistricts
	}
	s := newScreen(t)
	home := s.home("office")
	dir := filepath.Join(s.dir, "round")
	profile := filepath.Join(home, ".config", "kreislage")
	if _, err := demo.Play(context.Background(), dir, demo.Options{Districts: counties, Untaken: true, Profile: profile, Lang: "de"}); err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(dir, "exchange", "in")
	s.put(filepath.Join(in, "Liste.xlsx"), "eine andere Liste")
	s.put(filepath.Join(in, "Notizen.txt"), "gehört nicht dazu")
	files, err := filepath.Glob(filepath.Join(in, "*.xlsx"))
	if err != nil {
		t.Fatal(err)
	}

	pulse := filepath.Join(s.dir, "pulse")
	s.args, s.env = []string{"--folder", filepath.Join(dir, "office")}, []string{"KREISLAGE_PULSE=" + pulse}
	w := s.start(home)
	w.wait(fmt.Sprintf("Start – %d Landkreise", counties))
	checked := fmt.Sprintf("%d Dateien geprüft", len(files))
	if long {
		w.drag(in)
		w.wait("Einlesen")
		w.key("Escape")
		w.wait("angehalten")
	}
	w.drag(in)
	whole := w.wait(checked)

	// Down to a cell of the first file, and what is clean is accepted.
	w.key("Tab")
	if cell := w.waitOther(whole); !strings.Contains(cell, ", ") {
		t.Errorf("no cell is told: %q", cell)
	}
	w.key("shift+Tab", "ctrl+Return")
	w.wait("2 Dateien übernommen")

	// One county's files, found by its key: the signed one contradicts the one filled in by hand.
	w.key("ctrl+f")
	w.text("06535")
	w.key("Return", "ctrl+a")
	w.wait("2 Dateien angehakt")
	w.key("ctrl+Return")
	w.wait("4 Dateien übernommen")
	w.conflict(counties)

	// All of that is taken back together.
	w.key("alt+6")
	w.wait("Eingang")
	w.key("Tab", "Tab", "Return")
	w.wait("4 Dateien zurücknehmen?")
	w.key("Return")
	w.wait("4 Dateien zurückgenommen")

	// Several files and a folder at once, with one that does not belong there: everything that can be taken is taken.
	w.drag(filepath.Join(in, "Notizen.txt"), in)
	w.wait(fmt.Sprintf("%d Dateien geprüft", len(files)+1))
	w.key("ctrl+a")
	w.wait("Dateien angehakt")
	w.key("ctrl+Return")
	if long {
		w.wait("Einlesen")
		w.key("Escape")
		w.wait("angehalten")
		w.key("ctrl+Return")
	}
	w.wait("Dateien übernommen")
	w.conflict(counties)

	// The county decides, and its next reply ends the conflict.
	w.drag(s.decide(home, dir, "06535"))
	w.wait("1 Datei geprüft")
	w.key("ctrl+Return")
	w.wait("1 Datei übernommen")

	// From the picture down to an answer.
	w.key("alt+8")
	w.wait("Lagebild – ")
	w.repeat("Down", "Lagebild – Landkreis Kassel")
	w.key("Return")
	first := w.wait("Antworten – Landkreis Kassel")
	w.key("Down")
	w.waitOther(first)
	w.quit()
	s.logWaits(pulse)
	for _, key := range []string{"06535", "06633"} {
		s.same(home, dir, key)
	}
}

// conflict goes from the list of all counties to the reason why one of them stands out: its conflict.
func (w *driven) conflict(counties int) {
	w.s.t.Helper()
	w.key("alt+7")
	w.wait(fmt.Sprintf("von %d eingegangen", counties))
	w.key("ctrl+f")
	w.text("Vogelsberg")
	w.key("Return", "Return")
	w.wait("Konflikte – ")
}

// put writes a file.
func (s *screen) put(path, text string) {
	s.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// openFolder opens a desk of a round as the command line would.
func (s *screen) openFolder(home, folder string) *desk.Desk {
	s.t.Helper()
	d, err := desk.Open(context.Background(), folder, desk.Options{Profile: filepath.Join(home, ".config", "kreislage"), Lang: "de"})
	if err != nil {
		s.t.Fatalf("open %s: %v", folder, err)
	}
	return d
}

// decide lets a county take in what its colleague has filled in, decide what contradicts it, and write its next reply.
func (s *screen) decide(home, dir, key string) string {
	s.t.Helper()
	ctx := context.Background()
	d := s.openFolder(home, filepath.Join(dir, "districts", key))
	defer d.Close()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	hand, err := filepath.Glob(filepath.Join(dir, "exchange", "in", "*_"+key+"_A-*.xlsx"))
	must(err)
	b, err := d.Preview(ctx, hand, nil)
	must(err)
	_, err = d.Accept(ctx, b, desk.AcceptByMode(desk.AcceptAll), nil)
	must(err)
	rounds, err := d.Rounds(ctx)
	must(err)
	conflicts, err := d.Conflicts(ctx, rounds[0].ID)
	must(err)
	if len(conflicts) != 1 {
		s.t.Fatalf("%s has %d conflicts", key, len(conflicts))
	}
	must(d.Resolve(ctx, conflicts[0].ID, conflicts[0].Values[1].Value))
	files, err := d.Export(ctx, rounds[0].ID, nil, filepath.Join(dir, "last"), nil)
	must(err)
	return files[0].Path
}

// same compares what the office and a county hold.
func (s *screen) same(home, dir, key string) {
	s.t.Helper()
	list := func(folder ...string) []assessment.Answer {
		d := s.openFolder(home, filepath.Join(append([]string{dir}, folder...)...))
		defer d.Close()
		rounds, err := d.Rounds(context.Background())
		if err != nil {
			s.t.Fatal(err)
		}
		answers, err := d.Answers(context.Background(), rounds[0].ID, assessment.DistrictKey(key))
		if err != nil {
			s.t.Fatal(err)
		}
		return answers
	}
	office, county := list("office"), list("districts", key)
	if len(office) == 0 || len(office) != len(county) {
		s.t.Fatalf("%s: %d and %d answers", key, len(office), len(county))
	}
	for i := range office {
		if office[i] != county[i] || office[i].Conflict {
			s.t.Errorf("%s, answer %d: the office has %+v, the county %+v", key, i+1, office[i], county[i])
		}
	}
}

// logWaits tells how long the window did not answer.
func (s *screen) logWaits(path string) {
	f, err := os.Open(path)
	if err != nil {
		s.t.Error(err)
		return
	}
	defer f.Close()
	longest, over := 0, 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var at string
		var ms int
		if _, err := fmt.Sscanf(lines.Text(), "wait %s %d", &at, &ms); err != nil || !strings.HasPrefix(lines.Text(), "wait") {
			continue
		}
		longest = max(longest, ms)
		if ms > 100 {
			over++
		}
	}
	s.t.Logf("the window answered within %d ms; it took longer than 100 ms %d times", longest, over)
}
