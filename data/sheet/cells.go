package sheet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxAreas bounds the merged areas and column ranges of one sheet, maxArrays its array formulas, since each of
// these is looked for in all rows.
const (
	maxAreas  = 5_000
	maxArrays = 200
)

func (o *opener) readSheet(part string, sheet *Sheet) error {
	r := &sheetReader{opener: o, sheet: sheet}
	err := o.read(part, func(p *parser) error {
		r.parser = p
		if _, err := p.root("worksheet"); err != nil {
			return err
		}
		return p.children(func(s element) error {
			switch s.name {
			case "cols":
				return p.children(r.column)
			case "sheetData":
				return p.children(r.row)
			case "mergeCells":
				return p.children(func(s element) error {
					if err := addArea(&sheet.Merged, attr(s, "ref"), maxAreas); err != nil {
						return err
					}
					return p.skip()
				})
			}
			return p.skip()
		})
	})
	if err == nil {
		sheet.markArrays()
	}
	return err
}

// sheetReader reads the cells of one sheet.
type sheetReader struct {
	*opener
	*parser
	sheet   *Sheet
	lastRow int32
	lastCol int32
	current Row
	width   int    // cells to make room for in a row
	plain   []byte // for the value of a cell
}

func (r *sheetReader) column(s element) error {
	if attrBool(s, "hidden") {
		from, err1 := strconv.Atoi(attr(s, "min"))
		to, err2 := strconv.Atoi(attr(s, "max"))
		if err1 != nil || err2 != nil || from < 1 || to < from || to > maxCol {
			return fmt.Errorf("column range: %w", ErrDamaged)
		}
		if len(r.sheet.hiddenCols) >= maxAreas {
			return fmt.Errorf("more than %d column ranges: %w", maxAreas, ErrTooLarge)
		}
		r.sheet.hiddenCols = append(r.sheet.hiddenCols, Area{Left: int32(from), Right: int32(to)})
	}
	return r.skip()
}

func (r *sheetReader) row(s element) error {
	if s.name != "row" {
		return r.skip()
	}
	number := r.lastRow + 1
	if text := attr(s, "r"); text != "" {
		var err error
		if number, err = parseRow(text); err != nil {
			return err
		}
	}
	// Ascending rows and cells are what every program writes; taking no others makes doubles impossible.
	if number <= r.lastRow || number > maxRow {
		return fmt.Errorf("row %d out of order: %w", number, ErrDamaged)
	}
	r.lastRow, r.lastCol = number, 0
	r.current = Row{Number: number, Hidden: attrBool(s, "hidden")}
	if err := r.children(r.cell); err != nil {
		return err
	}
	if len(r.current.Cells) == 0 {
		return nil
	}
	if r.rows++; r.rows > r.limits.Rows {
		return fmt.Errorf("more than %d rows: %w", r.limits.Rows, ErrTooLarge)
	}
	r.width = len(r.current.Cells) // the next row is likely to have as many
	r.sheet.Rows = append(r.sheet.Rows, r.current)
	return nil
}

// stored is a cell as the file has it.
type stored struct {
	kind    string // the attribute t
	style   string
	value   []byte
	valued  bool
	inline  string
	inlined bool
	formula bool
}

func (r *sheetReader) cell(s element) error {
	if s.name != "c" {
		return r.skip()
	}
	col := r.lastCol + 1
	if text := s.raw("r"); len(text) > 0 {
		row, c, err := parseRef(text)
		if err != nil {
			return err
		}
		if row != r.lastRow {
			return fmt.Errorf("cell %.12s in row %d: %w", text, r.lastRow, ErrDamaged)
		}
		col = c
	}
	if col <= r.lastCol || col > maxCol {
		return fmt.Errorf("cell %s out of order: %w", Ref(r.lastRow, col), ErrDamaged)
	}
	r.lastCol = col
	raw := stored{kind: r.intern(s.raw("t")), style: r.intern(s.raw("s")), value: r.plain[:0]}
	if err := r.children(func(s element) error { return r.part(&raw, s) }); err != nil {
		return err
	}
	if !raw.valued && !raw.inlined && !raw.formula {
		return nil
	}
	c := Cell{Row: r.lastRow, Col: col, Formula: raw.formula}
	if err := r.value(&c, raw); err != nil {
		return fmt.Errorf("cell %s: %w", Ref(c.Row, c.Col), err)
	}
	if c.Kind == Text && c.Text == "" && !c.Formula {
		return nil
	}
	return r.keep(c)
}

