package main

import (
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type roundReissueCmd struct {
	ID        string   `arg:"" optional:""`
	Catalogue string   `required:"" placeholder:"ID"`
	Editorial []string `placeholder:"REQUIREMENT"`
	Preview   bool
}

// requirementView names a requirement.
type requirementView struct {
	Requirement string `json:"requirement"`
	Ref         string `json:"ref"`
	Title       string `json:"title"`
}

// changedView is a requirement with what it said and says.
type changedView struct {
	requirementView
	Parts  []string `json:"parts"` // what differs, in the user's language
	Asked  bool     `json:"asked"` // what is asked differs
	Before string   `json:"before"`
	After  string   `json:"after"`
}

// comparisonView is what one edition of a catalogue changes of another.
type comparisonView struct {
	From    string            `json:"from"`
	To      string            `json:"to"`
	Added   []requirementView `json:"added"`
	Changed []changedView     `json:"changed"`
	Removed []requirementView `json:"removed"`
	Same    int               `json:"same"`
}

func viewOfRequirement(q assessment.Requirement) requirementView {
	return requirementView{string(q.ID), q.Ref, q.Title}
}

func viewOfComparison(c desk.CatalogueComparison) comparisonView {
	v := comparisonView{From: string(c.From.ID), To: string(c.To.ID), Added: []requirementView{}, Changed: []changedView{}, Removed: []requirementView{}, Same: c.Same}
	for _, q := range c.Added {
		v.Added = append(v.Added, viewOfRequirement(q))
	}
	for _, x := range c.Changed {
		v.Changed = append(v.Changed, changedView{viewOfRequirement(x.After), list(x.Parts), x.Asked, x.Before.Text, x.After.Text})
	}
	for _, q := range c.Removed {
		v.Removed = append(v.Removed, viewOfRequirement(q))
	}
	return v
}

// reissueView is a reissue, done or only looked at.
type reissueView struct {
	Round string `json:"round"`
	Name  string `json:"name"`
	comparisonView
	ToConfirm int  `json:"to_confirm"` // answers here to texts that change
	Outside   int  `json:"outside"`    // answers here that stand outside of the figures then
	Preview   bool `json:"preview"`
}

// Run corrects the catalogue of a round, or only tells what that would change.
func (c *roundReissueCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.ID)
		if err != nil {
			return err
		}
		id, err := l.catalogue(d, c.Catalogue)
		if err != nil {
			return err
		}
		p, err := d.PreviewReissue(l.ctx, r.ID, id)
		if err != nil {
			return err
		}
		if !c.Preview {
			if r, err = d.Reissue(l.ctx, r.ID, id, idsOf(c.Editorial)); err != nil {
				return err
			}
		}
		v := reissueView{string(r.ID), r.Name, viewOfComparison(p.CatalogueComparison), p.ToConfirm, p.Outside, c.Preview}
		return l.show(v, func(pg *page) { l.tellReissue(pg, v, c.Editorial) })
	})
}

func (l *lage) tellReissue(p *page, v reissueView, editorial []string) {
	key := "lage.round.reissued"
	if v.Preview {
		key = "lage.round.would_reissue"
	}
	p.line(l.words.Say(key, "round", v.Name, "added", len(v.Added), "changed", len(v.Changed), "removed", len(v.Removed), "same", v.Same))
	l.tellComparison(p, v.comparisonView, editorial)
	switch {
	case v.Preview:
		p.line(l.words.Say("lage.round.touches", "confirm", v.ToConfirm, "outside", v.Outside))
	default:
		p.line(l.words.Say("lage.round.reissue_next"))
	}
}

func (l *lage) tellComparison(p *page, v comparisonView, editorial []string) {
	line := func(key string, q requirementView) {
		p.line("  " + l.words.Say(key, "ref", q.Ref, "title", short(q.Title, 60)))
	}
	for _, q := range v.Added {
		line("lage.compare.added", q)
	}
	for _, x := range v.Changed {
		key := "lage.compare.changed"
		switch {
		case slices.Contains(editorial, x.Ref) || slices.Contains(editorial, x.Requirement):
			key = "lage.compare.editorial"
		case !x.Asked:
			key = "lage.compare.touched"
		}
		line(key, x.requirementView)
		if x.Asked && x.Before != x.After {
			p.line("    - " + short(x.Before, 100))
			p.line("    + " + short(x.After, 100))
		}
	}
	for _, q := range v.Removed {
		line("lage.compare.removed", q)
	}
}

func idsOf(texts []string) []assessment.RequirementID {
	var out []assessment.RequirementID
	for _, t := range texts {
		out = append(out, assessment.RequirementID(t))
	}
	return out
}

type roundFreezeCmd struct {
	ID string `arg:"" optional:""`
}

// Run freezes a round.
func (c *roundFreezeCmd) Run(l *lage) error {
	return l.setState(c.ID, assessment.RoundFrozen, "lage.round.frozen")
}

