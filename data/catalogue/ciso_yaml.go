package catalogue

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"kreislage/data/assessment"
)

// cisoFormat reads the frameworks of CISO Assistant libraries: one YAML document with urn and objects at its root.
func cisoFormat() format {
	return format{name: FormatCISOYAML, detect: detectCISO, read: readCISO}
}

var cisoMarks = []*regexp.Regexp{regexp.MustCompile(`(?m)^objects[ \t]*:`), regexp.MustCompile(`(?m)^urn[ \t]*:`)}

func detectCISO(s *source) (bool, error) {
	text, err := s.decode()
	if err != nil || looksJSON(text) {
		return false, err
	}
	for _, mark := range cisoMarks {
		if !mark.MatchString(text) {
			return false, nil
		}
	}
	return true, nil
}

func readCISO(s *source, b *builder) error {
	root, r, err := parseYAML(s.text)
	if err != nil {
		return err
	}
	objects := root.inner("objects")
	fw, others := cisoFrameworks(objects)
	if r.err != nil {
		return r.err
	}
	if fw == nil {
		return fail(CodeNoRequirements, Place{Line: objects.line}, "")
	}
	for _, key := range slices.Sorted(keysOf(objects.keys)) {
		if !slices.Contains(cisoFrameworkKeys, key) {
			b.drop(Drop{Place: Place{Line: objects.keys[key].Line}, What: WhatObject, Reason: ReasonNotImported, Detail: key})
		}
	}
	for _, other := range others {
		b.drop(Drop{Place: Place{Line: other.line}, What: WhatObject, Reason: ReasonNotImported, Detail: other.text("name")})
	}
	f := &cisoFramework{head: cisoHead(root, fw), groups: cisoGroups(fw)}
	if err := f.readNodes(fw, b); err != nil {
		return err
	}
	b.head(f.head)
	return f.read(b)
}

var cisoFrameworkKeys = []string{"framework", "frameworks"}

func keysOf(m map[string]*yaml.Node) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// cisoFrameworks returns the first framework and the others: a library holds it as a mapping or as a list.
func cisoFrameworks(objects *yamlMap) (*yamlMap, []*yamlMap) {
	for _, key := range cisoFrameworkKeys {
		n := objects.keys[key]
		if n == nil || n.Tag == "!!null" {
			continue
		}
		if n.Kind != yaml.SequenceNode {
			return objects.inner(key), nil
		}
		if list := objects.maps(key); len(list) > 0 {
			return list[0], list[1:]
		}
	}
	return nil, nil
}

func cisoHead(root, fw *yamlMap) assessment.Catalogue {
	pick := func(key string) string { return firstOf(fw.text(key), root.text(key)) }
	return assessment.Catalogue{
		Key:       pick("urn"),
		Title:     firstOf(pick("name"), pick("ref_id")),
		Edition:   root.text("version"),
		Language:  pick("locale"),
		Publisher: pick("provider"),
		Licence:   pick("copyright"),
		Notes:     pick("description"),
	}
}

func cisoGroups(fw *yamlMap) []cisoGroup {
	var groups []cisoGroup
	for _, g := range fw.maps("implementation_groups_definition") {
		groups = append(groups, cisoGroup{ref: line(g.text("ref_id")), name: g.text("name")})
	}
	return groups
}

// readNodes reads the nodes. Where none of them names its parent, order and depth give the tree.
func (f *cisoFramework) readNodes(fw *yamlMap, b *builder) error {
	list := fw.elements("requirement_nodes")
	unused := map[string]int{}
	var depths []int
	parents := false
	for _, node := range list {
		m := fw.r.mapping(node)
		fw.r.id = line(m.text("urn"))
		n := cisoNode{
			urn:        line(m.needed("urn")),
			parent:     line(m.text("parent_urn")),
			ref:        line(m.text("ref_id")),
			name:       m.text("name"),
			text:       m.text("description"),
			help:       []string{m.text("annotation"), m.text("typical_evidence")},
			importance: m.text("importance"),
			assessable: m.yes("assessable"),
			questions:  cisoQuestions(m),
			place:      Place{Line: m.line, ID: short(m.text("urn"))},
		}
		for _, g := range m.textsOrOne("implementation_groups") {
			n.groups = append(n.groups, line(g))
		}
		depths = append(depths, m.number("depth", 0, 1_000_000))
		for _, key := range []string{"threats", "reference_controls", "translations"} {
			if v := m.keys[key]; v != nil && len(v.Content) > 0 {
				unused[key]++
			}
		}
		if m.r.err != nil {
			return m.r.err
		}
		parents = parents || n.parent != ""
		f.nodes = append(f.nodes, n)
	}
	for _, key := range []string{"reference_controls", "threats", "translations"} {
		if n := unused[key]; n > 0 {
			b.drop(Drop{What: WhatField, Reason: ReasonNotImported, Detail: key, Count: n})
		}
	}
	if !parents {
		f.parentsByDepth(depths)
	}
	return fw.r.err
}

func (f *cisoFramework) parentsByDepth(depths []int) {
	var open []int // nodes above the present one
	for i := range f.nodes {
		for len(open) > 0 && depths[open[len(open)-1]] >= depths[i] {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			f.nodes[i].parent = f.nodes[open[len(open)-1]].urn
		}
		open = append(open, i)
	}
}

// cisoQuestions reads questions as a mapping by urn, as a list, and as the older question with a list inside.
func cisoQuestions(m *yamlMap) []cisoQuestion {
	n := m.keys["questions"]
	if n == nil {
		if old := m.inner("question"); len(old.keys) > 0 {
			return cisoQuestions(old)
		}
		return nil
	}
	var questions []cisoQuestion
	for i, v := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		if n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode || m.r.err != nil {
			break
		}
		q := m.r.mapping(v)
		question := cisoQuestion{text: q.text("text")}
		for _, c := range q.elements("choices") {
			question.choices = append(question.choices, cisoChoice(q, c))
		}
		questions = append(questions, question)
	}
	return questions
}

// cisoChoice is a text, or a mapping with a value and perhaps a description.
func cisoChoice(q *yamlMap, n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return q.scalar(n, "choices")
	}
	c := q.r.mapping(n)
	value, more := line(c.text("value")), line(c.text("description"))
	if value != "" && more != "" {
		return value + ": " + more
	}
	return value + more
}

// yes tells whether a field says yes.
func (m *yamlMap) yes(key string) bool {
	switch strings.ToLower(strings.TrimSpace(m.text(key))) {
	case "true", "yes", "x", "1", "y":
		return true
	}
	return false
}

// textsOrOne reads a list of texts, or one text with commas between them.
func (m *yamlMap) textsOrOne(key string) []string {
	if n := m.keys[key]; n != nil && n.Kind == yaml.ScalarNode {
		return strings.Split(m.text(key), ",")
	}
	return m.texts(key)
}
