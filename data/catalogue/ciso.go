package catalogue

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kreislage/data/assessment"
)

// cisoFramework is a framework of a CISO Assistant library, whichever file it came in.
type cisoFramework struct {
	head   assessment.Catalogue
	groups []cisoGroup // implementation groups in the order of their definition
	nodes  []cisoNode  // in the order of the file

	rank map[string]int // place of a group in the definition, by its ref
}

type cisoGroup struct{ ref, name string }

// cisoNode is one node of the tree: a heading, or a requirement where it is assessable.
type cisoNode struct {
	urn, parent       string
	ref, name, text   string
	help              []string // annotation, typical evidence
	assessable        bool
	groups            []string // refs of implementation groups
	importance        string
	questions         []cisoQuestion
	place             Place
	up                int // index of the parent, -1 at the top
	children, heading bool
	title             string // made of the others
}

type cisoQuestion struct {
	text    string
	choices []string
}

// read makes topics of the headings at the top and requirements of what can be assessed.
func (f *cisoFramework) read(b *builder) error {
	if err := f.link(b); err != nil {
		return err
	}
	whole := f.collapse()
	topics := make([]assessment.TopicID, len(f.nodes))
	order := f.topicsOf(whole, topics)
	var words languageGuess
	words.hear(f.head.Title, f.head.Notes)
	if err := f.addTopics(b, order); err != nil {
		return err
	}
	prefix := f.commonPrefix()
	for i := range f.nodes {
		n := &f.nodes[i]
		if !n.assessable {
			continue
		}
		r := f.requirement(n, prefix)
		r.Topic, r.Section = topics[i], f.section(i, whole)
		words.hear(r.Text)
		if err := b.add(r, n.place); err != nil {
			return err
		}
	}
	if b.cat.Language == "" {
		b.cat.Language = words.language()
	}
	return nil
}

// link finds each node's parent and holds the tree to its depth. A parent that is not there is noted; the node then
// stands at the top.
func (f *cisoFramework) link(b *builder) error {
	index := make(map[string]int, len(f.nodes))
	for i := range f.nodes {
		n := &f.nodes[i]
		if _, twice := index[n.urn]; twice {
			return fail(CodeDuplicateID, n.place, n.urn)
		}
		index[n.urn] = i
	}
	for i := range f.nodes {
		n := &f.nodes[i]
		n.up = -1
		if n.parent == "" {
			continue
		}
		up, ok := index[n.parent]
		if !ok {
			b.drop(Drop{Place: n.place, What: WhatLink, Reason: ReasonUnknownTarget, Detail: n.parent})
			continue
		}
		n.up = up
		f.nodes[up].children = true
	}
	for i := range f.nodes {
		if err := f.checkDepth(i); err != nil {
			return err
		}
	}
	return nil
}

func (f *cisoFramework) checkDepth(i int) error {
	depth := 0
	for up := f.nodes[i].up; up >= 0; up = f.nodes[up].up {
		if depth++; depth > MaxDepth {
			return f.tooDeep(i)
		}
		if up == i {
			return f.tooDeep(i)
		}
	}
	return nil
}

// tooDeep tells a circle of parents from a tree that is merely too deep.
func (f *cisoFramework) tooDeep(i int) error {
	seen := map[int]int{}
	var way []string
	for at := i; at >= 0; at = f.nodes[at].up {
		if from, ok := seen[at]; ok {
			circle := append(way[from:], f.nodes[at].urn)
			if len(circle) > 6 {
				circle = append(append(slices.Clone(circle[:3]), "…"), circle[len(circle)-2:]...)
			}
			return fail(CodeParentCycle, f.nodes[at].place, strings.Join(circle, " → "))
		}
		seen[at] = len(way)
		way = append(way, f.nodes[at].urn)
	}
	return failLimit(CodeTooDeep, f.nodes[i].place, MaxDepth)
}

