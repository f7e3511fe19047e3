package catalogue

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"kreislage/data/sheet"
)

// book opens the input as a workbook once. It returns nil for what is none.
func (s *source) book() (*sheet.Book, error) {
	if !strings.HasPrefix(s.raw, "PK\x03\x04") {
		return nil, nil
	}
	if s.opened == nil && s.noBook == nil {
		s.opened, s.noBook = sheet.Open(s.ctx, []byte(s.raw), sheet.DefaultLimits())
	}
	if s.noBook == nil {
		return s.opened, nil
	}
	detail := s.noBook.Error()
	switch err := s.noBook; {
	case errors.Is(err, sheet.ErrNotWorkbook):
		return nil, fail(CodeNotRecognised, Place{}, "")
	case errors.Is(err, sheet.ErrTooLarge):
		return nil, fail(CodeWorkbookLarge, Place{}, detail)
	case errors.Is(err, sheet.ErrForbidden):
		return nil, fail(CodeForbidden, Place{}, detail)
	case errors.Is(err, sheet.ErrDamaged):
		return nil, fail(CodeDamaged, Place{}, detail)
	default:
		return nil, err
	}
}

// sheetNamed finds a sheet by its name, whatever the capitals and umlauts.
func sheetNamed(b *sheet.Book, names ...string) *sheet.Sheet {
	for i := range b.Sheets {
		if slices.Contains(names, fold(b.Sheets[i].Name)) {
			return &b.Sheets[i]
		}
	}
	return nil
}

// fold brings a heading or key into the form in which headings are compared: small letters and digits alone, umlauts
// without their dots or their e, so that Prüffrage, Pruefrage and PRUFFRAGE agree.
func fold(s string) string {
	kept, _ := cut(line(s), MaxShort)
	return folder.Replace(strings.Map(letters, strings.ToLower(kept)))
}

var folder = strings.NewReplacer("ß", "ss", "ä", "a", "ö", "o", "ü", "u", "ae", "a", "oe", "o", "ue", "u")

func letters(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9', strings.ContainsRune("äöüß", r):
		return r
	}
	return -1
}

// column is one column that an importer looks for, with the folded forms of its headings.
type column struct {
	key      string
	headings []string
}

// maxHeadRow is how far down the row of headings is looked for.
const maxHeadRow = 50

// table is a sheet with a row of headings, in whatever order the columns stand.
type table struct {
	b    *builder
	sh   *sheet.Sheet
	head int              // index of the row of headings
	cols map[string]int32 // key to column
	rest []sheet.Cell     // headings that are none of the columns looked for

	merged   map[int32][]span // by column: cells that show the value of the first of them
	texts    map[cellAt]sheet.Cell
	formulas map[string]int // by key: cells that hold a formula
	first    map[string]string
}

type span struct{ top, bottom, left int32 }

type cellAt struct{ row, col int32 }

// findTable looks for the first row that has all the columns needed. It returns nil where there is none.
func findTable(b *builder, sh *sheet.Sheet, columns []column, needed ...string) *table {
	t := &table{b: b, sh: sh, formulas: map[string]int{}, first: map[string]string{}}
	for i := range sh.Rows {
		if i >= maxHeadRow {
			return nil
		}
		t.head = i
		t.readHead(&sh.Rows[i], columns)
		if t.has(needed...) {
			t.readMerged()
			return t
		}
	}
	return nil
}

// missing names the first of the columns that the best row of headings lacks, for a message.
func missing(b *builder, sh *sheet.Sheet, columns []column, needed ...string) string {
	best, lack := 0, needed[0]
	t := &table{b: b, sh: sh}
	for i := range sh.Rows[:min(len(sh.Rows), maxHeadRow)] {
		t.readHead(&sh.Rows[i], columns)
		if len(t.cols) <= best {
			continue
		}
		best = len(t.cols)
		for _, key := range needed {
			if _, ok := t.cols[key]; !ok {
				lack = key
				break
			}
		}
	}
	return lack
}

func (t *table) readHead(row *sheet.Row, columns []column) {
	t.cols, t.rest = map[string]int32{}, nil
	for _, c := range row.Cells {
		name := fold(c.Text)
		i := slices.IndexFunc(columns, func(col column) bool { return slices.Contains(col.headings, name) })
		if i < 0 || t.has(columns[i].key) {
			if name != "" {
				t.rest = append(t.rest, c)
			}
			continue
		}
		t.cols[columns[i].key] = c.Col
	}
}

func (t *table) has(keys ...string) bool {
	for _, key := range keys {
		if _, ok := t.cols[key]; !ok {
			return false
		}
	}
	return true
}

// readMerged remembers areas of merged cells below the headings: all of their rows show the first one's value.
func (t *table) readMerged() {
	t.merged = map[int32][]span{}
	for _, a := range t.sh.Merged {
		if a.Bottom > a.Top {
			t.merged[a.Left] = append(t.merged[a.Left], span{a.Top, a.Bottom, a.Left})
		}
	}
	t.texts = map[cellAt]sheet.Cell{}
	for col := range t.merged {
		slices.SortFunc(t.merged[col], func(x, y span) int { return int(x.top - y.top) })
	}
	for i := range t.sh.Rows {
		for _, c := range t.sh.Rows[i].Cells {
			if t.spanOf(c.Row, c.Col).top == c.Row {
				t.texts[cellAt{c.Row, c.Col}] = c
			}
		}
	}
}

