package catalogue

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"kreislage/data/assessment"
)

// The BSI's kernel must give its 901 requirements in 14 topics, with nothing left out and every parameter put in.
func TestKernel(t *testing.T) {
	got := mustImport(t, shared(t, "bsi-kernel-catalog.json"))
	c := got.Catalogue
	if len(c.Requirements) != 901 || len(c.Topics) != 14 || len(got.Dropped) != 0 {
		t.Fatalf("%d requirements in %d topics, dropped %v", len(c.Requirements), len(c.Topics), got.Dropped)
	}
	if c.Key != "58d876a3-04d3-474e-a02f-be949c2a0a61" || c.Edition != "2026-07-29T06:41:06.596639+00:00" || c.Language != "de" {
		t.Errorf("key %s, edition %s, language %s", c.Key, c.Edition, c.Language)
	}
	modals, levels := map[assessment.Modal]int{}, map[string]int{}
	for _, r := range c.Requirements {
		modals[r.Modal]++
		levels[r.Level]++
		if strings.Contains(r.Text+r.Guidance+r.Title, "{{") || strings.Contains(r.Guidance, "](") {
			t.Errorf("%s: not put in or not made plain: %s", r.Ref, r.Text)
		}
		if len(r.ID) != 36 || r.Section == "" {
			t.Errorf("%s: id %q, section %q", r.Ref, r.ID, r.Section)
		}
	}
	if modals["MUSS"] != 69 || modals["SOLLTE"] != 608 || modals["KANN"] != 224 {
		t.Errorf("modal verbs %v", modals)
	}
	if levels["normal-SdT"] != 674 || levels["erhöht"] != 227 {
		t.Errorf("levels %v", levels)
	}
	r, err := c.Find("DET.1.1.1")
	if err != nil || r.Section != "Grundlagen / Verfahren und Regelungen" {
		t.Errorf("a nested title must be read under its parent's: section %q, %v", r.Section, err)
	}
}

// The NIST example must give its four controls in two topics, with parameters inside parameters and all parts.
func TestNISTExample(t *testing.T) {
	c := mustImport(t, shared(t, "nist-basic-catalog.json")).Catalogue
	if len(c.Requirements) != 4 || len(c.Topics) != 2 || c.Language != "en" {
		t.Fatalf("%d requirements, %d topics, language %q", len(c.Requirements), len(c.Topics), c.Language)
	}
	r, err := c.Find("1.1.1")
	if err != nil {
		t.Fatal(err)
	}
	if r.ID != "s1.1.1" || r.Section != "Internal Organization" {
		t.Errorf("id %s, section %s", r.ID, r.Section)
	}
	if !strings.Contains(r.Text, "[initiating a device lock after [a duration] of inactivity / ") || !strings.Contains(r.Text, ": (choppy).") {
		t.Errorf("text %q", r.Text)
	}
	if !strings.Contains(r.Guidance, "\n\nOther information\n\n") || !strings.Contains(r.Guidance, "the assets and information security processes") {
		t.Errorf("guidance %q", r.Guidance)
	}
}

// withParams builds a catalogue of one control with the given statement and parameters.
func withParams(prose, params string) string {
	return fmt.Sprintf(`{"catalog":{"params":[{"id":"outer","values":["from the catalogue"]},{"id":"shadowed","values":["far"]}],
 "groups":[{"id":"g","title":"G","params":[{"id":"middle","label":"from the group"},{"id":"shadowed","values":["near"]}],
 "controls":[{"id":"c","title":"C","params":[%s],"parts":[{"name":"statement","prose":%q}]},
 {"id":"d","title":"D","params":[{"id":"elsewhere","values":["from a neighbour"]}]}]}]}}`, params, prose)
}

