package workbook

import (
	"sort"

	"kreislage/data/canonical"
	"kreislage/data/sheet"
)

// view is a table of the file together with what is known of its columns.
type view struct {
	found
	table  table
	keyed  map[int32]string // columns that have a key
	merged map[int32][]sheet.Area
	hides  bool // an answer column is hidden
}

func newView(t table, f *found) *view {
	v := &view{found: *f, table: t, keyed: map[int32]string{}, merged: map[int32][]sheet.Area{}}
	for key, cols := range f.columns {
		for _, col := range cols {
			v.keyed[col] = key
		}
	}
	for _, c := range t.columns {
		for _, col := range f.columns[c.key] {
			v.hides = v.hides || c.answer && f.sheet.ColumnHidden(col)
		}
	}
	v.indexMerged()
	return v
}

// indexMerged lists the merged areas by the rows of the sheet, so that each row looks only at its own. Areas cannot
// overlap in a sound workbook; where they do so by the thousand, the list ends early, and the cells below them are
// read one by one as they stand.
func (v *view) indexMerged() {
	rows := v.sheet.Rows
	left := 20*len(rows) + 1_000
	for _, a := range v.sheet.Merged {
		i := sort.Search(len(rows), func(i int) bool { return rows[i].Number >= a.Top })
		for ; i < len(rows) && rows[i].Number <= a.Bottom; i++ {
			if left--; left < 0 {
				return
			}
			v.merged[rows[i].Number] = append(v.merged[rows[i].Number], a)
		}
	}
}

func (v *view) at(row, col int32) string { return v.sheet.Name + "!" + sheet.Ref(row, col) }

func (v *view) left() string { return v.table.columns[0].key }

func (v *view) right() string {
	for _, c := range v.table.columns[1:] {
		if c.look == lookID {
			return c.key
		}
	}
	return ""
}

// idCell returns the id on one side, and whether the file has a column for it.
func (v *view) idCell(row *sheet.Row, key string) (sheet.Cell, bool) {
	cols := v.columns[key]
	if len(cols) == 0 {
		return sheet.Cell{}, false
	}
	return row.At(cols[0]), true
}

// idAt is where a row's id stands.
func (v *view) idAt(row *sheet.Row) string {
	for _, key := range []string{v.left(), v.right()} {
		if cols := v.columns[key]; len(cols) > 0 {
			return v.at(row.Number, cols[0])
		}
	}
	return v.at(row.Number, 1)
}

// isHead tells the row of headings below the row of keys.
func (v *view) isHead(row *sheet.Row) bool {
	n := 0
	for _, c := range row.Cells {
		if key := v.keyed[c.Col]; key != "" && len(c.Text) < 100 && heads(key, plain(c.Text)) {
			n++
		}
	}
	return n >= 3
}

// answered tells whether anything is typed in an answer cell.
func (v *view) answered(row *sheet.Row) bool { return v.firstAnswer(row) != "" }

func (v *view) firstAnswer(row *sheet.Row) string {
	for _, c := range v.table.columns {
		if !c.answer {
			continue
		}
		for _, col := range v.columns[c.key] {
			if cl := row.At(col); cl.Formula || canonical.Fold(cl.Text) != "" {
				return v.at(row.Number, col)
			}
		}
	}
	return ""
}

// countStrange counts texts in columns that have no key: a person may have put answers there.
func (v *view) countStrange(row *sheet.Row, count map[int32]int) {
	for _, c := range row.Cells {
		if v.keyed[c.Col] == "" && (len(count) < 20 || count[c.Col] > 0) {
			count[c.Col]++
		}
	}
}

func sorted(m map[int32]int) []int32 {
	cols := make([]int32, 0, len(m))
	for col := range m {
		cols = append(cols, col)
	}
	sort.Slice(cols, func(i, j int) bool { return cols[i] < cols[j] })
	return cols
}

func (v *view) hiddenAnswer() bool { return v.hides }

// mergedAt returns the merged area that a cell lies in.
func (v *view) mergedAt(row, col int32) (sheet.Area, bool) {
	for _, a := range v.merged[row] {
		if a.Contains(row, col) {
			return a, true
		}
	}
	return sheet.Area{}, false
}
