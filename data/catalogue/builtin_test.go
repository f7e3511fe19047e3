package catalogue

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// modules are the ids of the IT-Grundschutz-Kompendium, edition 2023.
var modules = strings.Fields(`
ISMS.1 ORP.1 ORP.2 ORP.3 ORP.4 ORP.5
CON.1 CON.2 CON.3 CON.6 CON.7 CON.8 CON.9 CON.10 CON.11.1
OPS.1.1.1 OPS.1.1.2 OPS.1.1.3 OPS.1.1.4 OPS.1.1.5 OPS.1.1.6 OPS.1.1.7 OPS.1.2.2 OPS.1.2.4 OPS.1.2.5 OPS.1.2.6 OPS.2.2 OPS.2.3 OPS.3.2
DER.1 DER.2.1 DER.2.2 DER.2.3 DER.3.1 DER.3.2 DER.4
APP.1.1 APP.1.2 APP.1.4 APP.2.1 APP.2.2 APP.2.3 APP.3.1 APP.3.2 APP.3.3 APP.3.4 APP.3.6 APP.4.2 APP.4.3 APP.4.4 APP.4.6 APP.5.2 APP.5.3 APP.5.4 APP.6 APP.7
SYS.1.1 SYS.1.2.2 SYS.1.2.3 SYS.1.3 SYS.1.5 SYS.1.6 SYS.1.7 SYS.1.8 SYS.1.9
SYS.2.1 SYS.2.2.3 SYS.2.3 SYS.2.4 SYS.2.5 SYS.2.6 SYS.3.1 SYS.3.2.1 SYS.3.2.2 SYS.3.2.3 SYS.3.2.4 SYS.3.3 SYS.4.1 SYS.4.3 SYS.4.4 SYS.4.5
IND.1 IND.2.1 IND.2.2 IND.2.3 IND.2.4 IND.2.7 IND.3.2
NET.1.1 NET.1.2 NET.2.1 NET.2.2 NET.3.1 NET.3.2 NET.3.3 NET.3.4 NET.4.1 NET.4.2 NET.4.3
INF.1 INF.2 INF.5 INF.6 INF.7 INF.8 INF.9 INF.10 INF.11 INF.12 INF.13 INF.14`)

func builtins(t *testing.T) map[string]assessment.Catalogue {
	t.Helper()
	all := map[string]assessment.Catalogue{}
	for _, l := range Languages() {
		c, err := Builtin(l)
		if err != nil {
			t.Fatal(err)
		}
		checkCatalogue(t, c)
		all[l] = c
	}
	return all
}

// The built-in catalogue must speak to all nineteen topics, to none of them in passing, in the same words each time it is asked for.
func TestBuiltin(t *testing.T) {
	for l, c := range builtins(t) {
		if len(c.Topics) != 19 || len(c.Requirements) < 240 {
			t.Errorf("%s: %d topics, %d requirements", l, len(c.Topics), len(c.Requirements))
		}
		perTopic := map[assessment.TopicID]int{}
		for _, r := range c.Requirements {
			perTopic[r.Topic]++
		}
		for _, topic := range c.Topics {
			if perTopic[topic.ID] < 10 {
				t.Errorf("%s: topic %s has only %d requirements", l, topic.ID, perTopic[topic.ID])
			}
		}
		again, err := Builtin(l + "-DE")
		if err != nil || again.ID != c.ID || c.Language != l {
			t.Errorf("%s: %s, then %s, %v", l, c.ID, again.ID, err)
		}
	}
	if _, err := Builtin("fr"); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("French: %v", err)
	}
}

// Both languages must ask the same things under the same ids, in the same order.
func TestBuiltinLanguagesMatch(t *testing.T) {
	all := builtins(t)
	de, en := all["de"], all["en"]
	if de.ID == en.ID || de.Key != en.Key || de.Edition != en.Edition {
		t.Errorf("ids %s and %s, keys %s and %s", de.ID, en.ID, de.Key, en.Key)
	}
	for i, d := range de.Requirements {
		e := en.Requirements[i]
		if d.ID != e.ID || d.Ref != e.Ref || d.Effort != e.Effort || d.Priority != e.Priority || d.Modal != e.Modal || !slices.Equal(d.References, e.References) {
			t.Errorf("%s and %s differ in more than words", d.ID, e.ID)
		}
		if d.Text == e.Text || d.Title == e.Title && d.Title != "" && strings.Contains(d.Title, " ") {
			t.Errorf("%s: not translated", d.ID)
		}
	}
}

var (
	sentenceEnd  = regexp.MustCompile(`[.?!](?: |$)`)
	straightMark = regexp.MustCompile(`["']`)
)

