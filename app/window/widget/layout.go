package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// stack puts pieces under each other, each as high as it needs at the width there is. Fyne's box asks for heights
// before it knows the width, which cuts texts that are broken into lines.
type stack struct {
	gap float32 // in steps of the spacing grid
}

// NewStack puts pieces under each other with gap steps between them.
func NewStack(gap float32, pieces ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stack{gap: gap}, pieces...)
}

func (s *stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height)) // lets texts learn their width
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, y))
		y += h + Space(s.gap)
	}
}

func (s *stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		c := o.MinSize()
		m.Width = max(m.Width, c.Width)
		m.Height += c.Height
		n++
	}
	if n > 1 {
		m.Height += Space(s.gap) * float32(n-1)
	}
	return m
}

// inset leaves space around its pieces, in steps of the spacing grid.
type inset struct{ left, right, top, bottom float32 }

// NewInset leaves space around a piece: left and right x, above and below y steps.
func NewInset(x, y float32, piece fyne.CanvasObject) *fyne.Container {
	return container.New(&inset{x, x, y, y}, piece)
}

func (i *inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l, t := Space(i.left), Space(i.top)
	for _, o := range objects {
		o.Move(fyne.NewPos(l, t))
		o.Resize(fyne.NewSize(max(size.Width-l-Space(i.right), 0), max(size.Height-t-Space(i.bottom), 0)))
	}
}

func (i *inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m.AddWidthHeight(Space(i.left)+Space(i.right), Space(i.top)+Space(i.bottom))
}

// columns shares the width between pieces. Where it is less than narrow ems the first piece is left out.
type columns struct {
	shares  []float32 // of the width that the fixed columns leave; 0 is a column as wide as its piece
	fixed   []float32 // in ems
	gap     float32
	narrow  float32
	onDrop  func(dropped bool)
	dropped bool
}

// NewColumns puts pieces beside each other. A positive width is fixed, in ems; a negative one is a share of the rest.
func NewColumns(gap float32, widths []float32, pieces ...fyne.CanvasObject) *fyne.Container {
	return container.New(newColumns(gap, widths), pieces...)
}

// NewFoldingColumns is NewColumns whose first piece disappears where there are less than narrow ems; onFold is told.
func NewFoldingColumns(gap, narrow float32, widths []float32, onFold func(folded bool), pieces ...fyne.CanvasObject) *fyne.Container {
	c := newColumns(gap, widths)
	c.narrow, c.onDrop = narrow, onFold
	return container.New(c, pieces...)
}

func newColumns(gap float32, widths []float32) *columns {
	c := &columns{gap: gap}
	for _, w := range widths {
		if w >= 0 {
			c.fixed, c.shares = append(c.fixed, w), append(c.shares, 0)
		} else {
			c.fixed, c.shares = append(c.fixed, 0), append(c.shares, -w)
		}
	}
	return c
}

func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	first := 0
	if c.narrow > 0 {
		drop := size.Width < Em(c.narrow)
		if drop {
			first = 1
			objects[0].Hide()
		} else {
			objects[0].Show()
		}
		if drop != c.dropped {
			c.dropped = drop
			if c.onDrop != nil {
				c.onDrop(drop)
			}
		}
	}
	rest, sum := size.Width-Space(c.gap)*float32(len(objects)-1-first), float32(0)
	for i := first; i < len(objects); i++ {
		rest -= Em(c.fixed[i])
		sum += c.shares[i]
	}
	x := float32(0)
	for i := first; i < len(objects); i++ {
		w := Em(c.fixed[i])
		if c.shares[i] > 0 {
			w = max(rest*c.shares[i]/sum, Em(4))
		}
		objects[i].Move(fyne.NewPos(x, 0))
		objects[i].Resize(fyne.NewSize(w, max(size.Height, 0)))
		x += w + Space(c.gap)
	}
}

func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for i, o := range objects {
		if c.narrow > 0 && i == 0 {
			continue
		}
		m.Height = max(m.Height, o.MinSize().Height)
		m.Width += Em(max(c.fixed[i], 4)) + Space(c.gap)
	}
	return m
}

// flow puts pieces beside each other and goes on in a new line where the width ends.
type flow struct {
	gap   float32
	width float32
}

// NewFlow puts pieces beside each other, in as many lines as the width asks for.
func NewFlow(gap float32, pieces ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flow{gap: gap}, pieces...)
}

