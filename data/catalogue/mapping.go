package catalogue

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"kreislage/data/assessment"
)

// Relation says how an old requirement stands to a new one.
type Relation string

// The relations of a mapping.
const (
	RelationEqual   Relation = "equal"   // both ask the same
	RelationPart    Relation = "part"    // the old one covers only a part of the new one
	RelationBroader Relation = "broader" // the old one covers the new one and more
)

// Pair says that an old requirement has to do with a new one.
type Pair struct {
	Old, New assessment.RequirementID
	Relation Relation
}

// Mapping tells which requirements of one catalogue stand for which of another.
type Mapping struct {
	Title          string // of the mapping, where the file has one
	Source, Target string // what the file says of the two catalogues: an address or a title
	Pairs          []Pair // in the order of the file, none twice
	Dropped        []Drop
	Format         string
}

// The formats of mappings that ReadMapping knows.
const (
	FormatMappingCSV   = "mapping-csv"
	FormatMappingOSCAL = "oscal-mapping-json"
)

// MaxPairs is the most pairs that a mapping may have.
const MaxPairs = 100_000

// ReadMapping reads a mapping: a table of old id, new id and relation as CSV (comma, semicolon or tab; with headings in
// German or English or, without them, in this order), or an OSCAL mapping-collection in JSON. Ids may be those of
// requirements or the numbers people use; Resolve tells. Where the input is no good the error is an *Error.
func ReadMapping(ctx context.Context, r io.Reader, o Options) (Mapping, error) {
	limit := o.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	raw, err := readAll(ctx, r, limit)
	if err != nil {
		return Mapping{}, err
	}
	s := &source{ctx: ctx, raw: raw}
	text, err := s.decode()
	if err != nil {
		return Mapping{}, err
	}
	m := &mappingReader{ctx: ctx, b: newBuilder(ctx), seen: map[[2]assessment.RequirementID]Relation{}}
	switch {
	case looksJSON(text):
		err = m.oscal(s)
	case looksXML(text):
		err = fail(CodeNotRecognised, Place{}, "xml")
	default:
		err = m.csv(text)
	}
	if err != nil {
		return Mapping{}, err
	}
	if len(m.m.Pairs) == 0 {
		return Mapping{}, fail(CodeNoRequirements, Place{}, "")
	}
	m.m.Dropped = m.b.dropped
	return m.m, nil
}

type mappingReader struct {
	ctx  context.Context
	b    *builder
	m    Mapping
	said int // pairs that the file names, taken in or not
	seen map[[2]assessment.RequirementID]Relation
}

// relations are the words for each relation, among them those of OSCAL and of CISO Assistant. An overlap counts as a
// part: the answer to the old one does not answer all of the new one.
var relations = map[Relation][]string{
	RelationEqual:   heads("equal", "equals", "equal-to", "equivalent", "equivalent-to", "same", "gleich", "identisch", "entspricht"),
	RelationPart:    heads("part", "part of", "partly", "subset", "subset-of", "intersect", "intersects", "intersects-with", "Teil", "teilweise", "Teil von", "Überschneidung", "überschneidet"),
	RelationBroader: heads("broader", "superset", "superset-of", "weiter", "umfassender", "umfasst"),
	"":              heads("no-relationship", "none", "keine", "kein Zusammenhang"),
}

// relationOf reads a word; the empty relation stands for pairs that have nothing to do with each other.
func relationOf(word string) (Relation, bool) {
	name := fold(word)
	if name == "" && strings.TrimSpace(word) == "=" {
		return RelationEqual, true
	}
	for r, words := range relations {
		if name != "" && slices.Contains(words, name) {
			return r, true
		}
	}
	return "", false
}

