package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// bar is the head of the window: whose desk it is and the ways to the screens.
type bar struct {
	view    fyne.CanvasObject
	row     *widget.MoreRow
	names   []string
	buttons []*widget.Button
}

// ways lists the screens of a desk in the order of the bar; Alt and a digit lead to them.
func (s *Shell) ways() []string {
	switch {
	case s.desk == nil:
		return nil
	case s.desk.Info().Role == assessment.RoleOffice:
		return []string{"start", "districts", "catalogues", "rounds", "receive", "imports", "cockpit", "picture", "analysis", "remarks", "conflicts", "search"}
	default:
		return []string{"answer", "overview", "measures", "delegations", "scopes", "send", "receive", "imports", "conflicts"}
	}
}

// home is the first screen of a desk.
func (s *Shell) home() string {
	if w := s.ways(); len(w) > 0 {
		return w[0]
	}
	return "first"
}

func (s *Shell) newBar() *bar {
	b := &bar{}
	var pieces []fyne.CanvasObject
	for _, name := range append(s.ways(), "settings") {
		button := widget.NewButton(s.words.Say("window.nav."+name), func() { s.Go(shared.Route{Screen: name}) })
		button.Flat = true
		b.names, b.buttons = append(b.names, name), append(b.buttons, button)
		pieces = append(pieces, button)
	}
	b.row = widget.NewMoreRow(0.25, s.words.Say("window.nav_more"), pieces...)
	b.row.OnFold = func() { s.banner.Frame.Refresh() }
	for i, button := range b.buttons {
		button.OnKey = func(ev *fyne.KeyEvent) bool { return b.walk(s, i, ev) }
	}
	brand := widget.NewLine("Kreislage", widget.ToneAccent, true)
	brand.Scale = "subHeadingText"
	whose := widget.NewCaption(s.whose())
	whose.Min = 12
	if len(s.ways()) == 0 { // an empty bar leaves room for the whole name
		whose.Min = 18
	}
	mark := widget.NewInset(0, 0.5, widget.NewStack(0, brand, whose))
	line := widget.NewFrame(nil, mark, widget.NewInset(2.5, 0.5, b.row.Row), nil, nil)
	ground := container.NewStack(widget.NewFill(widget.ColorSurface), widget.NewInset(3, 1.25, line))
	b.view = widget.NewStack(0, ground, widget.NewHairline())
	return b
}

func (s *Shell) whose() string {
	if s.desk == nil {
		return s.words.Say("window.brand")
	}
	info := s.desk.Info()
	if info.Role == assessment.RoleOffice {
		return info.OfficeName
	}
	return info.District.Name
}

// walk goes along the bar with the left and right arrows.
func (b *bar) walk(s *Shell, at int, ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	if step == 0 {
		return false
	}
	for n := len(b.buttons); n > 0; n-- { // past those that have no room in the bar
		at = (at + step + len(b.buttons)) % len(b.buttons)
		if b.buttons[at].Visible() {
			s.window.Canvas().Focus(b.buttons[at])
			break
		}
	}
	return true
}

// part names the way of the bar that a screen belongs to.
func part(screen string) string {
	switch screen {
	case "district", "answer-seen", "topic":
		return "picture"
	case "round-new", "export", "reissue":
		return "rounds"
	case "catalogue", "compare":
		return "catalogues"
	case "reminders":
		return "cockpit"
	case "held":
		return "imports"
	case "county":
		return "districts"
	case "news":
		return "receive"
	default:
		return screen
	}
}

func (b *bar) mark(screen string) {
	for i, name := range b.names {
		w := widget.WeightNormal
		if name == part(screen) {
			w = widget.WeightChosen
		}
		b.buttons[i].SetWeight(w)
	}
	b.row.Row.Refresh() // a chosen name is wider
	b.row.Fold()
	b.row.Mark(slices.Index(b.names, part(screen)))
}
