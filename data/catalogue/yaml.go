package catalogue

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlMap reads a YAML mapping strictly: every key must be asked for, none may occur twice, and anchors and aliases
// are refused, since they make small files into large ones and edited files into surprising ones. The first fault
// is kept in the reader that all mappings of a document share; later calls return zero values.
type yamlMap struct {
	r    *yamlReader
	line int
	keys map[string]*yaml.Node
	took map[string]bool
}

type yamlReader struct {
	id  string // of what is being read, for places
	err error
}

func (r *yamlReader) fail(code Code, line int, detail string) {
	if r.err == nil {
		r.err = fail(code, Place{Line: line, ID: short(r.id)}, detail)
	}
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// parseYAML reads one YAML document whose root is a mapping.
func parseYAML(text string) (root *yamlMap, r *yamlReader, err error) {
	marks := 0
	for i := range len(text) {
		switch text[i] {
		case '\n', ',', ':', '[', '{', '-', '?':
			marks++
		}
	}
	if marks > maxYAMLMarks {
		return nil, nil, failLimit(CodeTooMany, Place{}, maxYAMLMarks)
	}
	node, err := decodeYAML(text)
	if err != nil {
		return nil, nil, err
	}
	r = &yamlReader{}
	root = r.mapping(node)
	return root, r, r.err
}

// decodeYAML turns the parser's words into an *Error, and a panic of the parser too: its input is hostile.
func decodeYAML(text string) (node *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			node, err = nil, fail(CodeNotWellFormed, Place{}, fmt.Sprint(p))
		}
	}()
	d := yaml.NewDecoder(strings.NewReader(text))
	var doc, more yaml.Node
	if err := d.Decode(&doc); err != nil {
		return nil, malformedYAML(err)
	}
	if d.Decode(&more) == nil {
		return nil, fail(CodeNotWellFormed, Place{Line: more.Line}, "more than one document")
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, fail(CodeNotWellFormed, Place{Line: doc.Line}, "no document")
	}
	return doc.Content[0], nil
}

func malformedYAML(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	at := Place{}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		at.Line, _ = strconv.Atoi(m[1])
	}
	return fail(CodeNotWellFormed, at, err.Error())
}

// mapping opens a node as a mapping. It never returns nil.
func (r *yamlReader) mapping(n *yaml.Node) *yamlMap {
	m := &yamlMap{r: r, line: n.Line, keys: map[string]*yaml.Node{}, took: map[string]bool{}}
	if !r.plain(n) {
		return m
	}
	if n.Kind != yaml.MappingNode {
		r.fail(CodeBadValue, n.Line, n.Value)
		return m
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !r.plain(k) || !r.plain(v) {
			return m
		}
		if k.Kind != yaml.ScalarNode {
			r.fail(CodeBadValue, k.Line, "")
			return m
		}
		if m.keys[k.Value] != nil {
			r.fail(CodeDuplicateKey, k.Line, k.Value)
			return m
		}
		m.keys[k.Value] = v
	}
	return m
}

func (r *yamlReader) plain(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.fail(CodeAlias, n.Line, n.Value)
		return false
	}
	return true
}

func (m *yamlMap) take(key string) *yaml.Node {
	m.took[key] = true
	return m.keys[key]
}

// text returns a scalar as it is written, so that an edition 2026.10 keeps its last digit and an id "no" stays text.
func (m *yamlMap) text(key string) string {
	n := m.take(key)
	if n == nil || n.Tag == "!!null" {
		return ""
	}
	return m.scalar(n, key)
}

func (m *yamlMap) scalar(n *yaml.Node, key string) string {
	if n.Kind != yaml.ScalarNode || !m.r.plain(n) || n.Tag == "!!binary" {
		m.r.fail(CodeBadValue, n.Line, key)
		return ""
	}
	return n.Value
}

// needed is text that must not be empty.
func (m *yamlMap) needed(key string) string {
	s := m.text(key)
	if strings.TrimSpace(s) == "" {
		m.r.fail(CodeMissing, m.lineOf(key), key)
	}
	return s
}

func (m *yamlMap) lineOf(key string) int {
	if n := m.keys[key]; n != nil {
		return n.Line
	}
	return m.line
}

// number returns a whole number between low and high, 0 where the key is missing.
func (m *yamlMap) number(key string, low, high int) int {
	s := m.text(key)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < low || n > high {
		m.r.fail(CodeBadValue, m.lineOf(key), key)
		return 0
	}
	return n
}

// texts returns a list of scalars.
func (m *yamlMap) texts(key string) []string {
	var list []string
	for _, n := range m.elements(key) {
		list = append(list, m.scalar(n, key))
	}
	return list
}

// maps returns a list of mappings.
func (m *yamlMap) maps(key string) []*yamlMap {
	var list []*yamlMap
	for _, n := range m.elements(key) {
		list = append(list, m.r.mapping(n))
	}
	return list
}

func (m *yamlMap) elements(key string) []*yaml.Node {
	n := m.take(key)
	if n == nil || n.Tag == "!!null" || m.r.err != nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		m.r.fail(CodeBadValue, n.Line, key)
		return nil
	}
	return n.Content
}

// inner opens a mapping below a key; where there is none it is empty.
func (m *yamlMap) inner(key string) *yamlMap {
	if n := m.take(key); n != nil {
		return m.r.mapping(n)
	}
	return &yamlMap{r: m.r, line: m.line, keys: map[string]*yaml.Node{}, took: map[string]bool{}}
}

// close refuses keys that nobody asked for; the first in the file is named.
func (m *yamlMap) close() {
	first, name := 0, ""
	for k, n := range m.keys {
		if !m.took[k] && (first == 0 || n.Line < first || n.Line == first && k < name) {
			first, name = n.Line, k
		}
	}
	if first > 0 {
		m.r.fail(CodeUnknownField, first, name)
	}
}
