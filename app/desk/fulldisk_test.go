//go:build linux

package desk

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// A stick that is full or write-protected: whatever was to be written there, nothing is left on it under any name, the
// sentence says what to do, and with room again the same job succeeds. What is told of as sent is only what is there.
func TestExportToAStickThatIsFull(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusNo, sentinel)
	evidence := p.put("nachweis.bin", bytes.Repeat([]byte("x"), 200<<10))
	_, err := county.Attach(p.ctx, p.key(0), evidence, "")
	p.must(err)
	stick := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", stick).CombinedOutput(); err != nil {
		t.Skipf("mounting a small disk is not permitted here: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", stick).Run() })
	remount := func(options string) {
		t.Helper()
		if out, err := exec.Command("mount", "-o", "remount,"+options, stick).CombinedOutput(); err != nil {
			t.Fatalf("remount: %v %s", err, out)
		}
	}
	jobs := map[string]func() error{
		"reply":       func() error { _, err := county.Export(p.ctx, p.round.ID, nil, stick, nil); return err },
		"attachments": func() error { _, err := county.ExportAttachments(p.ctx, p.round.ID, stick); return err },
		"pack": func() error {
			_, err := county.Delegate(p.ctx, p.round.ID, "", []assessment.RequirementID{p.requirement(1).ID}, "Frau Bau", stick)
			return err
		},
		"backup": func() error { return county.Backup(p.ctx, filepath.Join(stick, "sicherung")) },
	}
	for _, c := range []struct {
		options string
		want    error
	}{{"size=8k", store.ErrFull}, {"ro", store.ErrReadOnly}} {
		remount(c.options)
		for name, do := range jobs {
			err := do()
			if !errors.Is(err, c.want) {
				t.Errorf("%s, %s: %v", c.options, name, err)
				continue
			}
			if sentence, hint := Explain(err, "de"); sentence == "" || hint == "" {
				t.Errorf("%s, %s: no sentence", c.options, name)
			}
			if left, err := os.ReadDir(stick); err != nil || len(left) > 0 {
				t.Errorf("%s, %s: left on the stick: %v, %v", c.options, name, left, err)
			}
		}
	}
	if packs, err := county.Delegations(p.ctx); err != nil || len(packs) > 0 {
		t.Errorf("packs that nobody got: %+v, %v", packs, err)
	}
	remount("rw,size=8m")
	for name, do := range jobs {
		if err := do(); err != nil {
			t.Errorf("with room, %s: %v", name, err)
		}
	}
	if left, err := os.ReadDir(stick); err != nil || len(left) != len(jobs) {
		t.Errorf("%v, %v", left, err)
	}
	nothingReadable(t, stick)
	p.clean(county)
}
