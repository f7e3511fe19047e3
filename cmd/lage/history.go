package main

import (
	"strconv"
	"strings"
	"time"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type historyCmd struct {
	Requirement string `arg:""`
	At          string `placeholder:"2027-01-31"`
	Back        int64  `placeholder:"N"`
	Round       string `placeholder:"R"`
	District    string `placeholder:"KEY"`
	Scope       string `placeholder:"S"`
}

type historyView struct {
	ID     int64    `json:"id"`
	At     string   `json:"at"`
	Who    string   `json:"who"`
	Source string   `json:"source"`
	File   string   `json:"file"`
	Field  string   `json:"field"`
	Before []string `json:"before"`
	After  []string `json:"after"`
}

// Run lists the changes of one answer, oldest first, or shows it as it stood at a moment, or brings the value back that
// stood before one of the changes.
func (c *historyCmd) Run(l *lage) error {
	if c.At != "" && c.Back != 0 {
		return wrongUsage("at_or_back")
	}
	at, err := moment(c.At)
	if err != nil {
		return err
	}
	return l.with(func(d *desk.Desk) error {
		k, err := l.answerKey(d, c.Round, l.ownOr(d, c.District), c.Scope, c.Requirement)
		if err != nil {
			return err
		}
		past, err := d.History(l.ctx, k)
		if err != nil {
			return err
		}
		if c.At != "" {
			a, err := d.StateAt(l.ctx, k, at)
			if err != nil {
				return err
			}
			return l.show(answerViews{[]answerView{viewOfAnswer(a)}}, func(p *page) {
				p.line(l.words.Say("lage.history.then", "requirement", c.Requirement, "at", l.words.Value(at.Local())))
				l.tellFields(p, a)
			})
		}
		if c.Back != 0 {
			return c.bringBack(l, d, past)
		}
		views := []historyView{}
		for _, h := range past {
			views = append(views, historyView{h.ID, stamp(h.At), h.Who, string(h.Source), h.File, string(h.Subject.Field), list(h.Before), list(h.After)})
		}
		return l.show(struct {
			Changes []historyView `json:"changes"`
		}{views}, func(p *page) { l.tellHistory(p, d, past) })
	})
}

// bringBack takes a change of this very answer, so that a mistyped number does not change another one.
func (c *historyCmd) bringBack(l *lage, d *desk.Desk, past []desk.HistoryEntry) error {
	for _, h := range past {
		if h.ID != c.Back {
			continue
		}
		a, err := d.BringBack(l.ctx, c.Back)
		if err != nil {
			return err
		}
		return l.show(answerViews{[]answerView{viewOfAnswer(a)}}, func(p *page) { l.tellAnswer(p, c.Requirement, a) })
	}
	return assessment.ErrNotFound
}

// moment reads a point in time, or a day, of which it is the end.
func moment(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	on, err := day("--at", text)
	if err != nil {
		return time.Time{}, err
	}
	t, _ := on.Time() // day has checked it
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, -1, time.Local), nil
}

func (l *lage) tellHistory(p *page, d *desk.Desk, past []desk.HistoryEntry) {
	if len(past) == 0 {
		p.line(l.words.Say("lage.history.none"))
		return
	}
	var rows [][]string
	for _, h := range past {
		rows = append(rows, []string{
			strconv.FormatInt(h.ID, 10), l.words.Value(h.At.Local()), h.Who, l.words.Say("lage.source." + string(h.Source)), d.FieldName(h.Subject.Field),
			short(valuesText(d, h.Subject.Field, h.Before), 40), short(valuesText(d, h.Subject.Field, h.After), 40),
		})
	}
	p.table(l.heads("number", "at", "who", "source", "field", "before", "after"), rows)
}

// valuesText writes encoded values for people.
func valuesText(d *desk.Desk, f assessment.Field, values []string) string {
	var out []string
	for _, v := range values {
		out = append(out, d.ValueText(f, v))
	}
	return strings.Join(out, " / ")
}
