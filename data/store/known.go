package store

import (
	"context"
	"database/sql"
	"errors"

	"kreislage/data/assessment"
)

// manyAsked is from how many questions on one district's round its registers are read all at once: an import asks
// thousands of them, a keystroke a handful.
const manyAsked = 32

// part is what is read at once: a district in a round.
type part struct {
	round    assessment.RoundID
	district assessment.DistrictKey
}

// known remembers, within one transaction, what the registers of a part are. Nobody else can change them meanwhile.
type known struct {
	asked  map[part]int
	states map[part]map[assessment.Subject]string
}

// state returns a register as it is encoded, "" for one that was never written.
func (t *Tx) state(ctx context.Context, s assessment.Subject) (string, error) {
	p := part{s.Round, s.District}
	if all, there := t.known.states[p]; there {
		return all[s], nil
	}
	if t.known.asked[p]++; t.known.asked[p] <= manyAsked {
		return t.oneState(ctx, s)
	}
	all, err := t.all(ctx, p)
	return all[s], err
}

// all returns the registers of a part as they are encoded. What is put into it stays known.
func (t *Tx) all(ctx context.Context, p part) (map[assessment.Subject]string, error) {
	if all, there := t.known.states[p]; there {
		return all, nil
	}
	rows, err := t.tx.QueryContext(ctx, `SELECT round, district, scope, kind, item, field, state FROM registers WHERE round = ? AND district = ?`, p.round, p.district)
	all := map[assessment.Subject]string{}
	_, err = collect(rows, err, "read registers", func(rows *sql.Rows, _ *struct{}) error {
		var s assessment.Subject
		var state string
		err := rows.Scan(&s.Round, &s.District, &s.Scope, &s.Kind, &s.Item, &s.Field, &state)
		all[s] = state
		return err
	})
	if err != nil {
		return nil, err
	}
	t.known.states[p] = all
	return all, nil
}

func (t *Tx) oneState(ctx context.Context, s assessment.Subject) (string, error) {
	st, err := t.prepare(ctx, selectRegister)
	if err != nil {
		return "", wrap("read register", err)
	}
	var state string
	err = st.QueryRowContext(ctx, s.Round, s.District, s.Scope, s.Kind, s.Item, s.Field).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return state, wrap("read register", err)
}

// note keeps what is known true after a register was written or, with an empty state, removed.
func (k known) note(s assessment.Subject, state string) {
	if all, there := k.states[part{s.Round, s.District}]; there {
		all[s] = state
	}
}
