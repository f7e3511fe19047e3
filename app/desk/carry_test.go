package desk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// edition is a catalogue of the office's own: what each requirement asks by its number; one that asks nothing is not
// in this edition.
func (p *play) edition(name string, questions ...string) assessment.CatalogueID {
	p.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "kreislage-catalogue: 1\nkey: auflage\ntitle: Katalog\nedition: %q\nlanguage: de\ntopics:\n  - id: t\n    title: Thema\n    requirements:\n", name)
	for i, q := range questions {
		if q != "" {
			fmt.Fprintf(&b, "      - id: auf-%d\n        title: Frage %d\n        question: %s\n        modal: MUSS\n", i, i, q)
		}
	}
	path := filepath.Join(p.dir, "auflage-"+name+".yaml")
	p.must(os.WriteFile(path, []byte(b.String()), 0o600))
	in, err := p.office.ImportCatalogue(p.ctx, path)
	p.must(err)
	return in.ID
}

// newEditionPlay is a play whose round asks a catalogue of which there may be more editions.
func newEditionPlay(t *testing.T, questions []string, keys ...assessment.DistrictKey) *play {
	t.Helper()
	p := newSmallPlay(t, 1, keys...)
	p.again(p.edition("1", questions...))
	return p
}

// again opens the next round.
func (p *play) again(id assessment.CatalogueID) {
	p.t.Helper()
	var err error
	p.round, err = p.office.NewRound(p.ctx, NewRound{Name: "Erhebung " + string(id[:4]), Catalogue: id, Due: "2027-01-31"})
	p.must(err)
}

// paper is what a desk sees of a district in the round that is played.
func (p *play) paper(d *Desk, k assessment.DistrictKey) *Paper {
	p.t.Helper()
	got, err := d.Paper(p.ctx, p.round.ID, k, assessment.WholeScope)
	p.must(err)
	return got
}

// asks is a requirement of a paper by its number in the edition.
func (p *play) asks(paper *Paper, i int) PaperRow {
	p.t.Helper()
	for _, r := range paper.Rows {
		if r.Requirement.ID == auf(i) {
			return r
		}
	}
	p.t.Fatalf("requirement %d is not asked", i)
	return PaperRow{}
}

func auf(i int) assessment.RequirementID { return assessment.RequirementID(fmt.Sprintf("auf-%d", i)) }

func (p *play) aufKey(i int) assessment.AnswerKey {
	return assessment.AnswerKey{Round: p.round.ID, Requirement: auf(i)}
}

func (p *play) fills(d *Desk, i int, status assessment.Status, explanation string) assessment.Answer {
	p.t.Helper()
	a, err := d.Answer(p.ctx, p.aufKey(i), Edit{Status: &status, Explanation: &explanation})
	p.must(err)
	return a
}

