package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// Register returns the state of one field; one that was never written is the empty register.
func (r Reader) Register(ctx context.Context, s assessment.Subject) (merge.Register, error) {
	var state string
	err := r.q.QueryRowContext(ctx, selectRegister, s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field).Scan(&state)
	return decodeRegister(state, err)
}

const selectRegister = "SELECT state FROM registers WHERE round = ? AND district = ? AND scope = ? AND kind = ? AND item = ? AND field = ?"

func (t *Tx) register(ctx context.Context, s assessment.Subject) (merge.Register, error) {
	st, err := t.prepare(ctx, selectRegister)
	if err != nil {
		return merge.Register{}, wrap("read register", err)
	}
	var state string
	err = st.QueryRowContext(ctx, s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field).Scan(&state)
	return decodeRegister(state, err)
}

func decodeRegister(state string, err error) (merge.Register, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return merge.Register{}, nil
	}
	if err != nil {
		return merge.Register{}, wrap("read register", err)
	}
	reg, err := merge.Decode(state)
	if err != nil {
		return merge.Register{}, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return reg, nil
}

// Held is one register with the field it belongs to.
type Held struct {
	Subject  assessment.Subject
	Register merge.Register
}

// Registers lists the registers of a district in a round, sorted by scope, kind, item and field. An empty
// district means all of them.
func (r Reader) Registers(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]Held, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT round, district, scope, kind, item, field, state FROM registers
		WHERE round = ?1 AND (?2 = '' OR district = ?2) ORDER BY district, scope, kind, item, field`, round, district)
	return collect(rows, err, "list registers", scanHeld)
}

// Change is a new state of one field, with what the history tells about it.
type Change struct {
	Subject  assessment.Subject
	Register merge.Register
	Who      string
	Source   string
	Session  string // changes of one session to one field are one entry of the history
	File     int64  // import that brought it, 0 for none
}

// Put keeps a new state of a field, its history and what answers shows of it. An unchanged state writes nothing
// and returns false.
func (t *Tx) Put(ctx context.Context, c Change) (bool, error) {
	s := c.Subject
	before, err := t.register(ctx, s)
	if err != nil {
		return false, err
	}
	if before.Equal(c.Register) {
		return false, nil
	}
	after := c.Register.Encode()
	if _, err := t.exec(ctx, `INSERT INTO registers(round, district, scope, kind, item, field, state) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET state = excluded.state`, s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field, after); err != nil {
		return false, wrap("keep register", err)
	}
	if err := t.remember(ctx, c, before.Encode(), after); err != nil {
		return false, err
	}
	if s.Kind != assessment.KindAnswer {
		return true, nil
	}
	return true, t.show(ctx, s, c.Register)
}

// sessionLength bounds how long one visit to a field stays one entry of the history.
const sessionLength = 10 * time.Minute

func (t *Tx) remember(ctx context.Context, c Change, before, after string) error {
	s, now := c.Subject, t.now()
	if c.Session != "" {
		res, err := t.exec(ctx, `UPDATE history SET after = ?, at = ? WHERE id = (SELECT max(id) FROM history
			WHERE round = ? AND district = ? AND scope = ? AND kind = ? AND item = ? AND field = ?) AND session = ? AND after = ? AND at > ?`,
			after, stamp(now), s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field, c.Session, before, stamp(now.Add(-sessionLength)))
		if err != nil {
			return wrap("continue history", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			return wrap("continue history", err)
		}
	}
	file := sql.NullInt64{Int64: c.File, Valid: c.File != 0}
	_, err := t.exec(ctx, `INSERT INTO history(at, who, source, session, file, round, district, scope, kind, item, field, before, after)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		stamp(now), c.Who, c.Source, c.Session, file, s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field, before, after)
	return wrap("keep history", err)
}

var fieldBit = map[assessment.Field]int{
	assessment.FieldStatus: 1, assessment.FieldResponsible: 2, assessment.FieldDue: 4, assessment.FieldEffort: 8, assessment.FieldEvidence: 16,
}

var columnOf = map[assessment.Field]string{
	assessment.FieldResponsible: "responsible", assessment.FieldDue: "due", assessment.FieldEffort: "effort", assessment.FieldEvidence: "evidence",
}

// show brings the answers table up to date with one register.
func (t *Tx) show(ctx context.Context, s assessment.Subject, r merge.Register) error {
	bit, known := fieldBit[s.Field]
	if !known {
		return fmt.Errorf("field %q of an answer: %w", s.Field, assessment.ErrInvalid)
	}
	set := 0
	if r.Conflict() {
		set = bit
	}
	value := assessment.Pick(s.Field, r.Values())
	if s.Field != assessment.FieldStatus {
		col := columnOf[s.Field]
		_, err := t.exec(ctx, `INSERT INTO answers(round, district, scope, requirement, `+col+`, conflict) VALUES (?1, ?2, ?3, ?4, ?5, ?7)
			ON CONFLICT DO UPDATE SET `+col+` = ?5, conflict = (conflict & ~?6) | ?7`, s.Round, s.District, s.Scope, s.Item, value, bit, set)
		return wrap("show answer", err)
	}
	st, err := assessment.DecodeStatement(value)
	if err != nil {
		return fmt.Errorf("show answer: %w", err)
	}
	_, err = t.exec(ctx, `INSERT INTO answers(round, district, scope, requirement, status, text_hash, explanation, conflict) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?9)
		ON CONFLICT DO UPDATE SET status = ?5, text_hash = ?6, explanation = ?7, conflict = (conflict & ~?8) | ?9`,
		s.Round, s.District, s.Scope, s.Item, st.Status, st.TextHash, st.Explanation, bit, set)
	return wrap("show answer", err)
}

// RegistersOf lists the registers of one kind, sorted like Registers.
func (r Reader) RegistersOf(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, kind assessment.Kind) ([]Held, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT round, district, scope, kind, item, field, state FROM registers
		WHERE round = ? AND district = ? AND kind = ? ORDER BY scope, item, field`, round, district, kind)
	return collect(rows, err, "list registers", scanHeld)
}

func scanHeld(rows *sql.Rows, h *Held) error {
	s := &h.Subject
	var state string
	err := rows.Scan(&s.Round, &s.District, &s.Scope, &s.Kind, &s.Item, &s.Field, &state)
	if err == nil {
		h.Register, err = decodeRegister(state, nil)
	}
	return err
}
