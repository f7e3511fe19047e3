package main

import (
	"strings"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type catalogueTailorCmd struct {
	Catalogue    string   `arg:"" optional:""`
	Name         string   `required:"" placeholder:"NAME"`
	Level        []string `placeholder:"L"`
	WithoutTopic []string `placeholder:"TOPIC"`
	Without      []string `placeholder:"REQUIREMENT"`
	With         []string `placeholder:"REQUIREMENT"`
	Guidance     []string `sep:"none" placeholder:"REQUIREMENT=T"`
	Own          []string `sep:"none" placeholder:"TOPIC=TITLE=T"`
	Preview      bool
}

// tailoredView is a tailored catalogue with what was left out of it.
type tailoredView struct {
	catalogueView
	Tailoring string   `json:"tailoring"`
	LeftOut   int      `json:"left_out"`
	Missing   []string `json:"missing"`
}

// Run lays a tailoring over a catalogue. One of the same name for the same catalogue is replaced.
func (c *catalogueTailorCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		id, err := l.catalogue(d, c.Catalogue)
		if err != nil {
			return err
		}
		layer, err := c.layer(l, d, id)
		if err != nil {
			return err
		}
		preview, err := d.PreviewTailoring(l.ctx, id, layer)
		if err != nil {
			return err
		}
		view := tailoredView{viewOfCatalogue(preview.CatalogueInfo), "", preview.LeftOut, append([]string{}, preview.Missing...)}
		if !c.Preview {
			if view.Tailoring, view.catalogueView, err = c.keep(l, d, id, layer); err != nil {
				return err
			}
		}
		return l.show(view, func(p *page) { l.tellTailored(p, view, c.Preview) })
	})
}

func (l *lage) tellTailored(p *page, v tailoredView, preview bool) {
	key := "lage.catalogue.imported"
	if preview {
		key = "lage.catalogue.preview"
	}
	p.line(l.words.Say(key, "title", v.Title, "edition", v.Edition, "id", shortID(v.Catalogue)))
	p.line(l.words.Say("lage.catalogue.size", "topics", v.Topics, "requirements", v.Requirements))
	p.line(l.words.Say("lage.catalogue.left_out", "count", v.LeftOut))
	for _, id := range v.Missing {
		p.line("  " + l.words.Say("lage.catalogue.missing", "id", id))
	}
}

func (c *catalogueTailorCmd) keep(l *lage, d *desk.Desk, id assessment.CatalogueID, layer desk.Layer) (string, catalogueView, error) {
	kept, err := d.Tailorings(l.ctx)
	if err != nil {
		return "", catalogueView{}, err
	}
	whole, err := d.Catalogue(l.ctx, id)
	if err != nil {
		return "", catalogueView{}, err
	}
	t := desk.Tailoring{Name: c.Name, Layer: layer}
	for _, k := range kept {
		if k.Name == c.Name && k.Key == whole.Key {
			t.ID = k.ID
		}
	}
	if t, err = d.SaveTailoring(l.ctx, id, t); err != nil {
		return "", catalogueView{}, err
	}
	info, err := d.TailorCatalogue(l.ctx, id, t.ID)
	return t.ID, viewOfCatalogue(info), err
}

// layer reads the flags against the catalogue they are about, so that a slip is told and not passed over.
func (c *catalogueTailorCmd) layer(l *lage, d *desk.Desk, id assessment.CatalogueID) (desk.Layer, error) {
	whole, err := d.Catalogue(l.ctx, id)
	if err != nil {
		return desk.Layer{}, err
	}
	layer := desk.Layer{Levels: c.Level}
	for _, name := range c.WithoutTopic {
		topic, err := topicOf(whole, name)
		if err != nil {
			return desk.Layer{}, err
		}
		layer.WithoutTopics = append(layer.WithoutTopics, topic.ID)
	}
	if layer.Without, err = requirementsOf(whole, c.Without); err != nil {
		return desk.Layer{}, err
	}
	if layer.With, err = requirementsOf(whole, c.With); err != nil {
		return desk.Layer{}, err
	}
	for _, text := range c.Guidance {
		ref, help, _ := strings.Cut(text, "=")
		q, err := whole.Find(ref)
		if err != nil {
			return desk.Layer{}, err
		}
		if layer.Guidance == nil {
			layer.Guidance = map[assessment.RequirementID]string{}
		}
		layer.Guidance[q.ID] = help
	}
	for _, text := range c.Own {
		parts := strings.SplitN(text, "=", 3)
		if len(parts) != 3 {
			return desk.Layer{}, wrongUsage("own_requirement", "what", text)
		}
		topic, err := topicOf(whole, parts[0])
		if err != nil {
			return desk.Layer{}, err
		}
		layer.Own = append(layer.Own, assessment.Requirement{Topic: topic.ID, Title: parts[1], Text: parts[2]})
	}
	return layer, nil
}

func requirementsOf(c *assessment.Catalogue, names []string) ([]assessment.RequirementID, error) {
	var out []assessment.RequirementID
	for _, name := range names {
		q, err := c.Find(name)
		if err != nil {
			return nil, err
		}
		out = append(out, q.ID)
	}
	return out, nil
}

type catalogueWriteCmd struct {
	Catalogue string `arg:"" optional:""`
	Output    string `short:"o" required:"" placeholder:"FILE"`
}

// Run writes a catalogue to a file that can be changed and imported again.
func (c *catalogueWriteCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		id, err := l.catalogue(d, c.Catalogue)
		if err != nil {
			return err
		}
		if err := d.WriteCatalogue(l.ctx, id, c.Output); err != nil {
			return err
		}
		return l.wrote(c.Output)
	})
}

type catalogueTemplateCmd struct {
	Output string `short:"o" required:"" placeholder:"FILE"`
}

// Run writes an empty workbook for a catalogue of one's own.
func (c *catalogueTemplateCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if err := d.WriteCatalogueTemplate(c.Output); err != nil {
			return err
		}
		return l.wrote(c.Output)
	})
}

func (l *lage) wrote(path string) error {
	return l.show(struct {
		File string `json:"file"`
	}{path}, func(p *page) { p.line(l.words.Say("lage.report.written", "file", path)) })
}