// collapse returns the headings that span everything below them and so say nothing: as long as one heading stands
// alone at the top and has only headings below it, those become the topics.
func (f *cisoFramework) collapse() map[int]bool {
	headings, asks := make(map[int][]int, len(f.nodes)), map[int]bool{}
	for i := range f.nodes {
		n := &f.nodes[i]
		if n.children {
			headings[n.up] = append(headings[n.up], i)
		}
		if n.assessable {
			asks[n.up] = true
		}
	}
	whole := map[int]bool{}
	for top := -1; len(headings[top]) == 1 && !f.nodes[headings[top][0]].assessable; {
		top = headings[top][0]
		if len(headings[top]) == 0 || asks[top] {
			break
		}
		whole[top] = true
	}
	return whole
}

// topicsOf fills in each requirement's topic and returns the topics' nodes in order, -1 for the framework itself.
func (f *cisoFramework) topicsOf(whole map[int]bool, topics []assessment.TopicID) []int {
	var order []int
	known := map[int]bool{}
	for i := range f.nodes {
		if !f.nodes[i].assessable {
			continue
		}
		at := f.topicNode(i, whole)
		if !known[at] {
			known[at] = true
			order = append(order, at)
		}
		topics[i] = f.topicID(at)
	}
	return order
}

// topicNode is the topmost node above a requirement that is not collapsed; a requirement with others below it may be
// its own.
func (f *cisoFramework) topicNode(i int, whole map[int]bool) int {
	top, last := -1, -1
	if f.nodes[i].children {
		top = i
	}
	for at := f.nodes[i].up; at >= 0; at = f.nodes[at].up {
		if whole[at] {
			if last < 0 {
				last = at
			}
			continue
		}
		top = at
	}
	if top < 0 {
		return last
	}
	return top
}

func (f *cisoFramework) topicID(at int) assessment.TopicID {
	if at < 0 {
		return assessment.TopicID(firstOf(f.head.Key, "framework"))
	}
	return assessment.TopicID(f.nodes[at].urn)
}

// addTopics adds the topics in the order of the file, with what their headings say.
func (f *cisoFramework) addTopics(b *builder, order []int) error {
	notes := f.headingTexts(order)
	for _, at := range order {
		t := assessment.Topic{ID: f.topicID(at), Title: f.head.Title}
		place := Place{}
		if at >= 0 {
			n := &f.nodes[at]
			n.heading, place = true, n.place
			t.Title = f.title(at)
			t.Notes = paragraphs(notes[at]...)
		}
		if err := b.topic(t, place); err != nil {
			return err
		}
	}
	return nil
}

// headingTexts gathers what headings say beyond their title, each under the topic that it belongs to.
func (f *cisoFramework) headingTexts(order []int) map[int][]string {
	isTopic := make(map[int]bool, len(order))
	for _, at := range order {
		isTopic[at] = true
	}
	notes := map[int][]string{}
	for i := range f.nodes {
		n := &f.nodes[i]
		said := paragraphs(n.help...)
		if n.name != "" || utf8.RuneCountInString(n.text) > MaxTitle {
			said = paragraphs(n.text, said)
		}
		if n.assessable || said == "" {
			continue
		}
		at := i
		for at >= 0 && !isTopic[at] {
			at = f.nodes[at].up
		}
		if at < 0 {
			continue
		}
		if at != i {
			said = f.title(i) + ": " + said
		}
		notes[at] = append(notes[at], said)
	}
	return notes
}

// title is what a heading is called: number and name, or the text where it has no name. It is made once, since many
// requirements may stand below one long heading.
func (f *cisoFramework) title(i int) string {
	n := &f.nodes[i]
	if n.title != "" {
		return n.title
	}
	title := strings.TrimSpace(n.ref + " " + firstOf(n.name, n.text))
	n.title, _ = cut(line(plainLinks(firstOf(title, lastOf(n.urn)))), MaxTitle)
	return n.title
}

// section joins the headings between a requirement and its topic.
func (f *cisoFramework) section(i int, whole map[int]bool) string {
	var titles []string
	if f.nodes[i].heading {
		return ""
	}
	for at := f.nodes[i].up; at >= 0 && !f.nodes[at].heading && !whole[at]; at = f.nodes[at].up {
		titles = append(titles, f.title(at))
	}
	slices.Reverse(titles)
	return strings.Join(titles, " / ")
}

