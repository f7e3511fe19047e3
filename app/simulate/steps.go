package simulate

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/envelope"
)

// kind is one thing that can happen. do returns what happened, in words, and "" where there was nothing to do.
type kind struct {
	name   string
	weight int
	kill   bool // the program of the acting desk may be killed in the middle
	do     func(w *world, d dice) string
}

var kinds = []kind{
	{"edit", 30, true, (*world).stepEdit},
	{"edit several", 4, true, (*world).stepEditSeveral},
	{"remark", 8, true, (*world).stepRemark},
	{"reply", 4, true, (*world).stepReply},
	{"measure", 4, true, (*world).stepMeasure},
	{"resolve", 10, true, (*world).stepResolve},
	{"settle many", 3, false, (*world).stepSettle},
	{"office exports", 9, true, (*world).stepAssign},
	{"district exports", 13, true, (*world).stepReport},
	{"deliver", 22, true, (*world).stepDeliver},
	{"deliver several", 5, true, (*world).stepBatch},
	{"deliver many", 1, true, (*world).stepFlood},
	{"two that contradict", 2, false, (*world).stepRivals},
	{"pass on", 6, false, (*world).stepPassOn},
	{"look only", 2, false, (*world).stepLookOnly},
	{"accept late", 3, false, (*world).stepLate},
	{"fill in by hand", 7, false, (*world).stepByHand},
	{"damage", 2, false, (*world).stepDamage},
	{"lose a file", 2, false, (*world).stepLose},
	{"delegate", 3, true, (*world).stepDelegate},
	{"review", 5, true, (*world).stepReview},
	{"take a proposal", 3, true, (*world).stepTakeProposal},
	{"accept a risk", 3, true, (*world).stepAccept},
	{"scope", 2, true, (*world).stepScope},
	{"copy a scope", 2, true, (*world).stepCopyScope},
	{"sign off", 3, true, (*world).stepSignOff},
	{"attach", 3, true, (*world).stepAttach},
	{"carry over", 5, false, (*world).stepCarry},
	{"send evidence", 1, false, (*world).stepEvidence},
	{"retract", 7, true, (*world).stepRetract},
	{"trust", 3, true, (*world).stepTrust},
	{"undo", 6, true, (*world).stepUndo},
	{"undo and redo", 2, false, (*world).stepRedo},
	{"new code", 2, true, (*world).stepCode},
	{"state of a round", 2, true, (*world).stepRoundState},
	{"correct the catalogue", 4, false, (*world).stepReissue},
	{"freeze and reopen", 1, false, (*world).stepFreeze},
	{"new round", 2, false, (*world).stepNewRound},
	{"start again", 3, false, (*world).stepReopen},
	{"start twice", 1, false, (*world).stepTwice},
	{"second desk", 2, false, (*world).stepSecondDesk},
	{"copy the folder", 3, false, (*world).stepCopy},
	{"copy the computer", 2, false, (*world).stepDouble},
	{"back up", 4, false, (*world).stepBackup},
	{"restore", 6, false, (*world).stepRestore},
	{"lost words", 2, false, (*world).stepForgetful},
	{"lost files", 2, false, (*world).stepAmnesia},
	{"put a copy aside", 3, false, (*world).stepAside},
	{"put an older state back", 5, false, (*world).stepPutBack},
	{"older copy of a session", 2, false, (*world).stepSession},
	{"new computer", 1, false, (*world).stepReinstall},
	{"look closely", 3, false, (*world).stepLook},
}

// act chooses whose desk this step is about.
func (w *world) act(f *folder) *folder {
	w.acting = f
	w.marks = append(w.marks, f.st.clone())
	return f
}

func (w *world) someDistrict(d dice) *folder { return w.act(w.folders[d.pick(len(w.folders))]) }

func (w *world) someone(d dice) *folder {
	all := w.everyone()
	return w.act(all[d.pick(len(all))])
}

// roundAt chooses a round that a desk knows.
func (w *world) roundAt(f *folder, d dice) assessment.RoundID {
	var known []assessment.RoundID
	for _, r := range w.rounds {
		if f.st.rounds[r] {
			known = append(known, r)
		}
	}
	return known[d.pick(len(known))]
}

// someRequirement is mostly one of the first few, so that people meet.
func (w *world) someRequirement(d dice) assessment.Requirement {
	if !d.one(3) {
		return w.catalogue.Requirements[d.pick(3)]
	}
	return w.catalogue.Requirements[d.pick(len(w.catalogue.Requirements))]
}

