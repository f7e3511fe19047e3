package catalogue

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"kreislage/data/assessment"
	"kreislage/data/sheet"
)

// cisoBookFormat reads the workbooks from which CISO Assistant libraries are made: sheets of keys and values whose
// names end in _meta, and sheets of rows whose names end in _content. The urns of nodes, which such a workbook does
// not hold, are formed by the same rules, so that the workbook and its library give the same requirements.
func cisoBookFormat() format {
	return format{name: FormatCISOXLSX, detect: detectCISOBook, read: readCISOBook}
}

func detectCISOBook(s *source) (bool, error) {
	book, err := s.book()
	return book != nil && sheetNamed(book, fold("library_meta")) != nil, err
}

var cisoColumns = []column{
	{"assessable", heads("assessable")},
	{"depth", heads("depth")},
	{"ref_id", heads("ref_id", "ref id", "reference")},
	{"name", heads("name")},
	{"description", heads("description")},
	{"annotation", heads("annotation")},
	{"typical_evidence", heads("typical_evidence")},
	{"implementation_groups", heads("implementation_groups")},
	{"importance", heads("importance")},
	{"questions", heads("questions")},
	{"answer", heads("answer", "answers")},
	{"urn_id", heads("urn_id")},
}

func heads(names ...string) []string {
	for i := range names {
		names[i] = fold(names[i])
	}
	return names
}

// cisoBook is a workbook with its sheets in pairs.
type cisoBook struct {
	book     *sheet.Book
	contents map[string]*sheet.Sheet // by the name that the definition refers to
}

func readCISOBook(s *source, b *builder) error {
	book, err := s.book()
	if err != nil {
		return err
	}
	c := &cisoBook{book: book, contents: map[string]*sheet.Sheet{}}
	meta, content := c.pair(b)
	if content == nil {
		return fail(CodeNoRequirements, Place{}, "")
	}
	library := keyValues(sheetNamed(book, fold("library_meta")))
	f := &cisoFramework{head: cisoBookHead(library, meta), groups: c.groups(meta, b)}
	t := findTable(b, content, cisoColumns, "assessable", "depth")
	if t == nil {
		lack := missing(b, content, cisoColumns, "assessable", "depth")
		return fail(CodeMissingColumn, Place{Sheet: short(content.Name)}, lack)
	}
	rows := cisoRows{t: t, b: b, base: cisoBase(meta, f.head.Key), answers: c.answers(meta, b)}
	if f.nodes, err = rows.read(); err != nil {
		return err
	}
	t.rest = nil // libraries have columns for other purposes and for translations
	t.close(cisoColumns)
	b.head(f.head)
	return f.read(b)
}

// pair matches sheets of keys with sheets of rows and returns those of the first framework.
func (c *cisoBook) pair(b *builder) (map[string]string, *sheet.Sheet) {
	var meta map[string]string
	var content *sheet.Sheet
	for i := range c.book.Sheets {
		name, ok := strings.CutSuffix(strings.ToLower(line(c.book.Sheets[i].Name)), "_meta")
		if !ok || name == "library" {
			continue
		}
		values, rows := keyValues(&c.book.Sheets[i]), sheetNamed(c.book, fold(name+"_content"))
		kind := values["type"]
		if kind == "" && name == "requirements" {
			kind = "framework"
		}
		if rows == nil {
			continue
		}
		if kind == "framework" && content == nil {
			meta, content = values, rows
			continue
		}
		c.contents[fold(firstOf(values["name"], name))] = rows
		if kind != "implementation_groups" && kind != "answers" {
			b.drop(Drop{Place: Place{Sheet: short(rows.Name)}, What: WhatObject, Reason: ReasonNotImported, Detail: kind})
		}
	}
	return meta, content
}

func cisoBookHead(library, meta map[string]string) assessment.Catalogue {
	pick := func(key string) string { return firstOf(meta[fold(key)], library[fold(key)]) }
	return assessment.Catalogue{
		Key:       pick("urn"),
		Title:     firstOf(pick("name"), pick("ref_id")),
		Edition:   library["version"],
		Language:  pick("locale"),
		Publisher: pick("provider"),
		Licence:   pick("copyright"),
		Notes:     pick("description"),
	}
}

// cisoBase is what the urns of a framework's nodes begin with.
func cisoBase(meta map[string]string, urn string) string {
	base := line(meta[fold("base_urn")])
	if base == "" {
		base = strings.Replace(line(urn), ":framework:", ":req_node:", 1)
	}
	return firstOf(strings.TrimSuffix(base, ":"), "urn:unknown:risk:req_node")
}

var cisoGroupColumns = []column{
	{"ref_id", heads("ref_id")}, {"name", heads("name")},
}

func (c *cisoBook) groups(meta map[string]string, b *builder) []cisoGroup {
	rows := c.contents[fold(meta[fold("implementation_groups_definition")])]
	if rows == nil {
		return nil
	}
	t := findTable(b, rows, cisoGroupColumns, "ref_id")
	if t == nil {
		return nil
	}
	var groups []cisoGroup
	for i := range t.rows() {
		row := &t.rows()[i]
		if ref := line(t.text(row, "ref_id")); ref != "" {
			groups = append(groups, cisoGroup{ref: ref, name: t.text(row, "name")})
		}
	}
	return groups
}

var cisoAnswerColumns = []column{
	{"id", heads("id")}, {"question_choices", heads("question_choices", "choices")},
}

// answers returns the choices by the id of the answer.
func (c *cisoBook) answers(meta map[string]string, b *builder) map[string][]string {
	rows := c.contents[fold(meta[fold("answers_definition")])]
	if rows == nil {
		return nil
	}
	t := findTable(b, rows, cisoAnswerColumns, "id", "question_choices")
	if t == nil {
		return nil
	}
	answers := map[string][]string{}
	for i := range t.rows() {
		row := &t.rows()[i]
		answers[line(t.text(row, "id"))] = cisoLines(t.text(row, "question_choices"))
	}
	return answers
}

