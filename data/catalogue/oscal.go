package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"kreislage/data/assessment"
)

// oscalFormat reads OSCAL catalogues and resolved profiles in JSON (NIST OSCAL 1.x, catalog model), among them both
// dialects of the BSI's Stand-der-Technik library: the present one with English names of properties and the one up
// to February 2026 with German names.
func oscalFormat() format {
	return format{name: FormatOSCAL, detect: detectOSCAL, read: readOSCAL}
}

func detectOSCAL(s *source) (bool, error) {
	root, err := s.json()
	if err != nil {
		return false, err
	}
	c := root.get("catalog")
	return c != nil && c.kind == jsonObject, nil
}

// oscal is one reading of one catalogue.
type oscal struct {
	b        *builder
	catalog  *jsonValue
	controls map[string]bool   // ids of all controls
	labels   map[string]int    // how many controls bear a label
	sources  map[string]string // back-matter: uuid to title
	params   *paramTable
	topicIDs map[string]int // how often an id was given
	words    languageGuess
}

// branch is where in the tree the walk stands.
type branch struct {
	topic   assessment.TopicID
	section []string // titles from below the topic down to the parent
	scope   *scope   // parameters that are seen from here
	depth   int
}

// under is the branch inside a group or control, whose title becomes a heading.
func (o *oscal) under(at branch, v *jsonValue, s *scope) (branch, error) {
	title, err := o.params.insert(plainLinks(v.str("title")), s, o.place(v))
	if err != nil {
		return branch{}, err
	}
	section := slices.Clone(at.section)
	if kept, _ := cut(line(title), MaxTitle); kept != "" {
		section = append(section, kept)
	}
	return branch{topic: at.topic, section: section, scope: s, depth: at.depth + 1}, nil
}

func readOSCAL(s *source, b *builder) error {
	root, err := s.json()
	if err != nil {
		return err
	}
	o := &oscal{
		b:        b,
		catalog:  root.get("catalog"),
		controls: map[string]bool{},
		labels:   map[string]int{},
		sources:  map[string]string{},
		topicIDs: map[string]int{},
	}
	o.params = newParamTable(b)
	if err := o.index(o.catalog, nil, 0); err != nil {
		return err
	}
	o.backMatter()
	o.head()
	if err := o.topics(); err != nil {
		return err
	}
	if b.cat.Language == "" {
		b.cat.Language = o.words.language()
	}
	return nil
}

