package desk

import (
	"slices"
	"testing"

	"kreislage/data/assessment"
)

// mirrorPlay is a round of seven districts, each with its desk.
func mirrorPlay(t *testing.T) (*play, map[assessment.DistrictKey]*Desk, []assessment.DistrictKey) {
	keys := []assessment.DistrictKey{"06431", "06432", "06535", "06632", "06633", "06634", "06636"}
	p := newSmallPlay(t, 10, keys...)
	desks := map[assessment.DistrictKey]*Desk{}
	for _, k := range keys {
		desks[k] = p.join(k, p.send(k))
	}
	return p, desks, keys
}

// yes has a district answer its first n requirements with yes, the others with no, and the office take it in.
func (p *play) yes(county *Desk, n int) {
	p.t.Helper()
	for i := range 10 {
		st := assessment.StatusNo
		if i < n {
			st = assessment.StatusYes
		}
		p.answer(county, i, st, "")
	}
	p.take(p.office, AcceptAll, p.reply(county))
}

// mirror has the office write a district's next file, and the district take it in.
func (p *play) mirror(county *Desk, k assessment.DistrictKey) []MirrorTopic {
	p.t.Helper()
	p.take(county, AcceptSigned, p.send(k))
	o, err := county.Overview(p.ctx, p.round.ID, "")
	p.must(err)
	return o.Mirror
}

// A district learns nothing of the others before five of them have answered, never its own figures, and never what one
// alone has changed since.
func TestMirrorTellsNobodyAlone(t *testing.T) {
	p, desks, keys := mirrorPlay(t)
	me := keys[6]
	p.yes(desks[me], 10)
	for i, k := range keys[:4] {
		p.yes(desks[k], i*2)
	}
	if m := p.mirror(desks[me], me); len(m) != 0 {
		t.Fatalf("of four others: %+v", m)
	}
	p.yes(desks[keys[4]], 8) // 0 2 4 6 8
	want := MirrorTopic{Topic: assessment.Topic{ID: "t", Title: "Thema"}, Districts: 5, Q1: 0.2, Median: 0.4, Q3: 0.6}
	if m := p.mirror(desks[me], me); len(m) != 1 || m[0] != want {
		t.Fatalf("of five others: %+v", m)
	}
	if m := p.mirror(desks[keys[5]], keys[5]); len(m) != 1 || m[0].Districts != 6 {
		t.Fatalf("of six others, one of them me: %+v", m)
	}

	// Now one of the five changes alone: the same is told again, whatever it was.
	p.yes(desks[keys[2]], 10)
	if m := p.mirror(desks[me], me); len(m) != 1 || m[0] != want {
		t.Fatalf("one changed: %+v", m)
	}
	// My own answers move nothing.
	p.yes(desks[me], 0)
	if m := p.mirror(desks[me], me); len(m) != 1 || m[0] != want {
		t.Fatalf("mine changed: %+v", m)
	}
	// With a second one, both are told: 0 3 6 8 10.
	p.yes(desks[keys[1]], 3)
	want.Q1, want.Median, want.Q3 = 0.3, 0.6, 0.8
	if m := p.mirror(desks[me], me); len(m) != 1 || m[0] != want {
		t.Fatalf("two changed: %+v", m)
	}
	p.clean(p.office, desks[me])
}

// A newer file brings the newer mirror, also where it brings nothing else; an older one does not turn it back.
func TestMirrorTravels(t *testing.T) {
	p, desks, keys := mirrorPlay(t)
	me := keys[6]
	for i, k := range keys[:5] {
		p.yes(desks[k], i)
	}
	first := p.send(me)
	p.yes(desks[keys[0]], 9)
	p.yes(desks[keys[1]], 9)
	second := p.send(me)
	p.takes(desks[me], AcceptSigned, VerdictNew, second)
	o, err := desks[me].Overview(p.ctx, p.round.ID, "")
	p.must(err)
	if len(o.Mirror) != 1 || o.Mirror[0].Q3 != 0.9 {
		t.Fatalf("second file: %+v", o.Mirror)
	}
	p.takes(desks[me], AcceptSigned, VerdictContained, first, second)
	again, err := desks[me].Overview(p.ctx, p.round.ID, "")
	p.must(err)
	if !slices.Equal(again.Mirror, o.Mirror) {
		t.Fatalf("turned back: %+v", again.Mirror)
	}
}
