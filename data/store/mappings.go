package store

import (
	"context"
	"database/sql"

	"kreislage/data/assessment"
)

// MappingPair says that a requirement of one catalogue has to do with one of another. Relation is opaque here.
type MappingPair struct {
	Old, New assessment.RequirementID
	Relation string
}

// Mapping is which requirement of one catalogue stands for which of another.
type Mapping struct {
	Source, Target assessment.CatalogueID
	Title          string
	Pairs          []MappingPair
}

// SetMapping keeps a mapping between two catalogues; an earlier one between them goes.
func (t *Tx) SetMapping(ctx context.Context, m Mapping) error {
	if _, err := t.exec(ctx, "DELETE FROM mapping_pairs WHERE source = ? AND target = ?", m.Source, m.Target); err != nil {
		return wrap("forget mapping", err)
	}
	_, err := t.exec(ctx, `INSERT INTO mappings(source, target, title, added) VALUES (?, ?, ?, ?)
		ON CONFLICT(source, target) DO UPDATE SET title = excluded.title, added = excluded.added`, m.Source, m.Target, m.Title, stamp(t.now()))
	if err != nil {
		return wrap("keep mapping", err)
	}
	for i, p := range m.Pairs {
		if _, err := t.exec(ctx, "INSERT INTO mapping_pairs(source, target, position, old, new, relation) VALUES (?, ?, ?, ?, ?, ?)", m.Source, m.Target, i, p.Old, p.New, p.Relation); err != nil {
			return wrap("keep mapping", err)
		}
	}
	return nil
}

// MappingsBetween lists the mappings from any edition of one catalogue to any edition of another, the newest first.
// Editions are the same catalogue where their keys are; one without a key stands for itself.
func (r Reader) MappingsBetween(ctx context.Context, source, target assessment.CatalogueID) ([]Mapping, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT m.source, m.target, m.title FROM mappings m
		JOIN catalogues f ON f.id = m.source JOIN catalogues t ON t.id = m.target
		JOIN catalogues a ON a.id = ?1 JOIN catalogues b ON b.id = ?2
		WHERE (f.id = a.id OR f.key = a.key AND a.key <> '') AND (t.id = b.id OR t.key = b.key AND b.key <> '')
		ORDER BY m.added DESC, m.source, m.target`, source, target)
	found, err := collect(rows, err, "list mappings", func(rows *sql.Rows, m *Mapping) error { return rows.Scan(&m.Source, &m.Target, &m.Title) })
	if err != nil {
		return nil, err
	}
	for i, m := range found {
		rows, err := r.q.QueryContext(ctx, "SELECT old, new, relation FROM mapping_pairs WHERE source = ? AND target = ? ORDER BY position", m.Source, m.Target)
		found[i].Pairs, err = collect(rows, err, "read mapping", func(rows *sql.Rows, p *MappingPair) error { return rows.Scan(&p.Old, &p.New, &p.Relation) })
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
