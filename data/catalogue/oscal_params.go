package catalogue

import (
	"strings"
)

// nextInsertion finds the first `{{ insert: param, ID }}`, with any spacing, or older `{{ ID }}` from an offset on.
func nextInsertion(text string, from int) (start, end int, id string) {
	for {
		i := strings.Index(text[from:], "{{")
		if i < 0 {
			return len(text), len(text), ""
		}
		start = from + i
		n := strings.IndexAny(text[start+2:], "{}")
		if n < 0 {
			return len(text), len(text), ""
		}
		close := start + 2 + n
		if strings.HasPrefix(text[close:], "}}") {
			if id = insertedID(text[start+2 : close]); id != "" {
				return start, close + 2, id
			}
		}
		from = start + 1
	}
}

func insertedID(inner string) string {
	s := afterWord(inner, "insert", ":")
	return line(afterWord(s, "param", ",:"))
}

// afterWord returns what follows word and one of the separators, or all of s where it does not begin so.
func afterWord(s, word, separators string) string {
	s = strings.TrimSpace(s)
	rest, ok := strings.CutPrefix(s, word)
	if rest = strings.TrimSpace(rest); ok && rest != "" && strings.ContainsRune(separators, rune(rest[0])) {
		return rest[1:]
	}
	return s
}

// param is one OSCAL parameter and, once it was needed, the text that stands for it.
type param struct {
	id    string
	value *jsonValue
	scope *scope // where it was declared: its choices see the parameters of that place
	text  string
	state paramState
}

type paramState uint8

const (
	paramNew paramState = iota
	paramOpen
	paramDone
)

// scope holds the parameters that one group or control declares, inside those of what encloses it.
type scope struct {
	outer *scope
	own   map[string]*param
}

// paramTable puts parameters into texts. An id is looked for from the inside out, then anywhere in the file.
type paramTable struct {
	b        *builder
	scopes   map[*jsonValue]*scope
	anywhere map[string]*param
	open     []string // parameters being resolved, outermost first
	count    int      // insertions so far
	inserted int      // bytes they have added
}

func newParamTable(b *builder) *paramTable {
	return &paramTable{b: b, scopes: map[*jsonValue]*scope{}, anywhere: map[string]*param{}}
}

// declare takes in the parameters that v itself holds and returns the scope that v's content sees.
func (t *paramTable) declare(v *jsonValue, outer *scope) (*scope, error) {
	if len(v.list("params")) == 0 {
		return outer, nil
	}
	s := &scope{outer: outer, own: map[string]*param{}}
	for p := range v.each("params") {
		id := line(p.str("id"))
		if s.own[id] != nil {
			return nil, fail(CodeDuplicateID, Place{Line: int(p.line), ID: short(id)}, id)
		}
		made := &param{id: id, value: p, scope: s}
		s.own[id] = made
		if t.anywhere[id] == nil {
			t.anywhere[id] = made
		}
	}
	t.scopes[v] = s
	return s, nil
}

// scope returns what v's content sees.
func (t *paramTable) scope(v *jsonValue, outer *scope) *scope {
	if s := t.scopes[v]; s != nil {
		return s
	}
	return outer
}

func (t *paramTable) find(id string, s *scope) *param {
	for ; s != nil; s = s.outer {
		if p := s.own[id]; p != nil {
			return p
		}
	}
	return t.anywhere[id]
}

// insert puts parameters into a text. One that is unknown stays visible as [id] and is noted.
func (t *paramTable) insert(text string, s *scope, at Place) (string, error) {
	if !strings.Contains(text, "{{") {
		return text, nil
	}
	var b strings.Builder
	for done := 0; ; {
		start, end, id := nextInsertion(text, done)
		b.WriteString(text[done:start])
		if id == "" {
			return b.String(), nil
		}
		value, err := t.resolve(id, s, at)
		if err != nil {
			return "", err
		}
		b.WriteString(value)
		if t.count++; t.count > maxInsertions {
			return "", failLimit(CodeTooMany, at, maxInsertions)
		}
		if t.inserted += len(value); t.inserted > maxInserted {
			return "", failLimit(CodeTooLarge, at, maxInserted)
		}
		done = end
	}
}

func (t *paramTable) resolve(id string, s *scope, at Place) (string, error) {
	p := t.find(id, s)
	if p == nil {
		t.b.drop(Drop{Place: at, What: WhatParameter, Reason: ReasonUnknownParameter, Detail: id})
		return "[" + id + "]", nil
	}
	here := Place{Line: int(p.value.line), ID: short(p.id)}
	switch {
	case p.state == paramDone:
		return p.text, nil
	case p.state == paramOpen:
		return "", fail(CodeCycle, here, strings.Join(append(t.open, id), " → "))
	case len(t.open) >= MaxDepth:
		return "", failLimit(CodeTooDeep, here, MaxDepth)
	}
	p.state = paramOpen
	t.open = append(t.open, id)
	text, err := t.text(p, at)
	if err != nil {
		return "", err
	}
	if len(text) > maxParameter {
		return "", failLimit(CodeTooLarge, here, maxParameter)
	}
	t.open = t.open[:len(t.open)-1]
	p.text, p.state = text, paramDone
	return text, nil
}

// text is what stands for a parameter: its values; else its choices, or else its label, in square brackets, since
// whoever answers has to fill them in.
func (t *paramTable) text(p *param, at Place) (string, error) {
	if values, err := t.all(p.value, "values", p.scope, at); err != nil || len(values) > 0 {
		return strings.Join(values, ", "), err
	}
	if v := line(plainLinks(p.value.str("value"))); v != "" { // OSCAL before 1.0
		return t.insert(v, p.scope, at)
	}
	if choices, err := t.all(p.value.get("select"), "choice", p.scope, at); err != nil || len(choices) > 0 {
		return "[" + strings.Join(choices, " / ") + "]", err
	}
	label, err := t.insert(line(plainLinks(p.value.str("label"))), p.scope, at)
	if err != nil {
		return "", err
	}
	return "[" + firstOf(label, p.id) + "]", nil
}

func (t *paramTable) all(v *jsonValue, key string, s *scope, at Place) ([]string, error) {
	var texts []string
	for item := range v.each(key) {
		text, err := t.insert(line(plainLinks(item.value())), s, at)
		if err != nil {
			return nil, err
		}
		if text != "" {
			texts = append(texts, text)
		}
	}
	return texts, nil
}
