package main

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"kreislage/app/desk"
	"kreislage/app/words"
	"kreislage/data/assessment"
)

// answerView is one answer; requirement is the immutable id.
type answerView struct {
	Round       string `json:"round"`
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
	Status      string `json:"status"`
	Explanation string `json:"explanation"`
	Responsible string `json:"responsible"`
	Due         string `json:"due"`
	Effort      string `json:"effort"`
	Evidence    string `json:"evidence"`
	Conflict    bool   `json:"conflict"`
	ToConfirm   bool   `json:"to_confirm,omitempty"` // carried over, or given to another text
}

type answerViews struct {
	Answers []answerView `json:"answers"`
}

func viewOfAnswer(a assessment.Answer) answerView {
	return answerView{
		string(a.Round), string(a.District), string(a.Scope), string(a.Requirement), a.Status.String(), a.Explanation,
		a.Responsible, string(a.Due), a.Effort, a.Evidence, a.Conflict, a.ToConfirm,
	}
}

type answerCmd struct {
	Requirement string   `arg:""`
	Round       string   `placeholder:"R"`
	Scope       string   `placeholder:"S"`
	Status      *string  `placeholder:"STATUS"`
	Explanation *string  `placeholder:"T"`
	Responsible *string  `placeholder:"T"`
	Due         *string  `placeholder:"2027-01-31"`
	Effort      *string  `placeholder:"T"`
	Evidence    *string  `placeholder:"T"`
	Clear       []string `placeholder:"FIELD"`
}

// Run changes parts of one answer at a district's desk.
func (c *answerCmd) Run(l *lage) error {
	edit, err := c.edit(l)
	if err != nil {
		return err
	}
	return l.with(func(d *desk.Desk) error {
		if d.Info().Role != assessment.RoleDistrict {
			return assessment.ErrWrongRole
		}
		k, err := l.answerKey(d, c.Round, string(d.Info().District.Key), c.Scope, c.Requirement)
		if err != nil {
			return err
		}
		a, err := d.Answer(l.ctx, k, edit)
		if err != nil {
			return err
		}
		return l.show(answerViews{[]answerView{viewOfAnswer(a)}}, func(p *page) { l.tellAnswer(p, c.Requirement, a) })
	})
}

// edit gathers what the call says about the answer.
func (c *answerCmd) edit(l *lage) (desk.Edit, error) {
	e := desk.Edit{Explanation: c.Explanation, Responsible: c.Responsible, Effort: c.Effort, Evidence: c.Evidence}
	if c.Explanation != nil && *c.Explanation == "-" {
		text, err := io.ReadAll(io.LimitReader(l.in, 1<<20))
		if err != nil {
			return e, err
		}
		read := strings.TrimRight(string(text), "\r\n")
		e.Explanation = &read
	}
	if c.Status != nil {
		st, err := parseStatus(*c.Status)
		if err != nil {
			return e, err
		}
		e.Status = &st
	}
	if c.Due != nil {
		due, err := day("--due", *c.Due)
		if err != nil {
			return e, err
		}
		e.Due = &due
	}
	for _, f := range c.Clear {
		if err := clearField(&e, f); err != nil {
			return e, err
		}
	}
	if e == (desk.Edit{}) {
		return e, wrongUsage("nothing_to_change")
	}
	return e, nil
}

// clearField empties one field, unless the same call also fills it.
func clearField(e *desk.Edit, name string) error {
	empty, open, noDay := "", assessment.StatusOpen, assessment.Date("")
	filled := false
	text := func(to **string) {
		filled = *to != nil
		*to = &empty
	}
	switch strings.ToLower(name) {
	case "status":
		filled, e.Status = e.Status != nil, &open
	case "explanation":
		text(&e.Explanation)
	case "responsible":
		text(&e.Responsible)
	case "due":
		filled, e.Due = e.Due != nil, &noDay
	case "effort":
		text(&e.Effort)
	case "evidence":
		text(&e.Evidence)
	default:
		return wrongUsage("no_such_field", "what", name)
	}
	if filled {
		return wrongUsage("cleared_and_filled", "what", name)
	}
	return nil
}

// parseStatus reads a status by its code or by its word in any of the languages.
func parseStatus(text string) (assessment.Status, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, lang := range words.Languages() {
		w, err := words.Load(lang)
		if err != nil {
			return 0, err
		}
		for _, st := range assessment.Statuses() {
			if text == st.String() || text == strings.ToLower(w.Say("desk.status."+st.String())) {
				return st, nil
			}
		}
	}
	return 0, wrongUsage("status", "got", text)
}

// answerKey names an answer: the round as people call it, a district, a scope by id or name, a requirement by id or
// number.
func (l *lage) answerKey(d *desk.Desk, round, district, scope, requirement string) (assessment.AnswerKey, error) {
	r, err := l.round(d, round)
	if err != nil {
		return assessment.AnswerKey{}, err
	}
	if district == "" {
		return assessment.AnswerKey{}, wrongUsage("which_district")
	}
	k := assessment.AnswerKey{Round: r.ID, District: assessment.DistrictKey(district)}
	if scope == "" {
		k.Scope, err = l.onlyScope(d, k.District)
	} else {
		k.Scope, err = l.scope(d, k.District, scope)
	}
	if err != nil {
		return k, err
	}
	cat, err := d.Catalogue(l.ctx, r.Catalogue)
	if err != nil {
		return k, err
	}
	q, err := cat.Find(requirement)
	k.Requirement = q.ID
	return k, err
}

func (l *lage) tellAnswer(p *page, requirement string, a assessment.Answer) {
	p.line(l.words.Say("lage.answer.saved", "requirement", requirement))
	l.tellFields(p, a)
	if a.Status == assessment.StatusDispensable && a.Explanation == "" {
		l.note(l.words.Say("desk.error.not_explained"))
	}
}

