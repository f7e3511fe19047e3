package workbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
)

// hand edits a workbook as a person would: by cells, not by keys.
type hand struct {
	t *testing.T
	*excelize.File
}

const (
	answersSheet  = "Anforderungen"
	remarksSheet  = "Rückfragen"
	measuresSheet = "Maßnahmen"
)

// at returns the cell of a column in the row of requirement i.
func at(key string, i int) string {
	for _, t := range []table{answerTable(false), remarkTable(false), measureTable()} {
		if j := t.index(key); j >= 0 {
			name, _ := excelize.CoordinatesToCellName(j+1, i+firstRow)
			return name
		}
	}
	panic(key)
}

func columnOf(key string) string { return strings.TrimRight(at(key, 0), "0123456789") }

func sheetOf(key string) string {
	return map[byte]string{'k': answersSheet, 'r': remarksSheet, 'm': measuresSheet}[key[0]]
}

func (h hand) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// set types a value into the cell of a column.
func (h hand) set(key string, i int, value any) {
	h.t.Helper()
	h.check(h.SetCellValue(sheetOf(key), at(key, i), value))
}

func (h hand) text(key string, i int) string {
	v, err := h.GetCellValue(sheetOf(key), at(key, i))
	h.check(err)
	return v
}

// open takes the protection away, as LibreOffice and a determined person do.
func (h hand) open() { h.check(h.UnprotectSheet(answersSheet)) }

// describe says what a comparison found, but for what is unchanged.
func describe(b Book, cmp Comparison) []string {
	place := map[string]string{}
	for i, r := range b.Rows {
		place["answer "+string(r.Requirement.ID)] = fmt.Sprintf("a%d", i)
	}
	for i, r := range b.Remarks {
		place["remark "+string(r.Requirement)] = fmt.Sprintf("q%d", i)
	}
	for i, r := range b.Measures {
		place["measure "+r.ID] = fmt.Sprintf("m%d", i)
	}
	var list []string
	for _, r := range cmp.Results {
		if r.Outcome == OutcomeUnchanged {
			continue
		}
		line := place[string(r.Kind)+" "+r.Item]
		if line == "" {
			line = "?"
		}
		line += " " + string(r.Outcome)
		for _, n := range r.Reasons {
			line += " " + strings.TrimPrefix(string(n.Code), "reason.")
		}
		for _, p := range r.Proposals {
			value := p.Value
			if s, err := assessment.DecodeStatement(value); p.Field == assessment.FieldStatus && err == nil {
				value = fmt.Sprintf("%d/%s", s.Status, s.Explanation)
			}
			line += fmt.Sprintf(" %s=%s", p.Field, value)
		}
		list = append(list, line)
	}
	for _, w := range cmp.Warnings {
		list = append(list, "! "+strings.TrimPrefix(string(w.Code), "warning."))
	}
	return list
}

