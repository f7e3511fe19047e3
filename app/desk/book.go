package desk

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"kreislage/app/words"
	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/workbook"
)

// spareMeasures is how many empty lines the sheet of measures offers for new ones.
const spareMeasures = 12

// bookOf lays out what a file's content shows to people. The same manifest and content always give the same
// cells, so that a file that comes back can be compared with what it showed when it was sent.
func bookOf(w *words.Words, m envelope.Manifest, c envelope.Content, cat *assessment.Catalogue) workbook.Book {
	state, reworded := stateOf(m, c), assessment.NewRewordings(c.Rewordings)
	b := workbook.Book{
		Kind: string(m.Kind), Title: c.Round.Name, Mark: c.Round.Classification, Cover: c.Round.Cover,
		Catalogue: *cat, Writable: true, Facts: append(facts(w, m, c), state.signedFact(w)...),
	}
	b.Created, _ = time.Parse(time.RFC3339, m.Time)
	for _, s := range assessment.AskedScopes(sortedScopes(c.Scopes)) {
		for _, q := range cat.Requirements {
			k := assessment.AnswerKey{Round: m.Round, District: m.District, Scope: s.ID, Requirement: q.ID}
			remark := state.remarks[k]
			row := workbook.Row{Scope: s.ID, ScopeName: scopeName(w, s), Requirement: q, Answer: seen(state.answers[k], k, q, reworded)}
			if remark.Open() {
				row.Remark = remark.Question
			}
			b.Rows = append(b.Rows, row)
			if remark.Question != "" {
				b.Remarks = append(b.Remarks, workbook.RemarkRow{
					Scope: s.ID, ScopeName: row.ScopeName, Requirement: q.ID, Ref: q.Ref, Title: q.Title,
					Question: remark.Question, Reply: remark.Reply, Settled: remark.Settled,
				})
			}
		}
	}
	for _, x := range state.measures {
		b.Measures = append(b.Measures, workbook.MeasureRow{
			ID: x.ID, Requirement: x.Requirement, Title: x.Title, Responsible: x.Responsible, Due: x.Due,
			Once: x.Once, Yearly: x.Yearly, Days: x.Days, State: x.State,
		})
	}
	for i := range spareMeasures {
		b.Measures = append(b.Measures, workbook.MeasureRow{ID: spareID(m.Export, i)})
	}
	return narrowBook(b, c.Delegated)
}

// spareID names an empty line for a measure: the same on every desk that reads the file.
func spareID(export assessment.ExportID, i int) string {
	h := assessment.NewHasher("kreislage spare measure 1")
	h.Add(string(export), strconv.Itoa(i))
	return h.Sum(16)
}

func scopeName(w *words.Words, s assessment.Scope) string {
	if s.Name == "" && s.ID == assessment.WholeScope {
		return w.Say("desk.scope.whole")
	}
	return s.Name
}

func facts(w *words.Words, m envelope.Manifest, c envelope.Content) []workbook.Fact {
	out := []workbook.Fact{
		{Label: w.Say("desk.fact.office"), Value: m.OfficeName},
		{Label: w.Say("desk.fact.district"), Value: c.District.Name + " (" + string(c.District.Key) + ")"},
		{Label: w.Say("desk.fact.round"), Value: c.Round.Name},
	}
	if c.Round.Due != "" {
		out = append(out, workbook.Fact{Label: w.Say("desk.fact.due"), Value: w.Date(c.Round.Due)})
	}
	at, _ := time.Parse(time.RFC3339, m.Time)
	return append(out,
		workbook.Fact{Label: w.Say("desk.fact.number"), Value: fileNumber(m)},
		workbook.Fact{Label: w.Say("desk.fact.written"), Value: w.Date(assessment.DateOf(at))})
}

// state is a content's registers as things that people know.
type state struct {
	answers  map[assessment.AnswerKey]assessment.Answer
	remarks  map[assessment.AnswerKey]Remark
	measures []Measure
	signed   assessment.SignOff
}

func stateOf(m envelope.Manifest, c envelope.Content) state {
	st := state{map[assessment.AnswerKey]assessment.Answer{}, map[assessment.AnswerKey]Remark{}, nil, assessment.SignOff{}}
	at := map[string]int{}
	for _, e := range c.Entries {
		value := assessment.Pick(e.Field, e.Register.Values())
		k := assessment.AnswerKey{Round: m.Round, District: m.District, Scope: e.Scope, Requirement: assessment.RequirementID(e.Item)}
		switch e.Kind {
		case assessment.KindAnswer:
			a := st.answers[k]
			_ = a.Set(e.Field, value) // the envelope has checked every value
			a.Conflict = a.Conflict || e.Register.Conflict()
			st.answers[k] = a
		case assessment.KindRemark:
			r := st.remarks[k]
			r.set(e.Field, value)
			st.remarks[k] = r
		case assessment.KindMeasure:
			i, ok := at[e.Item]
			if !ok {
				i = len(st.measures)
				at[e.Item] = i
				st.measures = append(st.measures, Measure{ID: e.Item, Scope: e.Scope})
			}
			if p := st.measures[i].part(e.Field); p != nil {
				*p = value
			}
		case assessment.KindSignOff:
			st.signed, _ = assessment.DecodeSignOff(value)
		}
	}
	st.measures = slices.DeleteFunc(st.measures, Measure.gone)
	return st
}

// signedFact says who has signed the answers off that a file carries, and whether that still holds.
func (st state) signedFact(w *words.Words) []workbook.Fact {
	if st.signed.Empty() {
		return nil
	}
	by := signOffSentence(w, st.signed.Name, st.signed.Role, st.signed.On)
	if n := st.signed.Changed(slices.Collect(maps.Values(st.answers))); n > 0 {
		by = w.Plural("desk.signoff.changed", n, "by", by)
	}
	return []workbook.Fact{{Label: w.Say("desk.fact.signed"), Value: by}}
}
