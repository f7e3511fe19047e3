package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// roughText draws texts with everything that a text should not hold.
func roughText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"a", "ü", "u\u0308", " ", "\u00a0", "\n", "\r\n", "\r", "\t", "\x00", "\x7f", "\u0085", "\u2028", "\u2029",
			"\u202e", "\ufeff", "\u00ad", "\u200d", "\u0301", "\ufffe", "\xff", "\U0001f600", "{{ p }}", "[x](y)", "a\u0323\u0307", "\u2001"}),
		rapid.StringN(0, 5, -1),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), "")
	})
}

// A text brought into form must be in form, and bringing it into form again must change nothing.
func TestTidyIsStable(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		raw := roughText().Draw(rt, "text")
		many, one := tidy(raw), line(raw)
		checkText(t, "tidy", many, len(many), false)
		checkText(t, "line", one, len(one), true)
		if tidy(many) != many || line(one) != one {
			rt.Fatalf("not stable: %q %q", many, one)
		}
		if strings.Contains(many, "\n\n\n") || strings.Contains(one, "  ") {
			rt.Fatalf("holes: %q %q", many, one)
		}
	})
}

// What is visible must survive.
func TestTidyKeepsWords(t *testing.T) {
	for raw, want := range map[string]string{
		"  Größe\tund\u00a0Maß \r\n\r\n\r\n\r\nEnde\u2028Zeile ": "Größe und\u00a0Maß\n\nEnde\nZeile",
		"u\u0308ber":             "über",
		"Infor\u00admation":      "Information",
		"a\u202eb\u0007c":        "abc",
		"\n\n  - eins\n  - zwei": "- eins\n  - zwei",
	} {
		if got := tidy(raw); got != want {
			t.Errorf("tidy(%q) = %q, want %q", raw, got, want)
		}
	}
}

// A cut must keep its limit and lose nothing but spaces.
func TestCutLosesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := line(roughText().Draw(rt, "text"))
		limit := rapid.IntRange(1, 20).Draw(rt, "limit")
		kept, rest := cut(text, limit)
		if utf8.RuneCountInString(kept) > limit {
			rt.Fatalf("%q keeps more than %d", kept, limit)
		}
		squash := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squash(kept+rest) != squash(text) {
			rt.Fatalf("%q became %q and %q", text, kept, rest)
		}
		if utf8.RuneCountInString(text) <= limit && rest != "" {
			rt.Fatalf("%q was cut needlessly", text)
		}
	})
}

// Markdown links must become text that can be read and, where they lead out of the document, followed.
func TestPlainLinks(t *testing.T) {
	for raw, want := range map[string]string{
		"[Amt](https://a.example/b)":             "Amt (https://a.example/b)",
		"[Amt](https://a.example 'x)":            "[Amt](https://a.example 'x)",
		`[Amt](https://a.example "Titel")`:       "Amt (https://a.example)",
		"[(choppy)](#s1.2)":                      "(choppy)",
		"[https://a.example](https://a.example)": "https://a.example",
		"<https://a.example>":                    "https://a.example",
		"![Bild](b.png)":                         "Bild (b.png)",
		"[](x)":                                  "x",
		"[Liste] (nicht verlinkt)":               "[Liste] (nicht verlinkt)",
		"a < b > c [x]":                          "a < b > c [x]",
		"[{{ insert: param, p }}](#p)":           "{{ insert: param, p }}",
		"Administrator*innen und __alle__":       "Administrator*innen und __alle__",
	} {
		if got := plainLinks(raw); got != want {
			t.Errorf("plainLinks(%q) = %q, want %q", raw, got, want)
		}
	}
}

// plainValue turns a tree into what encoding/json would give.
func plainValue(v *jsonValue) any {
	switch v.kind {
	case jsonString:
		return v.text
	case jsonNumber:
		return json.Number(v.text)
	case jsonArray:
		list := []any{}
		for i := range v.items {
			list = append(list, plainValue(&v.items[i]))
		}
		return list
	case jsonObject:
		m := map[string]any{}
		for i := range v.items {
			m[v.items[i].key] = plainValue(&v.items[i])
		}
		return m
	}
	return nil
}

func anyJSON(depth int) *rapid.Generator[any] {
	scalar := rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.Float64Range(-1e9, 1e9), func(f float64) any { return f }), rapid.Map(rapid.Int(), func(i int) any { return i }))
	if depth == 0 {
		return scalar
	}
	inner := rapid.Deferred(func() *rapid.Generator[any] { return anyJSON(depth - 1) })
	return rapid.OneOf(scalar,
		rapid.Map(rapid.SliceOfN(inner, 0, 4), func(l []any) any { return l }),
		rapid.Map(rapid.MapOfN(rapid.String(), inner, 0, 20), func(m map[string]any) any { return m }))
}

// What the standard library writes, the strict parser must read the same way.
func TestJSONAgainstStandardLibrary(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		data, err := json.Marshal(anyJSON(3).Draw(rt, "value"))
		if err != nil {
			rt.Fatal(err)
		}
		tree, err := parseJSON(context.Background(), string(data))
		if err != nil {
			rt.Fatalf("%s: %v", data, err)
		}
		again, err := json.Marshal(plainValue(tree))
		if err != nil || string(again) != string(data) {
			rt.Fatalf("got %s, want %s (%v)", again, data, err)
		}
	})
}

