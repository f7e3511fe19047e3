package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kreislage/app/words"
	"kreislage/data/catalogue"
)

// constants lists the values of the typed string constants of a package, by type.
func constants(t *testing.T, dir string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		ast.Inspect(parse(t, name), func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			typ, ok := spec.Type.(*ast.Ident)
			if !ok {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					s, _ := strconv.Unquote(lit.Value)
					out[typ.Name] = append(out[typ.Name], s)
				}
			}
			return true
		})
	}
	return out
}

func parse(t *testing.T, name string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Whatever code a package gives, there is a sentence for it in every language.
func TestEveryCodeHasItsSentence(t *testing.T) {
	codes, here, cells := constants(t, "../../data/catalogue"), constants(t, "."), constants(t, "../../data/workbook")
	var keys []string
	add := func(prefix string, values []string, suffixes ...string) {
		if len(values) == 0 {
			t.Fatalf("no constants for %s", prefix)
		}
		for _, v := range values {
			if len(suffixes) == 0 {
				keys = append(keys, prefix+v)
			}
			for _, s := range suffixes {
				keys = append(keys, prefix+v+s)
			}
		}
	}
	add("desk.catalogue.", codes["Code"])
	add("desk.drop.", codes["Reason"])
	add("desk.drop.what.", codes["What"])
	add("verdict.", here["Verdict"], ".office", ".district")
	add("", cells["Code"])
	for _, e := range explained {
		keys = append(keys, "desk.error."+e.key, "desk.hint."+e.key)
	}
	for _, lang := range words.Languages() {
		w, err := words.Load(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if !w.Has(k) {
				t.Errorf("%s: no text for %s", lang, k)
			}
		}
	}
}

// What Verify of the store can find has a sentence too.
func TestEveryProblemHasItsSentence(t *testing.T) {
	w, err := words.Load("de")
	if err != nil {
		t.Fatal(err)
	}
	codes := problemCodes(t)
	if len(codes) < 5 {
		t.Fatalf("only %v", codes)
	}
	for _, code := range codes {
		if !w.Has("desk.verify." + code) {
			t.Errorf("no text for desk.verify.%s", code)
		}
	}
}

// problemCodes lists the codes that the store's source gives its problems.
func problemCodes(t *testing.T) []string {
	t.Helper()
	var out []string
	ast.Inspect(parse(t, "../../data/store/verify.go"), func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || len(lit.Elts) != 2 {
			return true
		}
		if b, ok := lit.Elts[0].(*ast.BasicLit); ok && b.Kind == token.STRING {
			s, _ := strconv.Unquote(b.Value)
			out = append(out, s)
		}
		return true
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// A place is named as people look for it: the requirement, the cell, the line.
func TestPlaceText(t *testing.T) {
	w, err := words.Load("de")
	if err != nil {
		t.Fatal(err)
	}
	for want, p := range map[string]catalogue.Place{
		"a-2 (Zeile 7)":   {ID: "a-2", Line: 7, Column: 3},
		"Zeile 7":         {Line: 7},
		"a-2":             {ID: "a-2"},
		"a-2 (Fragen!C4)": {ID: "a-2", Sheet: "Fragen", Cell: "C4", Line: 1},
		"Fragen":          {Sheet: "Fragen"},
		"":                {},
	} {
		if got := placeText(w, p); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}

// A catalogue that is no good is explained with the place and without gaps where there is none.
func TestExplainCatalogue(t *testing.T) {
	for want, e := range map[string]*catalogue.Error{
		"Die Datei ist fehlerhaft aufgebaut: Zeile 3.": {Code: catalogue.CodeNotWellFormed, Place: catalogue.Place{Line: 3, Column: 9}},
		"Die Datei ist fehlerhaft aufgebaut.":          {Code: catalogue.CodeNotWellFormed},
		"Es fehlt die Angabe „title“: kopf (Zeile 2).": {Code: catalogue.CodeMissing, Place: catalogue.Place{ID: "kopf", Line: 2}, Detail: "title"},
		"Die Datei enthält keine Anforderungen.":       {Code: catalogue.CodeNoRequirements},
	} {
		if got, hint := Explain(e, "de"); got != want || hint == "" {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
