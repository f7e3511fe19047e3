package desk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kreislage/data/assessment"
)

// quick is a number of key derivation rounds that keeps tests short; the product's own number is tested where
// other programs judge the files.
const quick = 100

// stage of a test: an office and districts in folders of their own, on one clock.
type play struct {
	t      *testing.T
	ctx    context.Context
	dir    string
	now    time.Time
	office *Desk
	round  RoundInfo
}

func newPlay(t *testing.T, keys ...assessment.DistrictKey) *play {
	t.Helper()
	p := &play{t: t, ctx: context.Background(), dir: t.TempDir(), now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	var err error
	p.office, err = InitOffice(p.ctx, filepath.Join(p.dir, "office"), "Informationssicherheitsstelle Nordhessen", p.options("office"))
	p.must(err)
	t.Cleanup(func() { p.office.Close() })
	info, err := p.office.AddBuiltinCatalogue(p.ctx, "de")
	p.must(err)
	for _, k := range keys {
		_, err = p.office.AddDistrict(p.ctx, k, "Landkreis "+string(k), "")
		p.must(err)
	}
	p.round, err = p.office.NewRound(p.ctx, NewRound{Name: "Basis-Check 2027", Catalogue: info.ID, Due: "2027-01-31"})
	p.must(err)
	return p
}

func (p *play) options(who string) Options {
	return Options{
		Clock: func() time.Time { p.now = p.now.Add(time.Second); return p.now }, Profile: filepath.Join(p.dir, "profile-"+who),
		Who: who, Lang: "de", SpinCount: quick,
	}
}

func (p *play) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// send writes the office's file for one district and returns its path.
func (p *play) send(k assessment.DistrictKey) string {
	p.t.Helper()
	files, err := p.office.Export(p.ctx, p.round.ID, []assessment.DistrictKey{k}, filepath.Join(p.dir, "out"), nil)
	p.must(err)
	return files[0].Path
}

// join opens a district's desk from the office's file.
func (p *play) join(k assessment.DistrictKey, file string) *Desk {
	p.t.Helper()
	l, err := p.office.Letter(p.ctx, k)
	p.must(err)
	d, err := InitDistrict(p.ctx, filepath.Join(p.dir, string(k)), file, l.Code, l.Fingerprint, p.options(string(k)))
	p.must(err)
	p.t.Cleanup(func() { d.Close() })
	return d
}

func (p *play) answer(d *Desk, i int, status assessment.Status, explanation string) {
	p.t.Helper()
	c, err := p.office.Catalogue(p.ctx, p.round.Catalogue)
	p.must(err)
	_, err = d.Answer(p.ctx, assessment.AnswerKey{Round: p.round.ID, Requirement: c.Requirements[i].ID}, Edit{Status: &status, Explanation: &explanation})
	p.must(err)
}

func (p *play) reply(d *Desk) string {
	p.t.Helper()
	files, err := d.Export(p.ctx, p.round.ID, nil, filepath.Join(p.dir, "in"), nil)
	p.must(err)
	return files[0].Path
}

func (p *play) take(d *Desk, mode AcceptMode, paths ...string) []FilePreview {
	p.t.Helper()
	b, err := d.Preview(p.ctx, paths, nil)
	p.must(err)
	views, err := d.Accept(p.ctx, b, AcceptByMode(mode), nil)
	p.must(err)
	return views
}

// sameAnswers fails unless every field of every answer of a district is the same on both desks.
func (p *play) sameAnswers(a, b *Desk, k assessment.DistrictKey) {
	p.t.Helper()
	left, err := a.Answers(p.ctx, p.round.ID, k)
	p.must(err)
	right, err := b.Answers(p.ctx, p.round.ID, k)
	p.must(err)
	if len(left) != len(right) || len(left) == 0 {
		p.t.Fatalf("%d and %d answers", len(left), len(right))
	}
	for i := range left {
		if left[i] != right[i] {
			p.t.Fatalf("answer %d: %+v and %+v", i, left[i], right[i])
		}
	}
}

func TestRound(t *testing.T) {
	p := newPlay(t, "06535", "06633")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "Leitlinie vom 3. März, „unterschrieben“.")
	p.answer(county, 1, assessment.StatusDispensable, "=1+1 kein Rechenzentrum")
	file := p.reply(county)

	// A key that nobody has confirmed is not taken in on the strength of a signature alone.
	views := p.take(p.office, AcceptSigned, file)
	if views[0].Verdict != VerdictUntrusted || views[0].Accepted {
		t.Fatalf("first reply: %+v", views[0])
	}
	n, err := p.office.Trust(p.ctx, "06535")
	p.must(err)
	if n != 1 {
		t.Fatalf("%d keys confirmed", n)
	}
	views = p.take(p.office, AcceptSigned, file)
	if v := views[0]; v.Verdict != VerdictNew || !v.Accepted || v.New != 2 || v.Changed != 0 || v.Refused != 0 || v.Rows != p.round.Requirements {
		t.Fatalf("reply: %+v", v)
	}
	p.sameAnswers(p.office, county, "06535")

	// Taking the same file again changes nothing.
	views = p.take(p.office, AcceptSigned, file)
	if views[0].Verdict != VerdictContained || views[0].Unchanged != views[0].Rows {
		t.Fatalf("again: %+v", views[0])
	}

	// An older file after a newer one changes nothing.
	p.answer(county, 0, assessment.StatusNo, "")
	newer := p.reply(county)
	if v := p.take(p.office, AcceptSigned, newer)[0]; v.Verdict != VerdictNew || v.Changed != 1 {
		t.Fatalf("newer: %+v", v)
	}
	if v := p.take(p.office, AcceptSigned, file)[0]; v.Verdict != VerdictContained {
		t.Fatalf("older: %+v", v)
	}
	p.sameAnswers(p.office, county, "06535")

	// An undo followed by the same import gives the same state.
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	res, err := p.office.UndoImport(p.ctx, imports[0].ID)
	p.must(err)
	if res.Restored != 1 || len(res.Left) != 0 {
		t.Fatalf("undo: %+v", res)
	}
	if v := p.take(p.office, AcceptSigned, newer)[0]; v.Verdict != VerdictNew || v.Changed != 1 {
		t.Fatalf("after undo: %+v", v)
	}
	p.sameAnswers(p.office, county, "06535")

	// What an undone import brought for the first time is as if it had never been there, also for the next file.
	imports, err = p.office.Imports(p.ctx)
	p.must(err)
	for _, i := range imports {
		if !i.Undone {
			_, err = p.office.UndoImport(p.ctx, i.ID)
			p.must(err)
		}
	}
	p.send("06535")
	for _, f := range []string{newer, file} {
		p.take(p.office, AcceptSigned, f)
	}
	p.sameAnswers(p.office, county, "06535")

	rows, err := p.office.Cockpit(p.ctx, p.round.ID)
	p.must(err)
	if rows[0].State != CockpitReceived || rows[1].State != CockpitNotSent {
		t.Fatalf("cockpit: %+v", rows)
	}
	for _, d := range []*Desk{p.office, county} {
		problems, err := d.Verify(p.ctx)
		p.must(err)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
	}
}

