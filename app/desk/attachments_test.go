package desk

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// file writes a file to be attached and returns its path.
func (p *play) file(name string, raw []byte) string {
	p.t.Helper()
	path := filepath.Join(p.dir, "files", name)
	p.must(os.MkdirAll(filepath.Dir(path), 0o700))
	p.must(os.WriteFile(path, raw, 0o600))
	return path
}

// An attachment is kept by its content, is listed with its answer, and comes back byte by byte; what was attached to
// two answers lies on the disk once.
func TestAttach(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	raw := bytes.Repeat([]byte("Dienstanweisung vom 3. März\n"), 5000)
	path := p.file("Dienstanweisung IT.pdf", raw)
	a, err := county.Attach(p.ctx, p.key(0), path, "  gilt seit März ")
	p.must(err)
	if !a.Here || a.Name != "Dienstanweisung IT.pdf" || a.Note != "gilt seit März" || a.Size != int64(len(raw)) {
		t.Fatalf("%+v", a)
	}
	b, err := county.Attach(p.ctx, p.key(1), path, "")
	p.must(err)
	if got := p.kept(county); len(got) != 1 || got[0] != a.SHA256 || a.ID == b.ID || a.SHA256 != b.SHA256 {
		t.Fatalf("on the disk: %q", got)
	}
	paper, err := county.Paper(p.ctx, p.round.ID, "06535", assessment.WholeScope)
	p.must(err)
	if rows := paper.Rows; len(rows[0].Attachments) != 1 || rows[0].Attachments[0] != a || len(rows[1].Attachments) != 1 || len(rows[2].Attachments) != 0 {
		t.Fatalf("paper: %+v", rows)
	}
	got, err := county.AttachmentBytes(p.ctx, a.ID)
	p.must(err)
	if !bytes.Equal(got, raw) {
		t.Fatal("other bytes")
	}
	target := filepath.Join(p.dir, "saved.pdf")
	p.must(county.SaveAttachment(p.ctx, a.ID, target))
	if saved, err := os.ReadFile(target); err != nil || !bytes.Equal(saved, raw) {
		t.Fatalf("saved: %v", err)
	}
	if err := county.SaveAttachment(p.ctx, a.ID, target); !errors.Is(err, assessment.ErrExists) {
		t.Fatalf("saved over a file: %v", err)
	}
	p.must(county.Detach(p.ctx, a.ID))
	left, err := county.Attachments(p.ctx, p.round.ID, "")
	p.must(err)
	if len(left) != 1 || left[0] != b {
		t.Fatalf("left: %+v", left)
	}
	if _, err := county.AttachmentBytes(p.ctx, a.ID); !errors.Is(err, assessment.ErrNotFound) {
		t.Fatalf("taken off: %v", err)
	}
	p.clean(county)
}

// kept lists what lies in the folder of attachments.
func (p *play) kept(d *Desk) []string {
	p.t.Helper()
	entries, err := os.ReadDir(filepath.Join(d.folder, attachmentFolder))
	if !errors.Is(err, os.ErrNotExist) {
		p.must(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// No byte of an attachment lies readable in the data folder.
func TestAttachmentsAreSealed(t *testing.T) {
	p := newSmallPlay(t, 1, "06535")
	county := p.join("06535", p.send("06535"))
	secret := []byte("Grundriss des Serverraums")
	_, err := county.Attach(p.ctx, p.key(0), p.file("plan.txt", secret), "")
	p.must(err)
	p.must(filepath.WalkDir(county.folder, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, secret) {
			t.Errorf("readable in %s", path)
		}
		if st, err := e.Info(); err != nil || strings.Contains(path, attachmentFolder) && st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", path, st.Mode())
		}
		return err
	}))
}

// What cannot be attached is refused with a sentence, and nothing is left behind.
func TestAttachRefuses(t *testing.T) {
	p := newSmallPlay(t, 1, "06535")
	county := p.join("06535", p.send("06535"))
	for name, c := range map[string]struct {
		desk *Desk
		path string
		want error
	}{
		"too large":    {county, p.file("gross.bin", make([]byte, assessment.MaxAttachment+1)), ErrAttachmentTooLarge},
		"empty":        {county, p.file("leer.txt", nil), ErrAttachmentTooLarge},
		"a folder":     {county, p.dir, assessment.ErrInvalid},
		"not there":    {county, filepath.Join(p.dir, "fehlt.txt"), os.ErrNotExist},
		"at an office": {p.office, p.file("klein.txt", []byte("x")), assessment.ErrWrongRole},
	} {
		_, err := c.desk.Attach(p.ctx, p.key(0), c.path, "")
		if sentence, hint := Explain(err, "de"); !errors.Is(err, c.want) || sentence == "" || hint == "" {
			t.Errorf("%s: %v, %q", name, err, sentence)
		}
	}
	if got := p.kept(county); len(got) > 0 {
		t.Errorf("left behind: %q", got)
	}
	// As large as allowed is not too large.
	if _, err := county.Attach(p.ctx, p.key(0), p.file("genau.bin", make([]byte, assessment.MaxAttachment)), ""); err != nil {
		t.Error(err)
	}
}

