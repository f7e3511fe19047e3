package store

import (
	"context"
	"database/sql"
	"fmt"

	"kreislage/data/assessment"
)

// Problem is one thing that Verify found to be wrong. Code names it for a sentence.
type Problem struct {
	Code  string // integrity, foreign_key, register, answer, history
	Place string
}

// Verify reads everything and tells what does not fit: SQLite's own checks, registers that do not decode,
// answers that do not show what their registers say, and a history that does not end in the present.
func (s *Store) Verify(ctx context.Context) ([]Problem, error) {
	var found []Problem
	err := s.Snapshot(ctx, func(r Reader) error {
		for _, check := range []func(context.Context) ([]Problem, error){r.integrity, r.danglingKeys, r.shownAnswers, r.lastHistory} {
			p, err := check(ctx)
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

// shownAnswers rebuilds every answer from its registers and compares.
func (r Reader) shownAnswers(ctx context.Context) ([]Problem, error) {
	rounds, err := r.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	var out []Problem
	for _, round := range rounds {
		p, err := r.shownInRound(ctx, round.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, p...)
	}
	return out, nil
}

func (r Reader) shownInRound(ctx context.Context, round assessment.RoundID) ([]Problem, error) {
	held, err := r.Registers(ctx, round, "")
	if err != nil {
		return nil, err
	}
	want := map[assessment.AnswerKey]assessment.Answer{}
	for _, h := range held {
		if h.Subject.Kind != assessment.KindAnswer {
			continue
		}
		k := assessment.AnswerKey{Round: round, District: h.Subject.District, Scope: h.Subject.Scope, Requirement: assessment.RequirementID(h.Subject.Item)}
		a := want[k]
		a.AnswerKey = k
		if err := a.Set(h.Subject.Field, assessment.Pick(h.Subject.Field, h.Register.Values())); err != nil {
			return []Problem{{"register", h.Subject.Item}}, nil
		}
		a.Conflict = a.Conflict || h.Register.Conflict()
		want[k] = a
	}
	shown, err := r.Answers(ctx, round, "", "")
	if err != nil {
		return nil, err
	}
	var out []Problem
	for _, a := range shown {
		if want[a.AnswerKey] != a {
			out = append(out, Problem{"answer", string(a.District) + " " + string(a.Requirement)})
		}
		delete(want, a.AnswerKey)
	}
	for k := range want {
		out = append(out, Problem{"answer", string(k.District) + " " + string(k.Requirement)})
	}
	return out, nil
}

func (r Reader) lastHistory(ctx context.Context) ([]Problem, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT r.district, r.item, r.field FROM registers r WHERE r.state IS NOT (
		SELECT after FROM history h WHERE h.round = r.round AND h.district = r.district AND h.scope = r.scope AND h.kind = r.kind AND h.item = r.item AND h.field = r.field ORDER BY id DESC LIMIT 1)`)
	return collect(rows, err, "check history", func(rows *sql.Rows, p *Problem) error {
		var district, item, field string
		err := rows.Scan(&district, &item, &field)
		*p = Problem{"history", district + " " + item + " " + field}
		return err
	})
}
