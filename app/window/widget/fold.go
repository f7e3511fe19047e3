package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Fold is a part of a screen that a button opens and closes. What it holds is made when it is opened. Button and content
// are placed by who made it: the buttons of several parts fit beside each other.
type Fold struct {
	OnTurn func(open bool) // told when a person has opened or closed it

	head  *Button
	title *Line
	fill  func() fyne.CanvasObject
	open  bool
	body  *fyne.Container
}

// NewFold makes a part with a title; key is the key that opens it, shown beside the title. fill makes what it holds.
func NewFold(title, key string, open bool, fill func() fyne.CanvasObject) *Fold {
	f := &Fold{fill: fill, open: open, body: NewStack(1)}
	f.head = NewQuiet(title, f.Turn)
	f.head.Hint, f.head.Small = key, true
	f.title = NewLine(title, ToneMuted, true)
	f.title.Scale, f.title.Min = theme.SizeNameCaptionText, 4
	f.show()
	return f
}

// Head is the button that opens and closes the part.
func (f *Fold) Head() *Button { return f.head }

// Body is what the part holds under its title; it is hidden while the part is closed.
func (f *Fold) Body() *fyne.Container { return f.body }

// Opened tells whether it is open.
func (f *Fold) Opened() bool { return f.open }

// SetTitle changes the title.
func (f *Fold) SetTitle(title string) {
	f.head.SetText(title)
	f.title.SetText(title)
}

// Turn opens or closes it as a person would.
func (f *Fold) Turn() {
	f.open = !f.open
	f.show()
	if f.OnTurn != nil {
		f.OnTurn(f.open)
	}
}

func (f *Fold) show() {
	f.head.Sign, f.body.Objects, f.head.Weight = SignRight, nil, WeightQuiet
	if f.open {
		f.head.Sign = SignDown
		f.body.Objects = []fyne.CanvasObject{container.NewStack(f.title), f.fill()}
		f.body.Show()
	} else {
		f.body.Hide()
	}
	f.head.Refresh()
	f.body.Refresh()
}
