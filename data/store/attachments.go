package store

import (
	"context"
	"time"

	"kreislage/data/assessment"
)

// Attachments lists the registers of attachments, sorted by round, district and item. An empty round or district
// means all of them.
func (r Reader) Attachments(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]Held, error) {
	where, args := "kind = 'attachment'", []any{}
	if round != "" {
		where, args = where+" AND round = ?", append(args, round)
	}
	if district != "" {
		where, args = where+" AND district = ?", append(args, district)
	}
	rows, err := r.q.QueryContext(ctx, `SELECT round, district, scope, kind, item, field, state FROM registers INDEXED BY registers_attachment
		WHERE `+where+" ORDER BY round, district, item, scope, field", args...)
	return collect(rows, err, "list attachments", scanHeld)
}

// Returning lists the states of attachments that something may bring back: what stood before or after a change that
// was made since a moment, and what stood before a change that an import made and an undo of it would restore.
func (r Reader) Returning(ctx context.Context, since time.Time) ([]Past, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+pastColumns+` FROM history INDEXED BY history_attachment
		WHERE kind = 'attachment' AND (at > ? OR file IN (SELECT id FROM files WHERE state = 'applied')) ORDER BY id`, stamp(since))
	return collect(rows, err, "list what may come back", scanPast)
}

// LastNumber returns the highest number of the files of one direction and desk for a district in a round, 0 for none.
func (r Reader) LastNumber(ctx context.Context, d Direction, desk assessment.DeskID, round assessment.RoundID, district assessment.DistrictKey) (uint64, error) {
	var n uint64
	err := r.q.QueryRowContext(ctx, "SELECT coalesce(max(sequence), 0) FROM files WHERE direction = ? AND desk = ? AND round = ? AND district = ?", d, desk, round, district).Scan(&n)
	return n, wrap("number the file", err)
}
