package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// Confirm confirms answers at a district's desk as they stand: those that were carried over, and those to a text that
// has changed since. It returns how many there were. One that contradicts itself is left alone: it has to be decided.
func (d *Desk) Confirm(ctx context.Context, keys []assessment.AnswerKey) (int, error) {
	asked := make([]assessment.Requirement, len(keys))
	keys = append([]assessment.AnswerKey(nil), keys...)
	for i := range keys {
		q, err := d.writable(ctx, &keys[i])
		if err != nil {
			return 0, err
		}
		asked[i] = q
	}
	confirmed := 0
	err := d.record(ctx, step{}, func(tx *store.Tx, rec *recorder) error {
		confirmed = 0
		words := map[assessment.RoundID]assessment.Rewordings{}
		for i, k := range keys {
			reworded, known := words[k.Round]
			if !known {
				var err error
				if reworded, err = rewordings(ctx, tx.Reader, k.Round); err != nil {
					return err
				}
				words[k.Round] = reworded
			}
			done, err := rec.confirm(ctx, k, asked[i], reworded)
			if err != nil {
				return fmt.Errorf("requirement %s: %w", asked[i].Ref, err)
			}
			if done {
				confirmed++
			}
		}
		return nil
	})
	return confirmed, err
}

func (r *recorder) confirm(ctx context.Context, k assessment.AnswerKey, q assessment.Requirement, w assessment.Rewordings) (bool, error) {
	subject := assessment.AnswerSubject(k, assessment.FieldStatus)
	now, err := r.tx.Register(ctx, subject)
	if err != nil || now.Conflict() {
		return false, err
	}
	st, err := assessment.DecodeStatement(assessment.Pick(subject.Field, now.Values()))
	if err != nil || !w.MustConfirm(st, q.ID, q.Hash) {
		return false, err
	}
	return true, r.write(ctx, subject, st.Confirmed(q.Hash).Encode(), SourceTyped, "")
}

// CarryOver copies what a scope has said in the latest earlier round to those of these requirements that are still
// empty, and returns how many it filled. Without requirements it fills all whose text is the same as then; one whose
// text has changed is copied only where it is named, since a person has seen the two texts. Every copy is marked to
// be confirmed. Requirements may be named by the refs that people know.
func (d *Desk) CarryOver(ctx context.Context, round assessment.RoundID, scope assessment.ScopeID, ids []assessment.RequirementID) (int, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return 0, err
	}
	r, err := d.writableRound(ctx, round)
	if err != nil {
		return 0, err
	}
	if scope == "" {
		scope = assessment.WholeScope
	}
	if _, err := d.scope(ctx, d.district, scope); err != nil {
		return 0, err
	}
	f, err := d.former(ctx, round, d.district, scope)
	if err != nil {
		return 0, err
	}
	chosen, err := d.toCarry(ctx, r, f, ids)
	if err != nil {
		return 0, err
	}
	filled := 0
	err = d.record(ctx, step{}, func(_ *store.Tx, rec *recorder) error {
		filled = 0
		for _, id := range chosen {
			k := assessment.AnswerKey{Round: round, District: d.district, Scope: scope, Requirement: id}
			done, err := rec.carry(ctx, k, f.Answers[id].Answer)
			if err != nil {
				return err
			}
			if done {
				filled++
			}
		}
		return nil
	})
	return filled, err
}

// toCarry lists the requirements that have a former answer to be taken over.
func (d *Desk) toCarry(ctx context.Context, r assessment.Round, f *FormerRound, ids []assessment.RequirementID) ([]assessment.RequirementID, error) {
	cat, err := d.Catalogue(ctx, r.Catalogue)
	if err != nil {
		return nil, err
	}
	var out []assessment.RequirementID
	if ids == nil {
		for _, q := range cat.Requirements {
			if f != nil && f.Answers[q.ID].Carries && !f.Answers[q.ID].TextChanged {
				out = append(out, q.ID)
			}
		}
		return out, nil
	}
	for _, id := range ids {
		q, err := cat.Find(string(id))
		if err != nil {
			return nil, err
		}
		if f != nil && f.Answers[q.ID].Carries {
			out = append(out, q.ID)
		}
	}
	return out, nil
}

// carry copies an answer to one that says nothing yet, marked to be confirmed, and tells whether it did. Fields
// beside the statement that are filled already stay.
func (r *recorder) carry(ctx context.Context, to assessment.AnswerKey, from assessment.Answer) (bool, error) {
	now, err := r.tx.Answer(ctx, to)
	if err != nil || !now.Statement.Empty() || from.Statement.Empty() {
		return false, err
	}
	from.Carried = true
	for _, f := range assessment.AnswerFields() {
		value := from.Value(f)
		if value == "" || now.Value(f) != "" {
			continue
		}
		if err := r.carryField(ctx, assessment.AnswerSubject(to, f), assessment.AnswerSubject(from.AnswerKey, f), value); err != nil {
			return false, err
		}
	}
	return true, nil
}

// carryField writes a copied value. Two desks that copy the same value from the same place write the same version, so
// that it is no conflict when the one confirms what the other has copied as well.
func (r *recorder) carryField(ctx context.Context, to, from assessment.Subject, value string) error {
	current, err := r.tx.Register(ctx, to)
	if err != nil {
		return err
	}
	v := carriedVersion(to, from, value)
	if current.Covers(v) { // copied before and cleared since: this is a write of its own
		return r.write(ctx, to, value, SourceCarried, "")
	}
	after := current.Write(v, value)
	if _, err := r.tx.Put(ctx, store.Change{Subject: to, Register: after, Who: r.d.o.Who, Source: string(SourceCarried)}); err != nil {
		return err
	}
	r.step.changes = append(r.step.changes, change{to, r.d.steps.state(to, current.Encode()), after.Encode()})
	return nil
}

func carriedVersion(to, from assessment.Subject, value string) merge.Version {
	h := assessment.NewHasher("kreislage carried 1")
	for _, s := range []assessment.Subject{to, from} {
		h.Add(string(s.Round), string(s.District), string(s.Scope), string(s.Kind), s.Item, string(s.Field))
	}
	h.Add(value)
	return merge.Version{Desk: handMark + h.Sum(15), Counter: 1}
}