// Each habit of a hand has a rule: what it leads to, and what is said about it.
func TestHands(t *testing.T) {
	base := sample(fabricated(6)) // rows 0, 1, 3 and 4 are answered: yes, partly, dispensable, yes
	for i := range base.Rows {
		base.Rows[i].Remark = ""
	}
	base.Remarks = []RemarkRow{
		{Scope: assessment.WholeScope, Requirement: base.Rows[1].Requirement.ID, Ref: "1", Question: "Auch für Schulen?"},
		{Scope: assessment.WholeScope, Requirement: base.Rows[2].Requirement.ID, Ref: "2", Question: "Wann?", Reply: "Bald."},
	}
	ids := func(i int) string { return string(base.Rows[i].Requirement.ID) }
	explained := func(i int) string { return base.Rows[i].Answer.Explanation }
	file := write(t, base, "de")
	for _, c := range []struct {
		why    string
		change func(h hand)
		want   []string
	}{
		{"nothing is touched", func(h hand) {}, nil},
		{"an answer is filled in", func(h hand) { h.set(keyStatus, 2, "nein"); h.set(keyExplanation, 2, "Fehlt noch.") },
			[]string{"a2 new status=3/Fehlt noch."}},
		{"a status alone is changed: the explanation stays", func(h hand) { h.set(keyStatus, 0, "teilweise") },
			[]string{"a0 changed status=2/" + explained(0)}},
		{"an explanation alone is changed: the status stays", func(h hand) { h.set(keyExplanation, 0, "Neu.") },
			[]string{"a0 changed status=1/Neu."}},
		{"an explanation to an open requirement is an answer that is still open", func(h hand) { h.set(keyExplanation, 2, "In Arbeit.") },
			[]string{"a2 new status=0/In Arbeit."}},
		{"every other field is filled in", func(h hand) {
			h.set(keyResponsible, 2, "Bauamt")
			h.set(keyDue, 2, "31.12.2027")
			h.set(keyEffort, 2, "2 Tage")
			h.set(keyEvidence, 2, "Akte 4")
		}, []string{"a2 new responsible=Bauamt due=2027-12-31 effort=2 Tage evidence=Akte 4"}},
		{"a new and a replaced field together are a change", func(h hand) { h.set(keyStatus, 2, "ja"); h.set(keyDue, 0, "1.2.27") },
			[]string{"a0 changed due=2027-02-01", "a2 new status=1/"}},
		{"emptied cells change nothing", func(h hand) {
			for _, k := range []string{keyStatus, keyExplanation, keyDue, keyEvidence} {
				h.set(k, 0, "")
			}
		}, nil},
		{"spaces and line breaks alone change nothing", func(h hand) { h.set(keyExplanation, 0, " \u00a0\r\n ") }, nil},
		{"the word for it clears one field", func(h hand) { h.set(keyEvidence, 0, "#leer"); h.set(keyDue, 1, " #EMPTY ") },
			[]string{"a0 changed evidence=", "a1 changed due=", "! answer_cleared", "! answer_cleared"}},
		{"clearing status and explanation takes the answer back", func(h hand) { h.set(keyStatus, 0, "#leer"); h.set(keyExplanation, 0, "#leer") },
			[]string{"a0 changed status=0/", "! answer_cleared"}},
		{"clearing what is empty changes nothing", func(h hand) { h.set(keyEvidence, 2, "#leer"); h.set(keyStatus, 2, "#leer") }, nil},
		{"dispensable without an explanation is taken with a warning", func(h hand) { h.set(keyStatus, 2, "entfällt") },
			[]string{"a2 new status=4/", "! not_explained"}},
		{"line breaks and non-breaking spaces are brought into form", func(h hand) { h.set(keyExplanation, 2, "Eins\u00a0zwei\r\ndrei\t ") },
			[]string{"a2 new status=0/Eins zwei\ndrei"}},
		{"the same text with other line ends is no change", func(h hand) { h.set(keyExplanation, 0, explained(0)+" \r\n") }, nil},
		{"an unknown status refuses the row, also its other fields", func(h hand) { h.set(keyStatus, 2, "vielleicht"); h.set(keyEvidence, 2, "Akte") },
			[]string{"a2 refused status_unknown"}},
		{"a cross can mean anything", func(h hand) { h.set(keyStatus, 2, "x") }, []string{"a2 refused status_ambiguous"}},
		{"a number for the status", func(h hand) { h.set(keyStatus, 2, 3) }, []string{"a2 new status=3/"}},
		{"a number and a truth value in a text become what was seen", func(h hand) { h.set(keyEffort, 2, 2.5); h.set(keyEvidence, 2, true) },
			[]string{"a2 new effort=2.5 evidence=TRUE", "! value_converted"}},
		{"a date that Excel made of a text is told", func(h hand) { h.set(keyEffort, 2, time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)) },
			[]string{"a2 new effort=2027-02-01", "! value_converted"}},
		{"a real date is a date", func(h hand) { h.set(keyDue, 2, time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC)) }, []string{"a2 new due=2027-12-31"}},
		{"the same day as a real date is no change", func(h hand) { h.set(keyDue, 0, time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)) }, nil},
		{"a date of the Mac's calendar", func(h hand) {
			yes := true
			h.check(h.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
			style, err := h.NewStyle(&excelize.Style{NumFmt: 14})
			h.check(err)
			h.set(keyDue, 2, 45290)
			h.check(h.SetCellStyle(answersSheet, at(keyDue, 2), at(keyDue, 2), style))
		}, []string{"a2 new due=2027-12-31"}},
		{"a date that lost its format is read, and told", func(h hand) { h.set(keyDue, 2, 46752) }, []string{"a2 new due=2027-12-31", "! date_from_number"}},
		{"a year is no date", func(h hand) { h.set(keyDue, 2, 2027) }, []string{"a2 refused date_unknown"}},
		{"a season is no date", func(h hand) { h.set(keyDue, 2, "Frühjahr 2027") }, []string{"a2 refused date_unknown"}},
		{"a text that is too long is refused, not cut", func(h hand) { h.set(keyExplanation, 2, strings.Repeat("ä", 4001)) }, []string{"a2 refused too_long"}},
		{"the longest text is taken", func(h hand) { h.set(keyResponsible, 2, strings.Repeat("ä", 250)) }, []string{"a2 new responsible=" + strings.Repeat("ä", 250)}},
		{"a formula in an answer cell", func(h hand) { h.check(h.SetCellFormula(answersSheet, at(keyStatus, 2), "J3")) }, []string{"a2 refused formula"}},
		{"a formula beside the answers does not matter", func(h hand) { h.check(h.SetCellFormula(answersSheet, at(keyGuidance, 2), "1+1")) }, nil},
		{"merged answer cells", func(h hand) {
			h.set(keyStatus, 2, "ja")
			h.check(h.MergeCell(answersSheet, at(keyStatus, 2), at(keyStatus, 3)))
		}, []string{"a2 refused merged_cells", "a3 refused merged_cells"}},
		{"a row is deleted: nothing changes", func(h hand) { h.check(h.RemoveRow(answersSheet, firstRow+1)) }, []string{"! rows_missing"}},
		{"an empty row and a note are put in", func(h hand) {
			h.check(h.InsertRows(answersSheet, firstRow+1, 2))
			h.check(h.SetCellStr(answersSheet, at(keyQuestion, 1), "Ab hier Bauamt"))
			h.check(h.SetCellStr(answersSheet, at(keyStatus, 4), "ja"))
		}, []string{"a2 new status=1/"}},
		{"an answer in a row without an id", func(h hand) { h.set(keyExplanation, 8, "Noch etwas") }, []string{"? refused no_id"}},
		{"an id that is not in the book", func(h hand) { h.set(keyID, 8, "fremd"); h.set(keyID2, 8, "fremd") }, []string{"? refused unknown_id"}},
		{"a row is copied without a change: it counts once", func(h hand) { h.check(h.DuplicateRow(answersSheet, firstRow+2)) }, []string{"! duplicate_same"}},
		{"a copied row that differs: both are refused", func(h hand) {
			h.check(h.DuplicateRowTo(answersSheet, firstRow+2, firstRow+6))
			h.set(keyStatus, 6, "ja")
		}, []string{"a2 refused duplicate_row", "a2 refused duplicate_row"}},
		{"the left part of the table is moved by a row", func(h hand) {
			for i := 5; i > 0; i-- {
				h.set(keyID, i, ids(i-1))
			}
		}, []string{"? refused shifted_row", "? refused shifted_row", "? refused shifted_row", "? refused shifted_row", "? refused shifted_row"}},
		{"the rows are sorted backwards as a whole", func(h hand) { reverse(h, answerTable(false).columns); h.set(keyStatus, 3, "ja") }, []string{"a2 new status=1/"}},
		{"the answers alone are sorted backwards", func(h hand) {
			for i := range base.Rows {
				h.set(keyExplanation, i, explained(5-i))
			}
		}, []string{"a1", "a2", "a4", "a5", "! answers_shifted"}},
		{"a filter hides rows", func(h hand) { h.check(h.SetRowVisible(answersSheet, firstRow+1, false)) }, nil},
		{"a changed row is hidden", func(h hand) {
			h.set(keyStatus, 2, "ja")
			h.check(h.SetRowVisible(answersSheet, firstRow+2, false))
		}, []string{"a2 new status=1/", "! hidden_change"}},
		{"the sheets are renamed, reordered, hidden, and one is added", func(h hand) {
			h.set(keyStatus, 2, "ja")
			h.check(h.SetSheetName(answersSheet, "Fragen Bauamt"))
			_, err := h.NewSheet("Notizen")
			h.check(err)
			h.check(h.SetCellStr("Notizen", "A1", "k:status"))
			h.check(h.MoveSheet("Fragen Bauamt", "Hinweise"))
			h.check(h.SetSheetVisible(remarksSheet, false))
		}, []string{"a2 new status=1/"}},
		{"columns are put in and move the others", func(h hand) {
			h.open()
			h.set(keyStatus, 2, "ja")
			h.check(h.InsertCols(answersSheet, columnOf(keyStatus), 2))
		}, []string{"a2 new status=1/"}},
		{"two columns change places, with their headings", func(h hand) {
			h.open()
			h.set(keyStatus, 2, "ja")
			h.set(keyResponsible, 2, "Hauptamt")
			for row := 1; row < firstRow+len(base.Rows); row++ {
				a, b := fmt.Sprintf("%s%d", columnOf(keyStatus), row), fmt.Sprintf("%s%d", columnOf(keyResponsible), row)
				left, err := h.GetCellValue(answersSheet, a)
				h.check(err)
				right, err := h.GetCellValue(answersSheet, b)
				h.check(err)
				h.check(h.SetCellStr(answersSheet, a, right))
				h.check(h.SetCellStr(answersSheet, b, left))
			}
		}, []string{"a2 new status=1/ responsible=Hauptamt"}},
		{"the headings are renamed: the hidden first row is enough", func(h hand) {
			h.open()
			h.set(keyStatus, 2, "ja")
			for row := 2; row < firstRow; row++ {
				h.check(h.SetCellStr(answersSheet, fmt.Sprintf("%s%d", columnOf(keyStatus), row), "Bei uns so"))
			}
		}, []string{"a2 new status=1/"}},
		{"an own column with texts is not taken, and told", func(h hand) {
			h.check(h.SetCellStr(answersSheet, "Z2", "Notiz"))
			h.check(h.SetCellStr(answersSheet, "Z4", "wichtig"))
		}, []string{"! column_unknown"}},
		{"the hidden first row is deleted: the headings are enough", func(h hand) {
			h.set(keyStatus, 2, "ja")
			h.check(h.RemoveRow(answersSheet, 1))
		}, []string{"a2 new status=1/", "! keys_missing"}},
		{"an answer column is deleted", func(h hand) { h.check(h.RemoveCol(answersSheet, columnOf(keyEvidence))) }, []string{"! column_missing"}},
		{"the right id is deleted: the left one is enough", func(h hand) {
			h.set(keyStatus, 2, "ja")
			h.check(h.RemoveCol(answersSheet, columnOf(keyID2)))
		}, []string{"a2 new status=1/", "! column_missing"}},
		{"an answer column is there twice and differs", func(h hand) {
			h.check(h.SetCellStr(answersSheet, "Z1", keyStatus))
			h.check(h.SetCellStr(answersSheet, "Z5", "nein"))
			for i := range base.Rows {
				if i != 2 {
					h.check(h.SetCellStr(answersSheet, fmt.Sprintf("Z%d", i+firstRow), h.text(keyStatus, i)))
				}
			}
		}, []string{"a2 refused column_twice", "! column_twice"}},
		{"the sheet is copied and filled in twice alike", func(h hand) {
			to, err := h.NewSheet("Anforderungen (2)")
			h.check(err)
			from, err := h.GetSheetIndex(answersSheet)
			h.check(err)
			h.check(h.CopySheet(from, to))
		}, []string{"! sheet_twice", "! duplicate_same", "! duplicate_same", "! duplicate_same", "! duplicate_same", "! duplicate_same", "! duplicate_same"}},
		{"the sheet is deleted", func(h hand) { h.check(h.DeleteSheet(answersSheet)) }, []string{"! sheet_missing"}},
		{"the text beside the id is another requirement's", func(h hand) {
			h.set(keyStatus, 2, "ja")
			h.set(keyQuestion, 2, h.text(keyQuestion, 4))
		}, []string{"a2 new status=1/", "! question_differs"}},
		{"the answer is to an earlier edition's text", func(h hand) {
			h.set(keyStatus, 2, "ja")
			h.set(keyHash, 2, strings.Repeat("0", 32))
		}, []string{"a2 new status=1/", "! text_changed"}},
		{"a comment on a cell", func(h hand) {
			h.check(h.AddComment(answersSheet, excelize.Comment{Cell: at(keyStatus, 2), Author: "A", Text: "bitte prüfen"}))
		}, []string{"! comments_ignored"}},
		{"an error value", func(h hand) {
			h.check(h.SetCellFormula(answersSheet, at(keyEvidence, 2), "NA()"))
		}, []string{"a2 refused formula"}},
		{"a remark is answered", func(h hand) { h.set(keyRemarkReply, 0, "Ja.\nSeit Mai."); h.set(keyRemarkReply, 1, "#leer") },
			[]string{"q0 new reply=Ja.\nSeit Mai.", "q1 changed reply=", "! answer_cleared"}},
		{"a remark's question is not the district's to change", func(h hand) { h.set(keyRemarkQuestion, 0, "Keine Frage.") }, nil},
		{"a prepared line becomes a measure", func(h hand) {
			h.set(keyMeasureTitle, 4, "Notstrom")
			h.set(keyMeasureOnce, 4, "12.500,00 €")
			h.set(keyMeasureYearly, 4, 900)
			h.set(keyMeasureDays, 4, "2,5")
			h.set(keyMeasureState, 4, "in Arbeit")
			h.set(keyMeasureRequirement, 4, base.Rows[5].Requirement.Ref)
		}, []string{"m4 new requirement=" + ids(5) + " title=Notstrom once=12500 yearly=900 days=2.5 state=running"}},
		{"a measure without an id", func(h hand) { h.set(keyMeasureTitle, 7, "Tür") }, []string{"? refused no_id"}},
		{"what is no amount", func(h hand) { h.set(keyMeasureOnce, 0, "ca. 5.000"); h.set(keyMeasureDays, 1, "1.500") },
			[]string{"m0 refused amount_unknown", "m1 refused amount_unknown"}},
		{"what is no state and no requirement", func(h hand) { h.set(keyMeasureState, 0, "super"); h.set(keyMeasureRequirement, 1, "99.9") },
			[]string{"m0 refused state_unknown", "m1 refused requirement_unknown"}},
	} {
		t.Run(c.why, func(t *testing.T) {
			x := edit(t, file, func(f *excelize.File) { c.change(hand{t, f}) })
			cmp := Compare(base, read(t, x))
			got := describe(base, cmp)
			if !alike(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
			addsUp(t, cmp)
			everythingSaid(t, cmp)
		})
	}
}