// index walks all groups and controls once, for ids, labels and parameters, and holds the nesting to its limit.
func (o *oscal) index(v *jsonValue, outer *scope, depth int) error {
	if depth > MaxDepth {
		return failLimit(CodeTooDeep, o.place(v), MaxDepth)
	}
	inner, err := o.params.declare(v, outer)
	if err != nil {
		return err
	}
	for g := range v.each("groups") {
		if err := o.index(g, inner, depth+1); err != nil {
			return err
		}
	}
	for c := range v.each("controls") {
		id := line(c.str("id"))
		if id == "" {
			return fail(CodeMissing, o.place(c), "id")
		}
		if o.controls[id] {
			return fail(CodeDuplicateID, o.place(c), id)
		}
		o.controls[id] = true
		if l := label(c); l != "" {
			o.labels[l]++
		}
		if err := o.index(c, inner, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (o *oscal) place(v *jsonValue) Place {
	return Place{Line: int(v.line), ID: short(v.str("id"))}
}

func (o *oscal) backMatter() {
	for r := range o.catalog.get("back-matter").each("resources") {
		title := r.str("title")
		if title == "" {
			title = r.get("citation").str("text")
		}
		if title != "" {
			o.sources[r.str("uuid")] = plainLinks(title)
		}
	}
}

func (o *oscal) head() {
	m := o.catalog.get("metadata")
	c := assessment.Catalogue{
		Key:       o.catalog.str("uuid"),
		Title:     m.str("title"),
		Edition:   m.str("version"),
		Language:  prop(m, "language", "lang"),
		Publisher: publisher(m),
		Licence:   prop(m, "license", "licence", "rights"),
		Notes:     m.str("remarks"),
	}
	for d := range m.each("document-ids") {
		if id := d.str("identifier"); id != "" {
			c.Key = id
			break
		}
	}
	if c.Edition == "" {
		c.Edition = m.str("last-modified")
	}
	for l := range m.each("links") {
		if c.Licence == "" && l.str("rel") == "license" {
			c.Licence = firstOf(l.str("text"), l.str("href"))
		}
	}
	o.words.hear(c.Title, c.Notes)
	o.b.head(c)
}

// publisher names the party with the role of publisher or creator, else the first party.
func publisher(m *jsonValue) string {
	names := map[string]string{}
	for p := range m.each("parties") {
		names[p.str("uuid")] = p.str("name")
	}
	for _, role := range []string{"publisher", "creator"} {
		for rp := range m.each("responsible-parties") {
			if rp.str("role-id") != role {
				continue
			}
			for id := range rp.each("party-uuids") {
				if n := names[id.value()]; n != "" {
					return n
				}
			}
		}
	}
	for p := range m.each("parties") {
		if n := p.str("name"); n != "" {
			return n
		}
	}
	return ""
}

// topics makes a topic of every top-level group, and one of the controls that stand outside of groups.
func (o *oscal) topics() error {
	scope := o.params.scope(o.catalog, nil)
	if loose := o.catalog.list("controls"); len(loose) > 0 {
		id := o.looseID()
		t := assessment.Topic{ID: assessment.TopicID(id), Title: o.catalog.get("metadata").str("title")}
		if err := o.b.topic(t, o.place(o.catalog)); err != nil {
			return err
		}
		o.topicIDs[id]++
		if err := o.walkControls(loose, branch{topic: t.ID, scope: scope, depth: 1}); err != nil {
			return err
		}
	}
	groups := o.catalog.list("groups")
	for i := range groups {
		if err := o.topicOf(&groups[i], i, scope); err != nil {
			return err
		}
	}
	return nil
}

// looseID names the topic of controls outside of all groups. The catalogue's uuid would not do: it changes with every
// edition.
func (o *oscal) looseID() string {
	id := "catalogue"
	for slices.ContainsFunc(o.catalog.list("groups"), func(g jsonValue) bool { return line(g.str("id")) == id }) {
		id += "-"
	}
	return id
}

func (o *oscal) topicOf(g *jsonValue, i int, outer *scope) error {
	id := line(g.str("id"))
	if id == "" {
		id = o.madeID(g, i)
	}
	o.topicIDs[id]++
	inner := o.params.scope(g, outer)
	notes, err := o.groupNotes(g, inner)
	if err != nil {
		return err
	}
	title, err := o.params.insert(plainLinks(g.str("title")), inner, o.place(g))
	if err != nil {
		return err
	}
	t := assessment.Topic{ID: assessment.TopicID(id), Title: title, Notes: notes}
	if err := o.b.topic(t, o.place(g)); err != nil {
		return err
	}
	return o.walk(g, branch{topic: t.ID, scope: inner, depth: 1})
}

// madeID names a group by its title, since OSCAL lets groups go without an id.
func (o *oscal) madeID(g *jsonValue, i int) string {
	id, _ := cut(firstOf(line(g.str("title")), strconv.Itoa(i+1)), MaxID-10)
	n := o.topicIDs[id]
	if n == 0 {
		return id
	}
	o.topicIDs[id]++
	return id + " (" + strconv.Itoa(n+1) + ")"
}

// groupNotes gathers what a group says about itself: its parts, and the remarks that the BSI keeps at the label.
func (o *oscal) groupNotes(g *jsonValue, s *scope) (string, error) {
	var texts []string
	for p := range g.each("props") {
		if p.str("name") == "label" {
			texts = append(texts, plainLinks(p.str("remarks")))
		}
	}
	for p := range g.each("parts") {
		t, err := o.prose(p, s, o.place(g))
		if err != nil {
			return "", err
		}
		texts = append(texts, t)
	}
	return paragraphs(texts...), nil
}

// walk goes through what is inside a group.
func (o *oscal) walk(v *jsonValue, at branch) error {
	if err := o.walkControls(v.list("controls"), at); err != nil {
		return err
	}
	for g := range v.each("groups") {
		below, err := o.under(at, g, o.params.scope(g, at.scope))
		if err != nil {
			return err
		}
		if err := o.walk(g, below); err != nil {
			return err
		}
	}
	return nil
}

func (o *oscal) walkControls(controls []jsonValue, at branch) error {
	for i := range controls {
		c := &controls[i]
		inner := o.params.scope(c, at.scope)
		if withdrawn(c) {
			o.b.drop(Drop{Place: o.place(c), What: WhatRequirement, Reason: ReasonWithdrawn, Detail: c.str("title")})
		} else if err := o.control(c, at, inner); err != nil {
			return err
		}
		inside := c.list("controls")
		if len(inside) == 0 {
			continue
		}
		// "Dokumentation" means nothing without the control it is nested in: that one's title becomes its heading.
		below, err := o.under(at, c, inner)
		if err != nil {
			return err
		}
		if err := o.walkControls(inside, below); err != nil {
			return err
		}
	}
	return nil
}

func withdrawn(c *jsonValue) bool {
	for p := range c.each("props") {
		if p.str("name") == "status" && strings.EqualFold(strings.TrimSpace(p.str("value")), "withdrawn") {
			return true
		}
	}
	return false
}

// prop returns the value of the first property that bears one of the names, whatever its namespace: the BSI has
// changed its namespaces more often than its names.
func prop(v *jsonValue, names ...string) string {
	for _, name := range names {
		for p := range v.each("props") {
			if strings.EqualFold(p.str("name"), name) {
				if value := strings.TrimSpace(p.str("value")); value != "" {
					return value
				}
			}
		}
	}
	return ""
}

// label returns the number that people know a control by, passing over variants made for sorting or for other
// publications.
func label(c *jsonValue) string {
	for p := range c.each("props") {
		if p.str("name") == "label" && p.str("class") == "" {
			return line(p.str("value"))
		}
	}
	return ""
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
