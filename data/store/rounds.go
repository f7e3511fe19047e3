package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"kreislage/data/assessment"
)

// SetDistrict keeps a district with its one scope, the whole.
func (t *Tx) SetDistrict(ctx context.Context, d assessment.District) error {
	t.framed = true
	if _, err := t.exec(ctx, "INSERT INTO districts(key, name, contact) VALUES (?, ?, ?) ON CONFLICT(key) DO UPDATE SET name = excluded.name, contact = excluded.contact", d.Key, d.Name, d.Contact); err != nil {
		return wrap("keep district", err)
	}
	return t.SetScope(ctx, d.Key, assessment.Scope{ID: assessment.WholeScope})
}

// SetScope keeps a scope in this state. Which of two states counts is for assessment.JoinScope to say.
func (t *Tx) SetScope(ctx context.Context, district assessment.DistrictKey, s assessment.Scope) error {
	res, err := t.exec(ctx, `INSERT INTO scopes(district, id, name, version, retired, position)
		VALUES (?1, ?2, ?3, ?4, ?5, (SELECT count(*) FROM scopes WHERE district = ?1))
		ON CONFLICT(district, id) DO UPDATE SET name = ?3, version = ?4, retired = ?5
		WHERE name <> ?3 OR version <> ?4 OR retired <> ?5`, district, s.ID, s.Name, s.Version, s.Retired)
	if err != nil {
		return wrap("keep scope", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return wrap("keep scope", err)
	}
	return t.Outdate(ctx, "", district)
}

// DropScope takes a scope back that nothing has been said in. One with a register stays, and false is returned.
func (t *Tx) DropScope(ctx context.Context, district assessment.DistrictKey, id assessment.ScopeID) (bool, error) {
	res, err := t.exec(ctx, `DELETE FROM scopes WHERE district = ?1 AND id = ?2
		AND NOT EXISTS (SELECT 1 FROM registers WHERE district = ?1 AND scope = ?2)`, district, id)
	if err != nil {
		return false, wrap("take scope back", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, wrap("take scope back", err)
	}
	return true, t.Outdate(ctx, "", district)
}

// Districts lists the districts by key.
func (r Reader) Districts(ctx context.Context) ([]assessment.District, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT key, name, contact FROM districts ORDER BY key")
	return collect(rows, err, "list districts", scanDistrict)
}

// District returns one district. The error wraps assessment.ErrNotFound.
func (r Reader) District(ctx context.Context, key assessment.DistrictKey) (assessment.District, error) {
	var d assessment.District
	err := r.q.QueryRowContext(ctx, "SELECT key, name, contact FROM districts WHERE key = ?", key).Scan(&d.Key, &d.Name, &d.Contact)
	return d, wrap("read district", err)
}

func scanDistrict(rows *sql.Rows, d *assessment.District) error {
	return rows.Scan(&d.Key, &d.Name, &d.Contact)
}

// Scopes lists a district's scopes, also those that do not answer, as assessment.SortScopes has it.
func (r Reader) Scopes(ctx context.Context, district assessment.DistrictKey) ([]assessment.Scope, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT id, name, version, retired FROM scopes WHERE district = ?", district)
	found, err := collect(rows, err, "list scopes", func(rows *sql.Rows, s *assessment.Scope) error {
		return rows.Scan(&s.ID, &s.Name, &s.Version, &s.Retired)
	})
	assessment.SortScopes(found)
	return found, err
}

// SetRound keeps a round and adds districts to it. The catalogue that it had before stays known as a former edition.
func (t *Tx) SetRound(ctx context.Context, r assessment.Round, districts []assessment.DistrictKey) error {
	t.framed = true
	_, err := t.exec(ctx, `INSERT INTO rounds(id, name, catalogue, due, state, classification, cover, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET name = excluded.name, catalogue = excluded.catalogue, due = excluded.due, state = excluded.state,
		classification = excluded.classification, cover = excluded.cover`,
		r.ID, r.Name, r.Catalogue, r.Due, r.State, r.Classification, r.Cover, r.Created)
	if err != nil {
		return wrap("keep round", err)
	}
	if err := t.AddEdition(ctx, r.ID, r.Catalogue); err != nil {
		return err
	}
	for _, d := range districts {
		if _, err := t.exec(ctx, "INSERT INTO participants(round, district) VALUES (?, ?) ON CONFLICT DO NOTHING", r.ID, d); err != nil {
			return wrap("keep participant", err)
		}
	}
	return nil
}

const roundColumns = "id, name, catalogue, due, state, classification, cover, created"

func scanRound(rows *sql.Rows, r *assessment.Round) error {
	return rows.Scan(&r.ID, &r.Name, &r.Catalogue, &r.Due, &r.State, &r.Classification, &r.Cover, &r.Created)
}

// Rounds lists the rounds, the newest first.
func (r Reader) Rounds(ctx context.Context) ([]assessment.Round, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+roundColumns+" FROM rounds ORDER BY created DESC, rowid DESC")
	return collect(rows, err, "list rounds", scanRound)
}

// Round returns one round. The error wraps assessment.ErrNotFound.
func (r Reader) Round(ctx context.Context, id assessment.RoundID) (assessment.Round, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+roundColumns+" FROM rounds WHERE id = ?", id)
	found, err := collect(rows, err, "read round", scanRound)
	if err != nil {
		return assessment.Round{}, err
	}
	if len(found) == 0 {
		return assessment.Round{}, fmt.Errorf("round %q: %w", id, assessment.ErrNotFound)
	}
	return found[0], nil
}

