package desk

import (
	"context"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/report"
)

// The figures of a round as tables: each is what a chart of the window shows.

// shown is a figure for a table, nothing where it is not known.
func shown(v HeatValue, m HeatMetric) any {
	switch {
	case !v.Known:
		return nil
	case m == HeatUnmetMust:
		return int(v.Value)
	case m == HeatChange:
		return report.Points(v.Value * 100)
	}
	return v.Value
}

func (d *Desk) metricTable(ctx context.Context, q TableQuery) (report.Table, error) {
	h, err := d.HeatMapOf(ctx, q.Round, q.Metric)
	if err != nil {
		return report.Table{}, err
	}
	t := report.Table{Heads: []string{"key", "district", "all_topics"}}
	row := func(key, name any, total HeatValue, cells []HeatValue) {
		line := []any{key, name, shown(total, h.Metric)}
		for _, c := range cells {
			line = append(line, shown(c, h.Metric))
		}
		t.Rows = append(t.Rows, line)
	}
	for _, topic := range h.Topics {
		t.Heads = append(t.Heads, "="+topic.Title)
	}
	for i, di := range h.Districts {
		row(string(di.Key), di.Name, h.Totals[i], h.Cells[i])
	}
	row(nil, d.say().Say("csv.all_districts"), h.All, h.ByTopic)
	return t, nil
}

func (d *Desk) topicTable(ctx context.Context, q TableQuery) (report.Table, error) {
	m, err := d.TopicMap(ctx, q.Round, q.Topic)
	if err != nil {
		return report.Table{}, err
	}
	t := report.Table{Heads: []string{"key", "district"}}
	for _, x := range m.Requirements {
		t.Heads = append(t.Heads, "="+x.Ref)
	}
	for i, di := range m.Districts {
		line := []any{string(di.Key), di.Name}
		for _, b := range m.Cells[i] {
			text := d.say().Say("csv.status." + b.Status().String())
			if b.Conflict() {
				text += " (" + d.say().Say("csv.head.conflict") + ")"
			}
			line = append(line, text)
		}
		t.Rows = append(t.Rows, line)
	}
	return t, nil
}

func (d *Desk) distributionTable(ctx context.Context, q TableQuery) (report.Table, error) {
	all, err := d.Distribution(ctx, q.Round, q.Topic)
	if err != nil {
		return report.Table{}, err
	}
	t := report.Table{Heads: []string{"ref", "title", "modal", "yes", "partly", "no", "dispensable", "open", "fulfilment", "conflicts"}}
	for _, s := range all {
		c := s.Counts
		share, known := c.Fulfilment()
		t.Rows = append(t.Rows, []any{
			s.Requirement.Ref, s.Requirement.Title, string(s.Requirement.Modal), c.Yes, c.Partly, c.No, c.Dispensable, c.Open, shown(HeatValue{share, known}, HeatFulfilment), s.Conflicts,
		})
	}
	return t, nil
}

func (d *Desk) compareTable(ctx context.Context, q TableQuery) (report.Table, error) {
	v, err := d.Compare(ctx, q.Round, q.District)
	if err != nil {
		return report.Table{}, err
	}
	t := report.Table{Heads: []string{"topic", "=" + v.District.Name, "lower_quartile", "median", "upper_quartile", "districts"}}
	for _, a := range v.Axes {
		o := a.Others
		line := []any{a.Topic.Title, shown(HeatValue{a.Value, a.Known}, HeatFulfilment), nil, nil, nil, o.N}
		if o.N > 0 {
			line[2], line[3], line[4] = o.Q1, o.Median, o.Q3
		}
		t.Rows = append(t.Rows, line)
	}
	return t, nil
}

func (d *Desk) trendTable(ctx context.Context, q TableQuery) (report.Table, error) {
	points, err := d.Trend(ctx, q.District)
	if err != nil {
		return report.Table{}, err
	}
	t := report.Table{Heads: []string{"round", "due", "districts", "answered", "fulfilment", "unmet_must"}}
	for _, p := range points {
		t.Rows = append(t.Rows, []any{p.Round.Name, p.Round.Due, p.Districts, p.Answered, shown(HeatValue{p.Fulfilment, p.Known}, HeatFulfilment), p.Tally.UnmetMust})
	}
	return t, nil
}

func (d *Desk) gapsTable(ctx context.Context, q TableQuery) (report.Table, error) {
	all, err := d.TopGaps(ctx, q.Round, -1)
	if err != nil {
		return report.Table{}, err
	}
	t := report.Table{Heads: []string{"place", "ref", "title", "topic", "modal", "no", "partly", "open", "districts", "priority", "effort_level", "urgency", "why"}}
	for i, g := range all {
		x, c := g.Requirement, g.Counts
		t.Rows = append(t.Rows, []any{
			i + 1, x.Ref, x.Title, g.Topic.Title, string(x.Modal), c.No, c.Partly, c.Open, c.All(), some(x.Priority), some(x.Effort), report.Points(g.Urgency), g.Why,
		})
	}
	return t, nil
}

// some is a number of a catalogue, nothing where it does not say.
func some(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func (d *Desk) sentTable(ctx context.Context, q TableQuery) (report.Table, error) {
	all, err := d.Sent(ctx, q.Round)
	if err != nil {
		return report.Table{}, err
	}
	t := report.Table{Heads: []string{"key", "district", "contact", "file", "number", "sent", "who", "receipt"}}
	for _, f := range all {
		line := []any{string(f.District.Key), f.District.Name, f.District.Contact, f.File, f.Number, nil, f.Who, nil}
		if !f.At.IsZero() {
			line[5], line[7] = assessment.DateOf(f.At.Local()), f.Confirmed
		}
		t.Rows = append(t.Rows, line)
	}
	return t, nil
}

func (d *Desk) remarksTable(ctx context.Context, q TableQuery) (report.Table, error) {
	all, err := d.OpenRemarks(ctx, q.Round)
	if err != nil {
		return report.Table{}, err
	}
	w := d.say()
	t := report.Table{Heads: []string{"key", "district", "ref", "title", "question", "asked", "reply", "replied", "status", "explanation", "changed"}}
	for _, r := range all {
		t.Rows = append(t.Rows, []any{
			string(r.Key.District), r.District.Name, r.Ref, r.Title, r.Remark.Question, dayOf(r.Asked), r.Remark.Reply, dayOf(r.Replied),
			w.Say("csv.status." + r.Answer.Status.String()), r.Answer.Explanation, dayOf(r.Changed),
		})
	}
	return t, nil
}

// dayOf is the day of a moment, empty for none.
func dayOf(t time.Time) assessment.Date {
	if t.IsZero() {
		return ""
	}
	return assessment.DateOf(t.Local())
}
