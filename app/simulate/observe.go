package simulate

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// observed lets a desk do something whose words only it can know (a day, a digest, an id that it draws) and notes what
// it has written: each changed field must hold nothing but new writes of this desk's own. More than one there is only
// where a conflict is brought back.
func (w *world) observed(f *folder, do func() error) ([]assessment.Subject, error) {
	before := w.registers(f)
	err := do()
	if err != nil {
		return nil, err
	}
	after := w.registers(f)
	var changed []assessment.Subject
	for s, text := range after {
		if before[s] != text {
			changed = append(changed, s)
		}
	}
	for s := range before {
		if after[s] == "" {
			w.fail("%s: %s was not written but removed", f.name, name(s))
		}
	}
	for _, s := range sortSubjects(changed) {
		r := decode(w, s, after[s])
		if ownerOf(s) != f.role() {
			w.fail("%s writes %s, which belongs to the other side", f.name, name(s))
		}
		var values []string
		for _, x := range r.Siblings {
			if x.Desk != string(f.st.desk) || x.Counter <= w.numbers[x.Desk] {
				w.fail("%s: a write has left %q in %s", f.name, after[s], name(s))
			}
			values = append(values, x.Value)
		}
		w.write(f, s, values...)
	}
	w.mark(f)
	return changed, nil
}

// stepReview lets the office say what it makes of an answer.
func (w *world) stepReview(d dice) string {
	f := w.act(w.office)
	round := w.roundAt(f, d)
	k := assessment.AnswerKey{Round: round, District: w.districts[d.pick(len(w.districts))].key, Scope: assessment.WholeScope, Requirement: w.someRequirement(d).ID}
	mark := []desk.ReviewMark{desk.ReviewAccepted, desk.ReviewSeen, desk.ReviewNone}[d.pick(3)]
	status, propose := assessment.Status(d.pick(5)), d.one(2)
	_, err := w.observed(f, func() error {
		if propose {
			return f.desk.Propose(w.ctx, k, status, fmt.Sprintf("Grund %d", d.pick(100)))
		}
		return f.desk.SetReview(w.ctx, k, mark)
	})
	if w.closed(f, round, err) {
		return "the office may not review in a closed round"
	}
	w.must(err, "review")
	return fmt.Sprintf("the office reviews %s of %s, proposal: %v", k.Requirement, k.District, propose)
}

// stepTakeProposal lets a district follow a proposal, where it knows one.
func (w *world) stepTakeProposal(d dice) string {
	for _, f := range w.folders {
		for _, s := range sortSubjects(slices.Collect(maps.Keys(f.st.known))) {
			if s.Field != assessment.FieldProposal || s.District != f.district.key {
				continue
			}
			p, err := assessment.DecodeProposal(w.shown(s, f.st.known[s]))
			w.must(err, "read a proposal")
			if p.Status == assessment.StatusOpen || d.one(4) {
				continue
			}
			w.act(f)
			k := w.key(f, s.Round, assessment.RequirementID(s.Item))
			err = f.desk.TakeProposal(w.ctx, k)
			if w.closed(f, s.Round, err) {
				return f.name + " may not answer in a closed round"
			}
			w.must(err, "take a proposal at "+f.name)
			w.edited(f, k, desk.Edit{Status: &p.Status})
			w.mark(f)
			return fmt.Sprintf("%s takes the proposal on %s: %d", f.name, s.Item, p.Status)
		}
	}
	return ""
}

// stepAccept lets a district bear a gap as a risk, or stop doing so.
func (w *world) stepAccept(d dice) string {
	f := w.someDistrict(d)
	k := w.key(f, w.roundAt(f, d), w.someRequirement(d).ID)
	a := desk.Acceptance{By: fmt.Sprintf("Landrat %d", d.pick(3)), Until: "2027-12-31", Reason: texts[d.pick(len(texts))]}
	if d.one(3) {
		a = desk.Acceptance{}
	}
	_, err := w.observed(f, func() error { return f.desk.SetAcceptance(w.ctx, k, a) })
	if w.closed(f, k.Round, err) {
		return f.name + " may not accept a risk in a closed round"
	}
	w.must(err, "accept a risk at "+f.name)
	return fmt.Sprintf("%s bears the gap %s: %v", f.name, k.Requirement, a != desk.Acceptance{})
}

