package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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
	Text  string
	Marks []string // short words of letters and digits by which a query may choose, such as a status
}

// Update replaces what the index has of some keys and keeps values of its state, all of it or nothing.
func (x *Index) Update(ctx context.Context, texts []Text, state map[string]string) error {
	tx, err := x.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("update the index: %w", err)
	}
	defer tx.Rollback()
	x.mu.Lock()
	defer x.mu.Unlock()
	u := &update{ctx: ctx, tx: tx, names: map[string]int64{}, stmts: map[string]*sql.Stmt{}, known: x.known, learned: map[string]bool{}}
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
	if len(x.known) > maxKnown {
		x.known = map[string]bool{}
	}
	maps.Copy(x.known, u.learned)
	return nil
}

// maxKnown caps the words that are remembered not to be put into the vocabulary again.
const maxKnown = 100_000

// update is one transaction.
type update struct {
	ctx   context.Context
	tx    *sql.Tx
	names map[string]int64
	stmts map[string]*sql.Stmt

	known, learned map[string]bool // long words in the vocabulary: before, and with this update
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
	if err := u.learn(words); err != nil {
		return err
	}
	_, err = u.exec("INSERT INTO words(rowid, text) VALUES (?, ?)", id, signs(ids, t.Marks)+strings.Join(words, " "))
	return err
}

