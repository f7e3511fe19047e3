package main

import (
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type delegateCmd struct {
	Requirement []string `arg:"" optional:""`
	To          string   `required:"" placeholder:"NAME"`
	Output      string   `short:"o" required:"" placeholder:"DIR"`
	Round       string   `placeholder:"R"`
	Scope       string   `placeholder:"S"`
	Topic       []string `placeholder:"TOPIC" sep:"none"`
}

// Run writes some of the requirements into a file for a colleague. Its code is shown this once: no letter carries it.
func (c *delegateCmd) Run(l *lage) error {
	if len(c.Requirement)+len(c.Topic) == 0 {
		return wrongUsage("nothing_to_delegate")
	}
	return l.with(func(d *desk.Desk) error {
		if d.Info().Role != assessment.RoleDistrict {
			return assessment.ErrWrongRole
		}
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		ids, err := c.chosen(l, d, r)
		if err != nil {
			return err
		}
		scope := assessment.WholeScope
		if c.Scope != "" {
			if scope, err = l.scope(d, d.Info().District.Key, c.Scope); err != nil {
				return err
			}
		}
		pack, err := d.Delegate(l.ctx, r.ID, scope, ids, c.To, c.Output)
		if err != nil {
			return err
		}
		return l.show(struct {
			File         string `json:"file"`
			To           string `json:"to"`
			Requirements int    `json:"requirements"`
			Code         string `json:"code"`
		}{pack.Path, pack.To, len(ids), pack.Code}, func(p *page) { l.tellPack(p, pack, len(ids)) })
	})
}

// chosen lists the requirements that are named, alone or by their topic, each once.
func (c *delegateCmd) chosen(l *lage, d *desk.Desk, r desk.RoundInfo) ([]assessment.RequirementID, error) {
	cat, err := d.Catalogue(l.ctx, r.Catalogue)
	if err != nil {
		return nil, err
	}
	var ids []assessment.RequirementID
	add := func(id assessment.RequirementID) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, name := range c.Requirement {
		q, err := cat.Find(name)
		if err != nil {
			return nil, err
		}
		add(q.ID)
	}
	for _, name := range c.Topic {
		topic, err := topicOf(cat, name)
		if err != nil {
			return nil, err
		}
		for _, q := range cat.Requirements {
			if q.Topic == topic.ID {
				add(q.ID)
			}
		}
	}
	if len(ids) == 0 {
		return nil, wrongUsage("nothing_to_delegate") // topics without a requirement
	}
	return ids, nil
}

func (l *lage) tellPack(p *page, pack desk.Delegation, requirements int) {
	p.line(l.words.Plural("lage.delegate.written", requirements, "file", pack.Path, "to", pack.To))
	p.line(l.words.Say("lage.delegate.code", "code", pack.Code))
	p.line(l.words.Say("lage.delegate.how"))
}

type delegationsCmd struct{}

type delegationView struct {
	To       string `json:"to"`
	File     string `json:"file"`
	At       string `json:"at"`
	Returned string `json:"returned"` // empty while it is out
}

// Run lists the files that colleagues have been given, the newest first, without their codes.
func (c *delegationsCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := d.Delegations(l.ctx)
		if err != nil {
			return err
		}
		views := []delegationView{}
		for _, x := range all {
			views = append(views, delegationView{x.To, x.Path, stamp(x.At), stamp(x.Returned)})
		}
		return l.show(struct {
			Delegations []delegationView `json:"delegations"`
		}{views}, func(p *page) { l.tellDelegations(p, all) })
	})
}

func (l *lage) tellDelegations(p *page, all []desk.Delegation) {
	if len(all) == 0 {
		p.line(l.words.Say("lage.delegations.none"))
		return
	}
	var rows [][]string
	for _, x := range all {
		state := l.words.Say("lage.delegations.out")
		if !x.Returned.IsZero() {
			state = l.words.Say("lage.delegations.returned", "at", x.Returned.Local())
		}
		rows = append(rows, []string{l.words.Value(x.At.Local()), x.To, x.Path, state})
	}
	p.table(l.heads("at", "colleague", "file", "state"), rows)
}