// Participants lists the districts of a round by key.
func (r Reader) Participants(ctx context.Context, round assessment.RoundID) ([]assessment.District, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT d.key, d.name, d.contact FROM participants p JOIN districts d ON d.key = p.district WHERE p.round = ? ORDER BY d.key", round)
	return collect(rows, err, "list participants", scanDistrict)
}

// SetOwnDue gives one district of a round a due date of its own; an empty one takes it back. The error wraps
// assessment.ErrNotFound where the district has no part in the round.
func (t *Tx) SetOwnDue(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, due assessment.Date) error {
	t.framed = true
	res, err := t.exec(ctx, "UPDATE participants SET due = ? WHERE round = ? AND district = ?", due, round, district)
	if err != nil {
		return wrap("keep due date", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("district %s in this round: %w", district, errors.Join(assessment.ErrNotFound, err))
	}
	return nil
}

// OwnDues lists the due dates of their own that districts of a round have, those that are later than the round's.
func (r Reader) OwnDues(ctx context.Context, round assessment.RoundID) (map[assessment.DistrictKey]assessment.Date, error) {
	type own struct {
		district assessment.DistrictKey
		due      assessment.Date
	}
	rows, err := r.q.QueryContext(ctx, "SELECT p.district, p.due FROM participants p JOIN rounds x ON x.id = p.round WHERE p.round = ? AND p.due > x.due", round)
	found, err := collect(rows, err, "list due dates", func(rows *sql.Rows, o *own) error { return rows.Scan(&o.district, &o.due) })
	out := make(map[assessment.DistrictKey]assessment.Date, len(found))
	for _, o := range found {
		out[o.district] = o.due
	}
	return out, err
}

// Participant returns one district and tells whether it takes part in a round.
func (r Reader) Participant(ctx context.Context, round assessment.RoundID, key assessment.DistrictKey) (assessment.District, bool, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT d.key, d.name, d.contact FROM participants p JOIN districts d ON d.key = p.district WHERE p.round = ? AND p.district = ?", round, key)
	found, err := collect(rows, err, "find participant", scanDistrict)
	if err != nil || len(found) == 0 {
		return assessment.District{}, false, err
	}
	return found[0], true, nil
}

func (r Reader) counts(ctx context.Context, what, query string, args ...any) (map[assessment.DistrictKey]int, error) {
	type count struct {
		key assessment.DistrictKey
		n   int
	}
	rows, err := r.q.QueryContext(ctx, query, args...)
	found, err := collect(rows, err, what, func(rows *sql.Rows, c *count) error { return rows.Scan(&c.key, &c.n) })
	out := make(map[assessment.DistrictKey]int, len(found))
	for _, c := range found {
		out[c.key] = c.n
	}
	return out, err
}
