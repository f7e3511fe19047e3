package widget

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Chart draws figures so that they can be seen, read aloud and taken along. It is one stop of the Tab key: the arrow
// keys go from value to value, and the line below says the value in words. T turns between the drawing and its table,
// Ctrl+C copies the table as text.
type Chart struct {
	widget.BaseWidget
	Hint    string             // what the line below says while no value is chosen
	OnCopy  func()             // told when the table was copied
	OnTable func(table bool)   // told when the table or the drawing is shown
	OnFocus func()             // told when the chart gets the focus, to bring it into sight
	OnOpen  func(row, col int) // Enter, or a click on the value that is already chosen

	drawing, table plot
	asTable        bool
	row, col       int
	chosen         bool // a value was chosen at least once
	focused        bool
	marks          [][]chartMark

	scene *fyne.Container
	line  *Text
	width float32
	stale bool
}

// plot is one way to draw figures.
type plot interface {
	height(p *pen, width float32) float32
	draw(p *pen, width, height float32) [][]chartMark
}

// chartMark is the place of one value and what it says in words.
type chartMark struct {
	x, y, w, h float32
	say        string
}

var (
	_ fyne.Focusable     = (*Chart)(nil)
	_ fyne.Shortcutable  = (*Chart)(nil)
	_ fyne.Tappable      = (*Chart)(nil)
	_ desktop.Cursorable = (*Chart)(nil)
)

func newChart(drawing plot, table ChartTable) *Chart {
	c := &Chart{drawing: drawing, table: &table, scene: container.NewWithoutLayout(), line: NewText(" ", TonePlain), stale: true}
	c.ExtendBaseWidget(c)
	return c
}

// set shows other figures. The place of the cursor is kept where it exists.
func (c *Chart) set(drawing plot, table ChartTable) {
	c.drawing, c.table, c.stale = drawing, &table, true
	c.Refresh()
}

// Table is the table of the figures.
func (c *Chart) Table() ChartTable { return *c.table.(*ChartTable) }

// ShowsTable tells whether the table is shown instead of the drawing.
func (c *Chart) ShowsTable() bool { return c.asTable }

// ShowTable shows the table or the drawing.
func (c *Chart) ShowTable(on bool) {
	if c.asTable == on {
		return
	}
	c.asTable, c.stale, c.row, c.col = on, true, 0, 0
	c.Refresh()
	if c.OnTable != nil {
		c.OnTable(on)
	}
}

// Copy puts the table into the clipboard, as text with tabs that spreadsheets take.
func (c *Chart) Copy() {
	fyne.CurrentApp().Clipboard().SetContent(c.Table().Text())
	if c.OnCopy != nil {
		c.OnCopy()
	}
}

// At is the place of the chosen value.
func (c *Chart) At() (row, col int) { return c.row, c.col }

// Said is what the line below says.
func (c *Chart) Said() string { return c.line.Text() }

func (c *Chart) shown() plot {
	if c.asTable {
		return c.table
	}
	return c.drawing
}

// lineHeight is the room of the line below, two lines of text.
func (c *Chart) lineHeight() float32 { return 2*Em(1.4) + Space(2) }

// build draws anew for a width and a height.
func (c *Chart) build(size fyne.Size) {
	p := screenPen()
	high := size.Height - c.lineHeight()
	c.marks = c.shown().draw(p, size.Width, max(high, c.shown().height(p, size.Width)))
	c.scene.Objects = p.objects
	c.clamp()
	c.stale = false
}

func (c *Chart) clamp() {
	c.row = min(max(c.row, 0), max(len(c.marks)-1, 0))
	if len(c.marks) > 0 {
		c.col = min(max(c.col, 0), max(len(c.marks[c.row])-1, 0))
	}
}

// mark is the chosen value.
func (c *Chart) mark() (chartMark, bool) {
	if c.row < len(c.marks) && c.col < len(c.marks[c.row]) {
		return c.marks[c.row][c.col], true
	}
	return chartMark{}, false
}

func (c *Chart) move(row, col int) {
	c.row, c.col = row, col
	c.clamp()
	c.chosen = true
	c.Refresh()
}

// FocusGained shows the focus and says the chosen value.
func (c *Chart) FocusGained() {
	c.focused = true
	c.move(c.row, c.col)
	if c.OnFocus != nil {
		c.OnFocus()
	}
}

// FocusLost hides the focus.
func (c *Chart) FocusLost() {
	c.focused = false
	c.Refresh()
}

