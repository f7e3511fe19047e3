package catalogue

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"

	"kreislage/data/assessment"
)

// docbookFormat reads the BSI's IT-Grundschutz-Kompendium in DocBook 5 (https://docbook.org/ns/docbook): sections whose
// titles begin with a module's id are topics, sections inside them whose titles begin with a requirement's id are
// requirements. Everything else of the book (threats, roles, glossary, cross references) is passed over.
func docbookFormat() format {
	return format{name: FormatDocBook, detect: detectDocBook, read: readDocBook}
}

func detectDocBook(s *source) (bool, error) {
	text, err := s.decode()
	if err != nil || !looksXML(text) {
		return false, err
	}
	root, err := newXMLReader(s, text).root()
	if err != nil {
		return false, err
	}
	switch root.Name.Local {
	case "book", "set", "part", "chapter", "article", "section":
		return root.Name.Space == "" || strings.Contains(root.Name.Space, "docbook"), nil
	}
	return false, fail(CodeNotRecognised, Place{}, root.Name.Local)
}

// The titles that matter. Modules are numbered ISMS.1 or SYS.1.2.3, requirements ISMS.1.A1.
var (
	moduleTitle      = regexp.MustCompile(`^([A-Z]{2,6}(?:\.\d{1,3}){1,4})\s+(\S.*)$`)
	requirementTitle = regexp.MustCompile(`^([A-Z]{2,6}(?:\.\d{1,3}){1,4}\.A\d{1,3})(?:\s+(.*))?$`)
	titleEnd         = regexp.MustCompile(`^(.*?)\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])$`)
	editionInTitle   = regexp.MustCompile(`(?i)\bEdition\s*:?\s*(\d{4})\b`)
)

// docbook is one walk through a book.
type docbook struct {
	x     *xmlReader
	b     *builder
	head  assessment.Catalogue
	words languageGuess

	open   []dbSection // sections from the outside in
	module *dbModule
	req    *dbRequirement
	path   []string // names of the open elements
	text   dbText
}

type dbSection struct {
	title string
	level string // of the requirements in it, by its heading
	depth int    // number of open elements when it began
	notes bool   // its text introduces the module
}

type dbModule struct {
	topic assessment.Topic
	notes []string
	place Place
	added bool      // stands in the catalogue
	group bool      // holds other modules
	outer *dbModule // the module that this one lies in
	depth int
}

type dbRequirement struct {
	r         assessment.Requirement
	withdrawn bool
	place     Place
	depth     int
}

func readDocBook(s *source, b *builder) error {
	text, err := s.decode()
	if err != nil {
		return err
	}
	d := &docbook{x: newXMLReader(s, text), b: b}
	for {
		t, err := d.x.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if err := d.token(t); err != nil {
			return err
		}
	}
	if d.head.Edition == "" {
		if m := editionInTitle.FindStringSubmatch(d.head.Title); m != nil {
			d.head.Edition = m[1]
		}
	}
	d.head.Key = "it-grundschutz-kompendium"
	d.head.Title = firstOf(d.head.Title, "IT-Grundschutz-Kompendium")
	d.head.Language = firstOf(d.head.Language, d.words.language())
	b.head(d.head)
	return nil
}

func (d *docbook) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		d.start(t)
	case xml.EndElement:
		return d.end(t.Name.Local)
	case xml.CharData:
		if d.listens() {
			d.text.chars(t)
		}
	case xml.ProcInst:
		if t.Target == "linebreak" {
			d.text.breakLine()
		}
	}
	return nil
}

// listens tells whether text at this place is kept.
func (d *docbook) listens() bool {
	return d.req != nil || d.text.inTitle || d.text.inHead || d.module != nil && len(d.open) > 0 && d.open[len(d.open)-1].notes
}

func (d *docbook) start(e xml.StartElement) {
	name := e.Name.Local
	if len(d.path) == 0 {
		d.head.Language = xmlAttr(e, "lang")
	}
	parent := ""
	if len(d.path) > 0 {
		parent = d.path[len(d.path)-1]
	}
	d.path = append(d.path, name)
	switch {
	case isSection(name):
		d.text.flush()
		d.open = append(d.open, dbSection{depth: len(d.path)})
	case name == "title" && isSection(parent), name == "title" && parent == "info" && len(d.path) > 2 && isSection(d.path[len(d.path)-3]):
		d.text.title()
	case len(d.open) <= 1 && isHead(name):
		d.text.headline()
	default:
		d.text.open(name)
	}
}

