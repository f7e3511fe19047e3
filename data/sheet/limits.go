package sheet

import "errors"

// Why a file was not read. Every error of Open wraps one of them, or the error of its context.
var (
	ErrNotWorkbook = errors.New("not an Excel workbook")
	ErrDamaged     = errors.New("workbook is damaged")
	ErrTooLarge    = errors.New("workbook is larger than allowed")
	ErrForbidden   = errors.New("workbook contains what is not allowed")
)

// Limits bounds what Open takes in. A file beyond one of them is refused as ErrTooLarge; nothing is cut.
type Limits struct {
	File     int64 // bytes of the file as it is
	Entries  int   // entries of the archive
	Inflated int64 // bytes of all entries together, as claimed and as they come out
	Tokens   int   // XML tags and attributes in all parts that are read
	Sheets   int   // sheets of the workbook
	Rows     int   // rows that are present, over all sheets; not the highest row number
	Columns  int   // cells that are present in one row; not the highest column
	Cells    int   // cells that are present, over all sheets
	Text     int64 // bytes of text over all cells; text shared by cells counts for each
	CellText int   // UTF-16 units of text in one cell; Excel's own limit is 32,767
}

// DefaultLimits fits a workbook of which nothing is known.
func DefaultLimits() Limits {
	return Limits{
		File:     64 << 20,
		Entries:  512,
		Inflated: 64 << 20,
		Tokens:   4_000_000,
		Sheets:   64,
		Rows:     100_000,
		Columns:  1_000,
		Cells:    500_000,
		Text:     48 << 20,
		CellText: 32_767,
	}
}
