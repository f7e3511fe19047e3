package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type signOffCmd struct {
	Name  string `required:"" placeholder:"NAME"`
	Role  string `placeholder:"T"`
	Round string `placeholder:"R"`
}

// signOffView is who has signed a reply off; changed counts the answers that are not as they were then.
type signOffView struct {
	Name    string `json:"name"`
	Role    string `json:"role"`
	On      string `json:"on"`
	Changed int    `json:"changed"`
	Holds   bool   `json:"holds"`
}

func viewOfSignOff(s desk.SignOff) signOffView {
	return signOffView{s.Name, s.Role, string(s.On), s.Changed, s.Holds()}
}

// Run signs this district's reply off as it is.
func (c *signOffCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if d.Info().Role != assessment.RoleDistrict {
			return assessment.ErrWrongRole
		}
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		s, err := d.SignOff(l.ctx, r.ID, c.Name, c.Role)
		if err != nil {
			return err
		}
		return l.show(struct {
			Round   string      `json:"round"`
			SignOff signOffView `json:"signoff"`
		}{string(r.ID), viewOfSignOff(s)}, func(p *page) { p.line(l.words.Say("lage.signoff.done", "round", r.Name, "by", l.signedBy(s))) })
	})
}

func (l *lage) signedBy(s desk.SignOff) string {
	if s.Role == "" {
		return l.words.Say("desk.signoff.by", "name", s.Name, "on", l.words.Date(s.On))
	}
	return l.words.Say("desk.signoff.by_role", "name", s.Name, "role", s.Role, "on", l.words.Date(s.On))
}

// signedLine says whether a reply is signed off and still as it was then.
func (l *lage) signedLine(s desk.SignOff) string {
	switch {
	case !s.Given():
		return l.words.Say("lage.signoff.none")
	case s.Changed > 0:
		return l.words.Plural("desk.signoff.changed", s.Changed, "by", l.signedBy(s))
	}
	return l.signedBy(s)
}

type checkCmd struct {
	Round string `placeholder:"R"`
}

type checkView struct {
	Round              string      `json:"round"`
	Open               int         `json:"open"`
	Unexplained        int         `json:"unexplained"`
	Remarks            int         `json:"remarks"`
	ToConfirm          int         `json:"to_confirm"`
	Conflicts          int         `json:"conflicts"`
	AcceptancesExpired int         `json:"acceptances_expired"`
	MeasuresOverdue    int         `json:"measures_overdue"`
	DelegationsOut     int         `json:"delegations_out"`
	SignOff            signOffView `json:"signoff"`
	Sentences          []string    `json:"sentences"`
}

// Run tells what is still to be done before this district's reply is sent.
func (c *checkCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if d.Info().Role != assessment.RoleDistrict {
			return assessment.ErrWrongRole
		}
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		x, err := d.CheckReply(l.ctx, r.ID)
		if err != nil {
			return err
		}
		err = l.show(checkView{
			string(r.ID), x.Open, x.Unexplained, x.RemarksOpen, x.ToConfirm, x.Conflicts, x.AcceptancesExpired, x.MeasuresOverdue, x.DelegationsOut,
			viewOfSignOff(x.SignOff), list(x.Sentences),
		}, func(p *page) {
			if x.Clean() {
				p.line(l.words.Say("lage.check.clean"))
			}
			for _, s := range x.Sentences {
				p.line(s)
			}
			if x.SignOff.Changed == 0 {
				p.line(l.words.Say("lage.check.signoff", "signoff", l.signedLine(x.SignOff)))
			}
		})
		if err == nil && !x.Clean() {
			err = errPerson
		}
		return err
	})
}
