package store

import (
	"context"
	"database/sql"
	"time"

	"kreislage/data/assessment"
)

// Quarantined is a file that could not be taken in.
type Quarantined struct {
	ID       int64
	At       time.Time
	Name     string
	SHA256   string
	Verdict  string
	Detail   string
	District assessment.DistrictKey // as far as it is known
	Kept     bool                   // a copy of the bytes lies in the data folder
}

// Quarantine notes a file that could not be taken in; the same bytes with the same verdict are noted once.
func (t *Tx) Quarantine(ctx context.Context, q Quarantined) error {
	_, err := t.exec(ctx, `INSERT INTO quarantine(at, name, sha256, verdict, detail, district, kept) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(sha256, verdict) DO UPDATE SET at = excluded.at, name = excluded.name, kept = max(kept, excluded.kept)`,
		stamp(t.now()), q.Name, q.SHA256, q.Verdict, q.Detail, q.District, q.Kept)
	return wrap("note a refused file", err)
}

// ForgetQuarantined takes a file off the list.
func (t *Tx) ForgetQuarantined(ctx context.Context, id int64) error {
	_, err := t.exec(ctx, "DELETE FROM quarantine WHERE id = ?", id)
	return wrap("forget a refused file", err)
}

// Quarantine lists the files that could not be taken in, the newest first.
func (r Reader) Quarantine(ctx context.Context) ([]Quarantined, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT id, at, name, sha256, verdict, detail, district, kept FROM quarantine ORDER BY at DESC, id DESC")
	return collect(rows, err, "list refused files", func(rows *sql.Rows, q *Quarantined) error {
		var at string
		err := rows.Scan(&q.ID, &at, &q.Name, &q.SHA256, &q.Verdict, &q.Detail, &q.District, &q.Kept)
		q.At = unstamp(at)
		return err
	})
}

// Delegation is a pack that a colleague has been given.
type Delegation struct {
	Export   assessment.ExportID
	To       string
	At       time.Time
	Returned time.Time // zero while it is out
}

// AddDelegation notes a pack.
func (t *Tx) AddDelegation(ctx context.Context, export assessment.ExportID, to string) error {
	_, err := t.exec(ctx, "INSERT INTO delegations(export, colleague, at) VALUES (?, ?, ?)", export, to, stamp(t.now()))
	return wrap("note a delegation", err)
}

// ReturnDelegation notes that a filled-in pack has been taken in.
func (t *Tx) ReturnDelegation(ctx context.Context, export assessment.ExportID) error {
	_, err := t.exec(ctx, "UPDATE delegations SET returned = ? WHERE export = ?", stamp(t.now()), export)
	return wrap("note a returned delegation", err)
}

// Delegations lists the packs, the newest first.
func (r Reader) Delegations(ctx context.Context) ([]Delegation, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT export, colleague, at, returned FROM delegations ORDER BY at DESC, export")
	return collect(rows, err, "list delegations", func(rows *sql.Rows, d *Delegation) error {
		var at, returned string
		err := rows.Scan(&d.Export, &d.To, &at, &returned)
		d.At = unstamp(at)
		if returned != "" {
			d.Returned = unstamp(returned)
		}
		return err
	})
}
