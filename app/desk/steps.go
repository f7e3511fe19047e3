package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"kreislage/data/assessment"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// Step is what one undo or redo did.
type Step struct {
	Keys     []assessment.AnswerKey // the answers that the step was about, so that a screen can go there
	Sentence string                 // what happened, for people
	Left     int                    // fields that something else has changed since, and that were left alone
}

// The most that an open desk remembers of what can be taken back: steps, and bytes of the states they hold. The
// newest step is always kept.
const (
	maxSteps     = 300
	maxStepBytes = 32 << 20
)

// step is one thing that a person did: a visit to a field, an answer to many requirements, a saved measure.
type step struct {
	session string // further edits of the same visit become part of the step; "" = none
	keys    []assessment.AnswerKey
	title   string // of a measure
	changes []change
}

// change is one field of a step: its register before and after, encoded. Where an undo or a redo has brought back
// a state, it has done so with a new version; steps.same tells that both are one.
type change struct {
	subject       assessment.Subject
	before, after string
}

// steps is what can be taken back and what can be done again. It lasts as long as the desk is open.
type steps struct {
	editing sync.Mutex // held while an edit is written and noted, so that steps stand in the order of the writes

	mu         sync.Mutex
	undo, redo []step
	same       map[assessment.Subject]alias
}

// alias says that a register stands for an earlier state, whose values it has brought back.
type alias struct{ register, state string }

// state is what a register stands for.
func (s *steps) state(of assessment.Subject, register string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, there := s.same[of]; there && a.register == register {
		return a.state
	}
	return register
}

func (s *steps) remember(same map[assessment.Subject]alias) {
	if s.same == nil {
		s.same = map[assessment.Subject]alias{}
	}
	for of, a := range same {
		s.same[of] = a
	}
}

// add notes a new step, which ends what could be done again.
func (s *steps) add(x step) {
	if len(x.changes) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.redo = nil
	if n := len(s.undo); n > 0 && s.undo[n-1].takes(x) {
		return
	}
	s.undo = append(s.undo, x)
	bytes := 0
	for i := len(s.undo) - 1; i >= 0; i-- {
		bytes += s.undo[i].size()
		if kept := len(s.undo) - i; kept > 1 && (kept > maxSteps || bytes > maxStepBytes) {
			s.undo = slices.Clone(s.undo[i+1:])
			return
		}
	}
}

func (x step) size() int {
	n := 0
	for _, c := range x.changes {
		n += len(c.before) + len(c.after)
	}
	return n
}

// seal ends the visit that the newest step belongs to: who has gone back and forth begins a new one.
func (s *steps) seal() {
	if n := len(s.undo); n > 0 {
		s.undo[n-1].session = ""
	}
}

// takes makes a further edit of the same visit to a field part of the step.
func (x *step) takes(more step) bool {
	if x.session == "" || x.session != more.session || len(x.changes) != len(more.changes) {
		return false
	}
	for i, c := range more.changes {
		if x.changes[i].subject != c.subject || x.changes[i].after != c.before {
			return false
		}
	}
	for i, c := range more.changes {
		x.changes[i].after = c.after
	}
	return true
}

// recorder writes fields and notes what it has changed, as one step.
type recorder struct {
	d    *Desk
	tx   *store.Tx
	step *step
}

// record runs one job of a person in one transaction, as one step that can be taken back: do writes through the
// recorder. s says what the step is about.
func (d *Desk) record(ctx context.Context, s step, do func(tx *store.Tx, r *recorder) error) error {
	d.steps.editing.Lock()
	defer d.steps.editing.Unlock()
	err := d.store.Write(ctx, func(tx *store.Tx) error { return do(tx, &recorder{d, tx, &s}) })
	if err != nil {
		return err
	}
	if s.keys == nil {
		s.keys = keysOf(s.changes)
	}
	d.steps.add(s)
	return nil
}

// keysOf lists the answers that changes are about, each once.
func keysOf(changes []change) []assessment.AnswerKey {
	var out []assessment.AnswerKey
	seen := map[assessment.AnswerKey]bool{}
	for _, c := range changes {
		s := c.subject
		k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
		if !seen[k] {
			seen[k], out = true, append(out, k)
		}
	}
	return out
}

