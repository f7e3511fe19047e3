package desk

import (
	"context"
	"errors"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// FormerRound is the latest earlier round in which a district has answered.
type FormerRound struct {
	Round   RoundInfo
	Answers map[assessment.RequirementID]FormerAnswer // by the requirement that is asked now
}

// FormerAnswer is what was said in an earlier round to what is asked now.
type FormerAnswer struct {
	assessment.Answer                        // as it counts in the round it was given in
	TextChanged       bool                   // something else was asked then
	Requirement       assessment.Requirement // as it was asked then
	Carries           bool                   // it may be taken over; false where it only covers a part, or more than is asked
	Note              string                 // for people: how the two requirements stand to each other, where they are not the same
}

// Former returns what a scope of this district has said in the latest earlier round with answers, nil where there is
// none. A scope that did not answer for itself then sees what was said for the whole district.
func (d *Desk) Former(ctx context.Context, round assessment.RoundID, scope assessment.ScopeID) (*FormerRound, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return nil, err
	}
	if scope == "" {
		scope = assessment.WholeScope
	}
	return d.former(ctx, round, d.district, scope)
}

func (d *Desk) former(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (*FormerRound, error) {
	rounds, err := d.store.Rounds(ctx) // the newest first
	if err != nil {
		return nil, err
	}
	var now *assessment.Round
	for i, r := range rounds {
		if r.ID == round {
			now = &rounds[i]
			continue
		}
		if now == nil {
			continue
		}
		answers, err := d.givenIn(ctx, r.ID, district, scope)
		if err != nil {
			return nil, err
		}
		if len(answers) > 0 {
			return d.formerRound(ctx, *now, r, answers)
		}
	}
	return nil, nil
}

// givenIn lists what a scope has said in a round or, where that is nothing, what was said for the whole district.
func (d *Desk) givenIn(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) ([]assessment.Answer, error) {
	for _, s := range []assessment.ScopeID{scope, assessment.WholeScope} {
		stored, err := d.store.Answers(ctx, round, district, s)
		if err != nil {
			return nil, err
		}
		var said []assessment.Answer
		for _, a := range stored {
			if !a.Statement.Empty() {
				said = append(said, a)
			}
		}
		if len(said) > 0 {
			return said, nil
		}
	}
	return nil, nil
}

// past is what matching answers with what is asked now needs.
type past struct {
	answers  map[assessment.RequirementID]assessment.Answer
	asked    map[string]assessment.Requirement // in the former round, by id
	reworded assessment.Rewordings             // of both rounds
}

func (d *Desk) formerRound(ctx context.Context, now, then assessment.Round, answers []assessment.Answer) (*FormerRound, error) {
	info, err := d.roundInfo(ctx, then)
	if err != nil {
		return nil, err
	}
	p := past{answers: make(map[assessment.RequirementID]assessment.Answer, len(answers))}
	for _, a := range answers {
		p.answers[a.Requirement] = a
	}
	if p.asked, err = d.everAsked(ctx, d.store.Reader, then); err != nil {
		return nil, err
	}
	if p.reworded, err = d.rewordingsOf(ctx, then.ID, now.ID); err != nil {
		return nil, err
	}
	cat, err := d.Catalogue(ctx, now.Catalogue)
	if err != nil {
		return nil, err
	}
	f := &FormerRound{Round: info, Answers: map[assessment.RequirementID]FormerAnswer{}}
	pairs, err := d.mapped(ctx, now, then)
	if err != nil {
		return nil, err
	}
	for _, q := range cat.Requirements {
		a, there := p.same(q)
		if !there {
			a, there = d.stands(p, pairs[q.ID])
		}
		if there {
			f.Answers[q.ID] = a
		}
	}
	return f, nil
}

// same finds the answer to a requirement by its id, which is the same in all editions.
func (p past) same(q assessment.Requirement) (FormerAnswer, bool) {
	a, there := p.answers[q.ID]
	if !there {
		return FormerAnswer{}, false
	}
	then := p.asked[string(q.ID)]
	return FormerAnswer{
		Answer: seen(a, a.AnswerKey, then, p.reworded), Requirement: then, Carries: true,
		TextChanged: !p.reworded.Same(q.ID, a.TextHash, q.Hash),
	}, true
}

func (d *Desk) rewordingsOf(ctx context.Context, rounds ...assessment.RoundID) (assessment.Rewordings, error) {
	var all []assessment.Rewording
	for _, r := range rounds {
		list, err := d.store.Rewordings(ctx, r)
		if err != nil {
			return assessment.Rewordings{}, err
		}
		all = append(all, list...)
	}
	return assessment.NewRewordings(all), nil
}

// everAsked lists the requirements of a round by id, with those that former editions of its catalogue asked and the
// one that holds does not ask any more.
func (d *Desk) everAsked(ctx context.Context, r store.Reader, round assessment.Round) (map[string]assessment.Requirement, error) {
	editions, err := r.Editions(ctx, round.ID)
	if err != nil {
		return nil, err
	}
	out := map[string]assessment.Requirement{}
	for _, id := range append(editions, round.Catalogue) { // the later ones win, the one that holds last of all
		cat, err := d.catalogueIn(ctx, r, id)
		if errors.Is(err, assessment.ErrNotFound) {
			continue // of a round that the file in hand is only about to bring
		}
		if err != nil {
			return nil, err
		}
		for _, q := range cat.Requirements {
			out[string(q.ID)] = q
		}
	}
	return out, nil
}

// showFormer puts beside each row of a paper what was said in an earlier round.
func (d *Desk) showFormer(ctx context.Context, p *Paper) error {
	f, err := d.former(ctx, p.Round.ID, p.District.Key, p.Scope.ID)
	if err != nil || f == nil {
		return err
	}
	for i := range p.Rows {
		if a, there := f.Answers[p.Rows[i].Requirement.ID]; there {
			p.Rows[i].Former = &a
		}
	}
	return nil
}
