package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"kreislage/data/assessment"
)

// Reader answers questions. It is embedded in Store (the reading pool), in Tx (the writing transaction) and
// handed to Snapshot.
type Reader struct{ q querier }

// Tx is the one writing transaction.
type Tx struct {
	Reader
	tx       *sql.Tx
	now      func() time.Time
	prepared map[string]*sql.Stmt
	known    known
	drew     uint64        // the last number given, 0 for none
	outdated map[part]bool // whose figures this transaction has marked already
	framed   bool          // it has touched a round or a district
}

// exec runs a statement that is prepared once a transaction: an import repeats a few of them thousands of times.
func (t *Tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := t.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	res, err := st.ExecContext(ctx, args...)
	return res, translate(err)
}

func (t *Tx) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := t.prepared[query]; ok {
		return st, nil
	}
	st, err := t.tx.PrepareContext(ctx, query)
	if err != nil {
		return nil, translate(err)
	}
	t.prepared[query] = st
	return st, nil
}

// Setting returns a value of the folder's own settings, empty where it was never set.
func (r Reader) Setting(ctx context.Context, key string) (string, error) {
	var v string
	err := r.q.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", key).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, wrap("read setting "+key, err)
}

// SetSetting keeps a value under a key.
func (t *Tx) SetSetting(ctx context.Context, key, value string) error {
	_, err := t.exec(ctx, "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", key, value)
	return wrap("keep setting "+key, err)
}

const counterKey = "counter"

// Counter returns the last number that NextCounter gave.
func (r Reader) Counter(ctx context.Context) (uint64, error) {
	v, err := r.Setting(ctx, counterKey)
	if err != nil || v == "" {
		return 0, err
	}
	n, err := strconv.ParseUint(v, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("counter %q: %w", v, ErrCorrupt)
	}
	return n, nil
}

// NextCounter returns the desk's next write number. No two writes that were kept have the same: a number comes
// again only where the transaction that drew it was rolled back, and what it was drawn for never left this folder.
func (t *Tx) NextCounter(ctx context.Context) (uint64, error) {
	n, err := t.Counter(ctx)
	if err != nil {
		return 0, err
	}
	t.drew = n + 1
	return n + 1, t.SetSetting(ctx, counterKey, strconv.FormatUint(n+1, 10))
}

// Secret returns a sealed secret. The error wraps assessment.ErrNotFound.
func (r Reader) Secret(ctx context.Context, name string) ([]byte, error) {
	var b []byte
	err := r.q.QueryRowContext(ctx, "SELECT sealed FROM secrets WHERE name = ?", name).Scan(&b)
	return b, wrap("read secret "+name, err)
}

// SetSecret keeps a sealed secret under a name.
func (t *Tx) SetSecret(ctx context.Context, name string, sealed []byte) error {
	_, err := t.exec(ctx, "INSERT INTO secrets(name, sealed) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET sealed = excluded.sealed", name, sealed)
	return wrap("keep secret "+name, err)
}

// Trust tells what is known of a desk's key.
type Trust string

// A key is this desk's own, confirmed by a person, or merely seen in a file.
const (
	TrustOwn    Trust = "own"
	TrustPinned Trust = "pinned"
	TrustSeen   Trust = "seen"
)

// Desk is a desk whose key is known. Party is PartyOffice or the key of its district.
type Desk struct {
	ID    assessment.DeskID
	Party string
	Key   []byte
	Trust Trust
	Seen  time.Time
}

// PartyOffice marks the office's desk.
const PartyOffice = "office"

// Desks returns the known desks of a party, all of them for "", in the order in which they were seen.
func (r Reader) Desks(ctx context.Context, party string) ([]Desk, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT id, party, key, trust, seen FROM desks WHERE ?1 = '' OR party = ?1 ORDER BY seen, id", party)
	return collect(rows, err, "list desks", func(rows *sql.Rows, d *Desk) error {
		var seen string
		err := rows.Scan(&d.ID, &d.Party, &d.Key, &d.Trust, &seen)
		d.Seen = unstamp(seen)
		return err
	})
}

// Desk returns one desk. The error wraps assessment.ErrNotFound.
func (r Reader) Desk(ctx context.Context, id assessment.DeskID) (Desk, error) {
	var d Desk
	var seen string
	err := r.q.QueryRowContext(ctx, "SELECT id, party, key, trust, seen FROM desks WHERE id = ?", id).Scan(&d.ID, &d.Party, &d.Key, &d.Trust, &seen)
	d.Seen = unstamp(seen)
	return d, wrap("read desk", err)
}

// SetDesk keeps a desk's key. A desk's id is bound to the first key that a person has confirmed: another one is
// refused with an error that wraps assessment.ErrExists. A key that was merely seen gives way to any other.
func (t *Tx) SetDesk(ctx context.Context, d Desk) error {
	res, err := t.exec(ctx, `INSERT INTO desks(id, party, key, trust, seen) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET party = excluded.party, key = excluded.key, trust = excluded.trust,
			seen = CASE WHEN key = excluded.key THEN seen ELSE excluded.seen END
		WHERE key = excluded.key AND party = excluded.party OR trust = 'seen'`,
		d.ID, d.Party, d.Key, d.Trust, stamp(t.now()))
	if err != nil {
		return wrap("keep desk", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("desk %s with another key: %w", d.ID, assessment.ErrExists)
	}
	return nil
}

// collect reads all rows into a slice.
func collect[T any](rows *sql.Rows, err error, what string, scan func(*sql.Rows, *T) error) ([]T, error) {
	if err != nil {
		return nil, wrap(what, err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var t T
		if err := scan(rows, &t); err != nil {
			return nil, wrap(what, err)
		}
		out = append(out, t)
	}
	return out, wrap(what, rows.Err())
}
