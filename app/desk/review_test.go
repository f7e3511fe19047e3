package desk

import (
	"errors"
	"testing"

	"kreislage/data/assessment"
)

// row is one row of a district's paper.
func (p *play) row(d *Desk, k assessment.DistrictKey, i int) PaperRow {
	p.t.Helper()
	paper, err := d.Paper(p.ctx, p.round.ID, k, assessment.WholeScope)
	p.must(err)
	return paper.Rows[i]
}

func (p *play) keyOf(k assessment.DistrictKey, i int) assessment.AnswerKey {
	key := p.key(i)
	key.District = k
	return key
}

// What the office has reviewed reaches the district with the next file, and says so when the answer changes afterwards.
func TestReviewTravels(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "seit März")
	p.take(p.office, AcceptAll, p.reply(county))
	p.must(p.office.SetReview(p.ctx, p.keyOf("06535", 0), ReviewSeen))
	p.take(county, AcceptSigned, p.send("06535"))
	want := Review{Mark: ReviewSeen, By: "office", On: "2026-11-24"}
	for _, d := range []*Desk{p.office, county} {
		if got := p.row(d, "06535", 0).Review; got != want {
			t.Fatalf("%s: %+v", d.role, got)
		}
	}
	p.answer(county, 0, assessment.StatusYes, "seit April")
	p.take(p.office, AcceptSigned, p.reply(county))
	want.Changed = true
	for _, d := range []*Desk{p.office, county} {
		if got := p.row(d, "06535", 0).Review; got != want {
			t.Fatalf("changed, %s: %+v", d.role, got)
		}
	}
	// Back at what was reviewed, nothing has changed.
	p.answer(county, 0, assessment.StatusYes, "seit März")
	if got := p.row(county, "06535", 0).Review; got.Changed {
		t.Errorf("changed back: %+v", got)
	}
	p.must(p.office.SetReview(p.ctx, p.keyOf("06535", 0), ReviewNone))
	if got := p.row(p.office, "06535", 0).Review; got != (Review{}) {
		t.Errorf("taken back: %+v", got)
	}
	p.clean(p.office, county)
}

// A proposal is the office's; the district takes it with its own explanation, and then it is done.
func TestProposal(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 1, assessment.StatusNo, "kein Geld")
	p.take(p.office, AcceptAll, p.reply(county))
	p.must(p.office.Propose(p.ctx, p.keyOf("06535", 1), assessment.StatusPartly, "Die Vorlage ist beschlossen."))
	v := p.take(county, AcceptSigned, p.send("06535"))[0]
	if len(v.Changes) != 1 || v.Changes[0].After[0] != "teilweise: Die Vorlage ist beschlossen." || v.Changes[0].Ref != p.requirement(1).Ref {
		t.Errorf("preview: %+v", v.Changes)
	}
	if r := p.row(county, "06535", 1).Review; !r.HasProposal || r.Proposed != assessment.StatusPartly || r.Reason == "" {
		t.Fatalf("%+v", r)
	}
	p.must(county.TakeProposal(p.ctx, p.key(1)))
	row := p.row(county, "06535", 1)
	if row.Answer.Status != assessment.StatusPartly || row.Answer.Explanation != "kein Geld" || row.Review.HasProposal {
		t.Errorf("taken: %+v", row)
	}
	if err := county.TakeProposal(p.ctx, p.key(0)); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("no proposal: %v", err)
	}
	p.clean(p.office, county)
}

// Nobody does the other desk's part.
func TestReviewRoles(t *testing.T) {
	p := newSmallPlay(t, 1, "06535")
	county := p.join("06535", p.send("06535"))
	k := p.keyOf("06535", 0)
	for name, err := range map[string]error{
		"mark":     county.SetReview(p.ctx, k, ReviewAccepted),
		"proposal": county.Propose(p.ctx, k, assessment.StatusYes, ""),
		"taking":   p.office.TakeProposal(p.ctx, k),
	} {
		if !errors.Is(err, assessment.ErrWrongRole) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := p.office.SetReview(p.ctx, k, "gut"); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("unknown mark: %v", err)
	}
}
