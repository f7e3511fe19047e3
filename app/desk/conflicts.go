package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/catalogue"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// Conflicts lists the fields of a round that hold more than one value.
func (d *Desk) Conflicts(ctx context.Context, round assessment.RoundID) ([]Conflict, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	var out []Conflict
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		out, err = d.conflicts(ctx, r, info.Round)
		return err
	})
	return out, err
}

func (d *Desk) conflicts(ctx context.Context, r store.Reader, round assessment.Round) ([]Conflict, error) {
	names, err := d.everAsked(ctx, r, round)
	if err != nil {
		return nil, err
	}
	held, err := r.Conflicts(ctx, round.ID)
	if err != nil {
		return nil, err
	}
	subjects := make([]assessment.Subject, len(held))
	for i, h := range held {
		subjects[i] = h.Subject
	}
	past, err := r.HistoryOfItems(ctx, subjects)
	if err != nil {
		return nil, err
	}
	asked, err := questions(ctx, r, round.ID, len(held) > 0)
	if err != nil {
		return nil, err
	}
	files := fileNames{known: map[int64]string{}, reader: r}
	out := make([]Conflict, 0, len(held))
	for _, h := range held {
		s := h.Subject
		c := Conflict{ID: conflictID(s), Subject: s, Counts: assessment.Pick(s.Field, h.Register.Values()), Own: d.owns(s)}
		if q, ok := names[s.Item]; ok {
			c.Ref, c.Title = q.Ref, q.Title
		}
		switch s.Kind {
		case assessment.KindSignOff:
			c.Title = d.say().Say("desk.signoff.title")
		case assessment.KindAnswer:
			c.Asked = asked[assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}]
		}
		if err := d.trace(ctx, &c, h.Register, past[s], files); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// questions lists what the office asks about answers in a round and has not settled.
func questions(ctx context.Context, r store.Reader, round assessment.RoundID, any bool) (map[assessment.AnswerKey]string, error) {
	if !any {
		return nil, nil
	}
	held, err := r.RegistersInRound(ctx, round, assessment.KindRemark)
	remarks := map[assessment.AnswerKey]Remark{}
	for _, h := range held {
		s := h.Subject
		k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
		m := remarks[k]
		m.set(s.Field, assessment.Pick(s.Field, h.Register.Values()))
		remarks[k] = m
	}
	out := map[assessment.AnswerKey]string{}
	for k, m := range remarks {
		if m.Open() {
			out[k] = m.Question
		}
	}
	return out, err
}

// owns tells whether a field belongs to this desk's side.
func (d *Desk) owns(s assessment.Subject) bool {
	owner, known := assessment.Owner(s.Kind, s.Field)
	return known && owner == d.role
}

// conflictID is short enough to type and the same on every desk.
func conflictID(s assessment.Subject) string {
	h := assessment.NewHasher("kreislage conflict 1")
	h.Add(string(s.Round), string(s.District), string(s.Scope), string(s.Kind), s.Item, string(s.Field))
	return h.Sum(5)
}

// fileNames remembers the names of files: many conflicts come with one.
type fileNames struct {
	known  map[int64]string
	reader store.Reader
}

func (f fileNames) name(ctx context.Context, id int64) (string, error) {
	if name, known := f.known[id]; known || id == 0 {
		return name, nil
	}
	x, err := f.reader.File(ctx, id)
	f.known[id] = x.Name
	return x.Name, err
}

// trace tells for each version when, by whom and with which file it came here, and what stood here before the first of
// them did. A version that an undo has brought back is still that of whoever wrote it at first.
func (d *Desk) trace(ctx context.Context, c *Conflict, now merge.Register, past []store.Past, files fileNames) error {
	first := len(past)
	for _, s := range now.Siblings {
		v := ConflictValue{Value: s.Value, Text: d.valueText(c.Subject.Field, s.Value), Desk: assessment.DeskID(s.Desk), Counter: s.Counter, Writer: assessment.DeskID(s.Desk)}
		if i, writer := arrival(past, s); i >= 0 {
			p := past[i]
			first = min(first, i)
			v.At, v.Who, v.Writer = p.At, d.writer(c.Subject, p), assessment.DeskID(writer)
			var err error
			if v.File, err = files.name(ctx, p.File); err != nil {
				return err
			}
		}
		c.Values = append(c.Values, v)
	}
	setApart(c)
	if first == len(past) {
		return nil
	}
	for _, text := range d.texts(c.Subject.Field, past[first].Before.Values()) {
		if text != "" {
			c.Before = append(c.Before, text)
		}
	}
	return nil
}

// setApart finds the words that only one of two versions has. Texts that share nothing are different to the eye.
func setApart(c *Conflict) {
	if len(c.Values) != 2 {
		return
	}
	var alike int
	var apart [2][]string
	for _, s := range catalogue.Diff(c.Values[0].Text, c.Values[1].Text) {
		text := strings.TrimSpace(s.Text)
		switch {
		case text == "":
		case s.Op == catalogue.Same:
			alike += len(text)
		case s.Op == catalogue.Removed:
			apart[0] = append(apart[0], text)
		default:
			apart[1] = append(apart[1], text)
		}
	}
	for i := range apart {
		if 2*alike >= len(c.Values[i].Text) {
			c.Values[i].Apart = strings.Join(apart[i], " … ")
		}
	}
}

// arrival finds the entry of the history with which the words of a version came here, and the desk that wrote them; -1
// where the history does not know. An undo gives words that stood here before a version of its own: behind it lies the
// entry that brought them.
func arrival(past []store.Past, s merge.Sibling) (at int, writer string) {
	at, writer = -1, s.Desk
	for i, p := range past {
		if !p.Before.Covers(s.Version) && p.After.Covers(s.Version) {
			at = i
		}
	}
	for at >= 0 && (past[at].Source == string(SourceUndo) || past[at].Source == string(SourceBack)) {
		i, by := broughtBefore(past[:at], s.Value)
		if i < 0 {
			return at, writer
		}
		at, writer = i, by
	}
	return at, writer
}

// broughtBefore is the last entry that put a value where it did not stand, and not as a decision on a conflict: that only
// repeats one of its versions.
func broughtBefore(past []store.Past, value string) (at int, writer string) {
	for i := len(past) - 1; i >= 0; i-- {
		p := past[i]
		if p.Source == string(SourceResolve) || slices.Contains(p.Before.Values(), value) {
			continue
		}
		for _, s := range p.After.Siblings {
			if s.Value == value {
				return i, s.Desk
			}
		}
	}
	return -1, ""
}

// writer is who an entry of the history says wrote a version. The office passes on what desks of a district wrote, but
// does not write it: nobody's name is known then.
func (d *Desk) writer(s assessment.Subject, p store.Past) string {
	if owner, _ := assessment.Owner(s.Kind, s.Field); owner == assessment.RoleDistrict && p.File != 0 && p.Who == d.officeName {
		return ""
	}
	return p.Who
}

// Resolve decides a conflict at a desk of the side that the field belongs to: an answer at the district's, a question
// at the office's. value is one of the versions or a third one. It is a write that covers all versions; UndoEdit lets
// them contradict each other again.
func (d *Desk) Resolve(ctx context.Context, id, value string) error {
	rounds, err := d.store.Rounds(ctx)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		held, err := d.store.Conflicts(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, h := range held {
			if conflictID(h.Subject) == id {
				return d.resolve(ctx, h.Subject, value)
			}
		}
	}
	return fmt.Errorf("conflict %q: %w", id, assessment.ErrNotFound)
}

func (d *Desk) resolve(ctx context.Context, s assessment.Subject, value string) error {
	if !d.owns(s) {
		return assessment.ErrWrongRole
	}
	if err := assessment.CheckValue(s.Field, value); err != nil {
		return err
	}
	if _, err := d.writableRound(ctx, s.Round); err != nil {
		return err
	}
	value = chosen(s, value)
	about, err := d.measureStep(ctx, s)
	if err != nil {
		return err
	}
	return d.record(ctx, about, func(_ *store.Tx, r *recorder) error { return r.write(ctx, s, value, SourceResolve, "") })
}

// chosen is what a decision writes: a person has looked at all versions, so what was only carried over is confirmed.
func chosen(s assessment.Subject, value string) string {
	if s.Kind != assessment.KindAnswer || s.Field != assessment.FieldStatus {
		return value
	}
	st, err := assessment.DecodeStatement(value)
	if err != nil {
		return value // refused where it is written
	}
	return st.Confirmed(st.TextHash).Encode()
}
