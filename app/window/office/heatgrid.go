package office

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// figure is one place of a grid: how it is shown, and where it stands among others. The worst comes first.
type figure struct {
	widget.HeatCell
	rank  float64
	known bool
}

// gridHead names a row or a column: by what, in short and in full.
type gridHead struct{ id, short, title string }

// gridData is what a grid shows, in its own order. The first row is the one over all, the totals are the one over all
// columns; both stay where they are when the rest is sorted.
type gridData struct {
	corner, total string
	rows, cols    []gridHead

	// figure is what stands in a place; in column -1 the total of the row. It is asked for what is in sight, and for the
	// row or column by which is sorted.
	figure func(row, col int) figure
}

// sorting says by what one side of a grid is sorted: by id of the other side, the worst first or the best.
type sorting struct {
	by   string // "" is the grid's own order
	best bool
}

// allOf is the id of the row over all and of the totals.
const allOf = "*"

// next is what sorting by the same again gives: the worst first, the best first, and then as it was.
func (s sorting) next(by string) sorting {
	switch {
	case s.by != by:
		return sorting{by: by}
	case !s.best:
		return sorting{by: by, best: true}
	}
	return sorting{}
}

func (s sorting) String() string {
	if s.best {
		return s.by + "+"
	}
	return s.by + "-"
}

func sortingOf(text string) sorting {
	if len(text) < 2 {
		return sorting{}
	}
	return sorting{by: text[:len(text)-1], best: strings.HasSuffix(text, "+")}
}

// grid is a heat map whose rows and columns can be sorted.
type grid struct {
	env   *shared.Env
	heat  *widget.HeatMap
	data  gridData
	lines sorting // of the rows, by a column
	piles sorting // of the columns, by a row
	rows  []int   // places in the data by the row shown
	cols  []int
	told  func(row, col int) // the place in the data, -1 for the totals
}

// newGrid makes an empty grid; told hears where the cursor is, open of Enter.
func newGrid(e *shared.Env, told, open func(row, col int)) *grid {
	g := &grid{env: e, heat: widget.NewHeatMap(), told: told}
	g.heat.OnMove = func(int, int) { g.tell() }
	g.heat.OnOpen = func(int, int) {
		if len(g.rows) > 0 {
			open(g.at())
		}
	}
	g.heat.OnHead = func(int) { g.sortRows() }
	return g
}

// at is the place of the cursor in the data; col -1 are the totals.
func (g *grid) at() (row, col int) {
	r, c := g.heat.At()
	if c >= 0 && c < len(g.cols) {
		c = g.cols[c]
	}
	return g.rows[min(r, len(g.rows)-1)], c
}

func (g *grid) tell() {
	if len(g.rows) > 0 {
		g.told(g.at())
	}
}

// show shows other figures and keeps the order.
func (g *grid) show(d gridData) {
	g.data = d
	g.arrange()
}

// moveTo puts the cursor on a row and a column by their ids, where they are.
func (g *grid) moveTo(row, col string, elseRow int) {
	at := func(heads []gridHead, places []int, id string, otherwise int) int {
		for i, p := range places {
			if heads[p].id == id {
				return i
			}
		}
		return otherwise
	}
	c := at(g.data.cols, g.cols, col, 0)
	if col == allOf {
		c = -1
	}
	g.heat.MoveTo(at(g.data.rows, g.rows, row, elseRow), c)
}

// sortRows sorts the rows by the column of the cursor: the worst first, the best first, and then as they were.
func (g *grid) sortRows() {
	_, col := g.at()
	by := allOf
	if col >= 0 {
		by = g.data.cols[col].id
	}
	g.sort(func() { g.lines = g.lines.next(by) })
}

// sortCols sorts the columns by the row of the cursor.
func (g *grid) sortCols() {
	row, _ := g.at()
	g.sort(func() { g.piles = g.piles.next(g.data.rows[row].id) })
}

