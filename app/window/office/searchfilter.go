package office

import (
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// searchFilter narrows a search. Empty parts mean all.
type searchFilter struct {
	round    assessment.RoundID
	kind     assessment.Kind // kindRest for what has no choice of its own
	status   string
	open     bool
	district string // as it was typed: a part of the name or the key
}

// kindRest stands for the kinds that have no choice of their own.
const kindRest assessment.Kind = "rest"

var (
	searchKinds  = []assessment.Kind{"", desk.KindRequirement, assessment.KindAnswer, assessment.KindRemark, assessment.KindMeasure, kindRest}
	restOfKinds  = []assessment.Kind{assessment.KindReview, assessment.KindAcceptance, assessment.KindAttachment, desk.KindNote}
	searchStates = []assessment.Status{assessment.StatusYes, assessment.StatusPartly, assessment.StatusNo, assessment.StatusDispensable, assessment.StatusOpen}
)

// query is what the desk is asked. A district that nobody has finds nothing.
func (f searchFilter) query(text string, districts []desk.DistrictInfo) desk.SearchQuery {
	q := desk.SearchQuery{Text: text, Round: f.round, Open: f.open, Limit: mostHits}
	switch f.kind {
	case "":
	case kindRest:
		q.Kinds = restOfKinds
	default:
		q.Kinds = []assessment.Kind{f.kind}
	}
	for _, status := range searchStates {
		if status.String() == f.status {
			q.Status = &status
		}
	}
	if f.district != "" {
		q.District = "?"
		if at := f.meant(districts); at >= 0 {
			q.District = districts[at].Key
		}
	}
	return q
}

// meant is the place of the district that was typed: the first whose name or key begins so, else the first that has it
// within; -1 for none.
func (f searchFilter) meant(districts []desk.DistrictInfo) int {
	typed, within := strings.ToLower(strings.TrimSpace(f.district)), -1
	for i, d := range districts {
		if strings.HasPrefix(strings.ToLower(d.Name), typed) || strings.HasPrefix(strings.ToLower(string(d.Key)), typed) {
			return i
		}
		if within < 0 && named(d.District, typed) {
			within = i
		}
	}
	return within
}

// into writes the filter into a way, filterOf reads it there.
func (f searchFilter) into(r *shared.Route) {
	r.Round = string(f.round)
	if f == (searchFilter{round: f.round}) {
		return
	}
	open := ""
	if f.open {
		open = "open"
	}
	r.Scope = strings.Join([]string{string(f.kind), f.status, open, f.district}, "|")
}

func filterOf(r shared.Route) searchFilter {
	f := searchFilter{round: assessment.RoundID(r.Round)}
	if parts := strings.SplitN(r.Scope, "|", 4); len(parts) == 4 {
		f.kind, f.status, f.open, f.district = assessment.Kind(parts[0]), parts[1], parts[2] == "open", parts[3]
	}
	return f
}

// filters are the choices below the field. Each searches anew.
func (s *Search) filters() fyne.CanvasObject {
	e := s.env
	again := func() { s.typed(s.field.Text) }
	kinds, at := make([]string, len(searchKinds)), 0
	for i, k := range searchKinds {
		kinds[i] = e.Say("office.search.filter.kind." + kindName(k))
		if k == s.by.kind {
			at = i
		}
	}
	kind := widget.NewChoice(kinds, at, func(i int) { s.by.kind = searchKinds[i]; again() })
	states, at := []string{e.Say("office.search.filter.status")}, 0
	for i, status := range searchStates {
		states = append(states, e.Status(status).Word)
		if status.String() == s.by.status {
			at = i + 1
		}
	}
	status := widget.NewChoice(states, at, func(i int) {
		s.by.status = ""
		if i > 0 {
			s.by.status = searchStates[i-1].String()
		}
		again()
	})
	rounds, at := []string{e.Say("office.search.filter.round")}, 0
	for i, r := range s.rounds {
		rounds = append(rounds, r.Name)
		if r.ID == s.by.round {
			at = i + 1
		}
	}
	round := widget.NewChoice(rounds, at, func(i int) {
		s.by.round = ""
		if i > 0 {
			s.by.round = s.rounds[i-1].ID
		}
		again()
	})
	district := widget.NewField(e.Say("office.search.filter.district"), nil)
	district.Put(s.by.district)
	district.OnChanged = func(text string) { s.by.district = strings.ReplaceAll(strings.TrimSpace(text), "|", " "); again() }
	district.OnEnter = s.field.OnEnter
	open := widget.NewCheck(e.Say("office.search.filter.open"), s.by.open, func(on bool) { s.by.open = on; again() })
	return widget.NewColumns(2, []float32{-1, -0.9, -1.2, -1, 10}, kind, status, round, district, open)
}

func kindName(k assessment.Kind) string {
	if k == "" {
		return "all"
	}
	return string(k)
}