type roundExtendCmd struct {
	ID       string `arg:"" optional:""`
	Due      string `required:"" placeholder:"2027-01-31"`
	District string `placeholder:"KEY"`
}

// Run gives a round, or one district of it, another due date. For a district "-" takes its own date back.
func (c *roundExtendCmd) Run(l *lage) error {
	if c.Due == "-" && c.District != "" {
		c.Due = ""
	}
	due, err := day("--due", c.Due)
	if err != nil {
		return err
	}
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.ID)
		if err != nil {
			return err
		}
		if c.District == "" {
			r, err = d.ExtendRound(l.ctx, r.ID, due)
		} else {
			if err := takesPart(r, c.District); err != nil {
				return err
			}
			r, err = d.ExtendFor(l.ctx, r.ID, assessment.DistrictKey(c.District), due)
		}
		if err != nil {
			return err
		}
		return l.show(viewOfRound(r), func(p *page) {
			until := l.words.Date(r.DueOf(assessment.DistrictKey(c.District)))
			if c.District == "" {
				p.line(l.words.Say("lage.round.extended", "round", r.Name, "due", until))
				return
			}
			p.line(l.words.Say("lage.round.extended_for", "round", r.Name, "due", until, "district", c.District))
		})
	})
}

type roundDuplicateCmd struct {
	ID        string   `arg:"" optional:""`
	Name      string   `required:"" placeholder:"NAME"`
	Due       string   `placeholder:"2027-01-31"`
	Catalogue string   `placeholder:"ID"`
	District  []string `placeholder:"KEY"`
	Mark      string   `placeholder:"T"`
	Cover     string   `placeholder:"T"`
}

// Run opens a round like an earlier one.
func (c *roundDuplicateCmd) Run(l *lage) error {
	due, err := day("--due", c.Due)
	if err != nil {
		return err
	}
	return l.with(func(d *desk.Desk) error {
		from, err := l.round(d, c.ID)
		if err != nil {
			return err
		}
		n := desk.NewRound{Name: c.Name, Due: due, Classification: c.Mark, Cover: c.Cover, Districts: keysOf(c.District)}
		if c.Catalogue != "" {
			if n.Catalogue, err = l.catalogue(d, c.Catalogue); err != nil {
				return err
			}
		}
		r, err := d.Duplicate(l.ctx, from.ID, n)
		if err != nil {
			return err
		}
		return l.show(viewOfRound(r), func(p *page) {
			p.line(l.words.Say("lage.round.opened", "round", r.Name, "id", shortID(string(r.ID))))
			p.line(l.words.Plural("lage.round.asks", len(r.Districts), "requirements", r.Requirements))
		})
	})
}

type catalogueCompareCmd struct {
	From string `arg:""`
	To   string `arg:""`
}

// Run tells what one edition of a catalogue changes of another.
func (c *catalogueCompareCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		from, err := l.catalogue(d, c.From)
		if err != nil {
			return err
		}
		to, err := l.catalogue(d, c.To)
		if err != nil {
			return err
		}
		found, err := d.CompareCatalogues(l.ctx, from, to)
		if err != nil {
			return err
		}
		v := viewOfComparison(found)
		return l.show(v, func(p *page) {
			p.line(l.words.Say("lage.compare.sum", "added", len(v.Added), "changed", len(v.Changed), "removed", len(v.Removed), "same", v.Same))
			l.tellComparison(p, v, nil)
		})
	})
}

type catalogueMappingCmd struct {
	File string `arg:""`
	From string `required:"" placeholder:"ID"`
	To   string `required:"" placeholder:"ID"`
}

// mappingView is a mapping between two catalogues as it was kept.
type mappingView struct {
	From    string   `json:"from"`
	To      string   `json:"to"`
	Title   string   `json:"title"`
	Pairs   int      `json:"pairs"`
	Equal   int      `json:"equal"`
	Part    int      `json:"part"`
	Broader int      `json:"broader"`
	Dropped []string `json:"dropped"`
}

// Run keeps which requirements of one catalogue stand for which of another.
func (c *catalogueMappingCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		from, err := l.catalogue(d, c.From)
		if err != nil {
			return err
		}
		to, err := l.catalogue(d, c.To)
		if err != nil {
			return err
		}
		in, err := d.ImportMapping(l.ctx, c.File, from, to)
		if err != nil {
			return err
		}
		v := mappingView{string(in.From.ID), string(in.To.ID), in.Title, in.Pairs, in.Equal, in.Part, in.Broader, list(in.Dropped)}
		return l.show(v, func(p *page) {
			p.line(l.words.Say("lage.mapping.kept", "from", in.From.Title, "to", in.To.Title, "pairs", v.Pairs, "equal", v.Equal, "part", v.Part, "broader", v.Broader))
			for _, drop := range v.Dropped {
				p.line("  " + drop)
			}
		})
	})
}