// someEdit fills in parts of an answer, or clears them.
func (w *world) someEdit(d dice) desk.Edit {
	var e desk.Edit
	if d.one(2) {
		st := assessment.Status(d.pick(5))
		e.Status = &st
	}
	for _, into := range []**string{&e.Explanation, &e.Responsible, &e.Effort, &e.Evidence} {
		if d.one(4) {
			t := d.text()
			if into != &e.Explanation && len(t) > 200 {
				t = t[:200]
			}
			*into = &t
		}
	}
	if d.one(5) {
		due := []assessment.Date{"", "2027-01-31", "2026-12-24"}[d.pick(3)]
		e.Due = &due
	}
	if e == (desk.Edit{}) {
		t := fmt.Sprintf("Stand %d", d.pick(1000))
		e.Explanation = &t
	}
	if d.one(3) {
		e.Session = "a visit"
	}
	return e
}

// edited notes what an edit must write.
func (w *world) edited(f *folder, k assessment.AnswerKey, e desk.Edit) {
	subject := func(field assessment.Field) assessment.Subject { return assessment.AnswerSubject(k, field) }
	conflict := false
	for _, field := range assessment.AnswerFields() {
		conflict = conflict || len(w.values(f.st.known[subject(field)])) > 1
	}
	put := func(field assessment.Field, value string) {
		s := subject(field)
		if conflict || value != w.shown(s, f.st.known[s]) {
			w.set(f, s, value)
		}
	}
	if e.Status != nil || e.Explanation != nil {
		s := subject(assessment.FieldStatus)
		st, err := assessment.DecodeStatement(w.shown(s, f.st.known[s]))
		w.must(err, "read a statement")
		if e.Status != nil {
			st.Status = *e.Status
		}
		if e.Explanation != nil {
			st.Explanation = canonical.Fold(*e.Explanation)
		}
		st = st.Confirmed(w.textHash(w.edition(f, k.Round), k.Requirement))
		put(assessment.FieldStatus, st.Encode())
	}
	for field, text := range map[assessment.Field]*string{
		assessment.FieldResponsible: e.Responsible, assessment.FieldEffort: e.Effort, assessment.FieldEvidence: e.Evidence,
	} {
		if text != nil {
			put(field, w.line(*text))
		}
	}
	if e.Due != nil {
		put(assessment.FieldDue, string(*e.Due))
	}
}

func (w *world) line(text string) string {
	s, err := canonical.Line(text, assessment.MaxShortText)
	w.must(err, "fold a line")
	return s
}

// closed tells whether an error says that the round is closed or frozen and it is.
func (w *world) closed(f *folder, round assessment.RoundID, err error) bool {
	state := w.stateOf(f, round)
	if errors.Is(err, assessment.ErrRoundFrozen) && state == assessment.RoundFrozen {
		w.tell("a frozen round takes no writes")
		return true
	}
	return errors.Is(err, assessment.ErrRoundClosed) && state == assessment.RoundClosed
}

func (w *world) key(f *folder, round assessment.RoundID, q assessment.RequirementID) assessment.AnswerKey {
	return assessment.AnswerKey{Round: round, District: f.district.key, Scope: w.scope(f), Requirement: q}
}

func (w *world) stepEdit(d dice) string {
	f := w.someDistrict(d)
	k := w.key(f, w.roundAt(f, d), w.someRequirement(d).ID)
	e := w.someEdit(d)
	_, err := f.desk.Answer(w.ctx, k, e)
	if w.closed(f, k.Round, err) {
		return f.name + " may not answer in a closed round"
	}
	w.must(err, "answer at "+f.name)
	w.edited(f, k, e)
	w.mark(f)
	return fmt.Sprintf("%s answers %s: %s", f.name, k.Requirement, sayEdit(e))
}

func sayEdit(e desk.Edit) string {
	out := ""
	if e.Status != nil {
		out += fmt.Sprintf("status %d ", *e.Status)
	}
	for _, p := range []struct {
		name string
		text *string
	}{{"explanation", e.Explanation}, {"responsible", e.Responsible}, {"effort", e.Effort}, {"evidence", e.Evidence}} {
		if p.text != nil {
			out += fmt.Sprintf("%s %.20q ", p.name, *p.text)
		}
	}
	if e.Due != nil {
		out += fmt.Sprintf("due %q ", *e.Due)
	}
	return out
}

func (w *world) stepEditSeveral(d dice) string {
	f := w.someDistrict(d)
	round := w.roundAt(f, d)
	var edits []desk.AnswerEdit
	for range 1 + d.upTo(3) {
		edits = append(edits, desk.AnswerEdit{Key: w.key(f, round, w.someRequirement(d).ID), Edit: w.someEdit(d)})
	}
	same := map[assessment.AnswerKey]bool{}
	edits = slices.DeleteFunc(edits, func(e desk.AnswerEdit) bool {
		was := same[e.Key]
		same[e.Key] = true
		return was
	})
	_, err := f.desk.AnswerAll(w.ctx, edits)
	if w.closed(f, round, err) {
		return f.name + " may not answer in a closed round"
	}
	w.must(err, "answer at "+f.name)
	for _, e := range edits {
		w.edited(f, e.Key, e.Edit)
	}
	w.mark(f)
	return fmt.Sprintf("%s answers %d requirements at once", f.name, len(edits))
}

