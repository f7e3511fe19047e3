package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// RequirementSpread tells how many districts have answered a requirement how.
type RequirementSpread struct {
	Requirement assessment.Requirement
	Counts      assessment.StatusCounts
	Conflicts   int
}

// Gap is a requirement that districts do not fulfil, with the reason why it stands where it stands in the list.
type Gap struct {
	assessment.Gap
	Topic assessment.Topic
	Why   string // the rule with its numbers put in, in the user's language
}

// RequirementMap is a topic by district and requirement.
type RequirementMap struct {
	Round        RoundInfo
	Topic        assessment.Topic
	Requirements []assessment.Requirement
	Districts    []assessment.District
	Cells        [][]assessment.Brief      // [district][requirement]
	Counts       []assessment.StatusCounts // by requirement
}

// Distribution tells for every requirement of a topic how many districts have answered it how; an empty topic means
// the whole catalogue.
func (d *Desk) Distribution(ctx context.Context, round assessment.RoundID, topic assessment.TopicID) ([]RequirementSpread, error) {
	_, g, figures, err := d.topicFigures(ctx, round, topic)
	if err != nil {
		return nil, err
	}
	counts := g.counts(figures)
	out := []RequirementSpread{}
	for i, q := range g.requirements {
		if topic != "" && q.Topic != topic {
			continue
		}
		s := RequirementSpread{Requirement: q, Counts: counts[i]}
		for _, f := range figures {
			if assessment.Brief(f.Briefs[i]).Conflict() {
				s.Conflicts++
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// TopGaps lists the n gaps that are most worth closing: assessment.Urgency says by which rule. A negative n means all.
func (d *Desk) TopGaps(ctx context.Context, round assessment.RoundID, n int) ([]Gap, error) {
	_, g, figures, err := d.topicFigures(ctx, round, "")
	if err != nil {
		return nil, err
	}
	out := []Gap{}
	for _, x := range assessment.TopGaps(g.requirements, g.counts(figures), n) {
		gap := Gap{Gap: x, Topic: g.topics[g.topicOf[g.at[x.Requirement.ID]]]}
		gap.Why = d.gapReason(x)
		out = append(out, gap)
	}
	return out, nil
}

func (d *Desk) gapReason(g assessment.Gap) string {
	w, c := d.say(), g.Counts
	return w.Plural("desk.gap.why", c.Lacking(), "all", c.All(), "partly", c.Partly, "missing", w.Decimal(c.Missing(), 1),
		"weight", assessment.PriorityWeight(g.Requirement), "effort", assessment.EffortWeight(g.Requirement), "urgency", w.Decimal(g.Urgency, 1))
}

// TopicMap shows every answer of all districts to a topic.
func (d *Desk) TopicMap(ctx context.Context, round assessment.RoundID, topic assessment.TopicID) (RequirementMap, error) {
	info, g, figures, err := d.topicFigures(ctx, round, topic)
	if err != nil {
		return RequirementMap{}, err
	}
	m := RequirementMap{Round: info, Districts: info.Districts, Cells: make([][]assessment.Brief, len(figures))}
	var at []int
	for i, q := range g.requirements {
		if topic == "" || q.Topic == topic {
			at = append(at, i)
			m.Requirements = append(m.Requirements, q)
		}
	}
	for _, t := range g.topics {
		if t.ID == topic {
			m.Topic = t
		}
	}
	m.Counts = make([]assessment.StatusCounts, len(at))
	all := make([]assessment.Brief, len(figures)*len(at))
	for i, f := range figures {
		m.Cells[i], all = all[:len(at):len(at)], all[len(at):]
		for j, k := range at {
			b := assessment.Brief(f.Briefs[k])
			m.Cells[i][j] = b
			m.Counts[j].Count(b.Status())
		}
	}
	return m, nil
}

func (d *Desk) topicFigures(ctx context.Context, round assessment.RoundID, topic assessment.TopicID) (RoundInfo, *grid, []store.Figures, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return RoundInfo{}, nil, nil, err
	}
	g, figures, err := d.figures(ctx, info)
	if err != nil {
		return RoundInfo{}, nil, nil, err
	}
	if topic != "" {
		known := false
		for _, t := range g.topics {
			known = known || t.ID == topic
		}
		if !known {
			return RoundInfo{}, nil, nil, fmt.Errorf("topic %s: %w", topic, assessment.ErrNotFound)
		}
	}
	return info, g, figures, nil
}

// counts tells for every requirement of the catalogue how many districts have which status.
func (c *grid) counts(figures []store.Figures) []assessment.StatusCounts {
	out := make([]assessment.StatusCounts, len(c.requirements))
	for _, f := range figures {
		for i, b := range f.Briefs {
			out[i].Count(assessment.Brief(b).Status())
		}
	}
	return out
}
