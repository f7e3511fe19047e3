package main

import (
	"strings"

	"kreislage/app/desk"
	"kreislage/app/words"
	"kreislage/data/assessment"
)

type roundCmd struct {
	New    roundNewCmd    `cmd:""`
	List   roundListCmd   `cmd:""`
	Show   roundShowCmd   `cmd:""`
	Close  roundCloseCmd  `cmd:""`
	Reopen roundReopenCmd `cmd:""`
	Freeze roundFreezeCmd `cmd:""`
	Extend roundExtendCmd `cmd:""`
	Join   roundJoinCmd   `cmd:""`

	Duplicate roundDuplicateCmd `cmd:""`
	Reissue   roundReissueCmd   `cmd:""`
}

type roundView struct {
	Round          string   `json:"round"`
	Name           string   `json:"name"`
	Catalogue      string   `json:"catalogue"`
	Title          string   `json:"title"`
	Edition        string   `json:"edition"`
	Due            string   `json:"due"`
	State          string   `json:"state"`
	Classification string   `json:"classification"`
	Requirements   int      `json:"requirements"`
	Districts      []string `json:"districts"`
}

func viewOfRound(r desk.RoundInfo) roundView {
	v := roundView{
		string(r.ID), r.Name, string(r.Catalogue), r.CatalogueTitle, r.CatalogueEdition, string(r.Due), string(r.State),
		r.Classification, r.Requirements, []string{},
	}
	for _, di := range r.Districts {
		v.Districts = append(v.Districts, string(di.Key))
	}
	return v
}

type roundNewCmd struct {
	Name      string   `required:"" placeholder:"NAME"`
	Due       string   `placeholder:"2027-01-31"`
	Catalogue string   `placeholder:"ID"`
	District  []string `placeholder:"KEY"`
	Mark      string   `placeholder:"T"`
	Cover     string   `placeholder:"T"`
}

// Run opens a round.
func (c *roundNewCmd) Run(l *lage) error {
	due, err := day("--due", c.Due)
	if err != nil {
		return err
	}
	return l.with(func(d *desk.Desk) error {
		if d.Info().Role != assessment.RoleOffice {
			return assessment.ErrWrongRole
		}
		id, err := l.catalogue(d, c.Catalogue)
		if err != nil {
			return err
		}
		r, err := d.NewRound(l.ctx, desk.NewRound{
			Name: c.Name, Catalogue: id, Due: due, Classification: c.Mark, Cover: c.Cover, Districts: keysOf(c.District),
		})
		if err != nil {
			return err
		}
		return l.show(viewOfRound(r), func(p *page) {
			p.line(l.words.Say("lage.round.opened", "round", r.Name, "id", shortID(string(r.ID))))
			p.line(l.words.Plural("lage.round.asks", len(r.Districts), "requirements", r.Requirements))
		})
	})
}

type roundJoinCmd struct {
	ID       string   `arg:"" optional:""`
	District []string `required:"" placeholder:"KEY"`
}

// Run lets districts take part in a round that has begun without them.
func (c *roundJoinCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.ID)
		if err != nil {
			return err
		}
		if r, err = d.AddDistricts(l.ctx, r.ID, keysOf(c.District)); err != nil {
			return err
		}
		return l.show(viewOfRound(r), func(p *page) {
			p.line(l.words.Plural("lage.round.joined", len(r.Districts), "round", r.Name))
		})
	})
}

type roundListCmd struct{}

// Run lists the rounds, the newest first.
func (c *roundListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := d.Rounds(l.ctx)
		if err != nil {
			return err
		}
		views := []roundView{}
		for _, r := range all {
			views = append(views, viewOfRound(r))
		}
		return l.show(struct {
			Rounds []roundView `json:"rounds"`
		}{views}, func(p *page) { l.tellRounds(p, views) })
	})
}

func (l *lage) tellRounds(p *page, views []roundView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.round.none"))
		return
	}
	var rows [][]string
	for _, v := range views {
		rows = append(rows, []string{
			shortID(v.Round), v.Name, l.words.Date(assessment.Date(v.Due)), l.words.Say("lage.state." + v.State),
			l.words.Number(v.Requirements), l.words.Number(len(v.Districts)),
		})
	}
	p.table(l.heads("id", "round", "due", "state", "requirements", "districts"), rows)
}

type roundShowCmd struct {
	ID string `arg:"" optional:""`
}

// position is where one district of a round stands.
type position struct {
	District   string  `json:"district"`
	Name       string  `json:"name"`
	State      string  `json:"state"`
	Due        string  `json:"due"` // the round's, or a later one of its own
	DaysLate   int     `json:"days_late"`
	Sent       uint64  `json:"sent"`     // number of the newest file sent, 0 where there is none
	Received   uint64  `json:"received"` // number of the newest file taken in
	Total      int     `json:"total"`
	Open       int     `json:"open"`
	Fulfilment float64 `json:"fulfilment"`
	UnmetMust  int     `json:"unmet_must"`
	Conflicts  int     `json:"conflicts"`
	Remarks    int     `json:"remarks"`
}

