package desk

import (
	"context"
	"fmt"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// Paper returns everything that one scope of a district sees of a round. The office may look at any district's,
// a district at its own.
func (d *Desk) Paper(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (*Paper, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	return d.paperOf(ctx, info, district, scope)
}

func (d *Desk) paperOf(ctx context.Context, info RoundInfo, district assessment.DistrictKey, scope assessment.ScopeID) (*Paper, error) {
	c, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return nil, err
	}
	p := &Paper{Round: info}
	if p.District, err = d.store.District(ctx, district); err != nil {
		return nil, err
	}
	if p.Scope, err = d.scope(ctx, district, scope); err != nil {
		return nil, err
	}
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		if err := fillPaper(ctx, r, c, p); err != nil {
			return err
		}
		if err := d.showGone(ctx, r, c, p); err != nil {
			return err
		}
		return d.addEvidence(ctx, r, p)
	})
	if err != nil {
		return nil, err
	}
	return p, d.showFormer(ctx, p)
}

func fillPaper(ctx context.Context, r store.Reader, c *assessment.Catalogue, p *Paper) error {
	round, district, scope := p.Round.ID, p.District.Key, p.Scope.ID
	answers, err := r.Answers(ctx, round, district, scope)
	if err != nil {
		return err
	}
	byID := make(map[assessment.RequirementID]assessment.Answer, len(answers))
	for _, a := range answers {
		byID[a.Requirement] = a
	}
	touches, err := r.LastTouches(ctx, round, district, assessment.KindAnswer)
	if err != nil {
		return err
	}
	remarks, err := remarksOf(ctx, r, round, district, scope)
	if err != nil {
		return err
	}
	reworded, err := rewordings(ctx, r, round)
	if err != nil {
		return err
	}
	accepted, err := acceptancesOf(ctx, r, round, district, scope)
	if err != nil {
		return err
	}
	notes, err := r.Notes(ctx, round, district, scope)
	if err != nil {
		return err
	}
	touched := make(map[string]store.Touch, len(touches))
	for _, t := range touches {
		if t.Scope == scope {
			touched[t.Item] = t
		}
	}
	p.Rows = make([]PaperRow, 0, len(c.Requirements))
	at := map[assessment.TopicID]int{}
	for i, t := range c.Topics {
		at[t.ID] = i
		p.Topics = append(p.Topics, TopicProgress{Topic: t})
	}
	for _, q := range c.Requirements {
		k := assessment.AnswerKey{Round: round, District: district, Scope: scope, Requirement: q.ID}
		a := seen(byID[q.ID], k, q, reworded)
		t := touched[string(q.ID)]
		p.Rows = append(p.Rows, PaperRow{
			Requirement: q, Answer: a, Remark: remarks[q.ID], Changed: t.At, ChangedBy: t.Who,
			Acceptance: accepted[q.ID], Note: notes[q.ID],
		})
		p.Topics[at[q.Topic]].Tally.Count(q.Modal, a)
		p.Tally.Count(q.Modal, a)
	}
	return nil
}

// seen completes a stored answer with what depends on the requirement as it is asked now.
func seen(a assessment.Answer, k assessment.AnswerKey, q assessment.Requirement, w assessment.Rewordings) assessment.Answer {
	a.AnswerKey = k
	a.ToConfirm = w.MustConfirm(a.Statement, q.ID, q.Hash)
	return a
}

func rewordings(ctx context.Context, r store.Reader, round assessment.RoundID) (assessment.Rewordings, error) {
	list, err := r.Rewordings(ctx, round)
	return assessment.NewRewordings(list), err
}

func (d *Desk) scope(ctx context.Context, district assessment.DistrictKey, id assessment.ScopeID) (assessment.Scope, error) {
	scopes, err := d.store.Scopes(ctx, district)
	if err != nil {
		return assessment.Scope{}, err
	}
	for _, s := range scopes {
		if s.ID == id {
			return s, nil
		}
	}
	return assessment.Scope{}, fmt.Errorf("scope %q: %w", id, assessment.ErrNotFound)
}