// What was said in the last round stands beside this one's, is taken over only where it is still open and asked for,
// and counts as to be confirmed, at both desks, until somebody has confirmed it or answered anew.
func TestCarryOver(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?", "Drei?", "Vier?", "Fünf?"}, "06535")
	county := p.join("06535", p.send("06535"))
	if f, err := county.Former(p.ctx, p.round.ID, ""); err != nil || f != nil {
		t.Fatalf("before anything was said: %+v, %v", f, err)
	}
	p.fills(county, 0, assessment.StatusYes, "eins")
	p.fills(county, 1, assessment.StatusPartly, "zwei")
	p.fills(county, 2, assessment.StatusNo, "drei")
	p.fills(county, 3, assessment.StatusYes, "vier")
	responsible := "Hochbau"
	_, err := county.Answer(p.ctx, p.aufKey(1), Edit{Responsible: &responsible})
	p.must(err)
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	first := p.round

	p.again(p.edition("2", "Eins?", "Zwei?", "Drei, aber anders?", "", "Fünf?"))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	f, err := county.Former(p.ctx, p.round.ID, assessment.WholeScope)
	p.must(err)
	if f == nil || f.Round.ID != first.ID || len(f.Answers) != 3 || !f.Answers[auf(2)].TextChanged || f.Answers[auf(1)].TextChanged || f.Answers[auf(2)].Requirement.Text == "" {
		t.Fatalf("former round: %+v", f)
	}
	for _, d := range []*Desk{county, p.office} {
		if r := p.asks(p.paper(d, "06535"), 0); r.Former == nil || r.Former.Explanation != "eins" || r.Answer.Status != assessment.StatusOpen {
			t.Fatalf("beside the question: %+v", r)
		}
		if r := p.asks(p.paper(d, "06535"), 4); r.Former != nil {
			t.Fatalf("never answered: %+v", r.Former)
		}
	}

	// One that is answered already stays, one whose text has changed is not copied unseen.
	p.fills(county, 0, assessment.StatusNo, "dieses Jahr nicht")
	if n, err := county.CarryOver(p.ctx, p.round.ID, "", nil); err != nil || n != 1 {
		t.Fatalf("carried %d, %v", n, err)
	}
	if n, err := county.CarryOver(p.ctx, p.round.ID, "", []assessment.RequirementID{auf(2)}); err != nil || n != 1 {
		t.Fatalf("named and carried %d, %v", n, err)
	}
	if n, err := county.CarryOver(p.ctx, p.round.ID, "", []assessment.RequirementID{auf(2), auf(4)}); err != nil || n != 0 {
		t.Fatalf("carried %d again, %v", n, err)
	}
	paper := p.paper(county, "06535")
	if a := p.asks(paper, 1).Answer; a.Status != assessment.StatusPartly || a.Responsible != "Hochbau" || !a.Carried || !a.ToConfirm {
		t.Fatalf("carried: %+v", a)
	}
	if a := p.asks(paper, 0).Answer; a.Status != assessment.StatusNo || a.ToConfirm {
		t.Fatalf("answered before: %+v", a)
	}
	if paper.Tally.ToConfirm != 2 {
		t.Fatalf("to confirm: %+v", paper.Tally)
	}
	reply := p.reply(county)
	v := p.takes(p.office, AcceptAll, VerdictNew, reply)[0]
	if !strings.Contains(fmt.Sprint(v.Changes), "übernommen") {
		t.Errorf("the preview does not tell what was carried over: %+v", v.Changes)
	}
	p.sameAnswers(p.office, county, "06535")
	h, err := p.office.HeatMap(p.ctx, p.round.ID)
	p.must(err)
	if h.Totals[0].ToConfirm != 2 {
		t.Fatalf("the office counts %+v", h.Totals[0])
	}

	// Confirmed or answered anew, nothing is left of the mark; what contradicts itself or needs nothing is passed over.
	if n, err := county.Confirm(p.ctx, []assessment.AnswerKey{p.aufKey(1), p.aufKey(0), p.aufKey(4)}); err != nil || n != 1 {
		t.Fatalf("confirmed %d, %v", n, err)
	}
	explanation := "drei, weiterhin"
	if a, err := county.Answer(p.ctx, p.aufKey(2), Edit{Explanation: &explanation}); err != nil || a.Carried || a.ToConfirm || a.Status != assessment.StatusNo {
		t.Fatalf("answered anew: %+v, %v", a, err)
	}
	p.takes(p.office, AcceptAll, VerdictNew, p.reply(county))
	p.sameAnswers(p.office, county, "06535")
	if got := p.paper(p.office, "06535").Tally.ToConfirm; got != 0 {
		t.Fatalf("%d to confirm", got)
	}
	p.clean(p.office, county)

	// The office does neither, and nobody does in a frozen round.
	if _, err := p.office.CarryOver(p.ctx, p.round.ID, "", nil); !errors.Is(err, assessment.ErrWrongRole) {
		t.Errorf("carried over at the office: %v", err)
	}
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundFrozen))
	p.take(county, AcceptSigned, p.send("06535"))
	if _, err := county.CarryOver(p.ctx, p.round.ID, "", nil); !errors.Is(err, assessment.ErrRoundFrozen) {
		t.Errorf("carried over in a frozen round: %v", err)
	}
	if _, err := county.Confirm(p.ctx, []assessment.AnswerKey{p.aufKey(1)}); !errors.Is(err, assessment.ErrRoundFrozen) {
		t.Errorf("confirmed in a frozen round: %v", err)
	}
}

