package store

import (
	"context"
	"database/sql"
	"slices"

	"kreislage/data/assessment"
)

const answerColumns = "round, district, scope, requirement, status, text_hash, carried, explanation, responsible, due, effort, evidence, conflict <> 0"

func scanAnswer(rows *sql.Rows, a *assessment.Answer) error {
	return rows.Scan(&a.Round, &a.District, &a.Scope, &a.Requirement, &a.Status, &a.TextHash, &a.Carried, &a.Explanation, &a.Responsible, &a.Due, &a.Effort, &a.Evidence, &a.Conflict)
}

// Answers lists the answers of a round by district, scope and requirement id. Empty district or scope means all
// of them.
func (r Reader) Answers(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) ([]assessment.Answer, error) {
	where, args := within(round, district)
	if scope != "" {
		where, args = where+" AND scope = ?", append(args, scope)
	}
	rows, err := r.q.QueryContext(ctx, "SELECT "+answerColumns+" FROM answers WHERE "+where+" ORDER BY district, scope, requirement", args...)
	return collect(rows, err, "list answers", scanAnswer)
}

// Answer returns one answer, the empty one where nothing was said yet.
func (r Reader) Answer(ctx context.Context, k assessment.AnswerKey) (assessment.Answer, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT "+answerColumns+" FROM answers WHERE round = ? AND district = ? AND scope = ? AND requirement = ?", k.Round, k.District, k.Scope, k.Requirement)
	found, err := collect(rows, err, "read answer", scanAnswer)
	if err != nil || len(found) == 0 {
		return assessment.Answer{AnswerKey: k}, err
	}
	return found[0], nil
}

// StatusOf is what counting needs of an answer.
type StatusOf struct {
	District    assessment.DistrictKey
	Scope       assessment.ScopeID
	Requirement assessment.RequirementID
	Status      assessment.Status
	TextHash    string
	Carried     bool
	Conflict    bool
}

// Statuses lists the states of all answers of a round, without their texts. An empty district means all.
func (r Reader) Statuses(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]StatusOf, error) {
	where, args := within(round, district)
	rows, err := r.q.QueryContext(ctx, "SELECT district, scope, requirement, status, text_hash, carried, conflict <> 0 FROM answers WHERE "+where, args...)
	return collect(rows, err, "list states", func(rows *sql.Rows, s *StatusOf) error {
		return rows.Scan(&s.District, &s.Scope, &s.Requirement, &s.Status, &s.TextHash, &s.Carried, &s.Conflict)
	})
}

// Conflicts lists the registers of a round that hold more than one value, sorted like Registers.
func (r Reader) Conflicts(ctx context.Context, round assessment.RoundID) ([]Held, error) {
	// What answers shows knows which of them are in conflict; of the other kinds there are few.
	rows, err := r.q.QueryContext(ctx, `SELECT r.round, r.district, r.scope, r.kind, r.item, r.field, r.state FROM answers a
		JOIN registers r ON r.round = a.round AND r.district = a.district AND r.scope = a.scope AND r.kind = 'answer' AND r.item = a.requirement
		WHERE a.round = ? AND a.conflict <> 0
		UNION ALL SELECT round, district, scope, kind, item, field, state FROM registers WHERE round = ? AND kind <> 'answer'
		ORDER BY 2, 3, 4, 5, 6`, round, round)
	held, err := collect(rows, err, "list conflicts", scanHeld)
	return slices.DeleteFunc(held, func(h Held) bool { return !h.Register.Conflict() }), err
}
