package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// History lists the changes of an answer, and of who has accepted its gap as a risk, oldest first.
func (d *Desk) History(ctx context.Context, k assessment.AnswerKey) ([]HistoryEntry, error) {
	var out []HistoryEntry
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		past, err := r.History(ctx, assessment.AnswerSubject(k, assessment.FieldStatus))
		if err != nil {
			return err
		}
		accepted, err := r.History(ctx, acceptanceSubject(k))
		if err != nil {
			return err
		}
		past = append(past, accepted...)
		slices.SortFunc(past, func(a, b store.Past) int { return cmp.Compare(a.ID, b.ID) })
		out, err = entriesOf(ctx, r, past)
		return err
	})
	return out, err
}

func entriesOf(ctx context.Context, r store.Reader, past []store.Past) ([]HistoryEntry, error) {
	names := map[int64]string{}
	out := make([]HistoryEntry, 0, len(past))
	for _, p := range past {
		if _, known := names[p.File]; p.File != 0 && !known {
			f, err := r.File(ctx, p.File)
			if err != nil {
				return nil, err
			}
			names[p.File] = f.Name
		}
		out = append(out, HistoryEntry{p.ID, p.At, p.Who, Source(p.Source), names[p.File], p.Subject, p.Before.Values(), p.After.Values()})
	}
	return out, nil
}

// StateAt returns an answer as it stood at a moment of this desk's clock. What was typed in one visit to a field
// counts from its last keystroke on.
func (d *Desk) StateAt(ctx context.Context, k assessment.AnswerKey, at time.Time) (assessment.Answer, error) {
	past, err := d.store.History(ctx, assessment.AnswerSubject(k, assessment.FieldStatus))
	if err != nil {
		return assessment.Answer{}, err
	}
	then := map[assessment.Field]merge.Register{}
	for _, p := range past {
		if !p.At.After(at) {
			then[p.Subject.Field] = p.After
		}
	}
	a := assessment.Answer{AnswerKey: k}
	for f, r := range then {
		if err := a.Set(f, assessment.Pick(f, r.Values())); err != nil {
			return assessment.Answer{}, fmt.Errorf("history: %w: %w", store.ErrCorrupt, err)
		}
		a.Conflict = a.Conflict || r.Conflict()
	}
	return d.seenNow(ctx, a)
}

// seenNow completes an answer with what depends on the requirement as it is asked now. One that is asked no more
// stays as it is.
func (d *Desk) seenNow(ctx context.Context, a assessment.Answer) (assessment.Answer, error) {
	r, err := d.store.Round(ctx, a.Round)
	if err != nil {
		return a, err
	}
	c, err := d.Catalogue(ctx, r.Catalogue)
	if err != nil {
		return a, err
	}
	q, err := c.Find(string(a.Requirement))
	if err != nil {
		return a, nil
	}
	reworded, err := rewordings(ctx, d.store.Reader, a.Round)
	return seen(a, a.AnswerKey, q, reworded), err
}

// BringBack writes the value that stood before an entry of the history again, as a new version; where a conflict
// stood there, the conflict. It can be taken back like what is typed. The error wraps assessment.ErrWrongRole where
// the field belongs to the other desk, and assessment.ErrNotFound where there is no such entry.
func (d *Desk) BringBack(ctx context.Context, historyID int64) (assessment.Answer, error) {
	p, err := d.store.Past(ctx, historyID)
	if err != nil {
		return assessment.Answer{}, err
	}
	s := p.Subject
	if owner, _ := assessment.Owner(s.Kind, s.Field); owner != d.role || s.Kind != assessment.KindAnswer && s.Kind != assessment.KindAcceptance {
		return assessment.Answer{}, assessment.ErrWrongRole
	}
	k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
	q, err := d.writable(ctx, &k)
	if err != nil {
		return assessment.Answer{}, err
	}
	values := p.Before.Values()
	if len(values) == 0 {
		values = []string{""}
	}
	var after assessment.Answer
	var reworded assessment.Rewordings
	err = d.record(ctx, step{}, func(tx *store.Tx, r *recorder) error {
		if err := r.writeValues(ctx, s, values, SourceBack, ""); err != nil {
			return err
		}
		if reworded, err = rewordings(ctx, tx.Reader, k.Round); err != nil {
			return err
		}
		after, err = tx.Answer(ctx, k)
		return err
	})
	return seen(after, k, q, reworded), err
}