// Two desks of a county that take over the same answers agree, and what the one then confirms is no contradiction to
// what the other has taken over as well. One that was cleared can be taken over again.
func TestTwoDesksCarryTheSame(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?"}, "06535")
	county := p.join("06535", p.send("06535"))
	p.fills(county, 0, assessment.StatusYes, "eins")
	p.fills(county, 1, assessment.StatusNo, "zwei")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.again(p.round.Catalogue)
	next := p.send("06535")
	p.takes(county, AcceptSigned, VerdictNew, next)

	l, err := p.office.Letter(p.ctx, "06535")
	p.must(err)
	deputy, err := InitDistrict(p.ctx, filepath.Join(p.dir, "deputy"), next, l.Code, "", p.options("deputy"))
	p.must(err)
	t.Cleanup(func() { deputy.Close() })
	if n, err := deputy.CarryOver(p.ctx, p.round.ID, "", nil); err != nil || n != 0 {
		t.Fatalf("a desk that does not know the former round: %d, %v", n, err)
	}
	former := p.round
	rounds, err := p.office.Rounds(p.ctx)
	p.must(err)
	p.round = rounds[1]
	p.take(deputy, AcceptAll, p.send("06535"))
	p.round = former

	for _, d := range []*Desk{county, deputy} {
		if n, err := d.CarryOver(p.ctx, p.round.ID, "", nil); err != nil || n != 2 {
			t.Fatalf("%s: %d, %v", d.Info().Who, n, err)
		}
	}
	_, err = county.Confirm(p.ctx, []assessment.AnswerKey{p.aufKey(0)})
	p.must(err)
	p.fills(deputy, 1, assessment.StatusOpen, "")
	if n, err := deputy.CarryOver(p.ctx, p.round.ID, "", nil); err != nil || n != 1 {
		t.Fatalf("carried again: %d, %v", n, err)
	}
	for _, f := range []string{p.reply(deputy), p.reply(county)} {
		for _, v := range p.take(p.office, AcceptAll, f) {
			if v.Conflicts != 0 || !v.Accepted {
				t.Fatalf("%+v", v)
			}
		}
	}
	if a := p.asks(p.paper(p.office, "06535"), 0).Answer; a.Conflict || a.ToConfirm || a.Status != assessment.StatusYes {
		t.Errorf("confirmed by one, carried by both: %+v", a)
	}
	if a := p.asks(p.paper(p.office, "06535"), 1).Answer; a.Conflict || !a.ToConfirm || a.Status != assessment.StatusNo {
		t.Errorf("carried, cleared and carried again: %+v", a)
	}
	p.clean(p.office, county, deputy)
}

// A desk that has not heard of a correction yet is told what to do with the reply of one that has.
func TestReplyToAnUnknownEdition(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?"}, "06535")
	first := p.send("06535")
	county := p.join("06535", first)
	l, err := p.office.Letter(p.ctx, "06535")
	p.must(err)
	deputy, err := InitDistrict(p.ctx, filepath.Join(p.dir, "deputy"), first, l.Code, "", p.options("deputy"))
	p.must(err)
	t.Cleanup(func() { deputy.Close() })
	p.reissue(p.edition("2", "Eins, anders?"))
	correction := p.send("06535")
	p.takes(county, AcceptSigned, VerdictNew, correction)
	p.fills(county, 0, assessment.StatusYes, "eins")
	reply := p.reply(county)
	if v := p.look(deputy, reply)[0]; v.Verdict != VerdictForeign || !strings.Contains(v.Sentence, "zuerst die neueste Datei") {
		t.Fatalf("%s: %s", v.Verdict, v.Sentence)
	}
	p.takes(deputy, AcceptSigned, VerdictNew, correction)
	p.takes(deputy, AcceptAll, VerdictUntrusted, reply)
	p.sameRegisters(county, deputy, "06535")
}

// What was taken over or confirmed at once is taken back at once, and can be done again.
func TestCarryOverIsOneStep(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?", "Drei?"}, "06535")
	county := p.join("06535", p.send("06535"))
	for i := range 3 {
		p.fills(county, i, assessment.StatusYes, "letztes Jahr")
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.again(p.round.Catalogue)
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	says := func(open, confirm int) {
		t.Helper()
		if got := p.paper(county, "06535").Tally; got.Open != open || got.ToConfirm != confirm {
			t.Fatalf("%+v, not %d open and %d to confirm", got, open, confirm)
		}
	}
	if n, err := county.CarryOver(p.ctx, p.round.ID, "", nil); err != nil || n != 3 {
		t.Fatalf("%d, %v", n, err)
	}
	_, err := county.Confirm(p.ctx, []assessment.AnswerKey{p.aufKey(0), p.aufKey(2)})
	p.must(err)
	says(0, 1)
	back := func(f func() (Step, error), keys int) {
		t.Helper()
		if x, err := f(); err != nil || len(x.Keys) != keys || x.Left != 0 || !strings.Contains(x.Sentence, "Antworten") {
			t.Fatalf("%+v, %v", x, err)
		}
	}
	undo, redo := func() (Step, error) { return county.UndoEdit(p.ctx) }, func() (Step, error) { return county.RedoEdit(p.ctx) }
	back(undo, 2)
	says(0, 3)
	back(undo, 3)
	says(3, 0)
	back(redo, 3)
	says(0, 3)
	back(redo, 2)
	says(0, 1)
	back(undo, 2)
	back(undo, 3)
	if n, err := county.CarryOver(p.ctx, p.round.ID, "", nil); err != nil || n != 3 {
		t.Fatalf("taken over again: %d, %v", n, err)
	}
	says(0, 3)
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office, county)
}
