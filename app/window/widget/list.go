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

// List shows rows of one height, of which only those in sight exist. It is one stop of the Tab key; the arrow keys
// move the chosen row.
type List struct {
	widget.BaseWidget
	Length   func() int
	Create   func() fyne.CanvasObject
	Update   func(i int, row fyne.CanvasObject)
	OnChoose func(i int)               // the chosen row has changed, by mouse or keyboard
	OnOpen   func(i int)               // Enter, or a click on the row that is already chosen
	OnKey    func(*fyne.KeyEvent) bool // sees a key first and tells whether it used it up
	OnTick   func(i int)               // the space bar, or a click with Ctrl; nil where rows can not be ticked
	OnSpread func(from, to int)        // Shift with an arrow or a click: from the row where that began to the chosen one

	chosen  int
	root    int // row where spreading began, -1 for none
	shift   bool
	focused bool
	scroll  *container.Scroll
	body    *fyne.Container
	rows    []*listRow
	high    float32
}

var _ fyne.Focusable = (*List)(nil)

// NewList makes a list. update fills a row made by create with the i-th entry.
func NewList(length func() int, create func() fyne.CanvasObject, update func(i int, row fyne.CanvasObject)) *List {
	l := &List{Length: length, Create: create, Update: update, chosen: -1, root: -1}
	l.ExtendBaseWidget(l)
	l.body = container.New(&listBody{l})
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.place() }
	return l
}

// Chosen is the place of the chosen row, -1 where there is none.
func (l *List) Chosen() int { return l.chosen }

// Choose chooses a row, brings it into sight and tells OnChoose where it has changed.
func (l *List) Choose(i int) {
	if i < 0 || i >= l.Length() {
		return
	}
	changed := l.Mark(i)
	if changed && l.OnChoose != nil {
		l.OnChoose(i)
	}
}

// Mark chooses a row and brings it into sight without telling OnChoose. It tells whether the choice has changed.
func (l *List) Mark(i int) bool {
	changed := l.chosen != i
	l.chosen, l.root = i, -1
	l.reveal(i)
	l.place()
	return changed
}

func (l *List) rowHeight() float32 {
	if l.high == 0 {
		l.high = l.Create().MinSize().Height
	}
	return max(l.high, 1)
}

func (l *List) reveal(i int) {
	if i < 0 {
		return
	}
	h, view := l.rowHeight(), l.scroll.Size().Height
	if view <= 0 {
		return
	}
	top, y := l.scroll.Offset.Y, float32(i)*h
	switch {
	case y < top:
		top = y
	case y+h > top+view:
		top = y + h - view
	default:
		return
	}
	l.body.Resize(fyne.NewSize(l.scroll.Size().Width, max(view, h*float32(l.Length()))))
	l.scroll.ScrollToOffset(fyne.NewPos(0, top))
}

// place puts a row object on every row in sight.
func (l *List) place() {
	h, view := l.rowHeight(), l.scroll.Size()
	n := l.Length()
	first := max(int(l.scroll.Offset.Y/h), 0)
	count := 0
	if view.Height > 0 {
		count = min(int(view.Height/h)+2, n-first)
	}
	for len(l.rows) < count {
		r := newListRow(l, l.Create())
		l.rows = append(l.rows, r)
		l.body.Add(r)
	}
	for k, r := range l.rows {
		if k >= count {
			r.Hide()
			continue
		}
		r.index = first + k
		l.Update(r.index, r.content)
		r.Move(fyne.NewPos(0, float32(r.index)*h))
		r.Resize(fyne.NewSize(view.Width, h))
		r.Show()
		r.Refresh()
	}
}

// Refresh shows the entries anew, also after their number has changed.
func (l *List) Refresh() {
	l.high = 0
	l.scroll.Refresh()
	l.place()
	l.BaseWidget.Refresh()
}

// FocusGained shows the focus.
func (l *List) FocusGained() {
	l.focused = true
	if l.chosen < 0 {
		l.Choose(0)
	}
	l.BaseWidget.Refresh()
	l.place()
}

// FocusLost hides it.
func (l *List) FocusLost() {
	l.focused, l.shift = false, false
	l.BaseWidget.Refresh()
	l.place()
}

// KeyDown remembers that the shift key is held.
func (l *List) KeyDown(ev *fyne.KeyEvent) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		l.shift = true
	}
}

// KeyUp forgets it.
func (l *List) KeyUp(ev *fyne.KeyEvent) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		l.shift = false
	}
}

// Spread chooses a row and tells OnSpread of all from the one where spreading began.
func (l *List) Spread(to int) {
	if l.OnSpread == nil || l.Length() == 0 {
		return
	}
	if l.root < 0 {
		l.root = max(l.chosen, 0)
	}
	root := l.root
	l.Choose(min(max(to, 0), l.Length()-1))
	l.root = root
	l.OnSpread(root, l.chosen)
}

