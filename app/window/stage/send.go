package stage

import (
	"context"
	"fmt"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// CheckReply looks over what is on stage.
func (d *Desk) CheckReply(ctx context.Context, round assessment.RoundID) (desk.ReplyCheck, error) {
	o, err := d.Overview(ctx, round, d.Members[0].Key)
	if err != nil {
		return desk.ReplyCheck{}, err
	}
	c := desk.ReplyCheck{Open: o.Tally.Open, RemarksOpen: len(o.Remarks), MeasuresOverdue: len(o.Overdue), SignOff: o.SignOff}
	for _, found := range []struct {
		n    int
		text string
	}{{c.Open, "%d Anforderungen sind noch offen."}, {c.RemarksOpen, "%d Rückfrage ist nicht beantwortet."}, {c.MeasuresOverdue, "%d Maßnahme ist überfällig."}} {
		if found.n > 0 {
			c.Sentences = append(c.Sentences, fmt.Sprintf(found.text, found.n))
		}
	}
	return c, nil
}

// SignOff signs what is on stage.
func (d *Desk) SignOff(_ context.Context, _ assessment.RoundID, name, role string) (desk.SignOff, error) {
	d.note("sign %s, %s", name, role)
	if d.Fail != nil {
		return desk.SignOff{}, d.Fail
	}
	d.Picture.SignOff = desk.SignOff{Name: name, Role: role, On: assessment.DateOf(Now)}
	return d.Picture.SignOff, nil
}

// Attachments lists the files of the Vogelsbergkreis.
func (d *Desk) Attachments(context.Context, assessment.RoundID, assessment.DistrictKey) ([]desk.Attachment, error) {
	return d.Evidence, nil
}

// ExportAttachments writes down that the files go along.
func (d *Desk) ExportAttachments(_ context.Context, _ assessment.RoundID, dir string) (desk.ExportedFile, error) {
	d.note("attachments %s", dir)
	return desk.ExportedFile{Path: dir + "/Anlagen.kreislage", Sequence: 1}, d.Fail
}

// Sent lists the last reply and one before it, where the overview on stage knows of one; at the office what went to each
// district.
func (d *Desk) Sent(context.Context, assessment.RoundID) ([]desk.SentFile, error) {
	if d.Role == assessment.RoleOffice {
		return d.sentOut(), nil
	}
	r := d.Picture.LastReply
	if r == nil {
		return nil, nil
	}
	return []desk.SentFile{
		{District: d.Members[0].District, File: r.File, Number: r.Number, Sequence: r.Sequence, At: r.At, Who: "K. Weber"},
		{District: d.Members[0].District, File: "Antwort-1.xlsx", Number: "R-0001", Sequence: 1, At: r.At.AddDate(0, 0, -14), Who: "K. Weber", Confirmed: true},
	}, nil
}