// AnswerEdit is one edit of several.
type AnswerEdit struct {
	Key  assessment.AnswerKey
	Edit Edit
}

// Answer changes parts of an answer at a district's desk. The change is on the disk when Answer returns.
func (d *Desk) Answer(ctx context.Context, k assessment.AnswerKey, e Edit) (assessment.Answer, error) {
	after, err := d.AnswerAll(ctx, []AnswerEdit{{k, e}})
	if err != nil {
		return assessment.Answer{}, err
	}
	return after[0], nil
}

// AnswerAll changes several answers at once: all of them, or none where one cannot be changed.
func (d *Desk) AnswerAll(ctx context.Context, edits []AnswerEdit) ([]assessment.Answer, error) {
	asked := make([]assessment.Requirement, len(edits))
	edits = slices.Clone(edits)
	for i := range edits {
		q, err := d.writable(ctx, &edits[i].Key)
		if err != nil {
			return nil, err
		}
		asked[i] = q
	}
	after := make([]assessment.Answer, len(edits))
	err := d.record(ctx, step{session: oneSession(edits)}, func(tx *store.Tx, r *recorder) error {
		words := map[assessment.RoundID]assessment.Rewordings{}
		for i, x := range edits {
			a, err := d.edit(ctx, tx, r, x, asked[i])
			if err != nil {
				return fmt.Errorf("requirement %s: %w", asked[i].Ref, err)
			}
			if _, known := words[x.Key.Round]; !known {
				if words[x.Key.Round], err = rewordings(ctx, tx.Reader, x.Key.Round); err != nil {
					return err
				}
			}
			after[i] = seen(a, x.Key, asked[i], words[x.Key.Round])
		}
		return nil
	})
	return after, err
}

// oneSession is the visit that all edits belong to, "" where they are of several.
func oneSession(edits []AnswerEdit) string {
	session := ""
	for i, x := range edits {
		if i > 0 && x.Edit.Session != session {
			return ""
		}
		session = x.Edit.Session
	}
	return session
}

func (d *Desk) edit(ctx context.Context, tx *store.Tx, r *recorder, x AnswerEdit, q assessment.Requirement) (assessment.Answer, error) {
	before, err := tx.Answer(ctx, x.Key)
	if err != nil {
		return before, err
	}
	values, err := x.Edit.values(before, q)
	if err != nil {
		return before, err
	}
	for _, v := range values {
		if err := r.write(ctx, assessment.AnswerSubject(x.Key, v.field), v.value, SourceTyped, x.Edit.Session); err != nil {
			return before, err
		}
	}
	return tx.Answer(ctx, x.Key)
}

// writable checks that this desk may answer, and returns the requirement. A key without district or scope means
// the desk's own district and the whole of it; a requirement may be named by the ref that people know.
func (d *Desk) writable(ctx context.Context, k *assessment.AnswerKey) (assessment.Requirement, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return assessment.Requirement{}, err
	}
	if k.District == "" {
		k.District = d.district
	}
	if k.District != d.district {
		return assessment.Requirement{}, assessment.ErrWrongRole
	}
	return d.asked(ctx, k)
}

// asked finds the requirement that a key means in a round that this desk may still write to: nobody writes to a
// closed one, and a district not to a frozen one either.
func (d *Desk) asked(ctx context.Context, k *assessment.AnswerKey) (assessment.Requirement, error) {
	q, err := d.known(ctx, k)
	if err != nil {
		return q, err
	}
	return q, d.scopeOpen(ctx, k.District, k.Scope)
}

// known is asked for scopes too that answer no more.
func (d *Desk) known(ctx context.Context, k *assessment.AnswerKey) (assessment.Requirement, error) {
	if k.Scope == "" {
		k.Scope = assessment.WholeScope
	}
	r, err := d.writableRound(ctx, k.Round)
	if err != nil {
		return assessment.Requirement{}, err
	}
	if _, err := d.scope(ctx, k.District, k.Scope); err != nil {
		return assessment.Requirement{}, err
	}
	c, err := d.Catalogue(ctx, r.Catalogue)
	if err != nil {
		return assessment.Requirement{}, err
	}
	q, err := c.Find(string(k.Requirement))
	k.Requirement = q.ID
	return q, err
}