func (f *flow) place(objects []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, p fyne.Position, s fyne.Size)) float32 {
	x, y, line := float32(0), float32(0), float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		w := min(m.Width, max(width, 1))
		if x > 0 && x+w > width {
			x, y, line = 0, y+line+Space(f.gap), 0
		}
		if put != nil {
			put(o, fyne.NewPos(x, y), fyne.NewSize(w, m.Height))
		}
		x += w + Space(f.gap)
		line = max(line, m.Height)
	}
	return y + line
}

func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.place(objects, size.Width, func(o fyne.CanvasObject, p fyne.Position, s fyne.Size) {
		o.Move(p)
		o.Resize(s)
	})
}

func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := f.width
	if width == 0 {
		width = 1e6
	}
	return fyne.NewSize(Em(6), f.place(objects, width, nil))
}

// widthCap keeps a piece from growing wider than is good to read.
type widthCap struct{ ems float32 }

// NewCapped lets a piece be at most ems wide, at the left.
func NewCapped(ems float32, piece fyne.CanvasObject) *fyne.Container {
	return container.New(&widthCap{ems}, piece)
}

func (c *widthCap) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		w := min(size.Width, Em(c.ems))
		o.Move(fyne.NewPos(0, 0))
		o.Resize(fyne.NewSize(w, o.MinSize().Height)) // lets texts learn their width
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
	}
}

func (c *widthCap) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m
}

// loose fills its place and asks for no more than a small one, so that no content makes a window grow.
type loose struct{ small fyne.Size }

// NewLoose gives a piece all the place there is, however much it would like to have.
func NewLoose(width, height float32, piece fyne.CanvasObject) *fyne.Container {
	return container.New(&loose{fyne.NewSize(width, height)}, piece)
}

func (l *loose) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

func (l *loose) MinSize([]fyne.CanvasObject) fyne.Size { return l.small }

// NewScroll lets a piece be scrolled up and down where it is higher than its place. It holds no window open. It is a
// step larger on all sides than its piece, so that frames around the piece are not cut.
func NewScroll(piece fyne.CanvasObject) *fyne.Container {
	return NewInset(-1, -1, NewPlainScroll(NewInset(1, 1, piece)))
}

// NewPlainScroll is NewScroll for a piece that has space around it anyway.
func NewPlainScroll(piece fyne.CanvasObject) *container.Scroll {
	s := container.NewVScroll(piece)
	s.SetMinSize(fyne.NewSize(Em(8), Em(4)))
	return s
}

// cards puts pieces of one height beside each other, as many as have the width they need, and the rest under them.
type cards struct {
	gap, ems float32
	rows     int
}

// NewCards puts pieces beside each other that need ems of width each, in as many rows as that takes.
func NewCards(gap, ems float32, pieces ...fyne.CanvasObject) *fyne.Container {
	return container.New(&cards{gap: gap, ems: ems, rows: 1}, pieces...)
}

func (c *cards) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap, n := Space(c.gap), len(objects)
	columns := min(max(int((size.Width+gap)/(Em(c.ems)+gap)), 1), n)
	c.rows = (n + columns - 1) / columns
	w := (size.Width - gap*float32(columns-1)) / float32(columns)
	high := float32(0)
	for _, o := range objects {
		o.Resize(fyne.NewSize(w, o.MinSize().Height)) // lets texts learn their width
		high = max(high, o.MinSize().Height)
	}
	for i, o := range objects {
		o.Resize(fyne.NewSize(w, high))
		o.Move(fyne.NewPos(float32(i%columns)*(w+gap), float32(i/columns)*(high+gap)))
	}
}

func (c *cards) MinSize(objects []fyne.CanvasObject) fyne.Size {
	high := float32(0)
	for _, o := range objects {
		high = max(high, o.MinSize().Height)
	}
	return fyne.NewSize(Em(c.ems), high*float32(c.rows)+Space(c.gap)*float32(c.rows-1))
}

// NewFrame puts pieces around a main one; nil is nothing. Tab goes through them as one reads: top, left, main, right,
// bottom.
func NewFrame(top, left, main, right, bottom fyne.CanvasObject) *fyne.Container {
	frame := container.New(layout.NewBorderLayout(top, bottom, left, right))
	for _, piece := range []fyne.CanvasObject{top, left, main, right, bottom} {
		if piece != nil {
			frame.Objects = append(frame.Objects, piece)
		}
	}
	return frame
}
