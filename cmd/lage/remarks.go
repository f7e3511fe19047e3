package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type remarkCmd struct {
	Ask    remarkAskCmd    `cmd:""`
	Reply  remarkReplyCmd  `cmd:""`
	Settle remarkSettleCmd `cmd:""`
	List   remarkListCmd   `cmd:""`
}

type remarkView struct {
	Round       string `json:"round"`
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
	Question    string `json:"question"`
	Reply       string `json:"reply"`
	Settled     bool   `json:"settled"`
}

type remarkViews struct {
	Remarks []remarkView `json:"remarks"`
}

type remarkAskCmd struct {
	Requirement string `arg:""`
	Text        string `arg:""`
	District    string `required:"" placeholder:"KEY"`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

// Run sets the office's question on an answer.
func (c *remarkAskCmd) Run(l *lage) error {
	return l.remark(c.Round, c.District, c.Scope, c.Requirement, "lage.remark.asked", func(d *desk.Desk, k assessment.AnswerKey) error {
		return d.AskRemark(l.ctx, k, c.Text)
	})
}

type remarkReplyCmd struct {
	Requirement string `arg:""`
	Text        string `arg:""`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

// Run sets the district's reply to a question.
func (c *remarkReplyCmd) Run(l *lage) error {
	return l.remark(c.Round, "", c.Scope, c.Requirement, "lage.remark.replied", func(d *desk.Desk, k assessment.AnswerKey) error {
		return d.ReplyRemark(l.ctx, k, c.Text)
	})
}

type remarkSettleCmd struct {
	Requirement string `arg:""`
	District    string `required:"" placeholder:"KEY"`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
	Reopen      bool
}

// Run notes that the office needs nothing more on a question, or does again.
func (c *remarkSettleCmd) Run(l *lage) error {
	key := "lage.remark.settled"
	if c.Reopen {
		key = "lage.remark.reopened"
	}
	return l.remark(c.Round, c.District, c.Scope, c.Requirement, key, func(d *desk.Desk, k assessment.AnswerKey) error {
		return d.SettleRemark(l.ctx, k, !c.Reopen)
	})
}

// remark does one thing to the remark on an answer and shows what it is then.
func (l *lage) remark(round, district, scope, requirement, key string, do func(*desk.Desk, assessment.AnswerKey) error) error {
	return l.with(func(d *desk.Desk) error {
		own := l.ownOr(d, district)
		if own == "" {
			return assessment.ErrWrongRole // only a district's desk may leave its name out
		}
		k, err := l.answerKey(d, round, own, scope, requirement)
		if err != nil {
			return err
		}
		if err := do(d, k); err != nil {
			return err
		}
		views, err := l.remarks(d, k.Round, k.District, func(q assessment.RequirementID, _ desk.Remark) bool { return q == k.Requirement })
		if err != nil {
			return err
		}
		return l.show(remarkViews{views}, func(p *page) { p.line(l.words.Say(key, "requirement", requirement)) })
	})
}

// remarks lists the remarks of one district that are wanted, in the catalogue's order.
func (l *lage) remarks(d *desk.Desk, round assessment.RoundID, district assessment.DistrictKey, want func(assessment.RequirementID, desk.Remark) bool) ([]remarkView, error) {
	scopes, err := d.Scopes(l.ctx, district)
	if err != nil {
		return nil, err
	}
	views := []remarkView{}
	for _, s := range scopes {
		paper, err := d.Paper(l.ctx, round, district, s.ID)
		if err != nil {
			return nil, err
		}
		for _, row := range paper.Rows {
			if m := row.Remark; m.Question != "" && want(row.Requirement.ID, m) {
				views = append(views, remarkView{string(round), string(district), string(s.ID), string(row.Requirement.ID), m.Question, m.Reply, m.Settled})
			}
		}
	}
	return views, nil
}

type remarkListCmd struct {
	Round    string `placeholder:"R"`
	District string `placeholder:"KEY"`
	All      bool
}

// Run lists the remarks of a round: those that are not settled, or all.
func (c *remarkListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := takesPart(r, c.District); err != nil {
			return err
		}
		views := []remarkView{}
		for _, di := range r.Districts {
			if c.District != "" && c.District != string(di.Key) {
				continue
			}
			some, err := l.remarks(d, r.ID, di.Key, func(_ assessment.RequirementID, m desk.Remark) bool { return c.All || m.Open() })
			if err != nil {
				return err
			}
			views = append(views, some...)
		}
		refs, err := l.refs(d, r)
		if err != nil {
			return err
		}
		return l.show(remarkViews{views}, func(p *page) { l.tellRemarks(p, refs, views) })
	})
}

func (l *lage) tellRemarks(p *page, refs map[string]string, views []remarkView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.remark.none"))
		return
	}
	var rows [][]string
	for _, v := range views {
		state := "open"
		if v.Settled {
			state = "settled"
		}
		rows = append(rows, []string{v.District, refs[v.Requirement], short(v.Question, 50), short(v.Reply, 50), l.words.Say("desk.remark." + state)})
	}
	p.table(l.heads("key", "requirement", "question", "reply", "state"), rows)
}

// refs gives the number that people know a requirement by.
func (l *lage) refs(d *desk.Desk, r desk.RoundInfo) (map[string]string, error) {
	cat, err := d.Catalogue(l.ctx, r.Catalogue)
	if err != nil {
		return nil, err
	}
	refs := make(map[string]string, len(cat.Requirements))
	for _, q := range cat.Requirements {
		refs[string(q.ID)] = q.Ref
	}
	return refs, nil
}