// add takes in one pair. The same pair twice is noted, the same pair with another relation refused.
func (m *mappingReader) add(old, new string, r Relation, at Place) error {
	if err := m.ctx.Err(); err != nil {
		return err
	}
	if m.said++; m.said > 2*MaxPairs {
		return failLimit(CodeTooMany, at, 2*MaxPairs)
	}
	p := Pair{Old: assessment.RequirementID(line(old)), New: assessment.RequirementID(line(new)), Relation: r}
	at.ID = short(string(p.Old))
	for _, id := range []assessment.RequirementID{p.Old, p.New} {
		switch {
		case id == "":
			return fail(CodeMissing, at, "id")
		case len([]rune(string(id))) > MaxID:
			return fail(CodeBadValue, at, "id")
		}
	}
	if r == "" {
		m.b.drop(Drop{Place: at, What: WhatLink, Reason: ReasonNotImported, Detail: string(p.Old + " → " + p.New)})
		return nil
	}
	key := [2]assessment.RequirementID{p.Old, p.New}
	if was, twice := m.seen[key]; twice {
		if was != r {
			return fail(CodeDuplicateID, at, string(p.Old+" → "+p.New))
		}
		m.b.drop(Drop{Place: at, What: WhatLink, Reason: ReasonRepeated, Detail: string(p.Old + " → " + p.New)})
		return nil
	}
	if len(m.m.Pairs) >= MaxPairs {
		return failLimit(CodeTooMany, at, MaxPairs)
	}
	m.seen[key] = r
	m.m.Pairs = append(m.m.Pairs, p)
	return nil
}

var mappingColumns = []column{
	{"old", heads("old", "old id", "alt", "alte Kennung", "alte ID", "source", "source id", "Quelle", "von", "from")},
	{"new", heads("new", "new id", "neu", "neue Kennung", "neue ID", "target", "target id", "Ziel", "nach", "to")},
	{"relation", heads("relation", "relationship", "Beziehung", "Verhältnis", "Art der Beziehung")},
}

func (m *mappingReader) csv(text string) error {
	m.m.Format = FormatMappingCSV
	comma, rest := delimiter(text)
	skipped := strings.Count(text[:len(text)-len(rest)], "\n")
	r := csv.NewReader(strings.NewReader(rest))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord, r.TrimLeadingSpace = comma, -1, true, true
	cols := []int{0, 1, 2}
	for first := true; ; {
		record, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			at := Place{}
			if syntax := (*csv.ParseError)(nil); errors.As(err, &syntax) {
				at.Line = syntax.Line + skipped
			}
			return fail(CodeNotWellFormed, at, err.Error())
		}
		l, _ := r.FieldPos(0)
		at := Place{Line: l + skipped}
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue
		}
		if first {
			first = false
			if len(record) < 2 {
				return fail(CodeNotRecognised, Place{}, "")
			}
			if found := headColumns(record); found != nil {
				cols = found
				continue
			}
		}
		if err := m.record(record, cols, at); err != nil {
			return err
		}
	}
}

func (m *mappingReader) record(record []string, cols []int, at Place) error {
	cell := func(n int) string {
		if cols[n] < len(record) {
			return record[cols[n]]
		}
		return ""
	}
	if strings.TrimSpace(cell(2)) == "" {
		at.ID = short(cell(0))
		return fail(CodeMissing, at, "relation")
	}
	relation, ok := relationOf(cell(2))
	if !ok {
		at.ID = short(cell(0))
		return fail(CodeBadValue, at, cell(2))
	}
	return m.add(cell(0), cell(1), relation, at)
}

// headColumns finds the three columns by their headings, or returns nil where a record is no row of headings.
func headColumns(record []string) []int {
	cols := []int{-1, -1, -1}
	for i, name := range record {
		for n, c := range mappingColumns {
			if cols[n] < 0 && slices.Contains(c.headings, fold(name)) {
				cols[n] = i
			}
		}
	}
	if slices.Contains(cols, -1) {
		return nil
	}
	return cols
}

