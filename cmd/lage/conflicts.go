package main

import (
	"cmp"
	"slices"
	"strings"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type conflictsCmd struct {
	Round string `placeholder:"R"`
}

type conflictView struct {
	ID          string        `json:"id"`
	Round       string        `json:"round"`
	District    string        `json:"district"`
	Scope       string        `json:"scope"`
	Kind        string        `json:"kind"`
	Requirement string        `json:"requirement"` // a measure's id where kind says so
	Field       string        `json:"field"`
	Counts      string        `json:"counts"` // the value that counts meanwhile
	Before      []string      `json:"before"` // what stood there before the versions came apart, for people
	Asked       string        `json:"asked"`  // the office's question about it
	Values      []versionView `json:"values"`
}

type versionView struct {
	Value string `json:"value"`
	Text  string `json:"text"`
	Who   string `json:"who"`
	At    string `json:"at"`
	File  string `json:"file"`
}

// Run lists the fields that hold contradictory versions.
func (c *conflictsCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := l.conflicts(d, c.Round)
		if err != nil {
			return err
		}
		views := []conflictView{}
		for _, x := range all {
			s := x.Subject
			v := conflictView{x.ID, string(s.Round), string(s.District), string(s.Scope), string(s.Kind), s.Item, string(s.Field), x.Counts, append([]string{}, x.Before...), x.Asked, []versionView{}}
			for _, y := range x.Values {
				v.Values = append(v.Values, versionView{y.Value, y.Text, y.Who, stamp(y.At), y.File})
			}
			views = append(views, v)
		}
		return l.show(struct {
			Conflicts []conflictView `json:"conflicts"`
		}{views}, func(p *page) { l.tellConflicts(p, d, all) })
	})
}

// conflicts lists the conflicts of one round, or of all, in a fixed order.
func (l *lage) conflicts(d *desk.Desk, chosen string) ([]desk.Conflict, error) {
	rounds, err := d.Rounds(l.ctx)
	if err != nil {
		return nil, err
	}
	if chosen != "" {
		r, err := l.round(d, chosen)
		if err != nil {
			return nil, err
		}
		rounds = []desk.RoundInfo{r}
	}
	var all []desk.Conflict
	for _, r := range rounds {
		some, err := d.Conflicts(l.ctx, r.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b desk.Conflict) int {
		x, y := a.Subject, b.Subject
		return cmp.Or(cmp.Compare(x.Round, y.Round), cmp.Compare(x.District, y.District), cmp.Compare(x.Scope, y.Scope), cmp.Compare(x.Item, y.Item), cmp.Compare(x.Field, y.Field))
	})
	return all, nil
}

func (l *lage) tellConflicts(p *page, d *desk.Desk, all []desk.Conflict) {
	if len(all) == 0 {
		p.line(l.words.Say("lage.conflict.none"))
		return
	}
	for _, c := range all {
		p.line(l.words.Say("lage.conflict.head", "id", c.ID, "district", string(c.Subject.District), "requirement", c.Ref, "title", c.Title, "field", d.FieldName(c.Subject.Field)))
		var rows [][]string
		for i, v := range c.Values {
			rows = append(rows, []string{l.words.Number(i+1) + ".", short(v.Text, 90), v.Who, v.File})
		}
		if len(c.Before) > 0 {
			rows = append(rows, []string{"", l.words.Say("lage.conflict.before", "text", short(strings.Join(c.Before, "; "), 90))})
		}
		if c.Asked != "" {
			rows = append(rows, []string{"", l.words.Say("lage.conflict.asked", "text", short(c.Asked, 90))})
		}
		p.indented(rows)
	}
	p.line(l.words.Say("lage.conflict.how"))
}

type settleCmd struct {
	Rule     string `arg:"" enum:"cautious,fuller,same"`
	Conflict string `arg:"" optional:""`
	Version  int    `placeholder:"N"`
	Round    string `placeholder:"R"`
	Do       bool
}

type settleView struct {
	Decisions []settleRow `json:"decisions"`
	Left      int         `json:"left"`    // conflicts of this desk's side that stay open
	Done      int         `json:"done"`    // 0 where it was only looked at
	Changed   int         `json:"changed"` // left alone, since they had changed meanwhile
}

type settleRow struct {
	ID    string `json:"id"`
	Value string `json:"value"`
	Text  string `json:"text"`
}

// Run settles many conflicts of a round with one decision; without --do it only tells what would be decided.
func (c *settleCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		s, err := c.settling(l, d, r.ID)
		if err != nil {
			return err
		}
		plan, err := d.PlanSettling(l.ctx, r.ID, s)
		if err != nil {
			return err
		}
		v := settleView{Decisions: []settleRow{}, Left: plan.Left}
		for _, x := range plan.Decisions {
			v.Decisions = append(v.Decisions, settleRow{x.Conflict.ID, x.Value, x.Text})
		}
		if c.Do {
			did, err := d.Settle(l.ctx, plan)
			if err != nil {
				return err
			}
			v.Done, v.Changed = did.Done, did.Changed
		}
		return l.show(v, func(p *page) { c.tell(l, d, p, plan, v) })
	})
}

