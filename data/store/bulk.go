package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// errSession says that a change does not belong into PutAll.
var errSession = errors.New("a change that is typed or taken back is put alone")

// PutAll is Put for many changes at once, in their order, and returns how many of them changed anything: the same
// registers, history and answers in less time. It is for what a file brings, not for what is typed or taken back:
// Session and Back must not be set.
func (t *Tx) PutAll(ctx context.Context, changes []Change) (int, error) {
	b := &bulk{tx: t}
	err := b.putAll(ctx, changes)
	// Nothing may be under way any more when the transaction goes on or is taken back.
	return b.changed, errors.Join(err, b.wait())
}

// bulkRows is how many rows one statement writes. Each is prepared once in a transaction; from some dozens on, what
// a statement costs besides its rows does not matter any more.
const bulkRows = 40

// bulkChanges is how many changes are gathered at most.
const bulkChanges = 8 * bulkRows

// bulk gathers the changes of one district in one round until they are written together. While some are written the
// next ones are gathered; nothing else uses the transaction meanwhile.
type bulk struct {
	tx       *Tx
	part     part
	like     Change // what all gathered changes have in common
	outdated bool   // the part's figures are marked
	waiting  int
	changed  int
	rows     gathered
	answers  []assessment.AnswerKey
	at       time.Time
	stamped  string
	shown    map[assessment.AnswerKey]bool // what answers lists

	writing chan error // the outcome of what is being written, nil where nothing is
}

// gathered are the values of rows, one after the other.
type gathered struct{ registers, history, answers []any }

func (b *bulk) putAll(ctx context.Context, changes []Change) error {
	for _, c := range changes {
		if c.Session != "" || c.Back {
			return errSession
		}
		if err := b.put(ctx, c); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}

// wait waits for what is being written.
func (b *bulk) wait() error {
	if b.writing == nil {
		return nil
	}
	err := <-b.writing
	b.writing = nil
	return err
}

func (b *bulk) put(ctx context.Context, c Change) error {
	p := part{c.Subject.Round, c.Subject.District}
	if b.waiting == bulkChanges || p != b.part || c.Who != b.like.Who || c.Source != b.like.Source || c.File != b.like.File {
		if err := b.flush(ctx); err != nil {
			return err
		}
		if p != b.part {
			if err := b.wait(); err != nil { // the next part is read through the same transaction
				return err
			}
			b.outdated = false
		}
		b.part, b.like = p, c
	}
	known, err := b.tx.all(ctx, p)
	if err != nil {
		return err
	}
	s, before, after := c.Subject, known[c.Subject], c.Register.Encode()
	if before == after {
		return nil
	}
	if err := c.check(before, after); err != nil {
		return fmt.Errorf("keep %s %s of %s: %w", s.Kind, s.Field, s.Item, err)
	}
	if _, shown := fieldBit[s.Field]; !shown && s.Kind == assessment.KindAnswer {
		return fmt.Errorf("field %q of an answer: %w", s.Field, assessment.ErrInvalid)
	}
	if !b.outdated {
		if err := errors.Join(b.wait(), b.tx.Outdate(ctx, s.Round, s.District)); err != nil {
			return err
		}
		b.outdated = true
	}
	known[s] = after
	b.changed++
	b.waiting++
	b.rows.registers = append(b.rows.registers, s.Scope, s.Kind, s.Item, s.Field, after)
	b.rows.history = append(b.rows.history, b.stamp(), s.Scope, s.Kind, s.Item, s.Field, before, after)
	if s.Kind == assessment.KindAnswer {
		b.show(assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)})
	}
	return nil
}

// stamp is the time, written anew only where it is another one than before.
func (b *bulk) stamp() string {
	if now := b.tx.now().Truncate(time.Millisecond); b.stamped == "" || !now.Equal(b.at) {
		b.at, b.stamped = now, stamp(now)
	}
	return b.stamped
}

func (b *bulk) show(k assessment.AnswerKey) {
	if b.shown[k] {
		return
	}
	if b.shown == nil {
		b.shown = map[assessment.AnswerKey]bool{}
	}
	b.shown[k] = true
	b.answers = append(b.answers, k)
}

