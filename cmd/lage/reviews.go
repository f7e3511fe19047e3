package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type reviewCmd struct {
	Mark   reviewMarkCmd   `cmd:""`
	List   reviewListCmd   `cmd:""`
	Sample reviewSampleCmd `cmd:""`
}

type reviewView struct {
	Round       string `json:"round"`
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
	Review      string `json:"review"` // accepted, seen, or empty
	By          string `json:"by"`
	On          string `json:"on"`
	Changed     bool   `json:"changed"`  // the answer has changed since
	Proposed    string `json:"proposed"` // a status that the answer does not have, or empty
	Reason      string `json:"reason"`
}

func viewOfReview(row desk.PaperRow) reviewView {
	k, r := row.Answer.AnswerKey, row.Review
	v := reviewView{string(k.Round), string(k.District), string(k.Scope), string(k.Requirement), string(r.Mark), r.By, string(r.On), r.Changed, "", ""}
	if r.HasProposal {
		v.Proposed, v.Reason = r.Proposed.String(), r.Reason
	}
	return v
}

type reviewMarkCmd struct {
	Requirement string `arg:""`
	As          string `enum:"accepted,seen,none" required:"" placeholder:"accepted|seen|none"`
	District    string `required:"" placeholder:"KEY"`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

// Run notes at the office what a look at an answer has found.
func (c *reviewMarkCmd) Run(l *lage) error {
	mark := desk.ReviewMark(c.As)
	if c.As == "none" {
		mark = desk.ReviewNone
	}
	return l.review(c.Round, c.District, c.Scope, c.Requirement, "lage.review."+c.As, func(d *desk.Desk, k assessment.AnswerKey) error {
		return d.SetReview(l.ctx, k, mark)
	})
}

// review does one thing to the review of an answer and shows what it is then.
func (l *lage) review(round, district, scope, requirement, key string, do func(*desk.Desk, assessment.AnswerKey) error) error {
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
		paper, err := d.Paper(l.ctx, k.Round, k.District, k.Scope)
		if err != nil {
			return err
		}
		for _, row := range paper.Rows {
			if row.Requirement.ID == k.Requirement {
				return l.show(viewOfReview(row), func(p *page) { p.line(l.words.Say(key, "requirement", requirement)) })
			}
		}
		return assessment.ErrNotFound
	})
}

type reviewListCmd struct {
	Round    string `placeholder:"R"`
	District string `placeholder:"KEY"`
}

// Run lists the answers that the office has reviewed or would have otherwise.
func (c *reviewListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := takesPart(r, c.District); err != nil {
			return err
		}
		views, refs := []reviewView{}, map[string]string{}
		for _, di := range r.Districts {
			if c.District != "" && c.District != string(di.Key) {
				continue
			}
			scopes, err := d.Scopes(l.ctx, di.Key)
			if err != nil {
				return err
			}
			for _, s := range scopes {
				paper, err := d.Paper(l.ctx, r.ID, di.Key, s.ID)
				if err != nil {
					return err
				}
				for _, row := range paper.Rows {
					refs[string(row.Requirement.ID)] = row.Requirement.Ref
					if row.Review.Mark != desk.ReviewNone || row.Review.HasProposal {
						views = append(views, viewOfReview(row))
					}
				}
			}
		}
		return l.show(struct {
			Reviews []reviewView `json:"reviews"`
		}{views}, func(p *page) { l.tellReviews(p, refs, views) })
	})
}

func (l *lage) tellReviews(p *page, refs map[string]string, views []reviewView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.review.empty"))
		return
	}
	var rows [][]string
	for _, v := range views {
		state, proposed := "", ""
		if v.Review != "" {
			state = l.words.Say("lage.review.state." + v.Review)
		}
		if v.Changed {
			state += ", " + l.words.Say("lage.review.changed")
		}
		if v.Proposed != "" {
			proposed = l.words.Say("desk.status." + v.Proposed)
		}
		rows = append(rows, []string{v.District, refs[v.Requirement], state, v.By, l.words.Date(assessment.Date(v.On)), proposed, short(v.Reason, 50)})
	}
	p.table(l.heads("key", "requirement", "state", "who", "at", "proposed", "reason"), rows)
}

type reviewSampleCmd struct {
	Number int    `arg:"" optional:"" default:"10"`
	Round  string `placeholder:"R"`
}

type sampleView struct {
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
}

// Run proposes answers for a look on site.
func (c *reviewSampleCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		keys, err := d.Sample(l.ctx, r.ID, c.Number)
		if err != nil {
			return err
		}
		cat, err := d.Catalogue(l.ctx, r.Catalogue)
		if err != nil {
			return err
		}
		views, rows := []sampleView{}, [][]string{}
		for _, k := range keys {
			q, err := cat.Find(string(k.Requirement))
			if err != nil {
				return err
			}
			views = append(views, sampleView{string(k.District), string(k.Scope), string(k.Requirement)})
			rows = append(rows, []string{string(k.District), q.Ref, short(q.Title, 70)})
		}
		return l.show(struct {
			Sample []sampleView `json:"sample"`
		}{views}, func(p *page) {
			if len(rows) == 0 {
				p.line(l.words.Say("lage.review.no_sample"))
				return
			}
			p.table(l.heads("key", "requirement", "title"), rows)
		})
	})
}

type proposeCmd struct {
	Requirement string `arg:""`
	Status      string `arg:""`
	Reason      string `placeholder:"T"`
	District    string `required:"" placeholder:"KEY"`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

// Run proposes another status for an answer at the office; "open" takes the proposal back.
func (c *proposeCmd) Run(l *lage) error {
	st, err := parseStatus(c.Status)
	if err != nil {
		return err
	}
	key := "lage.propose.done"
	if st == assessment.StatusOpen {
		key = "lage.propose.withdrawn"
	}
	return l.review(c.Round, c.District, c.Scope, c.Requirement, key, func(d *desk.Desk, k assessment.AnswerKey) error {
		return d.Propose(l.ctx, k, st, c.Reason)
	})
}

type takeCmd struct {
	Requirement string `arg:""`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

// Run gives an answer the status that the office proposes.
func (c *takeCmd) Run(l *lage) error {
	return l.review(c.Round, "", c.Scope, c.Requirement, "lage.propose.taken", func(d *desk.Desk, k assessment.AnswerKey) error {
		return d.TakeProposal(l.ctx, k)
	})
}
