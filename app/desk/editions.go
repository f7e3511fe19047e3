package desk

import (
	"context"

	"kreislage/data/assessment"
	"kreislage/data/catalogue"
	"kreislage/data/store"
)

// CatalogueComparison tells what one edition of a catalogue changes of another. Requirements are the same where their
// ids are; each of both stands in exactly one of the lists or is counted in Same.
type CatalogueComparison struct {
	From, To CatalogueInfo
	Added    []assessment.Requirement // in the order of the newer edition
	Changed  []CatalogueChange        // in the order of the newer edition
	Removed  []assessment.Requirement // in the order of the older edition
	Same     int                      // requirements that are the same in all that is compared
}

// CatalogueChange is a requirement that says something else than before.
type CatalogueChange struct {
	Before, After assessment.Requirement
	Asked         bool     // what is asked differs, not only help, numbers or order
	Parts         []string // names of what differs, for people
}

// CompareCatalogues tells what edition b changes of edition a.
func (d *Desk) CompareCatalogues(ctx context.Context, a, b assessment.CatalogueID) (CatalogueComparison, error) {
	from, err := d.Catalogue(ctx, a)
	if err != nil {
		return CatalogueComparison{}, err
	}
	to, err := d.Catalogue(ctx, b)
	if err != nil {
		return CatalogueComparison{}, err
	}
	e := catalogue.Compare(*from, *to)
	c := CatalogueComparison{From: catalogueInfo(from), To: catalogueInfo(to), Added: e.New, Removed: e.Gone, Same: len(e.Unchanged)}
	for _, x := range e.Changed {
		change := CatalogueChange{Before: x.Old, After: x.New, Asked: x.Asked}
		for _, p := range x.Fields {
			change.Parts = append(change.Parts, d.say().Say("desk.part."+string(p)))
		}
		c.Changed = append(c.Changed, change)
	}
	return c, nil
}

// askedDifferently leaves of the changes only those that an answer does not outlive.
func askedDifferently(e catalogue.Edition, w assessment.Rewordings) catalogue.Edition {
	changed := e.Changed
	e.Changed = nil
	for _, x := range changed {
		if x.Asked && !w.Same(x.New.ID, x.Old.Hash, x.New.Hash) {
			e.Changed = append(e.Changed, x)
		}
	}
	return e
}

// showGone adds what was said to requirements that the edition which holds now does not ask any more.
func (d *Desk) showGone(ctx context.Context, r store.Reader, c *assessment.Catalogue, p *Paper) error {
	round, district, scope := p.Round.ID, p.District.Key, p.Scope.ID
	editions, err := r.Editions(ctx, round)
	if err != nil || len(editions) < 2 {
		return err
	}
	gone, err := d.everAsked(ctx, r, p.Round.Round)
	if err != nil {
		return err
	}
	for _, q := range c.Requirements {
		delete(gone, string(q.ID))
	}
	stored, err := r.Answers(ctx, round, district, scope)
	if err != nil {
		return err
	}
	remarks, err := remarksOf(ctx, r, round, district, scope)
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
	touches, err := r.LastTouches(ctx, round, district, assessment.KindAnswer)
	if err != nil {
		return err
	}
	for _, a := range stored {
		q, is := gone[string(a.Requirement)]
		if !is || a == (assessment.Answer{AnswerKey: a.AnswerKey}) {
			continue
		}
		row := PaperRow{Requirement: q, Answer: a, Remark: remarks[q.ID], Acceptance: accepted[q.ID], Note: notes[q.ID]}
		for _, t := range touches {
			if t.Scope == scope && t.Item == string(q.ID) {
				row.Changed, row.ChangedBy = t.At, t.Who
			}
		}
		p.Gone = append(p.Gone, row)
	}
	return nil
}
