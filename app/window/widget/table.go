package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Column is one column of a table.
type Column struct {
	Title string
	Ems   float32 // narrowest width in ems
	Share float32 // of the width that is left over
	Right bool    // numbers stand at the right
	Spare int     // above 0 the column gives way where the width does not suffice, the highest first
}

// Cell is what stands in one place of a table.
type Cell struct {
	Text string
	Sign Sign
	Tone Tone
	Bold bool
	Chip bool // sign and word on a surface of their tone
	Bar  []Part
}

// Table is a list with columns and their titles.
type Table struct {
	*List
	OnHead  func(col int) // a click on the head of a column
	columns []Column
	n       int
	row     func(i int) []Cell
	head    *tableHead
	box     *fyne.Container
}

// NewTable makes a table; open is told the row when Enter is pressed on it.
func NewTable(columns []Column, open func(i int)) *Table {
	t := &Table{columns: columns}
	t.List = NewList(
		func() int { return t.n },
		func() fyne.CanvasObject { return newTableRow(t.columns) },
		func(i int, o fyne.CanvasObject) { o.(*tableRow).set(t.row(i)) })
	t.List.OnOpen = open
	t.head = &tableHead{table: t, tableRow: tableRow{columns: columns, cells: make([]Cell, len(columns)), head: true}}
	t.head.ExtendBaseWidget(t.head)
	t.MarkHead(-1, "")
	return t
}

// MarkHead puts a mark before the title of a column, such as an arrow on the one by which the rows are sorted; a column
// that there is not marks none.
func (t *Table) MarkHead(col int, mark string) {
	titles := make([]Cell, len(t.columns))
	for i, c := range t.columns {
		titles[i] = Cell{Text: c.Title, Tone: ToneMuted, Bold: true}
		if i == col {
			titles[i] = Cell{Text: mark + " " + c.Title, Tone: ToneAccent, Bold: true}
		}
	}
	t.head.set(titles)
}

// SetRows shows other rows. The chosen row stays where there is one at its place.
func (t *Table) SetRows(rows [][]Cell) {
	t.SetRowsBy(len(rows), func(i int) []Cell { return rows[i] })
}

// SetRowsBy shows n other rows, each made when it comes into sight.
func (t *Table) SetRowsBy(n int, row func(i int) []Cell) {
	t.n, t.row = n, row
	if t.List.chosen >= n {
		t.List.chosen = n - 1
	}
	t.List.Refresh()
	if t.box != nil {
		t.box.Refresh()
	}
}

// View returns the table with its head, on a surface of its own that is no higher than its rows.
func (t *Table) View() fyne.CanvasObject {
	head := container.NewStack(newFill(ColorRaised), NewStack(0, t.head, NewHairline()))
	t.box = container.New(&snug{t}, NewPlainPanel(container.New(&tableBox{}, head, t.List)))
	return t.box
}

// FullHeight is how high the table would be with all its rows in sight.
func (t *Table) FullHeight() float32 {
	return t.head.MinSize().Height + t.rowHeight()*float32(max(t.n, 1)) + Space(1.5)
}

// tableBox puts the head over the rows.
type tableBox struct{}

func (tableBox) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h := objects[0].MinSize().Height
	objects[0].Resize(fyne.NewSize(size.Width, h))
	objects[1].Move(fyne.NewPos(0, h))
	objects[1].Resize(fyne.NewSize(size.Width, max(size.Height-h, 0)))
}

func (tableBox) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height)
}

// snug makes a table no higher than its rows.
type snug struct{ t *Table }

func (s *snug) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(size.Width, max(min(size.Height, s.t.FullHeight()), 0)))
}

func (s *snug) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// fill is a surface that follows the theme.
type fill struct {
	widget.BaseWidget
	name fyne.ThemeColorName
}

func newFill(name fyne.ThemeColorName) *fill {
	f := &fill{name: name}
	f.ExtendBaseWidget(f)
	return f
}

// NewFill makes a surface in a colour of the theme.
func NewFill(name fyne.ThemeColorName) fyne.CanvasObject { return newFill(name) }

func (f *fill) CreateRenderer() fyne.WidgetRenderer {
	rect := canvas.NewRectangle(color.Transparent)
	r := &painted{objects: []fyne.CanvasObject{rect}}
	r.minSize = func() fyne.Size { return fyne.Size{} }
	r.layout = rect.Resize
	r.refresh = func() {
		rect.FillColor = Color(f.name)
		rect.Refresh()
	}
	r.refresh()
	return r
}

type tableRow struct {
	widget.BaseWidget
	columns []Column
	cells   []Cell
	head    bool
}

func newTableRow(columns []Column) *tableRow {
	r := &tableRow{columns: columns, cells: make([]Cell, len(columns))}
	r.ExtendBaseWidget(r)
	return r
}

func (r *tableRow) set(cells []Cell) {
	r.cells = cells
	r.Refresh()
}

// tableHead is the row of titles, which one can click on.
type tableHead struct {
	tableRow
	table *Table
}

var _ fyne.Tappable = (*tableHead)(nil)

// Tapped tells which column was clicked on.
func (h *tableHead) Tapped(ev *fyne.PointEvent) {
	if h.table.OnHead == nil {
		return
	}
	x := Space(3)
	for i, w := range tableWidths(h.columns, h.Size().Width) {
		if w > 0 {
			x += w + Space(4)
		}
		if w > 0 && ev.Position.X < x-Space(2) || i == len(h.columns)-1 {
			h.table.OnHead(i)
			return
		}
	}
}

