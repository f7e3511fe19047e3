package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/store"
)

// Scopes lists the scopes of a district that answer: its own ones, or the whole where it has none.
func (d *Desk) Scopes(ctx context.Context, key assessment.DistrictKey) ([]assessment.Scope, error) {
	all, err := d.store.Scopes(ctx, key)
	return assessment.AskedScopes(all), err
}

// AllScopes lists all scopes of a district: the whole first, and also those that have retired.
func (d *Desk) AllScopes(ctx context.Context, key assessment.DistrictKey) ([]assessment.Scope, error) {
	return d.store.Scopes(ctx, key)
}

// AddScope divides the district: the new scope answers for itself from now on, and the whole is not asked any more.
// What was answered for the whole is kept and can be copied (CopyScope). The error wraps assessment.ErrExists where a
// scope that answers has the name.
func (d *Desk) AddScope(ctx context.Context, name string) (assessment.Scope, error) {
	id, err := assessment.NewID(d.o.Random)
	if err != nil {
		return assessment.Scope{}, err
	}
	return d.changeScope(ctx, assessment.ScopeID(id), func(s *assessment.Scope, there bool) error {
		if there {
			return assessment.ErrExists
		}
		s.Name = name
		return nil
	})
}

// RenameScope gives a scope another name.
func (d *Desk) RenameScope(ctx context.Context, id assessment.ScopeID, name string) error {
	_, err := d.changeScope(ctx, id, func(s *assessment.Scope, there bool) error {
		if !there {
			return assessment.ErrNotFound
		}
		s.Name = name
		return nil
	})
	return err
}

// RetireScope lets a scope answer no more, or answer again. What it has answered is kept.
func (d *Desk) RetireScope(ctx context.Context, id assessment.ScopeID, retired bool) error {
	_, err := d.changeScope(ctx, id, func(s *assessment.Scope, there bool) error {
		if !there {
			return assessment.ErrNotFound
		}
		s.Retired = retired
		return nil
	})
	return err
}

// CopyScope copies what one scope of this district has answered to another, where that says nothing yet, and returns
// how many answers it filled. Every copy is marked to be confirmed. The source may be the whole, or a scope that has
// retired. No requirements means all; they may be named by the refs that people know.
func (d *Desk) CopyScope(ctx context.Context, round assessment.RoundID, from, to assessment.ScopeID, ids []assessment.RequirementID) (int, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return 0, err
	}
	r, err := d.writableRound(ctx, round)
	if err != nil {
		return 0, err
	}
	if _, err := d.scope(ctx, d.district, from); err != nil {
		return 0, err
	}
	if err := d.scopeOpen(ctx, d.district, to); err != nil {
		return 0, err
	}
	chosen, err := d.chosenRequirements(ctx, r, ids)
	if err != nil {
		return 0, err
	}
	filled := 0
	err = d.record(ctx, step{}, func(tx *store.Tx, rec *recorder) error {
		filled = 0
		for _, id := range chosen {
			k := assessment.AnswerKey{Round: round, District: d.district, Scope: from, Requirement: id}
			source, err := tx.Answer(ctx, k)
			if err != nil {
				return err
			}
			k.Scope = to
			done, err := rec.carry(ctx, k, source)
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

// chosenRequirements finds the requirements that are named in a round's catalogue, all of it where none is.
func (d *Desk) chosenRequirements(ctx context.Context, r assessment.Round, ids []assessment.RequirementID) ([]assessment.RequirementID, error) {
	c, err := d.Catalogue(ctx, r.Catalogue)
	if err != nil {
		return nil, err
	}
	var out []assessment.RequirementID
	if ids == nil {
		for _, q := range c.Requirements {
			out = append(out, q.ID)
		}
		return out, nil
	}
	for _, id := range ids {
		q, err := c.Find(string(id))
		if err != nil {
			return nil, err
		}
		out = append(out, q.ID)
	}
	return out, nil
}

// changeScope gives a scope of this district its next version. The whole never changes.
func (d *Desk) changeScope(ctx context.Context, id assessment.ScopeID, change func(s *assessment.Scope, there bool) error) (assessment.Scope, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return assessment.Scope{}, err
	}
	if id == assessment.WholeScope {
		return assessment.Scope{}, fmt.Errorf("the whole district: %w", assessment.ErrInvalid)
	}
	var after assessment.Scope
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.Scopes(ctx, d.district)
		if err != nil {
			return err
		}
		before := assessment.Scope{ID: id}
		i := slices.IndexFunc(all, func(s assessment.Scope) bool { return s.ID == id })
		if i >= 0 {
			before = all[i]
		}
		after = before
		if err := change(&after, i >= 0); err != nil {
			return fmt.Errorf("scope %q: %w", id, err)
		}
		if after.Name, err = requiredLine(after.Name); err != nil {
			return fmt.Errorf("name of the scope: %w", err)
		}
		if after == before {
			return nil
		}
		if err := freeScopeName(all, after); err != nil {
			return err
		}
		if after.Version++; after.Version > assessment.MaxScopeVersion {
			return fmt.Errorf("scope %q: %w", id, assessment.ErrInvalid)
		}
		return tx.SetScope(ctx, d.district, after)
	})
	return after, err
}