// someAnswer chooses an answer as the office knows the districts.
func (w *world) someAnswer(round assessment.RoundID, d dice) assessment.AnswerKey {
	of := w.districts[d.pick(len(w.districts))].key
	return assessment.AnswerKey{Round: round, District: of, Scope: w.askedScope(w.office, of), Requirement: w.someRequirement(d).ID}
}

func (w *world) stepRemark(d dice) string {
	f := w.act(w.office)
	round := w.roundAt(f, d)
	k := w.someAnswer(round, d)
	s := assessment.AnswerSubject(k, assessment.FieldQuestion)
	s.Kind = assessment.KindRemark
	value, err := canonical.Fold(fmt.Sprintf("Frage %d? %s", d.pick(100), texts[d.pick(len(texts))])), error(nil)
	if d.one(3) {
		s.Field, value = assessment.FieldSettled, []string{"", "1"}[d.pick(2)]
		err = f.desk.SettleRemark(w.ctx, k, value != "")
	} else {
		err = f.desk.AskRemark(w.ctx, k, value)
	}
	if w.closed(f, round, err) {
		return "the office may not ask in a closed round"
	}
	w.must(err, "remark")
	w.set(f, s, value)
	w.mark(f)
	return fmt.Sprintf("the office sets %s of %s for %s to %.20q", s.Field, k.Requirement, k.District, value)
}

func (w *world) stepReply(d dice) string {
	f := w.someDistrict(d)
	k := w.key(f, w.roundAt(f, d), w.someRequirement(d).ID)
	text := canonical.Fold(d.text())
	if len(text) > 1000 {
		text = "kurz"
	}
	err := f.desk.ReplyRemark(w.ctx, k, text)
	if w.closed(f, k.Round, err) {
		return f.name + " may not reply in a closed round"
	}
	w.must(err, "reply at "+f.name)
	s := assessment.AnswerSubject(k, assessment.FieldReply)
	s.Kind = assessment.KindRemark
	w.set(f, s, text)
	w.mark(f)
	return fmt.Sprintf("%s replies on %s: %.20q", f.name, k.Requirement, text)
}

func (w *world) stepMeasure(d dice) string {
	f := w.someDistrict(d)
	round := w.roundAt(f, d)
	m := desk.Measure{Round: round, Requirement: w.someRequirement(d).ID, Scope: w.scope(f)}
	had, err := f.desk.Measures(w.ctx, round, f.district.key)
	w.must(err, "measures of "+f.name)
	if had = slices.DeleteFunc(had, func(m desk.Measure) bool { return !f.isAsked(m.Scope) }); len(had) > 0 && d.one(2) {
		m = had[d.pick(len(had))]
		m.Requirement = w.someRequirement(d).ID
	}
	m.Title = fmt.Sprintf("Maßnahme %d", d.pick(100))
	m.State = []string{desk.MeasurePlanned, desk.MeasureRunning, desk.MeasureDone}[d.pick(3)]
	m.Once = []string{"", "1000", "25000"}[d.pick(3)]
	after, err := f.desk.SaveMeasure(w.ctx, m)
	if w.closed(f, round, err) {
		return f.name + " may not plan in a closed round"
	}
	w.must(err, "measure at "+f.name)
	values := map[assessment.Field]string{
		assessment.FieldMeasureTitle: after.Title, assessment.FieldMeasureRequirement: string(after.Requirement), assessment.FieldMeasureState: after.State,
		assessment.FieldMeasureOnce: after.Once, assessment.FieldMeasureResponsible: after.Responsible, assessment.FieldMeasureDue: string(after.Due),
		assessment.FieldMeasureYearly: after.Yearly, assessment.FieldMeasureDays: after.Days,
	}
	for _, field := range assessment.Fields(assessment.KindMeasure) {
		s := assessment.Subject{Round: round, District: f.district.key, Scope: after.Scope, Kind: assessment.KindMeasure, Item: after.ID, Field: field}
		w.set(f, s, values[field])
	}
	w.mark(f)
	return fmt.Sprintf("%s plans %q (%s)", f.name, after.Title, clip(after.ID))
}

func (w *world) stepResolve(d dice) string {
	type where struct {
		f     *folder
		round assessment.RoundID
	}
	var disputed []where
	for _, f := range w.everyone() {
		for _, r := range w.rounds {
			if slices.ContainsFunc(slices.Collect(maps.Keys(f.st.known)), func(s assessment.Subject) bool { return s.Round == r && w.disputed(f, s) }) {
				disputed = append(disputed, where{f, r})
			}
		}
	}
	if len(disputed) == 0 {
		return ""
	}
	at := disputed[d.pick(len(disputed))]
	f := w.act(at.f)
	var own []desk.Conflict
	for _, c := range w.conflicts(f, at.round) {
		if w.disputed(f, c.Subject) {
			own = append(own, c)
		}
	}
	c := own[d.pick(len(own))]
	value := c.Values[d.pick(len(c.Values))].Value
	w.resolve(f, c, value)
	w.mark(f)
	if f.district == nil {
		w.tell("the office settles a conflict of its own")
	}
	return fmt.Sprintf("%s resolves %s with %.20q", f.name, name(c.Subject), value)
}