// commonPrefix is what the urns of all requirements begin with, up to a colon: numbers are shown without it.
func (f *cisoFramework) commonPrefix() string {
	prefix, begun := "", false
	for i := range f.nodes {
		urn := f.nodes[i].urn
		if !f.nodes[i].assessable {
			continue
		}
		if !begun {
			prefix, begun = urn, true
		}
		for !strings.HasPrefix(urn, prefix) || !strings.HasSuffix(prefix, ":") {
			cutAt := strings.LastIndexByte(strings.TrimSuffix(prefix, ":"), ':')
			if cutAt < 0 {
				return ""
			}
			prefix = prefix[:cutAt+1]
		}
	}
	return prefix
}

func (f *cisoFramework) requirement(n *cisoNode, prefix string) assessment.Requirement {
	level, others := f.level(n.groups)
	r := assessment.Requirement{
		ID:    assessment.RequirementID(n.urn),
		Ref:   firstOf(n.ref, strings.TrimPrefix(n.urn, prefix)),
		Title: plainLinks(n.name),
		Text:  plainLinks(n.asked()),
		Level: level,
		Tags:  others,
		Guidance: plainLinks(paragraphs(append(slices.Clone(n.help),
			n.answers())...)),
	}
	switch fold(n.importance) {
	case fold("mandatory"):
		r.Modal = assessment.ModalMust
	case fold("recommended"):
		r.Modal = assessment.ModalShould
	case fold("nice to have"):
		r.Modal = assessment.ModalMay
	default:
		r.Modal = modalIn(r.Text)
	}
	return r
}

// level is the first implementation group that asks for a requirement, in the order of the definition; the others
// become tags.
func (f *cisoFramework) level(refs []string) (string, []string) {
	if f.rank == nil {
		f.rank = make(map[string]int, len(f.groups))
		for i, g := range slices.Backward(f.groups) {
			f.rank[g.ref] = i
		}
	}
	place := func(ref string) int {
		if i, ok := f.rank[ref]; ok {
			return i
		}
		return len(f.groups)
	}
	refs = slices.DeleteFunc(slices.Clone(refs), func(ref string) bool { return ref == "" })
	slices.SortStableFunc(refs, func(a, b string) int { return place(a) - place(b) })
	var names []string
	for _, ref := range refs {
		name := ref
		if i, ok := f.rank[ref]; ok {
			name = groupName(f.groups[i])
		}
		if name != "" && (len(names) == 0 || names[0] != name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	return names[0], names[1:]
}

// groupName is the name of a group, or its short form where the name is a sentence.
func groupName(g cisoGroup) string {
	const long = 40
	if name := line(g.name); name != "" && utf8.RuneCountInString(name) <= long {
		return name
	}
	return line(g.ref)
}

// asked is the description followed by the questions, numbered where there are several.
func (n *cisoNode) asked() string {
	texts := []string{n.text}
	var list []string
	for _, q := range n.questions {
		if q.text != "" {
			list = append(list, q.text)
		}
	}
	if len(list) == 1 {
		return paragraphs(n.text, list[0])
	}
	for i := range list {
		list[i] = "– " + line(list[i])
	}
	return paragraphs(append(texts, strings.Join(list, "\n"))...)
}

// answers lists the choices of each question, under the question where there are several.
func (n *cisoNode) answers() string {
	var texts []string
	for _, q := range n.questions {
		if len(q.choices) == 0 {
			continue
		}
		var lines []string
		if len(n.questions) > 1 && q.text != "" {
			lines = append(lines, line(q.text))
		}
		for _, c := range q.choices {
			lines = append(lines, "– "+line(c))
		}
		texts = append(texts, strings.Join(lines, "\n"))
	}
	return strings.Join(texts, "\n\n")
}

func lastOf(urn string) string { return urn[strings.LastIndexByte(urn, ':')+1:] }