// Parameters must be put in with any spacing, values before choices before labels, and unknown ones must stay visible.
func TestParameters(t *testing.T) {
	const label, values, choices = `{"id":"p","label":"a role"}`, `{"id":"p","label":"x","values":["daily","weekly"]}`,
		`{"id":"p","label":"x","select":{"choice":["one","two {{ insert: param, q }}"]}},{"id":"q","label":"deep"}`
	tests := []struct{ name, prose, params, want, unknown string }{
		{"label", "By {{ insert: param, p }}.", label, "By [a role].", ""},
		{"no spaces", "By {{insert:param,p}}.", label, "By [a role].", ""},
		{"many spaces", "By {{   insert :   param  ,   p   }}.", label, "By [a role].", ""},
		{"line end inside", "By {{ insert: param,\n p }}.", label, "By [a role].", ""},
		{"older form", "By {{ p }}.", label, "By [a role].", ""},
		{"older form, no spaces", "By {{p}}.", label, "By [a role].", ""},
		{"values", "{{ insert: param, p }}", values, "daily, weekly", ""},
		{"single value of early OSCAL", "{{ p }}", `{"id":"p","value":"yearly"}`, "yearly", ""},
		{"values before choices", "{{ p }}", `{"id":"p","values":["v"],"select":{"choice":["c"]}}`, "v", ""},
		{"choices with a parameter inside", "{{ p }}", choices, "[one / two [deep]]", ""},
		{"choices before label", "{{ p }}", `{"id":"p","label":"l","select":{"choice":["c"]}}`, "[c]", ""},
		{"parameter in a value", "{{ p }}", `{"id":"p","values":["every {{ q }}"]},{"id":"q","values":["day"]}`, "every day", ""},
		{"neither value nor label", "{{ p }}", `{"id":"p"}`, "[p]", ""},
		{"twice", "{{ p }} and {{ p }}", label, "[a role] and [a role]", ""},
		{"of the group", "{{ middle }}", "", "[from the group]", ""},
		{"of the catalogue", "{{ outer }}", "", "from the catalogue", ""},
		{"of a neighbour", "{{ elsewhere }}", "", "from a neighbour", ""},
		{"the nearest counts", "{{ shadowed }}", "", "near", ""},
		{"the nearest counts, from further inside", "{{ shadowed }}", label, "near", ""},
		{"unknown twice, noted once", "{{ x }} {{ x }}", "", "[x] [x]", "x"},
		{"unknown", "By {{ insert: param, nobody }}.", "", "By [nobody].", "nobody"},
		{"unknown in words", "By {{zuständige Person}}.", "", "By [zuständige Person].", "zuständige Person"},
		{"unknown inside a choice", "{{ p }}", `{"id":"p","select":{"choice":["a {{ x }}"]}}`, "[a [x]]", "x"},
		{"empty braces stay", "a {{ }} b", "", "a {{ }} b", ""},
		{"open braces stay", "a {{ p b", label, "a {{ p b", ""},
		{"link in a choice", "{{ p }}", `{"id":"p","values":["see [that](#x)"]}`, "see that", ""},
		{"label like a link", "{{ p }}(x)", label, "[a role](x)", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := mustImport(t, withParams(tt.prose, tt.params))
			if text := got.Catalogue.Requirements[0].Text; text != tt.want {
				t.Errorf("text %q, want %q", text, tt.want)
			}
			var unknown string
			for _, d := range got.Dropped {
				if d.Reason == ReasonUnknownParameter && d.What == WhatParameter && d.Place.ID == "c" {
					unknown += d.Detail
				}
			}
			if unknown != tt.unknown {
				t.Errorf("noted %q, want %q: %v", unknown, tt.unknown, got.Dropped)
			}
		})
	}
}

