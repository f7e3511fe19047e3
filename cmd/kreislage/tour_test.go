package main

import (
	"context"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"kreislage/app/desk"
)

// The tour plays a round and draws every main screen in full size, light and dark, and leaves the office with all that
// the round has brought.
func TestTour(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole round takes a while")
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	t.Setenv("KREISLAGE_LANG", "de")
	dir := filepath.Join(home, "tour")
	if err := playTour(dir, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"light", "dark"} {
		for _, name := range []string{"first", "office-start", "office-preview", "office-cockpit", "office-picture", "office-answers", "district-answer", "district-send"} {
			f, err := os.Open(filepath.Join(dir, "pictures", mode, name+".png"))
			if err != nil {
				t.Error(err)
				continue
			}
			size, err := png.DecodeConfig(f)
			_ = f.Close() // only read from
			if err != nil || size.Width != 1366 || size.Height != 768 {
				t.Errorf("%s/%s: %+v, %v", mode, name, size, err)
			}
		}
	}
	d, err := desk.Open(context.Background(), filepath.Join(dir, "office"), desk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	imports, err := d.Imports(context.Background())
	if err != nil || len(imports) < 2 {
		t.Fatalf("imports: %d, %v", len(imports), err)
	}
	if imports[0].Undone {
		t.Error("a reply that was taken back for a picture was not taken in again")
	}
}
