package desk

import (
	"context"
	"strings"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// Reminder is a text to copy into a mail: nothing is sent from here.
type Reminder struct {
	District assessment.District // who is late, at the office
	To       string              // the colleague at a district's desk, the district's contact at the office
	File     string              // what was given to the colleague
	Since    time.Time           // when the colleague got it, or the district was last heard of (zero: never)
	DaysLate int
	Subject  string
	Text     string
}

// Reminders lists whom to remind: at a district's desk each colleague who has not given a pack back, the longest out
// first; at the office each district that is late, in the order of the round.
func (d *Desk) Reminders(ctx context.Context, round assessment.RoundID) ([]Reminder, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	if d.role == assessment.RoleOffice {
		return d.remindDistricts(ctx, info)
	}
	return d.remindColleagues(ctx, info)
}

func (d *Desk) remindColleagues(ctx context.Context, info RoundInfo) ([]Reminder, error) {
	packs, err := d.packsOut(ctx, info.ID)
	if err != nil {
		return nil, err
	}
	out, w := []Reminder{}, d.say()
	for i := len(packs) - 1; i >= 0; i-- { // the newest stand first
		p, due := packs[i], ""
		if own := info.DueOf(d.district); own != "" {
			due = w.Say("desk.remind.colleague.due", "due", w.Date(own))
		}
		file, err := d.packName(ctx, p)
		if err != nil {
			return nil, err
		}
		out = append(out, Reminder{
			To: p.To, File: file, Since: p.At, Subject: w.Say("desk.remind.colleague.subject", "round", info.Name),
			Text: spare.Replace(w.Say("desk.remind.colleague.text", "to", p.To, "since", w.Date(assessment.DateOf(p.At.Local())), "file", file, "due", due, "who", d.o.Who)),
		})
	}
	return out, nil
}

// spare removes the space that a sentence left out leaves at the end of a line.
var spare = strings.NewReplacer(" \n", "\n")

func (d *Desk) packName(ctx context.Context, p store.Delegation) (string, error) {
	files, err := d.store.FilesOf(ctx, p.Export)
	for _, f := range files {
		if f.Direction == store.Out {
			return f.Name, err
		}
	}
	return "", err
}

func (d *Desk) remindDistricts(ctx context.Context, info RoundInfo) ([]Reminder, error) {
	rows, err := d.Cockpit(ctx, info.ID)
	if err != nil {
		return nil, err
	}
	out, w := []Reminder{}, d.say()
	for _, r := range rows {
		if r.DaysLate == 0 || r.Sent.IsZero() {
			continue
		}
		state := w.Say("desk.remind.district.nothing")
		if !r.Received.IsZero() {
			state = w.Plural("desk.remind.district.open", r.Tally.Open, "at", w.Date(assessment.DateOf(r.Received.Local())))
		}
		out = append(out, Reminder{
			District: r.District, To: r.District.Contact, Since: r.Received, DaysLate: r.DaysLate,
			Subject: w.Say("desk.remind.district.subject", "round", info.Name, "district", r.District.Name),
			Text:    w.Plural("desk.remind.district.text", r.DaysLate, "round", info.Name, "due", w.Date(r.Due), "state", state, "office", d.officeName),
		})
	}
	return out, nil
}