func (t *table) spanOf(row, col int32) span {
	list := t.merged[col]
	i, found := slices.BinarySearchFunc(list, row, func(s span, row int32) int { return int(s.top - row) })
	if !found {
		i--
	}
	if i < 0 || list[i].bottom < row {
		return span{}
	}
	return list[i]
}

// rows gives the rows below the headings.
func (t *table) rows() []sheet.Row { return t.sh.Rows[t.head+1:] }

// place says where a cell stands.
func (t *table) place(row *sheet.Row, key string) Place {
	at := Place{Sheet: short(t.sh.Name)}
	if col := t.cols[key]; col > 0 {
		at.Cell = sheet.Ref(row.Number, col)
	} else {
		at.Cell = strconv.Itoa(int(row.Number))
	}
	return at
}

// cell returns what a row shows in a column: its own value or that of the merged cells it belongs to.
func (t *table) cell(row *sheet.Row, key string) sheet.Cell {
	col, ok := t.cols[key]
	if !ok {
		return sheet.Cell{}
	}
	c := row.At(col)
	if c.Text == "" {
		if s := t.spanOf(row.Number, col); s.top > 0 && s.top < row.Number {
			return t.texts[cellAt{s.top, col}]
		}
	}
	return c
}

// text is the value of a cell as text. Formulas are counted; a cell that shows an error counts as empty and is noted.
func (t *table) text(row *sheet.Row, key string) string {
	c := t.cell(row, key)
	if c.Kind == sheet.Error {
		t.b.drop(Drop{Place: t.place(row, key), What: WhatCell, Reason: ReasonUnknownValue, Detail: c.Text})
		return ""
	}
	if c.Formula {
		if t.formulas[key]++; t.formulas[key] == 1 {
			t.first[key] = sheet.Ref(c.Row, c.Col)
		}
	}
	return c.Text
}

// idText is the value of a cell that names something for ever, so only what was meant counts: no date that Excel made
// of it, no error, and no formula where formulas is false.
func (t *table) idText(row *sheet.Row, key string, formulas bool) (string, error) {
	c, at := t.cell(row, key), t.place(row, key)
	switch {
	case c.Kind == sheet.Error:
		return "", fail(CodeErrorInCell, at, c.Text)
	case c.Kind == sheet.Date:
		return "", fail(CodeDateAsID, at, c.Text)
	case c.Formula && (!formulas || strings.TrimSpace(c.Text) == ""):
		return "", fail(CodeFormulaAsID, at, c.Text)
	}
	return line(t.text(row, key)), nil
}

// close notes what held for many rows.
func (t *table) close(columns []column) {
	hidden, first := 0, int32(0)
	for _, r := range t.rows() {
		if r.Hidden {
			if hidden++; hidden == 1 {
				first = r.Number
			}
		}
	}
	at := Place{Sheet: short(t.sh.Name)}
	if hidden > 0 {
		at.Cell = strconv.Itoa(int(first))
		t.b.drop(Drop{Place: at, What: WhatRow, Reason: ReasonHidden, Count: hidden})
	}
	for _, c := range columns {
		if n := t.formulas[c.key]; n > 0 {
			at.Cell = t.first[c.key]
			t.b.drop(Drop{Place: at, What: WhatCell, Reason: ReasonFormula, Count: n})
		}
	}
	for _, c := range t.rest {
		at.Cell = sheet.Ref(c.Row, c.Col)
		t.b.drop(Drop{Place: at, What: WhatColumn, Reason: ReasonNotImported, Detail: c.Text})
	}
}

// numbering repairs numbers that people typed as 1.10 and Excel keeps as 1.1.
type numbering struct {
	last string
	seen map[string]bool
}

// read returns what a number was meant to be: behind 1.9 a second 1.1 is 1.10, behind 1.19 a second 1.2 is 1.20.
func (n *numbering) read(c sheet.Cell, text string) (meant string, repaired bool) {
	meant = text
	if c.Kind == sheet.Number && n.seen[text] {
		if next := successor(n.last); next != text && strings.TrimRight(next, "0") == text {
			meant, repaired = next, true
		}
	}
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	n.seen[meant], n.last = true, meant
	return meant, repaired
}

// successor of 1.9 is 1.10; of anything but number, point, number it is nothing.
func successor(text string) string {
	whole, part, ok := strings.Cut(text, ".")
	n, err := strconv.Atoi(part)
	if !ok || err != nil || n < 0 || n > 1_000_000 {
		return ""
	}
	return whole + "." + strconv.Itoa(n+1)
}

// keyValues reads a sheet of keys in one column and values in the next, by folded key.
func keyValues(sh *sheet.Sheet) map[string]string {
	values := map[string]string{}
	for i := range sh.Rows {
		cells := sh.Rows[i].Cells
		if len(cells) == 0 || cells[0].Col != 1 {
			continue
		}
		key := fold(cells[0].Text)
		if v := sh.Rows[i].At(2); key != "" && values[key] == "" && v.Kind != sheet.Error {
			values[key] = v.Text
		}
	}
	return values
}
