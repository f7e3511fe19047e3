package workbook

import (
	"sort"
	"strings"
)

// Code names a reason or a warning. It is also the key of its sentence: "reason.formula", "warning.text_changed".
type Code string

// The reasons for which a row is refused. The parameters stand behind each; cell is always there.
const (
	ReasonUnknownID          Code = "reason.unknown_id"          // text: the id in the file
	ReasonNoID               Code = "reason.no_id"               // something is typed in a row that has no id
	ReasonShiftedRow         Code = "reason.shifted_row"         // left, right: the two ids that do not agree
	ReasonDuplicateRow       Code = "reason.duplicate_row"       // other: the cell of the id's other row; both are refused
	ReasonFormula            Code = "reason.formula"             // text: the formula's last result
	ReasonCellError          Code = "reason.cell_error"          // text: the error, e.g. #REF!
	ReasonMergedCells        Code = "reason.merged_cells"        // range: the merged area
	ReasonColumnTwice        Code = "reason.column_twice"        // other: the cell in the second column of the same key
	ReasonStatusUnknown      Code = "reason.status_unknown"      // text
	ReasonStatusAmbiguous    Code = "reason.status_ambiguous"    // text, e.g. x
	ReasonDateUnknown        Code = "reason.date_unknown"        // text
	ReasonTooLong            Code = "reason.too_long"            // length, max: in characters
	ReasonAmountUnknown      Code = "reason.amount_unknown"      // text
	ReasonStateUnknown       Code = "reason.state_unknown"       // text: of a measure
	ReasonRequirementUnknown Code = "reason.requirement_unknown" // text: of a measure
)

// The warnings. The row or file is taken all the same.
const (
	WarningMachineMissing  Code = "warning.machine_missing"  // the hidden sheet and its copy are gone
	WarningMachineDamaged  Code = "warning.machine_damaged"  // part; the hidden sheet is incomplete, the copy was used where there is one
	WarningMachineDiffers  Code = "warning.machine_differs"  // part; the hidden sheet and its copy do not agree
	WarningSheetMissing    Code = "warning.sheet_missing"    // sheet: answers, remarks or measures
	WarningSheetTwice      Code = "warning.sheet_twice"      // sheet, other: names of two sheets with the same keys
	WarningKeysMissing     Code = "warning.keys_missing"     // sheet; the columns were found by their headings
	WarningColumnMissing   Code = "warning.column_missing"   // sheet, column: the key (has a word)
	WarningColumnTwice     Code = "warning.column_twice"     // cell, other: the headings of both columns
	WarningRowsMissing     Code = "warning.rows_missing"     // sheet, count: rows of the book that the file lacks
	WarningDuplicateSame   Code = "warning.duplicate_same"   // cell, other: two rows of one id with the same content
	WarningTextChanged     Code = "warning.text_changed"     // cell: answered to another text than the catalogue's
	WarningQuestionDiffers Code = "warning.question_differs" // cell, text: the words beside the id are not the catalogue's
	WarningAnswersShifted  Code = "warning.answers_shifted"  // cell, count, rows: answers look moved against their ids
	WarningValueConverted  Code = "warning.value_converted"  // cell, text: a date in a text cell
	WarningDateFromNumber  Code = "warning.date_from_number" // cell, text, date: a bare number was read as a day
	WarningNotExplained    Code = "warning.not_explained"    // cell: dispensable without an explanation
	WarningHiddenChange    Code = "warning.hidden_change"    // cell: a changed row or column is hidden or filtered out
	WarningCommentsIgnored Code = "warning.comments_ignored" // the file has cell comments, which are not read
	WarningAnswerCleared   Code = "warning.answer_cleared"   // cell: an earlier entry is removed by the word for it
	WarningColumnUnknown   Code = "warning.column_unknown"   // cell, count: a column without a key has texts in that many rows
)

// Note is a reason or a warning with what a sentence needs: never the sentence itself.
type Note struct {
	Code   Code
	Cell   string            // where, e.g. Anforderungen!H12; empty where it concerns the file
	Params map[string]string // by the names that stand behind each code
	Keys   map[string]string // for parameters that have a word in each language: its key, e.g. workbook.column.due
}

// Sentence says the note in the language of w: what is wrong and what to do next.
func (n Note) Sentence(w Words) string {
	args := []any{"cell", n.Cell}
	for _, name := range n.names() {
		value := n.Params[name]
		if key, ok := n.Keys[name]; ok {
			value = w.Say(key)
		}
		args = append(args, name, value)
	}
	return w.Say(string(n.Code), args...)
}

func (n Note) names() []string {
	names := make([]string, 0, len(n.Params))
	for name := range n.Params {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Args returns the cell and the parameters as pairs of name and value, sorted by name, for programs. People read
// Sentence.
func (n Note) Args() []any {
	args := []any{"cell", n.Cell}
	for _, name := range n.names() {
		args = append(args, name, n.Params[name])
	}
	return args
}

func note(code Code, cell string, pairs ...string) Note {
	n := Note{Code: code, Cell: cell}
	for i := 0; i+1 < len(pairs); i += 2 {
		if n.Params == nil {
			n.Params = make(map[string]string, len(pairs)/2)
		}
		n.Params[pairs[i]] = pairs[i+1]
	}
	return n
}

// saying returns the note with a parameter that has a word in each language.
func (n Note) saying(name, value, key string) Note {
	params := map[string]string{name: value}
	for k, v := range n.Params {
		params[k] = v
	}
	n.Params = params
	n.Keys = map[string]string{name: key}
	return n
}

// Refuses tells a reason from a warning.
func (c Code) Refuses() bool { return strings.HasPrefix(string(c), "reason.") }
