package catalogue

import (
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
	"kreislage/data/sheet"
)

// Words are the texts of the template, in the language it is written in. TemplateKeys lists the keys.
type Words interface {
	Say(key string, args ...any) string
}

// The keys of the texts that a template needs besides those of its columns and fields.
const (
	wordInstructions = "catalogue.template.sheet.instructions"
	wordHead         = "catalogue.template.sheet.catalogue"
	wordTopics       = "catalogue.template.sheet.topics"
	wordRequirements = "catalogue.template.sheet.requirements"
	wordTitle        = "catalogue.template.title"
	wordColumns      = "catalogue.template.columns"
	wordMistake      = "catalogue.template.mistake"
)

// The keys by the columns and fields they belong to: a short heading, and a sentence that says what belongs there.
var (
	wordSteps   = []string{"catalogue.template.step.1", "catalogue.template.step.2", "catalogue.template.step.3", "catalogue.template.step.4", "catalogue.template.step.5"}
	wordColumn  = "catalogue.template.column."
	wordMeaning = "catalogue.template.meaning."
	wordField   = "catalogue.template.field."
	wordTopic   = "catalogue.template.topic."
	wordExample = "catalogue.template.example."
)

// exampleWords are the columns for which the example row has a text of its own.
var exampleWords = []string{"topic", "section", "title", "question", "help", "level", "tags", "references"}

// TemplateKeys lists the keys of all texts that WriteTemplate and WriteExcel say. Sheet names and headings should keep
// to the words that the importer knows, since a person may delete the hidden row and column with the keys.
func TemplateKeys() []string {
	keys := append([]string{wordInstructions, wordHead, wordTopics, wordRequirements, wordTitle, wordColumns, wordMistake}, wordSteps...)
	for _, c := range templateColumns {
		keys = append(keys, wordColumn+c.key, wordMeaning+c.key)
	}
	for _, c := range templateHeadKeys {
		keys = append(keys, wordField+c.key)
	}
	for _, c := range templateTopicColumns {
		keys = append(keys, wordTopic+c.key)
	}
	for _, key := range exampleWords {
		keys = append(keys, wordExample+key)
	}
	return keys
}

// WriteTemplate writes an empty workbook for a catalogue of one's own: instructions, a sheet about the catalogue, one
// for its topics, and one for its requirements with an example row that the importer passes over.
func WriteTemplate(w io.Writer, words Words) error {
	text := func(key string) string { return words.Say(wordExample + key) }
	example := assessment.Requirement{
		ID: exampleID, Ref: "FP.1", Topic: assessment.TopicID(text("topic")), Section: text("section"), Title: text("title"),
		Text: text("question"), Guidance: text("help"), Level: text("level"), Modal: assessment.ModalShould, Effort: 1, Priority: 2,
		Tags: listItems(text("tags")), References: listItems(text("references")),
	}
	return writeBook(w, words, assessment.Catalogue{Requirements: []assessment.Requirement{example}})
}

// WriteExcel writes a catalogue in the form of the template, to be changed in Excel and imported again. What Import or
// Builtin returned comes back the same, ID included. The error wraps assessment.ErrTooLong where a text does not fit
// into a cell.
func WriteExcel(w io.Writer, words Words, c assessment.Catalogue) error {
	return writeBook(w, words, c)
}

// excelWriter fills the sheets of one workbook.
type excelWriter struct {
	f     *excelize.File
	words Words
	cat   assessment.Catalogue
	head  int // style of headings
	body  int // style of cells: text, wrapped, so that Excel makes no number or date of an id
}

// noFolder is no folder on any system, so that nothing is ever written beside the result.
const noFolder = "\x00"

func writeBook(w io.Writer, words Words, c assessment.Catalogue) error {
	f := excelize.NewFile(excelize.Options{TmpDir: noFolder})
	defer f.Close()
	x := &excelWriter{f: f, words: words, cat: c}
	for _, step := range []func() error{x.styles, x.instructions, x.catalogue, x.topics, x.requirements} {
		if err := step(); err != nil {
			return fmt.Errorf("write catalogue as a workbook: %w", err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write catalogue as a workbook: %w", err)
	}
	return nil
}

func (x *excelWriter) styles() error {
	var err error
	x.head, err = x.f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Family: "Arial", Size: 10, Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A5F"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	if err != nil {
		return err
	}
	const text = 49 // the number format @
	x.body, err = x.f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Family: "Arial", Size: 10}, NumFmt: text,
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
	})
	return err
}

// put writes a text as text, whatever it looks like.
func (x *excelWriter) put(name string, row, col int32, text string, style int) error {
	text = sheet.EscapeAt(text, "_x005F_")
	at := sheet.Ref(row, col)
	if len(utf16.Encode([]rune(text))) > 32_767 {
		return fmt.Errorf("%s!%s: %w", name, at, assessment.ErrTooLong)
	}
	if err := x.f.SetCellStr(name, at, text); err != nil {
		return err
	}
	return x.f.SetCellStyle(name, at, at, style)
}

// line writes cells side by side, leaving empty ones alone.
func (x *excelWriter) line(name string, row int32, style int, texts ...string) error {
	for i, text := range texts {
		if text == "" {
			continue
		}
		if err := x.put(name, row, int32(i+1), text, style); err != nil {
			return err
		}
	}
	return nil
}

