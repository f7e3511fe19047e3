package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// Problem is one thing that Verify found to be wrong. Code names it for a sentence.
type Problem struct {
	Code  string // integrity, foreign_key, register, answer, history
	Place string
}

// Verify reads everything and tells what does not fit: SQLite's own checks, registers that do not decode or hold
// what no register may hold, answers that do not show what their registers say, and a history with a gap or one
// that does not end in the present. A damaged file is a finding and no error, as far as it can be read.
func (s *Store) Verify(ctx context.Context) ([]Problem, error) {
	var found []Problem
	err := s.Snapshot(ctx, func(r Reader) error {
		for _, check := range []func(context.Context) ([]Problem, error){r.integrity, r.danglingKeys, r.registersAndAnswers, r.historyChain} {
			p, err := check(ctx)
			if errors.Is(err, ErrCorrupt) {
				p, err = []Problem{{"integrity", err.Error()}}, nil
			}
			if err != nil {
				return err
			}
			found = append(found, p...)
		}
		return nil
	})
	return found, err
}

func (r Reader) integrity(ctx context.Context) ([]Problem, error) {
	rows, err := r.q.QueryContext(ctx, "PRAGMA integrity_check")
	lines, err := collect(rows, err, "check the data file", func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
	if err != nil || len(lines) == 1 && lines[0] == "ok" {
		return nil, err
	}
	var out []Problem
	for _, l := range lines {
		out = append(out, Problem{"integrity", l})
	}
	return out, nil
}

func (r Reader) danglingKeys(ctx context.Context) ([]Problem, error) {
	rows, err := r.q.QueryContext(ctx, "PRAGMA foreign_key_check")
	return collect(rows, err, "check references", func(rows *sql.Rows, p *Problem) error {
		var table, parent string
		var row, key sql.NullInt64
		err := rows.Scan(&table, &row, &parent, &key)
		*p = Problem{"foreign_key", fmt.Sprintf("%s → %s", table, parent)}
		return err
	})
}

// shown is an answer as the table has it, with a bit for each field in conflict.
type shown struct {
	assessment.Answer
	bits int
}

// registersAndAnswers decodes every register, builds the answers anew from them and compares.
func (r Reader) registersAndAnswers(ctx context.Context) ([]Problem, error) {
	type row struct {
		subject assessment.Subject
		state   string
	}
	rows, err := r.q.QueryContext(ctx, "SELECT round, district, scope, kind, item, field, state FROM registers")
	all, err := collect(rows, err, "read registers", func(rows *sql.Rows, x *row) error {
		s := &x.subject
		return rows.Scan(&s.Round, &s.District, &s.Scope, &s.Kind, &s.Item, &s.Field, &x.state)
	})
	if err != nil {
		return nil, err
	}
	var out []Problem
	want, unsure := map[assessment.AnswerKey]shown{}, map[assessment.AnswerKey]bool{}
	for _, x := range all {
		s := x.subject
		k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
		reg, err := merge.Decode(x.state)
		if err != nil || reg.Empty() || (Change{Subject: s, Register: reg}).check("", x.state) != nil {
			out = append(out, Problem{"register", place(s)})
			unsure[k] = true
			continue
		}
		if s.Kind == assessment.KindAnswer {
			want[k] = want[k].with(k, s.Field, reg)
		}
	}
	differ, err := r.compareAnswers(ctx, want, unsure)
	return append(out, differ...), err
}

// with returns an answer after one more of its registers was read. The register has been checked.
func (a shown) with(k assessment.AnswerKey, f assessment.Field, reg merge.Register) shown {
	a.AnswerKey = k
	if a.Set(f, assessment.Pick(f, reg.Values())) == nil && reg.Conflict() {
		a.bits |= fieldBit[f]
		a.Conflict = true
	}
	return a
}

// compareAnswers tells which answers are not as they should be; those with a broken register were told already.
func (r Reader) compareAnswers(ctx context.Context, want map[assessment.AnswerKey]shown, unsure map[assessment.AnswerKey]bool) ([]Problem, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT round, district, scope, requirement, status, text_hash, carried, explanation, responsible, due, effort, evidence, conflict FROM answers")
	have, err := collect(rows, err, "read answers", func(rows *sql.Rows, a *shown) error {
		err := rows.Scan(&a.Round, &a.District, &a.Scope, &a.Requirement, &a.Status, &a.TextHash, &a.Carried, &a.Explanation, &a.Responsible, &a.Due, &a.Effort, &a.Evidence, &a.bits)
		a.Conflict = a.bits != 0
		return err
	})
	if err != nil {
		return nil, err
	}
	wrong := map[assessment.AnswerKey]bool{}
	for _, a := range have {
		if w, there := want[a.AnswerKey]; !there || w != a {
			wrong[a.AnswerKey] = true
		}
		delete(want, a.AnswerKey)
	}
	for k := range want {
		wrong[k] = true
	}
	var out []Problem
	for k := range wrong {
		if !unsure[k] {
			out = append(out, Problem{"answer", strings.Join([]string{string(k.Round), string(k.District), string(k.Scope), string(k.Requirement)}, " ")})
		}
	}
	slices.SortFunc(out, func(a, b Problem) int { return strings.Compare(a.Place, b.Place) })
	return out, nil
}

func place(s assessment.Subject) string {
	return strings.Join([]string{string(s.Round), string(s.District), string(s.Scope), string(s.Kind), s.Item, string(s.Field)}, " ")
}

// historyChain checks that every field's history begins with nothing, that each change starts where the one
// before ended, and that the last ends in the register.
func (r Reader) historyChain(ctx context.Context) ([]Problem, error) {
	const subject = "round, district, scope, kind, item, field"
	rows, err := r.q.QueryContext(ctx, `SELECT `+subject+` FROM (
			SELECT `+subject+`, before, lag(after, 1, '') OVER (PARTITION BY `+subject+` ORDER BY id) AS was FROM history) WHERE before IS NOT was
		UNION SELECT `+subject+` FROM (
			SELECT `+subject+`, state FROM registers
			EXCEPT SELECT `+subject+`, after FROM (SELECT `+subject+`, after, max(id) FROM history GROUP BY `+subject+`))
		UNION SELECT `+subject+` FROM (
			SELECT `+subject+` FROM (SELECT `+subject+`, after, max(id) FROM history GROUP BY `+subject+`) WHERE after <> ''
			EXCEPT SELECT `+subject+` FROM registers)`)
	broken, err := collect(rows, err, "check history", func(rows *sql.Rows, s *assessment.Subject) error {
		return rows.Scan(&s.Round, &s.District, &s.Scope, &s.Kind, &s.Item, &s.Field)
	})
	var out []Problem
	for _, s := range broken {
		out = append(out, Problem{"history", place(s)})
	}
	return out, err
}
