package main

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// figure is a figure that may not be known: nothing was answered, decided or compared.
type figure struct {
	Value float64 `json:"value"`
	Known bool    `json:"known"`
}

func figureOf(v desk.HeatValue) figure { return figure{v.Value, v.Known} }

// tell writes a figure of a measure for people.
func (l *lage) tellFigure(f figure, m desk.HeatMetric) string {
	switch {
	case !f.Known:
		return "–"
	case m == desk.HeatUnmetMust:
		return l.words.Number(int(f.Value))
	case m == desk.HeatChange:
		return signed(int(roundHalf(f.Value * 100)))
	}
	return l.words.Percent(f.Value)
}

func roundHalf(v float64) float64 {
	if v < 0 {
		return -roundHalf(-v)
	}
	return float64(int(v + 0.5))
}

// signed writes a change with its sign.
func signed(n int) string {
	switch {
	case n > 0:
		return "+" + strconv.Itoa(n)
	case n < 0:
		return "−" + strconv.Itoa(-n)
	}
	return "±0"
}

// figures opens the folder and the round for a command that shows figures.
func (l *lage) figures(round string, job func(*desk.Desk, desk.RoundInfo) error) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, round)
		if err != nil {
			return err
		}
		return job(d, r)
	})
}

// topicMark stands for a topic over a column: its own id where it is one that people use, else its number.
func topicMark(i int, t assessment.Topic) string {
	if n := utf8.RuneCountInString(string(t.ID)); n > 0 && n <= 7 {
		return strings.ToUpper(string(t.ID))
	}
	return strconv.Itoa(i + 1)
}

// topicOf finds the topic that a call means: by id, number, title or its beginning.
func topicOf(cat *assessment.Catalogue, chosen string) (assessment.Topic, error) {
	var found, begun []assessment.Topic
	for i, t := range cat.Topics {
		switch {
		case string(t.ID) == chosen:
			return t, nil
		case strings.EqualFold(string(t.ID), chosen), strings.EqualFold(t.Title, chosen), strconv.Itoa(i+1) == chosen:
			found = append(found, t)
		case strings.HasPrefix(strings.ToLower(t.Title), strings.ToLower(chosen)):
			begun = append(begun, t)
		}
	}
	if len(found) == 0 {
		found = begun
	}
	switch len(found) {
	case 0:
		return assessment.Topic{}, wrongUsage("no_such_topic", "what", chosen)
	case 1:
		return found[0], nil
	}
	return assessment.Topic{}, wrongUsage("ambiguous", "what", chosen)
}

// topic finds the topic that a call means; nothing means all of them.
func (l *lage) topic(d *desk.Desk, r desk.RoundInfo, chosen string) (assessment.Topic, error) {
	if chosen == "" {
		return assessment.Topic{}, nil
	}
	c, err := d.Catalogue(l.ctx, r.Catalogue)
	if err != nil {
		return assessment.Topic{}, err
	}
	return topicOf(c, chosen)
}

type heatMapCmd struct {
	Round   string `placeholder:"R"`
	Measure string `placeholder:"fulfilment|answered|unmet_must|measures|change" enum:"fulfilment,answered,unmet_must,measures,change" default:"fulfilment"`
}

type heatTopicView struct {
	Topic string `json:"topic"`
	Title string `json:"title"`
	figure
}

type heatCellView struct {
	Topic string `json:"topic"`
	figure
}

type heatRowView struct {
	District string `json:"district"`
	Name     string `json:"name"`
	figure
	Topics []heatCellView `json:"topics"`
}

type heatView struct {
	Round   string `json:"round"`
	Measure string `json:"measure"`
	Former  string `json:"former"` // the round that a change is compared with, or empty
	figure
	Topics    []heatTopicView `json:"topics"` // over all districts
	Districts []heatRowView   `json:"districts"`
}

func viewOfHeatMap(h desk.HeatGrid) heatView {
	v := heatView{Round: string(h.Round.ID), Measure: string(h.Metric), figure: figureOf(h.All), Topics: []heatTopicView{}, Districts: []heatRowView{}}
	if h.Former != nil {
		v.Former = string(h.Former.ID)
	}
	for i, t := range h.Topics {
		v.Topics = append(v.Topics, heatTopicView{string(t.ID), t.Title, figureOf(h.ByTopic[i])})
	}
	for i, di := range h.Districts {
		row := heatRowView{string(di.Key), di.Name, figureOf(h.Totals[i]), []heatCellView{}}
		for j, c := range h.Cells[i] {
			row.Topics = append(row.Topics, heatCellView{string(h.Topics[j].ID), figureOf(c)})
		}
		v.Districts = append(v.Districts, row)
	}
	return v
}

