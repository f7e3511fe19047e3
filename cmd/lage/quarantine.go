package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type quarantineCmd struct {
	List    quarantineListCmd    `cmd:""`
	Ask     quarantineAskCmd     `cmd:""`
	Discard quarantineDiscardCmd `cmd:""`
}

type quarantinedView struct {
	ID       int64  `json:"id"`
	File     string `json:"file"`
	District string `json:"district"` // empty where it is not known
	Presumed bool   `json:"presumed"` // the district is known from the file's name alone
	Verdict  string `json:"verdict"`
	Sentence string `json:"sentence"`
	Copy     string `json:"copy"` // empty where none was kept
	At       string `json:"at"`
	Subject  string `json:"subject"` // of a mail to the sender, at the office
	Ask      string `json:"ask"`     // what to write to the sender
}

type quarantineListCmd struct{}

// Run lists the files that could not be taken in, the newest first.
func (c *quarantineListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := d.Quarantine(l.ctx)
		if err != nil {
			return err
		}
		views := []quarantinedView{}
		for _, q := range all {
			views = append(views, quarantinedView{q.ID, q.File, string(q.District), q.Presumed, string(q.Verdict), q.Sentence, q.Copy, stamp(q.At), q.Subject, q.Ask})
		}
		return l.show(struct {
			Quarantine []quarantinedView `json:"quarantine"`
		}{views}, func(p *page) { l.tellQuarantine(p, all) })
	})
}

func (l *lage) tellQuarantine(p *page, all []desk.Quarantined) {
	if len(all) == 0 {
		p.line(l.words.Say("lage.quarantine.none"))
		return
	}
	for _, q := range all {
		p.line(l.words.Say("lage.quarantine.head", "id", q.ID, "file", q.File, "at", q.At.Local()))
		if q.District != "" {
			key := "lage.quarantine.district"
			if q.Presumed {
				key = "lage.quarantine.presumed"
			}
			p.line("  " + l.words.Say(key, "key", string(q.District)))
		}
		p.line("  " + q.Sentence)
		if q.Copy != "" {
			p.line("  " + l.words.Say("lage.quarantine.copy", "file", q.Copy))
		}
	}
}

type quarantineAskCmd struct {
	ID int64 `arg:""`
}

// Run writes what to ask a file's sender for, to copy into a mail.
func (c *quarantineAskCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if d.Info().Role != assessment.RoleOffice {
			return assessment.ErrWrongRole
		}
		all, err := d.Quarantine(l.ctx)
		if err != nil {
			return err
		}
		for _, q := range all {
			if q.ID == c.ID {
				return l.show(struct {
					ID       int64  `json:"id"`
					District string `json:"district"`
					Subject  string `json:"subject"`
					Text     string `json:"text"`
				}{q.ID, string(q.District), q.Subject, q.Ask}, func(p *page) { p.line(q.Subject); p.line(q.Ask) })
			}
		}
		return assessment.ErrNotFound
	})
}

type quarantineDiscardCmd struct {
	ID int64 `arg:""`
}

// Run takes a file off the list and removes the copy that was kept of it.
func (c *quarantineDiscardCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if err := d.Discard(l.ctx, c.ID); err != nil {
			return err
		}
		return l.show(struct {
			ID int64 `json:"id"`
		}{c.ID}, func(p *page) { p.line(l.words.Say("lage.quarantine.discarded", "id", c.ID)) })
	})
}
