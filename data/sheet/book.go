package sheet

import (
	"fmt"
	"strconv"
)

// Kind tells what sort of value a cell holds.
type Kind uint8

// The kinds of value.
const (
	Empty  Kind = iota // only for a formula without a result
	Text               // as typed, escapes of the format undone
	Number             // Text is the number with a point, at most 15 significant digits
	Bool               // Text is TRUE or FALSE
	Error              // Text is the error, e.g. #REF!
	Date               // a number or ISO text shown as a date; Text is 2027-01-31, 2027-01-31 08:30 or 08:30
)

// Cell is one cell that holds something.
type Cell struct {
	Row, Col int32 // from 1
	Kind     Kind
	Formula  bool // the value is the last result of a formula
	Text     string
}

// Row is a row with at least one cell that holds something. Cells stand in ascending columns.
type Row struct {
	Number int32 // from 1
	Hidden bool  // hidden by hand or filtered out
	Cells  []Cell
}

// At returns the cell in a column, or an empty cell.
func (r *Row) At(col int32) Cell {
	lo, hi := 0, len(r.Cells)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.Cells[mid].Col < col {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(r.Cells) && r.Cells[lo].Col == col {
		return r.Cells[lo]
	}
	return Cell{Row: r.Number, Col: col}
}

// Area is a rectangle of cells, both ends included.
type Area struct{ Top, Left, Bottom, Right int32 }

// Contains tells whether a cell lies in the area.
func (a Area) Contains(row, col int32) bool {
	return row >= a.Top && row <= a.Bottom && col >= a.Left && col <= a.Right
}

// String returns the area as people write it, e.g. B2:C5.
func (a Area) String() string { return Ref(a.Top, a.Left) + ":" + Ref(a.Bottom, a.Right) }

// Sheet is one sheet of cells.
type Sheet struct {
	Name   string
	Hidden bool // hidden or very hidden
	Rows   []Row
	Merged []Area

	hiddenCols []Area
	formulas   []Area // areas filled by one array formula
}

// ColumnHidden tells whether a column is hidden.
func (s *Sheet) ColumnHidden(col int32) bool {
	for _, a := range s.hiddenCols {
		if col >= a.Left && col <= a.Right {
			return true
		}
	}
	return false
}

// Book is a workbook: its sheets in the order of their tabs.
type Book struct {
	Sheets     []Sheet
	Date1904   bool              // days count from 1904-01-01
	Comments   bool              // some sheet has comments; they are not read
	Properties map[string]string // the file's custom properties, by name
}

// Ref returns a cell's address, e.g. H12.
func Ref(row, col int32) string { return ColumnName(col) + strconv.Itoa(int(row)) }

// ColumnName returns a column's letters, e.g. 28 is AB.
func ColumnName(col int32) string {
	var b [8]byte
	i := len(b)
	for col > 0 {
		col--
		i--
		b[i] = byte('A' + col%26)
		col /= 26
	}
	return string(b[i:])
}

const (
	maxRow = 1 << 20
	maxCol = 1 << 14
)

// parseRef reads an address like H12 or $H$12.
func parseRef[T string | []byte](s T) (row, col int32, err error) {
	i := 0
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '$':
		case c >= 'A' && c <= 'Z':
			col = col*26 + int32(c-'A'+1)
		case c >= 'a' && c <= 'z':
			col = col*26 + int32(c-'a'+1)
		case c >= '0' && c <= '9':
			row, err = parseRow(string(s[i:]))
			if err != nil || col < 1 {
				return 0, 0, fmt.Errorf("address %.20q: %w", s, ErrDamaged)
			}
			return row, col, nil
		default:
			return 0, 0, fmt.Errorf("address %.20q: %w", s, ErrDamaged)
		}
		if col > maxCol {
			break
		}
	}
	return 0, 0, fmt.Errorf("address %.20q: %w", s, ErrDamaged)
}

func parseRow(s string) (int32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n < 1 || n > maxRow {
		return 0, fmt.Errorf("row %.20q: %w", s, ErrDamaged)
	}
	return int32(n), nil
}
