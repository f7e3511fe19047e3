package report

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// csvWords says a text's key, so that tests do not depend on translations.
type csvWords struct{}

func (csvWords) Say(key string, _ ...any) string {
	if key == "csv.decimal" {
		return ","
	}
	return key
}

func parse(t interface{ Fatal(...any) }, raw []byte) [][]string {
	text, marked := strings.CutPrefix(string(raw), "\ufeff")
	if !marked {
		t.Fatal("no byte order mark: Excel would guess the encoding")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Every text comes out of the table as it went in, apart from the apostrophe before what looks like a formula.
func TestAnswersCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[=+\-@a-zäöü;"\n ]{0,20}`)
		line := AnswerLine{
			District: assessment.District{Key: "06535", Name: text.Draw(t, "name")}, Scope: assessment.Scope{ID: assessment.WholeScope},
			Topic: "Sicherung", Requirement: assessment.Requirement{Ref: "A.1", Title: "Titel", Modal: assessment.ModalMust},
			Answer: assessment.Answer{
				Statement: assessment.Statement{Status: assessment.StatusPartly, Explanation: text.Draw(t, "explanation")},
				Due:       "2027-01-31", Conflict: true, ToConfirm: true,
			},
			Acceptance: assessment.Acceptance{By: text.Draw(t, "by"), Until: "2028-01-31"},
		}
		raw, err := AnswersCSV([]AnswerLine{line}, csvWords{})
		if err != nil {
			t.Fatal(err)
		}
		rows := parse(t, raw)
		want := []string{
			"06535", notAFormula(line.District.Name), "csv.scope.whole", "Sicherung", "A.1", "Titel", "MUSS", "csv.status.partly",
			notAFormula(line.Answer.Explanation), "", "2027-01-31", "", "", "csv.conflict", "csv.to_confirm",
			notAFormula(line.Acceptance.By), "2028-01-31",
		}
		if len(rows) != 2 || !slices.Equal(rows[1], want) {
			t.Fatalf("got %q, want %q", rows[1:], want)
		}
	})
}

// No cell starts like a formula, since Excel would run it. A number below zero and nothing else is none.
func TestNotAFormula(t *testing.T) {
	for in, want := range map[string]string{"": "", "ja": "ja", "=1+1": "'=1+1", "-3": "-3", "-2,5": "-2,5", "-3+1": "'-3+1", "-": "'-", "-x": "'-x", "@x": "'@x", "+49 6633": "'+49 6633", "\tx": "'\tx"} {
		if got := notAFormula(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// The heat map counts half for partly, leaves a cell empty where nothing is left to fulfil, and uses the decimal sign
// of the reader.
func TestHeatMapCSV(t *testing.T) {
	h := HeatMapData{
		Topics:    []assessment.Topic{{ID: "a", Title: "Netze"}, {ID: "b", Title: "Räume"}},
		Districts: []assessment.District{{Key: "06535", Name: "Vogelsbergkreis"}},
		Cells:     [][]assessment.Tally{{{Total: 4, Yes: 1, Partly: 1, No: 1, Open: 1, UnmetMust: 2}, {Total: 1, Dispensable: 1}}},
		Totals:    []assessment.Tally{{Total: 5, Yes: 1, Partly: 1, No: 1, Open: 1, Dispensable: 1, UnmetMust: 2}},
	}
	raw, err := HeatMapCSV(h, csvWords{})
	if err != nil {
		t.Fatal(err)
	}
	rows := parse(t, raw)
	want := []string{"06535", "Vogelsbergkreis", "80,0", "37,5", "2", "0", "37,5", ""}
	if !slices.Equal(rows[1], want) || rows[0][6] != "Netze" {
		t.Errorf("got %q, want %q", rows, want)
	}
}

// A table of figures keeps numbers numbers, also those below zero, and texts texts.
func TestTableCSV(t *testing.T) {
	w := german(t)
	raw, err := TableCSV(Table{Heads: []string{"key", "=Eigenes"}, Rows: [][]any{{"=1+1", 3}, {nil, 0.125}, {"-x", Points(-2.5)}, {true, assessment.Date("2026-01-02")}}}, w)
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeffSchlüssel;Eigenes\r\n'=1+1;3\r\n;12,5\r\n'-x;-2,5\r\nja;2026-01-02\r\n"
	if string(raw) != want {
		t.Errorf("%q, not %q", raw, want)
	}
}
