package catalogue

import (
	"archive/zip"
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
)

// wibaTabs is the tool's workbook with invented questions: a cover, rows above the headings, merged checklists, empty
// rows, answers, and numbers that Excel has shortened.
func wibaTabs() []tab {
	return []tab{
		{name: "Deckblatt", rows: [][]any{{"Werkzeug"}, {"Version:", "2.1"}}},
		{name: "Dokumentation WiBA", rows: [][]any{
			{"Dokumentation der Umsetzung"},
			{},
			{"Checkliste WiBA", "Nr. in WiBA", "Prüffrage WiBA", "Hilfsmittel", "Aufwand", "Umsetzung", "Notizen"},
			{"Räume & Flure", 1, "Ist die Tür zu?", "Ein Blick genügt.", 1, "ja", "geprüft"},
			{nil, 2, "Ist das Licht aus?", nil, "2"},
			{},
			{nil, 3, "Ist jemand da?", "Rufen.", "viel", nil, "nein, niemand"},
			{"Keller", 1.9, "Ist er trocken?"},
			{"Keller", 1.1, "Ist er warm?"},
			{"Keller", 1.1, "Ist er leer?"},
			{"Keller", nil, "Ist er groß?"},
			{nil, nil, "  "},
		}, more: func(f *excelize.File, name string) error {
			if err := f.MergeCell(name, "A4", "A7"); err != nil {
				return err
			}
			return f.SetRowVisible(name, 5, false)
		}},
	}
}

// The tool's workbook must give its checklists as topics and its questions with numbers, help and effort; what was
// answered is counted and left, and everything that was repaired or left out is said.
func TestWiBA(t *testing.T) {
	tabs := wibaTabs()
	// Excel keeps 1.10 as 1.1: behind 1.9 it is what it was, and the 1.1 before it is another one.
	rows := tabs[1].rows
	rows[7], rows[8], rows[9] = []any{"Keller", 1.1, "Ist er leer?"}, []any{"Keller", 1.9, "Ist er trocken?", nil, 7}, []any{"Keller", 1.1, "Ist er warm?"}
	got := mustImport(t, bookOf(t, tabs...))
	c := got.Catalogue
	if got.Format != FormatWiBA || c.Key != "wiba" || c.Edition != "2.1" || c.Language != "de" || len(c.Topics) != 2 {
		t.Errorf("format %s, head %+v", got.Format, c)
	}
	wantDrops(t, got.Dropped,
		"@Dokumentation WiBA!E7 field unknown_value viel 0",
		"@Dokumentation WiBA!E9 field unknown_value 7 0",
		"@Dokumentation WiBA!B10 ref number_read 1.1 → 1.10 0",
		"@Dokumentation WiBA!F4 answer not_imported  2",
		"@Dokumentation WiBA!5 row hidden  1")
	want := []assessment.Requirement{
		{ID: "wiba-raeume-flure-1", Ref: "Räume & Flure 1", Topic: "wiba-raeume-flure", Title: "Ist die Tür zu?", Text: "Ist die Tür zu?", Guidance: "Ein Blick genügt.", Effort: 1},
		{ID: "wiba-raeume-flure-2", Ref: "Räume & Flure 2", Topic: "wiba-raeume-flure", Title: "Ist das Licht aus?", Text: "Ist das Licht aus?", Effort: 2},
		{ID: "wiba-raeume-flure-3", Ref: "Räume & Flure 3", Topic: "wiba-raeume-flure", Title: "Ist jemand da?", Text: "Ist jemand da?", Guidance: "Rufen."},
		{ID: "wiba-keller-1.1", Ref: "Keller 1.1", Topic: "wiba-keller", Title: "Ist er leer?", Text: "Ist er leer?"},
		{ID: "wiba-keller-1.9", Ref: "Keller 1.9", Topic: "wiba-keller", Title: "Ist er trocken?", Text: "Ist er trocken?"},
		{ID: "wiba-keller-1.10", Ref: "Keller 1.10", Topic: "wiba-keller", Title: "Ist er warm?", Text: "Ist er warm?"},
		{ID: assessment.RequirementID("wiba-keller-" + textID("Ist er groß?")), Topic: "wiba-keller", Title: "Ist er groß?", Text: "Ist er groß?"},
	}
	want[6].Ref = string(want[6].ID)
	for i := range c.Requirements {
		c.Requirements[i].Hash = ""
	}
	if !reflect.DeepEqual(c.Requirements, want) {
		for i := range c.Requirements {
			t.Errorf("%+v", c.Requirements[i])
		}
	}
}

