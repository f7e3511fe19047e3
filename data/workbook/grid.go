package workbook

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/sheet"
)

// cell is one cell to be written.
type cell struct {
	text  string
	style int
	bold  int // bytes at the beginning that stand out
}

// runs returns a text whose beginning is bold.
func (c cell) runs() []excelize.RichTextRun {
	plain := excelize.Font{Family: font, Size: 10, Color: inkDark}
	bold := plain
	bold.Bold = true
	return []excelize.RichTextRun{{Text: c.text[:c.bold], Font: &bold}, {Text: c.text[c.bold:], Font: &plain}}
}

// line is one row to be written.
type line struct {
	cells  []cell
	height float64
	hidden bool
	merged bool // the second and the third cell are one
}

const (
	maxCellText = 32_767   // UTF-16 units; Excel's own limit, beyond which excelize cuts without a word
	streamLimit = 12 << 20 // bytes of XML; at 16 MiB excelize would move the plain sheet into a temporary file
	maxHeight   = 409      // points; Excel's own limit
)

// cellText returns a text as a cell takes it. The error wraps assessment.ErrTooLong.
func cellText(s string) (string, error) {
	s = canonical.Fold(s)
	if units := utf16Units(s); units > maxCellText {
		return "", fmt.Errorf("%d characters in one cell, at most %d: %w", units, maxCellText, assessment.ErrTooLong)
	}
	return sheet.EscapeAt(s, underscore), nil
}

func utf16Units(s string) int {
	if len(s) <= maxCellText {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// writeLines puts lines into a sheet that has been set up: as a stream where that fits in memory by excelize's
// measure, cell by cell otherwise.
func writeLines(f *excelize.File, name string, widths []float64, lines []line) error {
	if xmlSize(lines) < streamLimit {
		return streamLines(f, name, widths, lines)
	}
	for i, w := range widths {
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(name, col, col, w); err != nil {
			return err
		}
	}
	for i, l := range lines {
		if err := setLine(f, name, i+1, l); err != nil {
			return err
		}
	}
	return nil
}

func setLine(f *excelize.File, name string, row int, l line) error {
	for j, c := range l.cells {
		at, err := excelize.CoordinatesToCellName(j+1, row)
		if err != nil {
			return err
		}
		if err := f.SetCellStyle(name, at, at, c.style); err != nil {
			return err
		}
		if c.text == "" {
			continue
		}
		if c.bold > 0 {
			if err := f.SetCellRichText(name, at, c.runs()); err != nil {
				return err
			}
			continue
		}
		if err := f.SetCellStr(name, at, c.text); err != nil {
			return err
		}
	}
	if l.merged {
		if err := f.MergeCell(name, fmt.Sprintf("B%d", row), fmt.Sprintf("C%d", row)); err != nil {
			return err
		}
	}
	if l.hidden {
		return f.SetRowVisible(name, row, false)
	}
	if l.height > 0 {
		return f.SetRowHeight(name, row, l.height)
	}
	return nil
}

func streamLines(f *excelize.File, name string, widths []float64, lines []line) error {
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, w := range widths {
		if err := sw.SetColWidth(i+1, i+1, w); err != nil {
			return err
		}
	}
	var values []any
	for i, l := range lines {
		values = values[:0]
		for _, c := range l.cells {
			switch {
			case c.text == "":
				values = append(values, excelize.Cell{StyleID: c.style})
			case c.bold > 0:
				values = append(values, excelize.Cell{StyleID: c.style, Value: c.runs()})
			default:
				values = append(values, excelize.Cell{StyleID: c.style, Value: c.text})
			}
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := sw.SetRow(at, values, excelize.RowOpts{Height: l.height, Hidden: l.hidden}); err != nil {
			return err
		}
		if !l.merged {
			continue
		}
		if err := sw.MergeCell(fmt.Sprintf("B%d", i+1), fmt.Sprintf("C%d", i+1)); err != nil {
			return err
		}
	}
	return sw.Flush()
}

// xmlSize is an upper bound of what lines need as XML.
func xmlSize(lines []line) int {
	n := 64 << 10
	for _, l := range lines {
		n += 100
		for _, c := range l.cells {
			n += 90 + 300*min(c.bold, 1) + len(c.text) + 5*strings.Count(c.text, "&") + 4*(strings.Count(c.text, "<")+strings.Count(c.text, ">")+
				strings.Count(c.text, `"`)+strings.Count(c.text, "'")) + 6*strings.Count(c.text, underscore)
		}
	}
	return n
}

// textHeight estimates the height in points that a text needs in a column, since nobody computes it when the file
// is opened: excelize writes none, and Excel does so only for rows without a height that were never formatted.
func textHeight(text string, width, size float64) float64 {
	perLine := max(width*11.2/size, 4)
	lines := 0.0
	for _, paragraph := range strings.Split(text, "\n") {
		n := float64(utf8.RuneCountInString(paragraph))
		lines += max(1, float64(int((n+perLine-1)/perLine)))
	}
	return lines * size * 1.3
}
