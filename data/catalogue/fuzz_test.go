package catalogue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// Whatever comes in, Import must end in an *Error or in a catalogue that keeps every promise.
func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		small, ownExample, withParams("{{ insert: param, p }} {{ x }}", `{"id":"p","select":{"choice":["a {{ q }}"]}},{"id":"q","label":"l"}`),
		withParams("{{ p }}", `{"id":"p","label":"{{ p }}"}`), nested("groups", 5), nested("controls", 5), bomb(), manyControls(3, "c1"),
		bsi("effort_level", "modalverb", "ergebnis", "dokumentation", "zielobjekte", ""), inUTF16(small, true, false), "\ufeff{", "kreislage-catalogue: 1", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(importsOrRefuses)
}

// importsOrRefuses checks that a text ends in a catalogue that keeps every promise, and comes back the same from the own
// format, or in an *Error.
func importsOrRefuses(t *testing.T, text string) {
	got, err := Import(context.Background(), strings.NewReader(text), Options{MaxBytes: 1 << 20})
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Code == "" || e.Error() == "" {
			t.Fatalf("%T: %v", err, err)
		}
		return
	}
	checkCatalogue(t, got.Catalogue)
	var b strings.Builder
	if err := WriteYAML(&b, got.Catalogue); err != nil {
		t.Fatal(err)
	}
	if again, err := importText(b.String()); err != nil || again.Catalogue.ID != got.Catalogue.ID {
		t.Fatalf("written and read again: %v\n%s", err, b.String())
	}
}

// The Kompendium's XML, whole and as what stands inside of a module.
func FuzzDocBook(f *testing.F) {
	f.Add(fixture(f, "kompendium.xml"))
	f.Add(docbookOf(reqSection("BEET.1.A1", "Das MUSS <b>sein</b>.")))
	f.Add("<section><title>BEET.1.A1 T (B)</title><itemizedlist><listitem>x</listitem></itemizedlist></section>")
	f.Add("<section><title>A.1.A1 [x] (CIA)</title><table><row><entry>a</entry></row></table></section>")
	f.Fuzz(func(t *testing.T, text string) {
		importsOrRefuses(t, text)
		importsOrRefuses(t, docbookOf(text))
	})
}

// Libraries of CISO Assistant, whole and as the nodes of a framework.
func FuzzLibrary(f *testing.F) {
	f.Add(fixture(f, "library.yaml"))
	f.Add(node("a", "", false) + node("b", "a", true))
	f.Add("  - {urn: a, depth: 1, assessable: x, questions: [{text: q, choices: [a, {value: b}]}]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		importsOrRefuses(t, text)
		importsOrRefuses(t, library(text))
	})
}

// Workbooks of every kind: the text's lines are rows, its tabs stand between cells, and the kind says which sheet it is.
func FuzzWorkbook(f *testing.F) {
	f.Add(uint8(0), "Checkliste WiBA\tNr.\tPrüffrage\nA\t1\tWie?\n\t1.1\tWo?")
	f.Add(uint8(1), "Kennung\tThema\tFrage\tVerweise\na\tT\tWie?\tx;y\n1.1\tT\tWo?")
	f.Add(uint8(1), "kreislage:id\tkreislage:topic\tkreislage:question\nKennung\tThema\tFrage\nbeispiel-001\tx\ty\nb\tT\tWann?")
	f.Add(uint8(2), "depth\tassessable\tref_id\tname\tquestions\tanswer\n1\t\tA\tx\n2\tx\t\ty\tq\tjn")
	f.Add(uint8(3), "Titel\tx\nkreislage:key\ty\tz")
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		if len(text) > 1<<16 {
			return
		}
		var rows [][]any
		for l := range strings.SplitSeq(xmlText(text), "\n") {
			var row []any
			for cell := range strings.SplitSeq(l, "\t") {
				switch {
				case cell == "":
					row = append(row, nil)
				case cell[0] == '=':
					row = append(row, formula("x"))
				case strings.Trim(cell, "0123456789.") == "" && strings.Count(cell, ".") < 2 && strings.Trim(cell, ".") == cell:
					var number float64
					fmt.Sscan(cell, &number)
					row = append(row, number)
				default:
					row = append(row, cell)
				}
			}
			rows = append(rows, row)
		}
		tabs := []tab{{name: []string{"Dokumentation WiBA", "Anforderungen", "f_content", "Katalog"}[kind%4], rows: rows}}
		switch kind % 4 {
		case 2:
			tabs = append(tabs, cisoTabs()[0], tab{name: "f_meta", rows: [][]any{{"type", "framework"}, {"answers_definition", "antworten"}}}, cisoTabs()[5], cisoTabs()[6])
		case 3:
			tabs = append(tabs, tab{name: "Anforderungen", rows: [][]any{{"Kennung", "Thema", "Frage"}, {"a", "T", "Wie?"}}})
		}
		importsOrRefuses(t, inlineBook(t, tabs...))
	})
}

// xmlText leaves out what XML cannot hold, since no workbook can either.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// The JSON parser must never take what it cannot place, and never panic.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{small, `{"a":[1,-2.5e3,true,false,null,"\u00e4\ud83d\ude00"]}`, `[[[[`, `{"a":1,"a":2}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := parseJSON(context.Background(), text)
		if (tree == nil) == (err == nil) {
			t.Fatalf("tree %v, error %v", tree, err)
		}
		checkAgainstStandard(t, text, tree)
	})
}
