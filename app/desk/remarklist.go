package desk

import (
	"context"
	"slices"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// RemarkRow is one open question with what came back since it was put.
type RemarkRow struct {
	Key      assessment.AnswerKey
	District assessment.District
	Ref      string
	Title    string
	Remark   Remark
	Answer   assessment.Answer // as it counts now
	Asked    time.Time         // when the question was put here, or came here
	Replied  time.Time         // when the district's reply came since, zero where none did
	Changed  time.Time         // last change of the answer since, zero where there was none
}

// Back tells whether anything came back.
func (r RemarkRow) Back() bool { return !r.Replied.IsZero() || !r.Changed.IsZero() }

// OpenRemarks lists the questions of a round that are not settled, by district and in the catalogue's order: the
// office's of all districts, a district's own.
func (d *Desk) OpenRemarks(ctx context.Context, round assessment.RoundID) ([]RemarkRow, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	c, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return nil, err
	}
	place := make(map[assessment.RequirementID]int, len(c.Requirements))
	for i, q := range c.Requirements {
		place[q.ID] = i
	}
	districts := map[assessment.DistrictKey]assessment.District{}
	for _, di := range info.Districts {
		districts[di.Key] = di
	}
	rows := []RemarkRow{}
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		reworded, err := rewordings(ctx, r, round)
		if err != nil {
			return err
		}
		held, err := r.RegistersInRound(ctx, round, assessment.KindRemark)
		if err != nil {
			return err
		}
		for k, m := range remarksIn(held) {
			at, asked := place[k.Requirement]
			if !asked || !m.Open() || d.role == assessment.RoleDistrict && k.District != d.district {
				continue
			}
			q := c.Requirements[at]
			row := RemarkRow{Key: k, District: districts[k.District], Ref: q.Ref, Title: q.Title, Remark: m}
			a, err := r.Answer(ctx, k)
			if err != nil {
				return err
			}
			row.Answer = seen(a, k, q, reworded)
			if err := row.since(ctx, r); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	slices.SortFunc(rows, func(a, b RemarkRow) int { return compareKeys(a.Key, b.Key, place) })
	return rows, err
}

func remarksIn(held []store.Held) map[assessment.AnswerKey]Remark {
	out := map[assessment.AnswerKey]Remark{}
	for _, h := range held {
		s := h.Subject
		k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
		m := out[k]
		m.set(s.Field, assessment.Pick(s.Field, h.Register.Values()))
		out[k] = m
	}
	return out
}

// since finds out when the question was put and what happened afterwards.
func (row *RemarkRow) since(ctx context.Context, r store.Reader) error {
	s := assessment.AnswerSubject(row.Key, assessment.FieldQuestion)
	s.Kind = assessment.KindRemark
	past, err := r.History(ctx, s)
	if err != nil {
		return err
	}
	var asked int64
	for _, p := range past {
		switch p.Subject.Field {
		case assessment.FieldQuestion:
			row.Asked, asked, row.Replied = p.At, p.ID, time.Time{}
		case assessment.FieldReply:
			row.Replied = p.At
		}
	}
	answered, err := r.History(ctx, assessment.AnswerSubject(row.Key, assessment.FieldStatus))
	for _, p := range answered {
		if p.ID > asked && p.Subject.Kind == assessment.KindAnswer {
			row.Changed = p.At
		}
	}
	return err
}