// Each requirement must be answerable, explained, rated, and refer only to modules that exist.
func TestBuiltinQuality(t *testing.T) {
	evidence := map[string]string{"de": "Nachweis: ", "en": "Evidence: "}
	for l, c := range builtins(t) {
		questions, titles := map[string]string{}, map[string]string{}
		for _, r := range c.Requirements {
			id := l + " " + string(r.ID)
			for what, seen := range map[string]map[string]string{r.Text: questions, r.Title: titles} {
				if other := seen[what]; other != "" {
					t.Errorf("%s says the same as %s: %s", id, other, what)
				}
				seen[what] = id
			}
			if !strings.HasSuffix(r.Text, "?") || strings.Count(r.Text, "?") != 1 {
				t.Errorf("%s: not one question: %s", id, r.Text)
			}
			if n := len(sentenceEnd.FindAllString(r.Guidance, -1)); n < 3 || n > 6 {
				t.Errorf("%s: help of %d sentences", id, n)
			}
			if !strings.Contains(r.Guidance, evidence[l]) {
				t.Errorf("%s: no evidence named", id)
			}
			if r.Effort < 1 || r.Effort > 4 || r.Priority < 1 || r.Priority > 4 || r.Modal == "" {
				t.Errorf("%s: effort %d, priority %d, modal %q", id, r.Effort, r.Priority, r.Modal)
			}
			if strings.HasSuffix(r.Title, ".") || len(r.Text) > 260 {
				t.Errorf("%s: title %q, question of %d bytes", id, r.Title, len(r.Text))
			}
			if l == "de" && straightMark.MatchString(r.Title+r.Text+r.Guidance) {
				t.Errorf("%s: straight quotation marks", id)
			}
			for _, ref := range r.References {
				if !slices.Contains(modules, ref) {
					t.Errorf("%s: no module %s", id, ref)
				}
			}
		}
	}
}

// firstWords open a German or English question that yes, partly and no can answer.
var firstWords = strings.Fields(`Arbeiten Arbeitet Beziehen Bezieht Dürfen Enthalten Erhalten Erhält Findet Finden Gehen Gelten Gibt Haben Hat Hält Halten Ist Kann Kennt Kennen Können Laufen Läuft
Liegen Liegt Melden Nennen Nutzen Prüfen Reicht Sieht Sind Sperren Stehen Steht Überbrückt Verhindern Weiß Werden Werden Wird Wissen Wurde Wurden Prüft Folgen Reichen Löst Hängt Verlangen Verhindert
Are Can Do Does Has Have Is With For Within Before After In During Besides When Where`)

// A question must begin like one that can be answered with yes, partly or no.
func TestBuiltinQuestionsAreClosed(t *testing.T) {
	for l, c := range builtins(t) {
		for _, r := range c.Requirements {
			first, _, _ := strings.Cut(r.Text, " ")
			if !slices.Contains(firstWords, first) {
				t.Errorf("%s %s begins with %q: %s", l, r.ID, first, r.Text)
			}
		}
	}
}

// Ids must be unbroken in form, and every file must be listed and be used.
func TestBuiltinFiles(t *testing.T) {
	b := newBuilder(t.Context())
	listed, err := readBuiltinIndex(b, "de")
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(builtinFiles, "builtin/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(f, "builtin/"), ".yaml")
		if f != builtinIndex && !slices.Contains(listed, name) {
			t.Errorf("%s is not listed in %s", f, builtinIndex)
		}
	}
	if len(listed) != len(files)-1 {
		t.Errorf("%d files listed, %d there", len(listed), len(files)-1)
	}
}

// Answers hang on ids: none that was ever published may vanish without being entered as retired.
func TestBuiltinIDsStay(t *testing.T) {
	c := builtins(t)["de"]
	have := map[string]bool{}
	for _, r := range c.Requirements {
		if have[string(r.ID)] = true; !builtinID.MatchString(string(r.ID)) {
			t.Errorf("id %s", r.ID)
		}
	}
	published, err := builtinFiles.ReadFile("builtin/published.txt")
	if err != nil {
		t.Fatal(err)
	}
	entered := map[string]bool{}
	for _, l := range strings.Split(string(published), "\n") {
		fields := strings.Fields(l)
		if len(fields) == 0 || strings.HasPrefix(l, "#") {
			continue
		}
		id, retired := fields[0], len(fields) == 2 && fields[1] == "retired"
		if entered[id] = true; have[id] == retired {
			t.Errorf("%s: retired %v, but in the catalogue %v", id, retired, have[id])
		}
	}
	for id := range have {
		if !entered[id] {
			t.Errorf("%s is not in builtin/published.txt", id)
		}
	}
}

// Slips in a topic file must be named, also those in the language that was not asked for.
func TestBuiltinRefuses(t *testing.T) {
	const good = `id: kbc-bak-001
effort: 1
priority: 1
modal: MUSS
de: {title: T, question: Frage, help: H}
en: {title: T, question: Question, help: H}
`
	tests := []struct {
		name, old, new string
		code           Code
		detail         string
	}{
		{"nothing wrong", "", "", "", ""},
		{"id of another topic", "kbc-bak-001", "kbc-net-001", CodeBadValue, "id"},
		{"id of another form", "kbc-bak-001", "bak-1", CodeBadValue, "id"},
		{"other language lacks help", "question: Question, help: H", "question: Question", CodeMissing, "help"},
		{"language missing", "en: {title: T, question: Question, help: H}", "", CodeMissing, "title"},
		{"misspelt field", "effort", "efort", CodeUnknownField, "efort"},
		{"misspelt field inside", "question: Question", "question: Question, hlep: x", CodeUnknownField, "hlep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, r, err := parseYAML(strings.Replace(good, tt.old, tt.new, 1))
			if err != nil {
				t.Fatal(err)
			}
			got := readBuiltinRequirement(m, "bak", "de")
			if tt.code != "" {
				wantError(t, r.err, tt.code, Place{}, tt.detail)
			} else if r.err != nil || got.Ref != "BAK.1" || got.Text != "Frage" {
				t.Errorf("%+v, %v", got, r.err)
			}
		})
	}
}
