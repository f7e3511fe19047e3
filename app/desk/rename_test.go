package desk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"kreislage/data/assessment"
)

// Districts whose keys make one name of a file still get a file each, also when all are written at once: none is
// written over another.
func TestExportNamesEachFile(t *testing.T) {
	const prefix = "Zweckverband Abfallwirtschaft Nordhessen "
	var keys []assessment.DistrictKey
	for i := range 6 {
		keys = append(keys, assessment.DistrictKey(fmt.Sprint(prefix, i)))
	}
	p := newSmallPlay(t, 1, keys...)
	for i := range 3 {
		dir := filepath.Join(p.dir, fmt.Sprint("ausgang-", i))
		files, err := p.office.Export(p.ctx, p.round.ID, nil, dir, nil)
		p.must(err)
		left, err := os.ReadDir(dir)
		p.must(err)
		if len(left) != len(keys) {
			t.Fatalf("%d files for %d districts", len(left), len(keys))
		}
		for _, f := range files {
			if got := readFile(p.ctx, f.Path, []credential{{code: p.code(f.District.Key)}}); got.verdict != "" || got.manifest.District != f.District.Key {
				t.Fatalf("%s is not the file of %s: %q", f.Path, f.District.Key, got.verdict)
			}
		}
	}
}

// A finished file never takes the place of another, however it came there.
func TestRenameNew(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "neu"), filepath.Join(dir, "Antwort äöü.xlsx")
	for path, text := range map[string]string{from: "neu", to: "einzige Antwort"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := renameNew(from, to); !errors.Is(err, assessment.ErrExists) {
		t.Errorf("over a file: %v", err)
	}
	if b, err := os.ReadFile(to); err != nil || string(b) != "einzige Antwort" {
		t.Errorf("%q, %v", b, err)
	}
	if err := os.Remove(to); err != nil {
		t.Fatal(err)
	}
	if err := renameNew(from, to); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(to); err != nil || string(b) != "neu" {
		t.Errorf("%q, %v", b, err)
	}
}
