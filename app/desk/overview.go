package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// Overview is where one district stands in a round.
type Overview struct {
	Round       RoundInfo
	District    assessment.District
	Tally       assessment.Tally // of the whole: of several scopes the more cautious answer counts
	Topics      []TopicProgress
	Since       []ChangeSince // what has changed since the last reply, in the catalogue's order; all there is where none was written
	LastReply   *LastReply    // nil where there is none
	SignOff     SignOff
	Remarks     []OpenRemark
	Overdue     []Measure
	Acceptances []AcceptanceDue
	Mirror      []MirrorTopic
}

// LastReply is the newest reply of a district: written here, or at the office taken in.
type LastReply struct {
	Number   string // as people name it, e.g. R-0003
	Sequence uint64
	At       time.Time
	File     string // name without its folder
	Hash     string // SHA-256 of the file
	Received bool   // the office has it: a receipt says so, or this is the office
}

// ChangeSince is a field whose value is another than in the last reply.
type ChangeSince struct {
	Subject       assessment.Subject
	Ref           string
	Title         string
	Before, After []string // for people; more than one is a conflict
}

// OpenRemark is a question of the office that is not settled.
type OpenRemark struct {
	Key    assessment.AnswerKey
	Ref    string
	Title  string
	Remark Remark
}

// AcceptanceDue is a gap that somebody has accepted as a risk until a day that has come or comes soon.
type AcceptanceDue struct {
	Key   assessment.AnswerKey
	Ref   string
	Title string
	Acceptance
	Expired bool
}

// soon is how many days before its end an acceptance comes up.
const soon = 30

// MirrorTopic tells a district how all the others stand in a topic, without a name: how many they are, and the
// quartiles of their fulfilment, between 0 and 1.
type MirrorTopic struct {
	Topic          assessment.Topic
	Districts      int
	Q1, Median, Q3 float64
}

// Overview tells where a district stands; a district's desk knows only its own.
func (d *Desk) Overview(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (Overview, error) {
	if district == "" {
		district = d.district
	}
	if d.role == assessment.RoleDistrict && district != d.district {
		return Overview{}, assessment.ErrWrongRole
	}
	info, err := d.Round(ctx, round)
	if err != nil {
		return Overview{}, err
	}
	if !slices.ContainsFunc(info.Districts, func(di assessment.District) bool { return di.Key == district }) {
		return Overview{}, fmt.Errorf("district %s in this round: %w", district, assessment.ErrNotFound)
	}
	cat, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{Round: info}
	err = d.store.Snapshot(ctx, func(r store.Reader) error { return d.fillOverview(ctx, r, cat, district, &o) })
	return o, err
}

func (d *Desk) fillOverview(ctx context.Context, r store.Reader, cat *assessment.Catalogue, district assessment.DistrictKey, o *Overview) error {
	var err error
	round := o.Round.ID
	if o.District, err = r.District(ctx, district); err != nil {
		return err
	}
	reworded, err := r.Rewordings(ctx, round)
	if err != nil {
		return err
	}
	c := newGrid(cat, reworded)
	f, err := c.refresh(ctx, r, round, district)
	if err != nil {
		return err
	}
	for i, t := range c.byTopic(f.Briefs) {
		o.Topics = append(o.Topics, TopicProgress{c.topics[i], t})
		o.Tally.Add(t)
	}
	o.SignOff = SignOff{f.SignOff.Name, f.SignOff.Role, f.SignOff.On, f.Changed}
	held, err := r.Registers(ctx, round, district)
	if err != nil {
		return err
	}
	o.Remarks = remarksOpen(held, cat)
	o.Overdue = overdue(measuresOf(ofKind(held, assessment.KindMeasure)), assessment.DateOf(d.o.Clock()))
	o.Acceptances = d.acceptancesDue(held, cat)
	if err := d.sinceLastReply(ctx, r, cat, held, o); err != nil {
		return err
	}
	o.Mirror, err = d.mirrorOf(ctx, r, cat, round)
	return err
}

func ofKind(held []store.Held, k assessment.Kind) []store.Held {
	var out []store.Held
	for _, h := range held {
		if h.Subject.Kind == k {
			out = append(out, h)
		}
	}
	return out
}

func remarksOpen(held []store.Held, cat *assessment.Catalogue) []OpenRemark {
	out := []OpenRemark{}
	all := remarksByKey(ofKind(held, assessment.KindRemark))
	at := newGrid(cat, nil).at
	for k, m := range all {
		if i, known := at[k.Requirement]; known && m.Open() {
			q := cat.Requirements[i]
			out = append(out, OpenRemark{k, q.Ref, q.Title, m})
		}
	}
	slices.SortFunc(out, func(a, b OpenRemark) int { return inOrder(at, a.Key, b.Key) })
	return out
}

// acceptancesDue lists the acceptances that have run out or will within a month.
func (d *Desk) acceptancesDue(held []store.Held, cat *assessment.Catalogue) []AcceptanceDue {
	out, at, today := []AcceptanceDue{}, newGrid(cat, nil).at, assessment.DateOf(d.o.Clock())
	for _, h := range ofKind(held, assessment.KindAcceptance) {
		a, err := assessment.DecodeAcceptance(assessment.Pick(h.Subject.Field, h.Register.Values()))
		i, known := at[assessment.RequirementID(h.Subject.Item)]
		if err != nil || a.Empty() || !known || today.DaysUntil(a.Until) > soon {
			continue
		}
		q, s := cat.Requirements[i], h.Subject
		k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: q.ID}
		out = append(out, AcceptanceDue{k, q.Ref, q.Title, a, a.Expired(today)})
	}
	slices.SortFunc(out, func(a, b AcceptanceDue) int {
		if a.Until != b.Until {
			return strings.Compare(string(a.Until), string(b.Until))
		}
		return inOrder(at, a.Key, b.Key)
	})
	return out
}