// alike compares line by line; a line that is wanted without a value stands for all that begin with it.
func alike(got, want []string) bool {
	return slices.EqualFunc(got, want, func(g, w string) bool {
		return g == w || !strings.Contains(w, "=") && !strings.HasPrefix(w, "!") && strings.HasPrefix(g, w)
	})
}

func addsUp(t testing.TB, cmp Comparison) {
	t.Helper()
	for _, c := range []Counts{cmp.Counts, cmp.Answers, cmp.Remarks, cmp.Measures} {
		if c.Rows != c.Total() {
			t.Errorf("counts do not add up: %+v", c)
		}
	}
	if cmp.Rows != len(cmp.Results) || cmp.Rows != cmp.Answers.Rows+cmp.Remarks.Rows+cmp.Measures.Rows {
		t.Errorf("rows do not add up: %+v, %d results", cmp.Counts, len(cmp.Results))
	}
	for _, r := range cmp.Results {
		if (r.Outcome == OutcomeRefused) != (len(r.Reasons) > 0) || r.Outcome == OutcomeRefused && len(r.Proposals) > 0 {
			t.Errorf("%+v", r)
		}
		for _, p := range r.Proposals {
			if err := assessment.CheckValue(p.Field, p.Value); err != nil || p.Value == p.Base || p.Cell == "" {
				t.Errorf("%+v: %v", p, err)
			}
		}
	}
}