// tellFields shows what an answer says.
func (l *lage) tellFields(p *page, a assessment.Answer) {
	rows := [][]string{{l.words.Say("lage.head.status"), l.words.Say("desk.status." + a.Status.String())}}
	for _, r := range [][]string{
		{"explanation", a.Explanation}, {"responsible", a.Responsible}, {"due", l.words.Date(a.Due)}, {"effort", a.Effort}, {"evidence", a.Evidence},
	} {
		if r[1] != "" {
			rows = append(rows, []string{l.words.Say("lage.head." + r[0]), short(r[1], 100)})
		}
	}
	p.indented(rows)
}

type answersCmd struct {
	Round    string `placeholder:"R"`
	District string `placeholder:"KEY"`
	Gone     bool
	Whole    string `placeholder:"HOW" enum:",cautious,average" default:""`
}

// Run lists the answers of a round.
func (c *answersCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := takesPart(r, c.District); err != nil {
			return err
		}
		if c.Gone {
			return l.listGone(d, r, c.District)
		}
		all, err := c.answers(l, d, r)
		if err != nil {
			return err
		}
		if !l.json {
			return l.listAnswers(d, r, all)
		}
		v := answerViews{make([]answerView, 0, len(all))}
		for _, a := range all {
			v.Answers = append(v.Answers, viewOfAnswer(a))
		}
		slices.SortFunc(v.Answers, func(a, b answerView) int {
			return cmp.Or(cmp.Compare(a.Round, b.Round), cmp.Compare(a.District, b.District), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Requirement, b.Requirement))
		})
		return l.show(v, nil)
	})
}

// answers lists what each scope says, or what the districts say as a whole.
func (c *answersCmd) answers(l *lage, d *desk.Desk, r desk.RoundInfo) ([]assessment.Answer, error) {
	if c.Whole == "" {
		return d.Answers(l.ctx, r.ID, assessment.DistrictKey(c.District))
	}
	var out []assessment.Answer
	for _, di := range r.Districts {
		if c.District != "" && c.District != string(di.Key) {
			continue
		}
		paper, err := d.Whole(l.ctx, r.ID, di.Key, desk.Combine(c.Whole))
		if err != nil {
			return nil, err
		}
		for _, row := range paper.Rows {
			out = append(out, row.Answer)
		}
	}
	return out, nil
}

// takesPart checks that a district that was named belongs to the round.
func takesPart(r desk.RoundInfo, district string) error {
	if district == "" || slices.ContainsFunc(r.Districts, func(di assessment.District) bool { return string(di.Key) == district }) {
		return nil
	}
	return wrongUsage("not_in_round", "what", district, "round", r.Name)
}

// listAnswers shows the answers for people, in the catalogue's order.
func (l *lage) listAnswers(d *desk.Desk, r desk.RoundInfo, all []assessment.Answer) error {
	cat, err := d.Catalogue(l.ctx, r.Catalogue)
	if err != nil {
		return err
	}
	byID := map[assessment.RequirementID]assessment.Requirement{}
	for _, q := range cat.Requirements {
		byID[q.ID] = q
	}
	names, err := l.scopeNames(d, r)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, a := range all {
		q := byID[a.Requirement]
		status := l.words.Say("desk.status." + a.Status.String())
		switch {
		case a.Conflict:
			status += " (" + l.words.Say("lage.answer.conflict") + ")"
		case a.ToConfirm:
			status += " (" + l.words.Say("lage.answer.to_confirm") + ")"
		}
		rows = append(rows, []string{string(a.District), q.Ref, short(q.Title, 40), status, short(a.Explanation, 60)})
		if len(names) > 0 {
			rows[len(rows)-1] = slices.Insert(rows[len(rows)-1], 1, names[a.Scope])
		}
	}
	heads := l.heads("key", "requirement", "title", "status", "explanation")
	if len(names) > 0 {
		heads = slices.Insert(heads, 1, l.words.Say("lage.head.scope"))
	}
	return l.show(nil, func(p *page) { p.table(heads, rows) })
}

// listGone shows what was answered and is not asked any more.
func (l *lage) listGone(d *desk.Desk, r desk.RoundInfo, district string) error {
	gone, err := l.gone(d, r, district)
	if err != nil {
		return err
	}
	v := answerViews{make([]answerView, 0, len(gone))}
	var rows [][]string
	for _, row := range gone {
		v.Answers = append(v.Answers, viewOfAnswer(row.Answer))
		rows = append(rows, []string{
			string(row.Answer.District), row.Requirement.Ref, short(row.Requirement.Title, 40), l.words.Say("desk.status." + row.Answer.Status.String()), short(row.Answer.Explanation, 60),
		})
	}
	return l.show(v, func(p *page) {
		if len(rows) == 0 {
			p.line(l.words.Say("lage.answers.none_gone"))
			return
		}
		p.table(l.heads("key", "requirement", "title", "status", "explanation"), rows)
	})
}

// scopeNames names the scopes of a round's districts, none where no district has divided itself.
func (l *lage) scopeNames(d *desk.Desk, r desk.RoundInfo) (map[assessment.ScopeID]string, error) {
	out := map[assessment.ScopeID]string{}
	for _, di := range r.Districts {
		scopes, err := d.AllScopes(l.ctx, di.Key)
		if err != nil {
			return nil, err
		}
		for _, s := range scopes {
			out[s.ID] = l.scopeName(string(s.ID), s.Name)
		}
	}
	if len(out) < 2 {
		return nil, nil
	}
	return out, nil
}

// ownOr is the district that was named, or at a district's desk its own.
func (l *lage) ownOr(d *desk.Desk, district string) string {
	if district == "" {
		return string(d.Info().District.Key)
	}
	return district
}
