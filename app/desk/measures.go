package desk

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// The states of a measure.
const (
	MeasurePlanned = "planned"
	MeasureRunning = "running"
	MeasureDone    = "done"
	MeasureDropped = "dropped"
)

// Measures lists the measures of a district in a round, by due date and title.
func (d *Desk) Measures(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]Measure, error) {
	held, err := d.store.RegistersOf(ctx, round, district, assessment.KindMeasure)
	if err != nil {
		return nil, err
	}
	out := measuresOf(held)
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Due != out[j].Due {
			return out[j].Due == "" || out[i].Due != "" && out[i].Due < out[j].Due
		}
		return out[i].Title < out[j].Title
	})
	return out, nil
}

func measuresOf(held []store.Held) []Measure {
	at := map[string]int{}
	out := []Measure{}
	for _, h := range held {
		s := h.Subject
		id := string(s.Scope) + "\x00" + s.Item
		i, ok := at[id]
		if !ok {
			i = len(out)
			at[id] = i
			out = append(out, Measure{ID: s.Item, Round: s.Round, District: s.District, Scope: s.Scope})
		}
		if to := out[i].part(s.Field); to != nil {
			*to = assessment.Pick(s.Field, h.Register.Values())
		}
	}
	return slices.DeleteFunc(out, Measure.gone)
}

// gone tells whether a measure was taken back: nothing is left of it but its name among the registers.
func (m Measure) gone() bool {
	return m == Measure{ID: m.ID, Round: m.Round, District: m.District, Scope: m.Scope}
}

// part returns where a field of a measure is kept.
func (m *Measure) part(f assessment.Field) *string {
	switch f {
	case assessment.FieldMeasureTitle:
		return &m.Title
	case assessment.FieldMeasureRequirement:
		return (*string)(&m.Requirement)
	case assessment.FieldMeasureResponsible:
		return &m.Responsible
	case assessment.FieldMeasureDue:
		return (*string)(&m.Due)
	case assessment.FieldMeasureOnce:
		return &m.Once
	case assessment.FieldMeasureYearly:
		return &m.Yearly
	case assessment.FieldMeasureDays:
		return &m.Days
	case assessment.FieldMeasureState:
		return &m.State
	}
	return nil
}

// SaveMeasure keeps a measure of the district; an empty ID makes a new one.
func (d *Desk) SaveMeasure(ctx context.Context, m Measure) (Measure, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return Measure{}, err
	}
	k := assessment.AnswerKey{Round: m.Round, District: d.district, Scope: m.Scope, Requirement: m.Requirement}
	q, err := d.asked(ctx, &k)
	if err != nil {
		return Measure{}, err
	}
	m.District, m.Scope, m.Requirement = d.district, k.Scope, q.ID
	if err := m.normalise(); err != nil {
		return Measure{}, err
	}
	if m.ID == "" {
		if m.ID, err = assessment.NewID(d.o.Random); err != nil {
			return Measure{}, err
		}
	}
	return m, d.record(ctx, step{keys: []assessment.AnswerKey{k}, title: m.Title}, func(_ *store.Tx, r *recorder) error {
		for _, f := range assessment.Fields(assessment.KindMeasure) {
			s := assessment.Subject{Round: m.Round, District: m.District, Scope: m.Scope, Kind: assessment.KindMeasure, Item: m.ID, Field: f}
			if err := r.write(ctx, s, *m.part(f), SourceTyped, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// measureStep names a step that concerns one field of a measure; of other things the field itself tells enough.
func (d *Desk) measureStep(ctx context.Context, s assessment.Subject) (step, error) {
	if s.Kind != assessment.KindMeasure {
		return step{}, nil
	}
	held, err := d.store.RegistersOf(ctx, s.Round, s.District, assessment.KindMeasure)
	for _, m := range measuresOf(held) {
		if m.ID == s.Item && m.Scope == s.Scope {
			k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: m.Requirement}
			return step{keys: []assessment.AnswerKey{k}, title: m.Title}, err
		}
	}
	return step{}, err
}

func (m *Measure) normalise() error {
	for _, p := range []*string{&m.Title, &m.Responsible} {
		s, err := canonical.Line(*p, assessment.MaxShortText)
		if err != nil {
			return fmt.Errorf("measure: %w", err)
		}
		*p = s
	}
	if m.Title == "" {
		return fmt.Errorf("title of the measure: %w", assessment.ErrInvalid)
	}
	due, err := assessment.ParseDate(string(m.Due))
	if err != nil {
		return err
	}
	m.Due = due
	for _, p := range []*string{&m.Once, &m.Yearly, &m.Days} {
		if *p, err = amount(*p); err != nil {
			return err
		}
	}
	switch m.State {
	case "":
		m.State = MeasurePlanned
	case MeasurePlanned, MeasureRunning, MeasureDone, MeasureDropped:
	default:
		return fmt.Errorf("state of the measure %q: %w", m.State, assessment.ErrInvalid)
	}
	return nil
}

// amount reads a number that is not negative, with a comma or a point before its decimals.
func amount(text string) (string, error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", ".")
	if text == "" {
		return "", nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "0123456789.") != "" || f > 1e12 {
		return "", fmt.Errorf("amount %q: %w", text, assessment.ErrInvalid)
	}
	return strconv.FormatFloat(f, 'f', -1, 64), nil
}