// stepSettle lets somebody settle all conflicts of a kind with one decision, now and then after something else was
// written there. Where there are none, two people fill in one file first, each in another way.
func (w *world) stepSettle(d dice) string {
	for _, f := range w.everyone() {
		for _, round := range w.rounds {
			if f.st.rounds[round] && w.stateOf(f, round) == assessment.RoundOpen && slices.ContainsFunc(w.conflicts(f, round), func(c desk.Conflict) bool { return c.Own }) {
				return w.settleMany(w.act(f), round, d)
			}
		}
	}
	f := w.someDistrict(d)
	round := w.roundAt(f, d)
	if !w.office.st.rounds[round] || w.stateOf(f, round) != assessment.RoundOpen || w.stateOf(w.office, round) != assessment.RoundOpen {
		return ""
	}
	x := w.export(w.office, round, f.district.key)
	w.deliver(f, []*letter{x}, delivery{mode: desk.AcceptAll, typed: w.code(f, x, d)})
	if !f.st.log[x.content] {
		return ""
	}
	for range 2 {
		y := w.byHand(x, d, false)
		w.deliver(f, []*letter{y}, delivery{mode: desk.AcceptAll, typed: w.code(f, y, d)})
	}
	if !slices.ContainsFunc(w.conflicts(f, round), func(c desk.Conflict) bool { return c.Own }) {
		return f.name + " takes in two fillings of one file"
	}
	return w.settleMany(f, round, d)
}

func (w *world) settleMany(f *folder, round assessment.RoundID, d dice) string {
	s := desk.Settling{Rule: []desk.SettleRule{desk.SettleCautious, desk.SettleFuller, desk.SettleOrigin}[d.pick(3)]}
	own := slices.DeleteFunc(w.conflicts(f, round), func(c desk.Conflict) bool { return !c.Own })
	if like := own[d.pick(len(own))]; s.Rule == desk.SettleOrigin {
		s.Origins = like.Origins()
		s.Origin = s.Origins[d.pick(len(s.Origins))]
	}
	plan, err := f.desk.PlanSettling(w.ctx, round, s)
	w.must(err, "plan to settle at "+f.name)
	if len(plan.Decisions)+plan.Left != len(own) {
		w.fail("%s: %d conflicts, of which %d would be settled and %d left", f.name, len(own), len(plan.Decisions), plan.Left)
	}
	late := len(plan.Decisions) > 1 && d.one(4)
	if late {
		c := plan.Decisions[0].Conflict
		w.resolve(f, c, c.Values[0].Value)
		w.mark(f)
	}
	did, err := f.desk.Settle(w.ctx, plan)
	w.must(err, "settle at "+f.name)
	if late {
		plan.Decisions = plan.Decisions[1:]
	}
	if did.Done != len(plan.Decisions) || (did.Changed > 0) != late {
		w.fail("%s: %d of %d conflicts settled, %d changed", f.name, did.Done, len(plan.Decisions), did.Changed)
	}
	for _, x := range plan.Decisions {
		w.write(f, x.Conflict.Subject, confirmed(w, x.Conflict.Subject, x.Value))
	}
	w.mark(f)
	if did.Done > 0 {
		w.tell("a rule settles conflicts")
	}
	return fmt.Sprintf("%s settles %d conflicts by %s", f.name, did.Done, s.Rule)
}

// resolve settles a conflict. Who chooses what was only carried over has confirmed it.
func (w *world) resolve(f *folder, c desk.Conflict, value string) {
	err := f.desk.Resolve(w.ctx, c.ID, value)
	if w.closed(f, c.Subject.Round, err) {
		return
	}
	w.must(err, "resolve at "+f.name)
	w.write(f, c.Subject, confirmed(w, c.Subject, value))
}

// confirmed is what a decision writes.
func confirmed(w *world, s assessment.Subject, value string) string {
	if s.Field != assessment.FieldStatus {
		return value
	}
	st, err := assessment.DecodeStatement(value)
	w.must(err, "read a statement")
	return st.Confirmed(st.TextHash).Encode()
}

// disputed tells whether a field is in conflict and this desk's side has to decide.
func (w *world) disputed(f *folder, s assessment.Subject) bool {
	return ownerOf(s) == f.role() && len(w.values(f.st.known[s])) > 1
}

func (w *world) stepAssign(d dice) string {
	f := w.act(w.office)
	x := w.export(f, w.roundAt(f, d), w.districts[d.pick(len(w.districts))].key)
	if x == nil {
		return "the office may not export a closed round"
	}
	return "the office writes " + x.label()
}