// sort changes the order; the cursor stays on what it was on.
func (g *grid) sort(change func()) {
	row, col := g.at()
	r, c := g.data.rows[row].id, allOf
	if col >= 0 {
		c = g.data.cols[col].id
	}
	change()
	g.arrange()
	g.moveTo(r, c, 0)
}

// order sorts places by their figures. What is not known comes last, equal ones stay in their own order.
func order(places []int, s sorting, of func(place int) figure) {
	if s.by == "" {
		return
	}
	figures := make(map[int]figure, len(places))
	for _, p := range places {
		figures[p] = of(p)
	}
	slices.SortStableFunc(places, func(a, b int) int {
		x, y := figures[a], figures[b]
		if x.known != y.known {
			return map[bool]int{true: -1, false: 1}[x.known]
		}
		if s.best {
			x, y = y, x
		}
		return cmp.Compare(x.rank, y.rank)
	})
}

func places(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func find(heads []gridHead, id string) int {
	return slices.IndexFunc(heads, func(h gridHead) bool { return h.id == id })
}

// arrange puts rows and columns in their order and shows them.
func (g *grid) arrange() {
	d := g.data
	g.rows, g.cols = places(len(d.rows)), places(len(d.cols))
	col, row := find(d.cols, g.lines.by), find(d.rows, g.piles.by)
	if col < 0 && g.lines.by != allOf {
		g.lines = sorting{}
	}
	if row < 0 {
		g.piles = sorting{}
	}
	if len(g.rows) > 1 {
		order(g.rows[1:], g.lines, func(i int) figure { return d.figure(i, col) })
	}
	order(g.cols, g.piles, func(i int) figure { return d.figure(row, i) })
	out := widget.HeatData{Corner: d.corner, Total: arrow(d.total, g.lines, allOf)}
	for _, c := range g.cols {
		out.Columns = append(out.Columns, arrow(d.cols[c].short, g.lines, d.cols[c].id))
	}
	rows, cols := g.rows, g.cols
	out.Rows = make([]string, len(rows))
	for i, r := range rows {
		out.Rows[i] = arrow(d.rows[r].short, g.piles, d.rows[r].id)
	}
	out.Cell = func(row, col int) widget.HeatCell {
		if col >= 0 {
			col = cols[col]
		}
		return d.figure(rows[row], col).HeatCell
	}
	g.heat.SetData(out)
	g.tell()
}

// arrow marks the head by which is sorted.
func arrow(name string, s sorting, id string) string {
	switch {
	case s.by == "" || s.by != id:
		return name
	case s.best:
		return "↑ " + name
	}
	return "↓ " + name
}

// sorted says in words how the grid is sorted.
func (g *grid) sorted() string {
	e, d := g.env, g.data
	if g.lines.by == "" && g.piles.by == "" {
		return e.Say("office.sort.none")
	}
	way := func(s sorting) string {
		if s.best {
			return e.Say("office.sort.best")
		}
		return e.Say("office.sort.worst")
	}
	text := ""
	if g.lines.by != "" {
		name := d.total
		if i := find(d.cols, g.lines.by); i >= 0 {
			name = d.cols[i].title
		}
		text = e.Say("office.sort.rows", "name", name, "way", way(g.lines))
	}
	if i := find(d.rows, g.piles.by); i >= 0 {
		text = strings.TrimSpace(text + " " + e.Say("office.sort.columns", "name", d.rows[i].title, "way", way(g.piles)))
	}
	return text
}

// rune sorts with S by the column and with Z by the row.
func (g *grid) rune(r rune) bool {
	if len(g.rows) == 0 {
		return false
	}
	switch r {
	case 's', 'S':
		g.sortRows()
	case 'z', 'Z':
		g.sortCols()
	default:
		return false
	}
	return true
}

// part writes the order down, so that coming back shows it again; restore reads it.
func (g *grid) part() string { return g.lines.String() + "|" + g.piles.String() }

func (g *grid) restore(part string) {
	lines, piles, _ := strings.Cut(part, "|")
	g.lines, g.piles = sortingOf(lines), sortingOf(piles)
}

// view is the grid on its surface.
func (g *grid) view() fyne.CanvasObject { return g.heat.View() }
