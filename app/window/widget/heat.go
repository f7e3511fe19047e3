package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// HeatCell is one place of a heat map: a number or letter ready to be read, the band it lies in, and a sign before it
// where the place is a state.
type HeatCell struct {
	Text string
	Band int // 0 no figure, 1 the worst, HeatBands-1 the best
	Sign Sign
}

// HeatData is what a heat map shows. The first row is usually the figure over all.
type HeatData struct {
	Corner  string   // over the names
	Total   string   // over the totals
	Columns []string // short heads
	Rows    []string // their names

	// Cell is what stands in a place, in column -1 the figure over the whole row. It is asked only for what is in sight.
	Cell func(row, col int) HeatCell
}

// row is the figure over a whole row and then its cells.
func (d HeatData) row(i int) []HeatCell {
	out := make([]HeatCell, 0, len(d.Columns)+1)
	for c := -1; c < len(d.Columns); c++ {
		out = append(out, d.Cell(i, c))
	}
	return out
}

// HeatMap shows a number in every place of a grid, with names and heads that stay in sight. Only the cells in sight
// exist. It is one stop of the Tab key; the arrow keys move, Enter opens.
type HeatMap struct {
	widget.BaseWidget
	OnMove func(row, col int) // col -1 is the total of the row
	OnOpen func(row, col int)
	OnHead func(col int) // a click on the head of a column where the cursor already stands; -1 is that of the totals
	OnCopy func()        // Ctrl+C
	Ems    float32       // narrowest width of a column; 0 is what a number needs

	box      *fyne.Container
	data     HeatData
	row, col int
	focused  bool

	body                      *container.Scroll
	names, heads              *container.Clip
	nameBox, bodyBox, headBox *fyne.Container
	corner                    *heatCell
	total                     *heatCell
	namePool, cellPool        []*heatCell
	headPool                  []*heatCell
	cursor                    *canvas.Rectangle
	ring                      *canvas.Rectangle
}

var (
	_ fyne.Focusable    = (*HeatMap)(nil)
	_ fyne.Shortcutable = (*HeatMap)(nil)
)

// NewHeatMap makes an empty heat map.
func NewHeatMap() *HeatMap {
	h := &HeatMap{}
	h.ExtendBaseWidget(h)
	h.bodyBox = container.New(&heatBody{h})
	h.body = container.NewScroll(h.bodyBox)
	h.body.OnScrolled = func(fyne.Position) { h.place() }
	h.nameBox, h.headBox = container.New(&heatNames{h}), container.New(&heatHeads{h})
	h.names, h.heads = container.NewClip(h.nameBox), container.NewClip(h.headBox)
	h.corner, h.total = newHeatCell(h), newHeatCell(h)
	h.cursor, h.ring = canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	return h
}

// SetData shows other data. The place of the cursor is kept where it exists.
func (h *HeatMap) SetData(d HeatData) {
	h.data = d
	h.row = min(h.row, max(len(d.Rows)-1, 0))
	h.col = min(h.col, len(d.Columns)-1)
	h.Refresh()
	if h.box != nil {
		h.box.Refresh()
	}
}

// At is the place of the cursor; col -1 is the total of the row.
func (h *HeatMap) At() (row, col int) { return h.row, h.col }

// MoveTo puts the cursor on a place and brings it into sight.
func (h *HeatMap) MoveTo(row, col int) {
	if len(h.data.Rows) == 0 {
		return
	}
	h.row = min(max(row, 0), len(h.data.Rows)-1)
	h.col = min(max(col, -1), len(h.data.Columns)-1)
	h.reveal()
	h.place()
	if h.OnMove != nil {
		h.OnMove(h.row, h.col)
	}
}

func (h *HeatMap) rowHeight() float32  { return Em(1.36) + Space(3) }
func (h *HeatMap) headHeight() float32 { return Em(1.36) + Space(4) }

// nameWidth is the width of names and totals together.
func (h *HeatMap) nameWidth() float32 {
	return min(Em(17), max(Em(8), h.Size().Width*0.28))
}

func (h *HeatMap) totalWidth() float32 { return Em(5) }

// cellWidth shares the width between the columns, down to what a number needs.
func (h *HeatMap) cellWidth() float32 {
	n := max(len(h.data.Columns), 1)
	rest := h.Size().Width - h.nameWidth() - h.totalWidth()
	least := Em(3.6)
	if h.Ems > 0 {
		least = Em(h.Ems)
	}
	return min(max(rest/float32(n), least), Em(8))
}

// View returns the heat map on a surface of its own that is no higher than its rows.
func (h *HeatMap) View() fyne.CanvasObject {
	h.box = container.New(&heatSnug{h}, NewPlainPanel(h))
	return h.box
}

// heatSnug makes a heat map no higher than its rows.
type heatSnug struct{ h *HeatMap }

