package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// HeatMetric says what a heat map shows.
type HeatMetric string

// What a heat map can show. Shares lie between 0 and 1, a change between -1 and 1, unmet MUSS requirements are counted.
const (
	HeatFulfilment HeatMetric = "fulfilment"
	HeatAnswered   HeatMetric = "answered"
	HeatUnmetMust  HeatMetric = "unmet_must"
	HeatMeasures   HeatMetric = "measures" // how much of what was decided is done
	HeatChange     HeatMetric = "change"   // in fulfilment, since the former round of the same catalogue
)

// HeatMetrics lists what a heat map can show.
func HeatMetrics() []HeatMetric {
	return []HeatMetric{HeatFulfilment, HeatAnswered, HeatUnmetMust, HeatMeasures, HeatChange}
}

// HeatValue is one figure; it is not known where nothing was answered, decided or compared.
type HeatValue struct {
	Value float64
	Known bool
}

// HeatGrid is one measure by district and topic, with the figures of all at the edges.
type HeatGrid struct {
	Round     RoundInfo
	Metric    HeatMetric
	Former    *RoundInfo // what a change is compared with; nil where there is none
	Topics    []assessment.Topic
	Districts []assessment.District
	Cells     [][]HeatValue // [district][topic]
	Totals    []HeatValue   // by district
	ByTopic   []HeatValue   // by topic, over all districts
	All       HeatValue
}

// heatCell is what the measures of one district in one topic are made of.
type heatCell struct {
	now, before assessment.Tally
	measures    MeasureCounts
}

func (c *heatCell) add(o heatCell, m HeatMetric) {
	if m == HeatChange && !o.compared() {
		return // who is new or silent changes nothing
	}
	c.now.Add(o.now)
	c.before.Add(o.before)
	c.measures.Add(o.measures)
}

func (c heatCell) compared() bool {
	_, ok := assessment.Change(c.now, c.before)
	return ok
}

func (c heatCell) value(m HeatMetric) (v HeatValue) {
	t := c.now
	switch m {
	case HeatFulfilment:
		v.Value, v.Known = t.Fulfilment()
		v.Known = v.Known && t.Open < t.Total
	case HeatAnswered:
		v.Value, v.Known = t.Answered()
	case HeatUnmetMust:
		v = HeatValue{float64(t.UnmetMust), t.Open < t.Total}
	case HeatMeasures:
		v.Value, v.Known = c.measures.Share()
	case HeatChange:
		v.Value, v.Known = assessment.Change(t, c.before)
	}
	if !v.Known {
		v.Value = 0
	}
	return v
}

// HeatMapOf shows a round by district and topic in one of several measures. The error wraps assessment.ErrInvalid for
// a measure that there is not.
func (d *Desk) HeatMapOf(ctx context.Context, round assessment.RoundID, metric HeatMetric) (HeatGrid, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return HeatGrid{}, err
	}
	g, figures, err := d.figures(ctx, info)
	if err != nil {
		return HeatGrid{}, err
	}
	h := HeatGrid{Round: info, Metric: metric, Topics: g.topics, Districts: info.Districts}
	before := func(assessment.DistrictKey) []assessment.Tally { return nil }
	switch metric {
	case HeatFulfilment, HeatAnswered, HeatUnmetMust, HeatMeasures:
	case HeatChange:
		if h.Former, before, err = d.before(ctx, info, g); err != nil {
			return HeatGrid{}, err
		}
	default:
		return HeatGrid{}, fmt.Errorf("measure %q: %w", metric, assessment.ErrInvalid)
	}
	h.fill(g, figures, before)
	return h, nil
}

func (h *HeatGrid) fill(g *grid, figures []store.Figures, before func(assessment.DistrictKey) []assessment.Tally) {
	var all heatCell
	byTopic := make([]heatCell, len(h.Topics))
	h.Cells, h.Totals = make([][]HeatValue, len(figures)), make([]HeatValue, len(figures))
	for i, f := range figures {
		var total heatCell
		cells := g.cells(f, before(f.District))
		h.Cells[i] = make([]HeatValue, len(cells))
		for j, c := range cells {
			h.Cells[i][j] = c.value(h.Metric)
			total.add(c, h.Metric)
			byTopic[j].add(c, h.Metric)
		}
		h.Totals[i] = total.value(h.Metric)
		all.add(total, h.Metric)
	}
	for _, c := range byTopic {
		h.ByTopic = append(h.ByTopic, c.value(h.Metric))
	}
	h.All = all.value(h.Metric)
}

func (g *grid) cells(f store.Figures, before []assessment.Tally) []heatCell {
	out := make([]heatCell, len(g.topics))
	measures := g.measures(f.Measures)
	for i, t := range g.byTopic(f.Briefs) {
		out[i] = heatCell{now: t, measures: measures[i]}
		if before != nil {
			out[i].before = before[i]
		}
	}
	return out
}

// before finds the former round and counts it by the topics of this one: a topic is the same where its id is.
func (d *Desk) before(ctx context.Context, info RoundInfo, g *grid) (*RoundInfo, func(assessment.DistrictKey) []assessment.Tally, error) {
	nothing := func(assessment.DistrictKey) []assessment.Tally { return nil }
	former, err := d.roundBefore(ctx, info.Round)
	if err != nil || former == nil {
		return nil, nothing, err
	}
	was, figures, err := d.figures(ctx, *former)
	if err != nil {
		return nil, nothing, err
	}
	at := map[assessment.TopicID]int{}
	for i, t := range was.topics {
		at[t.ID] = i
	}
	briefs := make(map[assessment.DistrictKey][]byte, len(figures))
	for _, f := range figures {
		briefs[f.District] = f.Briefs
	}
	return former, func(k assessment.DistrictKey) []assessment.Tally {
		b, there := briefs[k]
		if !there {
			return nil
		}
		counted, out := was.byTopic(b), make([]assessment.Tally, len(g.topics))
		for i, t := range g.topics {
			if j, known := at[t.ID]; known {
				out[i] = counted[j]
			}
		}
		return out
	}, nil
}

// roundBefore is the newest earlier round of the same catalogue, in whatever edition; nil where there is none.
func (d *Desk) roundBefore(ctx context.Context, round assessment.Round) (*RoundInfo, error) {
	rounds, err := d.store.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	cat, err := d.Catalogue(ctx, round.Catalogue)
	if err != nil {
		return nil, err
	}
	earlier := false
	for _, r := range rounds { // the newest first
		if r.ID == round.ID {
			earlier = true
			continue
		}
		c, err := d.Catalogue(ctx, r.Catalogue)
		if err != nil {
			return nil, err
		}
		if earlier && c.Key == cat.Key {
			info, err := d.roundInfo(ctx, r)
			return &info, err
		}
	}
	return nil, nil
}
