package workbook

import (
	"context"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/sheet"
)

// Limits bounds what Read takes in; see LimitsFor.
type Limits = sheet.Limits

// Why a file was not read. Every error of Read wraps one of them, or the error of its context.
var (
	ErrNotWorkbook = sheet.ErrNotWorkbook
	ErrDamaged     = sheet.ErrDamaged
	ErrTooLarge    = sheet.ErrTooLarge
	ErrForbidden   = sheet.ErrForbidden
)

// LimitsFor returns limits for a workbook of which the receiver knows how many rows it has (answers, remarks and
// measures together): room for three times as many, so that doubled rows and notes of a person still fit. Zero
// or less stands for an unknown number.
func LimitsFor(rows int) Limits {
	l := sheet.DefaultLimits()
	if rows <= 0 {
		return l
	}
	l.Rows = min(l.Rows, 3*rows+5_000)
	l.Cells = min(l.Cells, 3*rows*32+20_000)
	l.Columns = 256
	l.Text = min(l.Text, int64(rows)*24_000+8<<20)
	l.Tokens = min(l.Tokens, 16*l.Cells+200_000)
	return l
}

// Contents is what was found in a workbook.
type Contents struct {
	Machine  Machine
	Warnings []Note // about the file as a whole; Compare hands them on

	date1904 bool
	tables   []found
}

// found is a table of the workbook as it came back.
type found struct {
	kind    assessment.Kind
	sheet   *sheet.Sheet
	columns map[string][]int32 // by key; more than one where a column was doubled
	header  int32              // the row of the keys, or of the headings where the keys are gone
	byHeads bool
}

// Read takes the plain bytes of an .xlsx file apart. They may come from anybody: see package sheet for what is
// refused. What the machine parts say is not looked at.
func Read(ctx context.Context, xlsx []byte, l Limits) (*Contents, error) {
	book, err := sheet.Open(ctx, xlsx, l)
	if err != nil {
		return nil, err
	}
	c := &Contents{date1904: book.Date1904}
	c.Machine, c.Warnings = readMachine(book)
	if book.Comments {
		c.Warnings = append(c.Warnings, note(WarningCommentsIgnored, ""))
	}
	for i := range book.Sheets {
		if f, ok := findTable(&book.Sheets[i]); ok {
			c.tables = append(c.tables, f)
		}
	}
	return c, nil
}

// headRows is how many rows from the top are searched for keys and headings.
const headRows = 30

// findTable looks for the row of keys, and failing that for the row of headings.
func findTable(s *sheet.Sheet) (found, bool) {
	top := s.Rows[:min(len(s.Rows), headRows)]
	for _, byHeads := range []bool{false, true} {
		for i := range top {
			if f, ok := bestTable(s, &top[i], byHeads); ok {
				return f, true
			}
		}
	}
	return found{}, false
}

// bestTable takes a row for the head of the table of which it has most columns: some headings are shared.
func bestTable(s *sheet.Sheet, row *sheet.Row, byHeads bool) (found, bool) {
	var best found
	for _, t := range []table{answerTable(true), remarkTable(true), measureTable()} {
		columns := match(row, t, byHeads)
		if len(columns) > len(best.columns) && complete(t, columns) {
			best = found{kind: t.kind, sheet: s, columns: columns, header: row.Number, byHeads: byHeads}
		}
	}
	return best, best.columns != nil
}

// match finds the columns of a table by the texts of one row.
func match(row *sheet.Row, t table, byHeads bool) map[string][]int32 {
	columns := map[string][]int32{}
	for _, c := range row.Cells {
		if c.Kind != sheet.Text || len(c.Text) > 100 {
			continue
		}
		text := strings.Join(strings.Fields(strings.ToLower(canonical.Fold(c.Text))), " ")
		for i, col := range t.columns {
			if !byHeads {
				if text == col.key {
					columns[col.key] = append(columns[col.key], c.Col)
				}
				continue
			}
			if !heads(col.key, text) {
				continue
			}
			// The ids on both sides have one heading: the first is the left one, the next the right one.
			if i == 0 && len(columns[col.key]) > 0 {
				continue
			}
			columns[col.key] = append(columns[col.key], c.Col)
			break
		}
	}
	return columns
}

func heads(key, text string) bool {
	for _, h := range headings[key] {
		if h == text {
			return true
		}
	}
	return false
}

// complete tells whether enough of a table was found to read it: an id on one side at least, and something that
// a person fills in.
func complete(t table, columns map[string][]int32) bool {
	left, right := t.columns[0].key, ""
	answers := 0
	for _, c := range t.columns[1:] {
		if c.look == lookID && right == "" {
			right = c.key
		}
		if c.answer && len(columns[c.key]) > 0 {
			answers++
		}
	}
	return (len(columns[left]) > 0 || len(columns[right]) > 0) && answers > 0 && len(columns) >= 3
}