// TypedRune ticks with the space bar and passes on other characters.
func (l *List) TypedRune(r rune) {
	if r == ' ' && l.OnTick != nil {
		if l.chosen >= 0 {
			l.OnTick(l.chosen)
		}
		return
	}
	passRune(l, r)
}

// TypedKey moves the chosen row and passes on the keys it does not need.
func (l *List) TypedKey(ev *fyne.KeyEvent) {
	if l.OnKey != nil && l.OnKey(ev) {
		return
	}
	page := max(int(l.scroll.Size().Height/l.rowHeight())-1, 1)
	last := l.Length() - 1
	if step := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1, fyne.KeyPageUp: -page, fyne.KeyPageDown: page}[ev.Name]; l.shift && step != 0 && l.OnSpread != nil {
		l.Spread(l.chosen + step)
		return
	}
	switch ev.Name {
	case fyne.KeyUp:
		l.Choose(max(l.chosen-1, 0))
	case fyne.KeyDown:
		l.Choose(min(l.chosen+1, last))
	case fyne.KeyPageUp:
		l.Choose(max(l.chosen-page, 0))
	case fyne.KeyPageDown:
		l.Choose(min(l.chosen+page, last))
	case fyne.KeyHome:
		l.Choose(0)
	case fyne.KeyEnd:
		l.Choose(last)
	case fyne.KeyReturn, fyne.KeyEnter:
		if l.OnOpen != nil && l.chosen >= 0 {
			l.OnOpen(l.chosen)
			return
		}
		passKey(l, ev)
	default:
		passKey(l, ev)
	}
}

// CreateRenderer makes the frame that shows the focus.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	ring := newRing()
	r := &painted{objects: append([]fyne.CanvasObject{l.scroll}, ring.objects()...)}
	r.minSize = func() fyne.Size { return fyne.NewSize(Em(6), l.rowHeight()*2) }
	r.layout = func(size fyne.Size) {
		l.scroll.Resize(size)
		ring.layout(size)
		l.reveal(l.chosen)
		l.place()
	}
	r.refresh = func() {
		ring.paint(theme.ColorNameFocus, l.focused)
	}
	r.refresh()
	return r
}

// listBody is as high as all rows together; its rows place themselves.
type listBody struct{ l *List }

func (b *listBody) Layout([]fyne.CanvasObject, fyne.Size) { b.l.place() }

func (b *listBody) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(Em(4), b.l.rowHeight()*float32(b.l.Length()))
}

// listRow is one row in sight: its ground tells whether it is chosen.
type listRow struct {
	widget.BaseWidget
	list    *List
	index   int
	content fyne.CanvasObject
	hovered bool
	mod     fyne.KeyModifier // that were held when the mouse went down
}

var (
	_ fyne.Tappable     = (*listRow)(nil)
	_ desktop.Hoverable = (*listRow)(nil)
	_ desktop.Mouseable = (*listRow)(nil)
)

func newListRow(l *List, content fyne.CanvasObject) *listRow {
	r := &listRow{list: l, content: content}
	r.ExtendBaseWidget(r)
	return r
}

func (r *listRow) MouseDown(m *desktop.MouseEvent) { r.mod = m.Modifier }
func (r *listRow) MouseUp(*desktop.MouseEvent)     {}

func (r *listRow) Tapped(*fyne.PointEvent) {
	switch {
	case r.mod&fyne.KeyModifierControl != 0 && r.list.OnTick != nil:
		takeFocus(r.list)
		r.list.OnTick(r.index)
		return
	case r.mod&fyne.KeyModifierShift != 0 && r.list.OnSpread != nil:
		takeFocus(r.list)
		r.list.Spread(r.index)
		return
	}
	if r.list.chosen == r.index && r.list.OnOpen != nil {
		r.list.OnOpen(r.index)
		return
	}
	takeFocus(r.list)
	r.list.Choose(r.index)
}

func (r *listRow) MouseIn(*desktop.MouseEvent)    { r.hovered = true; r.Refresh() }
func (r *listRow) MouseMoved(*desktop.MouseEvent) {}
func (r *listRow) MouseOut()                      { r.hovered = false; r.Refresh() }

func (r *listRow) CreateRenderer() fyne.WidgetRenderer {
	ground, edge := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	p := &painted{objects: []fyne.CanvasObject{ground, edge, r.content}}
	p.minSize = r.content.MinSize
	p.layout = func(size fyne.Size) {
		ground.Resize(size)
		edge.Resize(fyne.NewSize(Space(1), size.Height))
		r.content.Resize(size)
	}
	p.refresh = func() {
		chosen, fill := r.list.chosen == r.index, theme.ColorNameHover
		if chosen {
			fill = ColorChosen
		}
		tint(ground, Color(fill), chosen || r.hovered)
		tint(edge, Color(theme.ColorNamePrimary), chosen)
	}
	p.refresh()
	return p
}
