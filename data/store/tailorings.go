package store

import (
	"context"
	"database/sql"

	"kreislage/data/assessment"
)

// Tailoring is a layer over every edition of the catalogue with this key. Layer is opaque here.
type Tailoring struct {
	ID    string
	Key   string
	Name  string
	Layer string
}

// SetTailoring keeps a tailoring under its id.
func (t *Tx) SetTailoring(ctx context.Context, x Tailoring) error {
	_, err := t.exec(ctx, `INSERT INTO tailorings(id, key, name, layer) VALUES (?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET key = excluded.key, name = excluded.name, layer = excluded.layer`, x.ID, x.Key, x.Name, x.Layer)
	return wrap("keep tailoring", err)
}

// ForgetTailoring removes a tailoring; the catalogues that were made with it stay.
func (t *Tx) ForgetTailoring(ctx context.Context, id string) error {
	res, err := t.exec(ctx, "DELETE FROM tailorings WHERE id = ?", id)
	if err != nil {
		return wrap("forget tailoring", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return wrap("forget tailoring "+id, firstOf(err, assessment.ErrNotFound))
	}
	return nil
}

func firstOf(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Tailorings lists the tailorings by name.
func (r Reader) Tailorings(ctx context.Context) ([]Tailoring, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT id, key, name, layer FROM tailorings ORDER BY name, id")
	return collect(rows, err, "list tailorings", func(rows *sql.Rows, x *Tailoring) error {
		return rows.Scan(&x.ID, &x.Key, &x.Name, &x.Layer)
	})
}