func (w *world) stepReport(d dice) string {
	f := w.someDistrict(d)
	x := w.export(f, w.roundAt(f, d), f.district.key)
	if x == nil {
		return f.name + " may not export a closed round"
	}
	return f.name + " writes " + x.label()
}

// addressees are the desks that a file is meant for; now and then it goes elsewhere.
func (w *world) addressees(x *letter, d dice) []*folder {
	desks := w.of(x.district)
	switch {
	case d.one(8) || len(desks) == 0:
		return w.everyone()
	case x.kind == envelope.KindAssignment && len(x.hands)+len(x.refused) > 0 && d.one(2), x.kind == envelope.KindReply && !d.one(5):
		return []*folder{w.office}
	}
	return desks
}

// someLetter prefers what has not been delivered yet.
func (w *world) someLetter(d dice) *letter {
	var fresh, all []*letter
	for _, x := range w.letters {
		if x.lost {
			continue
		}
		if all = append(all, x); x.to == 0 {
			fresh = append(fresh, x)
		}
	}
	switch {
	case len(fresh) > 0 && !d.one(4):
		return fresh[d.pick(len(fresh))]
	case len(all) > 0:
		return all[d.pick(len(all))]
	}
	return nil
}

func someMode(d dice) desk.AcceptMode {
	if d.one(3) {
		return desk.AcceptSigned
	}
	return desk.AcceptAll
}

// code is what people type when a file does not open at a district: the code of the newest letter.
func (w *world) code(f *folder, x *letter, d dice) string {
	if fits, _ := f.opens(x, ""); fits || f.district == nil || x.kind != envelope.KindAssignment || d.one(4) {
		return ""
	}
	l, err := w.office.desk.Letter(w.ctx, f.district.key)
	w.must(err, "letter")
	return l.Code
}

func (w *world) stepDeliver(d dice) string {
	x := w.someLetter(d)
	if x == nil {
		return ""
	}
	to := w.addressees(x, d)
	f := w.act(to[d.pick(len(to))])
	mode := someMode(d)
	views := w.deliver(f, []*letter{x}, delivery{mode: mode, typed: w.code(f, x, d)})
	return fmt.Sprintf("%s takes in (%s) %s: %s, accepted %v", f.name, mode, x.label(), views[0].Verdict, views[0].Accepted)
}

func (w *world) stepBatch(d dice) string {
	var xs []*letter
	f := w.someone(d)
	for range 6 {
		if x := w.someLetter(d); x != nil && !slices.Contains(xs, x) && (f.district == nil && x.kind != envelope.KindAssignment || f.district != nil && x.district == f.district.key || d.one(6)) {
			xs = append(xs, x)
		}
	}
	if len(xs) == 0 {
		return ""
	}
	mode := someMode(d)
	w.deliver(f, xs, delivery{mode: mode})
	return fmt.Sprintf("%s takes in (%s) %d files at once", f.name, mode, len(xs))
}

// stepFlood takes in so many files at once that a preview keeps only what sums each of them up. Where too few are on
// their way some come twice, under another name.
func (w *world) stepFlood(d dice) string {
	f := w.officeOften(d)
	var usable []*letter
	for _, x := range w.letters {
		if !x.lost && (f.district == nil) == (x.kind != envelope.KindAssignment) && (f.district == nil || f.district.key == x.district) {
			usable = append(usable, x)
		}
	}
	if len(usable) == 0 {
		return ""
	}
	var xs []*letter
	for i := range many + d.pick(3) {
		x := usable[(d.pick(len(usable))+i)%len(usable)]
		y := *x
		y.path = w.path("again") + ".xlsx"
		w.must(os.WriteFile(y.path, readLetter(w, x), 0o600), "copy a file")
		xs = append(xs, &y)
	}
	mode := someMode(d)
	w.deliver(f, xs, delivery{mode: mode})
	return fmt.Sprintf("%s takes in (%s) %d files at once, %d different", f.name, mode, len(xs), len(usable))
}

// many is more than desk looks at whole at once.
const many = 17

// stepRivals lets two desks of a district answer the same, and the office take in both files at once.
func (w *world) stepRivals(d dice) string {
	first := w.folders[d.pick(len(w.folders))]
	desks := w.of(first.district.key)
	second := desks[d.pick(len(desks))]
	round := w.roundAt(first, d)
	if first == second || !second.st.rounds[round] || w.stateOf(first, round) != assessment.RoundOpen || w.stateOf(second, round) != assessment.RoundOpen {
		return ""
	}
	k := w.key(first, round, w.someRequirement(d).ID)
	if !second.isAsked(k.Scope) {
		return ""
	}
	var xs []*letter
	for i, f := range []*folder{first, second} {
		text := fmt.Sprintf("Fassung %d.%d", i, d.pick(1000))
		e := desk.Edit{Explanation: &text}
		_, err := f.desk.Answer(w.ctx, k, e)
		w.must(err, "answer at "+f.name)
		w.edited(f, k, e)
		w.check(f)
		xs = append(xs, w.export(f, round, f.district.key))
	}
	f := w.act(w.office)
	views := w.deliver(f, xs, delivery{mode: desk.AcceptAll})
	s := assessment.AnswerSubject(k, assessment.FieldStatus)
	if views[0].Accepted && views[1].Accepted && len(w.values(f.st.known[s])) > 1 {
		w.tell("two files of one batch contradict each other")
		w.recant(first, k, d)
	}
	return fmt.Sprintf("%s and %s answer %s, the office takes in both at once", first.name, second.name, k.Requirement)
}

