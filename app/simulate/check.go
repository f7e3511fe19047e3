package simulate

import (
	"fmt"
	"maps"
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// check compares everything that a folder holds with what it must hold, field by field, and learns the numbers of
// writes that are seen for the first time.
func (w *world) check(f *folder) {
	have := w.registers(f)
	for s, text := range have {
		w.learn(f, s, text)
	}
	for s, known := range f.st.known {
		if len(known) > 0 && have[s] == "" {
			w.fail("%s: lost %s", f.name, w.describe(s, known))
		}
	}
	for s, text := range have {
		if want := w.register(f.st.known[s]).Encode(); text != want {
			w.fail("%s: %s holds\n  %q\nbut must hold\n  %q", f.name, name(s), text, want)
		}
	}
}

// learn notes the versions of writes that have not been seen before, and that no version is ever given twice.
func (w *world) learn(f *folder, s assessment.Subject, text string) {
	for _, x := range decode(w, s, text).Siblings {
		if old := w.versions[x.Version]; old != nil {
			if old.subject != s || old.value != x.Value {
				w.fail("%s: version %s:%d stands for %s = %q and for %s = %q", f.name, x.Desk, x.Counter, name(old.subject), old.value, name(s), x.Value)
			}
			continue
		}
		first := w.unseen(f, s, x)
		if first == nil {
			w.fail("%s: %s holds %q of %s:%d, which nobody wrote", f.name, name(s), x.Value, x.Desk, x.Counter)
		}
		first.version = x.Version
		w.versions[x.Version] = first
		if x.Desk[0] == '~' {
			continue
		}
		if x.Counter <= w.floor[x.Desk] {
			w.fail("%s: the counter of %s went back to %d", f.name, x.Desk, x.Counter)
		}
		w.numbers[x.Desk] = max(w.numbers[x.Desk], x.Counter)
	}
}

// unseen finds the write that a new version must stand for.
func (w *world) unseen(f *folder, s assessment.Subject, x merge.Sibling) *fact {
	for _, n := range f.st.known[s] {
		c := w.facts[n]
		if c.version.Desk == "" && c.value == x.Value && (c.desk == x.Desk || c.desk == "~" && x.Desk[0] == '~') {
			return c
		}
	}
	return nil
}

// describe says what must stand in a field.
func (w *world) describe(s assessment.Subject, known facts) string {
	return fmt.Sprintf("%s, which must hold %q", name(s), w.values(known))
}

func name(s assessment.Subject) string {
	return fmt.Sprintf("%s %s %s/%s of %s", s.District, s.Kind, clip(s.Item), s.Field, clip(string(s.Round)))
}

func clip(s string) string {
	if len(s) > 8 {
		return s[:8]
	}
	return s
}

// look compares what people see with what must stand, and lets the data file check itself.
func (w *world) look(f *folder) {
	problems, err := f.desk.Verify(w.ctx)
	w.must(err, "verify "+f.name)
	if len(problems) > 0 {
		w.fail("%s: verify finds %v", f.name, problems)
	}
	if !w.fitsScopes(f, f.st) {
		w.fail("%s: other scopes than %+v", f.name, f.st.scopes)
	}
	for _, round := range w.rounds {
		if f.st.rounds[round] {
			w.lookAt(f, round)
		}
	}
}

func (w *world) lookAt(f *folder, round assessment.RoundID) {
	own := assessment.DistrictKey("")
	if f.district != nil {
		own = f.district.key
	}
	answers, err := f.desk.Answers(w.ctx, round, own)
	w.must(err, "list the answers of "+f.name)
	want := 0
	info, err := f.desk.Round(w.ctx, round)
	w.must(err, "look at a round of "+f.name)
	for _, one := range w.districts {
		if slices.ContainsFunc(info.Districts, func(d assessment.District) bool { return d.Key == one.key }) {
			want += len(w.edition(f, round).Requirements) * len(assessment.AskedScopes(f.st.scopesOf(one.key)))
		}
	}
	if len(answers) != want {
		w.fail("%s: lists %d answers, must be %d", f.name, len(answers), want)
	}
	for _, a := range answers {
		conflict := false
		for _, field := range assessment.AnswerFields() {
			s := assessment.AnswerSubject(a.AnswerKey, field)
			if want := w.shown(s, f.st.known[s]); a.Value(field) != want {
				w.fail("%s: shows %q for %s, not %q", f.name, a.Value(field), name(s), want)
			}
			conflict = conflict || len(w.values(f.st.known[s])) > 1
		}
		if a.Conflict != conflict {
			w.fail("%s: answer %v: conflict %v", f.name, a.AnswerKey, a.Conflict)
		}
	}
	w.conflicts(f, round)
	w.receipts(f, round)
	if f.district != nil {
		return
	}
	_, err = f.desk.Cockpit(w.ctx, round)
	w.must(err, "cockpit")
	_, err = f.desk.HeatMap(w.ctx, round)
	w.must(err, "heat map")
}

// conflicts lists the conflicts that a folder tells of, which must be those that there are.
func (w *world) conflicts(f *folder, round assessment.RoundID) []desk.Conflict {
	told, err := f.desk.Conflicts(w.ctx, round)
	w.must(err, "conflicts of "+f.name)
	want := map[assessment.Subject]bool{}
	for s, known := range f.st.known {
		if s.Round == round && len(w.values(known)) > 1 {
			want[s] = true
		}
	}
	for _, c := range told {
		if !want[c.Subject] {
			w.fail("%s: a conflict in %s that is none", f.name, name(c.Subject))
		}
		delete(want, c.Subject)
	}
	for s := range want {
		w.fail("%s: does not tell of the conflict in %s", f.name, name(s))
	}
	return told
}

// forecast is what a preview of a file must say.
type forecast struct {
	verdicts                                          []desk.Verdict
	signed                                            bool // the signature holds and counts
	untrusted                                         bool
	forgotten                                         bool // the office's own, which it has lost
	vouched                                           bool
	scoped                                            bool // it brings scopes
	plans                                             []plan
	counted                                           bool // the counts below are known
	rows, new, changed, unchanged, refused, conflicts int
}

// plan is one field that a file brings something for.
type plan struct {
	subject assessment.Subject
	brings  facts
	hand    bool
	lost    bool // words of the office that a district repeats

	contained bool // it brought nothing when the file was previewed
}

func only(v desk.Verdict) forecast { return forecast{verdicts: []desk.Verdict{v}} }

// forecast tells what a folder must make of a file. typed is a code that was typed in, instead of those it knows.
func (w *world) forecast(f *folder, x *letter, typed string) forecast {
	fits, revoked := f.opens(x, typed)
	switch {
	case !fits:
		return only(desk.VerdictWrongCode)
	case revoked:
		return only(desk.VerdictRevoked)
	case x.kind == "reply" && x.desk != f.st.desk && f.st.rounds[x.round] && !slices.Contains(w.editionsAt(f, x.round), x.edition.ID):
		w.tell("a reply to an edition that is not here")
		return only(desk.VerdictForeign)
	case f.forgot(x):
		c := forecast{signed: true, forgotten: true, plans: w.plans(x, true), scoped: f.st.bringsScopes(x.content)}
		c.plans = slices.DeleteFunc(c.plans, func(p plan) bool { return p.hand })
		c.count(w, f.st.known, x)
		return c
	case !f.st.rounds[x.round] && (f.district == nil || x.kind != "assignment"):
		return only(desk.VerdictForeign)
	}
	c := forecast{signed: true}
	if x.desk == f.st.desk || f.district == nil && x.kind == "assignment" {
		if c.signed = false; !f.st.log[x.content] {
			return only(desk.VerdictUnknownBase)
		}
	}
	if c.signed && !f.st.pins[x.desk] {
		c.vouched = f.st.trusts(x)
		c.untrusted = !c.vouched
	}
	c.plans = w.plans(x, c.signed)
	c.scoped = c.signed && f.st.bringsScopes(x.content)
	c.count(w, f.st.known, x)
	return c
}

// forgot tells whether a file is one that the office has written and lost together with its newer state.
func (f *folder) forgot(x *letter) bool {
	return f.district == nil && x.kind == "assignment" && x.desk != f.st.desk && !f.st.log[x.content] && f.st.trusts(x)
}

// trusts tells whether the key of a file is confirmed, or vouched for by one that is.
func (s *state) trusts(x *letter) bool {
	return s.pins[x.desk] || slices.ContainsFunc(x.line, func(id assessment.DeskID) bool { return s.pins[id] })
}

// opens tells whether a code that a folder knows opens a file, and whether it was revoked.
func (f *folder) opens(x *letter, typed string) (fits, revoked bool) {
	if typed != "" {
		return typed == x.code, false
	}
	for _, c := range f.st.codes {
		if c.current == x.code {
			return true, false
		}
		if bad, known := c.former[x.code]; known {
			return true, bad
		}
	}
	return f.st.packs[x.code] != nil, false
}

// plans lists the fields that a file says something about, in the order in which that is looked at.
func (w *world) plans(x *letter, signed bool) []plan {
	var out []plan
	if signed {
		for _, s := range sortSubjects(slices.Collect(maps.Keys(x.known))) {
			out = append(out, plan{subject: s, brings: x.known[s], lost: x.kind == "reply" && ownerOf(s) == assessment.RoleOffice})
		}
	}
	for _, n := range x.hands {
		out = append(out, plan{subject: w.facts[n].subject, brings: w.facts[n].past.with(facts{n}), hand: true})
	}
	return out
}

// standing lists what accepting the file brings: not what was typed by hand, or repeated of the office's words, and known
// when it was looked at.
func (c *forecast) standing() []plan {
	lost := slices.ContainsFunc(c.plans, func(p plan) bool { return p.lost && !p.contained })
	return slices.DeleteFunc(slices.Clone(c.plans), func(p plan) bool { return p.hand && p.contained || p.lost && !lost })
}

// recount fills in the counts against another state. What the file is stays, but that it may bring nothing more.
func (c *forecast) recount(w *world, known map[assessment.Subject]facts, x *letter) {
	again := forecast{signed: c.signed, forgotten: c.forgotten, scoped: c.scoped, untrusted: c.untrusted, vouched: c.vouched, plans: slices.Clone(c.standing())}
	again.count(w, known, x)
	c.rows, c.new, c.changed, c.unchanged, c.conflicts = again.rows, again.new, again.changed, again.unchanged, again.conflicts
	if slices.Equal(c.verdicts, []desk.Verdict{desk.VerdictNew}) {
		c.verdicts = again.verdicts
	}
}

// count fills in the counts against a state, and with them what the file is.
func (c *forecast) count(w *world, held map[assessment.Subject]facts, x *letter) {
	type item struct {
		kind  assessment.Kind
		scope assessment.ScopeID
		item  string
	}
	const same, filled, altered = 0, 1, 2
	rows := map[item]int{}
	for _, scope := range x.scopesAsked() {
		for _, q := range w.asked(x) {
			rows[item{assessment.KindAnswer, scope, string(q)}] = same
		}
	}
	now := map[assessment.Subject]facts{} // changed fields
	joins, hand, lost := 0, false, false
	for i, p := range c.plans {
		before, changed := now[p.subject]
		if !changed {
			before = held[p.subject]
		}
		key := item{p.subject.Kind, p.subject.Scope, p.subject.Item}
		if before.contains(p.brings) {
			c.plans[i].contained = true
			if _, seen := rows[key]; !seen && key.kind == assessment.KindAnswer {
				rows[key] = same // of a scope that is not asked any more: it travels without a row
			}
			continue
		}
		now[p.subject] = before.with(p.brings)
		joins++
		hand, lost = hand || p.hand, lost || p.lost
		if len(held[p.subject]) > 0 || rows[key] == altered {
			rows[key] = altered
		} else {
			rows[key] = filled
		}
	}
	for _, known := range now {
		if len(w.values(known)) > 1 {
			c.conflicts++
		}
	}
	for r := range x.refused {
		delete(rows, item{assessment.KindAnswer, r.scope, string(r.requirement)})
		c.refused++
	}
	for _, how := range rows {
		switch how {
		case filled:
			c.new++
		case altered:
			c.changed++
		default:
			c.unchanged++
		}
	}
	c.counted, c.rows = true, c.new+c.changed+c.unchanged+c.refused
	switch {
	case c.untrusted:
		c.verdicts = []desk.Verdict{desk.VerdictUntrusted}
	case c.forgotten:
		c.verdicts = []desk.Verdict{desk.VerdictLost}
	case hand || c.refused > 0:
		c.verdicts = []desk.Verdict{desk.VerdictHand}
	case lost:
		c.verdicts = []desk.Verdict{desk.VerdictLost}
	case joins > 0, c.scoped:
		c.verdicts = []desk.Verdict{desk.VerdictNew}
	case !c.signed:
		c.verdicts = []desk.Verdict{desk.VerdictOwn}
	case x.kind == "assignment":
		c.verdicts = []desk.Verdict{desk.VerdictContained, desk.VerdictNew} // new where the round's words are
	default:
		c.verdicts = []desk.Verdict{desk.VerdictContained}
	}
}

// scopesAsked are the scopes that a file has rows for.
func (c *content) scopesAsked() []assessment.ScopeID {
	if c.asked != nil {
		return []assessment.ScopeID{c.scope}
	}
	var out []assessment.ScopeID
	for _, s := range assessment.AskedScopes(c.scopes) {
		out = append(out, s.ID)
	}
	return out
}

func (w *world) asked(x *letter) []assessment.RequirementID {
	if x.asked != nil {
		return x.asked
	}
	var all []assessment.RequirementID
	for _, q := range x.edition.Requirements {
		all = append(all, q.ID)
	}
	return all
}

// compare checks a preview against its forecast.
func (w *world) compare(f *folder, x *letter, c forecast, v desk.FilePreview) {
	if v.Rows != v.New+v.Changed+v.Unchanged+v.Refused {
		w.fail("%s: the counts of %s do not add up: %+v", f.name, x.label(), v)
	}
	if v.Sentence == "" {
		w.fail("%s: no sentence about %s", f.name, x.label())
	}
	if x.broken && !v.Verdict.Acceptable() {
		return // what a flipped bit leaves whole is judged like the original
	}
	if !slices.Contains(c.verdicts, v.Verdict) {
		w.fail("%s: %s is %q, must be one of %q; %s %+v", f.name, x.label(), v.Verdict, c.verdicts, v.Sentence, v.Problems)
	}
	if !c.counted {
		return
	}
	if v.Integral == x.weak {
		w.fail("%s: %s: integrity value %v", f.name, x.label(), v.Integral)
	}
	got := [6]int{v.Rows, v.New, v.Changed, v.Unchanged, v.Refused, v.Conflicts}
	want := [6]int{c.rows, c.new, c.changed, c.unchanged, c.refused, c.conflicts}
	if got != want {
		w.fail("%s: %s counts rows, new, changed, unchanged, refused, conflicts %v, must be %v; %+v", f.name, x.label(), got, want, v.Problems)
	}
}

func (x *letter) label() string {
	s := fmt.Sprintf("%s %d of desk %s for %s", x.kind, x.sequence, clip(string(x.desk)), x.district)
	if len(x.hands)+len(x.refused) > 0 {
		s += ", edited by hand"
	}
	if x.weak {
		s += ", weakly encrypted"
	}
	if x.broken {
		s += ", damaged"
	}
	return s
}

func decode(w *world, s assessment.Subject, text string) merge.Register {
	r, err := merge.Decode(text)
	w.must(err, "decode "+name(s))
	return r
}
