package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/sheet"
)

// templateFormat reads the own Excel template, filled in by hand or by WriteExcel. Columns are found by the keys in the
// template's hidden first row or, where somebody has lost it, by their headings in German or English.
func templateFormat() format {
	return format{name: FormatTemplate, detect: detectTemplate, read: readTemplate}
}

// exampleID is the id of the template's example row, which is passed over.
const exampleID = "beispiel-001"

// keyMark begins the keys in hidden rows and columns, so that no heading is taken for one.
const keyMark = "kreislage:"

var templateColumns = []column{
	{"id", heads(keyMark+"id", "Kennung", "ID", "Schlüssel", "Identifier")},
	{"ref", heads(keyMark+"ref", "Nummer", "Nr.", "Number", "No.", "Ref")},
	{"topic", heads(keyMark+"topic", "Thema", "Topic")},
	{"section", heads(keyMark+"section", "Abschnitt", "Section")},
	{"title", heads(keyMark+"title", "Titel", "Title")},
	{"question", heads(keyMark+"question", "Frage", "Prüffrage", "Anforderung", "Question", "Requirement")},
	{"help", heads(keyMark+"help", "Hilfe", "Hilfetext", "Help", "Guidance")},
	{"level", heads(keyMark+"level", "Stufe", "Niveau", "Level")},
	{"modal", heads(keyMark+"modal", "Verbindlichkeit", "Modalverb", "Obligation", "Modal verb")},
	{"effort", heads(keyMark+"effort", "Aufwand", "Effort")},
	{"priority", heads(keyMark+"priority", "Priorität", "Vorrang", "Priority")},
	{"tags", heads(keyMark+"tags", "Schlagwörter", "Schlagworte", "Tags", "Keywords")},
	{"references", heads(keyMark+"references", "Verweise", "Bezüge", "References")},
}

var templateTopicColumns = []column{
	{"id", heads(keyMark+"topic-id", "Kennung", "ID", "Identifier")},
	{"title", heads(keyMark+"topic-title", "Titel", "Thema", "Title", "Topic")},
	{"notes", heads(keyMark+"topic-notes", "Anmerkungen", "Anmerkung", "Notes")},
}

// templateHeadKeys are the keys of the sheet about the catalogue as a whole, with the labels that stand for them.
var templateHeadKeys = []column{
	{"key", heads(keyMark+"key", "Kennung", "Schlüssel", "ID", "Key", "Identifier")},
	{"title", heads(keyMark+"title", "Titel", "Title")},
	{"edition", heads(keyMark+"edition", "Ausgabe", "Stand", "Version", "Edition")},
	{"language", heads(keyMark+"language", "Sprache", "Language")},
	{"publisher", heads(keyMark+"publisher", "Herausgeber", "Publisher")},
	{"licence", heads(keyMark+"licence", "Lizenz", "Licence", "License")},
	{"notes", heads(keyMark+"notes", "Anmerkungen", "Anmerkung", "Notes")},
}

var (
	templateTopicNeeded = []string{"id", "title"}
	templateNeeded      = []string{"id", "topic", "question"}
	templateHeadSheet   = heads("Katalog", "Catalogue", "Catalog")
	templateTopicSheet  = heads("Themen", "Topics")
	templateSheet       = heads("Anforderungen", "Requirements")
)

// templateTable finds the sheet of requirements: by its name, else by its headings.
func templateTable(book *sheet.Book, b *builder) (*table, *sheet.Sheet) {
	named := sheetNamed(book, templateSheet...)
	if named != nil {
		if t := findTable(b, named, templateColumns, templateNeeded...); t != nil {
			return t, named
		}
	}
	for i := range book.Sheets {
		if t := findTable(b, &book.Sheets[i], templateColumns, templateNeeded...); t != nil {
			return t, &book.Sheets[i]
		}
	}
	return nil, named
}

func detectTemplate(s *source) (bool, error) {
	book, err := s.book()
	if err != nil || book == nil {
		return false, err
	}
	if t, named := templateTable(book, newBuilder(s.ctx)); t != nil || named != nil {
		return true, nil
	}
	return false, fail(CodeNotRecognised, Place{}, "xlsx") // the last of the workbooks' formats
}

