package main

import (
	"kreislage/app/desk"
)

type quarantineCmd struct {
	List    quarantineListCmd    `cmd:""`
	Discard quarantineDiscardCmd `cmd:""`
}

type quarantinedView struct {
	ID       int64  `json:"id"`
	File     string `json:"file"`
	District string `json:"district"` // empty where it is not known
	Verdict  string `json:"verdict"`
	Sentence string `json:"sentence"`
	Copy     string `json:"copy"` // empty where none was kept
	At       string `json:"at"`
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
			views = append(views, quarantinedView{q.ID, q.File, string(q.District), string(q.Verdict), q.Sentence, q.Copy, stamp(q.At)})
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
		p.line("  " + q.Sentence)
		if q.Copy != "" {
			p.line("  " + l.words.Say("lage.quarantine.copy", "file", q.Copy))
		}
	}
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
