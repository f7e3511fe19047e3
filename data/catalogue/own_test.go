package catalogue

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

const ownExample = `# Comments are welcome.
kreislage-catalogue: 1
key: our-county-extra
title: Zusätzliche Fragen
edition: 2026.10
language: de
publisher: Unser Kreis
topics:
  - id: kfz
    title: Fahrzeuge
    notes: Alles, was fährt.
    requirements:
      - id: no
        ref: KFZ.1
        section: Fuhrpark
        title: Navigationsgeräte
        question: Werden Ziele bei der Rückgabe gelöscht?
        help: >-
          Auf Werkseinstellung setzen.
          Nachweis: Fahrtenbuch.
        level: basis
        modal: SOLLTE
        effort: 1
        priority: 3
        tags: [fuhrpark, 2026]
        references: [INF.11]
      - id: kfz-2
        title: Zwei
        question: Gibt es zwei?
`

// A file in the own format must come in as it stands, without YAML's ideas of numbers and truth.
func TestOwnFormat(t *testing.T) {
	got := mustImport(t, ownExample)
	c := got.Catalogue
	if got.Format != FormatYAML || len(got.Dropped) != 0 || c.Key != "our-county-extra" || c.Edition != "2026.10" || c.Language != "de" {
		t.Errorf("format %s, dropped %v, key %s, edition %s, language %s", got.Format, got.Dropped, c.Key, c.Edition, c.Language)
	}
	want := assessment.Requirement{
		ID: "no", Ref: "KFZ.1", Topic: "kfz", Section: "Fuhrpark", Title: "Navigationsgeräte", Text: "Werden Ziele bei der Rückgabe gelöscht?",
		Guidance: "Auf Werkseinstellung setzen. Nachweis: Fahrtenbuch.", Level: "basis", Modal: assessment.ModalShould, Effort: 1, Priority: 3,
		Tags: []string{"fuhrpark", "2026"}, References: []string{"INF.11"},
	}
	want.Hash = want.TextHash()
	if !reflect.DeepEqual(c.Requirements[0], want) {
		t.Errorf("got  %+v\nwant %+v", c.Requirements[0], want)
	}
	if r := c.Requirements[1]; r.Ref != "kfz-2" || r.Modal != "" || r.Effort != 0 {
		t.Errorf("defaults: %+v", r)
	}
}

// Every slip in a hand-written file must be named with its line, and bombs must not go off.
func TestOwnFormatRefuses(t *testing.T) {
	change := func(old, new string) string {
		if !strings.Contains(ownExample, old) {
			t.Fatalf("%q is not in the example", old)
		}
		return strings.Replace(ownExample, old, new, 1)
	}
	tests := []struct {
		name, text string
		code       Code
		at         Place
		detail     string
	}{
		{"misspelt field", change("priority:", "priorty:"), CodeUnknownField, Place{Line: 24, ID: "no"}, "priorty"},
		{"misspelt field of a topic", change("notes:", "note:"), CodeUnknownField, Place{Line: 11, ID: "kfz"}, "note"},
		{"misspelt field of the catalogue", change("publisher:", "publischer:"), CodeUnknownField, Place{Line: 7}, "publischer"},
		{"field twice", change("effort: 1", "modal: KANN"), CodeDuplicateKey, Place{}, "modal"},
		{"missing question", change("        question: Gibt es zwei?\n", ""), CodeMissing, Place{Line: 27, ID: "kfz-2"}, "question"},
		{"empty question", change("Gibt es zwei?", ""), CodeMissing, Place{Line: 29, ID: "kfz-2"}, "question"},
		{"missing key", change("key: our-county-extra\n", ""), CodeMissing, Place{}, "key"},
		{"missing id", change("- id: no\n        ref", "- ref"), CodeMissing, Place{Line: 13}, "id"},
		{"effort out of range", change("effort: 1", "effort: 6"), CodeBadValue, Place{Line: 23, ID: "no"}, "effort"},
		{"effort in words", change("effort: 1", "effort: small"), CodeBadValue, Place{}, "effort"},
		{"unknown modal verb", change("SOLLTE", "DARF"), CodeBadValue, Place{}, "modal"},
		{"id twice", change("id: kfz-2", "id: no"), CodeDuplicateID, Place{}, "no"},
		{"ref twice", change("id: kfz-2", "id: kfz-2\n        ref: KFZ.1"), CodeDuplicateID, Place{}, "KFZ.1"},
		{"later version", change("catalogue: 1", "catalogue: 2"), CodeBadValue, Place{Line: 2}, "kreislage-catalogue"},
		{"text where a list belongs", change("[INF.11]", "INF.11"), CodeBadValue, Place{}, "references"},
		{"list where a text belongs", change("title: Zwei", "title: [Zwei]"), CodeBadValue, Place{}, "title"},
		{"map in a list of texts", change("[INF.11]", "[{a: b}]"), CodeBadValue, Place{}, "references"},
		{"tab", change("    title: Fahrzeuge", "\ttitle: Fahrzeuge"), CodeNotWellFormed, Place{}, ""},
		{"bad indentation", change("      - id: kfz-2", "     - id: kfz-2"), CodeNotWellFormed, Place{}, ""},
		{"two documents", ownExample + "---\na: b\n", CodeNotWellFormed, Place{Line: 30}, ""},
		{"anchor", change("Unser Kreis", "&a Unser Kreis"), CodeAlias, Place{}, ""},
		{"alias", change("Unser Kreis", "&a x\nlicence: *a"), CodeAlias, Place{}, ""},
		{"merge key", change("        title: Zwei", "        <<: {title: Zwei}"), CodeMissing, Place{}, "title"},
		{"bomb", bomb(), CodeAlias, Place{}, ""},
		{"deep", "kreislage-catalogue: " + strings.Repeat("[", 50_000), CodeNotWellFormed, Place{}, ""},
		{"endless list", "kreislage-catalogue: [" + strings.Repeat("a,", maxYAMLMarks) + "]", CodeTooMany, Place{}, ""},
		{"no topics", "kreislage-catalogue: 1\nkey: a\ntitle: b\n", CodeNoRequirements, Place{}, ""},
		{"binary", change("Unser Kreis", "!!binary aGFsbG8="), CodeBadValue, Place{}, "publisher"},
		{"Latin-1", change("Zusätzliche", "Zus\xe4tzliche"), CodeEncoding, Place{Line: 4, Column: 11}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := importText(tt.text)
			wantError(t, err, tt.code, tt.at, tt.detail)
		})
	}
}

