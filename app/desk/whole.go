package desk

import (
	"context"
	"fmt"
	"slices"

	"kreislage/data/assessment"
)

// Combine says how the answers of several scopes become one picture of the district.
type Combine string

// The ways to combine.
const (
	CombineCautious Combine = "cautious" // the one that claims least counts, as in every figure of the office
	CombineAverage  Combine = "average"  // all count alike
)

// ScopeAnswer is what one scope says to a requirement.
type ScopeAnswer struct {
	Scope  assessment.Scope
	Answer assessment.Answer
}

// Whole returns what a district says of a round as a whole: a row for each requirement, with what each scope says in
// its Parts. With CombineCautious the figures count each requirement once. With CombineAverage they count the answers
// of all scopes, so that a district with three scopes has three times as many: shares are then averages.
func (d *Desk) Whole(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, how Combine) (*Paper, error) {
	if how != CombineCautious && how != CombineAverage {
		return nil, fmt.Errorf("combine %q: %w", how, assessment.ErrInvalid)
	}
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	scopes, err := d.Scopes(ctx, district)
	if err != nil {
		return nil, err
	}
	papers := make([]*Paper, len(scopes))
	for i, s := range scopes {
		if papers[i], err = d.paperOf(ctx, info, district, s.ID); err != nil {
			return nil, err
		}
	}
	if len(papers) == 0 {
		return nil, fmt.Errorf("scopes of district %s: %w", district, assessment.ErrNotFound)
	}
	return combined(papers, how), nil
}

// combined makes one paper of the papers of several scopes to the same round.
func combined(papers []*Paper, how Combine) *Paper {
	first := papers[0]
	p := &Paper{Round: first.Round, District: first.District, Scope: assessment.Scope{ID: assessment.WholeScope}}
	for _, one := range papers {
		p.Gone = append(p.Gone, one.Gone...)
	}
	at := map[assessment.TopicID]int{}
	for i, t := range first.Topics {
		at[t.Topic.ID] = i
		p.Topics = append(p.Topics, TopicProgress{Topic: t.Topic})
	}
	for i := range first.Rows {
		row := combinedRow(papers, i, how)
		p.Rows = append(p.Rows, row)
		topic, modal := &p.Topics[at[row.Requirement.Topic]].Tally, row.Requirement.Modal
		if how == CombineCautious {
			topic.Count(modal, row.Answer)
			p.Tally.Count(modal, row.Answer)
			continue
		}
		for _, part := range row.Parts {
			topic.Count(modal, part.Answer)
			p.Tally.Count(modal, part.Answer)
		}
	}
	return p
}

// combinedRow shows the remark, the acceptance, the review and the note of the scope that counts, of the remarks rather
// one that is open, and the evidence of all.
func combinedRow(papers []*Paper, i int, how Combine) PaperRow {
	answers, parts := make([]assessment.Answer, len(papers)), make([]ScopeAnswer, len(papers))
	for j, p := range papers {
		answers[j] = p.Rows[i].Answer
		parts[j] = ScopeAnswer{p.Scope, p.Rows[i].Answer}
	}
	counts := assessment.Cautious(answers)
	row := papers[slices.IndexFunc(papers, func(p *Paper) bool { return p.Scope.ID == counts.Scope })].Rows[i]
	row.Parts, row.Answer = parts, counts
	if how == CombineAverage && len(papers) > 1 {
		key := counts.AnswerKey
		row.Answer = assessment.Average(answers)
		row.Answer.AnswerKey = key
	}
	row.Answer.Scope = assessment.WholeScope
	row.Attachments = nil
	for _, p := range papers {
		one := p.Rows[i]
		row.Attachments = append(row.Attachments, one.Attachments...)
		if one.Remark.Open() && !row.Remark.Open() {
			row.Remark = one.Remark
		}
		if one.Changed.After(row.Changed) {
			row.Changed, row.ChangedBy = one.Changed, one.ChangedBy
		}
	}
	return row
}
