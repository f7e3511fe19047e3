package catalogue

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
)

// A library must give what can be assessed, under the headings of its tree, with groups as levels and its questions
// readable; the heading that spans everything is no topic.
func TestCISOLibrary(t *testing.T) {
	got := mustImport(t, fixture(t, "library.yaml"))
	c := got.Catalogue
	if got.Format != FormatCISOYAML || c.Key != "urn:garden:risk:framework:rules-1" || c.Title != "Gartenregeln" || c.Edition != "10" ||
		c.Language != "de" || c.Publisher != "Amt für Beete" || c.Licence != "gemeinfrei" || c.Notes != "Alles rund ums Beet." {
		t.Errorf("format %s, head %+v", got.Format, c)
	}
	const node = "urn:garden:risk:req_node:rules-1:"
	wantDrops(t, got.Dropped,
		"@14 object not_imported reference_controls 0",
		"@98 object not_imported risk_matrix 0",
		" field not_imported reference_controls 1",
		" field not_imported translations 1",
		node+"lost@91 link unknown_target "+node+"nowhere 0")
	want := []assessment.Requirement{
		{ID: node + "1.1", Ref: "1.1", Topic: node + "1", Title: "Gießen", Text: "Es MUSS täglich gegossen werden.\n\nWird gegossen?",
			Guidance: "Morgens ist besser als mittags (https://example.org/noon).\n\nGießplan\n\n– Ja\n– Nein: weil es regnet", Level: "Basis", Modal: "MUSS", Tags: []string{"K"}},
		{ID: node + "1.10", Ref: "1.10", Topic: node + "1", Title: "1.10", Text: "Regenwasser wird aufgefangen.", Level: "K", Modal: "SOLLTE"},
		{ID: node + "2.1:1", Ref: "2.1:1", Topic: node + "2", Section: "Kompost", Title: "Wenden", Text: "– Wird gewendet?\n– Wer wendet?",
			Guidance: "Wird gewendet?\n– oft\n– selten"},
		{ID: node + "lost", Ref: "lost", Topic: "urn:garden:risk:framework:rules-1", Title: "Verirrt", Text: "Verirrt"},
	}
	for i := range c.Requirements {
		c.Requirements[i].Hash = ""
	}
	if !reflect.DeepEqual(c.Requirements, want) {
		for i := range c.Requirements {
			t.Errorf("%+v", c.Requirements[i])
		}
	}
	if c.Topics[0].Title != "1 Wasser" || c.Topics[0].Notes != "Ohne Wasser wächst nichts." || c.Topics[1].Title != "2 Erde" || c.Topics[1].Notes != "Kompost: Kompost reift." {
		t.Errorf("topics %+v", c.Topics)
	}
}

// node writes one node of a library.
func node(urn, parent string, assessable bool) string {
	s := fmt.Sprintf("  - urn: %s\n    assessable: %v\n    name: n\n", urn, assessable)
	if parent != "" {
		s += "    parent_urn: " + parent + "\n"
	}
	return s
}

func library(nodes string) string {
	return "urn: urn:x\nname: X\nobjects:\n framework:\n  urn: urn:f\n  name: F\n  requirement_nodes:\n" + nodes
}

// Trees that are none, and YAML that is made to hurt, must be refused by name.
func TestCISOLibraryRefuses(t *testing.T) {
	var deep, many strings.Builder
	deep.WriteString(node("n0", "", false))
	for i := 1; i <= 100; i++ {
		deep.WriteString(node("n"+strconv.Itoa(i), "n"+strconv.Itoa(i-1), i == 100))
	}
	for i := range MaxRequirements + 1 {
		many.WriteString(node("n"+strconv.Itoa(i), "", true))
	}
	tests := []struct {
		name, text string
		code       Code
		at         Place
		detail     string
	}{
		{"urn twice", library(node("a", "", true) + node("a", "", true)), CodeDuplicateID, Place{Line: 11, ID: "a"}, "a"},
		{"parent of itself", library(node("a", "a", true)), CodeParentCycle, Place{Line: 8, ID: "a"}, "a → a"},
		{"circle of three", library(node("a", "c", true) + node("b", "a", true) + node("c", "b", true)), CodeParentCycle, Place{Line: 8, ID: "a"}, "a → c → b → a"},
		{"way into a circle", library(node("x", "a", true) + node("a", "b", false) + node("b", "a", false)), CodeParentCycle, Place{}, "a → b → a"},
		{"100 levels", library(deep.String()), CodeTooDeep, Place{}, "64"},
		{"too many requirements", library(many.String()), CodeTooMany, Place{Line: 60_008, ID: "n20000"}, "20000"},
		{"node without urn", library("  - name: a\n"), CodeMissing, Place{Line: 8}, "urn"},
		{"nodes that are a text", library("   a text\n"), CodeBadValue, Place{Line: 8}, "requirement_nodes"},
		{"anchor", library("  - &a\n    urn: a\n"), CodeAlias, Place{Line: 8}, ""},
		{"alias bomb", "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nurn: u\nobjects: {framework: {urn: f, requirement_nodes: *b}}\n", CodeAlias, Place{}, ""},
		{"key twice", library(node("a", "", true) + "    name: again\n"), CodeDuplicateKey, Place{}, "name"},
		{"no framework", "urn: u\nobjects:\n  risk_matrix: []\n", CodeNoRequirements, Place{}, ""},
		{"nothing to assess", library(node("a", "", false)), CodeNoRequirements, Place{}, ""},
		{"not well-formed", library("  - urn: [\n"), CodeNotWellFormed, Place{}, ""},
		{"objects as a list", "urn: u\nobjects: [1]\n", CodeBadValue, Place{Line: 2}, ""},
		{"UTF-16", inUTF16(library(node("a", "", true)), true, true), CodeEncoding, Place{}, "UTF-16"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := importText(tt.text)
			wantError(t, err, tt.code, tt.at, tt.detail)
		})
	}
}

