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
	maxCellText = 32_767 // UTF-16 units; Excel's own limit, beyond which excelize cuts without a word
	maxHeight   = 409    // points; Excel's own limit
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

// noFolder cannot be a folder on any system. excelize moves a sheet of 16 MiB into a temporary file, where anybody
// could read it; in a folder that cannot be it fails to make the file and keeps the sheet in memory.
const noFolder = "\x00"

// writeLines streams lines into a sheet that has been set up.
func writeLines(f *excelize.File, name string, widths []float64, lines []line) error {
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
