package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// DistrictPage is all that the office has about one district.
type DistrictPage struct {
	District DistrictInfo
	Note     string          // of the office, never leaves the desk
	Rounds   []DistrictRound // those the district takes part in, the newest first
	Sent     []DistrictFile  // the newest first
	Received []DistrictFile  // the newest first
	Held     []Quarantined   // that could not be taken in, the newest first
	Measures []DistrictMeasure
}

// DistrictRound is where a district stands in one of its rounds.
type DistrictRound struct {
	Round    RoundInfo
	Standing CockpitRow
}

// DistrictFile is a file that went to a district or came from it.
type DistrictFile struct {
	Import  int64 // of a file that came in
	Round   assessment.Round
	File    string
	Number  string // as people name it, e.g. R-0003; empty for attachments
	At      time.Time
	Who     string
	Changes int
	Undone  bool
	Receipt bool // the other side says that it has applied what was sent, or was told so of what came in
}

// DistrictMeasure is a measure with the requirement that it is for.
type DistrictMeasure struct {
	Measure
	Round assessment.Round
	Ref   string
}

// DistrictPage gathers what the office has about a district. The error wraps assessment.ErrNotFound.
func (d *Desk) DistrictPage(ctx context.Context, key assessment.DistrictKey) (DistrictPage, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return DistrictPage{}, err
	}
	list, err := d.Districts(ctx)
	if err != nil {
		return DistrictPage{}, err
	}
	at := slices.IndexFunc(list, func(di DistrictInfo) bool { return di.Key == key })
	if at < 0 {
		return DistrictPage{}, fmt.Errorf("district %s: %w", key, assessment.ErrNotFound)
	}
	p := DistrictPage{District: list[at], Rounds: []DistrictRound{}, Held: []Quarantined{}, Measures: []DistrictMeasure{}}
	if p.Note, err = d.DistrictNote(ctx, key); err != nil {
		return p, err
	}
	if err := d.pageRounds(ctx, &p); err != nil {
		return p, err
	}
	if err := d.pageFiles(ctx, &p); err != nil {
		return p, err
	}
	held, err := d.Quarantine(ctx)
	for _, q := range held {
		if q.District == key {
			p.Held = append(p.Held, q)
		}
	}
	return p, err
}

func (d *Desk) pageRounds(ctx context.Context, p *DistrictPage) error {
	rounds, err := d.store.Rounds(ctx)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		part, err := d.partOf(ctx, r.ID, p.District.Key)
		if err != nil {
			return err
		}
		if len(part) == 0 {
			continue
		}
		info, err := d.Round(ctx, r.ID)
		if err != nil {
			return err
		}
		rows, err := d.cockpit(ctx, info, part)
		if err != nil {
			return err
		}
		p.Rounds = append(p.Rounds, DistrictRound{info, rows[0]})
		if err := d.pageMeasures(ctx, p, r); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) pageMeasures(ctx context.Context, p *DistrictPage, r assessment.Round) error {
	measures, err := d.Measures(ctx, r.ID, p.District.Key)
	if err != nil || len(measures) == 0 {
		return err
	}
	asked, err := d.everAsked(ctx, d.store.Reader, r)
	for _, m := range measures {
		p.Measures = append(p.Measures, DistrictMeasure{m, r, asked[string(m.Requirement)].Ref})
	}
	return err
}

// pageFiles lists what went out and came in. A file that came in has its receipt once something went out after it.
func (d *Desk) pageFiles(ctx context.Context, p *DistrictPage) error {
	rounds, err := d.store.Rounds(ctx)
	if err != nil {
		return err
	}
	named := map[assessment.RoundID]assessment.Round{}
	for _, r := range rounds {
		named[r.ID] = r
	}
	sent, err := d.store.Files(ctx, store.Out, "", p.District.Key)
	if err != nil {
		return err
	}
	received, err := d.store.Files(ctx, store.In, "", p.District.Key)
	if err != nil {
		return err
	}
	confirmed, last := map[assessment.RoundID]bool{}, map[assessment.RoundID]int64{} // by the log's order: clocks can be set
	p.Sent, p.Received = []DistrictFile{}, []DistrictFile{}
	for _, f := range slices.Backward(sent) {
		last[f.Round] = max(last[f.Round], f.ID)
		// A receipt names the newest file alone; what went before is in it.
		confirmed[f.Round] = confirmed[f.Round] || f.State == store.FileConfirmed
		p.Sent = append(p.Sent, districtFile(f, named, confirmed[f.Round]))
	}
	for _, f := range slices.Backward(received) {
		undone := f.State == store.FileUndone
		x := districtFile(f, named, !undone && f.ID < last[f.Round])
		x.Import, x.Changes, x.Undone = f.ID, f.Changes, undone
		p.Received = append(p.Received, x)
	}
	return nil
}

func districtFile(f store.File, rounds map[assessment.RoundID]assessment.Round, receipt bool) DistrictFile {
	return DistrictFile{Round: rounds[f.Round], File: f.Name, Number: numberOf(f), At: f.At, Who: f.Who, Receipt: receipt}
}