func readTemplate(s *source, b *builder) error {
	book, err := s.book()
	if err != nil {
		return err
	}
	t, named := templateTable(book, b)
	if t == nil {
		return fail(CodeMissingColumn, Place{Sheet: short(named.Name)}, missing(b, named, templateColumns, templateNeeded...))
	}
	b.head(templateHead(book))
	p := &template{t: t, b: b, byTitle: map[string]assessment.TopicID{}}
	if err := p.topics(sheetKeyed(book, keyMark+"topic-id", templateTopicSheet)); err != nil {
		return err
	}
	rows := below(t)
	for i := range rows {
		if err := p.row(&rows[i]); err != nil {
			return err
		}
	}
	if b.cat.Language == "" {
		b.cat.Language = p.words.language()
	}
	p.unknownColumns()
	t.close(templateColumns)
	return nil
}

// unknownColumns looks at the visible headings for columns that have no key, since somebody has added them.
func (p *template) unknownColumns() {
	if !keyed(p.t) || len(p.t.rows()) == 0 {
		return
	}
	for _, c := range p.t.rows()[0].Cells {
		known := false
		for _, col := range p.t.cols {
			known = known || col == c.Col
		}
		if !known && line(c.Text) != "" {
			p.t.rest = append(p.t.rest, c)
		}
	}
}

// sheetKeyed finds a sheet by a key in its first rows, else by its name.
func sheetKeyed(book *sheet.Book, key string, names []string) *sheet.Sheet {
	for i := range book.Sheets {
		rows := book.Sheets[i].Rows
		for _, row := range rows[:min(len(rows), 10)] {
			if len(row.Cells) > 0 && row.Cells[0].Text == key {
				return &book.Sheets[i]
			}
		}
	}
	return sheetNamed(book, names...)
}

// templateHead reads the sheet about the catalogue: in each row the last cell that holds something is the value, and
// one before it the key or label.
func templateHead(book *sheet.Book) assessment.Catalogue {
	sh := sheetKeyed(book, keyMark+"key", templateHeadSheet)
	if sh == nil {
		return assessment.Catalogue{}
	}
	values := map[string]string{}
	for i := range sh.Rows {
		cells := sh.Rows[i].Cells
		for n := 0; n+1 < len(cells); n++ {
			k := slices.IndexFunc(templateHeadKeys, func(c column) bool { return slices.Contains(c.headings, fold(cells[n].Text)) })
			value := cells[len(cells)-1]
			marked := strings.HasPrefix(cells[n].Text, keyMark)
			if k < 0 || values[templateHeadKeys[k].key] != "" || value.Kind == sheet.Error || marked && value.Col < 3 {
				continue
			}
			values[templateHeadKeys[k].key] = value.Text
			break
		}
	}
	return assessment.Catalogue{
		Key: values["key"], Title: values["title"], Edition: values["edition"], Language: values["language"],
		Publisher: values["publisher"], Licence: values["licence"], Notes: values["notes"],
	}
}

type template struct {
	t       *table
	b       *builder
	byTitle map[string]assessment.TopicID // by the line that names a topic: its id or its title
	words   languageGuess
}

// topics reads the sheet of topics, where there is one. Topics can also be named in the requirements alone.
func (p *template) topics(sh *sheet.Sheet) error {
	if sh == nil {
		return nil
	}
	t := findTable(p.b, sh, templateTopicColumns, templateTopicNeeded...)
	if t == nil {
		return nil
	}
	titles := map[string]assessment.TopicID{}
	rows := below(t)
	for i := range rows {
		id, err := t.idText(&rows[i], "id", false)
		if err != nil {
			return err
		}
		if err := wholeNumber(t, &rows[i], "id"); err != nil {
			return err
		}
		title := line(t.text(&rows[i], "title"))
		if id == "" && title == "" {
			continue
		}
		id = firstOf(id, title)
		topic := assessment.Topic{ID: assessment.TopicID(id), Title: title, Notes: t.text(&rows[i], "notes")}
		if err := p.b.topic(topic, t.place(&rows[i], "id")); err != nil {
			return err
		}
		p.byTitle[id] = topic.ID
		if _, twice := titles[title]; !twice {
			titles[title] = topic.ID
		}
	}
	for title, id := range titles {
		if _, taken := p.byTitle[title]; !taken {
			p.byTitle[title] = id
		}
	}
	return nil
}

// below gives the rows under the headings, without the visible headings where the hidden keys were found.
func below(t *table) []sheet.Row {
	rows := t.rows()
	if keyed(t) && len(rows) > 0 {
		return rows[1:]
	}
	return rows
}

// keyed tells whether the row of headings is the hidden one with the keys.
func keyed(t *table) bool {
	cells := t.sh.Rows[t.head].Cells
	return slices.ContainsFunc(cells, func(c sheet.Cell) bool { return strings.HasPrefix(c.Text, keyMark) })
}

