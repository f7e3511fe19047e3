package desk

import (
	"testing"

	"kreislage/data/assessment"
)

// A round is always told as it is now, and whoever is told may do with the answer what he likes.
func TestRoundIsNeverOld(t *testing.T) {
	p := newSmallPlay(t, 1, "06535", "06632")
	look := func() RoundInfo {
		p.t.Helper()
		r, err := p.office.Round(p.ctx, p.round.ID)
		p.must(err)
		return r
	}
	for range 2 {
		look().Districts[0].Name = "verschrieben"
	}
	if again := look(); again.Districts[0].Name != "Landkreis 06535" {
		t.Fatalf("a caller changed it: %+v", again.Districts)
	}
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundFrozen))
	if r := look(); r.State != assessment.RoundFrozen {
		t.Errorf("state: %s", r.State)
	}
	_, err := p.office.ExtendFor(p.ctx, p.round.ID, "06632", "2027-05-31")
	p.must(err)
	if r := look(); r.DueOf("06632") != "2027-05-31" {
		t.Errorf("due: %+v", r.Extended)
	}
	_, err = p.office.ExtendRound(p.ctx, p.round.ID, "2027-06-30")
	p.must(err)
	if r := look(); r.Due != "2027-06-30" {
		t.Errorf("due: %s", r.Due)
	}
}
