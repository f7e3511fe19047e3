package desk

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// onRead calls look before each read.
type onRead struct {
	io.Reader
	look func()
}

func (r onRead) Read(b []byte) (int, error) {
	r.look()
	return r.Reader.Read(b[:min(len(b), 8<<10)])
}

// A restore that is killed leaves no data folder that could be opened without the rest of it, and can be begun again in
// the same place.
func TestRestoreCutOff(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	evidence := p.put("nachweis.txt", bytes.Repeat([]byte("Nachweis "), 9000))
	key := p.key(0)
	a, err := county.Attach(p.ctx, key, evidence, "")
	p.must(err)
	backup := filepath.Join(p.dir, "sicherung.kreislage")
	p.must(county.Backup(p.ctx, backup))
	raw, err := os.ReadFile(backup)
	p.must(err)

	v, err := county.secrets(p.ctx)
	p.must(err)
	folder := filepath.Join(p.dir, "wieder")
	begun := false
	sealed := raw[bytes.IndexByte(raw, '\n')+1:]
	sealed = sealed[bytes.IndexByte(sealed, '\n')+1:]
	look := func() {
		if found, err := LookAt(folder); err != nil || found.IsDesk {
			t.Errorf("before the whole is proved the folder counts as a desk: %+v, %v", found, err)
		}
		_, err := os.Stat(filepath.Join(folder, attachmentFolder))
		begun = begun || err == nil
	}
	if err := unsealBackup(v, backupMagic, onRead{io.MultiReader(bytes.NewReader(sealed[:len(sealed)-1]), strings.NewReader("x")), look}, folder); err == nil {
		t.Fatal("a backup with another end was put back")
	}
	if !begun {
		t.Error("nothing was put back before the end was read: the test looks at nothing")
	}

	d, err := Restore(p.ctx, backup, folder, p.options("06535"))
	p.must(err)
	defer d.Close()
	if got, err := d.AttachmentBytes(p.ctx, a.ID); err != nil || len(got) != 81000 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	other := filepath.Join(p.dir, "fremd")
	p.must(os.MkdirAll(other, 0o700))
	for _, name := range []string{restoring, "Urlaub.jpg"} {
		p.must(os.WriteFile(filepath.Join(other, name), []byte("x"), 0o600))
	}
	if d, err := Restore(p.ctx, backup, other, p.options("06535")); err == nil {
		d.Close()
		t.Error("restored among somebody's own files")
	}
	if _, err := os.Stat(filepath.Join(other, "Urlaub.jpg")); err != nil {
		t.Error("somebody's own file is gone")
	}
}

// What a killed program has left unfinished in the data folder is gone at the next start: above all plain copies of
// everything, which nobody would look for there. Nothing else is removed.
func TestLeftoversAreSwept(t *testing.T) {
	p := newSmallPlay(t, 1, "06535")
	p.answer(p.join("06535", p.send("06535")), 0, assessment.StatusNo, sentinel)
	folder := p.office.folder
	p.must(p.office.Close())
	p.must(os.MkdirAll(filepath.Join(folder, quarantineFolder), 0o700))
	gone := []string{".backup.tmp", ".backup-123456", ".kreislage-77.tmp", filepath.Join(quarantineFolder, ".kreislage-1.tmp")}
	stay := []string{"kreislage.db.before-0002-20261124T090000", "Notiz.txt", ".kreislage-77.tmp.bak", filepath.Join(quarantineFolder, "ab.xlsx")}
	for _, name := range append(gone, stay...) {
		p.must(os.WriteFile(filepath.Join(folder, name), []byte(sentinel), 0o600))
	}
	d, err := Open(p.ctx, folder, p.options("office"))
	p.must(err)
	p.must(d.Close())
	for _, name := range gone {
		if _, err := os.Lstat(filepath.Join(folder, name)); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	for _, name := range stay {
		if _, err := os.Lstat(filepath.Join(folder, name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
