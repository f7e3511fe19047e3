package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// slab is a large surface with rounded corners and a hairline around it, put together from small corners and plain
// rectangles: where nothing but the processor draws, a rounded rectangle costs much for each of its pixels, a plain one
// little.
type slab struct {
	corners [4]*canvas.Rectangle
	fills   [3]*canvas.Rectangle // the middle, above it, below it
	lines   [4]*canvas.Rectangle // top, bottom, left, right
	radius  float32
}

func newSlab() *slab {
	s := &slab{}
	for i := range s.corners {
		s.corners[i] = canvas.NewRectangle(color.Transparent)
	}
	for i := range s.fills {
		s.fills[i] = canvas.NewRectangle(color.Transparent)
	}
	for i := range s.lines {
		s.lines[i] = canvas.NewRectangle(color.Transparent)
	}
	return s
}

func (s *slab) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, group := range [][]*canvas.Rectangle{s.corners[:], s.fills[:], s.lines[:]} {
		for _, r := range group {
			all = append(all, r)
		}
	}
	return all
}

func (s *slab) paint(fill, line color.Color, radius float32) {
	s.radius = radius
	for _, r := range s.corners {
		r.FillColor, r.StrokeColor, r.StrokeWidth, r.CornerRadius = fill, line, 1, radius
		r.Refresh()
	}
	for _, r := range s.fills {
		r.FillColor = fill
		r.Refresh()
	}
	for _, r := range s.lines {
		r.FillColor = line
		r.Refresh()
	}
}

func (s *slab) layout(size fyne.Size) {
	r := min(s.radius, size.Width/2, size.Height/2)
	w, h := size.Width, size.Height
	put := func(o *canvas.Rectangle, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	}
	put(s.corners[0], 0, 0, 2*r, 2*r)
	put(s.corners[1], w-2*r, 0, 2*r, 2*r)
	put(s.corners[2], 0, h-2*r, 2*r, 2*r)
	put(s.corners[3], w-2*r, h-2*r, 2*r, 2*r)
	put(s.fills[0], 1, r, w-2, h-2*r)
	put(s.fills[1], r, 1, w-2*r, r-1)
	put(s.fills[2], r, h-r, w-2*r, r-1)
	put(s.lines[0], r, 0, w-2*r, 1)
	put(s.lines[1], r, h-1, w-2*r, 1)
	put(s.lines[2], 0, r, 1, h-2*r)
	put(s.lines[3], w-1, r, 1, h-2*r)
}

// ring is a frame around something large that has the focus, put together from plain rectangles for the same reason.
type ring [4]*canvas.Rectangle

func newRing() ring {
	var r ring
	for i := range r {
		r[i] = canvas.NewRectangle(color.Transparent)
		r[i].Hide()
	}
	return r
}

func (r ring) objects() []fyne.CanvasObject { return []fyne.CanvasObject{r[0], r[1], r[2], r[3]} }

func (r ring) layout(size fyne.Size) {
	b := Space(0.5)
	for i, at := range []fyne.Position{{}, {Y: size.Height - b}, {Y: b}, {X: size.Width - b, Y: b}} {
		extent := fyne.NewSize(size.Width, b)
		if i > 1 {
			extent = fyne.NewSize(b, max(size.Height-2*b, 0))
		}
		r[i].Move(at)
		r[i].Resize(extent)
	}
}

func (r ring) paint(name fyne.ThemeColorName, show bool) {
	for _, side := range r {
		tint(side, Color(name), show)
	}
}

// tint colours a rectangle, or hides it where there is nothing to see: a transparent one is drawn as slowly as any other.
func tint(r *canvas.Rectangle, fill color.Color, show bool) {
	r.FillColor = fill
	if show {
		r.Show()
	} else {
		r.Hide()
	}
	r.Refresh()
}