// everythingSaid checks that each note has a sentence in both languages in which no placeholder is left.
func everythingSaid(t testing.TB, cmp Comparison) {
	t.Helper()
	notes := slices.Clone(cmp.Warnings)
	for _, r := range cmp.Results {
		notes = append(notes, r.Reasons...)
	}
	for _, language := range []string{"de", "en"} {
		w := words(t, language)
		for _, n := range notes {
			if s := n.Sentence(w); strings.ContainsAny(s, "{}") || strings.Contains(s, "k:") || strings.Contains(s, "answers") && n.Code == WarningSheetMissing {
				t.Errorf("%s: %s", n.Code, s)
			}
		}
	}
}

// reverse turns the rows of the answers round, cell by cell.
func reverse(h hand, columns []column) {
	const n = 6
	for _, c := range columns {
		var texts []string
		for i := range n {
			texts = append(texts, h.text(c.key, i))
		}
		for i := range n {
			h.set(c.key, i, texts[n-1-i])
		}
	}
}

// What people write for a status is understood, and what could be read in two ways is not.
func TestStatusWords(t *testing.T) {
	rules := map[string]string{
		"Ja": "1", "ja ": "1", "JA.": "1", "j": "1", "yes": "1", "1": "1", "\u00a0ja\u00a0": "1", "„ja“": "1", "umgesetzt": "1",
		"teilw.": "2", "tlw.": "2", "Teilweise": "2", "z.T.": "2", "partly": "2", "2": "2", "zum\u00a0Teil": "2",
		"nein": "3", "Nein!": "3", "no": "3", "3": "3", "entfällt": "4", "ENTFÄLLT": "4", "entfa\u0308llt": "4", "n/a": "4", "N. A.": "4", "4": "4", "nicht relevant": "4",
		"offen": "", "unbearbeitet": "", "0": "",
		"x": "status_ambiguous", "X": "status_ambiguous", "✓": "status_ambiguous", "ok": "status_ambiguous", "?": "status_ambiguous", "-": "status_ambiguous", "ja/nein": "status_ambiguous",
		"jein": "status_unknown", "5": "status_unknown", "ja, teilweise": "status_unknown", "nein (siehe unten)": "status_unknown", "keine": "status_unknown", "10": "status_unknown",
	}
	b := sample(fabricated(len(rules)))
	for i := range b.Rows {
		b.Rows[i].Answer = assessment.Answer{}
	}
	var list []string
	for word := range rules {
		list = append(list, word)
	}
	x := edit(t, write(t, b, "de"), func(f *excelize.File) {
		for i, word := range list {
			hand{t, f}.set(keyStatus, i, word)
		}
	})
	for i, r := range Compare(b, read(t, x)).Results[:len(list)] {
		got := ""
		for _, n := range r.Reasons {
			got = strings.TrimPrefix(string(n.Code), "reason.")
		}
		for _, p := range r.Proposals {
			got = p.Value[:1]
		}
		if got != rules[list[i]] {
			t.Errorf("%q: %q, want %q", list[i], got, rules[list[i]])
		}
	}
}

