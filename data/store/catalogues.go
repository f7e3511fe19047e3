package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"kreislage/data/assessment"
)

// AddCatalogue keeps a sealed catalogue; one that is there already is left as it is.
func (t *Tx) AddCatalogue(ctx context.Context, c *assessment.Catalogue) error {
	res, err := t.exec(ctx, `INSERT INTO catalogues(id, key, title, edition, language, publisher, licence, notes, added)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING`,
		c.ID, c.Key, c.Title, c.Edition, c.Language, c.Publisher, c.Licence, c.Notes, stamp(t.now()))
	if err != nil {
		return wrap("keep catalogue", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return wrap("keep catalogue", err)
	}
	for i, topic := range c.Topics {
		if _, err := t.exec(ctx, "INSERT INTO topics(catalogue, position, id, title, notes) VALUES (?, ?, ?, ?, ?)", c.ID, i, topic.ID, topic.Title, topic.Notes); err != nil {
			return wrap("keep topic", err)
		}
	}
	for i, r := range c.Requirements {
		_, err := t.exec(ctx, `INSERT INTO requirements(catalogue, position, id, ref, topic, section, title, text, guidance, level, modal, effort, priority, tags, sources, hash)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			c.ID, i, r.ID, r.Ref, r.Topic, r.Section, r.Title, r.Text, r.Guidance, r.Level, r.Modal, r.Effort, r.Priority, list(r.Tags), list(r.References), r.Hash)
		if err != nil {
			return wrap("keep requirement", err)
		}
	}
	return nil
}

// CatalogueHead is a catalogue without its topics and requirements.
type CatalogueHead struct {
	assessment.Catalogue
	TopicCount, RequirementCount int
}

// Catalogues lists the catalogues, the newest last.
func (r Reader) Catalogues(ctx context.Context) ([]CatalogueHead, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, key, title, edition, language, publisher, licence, notes,
		(SELECT count(*) FROM topics WHERE catalogue = c.id), (SELECT count(*) FROM requirements WHERE catalogue = c.id)
		FROM catalogues c ORDER BY added, id`)
	return collect(rows, err, "list catalogues", func(rows *sql.Rows, h *CatalogueHead) error {
		return rows.Scan(&h.ID, &h.Key, &h.Title, &h.Edition, &h.Language, &h.Publisher, &h.Licence, &h.Notes, &h.TopicCount, &h.RequirementCount)
	})
}

// Catalogue returns a whole catalogue. The error wraps assessment.ErrNotFound.
func (r Reader) Catalogue(ctx context.Context, id assessment.CatalogueID) (*assessment.Catalogue, error) {
	var c assessment.Catalogue
	err := r.q.QueryRowContext(ctx, "SELECT id, key, title, edition, language, publisher, licence, notes FROM catalogues WHERE id = ?", id).
		Scan(&c.ID, &c.Key, &c.Title, &c.Edition, &c.Language, &c.Publisher, &c.Licence, &c.Notes)
	if err != nil {
		return nil, wrap("read catalogue", err)
	}
	rows, err := r.q.QueryContext(ctx, "SELECT id, title, notes FROM topics WHERE catalogue = ? ORDER BY position", id)
	c.Topics, err = collect(rows, err, "read topics", func(rows *sql.Rows, t *assessment.Topic) error {
		return rows.Scan(&t.ID, &t.Title, &t.Notes)
	})
	if err != nil {
		return nil, err
	}
	rows, err = r.q.QueryContext(ctx, `SELECT id, ref, topic, section, title, text, guidance, level, modal, effort, priority, tags, sources, hash
		FROM requirements WHERE catalogue = ? ORDER BY position`, id)
	c.Requirements, err = collect(rows, err, "read requirements", scanRequirement)
	return &c, err
}

func scanRequirement(rows *sql.Rows, r *assessment.Requirement) error {
	var tags, sources string
	if err := rows.Scan(&r.ID, &r.Ref, &r.Topic, &r.Section, &r.Title, &r.Text, &r.Guidance, &r.Level, &r.Modal, &r.Effort, &r.Priority, &tags, &sources, &r.Hash); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(tags), &r.Tags); err != nil {
		return err
	}
	return json.Unmarshal([]byte(sources), &r.References)
}

// list encodes texts so that no list and the empty list come back as what they were.
func list(texts []string) string {
	b, _ := json.Marshal(texts) // a slice of strings cannot fail
	return string(b)
}
