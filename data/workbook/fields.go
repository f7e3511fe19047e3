package workbook

import (
	"strconv"
	"unicode/utf8"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/sheet"
)

// read finds out what was typed in a row's answer cells, adds proposals or reasons to its result, and returns the
// warnings that hold if the row is taken.
func (cmp *comparer) read(r *candidate) []Note {
	switch {
	case r.base.answer != nil:
		return cmp.readAnswer(r)
	case r.base.remark != nil:
		base := r.base.remark.Reply
		return cmp.field(r, keyRemarkReply, assessment.FieldReply, base, longText(assessment.FieldReply))
	}
	return cmp.readMeasure(r)
}

// typed returns the cell of one field where it says anything, after the rules that hold for every answer cell.
func (cmp *comparer) typed(r *candidate, key string) (sheet.Cell, string, bool) {
	cols := r.view.columns[key]
	if len(cols) == 0 {
		return sheet.Cell{}, "", false
	}
	c, at := r.row.At(cols[0]), r.view.at(r.row.Number, cols[0])
	for _, col := range cols[1:] {
		if other := r.row.At(col); canonical.Fold(other.Text) != canonical.Fold(c.Text) {
			r.refuse(note(ReasonColumnTwice, at, "other", r.view.at(r.row.Number, col)))
			return c, at, false
		}
	}
	if a, ok := r.view.mergedAt(r.row.Number, c.Col); ok {
		r.refuse(note(ReasonMergedCells, at, "range", a.String()))
		return c, at, false
	}
	switch {
	case c.Formula:
		r.refuse(note(ReasonFormula, at, "text", clip(c.Text)))
		return c, at, false
	case c.Kind == sheet.Error:
		r.refuse(note(ReasonCellError, at, "text", clip(c.Text)))
		return c, at, false
	}
	return c, at, says(c.Text)
}

// says tells whether a text has anything in it that a person can see.
func says(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] > ' ' && text[i] < utf8.RuneSelf && text[i] != 0x7f {
			return true
		}
	}
	return canonical.Fold(text) != ""
}

// field reads one field that stands alone. base is its encoded value.
func (cmp *comparer) field(r *candidate, key string, field assessment.Field, base string, read reading) []Note {
	c, at, ok := cmp.typed(r, key)
	if !ok || base != "" && same(c.Text, base) {
		return nil
	}
	value, notes := "", []Note(nil)
	if isClear(c.Text) {
		if base == "" {
			return nil
		}
		notes = []Note{note(WarningAnswerCleared, at)}
	} else if value, notes = read(c, at); refused(notes) {
		r.result.Reasons = append(r.result.Reasons, notes...)
		return nil
	}
	if value == base {
		return nil
	}
	r.propose(field, base, value, at)
	return notes
}

func (r *candidate) propose(field assessment.Field, base, value, at string) {
	r.result.Proposals = append(r.result.Proposals, Proposal{
		Kind: r.base.key.Kind, Scope: r.base.key.Scope, Item: r.base.key.Item, Field: field, Base: base, Value: value, Cell: at,
	})
}

func refused(notes []Note) bool {
	for _, n := range notes {
		if n.Code.Refuses() {
			return true
		}
	}
	return false
}

func (cmp *comparer) readAnswer(r *candidate) []Note {
	a := r.base.answer.Answer
	notes := cmp.statement(r)
	notes = append(notes, cmp.field(r, keyResponsible, assessment.FieldResponsible, a.Responsible, sameLine(a.Responsible, shortText(assessment.FieldResponsible)))...)
	notes = append(notes, cmp.field(r, keyDue, assessment.FieldDue, string(a.Due), cmp.contents.day)...)
	notes = append(notes, cmp.field(r, keyEffort, assessment.FieldEffort, a.Effort, sameLine(a.Effort, shortText(assessment.FieldEffort)))...)
	notes = append(notes, cmp.field(r, keyEvidence, assessment.FieldEvidence, a.Evidence, longText(assessment.FieldEvidence))...)
	if len(r.result.Proposals) > 0 {
		notes = append(notes, cmp.question(r)...)
	}
	return notes
}

// sameLine gives back the base itself where only its line ends or spaces are told apart: a text that was kept with
// several lines is not changed by being shown.
func sameLine(base string, read reading) reading {
	return func(c sheet.Cell, at string) (string, []Note) {
		value, notes := read(c, at)
		if value == oneLine(base) && value != "" {
			return base, nil
		}
		return value, notes
	}
}

// statement reads status and explanation, which are one field: what is not typed is taken from the base.
func (cmp *comparer) statement(r *candidate) []Note {
	base := r.base.answer.Answer.Statement
	next := base
	var notes []Note
	where := ""
	if c, at, ok := cmp.typed(r, keyStatus); ok {
		if isClear(c.Text) {
			next.Status = assessment.StatusOpen
		} else {
			s, reasons := status(c, at)
			r.result.Reasons = append(r.result.Reasons, reasons...)
			if reasons == nil {
				next.Status = s
			}
		}
		if next.Status != base.Status {
			where = at
		}
	}
	if c, at, ok := cmp.typed(r, keyExplanation); ok && !same(c.Text, base.Explanation) {
		if isClear(c.Text) {
			next.Explanation = ""
		} else {
			text, more := longText(assessment.FieldStatus)(c, at)
			if refused(more) {
				r.result.Reasons = append(r.result.Reasons, more...)
			} else {
				next.Explanation, notes = text, append(notes, more...)
			}
		}
		if where == "" && next.Explanation != base.Explanation {
			where = at
		}
	}
	if where == "" || next.Status == base.Status && next.Explanation == base.Explanation {
		return notes
	}
	next = next.Confirmed(cmp.hash(r))
	if next.Empty() {
		notes = append(notes, note(WarningAnswerCleared, where))
	}
	if !next.Explained() {
		notes = append(notes, note(WarningNotExplained, where))
	}
	r.propose(assessment.FieldStatus, base.Encode(), next.Encode(), where)
	return notes
}