// With more than one scope the rows of one requirement are told apart by their ids.
func TestScopes(t *testing.T) {
	b := sample(fabricated(3))
	for _, r := range b.Rows[:3] {
		r.Scope, r.ScopeName, r.Answer = "schulen", "Schulen", assessment.Answer{}
		b.Rows = append(b.Rows, r)
	}
	x := write(t, b, "de")
	unchanged(t, b, read(t, x))
	x = edit(t, x, func(f *excelize.File) {
		cell, _ := excelize.CoordinatesToCellName(answerTable(true).index(keyStatus)+1, firstRow+4)
		hand{t, f}.check(f.SetCellStr(answersSheet, cell, "nein"))
	})
	cmp := Compare(b, read(t, x))
	p := cmp.Proposals()
	if len(p) != 1 || p[0].Scope != "schulen" || p[0].Item != string(b.Rows[1].Requirement.ID) || cmp.New != 1 {
		t.Fatalf("%+v", cmp)
	}
}

// The answer remembers the text that the person read: the hash in the file where it could be one.
func TestAnsweredText(t *testing.T) {
	b := sample(fabricated(3))
	for in, want := range map[string]string{strings.Repeat("a", 32): strings.Repeat("a", 32), "": b.Rows[2].Requirement.Hash, "1E+30": b.Rows[2].Requirement.Hash} {
		x := edit(t, write(t, b, "de"), func(f *excelize.File) {
			h := hand{t, f}
			h.set(keyStatus, 2, "ja")
			h.set(keyHash, 2, in)
		})
		s, err := assessment.DecodeStatement(Compare(b, read(t, x)).Proposals()[0].Value)
		if err != nil || s.TextHash != want {
			t.Errorf("%q: %+v, %v", in, s, err)
		}
	}
}