// writableRound returns a round that this desk may still write to.
func (d *Desk) writableRound(ctx context.Context, id assessment.RoundID) (assessment.Round, error) {
	r, err := d.store.Round(ctx, id)
	if err != nil {
		return r, err
	}
	return r, d.roundOpen(r)
}

// fieldValue is one field with the value that it shall have, encoded.
type fieldValue struct {
	field assessment.Field
	value string
}

// values turns an edit into the fields that differ from before. A conflict is written over by any edit of its
// field, since whoever edits it has seen all versions.
func (e Edit) values(before assessment.Answer, q assessment.Requirement) ([]fieldValue, error) {
	after := before
	if e.Status != nil || e.Explanation != nil {
		st, err := e.statement(before.Statement, q)
		if err != nil {
			return nil, err
		}
		after.Statement = st
	}
	for _, t := range []struct {
		from *string
		to   *string
		f    assessment.Field
	}{{e.Responsible, &after.Responsible, assessment.FieldResponsible}, {e.Effort, &after.Effort, assessment.FieldEffort}, {e.Evidence, &after.Evidence, assessment.FieldEvidence}} {
		if t.from == nil {
			continue
		}
		text, err := canonical.Line(*t.from, assessment.MaxLength(t.f))
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", t.f, err)
		}
		*t.to = text
	}
	if e.Due != nil {
		due, err := assessment.ParseDate(string(*e.Due))
		if err != nil {
			return nil, err
		}
		after.Due = due
	}
	return changedFields(e, before, after), nil
}

func (e Edit) statement(before assessment.Statement, q assessment.Requirement) (assessment.Statement, error) {
	st := before.Confirmed(q.Hash) // whoever writes a part of it has both before them
	if e.Status != nil {
		if !e.Status.Valid() {
			return st, fmt.Errorf("status %d: %w", *e.Status, assessment.ErrInvalid)
		}
		st.Status = *e.Status
	}
	if e.Explanation != nil {
		text, err := canonical.Text(*e.Explanation, assessment.MaxExplanation)
		if err != nil {
			return st, fmt.Errorf("explanation: %w", err)
		}
		st.Explanation = text
	}
	return st, nil
}

func changedFields(e Edit, before, after assessment.Answer) []fieldValue {
	named := map[assessment.Field]bool{
		assessment.FieldStatus: e.Status != nil || e.Explanation != nil, assessment.FieldResponsible: e.Responsible != nil,
		assessment.FieldDue: e.Due != nil, assessment.FieldEffort: e.Effort != nil, assessment.FieldEvidence: e.Evidence != nil,
	}
	var out []fieldValue
	for _, f := range assessment.AnswerFields() {
		if named[f] && (before.Conflict || after.Value(f) != before.Value(f)) {
			out = append(out, fieldValue{f, after.Value(f)})
		}
	}
	return out
}

// Answers lists the answers of a round in a fixed order: by district, scope and the catalogue's order. Empty
// district means all.
func (d *Desk) Answers(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]assessment.Answer, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	c, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return nil, err
	}
	stored, err := d.store.Answers(ctx, round, district, "")
	if err != nil {
		return nil, err
	}
	reworded, err := rewordings(ctx, d.store.Reader, round)
	if err != nil {
		return nil, err
	}
	byKey := make(map[assessment.AnswerKey]assessment.Answer, len(stored))
	for _, a := range stored {
		byKey[a.AnswerKey] = a
	}
	var out []assessment.Answer
	for _, di := range info.Districts {
		if district != "" && di.Key != district {
			continue
		}
		scopes, err := d.Scopes(ctx, di.Key)
		if err != nil {
			return nil, err
		}
		for _, s := range scopes {
			for _, q := range c.Requirements {
				k := assessment.AnswerKey{Round: round, District: di.Key, Scope: s.ID, Requirement: q.ID}
				out = append(out, seen(byKey[k], k, q, reworded))
			}
		}
	}
	return out, nil
}