func bomb() string {
	var b strings.Builder
	b.WriteString("kreislage-catalogue: 1\na0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := range 9 {
		name, before := string(rune('b'+i)), "*"+string(rune('a'+i))+"0"
		b.WriteString(name + "0: &" + name + "0 [" + strings.TrimSuffix(strings.Repeat(before+",", 9), ",") + "]\n")
	}
	return b.String()
}

// What is written in the own format must come back as the same catalogue.
func TestWriteYAMLRoundTrip(t *testing.T) {
	catalogues := map[string]assessment.Catalogue{"example": mustImport(t, ownExample).Catalogue}
	for _, l := range Languages() {
		c, err := Builtin(l)
		if err != nil {
			t.Fatal(err)
		}
		catalogues["built in "+l] = c
	}
	for name, c := range catalogues {
		checkRoundTrip(t, name, c)
	}
	rapid.Check(t, func(rt *rapid.T) {
		got, err := importText(randomCatalogue(rt))
		if err == nil {
			checkRoundTrip(rt, "random", got.Catalogue)
		}
	})
}

// The largest real catalogue must survive the own format too.
func TestWriteYAMLKernel(t *testing.T) {
	checkRoundTrip(t, "kernel", mustImport(t, shared(t, "bsi-kernel-catalog.json")).Catalogue)
}

type fataler interface{ Fatalf(string, ...any) }

func checkRoundTrip(t fataler, name string, c assessment.Catalogue) {
	var b bytes.Buffer
	if err := WriteYAML(&b, c); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	again, err := importText(b.String())
	if err != nil {
		t.Fatalf("%s: %v in\n%.2000s", name, err, b.String())
	}
	if again.Catalogue.ID != c.ID || !reflect.DeepEqual(again.Catalogue, c) || len(again.Dropped) > 0 {
		t.Fatalf("%s: got\n%+v\nwant\n%+v\ndropped %v", name, again.Catalogue, c, again.Dropped)
	}
}

type schema struct {
	Required   []string           `json:"required"`
	Properties map[string]*schema `json:"properties"`
	Defs       map[string]*schema `json:"$defs"`
}

func readSchema(t *testing.T, name string) *schema {
	t.Helper()
	data, err := os.ReadFile("builtin/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// The schemas that editors use and the strict parser must speak of the same fields and demand the same ones.
func TestSchemasAgreeWithParser(t *testing.T) {
	own, topic := readSchema(t, "catalogue.schema.json"), readSchema(t, "topic.schema.json")
	words := func(m *yamlMap) { readWords(m, &assessment.Requirement{}) }
	tests := []struct {
		name string
		s    *schema
		read func(m *yamlMap)
	}{
		{"own requirement", own.Defs["requirement"], func(m *yamlMap) { readOwnRequirement(m) }},
		{"own topic", own.Defs["topic"], func(m *yamlMap) { _ = readOwnTopic(m, newBuilder(t.Context())) }},
		{"built-in words", topic.Defs["words"], words},
		{"built-in texts", topic.Defs["bilingual"], func(m *yamlMap) {
			for _, l := range Languages() {
				m.needed(l)
			}
		}},
		{"built-in requirement", topic.Defs["requirement"], func(m *yamlMap) {
			m.needed("id")
			for _, l := range Languages() {
				m.inner(l)
			}
			readFigures(m, &assessment.Requirement{})
		}},
	}
	for _, tt := range tests {
		asked := &yamlMap{r: &yamlReader{}, took: map[string]bool{}}
		tt.read(asked)
		var parser, schema []string
		for k := range asked.took {
			parser = append(parser, k)
		}
		for k := range tt.s.Properties {
			schema = append(schema, k)
		}
		slices.Sort(parser)
		slices.Sort(schema)
		if !slices.Equal(parser, schema) {
			t.Errorf("%s: the parser knows %q, the schema %q", tt.name, parser, schema)
		}
	}
	var written []string
	for _, m := range regexp.MustCompile(`yaml:"([a-z]+)`).FindAllStringSubmatch(structTags(ownRequirement{}), -1) {
		written = append(written, m[1])
	}
	for k := range own.Defs["requirement"].Properties {
		if !slices.Contains(written, k) {
			t.Errorf("%s is read but never written", k)
		}
	}
}

func structTags(v any) string {
	var b strings.Builder
	for i := range reflect.TypeOf(v).NumField() {
		b.WriteString(string(reflect.TypeOf(v).Field(i).Tag) + "\n")
	}
	return b.String()
}

// The example in the instructions must be one that works.
func TestReadmeExample(t *testing.T) {
	data, err := os.ReadFile("builtin/README.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(data)
	if m == nil {
		t.Fatal("no example")
	}
	if got := mustImport(t, string(m[1])); len(got.Dropped) != 0 || got.Catalogue.Requirements[0].Ref != "CARS.1" {
		t.Errorf("%+v", got)
	}
}