// write sets one field to a value.
func (r *recorder) write(ctx context.Context, s assessment.Subject, value string, source Source, session string) error {
	return r.writeValues(ctx, s, []string{value}, source, session)
}

// writeValues sets one field to a value, or to the several values of a conflict.
func (r *recorder) writeValues(ctx context.Context, s assessment.Subject, values []string, source Source, session string) error {
	before, after, err := r.d.writeValues(ctx, r.tx, s, values, source, session)
	if err != nil || before == after {
		return err
	}
	for i, c := range r.step.changes {
		if c.subject == s {
			r.step.changes[i].after = after
			return nil
		}
	}
	r.step.changes = append(r.step.changes, change{s, r.d.steps.state(s, before), after})
	return nil
}

// write sets one field to a value with a new version of this desk, outside what can be taken back.
func (d *Desk) write(ctx context.Context, tx *store.Tx, s assessment.Subject, value string, source Source, session string) error {
	_, _, err := d.writeValues(ctx, tx, s, []string{value}, source, session)
	return err
}

// writeValues sets one field to a value, or to the several values of a conflict, with new versions of this desk. It
// returns the register before and after, encoded; both are the same where the values stand there already.
func (d *Desk) writeValues(ctx context.Context, tx *store.Tx, s assessment.Subject, values []string, source Source, session string) (before, after string, err error) {
	current, err := tx.Register(ctx, s)
	if err != nil {
		return "", "", err
	}
	before = current.Encode()
	if current.Empty() && len(values) == 1 && values[0] == "" || !current.Empty() && sameValues(current, values) {
		return before, before, nil
	}
	written := make([]merge.Sibling, len(values))
	for i, v := range values {
		n, err := tx.NextCounter(ctx)
		if err != nil {
			return "", "", err
		}
		written[i] = merge.Sibling{Version: merge.Version{Desk: string(d.id), Counter: n}, Value: v}
	}
	r := current.WriteSeveral(written...)
	_, err = tx.Put(ctx, store.Change{Subject: s, Register: r, Who: d.o.Who, Source: string(source), Session: session})
	return before, r.Encode(), err
}

// sameValues tells whether writing the values would say nothing new. One value said by two desks is written again,
// so that whoever confirms it stands for it alone.
func sameValues(r merge.Register, values []string) bool {
	has := r.Values()
	return len(r.Siblings) == len(values) && len(has) == len(values) && !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(has, v) })
}

// UndoEdit takes back what was done last in this window: with new versions, and without touching a field that
// something else has changed since. Where nothing is left to take back it says so, with no keys. What an import
// brought is taken back with UndoImport.
func (d *Desk) UndoEdit(ctx context.Context) (Step, error) { return d.stepBack(ctx, false) }

// RedoEdit does again what UndoEdit has taken back last. A new edit ends that.
func (d *Desk) RedoEdit(ctx context.Context) (Step, error) { return d.stepBack(ctx, true) }

// Steps names what UndoEdit and RedoEdit would do, for people; "" where there is nothing.
func (d *Desk) Steps() (undo, redo string) {
	d.steps.mu.Lock()
	back, again := last(d.steps.undo), last(d.steps.redo)
	d.steps.mu.Unlock()
	if back != nil {
		undo = d.say().Say("desk.step.undo", "what", d.stepName(*back))
	}
	if again != nil {
		redo = d.say().Say("desk.step.redo", "what", d.stepName(*again))
	}
	return undo, redo
}

func last(s []step) *step {
	if len(s) == 0 {
		return nil
	}
	x := s[len(s)-1]
	return &x
}

func (d *Desk) stepBack(ctx context.Context, again bool) (Step, error) {
	d.steps.editing.Lock()
	defer d.steps.editing.Unlock()
	d.steps.mu.Lock()
	from, to, done, nothing := &d.steps.undo, &d.steps.redo, "desk.step.undone", "desk.step.nothing_to_undo"
	if again {
		from, to, done, nothing = &d.steps.redo, &d.steps.undo, "desk.step.redone", "desk.step.nothing_to_redo"
	}
	x := last(*from)
	d.steps.mu.Unlock()
	if x == nil {
		return Step{Sentence: d.say().Say(nothing)}, nil
	}
	if err := d.mayStill(ctx, *x); err != nil {
		return Step{}, err
	}
	moved, same, err := d.carryBack(ctx, *x, again)
	if err != nil {
		return Step{}, err
	}
	name, left := d.stepName(*x), len(x.changes)-len(moved)
	d.steps.mu.Lock()
	*from = (*from)[:len(*from)-1]
	d.steps.remember(same)
	if x.changes, x.session = moved, ""; len(moved) > 0 {
		*to = append(*to, *x)
	}
	d.steps.seal()
	d.steps.mu.Unlock()
	sentence := d.say().Say(done, "what", name)
	switch {
	case len(moved) == 0:
		sentence = d.say().Say("desk.step.nothing_left", "what", name)
	case left > 0:
		sentence += " " + d.say().Plural("desk.step.left", left)
	}
	return Step{Keys: slices.Clone(x.keys), Sentence: sentence, Left: left}, nil
}

