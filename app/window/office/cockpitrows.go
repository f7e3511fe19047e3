package office

import (
	"cmp"
	"slices"
	"strings"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// standing is one column of the cockpit: how it is shown, and how districts are put in its order. What wants a person
// comes first.
type standing struct {
	name   string
	column widget.Column
	cell   func(e *shared.Env, r desk.CockpitRow) widget.Cell
	order  func(a, b desk.CockpitRow) int
}

// urgent lists the states in the order in which they want a person.
var urgent = []desk.CockpitState{
	desk.CockpitConflict, desk.CockpitLate, desk.CockpitNotSent, desk.CockpitSent, desk.CockpitReceived, desk.CockpitComplete, desk.CockpitSignedOff,
}

// standings are the columns of the cockpit; due is the day until which the round runs for all.
func standings(e *shared.Env, due assessment.Date) []standing {
	head := func(name string) string { return e.Say("window.cockpit.column." + name) }
	more := func(of func(desk.CockpitRow) int) func(a, b desk.CockpitRow) int {
		return func(a, b desk.CockpitRow) int { return cmp.Compare(of(b), of(a)) }
	}
	number := func(n int) widget.Cell {
		if n == 0 {
			return widget.Cell{Text: "0", Tone: widget.ToneMuted}
		}
		return widget.Cell{Text: e.Words.Number(n), Tone: widget.ToneBad, Bold: true}
	}
	nothing := widget.Cell{Text: "–", Tone: widget.ToneMuted}
	return []standing{
		{"district", widget.Column{Title: head("district"), Ems: 10, Share: 1.2}, func(_ *shared.Env, r desk.CockpitRow) widget.Cell {
			c := widget.Cell{Text: r.District.Name}
			if r.Noted {
				c.Sign, c.Tone = widget.SignPen, widget.TonePlain
			}
			return c
		}, func(a, b desk.CockpitRow) int { return strings.Compare(a.District.Name, b.District.Name) }},
		{"state", widget.Column{Title: head("state"), Ems: 13.5}, func(e *shared.Env, r desk.CockpitRow) widget.Cell {
			look := standingLook(e, r)
			return widget.Cell{Text: look.Word, Sign: look.Sign, Tone: look.Tone, Chip: true}
		}, func(a, b desk.CockpitRow) int {
			return cmp.Or(cmp.Compare(slices.Index(urgent, a.State), slices.Index(urgent, b.State)), cmp.Compare(b.DaysLate, a.DaysLate), cmp.Compare(a.Interim, b.Interim))
		}},
		{"due", widget.Column{Title: head("due"), Ems: 6.4, Spare: 3}, func(e *shared.Env, r desk.CockpitRow) widget.Cell {
			if r.Due == due { // only what differs is worth a look
				return widget.Cell{}
			}
			return widget.Cell{Text: e.Words.Date(r.Due), Tone: widget.TonePlain}
		}, func(a, b desk.CockpitRow) int {
			return cmp.Or(cmp.Compare(differs(b, due), differs(a, due)), cmp.Compare(a.Due, b.Due))
		}},
		{"progress", widget.Column{Title: head("progress"), Ems: 9, Share: 0.8}, func(e *shared.Env, r desk.CockpitRow) widget.Cell {
			share, ok := r.Tally.Answered()
			return widget.Cell{Text: e.Percent(share, ok), Bar: shared.Parts(r.Tally)}
		}, func(a, b desk.CockpitRow) int { return cmp.Compare(a.Interim, b.Interim) }},
		{"fulfilment", widget.Column{Title: head("fulfilment"), Ems: 5.8, Right: true}, func(e *shared.Env, r desk.CockpitRow) widget.Cell {
			if r.Received.IsZero() {
				return nothing
			}
			share, ok := r.Tally.Fulfilment()
			return widget.Cell{Text: e.Percent(share, ok)}
		}, func(a, b desk.CockpitRow) int {
			x, _ := a.Tally.Fulfilment()
			y, _ := b.Tally.Fulfilment()
			return cmp.Or(unheard(a, b), cmp.Compare(x, y))
		}},
		{"must", widget.Column{Title: head("must"), Ems: 8.2, Right: true, Spare: 2}, func(_ *shared.Env, r desk.CockpitRow) widget.Cell {
			if r.Received.IsZero() {
				return nothing
			}
			return number(r.Tally.UnmetMust)
		}, func(a, b desk.CockpitRow) int {
			return cmp.Or(unheard(a, b), cmp.Compare(b.Tally.UnmetMust, a.Tally.UnmetMust))
		}},
		{"conflicts", widget.Column{Title: head("conflicts"), Ems: 5.2, Right: true, Spare: 4}, func(_ *shared.Env, r desk.CockpitRow) widget.Cell { return number(r.Tally.Conflicts) },
			more(func(r desk.CockpitRow) int { return r.Tally.Conflicts })},
		{"held", widget.Column{Title: head("held"), Ems: 5.2, Right: true, Spare: 5}, func(_ *shared.Env, r desk.CockpitRow) widget.Cell { return number(r.Held) },
			more(func(r desk.CockpitRow) int { return r.Held })},
		{"remarks", widget.Column{Title: head("remarks"), Ems: 6, Right: true, Spare: 6}, func(e *shared.Env, r desk.CockpitRow) widget.Cell {
			return widget.Cell{Text: e.Words.Number(r.Remarks), Tone: tone(r.Remarks > 0, widget.TonePlain)}
		}, more(func(r desk.CockpitRow) int { return r.Remarks })},
		{"received", widget.Column{Title: head("received"), Ems: 6.8, Spare: 1}, func(e *shared.Env, r desk.CockpitRow) widget.Cell {
			return widget.Cell{Text: e.Date(r.Received), Tone: widget.ToneMuted}
		}, func(a, b desk.CockpitRow) int { return a.Received.Compare(b.Received) }},
	}
}

// differs tells by 1 that a district has a due date of its own.
func differs(r desk.CockpitRow, due assessment.Date) int {
	if r.Due == due {
		return 0
	}
	return 1
}

// worthShowing leaves out the columns that say nothing in this round: due dates of their own and files that were held.
func worthShowing(all []standing, rows []desk.CockpitRow, due assessment.Date) []standing {
	return slices.DeleteFunc(all, func(c standing) bool {
		switch c.name {
		case "due":
			return !slices.ContainsFunc(rows, func(r desk.CockpitRow) bool { return r.Due != due })
		case "held":
			return !slices.ContainsFunc(rows, func(r desk.CockpitRow) bool { return r.Held > 0 })
		}
		return false
	})
}

// unheard puts those last of whom nothing has come.
func unheard(a, b desk.CockpitRow) int {
	late := func(r desk.CockpitRow) int {
		if r.Received.IsZero() {
			return 1
		}
		return 0
	}
	return cmp.Compare(late(a), late(b))
}

// standingLook shows where a district stands; a sign-off that does not hold any more says so.
func standingLook(e *shared.Env, r desk.CockpitRow) shared.Look {
	look := e.Cockpit(r)
	switch {
	case r.Held > 0 && r.State != desk.CockpitConflict:
		return shared.Look{Sign: widget.SignWarn, Tone: widget.ToneBad, Word: e.Plural("office.cockpit.held", r.Held)}
	case r.SignOff.Given() && !r.SignOff.Holds() && r.State == desk.CockpitComplete:
		return shared.Look{Sign: widget.SignWarn, Tone: widget.ToneWarn, Word: e.Say("office.cockpit.reopened")}
	}
	return look
}

// cockpitRow is a district in the columns that the page about it shows too.
func cockpitRow(e *shared.Env, r desk.CockpitRow) []widget.Cell {
	shown := []string{"district", "state", "progress", "fulfilment", "must", "received"}
	out := []widget.Cell{}
	for _, c := range standings(e, r.Due) {
		if slices.Contains(shown, c.name) {
			out = append(out, c.cell(e, r))
		}
	}
	return out
}

// standingWords tells all that is known of where a district stands.
func standingWords(e *shared.Env, r desk.CockpitRow, due assessment.Date) string {
	parts := []string{r.District.Name + ": " + e.Cockpit(r).Word}
	add := func(on bool, text string) {
		if on {
			parts = append(parts, text)
		}
	}
	s := r.SignOff
	add(s.Holds(), e.Say("office.cockpit.say.signed", "name", s.Name, "on", e.Words.Date(s.On)))
	if s.Given() && !s.Holds() {
		add(true, e.Plural("office.cockpit.say.reopened", s.Changed, "name", s.Name, "on", e.Words.Date(s.On)))
	}
	add(r.Due != due && r.Due != "", e.Say("office.cockpit.say.due", "on", e.Words.Date(r.Due)))
	add(r.Tally.Conflicts > 0, e.Plural("office.cockpit.say.conflicts", r.Tally.Conflicts))
	if r.Held > 0 {
		add(true, e.Plural("office.cockpit.say.held", r.Held))
	}
	if r.Remarks > 0 {
		add(true, e.Plural("office.cockpit.say.remarks", r.Remarks))
	}
	add(r.Noted, e.Say("office.cockpit.say.noted"))
	return strings.Join(parts, " · ")
}
