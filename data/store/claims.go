package store

import (
	"context"
	"database/sql"

	"kreislage/data/assessment"
)

// ClaimOf is an answer that takes a requirement out of the open ones, without its texts.
type ClaimOf struct {
	District    assessment.DistrictKey
	Scope       assessment.ScopeID
	Requirement assessment.RequirementID
	Status      assessment.Status
	Explained   bool
	Noted       bool // there is a note on evidence
}

// Claims lists the answers of a round that say "yes" or "dispensable".
func (r Reader) Claims(ctx context.Context, round assessment.RoundID) ([]ClaimOf, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT district, scope, requirement, status, explanation <> '', evidence <> '' FROM answers
		WHERE round = ? AND status IN (?, ?) ORDER BY district, scope, requirement`, round, assessment.StatusYes, assessment.StatusDispensable)
	return collect(rows, err, "list claims", func(rows *sql.Rows, c *ClaimOf) error {
		return rows.Scan(&c.District, &c.Scope, &c.Requirement, &c.Status, &c.Explained, &c.Noted)
	})
}

// RegistersInRound lists the registers of one kind, answers apart, of all districts, sorted like Registers.
func (r Reader) RegistersInRound(ctx context.Context, round assessment.RoundID, kind assessment.Kind) ([]Held, error) {
	// The condition on answers lets SQLite use the index that leaves them out.
	rows, err := r.q.QueryContext(ctx, `SELECT round, district, scope, kind, item, field, state FROM registers
		WHERE round = ? AND kind = ? AND kind <> 'answer' ORDER BY district, scope, item, field`, round, kind)
	return collect(rows, err, "list registers", scanHeld)
}