// recant lets a desk hear of a conflict in an answer, decide it by answering once more, and take that back: then all
// versions stand again.
func (w *world) recant(f *folder, k assessment.AnswerKey, d dice) {
	x := w.export(w.office, k.Round, k.District)
	if x == nil {
		return
	}
	v := w.deliver(f, []*letter{x}, delivery{mode: desk.AcceptAll, typed: w.code(f, x, d)})[0]
	s := assessment.AnswerSubject(k, assessment.FieldStatus)
	before := w.values(f.st.known[s])
	if !v.Accepted || len(before) < 2 || w.stateOf(f, k.Round) != assessment.RoundOpen || !f.isAsked(k.Scope) {
		return
	}
	text := "so gilt es"
	e := desk.Edit{Explanation: &text}
	_, err := f.desk.Answer(w.ctx, k, e)
	w.must(err, "answer at "+f.name)
	w.edited(f, k, e)
	w.check(f)
	_, err = w.observed(f, func() error {
		_, err := f.desk.UndoEdit(w.ctx)
		return err
	})
	w.must(err, "take an answer back at "+f.name)
	after := w.values(f.st.known[s])
	slices.Sort(before)
	if !slices.Equal(before, slices.Sorted(slices.Values(after))) {
		w.fail("%s: the conflict %q in %s came back as %q", f.name, before, name(s), after)
	}
	w.check(f)
	w.tell("a conflict is brought back")
}

// stepPassOn brings what one desk knows to the office, and what the office knows then to another desk of the district.
func (w *world) stepPassOn(d dice) string {
	from := w.someDistrict(d)
	desks := w.of(from.district.key)
	to := desks[d.pick(len(desks))]
	round := w.roundAt(from, d)
	x := w.export(from, round, from.district.key)
	if x == nil {
		return from.name + " may not export a closed round"
	}
	first := w.deliver(w.office, []*letter{x}, delivery{mode: desk.AcceptAll})[0]
	if !w.office.st.rounds[round] {
		return fmt.Sprintf("%s sends %s: %s", from.name, x.label(), first.Verdict)
	}
	y := w.export(w.office, round, from.district.key)
	if y == nil {
		return fmt.Sprintf("%s sends %s: %s; the office may not answer in a closed round", from.name, x.label(), first.Verdict)
	}
	second := w.deliver(to, []*letter{y}, delivery{mode: desk.AcceptAll, typed: w.code(to, y, d)})[0]
	return fmt.Sprintf("%s sends %s: %s; %s gets %s: %s", from.name, x.label(), first.Verdict, to.name, y.label(), second.Verdict)
}

func (w *world) stepLookOnly(d dice) string {
	x := w.someLetter(d)
	if x == nil {
		return ""
	}
	f := w.someone(d)
	views := w.deliver(f, []*letter{x}, delivery{})
	return fmt.Sprintf("%s only looks at %s: %s", f.name, x.label(), views[0].Verdict)
}

// stepLate looks at a file, does something else and accepts then.
func (w *world) stepLate(d dice) string {
	x := w.someLetter(d)
	if x == nil {
		return ""
	}
	to := w.addressees(x, d)
	f := w.act(to[d.pick(len(to))])
	did := ""
	between := func() {
		standing, _ := f.undoable()
		switch {
		case len(standing) > 0 && d.one(2):
			w.undo(f, standing[d.pick(len(standing))])
			did = "takes an import back"
		case f.district == nil:
			did = w.trust(f, w.districts[d.pick(len(w.districts))].key)
		default:
			k := w.key(f, w.roundAt(f, d), w.someRequirement(d).ID)
			e := w.someEdit(d)
			_, err := f.desk.Answer(w.ctx, k, e)
			if !w.closed(f, k.Round, err) {
				w.must(err, "answer at "+f.name)
				w.edited(f, k, e)
			}
			did = "answers " + string(k.Requirement)
		}
	}
	mode := someMode(d)
	views := w.deliver(f, []*letter{x}, delivery{mode: mode, between: between})
	return fmt.Sprintf("%s looks at %s: %s; %s; accepts it (%s) %v", f.name, x.label(), views[0].Verdict, did, mode, views[0].Accepted)
}

func (w *world) stepByHand(d dice) string {
	x := w.someLetter(d)
	if x == nil || x.broken || x.weak || len(x.hands)+len(x.refused) > 0 {
		return ""
	}
	out := w.byHand(x, d, d.one(12))
	return fmt.Sprintf("somebody fills in a copy of %s: %d fields, %d rows spoilt", x.label(), len(out.hands), len(out.refused))
}