func (x *excelWriter) instructions() error {
	name := x.words.Say(wordInstructions)
	if err := x.f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	row := int32(1)
	add := func(style int, texts ...string) error {
		err := x.line(name, row, style, texts...)
		row++
		return err
	}
	if err := add(x.head, x.words.Say(wordTitle)); err != nil {
		return err
	}
	for _, key := range wordSteps {
		if err := add(x.body, x.words.Say(key)); err != nil {
			return err
		}
	}
	row++
	if err := add(x.head, x.words.Say(wordColumns)); err != nil {
		return err
	}
	for _, c := range templateColumns {
		if err := add(x.body, x.words.Say(wordColumn+c.key)+": "+x.words.Say(wordMeaning+c.key)); err != nil {
			return err
		}
	}
	return x.f.SetColWidth(name, "A", "A", 110)
}

// catalogue writes the sheet about the catalogue as a whole: a hidden key, a label, a value.
func (x *excelWriter) catalogue() error {
	name, c := x.words.Say(wordHead), x.cat
	if _, err := x.f.NewSheet(name); err != nil {
		return err
	}
	values := map[string]string{
		"key": c.Key, "title": c.Title, "edition": c.Edition, "language": c.Language,
		"publisher": c.Publisher, "licence": c.Licence, "notes": c.Notes,
	}
	if err := x.f.SetColStyle(name, "B:C", x.body); err != nil {
		return err
	}
	for i, field := range templateHeadKeys {
		row := int32(i + 1)
		if err := x.put(name, row, 1, keyMark+field.key, x.body); err != nil {
			return err
		}
		if err := x.put(name, row, 2, x.words.Say(wordField+field.key), x.head); err != nil {
			return err
		}
		if values[field.key] != "" {
			if err := x.put(name, row, 3, values[field.key], x.body); err != nil {
				return err
			}
		}
	}
	if err := x.f.SetColVisible(name, "A", false); err != nil {
		return err
	}
	if err := x.f.SetColWidth(name, "B", "B", 24); err != nil {
		return err
	}
	return x.f.SetColWidth(name, "C", "C", 90)
}

// headings makes a sheet with a hidden row of keys and a row of headings below it that stays in sight.
func (x *excelWriter) headings(name string, columns []column, key, word string, widths ...float64) error {
	if _, err := x.f.NewSheet(name); err != nil {
		return err
	}
	last := sheet.ColumnName(int32(len(columns)))
	if err := x.f.SetColStyle(name, "A:"+last, x.body); err != nil {
		return err
	}
	for i, c := range columns {
		col := int32(i + 1)
		if err := x.put(name, 1, col, keyMark+key+c.key, x.body); err != nil {
			return err
		}
		if err := x.put(name, 2, col, x.words.Say(word+c.key), x.head); err != nil {
			return err
		}
		letters := sheet.ColumnName(col)
		if err := x.f.SetColWidth(name, letters, letters, widths[i]); err != nil {
			return err
		}
	}
	if err := x.f.SetRowVisible(name, 1, false); err != nil {
		return err
	}
	return x.f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"})
}

func (x *excelWriter) topics() error {
	name := x.words.Say(wordTopics)
	if err := x.headings(name, templateTopicColumns, "topic-", wordTopic, 20, 50, 80); err != nil {
		return err
	}
	for i, t := range x.cat.Topics {
		if err := x.line(name, int32(i+3), x.body, string(t.ID), t.Title, t.Notes); err != nil {
			return err
		}
	}
	return nil
}

func (x *excelWriter) requirements() error {
	name := x.words.Say(wordRequirements)
	if err := x.headings(name, templateColumns, "", wordColumn, 18, 12, 22, 22, 34, 60, 70, 14, 16, 10, 10, 20, 20); err != nil {
		return err
	}
	for i, r := range x.cat.Requirements {
		if r.Ref == string(r.ID) {
			r.Ref = ""
		}
		err := x.line(name, int32(i+3), x.body, string(r.ID), r.Ref, string(r.Topic), r.Section, r.Title, r.Text, r.Guidance, r.Level,
			string(r.Modal), figure(r.Effort), figure(r.Priority), joinItems(r.Tags), joinItems(r.References))
		if err != nil {
			return err
		}
	}
	if err := x.choice(name, "I", string(assessment.ModalMust), string(assessment.ModalShould), string(assessment.ModalMay)); err != nil {
		return err
	}
	if err := x.choice(name, "J", "0", "1", "2", "3", "4", "5"); err != nil {
		return err
	}
	if err := x.choice(name, "K", "0", "1", "2", "3", "4"); err != nil {
		return err
	}
	index, err := x.f.GetSheetIndex(x.words.Say(wordInstructions))
	x.f.SetActiveSheet(max(0, index))
	return err
}

// choice gives a column a list to choose from.
func (x *excelWriter) choice(name, col string, items ...string) error {
	v := excelize.NewDataValidation(true)
	v.Sqref = col + "3:" + col + strconv.Itoa(MaxRequirements+2)
	if err := v.SetDropList(items); err != nil {
		return err
	}
	v.SetError(excelize.DataValidationErrorStyleStop, x.words.Say(wordRequirements), x.words.Say(wordMistake))
	return x.f.AddDataValidation(name, v)
}

func figure(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
