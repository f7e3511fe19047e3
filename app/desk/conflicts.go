package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// Conflicts lists the fields of a round that hold more than one value.
func (d *Desk) Conflicts(ctx context.Context, round assessment.RoundID) ([]Conflict, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	names, err := d.everAsked(ctx, d.store.Reader, info.Round)
	if err != nil {
		return nil, err
	}
	held, err := d.store.Conflicts(ctx, round)
	if err != nil {
		return nil, err
	}
	out := make([]Conflict, 0, len(held))
	for _, h := range held {
		c := Conflict{ID: conflictID(h.Subject), Subject: h.Subject, Counts: assessment.Pick(h.Subject.Field, h.Register.Values()), Own: d.owns(h.Subject)}
		if q, ok := names[h.Subject.Item]; ok {
			c.Ref, c.Title = q.Ref, q.Title
		}
		if h.Subject.Kind == assessment.KindSignOff {
			c.Title = d.say().Say("desk.signoff.title")
		}
		if c.Values, err = d.versions(ctx, h); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// owns tells whether a field belongs to this desk's side.
func (d *Desk) owns(s assessment.Subject) bool {
	owner, known := assessment.Owner(s.Kind, s.Field)
	return known && owner == d.role
}

// conflictID is short enough to type and the same on every desk.
func conflictID(s assessment.Subject) string {
	h := assessment.NewHasher("kreislage conflict 1")
	h.Add(string(s.Round), string(s.District), string(s.Scope), string(s.Kind), s.Item, string(s.Field))
	return h.Sum(5)
}

// versions tells for each sibling when, by whom and with which file it came here.
func (d *Desk) versions(ctx context.Context, h store.Held) ([]ConflictValue, error) {
	past, err := d.store.History(ctx, h.Subject)
	if err != nil {
		return nil, err
	}
	var out []ConflictValue
	for _, s := range h.Register.Siblings {
		v := ConflictValue{Value: s.Value, Text: d.valueText(h.Subject.Field, s.Value), Desk: assessment.DeskID(s.Desk), Counter: s.Counter}
		for _, p := range past {
			if p.Subject != h.Subject || p.Before.Covers(s.Version) || !p.After.Covers(s.Version) {
				continue
			}
			v.At, v.Who = p.At, p.Who
			if p.File != 0 {
				f, err := d.store.File(ctx, p.File)
				if err != nil {
					return nil, err
				}
				v.File = f.Name
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// Resolve decides a conflict at a desk of the side that the field belongs to: an answer at the district's, a question
// at the office's. value is one of the versions or a third one. It is a write that covers all versions; UndoEdit lets
// them contradict each other again.
func (d *Desk) Resolve(ctx context.Context, id, value string) error {
	rounds, err := d.store.Rounds(ctx)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		held, err := d.store.Conflicts(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, h := range held {
			if conflictID(h.Subject) == id {
				return d.resolve(ctx, h.Subject, value)
			}
		}
	}
	return fmt.Errorf("conflict %q: %w", id, assessment.ErrNotFound)
}

func (d *Desk) resolve(ctx context.Context, s assessment.Subject, value string) error {
	if !d.owns(s) {
		return assessment.ErrWrongRole
	}
	if err := assessment.CheckValue(s.Field, value); err != nil {
		return err
	}
	if s.Kind == assessment.KindAnswer && s.Field == assessment.FieldStatus {
		st, _ := assessment.DecodeStatement(value) // checked above
		value = st.Confirmed(st.TextHash).Encode() // a person has looked at all versions and chosen
	}
	about, err := d.measureStep(ctx, s)
	if err != nil {
		return err
	}
	return d.record(ctx, about, func(_ *store.Tx, r *recorder) error { return r.write(ctx, s, value, SourceResolve, "") })
}
