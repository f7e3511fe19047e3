package desk

import (
	"cmp"
	"context"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// candidate is an answer that a sample may take.
type candidate struct {
	key   assessment.AnswerKey
	asked assessment.Requirement
	claim assessment.Claim
	risk  int
	lot   string // decides between equals: not by the alphabet, but the same on every call
}

// Sample proposes n answers of a round for a look on site, the riskiest first: binding and urgent requirements, answers
// with nothing behind them, and those that said "no" before. It spreads them over districts and topics, and leaves out
// what was reviewed and has not changed since.
func (d *Desk) Sample(ctx context.Context, round assessment.RoundID, n int) ([]assessment.AnswerKey, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return nil, err
	}
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	c, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return nil, err
	}
	var all []candidate
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		if all, err = candidates(ctx, r, round, namesOf(c)); err != nil {
			return err
		}
		// Only those that may be taken are looked at closely: a round has hundreds of thousands of answers.
		all = all[:min(len(all), max(10*n, 500))]
		for i := range all {
			if err := all[i].lookBack(ctx, r); err != nil {
				return err
			}
		}
		all, err = withoutReviewed(ctx, r, round, all)
		return err
	})
	if err != nil {
		return nil, err
	}
	return spread(all, n), nil
}

// candidates lists what may be looked at, the riskiest first.
func candidates(ctx context.Context, r store.Reader, round assessment.RoundID, asked map[string]assessment.Requirement) ([]candidate, error) {
	claims, err := r.Claims(ctx, round)
	if err != nil {
		return nil, err
	}
	held, err := r.Attachments(ctx, round, "")
	if err != nil {
		return nil, err
	}
	proved := map[assessment.AnswerKey]bool{}
	for _, h := range held {
		for _, v := range h.Register.Values() {
			if a, err := assessment.DecodeAttachment(v); err == nil && !a.Empty() {
				proved[assessment.AnswerKey{Round: round, District: h.Subject.District, Scope: h.Subject.Scope, Requirement: a.Requirement}] = true
			}
		}
	}
	out := make([]candidate, 0, len(claims))
	for _, x := range claims {
		q, known := asked[string(x.Requirement)]
		if !known {
			continue
		}
		k := assessment.AnswerKey{Round: round, District: x.District, Scope: x.Scope, Requirement: x.Requirement}
		one := candidate{key: k, asked: q, claim: assessment.Claim{Status: x.Status, Explained: x.Explained, Proved: x.Noted || proved[k]}}
		h := assessment.NewHasher("kreislage sample 1")
		h.Add(string(k.Round), string(k.District), string(k.Scope), string(k.Requirement))
		one.risk, one.lot = assessment.Risk(q, one.claim), h.Sum(8)
		out = append(out, one)
	}
	sortByRisk(out)
	return out, nil
}

func sortByRisk(all []candidate) {
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.risk, a.risk), cmp.Compare(a.lot, b.lot)) })
}

// lookBack finds out whether an answer said "no" before.
func (c *candidate) lookBack(ctx context.Context, r store.Reader) error {
	past, err := r.History(ctx, assessment.AnswerSubject(c.key, assessment.FieldStatus))
	for _, p := range past {
		if p.Subject.Field != assessment.FieldStatus {
			continue
		}
		for _, v := range p.Before.Values() {
			st, _ := assessment.DecodeStatement(v)
			c.claim.Turned = c.claim.Turned || st.Status == assessment.StatusNo
		}
	}
	c.risk = assessment.Risk(c.asked, c.claim)
	return err
}

// withoutReviewed leaves out what has been reviewed as it stands.
func withoutReviewed(ctx context.Context, r store.Reader, round assessment.RoundID, all []candidate) ([]candidate, error) {
	held, err := r.RegistersInRound(ctx, round, assessment.KindReview)
	if err != nil {
		return nil, err
	}
	reviews := reviewsIn(held)
	out := all[:0]
	for _, c := range all {
		if u, known := reviews[c.key]; known && u.mark.Mark != ReviewNone {
			a, err := r.Answer(ctx, c.key)
			if err != nil {
				return nil, err
			}
			if !u.of(a).Changed {
				continue
			}
		}
		out = append(out, c)
	}
	sortByRisk(out)
	return out, nil
}

// spread takes n candidates, the riskiest first; each one that a district or a topic has already gives way a little.
func spread(all []candidate, n int) []assessment.AnswerKey {
	districts, topics := map[assessment.DistrictKey]int{}, map[assessment.TopicID]int{}
	out := []assessment.AnswerKey{}
	for len(out) < n && len(all) > 0 {
		best, most := 0, 0
		for i, c := range all {
			if worth := 4*c.risk - 3*districts[c.key.District] - 2*topics[c.asked.Topic]; i == 0 || worth > most {
				best, most = i, worth
			}
		}
		c := all[best]
		districts[c.key.District]++
		topics[c.asked.Topic]++
		out = append(out, c.key)
		all = slices.Delete(all, best, best+1)
	}
	return out
}
