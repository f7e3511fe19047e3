package stage

import (
	"context"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// Overview tells where a district stands, from what is on stage.
func (d *Desk) Overview(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (desk.Overview, error) {
	p, err := d.Paper(ctx, round, district, assessment.WholeScope)
	if err != nil {
		return desk.Overview{}, err
	}
	o := d.Picture
	o.Round, o.District, o.Tally, o.Topics = p.Round, p.District, p.Tally, p.Topics
	for i := range d.List {
		if d.List[i].ID == round {
			o.Round = d.List[i]
		}
	}
	for _, r := range p.Rows {
		if r.Remark.Question != "" && !r.Remark.Settled {
			o.Remarks = append(o.Remarks, desk.OpenRemark{Key: r.Answer.AnswerKey, Ref: r.Requirement.Ref, Title: r.Requirement.Title, Remark: r.Remark})
		}
	}
	for _, m := range d.Plans {
		if (m.State == desk.MeasurePlanned || m.State == desk.MeasureRunning) && m.Due.Before(assessment.DateOf(Now)) {
			o.Overdue = append(o.Overdue, m)
		}
	}
	return o, nil
}

// Survey puts on stage what the overview tells beyond the answers: the last reply, what has changed since, an accepted
// risk and where the others stand.
func (d *Desk) Survey() *Desk {
	change := func(i int, f assessment.Field, before, after string) desk.ChangeSince {
		return desk.ChangeSince{Subject: assessment.AnswerSubject(Key(i), f), Ref: requirements[i].Ref, Title: requirements[i].Title, Before: []string{before}, After: []string{after}}
	}
	risk := desk.AcceptanceDue{Key: Key(4), Ref: requirements[4].Ref, Title: requirements[4].Title}
	risk.By, risk.Until = "Landrätin Dr. Kühn", "2026-12-15"
	over := desk.AcceptanceDue{Key: Key(5), Ref: requirements[5].Ref, Title: requirements[5].Title, Expired: true}
	over.By, over.Until = "Amtsleiter Roth", "2026-10-01"
	d.Picture = desk.Overview{
		LastReply:   &desk.LastReply{Number: "R-0002", Sequence: 2, At: Now.AddDate(0, 0, -9), File: "Antwort-2.xlsx", Hash: "0123456789abcdef0123", Received: true},
		SignOff:     desk.SignOff{Name: "Dr. Kühn", Role: "Landrätin", On: "2026-11-15", Changed: 2},
		Since:       []desk.ChangeSince{change(1, assessment.FieldStatus, "nein", "teilweise"), change(2, assessment.FieldStatus, "unbearbeitet", "nein")},
		Acceptances: []desk.AcceptanceDue{over, risk},
	}
	for i, t := range topics {
		at := 0.1 * float64(i)
		d.Picture.Mirror = append(d.Picture.Mirror, desk.MirrorTopic{Topic: t, Districts: 6, Q1: 0.2 + at, Median: 0.4 + at, Q3: 0.55 + at})
	}
	return d
}
