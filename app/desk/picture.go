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
	h, err := d.heatMap(ctx, info)
	if err != nil {
		return nil, err
	}
	sent, err := d.store.Files(ctx, store.Out, round, "")
	if err != nil {
		return nil, err
	}
	received, err := d.store.Files(ctx, store.In, round, "")
	if err != nil {
		return nil, err
	}
	remarks, err := d.store.OpenRemarks(ctx, round)
	if err != nil {
		return nil, err
	}
	rows := make([]CockpitRow, len(h.Districts))
	at := make(map[assessment.DistrictKey]*CockpitRow, len(rows))
	for i, di := range h.Districts {
		rows[i] = CockpitRow{District: di, Tally: h.Totals[i], Remarks: remarks[di.Key]}
		at[di.Key] = &rows[i]
	}
	for _, f := range sent {
		if r := at[f.District]; r != nil {
			r.Sent, r.SentNo = f.At, f.Sequence
		}
	}
	for _, f := range received {
		if r := at[f.District]; r != nil && f.State == store.FileApplied {
			r.Received, r.ReceiveNo = f.At, f.Sequence
		}
	}
	today := assessment.DateOf(d.o.Clock())
	for i := range rows {
		rows[i].judge(info.Due, today)
	}
	return rows, nil
}

func (r *CockpitRow) judge(due, today assessment.Date) {
	complete := r.Tally.Total > 0 && r.Tally.Open == 0
	late := due.Before(today) && !complete
	if late {
		r.DaysLate = due.DaysUntil(today)
	}
	switch {
	case r.Tally.Conflicts > 0:
		r.State = CockpitConflict
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

// HeatMap counts a round by district and topic.
func (d *Desk) HeatMap(ctx context.Context, round assessment.RoundID) (HeatMap, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return HeatMap{}, err
	}
	return d.heatMap(ctx, info)
}

func (d *Desk) heatMap(ctx context.Context, info RoundInfo) (HeatMap, error) {
	cat, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return HeatMap{}, err
	}
	h := HeatMap{Round: info, Topics: cat.Topics, Districts: info.Districts}
	g := newGrid(cat)
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		scopes, err := r.ScopeCounts(ctx)
		if err != nil {
			return err
		}
		for _, di := range h.Districts {
			g.addDistrict(di.Key, scopes[di.Key])
		}
		statuses, err := r.Statuses(ctx, info.ID, "")
		if err != nil {
			return err
		}
		for _, s := range statuses {
			g.count(s)
		}
		return nil
	})
	if err != nil {
		return HeatMap{}, err
	}
	h.Cells = g.cells
	h.Totals = make([]assessment.Tally, len(h.Districts))
	h.ByTopic = make([]assessment.Tally, len(h.Topics))
	for i, row := range h.Cells {
		for j, t := range row {
			h.Totals[i].Add(t)
			h.ByTopic[j].Add(t)
		}
	}
	return h, nil
}

// grid counts answers by district and topic. It starts with everything open, since an answer that was never
// given has no row to be read.
type grid struct {
	empty []assessment.Tally // one scope with nothing answered, by topic
	of    map[assessment.RequirementID]asked
	row   map[assessment.DistrictKey]int
	cells [][]assessment.Tally
}

type asked struct {
	topic int
	modal assessment.Modal
	hash  string
}

func newGrid(cat *assessment.Catalogue) *grid {
	g := &grid{make([]assessment.Tally, len(cat.Topics)), make(map[assessment.RequirementID]asked, len(cat.Requirements)), map[assessment.DistrictKey]int{}, nil}
	at := make(map[assessment.TopicID]int, len(cat.Topics))
	for i, t := range cat.Topics {
		at[t.ID] = i
	}
	for _, q := range cat.Requirements {
		g.of[q.ID] = asked{at[q.Topic], q.Modal, q.Hash}
		g.empty[at[q.Topic]].Count(q.Modal, assessment.Answer{})
	}
	return g
}

func (g *grid) addDistrict(k assessment.DistrictKey, scopes int) {
	row := make([]assessment.Tally, len(g.empty))
	for i, t := range g.empty {
		for range scopes {
			row[i].Add(t)
		}
	}
	g.row[k] = len(g.cells)
	g.cells = append(g.cells, row)
}

// count replaces one open requirement by what was answered.
func (g *grid) count(s store.StatusOf) {
	q, known := g.of[s.Requirement]
	i, part := g.row[s.District]
	if !known || !part {
		return
	}
	t := &g.cells[i][q.topic]
	t.Uncount(q.modal)
	st := assessment.Statement{Status: s.Status, TextHash: s.TextHash}
	t.Count(q.modal, assessment.Answer{Statement: st, Conflict: s.Conflict, ToConfirm: s.Status != assessment.StatusOpen && s.TextHash != q.hash})
}
