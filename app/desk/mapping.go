package desk

import (
	"context"
	"fmt"
	"os"

	"kreislage/data/assessment"
	"kreislage/data/catalogue"
	"kreislage/data/store"
)

// MappingImport tells what a mapping between two catalogues holds.
type MappingImport struct {
	Title    string
	From, To CatalogueInfo
	Pairs    int
	Equal    int      // both ask the same: the answer may be taken over
	Part     int      // the old one covers a part of the new one: its answer is only shown
	Broader  int      // the old one covers more: its answer is only shown
	Dropped  []string // sentences
}

// ImportMapping keeps which requirements of one catalogue stand for which of another, as a file tells (CSV, or an
// OSCAL mapping-collection). Answers from a round with the one are then offered in a round with the other, whatever
// editions they are. An earlier mapping between the two is replaced. Either desk may do so for itself. The error
// wraps assessment.ErrNotFound where the file speaks of nothing that the two catalogues have.
func (d *Desk) ImportMapping(ctx context.Context, path string, from, to assessment.CatalogueID) (MappingImport, error) {
	before, err := d.Catalogue(ctx, from)
	if err != nil {
		return MappingImport{}, err
	}
	after, err := d.Catalogue(ctx, to)
	if err != nil {
		return MappingImport{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return MappingImport{}, fmt.Errorf("open the mapping: %w", err)
	}
	defer f.Close()
	m, err := catalogue.ReadMapping(ctx, f, catalogue.Options{})
	if err != nil {
		return MappingImport{}, err
	}
	m = m.Resolve(*before, *after)
	if len(m.Pairs) == 0 {
		return MappingImport{}, fmt.Errorf("requirements of the mapping: %w", assessment.ErrNotFound)
	}
	view := MappingImport{Title: m.Title, From: catalogueInfo(before), To: catalogueInfo(after), Pairs: len(m.Pairs), Dropped: []string{}}
	keep := store.Mapping{Source: from, Target: to, Title: m.Title}
	for _, p := range m.Pairs {
		keep.Pairs = append(keep.Pairs, store.MappingPair{Old: p.Old, New: p.New, Relation: string(p.Relation)})
		switch p.Relation {
		case catalogue.RelationEqual:
			view.Equal++
		case catalogue.RelationPart:
			view.Part++
		case catalogue.RelationBroader:
			view.Broader++
		}
	}
	for _, drop := range m.Dropped {
		view.Dropped = append(view.Dropped, d.dropSentence(drop))
	}
	return view, d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetMapping(ctx, keep) })
}

// mapped finds the answers to requirements of another catalogue that stand for the ones asked now.
func (d *Desk) mapped(ctx context.Context, now, then assessment.Round) (map[assessment.RequirementID][]store.MappingPair, error) {
	all, err := d.store.MappingsBetween(ctx, then.Catalogue, now.Catalogue)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	out := map[assessment.RequirementID][]store.MappingPair{}
	for _, p := range all[0].Pairs { // the newest alone: it replaces those between other editions too
		out[p.New] = append(out[p.New], p)
	}
	return out, nil
}

// stands finds the answer to a requirement by a mapping: of several the one that stands closest and, of those, the
// most cautious. One that is equal may be taken over, others are only shown.
func (d *Desk) stands(p past, pairs []store.MappingPair) (FormerAnswer, bool) {
	var best FormerAnswer
	rank, found := 0, false
	for _, pair := range pairs {
		a, there := p.answers[pair.Old]
		if !there {
			continue
		}
		r := closeness[catalogue.Relation(pair.Relation)]
		if found && (r < rank || r == rank && !a.Status.MoreCautious(best.Status)) {
			continue
		}
		then := p.asked[string(pair.Old)]
		best = FormerAnswer{
			Answer: seen(a, a.AnswerKey, then, p.reworded), Requirement: then, Carries: pair.Relation == string(catalogue.RelationEqual),
			Note: d.say().Say("desk.mapping."+pair.Relation, "ref", then.Ref, "title", then.Title),
		}
		rank, found = r, true
	}
	return best, found
}

var closeness = map[catalogue.Relation]int{catalogue.RelationEqual: 3, catalogue.RelationBroader: 2, catalogue.RelationPart: 1}