// hash is the hash of the text that was answered: the one in the file, since that is what the person read, and
// the catalogue's where the file has none that could be one.
func (cmp *comparer) hash(r *candidate) string {
	want := r.base.answer.Requirement.Hash
	for _, col := range r.view.columns[keyHash] {
		if h := canonical.Fold(r.row.At(col).Text); len(h) == len(want) && isHex(h) {
			return h
		}
	}
	return want
}

func isHex(s string) bool {
	for i := 0; i < len(s); i++ {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return s != ""
}

// question checks that the words beside an answer are the catalogue's.
func (cmp *comparer) question(r *candidate) []Note {
	req := r.base.answer.Requirement
	for _, col := range r.view.columns[keyHash] {
		if h := canonical.Fold(r.row.At(col).Text); h != "" && h != req.Hash {
			return []Note{note(WarningTextChanged, r.result.Cell)}
		}
	}
	for _, want := range []struct{ key, text string }{{keyRef, canonical.Fold(req.Ref)}, {keyQuestion, questionText(req)}} {
		for _, col := range r.view.columns[want.key] {
			if got := canonical.Fold(r.row.At(col).Text); got != "" && got != canonical.Fold(want.text) {
				return []Note{note(WarningQuestionDiffers, r.result.Cell, "text", clip(got))}
			}
		}
	}
	return nil
}

// same tells whether two texts are the same in canonical form.
func same(a, b string) bool { return a == b || canonical.Fold(a) == canonical.Fold(b) }

func (cmp *comparer) readMeasure(r *candidate) []Note {
	m := r.base.measure
	requirement := func(c sheet.Cell, at string) (string, []Note) {
		if id, ok := cmp.refs[plain(c.Text)]; ok {
			return string(id), nil
		}
		if canonical.Fold(c.Text) == string(m.Requirement) {
			return string(m.Requirement), nil
		}
		return "", []Note{note(ReasonRequirementUnknown, at, "text", clip(c.Text))}
	}
	var notes []Note
	for _, f := range []struct {
		key   string
		field assessment.Field
		base  string
		read  reading
	}{
		{keyMeasureRequirement, assessment.FieldMeasureRequirement, string(m.Requirement), requirement},
		{keyMeasureTitle, assessment.FieldMeasureTitle, m.Title, sameLine(m.Title, shortText(assessment.FieldMeasureTitle))},
		{keyMeasureResponsible, assessment.FieldMeasureResponsible, m.Responsible, sameLine(m.Responsible, shortText(assessment.FieldMeasureResponsible))},
		{keyMeasureDue, assessment.FieldMeasureDue, string(m.Due), cmp.contents.day},
		{keyMeasureOnce, assessment.FieldMeasureOnce, m.Once, amount},
		{keyMeasureYearly, assessment.FieldMeasureYearly, m.Yearly, amount},
		{keyMeasureDays, assessment.FieldMeasureDays, m.Days, days},
		{keyMeasureState, assessment.FieldMeasureState, m.State, state},
	} {
		notes = append(notes, cmp.field(r, f.key, f.field, f.base, f.read)...)
	}
	return notes
}

// shifted warns where many changed answers are the earlier answers of other rows: cells were then moved against
// their ids. Only explanations that are long enough not to be alike by chance are looked at.
func (cmp *comparer) shifted(rows []*candidate) {
	const longEnough, fewest = 10, 3
	owner := map[string]*base{}
	for _, b := range cmp.known[assessment.KindAnswer] {
		e := canonical.Fold(b.answer.Answer.Explanation)
		if utf8.RuneCountInString(e) < longEnough {
			continue
		}
		if _, twice := owner[e]; twice {
			owner[e] = nil
			continue
		}
		owner[e] = b
	}
	if len(owner) < fewest {
		return
	}
	moved, changed, first := 0, 0, ""
	for _, r := range rows {
		if r.base == nil || r.base.answer == nil || r.copyOf != nil {
			continue
		}
		for _, col := range r.view.columns[keyExplanation] {
			e := r.row.At(col).Text
			if e != r.base.answer.Answer.Explanation {
				e = canonical.Fold(e)
			}
			if e == "" || same(e, r.base.answer.Answer.Explanation) {
				continue
			}
			changed++
			if other := owner[e]; other != nil && other != r.base {
				if moved++; first == "" {
					first = r.view.at(r.row.Number, col)
				}
			}
		}
	}
	if moved >= fewest && 2*moved >= changed {
		cmp.warn(note(WarningAnswersShifted, first, "count", strconv.Itoa(moved), "rows", strconv.Itoa(changed)))
	}
}
