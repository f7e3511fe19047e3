package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// Rounds lists the rounds, the newest first.
func (d *Desk) Rounds(ctx context.Context) ([]RoundInfo, error) {
	rounds, err := d.store.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]RoundInfo, 0, len(rounds))
	for _, r := range rounds {
		info, err := d.roundInfo(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, info)
	}
	return out, nil
}

// Round returns one round. The error wraps assessment.ErrNotFound.
func (d *Desk) Round(ctx context.Context, id assessment.RoundID) (RoundInfo, error) {
	frames := d.store.Frames() // before anything is read
	if info, known := d.infos.find(id, frames); known {
		return info, nil
	}
	r, err := d.store.Round(ctx, id)
	if err != nil {
		return RoundInfo{}, err
	}
	info, err := d.roundInfo(ctx, r)
	if err == nil {
		d.infos.keep(info, frames)
	}
	return info, err
}

// roundInfos remembers rounds until one of them or a district is changed: everything that is shown of a round asks for it first, and a
// round may have ten thousand districts.
type roundInfos struct {
	mu     sync.Mutex
	frames uint64
	known  map[assessment.RoundID]RoundInfo
}

func (m *roundInfos) find(id assessment.RoundID, frames uint64) (RoundInfo, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	info, known := m.known[id]
	if !known || m.frames != frames {
		return RoundInfo{}, false
	}
	info.Districts, info.Extended = slices.Clone(info.Districts), maps.Clone(info.Extended) // whoever asked may sort them
	return info, true
}

func (m *roundInfos) keep(info RoundInfo, frames uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.frames != frames || m.known == nil {
		m.frames, m.known = frames, map[assessment.RoundID]RoundInfo{}
	}
	info.Districts, info.Extended = slices.Clone(info.Districts), maps.Clone(info.Extended)
	m.known[info.ID] = info
}

func (d *Desk) roundInfo(ctx context.Context, r assessment.Round) (RoundInfo, error) {
	c, err := d.Catalogue(ctx, r.Catalogue)
	if err != nil {
		return RoundInfo{}, err
	}
	districts, err := d.store.Participants(ctx, r.ID)
	if err != nil {
		return RoundInfo{}, err
	}
	extended, err := d.store.OwnDues(ctx, r.ID)
	return RoundInfo{r, c.Title, c.Edition, len(c.Requirements), districts, extended}, err
}

// NewRound opens a round.
func (d *Desk) NewRound(ctx context.Context, n NewRound) (RoundInfo, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return RoundInfo{}, err
	}
	r, err := d.newRound(n)
	if err != nil {
		return RoundInfo{}, err
	}
	if _, err := d.Catalogue(ctx, n.Catalogue); err != nil {
		return RoundInfo{}, fmt.Errorf("catalogue: %w", err)
	}
	districts, err := d.chosenDistricts(ctx, n.Districts)
	if err != nil {
		return RoundInfo{}, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := afterOthers(ctx, tx, &r); err != nil {
			return err
		}
		return tx.SetRound(ctx, r, districts)
	})
	if err != nil {
		return RoundInfo{}, err
	}
	return d.roundInfo(ctx, r)
}

// afterOthers makes a new round the newest, whatever the computer's clock says or said when the others were opened:
// which of two is the earlier one decides whose answers are shown as the former ones, here and at every district.
func afterOthers(ctx context.Context, tx *store.Tx, r *assessment.Round) error {
	others, err := tx.Rounds(ctx) // the newest first
	if err != nil || len(others) == 0 || r.Created > others[0].Created {
		return err
	}
	newest, err := time.Parse(time.RFC3339, others[0].Created)
	if err != nil {
		return nil // of a state that knew no such moment
	}
	r.Created = newest.Add(time.Second).UTC().Format(time.RFC3339)
	return nil
}

func (d *Desk) newRound(n NewRound) (assessment.Round, error) {
	name, err := requiredLine(n.Name)
	if err != nil {
		return assessment.Round{}, fmt.Errorf("name of the round: %w", err)
	}
	due, err := assessment.ParseDate(string(n.Due))
	if err != nil {
		return assessment.Round{}, fmt.Errorf("due date: %w", err)
	}
	mark, err := canonical.Line(n.Classification, assessment.MaxName)
	if err != nil {
		return assessment.Round{}, fmt.Errorf("classification mark: %w", err)
	}
	cover, err := canonical.Text(n.Cover, assessment.MaxExplanation)
	if err != nil {
		return assessment.Round{}, fmt.Errorf("cover text: %w", err)
	}
	id, err := assessment.NewID(d.o.Random)
	return assessment.Round{
		ID: assessment.RoundID(id), Name: name, Catalogue: n.Catalogue, Due: due, State: assessment.RoundOpen,
		Classification: mark, Cover: cover, Created: d.o.Clock().UTC().Format(time.RFC3339),
	}, err
}

func (d *Desk) chosenDistricts(ctx context.Context, chosen []assessment.DistrictKey) ([]assessment.DistrictKey, error) {
	for _, k := range chosen {
		if _, err := d.store.District(ctx, k); err != nil {
			return nil, err
		}
	}
	if len(chosen) > 0 {
		return chosen, nil
	}
	all, err := d.store.Districts(ctx)
	if err != nil {
		return nil, err
	}
	for _, di := range all {
		chosen = append(chosen, di.Key)
	}
	return chosen, nil
}

// AddDistricts lets districts take part in a round that has begun without them. The error wraps
// assessment.ErrRoundClosed where the round takes no writes, and assessment.ErrNotFound for a district that is not known.
func (d *Desk) AddDistricts(ctx context.Context, id assessment.RoundID, keys []assessment.DistrictKey) (RoundInfo, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return RoundInfo{}, err
	}
	r, err := d.writableRound(ctx, id)
	if err != nil {
		return RoundInfo{}, err
	}
	for _, k := range keys {
		if _, err := d.store.District(ctx, k); err != nil {
			return RoundInfo{}, err
		}
	}
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetRound(ctx, r, keys) }); err != nil {
		return RoundInfo{}, err
	}
	return d.roundInfo(ctx, r)
}

// SetRoundState opens, freezes or closes a round.
func (d *Desk) SetRoundState(ctx context.Context, id assessment.RoundID, state assessment.RoundState) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	r, err := d.store.Round(ctx, id)
	if err != nil {
		return err
	}
	r.State = state
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetRound(ctx, r, nil) })
}
