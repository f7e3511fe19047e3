package catalogue

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Files made to take for ever or to swell must not: each of these would run for minutes, or fill the memory, if work or
// text grew with more than the size of the file.
func TestNewFormatsStayLinear(t *testing.T) {
	const n = 3_500
	var groups, refs, below strings.Builder
	for i := range 2_000 {
		fmt.Fprintf(&groups, "  - {ref_id: g%d, name: n}\n", i)
		fmt.Fprintf(&refs, "g%d,", i)
	}
	for i := range n {
		below.WriteString(node("u:"+strconv.Itoa(i), "top", true))
	}
	long := strings.Repeat("sehr lang ", 40_000)
	cell := strings.Repeat("|x\n", 10_000)
	wide := strings.Repeat("viel Text ", 1_600)
	var many [][]any
	choices := []any{1, "x", nil, nil, nil, "Frage?", "a"}
	for range 10 {
		many = append(many, []any{1, "x", nil, nil, nil, "y\n" + cell, "a"})
	}
	rows := append([][]any{{"depth", "assessable", "ref_id", "name", "urn_id", "questions", "answer"}}, many...)
	for i := range rows[1:] {
		rows[i+1][4] = "id" + strconv.Itoa(i)
	}
	var shared [][]any
	for i := range n {
		row := append([]any(nil), choices...)
		row[4] = "id" + strconv.Itoa(i)
		shared = append(shared, row)
	}
	ciso := func(rows [][]any, choices string) string {
		return inlineBook(t,
			tab{name: "library_meta", rows: [][]any{{"type", "library"}, {"name", "L"}}},
			tab{name: "f_meta", rows: [][]any{{"type", "framework"}, {"answers_definition", "ans"}}},
			tab{name: "f_content", rows: rows},
			tab{name: "a_meta", rows: [][]any{{"type", "answers"}, {"name", "ans"}}},
			tab{name: "a_content", rows: [][]any{{"id", "question_choices"}, {"a", choices}}})
	}
	var questions [][]any
	for i := range n {
		questions = append(questions, []any{nil, i, "Wie?", nil})
	}
	questions[0] = []any{"Checkliste", 0, "Wie?", "Hilfe"}
	wiba := bookOf(t, tab{name: "Dokumentation WiBA", rows: append([][]any{{"Checkliste WiBA", "Nr.", "Prüffrage", "Hilfsmittel"}}, questions...), more: func(f *excelize.File, name string) error {
		if err := f.MergeCell(name, "D2", "D"+strconv.Itoa(n+1)); err != nil {
			return err
		}
		return f.MergeCell(name, "A2", "A"+strconv.Itoa(n+1))
	}})
	tests := map[string]struct {
		text string
		code Code // of the error that is expected, empty for none
	}{
		"roles without end":          {docbookOf("<section><title>BEET.1.A1 " + strings.Repeat("[a]", 100_000) + "</title><para>x</para></section>"), ""},
		"paragraphs without end":     {docbookOf(reqSection("BEET.1.A1", strings.Repeat("</para><para>MUSS", 20_000))), ""},
		"footnotes without end":      {docbookOf(reqSection("BEET.1.A1", strings.Repeat("a<footnote>b</footnote>", 20_000))), ""},
		"breaks without end":         {docbookOf(reqSection("BEET.1.A1", strings.Repeat("<?linebreak?>x", 40_000))), ""},
		"tables without end":         {docbookOf("<section><title>BEET.1.A1 T</title><table>" + strings.Repeat("<row><entry>x</entry></row>", 15_000) + "</table></section>"), ""},
		"attributes without end":     {"<book " + strings.Repeat(`a="b" `, 50_000) + "/>", CodeNoRequirements},
		"groups times groups":        {library(node("a", "", true)+"    implementation_groups: '"+refs.String()+"'\n") + "  implementation_groups_definition:\n" + groups.String(), ""},
		"one heading over all":       {library("  - {urn: top, assessable: false, name: '" + long + "'}\n" + below.String()), ""},
		"lines that go on":           {ciso(rows, "ja"), ""},
		"choices in every row":       {ciso(append(rows[:1:1], shared...), wide), CodeTooLarge},
		"one merged cell for all":    {wiba, ""},
		"headings without end":       {inlineBook(t, tab{name: "Dokumentation WiBA", rows: repeatRows(55, 200)}), CodeMissingColumn},
		"braces in YAML without end": {"urn: u\nobjects: " + strings.Repeat("{a: ", 9_000), CodeNotWellFormed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := importText(tt.text)
			var e *Error
			switch {
			case err == nil && tt.code == "":
				checkCatalogue(t, got.Catalogue)
			case !errors.As(err, &e) || e.Code != tt.code:
				t.Errorf("error %v, want code %q", err, tt.code)
			}
		})
	}
}

func repeatRows(rows, cells int) [][]any {
	var list [][]any
	for range rows {
		row := make([]any, cells)
		for i := range row {
			row[i] = "Checkliste"
		}
		list = append(list, row)
	}
	return list
}

// A mapping in which everything belongs to everything must be refused, whatever the relation.
func TestMappingStaysLinear(t *testing.T) {
	ids := strings.TrimSuffix(strings.Repeat(`{"id-ref":"a"},`, 5_000), ",")
	for _, relation := range []string{"equal-to", "no-relationship"} {
		_, err := readMapping(`{"mapping-collection":{"mappings":[{"maps":[{"relationship":"` + relation + `","sources":[` + ids + `],"targets":[` + ids + `]}]}]}}`)
		wantError(t, err, CodeTooMany, Place{}, "")
	}
}
