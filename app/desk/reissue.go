package desk

import (
	"context"
	"errors"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// What a catalogue may lack to take the place of a round's.
var (
	// ErrSameEdition says that the round asks this very edition already.
	ErrSameEdition = errors.New("the round asks this edition already")
	// ErrOtherCatalogue says that a catalogue has no requirement that the round asks.
	ErrOtherCatalogue = errors.New("not an edition of the round's catalogue")
	// ErrNotReworded says that a requirement was named as changed in its wording and has not changed its text.
	ErrNotReworded = errors.New("text has not changed")
)

// ReissuePreview tells what a round would ask with another edition of its catalogue. Of what has changed it lists only
// what is asked in other words, since that alone touches answers; help, numbers and order count as the same.
type ReissuePreview struct {
	CatalogueComparison
	ToConfirm int // answers that are here and would have to be confirmed, if none of the changes is editorial
	Outside   int // answers that are here and would stand outside of the figures
}

// PreviewReissue tells what a reissue with a catalogue would change; nothing is changed. The error wraps
// ErrSameEdition or ErrOtherCatalogue where the catalogue cannot take the place of the round's.
func (d *Desk) PreviewReissue(ctx context.Context, round assessment.RoundID, id assessment.CatalogueID) (ReissuePreview, error) {
	r, err := d.store.Round(ctx, round)
	if err != nil {
		return ReissuePreview{}, err
	}
	all, err := d.CompareCatalogues(ctx, r.Catalogue, id)
	if err != nil {
		return ReissuePreview{}, err
	}
	p := ReissuePreview{CatalogueComparison: all}
	p.Changed = nil
	for _, x := range all.Changed {
		if x.Asked {
			p.Changed = append(p.Changed, x)
		} else {
			p.Same++
		}
	}
	switch {
	case r.Catalogue == id:
		return p, fmt.Errorf("catalogue %s: %w", id, ErrSameEdition)
	case p.Same+len(p.Changed) == 0:
		return p, fmt.Errorf("catalogue %s: %w", id, ErrOtherCatalogue)
	}
	return p, d.countTouched(ctx, round, &p)
}

// countTouched counts the answers that are here to what changes and to what goes.
func (d *Desk) countTouched(ctx context.Context, round assessment.RoundID, p *ReissuePreview) error {
	changed, removed := map[assessment.RequirementID]bool{}, map[assessment.RequirementID]bool{}
	for _, x := range p.Changed {
		changed[x.After.ID] = true
	}
	for _, q := range p.Removed {
		removed[q.ID] = true
	}
	statuses, err := d.store.Statuses(ctx, round, "")
	for _, s := range statuses {
		switch {
		case s.TextHash == "":
		case changed[s.Requirement]:
			p.ToConfirm++
		case removed[s.Requirement]:
			p.Outside++
		}
	}
	return err
}

// Reissue corrects the catalogue of a running round: from now on it asks another edition. An answer to a text that has
// changed is to be confirmed, unless the requirement is named as editorial: then only the wording has changed. Answers
// to what is not asked any more are kept outside the figures. The districts learn of it with their next file; replies
// to the former edition are taken in all the same. Editorial requirements may be named by the refs that people know.
func (d *Desk) Reissue(ctx context.Context, round assessment.RoundID, id assessment.CatalogueID, editorial []assessment.RequirementID) (RoundInfo, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return RoundInfo{}, err
	}
	r, err := d.writableRound(ctx, round)
	if err != nil {
		return RoundInfo{}, err
	}
	p, err := d.PreviewReissue(ctx, round, id)
	if err != nil {
		return RoundInfo{}, err
	}
	reworded, err := d.wordings(ctx, p, editorial)
	if err != nil {
		return RoundInfo{}, err
	}
	r.Catalogue = id
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SetRound(ctx, r, nil); err != nil {
			return err
		}
		return tx.AddRewordings(ctx, round, reworded)
	})
	if err != nil {
		return RoundInfo{}, err
	}
	return d.roundInfo(ctx, r)
}

// wordings turns the requirements that were named as editorial into the pairs of texts that ask the same.
func (d *Desk) wordings(ctx context.Context, p ReissuePreview, editorial []assessment.RequirementID) ([]assessment.Rewording, error) {
	cat, err := d.Catalogue(ctx, p.To.ID)
	if err != nil {
		return nil, err
	}
	before := make(map[assessment.RequirementID]string, len(p.Changed))
	for _, x := range p.Changed {
		before[x.After.ID] = x.Before.Hash
	}
	var out []assessment.Rewording
	for _, id := range editorial {
		q, err := cat.Find(string(id))
		if err != nil {
			return nil, err
		}
		was, changed := before[q.ID]
		if !changed {
			return nil, fmt.Errorf("requirement %s: %w", q.Ref, ErrNotReworded)
		}
		out = append(out, assessment.Rewording{Requirement: q.ID, From: was, To: q.Hash})
	}
	return out, nil
}
