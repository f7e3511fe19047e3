package catalogue

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"strings"

	"kreislage/data/assessment"
)

//go:embed builtin/*.yaml builtin/published.txt
var builtinFiles embed.FS

const builtinIndex = "builtin/00-catalogue.yaml"

// builtinID is the form of the ids of built-in requirements: catalogue, topic, number.
var builtinID = regexp.MustCompile(`^kbc-([a-z]{3})-(\d{3})$`)

// Languages lists the languages that the built-in catalogue is written in.
func Languages() []string { return []string{"de", "en"} }

// Builtin returns the built-in municipal basic check in a language, sealed. The language may carry a region (de-DE).
// Requirements have the same ids in every language, and the catalogue the same Key; its ID differs. The error wraps
// assessment.ErrNotFound for other languages.
func Builtin(lang string) (assessment.Catalogue, error) {
	want, _, _ := strings.Cut(strings.ToLower(lang), "-")
	for _, l := range Languages() {
		if l == want {
			return readBuiltin(l)
		}
	}
	return assessment.Catalogue{}, fmt.Errorf("built-in catalogue in language %q: %w", lang, assessment.ErrNotFound)
}

func readBuiltin(lang string) (assessment.Catalogue, error) {
	b := newBuilder(context.Background())
	files, err := readBuiltinIndex(b, lang)
	if err != nil {
		return assessment.Catalogue{}, fmt.Errorf("%s: %w", builtinIndex, err)
	}
	for _, name := range files {
		if err := readBuiltinTopic(b, "builtin/"+name+".yaml", lang); err != nil {
			return assessment.Catalogue{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return b.finish()
}

func openBuiltin(name string) (*yamlMap, *yamlReader, error) {
	text, err := builtinFiles.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	return parseYAML(string(text))
}

// readBuiltinIndex reads the catalogue's head and returns the names of the topic files in order.
func readBuiltinIndex(b *builder, lang string) ([]string, error) {
	m, r, err := openBuiltin(builtinIndex)
	if err != nil {
		return nil, err
	}
	b.head(assessment.Catalogue{
		Key:       m.needed("key"),
		Title:     inLanguage(m, "title", lang),
		Edition:   m.needed("edition"),
		Language:  lang,
		Publisher: m.needed("publisher"),
		Licence:   m.needed("licence"),
		Notes:     inLanguage(m, "notes", lang),
	})
	files := m.texts("topics")
	m.close()
	return files, r.err
}

// inLanguage reads a text that a file holds in every language and returns it in one.
func inLanguage(m *yamlMap, key, lang string) string {
	inner := m.inner(key)
	text := ""
	for _, l := range Languages() {
		if t := inner.needed(l); l == lang {
			text = t
		}
	}
	inner.close()
	return text
}

func readBuiltinTopic(b *builder, name, lang string) error {
	m, r, err := openBuiltin(name)
	if err != nil {
		return err
	}
	code := m.needed("topic")
	t := assessment.Topic{ID: assessment.TopicID(code), Title: inLanguage(m, "title", lang)}
	if m.keys["notes"] != nil {
		t.Notes = inLanguage(m, "notes", lang)
	}
	requirements := m.maps("requirements")
	if m.close(); r.err != nil {
		return r.err
	}
	if err := b.topic(t, Place{Line: m.line}); err != nil {
		return err
	}
	for _, q := range requirements {
		requirement := readBuiltinRequirement(q, code, lang)
		if r.err != nil {
			return r.err
		}
		if err := b.add(requirement, Place{Line: q.line}); err != nil {
			return err
		}
	}
	return nil
}

// readBuiltinRequirement reads all languages, so that a fault in one is found whichever is asked for.
func readBuiltinRequirement(m *yamlMap, code, lang string) assessment.Requirement {
	m.r.id = m.needed("id")
	r := assessment.Requirement{ID: assessment.RequirementID(m.r.id), Topic: assessment.TopicID(code)}
	g := builtinID.FindStringSubmatch(m.r.id)
	if g == nil || g[1] != code {
		m.r.fail(CodeBadValue, m.line, "id")
		return r
	}
	r.Ref = strings.ToUpper(code) + "." + strings.TrimLeft(g[2], "0")
	for _, l := range Languages() {
		words := m.inner(l)
		var q assessment.Requirement
		readWords(words, &q)
		words.needed("help")
		if words.close(); l == lang {
			r.Section, r.Title, r.Text, r.Guidance = q.Section, q.Title, q.Text, q.Guidance
		}
	}
	readFigures(m, &r)
	m.close()
	return r
}