func TestSecondStart(t *testing.T) {
	p := newPlay(t)
	if _, err := Open(p.ctx, filepath.Join(p.dir, "office"), p.options("office")); !errors.Is(err, assessment.ErrFolderInUse) {
		t.Fatalf("second start: %v", err)
	}
	if s, hint := Explain(assessment.ErrFolderInUse, "de"); s == "" || hint == "" {
		t.Fatal("no sentence")
	}
}

func TestBackup(t *testing.T) {
	p := newPlay(t, "06535")
	path := filepath.Join(p.dir, "sicherung.kreislage")
	p.must(p.office.Backup(p.ctx, path))
	raw, err := os.ReadFile(path)
	p.must(err)
	if len(raw) < 1000 || string(raw[:16]) == "SQLite format 3\x00" {
		t.Fatal("not sealed")
	}
	back, err := Restore(p.ctx, path, filepath.Join(p.dir, "restored"), p.options("office"))
	p.must(err)
	defer back.Close()
	if back.Info().Desk == p.office.Info().Desk {
		t.Fatal("a restored desk must have an id of its own")
	}
	if _, err := back.Letter(p.ctx, "06535"); err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-1] ^= 1
	p.must(os.WriteFile(path, raw, 0o600))
	if _, err := Restore(p.ctx, path, filepath.Join(p.dir, "restored2"), p.options("office")); !errors.Is(err, ErrBackup) {
		t.Fatalf("changed backup: %v", err)
	}
}

// A passphrase, once set, is always required, and a wrong one opens nothing.
func TestPassphrase(t *testing.T) {
	p := newPlay(t, "06535")
	p.must(p.office.SetPassphrase(p.ctx, "Vier Wörter sind genug"))
	p.must(p.office.Close())
	d, err := Open(p.ctx, filepath.Join(p.dir, "office"), p.options("office"))
	p.must(err)
	defer d.Close()
	if locked, err := d.Locked(p.ctx); err != nil || !locked {
		t.Fatalf("locked: %v, %v", locked, err)
	}
	if _, err := d.Letter(p.ctx, "06535"); !errors.Is(err, assessment.ErrLocked) {
		t.Fatalf("without a passphrase: %v", err)
	}
	if err := d.Unlock(p.ctx, "geraten"); !errors.Is(err, assessment.ErrWrongPassphrase) {
		t.Fatalf("wrong passphrase: %v", err)
	}
	p.must(d.Unlock(p.ctx, "Vier Wörter sind genug"))
	if _, err := d.Letter(p.ctx, "06535"); err != nil {
		t.Fatal(err)
	}
}