// tableWidths shares a width between columns. Columns that have given way have no width.
func tableWidths(columns []Column, width float32) []float32 {
	gone := make([]bool, len(columns))
	fixed, shares, rest := tableRoom(columns, gone, width)
	for rest < 0 {
		last := -1
		for i, c := range columns {
			if c.Spare > 0 && !gone[i] && (last < 0 || c.Spare > columns[last].Spare) {
				last = i
			}
		}
		if last < 0 {
			break
		}
		gone[last] = true
		fixed, shares, rest = tableRoom(columns, gone, width)
	}
	widths := make([]float32, len(columns))
	for i, c := range columns {
		if gone[i] {
			continue
		}
		widths[i] = Em(c.Ems)
		switch {
		case rest > 0 && shares > 0:
			widths[i] += rest * c.Share / shares
		case rest < 0 && fixed > 0:
			widths[i] += rest * Em(c.Ems) / fixed
		}
		widths[i] = max(widths[i], 1)
	}
	return widths
}

// tableRoom is what the columns that are there need, the sum of their shares, and how much of a width is left.
func tableRoom(columns []Column, gone []bool, width float32) (fixed, shares, rest float32) {
	n := -1
	for i, c := range columns {
		if !gone[i] {
			fixed += Em(c.Ems)
			shares += c.Share
			n++
		}
	}
	return fixed, shares, width - fixed - Space(4)*float32(max(n, 0)) - Space(6)
}

// tableCell holds the drawings of one cell.
type tableCell struct {
	text *canvas.Text
	img  *canvas.Image
	chip *Chip
	bar  *Bar
}

func (r *tableRow) CreateRenderer() fyne.WidgetRenderer {
	p := &painted{}
	cells := make([]tableCell, len(r.columns))
	for i := range cells {
		c := tableCell{canvas.NewText("", color.Transparent), newSignImage(), NewChip(SignNone, "", ToneMuted), NewBar()}
		c.chip.Hide()
		c.bar.Hide()
		cells[i] = c
		p.objects = append(p.objects, c.text, c.img, c.chip, c.bar)
	}
	size := func() float32 {
		if r.head {
			return theme.CaptionTextSize()
		}
		return theme.TextSize()
	}
	p.minSize = func() fyne.Size {
		return fyne.NewSize(Em(6), fyne.MeasureText("X", size(), fyne.TextStyle{}).Height+Space(3))
	}
	p.layout = func(box fyne.Size) { r.layout(cells, box, size()) }
	p.refresh = func() { p.layout(r.Size()) }
	return p
}

func (r *tableRow) layout(cells []tableCell, box fyne.Size, size float32) {
	widths := tableWidths(r.columns, box.Width)
	x := Space(3)
	for i := range cells {
		if i >= len(r.cells) {
			break
		}
		if widths[i] == 0 {
			cells[i].hide()
			continue
		}
		width := widths[i]
		if r.columns[i].Right && i+1 < len(r.columns) && !r.columns[i+1].Right && width > Em(5) {
			width -= Space(3) // a number must not run into the words beside it
		}
		cells[i].show(r.cells[i], r.columns[i].Right, x, width, box.Height, size)
		x += widths[i] + Space(4)
	}
}

// hide hides what the cell shows.
func (c *tableCell) hide() {
	for _, o := range []fyne.CanvasObject{c.chip, c.bar, c.text, c.img} {
		if o.Visible() {
			o.Hide()
		}
	}
}

func (c *tableCell) show(cell Cell, right bool, x, width, height, size float32) {
	shown := func(o fyne.CanvasObject, on bool) {
		if on && !o.Visible() {
			o.Show()
		} else if !on && o.Visible() {
			o.Hide()
		}
	}
	shown(c.chip, cell.Chip)
	shown(c.bar, len(cell.Bar) > 0)
	shown(c.text, !cell.Chip)
	if cell.Chip {
		shown(c.img, false)
		c.chip.Set(cell.Sign, cell.Text, cell.Tone)
		c.chip.Move(fyne.NewPos(x, 0))
		c.chip.Resize(fyne.NewSize(width, height))
		return
	}
	left := float32(0)
	if len(cell.Bar) > 0 {
		c.bar.Set(cell.Bar...)
		left = max(width-Em(3.2), width*0.4)
		c.bar.Move(fyne.NewPos(x, 0))
		c.bar.Resize(fyne.NewSize(left-Space(2), height))
	}
	if cell.Sign != SignNone {
		side := Em(1.1)
		c.img.Resize(fyne.NewSquareSize(side))
		c.img.Move(fyne.NewPos(x+left, (height-side)/2))
		showSign(c.img, cell.Sign, cell.Tone.Ink(), ColorSurface)
		left += side + Space(1.5)
	} else {
		shown(c.img, false)
	}
	c.text.TextSize, c.text.TextStyle, c.text.Color = size, fyne.TextStyle{Bold: cell.Bold}, Color(cell.Tone.Ink())
	c.text.Alignment = fyne.TextAlignLeading
	if right {
		c.text.Alignment = fyne.TextAlignTrailing
	}
	c.text.Text = Fit(cell.Text, width-left, size, c.text.TextStyle)
	h := c.text.MinSize().Height
	c.text.Move(fyne.NewPos(x+left, (height-h)/2))
	c.text.Resize(fyne.NewSize(max(width-left, 0), h))
	c.text.Refresh()
}