// inOrder compares by the catalogue's order, then by scope.
func inOrder(at map[assessment.RequirementID]int, a, b assessment.AnswerKey) int {
	if c := at[a.Requirement] - at[b.Requirement]; c != 0 {
		return c
	}
	switch {
	case a.Scope < b.Scope:
		return -1
	case a.Scope > b.Scope:
		return 1
	}
	return 0
}

// sinceLastReply compares what is here with the content of the newest reply.
func (d *Desk) sinceLastReply(ctx context.Context, r store.Reader, cat *assessment.Catalogue, held []store.Held, o *Overview) error {
	direction := store.Out
	if d.role == assessment.RoleOffice {
		direction = store.In
	}
	files, err := r.Files(ctx, direction, o.Round.ID, o.District.Key)
	if err != nil {
		return err
	}
	was := map[assessment.Subject]merge.Register{}
	for _, f := range slices.Backward(files) {
		if f.Kind != string(envelope.KindReply) || f.State == store.FileUndone || f.Content == "" {
			continue
		}
		m := envelope.Manifest{Kind: envelope.KindReply, Sequence: f.Sequence, Round: f.Round, District: f.District}
		o.LastReply = &LastReply{
			Number: fileNumber(m), Sequence: f.Sequence, At: f.At, File: f.Name, Hash: f.SHA256,
			Received: direction == store.In || f.State == store.FileConfirmed,
		}
		if was, err = loggedRegisters(ctx, r, f.ID, m); err != nil {
			return err
		}
		break
	}
	names, err := d.everAsked(ctx, r, o.Round.Round)
	if err != nil {
		return err
	}
	o.Since = d.changesSince(names, newGrid(cat, nil).at, was, held)
	return nil
}

