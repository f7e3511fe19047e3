package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"kreislage/data/assessment"
)

// KindNote marks private notes among what was written. They have no registers.
const KindNote assessment.Kind = "note"

// Progress tells how far a reader has followed what is written in the folder. The zero value is the beginning.
type Progress struct {
	History int64  // newest entry of the history that was read
	Touched int64  // newest mark that was read
	Proof   string // tells whether it was this folder's history
}

// ErrOtherPast says that somebody's progress is not one in this folder's history: it has to begin anew.
var ErrOtherPast = errors.New("progress in another history")

// WrittenSince lists what was written since somebody's progress, each thing once, from at most rows entries of the
// history, and how far that goes. Subjects come without a field. Nothing new gives the same progress again. The error
// wraps ErrOtherPast where the progress was made in another folder, or in a later state of this one.
func (r Reader) WrittenSince(ctx context.Context, p Progress, rows int) ([]assessment.Subject, Progress, error) {
	proof, err := r.proof(ctx, p.History)
	if err == nil && proof != p.Proof {
		err = ErrOtherPast
	}
	if err != nil {
		return nil, p, fmt.Errorf("follow the history: %w", err)
	}
	next := p
	err = r.q.QueryRowContext(ctx, "SELECT coalesce(max(id), ?1) FROM (SELECT id FROM history WHERE id > ?1 ORDER BY id LIMIT ?2)", p.History, rows).Scan(&next.History)
	if err != nil {
		return nil, p, wrap("follow the history", err)
	}
	if err := r.q.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM touched").Scan(&next.Touched); err != nil {
		return nil, p, wrap("follow the history", err)
	}
	if next.Touched < p.Touched {
		return nil, p, fmt.Errorf("follow the history: %w", ErrOtherPast)
	}
	found, err := r.q.QueryContext(ctx, `SELECT round, district, scope, kind, item FROM history WHERE id > ? AND id <= ?
		UNION SELECT round, district, scope, kind, item FROM touched WHERE id > ? ORDER BY 1, 2, 3, 4, 5`, p.History, next.History, p.Touched)
	out, err := collect(found, err, "follow the history", func(rows *sql.Rows, s *assessment.Subject) error {
		return rows.Scan(&s.Round, &s.District, &s.Scope, &s.Kind, &s.Item)
	})
	if err != nil {
		return nil, p, err
	}
	next.Proof, err = r.proof(ctx, next.History)
	return out, next, err
}

// proof names an entry of the history by what never changes of it.
func (r Reader) proof(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	var s assessment.Subject
	var before, who string
	err := r.q.QueryRowContext(ctx, "SELECT round, district, scope, kind, item, field, before, who FROM history WHERE id = ?", id).
		Scan(&s.Round, &s.District, &s.Scope, &s.Kind, &s.Item, &s.Field, &before, &who)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrOtherPast
	}
	h := assessment.NewHasher("kreislage history 1")
	h.Add(place(s), before, who)
	return h.Sum(16), wrap("follow the history", err)
}

// touch marks a thing to be looked at again.
func (t *Tx) touch(ctx context.Context, s assessment.Subject) error {
	_, err := t.exec(ctx, "INSERT OR REPLACE INTO touched(round, district, scope, kind, item) VALUES (?, ?, ?, ?, ?)", s.Round, s.District, s.Scope, s.Kind, s.Item)
	return wrap("mark what was written", err)
}

// RegistersOfItem lists the registers of one thing, by field.
func (r Reader) RegistersOfItem(ctx context.Context, s assessment.Subject) ([]Held, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT round, district, scope, kind, item, field, state FROM registers
		WHERE round = ? AND district = ? AND scope = ? AND kind = ? AND item = ? ORDER BY field`, s.Round, s.District, s.Scope, s.Kind, s.Item)
	return collect(rows, err, "read registers", scanHeld)
}
