package workbook

import (
	"strconv"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/sheet"
)

// Compare tells what a person has changed in the visible cells of c against what b shows: b is the book as the
// receiver knows it, c the workbook that came back. It takes rows by their ids and columns by their keys, wherever
// they have moved to, and accounts for every row that it finds.
func Compare(b Book, c *Contents) Comparison {
	cmp := &comparer{book: b, contents: c, known: map[assessment.Kind]map[string]*base{}}
	cmp.result.Warnings = append(cmp.result.Warnings, c.Warnings...)
	cmp.index()
	for _, t := range []table{answerTable(true), remarkTable(true), measureTable()} {
		cmp.table(t)
	}
	return cmp.result
}

// comparer holds what belongs to one call of Compare.
type comparer struct {
	book     Book
	contents *Contents
	known    map[assessment.Kind]map[string]*base // rows of the book by their id
	refs     map[string]assessment.RequirementID  // requirements by what people call them
	result   Comparison
}

// base is a row as the book shows it.
type base struct {
	key     RowKey
	ref     string
	answer  *Row
	remark  *RemarkRow
	measure *MeasureRow
	seen    bool
}

func (cmp *comparer) index() {
	for _, k := range []assessment.Kind{assessment.KindAnswer, assessment.KindRemark, assessment.KindMeasure} {
		cmp.known[k] = map[string]*base{}
	}
	put := func(id string, b *base) {
		if id != "" && cmp.known[b.key.Kind][id] == nil {
			cmp.known[b.key.Kind][id] = b
		}
	}
	for i := range cmp.book.Rows {
		r := &cmp.book.Rows[i]
		key := RowKey{assessment.KindAnswer, r.Scope, string(r.Requirement.ID)}
		put(token(r.Scope, r.Requirement.ID), &base{key: key, ref: r.Requirement.Ref, answer: r})
	}
	for i := range cmp.book.Remarks {
		r := &cmp.book.Remarks[i]
		key := RowKey{assessment.KindRemark, r.Scope, string(r.Requirement)}
		put(token(r.Scope, r.Requirement), &base{key: key, ref: r.Ref, remark: r})
	}
	refs := cmp.indexRefs()
	for i := range cmp.book.Measures {
		r := &cmp.book.Measures[i]
		put(idText(r.ID), &base{key: RowKey{Kind: assessment.KindMeasure, Item: r.ID}, ref: refs[r.Requirement], measure: r})
	}
}

// indexRefs lists requirements by id and by number, and returns the numbers by id.
func (cmp *comparer) indexRefs() map[assessment.RequirementID]string {
	cmp.refs = map[string]assessment.RequirementID{}
	refs := map[assessment.RequirementID]string{}
	for _, r := range cmp.book.Catalogue.Requirements {
		refs[r.ID] = r.Ref
		cmp.refs[plain(string(r.ID))] = r.ID
	}
	for _, r := range cmp.book.Catalogue.Requirements {
		if ref := plain(r.Ref); ref != "" && cmp.refs[ref] == "" {
			cmp.refs[ref] = r.ID
		}
	}
	return refs
}

func (cmp *comparer) warn(n Note) { cmp.result.Warnings = append(cmp.result.Warnings, n) }

// table compares all sheets that hold one kind of rows.
func (cmp *comparer) table(t table) {
	var views []*view
	for i := range cmp.contents.tables {
		f := &cmp.contents.tables[i]
		if f.kind != t.kind {
			continue
		}
		if len(views) > 0 {
			cmp.warn(note(WarningSheetTwice, "", "sheet", views[0].sheet.Name, "other", f.sheet.Name))
		}
		v := newView(t, f)
		cmp.columnWarnings(v)
		views = append(views, v)
	}
	if len(views) == 0 {
		if len(cmp.known[t.kind]) > 0 {
			cmp.warn(note(WarningSheetMissing, "").saying("sheet", t.name, t.words))
			cmp.missing(t, "")
		}
		return
	}
	var rows []*candidate
	for _, v := range views {
		rows = append(rows, cmp.candidates(v)...)
	}
	cmp.duplicates(rows)
	for _, r := range rows {
		cmp.row(r)
	}
	cmp.shifted(rows)
	cmp.hidden(rows)
	cmp.missing(t, views[0].sheet.Name)
}

