package store

import (
	"context"
	"database/sql"

	"kreislage/data/assessment"
)

// Editions lists the catalogues that a round has had, the oldest first. The one that holds now is the round's own and
// not always the last: an office may go back to a former one.
func (r Reader) Editions(ctx context.Context, round assessment.RoundID) ([]assessment.CatalogueID, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT catalogue FROM editions WHERE round = ? ORDER BY since, catalogue", round)
	return collect(rows, err, "list editions", func(rows *sql.Rows, id *assessment.CatalogueID) error { return rows.Scan(id) })
}

// AddEdition keeps that a round has had a catalogue; one that is known stays as it is.
func (t *Tx) AddEdition(ctx context.Context, round assessment.RoundID, edition assessment.CatalogueID) error {
	t.framed = true
	_, err := t.exec(ctx, "INSERT INTO editions(round, catalogue, file, since) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING", round, edition, stamp(t.now()))
	return wrap("keep edition", err)
}

// NoteEditionFile keeps which import has brought an edition.
func (t *Tx) NoteEditionFile(ctx context.Context, round assessment.RoundID, edition assessment.CatalogueID, file int64) error {
	_, err := t.exec(ctx, "UPDATE editions SET file = ? WHERE round = ? AND catalogue = ? AND file = 0", file, round, edition)
	return wrap("note the edition's file", err)
}

// BroughtEdition tells whether an import has brought an edition of a round's catalogue.
func (r Reader) BroughtEdition(ctx context.Context, file int64) (bool, error) {
	var n int
	err := r.q.QueryRowContext(ctx, "SELECT count(*) FROM editions WHERE file = ?", file).Scan(&n)
	return n > 0, wrap("look for the edition of an import", err)
}

// AddRewordings keeps changes of texts that are of the wording only; those that are known stay.
func (t *Tx) AddRewordings(ctx context.Context, round assessment.RoundID, list []assessment.Rewording) error {
	for _, w := range list {
		if _, err := t.exec(ctx, "INSERT INTO rewordings(round, requirement, old_text, new_text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", round, w.Requirement, w.From, w.To); err != nil {
			return wrap("keep rewording", err)
		}
	}
	return nil
}

// Rewordings lists the changes of wording in a round, in a fixed order.
func (r Reader) Rewordings(ctx context.Context, round assessment.RoundID) ([]assessment.Rewording, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT requirement, old_text, new_text FROM rewordings WHERE round = ? ORDER BY requirement, old_text, new_text", round)
	return collect(rows, err, "list rewordings", func(rows *sql.Rows, w *assessment.Rewording) error {
		return rows.Scan(&w.Requirement, &w.From, &w.To)
	})
}
