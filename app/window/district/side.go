package district

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/window/widget"
)

// sideBySide shows a main piece and, beside it, what belongs to the chosen one. Where the window is too narrow for
// both it shows one of them.
type sideBySide struct {
	view   *fyne.Container
	narrow float32 // ems below which only one piece is shown
	ems    float32 // width of the side piece
	onSide bool    // the side piece is shown where there is room for one only

	levels  []float32 // ems of the main piece from which it has room for more
	onLevel func(int) // told how many of the levels the main piece has reached, when that changes
	level   int
}

func newSideBySide(narrow, ems float32, main, side fyne.CanvasObject) *sideBySide {
	s := &sideBySide{narrow: narrow, ems: ems}
	s.view = container.New(s, main, side)
	return s
}

// aside says which piece is shown where there is room for one only.
func (s *sideBySide) aside(on bool) {
	if s.onSide != on {
		s.onSide = on
		s.view.Refresh()
	}
}

// Layout places both pieces, or the one that is asked for.
func (s *sideBySide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	show := func(o fyne.CanvasObject, on bool) {
		if on && !o.Visible() {
			o.Show()
		} else if !on && o.Visible() {
			o.Hide()
		}
	}
	main, side := objects[0], objects[1]
	s.tellLevel(size.Width)
	if size.Width < widget.Em(s.narrow) {
		show(main, !s.onSide)
		show(side, s.onSide)
		for _, o := range objects {
			o.Move(fyne.NewPos(0, 0))
			o.Resize(size)
		}
		return
	}
	show(main, true)
	show(side, true)
	w, gap := widget.Em(s.ems), widget.Space(4)
	main.Move(fyne.NewPos(0, 0))
	main.Resize(fyne.NewSize(size.Width-w-gap, size.Height))
	side.Move(fyne.NewPos(size.Width-w, 0))
	side.Resize(fyne.NewSize(w, size.Height))
}

// tellLevel tells how much width the main piece has.
func (s *sideBySide) tellLevel(width float32) {
	if width >= widget.Em(s.narrow) {
		width -= widget.Em(s.ems)
	}
	level := 0
	for level < len(s.levels) && width >= widget.Em(s.levels[level]) {
		level++
	}
	if level != s.level && s.onLevel != nil {
		s.level = level
		s.onLevel(level)
	}
}

// MinSize asks for as much as a board needs; in a lower window the page scrolls.
func (s *sideBySide) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(widget.Em(12), widget.Em(20))
}

// wide gives a piece a width in ems.
func wide(ems float32, piece fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewColumns(0, []float32{ems}, piece)
}
