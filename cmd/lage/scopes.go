package main

import (
	"slices"
	"strings"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type scopeCmd struct {
	Add    scopeAddCmd    `cmd:""`
	Rename scopeRenameCmd `cmd:""`
	Retire scopeRetireCmd `cmd:""`
	Copy   scopeCopyCmd   `cmd:""`
	List   scopeListCmd   `cmd:""`
}

type scopeView struct {
	Scope    string `json:"scope"`
	District string `json:"district"`
	Name     string `json:"name"`
	Asked    bool   `json:"asked"` // answers in the rounds
	Retired  bool   `json:"retired"`
}

type scopeViews struct {
	Scopes []scopeView `json:"scopes"`
}

// scopes lists the scopes of a district.
func (l *lage) scopes(d *desk.Desk, district assessment.DistrictKey) ([]scopeView, error) {
	all, err := d.AllScopes(l.ctx, district)
	if err != nil {
		return nil, err
	}
	asked := assessment.AskedScopes(all)
	views := []scopeView{}
	for _, s := range all {
		views = append(views, scopeView{string(s.ID), string(district), s.Name, slices.Contains(asked, s), s.Retired})
	}
	return views, nil
}

type scopeAddCmd struct {
	Name string `arg:""`
}

// Run divides the district: the new scope answers for itself.
func (c *scopeAddCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		s, err := d.AddScope(l.ctx, c.Name)
		if err != nil {
			return err
		}
		return l.show(scopeView{string(s.ID), string(d.Info().District.Key), s.Name, true, false}, func(p *page) {
			p.line(l.words.Say("lage.scope.added", "scope", s.Name))
		})
	})
}

type scopeRenameCmd struct {
	Scope string `arg:""`
	Name  string `arg:""`
}

// Run gives a scope another name.
func (c *scopeRenameCmd) Run(l *lage) error {
	return l.changeScope(c.Scope, "lage.scope.renamed", func(d *desk.Desk, id assessment.ScopeID) error { return d.RenameScope(l.ctx, id, c.Name) })
}

type scopeRetireCmd struct {
	Scope  string `arg:""`
	Reopen bool
}

// Run lets a scope answer no more, or again.
func (c *scopeRetireCmd) Run(l *lage) error {
	key := "lage.scope.retired"
	if c.Reopen {
		key = "lage.scope.reopened"
	}
	return l.changeScope(c.Scope, key, func(d *desk.Desk, id assessment.ScopeID) error { return d.RetireScope(l.ctx, id, !c.Reopen) })
}

// changeScope changes one scope of the district's own desk and shows it as it is then.
func (l *lage) changeScope(chosen, key string, change func(*desk.Desk, assessment.ScopeID) error) error {
	return l.with(func(d *desk.Desk) error {
		own := assessment.DistrictKey(l.ownOr(d, ""))
		if own == "" {
			return assessment.ErrWrongRole
		}
		id, err := l.scope(d, own, chosen)
		if err != nil {
			return err
		}
		if err := change(d, id); err != nil {
			return err
		}
		views, err := l.scopes(d, own)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(views, func(v scopeView) bool { return v.Scope == string(id) })
		return l.show(views[i], func(p *page) { p.line(l.words.Say(key, "scope", views[i].Name)) })
	})
}

type scopeCopyCmd struct {
	From         string   `arg:""`
	To           string   `arg:""`
	Requirements []string `arg:"" optional:""`
	Round        string   `placeholder:"R"`
}

// Run copies answers to a scope that says nothing yet, marked to be confirmed.
func (c *scopeCopyCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		own := assessment.DistrictKey(l.ownOr(d, ""))
		if own == "" {
			return assessment.ErrWrongRole
		}
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		from, err := l.scope(d, own, c.From)
		if err != nil {
			return err
		}
		to, err := l.scope(d, own, c.To)
		if err != nil {
			return err
		}
		var ids []assessment.RequirementID
		for _, q := range c.Requirements {
			ids = append(ids, assessment.RequirementID(q))
		}
		n, err := d.CopyScope(l.ctx, r.ID, from, to, ids)
		if err != nil {
			return err
		}
		return l.show(struct {
			Copied int `json:"copied"`
		}{n}, func(p *page) { p.line(l.words.Plural("lage.scope.copied", n)) })
	})
}

type scopeListCmd struct {
	District string `placeholder:"KEY"`
}

// Run lists the scopes of a district, also those that do not answer.
func (c *scopeListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		district := assessment.DistrictKey(l.ownOr(d, c.District))
		if district == "" {
			return wrongUsage("which_district")
		}
		views, err := l.scopes(d, district)
		if err != nil {
			return err
		}
		if len(views) == 0 {
			return assessment.ErrNotFound
		}
		return l.show(scopeViews{views}, func(p *page) { l.tellScopes(p, views) })
	})
}

func (l *lage) tellScopes(p *page, views []scopeView) {
	var rows [][]string
	for _, v := range views {
		state := l.words.Say("lage.scope.state.kept")
		switch {
		case v.Asked:
			state = l.words.Say("lage.scope.state.asked")
		case v.Retired:
			state = l.words.Say("lage.scope.state.retired")
		}
		rows = append(rows, []string{l.scopeName(v.Scope, v.Name), state, v.Scope})
	}
	p.table(l.heads("scope", "state", "id"), rows)
}

// scopeName is a scope as people know it.
func (l *lage) scopeName(id, name string) string {
	if id == string(assessment.WholeScope) {
		return l.words.Say("desk.scope.whole")
	}
	return name
}

// scope finds a scope by id or name, those that answer first.
func (l *lage) scope(d *desk.Desk, district assessment.DistrictKey, chosen string) (assessment.ScopeID, error) {
	scopes, err := d.AllScopes(l.ctx, district)
	if err != nil {
		return "", err
	}
	for _, s := range slices.Concat(assessment.AskedScopes(scopes), scopes) {
		if string(s.ID) == chosen || strings.EqualFold(l.scopeName(string(s.ID), s.Name), chosen) {
			return s.ID, nil
		}
	}
	return "", wrongUsage("no_such_scope", "what", chosen)
}

// onlyScope is the scope that is meant where none is named: the only one that answers, and otherwise the whole.
func (l *lage) onlyScope(d *desk.Desk, district assessment.DistrictKey) (assessment.ScopeID, error) {
	asked, err := d.Scopes(l.ctx, district)
	if err != nil || len(asked) != 1 {
		return assessment.WholeScope, err
	}
	return asked[0].ID, nil
}
