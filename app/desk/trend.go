package desk

import (
	"context"
	"fmt"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// TrendPoint is one round in the course of time.
type TrendPoint struct {
	Round      assessment.Round
	Tally      assessment.Tally
	Districts  int // that are counted
	Fulfilment float64
	Answered   float64
	Known      bool // something was answered
}

// Trend tells how a district has done from round to round, the oldest first; an empty key means all districts together
// at the office, and the own one at a district's desk.
func (d *Desk) Trend(ctx context.Context, district assessment.DistrictKey) ([]TrendPoint, error) {
	if d.role == assessment.RoleDistrict {
		if district != "" && district != d.district {
			return nil, assessment.ErrWrongRole
		}
		district = d.district
	}
	rounds, err := d.store.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	out := []TrendPoint{}
	for _, r := range slices.Backward(rounds) {
		p, err := d.trendPoint(ctx, r, district)
		if err != nil {
			return nil, err
		}
		if p.Districts > 0 {
			out = append(out, p)
		}
	}
	return out, nil
}

func (d *Desk) trendPoint(ctx context.Context, r assessment.Round, district assessment.DistrictKey) (TrendPoint, error) {
	p := TrendPoint{Round: r}
	all, err := d.partOf(ctx, r.ID, district)
	if err != nil || len(all) == 0 {
		return p, err
	}
	g, figures, err := d.figuresOf(ctx, r, all)
	if err != nil {
		return p, err
	}
	for _, f := range figures {
		p.Tally.Add(sum(g.byTopic(f.Briefs)))
		p.Districts++
	}
	p.Answered, _ = p.Tally.Answered()
	p.Fulfilment, p.Known = p.Tally.Fulfilment()
	p.Known = p.Known && p.Tally.Open < p.Tally.Total
	return p, nil
}

// partOf lists the districts of a round, or the one that is named where it takes part.
func (d *Desk) partOf(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]assessment.District, error) {
	if district == "" {
		return d.store.Participants(ctx, round)
	}
	di, takes, err := d.store.Participant(ctx, round, district)
	if err != nil || !takes {
		return nil, err
	}
	return []assessment.District{di}, nil
}

// RadarView is one district against the others, topic by topic.
type RadarView struct {
	Round     assessment.Round
	District  assessment.District
	Anonymous bool // the others are known from the mirror only, rounded and without this district
	Axes      []RadarAxis
}

// RadarAxis is one topic: the district's fulfilment, and the quartiles of those that have answered something there.
type RadarAxis struct {
	Topic  assessment.Topic
	Value  float64
	Known  bool              // the district has answered something
	Others assessment.Spread // N is 0 where nothing is known of them
}

// Compare puts a district beside the others: at the office all districts of the round, at a district's desk what the
// office told it.
func (d *Desk) Compare(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (RadarView, error) {
	if d.role == assessment.RoleDistrict {
		if district != "" && district != d.district {
			return RadarView{}, assessment.ErrWrongRole
		}
		district = d.district
	}
	r, err := d.store.Round(ctx, round)
	if err != nil {
		return RadarView{}, err
	}
	all, err := d.partOf(ctx, round, "")
	if err != nil {
		return RadarView{}, err
	}
	g, figures, err := d.figuresOf(ctx, r, all)
	if err != nil {
		return RadarView{}, err
	}
	at := slices.IndexFunc(all, func(di assessment.District) bool { return di.Key == district })
	if at < 0 {
		return RadarView{}, fmt.Errorf("district %s in this round: %w", district, assessment.ErrNotFound)
	}
	v := RadarView{Round: r, District: all[at], Anonymous: d.role == assessment.RoleDistrict}
	others := spreads(g, figures)
	if v.Anonymous {
		if others, err = d.mirrorSpreads(ctx, g, round); err != nil {
			return RadarView{}, err
		}
	}
	for i, t := range g.byTopic(figures[at].Briefs) {
		share, known := t.Fulfilment()
		v.Axes = append(v.Axes, RadarAxis{g.topics[i], share, known && t.Open < t.Total, others[i]})
	}
	return v, nil
}

// spreads sums up by topic how those stand that have answered something there.
func spreads(g *grid, figures []store.Figures) []assessment.Spread {
	values := make([][]float64, len(g.topics))
	for _, f := range figures {
		for i, t := range g.byTopic(f.Briefs) {
			if share, ok := t.Fulfilment(); ok && t.Open < t.Total {
				values[i] = append(values[i], share)
			}
		}
	}
	out := make([]assessment.Spread, len(values))
	for i, v := range values {
		out[i] = assessment.SpreadOf(v)
	}
	return out
}

func (d *Desk) mirrorSpreads(ctx context.Context, g *grid, round assessment.RoundID) ([]assessment.Spread, error) {
	told, err := d.store.Mirror(ctx, round)
	if err != nil {
		return nil, err
	}
	out := make([]assessment.Spread, len(g.topics))
	for _, m := range told {
		for i, t := range g.topics {
			if t.ID == m.Topic {
				out[i] = assessment.Spread{N: m.Districts, Q1: float64(m.Q1) / 100, Median: float64(m.Median) / 100, Q3: float64(m.Q3) / 100}
			}
		}
	}
	return out, nil
}
