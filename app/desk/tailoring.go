package desk

import (
	"context"
	"fmt"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/catalogue"
	"kreislage/data/store"
)

// Layer is what a tailoring changes of a catalogue.
type Layer = catalogue.Tailoring

// Tailoring is a layer that the office has given a name. It belongs to a catalogue whatever its edition.
type Tailoring struct {
	ID   string
	Key  string // of the catalogue, the same in all its editions
	Name string
	Layer
}

// TailoringPreview tells what would be asked with a layer over an edition.
type TailoringPreview struct {
	CatalogueInfo          // as it would be kept
	LeftOut       int      // requirements of the catalogue that would not be asked
	Missing       []string // ids that the layer names and this edition does not have
}

// Tailorings lists the tailorings by name.
func (d *Desk) Tailorings(ctx context.Context) ([]Tailoring, error) {
	kept, err := d.store.Tailorings(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Tailoring, 0, len(kept))
	for _, k := range kept {
		layer, err := catalogue.DecodeTailoring(k.Layer)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", store.ErrCorrupt, err)
		}
		out = append(out, Tailoring{ID: k.ID, Key: k.Key, Name: k.Name, Layer: layer})
	}
	return out, nil
}

// SaveTailoring keeps a tailoring of the catalogue, a new one where its ID is empty. Requirements of one's own get
// the ids they keep for ever; their texts are brought into canonical form. The error wraps assessment.ErrInvalid.
func (d *Desk) SaveTailoring(ctx context.Context, of assessment.CatalogueID, t Tailoring) (Tailoring, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return Tailoring{}, err
	}
	c, err := d.Catalogue(ctx, of)
	if err != nil {
		return Tailoring{}, err
	}
	if t.Name, err = requiredLine(t.Name); err != nil {
		return Tailoring{}, fmt.Errorf("name of the tailoring: %w", err)
	}
	if t.Layer, err = d.tidyLayer(t.Layer); err != nil {
		return Tailoring{}, err
	}
	t.Key = c.Key
	if t.ID == "" {
		if t.ID, err = assessment.NewID(d.o.Random); err != nil {
			return Tailoring{}, err
		}
	}
	if _, err := t.Apply(*c, t.ID, t.Name); err != nil {
		return Tailoring{}, fmt.Errorf("%w: %w", assessment.ErrInvalid, err)
	}
	layer, err := t.Encode()
	if err != nil {
		return Tailoring{}, err
	}
	return t, d.store.Write(ctx, func(tx *store.Tx) error {
		return tx.SetTailoring(ctx, store.Tailoring{ID: t.ID, Key: t.Key, Name: t.Name, Layer: layer})
	})
}

// tidyLayer brings what people typed into the form that files and hashes carry.
func (d *Desk) tidyLayer(l Layer) (Layer, error) {
	l.Own = slices.Clone(l.Own)
	for i := range l.Own {
		if err := d.tidyOwn(&l.Own[i], i); err != nil {
			return Layer{}, err
		}
	}
	help := make(map[assessment.RequirementID]string, len(l.Guidance))
	for id, text := range l.Guidance {
		text, err := canonical.Text(text, catalogue.MaxGuidance)
		if err != nil {
			return Layer{}, fmt.Errorf("help of %s: %w", id, err)
		}
		help[id] = text
	}
	l.Guidance = help
	return l, nil
}

func (d *Desk) tidyOwn(r *assessment.Requirement, i int) error {
	if r.ID == "" {
		id, err := assessment.NewID(d.o.Random)
		if err != nil {
			return err
		}
		r.ID = assessment.RequirementID("own-" + id[:12])
	}
	if r.Ref == "" {
		r.Ref = fmt.Sprintf("E.%d", i+1)
	}
	for _, line := range []*string{&r.Ref, &r.Title} {
		text, err := canonical.Line(*line, catalogue.MaxTitle)
		if err != nil {
			return fmt.Errorf("own requirement %s: %w", r.Ref, err)
		}
		*line = text
	}
	for _, text := range []*string{&r.Text, &r.Guidance} {
		tidy, err := canonical.Text(*text, catalogue.MaxText)
		if err != nil {
			return fmt.Errorf("own requirement %s: %w", r.Ref, err)
		}
		*text = tidy
	}
	return nil
}

// ForgetTailoring removes a tailoring. Rounds that were opened with it keep what they ask.
func (d *Desk) ForgetTailoring(ctx context.Context, id string) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetTailoring(ctx, id) })
}

// PreviewTailoring tells what a layer would leave of an edition; nothing is stored.
func (d *Desk) PreviewTailoring(ctx context.Context, of assessment.CatalogueID, l Layer) (TailoringPreview, error) {
	c, err := d.Catalogue(ctx, of)
	if err != nil {
		return TailoringPreview{}, err
	}
	if l, err = d.tidyLayer(l); err != nil {
		return TailoringPreview{}, err
	}
	out, err := l.Apply(*c, "preview", "")
	if err != nil {
		return TailoringPreview{}, fmt.Errorf("%w: %w", assessment.ErrInvalid, err)
	}
	view := TailoringPreview{CatalogueInfo: catalogueInfo(&out.Catalogue), LeftOut: out.LeftOut}
	for _, id := range out.Missing {
		view.Missing = append(view.Missing, string(id))
	}
	for _, id := range out.NoTopic {
		view.Missing = append(view.Missing, string(id))
	}
	return view, nil
}

// TailorCatalogue lays a kept tailoring over an edition of its catalogue and keeps the outcome as a catalogue that
// rounds can be opened with. Doing so again with the same tailoring changes nothing.
func (d *Desk) TailorCatalogue(ctx context.Context, of assessment.CatalogueID, id string) (CatalogueInfo, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return CatalogueInfo{}, err
	}
	c, err := d.Catalogue(ctx, of)
	if err != nil {
		return CatalogueInfo{}, err
	}
	all, err := d.Tailorings(ctx)
	if err != nil {
		return CatalogueInfo{}, err
	}
	i := slices.IndexFunc(all, func(t Tailoring) bool { return t.ID == id })
	if i < 0 {
		return CatalogueInfo{}, fmt.Errorf("tailoring %s: %w", id, assessment.ErrNotFound)
	}
	if all[i].Key != c.Key {
		return CatalogueInfo{}, fmt.Errorf("tailoring %s is of another catalogue: %w", all[i].Name, assessment.ErrInvalid)
	}
	out, err := all[i].Apply(*c, id, all[i].Name)
	if err != nil {
		return CatalogueInfo{}, fmt.Errorf("%w: %w", assessment.ErrInvalid, err)
	}
	return catalogueInfo(&out.Catalogue), d.store.Write(ctx, func(tx *store.Tx) error { return tx.AddCatalogue(ctx, &out.Catalogue) })
}
