package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"time"

	"kreislage/data/assessment"
)

// Figures is what counting a round needs of one district. What is in it and by what rules is its writer's business;
// the store only knows when it is out of date.
type Figures struct {
	Round    assessment.RoundID
	District assessment.DistrictKey
	Basis    string // by what it was counted; empty where something has changed since
	Briefs   []byte // assessment.Brief of each requirement, in the catalogue's order
	Measures []byte
	Remarks  int
	SignOff  assessment.SignOff // without its marks
	Changed  int                // answers that have changed since the sign-off
}

// Figures lists what was counted of a round, by district; where it was counted by another basis, or something has
// changed since, the basis is empty. Districts that were never counted are missing. An empty district means all.
func (r Reader) Figures(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, basis string) ([]Figures, error) {
	where, args := within(round, district)
	rows, err := r.q.QueryContext(ctx, "SELECT district, basis = ?, counted FROM figures WHERE "+where+" ORDER BY district", append([]any{basis}, args...)...)
	return collect(rows, err, "read figures", func(rows *sql.Rows, f *Figures) error {
		var same bool
		var counted []byte
		if err := rows.Scan(&f.District, &same, &counted); err != nil {
			return err
		}
		f.Round = round
		if same && f.unpack(counted) {
			f.Basis = basis
		}
		return nil
	})
}

// SetFigures keeps what was counted of a district within this transaction.
func (t *Tx) SetFigures(ctx context.Context, f Figures) error {
	delete(t.outdated, part{f.Round, f.District})
	_, err := t.exec(ctx, `INSERT INTO figures(round, district, basis, counted) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET basis = excluded.basis, counted = excluded.counted`, f.Round, f.District, f.Basis, f.pack())
	return wrap("keep figures", err)
}

// pack writes what is counted as one row of bytes: numbers as varints, texts and lists behind their lengths.
func (f Figures) pack() []byte {
	out := binary.AppendUvarint(nil, uint64(f.Remarks))
	out = binary.AppendUvarint(out, uint64(f.Changed))
	for _, part := range []string{string(f.Briefs), string(f.Measures), f.SignOff.Name, f.SignOff.Role, string(f.SignOff.On)} {
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	return out
}

// unpack reads what pack wrote and tells whether that was possible. The lists share the memory of packed.
func (f *Figures) unpack(packed []byte) bool {
	number := func() int {
		v, n := binary.Uvarint(packed)
		if n <= 0 || v > 1<<31 {
			packed = nil
			return -1
		}
		packed = packed[n:]
		return int(v)
	}
	list := func() []byte {
		n := number()
		if n < 0 || n > len(packed) {
			packed = nil
			return nil
		}
		out := packed[:n:n]
		packed = packed[n:]
		return out
	}
	f.Remarks, f.Changed = number(), number()
	f.Briefs, f.Measures = list(), list()
	name, role, on := list(), list(), list()
	f.SignOff = assessment.SignOff{Name: string(name), Role: string(role), On: assessment.Date(on)}
	return f.Remarks >= 0 && f.Changed >= 0 && on != nil && len(packed) == 0
}

// Outdate notes that the figures of a district in a round have to be counted again; an empty round means all of its
// rounds, an empty district all of the round's. Put and SetScope do it by themselves.
func (t *Tx) Outdate(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) error {
	p := part{round, district}
	if t.outdated[p] {
		return nil // an import changes thousands of fields
	}
	t.outdated[p] = round != "" && district != ""
	var err error
	switch {
	case district == "":
		_, err = t.exec(ctx, "UPDATE figures SET basis = '' WHERE round = ? AND basis <> ''", round)
	case round == "":
		_, err = t.exec(ctx, "UPDATE figures SET basis = '' WHERE district = ? AND basis <> ''", district)
	default:
		_, err = t.exec(ctx, "UPDATE figures SET basis = '' WHERE round = ? AND district = ? AND basis <> ''", round, district)
	}
	return wrap("note that figures are out of date", err)
}

// Latest is the newest file of a district in a round.
type Latest struct {
	District assessment.DistrictKey
	At       time.Time
	Sequence uint64
}

// LatestFiles tells the newest file of each district in a round, of one direction, that is not taken back.
func (r Reader) LatestFiles(ctx context.Context, d Direction, round assessment.RoundID) ([]Latest, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT district, at, sequence FROM files
		WHERE round = ? AND direction = ? AND state <> 'undone' GROUP BY district HAVING max(id) > 0`, round, d)
	return collect(rows, err, "list newest files", func(rows *sql.Rows, f *Latest) error {
		var at string
		err := rows.Scan(&f.District, &at, &f.Sequence)
		f.At = unstamp(at)
		return err
	})
}

// QuarantineCounts tells how many files are held aside, by district as far as it is known.
func (r Reader) QuarantineCounts(ctx context.Context) (map[assessment.DistrictKey]int, error) {
	return r.counts(ctx, "count refused files", "SELECT district, count(*) FROM quarantine GROUP BY district")
}

// SetMirror replaces what is known of the others in a round.
func (t *Tx) SetMirror(ctx context.Context, round assessment.RoundID, mirror []assessment.TopicMirror) error {
	if _, err := t.exec(ctx, "DELETE FROM mirrors WHERE round = ?", round); err != nil {
		return wrap("keep mirror", err)
	}
	for _, m := range mirror {
		if _, err := t.exec(ctx, "INSERT INTO mirrors(round, topic, districts, q1, median, q3) VALUES (?, ?, ?, ?, ?, ?)", round, m.Topic, m.Districts, m.Q1, m.Median, m.Q3); err != nil {
			return wrap("keep mirror", err)
		}
	}
	return nil
}

// Mirror returns what is known of the others in a round, by topic.
func (r Reader) Mirror(ctx context.Context, round assessment.RoundID) ([]assessment.TopicMirror, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT topic, districts, q1, median, q3 FROM mirrors WHERE round = ? ORDER BY topic", round)
	return collect(rows, err, "read mirror", func(rows *sql.Rows, m *assessment.TopicMirror) error {
		return rows.Scan(&m.Topic, &m.Districts, &m.Q1, &m.Median, &m.Q3)
	})
}

// SetToldMirror remembers what a district was told of the others, as its writer encodes it.
func (t *Tx) SetToldMirror(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, told string) error {
	_, err := t.exec(ctx, "INSERT INTO told_mirrors(round, district, told) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET told = excluded.told", round, district, told)
	return wrap("keep what was told", err)
}

// ToldMirror returns what a district was told of the others, empty where that was nothing.
func (r Reader) ToldMirror(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (string, error) {
	rows, err := r.q.QueryContext(ctx, "SELECT told FROM told_mirrors WHERE round = ? AND district = ?", round, district)
	found, err := collect(rows, err, "read what was told", func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
	if len(found) == 0 {
		return "", err
	}
	return found[0], err
}
