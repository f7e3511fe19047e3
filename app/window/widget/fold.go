package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Fold is a part of a screen under a line that opens and closes it. What it holds is made when it is opened.
type Fold struct {
	widget.BaseWidget
	OnTurn func(open bool) // told when a person has opened or closed it

	head *Button
	fill func() fyne.CanvasObject
	open bool
	body *fyne.Container
	box  *fyne.Container
}

// NewFold makes a part with a title; key is the key that opens it, shown beside the title. fill makes what it holds.
func NewFold(title, key string, open bool, fill func() fyne.CanvasObject) *Fold {
	f := &Fold{fill: fill, open: open, body: NewStack(0)}
	f.head = NewQuiet(title, f.Turn)
	f.head.Hint, f.head.Small = key, true
	f.box = NewStack(0.5, NewInset(-1, 0, container.NewHBox(f.head)), f.body)
	f.ExtendBaseWidget(f)
	f.show()
	return f
}

// Head is what gets the focus.
func (f *Fold) Head() fyne.Focusable { return f.head }

// Opened tells whether it is open.
func (f *Fold) Opened() bool { return f.open }

// SetTitle changes the title.
func (f *Fold) SetTitle(title string) { f.head.SetText(title) }

// Turn opens or closes it as a person would.
func (f *Fold) Turn() {
	f.open = !f.open
	f.show()
	if f.OnTurn != nil {
		f.OnTurn(f.open)
	}
}

// Fill makes what it holds anew, where it is open.
func (f *Fold) Fill() { f.show() }

func (f *Fold) show() {
	f.head.Sign, f.body.Objects = SignRight, nil
	if f.open {
		f.head.Sign = SignDown
		f.body.Objects = []fyne.CanvasObject{NewInset(1, 1, f.fill())}
	}
	f.head.Refresh()
	f.body.Refresh()
	f.Refresh()
}

// CreateRenderer shows the parts.
func (f *Fold) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.box) }
