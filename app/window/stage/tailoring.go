package stage

import (
	"context"
	"strings"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// Catalogue is the catalogue on stage, whatever is asked for.
func (d *Desk) Catalogue(context.Context, assessment.CatalogueID) (*assessment.Catalogue, error) {
	b := d.Books[0]
	return &assessment.Catalogue{ID: b.ID, Key: "stage", Title: b.Title, Edition: b.Edition, Language: b.Language, Topics: topics, Requirements: requirements}, d.Fail
}

// Tailorings lists what was kept.
func (d *Desk) Tailorings(context.Context) ([]desk.Tailoring, error) { return d.Layers, d.Fail }

// SaveTailoring keeps a tailoring.
func (d *Desk) SaveTailoring(_ context.Context, _ assessment.CatalogueID, t desk.Tailoring) (desk.Tailoring, error) {
	d.note("tailoring %s: levels %v, without %v %v, with %v, %d own, %d help", t.Name, t.Levels, t.WithoutTopics, t.Without, t.With, len(t.Own), len(t.Guidance))
	t.ID, t.Key = "tailoring", "stage"
	d.Layers = []desk.Tailoring{t}
	return t, d.Fail
}

// TailorCatalogue adds what the tailoring leaves.
func (d *Desk) TailorCatalogue(_ context.Context, _ assessment.CatalogueID, id string) (desk.CatalogueInfo, error) {
	info := d.Books[0]
	info.ID, info.Title, info.Requirements = assessment.CatalogueID(id), info.Title+" – "+d.Layers[0].Name, info.Requirements-len(d.Layers[0].Without)
	d.Books = append(d.Books, info)
	return info, d.Fail
}

// SearchCatalogue finds the requirements in which the text occurs.
func (d *Desk) SearchCatalogue(_ context.Context, _ assessment.CatalogueID, text string, limit int) ([]desk.Hit, error) {
	var hits []desk.Hit
	for _, q := range requirements {
		if strings.Contains(strings.ToLower(q.Ref+" "+q.Title+" "+q.Text), strings.ToLower(text)) && len(hits) < limit {
			hits = append(hits, desk.Hit{Key: assessment.AnswerKey{Requirement: q.ID}, Ref: q.Ref, Title: q.Title})
		}
	}
	return hits, d.Fail
}

// CompareCatalogues finds what PreviewReissue finds.
func (d *Desk) CompareCatalogues(ctx context.Context, _, _ assessment.CatalogueID) (desk.CatalogueComparison, error) {
	p, err := d.PreviewReissue(ctx, "", "")
	p.CatalogueComparison.Same = len(requirements) - 2
	return p.CatalogueComparison, err
}

// PrepareSearch has nothing to prepare.
func (d *Desk) PrepareSearch(context.Context) error { return nil }
