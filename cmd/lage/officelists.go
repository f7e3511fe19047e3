package main

import (
	"kreislage/app/desk"
)

type remarksCmd struct {
	Round string `placeholder:"R"`
}

type openRemarkView struct {
	remarkView
	Status      string `json:"status"`
	Explanation string `json:"explanation"`
	Asked       string `json:"asked"`
	Replied     string `json:"replied"` // since it was asked
	Changed     string `json:"changed"` // the answer, since it was asked
}

// Run lists the open questions of all districts with what came back.
func (c *remarksCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		all, err := d.OpenRemarks(l.ctx, r.ID)
		if err != nil {
			return err
		}
		views, rows := []openRemarkView{}, [][]string{}
		for _, x := range all {
			k := x.Key
			views = append(views, openRemarkView{
				remarkView{string(k.Round), string(k.District), string(k.Scope), string(k.Requirement), x.Remark.Question, x.Remark.Reply, x.Remark.Settled},
				x.Answer.Status.String(), x.Answer.Explanation, stamp(x.Asked), stamp(x.Replied), stamp(x.Changed),
			})
			rows = append(rows, []string{string(k.District), x.Ref, short(x.Remark.Question, 50), l.cameBack(x)})
		}
		return l.show(struct {
			Remarks []openRemarkView `json:"remarks"`
		}{views}, func(p *page) {
			if len(rows) == 0 {
				p.line(l.words.Say("lage.remark.none"))
				return
			}
			p.table(l.heads("key", "requirement", "question", "since"), rows)
		})
	})
}

// cameBack says what has happened since a question was put.
func (l *lage) cameBack(x desk.RemarkRow) string {
	switch {
	case !x.Replied.IsZero():
		return l.words.Say("lage.remark.came_reply", "text", short(x.Remark.Reply, 50))
	case !x.Changed.IsZero():
		return l.words.Say("lage.remark.came_answer", "status", l.words.Say("desk.status."+x.Answer.Status.String()))
	}
	return l.words.Say("lage.remark.came_nothing")
}

type sentCmd struct {
	Round string `placeholder:"R"`
}

type sentView struct {
	District  string `json:"district"`
	Name      string `json:"name"`
	Contact   string `json:"contact"`
	File      string `json:"file"`
	Number    string `json:"number"`
	At        string `json:"at"`
	Who       string `json:"who"`
	Confirmed bool   `json:"confirmed"`
}

// Run lists what was sent to whom, and what the other side has confirmed.
func (c *sentCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		all, err := d.Sent(l.ctx, r.ID)
		if err != nil {
			return err
		}
		views, rows := []sentView{}, [][]string{}
		for _, f := range all {
			views = append(views, sentView{string(f.District.Key), f.District.Name, f.District.Contact, f.File, f.Number, stamp(f.At), f.Who, f.Confirmed})
			at, state := "", "lage.sent.nothing"
			if !f.At.IsZero() {
				at, state = l.words.Value(f.At.Local()), "lage.sent.waiting"
			}
			if f.Confirmed {
				state = "lage.sent.confirmed"
			}
			rows = append(rows, []string{string(f.District.Key), f.District.Name, f.Number, at, f.File, l.words.Say(state)})
		}
		return l.show(struct {
			Sent []sentView `json:"sent"`
		}{views}, func(p *page) {
			if len(rows) == 0 {
				p.line(l.words.Say("lage.sent.nothing"))
				return
			}
			p.table(l.heads("key", "district", "number", "at", "file", "state"), rows)
		})
	})
}
