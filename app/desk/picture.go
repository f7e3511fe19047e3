package desk

import (
	"context"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// Cockpit tells where every district of a round stands.
func (d *Desk) Cockpit(ctx context.Context, round assessment.RoundID) ([]CockpitRow, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	return d.cockpit(ctx, info, info.Districts)
}

// cockpit tells where districts of a round stand, which are in the order of their keys.
func (d *Desk) cockpit(ctx context.Context, info RoundInfo, districts []assessment.District) ([]CockpitRow, error) {
	c, figures, err := d.figuresOf(ctx, info.Round, districts)
	if err != nil {
		return nil, err
	}
	rows := make([]CockpitRow, len(districts))
	at := make(map[assessment.DistrictKey]*CockpitRow, len(rows))
	for i, f := range figures {
		rows[i] = CockpitRow{
			District: districts[i], Tally: sum(c.byTopic(f.Briefs)), Remarks: f.Remarks,
			SignOff: SignOff{f.SignOff.Name, f.SignOff.Role, f.SignOff.On, f.Changed},
		}
		rows[i].Interim, _ = rows[i].Tally.Answered()
		at[districts[i].Key] = &rows[i]
	}
	if err := d.filesInto(ctx, info.ID, at); err != nil {
		return nil, err
	}
	today := assessment.DateOf(d.o.Clock())
	for i := range rows {
		rows[i].Due = info.DueOf(districts[i].Key)
		rows[i].judge(rows[i].Due, today)
	}
	return rows, nil
}

// filesInto fills in what was sent, what came back and what is held aside, and whether there is a note.
func (d *Desk) filesInto(ctx context.Context, round assessment.RoundID, at map[assessment.DistrictKey]*CockpitRow) error {
	sent, err := d.store.LatestFiles(ctx, store.Out, round)
	if err != nil {
		return err
	}
	received, err := d.store.LatestFiles(ctx, store.In, round)
	if err != nil {
		return err
	}
	held, err := d.heldOf(ctx)
	if err != nil {
		return err
	}
	for _, f := range sent {
		if r := at[f.District]; r != nil {
			r.Sent, r.SentNo = f.At, f.Sequence
		}
	}
	for _, f := range received {
		if r := at[f.District]; r != nil {
			r.Received, r.ReceiveNo = f.At, f.Sequence
		}
	}
	noted, err := d.store.NotedDistricts(ctx)
	if err != nil {
		return err
	}
	for k, r := range at {
		r.Held, r.Noted = held[k], noted[k] > 0
	}
	return nil
}

// judge sorts a district in. What was signed off is final, also where it leaves something open.
func (r *CockpitRow) judge(due, today assessment.Date) {
	complete := r.Tally.Total > 0 && r.Tally.Open == 0
	late := due.Before(today) && !complete && !r.SignOff.Holds()
	if late {
		r.DaysLate = due.DaysUntil(today)
	}
	switch {
	case r.Tally.Conflicts > 0:
		r.State = CockpitConflict
	case r.SignOff.Holds():
		r.State = CockpitSignedOff
	case complete:
		r.State = CockpitComplete
	case late && !r.Sent.IsZero():
		r.State = CockpitLate
	case !r.Received.IsZero():
		r.State = CockpitReceived
	case !r.Sent.IsZero():
		r.State = CockpitSent
	default:
		r.State = CockpitNotSent
	}
}

// HeatMap counts a round by district and topic. A district with several scopes counts once, with the more cautious
// answer to each requirement.
func (d *Desk) HeatMap(ctx context.Context, round assessment.RoundID) (HeatMap, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return HeatMap{}, err
	}
	return d.heatMap(ctx, info)
}

func (d *Desk) heatMap(ctx context.Context, info RoundInfo) (HeatMap, error) {
	c, figures, err := d.figures(ctx, info)
	if err != nil {
		return HeatMap{}, err
	}
	h := HeatMap{
		Round: info, Topics: c.topics, Districts: info.Districts, Cells: make([][]assessment.Tally, len(figures)),
		Totals: make([]assessment.Tally, len(figures)), ByTopic: make([]assessment.Tally, len(c.topics)),
	}
	for i, f := range figures {
		h.Cells[i] = c.byTopic(f.Briefs)
		h.Totals[i] = sum(h.Cells[i])
		for j, t := range h.Cells[i] {
			h.ByTopic[j].Add(t)
		}
	}
	return h, nil
}

func sum(parts []assessment.Tally) (all assessment.Tally) {
	for _, t := range parts {
		all.Add(t)
	}
	return all
}
