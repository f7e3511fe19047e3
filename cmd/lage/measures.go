package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type measureCmd struct {
	Add  measureAddCmd  `cmd:""`
	List measureListCmd `cmd:""`
}

type measureView struct {
	Measure     string `json:"measure"`
	Round       string `json:"round"`
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
	Title       string `json:"title"`
	Responsible string `json:"responsible"`
	Due         string `json:"due"`
	Once        string `json:"once"`
	Yearly      string `json:"yearly"`
	Days        string `json:"days"`
	State       string `json:"state"`
}

func viewOfMeasure(m desk.Measure) measureView {
	return measureView{
		m.ID, string(m.Round), string(m.District), string(m.Scope), string(m.Requirement), m.Title, m.Responsible, string(m.Due),
		m.Once, m.Yearly, m.Days, m.State,
	}
}

type measureAddCmd struct {
	Requirement string `arg:""`
	Title       string `arg:""`
	Responsible string `placeholder:"T"`
	Due         string `placeholder:"2027-01-31"`
	Once        string `placeholder:"EUR"`
	Yearly      string `placeholder:"EUR"`
	Days        string `placeholder:"N"`
	State       string `placeholder:"STATE" enum:",planned,running,done,dropped" default:""`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

// Run adds a measure at a district's desk.
func (c *measureAddCmd) Run(l *lage) error {
	due, err := day("--due", c.Due)
	if err != nil {
		return err
	}
	return l.with(func(d *desk.Desk) error {
		own := l.ownOr(d, "")
		if own == "" {
			return assessment.ErrWrongRole
		}
		k, err := l.answerKey(d, c.Round, own, c.Scope, c.Requirement)
		if err != nil {
			return err
		}
		m, err := d.SaveMeasure(l.ctx, desk.Measure{
			Round: k.Round, Scope: k.Scope, Requirement: k.Requirement, Title: c.Title, Responsible: c.Responsible, Due: due,
			Once: c.Once, Yearly: c.Yearly, Days: c.Days, State: c.State,
		})
		if err != nil {
			return err
		}
		return l.show(viewOfMeasure(m), func(p *page) { p.line(l.words.Say("lage.measure.added", "title", m.Title)) })
	})
}

type measureListCmd struct {
	Round    string `placeholder:"R"`
	District string `placeholder:"KEY"`
}

// Run lists the measures of a round by district.
func (c *measureListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := takesPart(r, c.District); err != nil {
			return err
		}
		refs, err := l.refs(d, r)
		if err != nil {
			return err
		}
		views := []measureView{}
		for _, di := range r.Districts {
			if c.District != "" && c.District != string(di.Key) {
				continue
			}
			some, err := d.Measures(l.ctx, r.ID, di.Key)
			if err != nil {
				return err
			}
			for _, m := range some {
				views = append(views, viewOfMeasure(m))
			}
		}
		return l.show(struct {
			Measures []measureView `json:"measures"`
		}{views}, func(p *page) { l.tellMeasures(p, refs, views) })
	})
}

func (l *lage) tellMeasures(p *page, refs map[string]string, views []measureView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.measure.none"))
		return
	}
	var rows [][]string
	for _, v := range views {
		state := ""
		if v.State != "" {
			state = l.words.Say("desk.measure." + v.State)
		}
		rows = append(rows, []string{v.District, refs[v.Requirement], short(v.Title, 50), v.Responsible, l.words.Date(assessment.Date(v.Due)), v.Once, v.Yearly, state})
	}
	p.table(l.heads("key", "requirement", "measure", "responsible", "due", "once", "yearly", "state"), rows)
}
