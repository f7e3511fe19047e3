package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"kreislage/data/assessment"
)

// Key names what somebody has written: an answer, a remark, a measure.
type Key struct {
	Round    assessment.RoundID
	District assessment.DistrictKey
	Scope    assessment.ScopeID
	Kind     assessment.Kind
	Item     string
}

// Text is what a key says now, all its fields behind each other. An empty one is taken out of the index.
type Text struct {
	Key
	Text string
}

// Update replaces what the index has of some keys and keeps values of its state, all of it or nothing.
func (x *Index) Update(ctx context.Context, texts []Text, state map[string]string) error {
	tx, err := x.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("update the index: %w", err)
	}
	defer tx.Rollback()
	u := &update{ctx: ctx, tx: tx, names: map[string]int64{}, stmts: map[string]*sql.Stmt{}}
	for _, t := range texts {
		if err := u.put(t); err != nil {
			return fmt.Errorf("update the index: %w", err)
		}
	}
	for name, value := range state {
		if _, err := u.exec("INSERT INTO state(name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", name, value); err != nil {
			return fmt.Errorf("update the index: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("update the index: %w", err)
	}
	return nil
}

// update is one transaction.
type update struct {
	ctx   context.Context
	tx    *sql.Tx
	names map[string]int64
	stmts map[string]*sql.Stmt
}

func (u *update) stmt(query string) (*sql.Stmt, error) {
	if st, ok := u.stmts[query]; ok {
		return st, nil
	}
	st, err := u.tx.PrepareContext(u.ctx, query)
	u.stmts[query] = st
	return st, err
}

func (u *update) exec(query string, args ...any) (sql.Result, error) {
	st, err := u.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(u.ctx, args...)
}

// name returns the short number that stands for a long id, and gives one where there is none.
func (u *update) name(s string) (int64, error) {
	if id, known := u.names[s]; known {
		return id, nil
	}
	st, err := u.stmt("INSERT INTO names(name) VALUES (?) ON CONFLICT DO UPDATE SET name = excluded.name RETURNING id")
	if err != nil {
		return 0, err
	}
	var id int64
	err = st.QueryRowContext(u.ctx, s).Scan(&id)
	u.names[s] = id
	return id, err
}

func (u *update) put(t Text) error {
	var ids [4]int64
	for i, s := range []string{string(t.Round), string(t.District), string(t.Scope), string(t.Kind)} {
		id, err := u.name(s)
		if err != nil {
			return err
		}
		ids[i] = id
	}
	if err := u.remove(ids, t.Item); err != nil {
		return err
	}
	words := Words(t.Text)
	if len(words) == 0 {
		return nil
	}
	res, err := u.exec("INSERT INTO docs(id, round, district, scope, kind, item) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM docs), ?, ?, ?, ?, ?)", ids[0], ids[1], ids[2], ids[3], t.Item)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	_, err = u.exec("INSERT INTO words(rowid, text) VALUES (?, ?)", id, sign('r', ids[0])+" "+sign('d', ids[1])+" "+strings.Join(words, " "))
	return err
}

// remove takes out what the index has of a key.
func (u *update) remove(ids [4]int64, item string) error {
	st, err := u.stmt("DELETE FROM docs WHERE round = ? AND district = ? AND scope = ? AND kind = ? AND item = ? RETURNING id")
	if err != nil {
		return err
	}
	var id int64
	err = st.QueryRowContext(u.ctx, ids[0], ids[1], ids[2], ids[3], item).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = u.exec("DELETE FROM words WHERE rowid = ?", id)
	return err
}

// sign is a word that no text has: it marks everything of a round or a district.
func sign(what byte, id int64) string { return "_" + string(what) + strconv.FormatInt(id, 36) }

// Query says what is looked for, and where. An empty round or district means all.
type Query struct {
	Text     string
	Round    assessment.RoundID
	District assessment.DistrictKey
	Limit    int
}

// shortest is from how many characters on a word is looked for in what people have written: a single letter begins
// words in almost every answer.
const shortest = 2

// Written finds what holds all the words of a query, each also as the beginning of a longer one, the newest first.
func (x *Index) Written(ctx context.Context, q Query) ([]Key, error) {
	expr, long := expression(q.Text)
	if !long || q.Limit <= 0 {
		return nil, nil
	}
	for what, name := range map[byte]string{'r': string(q.Round), 'd': string(q.District)} {
		if name == "" {
			continue
		}
		var id int64
		err := x.read.QueryRowContext(ctx, "SELECT id FROM names WHERE name = ?", name).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		expr += ` AND "` + sign(what, id) + `"`
	}
	rows, err := x.read.QueryContext(ctx, `SELECT r.name, d.name, s.name, k.name, docs.item
		FROM (SELECT rowid AS id FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?) found
		JOIN docs ON docs.id = found.id JOIN names r ON r.id = docs.round JOIN names d ON d.id = docs.district
		JOIN names s ON s.id = docs.scope JOIN names k ON k.id = docs.kind ORDER BY docs.id DESC`, expr, q.Limit)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer rows.Close()
	var out []Key
	for rows.Next() {
		var k Key
		if err := rows.Scan(&k.Round, &k.District, &k.Scope, &k.Kind, &k.Item); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		out = append(out, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return out, nil
}

// expression turns what was typed into a query of FTS5: every word must occur. It tells whether one of them is long
// enough to be looked for in what people have written.
func expression(typed string) (expr string, long bool) {
	var parts []string
	seen := map[string]bool{}
	for _, w := range typedWords(typed) {
		if seen[w] || len(parts) == maxWords {
			continue
		}
		seen[w] = true
		long = long || len([]rune(w)) >= shortest
		parts = append(parts, `"`+w+`"*`)
	}
	return strings.Join(parts, " AND "), long
}

// maxWords caps the words of a query: whole pages are pasted into fields.
const maxWords = 12

// typedWords are the words of a query, those with points as a whole only.
func typedWords(typed string) []string {
	var out []string
	each(typed, func(_, _ int, word string) bool {
		out = append(out, word)
		return len(out) < 10*maxWords
	})
	return out
}
