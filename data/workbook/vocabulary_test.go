package workbook

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// The reader understands every word that the translations put into a workbook.
func TestReaderUnderstandsWriter(t *testing.T) {
	for _, language := range []string{"de", "en"} {
		w := words(t, language)
		for _, tb := range []table{answerTable(true), remarkTable(true), measureTable()} {
			for _, c := range tb.columns {
				if !heads(c.key, strings.ToLower(w.Say(c.words))) {
					t.Errorf("%s: heading %q of %s", language, w.Say(c.words), c.key)
				}
			}
		}
		for _, s := range assessment.Statuses() {
			if got, ok := statusWords[plain(w.Say(statusKey(s)))]; !ok || got != s {
				t.Errorf("%s: status %v", language, s)
			}
		}
		for _, s := range []string{StatePlanned, StateRunning, StateDone, StateDropped} {
			if stateWords[plain(w.Say("workbook.state."+s))] != s {
				t.Errorf("%s: state %s", language, s)
			}
		}
		if !isClear(w.Say("workbook.clear")) {
			t.Errorf("%s: the word that clears", language)
		}
		day := w.Say("workbook.date", "year", "2027", "month", "01", "day", "31")
		if d, err := assessment.ParseDate(day); err != nil || d != "2027-01-31" {
			t.Errorf("%s: %s", language, day)
		}
	}
}

// Both languages have the same keys with the same placeholders.
func TestLanguagesAgree(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-z]+\}`)
	de, en := words(t, "de"), words(t, "en")
	for key, text := range de {
		a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(en[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if en[key] == "" || !slices.Equal(a, b) {
			t.Errorf("%s: %v and %v", key, a, b)
		}
	}
	if len(de) != len(en) {
		t.Errorf("%d German texts, %d English", len(de), len(en))
	}
}

// Every reason and warning has its sentence.
func TestEveryCodeHasASentence(t *testing.T) {
	file, err := parser.ParseFile(gotoken.NewFileSet(), "note.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
			code, _ := strconv.Unquote(lit.Value)
			if prefix, name, _ := strings.Cut(code, "."); name != "" && (prefix == "reason" || prefix == "warning") {
				codes++
				for _, language := range []string{"de", "en"} {
					if words(t, language)[code] == "" {
						t.Errorf("%s: no sentence for %s", language, code)
					}
				}
			}
		}
		return true
	})
	if codes < 30 {
		t.Errorf("only %d codes found", codes)
	}
}