// wholeNumber refuses ids that Excel has made a number with a fraction of: 1.10 has become 1.1 for good.
func wholeNumber(t *table, row *sheet.Row, key string) error {
	if c := t.cell(row, key); c.Kind == sheet.Number && strings.ContainsAny(c.Text, ".eE") {
		return fail(CodeNumberAsID, t.place(row, key), c.Text)
	}
	return nil
}

func (p *template) row(row *sheet.Row) error {
	if err := p.b.ctx.Err(); err != nil {
		return err
	}
	if p.empty(row) {
		return nil
	}
	id, err := p.t.idText(row, "id", false)
	if err != nil {
		return err
	}
	at := p.t.place(row, "id")
	if id == exampleID {
		p.b.drop(Drop{Place: at, What: WhatRow, Reason: ReasonExample})
		return nil
	}
	if id == "" {
		return fail(CodeMissing, at, "id")
	}
	if err := wholeNumber(p.t, row, "id"); err != nil {
		return err
	}
	at.ID = short(id)
	r, err := p.requirement(row, id)
	if err != nil {
		return err
	}
	p.words.hear(r.Text, r.Guidance)
	return p.b.add(r, at)
}

func (p *template) empty(row *sheet.Row) bool {
	for _, c := range templateColumns {
		if strings.TrimSpace(p.t.cell(row, c.key).Text) != "" {
			return false
		}
	}
	return true
}

func (p *template) requirement(row *sheet.Row, id string) (assessment.Requirement, error) {
	var none assessment.Requirement
	topic, err := p.topic(row)
	if err != nil {
		return none, err
	}
	ref, err := p.t.idText(row, "ref", true)
	if err != nil {
		return none, err
	}
	if ref != "" && ref != id {
		if err := wholeNumber(p.t, row, "ref"); err != nil {
			return none, err
		}
		if p.b.refs[ref] {
			return none, fail(CodeDuplicateID, p.t.place(row, "ref"), ref)
		}
	}
	r := assessment.Requirement{
		ID:         assessment.RequirementID(id),
		Ref:        ref,
		Topic:      topic,
		Section:    p.t.text(row, "section"),
		Title:      p.t.text(row, "title"),
		Text:       p.t.text(row, "question"),
		Guidance:   p.t.text(row, "help"),
		Level:      p.t.text(row, "level"),
		Tags:       listItems(p.t.text(row, "tags")),
		References: listItems(p.t.text(row, "references")),
	}
	if line(r.Text) == "" {
		return none, fail(CodeMissing, p.t.place(row, "question"), "question")
	}
	if r.Effort, err = p.number(row, "effort", 5); err != nil {
		return none, err
	}
	if r.Priority, err = p.number(row, "priority", 4); err != nil {
		return none, err
	}
	if word := line(p.t.text(row, "modal")); word != "" {
		modal, ok := modalOf(word)
		if !ok {
			return none, fail(CodeBadValue, p.t.place(row, "modal"), word)
		}
		r.Modal = modal
	}
	return r, nil
}

// topic returns the id of the topic that a row names, and makes the topic where it is new.
func (p *template) topic(row *sheet.Row) (assessment.TopicID, error) {
	at, name := p.t.place(row, "topic"), line(p.t.text(row, "topic"))
	if name == "" {
		return "", fail(CodeMissing, at, "topic")
	}
	if id, ok := p.byTitle[name]; ok {
		return id, nil
	}
	kept, _ := cut(name, MaxID)
	id := assessment.TopicID(kept)
	p.byTitle[name] = id
	return id, p.b.topic(assessment.Topic{ID: id, Title: name}, at)
}

func (p *template) number(row *sheet.Row, key string, most int) (int, error) {
	text := line(p.t.text(row, key))
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, fail(CodeBadValue, p.t.place(row, key), text)
	}
	return n, nil
}

// listItems splits a cell that holds several words: at line ends, else at semicolons, else at commas.
func listItems(text string) []string {
	for _, mark := range []string{"\n", ";", ","} {
		if strings.Contains(text, mark) {
			return strings.Split(text, mark)
		}
	}
	return []string{text}
}

// joinItems is what listItems splits into the same words again.
func joinItems(items []string) string {
	text := strings.Join(items, "\n")
	if len(items) == 1 && strings.ContainsAny(text, ";,") {
		text += "\n"
	}
	return text
}