func (s *heatSnug) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	full := s.h.headHeight() + s.h.rowHeight()*float32(len(s.h.data.Rows)) + Space(4)
	objects[0].Resize(fyne.NewSize(size.Width, max(min(size.Height, full), 0)))
}

func (s *heatSnug) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (h *HeatMap) reveal() {
	w, hi := h.cellWidth(), h.rowHeight()
	view, p := h.body.Size(), h.body.Offset
	if view.Width <= 0 || view.Height <= 0 {
		return
	}
	y := float32(h.row) * hi
	if y < p.Y {
		p.Y = y
	} else if y+hi > p.Y+view.Height {
		p.Y = y + hi - view.Height
	}
	if h.col >= 0 {
		x := float32(h.col) * w
		if x < p.X {
			p.X = x
		} else if x+w > p.X+view.Width {
			p.X = x + w - view.Width
		}
	}
	h.bodyBox.Resize(h.bodyBox.MinSize().Max(view))
	h.body.ScrollToOffset(p)
}

// place puts an object on every cell, name and head in sight.
func (h *HeatMap) place() {
	view, p := h.body.Size(), h.body.Offset
	if view.Width <= 0 || view.Height <= 0 {
		return
	}
	w, hi := h.cellWidth(), h.rowHeight()
	r0, c0 := int(p.Y/hi), int(p.X/w)
	rows := max(min(int(view.Height/hi)+2, len(h.data.Rows)-r0), 0)
	cols := max(min(int(view.Width/w)+2, len(h.data.Columns)-c0), 0)
	h.cellPool = fitPool(h, h.bodyBox, h.cellPool, rows*cols)
	h.namePool = fitPool(h, h.nameBox, h.namePool, rows*2)
	h.headPool = fitPool(h, h.headBox, h.headPool, cols)
	for r := 0; r < rows; r++ {
		y := float32(r0+r) * hi
		h.namePool[2*r].show(heatName0, HeatCell{Text: h.data.Rows[r0+r]}, r0+r, -1, 0, y, h.nameWidth(), hi)
		h.namePool[2*r+1].show(heatFigure, h.data.Cell(r0+r, -1), r0+r, -1, h.nameWidth(), y, h.totalWidth(), hi)
		for c := 0; c < cols; c++ {
			h.cellPool[r*cols+c].show(heatFigure, h.data.Cell(r0+r, c0+c), r0+r, c0+c, float32(c0+c)*w, y, w, hi)
		}
	}
	for c := 0; c < cols; c++ {
		h.headPool[c].show(heatHead, HeatCell{Text: h.data.Columns[c0+c]}, -1, c0+c, float32(c0+c)*w, 0, w, h.headHeight())
	}
	h.nameBox.Move(fyne.NewPos(0, -p.Y))
	h.headBox.Move(fyne.NewPos(-p.X, 0))
	h.placeCursor()
}

func (h *HeatMap) placeCursor() {
	w, hi := h.cellWidth(), h.rowHeight()
	p := h.body.Offset
	x, wide := h.nameWidth()+float32(h.col)*w-p.X+h.totalWidth(), w
	if h.col < 0 {
		x, wide = h.nameWidth(), h.totalWidth()
	}
	y := h.headHeight() + float32(h.row)*hi - p.Y
	inSight := len(h.data.Rows) > 0 && y >= h.headHeight()-1 && y+hi <= h.Size().Height+1
	if !inSight {
		h.cursor.Hide()
		return
	}
	h.cursor.Move(fyne.NewPos(x, y))
	h.cursor.Resize(fyne.NewSize(wide, hi))
	h.cursor.StrokeColor, h.cursor.StrokeWidth, h.cursor.CornerRadius = Color(TonePlain.Ink()), Space(0.5), Space(0.75)
	if h.focused {
		h.cursor.StrokeColor, h.cursor.StrokeWidth = Color(theme.ColorNameFocus), Space(0.75)
	}
	h.cursor.Show()
	h.cursor.Refresh()
}

func fitPool(h *HeatMap, box *fyne.Container, pool []*heatCell, n int) []*heatCell {
	for len(pool) < n {
		c := newHeatCell(h)
		pool = append(pool, c)
		box.Add(c)
	}
	for i, c := range pool {
		if i >= n {
			c.Hide()
		} else if !c.Visible() {
			c.Show()
		}
	}
	return pool
}

// FocusGained shows the focus.
func (h *HeatMap) FocusGained() {
	h.focused = true
	h.Refresh()
	if h.OnMove != nil && len(h.data.Rows) > 0 {
		h.OnMove(h.row, h.col)
	}
}

// FocusLost hides it.
func (h *HeatMap) FocusLost() { h.focused = false; h.Refresh() }

// TypedRune passes on characters.
func (h *HeatMap) TypedRune(r rune) { passRune(h, r) }