// Run shows a measure by district and topic.
func (c *heatMapCmd) Run(l *lage) error {
	return l.figures(c.Round, func(d *desk.Desk, r desk.RoundInfo) error {
		h, err := d.HeatMapOf(l.ctx, r.ID, desk.HeatMetric(c.Measure))
		if err != nil {
			return err
		}
		v := viewOfHeatMap(h)
		return l.show(v, func(p *page) { l.tellHeatMap(p, h, v) })
	})
}

func (l *lage) tellHeatMap(p *page, h desk.HeatGrid, v heatView) {
	p.line(l.words.Say("lage.heatmap.measure."+v.Measure, "round", h.Round.Name))
	if h.Metric == desk.HeatChange {
		former := l.words.Say("lage.heatmap.no_former")
		if h.Former != nil {
			former = l.words.Say("lage.heatmap.former", "round", h.Former.Name)
		}
		p.line(former)
	}
	p.line("")
	head := l.heads("key", "district", "all")
	last := []string{"", l.words.Say("lage.heatmap.all"), l.tellFigure(v.figure, h.Metric)}
	for i, t := range h.Topics {
		head = append(head, topicMark(i, t))
		last = append(last, l.tellFigure(v.Topics[i].figure, h.Metric))
	}
	var rows [][]string
	for _, x := range v.Districts {
		row := []string{x.District, x.Name, l.tellFigure(x.figure, h.Metric)}
		for _, c := range x.Topics {
			row = append(row, l.tellFigure(c.figure, h.Metric))
		}
		rows = append(rows, row)
	}
	p.table(head, append(rows, last))
	l.tellMarks(p, h.Topics)
}

// tellMarks explains what stands over the columns.
func (l *lage) tellMarks(p *page, topics []assessment.Topic) {
	p.line("")
	var rows [][]string
	for i, t := range topics {
		rows = append(rows, []string{topicMark(i, t), t.Title})
	}
	p.table(nil, rows)
}

type topicCmd struct {
	Topic string `arg:""`
	Round string `placeholder:"R"`
}

type spreadView struct {
	Requirement string `json:"requirement"`
	Ref         string `json:"ref"`
	Title       string `json:"title"`
	Topic       string `json:"topic"`
	Yes         int    `json:"yes"`
	Partly      int    `json:"partly"`
	No          int    `json:"no"`
	Dispensable int    `json:"dispensable"`
	Open        int    `json:"open"`
	Conflicts   int    `json:"conflicts"`
	Fulfilment  figure `json:"fulfilment"`
}

func viewOfSpread(q assessment.Requirement, c assessment.StatusCounts, conflicts int) spreadView {
	v := spreadView{string(q.ID), q.Ref, q.Title, string(q.Topic), c.Yes, c.Partly, c.No, c.Dispensable, c.Open, conflicts, figure{}}
	if share, known := c.Fulfilment(); known {
		v.Fulfilment = figure{share, true}
	}
	return v
}

type briefView struct {
	Requirement string `json:"requirement"`
	Status      string `json:"status"`
	Conflict    bool   `json:"conflict"`
	ToConfirm   bool   `json:"to_confirm"`
}

type topicRowView struct {
	District string      `json:"district"`
	Name     string      `json:"name"`
	Answers  []briefView `json:"answers"`
}

// Run shows the answers of all districts to the requirements of a topic beside each other.
func (c *topicCmd) Run(l *lage) error {
	return l.figures(c.Round, func(d *desk.Desk, r desk.RoundInfo) error {
		t, err := l.topic(d, r, c.Topic)
		if err != nil {
			return err
		}
		m, err := d.TopicMap(l.ctx, r.ID, t.ID)
		if err != nil {
			return err
		}
		asked, rows := []spreadView{}, []topicRowView{}
		for j, q := range m.Requirements {
			conflicts := 0
			for i := range m.Cells {
				if m.Cells[i][j].Conflict() {
					conflicts++
				}
			}
			asked = append(asked, viewOfSpread(q, m.Counts[j], conflicts))
		}
		for i, di := range m.Districts {
			row := topicRowView{string(di.Key), di.Name, []briefView{}}
			for j, b := range m.Cells[i] {
				row.Answers = append(row.Answers, briefView{string(m.Requirements[j].ID), b.Status().String(), b.Conflict(), b.ToConfirm()})
			}
			rows = append(rows, row)
		}
		return l.show(struct {
			Round        string         `json:"round"`
			Topic        string         `json:"topic"`
			Title        string         `json:"title"`
			Requirements []spreadView   `json:"requirements"`
			Districts    []topicRowView `json:"districts"`
		}{string(r.ID), string(t.ID), t.Title, asked, rows}, func(p *page) { l.tellTopic(p, m, asked, rows) })
	})
}