func (r *sheetReader) part(raw *stored, s element) (err error) {
	switch s.name {
	case "v":
		raw.valued = true
		raw.value, err = r.parser.text(raw.value[:0], r.limits.CellText)
		r.plain = raw.value
		return err
	case "f":
		raw.formula = true
		if kind := attr(s, "t"); kind == "array" || kind == "dataTable" {
			if err := addArea(&r.sheet.formulas, attr(s, "ref"), maxArrays); err != nil {
				return err
			}
		}
		return r.skip()
	case "is":
		raw.inlined = true
		raw.inline, err = r.richText(r.parser)
		return err
	}
	return r.skip()
}

// value sets kind and text of a cell from what is stored (ISO/IEC 29500-1, 18.18.11).
func (r *sheetReader) value(c *Cell, raw stored) error {
	text := string(raw.value)
	switch raw.kind {
	case "inlineStr":
		c.Kind, c.Text = Text, raw.inline
		return nil
	case "s":
		if !raw.valued {
			return nil
		}
		i, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || i < 0 || i >= len(r.strings) {
			return fmt.Errorf("string %.12q of %d: %w", text, len(r.strings), ErrDamaged)
		}
		c.Kind, c.Text = Text, r.strings[i]
		return nil
	case "str":
		t, err := r.checkText(Unescape(text))
		c.Kind, c.Text = Text, t
		return err
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil // a formula that was never calculated
	}
	switch raw.kind {
	case "", "n":
		return r.number(c, text, raw.style)
	case "b":
		c.Kind, c.Text = Bool, "FALSE"
		if text == "1" || text == "true" {
			c.Text = "TRUE"
		} else if text != "0" && text != "false" {
			return fmt.Errorf("boolean %.12q: %w", text, ErrDamaged)
		}
		return nil
	case "e":
		c.Kind, c.Text = Error, text
		return nil
	case "d":
		return isoDate(c, text)
	}
	return fmt.Errorf("cell type %.12q: %w", raw.kind, ErrDamaged)
}

func (r *sheetReader) number(c *Cell, text, style string) error {
	plain, f, ok := plainNumber(text)
	if !ok {
		return fmt.Errorf("number %.24q: %w", text, ErrDamaged)
	}
	c.Kind, c.Text = Number, plain
	i, err := strconv.Atoi(style)
	if style == "" {
		i, err = 0, nil
	}
	if err != nil || i < 0 || i >= len(r.dates) || !r.dates[i] {
		return nil
	}
	if day, ok := DateText(f, r.book.Date1904); ok {
		c.Kind, c.Text = Date, day
	}
	return nil
}

func isoDate(c *Cell, text string) error {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", time.RFC3339Nano, "15:04:05.999999999"} {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		c.Kind = Date
		switch {
		case t.Year() == 0:
			c.Text = t.Format("15:04")
		case t.Hour() != 0 || t.Minute() != 0:
			c.Text = t.Format("2006-01-02 15:04")
		default:
			c.Text = t.Format("2006-01-02")
		}
		return nil
	}
	return fmt.Errorf("date %.24q: %w", text, ErrDamaged)
}

func (r *sheetReader) keep(c Cell) error {
	if r.cells++; r.cells > r.limits.Cells {
		return fmt.Errorf("more than %d cells: %w", r.limits.Cells, ErrTooLarge)
	}
	if len(r.current.Cells) >= r.limits.Columns {
		return fmt.Errorf("more than %d cells in row %d: %w", r.limits.Columns, c.Row, ErrTooLarge)
	}
	if r.used += int64(len(c.Text)); r.used > r.limits.Text {
		return fmt.Errorf("texts of more than %d bytes: %w", r.limits.Text, ErrTooLarge)
	}
	if r.current.Cells == nil {
		r.current.Cells = make([]Cell, 0, r.width)
	}
	r.current.Cells = append(r.current.Cells, c)
	return nil
}

// addArea reads an area like B2:C5 or B2.
func addArea(to *[]Area, ref string, max int) error {
	if len(*to) >= max {
		return fmt.Errorf("more than %d areas: %w", max, ErrTooLarge)
	}
	from, until, ok := strings.Cut(ref, ":")
	if !ok {
		until = from
	}
	top, left, err := parseRef(from)
	if err != nil {
		return err
	}
	bottom, right, err := parseRef(until)
	if err != nil {
		return err
	}
	if bottom < top || right < left {
		return fmt.Errorf("area %.24q: %w", ref, ErrDamaged)
	}
	*to = append(*to, Area{Top: top, Left: left, Bottom: bottom, Right: right})
	return nil
}

// markArrays marks the cells that an array formula of another cell fills: they hold no formula of their own.
func (s *Sheet) markArrays() {
	for _, a := range s.formulas {
		for i := range s.Rows {
			row := &s.Rows[i]
			if row.Number < a.Top || row.Number > a.Bottom {
				continue
			}
			for j := range row.Cells {
				if c := &row.Cells[j]; c.Col >= a.Left && c.Col <= a.Right {
					c.Formula = true
				}
			}
		}
	}
}