func (w *world) stepDamage(d dice) string {
	x := w.someLetter(d)
	if x == nil || x.broken {
		return ""
	}
	raw := readLetter(w, x)
	what := "cut off"
	if at := d.pick(len(raw)); d.one(2) {
		if d.one(3) {
			at %= 16
		}
		raw = raw[:at]
	} else {
		what = "with a flipped bit"
		raw[at] ^= 1 << d.pick(8)
	}
	y := *x
	y.broken, y.to, y.path = true, 0, w.path("damaged")+".xlsx"
	w.must(os.WriteFile(y.path, raw, 0o600), "damage a file")
	w.letters = append(w.letters, &y)
	return fmt.Sprintf("a copy of %s, %s", x.label(), what)
}

func (w *world) stepLose(d dice) string {
	x := w.someLetter(d)
	if x == nil {
		return ""
	}
	x.lost = true
	return "lost: " + x.label()
}

func (w *world) stepDelegate(d dice) string {
	f := w.someDistrict(d)
	round := w.roundAt(f, d)
	var asked []assessment.RequirementID
	for range d.upTo(4) {
		if q := w.someRequirement(d).ID; !slices.Contains(asked, q) {
			asked = append(asked, q)
		}
	}
	scope := w.scope(f)
	pack, err := f.desk.Delegate(w.ctx, round, scope, asked, "Frau Beispiel", w.path("mail"))
	if w.closed(f, round, err) {
		return f.name + " may not delegate in a closed round"
	}
	w.must(err, "delegate at "+f.name)
	c := w.sealed(f, envelope.KindDelegation, round, f.district.key, pack.Sequence)
	maps.DeleteFunc(c.known, func(s assessment.Subject, _ facts) bool {
		return s.Kind != assessment.KindAnswer || s.Scope != scope || !slices.Contains(asked, assessment.RequirementID(s.Item))
	})
	c.code, c.asked, c.scope = pack.Code, asked, scope
	f.st.packs[c.code] = c
	x := w.posted(f, c, pack.Path)
	return f.name + " writes " + x.label()
}

func (w *world) stepTrust(d dice) string {
	return w.trust(w.act(w.office), w.districts[d.pick(len(w.districts))].key)
}

func (w *world) trust(f *folder, k assessment.DistrictKey) string {
	n, err := f.desk.Trust(w.ctx, k)
	w.must(err, "trust")
	for id, of := range f.st.seen {
		if of == k {
			delete(f.st.seen, id)
			f.st.pins[id] = true
			n--
		}
	}
	if n != 0 {
		w.fail("the office confirmed %d keys of %s too many", n, k)
	}
	w.mark(f)
	return "the office trusts the desks of " + string(k)
}

func (w *world) stepUndo(d dice) string {
	var f *folder
	for _, g := range w.everyone() {
		if standing, _ := g.undoable(); len(g.outdated(standing)) > 0 && d.one(2) {
			f = w.act(g)
			break
		}
	}
	if f == nil {
		f = w.someone(d)
	}
	standing, _ := f.undoable()
	if len(standing) == 0 {
		return ""
	}
	id := standing[len(standing)-1]
	if old := f.outdated(standing); len(old) > 0 && !d.one(3) {
		id = old[d.pick(len(old))]
	} else if d.one(2) {
		id = standing[d.pick(len(standing))]
	}
	w.undo(f, id)
	return fmt.Sprintf("%s takes back %s", f.name, f.st.imports[id].letter.label())
}

// outdated are those imports after which something has changed what they had brought.
func (f *folder) outdated(imports []int64) []int64 {
	var out []int64
	for _, id := range imports {
		if slices.ContainsFunc(f.st.imports[id].changes, func(c change) bool { return !slices.Equal(f.st.known[c.subject], c.after) }) {
			out = append(out, id)
		}
	}
	return out
}

// knows tells whether all that an import could bring is here. Where another import that had brought it first was taken
// back since, the same file would bring more than it did.
func (f *folder) knows(w *world, i imported) bool {
	for _, p := range w.plans(i.letter, i.signed) {
		if !f.st.known[p.subject].contains(p.brings) {
			return false
		}
	}
	return true
}

// stepRedo takes the newest import back and the same file in again, which must give the same state.
func (w *world) stepRedo(d dice) string {
	f := w.someone(d)
	standing, _ := f.undoable()
	if len(standing) == 0 {
		return ""
	}
	id := standing[len(standing)-1]
	x := f.st.imports[id].letter
	if fits, revoked := f.opens(x, ""); !fits || revoked || x.broken {
		return ""
	}
	if !f.st.rounds[x.round] || !f.knows(w, f.st.imports[id]) {
		return ""
	}
	before := w.registers(f)
	w.undo(f, id)
	w.deliver(f, []*letter{x}, delivery{mode: desk.AcceptAll})
	after := w.registers(f)
	for s, text := range before {
		if after[s] != text {
			w.fail("%s: after an undo and the same import %s holds %q, before it held %q", f.name, name(s), after[s], text)
		}
	}
	return fmt.Sprintf("%s takes back %s and takes it in again", f.name, x.label())
}

