package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

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
	for _, c := range changes {
		if c.Session != "" || c.Back {
			return 0, errSession
		}
		if err := b.put(ctx, c); err != nil {
			return 0, err
		}
	}
	return b.changed, b.flush(ctx)
}

// bulkRows is how many rows one statement writes. Each is prepared once in a transaction; from some dozens on, what
// a statement costs besides its rows does not matter any more.
const bulkRows = 40

// bulkChanges is how many changes are gathered at most.
const bulkChanges = 8 * bulkRows

// bulk gathers the changes of one district in one round until they are written together.
type bulk struct {
	tx      *Tx
	part    part
	like    Change // what all gathered changes have in common
	waiting int
	changed int

	registers, history []any // the values of the rows, one after the other
	answers            []assessment.AnswerKey
	shown              map[assessment.AnswerKey]bool // what answers lists
}

func (b *bulk) put(ctx context.Context, c Change) error {
	p := part{c.Subject.Round, c.Subject.District}
	if b.waiting == bulkChanges || p != b.part || c.Who != b.like.Who || c.Source != b.like.Source || c.File != b.like.File {
		if err := b.flush(ctx); err != nil {
			return err
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
	if err := b.tx.Outdate(ctx, s.Round, s.District); err != nil {
		return err
	}
	known[s] = after
	b.changed++
	b.waiting++
	b.registers = append(b.registers, s.Scope, s.Kind, s.Item, s.Field, after)
	b.history = append(b.history, stamp(b.tx.now()), s.Scope, s.Kind, s.Item, s.Field, before, after)
	if s.Kind == assessment.KindAnswer {
		b.show(assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)})
	}
	return nil
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

// flush writes what was gathered.
func (b *bulk) flush(ctx context.Context) error {
	file := sql.NullInt64{Int64: b.like.File, Valid: b.like.File != 0}
	answers, err := b.answerRows()
	if err != nil {
		return err
	}
	err = b.write(ctx, `INSERT INTO registers(round, district, scope, kind, item, field, state)`, `ON CONFLICT DO UPDATE SET state = excluded.state`,
		5, b.registers, b.part.round, b.part.district)
	if err != nil {
		return wrap("keep registers", err)
	}
	err = b.write(ctx, `INSERT INTO history(who, source, session, file, round, district, at, scope, kind, item, field, before, after)`, ``,
		7, b.history, b.like.Who, b.like.Source, "", file, b.part.round, b.part.district)
	if err != nil {
		return wrap("keep history", err)
	}
	err = b.write(ctx, `INSERT INTO answers(round, district, scope, requirement, status, text_hash, explanation, carried, responsible, due, effort, evidence, conflict)`,
		`ON CONFLICT DO UPDATE SET status = excluded.status, text_hash = excluded.text_hash, explanation = excluded.explanation, carried = excluded.carried,
		responsible = excluded.responsible, due = excluded.due, effort = excluded.effort, evidence = excluded.evidence, conflict = excluded.conflict`,
		answerValues, answers, b.part.round, b.part.district)
	if err != nil {
		return wrap("show answers", err)
	}
	b.registers, b.history, b.answers = b.registers[:0], b.history[:0], b.answers[:0]
	clear(b.shown)
	b.waiting = 0
	return nil
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

// write runs an INSERT for rows of own values each, behind the values that are the same in all of them.
func (b *bulk) write(ctx context.Context, insert, conflict string, own int, values []any, same ...any) error {
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
		if _, err := b.tx.exec(ctx, insert+" VALUES "+placeholders(n, len(same)+own)+conflict, args...); err != nil {
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
