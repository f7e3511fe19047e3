package main

import (
	"strings"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type catalogueCmd struct {
	Import  catalogueImportCmd  `cmd:""`
	Builtin catalogueBuiltinCmd `cmd:""`
	List    catalogueListCmd    `cmd:""`
	Compare catalogueCompareCmd `cmd:""`
	Mapping catalogueMappingCmd `cmd:""`

	Tailor   catalogueTailorCmd   `cmd:""`
	Write    catalogueWriteCmd    `cmd:""`
	Template catalogueTemplateCmd `cmd:""`
}

type catalogueView struct {
	Catalogue    string `json:"catalogue"`
	Title        string `json:"title"`
	Edition      string `json:"edition"`
	Language     string `json:"language"`
	Topics       int    `json:"topics"`
	Requirements int    `json:"requirements"`
}

// importedCatalogue is a catalogue with what its import left out.
type importedCatalogue struct {
	catalogueView
	Known   bool     `json:"known"` // this very edition was there before
	Dropped []string `json:"dropped"`
}

func viewOfCatalogue(c desk.CatalogueInfo) catalogueView {
	return catalogueView{string(c.ID), c.Title, c.Edition, c.Language, c.Topics, c.Requirements}
}

type catalogueImportCmd struct {
	File    string `arg:""`
	Preview bool
}

// Run takes in a catalogue, or only tells what it holds.
func (c *catalogueImportCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		read, key := d.ImportCatalogue, "lage.catalogue.imported"
		if c.Preview {
			read, key = d.PreviewCatalogue, "lage.catalogue.preview"
		}
		in, err := read(l.ctx, c.File)
		if err != nil {
			return err
		}
		if in.Known {
			key = "lage.catalogue.known"
		}
		return l.showCatalogue(key, importedCatalogue{viewOfCatalogue(in.CatalogueInfo), in.Known, in.Dropped})
	})
}

func (l *lage) showCatalogue(key string, v importedCatalogue) error {
	if v.Dropped == nil {
		v.Dropped = []string{}
	}
	return l.show(v, func(p *page) {
		p.line(l.words.Say(key, "title", v.Title, "edition", v.Edition, "id", shortID(v.Catalogue)))
		p.line(l.words.Say("lage.catalogue.size", "topics", v.Topics, "requirements", v.Requirements))
		for _, drop := range v.Dropped {
			p.line("  " + drop)
		}
	})
}

type catalogueBuiltinCmd struct {
	Language string `placeholder:"de|en" enum:",de,en" default:""`
}

// Run adds the catalogue that comes with the program.
func (c *catalogueBuiltinCmd) Run(l *lage) error {
	if c.Language == "" {
		c.Language = l.lang
	}
	return l.with(func(d *desk.Desk) error {
		info, err := d.AddBuiltinCatalogue(l.ctx, c.Language)
		if err != nil {
			return err
		}
		return l.showCatalogue("lage.catalogue.imported", importedCatalogue{viewOfCatalogue(info), false, nil})
	})
}

type catalogueListCmd struct{}

// Run lists the catalogues in the data folder.
func (c *catalogueListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := d.Catalogues(l.ctx)
		if err != nil {
			return err
		}
		views := []catalogueView{}
		for _, info := range all {
			views = append(views, viewOfCatalogue(info))
		}
		return l.show(struct {
			Catalogues []catalogueView `json:"catalogues"`
		}{views}, func(p *page) { l.tellCatalogues(p, views) })
	})
}

func (l *lage) tellCatalogues(p *page, views []catalogueView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.catalogue.none"))
		return
	}
	var rows [][]string
	for _, v := range views {
		rows = append(rows, []string{shortID(v.Catalogue), short(v.Title, 60), v.Edition, l.words.Number(v.Topics), l.words.Number(v.Requirements)})
	}
	p.table(l.heads("id", "title", "edition", "topics", "requirements"), rows)
}

// catalogue finds the catalogue that a call means: by id or its beginning, "builtin", or the only one there is.
func (l *lage) catalogue(d *desk.Desk, chosen string) (assessment.CatalogueID, error) {
	if strings.EqualFold(chosen, "builtin") {
		info, err := d.AddBuiltinCatalogue(l.ctx, l.lang)
		return info.ID, err
	}
	all, err := d.Catalogues(l.ctx)
	if err != nil {
		return "", err
	}
	var found []assessment.CatalogueID
	for _, c := range all {
		if string(c.ID) == chosen {
			return c.ID, nil
		}
		if strings.HasPrefix(string(c.ID), strings.ToLower(chosen)) {
			found = append(found, c.ID)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case chosen == "":
		return "", wrongUsage("which_catalogue", "count", len(all))
	case len(found) > 1:
		return "", wrongUsage("ambiguous", "what", chosen)
	}
	return "", wrongUsage("no_such_catalogue", "what", chosen)
}

// shortID is enough of an id to type it.
func shortID(id string) string { return id[:min(len(id), 8)] }
