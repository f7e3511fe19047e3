package main

import (
	"time"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type acceptRiskCmd struct {
	Requirement string `arg:""`
	By          string `placeholder:"T"`
	Until       string `placeholder:"2027-01-31"`
	Reason      string `placeholder:"T"`
	Clear       bool
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

type riskView struct {
	Round       string `json:"round"`
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
	By          string `json:"by"`
	Until       string `json:"until"`
	Reason      string `json:"reason"`
	Expired     bool   `json:"expired"`
}

func viewOfRisk(k assessment.AnswerKey, a desk.Acceptance) riskView {
	return riskView{
		string(k.Round), string(k.District), string(k.Scope), string(k.Requirement), a.By, string(a.Until), a.Reason,
		a.Expired(assessment.DateOf(time.Now())),
	}
}

// Run keeps at a district's desk who bears a gap and until when, or takes that away.
func (c *acceptRiskCmd) Run(l *lage) error {
	if c.Clear == (c.By != "" || c.Until != "") || !c.Clear && (c.By == "" || c.Until == "") {
		return wrongUsage("by_and_until")
	}
	until, err := day("--until", c.Until)
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
		a := desk.Acceptance{By: c.By, Until: until, Reason: c.Reason}
		if c.Clear {
			a = desk.Acceptance{}
		}
		if err := d.SetAcceptance(l.ctx, k, a); err != nil {
			return err
		}
		return l.show(viewOfRisk(k, a), func(p *page) {
			if c.Clear {
				p.line(l.words.Say("lage.risk.cleared", "requirement", c.Requirement))
				return
			}
			p.line(l.words.Say("lage.risk.accepted", "requirement", c.Requirement, "by", a.By, "until", l.words.Date(a.Until)))
		})
	})
}

type risksCmd struct {
	Round    string `placeholder:"R"`
	District string `placeholder:"KEY"`
}

// Run lists the accepted risks of a round.
func (c *risksCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := takesPart(r, c.District); err != nil {
			return err
		}
		views := []riskView{}
		for _, di := range r.Districts {
			if c.District != "" && c.District != string(di.Key) {
				continue
			}
			some, err := l.risks(d, r.ID, di.Key)
			if err != nil {
				return err
			}
			views = append(views, some...)
		}
		refs, err := l.refs(d, r)
		if err != nil {
			return err
		}
		return l.show(struct {
			Risks []riskView `json:"risks"`
		}{views}, func(p *page) { l.tellRisks(p, refs, views) })
	})
}

// risks lists the accepted risks of one district, scope by scope in the catalogue's order.
func (l *lage) risks(d *desk.Desk, round assessment.RoundID, district assessment.DistrictKey) ([]riskView, error) {
	scopes, err := d.Scopes(l.ctx, district)
	if err != nil {
		return nil, err
	}
	var views []riskView
	for _, s := range scopes {
		paper, err := d.Paper(l.ctx, round, district, s.ID)
		if err != nil {
			return nil, err
		}
		for _, row := range paper.Rows {
			if !row.Acceptance.Empty() {
				views = append(views, viewOfRisk(row.Answer.AnswerKey, row.Acceptance))
			}
		}
	}
	return views, nil
}

func (l *lage) tellRisks(p *page, refs map[string]string, views []riskView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.risk.none"))
		return
	}
	var rows [][]string
	for _, v := range views {
		until := l.words.Date(assessment.Date(v.Until))
		if v.Expired {
			until += " (" + l.words.Say("lage.risk.expired") + ")"
		}
		rows = append(rows, []string{v.District, refs[v.Requirement], v.By, until, short(v.Reason, 60)})
	}
	p.table(l.heads("key", "requirement", "by", "until", "reason"), rows)
}
