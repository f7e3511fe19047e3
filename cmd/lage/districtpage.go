package main

import (
	"time"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type districtShowCmd struct {
	Key string `arg:""`
}

// standing is where a district stands in one round.
type standing struct {
	Round      string `json:"round"`
	RoundName  string `json:"round_name"`
	State      string `json:"state"`
	Due        string `json:"due"`
	DaysLate   int    `json:"days_late"`
	Total      int    `json:"total"`
	Open       int    `json:"open"`
	Fulfilment figure `json:"fulfilment"`
	UnmetMust  int    `json:"unmet_must"`
	Conflicts  int    `json:"conflicts"`
	Remarks    int    `json:"remarks"`
}

type districtFileView struct {
	Round   string `json:"round"`
	File    string `json:"file"`
	Number  string `json:"number"`
	At      string `json:"at"`
	Who     string `json:"who"`
	Changes int    `json:"changes"`
	Undone  bool   `json:"undone"`
	Receipt bool   `json:"receipt"`
}

type districtPageView struct {
	districtView
	Note     string             `json:"note"`
	Rounds   []standing         `json:"rounds"`
	Sent     []districtFileView `json:"sent"`
	Received []districtFileView `json:"received"`
	Held     []string           `json:"held"` // files that could not be taken in
	Measures []measureView      `json:"measures"`
}

// Run shows all that the office has about a district.
func (c *districtShowCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		x, err := d.DistrictPage(l.ctx, assessment.DistrictKey(c.Key))
		if err != nil {
			return err
		}
		v := districtPageView{viewOfDistrict(x.District), x.Note, []standing{}, viewsOfFiles(x.Sent), viewsOfFiles(x.Received), []string{}, []measureView{}}
		for _, r := range x.Rounds {
			v.Rounds = append(v.Rounds, viewOfStanding(r))
		}
		for _, q := range x.Held {
			v.Held = append(v.Held, q.File)
		}
		for _, m := range x.Measures {
			v.Measures = append(v.Measures, viewOfMeasure(m.Measure))
		}
		return l.show(v, func(p *page) { l.tellDistrictPage(p, x, v) })
	})
}

func viewOfStanding(r desk.DistrictRound) standing {
	s := r.Standing
	v := standing{string(r.Round.ID), r.Round.Name, string(s.State), string(s.Due), s.DaysLate, s.Tally.Total, s.Tally.Open, figure{}, s.Tally.UnmetMust, s.Tally.Conflicts, s.Remarks}
	if share, known := s.Tally.Fulfilment(); known && s.Tally.Open < s.Tally.Total {
		v.Fulfilment = figure{share, true}
	}
	return v
}

func viewsOfFiles(files []desk.DistrictFile) []districtFileView {
	out := []districtFileView{}
	for _, f := range files {
		out = append(out, districtFileView{string(f.Round.ID), f.File, f.Number, stamp(f.At), f.Who, f.Changes, f.Undone, f.Receipt})
	}
	return out
}

// tellDistrictPage writes the page as a file about the district reads: who, where it stands, what went to and fro.
func (l *lage) tellDistrictPage(p *page, x desk.DistrictPage, v districtPageView) {
	w := l.words
	contact := v.Contact
	if contact == "" {
		contact = w.Say("lage.district.no_contact")
	}
	p.table(nil, [][]string{{w.Say("lage.head.district"), v.Name}, {w.Say("lage.head.key"), v.District}, {w.Say("lage.head.contact"), contact}})
	part := func(key string, head []string, rows [][]string) {
		if len(rows) > 0 {
			p.line("")
			p.line(w.Say("lage.page." + key))
			p.rows("  ", append([][]string{head}, rows...))
		}
	}
	var rows [][]string
	for _, s := range v.Rounds {
		answered := figure{}
		if s.Total > 0 {
			answered = figure{float64(s.Total-s.Open) / float64(s.Total), true}
		}
		rows = append(rows, []string{
			s.RoundName, w.Say("lage.cockpit." + s.State), w.Date(assessment.Date(s.Due)), l.tellFigure(answered, desk.HeatAnswered), l.tellFigure(s.Fulfilment, desk.HeatFulfilment),
			w.Number(s.UnmetMust), w.Number(s.Conflicts), w.Number(s.Remarks),
		})
	}
	part("rounds", l.heads("round", "state", "due", "answered", "fulfilment", "unmet_must", "conflicts", "remarks"), rows)
	part("sent", l.heads("round", "number", "at", "file", "state"), l.fileRows(x.Sent, "lage.sent.confirmed", "lage.sent.waiting"))
	part("received", l.heads("round", "number", "at", "file", "state"), l.fileRows(x.Received, "lage.page.told", "lage.page.not_told"))
	if len(v.Held) > 0 {
		p.line("")
		p.line(w.Say("lage.page.held"))
		for _, f := range v.Held {
			p.line("  " + f)
		}
	}
	rows = nil
	for _, m := range x.Measures {
		state := ""
		if m.State != "" {
			state = w.Say("desk.measure." + m.State)
		}
		rows = append(rows, []string{m.Round.Name, m.Ref, short(m.Title, 40), short(m.Responsible, 25), w.Date(m.Due), state})
	}
	part("measures", l.heads("round", "requirement", "title", "responsible", "due", "state"), rows)
	if v.Note != "" {
		p.line("")
		p.line(w.Say("lage.page.note"))
		p.line(v.Note)
	}
}

func (l *lage) fileRows(files []desk.DistrictFile, receipt, none string) [][]string {
	var rows [][]string
	for _, f := range files {
		state := none
		switch {
		case f.Undone:
			state = "lage.page.undone"
		case f.Receipt:
			state = receipt
		}
		rows = append(rows, []string{f.Round.Name, f.Number, l.moment(f.At), f.File, l.words.Say(state)})
	}
	return rows
}

func (l *lage) moment(t time.Time) string { return l.words.Value(t.Local()) }
