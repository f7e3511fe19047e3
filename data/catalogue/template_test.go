package catalogue

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

func templateIn(t testing.TB, lang string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteTemplate(&b, wordsIn(t, lang)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fill opens a template the way a person does and hands it over to be changed.
func fill(t testing.TB, lang string, change func(f *excelize.File, set func(sheet, at string, v any))) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(templateIn(t, lang)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	change(f, func(sheet, at string, v any) {
		if err := f.SetCellValue(sheet, at, v); err != nil {
			t.Fatal(err)
		}
	})
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every text of the template must be there in both languages, and nothing else.
func TestTemplateKeys(t *testing.T) {
	for _, lang := range Languages() {
		words, keys := wordsIn(t, lang), TemplateKeys()
		for _, key := range keys {
			if words.Say(key) == "" {
				t.Errorf("%s: no text for %s", lang, key)
			}
		}
		for key := range words {
			if !slices.Contains(keys, key) {
				t.Errorf("%s: nothing says %s", lang, key)
			}
		}
	}
}

// The empty template must be a catalogue without requirements: its example is passed over.
func TestTemplateIsEmpty(t *testing.T) {
	for _, lang := range Languages() {
		_, err := importText(string(templateIn(t, lang)))
		wantError(t, err, CodeNoRequirements, Place{}, "")
	}
}

// A filled template must come in with everything that was typed, in either language.
func TestTemplateFilledIn(t *testing.T) {
	for lang, sheets := range map[string][]string{"de": {"Katalog", "Themen", "Anforderungen"}, "en": {"Catalogue", "Topics", "Requirements"}} {
		text := fill(t, lang, func(f *excelize.File, set func(sheet, at string, v any)) {
			set(sheets[0], "C1", "unser-katalog")
			set(sheets[0], "C2", "Unser Katalog")
			set(sheets[0], "C3", "1.10")
			set(sheets[1], "A3", "auto")
			set(sheets[1], "B3", "Fahrzeuge")
			set(sheets[1], "C3", "Auch Räder.")
			set(sheets[2], "N2", "Eigene Spalte")
			for i, v := range []any{"k-001", "1.10", "Fahrzeuge", "Kauf", "Reifen", "Sind alle vier dran?", "Zählen.\nZweimal.", "Basis", "soll", 2, "3", "Rad; Auto ;", "INF.11, INF.12"} {
				set(sheets[2], string(rune('A'+i))+"5", v)
			}
			set(sheets[2], "A6", 17)
			set(sheets[2], "C6", "Neues Thema")
			set(sheets[2], "F6", "Noch etwas?")
		})
		got := mustImport(t, text)
		c := got.Catalogue
		if got.Format != FormatTemplate || c.Key != "unser-katalog" || c.Title != "Unser Katalog" || c.Edition != "1.10" {
			t.Errorf("%s: format %s, head %+v", lang, got.Format, c)
		}
		wantDrops(t, got.Dropped, "@"+sheets[2]+"!A3 row example  0", "@"+sheets[2]+"!N2 column not_imported Eigene Spalte 0")
		want := []assessment.Requirement{
			{ID: "k-001", Ref: "1.10", Topic: "auto", Section: "Kauf", Title: "Reifen", Text: "Sind alle vier dran?", Guidance: "Zählen.\nZweimal.", Level: "Basis",
				Modal: "SOLLTE", Effort: 2, Priority: 3, Tags: []string{"Rad", "Auto"}, References: []string{"INF.11", "INF.12"}},
			{ID: "17", Ref: "17", Topic: "Neues Thema", Title: "17", Text: "Noch etwas?"},
		}
		for i := range c.Requirements {
			c.Requirements[i].Hash = ""
		}
		if !reflect.DeepEqual(c.Requirements, want) {
			t.Errorf("%s: %+v", lang, c.Requirements)
		}
		if c.Topics[0].Notes != "Auch Räder." || c.Topics[1].Title != "Neues Thema" {
			t.Errorf("%s: topics %+v", lang, c.Topics)
		}
	}
}

// The template must be found again when the hidden keys are gone and the columns stand in another order, in German or
// English.
func TestTemplateWithoutKeys(t *testing.T) {
	for _, head := range [][]any{
		{"Frage", "KENNUNG", "Hilfe", "thema", "Verbindlichkeit", "Priorität"},
		{"Question", "Identifier", "Help", "Topic", "Obligation", "Priority"},
		{"Prüffrage", "Id", "Hilfetext", "Thema", "Modalverb", "PRIORITAET"},
	} {
		got := mustImport(t, inlineBook(t,
			tab{name: "Tabelle1", rows: [][]any{{"Unser Katalog"}, head, {"Wie?", "a-1", "So.", "T", "MUSS", 1}}},
			tab{name: "Katalog", rows: [][]any{{"Titel", "Unser Katalog"}, {"Ausgabe", 3}}}))
		r := got.Catalogue.Requirements[0]
		if got.Format != FormatTemplate || r.ID != "a-1" || r.Text != "Wie?" || r.Guidance != "So." || r.Topic != "T" || r.Modal != "MUSS" || r.Priority != 1 ||
			got.Catalogue.Title != "Unser Katalog" || got.Catalogue.Edition != "3" {
			t.Errorf("%v: %+v", head, r)
		}
	}
}

// Requirements of one topic come together, whatever the order of the rows, so that every own format gives them back the
// same.
func TestTemplateTopicsMixed(t *testing.T) {
	c := mustImport(t, inlineBook(t, tab{name: "Anforderungen", rows: [][]any{{"Kennung", "Thema", "Frage"},
		{"a", "T", "Wie?"}, {"b", "U", "Wo?"}, {"c", "T", "Wann?"}, {"d", "U", "Wer?"}}})).Catalogue
	var ids []string
	for _, r := range c.Requirements {
		ids = append(ids, string(r.ID))
	}
	if strings.Join(ids, "") != "acbd" {
		t.Errorf("order %v", ids)
	}
	var b bytes.Buffer
	if err := WriteYAML(&b, c); err != nil {
		t.Fatal(err)
	}
	if got := mustImport(t, b.String()).Catalogue.ID; got != c.ID || roundTrip(t, c).Catalogue.ID != c.ID {
		t.Error("written and read again, it is another catalogue")
	}
}

// Mistakes in the own template must be refused at the cell, so that the person who made them finds them.
func TestTemplateRefuses(t *testing.T) {
	const sheet = "Anforderungen"
	row := func(at string, v any) string {
		return fill(t, "de", func(f *excelize.File, set func(sheet, at string, v any)) {
			set(sheet, "A4", "a-1")
			set(sheet, "C4", "T")
			set(sheet, "F4", "Wie?")
			set(sheet, "A5", "a-2")
			set(sheet, "C5", "T")
			set(sheet, "F5", "Wo?")
			set(sheet, at, v)
		})
	}
	head := []any{"Kennung", "Thema", "Frage", "Nummer"}
	inline := func(cells ...any) string {
		return inlineBook(t, tab{name: sheet, rows: [][]any{head, cells}})
	}
	tests := []struct {
		name, text string
		code       Code
		at         Place
		detail     string
	}{
		{"id twice", row("A5", "a-1"), CodeDuplicateID, Place{Sheet: sheet, Cell: "A5", ID: "a-1"}, "a-1"},
		{"id missing", row("A5", nil), CodeMissing, Place{Sheet: sheet, Cell: "A5"}, "id"},
		{"topic missing", row("C5", " "), CodeMissing, Place{Sheet: sheet, Cell: "C5"}, "topic"},
		{"question missing", row("F5", ""), CodeMissing, Place{Sheet: sheet, Cell: "F5"}, "question"},
		{"unknown modal verb", row("I5", "vielleicht"), CodeBadValue, Place{Sheet: sheet, Cell: "I5"}, "vielleicht"},
		{"effort out of range", row("J5", 6), CodeBadValue, Place{Sheet: sheet, Cell: "J5"}, "6"},
		{"priority is a word", row("K5", "hoch"), CodeBadValue, Place{Sheet: sheet, Cell: "K5"}, "hoch"},
		{"topic id twice", fill(t, "de", func(f *excelize.File, set func(sheet, at string, v any)) {
			set("Themen", "A3", "x")
			set("Themen", "A4", "x")
		}), CodeDuplicateID, Place{Sheet: "Themen", Cell: "A4", ID: "x"}, "x"},
		{"id is a number that may have lost a zero", inline(1.1, "T", "Wie?"), CodeNumberAsID, Place{Sheet: sheet, Cell: "A2"}, "1.1"},
		{"number that may have lost a zero", inline("a", "T", "Wie?", 1.1), CodeNumberAsID, Place{Sheet: sheet, Cell: "D2"}, "1.1"},
		{"id is made by a formula", inline(formula("a"), "T", "Wie?"), CodeFormulaAsID, Place{Sheet: sheet, Cell: "A2"}, "a"},
		{"id is an error", inline(errorCell("#N/A"), "T", "Wie?"), CodeErrorInCell, Place{Sheet: sheet, Cell: "A2"}, "#N/A"},
		{"column missing", inlineBook(t, tab{name: sheet, rows: [][]any{{"Kennung", "Frage"}}}), CodeMissingColumn, Place{Sheet: sheet}, "topic"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := importText(tt.text)
			wantError(t, err, tt.code, tt.at, tt.detail)
		})
	}
}

// An id that Excel took for a date is no id any more.
func TestTemplateDateAsID(t *testing.T) {
	text := fill(t, "de", func(f *excelize.File, set func(sheet, at string, v any)) {
		set("Anforderungen", "C4", "T")
		set("Anforderungen", "F4", "Wie?")
		if err := dateCell(f, "Anforderungen", "A4"); err != nil {
			t.Fatal(err)
		}
	})
	_, err := importText(text)
	wantError(t, err, CodeDateAsID, Place{Sheet: "Anforderungen", Cell: "A4"}, "2027-01-31")
}

// roundTrip writes a catalogue as a workbook and reads it back.
func roundTrip(t testing.TB, c assessment.Catalogue) Imported {
	t.Helper()
	var b bytes.Buffer
	if err := WriteExcel(&b, wordsIn(t, "de"), c); err != nil {
		t.Fatal(err)
	}
	got, err := importText(b.String())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The built-in catalogue must come back from Excel the same, ID included.
func TestExcelRoundTripOfBuiltin(t *testing.T) {
	for _, lang := range Languages() {
		c, err := Builtin(lang)
		if err != nil {
			t.Fatal(err)
		}
		if got := roundTrip(t, c); got.Catalogue.ID != c.ID || len(got.Dropped) > 0 {
			t.Errorf("%s: id %s, want %s, dropped %s", lang, got.Catalogue.ID, c.ID, drops(got.Dropped))
		}
	}
}

// So must the BSI's kernel, with its long texts.
func TestExcelRoundTripOfKernel(t *testing.T) {
	c := mustImport(t, shared(t, "bsi-kernel-catalog.json")).Catalogue
	if got := roundTrip(t, c); got.Catalogue.ID != c.ID || len(got.Dropped) > 0 {
		t.Errorf("id %s, want %s, dropped %s", got.Catalogue.ID, c.ID, drops(got.Dropped))
	}
}

// What any importer gave must come back from Excel the same, whatever its texts look like.
func TestExcelRoundTrip(t *testing.T) {
	odd := rapid.SampledFrom([]string{"=1+1", "-5", "@x", "1.10", "1e5", "TRUE", "_x0041_", "a;b", "a,b", "zwei\nZeilen", "  – Punkt", "31.01.2027", "kreislage:id", "beispiel", "ß 😀", "<a>&amp;", "'x"})
	text := rapid.OneOf(odd, rapid.StringMatching(`[a-zäöü.;, ]{1,30}`))
	const enough = 40 // workbooks; each takes as long as hundreds of other checks
	checks := 0
	rapid.Check(t, func(rt *rapid.T) {
		if checks++; checks > enough && !t.Failed() {
			return
		}
		b := newBuilder(t.Context())
		b.head(assessment.Catalogue{Key: text.Draw(rt, "key"), Title: "T " + text.Draw(rt, "title"), Edition: text.Draw(rt, "edition"), Notes: text.Draw(rt, "notes")})
		for i := range rapid.IntRange(1, 3).Draw(rt, "topics") {
			id := assessment.TopicID("t" + string(rune('0'+i)) + text.Draw(rt, "topic"))
			if err := b.topic(assessment.Topic{ID: id, Title: text.Draw(rt, "topic title"), Notes: text.Draw(rt, "topic notes")}, Place{}); err != nil {
				rt.Fatal(err)
			}
			id = b.cat.Topics[len(b.cat.Topics)-1].ID
			for j := range rapid.IntRange(1, 3).Draw(rt, "requirements") {
				r := assessment.Requirement{
					ID: assessment.RequirementID("r" + string(rune('0'+i)) + string(rune('0'+j)) + text.Draw(rt, "id")), Ref: text.Draw(rt, "ref"), Topic: id,
					Section: text.Draw(rt, "section"), Title: text.Draw(rt, "title"), Text: text.Draw(rt, "text"), Guidance: text.Draw(rt, "guidance"), Level: text.Draw(rt, "level"),
					Modal: rapid.SampledFrom([]assessment.Modal{"", "MUSS", "SOLLTE", "KANN"}).Draw(rt, "modal"), Effort: rapid.IntRange(0, 5).Draw(rt, "effort"), Priority: rapid.IntRange(0, 4).Draw(rt, "priority"),
					Tags: rapid.SliceOfN(text, 0, 3).Draw(rt, "tags"), References: rapid.SliceOfN(text, 0, 2).Draw(rt, "references"),
				}
				if err := b.add(r, Place{}); err != nil {
					rt.Fatal(err)
				}
			}
		}
		b.cat.Language = "de"
		c, err := b.finish()
		if err != nil {
			rt.Skip(err)
		}
		got := roundTrip(t, c)
		if got.Catalogue.ID != c.ID {
			rt.Fatalf("want %+v\ngot  %+v\ndropped %s", c, got.Catalogue, drops(got.Dropped))
		}
	})
}

// A text that no cell can hold must be refused, not cut.
func TestExcelRefusesLongTexts(t *testing.T) {
	c := assessment.Catalogue{Title: "t", Topics: []assessment.Topic{{ID: "t", Title: "t"}}, Requirements: []assessment.Requirement{{ID: "a", Topic: "t", Text: strings.Repeat("_x0041_", 5000)}}}
	if err := WriteExcel(&bytes.Buffer{}, wordsIn(t, "de"), c); !errors.Is(err, assessment.ErrTooLong) {
		t.Errorf("error %v", err)
	}
}
