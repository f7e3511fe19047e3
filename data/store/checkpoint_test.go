package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// A checkpoint that was cut off by a full disk or a power cut leaves a data file that is whole only together with
// its write-ahead log. Such a folder opens, and nothing is missing.
func TestCutOffCheckpoint(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	path := filepath.Join(dir, "kreislage.db")
	s := openTest(t, path)
	write(t, s, func(tx *Tx) error { return tx.SetSetting(ctx, "role", "office") })
	wal := readAll(t, path+"-wal")
	if err := s.Close(); err != nil { // the whole checkpoint
		t.Fatal(err)
	}
	whole := readAll(t, path)
	cut := filepath.Join(dir, "cut.db")
	for name, b := range map[string][]byte{cut: whole[:2*4096], cut + "-wal": wal} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := openTest(t, cut)
	if role, err := again.Setting(ctx, "role"); err != nil || role != "office" {
		t.Fatalf("%q, %v", role, err)
	}
	clean(t, again)
}

func readAll(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
