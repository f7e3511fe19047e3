package desk

import (
	"errors"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// What is signed off stands at both desks and in the cockpit; any later change reopens it visibly, putting it back does
// not, and signing again closes it.
func TestSignOffIsReopenedByChanges(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	for i := range 3 {
		p.answer(county, i, assessment.StatusYes, "eins")
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.must(p.office.SetDistrictNote(p.ctx, "06535", "neue Koordinatorin ab Mai"))
	if got := p.cockpit("06535"); got.State != CockpitComplete || got.SignOff.Given() || !got.Noted || got.Interim != 1 {
		t.Fatalf("not signed: %+v", got)
	}
	if _, err := county.SignOff(p.ctx, p.round.ID, " Ute Berg ", "ISK"); err != nil {
		t.Fatal(err)
	}
	want := SignOff{"Ute Berg", "ISK", "2026-11-24", 0}
	if s, err := county.SignedOff(p.ctx, p.round.ID, "06535"); err != nil || s != want {
		t.Fatalf("signed: %+v %v", s, err)
	}
	views := p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
	if c := views[0].Changes; len(c) != 1 || c[0].Title != "Freigabe der Rückmeldung" || c[0].After[0] != "Ute Berg (ISK), 24.11.2026" {
		t.Fatalf("preview: %+v", c)
	}
	if got := p.cockpit("06535"); got.State != CockpitSignedOff || got.SignOff != want {
		t.Fatalf("signed: %+v", got)
	}

	p.answer(county, 1, assessment.StatusNo, "doch nicht")
	if s, _ := county.SignedOff(p.ctx, p.round.ID, "06535"); s.Changed != 1 || s.Holds() {
		t.Fatalf("one change: %+v", s)
	}
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
	if got := p.cockpit("06535"); got.State != CockpitComplete || got.SignOff.Changed != 1 {
		t.Fatalf("reopened: %+v", got)
	}
	p.answer(county, 1, assessment.StatusYes, "eins")
	if s, _ := county.SignedOff(p.ctx, p.round.ID, "06535"); s != want {
		t.Fatalf("put back: %+v", s)
	}
	p.answer(county, 1, assessment.StatusNo, "doch nicht")
	if _, err := county.SignOff(p.ctx, p.round.ID, "Ute Berg", ""); err != nil {
		t.Fatal(err)
	}
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
	if got := p.cockpit("06535"); got.State != CockpitSignedOff || got.SignOff.Role != "" {
		t.Fatalf("signed again: %+v", got)
	}
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office, county)
}

// Only the district signs, with a name, and not in a round that is over.
func TestSignOffRefused(t *testing.T) {
	p := newSmallPlay(t, 1, "06535")
	county := p.join("06535", p.send("06535"))
	if _, err := p.office.SignOff(p.ctx, p.round.ID, "Ute", ""); !errors.Is(err, assessment.ErrWrongRole) {
		t.Errorf("office: %v", err)
	}
	if _, err := county.SignOff(p.ctx, p.round.ID, " ", ""); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("no name: %v", err)
	}
	if _, err := county.SignOff(p.ctx, p.round.ID, strings.Repeat("x", 200), ""); !errors.Is(err, assessment.ErrTooLong) {
		t.Errorf("long name: %v", err)
	}
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundFrozen))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	if _, err := county.SignOff(p.ctx, p.round.ID, "Ute", ""); !errors.Is(err, assessment.ErrRoundFrozen) {
		t.Errorf("frozen: %v", err)
	}
}

func (p *play) cockpit(k assessment.DistrictKey) CockpitRow {
	p.t.Helper()
	rows, err := p.office.Cockpit(p.ctx, p.round.ID)
	p.must(err)
	for _, r := range rows {
		if r.District.Key == k {
			return r
		}
	}
	p.t.Fatalf("no %s in the cockpit", k)
	return CockpitRow{}
}
