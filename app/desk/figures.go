package desk

import (
	"context"
	"encoding/binary"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// Figures of a round come from one short row for each district (store.Figures), counted from its registers. Every
// change marks the row as out of date in the same transaction; what is out of date is counted again by whoever needs
// it next. So a picture of 400 districts reads 400 rows and not 360,000 answers, and is never behind.

// countingRule names the rules by which figures are counted; it goes up whenever they change.
const countingRule = "2"

// grid is a catalogue as it is needed for counting.
type grid struct {
	basis        string
	topics       []assessment.Topic
	requirements []assessment.Requirement
	at           map[assessment.RequirementID]int
	topicOf      []int // by requirement
	ledger       *assessment.Ledger
	reworded     assessment.Rewordings
}

func newGrid(cat *assessment.Catalogue, reworded []assessment.Rewording) *grid {
	c := &grid{
		basis: countingRule + " " + string(cat.ID), reworded: assessment.NewRewordings(reworded), topics: cat.Topics, requirements: cat.Requirements,
		at: make(map[assessment.RequirementID]int, len(cat.Requirements)), topicOf: make([]int, len(cat.Requirements)),
	}
	topics := make(map[assessment.TopicID]int, len(cat.Topics))
	for i, t := range cat.Topics {
		topics[t.ID] = i
	}
	modals := make([]assessment.Modal, len(cat.Requirements))
	for i, q := range cat.Requirements {
		c.at[q.ID], c.topicOf[i], modals[i] = i, topics[q.Topic], q.Modal
	}
	c.ledger = assessment.NewLedger(modals, c.topicOf, len(c.topics))
	if len(reworded) > 0 {
		h := assessment.NewHasher("kreislage rewordings 1")
		for _, w := range reworded {
			h.Add(string(w.Requirement), w.From, w.To)
		}
		c.basis += " " + h.Sum(8)
	}
	return c
}

func (c *grid) fresh(f store.Figures) bool {
	return f.Basis == c.basis && len(f.Briefs) == len(c.requirements)
}

// byTopic counts a district's answers by topic.
func (c *grid) byTopic(briefs []byte) []assessment.Tally { return c.ledger.ByTopic(briefs) }

// refresh counts a district anew.
func (c *grid) refresh(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey) (store.Figures, error) {
	f := store.Figures{Round: round, District: district, Basis: c.basis}
	var err error
	if f.Briefs, err = c.briefs(ctx, r, round, district); err != nil {
		return f, err
	}
	measures, err := r.RegistersOf(ctx, round, district, assessment.KindMeasure)
	if err != nil {
		return f, err
	}
	f.Measures = c.packMeasures(measuresOf(measures))
	if f.Remarks, err = c.openRemarks(ctx, r, round, district); err != nil {
		return f, err
	}
	f.SignOff, f.Changed, err = signedOff(ctx, r, round, district)
	return f, err
}

// briefs is what the whole of a district counts: of several scopes the more cautious answer to each requirement.
func (c *grid) briefs(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey) ([]byte, error) {
	scopes, err := r.Scopes(ctx, district)
	if err != nil {
		return nil, err
	}
	statuses, err := r.Statuses(ctx, round, district)
	if err != nil {
		return nil, err
	}
	parts := map[assessment.ScopeID][]assessment.Brief{}
	for _, s := range assessment.AskedScopes(scopes) {
		parts[s.ID] = make([]assessment.Brief, len(c.requirements))
	}
	for _, s := range statuses {
		i, known := c.at[s.Requirement]
		if part := parts[s.Scope]; part != nil && known {
			st := assessment.Statement{Status: s.Status, TextHash: s.TextHash, Carried: s.Carried}
			confirm := s.TextHash != "" && (s.Carried || !c.reworded.Same(s.Requirement, s.TextHash, c.requirements[i].Hash)) // the empty statement answers no text
			part[i] = assessment.BriefOf(assessment.Answer{Statement: st, Conflict: s.Conflict, ToConfirm: confirm})
		}
	}
	out := make([]byte, len(c.requirements))
	first := true
	for _, part := range parts {
		for i, b := range part {
			if !first {
				b = b.And(assessment.Brief(out[i]))
			}
			out[i] = byte(b)
		}
		first = false
	}
	return out, nil
}

// openRemarks counts the questions on what is asked now that the office still waits for.
func (c *grid) openRemarks(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey) (int, error) {
	held, err := r.RegistersOf(ctx, round, district, assessment.KindRemark)
	if err != nil {
		return 0, err
	}
	scopes, err := r.Scopes(ctx, district)
	if err != nil {
		return 0, err
	}
	asked := map[assessment.ScopeID]bool{}
	for _, s := range assessment.AskedScopes(scopes) {
		asked[s.ID] = true
	}
	open := 0
	for k, m := range remarksByKey(held) {
		if _, known := c.at[k.Requirement]; known && asked[k.Scope] && m.Open() {
			open++
		}
	}
	return open, nil
}

func remarksByKey(held []store.Held) map[assessment.AnswerKey]Remark {
	out := map[assessment.AnswerKey]Remark{}
	for _, h := range held {
		s := h.Subject
		k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
		m := out[k]
		m.set(s.Field, assessment.Pick(s.Field, h.Register.Values()))
		out[k] = m
	}
	return out
}

// MeasureCounts counts measures by their state.
type MeasureCounts struct{ Planned, Running, Done, Dropped int }

// Add adds another set's counts.
func (c *MeasureCounts) Add(o MeasureCounts) {
	c.Planned += o.Planned
	c.Running += o.Running
	c.Done += o.Done
	c.Dropped += o.Dropped
}

// Share is how much of what is to be done is done, between 0 and 1, and false where nothing is.
func (c MeasureCounts) Share() (float64, bool) {
	all := c.Planned + c.Running + c.Done
	if all == 0 {
		return 0, false
	}
	return float64(c.Done) / float64(all), true
}

func (c *grid) packMeasures(measures []Measure) []byte {
	counts := make([]MeasureCounts, len(c.topics))
	for _, m := range measures {
		i, known := c.at[m.Requirement]
		if !known {
			continue
		}
		switch t := &counts[c.topicOf[i]]; m.State {
		case MeasureRunning:
			t.Running++
		case MeasureDone:
			t.Done++
		case MeasureDropped:
			t.Dropped++
		default:
			t.Planned++
		}
	}
	var out []byte
	for _, t := range counts {
		for _, n := range []int{t.Planned, t.Running, t.Done, t.Dropped} {
			out = binary.AppendUvarint(out, uint64(n))
		}
	}
	return out
}

func (c *grid) measures(packed []byte) []MeasureCounts {
	out := make([]MeasureCounts, len(c.topics))
	for i := range out {
		for _, to := range []*int{&out[i].Planned, &out[i].Running, &out[i].Done, &out[i].Dropped} {
			v, n := binary.Uvarint(packed)
			if n <= 0 {
				return out
			}
			*to, packed = int(v), packed[n:]
		}
	}
	return out
}

// figures returns the figures of all districts of a round, in the order of info.Districts, up to date.
func (d *Desk) figures(ctx context.Context, info RoundInfo) (*grid, []store.Figures, error) {
	return d.figuresOf(ctx, info.Round, info.Districts)
}

// figuresOf returns the figures of districts, which stand in the order of their keys, up to date.
func (d *Desk) figuresOf(ctx context.Context, info assessment.Round, districts []assessment.District) (*grid, []store.Figures, error) {
	cat, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return nil, nil, err
	}
	reworded, err := d.store.Rewordings(ctx, info.ID)
	if err != nil {
		return nil, nil, err
	}
	c, writes := newGrid(cat, reworded), d.store.Writes()
	var out []store.Figures
	var counted []store.Figures
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		out, counted, err = c.read(ctx, r, info.ID, districts)
		return err
	})
	if err == nil && len(counted) > 0 {
		d.keepFigures(ctx, c, counted, writes)
	}
	return c, out, err
}

