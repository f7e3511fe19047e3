package desk

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/report"
)

// A letter is written whole and for its owner's eyes, may be written again over itself, and never over anything else.
func TestWriteLetter(t *testing.T) {
	p := newPlay(t, "06535")
	dir := t.TempDir()
	path := filepath.Join(dir, "brief.pdf")
	p.must(p.office.WriteLetter(p.ctx, "06535", path))
	first, err := os.ReadFile(path)
	p.must(err)
	st, err := os.Stat(path)
	p.must(err)
	if !report.IsLetter(first) || st.Mode().Perm() != 0o600 {
		t.Fatalf("%d bytes, mode %v", len(first), st.Mode())
	}
	p.must(p.office.WriteLetter(p.ctx, "06535", path))
	if again, _ := os.ReadFile(path); !bytes.Equal(first, again) {
		t.Error("the same letter on the same day differs")
	}

	other := filepath.Join(dir, "haushalt.pdf")
	p.must(os.WriteFile(other, []byte("%PDF-1.4 something else"), 0o600))
	if err := p.office.WriteLetter(p.ctx, "06535", other); !errors.Is(err, assessment.ErrExists) {
		t.Errorf("over another file: %v", err)
	}
	if err := p.office.WriteLetter(p.ctx, "06535", dir); !errors.Is(err, assessment.ErrExists) {
		t.Errorf("over a folder: %v", err)
	}
	if err := p.office.WriteLetter(p.ctx, "06535", filepath.Join(dir, "missing", "brief.pdf")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into a missing folder: %v", err)
	}
	if err := p.office.WriteLetter(p.ctx, "09999", filepath.Join(dir, "b.pdf")); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("to an unknown district: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".kreislage-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	county := p.join("06535", p.send("06535"))
	if err := county.WriteLetter(p.ctx, "06535", filepath.Join(dir, "c.pdf")); !errors.Is(err, assessment.ErrWrongRole) {
		t.Errorf("at a district's desk: %v", err)
	}
}
