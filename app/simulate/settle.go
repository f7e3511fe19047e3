package simulate

import (
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// settle lets everybody exchange everything until nothing changes, and checks that all know the same then.
func (w *world) settle(seed uint64) {
	w.reseed(seed, 1)
	d := newDice(seed, 2)
	w.acting, w.fuse, w.floor = nil, 0, map[string]uint64{}
	for _, round := range w.rounds {
		if w.office.st.rounds[round] {
			w.must(w.office.desk.SetRoundState(w.ctx, round, assessment.RoundOpen), "open a round")
		}
	}
	before := w.union()
	w.redoAll()
	w.exchange()
	if late := w.late(d); late {
		w.exchange()
	}
	w.agree(before)
	if d.one(2) && w.decide(d) {
		w.exchange()
		w.agree(before)
	}
	for _, f := range w.everyone() {
		w.look(f)
	}
}

// union is all that is known in folders that are in use.
func (w *world) union() map[assessment.Subject]facts {
	all := map[assessment.Subject]facts{}
	for _, f := range w.everyone() {
		for s, known := range f.st.known {
			all[s] = all[s].with(known)
		}
	}
	return all
}

// redoAll takes every import in again that was taken back, where its file can still be read.
func (w *world) redoAll() {
	for _, f := range w.everyone() {
		_, undone := f.undoable()
		for _, id := range undone {
			x := f.st.imports[id].letter
			if fits, revoked := f.opens(x, ""); fits && !revoked {
				w.deliver(f, []*letter{x}, delivery{mode: desk.AcceptAll})
			}
		}
	}
}

// late delivers some of the files that are still under way.
func (w *world) late(d dice) bool {
	some := false
	for range 3 {
		x := w.someLetter(d)
		if x == nil || x.to > 0 {
			continue
		}
		to := w.addressees(x, d)
		w.deliver(to[d.pick(len(to))], []*letter{x}, delivery{mode: desk.AcceptAll})
		some = true
	}
	return some
}

// exchange passes files between the office and all desks until nobody has anything new to say.
func (w *world) exchange() {
	for range 4 + 2*maxDesks {
		busy := false
		for _, round := range w.rounds {
			for _, one := range w.districts {
				busy = w.send(round, one) || busy
				busy = w.collect(round, one) || busy
			}
		}
		if !busy {
			return
		}
	}
	w.fail("files go back and forth without end")
}

// decide lets the office and one desk of each district settle their conflicts; nothing may be left of them once all
// know.
func (w *world) decide(d dice) bool {
	some := w.decideAt(w.office, d)
	for _, one := range w.districts {
		desks := w.of(one.key)
		some = w.decideAt(desks[d.pick(len(desks))], d) || some
	}
	if some {
		w.tell("conflicts are decided at the end")
		w.decided = true
	}
	return some
}

func (w *world) decideAt(f *folder, d dice) bool {
	some := false
	for _, round := range w.rounds {
		if !f.st.rounds[round] {
			continue
		}
		for _, c := range w.conflicts(f, round) {
			if !c.Own {
				continue
			}
			value := c.Values[d.pick(len(c.Values))].Value
			w.resolve(f, c, value)
			some = true
			if f.district == nil {
				w.tell("the office settles a conflict of its own")
			}
		}
	}
	w.check(f)
	return some
}

// send brings every desk of a district what it does not know yet.
func (w *world) send(round assessment.RoundID, one *district) bool {
	if !w.office.st.rounds[round] {
		return false
	}
	var x *letter
	for _, f := range w.of(one.key) {
		if w.upToDate(f, round) {
			continue
		}
		if x == nil {
			if x = w.export(w.office, round, one.key); x == nil {
				w.fail("the office cannot export an open round")
			}
		}
		typed := ""
		if fits, _ := f.opens(x, ""); !fits || f.st.codes[one.key].current != x.code {
			typed = x.code
		}
		if v := w.deliver(f, []*letter{x}, delivery{mode: desk.AcceptAll, typed: typed})[0]; !v.Accepted {
			w.fail("%s cannot take in %s: %s", f.name, x.label(), v.Verdict)
		}
		if !w.upToDate(f, round) {
			w.fail("%s is not up to date after %s", f.name, x.label())
		}
	}
	return x != nil
}

// upToDate tells whether a desk knows all that the office knows of its district, and how to write to it.
func (w *world) upToDate(f *folder, round assessment.RoundID) bool {
	k := f.district.key
	if !f.st.rounds[round] || f.st.codes[k].current != w.office.st.codes[k].current || w.stateOf(f, round) != w.stateOf(w.office, round) ||
		w.edition(f, round) != w.edition(w.office, round) {
		return false
	}
	if !slices.Equal(assessment.JoinScopes(f.st.scopesOf(k), w.office.st.scopesOf(k)), f.st.scopesOf(k)) {
		return false
	}
	for s, known := range w.office.st.known {
		if s.Round == round && s.District == k && !f.st.known[s].contains(known) {
			return false
		}
	}
	return true
}

// collect brings the office what the desks of a district know and it does not.
func (w *world) collect(round assessment.RoundID, one *district) bool {
	busy := false
	for _, f := range w.of(one.key) {
		here, there := w.office.st.scopesOf(one.key), f.st.scopesOf(one.key)
		news := f.st.rounds[round] && !slices.Equal(assessment.JoinScopes(here, there), here)
		for s, known := range f.st.known {
			news = news || s.Round == round && !w.office.st.known[s].contains(known)
		}
		if !news || !w.office.st.rounds[round] {
			continue
		}
		x := w.export(f, round, one.key)
		if x == nil {
			w.fail("%s cannot export an open round", f.name)
		}
		if v := w.deliver(w.office, []*letter{x}, delivery{mode: desk.AcceptAll})[0]; !v.Accepted {
			w.fail("the office cannot take in %s: %s", x.label(), v.Verdict)
		}
		busy = true
	}
	return busy
}

// agree checks that nothing is lost and that all hold the same registers. Only a round that the office still knows is
// exchanged: two desks that contradict each other in one that it has lost never hear of each other.
func (w *world) agree(before map[assessment.Subject]facts) {
	after := w.union()
	for s, known := range before {
		if !after[s].contains(known) {
			w.fail("lost while everybody exchanged everything: %s", w.describe(s, known))
		}
	}
	for s, known := range after {
		if values := w.values(known); w.decided && w.office.st.rounds[s.Round] && len(values) > 1 {
			w.fail("still in conflict after all was decided: %s", w.describe(s, known))
		}
	}
	for _, one := range w.districts {
		for _, f := range w.of(one.key) {
			w.same(w.office, f, one.key)
			if here, there := w.office.st.scopesOf(one.key), f.st.scopesOf(one.key); !slices.Equal(here, there) {
				w.fail("%s and %s do not agree on scopes: %+v, %+v", w.office.name, f.name, here, there)
			}
		}
	}
}

// same checks that two folders hold the same registers of a district.
func (w *world) same(a, b *folder, k assessment.DistrictKey) {
	if a == b {
		return
	}
	left, right := w.registers(a), w.registers(b)
	for _, pair := range []struct{ x, y map[assessment.Subject]string }{{left, right}, {right, left}} {
		for s, text := range pair.x {
			if s.District == k && w.office.st.rounds[s.Round] && pair.y[s] != text {
				w.fail("%s and %s do not agree on %s:\n  %q\n  %q", a.name, b.name, name(s), text, pair.y[s])
			}
		}
	}
}
