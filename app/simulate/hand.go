package simulate

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/officecrypt"
)

// sheets finds the cells of an opened workbook by the keys of columns and the ids of rows.
type sheets struct {
	w    *world
	file *excelize.File
}

// cell returns sheet and cell of a column in the row of an id.
func (s sheets) cell(idKey, id, column string) (sheet, cell string, found bool) {
	for _, sheet := range s.file.GetSheetList() {
		rows, err := s.file.GetRows(sheet)
		s.w.must(err, "read a sheet")
		if len(rows) == 0 {
			continue
		}
		at, to := slices.Index(rows[0], idKey), slices.Index(rows[0], column)
		if at < 0 || to < 0 {
			continue
		}
		for i, r := range rows {
			if len(r) > at && r[at] == id {
				cell, err := excelize.CoordinatesToCellName(to+1, i+1)
				s.w.must(err, "name a cell")
				return sheet, cell, true
			}
		}
	}
	return "", "", false
}

// spare returns the id of an empty line for a measure.
func (s sheets) spare(taken map[string]bool) string {
	for _, sheet := range s.file.GetSheetList() {
		rows, err := s.file.GetRows(sheet)
		s.w.must(err, "read a sheet")
		if len(rows) == 0 || !slices.Contains(rows[0], "m:id") {
			continue
		}
		at := slices.Index(rows[0], "m:id")
		for _, r := range rows[1:] {
			if len(r) > at && len(r[at]) == 32 && !taken[r[at]] {
				return r[at]
			}
		}
	}
	return ""
}

func (s sheets) typed(sheet, cell, text string) {
	s.w.must(s.file.SetCellStr(sheet, cell, text), "type into a cell")
}

// byHand makes a copy of a file that somebody has filled in: some answers, perhaps a reply or a measure, perhaps a
// formula where an answer belongs. weak saves it as programs do that have no better encryption.
func (w *world) byHand(x *letter, d dice, weak bool) *letter {
	res, err := officecrypt.Decrypt(w.ctx, readLetter(w, x), x.code, officecrypt.Limits{})
	w.must(err, "open "+x.label())
	file, err := excelize.OpenReader(bytes.NewReader(res.Plain))
	w.must(err, "open "+x.label())
	defer file.Close()
	out := &letter{content: x.content, path: w.path("hand") + ".xlsx", weak: weak, refused: map[row]bool{}}
	s := sheets{w, file}
	asked, scopes := w.asked(x), x.scopesAsked()
	some := func() row { return row{scopes[d.pick(len(scopes))], asked[d.pick(len(asked))]} }
	for range d.upTo(4) {
		w.answerByHand(s, out, some(), d)
	}
	if d.one(8) {
		w.formula(s, out, some())
	}
	if x.asked == nil && x.scopesAsked()[0] == assessment.WholeScope && d.one(3) {
		w.replyByHand(s, out, d)
	}
	if x.asked == nil && x.scopesAsked()[0] == assessment.WholeScope && d.one(3) {
		w.measureByHand(s, out, d)
	}
	w.save(file, out)
	w.letters = append(w.letters, out)
	return out
}

func (w *world) save(file *excelize.File, x *letter) {
	var plain bytes.Buffer
	if x.weak {
		w.must(file.Write(&plain, excelize.Options{Password: x.code}), "save a workbook")
		w.must(os.WriteFile(x.path, plain.Bytes(), 0o600), "save a workbook")
		return
	}
	w.must(file.Write(&plain), "save a workbook")
	raw, err := officecrypt.Encrypt(plain.Bytes(), x.code, officecrypt.Options{SpinCount: 2, Random: w})
	w.must(err, "encrypt a workbook")
	w.must(os.WriteFile(x.path, raw, 0o600), "save a workbook")
}

var statusWord = map[assessment.Status][]string{
	assessment.StatusYes: {"ja", "Ja "}, assessment.StatusPartly: {"teilweise", "teilw."}, assessment.StatusNo: {"nein", "NEIN"},
	assessment.StatusDispensable: {"entbehrlich"},
}

func (x *letter) subject(scope assessment.ScopeID, kind assessment.Kind, item string, f assessment.Field) assessment.Subject {
	return assessment.Subject{Round: x.round, District: x.district, Scope: scope, Kind: kind, Item: item, Field: f}
}