// The framework may stand in a list, with the tree told by order and depth; the others of the list are named.
func TestCISOLibraryVariants(t *testing.T) {
	text := "urn: u\nobjects:\n  framework:\n  - urn: f\n    name: F\n    requirement_nodes:\n" +
		"    - {urn: a, depth: 1, assessable: false, name: A}\n    - {urn: b, depth: 2, assessable: true, name: B}\n" +
		"    - {urn: c, depth: 1, assessable: true, name: C, question: {questions: [{text: \"Q?\", choices: [{value: V}]}]}}\n  - {urn: g, name: G}\n"
	got := mustImport(t, text)
	wantDrops(t, got.Dropped, "@10 object not_imported G 0")
	r := got.Catalogue.Requirements
	if len(r) != 2 || r[0].Topic != "a" || r[1].Topic != "f" || r[1].Text != "Q?" || r[1].Guidance != "– V" {
		t.Errorf("%+v", r)
	}
}

// cisoTabs is the workbook form of a small framework, odd parts included.
func cisoTabs() []tab {
	return []tab{
		{name: "library_meta", rows: [][]any{{"type", "library"}, {"urn", "urn:garden:risk:library:r"}, {"version", 3}, {"locale", "de"}, {"name", "Bibliothek"}, {"provider", "Amt"}, {"copyright", "frei"}}},
		{name: "fw_meta", rows: [][]any{{"type", "framework"}, {"urn", "urn:garden:risk:framework:r"}, {"base_urn", "urn:garden:risk:req_node:r"}, {"name", "Regeln"},
			{"implementation_groups_definition", "stufen"}, {"answers_definition", "antworten"}}},
		{name: "fw_content", rows: [][]any{
			{"Depth", "assessable", "ref_id", "name", "description", "implementation_groups", "questions", "answer", "name[en]"},
			{1, nil, "A", "Wasser", "Viel davon."},
			{2, "x", 1.9, "Gießen", "Täglich.", "K,B", "Wird gegossen?", "jn", "Watering"},
			{2, "X", 1.1, "Doppelt"},
			{},
			{2, "x", nil, nil, "Ohne Nummer."},
			{2, nil, nil, "Ohne Nummer, Überschrift"},
			{3, "x", nil, "Tief", nil, nil, "Eins?\nZwei\n|geteilt?", "jn\nwo"},
			{1, "x", nil, "Größe & Maß", "Oben."},
			{2, "x", nil, nil, "Darunter."},
		}},
		{name: "ig_meta", rows: [][]any{{"type", "implementation_groups"}, {"name", "stufen"}}},
		{name: "ig_content", rows: [][]any{{"ref_id", "name"}, {"B", "Basis"}, {"K", "Kern"}}},
		{name: "ans_meta", rows: [][]any{{"type", "answers"}, {"name", "antworten"}}},
		{name: "ans_content", rows: [][]any{{"id", "question_type", "question_choices"}, {"jn", "unique_choice", "ja\nnein"}, {"wo", "text", nil}}},
		{name: "t_meta", rows: [][]any{{"type", "threats"}}},
		{name: "t_content", rows: [][]any{{"ref_id"}, {"frost"}}},
	}
}

