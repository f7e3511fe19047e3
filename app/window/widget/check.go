package widget

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Check is a box to tick with a click, Enter or the space bar.
type Check struct {
	widget.Check
}

// NewCheck makes a box to tick.
func NewCheck(text string, on bool, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.Checked, c.OnChanged = text, on, changed
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey ticks with Enter and passes on other keys. The space bar comes as a character.
func (c *Check) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		c.SetChecked(!c.Checked)
	case fyne.KeySpace:
	default:
		passKey(c, ev)
	}
}

// TypedRune ticks with the space bar and passes on other characters.
func (c *Check) TypedRune(r rune) {
	if r == ' ' {
		c.Check.TypedRune(r)
		return
	}
	passRune(c, r)
}

// Choice is one of several words, opened with the space bar or Enter and changed with the arrow keys.
type Choice struct {
	widget.Select
	chosen  func(int)
	quiet   bool
	focused bool
}

// NewChoice makes a choice of words; chosen is told the place of the word.
func NewChoice(words []string, at int, chosen func(int)) *Choice {
	c := &Choice{chosen: chosen}
	c.Options = words
	if at >= 0 && at < len(words) {
		c.Selected = words[at]
	}
	c.OnChanged = func(string) {
		if !c.quiet && c.chosen != nil {
			c.chosen(c.SelectedIndex())
		}
	}
	c.ExtendBaseWidget(c)
	return c
}

// FocusGained shows the focus.
func (c *Choice) FocusGained() {
	c.focused = true
	c.Select.FocusGained()
}

// FocusLost hides it.
func (c *Choice) FocusLost() {
	c.focused = false
	c.Select.FocusLost()
}

// CreateRenderer puts a frame around the words, as fields have.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	base := c.Select.CreateRenderer()
	frame := canvas.NewRectangle(color.Transparent)
	r := &painted{objects: append(slices.Clone(base.Objects()), frame), minSize: base.MinSize}
	r.layout = func(size fyne.Size) {
		base.Layout(size)
		frame.Resize(size)
	}
	ground, _ := base.Objects()[0].(*canvas.Rectangle)
	r.refresh = func() {
		base.Refresh()
		if c.focused && ground != nil { // Fyne fills it with the colour of the ring, on which the word cannot be read
			ground.FillColor = Color(theme.ColorNameInputBackground)
			ground.Refresh()
		}
		frame.StrokeColor, frame.StrokeWidth = Color(theme.ColorNameInputBorder), theme.Size(theme.SizeNameInputBorder)
		frame.CornerRadius = theme.Size(theme.SizeNameInputRadius)
		if c.focused {
			frame.StrokeColor, frame.StrokeWidth = Color(theme.ColorNameFocus), Space(0.5)
		}
		frame.Refresh()
	}
	r.refresh()
	return r
}

// Put chooses without telling anybody.
func (c *Choice) Put(words []string, at int) {
	c.quiet = true
	defer func() { c.quiet = false }()
	c.SetOptions(words)
	if at >= 0 && at < len(words) {
		c.SetSelectedIndex(at)
	}
}

// TypedKey opens with Enter and passes on the keys that a choice does not need.
func (c *Choice) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		c.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case fyne.KeySpace, fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight:
		c.Select.TypedKey(ev)
	default:
		passKey(c, ev)
	}
}

// TypedRune passes on characters.
func (c *Choice) TypedRune(r rune) {
	if r != ' ' {
		passRune(c, r)
	}
}

// Segments is one of a few words that are all seen at once. Each is a button of its own.
type Segments struct {
	widget.BaseWidget
	buttons []*Button
	at      int
	box     *fyne.Container
}

// NewSegments makes a row of words of which one holds.
func NewSegments(words []string, at int, chosen func(int)) *Segments {
	s := &Segments{at: at, box: NewFlow(1)}
	for i, word := range words {
		b := NewButton(word, func() {
			s.Choose(i)
			chosen(i)
		})
		b.OnKey = func(ev *fyne.KeyEvent) bool { return s.move(i, ev) }
		s.buttons = append(s.buttons, b)
		s.box.Add(b)
	}
	s.Choose(at)
	s.ExtendBaseWidget(s)
	return s
}

func (s *Segments) move(from int, ev *fyne.KeyEvent) bool {
	to := from
	switch ev.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	}
	if to == from || to < 0 || to >= len(s.buttons) {
		return to != from
	}
	takeFocus(s.buttons[to])
	return true
}

// Choose marks a word without telling anybody.
func (s *Segments) Choose(at int) {
	s.at = at
	for i, b := range s.buttons {
		w := WeightNormal
		if i == at {
			w = WeightChosen
		}
		b.SetWeight(w)
	}
}

// At is the place of the word that holds.
func (s *Segments) At() int { return s.at }

// CreateRenderer shows the buttons.
func (s *Segments) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.box) }