func (cmp *comparer) columnWarnings(v *view) {
	if v.byHeads {
		cmp.warn(note(WarningKeysMissing, "", "sheet", v.sheet.Name))
	}
	for _, c := range v.table.columns {
		cols := v.columns[c.key]
		switch {
		case len(cols) == 0 && (c.answer || c.look == lookID):
			cmp.warn(note(WarningColumnMissing, "", "sheet", v.sheet.Name).saying("column", c.key, c.words))
		case len(cols) > 1 && c.answer:
			cmp.warn(note(WarningColumnTwice, v.at(v.header, cols[0]), "other", v.at(v.header, cols[1])))
		}
	}
}

// candidate is one row of the file on its way to a result.
type candidate struct {
	view   *view
	row    *sheet.Row
	id     string
	base   *base
	result RowResult
	copyOf *candidate // an earlier row with the same id and the same content
}

func (r *candidate) refuse(n Note) { r.result.Reasons = append(r.result.Reasons, n) }

// candidates returns the rows below the head that say anything, each with its id checked.
func (cmp *comparer) candidates(v *view) []*candidate {
	var rows []*candidate
	strange := map[int32]int{}
	for i := range v.sheet.Rows {
		row := &v.sheet.Rows[i]
		if row.Number <= v.header || v.isHead(row) {
			continue
		}
		v.countStrange(row, strange)
		if r := cmp.candidate(v, row); r != nil {
			rows = append(rows, r)
		}
	}
	for _, col := range sorted(strange) {
		cmp.warn(note(WarningColumnUnknown, v.at(v.header, col), "count", strconv.Itoa(strange[col])))
	}
	return rows
}

func (cmp *comparer) candidate(v *view, row *sheet.Row) *candidate {
	left, hasLeft := v.idCell(row, v.left())
	right, hasRight := v.idCell(row, v.right())
	r := &candidate{view: v, row: row, result: RowResult{Kind: v.table.kind, Cell: v.idAt(row)}}
	l, rt := idText(left.Text), idText(right.Text)
	switch {
	case l == "" && rt == "":
		if !v.answered(row) {
			return nil // a note or a rule that a person has put in
		}
		r.refuse(note(ReasonNoID, v.firstAnswer(row)))
		return r
	case hasLeft && hasRight && l != rt:
		cmp.see(v, l)
		cmp.see(v, rt)
		r.refuse(note(ReasonShiftedRow, r.result.Cell, "left", clip(l), "right", clip(rt)))
		return r
	case left.Formula || right.Formula:
		r.refuse(note(ReasonFormula, r.result.Cell, "text", clip(l+rt)))
		return r
	}
	if r.id = l; l == "" {
		r.id = rt
	}
	r.base = cmp.known[v.table.kind][r.id]
	if r.base == nil {
		r.refuse(note(ReasonUnknownID, r.result.Cell, "text", clip(r.id)))
		return r
	}
	r.base.seen = true
	r.result.Scope, r.result.Item, r.result.Ref = r.base.key.Scope, r.base.key.Item, r.base.ref
	return r
}

// idText is an id as it is looked up. What is too long for an id is not brought into form as a whole.
func idText(s string) string {
	const longest = 400 // bytes
	if len(s) > longest {
		s = s[:longest]
	}
	return canonical.Fold(s)
}

// see notes that an id is in the file, though not in a row that can be taken.
func (cmp *comparer) see(v *view, id string) {
	if b := cmp.known[v.table.kind][id]; b != nil {
		b.seen = true
	}
}