// Run shows a round and where each of its districts stands.
func (c *roundShowCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.ID)
		if err != nil {
			return err
		}
		cockpit, err := d.Cockpit(l.ctx, r.ID)
		if err != nil {
			return err
		}
		positions := []position{}
		for _, row := range cockpit {
			t := row.Tally
			share, _ := t.Fulfilment()
			positions = append(positions, position{
				string(row.District.Key), row.District.Name, string(row.State), string(row.Due), row.DaysLate, row.SentNo, row.ReceiveNo,
				t.Total, t.Open, share, t.UnmetMust, t.Conflicts, row.Remarks,
			})
		}
		v := viewOfRound(r)
		return l.show(struct {
			roundView
			Positions []position `json:"positions"`
		}{v, positions}, func(p *page) { l.tellRound(p, v, positions) })
	})
}

func (l *lage) tellRound(p *page, v roundView, positions []position) {
	p.table(nil, [][]string{
		{l.words.Say("lage.head.round"), v.Name}, {l.words.Say("lage.head.id"), v.Round},
		{l.words.Say("lage.head.catalogue"), strings.TrimSpace(v.Title + " " + v.Edition)},
		{l.words.Say("lage.head.due"), l.words.Date(assessment.Date(v.Due))}, {l.words.Say("lage.head.state"), l.words.Say("lage.state." + v.State)},
	})
	p.line("")
	var rows [][]string
	for _, x := range positions {
		answered := words.Share(0)
		if x.Total > 0 {
			answered = words.Share(float64(x.Total-x.Open) / float64(x.Total))
		}
		rows = append(rows, []string{
			x.District, x.Name, l.words.Say("lage.cockpit." + x.State), l.words.Date(assessment.Date(x.Due)), l.words.Percent(float64(answered)), l.words.Percent(x.Fulfilment),
			l.words.Number(x.UnmetMust), l.words.Number(x.Conflicts), l.words.Number(x.Remarks),
		})
	}
	p.table(l.heads("key", "district", "state", "due", "answered", "fulfilment", "unmet_must", "conflicts", "remarks"), rows)
}

type roundCloseCmd struct {
	ID string `arg:"" optional:""`
}

// Run closes a round.
func (c *roundCloseCmd) Run(l *lage) error {
	return l.setState(c.ID, assessment.RoundClosed, "lage.round.closed")
}

type roundReopenCmd struct {
	ID string `arg:"" optional:""`
}

// Run opens a closed or frozen round again.
func (c *roundReopenCmd) Run(l *lage) error {
	return l.setState(c.ID, assessment.RoundOpen, "lage.round.reopened")
}

func (l *lage) setState(chosen string, state assessment.RoundState, key string) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, chosen)
		if err != nil {
			return err
		}
		if err := d.SetRoundState(l.ctx, r.ID, state); err != nil {
			return err
		}
		if r, err = d.Round(l.ctx, r.ID); err != nil {
			return err
		}
		return l.show(viewOfRound(r), func(p *page) { p.line(l.words.Say(key, "round", r.Name)) })
	})
}

// round finds the round that a call means: by id, its beginning, or name; and without any the newest open one, or
// the newest.
func (l *lage) round(d *desk.Desk, chosen string) (desk.RoundInfo, error) {
	all, err := d.Rounds(l.ctx)
	if err != nil {
		return desk.RoundInfo{}, err
	}
	if chosen == "" {
		return newest(all)
	}
	var byID, byName []desk.RoundInfo
	for _, r := range all {
		switch {
		case string(r.ID) == chosen:
			return r, nil
		case strings.EqualFold(r.Name, chosen):
			byName = append(byName, r)
		case strings.HasPrefix(string(r.ID), strings.ToLower(chosen)):
			byID = append(byID, r)
		}
	}
	found := byName
	if len(found) == 0 {
		found = byID
	}
	switch len(found) {
	case 0:
		return desk.RoundInfo{}, wrongUsage("no_such_round", "what", chosen)
	case 1:
		return found[0], nil
	}
	return desk.RoundInfo{}, wrongUsage("ambiguous", "what", chosen)
}

func newest(all []desk.RoundInfo) (desk.RoundInfo, error) {
	for _, r := range all {
		if r.State == assessment.RoundOpen {
			return r, nil
		}
	}
	if len(all) > 0 {
		return all[0], nil
	}
	return desk.RoundInfo{}, wrongUsage("no_round")
}

// day reads a day that was given with a flag.
func day(flag, text string) (assessment.Date, error) {
	d, err := assessment.ParseDate(strings.TrimSpace(text))
	if err != nil {
		return "", wrongUsage("date", "what", flag, "got", text)
	}
	return d, nil
}

func keysOf(texts []string) []assessment.DistrictKey {
	var out []assessment.DistrictKey
	for _, t := range texts {
		out = append(out, assessment.DistrictKey(t))
	}
	return out
}