// flush begins to write what was gathered.
func (b *bulk) flush(ctx context.Context) error {
	var err error
	if b.rows.answers, err = b.answerRows(); err != nil {
		return err
	}
	if err := b.wait(); err != nil {
		return err
	}
	rows, part, like, done := b.rows, b.part, b.like, make(chan error, 1)
	go func() { done <- b.tx.writeRows(ctx, part, like, rows) }()
	b.writing = done
	b.rows, b.answers = gathered{}, b.answers[:0]
	clear(b.shown)
	b.waiting = 0
	return nil
}

// writeRows writes rows of one part.
func (t *Tx) writeRows(ctx context.Context, p part, like Change, rows gathered) error {
	file := sql.NullInt64{Int64: like.File, Valid: like.File != 0}
	err := t.insertRows(ctx, `INSERT INTO registers(round, district, scope, kind, item, field, state)`, `ON CONFLICT DO UPDATE SET state = excluded.state`,
		5, rows.registers, p.round, p.district)
	if err != nil {
		return wrap("keep registers", err)
	}
	err = t.insertRows(ctx, `INSERT INTO history(who, source, session, file, round, district, at, scope, kind, item, field, before, after)`, ``,
		7, rows.history, like.Who, like.Source, "", file, p.round, p.district)
	if err != nil {
		return wrap("keep history", err)
	}
	err = t.insertRows(ctx, `INSERT INTO answers(round, district, scope, requirement, status, text_hash, explanation, carried, responsible, due, effort, evidence, conflict)`,
		`ON CONFLICT DO UPDATE SET status = excluded.status, text_hash = excluded.text_hash, explanation = excluded.explanation, carried = excluded.carried,
		responsible = excluded.responsible, due = excluded.due, effort = excluded.effort, evidence = excluded.evidence, conflict = excluded.conflict`,
		answerValues, rows.answers, p.round, p.district)
	return wrap("show answers", err)
}

// answerValues is how many values an answer has besides its round and district.
const answerValues = 11

// answerRows tells what the answers of the gathered changes say by now, from all registers of each.
func (b *bulk) answerRows() ([]any, error) {
	known := b.tx.known.states[b.part]
	rows := make([]any, 0, answerValues*len(b.answers))
	for _, k := range b.answers {
		a := assessment.Answer{AnswerKey: k}
		conflict := 0
		for field, bit := range fieldBit {
			state := known[assessment.Subject{Round: k.Round, District: k.District, Scope: k.Scope, Kind: assessment.KindAnswer, Item: string(k.Requirement), Field: field}]
			if state == "" {
				continue
			}
			r, err := merge.Decode(state)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
			}
			values := r.Values()
			if len(values) > 1 {
				conflict |= bit
			}
			if err := a.Set(field, assessment.Pick(field, values)); err != nil {
				return nil, fmt.Errorf("show answer: %w", err)
			}
		}
		rows = append(rows, k.Scope, k.Requirement, a.Status, a.TextHash, a.Explanation, a.Carried, a.Responsible, a.Due, a.Effort, a.Evidence, conflict)
	}
	return rows, nil
}

// insertRows runs an INSERT for rows of own values each, behind the values that are the same in all of them.
func (t *Tx) insertRows(ctx context.Context, insert, conflict string, own int, values []any, same ...any) error {
	args := make([]any, 0, bulkRows*(len(same)+own))
	for len(values) > 0 {
		n := bulkRows
		if len(values) < n*own {
			n = 1 // so that there are two statements to prepare, not one for each number of rows
		}
		args = args[:0]
		for range n {
			args = append(append(args, same...), values[:own]...)
			values = values[own:]
		}
		if _, err := t.exec(ctx, insert+" VALUES "+placeholders(n, len(same)+own)+conflict, args...); err != nil {
			return err
		}
	}
	return nil
}

// placeholders is what stands for n rows of values. They have no numbers: SQLite would look these up one by one.
func placeholders(n, values int) string {
	row := "(?" + strings.Repeat(",?", values-1) + ")"
	return row + strings.Repeat(","+row, n-1) + " "
}