// freeScopeName refuses a name that another scope answers under.
func freeScopeName(all []assessment.Scope, s assessment.Scope) error {
	for _, other := range all {
		if other.ID != s.ID && !other.Retired && !s.Retired && strings.EqualFold(other.Name, s.Name) {
			return fmt.Errorf("scope %q: %w", s.Name, assessment.ErrExists)
		}
	}
	return nil
}

// scopeOpen tells whether a scope is there and may still be written to: one that is not asked is only looked at.
func (d *Desk) scopeOpen(ctx context.Context, district assessment.DistrictKey, id assessment.ScopeID) error {
	all, err := d.store.Scopes(ctx, district)
	if err != nil {
		return err
	}
	is := func(s assessment.Scope) bool { return s.ID == id }
	switch {
	case !slices.ContainsFunc(all, is):
		return fmt.Errorf("scope %q: %w", id, assessment.ErrNotFound)
	case !slices.ContainsFunc(assessment.AskedScopes(all), is):
		return fmt.Errorf("scope %q: %w", id, assessment.ErrNotAsked)
	}
	return nil
}

func sortedScopes(scopes []assessment.Scope) []assessment.Scope {
	out := slices.Clone(scopes)
	assessment.SortScopes(out)
	return out
}

// newScopes lists those scopes that come and are not held, or are held in a state that counts no more.
func newScopes(held, come []assessment.Scope) []assessment.Scope {
	var out []assessment.Scope
	for _, s := range come {
		i := slices.IndexFunc(held, func(h assessment.Scope) bool { return h.ID == s.ID })
		if i < 0 || assessment.JoinScope(held[i], s) != held[i] {
			out = append(out, s)
		}
	}
	return out
}

// takeScopes joins the scopes that a signed file knows to those that are here, whichever of its files came first.
func takeScopes(ctx context.Context, tx *store.Tx, c envelope.Content) (changed bool, err error) {
	held, err := tx.Scopes(ctx, c.District.Key)
	if err != nil {
		return false, err
	}
	come := newScopes(held, c.Scopes)
	for _, s := range come {
		if err := tx.SetScope(ctx, c.District.Key, s); err != nil {
			return false, err
		}
	}
	return len(come) > 0, nil
}

// putScopesBack makes the scopes of a district at the office what the files say that still stand, after an import was
// taken back. A scope that something is known of stays. At a district's own desk scopes are left as they are: it has
// divided itself, whichever of its desks did.
func (d *Desk) putScopesBack(ctx context.Context, tx *store.Tx, undone store.File) error {
	if d.role != assessment.RoleOffice {
		return nil
	}
	stand, err := standingScopes(ctx, tx, undone)
	if err != nil {
		return err
	}
	held, err := tx.Scopes(ctx, undone.District)
	if err != nil {
		return err
	}
	for _, s := range held {
		i := slices.IndexFunc(stand, func(x assessment.Scope) bool { return x.ID == s.ID })
		if i >= 0 {
			err = tx.SetScope(ctx, undone.District, stand[i])
		} else {
			_, err = tx.DropScope(ctx, undone.District, s.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// standingScopes joins what the applied files of a district, but for one, say of its scopes.
func standingScopes(ctx context.Context, tx *store.Tx, but store.File) ([]assessment.Scope, error) {
	out := []assessment.Scope{{ID: assessment.WholeScope}}
	files, err := tx.Files(ctx, store.In, "", but.District)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.ID == but.ID || f.State != store.FileApplied {
			continue
		}
		base, err := tx.Base(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		if len(base) == 0 {
			continue // filled in by hand: it brings no scopes
		}
		c, err := envelope.DecodeLogged(base)
		if err != nil {
			return nil, fmt.Errorf("content of file %d in the log: %w: %w", f.ID, store.ErrCorrupt, err)
		}
		out = assessment.JoinScopes(out, c.Scopes)
	}
	return out, nil
}
