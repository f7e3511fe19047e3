package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// Past is one entry of the history: a field's state before and after a change.
type Past struct {
	ID      int64
	At      time.Time
	Who     string
	Source  string
	File    int64
	Subject assessment.Subject
	Before  merge.Register
	After   merge.Register
}

const pastColumns = "id, at, who, source, coalesce(file, 0), round, district, scope, kind, item, field, before, after"

func scanPast(rows *sql.Rows, p *Past) error {
	var at, before, after string
	s := &p.Subject
	err := rows.Scan(&p.ID, &at, &p.Who, &p.Source, &p.File, &s.Round, &s.District, &s.Scope, &s.Kind, &s.Item, &s.Field, &before, &after)
	if err != nil {
		return err
	}
	p.At = unstamp(at)
	if p.Before, err = decodeRegister(before, nil); err != nil {
		return err
	}
	p.After, err = decodeRegister(after, nil)
	return err
}

// History lists the changes of one item (an answer, a remark, a measure), oldest first.
func (r Reader) History(ctx context.Context, s assessment.Subject) ([]Past, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+pastColumns+` FROM history
		WHERE round = ? AND district = ? AND scope = ? AND kind = ? AND item = ? ORDER BY id`, s.Round, s.District, s.Scope, s.Kind, s.Item)
	return collect(rows, err, "list history", scanPast)
}

// HistoryOfItems lists the changes of many items, by field, oldest first.
func (r Reader) HistoryOfItems(ctx context.Context, items []assessment.Subject) (map[assessment.Subject][]Past, error) {
	const most = 100 // items a question
	seen := make(map[assessment.Subject]bool, len(items))
	var once []assessment.Subject // several fields of one thing are one thing
	for _, s := range items {
		if s.Field = ""; !seen[s] {
			seen[s], once = true, append(once, s)
		}
	}
	out := make(map[assessment.Subject][]Past, len(items))
	for some := range slices.Chunk(once, most) {
		args := make([]any, 0, 5*len(some))
		for _, s := range some {
			args = append(args, s.Round, s.District, s.Scope, s.Kind, s.Item)
		}
		list := strings.Repeat("(?, ?, ?, ?, ?), ", len(some))
		rows, err := r.q.QueryContext(ctx, "SELECT "+pastColumns+" FROM history WHERE (round, district, scope, kind, item) IN (VALUES "+strings.TrimSuffix(list, ", ")+") ORDER BY id", args...)
		found, err := collect(rows, err, "list history", scanPast)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			out[p.Subject] = append(out[p.Subject], p)
		}
	}
	return out, nil
}

// Past returns one entry of the history. The error wraps assessment.ErrNotFound.
func (r Reader) Past(ctx context.Context, id int64) (Past, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+pastColumns+" FROM history WHERE id = ?", id)
	found, err := collect(rows, err, "read history", scanPast)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("history %d: %w", id, assessment.ErrNotFound)
	}
	if err != nil {
		return Past{}, err
	}
	return found[0], nil
}

// HistoryOfFile lists the changes that one import made, oldest first.
func (r Reader) HistoryOfFile(ctx context.Context, file int64) ([]Past, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+pastColumns+" FROM history WHERE file = ? ORDER BY id", file)
	return collect(rows, err, "list changes of an import", scanPast)
}

// Touch tells when an item was last changed and by whom.
type Touch struct {
	Scope assessment.ScopeID
	Item  string
	At    time.Time
	Who   string
}

// LastTouches lists the last change of every item of one kind of a district in a round.
func (r Reader) LastTouches(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, kind assessment.Kind) ([]Touch, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT h.scope, h.item, h.at, h.who FROM history h JOIN (
		SELECT max(id) AS id FROM history WHERE round = ? AND district = ? AND kind = ? GROUP BY scope, item) last ON last.id = h.id`, round, district, kind)
	return collect(rows, err, "list last changes", func(rows *sql.Rows, t *Touch) error {
		var at string
		err := rows.Scan(&t.Scope, &t.Item, &at, &t.Who)
		t.At = unstamp(at)
		return err
	})
}