// cisoLines splits a cell into its lines; a line that begins with | goes on with the one before.
func cisoLines(text string) []string {
	var lines []string
	var whole []string // pieces of the line that is being put together
	close := func() {
		if len(whole) > 0 {
			lines = append(lines, strings.Join(whole, " "))
		}
		whole = nil
	}
	for l := range strings.SplitSeq(text, "\n") {
		l = line(l)
		more, goesOn := strings.CutPrefix(l, "|")
		if goesOn && len(whole) > 0 {
			whole = append(whole, line(more))
			continue
		}
		if close(); l != "" {
			whole = append(whole, l)
		}
	}
	close()
	return lines
}

// cisoRows turns the rows of a framework into nodes.
type cisoRows struct {
	t       *table
	b       *builder
	base    string
	answers map[string][]string

	numbers numbering
	parents []string // urn of the last node at each depth, from depth 1
	counts  []int    // how many nodes without a number each depth has had since it was opened
}

func (c *cisoRows) read() ([]cisoNode, error) {
	var nodes []cisoNode
	rows := c.t.rows()
	for i := range rows {
		if i%1024 == 0 && c.b.ctx.Err() != nil {
			return nil, c.b.ctx.Err()
		}
		row := &rows[i]
		if c.empty(row) {
			continue
		}
		n, err := c.node(row)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

func (c *cisoRows) empty(row *sheet.Row) bool {
	for _, col := range cisoColumns {
		if strings.TrimSpace(c.t.cell(row, col.key).Text) != "" {
			return false
		}
	}
	return true
}

func (c *cisoRows) node(row *sheet.Row) (cisoNode, error) {
	ref, err := c.t.idText(row, "ref_id", true)
	if err != nil {
		return cisoNode{}, err
	}
	place := c.t.place(row, "ref_id")
	ref, repaired := c.numbers.read(c.t.cell(row, "ref_id"), ref)
	if repaired {
		c.b.drop(Drop{Place: place, What: WhatRef, Reason: ReasonNumberRead, Detail: c.t.cell(row, "ref_id").Text + " → " + ref})
	}
	depth, err := c.depth(row)
	if err != nil {
		return cisoNode{}, err
	}
	n := cisoNode{
		ref:        ref,
		name:       c.t.text(row, "name"),
		text:       c.t.text(row, "description"),
		help:       []string{c.t.text(row, "annotation"), c.t.text(row, "typical_evidence")},
		importance: c.t.text(row, "importance"),
		assessable: c.assessable(row),
		questions:  c.questions(row),
		place:      place,
	}
	for g := range strings.SplitSeq(c.t.text(row, "implementation_groups"), ",") {
		n.groups = append(n.groups, line(g))
	}
	n.urn = c.urn(row, ref, n.name, depth)
	if depth > 1 {
		n.parent = c.parents[depth-2]
	}
	c.parents = append(c.parents[:depth-1], n.urn)
	n.place.ID = short(firstOf(ref, n.urn))
	return n, nil
}

// depth reads how deep a row stands: at most one deeper than the row before.
func (c *cisoRows) depth(row *sheet.Row) (int, error) {
	at := c.t.place(row, "depth")
	depth, err := strconv.Atoi(line(c.t.text(row, "depth")))
	switch {
	case err != nil || depth < 1 || depth > len(c.parents)+1:
		return 0, fail(CodeBadValue, at, "depth")
	case depth > MaxDepth:
		return 0, failLimit(CodeTooDeep, at, MaxDepth)
	}
	if depth > len(c.counts) {
		c.counts = append(c.counts, 1)
	} else if depth > len(c.parents) {
		c.counts[depth-1] = 1
	}
	return depth, nil
}

// assessable is any mark; what people write to say no is not taken for one.
func (c *cisoRows) assessable(row *sheet.Row) bool {
	switch fold(c.t.text(row, "assessable")) {
	case "", "no", "nein", "false", "falsch", "0":
		return false
	}
	return true
}

func (c *cisoRows) questions(row *sheet.Row) []cisoQuestion {
	var questions []cisoQuestion
	answers := cisoLines(c.t.text(row, "answer"))
	for i, text := range cisoLines(c.t.text(row, "questions")) {
		q := cisoQuestion{text: text}
		switch {
		case len(answers) == 1:
			q.choices = c.answers[answers[0]]
		case i < len(answers):
			q.choices = c.answers[answers[i]]
		}
		questions = append(questions, q)
	}
	return questions
}

// urn follows the rules of the library workbench: a number of its own, else the row's number, else its place below
// its parent, else its name.
func (c *cisoRows) urn(row *sheet.Row, ref, name string, depth int) string {
	if own := line(c.t.text(row, "urn_id")); own != "" {
		return c.base + ":" + own
	}
	if ref != "" {
		return c.base + ":" + urnPart(ref)
	}
	n := c.counts[depth-1]
	c.counts[depth-1]++
	switch {
	case depth > 1:
		return c.parents[depth-2] + ":" + strconv.Itoa(n)
	case line(name) != "":
		return c.base + ":" + urnPart(line(name))
	}
	return c.base + ":node" + strconv.Itoa(n)
}

var notInURN = regexp.MustCompile(`[^a-z0-9_\-.\[\]():]`)

// urnPart brings a number or name into the form in which it stands in a urn.
func urnPart(s string) string {
	var ascii strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if r < 0x80 {
			ascii.WriteRune(r)
		}
	}
	return notInURN.ReplaceAllString(strings.ReplaceAll(strings.ToLower(ascii.String()), " ", "-"), "_")
}
