package catalogue

import (
	"regexp"
	"strconv"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/sheet"
)

// wibaFormat reads the workbook of the tool for the BSI's "Weg in die Basis-Absicherung": one sheet with a row for
// each question, grouped by checklist. What has been answered in it is counted and left.
func wibaFormat() format {
	return format{name: FormatWiBA, detect: detectWiBA, read: readWiBA}
}

const wibaSheet = "Dokumentation WiBA"

var wibaColumns = []column{
	{"checklist", heads("Checkliste WiBA", "Checkliste", "WiBA-Checkliste", "Checklist WiBA", "Checklist", "WiBA checklist")},
	{"number", heads("Nr. in WiBA", "Nr. WiBA", "Nr.", "Nummer", "Lfd. Nr.", "No. in WiBA", "No.", "Number", "Number in WiBA")},
	{"question", heads("Prüffrage WiBA", "Prüffrage", "Prüffragen", "Frage", "Prufrage", "Check question", "Question", "Question WiBA", "WiBA question")},
	{"help", heads("Hilfsmittel", "Hilfe", "Aids", "Aid", "Help", "Tools", "Resources")},
	{"effort", heads("Aufwand", "Effort")},
	{"status", heads("Umsetzung", "Umsetzungsstand", "Umgesetzt", "Status", "Implementation", "Implemented")},
	{"notes", heads("Notizen", "Notiz", "Bemerkung", "Bemerkungen", "Notes", "Remarks")},
}

// wibaSheetOf finds the sheet by its name, else by its two most telling headings.
func wibaSheetOf(book *sheet.Book, b *builder) *sheet.Sheet {
	if sh := sheetNamed(book, heads(wibaSheet, "Documentation WiBA")...); sh != nil {
		return sh
	}
	for i := range book.Sheets {
		t := findTable(b, &book.Sheets[i], wibaColumns, "checklist", "question")
		if t != nil {
			return &book.Sheets[i]
		}
	}
	return nil
}

func detectWiBA(s *source) (bool, error) {
	book, err := s.book()
	if err != nil || book == nil {
		return false, err
	}
	return wibaSheetOf(book, newBuilder(s.ctx)) != nil, nil
}

func readWiBA(s *source, b *builder) error {
	book, err := s.book()
	if err != nil {
		return err
	}
	sh := wibaSheetOf(book, b)
	t := findTable(b, sh, wibaColumns, "checklist", "question")
	if t == nil {
		lack := missing(b, sh, wibaColumns, "checklist", "question")
		return fail(CodeMissingColumn, Place{Sheet: short(sh.Name)}, wibaHeading(lack))
	}
	w := wiba{t: t, b: b, topics: map[string]*wibaTopic{}}
	for i := range t.rows() {
		if err := w.row(&t.rows()[i]); err != nil {
			return err
		}
	}
	if w.answers > 0 {
		b.drop(Drop{Place: Place{Sheet: short(sh.Name), Cell: w.answer}, What: WhatAnswer, Reason: ReasonNotImported, Count: w.answers})
	}
	t.close(wibaColumns)
	b.head(assessment.Catalogue{
		Key:       "wiba",
		Title:     "Weg in die Basis-Absicherung (WiBA)",
		Edition:   wibaEdition(book, sh, t.head),
		Language:  firstOf(w.words.language(), "de"),
		Publisher: "Bundesamt für Sicherheit in der Informationstechnik",
	})
	return nil
}

func wibaHeading(key string) string {
	return map[string]string{"checklist": "Checkliste WiBA", "question": "Prüffrage WiBA"}[key]
}

type wiba struct {
	t       *table
	b       *builder
	topics  map[string]*wibaTopic // by the slug of the checklist
	words   languageGuess
	answers int
	answer  string // cell of the first
}

type wibaTopic struct {
	id      assessment.TopicID
	title   string
	numbers numbering
}

