package search

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"kreislage/data/assessment"
)

// AddCatalogue puts the texts of a catalogue into the index. One that is in it already is done: a catalogue never
// changes under its id.
func (x *Index) AddCatalogue(ctx context.Context, c *assessment.Catalogue) error {
	name := "catalogue " + string(c.ID)
	if known, err := x.State(ctx, name); err != nil || known != "" {
		return err
	}
	tx, err := x.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("index a catalogue: %w", err)
	}
	defer tx.Rollback()
	u := &update{ctx: ctx, tx: tx, names: map[string]int64{}, stmts: map[string]*sql.Stmt{}}
	if err := u.addRequirements(c); err != nil {
		return fmt.Errorf("index a catalogue: %w", err)
	}
	if _, err := u.exec("INSERT INTO state(name, value) VALUES (?, '1') ON CONFLICT DO NOTHING", name); err != nil {
		return fmt.Errorf("index a catalogue: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("index a catalogue: %w", err)
	}
	return nil
}

func (u *update) addRequirements(c *assessment.Catalogue) error {
	catalogue, err := u.name(string(c.ID))
	if err != nil {
		return err
	}
	titles := make(map[assessment.TopicID]string, len(c.Topics))
	for _, t := range c.Topics {
		titles[t.ID] = t.Title
	}
	of := sign('c', catalogue)
	for _, q := range c.Requirements {
		res, err := u.exec("INSERT INTO asked(catalogue, item, ref) VALUES (?, ?, ?)", c.ID, q.ID, refForm(q.Ref))
		if err != nil {
			return err
		}
		id, err := res.LastInsertId()
		if err != nil {
			return err
		}
		help := strings.Join([]string{q.Ref, titles[q.Topic], q.Guidance, strings.Join(q.Tags, " "), strings.Join(q.References, " ")}, " ")
		folded := func(s string) string { return of + " " + strings.Join(Words(s), " ") }
		if _, err := u.exec("INSERT INTO texts(rowid, title, text, help) VALUES (?, ?, ?, ?)", id, folded(q.Title), folded(q.Section+" "+q.Text), folded(help)); err != nil {
			return err
		}
	}
	return nil
}

// refForm is a reference as it is compared: what stands between its parts does not matter.
func refForm(ref string) string { return strings.Join(typedWords(ref), ".") }

// Requirements finds the requirements of a catalogue that hold all the words of a text, each also as the beginning of a
// longer one. Whose number or id it is comes first, then those that have the words in their titles, then in what they
// ask, then anywhere; within each in the catalogue's order.
func (x *Index) Requirements(ctx context.Context, catalogue assessment.CatalogueID, text string, limit int) ([]assessment.RequirementID, error) {
	expr := expression(text)
	if expr == "" || limit <= 0 {
		return nil, nil
	}
	s := &ranked{ctx: ctx, db: x.read, limit: limit, seen: map[assessment.RequirementID]bool{}}
	ref := refForm(text)
	s.add("SELECT item FROM asked WHERE catalogue = ? AND item = ? LIMIT ?", catalogue, strings.TrimSpace(text), limit)
	s.add("SELECT item FROM asked WHERE catalogue = ? AND ref = ? ORDER BY id LIMIT ?", catalogue, ref, limit)
	s.add("SELECT item FROM asked WHERE catalogue = ? AND ref > ? AND ref < ? ORDER BY id LIMIT ?", catalogue, ref, ref+"\U0010ffff", limit)
	var id int64
	if err := x.read.QueryRowContext(ctx, "SELECT id FROM names WHERE name = ?", catalogue).Scan(&id); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	for _, columns := range []string{"title", "title text", "title text help"} {
		s.add("SELECT item FROM asked WHERE id IN (SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid LIMIT ?) ORDER BY id",
			"{"+columns+`} : ("`+sign('c', id)+`" AND `+expr+")", limit)
	}
	if s.err != nil {
		return nil, fmt.Errorf("search: %w", s.err)
	}
	return s.found, nil
}

// ranked gathers the answers to one question after the other, each requirement once.
type ranked struct {
	ctx   context.Context
	db    *sql.DB
	limit int
	seen  map[assessment.RequirementID]bool
	found []assessment.RequirementID
	err   error
}

func (s *ranked) add(query string, args ...any) {
	if s.err != nil || len(s.found) >= s.limit {
		return
	}
	rows, err := s.db.QueryContext(s.ctx, query, args...)
	if err != nil {
		s.err = err
		return
	}
	defer rows.Close()
	for rows.Next() && len(s.found) < s.limit {
		var id assessment.RequirementID
		if s.err = rows.Scan(&id); s.err != nil {
			return
		}
		if !s.seen[id] {
			s.seen[id] = true
			s.found = append(s.found, id)
		}
	}
	s.err = rows.Err()
}
