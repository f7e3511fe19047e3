package catalogue

import (
	"regexp"
	"strings"

	"kreislage/data/assessment"
)

// yamlFormat reads Kreislage's own catalogue file: one YAML document in one language, described in builtin/README.md
// and builtin/catalogue.schema.json. Its first key is kreislage-catalogue, the version of the format.
func yamlFormat() format {
	return format{name: FormatYAML, detect: detectOwn, read: readOwn}
}

const (
	ownKey     = "kreislage-catalogue"
	ownVersion = "1"
)

var ownMark = regexp.MustCompile(`(?m)^` + ownKey + `[ \t]*:`)

func detectOwn(s *source) (bool, error) {
	text, err := s.decode()
	return err == nil && !looksJSON(text) && ownMark.MatchString(text), err
}

func readOwn(s *source, b *builder) error {
	root, r, err := parseYAML(s.text)
	if err != nil {
		return err
	}
	if root.needed(ownKey) != ownVersion {
		r.fail(CodeBadValue, root.lineOf(ownKey), ownKey)
	}
	c := assessment.Catalogue{
		Key:       root.needed("key"),
		Title:     root.needed("title"),
		Edition:   root.text("edition"),
		Language:  root.text("language"),
		Publisher: root.text("publisher"),
		Licence:   root.text("licence"),
		Notes:     root.text("notes"),
	}
	topics := root.maps("topics")
	root.close()
	if r.err != nil {
		return r.err
	}
	b.head(c)
	for _, t := range topics {
		if err := readOwnTopic(t, b); err != nil {
			return err
		}
	}
	return nil
}

func readOwnTopic(m *yamlMap, b *builder) error {
	m.r.id = line(m.text("id"))
	t := assessment.Topic{ID: assessment.TopicID(m.needed("id")), Title: m.needed("title"), Notes: m.text("notes")}
	requirements := m.maps("requirements")
	if m.close(); m.r.err != nil {
		return m.r.err
	}
	if err := b.topic(t, Place{Line: m.line}); err != nil {
		return err
	}
	for _, q := range requirements {
		r := readOwnRequirement(q)
		r.Topic = assessment.TopicID(line(string(t.ID)))
		if q.r.err != nil {
			return q.r.err
		}
		if r.Ref != "" && b.refs[line(r.Ref)] {
			return fail(CodeDuplicateID, Place{Line: q.line, ID: short(string(r.ID))}, r.Ref)
		}
		if err := b.add(r, Place{Line: q.line}); err != nil {
			return err
		}
	}
	return nil
}

func readOwnRequirement(m *yamlMap) assessment.Requirement {
	m.r.id = line(m.text("id"))
	r := assessment.Requirement{ID: assessment.RequirementID(m.needed("id")), Ref: m.text("ref")}
	readWords(m, &r)
	readFigures(m, &r)
	m.close()
	return r
}

// readWords reads what differs from language to language.
func readWords(m *yamlMap, r *assessment.Requirement) {
	r.Section = m.text("section")
	r.Title = m.needed("title")
	r.Text = m.needed("question")
	r.Guidance = m.text("help")
}

// readFigures reads what is the same in all languages.
func readFigures(m *yamlMap, r *assessment.Requirement) {
	r.Level = m.text("level")
	r.Effort = m.number("effort", 0, 5)
	r.Priority = m.number("priority", 0, 4)
	r.Tags = m.texts("tags")
	r.References = m.texts("references")
	if word := strings.TrimSpace(m.text("modal")); word != "" {
		modal, ok := modalOf(word)
		if !ok {
			m.r.fail(CodeBadValue, m.lineOf("modal"), "modal")
		}
		r.Modal = modal
	}
}