func (l *lage) tellTopic(p *page, m desk.RequirementMap, asked []spreadView, rows []topicRowView) {
	p.line(m.Topic.Title)
	p.line("")
	head := l.heads("key", "district")
	last := []string{"", l.words.Say("lage.heatmap.all")}
	for _, q := range asked {
		head = append(head, q.Ref)
		last = append(last, l.tellFigure(q.Fulfilment, desk.HeatFulfilment))
	}
	var lines [][]string
	for _, r := range rows {
		line := []string{r.District, r.Name}
		for _, a := range r.Answers {
			text := l.words.Say("desk.status." + a.Status)
			switch {
			case a.Conflict:
				text += " !"
			case a.ToConfirm:
				text += " ?"
			}
			line = append(line, text)
		}
		lines = append(lines, line)
	}
	p.table(head, append(lines, last))
	p.line("")
	lines = nil
	for _, q := range asked {
		lines = append(lines, []string{q.Ref, q.Title})
	}
	p.table(nil, lines)
	p.line("")
	p.line(l.words.Say("lage.topic.marks"))
}

type distributionCmd struct {
	Topic string `placeholder:"T"`
	Round string `placeholder:"R"`
}

// Run tells how many districts have answered each requirement how.
func (c *distributionCmd) Run(l *lage) error {
	return l.figures(c.Round, func(d *desk.Desk, r desk.RoundInfo) error {
		t, err := l.topic(d, r, c.Topic)
		if err != nil {
			return err
		}
		all, err := d.Distribution(l.ctx, r.ID, t.ID)
		if err != nil {
			return err
		}
		views, rows := []spreadView{}, [][]string{}
		for _, s := range all {
			v := viewOfSpread(s.Requirement, s.Counts, s.Conflicts)
			views = append(views, v)
			row := []string{v.Ref, short(v.Title, 50)}
			for _, n := range []int{v.Yes, v.Partly, v.No, v.Dispensable, v.Open} {
				row = append(row, l.words.Number(n))
			}
			rows = append(rows, append(row, l.tellFigure(v.Fulfilment, desk.HeatFulfilment), l.words.Number(v.Conflicts)))
		}
		return l.show(struct {
			Round        string       `json:"round"`
			Topic        string       `json:"topic"`
			Requirements []spreadView `json:"requirements"`
		}{string(r.ID), string(t.ID), views}, func(p *page) {
			p.table(l.heads("requirement", "title", "yes", "partly", "no", "dispensable", "open", "fulfilment", "conflicts"), rows)
		})
	})
}

type compareCmd struct {
	District string `placeholder:"KEY"`
	Round    string `placeholder:"R"`
}

type axisView struct {
	Topic string `json:"topic"`
	Title string `json:"title"`
	figure
	Districts int     `json:"districts"` // of which the rest is made, 0 where it is not told
	Lower     float64 `json:"lower_quartile"`
	Median    float64 `json:"median"`
	Upper     float64 `json:"upper_quartile"`
}

// Run puts a district beside the others, topic by topic.
func (c *compareCmd) Run(l *lage) error {
	return l.figures(c.Round, func(d *desk.Desk, r desk.RoundInfo) error {
		own := l.ownOr(d, c.District)
		if own == "" {
			return wrongUsage("which_district")
		}
		if err := takesPart(r, string(own)); err != nil {
			return err
		}
		radar, err := d.Compare(l.ctx, r.ID, assessment.DistrictKey(own))
		if err != nil {
			return err
		}
		views, rows := []axisView{}, [][]string{}
		for _, a := range radar.Axes {
			o := a.Others
			v := axisView{string(a.Topic.ID), a.Topic.Title, figure{a.Value, a.Known}, o.N, o.Q1, o.Median, o.Q3}
			views = append(views, v)
			row := []string{a.Topic.Title, l.tellFigure(v.figure, desk.HeatFulfilment)}
			for _, x := range []float64{o.Q1, o.Median, o.Q3} {
				row = append(row, l.tellFigure(figure{x, o.N > 0}, desk.HeatFulfilment))
			}
			rows = append(rows, append(row, l.words.Number(o.N)))
		}
		return l.show(struct {
			Round    string     `json:"round"`
			District string     `json:"district"`
			Name     string     `json:"name"`
			Topics   []axisView `json:"topics"`
		}{string(r.ID), string(radar.District.Key), radar.District.Name, views}, func(p *page) {
			p.line(l.words.Say("lage.compare.title", "district", radar.District.Name, "round", r.Name))
			p.line("")
			p.table(l.heads("topic", "fulfilment", "lower_quartile", "median", "upper_quartile", "districts"), rows)
		})
	})
}
