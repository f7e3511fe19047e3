package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// DueOf is the day until which a district of the round has time.
func (r RoundInfo) DueOf(district assessment.DistrictKey) assessment.Date {
	if own, there := r.Extended[district]; there {
		return own
	}
	return r.Due
}

// dueOf is the day until which a district has time, as the office tells it.
func dueOf(ctx context.Context, r store.Reader, round assessment.Round, district assessment.DistrictKey) (assessment.Date, error) {
	own, err := r.OwnDues(ctx, round.ID)
	return RoundInfo{Round: round, Extended: own}.DueOf(district), err
}

// ExtendRound gives all districts of a round another due date. It reaches them with their next file.
func (d *Desk) ExtendRound(ctx context.Context, round assessment.RoundID, due assessment.Date) (RoundInfo, error) {
	r, due, err := d.extendable(ctx, round, due)
	if err != nil {
		return RoundInfo{}, err
	}
	if due == "" {
		return RoundInfo{}, fmt.Errorf("due date: %w", assessment.ErrInvalid)
	}
	r.Due = due
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetRound(ctx, r, nil) }); err != nil {
		return RoundInfo{}, err
	}
	return d.roundInfo(ctx, r)
}

// ExtendFor gives one district of a round longer than the others; an empty date takes that back. It reaches the
// district with its next file. The error wraps assessment.ErrInvalid where the day is not later than the round's.
func (d *Desk) ExtendFor(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, due assessment.Date) (RoundInfo, error) {
	r, due, err := d.extendable(ctx, round, due)
	if err != nil {
		return RoundInfo{}, err
	}
	if due != "" && !r.Due.Before(due) {
		return RoundInfo{}, fmt.Errorf("due date %s, not later than %s: %w", due, r.Due, assessment.ErrInvalid)
	}
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetOwnDue(ctx, round, district, due) }); err != nil {
		return RoundInfo{}, err
	}
	return d.roundInfo(ctx, r)
}

func (d *Desk) extendable(ctx context.Context, round assessment.RoundID, due assessment.Date) (assessment.Round, assessment.Date, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return assessment.Round{}, "", err
	}
	r, err := d.writableRound(ctx, round)
	if err != nil {
		return r, "", err
	}
	due, err = assessment.ParseDate(string(due))
	if err != nil {
		return r, "", fmt.Errorf("due date: %w", err)
	}
	return r, due, nil
}

// Duplicate opens a round like an earlier one: what n leaves empty is as it was there, but for the name and the due
// date, which each round has for itself.
func (d *Desk) Duplicate(ctx context.Context, from assessment.RoundID, n NewRound) (RoundInfo, error) {
	was, err := d.Round(ctx, from)
	if err != nil {
		return RoundInfo{}, err
	}
	if n.Catalogue == "" {
		n.Catalogue = was.Catalogue
	}
	if n.Classification == "" {
		n.Classification = was.Classification
	}
	if n.Cover == "" {
		n.Cover = was.Cover
	}
	if len(n.Districts) == 0 {
		for _, di := range was.Districts {
			n.Districts = append(n.Districts, di.Key)
		}
	}
	return d.NewRound(ctx, n)
}