// isSection names the elements that DocBook nests a book in.
func isSection(name string) bool {
	switch name {
	case "set", "book", "part", "chapter", "article", "appendix", "preface", "section", "sect1", "sect2", "sect3", "sect4", "sect5", "simplesect":
		return true
	}
	return false
}

// isHead names the elements of a book's info that say which edition it is.
func isHead(name string) bool {
	switch name {
	case "edition", "pubdate", "date", "releaseinfo", "publishername", "orgname":
		return true
	}
	return false
}

func (d *docbook) end(name string) error {
	d.path = d.path[:len(d.path)-1]
	switch {
	case d.text.inTitle && name == "title":
		return d.titled(d.text.titleText())
	case d.text.inHead && isHead(name):
		d.headed(name, d.text.headText())
	case isSection(name):
		return d.closeSection()
	default:
		d.text.close(name)
	}
	return nil
}

func (d *docbook) headed(name, text string) {
	switch name {
	case "publishername", "orgname":
		d.head.Publisher = firstOf(d.head.Publisher, text)
	case "edition", "releaseinfo":
		if m := editionInTitle.FindStringSubmatch(text); m != nil {
			text = m[1]
		}
		d.head.Edition = firstOf(d.head.Edition, text)
	default:
		d.head.Edition = firstOf(d.head.Edition, text)
	}
}

// titled looks at the title of the innermost open section.
func (d *docbook) titled(title string) error {
	if len(d.open) == 0 {
		return nil
	}
	s := &d.open[len(d.open)-1]
	s.title, s.level = title, levelOfHeading(title)
	if len(d.open) == 1 {
		d.head.Title = firstOf(d.head.Title, title)
	}
	if d.req != nil { // a heading inside a requirement is part of its text
		d.text.paragraph(title)
		return nil
	}
	if m := requirementTitle.FindStringSubmatch(title); m != nil {
		return d.openRequirement(m[1], m[2], s)
	}
	if m := moduleTitle.FindStringSubmatch(title); m != nil && d.within(m[1]) {
		if d.module != nil {
			d.module.group = true
		}
		d.module = &dbModule{topic: assessment.Topic{ID: assessment.TopicID(m[1]), Title: title}, place: d.x.place(), outer: d.module, depth: s.depth}
		d.text.reset()
		return nil
	}
	switch fold(title) {
	case fold("Einleitung"), fold("Zielsetzung"):
		s.notes = d.module != nil
		d.text.reset()
	}
	return nil
}

// within tells whether a module may begin here: outside of others, or inside one whose number its own goes on with.
func (d *docbook) within(id string) bool {
	return d.module == nil || strings.HasPrefix(id, string(d.module.topic.ID)+".")
}

func (d *docbook) openRequirement(id, rest string, s *dbSection) error {
	d.text.reset()
	title, level, tags := requirementParts(rest)
	for i := len(d.open) - 1; level == "" && i >= 0; i-- {
		level = d.open[i].level
	}
	at := d.x.place()
	at.ID = id
	d.req = &dbRequirement{place: at, depth: s.depth, withdrawn: gone(title)}
	d.req.r = assessment.Requirement{ID: assessment.RequirementID(id), Ref: id, Title: title, Level: level, Tags: tags}
	for i := len(d.open) - 2; i >= 0; i-- {
		if d.open[i].level != "" {
			d.req.r.Section = d.open[i].title
			break
		}
	}
	if d.module != nil {
		return nil
	}
	// A requirement outside of a module belongs to the one that its id names.
	module := id[:strings.LastIndex(id, ".A")]
	d.module = &dbModule{topic: assessment.Topic{ID: assessment.TopicID(module), Title: module}, place: at, depth: s.depth, added: d.b.topics[assessment.TopicID(module)]}
	return nil
}