// learn puts long words into the vocabulary.
func (u *update) learn(words []string) error {
	for _, w := range words {
		if utf8.RuneCountInString(w) <= longestBeginning || u.known[w] || u.learned[w] {
			continue
		}
		if _, err := u.exec("INSERT INTO vocabulary(word) VALUES (?) ON CONFLICT DO NOTHING", w); err != nil {
			return err
		}
		u.learned[w] = true
	}
	return nil
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

// sign is a word that no text has: it marks everything of a round, a district or a kind.
func sign(what byte, id int64) string { return "_" + string(what) + strconv.FormatInt(id, 36) }

// markSign is the word of a mark.
func markSign(mark string) string { return "_m" + mark }

func signs(ids [4]int64, marks []string) string {
	var b strings.Builder
	b.WriteString(sign('r', ids[0]) + " " + sign('d', ids[1]) + " " + sign('k', ids[3]) + " ")
	for _, m := range marks {
		b.WriteString(markSign(m) + " ")
	}
	return b.String()
}

// Query says what is looked for, and where. An empty round or district means all, no kinds all of them.
type Query struct {
	Text     string
	Round    assessment.RoundID
	District assessment.DistrictKey
	Kinds    []assessment.Kind
	Marks    []string // all of which a text must have
	Limit    int
}

// Written finds what holds all the words of a query, each also as the beginning of a longer one, the newest first.
func (x *Index) Written(ctx context.Context, q Query) ([]Key, error) {
	expr, err := x.writtenExpression(ctx, q.Text)
	if err != nil || expr == "" || q.Limit <= 0 {
		return nil, err
	}
	first, last := int64(0), int64(math.MaxInt64)
	for what, name := range map[byte]string{'r': string(q.Round), 'd': string(q.District)} {
		if name == "" {
			continue
		}
		var id int64
		err := x.read.QueryRowContext(ctx, "SELECT id FROM names WHERE name = ?", name).Scan(&id)
		if err == nil && what == 'd' {
			// A district's texts stand close to each other: most of what others have written need not be passed by.
			err = x.read.QueryRowContext(ctx, "SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM docs WHERE district = ?", id).Scan(&first, &last)
		}
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		expr += ` AND "` + sign(what, id) + `"`
	}
	kinds, err := x.kindSigns(ctx, q.Kinds)
	if err != nil || len(q.Kinds) > 0 && len(kinds) == 0 {
		return nil, err
	}
	if len(kinds) > 0 {
		expr += " AND (" + strings.Join(kinds, " OR ") + ")"
	}
	for _, m := range q.Marks {
		expr += ` AND "` + markSign(m) + `"`
	}
	rows, err := x.read.QueryContext(ctx, `SELECT r.name, d.name, s.name, k.name, docs.item
		FROM (SELECT rowid AS id FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?) found
		JOIN docs ON docs.id = found.id JOIN names r ON r.id = docs.round JOIN names d ON d.id = docs.district
		JOIN names s ON s.id = docs.scope JOIN names k ON k.id = docs.kind ORDER BY docs.id DESC`, expr, first, last, q.Limit)
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

// kindSigns are the signs of kinds, of those of which there is something.
func (x *Index) kindSigns(ctx context.Context, kinds []assessment.Kind) ([]string, error) {
	var out []string
	for _, k := range kinds {
		var id int64
		err := x.read.QueryRowContext(ctx, "SELECT id FROM names WHERE name = ?", string(k)).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		out = append(out, `"`+sign('k', id)+`"`)
	}
	return out, nil
}

// writtenExpression turns what was typed into a query of FTS5. A single letter begins words in almost every answer: it
// counts as a word of its own, or, while it is typed, not at all.
func (x *Index) writtenExpression(ctx context.Context, typed string) (string, error) {
	words := queryWords(typed)
	var parts []string
	for i, w := range words {
		n := utf8.RuneCountInString(w)
		switch {
		case n == 1 && i == len(words)-1 && (w < "0" || w > "9"):
		case n == 1:
			parts = append(parts, `"`+w+`"`)
		case n <= longestBeginning:
			parts = append(parts, `"`+w+`"*`)
		default:
			part, err := x.longWord(ctx, w)
			if err != nil {
				return "", err
			}
			parts = append(parts, part)
		}
	}
	if len(parts) == 1 && strings.Count(parts[0], "") <= len(`"x"`)+1 {
		return "", nil // nothing but a digit
	}
	return strings.Join(parts, " AND "), nil
}

// maxSpelledOut is how many words a beginning is spelled out to. More of them are merged by SQLite, all at once.
const maxSpelledOut = 100

// longWord looks for the words that begin with one: each by itself can be read from its newest text on, and as soon as
// there are hits enough the rest need not be read.
func (x *Index) longWord(ctx context.Context, w string) (string, error) {
	rows, err := x.read.QueryContext(ctx, "SELECT word FROM vocabulary WHERE word >= ? AND word < ? LIMIT ?", w, w+"\U0010ffff", maxSpelledOut+1)
	if err != nil {
		return "", fmt.Errorf("search: %w", err)
	}
	defer rows.Close()
	words := []string{`"` + w + `"`}
	for rows.Next() {
		var word string
		if err := rows.Scan(&word); err != nil {
			return "", fmt.Errorf("search: %w", err)
		}
		words = append(words, `"`+word+`"`)
	}
	if err := rows.Err(); err != nil {
		return "", fmt.Errorf("search: %w", err)
	}
	if len(words) > maxSpelledOut {
		return `"` + w + `"*`, nil
	}
	return "(" + strings.Join(words, " OR ") + ")", nil
}

// expression turns what was typed into a query of FTS5: every word must occur.
func expression(typed string) string {
	var parts []string
	for _, w := range queryWords(typed) {
		parts = append(parts, `"`+w+`"*`)
	}
	return strings.Join(parts, " AND ")
}

// maxWords caps the words of a query: whole pages are pasted into fields.
const maxWords = 12

// queryWords are the first words of a query, each once.
func queryWords(typed string) []string {
	var out []string
	for _, w := range typedWords(typed) {
		if !slices.Contains(out, w) && len(out) < maxWords {
			out = append(out, w)
		}
	}
	return out
}

// typedWords are the words of a query, those with points as a whole only.
func typedWords(typed string) []string {
	var out []string
	each(typed, func(_, _ int, word string) bool {
		out = append(out, word)
		return len(out) < 10*maxWords
	})
	return out
}
