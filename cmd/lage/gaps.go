package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type gapsCmd struct {
	Round  string `placeholder:"R"`
	Number int    `short:"n" default:"10" placeholder:"N"`
}

type gapView struct {
	Requirement string  `json:"requirement"`
	Ref         string  `json:"ref"`
	Title       string  `json:"title"`
	Topic       string  `json:"topic"`
	Open        int     `json:"open"`
	Partly      int     `json:"partly"`
	No          int     `json:"no"`
	Districts   int     `json:"districts"`
	Urgency     float64 `json:"urgency"`
	Why         string  `json:"why"`
}

// Run lists the gaps that are most worth closing.
func (c *gapsCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		all, err := d.TopGaps(l.ctx, r.ID, c.Number)
		if err != nil {
			return err
		}
		views := []gapView{}
		for _, g := range all {
			q, n := g.Requirement, g.Counts
			views = append(views, gapView{string(q.ID), q.Ref, q.Title, string(g.Topic.ID), n.Open, n.Partly, n.No, n.All(), g.Urgency, g.Why})
		}
		return l.show(struct {
			Round string    `json:"round"`
			Gaps  []gapView `json:"gaps"`
		}{string(r.ID), views}, func(p *page) { l.tellGaps(p, views) })
	})
}

func (l *lage) tellGaps(p *page, views []gapView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.gaps.none"))
		return
	}
	var rows [][]string
	for _, v := range views {
		rows = append(rows, []string{
			v.Ref, short(v.Title, 50), l.words.Number(v.No), l.words.Number(v.Partly), l.words.Number(v.Open), l.words.Decimal(v.Urgency, 1),
		})
	}
	p.table(l.heads("requirement", "title", "no", "partly", "open", "urgency"), rows)
	p.line("")
	p.line(l.words.Say("lage.gaps.rule"))
}

type trendCmd struct {
	District string `placeholder:"KEY"`
}

type trendView struct {
	Round      string  `json:"round"`
	Name       string  `json:"name"`
	Due        string  `json:"due"`
	Districts  int     `json:"districts"`
	Total      int     `json:"total"`
	Open       int     `json:"open"`
	Answered   float64 `json:"answered"`
	Fulfilment float64 `json:"fulfilment"`
	UnmetMust  int     `json:"unmet_must"`
}

// Run tells how a district, or all of them, have done from round to round.
func (c *trendCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		points, err := d.Trend(l.ctx, assessment.DistrictKey(c.District))
		if err != nil {
			return err
		}
		views := []trendView{}
		for _, x := range points {
			views = append(views, trendView{
				string(x.Round.ID), x.Round.Name, string(x.Round.Due), x.Districts, x.Tally.Total, x.Tally.Open, x.Answered, x.Fulfilment, x.Tally.UnmetMust,
			})
		}
		return l.show(struct {
			District string      `json:"district"`
			Rounds   []trendView `json:"rounds"`
		}{c.District, views}, func(p *page) {
			if len(views) == 0 {
				p.line(l.words.Say("lage.round.none"))
				return
			}
			var rows [][]string
			for _, v := range views {
				rows = append(rows, []string{
					v.Name, l.words.Date(assessment.Date(v.Due)), l.words.Number(v.Districts), l.words.Percent(v.Answered), l.words.Percent(v.Fulfilment), l.words.Number(v.UnmetMust),
				})
			}
			p.table(l.heads("round", "due", "districts", "answered", "fulfilment", "unmet_must"), rows)
		})
	})
}

type remindersCmd struct {
	Round string `placeholder:"R"`
}

type reminderView struct {
	District string `json:"district"`
	To       string `json:"to"`
	File     string `json:"file"`
	Since    string `json:"since"`
	DaysLate int    `json:"days_late"`
	Subject  string `json:"subject"`
	Text     string `json:"text"`
}

// Run writes texts to copy into mails: to districts that are late, or to colleagues who have not answered.
func (c *remindersCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		all, err := d.Reminders(l.ctx, r.ID)
		if err != nil {
			return err
		}
		views := []reminderView{}
		for _, x := range all {
			views = append(views, reminderView{string(x.District.Key), x.To, x.File, stamp(x.Since), x.DaysLate, x.Subject, x.Text})
		}
		return l.show(struct {
			Reminders []reminderView `json:"reminders"`
		}{views}, func(p *page) {
			if len(views) == 0 {
				p.line(l.words.Say("lage.reminders.none"))
			}
			for i, v := range views {
				if i > 0 {
					p.line("")
				}
				p.line(v.Subject)
				p.line(v.Text)
			}
		})
	})
}