// TypedRune turns between drawing and table with T and passes on other characters.
func (c *Chart) TypedRune(r rune) {
	if r == 't' || r == 'T' {
		c.ShowTable(!c.asTable)
		return
	}
	passRune(c, r)
}

// TypedKey goes from value to value and passes on other keys.
func (c *Chart) TypedKey(ev *fyne.KeyEvent) {
	wide := len(c.marks) > 0 && len(c.marks[min(c.row, len(c.marks)-1)]) > 1
	step := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyLeft: -1, fyne.KeyDown: 1, fyne.KeyRight: 1}[ev.Name]
	switch ev.Name {
	case fyne.KeyUp, fyne.KeyDown:
		if len(c.marks) == 1 { // one row only: all arrows go along it
			c.move(c.row, c.col+step)
			return
		}
		c.move(c.row+step, c.col)
	case fyne.KeyLeft, fyne.KeyRight:
		if !wide {
			c.move(c.row+step, c.col)
			return
		}
		c.move(c.row, c.col+step)
	case fyne.KeyHome:
		c.move(0, 0)
	case fyne.KeyEnd:
		c.move(len(c.marks)-1, 1<<20)
	case fyne.KeyReturn, fyne.KeyEnter:
		if c.OnOpen == nil {
			passKey(c, ev)
			return
		}
		c.OnOpen(c.row, c.col)
	default:
		passKey(c, ev)
	}
}

// TypedShortcut copies with Ctrl+C and passes on other shortcuts.
func (c *Chart) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); ok {
		c.Copy()
		return
	}
	passShortcut(c, s)
}

// Tapped chooses the value under the pointer.
func (c *Chart) Tapped(ev *fyne.PointEvent) {
	takeFocus(c)
	for r, row := range c.marks {
		for k, m := range row {
			if ev.Position.X >= m.x && ev.Position.X <= m.x+m.w && ev.Position.Y >= m.y && ev.Position.Y <= m.y+m.h {
				if c.OnOpen != nil && c.chosen && c.row == r && c.col == k {
					c.OnOpen(r, k)
					return
				}
				c.move(r, k)
				return
			}
		}
	}
}

// Cursor is an arrow.
func (c *Chart) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// CreateRenderer puts drawing, cursor and the line below together.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	ring, cursor := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	r := &painted{objects: []fyne.CanvasObject{c.scene, cursor, c.line, ring}}
	r.minSize = func() fyne.Size {
		width := max(c.width, Em(20))
		return fyne.NewSize(Em(16), c.shown().height(screenPen(), width)+c.lineHeight())
	}
	place := func(size fyne.Size) {
		m, ok := c.mark()
		if !ok || !c.focused {
			cursor.Hide()
			return
		}
		gap := Space(0.5)
		cursor.Move(fyne.NewPos(m.x-gap, m.y-gap))
		cursor.Resize(fyne.NewSize(m.w+2*gap, m.h+2*gap))
		cursor.StrokeColor, cursor.StrokeWidth, cursor.CornerRadius = Color(theme.ColorNameFocus), Space(0.5), Space(0.75)
		cursor.Show()
		cursor.Refresh()
	}
	r.layout = func(size fyne.Size) {
		if size.Width != c.width || c.stale || c.scene.Size() != size {
			c.width = size.Width
			c.build(size)
		}
		c.scene.Resize(size)
		c.line.Move(fyne.NewPos(0, size.Height-c.lineHeight()+Space(1)))
		c.line.Resize(fyne.NewSize(size.Width, c.lineHeight()-Space(1)))
		gap := Space(1)
		ring.Move(fyne.NewSquareOffsetPos(-gap))
		ring.Resize(size.Add(fyne.NewSquareSize(2 * gap)))
		place(size)
	}
	r.refresh = func() {
		c.stale = true
		r.layout(c.Size())
		ring.StrokeColor, ring.StrokeWidth, ring.CornerRadius = color.Transparent, Space(0.5), Space(1.25)
		if c.focused {
			ring.StrokeColor = Color(theme.ColorNameFocus)
		}
		ring.Refresh()
		text, tone := c.Hint, ToneMuted
		if m, ok := c.mark(); ok && c.focused && c.chosen {
			text, tone = m.say, TonePlain
		}
		if strings.TrimSpace(text) == "" {
			text = " "
		}
		c.line.Set(text, tone)
		c.scene.Refresh()
	}
	r.refresh()
	return r
}
