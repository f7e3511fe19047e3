package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// DropPlace is a framed place that says that files can be let go here. Fyne tells only the window about files; the
// place is there to be seen, and for the buttons in it that do the same.
type DropPlace struct {
	widget.BaseWidget
	box *fyne.Container
}

// NewDropPlace makes a drop place with its words and what does the same by keyboard.
func NewDropPlace(sign Sign, sentence, hint string, rest ...fyne.CanvasObject) *DropPlace {
	title := NewSubtitle(sentence)
	head := NewColumns(3, []float32{2.6, -1}, NewMark(sign, ToneAccent, 2.4), NewStack(1, title, NewText(hint, ToneMuted)))
	pieces := append([]fyne.CanvasObject{head}, rest...)
	d := &DropPlace{box: NewStack(3, pieces...)}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer makes the frame.
func (d *DropPlace) CreateRenderer() fyne.WidgetRenderer {
	frame := canvas.NewRectangle(color.Transparent)
	r := &painted{objects: []fyne.CanvasObject{frame, d.box}}
	r.minSize = func() fyne.Size { return d.box.MinSize().Add(fyne.NewSquareSize(2 * Space(4))) }
	r.layout = func(size fyne.Size) {
		frame.Resize(size)
		d.box.Move(fyne.NewSquareOffsetPos(Space(4)))
		d.box.Resize(size.Subtract(fyne.NewSquareSize(2 * Space(4))))
	}
	r.refresh = func() {
		frame.FillColor, frame.StrokeColor = Color(ToneAccent.Fill()), Color(ToneAccent.Ink())
		frame.StrokeWidth, frame.CornerRadius = 1.5, Space(2)
		frame.Refresh()
	}
	r.refresh()
	return r
}

// NewEmpty says that there is nothing yet and what to do about it.
func NewEmpty(sign Sign, sentence, hint string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	row := container.NewHBox(actions...)
	text := NewText(sentence, TonePlain).Bold().Centered()
	more := NewText(hint, ToneMuted).Centered()
	box := NewStack(2, container.NewCenter(NewMark(sign, ToneMuted, 2.6)), text, more)
	if len(actions) > 0 {
		box.Add(container.NewCenter(row))
	}
	return container.New(&middle{ems: 34}, box)
}

// middle puts a piece of at most ems width into the middle of its place.
type middle struct{ ems float32 }

// NewMiddle puts a piece of at most ems width into the middle of its place.
func NewMiddle(ems float32, piece fyne.CanvasObject) *fyne.Container {
	return container.New(&middle{ems}, piece)
}

func (m *middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		w := min(size.Width, Em(m.ems))
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
		h := min(o.MinSize().Height, size.Height)
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos((size.Width-w)/2, max(0, (size.Height-h)*0.4)))
	}
}

func (m *middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, o := range objects {
		s = s.Max(o.MinSize())
	}
	return fyne.NewSize(min(s.Width, Em(10)), s.Height)
}
