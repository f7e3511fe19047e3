package store

import (
	"context"
	"database/sql"

	"kreislage/data/assessment"
)

// SetNote keeps this desk's private note on an answer, or on a district where the key names nothing else. An empty
// text takes the note away.
func (t *Tx) SetNote(ctx context.Context, k assessment.AnswerKey, text string) error {
	s := assessment.Subject{Round: k.Round, District: k.District, Scope: k.Scope, Kind: KindNote, Item: string(k.Requirement)}
	if err := t.touch(ctx, s); err != nil {
		return err
	}
	if text == "" {
		_, err := t.exec(ctx, "DELETE FROM notes WHERE round = ? AND district = ? AND scope = ? AND requirement = ?", k.Round, k.District, k.Scope, k.Requirement)
		return wrap("take note away", err)
	}
	_, err := t.exec(ctx, `INSERT INTO notes(round, district, scope, requirement, text, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET text = excluded.text, at = excluded.at`, k.Round, k.District, k.Scope, k.Requirement, text, stamp(t.now()))
	return wrap("keep note", err)
}

// Notes lists the private notes of one scope in a round by requirement; a note on the district itself stands under
// empty names.
func (r Reader) Notes(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (map[assessment.RequirementID]string, error) {
	type note struct {
		requirement assessment.RequirementID
		text        string
	}
	rows, err := r.q.QueryContext(ctx, "SELECT requirement, text FROM notes WHERE round = ? AND district = ? AND scope = ?", round, district, scope)
	found, err := collect(rows, err, "list notes", func(rows *sql.Rows, n *note) error { return rows.Scan(&n.requirement, &n.text) })
	out := make(map[assessment.RequirementID]string, len(found))
	for _, n := range found {
		out[n.requirement] = n.text
	}
	return out, err
}

// NotedDistricts tells which districts have a private note of their own.
func (r Reader) NotedDistricts(ctx context.Context) (map[assessment.DistrictKey]int, error) {
	return r.counts(ctx, "list notes on districts", "SELECT district, count(*) FROM notes WHERE round = '' GROUP BY district")
}