// duplicates looks for rows with one id: with the same content one counts, otherwise all of them are refused.
func (cmp *comparer) duplicates(rows []*candidate) {
	first := map[*base]*candidate{}
	differ := map[*base]*candidate{}
	for _, r := range rows {
		if r.base == nil {
			continue
		}
		other := first[r.base]
		switch {
		case other == nil:
			first[r.base] = r
		case other.content() == r.content():
			r.copyOf = other
		default:
			differ[r.base] = r
		}
	}
	for _, r := range rows {
		if r.base == nil {
			continue
		}
		if other := differ[r.base]; other != nil {
			if other == r {
				other = first[r.base]
			}
			r.refuse(note(ReasonDuplicateRow, r.result.Cell, "other", other.result.Cell))
		} else if r.copyOf != nil {
			cmp.warn(note(WarningDuplicateSame, r.result.Cell, "other", r.copyOf.result.Cell))
		}
	}
}

// content is all that a row has in its answer cells, to be compared with another row's.
func (r *candidate) content() string {
	h := assessment.NewHasher("row")
	for _, c := range r.view.table.columns {
		if !c.answer {
			continue
		}
		for _, col := range r.view.columns[c.key] {
			cl := r.row.At(col)
			h.Add(c.key, canonical.Fold(cl.Text), strconv.FormatBool(cl.Formula))
		}
	}
	return h.Sum(16)
}

// row finishes one row: what was typed in it, and what becomes of it.
func (cmp *comparer) row(r *candidate) {
	res := &r.result
	if len(res.Reasons) == 0 && r.copyOf == nil {
		notes := cmp.read(r)
		if len(res.Reasons) == 0 {
			cmp.result.Warnings = append(cmp.result.Warnings, notes...)
		}
	}
	res.Outcome = OutcomeUnchanged
	switch {
	case len(res.Reasons) > 0:
		res.Outcome, res.Proposals = OutcomeRefused, nil
	case len(res.Proposals) > 0:
		res.Outcome = OutcomeNew
		for _, p := range res.Proposals {
			if p.Base != "" {
				res.Outcome = OutcomeChanged
			}
		}
	}
	cmp.result.Results = append(cmp.result.Results, *res)
	cmp.result.Counts.add(res.Outcome)
	switch res.Kind {
	case assessment.KindAnswer:
		cmp.result.Answers.add(res.Outcome)
	case assessment.KindRemark:
		cmp.result.Remarks.add(res.Outcome)
	case assessment.KindMeasure:
		cmp.result.Measures.add(res.Outcome)
	}
}

// hidden warns of changes that a person who looks at the file does not see.
func (cmp *comparer) hidden(rows []*candidate) {
	first, count := "", 0
	for _, r := range rows {
		if len(r.result.Proposals) == 0 || len(r.result.Reasons) > 0 {
			continue
		}
		if r.row.Hidden || r.view.sheet.Hidden || r.view.hiddenAnswer() {
			if count++; first == "" {
				first = r.result.Cell
			}
		}
	}
	if count > 0 {
		cmp.warn(note(WarningHiddenChange, first, "count", strconv.Itoa(count)))
	}
}

// missing lists the rows of the book that the file lacks.
func (cmp *comparer) missing(t table, name string) {
	count := 0
	look := func(id string) {
		b := cmp.known[t.kind][id]
		if b == nil || b.seen {
			return
		}
		b.seen = true
		cmp.result.Missing = append(cmp.result.Missing, b.key)
		count++
	}
	for _, r := range cmp.book.Rows {
		if t.kind == assessment.KindAnswer {
			look(token(r.Scope, r.Requirement.ID))
		}
	}
	for _, r := range cmp.book.Remarks {
		if t.kind == assessment.KindRemark {
			look(token(r.Scope, r.Requirement))
		}
	}
	for _, r := range cmp.book.Measures {
		if t.kind == assessment.KindMeasure {
			look(idText(r.ID))
		}
	}
	if count > 0 && name != "" {
		cmp.warn(note(WarningRowsMissing, "", "sheet", name, "count", strconv.Itoa(count)))
	}
}