// read returns what is there, counts what is out of date, and tells which that was.
func (c *grid) read(ctx context.Context, r store.Reader, round assessment.RoundID, districts []assessment.District) (all, counted []store.Figures, err error) {
	only := assessment.DistrictKey("")
	if len(districts) == 1 {
		only = districts[0].Key
	}
	held, err := r.Figures(ctx, round, only, c.basis)
	if err != nil {
		return nil, nil, err
	}
	all = make([]store.Figures, len(districts))
	for i, di := range districts {
		for len(held) > 0 && held[0].District < di.Key {
			held = held[1:]
		}
		if len(held) > 0 && held[0].District == di.Key && c.fresh(held[0]) {
			all[i] = held[0]
			continue
		}
		if all[i], err = c.refresh(ctx, r, round, di.Key); err != nil {
			return nil, nil, err
		}
		counted = append(counted, all[i])
	}
	return all, counted, nil
}

// keepFigures keeps what had to be counted for next time; what has been written since writes is counted again. Where
// that fails (a full disk, a folder that is read-only) the next one counts anew.
func (d *Desk) keepFigures(ctx context.Context, c *grid, counted []store.Figures, writes uint64) {
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		still := d.store.Writes() == writes
		for _, f := range counted {
			var err error
			if !still {
				if f, err = c.refresh(ctx, tx.Reader, f.Round, f.District); err != nil {
					return err
				}
			}
			if err := tx.SetFigures(ctx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.o.Log.Warn("figures were not kept", "error", err)
	}
}

// recount counts a district anew within a transaction that has changed much of it, so that the next picture after a
// batch of files need not count them all.
func (d *Desk) recount(ctx context.Context, tx *store.Tx, round assessment.RoundID, district assessment.DistrictKey) error {
	r, err := tx.Round(ctx, round)
	if err != nil {
		return err
	}
	cat, err := d.catalogueIn(ctx, tx.Reader, r.Catalogue)
	if err != nil {
		return err
	}
	reworded, err := tx.Rewordings(ctx, round)
	if err != nil {
		return err
	}
	f, err := newGrid(cat, reworded).refresh(ctx, tx.Reader, round, district)
	if err != nil {
		return err
	}
	return tx.SetFigures(ctx, f)
}