// Parameters that insert themselves, blow up or repeat an id must be refused with their names.
func TestParametersHostile(t *testing.T) {
	chain := func(n int, times string) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`{"id":"p%d","values":[%q]}`, i, strings.ReplaceAll(times, "$", fmt.Sprint(i+1))))
		}
		return strings.Join(list, ",")
	}
	tests := []struct {
		name, prose, params string
		code                Code
		detail              string
	}{
		{"inserts itself", "{{ p }}", `{"id":"p","label":"x {{ p }}"}`, CodeCycle, "p → p"},
		{"in a ring", "{{ a }}", `{"id":"a","values":["{{ b }}"]},{"id":"b","select":{"choice":["{{ c }}"]}},{"id":"c","label":"{{ a }}"}`, CodeCycle, "a → b → c → a"},
		{"declared twice", "{{ p }}", `{"id":"p"},{"id":"p"}`, CodeDuplicateID, "p"},
		{"long chain", "{{ p0 }}", chain(200, "{{ p$ }}"), CodeTooDeep, "64"},
		{"doubling", "{{ p0 }}", chain(60, "{{ p$ }}{{ p$ }}{{ p$ }}{{ p$ }}"), CodeTooLarge, ""},
		{"small very many times", strings.Repeat("{{p}}", 600_000), `{"id":"p"}`, CodeTooMany, "500000"},
		{"large many times", strings.Repeat("{{ p }}", 3000), `{"id":"p","values":["` + strings.Repeat("x", 30_000) + `"]}`, CodeTooLarge, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := importText(withParams(tt.prose, tt.params))
			wantError(t, err, tt.code, Place{}, tt.detail)
		})
	}
}

// bsi builds one control in a dialect: names of the properties and the class differ.
func bsi(effort, modal, result, documentation, targets, level string) string {
	return fmt.Sprintf(`{"catalog":{"uuid":"u","metadata":{"title":"Katalog","version":"1"},"groups":[{"id":"X","title":"Thema",
 "props":[{"name":"label","value":"X","remarks":"Worum es geht."}],"groups":[{"id":"X.1","title":"Grundlagen","controls":[
 {"id":"X.1.1",%s"title":"Ablage","props":[{"name":"alt-identifier","value":"11111111-2222-3333-4444-555555555555"},{"name":%q,"ns":"https://example.org/any","value":"3"},
 {"name":"tags","value":"Lieferketten, Exit"}],
 "links":[{"rel":"related","href":"#X.1.2"},{"rel":"required","href":"#gone"}],
 "parts":[{"name":"statement","props":[{"name":%q,"value":"SOLLTE"},{"name":%q,"value":"die Ablage"},{"name":%q,"value":"Konzept"},{"name":%q,"value":"Daten, Nutzende"}],"prose":"Die Ablage SOLLTE geordnet sein."},
 {"name":"guidance","prose":"Mehr dazu [hier](https://example.org/a) und [dort](#X.1.2)."}]},{"id":"X.1.2","title":"Zwei"}]}]}]}}`,
		level, effort, modal, result, documentation, targets)
}

// Both dialects of the BSI must give the same requirement, whatever namespaces they name.
func TestDialects(t *testing.T) {
	want := assessment.Requirement{
		ID: "11111111-2222-3333-4444-555555555555", Ref: "X.1.1", Topic: "X", Section: "Grundlagen", Title: "Ablage",
		Text: "Die Ablage SOLLTE geordnet sein.", Guidance: "Mehr dazu hier (https://example.org/a) und dort.",
		Level: "normal-SdT", Modal: assessment.ModalShould, Effort: 3,
		Tags: []string{"Lieferketten", "Exit", "Konzept", "Daten", "Nutzende"}, References: []string{"X.1.2"},
	}
	want.Hash = want.TextHash()
	for name, text := range map[string]string{
		"2026 July": strings.Replace(bsi("effort_level", "modal_verb", "result", "documentation", "target_object_categories", `"class":"BSI-Stand-der-Technik-Kernel",`),
			`{"name":"tags"`, `{"name":"sec_level","value":"normal-SdT"},{"name":"tags"`, 1),
		"2026 February": strings.Replace(bsi("effort_level", "modalverb", "ergebnis", "documentation", "target_object_categories", `"class":"BSI-Methodik-Grundschutz-plus-plus",`),
			`{"name":"tags"`, `{"name":"sicherheitsniveau","value":"normal-SdT"},{"name":"tags"`, 1),
		"2025 December": bsi("effort_level", "modalverb", "ergebnis", "dokumentation", "zielobjekte", `"class":"normal-SdT",`),
	} {
		t.Run(name, func(t *testing.T) {
			got := mustImport(t, text)
			if r := got.Catalogue.Requirements[0]; !reflect.DeepEqual(r, want) {
				t.Errorf("got  %+v\nwant %+v", r, want)
			}
			if n := got.Catalogue.Topics[0].Notes; n != "Worum es geht." {
				t.Errorf("notes of the topic %q", n)
			}
			d := Drop{Place: Place{Line: 3, ID: "X.1.1"}, What: WhatLink, Reason: ReasonUnknownTarget, Detail: "gone"}
			if !reflect.DeepEqual(got.Dropped, []Drop{d}) {
				t.Errorf("dropped %+v", got.Dropped)
			}
		})
	}
}

