package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type overviewCmd struct {
	Round    string `placeholder:"R"`
	District string `placeholder:"KEY"`
}

type topicView struct {
	Topic      string  `json:"topic"`
	Title      string  `json:"title"`
	Total      int     `json:"total"`
	Open       int     `json:"open"`
	Fulfilment float64 `json:"fulfilment"`
	UnmetMust  int     `json:"unmet_must"`
}

type mirrorView struct {
	Topic     string  `json:"topic"`
	Title     string  `json:"title"`
	Districts int     `json:"districts"`
	Lower     float64 `json:"lower_quartile"`
	Median    float64 `json:"median"`
	Upper     float64 `json:"upper_quartile"`
}

type sinceView struct {
	Scope       string   `json:"scope"`
	Kind        string   `json:"kind"`
	Item        string   `json:"item"`
	Field       string   `json:"field"`
	Requirement string   `json:"ref"`
	Before      []string `json:"before"`
	After       []string `json:"after"`
}

// lastReplyView is the newest reply; all of it is empty where there is none.
type lastReplyView struct {
	Number   string `json:"number"`
	File     string `json:"file"`
	At       string `json:"at"`
	SHA256   string `json:"sha256"`
	Received bool   `json:"received"`
}

type overviewView struct {
	Round               string        `json:"round"`
	District            string        `json:"district"`
	Total               int           `json:"total"`
	Open                int           `json:"open"`
	Fulfilment          float64       `json:"fulfilment"`
	UnmetMust           int           `json:"unmet_must"`
	Conflicts           int           `json:"conflicts"`
	ToConfirm           int           `json:"to_confirm"`
	Remarks             int           `json:"remarks"`
	MeasuresOverdue     int           `json:"measures_overdue"`
	AcceptancesComingUp int           `json:"acceptances_coming_up"`
	SignOff             signOffView   `json:"signoff"`
	LastReply           lastReplyView `json:"last_reply"`
	Topics              []topicView   `json:"topics"`
	Since               []sinceView   `json:"since_last_reply"`
	Mirror              []mirrorView  `json:"mirror"`
}

func viewOfOverview(o desk.Overview) overviewView {
	share, _ := o.Tally.Fulfilment()
	v := overviewView{
		Round: string(o.Round.ID), District: string(o.District.Key), Total: o.Tally.Total, Open: o.Tally.Open, Fulfilment: share,
		UnmetMust: o.Tally.UnmetMust, Conflicts: o.Tally.Conflicts, ToConfirm: o.Tally.ToConfirm, Remarks: len(o.Remarks),
		MeasuresOverdue: len(o.Overdue), AcceptancesComingUp: len(o.Acceptances), SignOff: viewOfSignOff(o.SignOff),
		Topics: []topicView{}, Since: []sinceView{}, Mirror: []mirrorView{},
	}
	if x := o.LastReply; x != nil {
		v.LastReply = lastReplyView{x.Number, x.File, stamp(x.At), x.Hash, x.Received}
	}
	for _, t := range o.Topics {
		share, _ := t.Tally.Fulfilment()
		v.Topics = append(v.Topics, topicView{string(t.Topic.ID), t.Topic.Title, t.Tally.Total, t.Tally.Open, share, t.Tally.UnmetMust})
	}
	for _, c := range o.Since {
		s := c.Subject
		v.Since = append(v.Since, sinceView{string(s.Scope), string(s.Kind), s.Item, string(s.Field), c.Ref, list(c.Before), list(c.After)})
	}
	for _, m := range o.Mirror {
		v.Mirror = append(v.Mirror, mirrorView{string(m.Topic.ID), m.Topic.Title, m.Districts, m.Q1, m.Median, m.Q3})
	}
	return v
}

// Run tells where one district stands.
func (c *overviewCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		own := l.ownOr(d, c.District)
		if own == "" {
			return wrongUsage("which_district")
		}
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := takesPart(r, string(own)); err != nil {
			return err
		}
		o, err := d.Overview(l.ctx, r.ID, assessment.DistrictKey(own))
		if err != nil {
			return err
		}
		return l.show(viewOfOverview(o), func(p *page) { l.tellOverview(p, o) })
	})
}

func (l *lage) tellOverview(p *page, o desk.Overview) {
	w := l.words
	answered, _ := o.Tally.Answered()
	share, _ := o.Tally.Fulfilment()
	last := w.Say("lage.overview.no_reply")
	if x := o.LastReply; x != nil {
		last = w.Say("lage.overview.reply", "number", x.Number, "at", x.At.Local(), "hash", x.Hash[:min(8, len(x.Hash))])
		if x.Received {
			last = w.Say("lage.overview.received", "reply", last)
		}
	}
	p.table(nil, [][]string{
		{w.Say("lage.head.district"), o.District.Name}, {w.Say("lage.head.round"), o.Round.Name},
		{w.Say("lage.head.answered"), w.Percent(answered)}, {w.Say("lage.head.fulfilment"), w.Percent(share)},
		{w.Say("lage.head.unmet_must"), w.Number(o.Tally.UnmetMust)}, {w.Say("lage.head.remarks"), w.Number(len(o.Remarks))},
		{w.Say("lage.overview.overdue"), w.Number(len(o.Overdue))}, {w.Say("lage.overview.acceptances"), w.Number(len(o.Acceptances))},
		{w.Say("lage.overview.last"), last}, {w.Say("lage.overview.since"), w.Number(len(o.Since))},
		{w.Say("lage.overview.signoff"), l.signedLine(o.SignOff)},
	})
	p.line("")
	others := map[assessment.TopicID]desk.MirrorTopic{}
	for _, m := range o.Mirror {
		others[m.Topic.ID] = m
	}
	var rows [][]string
	for _, t := range o.Topics {
		answered, _ := t.Tally.Answered()
		share, _ := t.Tally.Fulfilment()
		row := []string{t.Topic.Title, w.Percent(answered), w.Percent(share), w.Number(t.Tally.UnmetMust)}
		if m, told := others[t.Topic.ID]; told {
			row = append(row, w.Say("lage.overview.others", "lower", w.Percent(m.Q1), "median", w.Percent(m.Median), "upper", w.Percent(m.Q3), "n", m.Districts))
		}
		rows = append(rows, row)
	}
	p.table(l.heads("topic", "answered", "fulfilment", "unmet_must", "others"), rows)
}