// Columns must be found in any order, with other capitals, without umlauts and in English, on a sheet of any name.
func TestWiBAHeadings(t *testing.T) {
	for _, head := range [][]any{
		{"PRUEFFRAGE WIBA", "Nr. in WiBA", "checkliste wiba"},
		{"Prufrage", "No.", "Checklist"},
		{" Prüf-Frage  WiBA ", "NUMMER", "Checkliste"},
		{"Pru\u0308ffrage", "Nr", "Checkliste  WiBA"},
		{"Question", "Number", "WiBA checklist"},
	} {
		got := mustImport(t, inlineBook(t, tab{name: "Tabelle1", rows: [][]any{head, {"Ist die Tür zu?", "7", "Flur"}}}))
		if r := got.Catalogue.Requirements[0]; got.Format != FormatWiBA || r.ID != "wiba-flur-7" || r.Text != "Ist die Tür zu?" {
			t.Errorf("%v: %s %+v", head, got.Format, r)
		}
	}
}

// What would give wrong ids must be refused at the cell.
func TestWiBARefuses(t *testing.T) {
	head := []any{"Checkliste WiBA", "Nr. in WiBA", "Prüffrage WiBA"}
	book := func(rows ...[]any) string {
		return inlineBook(t, tab{name: "Dokumentation WiBA", rows: append([][]any{head}, rows...)})
	}
	tests := []struct {
		name, text string
		code       Code
		at         Place
		detail     string
	}{
		{"column missing", inlineBook(t, tab{name: "Dokumentation WiBA", rows: [][]any{{"Checkliste WiBA", "Nr."}}}), CodeMissingColumn, Place{Sheet: "Dokumentation WiBA"}, "Prüffrage WiBA"},
		{"empty sheet", inlineBook(t, tab{name: "Dokumentation WiBA"}), CodeMissingColumn, Place{Sheet: "Dokumentation WiBA"}, ""},
		{"no questions", book(), CodeNoRequirements, Place{}, ""},
		{"question without checklist", book([]any{nil, "1", "Wie?"}), CodeMissing, Place{Sheet: "Dokumentation WiBA", Cell: "A2"}, "Checkliste WiBA"},
		{"number twice", book([]any{"A", "1", "Wie?"}, []any{"A", "1", "Wo?"}), CodeDuplicateID, Place{Sheet: "Dokumentation WiBA", Cell: "C3", ID: "A 1"}, "wiba-a-1"},
		{"question twice without number", book([]any{"A", nil, "Wie?"}, []any{"A", nil, "Wie?"}), CodeDuplicateID, Place{}, ""},
		{"formula without result", book([]any{"A", formula(""), "Wie?"}), CodeFormulaAsID, Place{Sheet: "Dokumentation WiBA", Cell: "B2"}, ""},
		{"error as number", book([]any{"A", errorCell("#NAME?"), "Wie?"}), CodeErrorInCell, Place{Sheet: "Dokumentation WiBA", Cell: "B2"}, "#NAME?"},
		{"other workbook", inlineBook(t, tab{name: "Urlaub", rows: [][]any{{"Name", "Tage"}}}), CodeNotRecognised, Place{}, "xlsx"},
		{"workbook cut off", book([]any{"A", "1", "Wie?"})[:400], CodeDamaged, Place{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := importText(tt.text)
			wantError(t, err, tt.code, tt.at, tt.detail)
		})
	}
	got := mustImport(t, book([]any{"A", formula("1"), formula("Wie?")}, []any{"A", "2", errorCell("#REF!")}))
	wantDrops(t, got.Dropped,
		"@Dokumentation WiBA!C3 cell unknown_value #REF! 0",
		"@Dokumentation WiBA!B2 cell formula  1",
		"@Dokumentation WiBA!C2 cell formula  1")
}

// An archive that claims too much, or holds what no workbook needs, must be refused before memory is spent.
func TestWorkbookBombs(t *testing.T) {
	var bomb bytes.Buffer
	zw := zip.NewWriter(&bomb)
	if _, err := zw.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: 2 << 30, CompressedSize64: 0}); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := importText(bomb.String())
	wantError(t, err, CodeWorkbookLarge, Place{}, "")
	entity := zipOf(t, map[string]string{
		"[Content_Types].xml": `<!DOCTYPE x [<!ENTITY a "b">]><Types/>`, "_rels/.rels": "<Relationships/>",
	})
	_, err = importText(entity)
	wantError(t, err, CodeForbidden, Place{}, "")
	_, err = importText(zipOf(t, map[string]string{"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>", "word/document.xml": "<document/>"}))
	wantError(t, err, CodeNotRecognised, Place{}, "")
}

// A title that becomes part of an id must keep to harmless letters and stay apart from its neighbours.
func TestSlug(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Räume & Flure", "raeume-flure"}, {"  Web-Server,  Webanwendungen ", "web-server-webanwendungen"}, {"1.10", "1.10"}, {"..", textID("..")}, {"", ""}, {"Größe", "groesse"},
	}
	for _, tt := range tests {
		if got := slug(tt.in); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
	long := strings.Repeat("sehr lang ", 20)
	if slug(long+"a") == slug(long+"b") || len(slug(long)) > 80 {
		t.Errorf("long titles: %q", slug(long+"a"))
	}
}