// The workbook form must give the same, whether its texts are shared or inline; ids follow the rules of its makers.
func TestCISOWorkbook(t *testing.T) {
	for name, text := range map[string]string{"shared strings": bookOf(t, cisoTabs()...), "inline strings": inlineBook(t, cisoTabs()...)} {
		t.Run(name, func(t *testing.T) {
			got := mustImport(t, text)
			c := got.Catalogue
			if got.Format != FormatCISOXLSX || c.Key != "urn:garden:risk:framework:r" || c.Title != "Regeln" || c.Edition != "3" || c.Language != "de" || c.Publisher != "Amt" || c.Licence != "frei" {
				t.Errorf("format %s, head %+v", got.Format, c)
			}
			wantDrops(t, got.Dropped, "@t_content object not_imported threats 0")
			const base = "urn:garden:risk:req_node:r:"
			want := []assessment.Requirement{
				{ID: base + "1.9", Ref: "1.9", Topic: base + "a", Title: "Gießen", Text: "Täglich.\n\nWird gegossen?", Guidance: "– ja\n– nein", Level: "Basis", Tags: []string{"Kern"}},
				{ID: base + "1.1", Ref: "1.1", Topic: base + "a", Title: "Doppelt", Text: "Doppelt"},
				{ID: base + "a:1", Ref: "a:1", Topic: base + "a", Title: "a:1", Text: "Ohne Nummer."},
				{ID: base + "a:2:1", Ref: "a:2:1", Topic: base + "a", Section: "Ohne Nummer, Überschrift", Title: "Tief", Text: "– Eins?\n– Zwei geteilt?", Guidance: "Eins?\n– ja\n– nein"},
				{ID: base + "groe-_-ma", Ref: "groe-_-ma", Topic: base + "groe-_-ma", Title: "Größe & Maß", Text: "Oben."},
				{ID: base + "groe-_-ma:1", Ref: "groe-_-ma:1", Topic: base + "groe-_-ma", Title: "groe-_-ma:1", Text: "Darunter."},
			}
			for i := range c.Requirements {
				c.Requirements[i].Hash = ""
			}
			if !reflect.DeepEqual(c.Requirements, want) {
				for i := range c.Requirements {
					t.Errorf("%+v", c.Requirements[i])
				}
			}
		})
	}
}

// The older names of the sheets have no row that tells their type.
func TestCISOWorkbookOlderNames(t *testing.T) {
	got := mustImport(t, inlineBook(t,
		tab{name: "library_meta", rows: [][]any{{"urn", "urn:g:risk:library:r"}, {"name", "R"}}},
		tab{name: "requirements_meta", rows: [][]any{{"urn", "urn:g:risk:framework:r"}}},
		tab{name: "requirements_content", rows: [][]any{{"assessable", "depth", "name", "ref_id", "description", "implementation_groups"},
			{nil, 1, "Kopf", "1"}, {"x", 2, "Fuß", "1.1", "Text", "A"}}}))
	if r := got.Catalogue.Requirements[0]; r.ID != "urn:g:risk:req_node:r:1.1" || r.Level != "A" || r.Title != "Fuß" {
		t.Errorf("%+v", r)
	}
}

// A workbook that says what cannot be must be refused at the cell.
func TestCISOWorkbookRefuses(t *testing.T) {
	with := func(change func(rows [][]any) [][]any, more func(f *excelize.File, name string) error) string {
		tabs := cisoTabs()
		tabs[2].rows, tabs[2].more = change(tabs[2].rows), more
		return bookOf(t, tabs...)
	}
	inline := func(change func(rows [][]any) [][]any) string {
		tabs := cisoTabs()
		tabs[2].rows = change(tabs[2].rows)
		return inlineBook(t, tabs...)
	}
	set := func(row, col int, v any) func([][]any) [][]any {
		return func(rows [][]any) [][]any {
			rows[row][col] = v
			return rows
		}
	}
	same := func(rows [][]any) [][]any { return rows }
	tests := []struct {
		name, text string
		code       Code
		at         Place
		detail     string
	}{
		{"depth jumps", with(set(2, 0, 4), nil), CodeBadValue, Place{Sheet: "fw_content", Cell: "A3"}, "depth"},
		{"depth is a word", with(set(2, 0, "tief"), nil), CodeBadValue, Place{Sheet: "fw_content", Cell: "A3"}, "depth"},
		{"number twice", with(set(3, 2, 1.9), nil), CodeDuplicateID, Place{Sheet: "fw_content", Cell: "C4", ID: "1.9"}, "1.9"},
		{"column missing", with(set(0, 1, "something"), nil), CodeMissingColumn, Place{Sheet: "fw_content"}, "assessable"},
		{"no framework", bookOf(t, cisoTabs()[0]), CodeNoRequirements, Place{}, ""},
		{"number is an error", inline(set(2, 2, errorCell("#REF!"))), CodeErrorInCell, Place{Sheet: "fw_content", Cell: "C3"}, "#REF!"},
		{"number became a date", with(same, func(f *excelize.File, name string) error { return dateCell(f, name, "C3") }), CodeDateAsID, Place{Sheet: "fw_content", Cell: "C3"}, "2027-01-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := importText(tt.text)
			wantError(t, err, tt.code, tt.at, tt.detail)
		})
	}
}