// A changed byte on the disk, a cut file, or one put in another's place is noticed, and attaching it again mends it.
func TestDamagedAttachment(t *testing.T) {
	p := newSmallPlay(t, 1, "06535")
	county := p.join("06535", p.send("06535"))
	path := p.file("a.bin", bytes.Repeat([]byte("a"), 200_000))
	a, err := county.Attach(p.ctx, p.key(0), path, "")
	p.must(err)
	b, err := county.Attach(p.ctx, p.key(0), p.file("b.bin", bytes.Repeat([]byte("b"), 200_000)), "")
	p.must(err)
	whole, err := os.ReadFile(county.bytesPath(a.SHA256))
	p.must(err)
	other, err := os.ReadFile(county.bytesPath(b.SHA256))
	p.must(err)
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for name, raw := range map[string][]byte{"flipped": flipped, "cut": whole[:len(whole)-70_000], "another": other, "empty": nil} {
		p.must(os.WriteFile(county.bytesPath(a.SHA256), raw, 0o600))
		if _, err := county.AttachmentBytes(p.ctx, a.ID); !errors.Is(err, ErrAttachmentDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = county.Attach(p.ctx, p.key(0), path, "noch einmal")
	p.must(err)
	if _, err := county.AttachmentBytes(p.ctx, a.ID); err != nil {
		t.Errorf("mended: %v", err)
	}
	p.must(os.Remove(county.bytesPath(a.SHA256)))
	if _, err := county.AttachmentBytes(p.ctx, a.ID); !errors.Is(err, ErrAttachmentAway) {
		t.Errorf("gone: %v", err)
	}
}

// The office sees name, size and note of what stays at home; nothing else of it travels.
func TestOfficeSeesThatThereIsEvidence(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	a, err := county.Attach(p.ctx, p.key(1), p.file("Protokoll.docx", bytes.Repeat([]byte("x"), 3000)), "Übung 2026")
	p.must(err)
	v := p.take(p.office, AcceptAll, p.reply(county))[0]
	if len(v.Changes) != 1 || v.Changes[0].Ref != p.requirement(1).Ref || v.Changes[0].After[0] != "Protokoll.docx (2 KB): Übung 2026" {
		t.Errorf("preview: %+v", v.Changes)
	}
	got, err := p.office.Attachments(p.ctx, p.round.ID, "")
	p.must(err)
	a.Here = false
	if len(got) != 1 || got[0] != a {
		t.Fatalf("%+v", got)
	}
	if _, err := p.office.AttachmentBytes(p.ctx, a.ID); !errors.Is(err, ErrAttachmentAway) {
		t.Errorf("bytes: %v", err)
	}
	if err := p.office.Detach(p.ctx, a.ID); !errors.Is(err, assessment.ErrWrongRole) {
		t.Errorf("taken off by the office: %v", err)
	}
	p.must(county.Detach(p.ctx, a.ID))
	p.take(p.office, AcceptSigned, p.reply(county))
	if got, err := p.office.Attachments(p.ctx, p.round.ID, "06535"); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	p.clean(p.office, county)
}

// A backup holds the attachments too, whole and sealed, and one of the former format is still read.
func TestBackupHoldsAttachments(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	a, err := county.Attach(p.ctx, p.key(0), p.file("a.bin", blob(1, 200_000)), "")
	p.must(err)
	backup := filepath.Join(p.dir, "sicherung")
	p.must(county.Backup(p.ctx, backup))
	raw, err := os.ReadFile(backup)
	p.must(err)
	if bytes.Contains(raw, []byte(a.SHA256)) || bytes.Contains(raw, []byte("SQLite")) {
		t.Error("readable")
	}
	back, err := Restore(p.ctx, backup, filepath.Join(p.dir, "zurueck"), p.options("06535"))
	p.must(err)
	defer back.Close()
	if got, err := back.AttachmentBytes(p.ctx, a.ID); err != nil || !bytes.Equal(got, blob(1, 200_000)) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	p.clean(back)
	for name, damaged := range map[string][]byte{"cut": raw[:len(raw)-100], "cut early": raw[:len(raw)/2], "longer": append(bytes.Clone(raw), 0), "other format": bytes.Replace(raw, []byte("backup 2"), []byte("backup 1"), 1)} {
		path := p.put(name, damaged)
		folder := filepath.Join(p.dir, "zurueck "+name)
		if d, err := Restore(p.ctx, path, folder, p.options("06535")); !errors.Is(err, ErrBackup) {
			t.Errorf("%s: %v", name, err)
			if err == nil {
				d.Close()
			}
		}
		if left, err := os.ReadDir(folder); err == nil && len(left) > 0 {
			t.Errorf("%s: left behind %v", name, left)
		}
	}
	p.restoresFormat1(county)
}

// restoresFormat1 fails unless a backup as the first format wrote it is restored.
func (p *play) restoresFormat1(d *Desk) {
	p.t.Helper()
	v, err := d.secrets(p.ctx)
	p.must(err)
	slot, err := d.store.Setting(p.ctx, settingSlot)
	p.must(err)
	b := bytes.NewBufferString(backupMagic1 + "\n" + slot + "\n")
	p.must(v.SealStream(backupStream1, b, bytes.NewReader(p.copyOf(d)), d.o.Random))
	back, err := Restore(p.ctx, p.put("format 1", b.Bytes()), filepath.Join(p.dir, "aus Format 1"), p.options("06535"))
	p.must(err)
	p.clean(back)
	p.must(back.Close())
}

// Verify tells which attachment is damaged.
func TestVerifyFindsDamagedAttachments(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	a, err := county.Attach(p.ctx, p.key(0), p.file("a.bin", blob(1, 2000)), "")
	p.must(err)
	p.clean(county)
	// Other bytes, sealed by the same vault under this name, are as wrong as broken ones.
	v, err := county.secrets(p.ctx)
	p.must(err)
	b := bytes.NewBufferString(attachmentMagic)
	p.must(v.SealStream(attachmentStream(a.SHA256), b, bytes.NewReader(blob(2, 2000)), county.o.Random))
	p.must(os.WriteFile(county.bytesPath(a.SHA256), b.Bytes(), 0o600))
	problems, err := county.Verify(p.ctx)
	p.must(err)
	if len(problems) != 1 || !strings.Contains(problems[0], "a.bin") {
		t.Errorf("%q", problems)
	}
}

// Bytes are swept only once nothing names them, no undo would, and a month has passed.
func TestSweep(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	a, err := county.Attach(p.ctx, p.key(0), p.file("a.bin", blob(1, 2000)), "")
	p.must(err)
	b, err := county.Attach(p.ctx, p.key(1), p.file("b.bin", blob(2, 2000)), "")
	p.must(err)
	p.take(p.office, AcceptAll, p.reply(county))
	p.take(p.office, AcceptAll, p.companion(county))
	p.must(county.Detach(p.ctx, a.ID))
	p.take(p.office, AcceptAll, p.reply(county))
	folder := filepath.Join(county.folder, attachmentFolder)
	p.must(os.WriteFile(filepath.Join(folder, ".kreislage-1.tmp"), []byte("halb"), 0o600))
	p.must(os.WriteFile(filepath.Join(folder, "fremd.txt"), []byte("nicht von hier"), 0o600))
	age := func(d *Desk) {
		for _, name := range p.kept(d) {
			p.must(os.Chtimes(filepath.Join(d.folder, attachmentFolder, name), p.now.Add(-2*keptAfter), p.now.Add(-2*keptAfter)))
		}
		p.must(d.sweepBytes(p.ctx))
	}
	age(county)
	if got := p.kept(county); len(got) != 3 {
		t.Fatalf("too early: %q", got)
	}
	p.now = p.now.Add(2 * keptAfter)
	age(county)
	if got := p.kept(county); len(got) != 2 || !slices.Contains(got, b.SHA256) || !slices.Contains(got, "fremd.txt") {
		t.Errorf("at the county: %q", got)
	}
	// At the office an undo of the import would name them again.
	age(p.office)
	if got := p.kept(p.office); len(got) != 2 {
		t.Errorf("at the office: %q", got)
	}
}

// What is opened lies with the account's keys, never in the data folder, and is gone when the desk is closed, or when
// it is opened again after a kill.
func TestOpenAttachment(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	proof := filepath.Join(p.dir, "Nachweis.txt")
	p.must(os.WriteFile(proof, []byte("Kapitel 3"), 0o600))
	a, err := county.Attach(p.ctx, p.key(0), proof, "")
	p.must(err)
	path, err := county.OpenAttachment(p.ctx, a.ID)
	p.must(err)
	raw, err := os.ReadFile(path)
	p.must(err)
	if string(raw) != "Kapitel 3" || filepath.Base(path) != "Nachweis.txt" || strings.HasPrefix(path, county.Info().Folder) {
		t.Errorf("%s holds %q", path, raw)
	}
	p.must(county.Close())
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("still there after the desk was closed: %v", err)
	}
}
