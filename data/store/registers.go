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

// Register is Reader.Register inside the transaction, quick enough to be asked thousands of times.
func (t *Tx) Register(ctx context.Context, s assessment.Subject) (merge.Register, error) {
	state, err := t.state(ctx, s)
	return decodeRegister(state, err)
}

// within restricts a query to a round and, where one is named, a district, so that the primary key finds the rows.
func within(round assessment.RoundID, district assessment.DistrictKey) (where string, args []any) {
	if district == "" {
		return "round = ?", []any{round}
	}
	return "round = ? AND district = ?", []any{round, district}
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
	where, args := within(round, district)
	rows, err := r.q.QueryContext(ctx, `SELECT round, district, scope, kind, item, field, state FROM registers
		WHERE `+where+` ORDER BY district, scope, kind, item, field`, args...)
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
	Back     bool   // an undo: the one change that may forget versions, those that the undone import brought
}

// Put keeps a new state of a field, its history and what answers shows of it. An unchanged state writes nothing
// and returns false. The error wraps assessment.ErrInvalid or ErrTooLong where no register of the field may hold
// such a value, and assessment.ErrInvalid where the new state would forget what is known: a register only grows,
// by writes and joins.
func (t *Tx) Put(ctx context.Context, c Change) (bool, error) {
	s := c.Subject
	before, err := t.state(ctx, s)
	if err != nil {
		return false, err
	}
	after := c.Register.Encode()
	if before == after { // equal texts are equal registers
		return false, nil
	}
	if err := c.check(before, after); err != nil {
		return false, fmt.Errorf("keep %s %s of %s: %w", s.Kind, s.Field, s.Item, err)
	}
	if c.Back {
		if err := t.hadState(ctx, s, after); err != nil {
			return false, err
		}
	}
	if err := t.keep(ctx, s, after); err != nil {
		return false, err
	}
	if err := t.remember(ctx, c, before, after); err != nil {
		return false, err
	}
	if err := t.Outdate(ctx, s.Round, s.District); err != nil {
		return false, err
	}
	if s.Kind != assessment.KindAnswer {
		return true, nil
	}
	return true, t.show(ctx, s, c.Register)
}

// keep writes a register, or removes it where an undo takes it back to what nobody has written.
func (t *Tx) keep(ctx context.Context, s assessment.Subject, state string) error {
	t.known.note(s, state)
	if state == "" {
		_, err := t.exec(ctx, "DELETE FROM registers WHERE round = ? AND district = ? AND scope = ? AND kind = ? AND item = ? AND field = ?",
			s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field)
		return wrap("take register back", err)
	}
	_, err := t.exec(ctx, `INSERT INTO registers(round, district, scope, kind, item, field, state) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET state = excluded.state`, s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field, state)
	return wrap("keep register", err)
}

// hadState refuses to go back to what a field never was.
func (t *Tx) hadState(ctx context.Context, s assessment.Subject, state string) error {
	st, err := t.prepare(ctx, `SELECT count(*) FROM history
		WHERE round = ? AND district = ? AND scope = ? AND kind = ? AND item = ? AND field = ? AND before = ?`)
	if err != nil {
		return wrap("look into the history", err)
	}
	var n int
	err = st.QueryRowContext(ctx, s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field, state).Scan(&n)
	if err == nil && n == 0 {
		return fmt.Errorf("field %s of %s never had this state: %w", s.Field, s.Item, assessment.ErrInvalid)
	}
	return wrap("look into the history", err)
}

// check tells whether a change leaves a register that Verify finds in order. before and after are the encoded states.
func (c Change) check(before, after string) error {
	if _, known := assessment.Owner(c.Subject.Kind, c.Subject.Field); !known {
		return fmt.Errorf("unknown field: %w", assessment.ErrInvalid)
	}
	for _, s := range c.Register.Siblings {
		if err := assessment.CheckValue(c.Subject.Field, s.Value); err != nil {
			return err
		}
	}
	// What could not be read again would lock up the whole round.
	if back, err := merge.Decode(after); err != nil || !back.Equal(c.Register) {
		return fmt.Errorf("register: %w", errors.Join(assessment.ErrInvalid, err))
	}
	if c.Back || before == "" {
		return nil
	}
	was, err := decodeRegister(before, nil)
	if err == nil && !c.Register.Contains(was) {
		err = fmt.Errorf("the new state forgets a version: %w", assessment.ErrInvalid)
	}
	return err
}

// sessionLength ends a visit to a field: whoever changes it again after a longer pause makes a new entry.
const sessionLength = 10 * time.Minute

// remember keeps a change. What is typed in one visit to a field is one entry, unless a file was written or taken
// in meanwhile: a state that has left the folder, or that an import brought, stays in the history by itself.
func (t *Tx) remember(ctx context.Context, c Change, before, after string) error {
	s, now := c.Subject, t.now()
	if c.Session != "" && c.File == 0 {
		res, err := t.exec(ctx, `UPDATE history SET after = ?1, at = ?2 WHERE id = (SELECT max(id) FROM history
			WHERE round = ?3 AND district = ?4 AND scope = ?5 AND kind = ?6 AND item = ?7 AND field = ?8)
			AND session = ?9 AND after = ?10 AND at > ?11 AND who = ?12 AND source = ?13 AND file IS NULL
			AND at > coalesce((SELECT at FROM files ORDER BY id DESC LIMIT 1), '')`,
			after, stamp(now), s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field, c.Session, before, stamp(now.Add(-sessionLength)), c.Who, c.Source)
		if err != nil {
			return wrap("continue history", err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return wrap("continue history", err)
		}
		if n == 1 {
			return t.touch(ctx, s)
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

// show brings the answers table up to date with one register. An answer whose last register was taken back goes.
func (t *Tx) show(ctx context.Context, s assessment.Subject, r merge.Register) error {
	if err := t.showField(ctx, s, r); err != nil || !r.Empty() {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM answers WHERE round = ?1 AND district = ?2 AND scope = ?3 AND requirement = ?4 AND NOT EXISTS (
		SELECT 1 FROM registers WHERE round = ?1 AND district = ?2 AND scope = ?3 AND kind = ?5 AND item = ?4)`, s.Round, s.District, s.Scope, s.Item, s.Kind)
	return wrap("take answer back", err)
}

func (t *Tx) showField(ctx context.Context, s assessment.Subject, r merge.Register) error {
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
	_, err = t.exec(ctx, `INSERT INTO answers(round, district, scope, requirement, status, text_hash, explanation, carried, conflict) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?10)
		ON CONFLICT DO UPDATE SET status = ?5, text_hash = ?6, explanation = ?7, carried = ?8, conflict = (conflict & ~?9) | ?10`,
		s.Round, s.District, s.Scope, s.Item, st.Status, st.TextHash, st.Explanation, st.Carried, bit, set)
	return wrap("show answer", err)
}

// RegistersOf lists the registers of one kind, sorted like Registers.
func (r Reader) RegistersOf(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, kind assessment.Kind) ([]Held, error) {
	few := ""
	if kind != assessment.KindAnswer {
		few = "AND kind <> 'answer'" // says nothing new, but lets SQLite take the small index
	}
	rows, err := r.q.QueryContext(ctx, `SELECT round, district, scope, kind, item, field, state FROM registers
		WHERE round = ? AND district = ? AND kind = ? `+few+` ORDER BY scope, item, field`, round, district, kind)
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