func loggedRegisters(ctx context.Context, r store.Reader, file int64, m envelope.Manifest) (map[assessment.Subject]merge.Register, error) {
	out := map[assessment.Subject]merge.Register{}
	base, err := r.Base(ctx, file)
	if err != nil || len(base) == 0 {
		return out, err
	}
	c, err := envelope.DecodeLogged(base)
	if err != nil {
		return nil, fmt.Errorf("content of file %d in the log: %w: %w", file, store.ErrCorrupt, err)
	}
	for _, e := range c.Entries {
		out[e.Subject(m)] = e.Register
	}
	return out, nil
}

// changesSince lists what the district has said differently since, whatever became of it in between.
func (d *Desk) changesSince(names map[string]assessment.Requirement, at map[assessment.RequirementID]int, was map[assessment.Subject]merge.Register, held []store.Held) []ChangeSince {
	out := []ChangeSince{}
	measures := measureHeads(held)
	about := func(s assessment.Subject) assessment.RequirementID {
		if s.Kind == assessment.KindMeasure {
			return measures[s.Item].Requirement
		}
		return assessment.RequirementID(s.Item)
	}
	for _, h := range held {
		s := h.Subject
		if s.Kind == assessment.KindMeasure && !tellsMeasure(s, was) {
			continue
		}
		if owner, _ := assessment.Owner(s.Kind, s.Field); owner != assessment.RoleDistrict {
			continue
		}
		before, after := was[s].Values(), h.Register.Values()
		if slices.Equal(before, after) || len(before) == 0 && slices.Equal(after, []string{""}) {
			continue
		}
		x := ChangeSince{Subject: s, Before: d.texts(s.Field, before), After: d.texts(s.Field, after)}
		if q, ok := names[string(about(s))]; ok {
			x.Ref, x.Title = q.Ref, q.Title
		}
		if s.Kind == assessment.KindMeasure && s.Field != assessment.FieldMeasureTitle {
			x.Title = measures[s.Item].Title
		}
		if s.Kind == assessment.KindSignOff {
			x.Title = d.say().Say("desk.signoff.title")
		}
		out = append(out, x)
	}
	key := func(s assessment.Subject) assessment.AnswerKey {
		return assessment.AnswerKey{Scope: s.Scope, Requirement: about(s)}
	}
	slices.SortStableFunc(out, func(a, b ChangeSince) int { return inOrder(at, key(a.Subject), key(b.Subject)) })
	return out
}

// measureHeads finds what each measure is called and what it is about.
func measureHeads(held []store.Held) map[string]Measure {
	out := map[string]Measure{}
	for _, h := range held {
		if h.Subject.Kind != assessment.KindMeasure {
			continue
		}
		m := out[h.Subject.Item]
		if to := m.part(h.Subject.Field); to != nil {
			*to = assessment.Pick(h.Subject.Field, h.Register.Values())
		}
		out[h.Subject.Item] = m
	}
	return out
}

// tellsMeasure tells whether a field of a measure is a change of its own to people: of a new one its title says it
// all, and which requirement it is about stands beside it anyway.
func tellsMeasure(s assessment.Subject, was map[assessment.Subject]merge.Register) bool {
	if s.Field == assessment.FieldMeasureRequirement {
		return false
	}
	title := s
	title.Field = assessment.FieldMeasureTitle
	_, known := was[title]
	return known || s.Field == assessment.FieldMeasureTitle
}

// mirrorOf reads what the office told about the others, in the catalogue's order.
func (d *Desk) mirrorOf(ctx context.Context, r store.Reader, cat *assessment.Catalogue, round assessment.RoundID) ([]MirrorTopic, error) {
	told, err := r.Mirror(ctx, round)
	if err != nil {
		return nil, err
	}
	out := []MirrorTopic{}
	for _, t := range cat.Topics {
		for _, m := range told {
			if m.Topic == t.ID {
				out = append(out, MirrorTopic{t, m.Districts, float64(m.Q1) / 100, float64(m.Median) / 100, float64(m.Q3) / 100})
			}
		}
	}
	return out, nil
}
