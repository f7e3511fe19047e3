package desk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
)

// testdata/frozen/1 holds what program 0.1.0 has written: two data folders (an office before any reply came in, a
// county that has answered), and one file of each kind. They must be read for ever. A format that changes gets a
// folder of its own beside this one; this one is never written again after the first release.
const (
	frozen           = "testdata/frozen/1"
	frozenPassphrase = "eingefroren"
)

// KREISLAGE_FREEZE=1 writes the folder where it does not exist yet.
func TestFreeze(t *testing.T) {
	if os.Getenv("KREISLAGE_FREEZE") == "" {
		t.Skip("writes the frozen files only where KREISLAGE_FREEZE is set")
	}
	if _, err := os.Stat(frozen); err == nil {
		t.Fatalf("%s is there already", frozen)
	}
	p := newSmallPlay(t, 6, "06535")
	p.must(os.MkdirAll(frozen, 0o755))
	first := p.send("06535")
	county := p.join("06535", first)
	p.answer(county, 0, assessment.StatusYes, "Geregelt seit März, „unterschrieben“.")
	p.answer(county, 1, assessment.StatusDispensable, "=1+1 kein Rechenzentrum")
	pack, err := county.Delegate(p.ctx, p.round.ID, "", []assessment.RequirementID{p.requirement(2).ID}, "Hochbau", filepath.Join(p.dir, "packs"))
	p.must(err)
	reply := p.reply(county)
	l, err := p.office.Letter(p.ctx, "06535")
	p.must(err)
	filled := byHand(t, first, l.Code, func(x *excelize.File) { fill(t, x, p.requirement(3).Ref, "teilweise", "von Hand") })
	second := p.send("06535")
	packed := byHand(t, pack.Path, pack.Code, func(x *excelize.File) { fill(t, x, p.requirement(2).Ref, "nein", "aus dem Hochbau") })
	for _, d := range []*Desk{p.office, county} {
		p.must(d.SetPassphrase(p.ctx, frozenPassphrase))
		p.must(d.Close())
	}
	for to, from := range map[string]string{
		"office.db": filepath.Join(p.dir, "office", dataFile), "county.db": filepath.Join(p.dir, "06535", dataFile), "assignment.xlsx": first,
		"assignment-2.xlsx": second, "assignment-filled.xlsx": filled, "reply.xlsx": reply, "delegation-filled.xlsx": packed,
	} {
		b, err := os.ReadFile(from)
		p.must(err)
		p.must(os.WriteFile(filepath.Join(frozen, to), b, 0o644))
	}
	p.must(os.WriteFile(filepath.Join(frozen, "code.txt"), []byte(l.Code), 0o644))
}

// What an older program has written is read as it was meant: folders open, every kind of file comes in.
func TestFrozenFormat1(t *testing.T) {
	p := &play{t: t, ctx: t.Context(), dir: t.TempDir()}
	office, county := p.thaw("office.db"), p.thaw("county.db")
	rounds, err := office.Rounds(p.ctx)
	p.must(err)
	p.office, p.round = office, rounds[0]
	code, err := os.ReadFile(filepath.Join(frozen, "code.txt"))
	p.must(err)

	if v := p.take(office, AcceptAll, filepath.Join(frozen, "reply.xlsx"))[0]; v.Verdict != VerdictUntrusted || !v.Accepted || v.New != 2 || v.Rows != 6 {
		t.Errorf("reply: %+v", v)
	}
	if v := p.take(office, AcceptAll, filepath.Join(frozen, "assignment-filled.xlsx"))[0]; v.Verdict != VerdictHand || !v.Accepted || v.New != 1 {
		t.Errorf("filled in by hand, at the office: %+v", v)
	}
	if v := p.take(county, AcceptAll, filepath.Join(frozen, "assignment-filled.xlsx"))[0]; v.Verdict != VerdictHand || v.New != 1 {
		t.Errorf("filled in by hand, at the county: %+v", v)
	}
	if v := p.take(county, AcceptSigned, filepath.Join(frozen, "assignment-2.xlsx"))[0]; !v.Verdict.Clean() || !v.Accepted {
		t.Errorf("assignment: %+v", v)
	}
	if v := p.take(county, AcceptAll, filepath.Join(frozen, "delegation-filled.xlsx"))[0]; v.Verdict != VerdictHand || v.New != 1 || v.Rows != 1 {
		t.Errorf("delegation: %+v", v)
	}
	p.take(office, AcceptAll, p.reply(county))
	p.sameAnswers(office, county, "06535")
	answers, err := office.Answers(p.ctx, p.round.ID, "06535")
	p.must(err)
	for i, want := range []string{"Geregelt seit März, „unterschrieben“.", "=1+1 kein Rechenzentrum", "aus dem Hochbau", "von Hand"} {
		if answers[i].Explanation != want {
			t.Errorf("answer %d: %q", i, answers[i].Explanation)
		}
	}
	p.clean(office, county)

	fresh, err := InitDistrict(p.ctx, filepath.Join(p.dir, "fresh"), filepath.Join(frozen, "assignment.xlsx"), string(code), "", p.options("fresh"))
	p.must(err)
	p.must(fresh.Close())
}

// thaw opens a copy of a frozen data folder.
func (p *play) thaw(name string) *Desk {
	p.t.Helper()
	b, err := os.ReadFile(filepath.Join(frozen, name))
	p.must(err)
	folder := filepath.Join(p.dir, name)
	p.must(os.MkdirAll(folder, 0o700))
	p.must(os.WriteFile(filepath.Join(folder, dataFile), b, 0o600))
	o := p.options(name)
	o.Passphrase = func() (string, error) { return frozenPassphrase, nil }
	d, err := Open(p.ctx, folder, o)
	p.must(err)
	p.t.Cleanup(func() { d.Close() })
	return d
}