// delimiter tells what stands between the cells: what the line sep= says, which Excel writes, or else the commonest in
// the first line. It returns the text without that line.
func delimiter(text string) (rune, string) {
	first, rest, _ := strings.Cut(text, "\n")
	if mark, ok := strings.CutPrefix(strings.TrimSpace(strings.ToLower(first)), "sep="); ok && len(mark) == 1 && strings.Contains(";,", mark) {
		return rune(mark[0]), rest
	}
	best, most := ',', 0
	for _, c := range []rune{';', '\t', ','} {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best, text
}

// oscal reads a mapping-collection (NIST OSCAL 1.2, control mapping model).
func (m *mappingReader) oscal(s *source) error {
	m.m.Format = FormatMappingOSCAL
	root, err := s.json()
	if err != nil {
		return err
	}
	collection := root.get("mapping-collection")
	if collection == nil {
		return fail(CodeNotRecognised, Place{}, s.rootKey())
	}
	m.m.Title = line(collection.get("metadata").str("title"))
	mappings := collection.list("mappings")
	if one := collection.get("mapping"); one != nil && one.kind == jsonObject {
		mappings = append(mappings, *one)
	}
	for i := range mappings {
		v := &mappings[i]
		m.m.Source = firstOf(m.m.Source, line(v.get("source-resource").str("href")))
		m.m.Target = firstOf(m.m.Target, line(v.get("target-resource").str("href")))
		for entry := range v.each("maps") {
			if err := m.oscalMap(entry); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *mappingReader) oscalMap(v *jsonValue) error {
	at := Place{Line: int(v.line), ID: short(v.str("uuid"))}
	word := firstOf(v.str("relationship"), v.get("relationship").str("type"))
	if word == "" {
		return fail(CodeMissing, at, "relationship")
	}
	relation, ok := relationOf(word)
	if !ok {
		return fail(CodeBadValue, at, word)
	}
	sources, targets := idRefs(v, "sources", "source"), idRefs(v, "targets", "target")
	if len(sources) == 0 || len(targets) == 0 {
		return fail(CodeMissing, at, "id-ref")
	}
	relation = spread(relation, len(sources), len(targets))
	for _, old := range sources {
		for _, new := range targets {
			if err := m.add(old, new, relation, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// spread says how each single pair stands where several requirements together equal others: one of several old ones
// is only a part, one old one that became several covers more than each of them.
func spread(r Relation, sources, targets int) Relation {
	switch {
	case r == "" || sources == 1 && targets == 1:
		return r
	case sources > 1:
		return RelationPart
	case r == RelationEqual:
		return RelationBroader
	}
	return r
}

// idRefs reads the ids on one side: a list of things with an id-ref, one such thing, or a plain text.
func idRefs(v *jsonValue, list, one string) []string {
	var ids []string
	take := func(item *jsonValue) {
		if id := firstOf(item.str("id-ref"), item.value()); id != "" {
			ids = append(ids, id)
		}
	}
	for item := range v.each(list) {
		take(item)
	}
	if item := v.get(one); item != nil {
		take(item)
		for item := range v.each(one) {
			take(item)
		}
	}
	return ids
}

// Reversed is the mapping the other way round.
func (m Mapping) Reversed() Mapping {
	m.Source, m.Target = m.Target, m.Source
	m.Pairs = slices.Clone(m.Pairs)
	for i, p := range m.Pairs {
		p.Old, p.New = p.New, p.Old
		switch p.Relation {
		case RelationPart:
			p.Relation = RelationBroader
		case RelationBroader:
			p.Relation = RelationPart
		}
		m.Pairs[i] = p
	}
	return m
}

// Resolve finds the requirements that a mapping between two catalogues speaks of, by id or else by the number people
// use, and returns their ids. Pairs with something that a catalogue does not have are left out and noted.
func (m Mapping) Resolve(old, new assessment.Catalogue) Mapping {
	before, after := newFinder(old), newFinder(new)
	b := newBuilder(context.Background())
	b.dropped = slices.Clone(m.Dropped)
	var pairs []Pair
	for _, p := range m.Pairs {
		from, knownFrom := before.find(p.Old)
		to, knownTo := after.find(p.New)
		if !knownFrom {
			b.drop(Drop{Place: Place{ID: short(string(p.Old))}, What: WhatLink, Reason: ReasonUnknownTarget, Detail: string(p.Old)})
		}
		if !knownTo {
			b.drop(Drop{Place: Place{ID: short(string(p.Old))}, What: WhatLink, Reason: ReasonUnknownTarget, Detail: string(p.New)})
		}
		if knownFrom && knownTo {
			pairs = append(pairs, Pair{from, to, p.Relation})
		}
	}
	m.Pairs, m.Dropped = pairs, b.dropped
	return m
}

// finder finds requirements by id or number.
type finder map[string]assessment.RequirementID

func newFinder(c assessment.Catalogue) finder {
	f := make(finder, 2*len(c.Requirements))
	for _, r := range c.Requirements {
		f[r.Ref] = r.ID
	}
	for _, r := range c.Requirements {
		f[string(r.ID)] = r.ID
	}
	return f
}

func (f finder) find(id assessment.RequirementID) (assessment.RequirementID, bool) {
	found, ok := f[string(id)]
	return found, ok
}