// proposes notes that a value was typed over what the file shows.
func (w *world) proposes(x *letter, s assessment.Subject, value string) {
	x.hands = slices.DeleteFunc(x.hands, func(n int) bool { return w.facts[n].subject == s })
	if value != w.shown(s, x.known[s]) {
		x.hands = append(x.hands, w.handFact(x.content, s, value))
	}
}

func (w *world) answerByHand(s sheets, x *letter, r row, d dice) {
	if x.refused[r] {
		return
	}
	column := func(key, text string) {
		sheet, cell, found := s.cell("k:id", r.id(), key)
		if !found {
			w.fail("%s: no cell %s for %s", x.label(), key, r.id())
		}
		s.typed(sheet, cell, text)
	}
	if d.one(3) {
		w.shortByHand(column, x, r, d)
		return
	}
	status := assessment.Status(1 + d.pick(4))
	text := fmt.Sprintf("von Hand %d: %s", d.pick(1000), d.text())
	column("k:status", statusWord[status][d.pick(len(statusWord[status]))])
	column("k:explanation", text)
	st := assessment.Statement{Status: status, Explanation: canonical.Fold(text), TextHash: w.textHash(x.edition, r.requirement)}
	w.proposes(x, x.subject(r.scope, assessment.KindAnswer, string(r.requirement), assessment.FieldStatus), st.Encode())
}

// shortByHand fills in one of the short fields or clears it with the word for that.
func (w *world) shortByHand(column func(key, text string), x *letter, r row, d dice) {
	type short struct {
		key   string
		field assessment.Field
		text  string
		value string
	}
	name := fmt.Sprintf("Frau Nr. %d", d.pick(100))
	f := []short{
		{"k:responsible", assessment.FieldResponsible, name, name},
		{"k:due", assessment.FieldDue, "31.12.2027", "2027-12-31"},
		{"k:evidence", assessment.FieldEvidence, "Akte " + name, "Akte " + name},
		{"k:effort", assessment.FieldEffort, "#leer", ""},
	}[d.pick(4)]
	s := x.subject(r.scope, assessment.KindAnswer, string(r.requirement), f.field)
	if f.text == w.shown(s, x.known[s]) {
		return // somebody has answered with the very word that clears: it stands there already
	}
	column(f.key, f.text)
	w.proposes(x, s, f.value)
}

// formula spoils a row.
func (w *world) formula(s sheets, x *letter, r row) {
	sheet, cell, found := s.cell("k:id", r.id(), "k:responsible")
	if !found {
		w.fail("%s: no row for %s", x.label(), r.id())
	}
	w.must(s.file.SetCellFormula(sheet, cell, "1+1"), "type a formula")
	x.refused[r] = true
	x.hands = slices.DeleteFunc(x.hands, func(n int) bool {
		f := w.facts[n].subject
		return f.Kind == assessment.KindAnswer && f.Scope == r.scope && f.Item == string(r.requirement)
	})
}

func (w *world) replyByHand(s sheets, x *letter, d dice) {
	q := w.catalogue.Requirements[d.pick(len(w.catalogue.Requirements))].ID
	sheet, cell, found := s.cell("r:id", string(q), "r:reply")
	if !found {
		return // nothing was asked about it
	}
	text := fmt.Sprintf("Antwort %d", d.pick(1000))
	s.typed(sheet, cell, text)
	w.proposes(x, x.subject(assessment.WholeScope, assessment.KindRemark, string(q), assessment.FieldReply), text)
}

func (w *world) measureByHand(s sheets, x *letter, d dice) {
	taken := map[string]bool{}
	for subject := range x.known {
		taken[subject.Item] = subject.Kind == assessment.KindMeasure || taken[subject.Item]
	}
	id := s.spare(taken)
	if id == "" {
		w.fail("%s: no line for a measure", x.label())
	}
	sheet, cell, _ := s.cell("m:id", id, "m:title")
	text := fmt.Sprintf("Maßnahme von Hand %d", d.pick(1000))
	s.typed(sheet, cell, text)
	w.proposes(x, x.subject(assessment.WholeScope, assessment.KindMeasure, id, assessment.FieldMeasureTitle), text)
}