// Controls may stand outside of groups, groups may lack an id, withdrawn controls are counted but not asked, and
// what is nested in them stays.
func TestOSCALStructure(t *testing.T) {
	got := mustImport(t, `{"catalog":{"uuid":"u","metadata":{"title":"Loose","last-modified":"2026-01-01"},
 "controls":[{"id":"a","title":"A","controls":[{"id":"a.1","title":"Inner","controls":[{"id":"a.1.1","title":"Innermost"}]}]},
  {"id":"w","title":"Old","props":[{"name":"status","value":"Withdrawn"}],"controls":[{"id":"w.1","title":"Still there"}]}],
 "groups":[{"title":"No id","controls":[{"id":"b","title":"B"}]},{"title":"No id","controls":[{"id":"c","title":"C"}]},{"id":"empty","title":"Empty"}],
 "back-matter":{"resources":[]}}}`)
	var lines []string
	for _, r := range got.Catalogue.Requirements {
		lines = append(lines, fmt.Sprintf("%s|%s|%s|%s", r.ID, got.Catalogue.TopicTitle(r.Topic), r.Section, r.Text))
	}
	want := []string{"a|Loose||A", "a.1|Loose|A|Inner", "a.1.1|Loose|A / Inner|Innermost", "w.1|Loose|Old|Still there", "b|No id||B", "c|No id||C"}
	if id := got.Catalogue.Requirements[5].Topic; id != "No id (2)" {
		t.Errorf("second group without an id: topic %q", id)
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	wantDrops := []Drop{
		{Place: Place{Line: 3, ID: "w"}, What: WhatRequirement, Reason: ReasonWithdrawn, Detail: "Old"},
		{Place: Place{ID: "empty"}, What: WhatTopic, Reason: ReasonEmpty},
	}
	if !reflect.DeepEqual(got.Dropped, wantDrops) {
		t.Errorf("dropped %+v", got.Dropped)
	}
	if got.Catalogue.Edition != "2026-01-01" || got.Format != FormatOSCAL {
		t.Errorf("edition %q, format %q", got.Catalogue.Edition, got.Format)
	}
}

// In the manner of NIST SP 800-53, items are numbered lines, labels are the numbers people know, sources are named.
func TestNISTManner(t *testing.T) {
	got := mustImport(t, `{"catalog":{"uuid":"u","metadata":{"title":"N","parties":[{"uuid":"1","name":"Somebody"},{"uuid":"2","name":"The institute"}],
  "responsible-parties":[{"role-id":"creator","party-uuids":["2"]}],"links":[{"rel":"license","href":"https://example.org/l"}]},
 "groups":[{"id":"ac","title":"Access","controls":[{"id":"ac-1","title":"Policy","params":[{"id":"ac-1_prm_1","label":"roles"}],
  "props":[{"name":"label","value":"AC-01","class":"sp800-53a"},{"name":"label","value":"AC-1"},{"name":"sort-id","value":"ac-01"}],
  "links":[{"href":"#77","rel":"reference"},{"href":"#ac-2","rel":"related"},{"href":"https://example.org/x","rel":"reference"}],
  "parts":[{"name":"statement","parts":[{"name":"item","props":[{"name":"label","value":"a."}],"prose":"Tell {{ insert: param, ac-1_prm_1 }}:",
    "parts":[{"name":"item","props":[{"name":"label","value":"1."}],"prose":"this"},{"name":"item","props":[{"name":"label","value":"2."}],"prose":"that"}]},
    {"name":"item","props":[{"name":"label","value":"b."}],"prose":"Review."}]},
   {"name":"guidance","prose":"Because."}]},
  {"id":"ac-2","title":"Accounts","props":[{"name":"label","value":"1."}]},{"id":"ac-3","title":"More","props":[{"name":"label","value":"1."}]}]}],
 "back-matter":{"resources":[{"uuid":"77","title":"A source"}]}}}`)
	c := got.Catalogue
	if c.Publisher != "The institute" || c.Licence != "https://example.org/l" {
		t.Errorf("publisher %q, licence %q", c.Publisher, c.Licence)
	}
	r := c.Requirements[0]
	if want := "a. Tell [roles]:\n1. this\n2. that\nb. Review."; r.Text != want {
		t.Errorf("text %q, want %q", r.Text, want)
	}
	if want := []string{"A source", "ac-2", "https://example.org/x"}; !reflect.DeepEqual(r.References, want) {
		t.Errorf("references %q, want %q", r.References, want)
	}
	refs := []string{c.Requirements[0].Ref, c.Requirements[1].Ref, c.Requirements[2].Ref}
	if want := []string{"AC-1", "ac-2", "ac-3"}; !reflect.DeepEqual(refs, want) {
		t.Errorf("refs %q, want %q: a label that several bear names nobody", refs, want)
	}
}

// What the catalogue says in values nobody knows is noted and left empty, never guessed.
func TestUnknownValues(t *testing.T) {
	got := mustImport(t, `{"catalog":{"controls":[{"id":"a","title":"A","props":[{"name":"effort_level","value":"9"},{"name":"modal_verb","value":"DARF"}],
 "parts":[{"name":"statement","prose":"Man MUSS und KANN."}]},{"id":"b","title":"B","parts":[{"name":"statement","prose":"Man MUSS."}]}]}}`)
	a, b := got.Catalogue.Requirements[0], got.Catalogue.Requirements[1]
	if a.Effort != 0 || a.Modal != "" || b.Modal != assessment.ModalMust || len(got.Dropped) != 2 {
		t.Errorf("effort %d, modal %q and %q, dropped %+v", a.Effort, a.Modal, b.Modal, got.Dropped)
	}
}

// Texts beyond the limits must move on or be noted with the number of characters lost; nothing is cut in silence.
func TestLongTexts(t *testing.T) {
	title := strings.TrimSpace(strings.Repeat("Titel ", 100))
	text := strings.TrimSpace(strings.Repeat("Satz für Satz. ", 700))
	guidance := strings.TrimSpace(strings.Repeat("Hilfe über Hilfe. ", 1000))
	got := mustImport(t, fmt.Sprintf(`{"catalog":{"controls":[{"id":"a","title":%q,"parts":[{"name":"statement","prose":%q},{"name":"guidance","prose":%q}]}]}}`, title, text, guidance))
	r := got.Catalogue.Requirements[0]
	if !strings.HasSuffix(r.Title, "…") || !strings.HasPrefix(r.Text, title) || !strings.HasPrefix(r.Guidance, "… ") {
		t.Errorf("title %q, text %.80q, guidance %.80q", r.Title, r.Text, r.Guidance)
	}
	if !strings.HasSuffix(r.Guidance, "…") {
		t.Error("cut guidance does not show that it goes on")
	}
	asked := utf8.RuneCountInString(title) + utf8.RuneCountInString(text) + utf8.RuneCountInString(guidance)
	var reasons []Reason
	lost := 0
	for _, d := range got.Dropped {
		reasons = append(reasons, d.Reason)
		lost += d.Count
	}
	if want := []Reason{ReasonMoved, ReasonMoved, ReasonCut}; !reflect.DeepEqual(reasons, want) {
		t.Errorf("noted %v, want %v", reasons, want)
	}
	kept := utf8.RuneCountInString(r.Text) + utf8.RuneCountInString(r.Guidance)
	if gap := asked - kept - lost; gap < -20 || gap > 20 {
		t.Errorf("asked %d, kept %d, noted as lost %d", asked, kept, lost)
	}
}
