package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// tiles puts pieces beside each other as cards does, with rows that are each as high as they need.
type tiles struct {
	gap, ems float32
	width    float32
}

// NewTiles puts pieces beside each other that need ems of width each, in as many rows as that takes; the pieces of a row
// have one height.
func NewTiles(gap, ems float32, pieces ...fyne.CanvasObject) *fyne.Container {
	return container.New(&tiles{gap: gap, ems: ems}, pieces...)
}

func (t *tiles) columns(width float32, n int) int {
	gap := Space(t.gap)
	return max(min(int((width+gap)/(Em(t.ems)+gap)), n), 1)
}

// rows tells each row with its height.
func (t *tiles) rows(objects []fyne.CanvasObject, width float32, row func(row []fyne.CanvasObject, high float32)) {
	n := t.columns(width, len(objects))
	for len(objects) > 0 {
		k := min(n, len(objects))
		high := float32(0)
		for _, o := range objects[:k] {
			high = max(high, o.MinSize().Height)
		}
		row(objects[:k], high)
		objects = objects[k:]
	}
}

func (t *tiles) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	t.width = size.Width
	gap, n := Space(t.gap), t.columns(size.Width, len(objects))
	w := (size.Width - gap*float32(n-1)) / float32(n)
	for _, o := range objects {
		o.Resize(fyne.NewSize(w, o.MinSize().Height)) // lets texts learn their width
	}
	y := float32(0)
	t.rows(objects, size.Width, func(row []fyne.CanvasObject, high float32) {
		for i, o := range row {
			o.Resize(fyne.NewSize(w, high))
			o.Move(fyne.NewPos(float32(i)*(w+gap), y))
		}
		y += high + gap
	})
}

func (t *tiles) MinSize(objects []fyne.CanvasObject) fyne.Size {
	high, n := float32(0), 0
	t.rows(objects, max(t.width, Em(t.ems)), func(_ []fyne.CanvasObject, h float32) {
		high += h
		n++
	})
	return fyne.NewSize(min(Em(t.ems), Em(20)), high+Space(t.gap)*float32(max(n-1, 0)))
}