// mayStill tells whether the rounds of a step may still be written to.
func (d *Desk) mayStill(ctx context.Context, x step) error {
	seen := map[assessment.RoundID]bool{}
	for _, c := range x.changes {
		if seen[c.subject.Round] {
			continue
		}
		seen[c.subject.Round] = true
		r, err := d.store.Round(ctx, c.subject.Round)
		if err != nil {
			return err
		}
		if err := d.roundOpen(r); err != nil {
			return err
		}
	}
	return nil
}

// roundOpen tells whether this desk may write to a round: nobody writes to a closed one, and a district not to a
// frozen one either.
func (d *Desk) roundOpen(r assessment.Round) error {
	switch {
	case r.State == assessment.RoundClosed:
		return fmt.Errorf("round %s: %w", r.Name, assessment.ErrRoundClosed)
	case r.State == assessment.RoundFrozen && d.role == assessment.RoleDistrict:
		return fmt.Errorf("round %s: %w", r.Name, assessment.ErrRoundFrozen)
	}
	return nil
}

// carryBack writes the values on the other side of a step's changes, where the state on this side is still the
// current one. It returns those changes, and which registers now stand for which earlier states.
func (d *Desk) carryBack(ctx context.Context, x step, again bool) (moved []change, same map[assessment.Subject]alias, err error) {
	same = map[assessment.Subject]alias{}
	source := SourceUndo
	if again {
		source = SourceTyped
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		for _, c := range x.changes {
			is, shall := c.after, c.before
			if again {
				is, shall = c.before, c.after
			}
			current, err := tx.Register(ctx, c.subject)
			if err != nil {
				return err
			}
			if d.steps.state(c.subject, current.Encode()) != is {
				continue
			}
			values, err := valuesIn(shall)
			if err != nil {
				return err
			}
			_, register, err := d.writeValues(ctx, tx, c.subject, values, source, "")
			if err != nil {
				return err
			}
			moved, same[c.subject] = append(moved, c), alias{register, shall}
		}
		return nil
	})
	return moved, same, err
}

// valuesIn lists the values of an encoded register; that of nobody's is the empty value.
func valuesIn(register string) ([]string, error) {
	if register == "" {
		return []string{""}, nil
	}
	r, err := merge.Decode(register)
	if err != nil {
		return nil, fmt.Errorf("state to bring back: %w", err)
	}
	return r.Values(), nil
}

// stepName names what a step was about.
func (d *Desk) stepName(x step) string {
	w := d.say()
	if len(x.keys) != 1 {
		return w.Plural("desk.step.what.many", len(x.keys))
	}
	what := string(x.changes[0].subject.Kind)
	switch x.changes[0].subject.Kind {
	case assessment.KindAnswer, assessment.KindMeasure, assessment.KindAcceptance:
	case assessment.KindRemark:
		what = string(x.changes[0].subject.Field)
	default:
		what = "other"
	}
	return w.Say("desk.step.what."+what, "requirement", d.refOf(x.keys[0]), "title", x.title)
}

// refOf is a requirement as people know it.
func (d *Desk) refOf(k assessment.AnswerKey) string {
	ctx := context.Background()
	r, err := d.store.Round(ctx, k.Round)
	if err != nil {
		return string(k.Requirement)
	}
	c, err := d.Catalogue(ctx, r.Catalogue)
	if err != nil {
		return string(k.Requirement)
	}
	q, err := c.Find(string(k.Requirement))
	if err != nil || q.Ref == "" {
		return string(k.Requirement)
	}
	return q.Ref
}