// Whatever the strict parser takes, the standard library must take too.
func TestJSONNotLaxer(t *testing.T) {
	for _, text := range []string{
		"", "{", "}", "[", "]", "[1,]", "[,1]", "{,}", `{"a"}`, `{"a":}`, `{"a" 1}`, `{a:1}`, `{"a":1 "b":2}`, "01", "-", "+1", "1.", ".5", "1e", "1e+", "--1",
		"nul", "True", "NaN", `"a`, `"\x"`, `"\u12"`, `"\u12g4"`, `"\ud800"`, `"\ud800\u0041"`, `"\udc00"`, "\"\n\"", "\"\x01\"", "[1] 2", "'a'", "/* */1", "[1 2]", `"\`, `"\u`,
	} {
		if _, err := parseJSON(context.Background(), text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	for text, want := range map[string]string{`"\ud83d\ude00"`: "😀", `"\"\\\/\b\f\n\r\t"`: "\"\\/\b\f\n\r\t", `"\u00fc\u00DC"`: "üÜ", " 1 ": "1", "-0.5e-7": "-0.5e-7"} {
		tree, err := parseJSON(context.Background(), text)
		if err != nil || tree.text != want {
			t.Errorf("%s: %q, %v", text, tree.value(), err)
		}
	}
}

// An import must give the same catalogue each time, and texts in form, whatever the file says.
func TestImportIsDeterministic(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := randomCatalogue(rt)
		first, err := importText(text)
		second, err2 := importText(text)
		if (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() {
			rt.Fatalf("%v, then %v", err, err2)
		}
		if err != nil {
			return
		}
		checkCatalogue(t, first.Catalogue)
		a, _ := json.Marshal(first)
		b, _ := json.Marshal(second)
		if string(a) != string(b) {
			rt.Fatalf("got\n%s\nthen\n%s", a, b)
		}
	})
}

func randomCatalogue(rt *rapid.T) string {
	words := rapid.Map(roughText(), func(s string) string { return strings.ToValidUTF8(s, "") })
	type m = map[string]any
	var controls []any
	for i := range rapid.IntRange(1, 6).Draw(rt, "controls") {
		id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f\u0308", " g "}).Draw(rt, "id") + strings.Repeat("x", i)
		controls = append(controls, m{
			"id": id, "title": words.Draw(rt, "title"),
			"props": []any{m{"name": "label", "value": words.Draw(rt, "label")}, m{"name": "tags", "value": words.Draw(rt, "tags")},
				m{"name": rapid.SampledFrom([]string{"status", "effort_level", "modalverb"}).Draw(rt, "prop"), "value": rapid.SampledFrom([]string{"withdrawn", "3", "MUSS", "?"}).Draw(rt, "value")}},
			"params": []any{m{"id": "p", "label": words.Draw(rt, "param")}},
			"parts": []any{m{"name": rapid.SampledFrom([]string{"statement", "guidance", "item"}).Draw(rt, "part"), "prose": words.Draw(rt, "prose"),
				"parts": []any{m{"name": "item", "prose": words.Draw(rt, "inner")}}}},
			"links": []any{m{"href": "#" + words.Draw(rt, "href")}},
		})
	}
	data, err := json.Marshal(m{"catalog": m{"metadata": m{"title": words.Draw(rt, "catalogue"), "remarks": words.Draw(rt, "remarks")},
		"groups": []any{m{"id": "g", "title": words.Draw(rt, "group"), "controls": controls}}}})
	if err != nil {
		rt.Fatal(err)
	}
	return string(data)
}

// checkAgainstStandard holds a parsed text against the standard library's reading of it.
func checkAgainstStandard(t *testing.T, text string, tree *jsonValue) {
	t.Helper()
	if tree == nil || !utf8.ValidString(text) {
		return
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var want any
	if err := d.Decode(&want); err != nil {
		t.Fatalf("taken here, refused by encoding/json: %v", err)
	}
	if got := plainValue(tree); !reflect.DeepEqual(withoutBools(got), withoutBools(want)) {
		t.Fatalf("got %#v, want %#v", got, want)
	}
}

// withoutBools replaces truth values, which the tree does not keep.
func withoutBools(v any) any {
	switch v := v.(type) {
	case bool:
		return nil
	case []any:
		for i := range v {
			v[i] = withoutBools(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = withoutBools(v[k])
		}
	}
	return v
}

// A text in both languages, or in none, must not be given a language.
func TestLanguageGuess(t *testing.T) {
	for text, want := range map[string]string{
		"Die Leitung muss das Verfahren und die Frist festlegen.":                                              "de",
		"The management must define the procedure and the period.":                                             "en",
		"Die Leitung und the management must define das Verfahren.":                                            "",
		"Die Leitung und das Amt müssen die Frist und den Weg für das Verfahren with einem Vermerk festlegen.": "de",
		"Foo bar": "",
		"":        "",
	} {
		var g languageGuess
		if g.hear(text); g.language() != want {
			t.Errorf("%q: language %q, want %q", text, g.language(), want)
		}
	}
}

// A parser that nobody waits for any more must stop in the middle.
func TestJSONStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := parseJSON(ctx, "["+strings.Repeat("0,", 10_000)+"0]"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
