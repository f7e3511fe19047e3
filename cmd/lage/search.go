package main

import (
	"strings"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type searchCmd struct {
	Text      []string `arg:""`
	Round     string   `placeholder:"R"`
	District  string   `placeholder:"KEY"`
	Catalogue string   `placeholder:"ID"`
	Kind      []string `placeholder:"KIND" enum:"requirement,answer,remark,measure,review,acceptance,attachment,note"`
	Open      bool
	Status    string `placeholder:"S"`
	Limit     int    `placeholder:"N" default:"50"`
}

type hitView struct {
	Kind        string `json:"kind"`
	Round       string `json:"round"`
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
	Field       string `json:"field"`
	Ref         string `json:"ref"`
	Title       string `json:"title"`
	Snippet     string `json:"snippet"`
}

// Run finds what holds all the words.
func (c *searchCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		hits, err := c.find(l, d)
		if err != nil {
			return err
		}
		views, rows := []hitView{}, [][]string{}
		for _, h := range hits {
			k := h.Key
			views = append(views, hitView{string(h.Kind), string(k.Round), string(k.District), string(k.Scope), string(k.Requirement), string(h.Field), h.Ref, h.Title, h.Snippet})
			district := string(k.District)
			if h.Kind == desk.KindRequirement {
				district = ""
			}
			rows = append(rows, []string{l.words.Say("desk.kind." + string(h.Kind)), district, h.Ref, short(h.Snippet, 90)})
		}
		return l.show(struct {
			Hits []hitView `json:"hits"`
		}{views}, func(p *page) {
			if len(rows) == 0 {
				p.line(l.words.Say("lage.search.none"))
				return
			}
			p.table(l.heads("where", "key", "requirement", "found"), rows)
		})
	})
}

func (c *searchCmd) find(l *lage, d *desk.Desk) ([]desk.Hit, error) {
	text := strings.Join(c.Text, " ")
	if c.Catalogue != "" {
		return d.SearchCatalogue(l.ctx, assessment.CatalogueID(c.Catalogue), text, c.Limit)
	}
	q := desk.SearchQuery{Text: text, District: assessment.DistrictKey(c.District), Limit: c.Limit}
	q.Open = c.Open
	for _, k := range c.Kind {
		q.Kinds = append(q.Kinds, assessment.Kind(k))
	}
	if c.Status != "" {
		status, err := parseStatus(c.Status)
		if err != nil {
			return nil, err
		}
		q.Status = &status
	}
	if c.Round != "" {
		r, err := l.round(d, c.Round)
		if err != nil {
			return nil, err
		}
		q.Round = r.ID
	}
	return d.Search(l.ctx, q)
}
