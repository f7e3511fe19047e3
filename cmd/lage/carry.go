package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type formerCmd struct {
	Round string `placeholder:"R"`
	Scope string `placeholder:"S"`
}

// formerView is what was said in an earlier round to what is asked now.
type formerView struct {
	Requirement string `json:"requirement"` // as it is asked now
	Status      string `json:"status"`
	Explanation string `json:"explanation"`
	TextChanged bool   `json:"text_changed"`
	Carries     bool   `json:"carries"`
	Note        string `json:"note"`
}

// Run shows what this district has said in the latest earlier round.
func (c *formerCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, scope, err := l.part(d, c.Round, c.Scope)
		if err != nil {
			return err
		}
		cat, err := d.Catalogue(l.ctx, r.Catalogue)
		if err != nil {
			return err
		}
		f, err := d.Former(l.ctx, r.ID, scope)
		if err != nil {
			return err
		}
		if f == nil {
			f = &desk.FormerRound{}
		}
		views := []formerView{}
		var rows [][]string
		for _, q := range cat.Requirements {
			a, there := f.Answers[q.ID]
			if !there {
				continue
			}
			views = append(views, formerView{string(q.ID), a.Status.String(), a.Explanation, a.TextChanged, a.Carries, a.Note})
			note := a.Note
			if a.TextChanged {
				note = l.words.Say("lage.former.text_changed")
			}
			rows = append(rows, []string{q.Ref, short(q.Title, 40), l.words.Say("desk.status." + a.Status.String()), short(a.Explanation, 50), note})
		}
		return l.show(struct {
			Round   string       `json:"round"`
			Former  string       `json:"former"`
			Answers []formerView `json:"answers"`
		}{string(r.ID), string(f.Round.ID), views}, func(p *page) {
			if len(views) == 0 {
				p.line(l.words.Say("lage.former.none"))
				return
			}
			p.line(l.words.Say("lage.former.round", "round", f.Round.Name))
			p.table(l.heads("requirement", "title", "status", "explanation", "note"), rows)
		})
	})
}

type carryCmd struct {
	Requirement []string `arg:"" optional:""`
	Round       string   `placeholder:"R"`
	Scope       string   `placeholder:"S"`
}

// countView is how many answers a command has touched.
type countView struct {
	Answers int `json:"answers"`
}

// Run takes over answers of an earlier round, to be confirmed.
func (c *carryCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, scope, err := l.part(d, c.Round, c.Scope)
		if err != nil {
			return err
		}
		n, err := d.CarryOver(l.ctx, r.ID, scope, idsOf(c.Requirement))
		if err != nil {
			return err
		}
		return l.show(countView{n}, func(p *page) {
			p.line(l.words.Plural("lage.carry.done", n))
			if n > 0 {
				p.line(l.words.Say("lage.carry.next"))
			}
		})
	})
}

type confirmCmd struct {
	Requirement []string `arg:"" optional:""`
	All         bool
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

// Run confirms answers that were taken over or whose text has changed since.
func (c *confirmCmd) Run(l *lage) error {
	if c.All == (len(c.Requirement) > 0) {
		return wrongUsage("what_to_confirm")
	}
	return l.with(func(d *desk.Desk) error {
		r, scope, err := l.part(d, c.Round, c.Scope)
		if err != nil {
			return err
		}
		var keys []assessment.AnswerKey
		for _, id := range idsOf(c.Requirement) {
			keys = append(keys, assessment.AnswerKey{Round: r.ID, Scope: scope, Requirement: id})
		}
		if c.All {
			if keys, err = l.unconfirmed(d, r, scope); err != nil {
				return err
			}
		}
		n, err := d.Confirm(l.ctx, keys)
		if err != nil {
			return err
		}
		return l.show(countView{n}, func(p *page) { p.line(l.words.Plural("lage.confirm.done", n)) })
	})
}

// unconfirmed lists the answers of a scope that are to be confirmed.
func (l *lage) unconfirmed(d *desk.Desk, r desk.RoundInfo, scope assessment.ScopeID) ([]assessment.AnswerKey, error) {
	all, err := d.Answers(l.ctx, r.ID, d.Info().District.Key)
	var keys []assessment.AnswerKey
	for _, a := range all {
		if a.Scope == scope && a.ToConfirm {
			keys = append(keys, a.AnswerKey)
		}
	}
	return keys, err
}

// part finds the round and the scope of this district that a call means.
func (l *lage) part(d *desk.Desk, round, scope string) (desk.RoundInfo, assessment.ScopeID, error) {
	if d.Info().Role != assessment.RoleDistrict {
		return desk.RoundInfo{}, "", assessment.ErrWrongRole
	}
	r, err := l.round(d, round)
	if err != nil || scope == "" {
		return r, assessment.WholeScope, err
	}
	id, err := l.scope(d, d.Info().District.Key, scope)
	return r, id, err
}

// gone lists the answers to what a round does not ask any more since its catalogue was corrected.
func (l *lage) gone(d *desk.Desk, r desk.RoundInfo, district string) ([]desk.PaperRow, error) {
	var out []desk.PaperRow
	for _, di := range r.Districts {
		if district != "" && string(di.Key) != district {
			continue
		}
		scopes, err := d.Scopes(l.ctx, di.Key)
		if err != nil {
			return nil, err
		}
		for _, s := range scopes {
			p, err := d.Paper(l.ctx, r.ID, di.Key, s.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, p.Gone...)
		}
	}
	return out, nil
}
