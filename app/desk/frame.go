package desk

import (
	"context"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/store"
)

// takeFrame keeps what an assignment says around the answers: catalogue, round, district and how the others stand.
func (d *Desk) takeFrame(ctx context.Context, tx *store.Tx, c envelope.Content) error {
	if c.Catalogue != nil {
		if err := tx.AddCatalogue(ctx, c.Catalogue); err != nil {
			return err
		}
	}
	if err := tx.SetDistrict(ctx, c.District); err != nil {
		return err
	}
	if err := tx.SetMirror(ctx, c.Round.ID, c.Mirror); err != nil {
		return err
	}
	if err := tx.SetRound(ctx, c.Round, []assessment.DistrictKey{c.District.Key}); err != nil {
		return err
	}
	return tx.AddRewordings(ctx, c.Round.ID, c.Rewordings)
}

// content gathers the state of a district in a round, as it travels.
func (d *Desk) content(ctx context.Context, r store.Reader, round assessment.Round, district assessment.DistrictKey, cat *assessment.Catalogue) (envelope.Content, error) {
	di, err := r.District(ctx, district)
	if err != nil {
		return envelope.Content{}, err
	}
	di.Contact = ""
	scopes, err := r.Scopes(ctx, district)
	if err != nil {
		return envelope.Content{}, err
	}
	held, err := r.Registers(ctx, round.ID, district)
	if err != nil {
		return envelope.Content{}, err
	}
	c := envelope.Content{Round: round, District: di, Scopes: scopes, Entries: make([]envelope.Entry, 0, len(held))}
	for _, h := range held {
		if h.Register.Empty() {
			continue // taken back by an undo: as if it had never been written
		}
		s := h.Subject
		c.Entries = append(c.Entries, envelope.Entry{Scope: s.Scope, Kind: s.Kind, Item: s.Item, Field: s.Field, Register: h.Register})
	}
	if d.role != assessment.RoleOffice {
		return c, nil
	}
	c.Catalogue = cat
	if c.Round.Due, err = dueOf(ctx, r, round, district); err != nil {
		return envelope.Content{}, err
	}
	c.Rewordings, err = r.Rewordings(ctx, round.ID)
	return c, err
}