// TypedShortcut copies with Ctrl+C and passes on other shortcuts.
func (h *HeatMap) TypedShortcut(s fyne.Shortcut) {
	if _, copies := s.(*fyne.ShortcutCopy); copies && h.OnCopy != nil {
		h.OnCopy()
		return
	}
	passShortcut(h, s)
}

// Data is what the heat map shows.
func (h *HeatMap) Data() HeatData { return h.data }

// TypedKey moves the cursor, opens a cell with Enter and passes on other keys.
func (h *HeatMap) TypedKey(ev *fyne.KeyEvent) {
	page := max(int(h.body.Size().Height/h.rowHeight())-1, 1)
	switch ev.Name {
	case fyne.KeyUp:
		h.MoveTo(h.row-1, h.col)
	case fyne.KeyDown:
		h.MoveTo(h.row+1, h.col)
	case fyne.KeyLeft:
		h.MoveTo(h.row, h.col-1)
	case fyne.KeyRight:
		h.MoveTo(h.row, h.col+1)
	case fyne.KeyPageUp:
		h.MoveTo(h.row-page, h.col)
	case fyne.KeyPageDown:
		h.MoveTo(h.row+page, h.col)
	case fyne.KeyHome:
		h.MoveTo(h.row, -1)
	case fyne.KeyEnd:
		h.MoveTo(h.row, len(h.data.Columns)-1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		h.open()
	default:
		passKey(h, ev)
	}
}

func (h *HeatMap) open() {
	if h.OnOpen != nil && len(h.data.Rows) > 0 {
		h.OnOpen(h.row, h.col)
	}
}

func (h *HeatMap) tapped(row, col int) {
	takeFocus(h)
	if row < 0 {
		again := col == h.col
		h.MoveTo(h.row, col)
		if again && h.OnHead != nil {
			h.OnHead(col)
		}
		return
	}
	again := row == h.row && col == h.col
	h.MoveTo(row, col)
	if again {
		h.open()
	}
}

// CreateRenderer puts corner, heads, names and cells together.
func (h *HeatMap) CreateRenderer() fyne.WidgetRenderer {
	ground := newFill(ColorRaised)
	r := &painted{objects: []fyne.CanvasObject{ground, h.corner, h.total, h.heads, h.names, h.body, h.cursor, h.ring}}
	r.minSize = func() fyne.Size { return fyne.NewSize(Em(24), h.headHeight()+3*h.rowHeight()) }
	r.layout = func(size fyne.Size) {
		top, left, total := h.headHeight(), h.nameWidth(), h.totalWidth()
		ground.Resize(fyne.NewSize(size.Width, top))
		h.corner.show(heatHeadName, HeatCell{Text: h.data.Corner}, -2, 0, 0, 0, left, top)
		h.total.show(heatHead, HeatCell{Text: h.data.Total}, -1, -1, left, 0, total, top)
		wide := size.Width - left - total
		h.heads.Move(fyne.NewPos(left+total, 0))
		h.heads.Resize(fyne.NewSize(wide, top))
		h.names.Move(fyne.NewPos(0, top))
		h.names.Resize(fyne.NewSize(left+total, max(size.Height-top, 0)))
		h.body.Move(fyne.NewPos(left+total, top))
		h.body.Resize(fyne.NewSize(max(wide, 0), max(size.Height-top, 0)))
		h.ring.Resize(size)
		h.place()
	}
	r.refresh = func() {
		h.ring.StrokeColor, h.ring.StrokeWidth, h.ring.CornerRadius = color.Transparent, Space(0.5), Space(1.25)
		if h.focused {
			h.ring.StrokeColor = Color(theme.ColorNameFocus)
		}
		h.ring.Refresh()
		ground.Refresh()
		h.body.Refresh()
		r.layout(h.Size())
	}
	return r
}

// The parts of a heat map say how large they are; place puts their cells.
type heatBody struct{ h *HeatMap }

func (b *heatBody) Layout([]fyne.CanvasObject, fyne.Size) {}
func (b *heatBody) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(b.h.cellWidth()*float32(len(b.h.data.Columns)), b.h.rowHeight()*float32(len(b.h.data.Rows)))
}

type heatNames struct{ h *HeatMap }

func (b *heatNames) Layout([]fyne.CanvasObject, fyne.Size) {}
func (b *heatNames) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(b.h.nameWidth()+b.h.totalWidth(), b.h.rowHeight()*float32(len(b.h.data.Rows)))
}

type heatHeads struct{ h *HeatMap }

func (b *heatHeads) Layout([]fyne.CanvasObject, fyne.Size) {}
func (b *heatHeads) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(b.h.cellWidth()*float32(len(b.h.data.Columns)), b.h.headHeight())
}

type heatKind int