func (w *world) stepCode(d dice) string {
	f := w.act(w.office)
	k := w.districts[d.pick(len(w.districts))].key
	revoke := d.one(3)
	w.newCode(f, k, revoke)
	return fmt.Sprintf("the office draws a new code for %s, old ones revoked: %v", k, revoke)
}

func (w *world) newCode(f *folder, k assessment.DistrictKey, revoke bool) {
	draw := f.desk.RotateCode
	if revoke {
		draw = f.desk.RevokeCode
	}
	w.must(draw(w.ctx, k), "new code")
	l, err := f.desk.Letter(w.ctx, k)
	w.must(err, "letter")
	f.st.codes[k] = renewedCode(f.st.codes[k], l.Code, revoke)
	w.mark(f)
}

func (w *world) stepRoundState(d dice) string {
	f := w.act(w.office)
	round := w.roundAt(f, d)
	state := []assessment.RoundState{assessment.RoundOpen, assessment.RoundOpen, assessment.RoundFrozen, assessment.RoundClosed}[d.pick(4)]
	w.must(f.desk.SetRoundState(w.ctx, round, state), "state of a round")
	return fmt.Sprintf("the office sets round %s to %s", clip(string(round)), state)
}

// stepFreeze freezes a round, lets a district hear of it, which must not write then, and opens it again.
func (w *world) stepFreeze(d dice) string {
	f := w.someDistrict(d)
	round := w.roundAt(f, d)
	if !w.office.st.rounds[round] {
		return ""
	}
	w.must(w.office.desk.SetRoundState(w.ctx, round, assessment.RoundFrozen), "freeze a round")
	w.hearOf(f, round, d)
	k := w.key(f, round, w.someRequirement(d).ID)
	frozen := w.stateOf(f, round) == assessment.RoundFrozen
	e := w.someEdit(d)
	_, err := f.desk.Answer(w.ctx, k, e)
	switch {
	case w.closed(f, round, err):
	case frozen:
		w.fail("%s answers in a frozen round: %v", f.name, err)
	default:
		w.must(err, "answer at "+f.name)
		w.edited(f, k, e)
	}
	w.check(f)
	w.must(w.office.desk.SetRoundState(w.ctx, round, assessment.RoundOpen), "open a round again")
	w.hearOf(f, round, d)
	if frozen && w.stateOf(f, round) == assessment.RoundOpen {
		w.tell("a frozen round is opened again")
	}
	return fmt.Sprintf("the office freezes %s and opens it again; %s hears of it: %v", clip(string(round)), f.name, frozen)
}

// hearOf brings a desk the newest file of the office.
func (w *world) hearOf(f *folder, round assessment.RoundID, d dice) {
	x := w.export(w.office, round, f.district.key)
	if x == nil {
		w.fail("the office cannot export a round that is not closed")
	}
	w.deliver(f, []*letter{x}, delivery{mode: desk.AcceptAll, typed: w.code(f, x, d)})
}

func (w *world) stepNewRound(dice) string {
	if len(w.rounds) > 1 {
		return ""
	}
	w.newRound()
	return "the office opens another round"
}

func (w *world) newRound() {
	r, err := w.office.desk.NewRound(w.ctx, desk.NewRound{Name: fmt.Sprintf("Erhebung %d", len(w.rounds)+1), Catalogue: w.catalogue.ID, Due: "2027-01-31"})
	w.must(err, "new round")
	w.rounds = append(w.rounds, r.ID)
	w.office.st.rounds[r.ID] = true
	w.office.st.editions[r.ID] = []assessment.CatalogueID{r.Catalogue}
}

func (w *world) stepReopen(d dice) string {
	f := w.someone(d)
	id := f.st.desk
	w.shut(f)
	if d.one(2) {
		f.who = []string{"Vertretung", "Koordinatorin"}[d.pick(2)]
	}
	w.open(f)
	if f.st.desk != id {
		w.fail("%s: a new id after nothing but a new start", f.name)
	}
	return f.name + " is closed and opened by " + f.who
}

// stepTwice starts the program a second time on a folder in use: it must say so and leave the first alone.
func (w *world) stepTwice(d dice) string {
	f := w.someone(d)
	second, err := desk.Open(w.ctx, f.dir, w.options(f))
	if !errors.Is(err, assessment.ErrFolderInUse) {
		if err == nil {
			second.Close()
		}
		w.fail("%s: a second start gives %v", f.name, err)
	}
	return f.name + " is opened twice"
}

func (w *world) stepLook(d dice) string {
	f := w.someone(d)
	w.look(f)
	return f.name + " is looked at closely"
}
