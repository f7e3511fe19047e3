package desk

import (
	"context"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// ReplyCheck tells what a district may want to do before it sends its reply. Nothing of it keeps the file from being
// written.
type ReplyCheck struct {
	Open               int // requirements without an answer
	Unexplained        int // dispensable without an explanation
	RemarksOpen        int // questions of the office without a reply
	ToConfirm          int
	Conflicts          int
	AcceptancesExpired int
	MeasuresOverdue    int
	DelegationsOut     int
	SignOff            SignOff
	Sentences          []string // what of it is to be told, in the user's language; none where all is well
}

// Clean tells whether there is nothing to do before the reply is sent.
func (c ReplyCheck) Clean() bool { return len(c.Sentences) == 0 }

// CheckReply looks over what a district's desk would send now.
func (d *Desk) CheckReply(ctx context.Context, round assessment.RoundID) (ReplyCheck, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return ReplyCheck{}, err
	}
	info, err := d.Round(ctx, round)
	if err != nil {
		return ReplyCheck{}, err
	}
	var c ReplyCheck
	err = d.store.Snapshot(ctx, func(r store.Reader) error { return d.checkReply(ctx, r, info, &c) })
	if err != nil {
		return ReplyCheck{}, err
	}
	if c.DelegationsOut, err = d.delegationsOut(ctx, round); err != nil {
		return ReplyCheck{}, err
	}
	c.Sentences = d.checkSentences(c)
	return c, nil
}

func (d *Desk) checkReply(ctx context.Context, r store.Reader, info RoundInfo, c *ReplyCheck) error {
	papers, err := d.papers(ctx, r, info, d.district)
	if err != nil {
		return err
	}
	today := assessment.DateOf(d.o.Clock())
	for _, p := range papers {
		c.Open += p.Tally.Open
		c.ToConfirm += p.Tally.ToConfirm
		c.Conflicts += p.Tally.Conflicts
		for _, row := range p.Rows {
			if !row.Answer.Explained() {
				c.Unexplained++
			}
			if row.Remark.Open() && row.Remark.Reply == "" {
				c.RemarksOpen++
			}
			if row.Acceptance.Expired(today) {
				c.AcceptancesExpired++
			}
		}
	}
	measures, err := r.RegistersOf(ctx, info.ID, d.district, assessment.KindMeasure)
	if err != nil {
		return err
	}
	c.MeasuresOverdue = len(overdue(measuresOf(measures), today))
	c.SignOff, err = signOffOf(ctx, r, info.ID, d.district)
	return err
}

// papers reads what every scope of a district that is asked sees of a round.
func (d *Desk) papers(ctx context.Context, r store.Reader, info RoundInfo, district assessment.DistrictKey) ([]*Paper, error) {
	cat, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return nil, err
	}
	di, err := r.District(ctx, district)
	if err != nil {
		return nil, err
	}
	scopes, err := r.Scopes(ctx, district)
	if err != nil {
		return nil, err
	}
	var out []*Paper
	for _, s := range assessment.AskedScopes(scopes) {
		p := &Paper{Round: info, District: di, Scope: s}
		if err := fillPaper(ctx, r, cat, p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Overdue tells whether a measure should have been done before today.
func (m Measure) Overdue(today assessment.Date) bool {
	return m.Due != "" && m.Due.Before(today) && m.State != MeasureDone && m.State != MeasureDropped
}

func overdue(measures []Measure, today assessment.Date) []Measure {
	out := []Measure{}
	for _, m := range measures {
		if m.Overdue(today) {
			out = append(out, m)
		}
	}
	return out
}

func (d *Desk) delegationsOut(ctx context.Context, round assessment.RoundID) (int, error) {
	packs, err := d.packsOut(ctx, round)
	return len(packs), err
}

// packsOut lists the packs of a round that colleagues have not given back.
func (d *Desk) packsOut(ctx context.Context, round assessment.RoundID) ([]store.Delegation, error) {
	packs, err := d.store.Delegations(ctx)
	if err != nil {
		return nil, err
	}
	var out []store.Delegation
	for _, p := range packs {
		if !p.Returned.IsZero() {
			continue
		}
		files, err := d.store.FilesOf(ctx, p.Export)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if f.Direction == store.Out && f.Round == round {
				out = append(out, p)
				break
			}
		}
	}
	return out, nil
}

// checkSentences tells what stands out, the gravest first.
func (d *Desk) checkSentences(c ReplyCheck) []string {
	w, out := d.say(), []string{}
	for _, x := range []struct {
		key string
		n   int
	}{
		{"desk.check.conflicts", c.Conflicts}, {"desk.check.open", c.Open}, {"desk.check.unexplained", c.Unexplained}, {"desk.check.remarks", c.RemarksOpen},
		{"desk.check.confirm", c.ToConfirm}, {"desk.check.acceptances", c.AcceptancesExpired}, {"desk.check.measures", c.MeasuresOverdue},
		{"desk.check.delegations", c.DelegationsOut},
	} {
		if x.n > 0 {
			out = append(out, w.Plural(x.key, x.n))
		}
	}
	if c.SignOff.Given() && c.SignOff.Changed > 0 {
		out = append(out, w.Plural("desk.check.changed", c.SignOff.Changed, "who", c.SignOff.Name, "on", w.Date(c.SignOff.On)))
	}
	return out
}