const (
	heatFigure heatKind = iota
	heatName0
	heatHead
	heatHeadName
)

// heatCell is one cell in sight.
type heatCell struct {
	widget.BaseWidget
	h        *HeatMap
	kind     heatKind
	cell     HeatCell
	row, col int
}

var (
	_ fyne.Tappable      = (*heatCell)(nil)
	_ desktop.Cursorable = (*heatCell)(nil)
)

func newHeatCell(h *HeatMap) *heatCell {
	c := &heatCell{h: h}
	c.ExtendBaseWidget(c)
	return c
}

func (c *heatCell) show(kind heatKind, cell HeatCell, row, col int, x, y, w, h float32) {
	c.row, c.col = row, col
	c.Move(fyne.NewPos(x, y))
	changed := c.kind != kind || c.cell != cell
	c.kind, c.cell = kind, cell
	c.Resize(fyne.NewSize(w, h))
	if changed {
		c.Refresh()
	}
}

func (c *heatCell) Tapped(*fyne.PointEvent) {
	if c.row != -2 {
		c.h.tapped(c.row, c.col)
	}
}

func (c *heatCell) Cursor() desktop.Cursor { return desktop.DefaultCursor }

func (c *heatCell) CreateRenderer() fyne.WidgetRenderer {
	box, text, sign := canvas.NewRectangle(color.Transparent), canvas.NewText("", color.Transparent), newSignImage()
	r := &painted{objects: []fyne.CanvasObject{box, text, sign}}
	r.minSize = func() fyne.Size { return fyne.NewSize(Em(2), Em(1.4)) }
	r.layout = func(size fyne.Size) {
		gap := Space(0.375)
		box.Move(fyne.NewSquareOffsetPos(gap))
		box.Resize(size.Subtract(fyne.NewSquareSize(2 * gap)))
		pad := Space(1)
		if c.kind == heatName0 || c.kind == heatHeadName {
			pad = Space(3)
		}
		left, room := pad, size.Width-2*pad
		if c.cell.Sign != SignNone { // sign and text stand in the middle together
			side, gap := Em(1), Space(1)
			wide := side + gap + fyne.MeasureText(c.cell.Text, text.TextSize, text.TextStyle).Width
			at := max((size.Width-wide)/2, Space(0.5))
			sign.Move(fyne.NewPos(at, (size.Height-side)/2))
			sign.Resize(fyne.NewSquareSize(side))
			left, room = at+side+gap, size.Width-at-side-gap-Space(0.5)
		}
		text.Text = Fit(c.cell.Text, max(room, 1), text.TextSize, text.TextStyle)
		h := text.MinSize().Height
		text.Move(fyne.NewPos(left, (size.Height-h)/2))
		text.Resize(fyne.NewSize(max(room, 0), h))
		text.Refresh()
	}
	r.refresh = func() {
		box.FillColor, box.CornerRadius = color.Transparent, Space(0.75)
		text.TextSize, text.TextStyle, text.Alignment = theme.TextSize(), fyne.TextStyle{}, fyne.TextAlignCenter
		text.Color = Color(TonePlain.Ink())
		switch c.kind {
		case heatName0:
			text.Alignment = fyne.TextAlignLeading
		case heatHead, heatHeadName:
			text.TextSize, text.TextStyle, text.Color = theme.CaptionTextSize(), fyne.TextStyle{Bold: true}, Color(ToneMuted.Ink())
			if c.kind == heatHeadName {
				text.Alignment = fyne.TextAlignLeading
			}
		default:
			box.FillColor, text.Color = Color(HeatFill(c.cell.Band)), Color(HeatInk(c.cell.Band))
			if c.cell.Sign != SignNone {
				text.Alignment = fyne.TextAlignLeading
			}
		}
		sign.Hide()
		if c.kind == heatFigure && c.cell.Sign != SignNone {
			showSign(sign, c.cell.Sign, HeatInk(c.cell.Band), HeatFill(c.cell.Band))
		}
		box.Refresh()
		r.layout(c.Size())
	}
	r.refresh()
	return r
}

// SwatchOf is a place of a heat map as it stands in the legend.
func SwatchOf(cell HeatCell) fyne.CanvasObject {
	h := NewHeatMap()
	c := newHeatCell(h)
	c.kind, c.cell, c.row = heatFigure, cell, -2
	return container.New(&swatch{}, c)
}

type swatch struct{}

func (swatch) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
func (swatch) MinSize(objects []fyne.CanvasObject) fyne.Size {
	cell, wide := objects[0].(*heatCell).cell, Space(4)
	if cell.Sign != SignNone {
		wide += Em(1) + Space(1)
	}
	return fyne.NewSize(fyne.MeasureText(cell.Text, theme.TextSize(), fyne.TextStyle{}).Width+wide, Em(1.36)+Space(2))
}