// settling turns the words of a call into a decision. same means: always the version that came from where this one came
// from, where the same places stand against each other.
func (c *settleCmd) settling(l *lage, d *desk.Desk, round assessment.RoundID) (desk.Settling, error) {
	if (c.Rule == "same") != (c.Conflict != "" && c.Version != 0) {
		return desk.Settling{}, wrongUsage("settle_same")
	}
	if c.Rule != "same" {
		return desk.Settling{Rule: desk.SettleRule(c.Rule)}, nil
	}
	all, err := d.Conflicts(l.ctx, round)
	if err != nil {
		return desk.Settling{}, err
	}
	i := slices.IndexFunc(all, func(x desk.Conflict) bool { return x.ID == c.Conflict })
	if i < 0 {
		return desk.Settling{}, assessment.ErrNotFound
	}
	if c.Version < 1 || c.Version > len(all[i].Values) {
		return desk.Settling{}, wrongUsage("no_such_version", "max", len(all[i].Values))
	}
	return desk.Settling{Rule: desk.SettleOrigin, Origins: all[i].Origins(), Origin: all[i].Values[c.Version-1].Origin()}, nil
}

func (c *settleCmd) tell(l *lage, d *desk.Desk, p *page, plan desk.SettlePlan, v settleView) {
	var rows [][]string
	for _, x := range plan.Decisions {
		rows = append(rows, []string{x.Conflict.ID, x.Conflict.Ref, d.FieldName(x.Conflict.Subject.Field), short(x.Text, 90)})
	}
	p.indented(rows)
	if !c.Do {
		p.line(l.words.Plural("lage.settle.would", len(plan.Decisions)))
	} else {
		p.line(l.words.Plural("lage.settle.done", v.Done))
	}
	if v.Changed > 0 {
		p.line(l.words.Plural("lage.settle.changed", v.Changed))
	}
	if v.Left > 0 {
		p.line(l.words.Plural("lage.settle.left", v.Left))
	}
}

type askCmd struct {
	Conflict string `arg:""`
	Question string `arg:""`
}

// Run asks the district about an answer that is in conflict.
func (c *askCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := l.conflicts(d, "")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x desk.Conflict) bool { return x.ID == c.Conflict })
		if i < 0 {
			return assessment.ErrNotFound
		}
		if err := d.AskAbout(l.ctx, all[i], c.Question); err != nil {
			return err
		}
		return l.show(struct {
			ID string `json:"id"`
		}{c.Conflict}, func(p *page) { p.line(l.words.Say("lage.settle.asked")) })
	})
}

type resolveCmd struct {
	Conflict    string  `arg:""`
	Value       *string `arg:"" optional:""`
	Version     int     `placeholder:"N"`
	Explanation *string `placeholder:"T"`
}

// Run decides a conflict at the desk that owns the field.
func (c *resolveCmd) Run(l *lage) error {
	if (c.Value == nil) == (c.Version == 0) {
		return wrongUsage("value_or_version")
	}
	return l.with(func(d *desk.Desk) error {
		all, err := l.conflicts(d, "")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x desk.Conflict) bool { return x.ID == c.Conflict })
		if i < 0 {
			return assessment.ErrNotFound
		}
		value, err := c.chosen(l, d, all[i])
		if err != nil {
			return err
		}
		if err := d.Resolve(l.ctx, c.Conflict, value); err != nil {
			return err
		}
		return l.show(struct {
			ID    string `json:"id"`
			Value string `json:"value"`
		}{c.Conflict, value}, func(p *page) { p.line(l.words.Say("lage.conflict.resolved", "id", c.Conflict)) })
	})
}

// chosen finds the value that shall count: one of the versions by number, as it is encoded or as people read it, or
// a new one. A new status is named by its word and takes its explanation from --explanation.
func (c *resolveCmd) chosen(l *lage, d *desk.Desk, x desk.Conflict) (string, error) {
	if c.Value == nil {
		if c.Version < 1 || c.Version > len(x.Values) {
			return "", wrongUsage("no_such_version", "max", len(x.Values))
		}
		return x.Values[c.Version-1].Value, nil
	}
	for _, v := range x.Values {
		if *c.Value == v.Value || c.Explanation == nil && *c.Value != "" && *c.Value == v.Text {
			return v.Value, nil
		}
	}
	if x.Subject.Field != assessment.FieldStatus {
		return strings.TrimSpace(*c.Value), nil
	}
	if st, err := assessment.DecodeStatement(*c.Value); err == nil && *c.Value != "" {
		return st.Encode(), nil
	}
	return c.statement(l, d, x)
}

func (c *resolveCmd) statement(l *lage, d *desk.Desk, x desk.Conflict) (string, error) {
	status, err := parseStatus(*c.Value)
	if err != nil {
		return "", err
	}
	r, err := d.Round(l.ctx, x.Subject.Round)
	if err != nil {
		return "", err
	}
	cat, err := d.Catalogue(l.ctx, r.Catalogue)
	if err != nil {
		return "", err
	}
	q, err := cat.Find(x.Subject.Item)
	if err != nil {
		return "", err
	}
	st := assessment.Statement{Status: status, TextHash: q.Hash}
	if c.Explanation != nil {
		st.Explanation = strings.TrimSpace(*c.Explanation)
	}
	return st.Encode(), nil
}