func (w *wiba) row(row *sheet.Row) error {
	if err := w.b.ctx.Err(); err != nil {
		return err
	}
	checklist, question := line(w.t.text(row, "checklist")), w.t.text(row, "question")
	if line(question) == "" {
		return nil // an empty row, or a heading between the checklists
	}
	at := w.t.place(row, "question")
	if checklist == "" {
		return fail(CodeMissing, w.t.place(row, "checklist"), wibaHeading("checklist"))
	}
	w.countAnswer(row)
	topic, err := w.topic(checklist, w.t.place(row, "checklist"))
	if err != nil {
		return err
	}
	number, err := w.number(row, topic)
	if err != nil {
		return err
	}
	r := assessment.Requirement{
		ID:       assessment.RequirementID(string(topic.id) + "-" + firstOf(slug(number), textID(question))),
		Topic:    topic.id,
		Title:    wibaTitle(question),
		Text:     question,
		Guidance: plainLinks(w.t.text(row, "help")),
		Effort:   w.effort(row),
	}
	r.Ref = string(r.ID)
	if number != "" {
		r.Ref = topic.title + " " + number
	}
	w.words.hear(question, r.Guidance)
	return w.b.add(r, at)
}

// wibaTitle is the question itself; one that is longer than a title stands as the text alone.
func wibaTitle(question string) string {
	title := line(question)
	if kept, rest := cut(title, MaxTitle); rest != "" {
		kept, _ = cut(kept, MaxTitle-1)
		return kept + "…"
	}
	return title
}

func (w *wiba) countAnswer(row *sheet.Row) {
	for _, key := range []string{"status", "notes"} {
		if strings.TrimSpace(w.t.cell(row, key).Text) != "" {
			if w.answers++; w.answers == 1 {
				w.answer = w.t.place(row, key).Cell
			}
			return
		}
	}
}

func (w *wiba) topic(title string, at Place) (*wibaTopic, error) {
	name := slug(title)
	if t := w.topics[name]; t != nil {
		return t, nil
	}
	t := &wibaTopic{id: assessment.TopicID("wiba-" + name), title: title}
	w.topics[name] = t
	return t, w.b.topic(assessment.Topic{ID: t.id, Title: title}, at)
}

// number reads the number within the checklist.
func (w *wiba) number(row *sheet.Row, topic *wibaTopic) (string, error) {
	text, err := w.t.idText(row, "number", true)
	if err != nil || text == "" {
		return "", err
	}
	meant, repaired := topic.numbers.read(w.t.cell(row, "number"), text)
	if repaired {
		w.b.drop(Drop{Place: w.t.place(row, "number"), What: WhatRef, Reason: ReasonNumberRead, Detail: text + " → " + meant})
	}
	return meant, nil
}

func (w *wiba) effort(row *sheet.Row) int {
	text := line(w.t.text(row, "effort"))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 5 {
		w.b.drop(Drop{Place: w.t.place(row, "effort"), What: WhatField, Reason: ReasonUnknownValue, Detail: text})
		return 0
	}
	return n
}

var wibaVersion = regexp.MustCompile(`(?i)\b(?:version|edition|stand|ausgabe)\b\s*:?\s*((?:\d[\d.\-/]*\d|\d)(?:\s*\(\d{4}\))?)`)

// wibaEdition looks for a version near the top of the sheets, and above the headings of the sheet of questions.
func wibaEdition(book *sheet.Book, questions *sheet.Sheet, head int) string {
	for i := range book.Sheets {
		rows, top := book.Sheets[i].Rows, 20
		if &book.Sheets[i] == questions {
			top = head
		}
		for _, row := range rows[:min(len(rows), top)] {
			for n, c := range row.Cells[:min(len(row.Cells), 20)] {
				text, _ := cut(line(c.Text), MaxShort)
				if n+1 < len(row.Cells) {
					next, _ := cut(line(row.Cells[n+1].Text), 40)
					text += " " + next
				}
				if m := wibaVersion.FindStringSubmatch(text); m != nil {
					return line(m[1])
				}
			}
		}
	}
	return ""
}

var notInSlug = regexp.MustCompile(`[^a-z0-9.]+`)

// slug is a title in the letters of an id: Räume & Flure becomes raeume-flure. What has none of them keeps a hash.
func slug(title string) string {
	low := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(strings.ToLower(line(title)))
	s := strings.Trim(notInSlug.ReplaceAllString(low, "-"), "-.")
	if kept, rest := cut(s, 60); rest != "" {
		return kept + "-" + textID(s)
	}
	if s == "" && low != "" {
		return textID(low)
	}
	return s
}

// textID names what has no number by what it says.
func textID(text string) string {
	h := assessment.NewHasher("kreislage catalogue text id 1")
	h.Add(line(text))
	return "h" + h.Sum(5)
}
