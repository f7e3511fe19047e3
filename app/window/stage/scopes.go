package stage

import (
	"context"
	"fmt"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// AllScopes lists the scopes on stage, the whole first.
func (d *Desk) AllScopes(context.Context, assessment.DistrictKey) ([]assessment.Scope, error) {
	return append([]assessment.Scope{{ID: assessment.WholeScope}}, d.Divided...), nil
}

// AddScope adds one.
func (d *Desk) AddScope(_ context.Context, name string) (assessment.Scope, error) {
	d.note("scope %s", name)
	if d.Fail != nil {
		return assessment.Scope{}, d.Fail
	}
	s := assessment.Scope{ID: assessment.ScopeID(fmt.Sprintf("s%d", len(d.Divided)+1)), Name: name, Version: 1}
	d.Divided = append(d.Divided, s)
	return s, nil
}

// RenameScope gives one another name.
func (d *Desk) RenameScope(_ context.Context, id assessment.ScopeID, name string) error {
	d.note("rename %s %s", id, name)
	return d.changeScope(id, func(s *assessment.Scope) { s.Name = name })
}

// RetireScope lets one answer no more, or again.
func (d *Desk) RetireScope(_ context.Context, id assessment.ScopeID, retired bool) error {
	d.note("retire %s %v", id, retired)
	return d.changeScope(id, func(s *assessment.Scope) { s.Retired = retired })
}

func (d *Desk) changeScope(id assessment.ScopeID, change func(*assessment.Scope)) error {
	for i := range d.Divided {
		if d.Divided[i].ID == id && d.Fail == nil {
			change(&d.Divided[i])
		}
	}
	return d.Fail
}

// CopyScope writes down what was copied.
func (d *Desk) CopyScope(_ context.Context, _ assessment.RoundID, from, to assessment.ScopeID, _ []assessment.RequirementID) (int, error) {
	d.note("copy %s %s", from, to)
	return 4, d.Fail
}

// Whole puts the scopes together: on stage the first one differs from the others in one answer.
func (d *Desk) Whole(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, how desk.Combine) (*desk.Paper, error) {
	d.note("whole %s", how)
	p, err := d.Paper(ctx, round, district, assessment.WholeScope)
	if err != nil {
		return nil, err
	}
	scopes, err := d.Scopes(ctx, district)
	for i := range p.Rows {
		for k, s := range scopes {
			a := p.Rows[i].Answer
			if i == 0 && k == 1 {
				a.Status = assessment.StatusNo
			}
			p.Rows[i].Parts = append(p.Rows[i].Parts, desk.ScopeAnswer{Scope: s, Answer: a})
		}
	}
	return p, err
}

// Divide puts three scopes on stage, one of them retired.
func (d *Desk) Divide() *Desk {
	d.Divided = []assessment.Scope{{ID: "s1", Name: "Kreishaus", Version: 1}, {ID: "s2", Name: "Schulen", Version: 1}, {ID: "s3", Name: "Altes Archiv", Version: 2, Retired: true}}
	return d
}