// gone tells a requirement that the publisher has dropped: its number stays, its title says so.
func gone(title string) bool {
	low := fold(title)
	return strings.HasPrefix(title, "ENTFALLEN") || low == fold("entfallen") || strings.HasSuffix(low, fold("ist entfallen"))
}

// requirementParts takes the level in round and the roles in square brackets from the end of a title, in any order.
// Editions up to 2020 also name the protection goals there, (CIA).
func requirementParts(rest string) (title, level string, tags []string) {
	title = line(rest)
	for len(title) < 4*MaxTitle { // one that is longer is no title, and looking for its end again and again takes too long
		m := titleEnd.FindStringSubmatch(title)
		if m == nil {
			return title, level, tags
		}
		switch inner := strings.TrimSpace(m[2]); {
		case m[3] != "":
			var roles []string
			for role := range strings.SplitSeq(m[3], ",") {
				roles = append(roles, line(role))
			}
			tags = append(roles, tags...)
		case level == "" && levelWord[inner] != "":
			level = levelWord[inner]
		case inner != "" && len(inner) <= 3 && strings.Trim(inner, "CIA") == "":
			tags = append([]string{inner}, tags...)
		default:
			return title, level, tags
		}
		title = m[1]
	}
	return title, level, tags
}

var levelWord = map[string]string{"B": "Basis", "S": "Standard", "H": "erhöht"}

// levelOfHeading is the level of the requirements under a heading.
func levelOfHeading(title string) string {
	switch name := fold(title); {
	case strings.HasPrefix(name, fold("Basis-Anforderung")):
		return levelWord["B"]
	case strings.HasPrefix(name, fold("Standard-Anforderung")):
		return levelWord["S"]
	case strings.HasPrefix(name, fold("Anforderungen bei erhöhtem")), strings.HasPrefix(name, fold("Anforderung bei erhöhtem")):
		return levelWord["H"]
	}
	return ""
}

func (d *docbook) closeSection() error {
	s := d.open[len(d.open)-1]
	d.open = d.open[:len(d.open)-1]
	if s.notes && d.module != nil && d.req == nil {
		d.module.notes = append(d.module.notes, d.text.take())
	}
	if d.req != nil && d.req.depth == s.depth {
		if err := d.closeRequirement(); err != nil {
			return err
		}
	}
	if d.module != nil && d.module.depth == s.depth {
		if !d.module.added && !d.module.group {
			d.b.drop(Drop{Place: d.modulePlace(), What: WhatTopic, Reason: ReasonEmpty})
		}
		d.module = d.module.outer
	}
	return nil
}

func (d *docbook) modulePlace() Place {
	at := d.module.place
	at.ID = short(string(d.module.topic.ID))
	return at
}

func (d *docbook) closeRequirement() error {
	q := d.req
	d.req = nil
	q.r.Text = d.text.take()
	if q.withdrawn || strings.HasPrefix(fold(q.r.Text), fold("Diese Anforderung ist entfallen")) {
		d.b.drop(Drop{Place: q.place, What: WhatRequirement, Reason: ReasonWithdrawn})
		return nil
	}
	if err := d.addModule(); err != nil {
		return err
	}
	q.r.Topic = d.module.topic.ID
	q.r.Modal = strictest(q.r.Text)
	d.words.hear(q.r.Text)
	return d.b.add(q.r, q.place)
}

func (d *docbook) addModule() error {
	if d.module.added {
		return nil
	}
	d.module.added = true
	d.module.topic.Notes = paragraphs(d.module.notes...)
	return d.b.topic(d.module.topic, d.modulePlace())
}

// strictest is the most binding of the words in capitals that a text uses: a requirement of which a part MUST be met
// counts among those that must be met.
func strictest(text string) assessment.Modal {
	var best assessment.Modal
	for _, word := range bindingWord.FindAllString(text, -1) {
		switch word {
		case "SOLLTE", "SOLLTEN":
			best = assessment.ModalShould
		case "KANN", "KÖNNEN":
			if best == "" {
				best = assessment.ModalMay
			}
		default:
			return assessment.ModalMust
		}
	}
	return best
}

var bindingWord = regexp.MustCompile(`\b(?:MUSS|MÜSSEN|DARF|DÜRFEN|SOLLTEN?|KANN|KÖNNEN)\b`)
