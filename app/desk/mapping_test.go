package desk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// Between different catalogues a mapping tells what stands for what: an equal one is taken over, also into a later
// edition; what covers a part or more is shown with a note and never taken over; where several stand for one, the
// equal one counts and of two equal ones the more cautious.
func TestMapping(t *testing.T) {
	p := newSmallPlay(t, 8, "06535")
	county := p.join("06535", p.send("06535"))
	for i, s := range []assessment.Status{assessment.StatusYes, assessment.StatusYes, assessment.StatusNo, assessment.StatusPartly, assessment.StatusYes, assessment.StatusNo} {
		p.answer(county, i, s, "aus dem alten Katalog")
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	old := p.round.Catalogue
	first := p.edition("1", "Eins?", "Zwei?", "Drei?", "Vier?", "Fünf?")
	p.again(p.edition("2", "Eins?", "Zwei?", "Drei?", "Vier, anders?", "Fünf?"))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	p.takes(county, AcceptSigned, VerdictContained, p.send("06535"))
	if f, err := county.Former(p.ctx, p.round.ID, ""); err != nil || f == nil || len(f.Answers) != 0 {
		t.Fatalf("without a mapping: %+v, %v", f, err)
	}

	path := filepath.Join(p.dir, "zuordnung.csv")
	p.must(os.WriteFile(path, []byte("alt;neu;Beziehung\nprobe-0000;auf-0;gleich\nprobe-0001;auf-1;Teil\nprobe-0005;auf-1;gleich\n"+
		"probe-0002;auf-2;weiter\nprobe-0003;auf-3;gleich\nprobe-0004;auf-3;gleich\nprobe-0007;auf-4;gleich\nprobe-9999;auf-4;gleich\n"), 0o600))
	if _, err := p.office.ImportMapping(p.ctx, path, first, old); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("the wrong way round: %v", err)
	}
	in, err := p.office.ImportMapping(p.ctx, path, old, first)
	if err != nil || in.Pairs != 7 || in.Equal != 5 || in.Part != 1 || in.Broader != 1 || len(in.Dropped) != 1 || !strings.Contains(in.Dropped[0], "probe-9999") {
		t.Fatalf("%+v, %v", in, err)
	}
	if r := p.asks(p.paper(p.office, "06535"), 0); r.Former == nil || !r.Former.Carries {
		t.Errorf("at the office, for another edition of the same catalogue: %+v", r.Former)
	}
	if _, err := county.ImportMapping(p.ctx, path, old, first); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("an edition that the county does not have: %v", err)
	}
	_, err = county.ImportMapping(p.ctx, path, old, p.round.Catalogue)
	p.must(err)
	f, err := county.Former(p.ctx, p.round.ID, "")
	p.must(err)
	for _, c := range []struct {
		i       int
		status  assessment.Status
		carries bool
		note    string
	}{
		{0, assessment.StatusYes, true, "Entspricht probe-0000 „Frage 0“"},
		{1, assessment.StatusNo, true, "Entspricht probe-0005"},
		{2, assessment.StatusNo, false, "reicht weiter"},
		{3, assessment.StatusPartly, true, "Entspricht probe-0003"},
	} {
		a := f.Answers[auf(c.i)]
		if a.Status != c.status || a.Carries != c.carries || !strings.Contains(a.Note, c.note) || a.TextChanged || a.Requirement.Text == "" {
			t.Errorf("requirement %d: %+v", c.i, a)
		}
	}
	if len(f.Answers) != 4 {
		t.Errorf("%d answers", len(f.Answers))
	}

	if n, err := county.CarryOver(p.ctx, p.round.ID, "", []assessment.RequirementID{auf(2)}); err != nil || n != 0 {
		t.Errorf("one that reaches further was taken over: %d, %v", n, err)
	}
	if n, err := county.CarryOver(p.ctx, p.round.ID, "", nil); err != nil || n != 3 {
		t.Fatalf("carried %d, %v", n, err)
	}
	p.expect(county, "06535", "0 1 3", "")
	if n, err := county.Confirm(p.ctx, []assessment.AnswerKey{p.aufKey(0), p.aufKey(1), p.aufKey(3)}); err != nil || n != 3 {
		t.Fatalf("confirmed %d, %v", n, err)
	}
	p.expect(county, "06535", "", "")
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office, county)
}
