package simulate

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/merge"
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
		if len(r.Siblings) == 1 && r.Siblings[0].Desk[0] == '~' {
			w.carried(f, s, r.Siblings[0])
			continue
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

// carried notes a value that was copied from another round or scope into a field that nobody had written: whoever
// copies it from there, it is one write.
func (w *world) carried(f *folder, s assessment.Subject, x merge.Sibling) {
	if len(f.st.known[s]) > 0 {
		w.fail("%s: %s, where something stood, was filled with a copy", f.name, w.describe(s, f.st.known[s]))
	}
	n, known := w.copies[x.Desk]
	if !known {
		n = len(w.facts)
		w.copies[x.Desk] = n
		w.facts = append(w.facts, &fact{subject: s, value: x.Value, desk: "~"})
	}
	f.st.known[s] = facts{n}
}

// stepCarry lets a district take over what it has said in the first round, where it has not said anything in the
// second, or confirm what it has taken over.
func (w *world) stepCarry(d dice) string {
	if len(w.rounds) == 1 {
		w.newRound()
	}
	f := w.act(w.folders[d.pick(len(w.folders))])
	from, to := w.rounds[0], w.rounds[1]
	if !f.st.rounds[to] && w.office.st.rounds[to] && w.stateOf(w.office, to) == assessment.RoundOpen {
		w.hearOf(f, to, d)
	}
	if !f.st.rounds[from] || !f.st.rounds[to] {
		return ""
	}
	if d.one(2) && w.copied(f) {
		return w.confirm(f, to, d)
	}
	var blank []assessment.RequirementID
	scope := w.scope(f)
	for _, q := range w.catalogue.Requirements {
		if !w.answered(f, assessment.AnswerKey{Round: to, District: f.district.key, Scope: scope, Requirement: q.ID}) {
			blank = append(blank, q.ID)
		}
	}
	if len(blank) == 0 {
		return ""
	}
	n := 0
	changed, err := w.observed(f, func() (err error) {
		n, err = f.desk.CarryOver(w.ctx, to, scope, blank)
		return err
	})
	if w.closed(f, to, err) {
		return f.name + " may not take anything over into a closed round"
	}
	w.must(err, "carry over at "+f.name)
	source := w.source(f, from, scope)
	statements := 0
	for _, s := range changed {
		old := s
		old.Round, old.Scope = from, source
		if s.Field != assessment.FieldStatus {
			if now, was := w.shown(s, f.st.known[s]), w.shown(old, f.st.known[old]); now != was {
				w.fail("%s carries %q over to %s, where %q stood", f.name, now, name(s), was)
			}
			continue
		}
		statements++
		now, err := assessment.DecodeStatement(w.shown(s, f.st.known[s]))
		w.must(err, "read a statement")
		was, err := assessment.DecodeStatement(w.shown(old, f.st.known[old]))
		w.must(err, "read a statement")
		if !now.Carried || now.Status != was.Status || now.Explanation != was.Explanation {
			w.fail("%s carries %+v over to %s, where %+v stood", f.name, now, name(s), was)
		}
	}
	if statements != n {
		w.fail("%s says that it has carried over %d answers, not %d", f.name, n, statements)
	}
	if n > 0 {
		w.tell("answers are carried over")
	}
	return fmt.Sprintf("%s carries %d answers over", f.name, n)
}

// source is the scope whose answers of an earlier round count as those of a scope: its own, or else the whole.
func (w *world) source(f *folder, round assessment.RoundID, scope assessment.ScopeID) assessment.ScopeID {
	for _, q := range w.catalogue.Requirements {
		k := assessment.AnswerKey{Round: round, District: f.district.key, Scope: scope, Requirement: q.ID}
		s := assessment.AnswerSubject(k, assessment.FieldStatus)
		st, err := assessment.DecodeStatement(w.shown(s, f.st.known[s]))
		w.must(err, "read a statement")
		if !st.Empty() {
			return scope
		}
	}
	return assessment.WholeScope
}

// copied tells whether a desk knows of a value that was copied.
func (w *world) copied(f *folder) bool {
	for _, n := range w.copies {
		if f.st.known[w.facts[n].subject].has(n) {
			return true
		}
	}
	return false
}

// confirm lets a district say that some answers hold as they stand.
func (w *world) confirm(f *folder, round assessment.RoundID, d dice) string {
	var keys []assessment.AnswerKey
	for _, q := range w.catalogue.Requirements {
		if !d.one(3) {
			keys = append(keys, w.key(f, round, q.ID))
		}
	}
	n := 0
	changed, err := w.observed(f, func() (err error) {
		n, err = f.desk.Confirm(w.ctx, keys)
		return err
	})
	if w.closed(f, round, err) {
		return f.name + " may not confirm in a closed round"
	}
	w.must(err, "confirm at "+f.name)
	if n != len(changed) {
		w.fail("%s says that it has confirmed %d answers, not %d", f.name, n, len(changed))
	}
	for _, s := range changed {
		now, err := assessment.DecodeStatement(w.shown(s, f.st.known[s]))
		w.must(err, "read a statement")
		if now.Carried || now.TextHash != w.textHash(w.edition(f, round), assessment.RequirementID(s.Item)) {
			w.fail("%s has confirmed %s, but %+v stands there", f.name, name(s), now)
		}
	}
	if n > 0 {
		w.tell("answers are confirmed")
	}
	return fmt.Sprintf("%s confirms %d answers", f.name, n)
}

// stepReview lets the office say what it makes of an answer.
func (w *world) stepReview(d dice) string {
	f := w.act(w.office)
	round := w.roundAt(f, d)
	k := w.someAnswer(round, d)
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
			if s.Field != assessment.FieldProposal || s.District != f.district.key || !f.isAsked(s.Scope) {
				continue
			}
			p, err := assessment.DecodeProposal(w.shown(s, f.st.known[s]))
			w.must(err, "read a proposal")
			if p.Status == assessment.StatusOpen || d.one(4) {
				continue
			}
			w.act(f)
			k := w.key(f, s.Round, assessment.RequirementID(s.Item))
			k.Scope = s.Scope
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
	have = slices.DeleteFunc(have, func(a desk.Attachment) bool { return !f.isAsked(a.Key.Scope) })
	what := "attaches a file"
	_, err = w.observed(f, func() error {
		if len(have) > 0 && d.one(3) {
			what = "takes a file off"
			return f.desk.Detach(w.ctx, have[d.pick(len(have))].ID)
		}
		return w.attach(f, round, d)
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

// stepEvidence lets a district send its reply with the bytes of what it has attached: they change no register, and
// what the office opens then is what was attached.
func (w *world) stepEvidence(d dice) string {
	f := w.folders[d.pick(len(w.folders))]
	round := w.roundAt(f, d)
	if w.stateOf(f, round) != assessment.RoundOpen {
		return ""
	}
	_, err := w.observed(f, func() error { return w.attach(f, round, d) })
	w.must(err, "attach at "+f.name)
	w.check(f)
	x := w.export(f, round, f.district.key)
	bundle, err := f.desk.ExportAttachments(w.ctx, round, w.path("mail"))
	w.must(err, "export attachments at "+f.name)
	if v := w.deliver(w.office, []*letter{x}, delivery{mode: desk.AcceptAll})[0]; !v.Accepted {
		return fmt.Sprintf("%s sends %s with evidence: %s", f.name, x.label(), v.Verdict)
	}
	before := w.registers(w.office)
	batch, err := w.preview(w.office, []string{bundle.Path}, "")
	w.must(err, "preview evidence")
	taken, err := w.office.desk.Accept(w.ctx, batch, desk.AcceptByMode(desk.AcceptSigned), nil)
	w.must(err, "accept evidence")
	if v := taken[0]; !v.Accepted || v.Verdict != desk.VerdictAttachments && v.Verdict != desk.VerdictContained {
		w.fail("the office: evidence of %s is %q, accepted %v: %s", f.name, v.Verdict, v.Accepted, v.Sentence)
	}
	if !maps.Equal(before, w.registers(w.office)) {
		w.fail("evidence of %s has changed a register", f.name)
	}
	there, err := f.desk.Attachments(w.ctx, round, f.district.key)
	w.must(err, "attachments of "+f.name)
	for _, a := range there {
		want, err := f.desk.AttachmentBytes(w.ctx, a.ID)
		if !a.Here {
			continue
		}
		w.must(err, "open an attachment of "+f.name)
		got, err := w.office.desk.AttachmentBytes(w.ctx, a.ID)
		w.must(err, "open an attachment of "+f.name+" at the office")
		if !slices.Equal(got, want) {
			w.fail("the office opens %q where %s has attached %q", got, f.name, want)
		}
	}
	w.tell("evidence comes to the office")
	return fmt.Sprintf("%s sends %s and %d files of evidence", f.name, x.label(), len(there))
}

// attach attaches a file of one of a few contents to some answer.
func (w *world) attach(f *folder, round assessment.RoundID, d dice) error {
	path := w.path("evidence") + ".txt"
	w.must(os.WriteFile(path, fmt.Appendf(nil, "Nachweis %d", d.pick(3)), 0o600), "write evidence")
	_, err := f.desk.Attach(w.ctx, w.key(f, round, w.someRequirement(d).ID), path, "Seite 3")
	return err
}
