package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// MoreRow puts pieces beside each other in one line. Those that have no room wait behind a button, which shows them in
// further lines.
type MoreRow struct {
	Row    *fyne.Container // what is shown
	OnFold func()          // told when pieces appeared or went: what is around the row is to be laid out anew
	more   *Button
	gap    float32
	width  float32
	open   bool
	behind int // how many pieces have no room in the first line
}

// NewMoreRow makes a row. word is written on the button.
func NewMoreRow(gap float32, word string, pieces ...fyne.CanvasObject) *MoreRow {
	m := &MoreRow{gap: gap}
	m.more = NewButton(word, m.Toggle)
	m.more.Flat = true
	m.more.Hide()
	m.Row = container.New(&moreLayout{m}, append(pieces, m.more)...)
	return m
}

// Toggle shows or hides the pieces that have no room.
func (m *MoreRow) Toggle() {
	m.open = !m.open
	m.more.SetWeight(map[bool]Weight{true: WeightChosen, false: WeightNormal}[m.open])
	m.Row.Refresh()
	if m.OnFold != nil {
		m.OnFold()
	}
}

// Fold hides the pieces that have no room.
func (m *MoreRow) Fold() {
	if m.open {
		m.Toggle()
	}
}

// Mark shows on the button that the piece in view is one of those behind it.
func (m *MoreRow) Mark(at int) {
	w := WeightNormal
	if m.open || at >= 0 && at >= len(m.Row.Objects)-1-m.behind {
		w = WeightChosen
	}
	m.more.SetWeight(w)
}

type moreLayout struct{ m *MoreRow }

// room counts the pieces that fit into the first line.
func (l *moreLayout) room(width float32) int {
	m, n := l.m, len(l.m.Row.Objects)-1
	all, fit := float32(0), 0
	tail := m.more.MinSize().Width + Space(m.gap)
	for i, o := range m.Row.Objects[:n] {
		all += o.MinSize().Width
		if all+tail <= width {
			fit = i + 1
		}
		all += Space(m.gap)
	}
	if all-Space(m.gap) <= width {
		return n
	}
	return max(fit, 1)
}

func (l *moreLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	m, n := l.m, len(l.m.Row.Objects)-1
	m.width = size.Width
	fit := l.room(size.Width)
	m.behind = n - fit
	if m.behind == 0 {
		m.more.Hide()
	} else {
		m.more.Show()
	}
	l.place(size.Width, fit, func(o fyne.CanvasObject, p fyne.Position, s fyne.Size) {
		o.Move(p)
		o.Resize(s)
	})
	for i, o := range m.Row.Objects[:n] {
		if shown := i < fit || m.open; shown != o.Visible() {
			if shown {
				o.Show()
			} else {
				o.Hide()
			}
		}
	}
}

// place goes through the pieces in their lines and returns the height of all lines.
func (l *moreLayout) place(width float32, fit int, put func(o fyne.CanvasObject, p fyne.Position, s fyne.Size)) float32 {
	m, n := l.m, len(l.m.Row.Objects)-1
	x, y, high := float32(0), float32(0), float32(0)
	set := func(o fyne.CanvasObject) {
		s := o.MinSize()
		s.Width = min(s.Width, max(width, 1))
		if x > 0 && x+s.Width > width {
			x, y = 0, y+high+Space(m.gap)
		}
		if put != nil {
			put(o, fyne.NewPos(x, y), s)
		}
		x += s.Width + Space(m.gap)
		high = max(high, s.Height)
	}
	for _, o := range m.Row.Objects[:fit] {
		set(o)
	}
	if fit < n {
		set(m.more)
		if m.open {
			x, y = 0, y+high+Space(m.gap)
			for _, o := range m.Row.Objects[fit:n] {
				set(o)
			}
		}
	}
	return y + high
}

func (l *moreLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	width := l.m.width
	if width == 0 {
		width = 1e6
	}
	return fyne.NewSize(Em(8), l.place(width, l.room(width), nil))
}
