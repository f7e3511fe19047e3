package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/catalogue"
	"kreislage/data/store"
)

// Catalogues lists the catalogue editions in the data folder, the newest last.
func (d *Desk) Catalogues(ctx context.Context) ([]CatalogueInfo, error) {
	heads, err := d.store.Catalogues(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]CatalogueInfo, 0, len(heads))
	for _, h := range heads {
		out = append(out, CatalogueInfo{h.ID, h.Title, h.Edition, h.Language, h.TopicCount, h.RequirementCount})
	}
	return out, nil
}

// Catalogue returns a whole catalogue; it must not be changed. A catalogue never changes under its id, so it is
// read once.
func (d *Desk) Catalogue(ctx context.Context, id assessment.CatalogueID) (*assessment.Catalogue, error) {
	return d.catalogueIn(ctx, d.store.Reader, id)
}

// catalogueIn is Catalogue for whoever reads a snapshot and must not ask for a second connection.
func (d *Desk) catalogueIn(ctx context.Context, r store.Reader, id assessment.CatalogueID) (*assessment.Catalogue, error) {
	d.mu.Lock()
	c, ok := d.catalogues[id]
	d.mu.Unlock()
	if ok {
		return c, nil
	}
	c, err := r.Catalogue(ctx, id)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.catalogues[id] = c
	d.mu.Unlock()
	return c, nil
}

// PreviewCatalogue tells what a catalogue file holds; nothing is stored.
func (d *Desk) PreviewCatalogue(ctx context.Context, path string) (CatalogueImport, error) {
	_, view, err := d.readCatalogue(ctx, path)
	return view, err
}

// ImportCatalogue stores the catalogue in a file. One that is there already is done.
func (d *Desk) ImportCatalogue(ctx context.Context, path string) (CatalogueImport, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return CatalogueImport{}, err
	}
	c, view, err := d.readCatalogue(ctx, path)
	if err != nil {
		return CatalogueImport{}, err
	}
	return view, d.store.Write(ctx, func(tx *store.Tx) error { return tx.AddCatalogue(ctx, &c) })
}

// AddBuiltinCatalogue stores the catalogue that comes with the program; doing so again changes nothing.
func (d *Desk) AddBuiltinCatalogue(ctx context.Context, lang string) (CatalogueInfo, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return CatalogueInfo{}, err
	}
	c, err := catalogue.Builtin(lang)
	if err != nil {
		return CatalogueInfo{}, err
	}
	return catalogueInfo(&c), d.store.Write(ctx, func(tx *store.Tx) error { return tx.AddCatalogue(ctx, &c) })
}

// WriteCatalogue writes a catalogue to a file that can be changed and imported again: Kreislage's own YAML where the
// name ends in .yaml or .yml, and its Excel form otherwise.
func (d *Desk) WriteCatalogue(ctx context.Context, id assessment.CatalogueID, path string) error {
	c, err := d.Catalogue(ctx, id)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml":
		err = catalogue.WriteYAML(&raw, *c)
	default:
		err = catalogue.WriteExcel(&raw, d.say(), *c)
	}
	if err != nil {
		return fmt.Errorf("write the catalogue: %w", err)
	}
	return writeWhole(path, raw.Bytes())
}

// WriteCatalogueTemplate writes an empty workbook for a catalogue of one's own, to be filled in and imported.
func (d *Desk) WriteCatalogueTemplate(path string) error {
	var raw bytes.Buffer
	if err := catalogue.WriteTemplate(&raw, d.say()); err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	return writeWhole(path, raw.Bytes())
}

func (d *Desk) readCatalogue(ctx context.Context, path string) (assessment.Catalogue, CatalogueImport, error) {
	f, err := os.Open(path)
	if err != nil {
		return assessment.Catalogue{}, CatalogueImport{}, fmt.Errorf("open the catalogue: %w", err)
	}
	defer f.Close()
	in, err := catalogue.Import(ctx, io.Reader(f), catalogue.Options{})
	if err != nil {
		return assessment.Catalogue{}, CatalogueImport{}, err
	}
	view := CatalogueImport{CatalogueInfo: catalogueInfo(&in.Catalogue), Format: in.Format, Dropped: []string{}}
	for _, drop := range in.Dropped {
		view.Dropped = append(view.Dropped, d.dropSentence(drop))
	}
	_, err = d.store.Catalogue(ctx, in.Catalogue.ID)
	view.Known = err == nil
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return assessment.Catalogue{}, CatalogueImport{}, err
	}
	return in.Catalogue, view, nil
}

func catalogueInfo(c *assessment.Catalogue) CatalogueInfo {
	return CatalogueInfo{c.ID, c.Title, c.Edition, c.Language, len(c.Topics), len(c.Requirements)}
}