// stepSignOff lets a district sign its reply off. Nothing has changed since, and nobody else's answer is touched.
func (w *world) stepSignOff(d dice) string {
	f := w.someDistrict(d)
	round := w.roundAt(f, d)
	_, err := w.observed(f, func() error {
		_, err := f.desk.SignOff(w.ctx, round, "Frau Muster", "Amtsleitung")
		return err
	})
	if w.closed(f, round, err) {
		return f.name + " may not sign off in a closed round"
	}
	w.must(err, "sign off at "+f.name)
	s, err := f.desk.SignedOff(w.ctx, round, f.district.key)
	w.must(err, "read the sign-off of "+f.name)
	if !s.Holds() {
		w.fail("%s: signed off just now, but %+v", f.name, s)
	}
	return f.name + " signs off"
}

// stepAttach lets a district attach a file to an answer, or take one off.
func (w *world) stepAttach(d dice) string {
	f := w.someDistrict(d)
	round := w.roundAt(f, d)
	have, err := f.desk.Attachments(w.ctx, round, f.district.key)
	w.must(err, "attachments of "+f.name)
	what := "attaches a file"
	_, err = w.observed(f, func() error {
		if len(have) > 0 && d.one(3) {
			what = "takes a file off"
			return f.desk.Detach(w.ctx, have[d.pick(len(have))].ID)
		}
		path := w.path("evidence") + ".txt"
		w.must(os.WriteFile(path, fmt.Appendf(nil, "Nachweis %d", d.pick(3)), 0o600), "write evidence")
		_, err := f.desk.Attach(w.ctx, w.key(f, round, w.someRequirement(d).ID), path, "Seite 3")
		return err
	})
	if w.closed(f, round, err) {
		return f.name + " may not attach in a closed round"
	}
	w.must(err, "attach at "+f.name)
	w.tell(what)
	return f.name + " " + what
}

// stepRetract lets somebody take back, or do again, what was typed since the program was started: new writes that bring
// back values which stood there before, and nothing that something else has changed since.
func (w *world) stepRetract(d dice) string {
	var able []*folder
	for _, f := range w.folders {
		if undo, redo := f.desk.Steps(); undo != "" || redo != "" {
			able = append(able, f)
		}
	}
	if len(able) == 0 {
		return ""
	}
	f := w.act(able[d.pick(len(able))])
	undo, redo := f.desk.Steps()
	what, do := "takes back what was typed", f.desk.UndoEdit
	if undo == "" || redo != "" && d.one(2) {
		what, do = "does again what was taken back", f.desk.RedoEdit
	}
	past := maps.Clone(f.st.known)
	changed, err := w.observed(f, func() error {
		_, err := do(w.ctx)
		return err
	})
	if w.anyClosed(f, err) {
		return f.name + " may take nothing back in a closed round"
	}
	w.must(err, what+" at "+f.name)
	for _, s := range changed {
		values := w.values(f.st.known[s])
		for _, value := range values {
			if value != "" && !slices.ContainsFunc(past[s], func(n int) bool { return w.facts[n].value == value }) {
				w.fail("%s %s: %s is %q then, which it never was", f.name, what, name(s), value)
			}
		}
		if len(values) > 1 {
			w.tell("a conflict is brought back")
		}
	}
	w.tell(what)
	return fmt.Sprintf("%s %s: %d fields", f.name, what, len(changed))
}

func (w *world) anyClosed(f *folder, err error) bool {
	return err != nil && slices.ContainsFunc(w.rounds, func(r assessment.RoundID) bool { return f.st.rounds[r] && w.closed(f, r, err) })
}
