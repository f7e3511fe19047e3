package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fyneWidget "fyne.io/fyne/v2/widget"

	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// listen hears the keys that no piece with the focus has used.
func (s *Shell) listen() {
	c := s.window.Canvas()
	c.SetOnTypedKey(s.key)
	c.SetOnTypedRune(func(r rune) {
		if s.screen != nil && c.Overlays().Top() == nil {
			s.screen.Rune(r)
		}
	})
	digits := []fyne.KeyName{fyne.Key0, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9}
	moves := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyF, fyne.KeyTab,
		fyne.KeyQ, fyne.KeyK, fyne.KeyN, fyne.KeyT, fyne.KeyB}
	for _, key := range slices.Concat(digits, moves) {
		s.hear(key, fyne.KeyModifierControl)
	}
	for _, key := range append(digits, fyne.KeyLeft, fyne.KeyUp, fyne.KeyDown) {
		s.hear(key, fyne.KeyModifierAlt)
	}
	for letter := 'A'; letter <= 'Z'; letter++ {
		s.hear(fyne.KeyName(letter), fyne.KeyModifierAlt)
	}
	s.hear(fyne.KeyZ, fyne.KeyModifierControl|fyne.KeyModifierShift)
	s.hearEdit(&fyne.ShortcutSelectAll{}, fyne.KeyA)
	s.hearEdit(&fyne.ShortcutUndo{}, fyne.KeyZ)
	s.hearEdit(&fyne.ShortcutRedo{}, fyne.KeyY)
	s.hear(fyne.KeyTab, fyne.KeyModifierControl|fyne.KeyModifierShift)
}

func (s *Shell) hear(key fyne.KeyName, mod fyne.KeyModifier) {
	s.window.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: mod}, func(fyne.Shortcut) { s.shortcut(key, mod) })
}

// hearEdit hears what the driver makes of Ctrl and a letter.
func (s *Shell) hearEdit(edit fyne.Shortcut, key fyne.KeyName) {
	s.window.Canvas().AddShortcut(edit, func(fyne.Shortcut) { s.shortcut(key, fyne.KeyModifierControl) })
}

func (s *Shell) key(ev *fyne.KeyEvent) {
	if s.help != nil {
		if ev.Name == fyne.KeyEscape || ev.Name == fyne.KeyF1 {
			s.help.close()
		}
		return
	}
	if top := s.window.Canvas().Overlays().Top(); top != nil { // a dialog of Fyne's own lies over the screen
		if ev.Name == fyne.KeyEscape {
			top.Hide()
		}
		return
	}
	if ev.Name == fyne.KeyF1 {
		s.showKeys()
		return
	}
	if s.screen != nil && s.screen.Key(ev) {
		return
	}
	if ev.Name == fyne.KeyEscape {
		if s.window.Canvas().Focused() != nil && s.screen != nil && s.screen.Start() != s.window.Canvas().Focused() && s.screen.Start() != nil {
			s.window.Canvas().Focus(s.screen.Start())
			return
		}
		s.Back()
	}
}

func (s *Shell) shortcut(key fyne.KeyName, mod fyne.KeyModifier) {
	if s.window.Canvas().Overlays().Top() != nil {
		return
	}
	if mod == fyne.KeyModifierAlt {
		switch {
		case key == fyne.KeyLeft:
			s.Back()
		case key == fyne.Key0:
			s.Go(shared.Route{Screen: "settings"})
		case key >= fyne.Key1 && key <= fyne.Key9:
			if i := int(key[0] - '1'); i < len(s.ways()) {
				s.Go(shared.Route{Screen: s.ways()[i]})
			}
		case s.screen != nil:
			s.screen.Shortcut(key, mod)
		}
		return
	}
	switch {
	case key == fyne.KeyTab && mod == fyne.KeyModifierControl:
		s.turn(1)
	case key == fyne.KeyTab:
		s.turn(-1)
	case key == fyne.KeyK && mod == fyne.KeyModifierControl && s.desk != nil && s.desk.Info().Role == assessment.RoleOffice:
		s.Go(shared.Route{Screen: "search"})
	case key == fyne.KeyQ:
		s.Close()
	default:
		if s.screen != nil {
			s.screen.Shortcut(key, mod)
		}
	}
}

// turn goes to the next or the former screen of the bar.
func (s *Shell) turn(step int) {
	w := append(s.ways(), "settings")
	at := max(slices.Index(w, part(s.route.Screen)), 0)
	s.Go(shared.Route{Screen: w[(at+step+len(w))%len(w)]})
}

// overlay lies over the screen until it is closed.
type overlay struct {
	popup *fyneWidget.PopUp
	close func()
}

// screenKeys are the keys of the screen in view.
func (s *Shell) screenKeys() []string {
	charts := []string{"chart_arrows", "chart_table", "chart_copy"}
	switch {
	case s.desk == nil:
	case s.desk.Info().Role == assessment.RoleOffice:
		return s.officeKeys()
	case s.route.Screen == "answer":
		return []string{
			"digits", "backspace", "arrows", "enter", "ctrl_arrows", "f2", "f3", "f4", "select", "same", "undo", "redo", "carry", "confirm", "proposal",
			"measure", "parts", "conflict", "letters",
		}
	case s.route.Screen == "overview":
		return append(charts, "list_enter", "pages")
	case s.route.Screen == "measures":
		return []string{"list_arrows", "new", "fields", "f3", "move", "move_side", "board"}
	case s.route.Screen == "delegations":
		return []string{"list_arrows", "new", "fields", "tick", "tick_all", "write"}
	case s.route.Screen == "scopes":
		return append([]string{"list_arrows", "new", "fields"}, charts...)
	}
	return []string{"list_arrows", "list_enter", "space"}
}

// officeKeys are the keys of the office's screens.
func (s *Shell) officeKeys() []string {
	keys := []string{"list_arrows", "list_enter", "space"}
	switch s.route.Screen {
	case "picture":
		keys = append(keys, "sort_column", "sort_row", "measures")
	case "topic":
		keys = append(keys, "sort_column", "sort_row", "up")
	case "analysis":
		keys = append(keys, "chart_arrows", "chart_table", "chart_copy", "parts_digit", "pages")
	case "cockpit":
		keys = append(keys, "f3", "sort_digit", "answers", "county")
	case "remarks":
		keys = append(keys, "settle", "parts_digit")
	case "reminders":
		keys = append(keys, "copy_text", "copy_all", "up")
	case "district":
		keys = append(keys, "review_paper", "review_site", "review_none", "up")
	}
	return append(keys, "search")
}

// showKeys lists the keys.
func (s *Shell) showKeys() {
	say := s.words.Say
	lines := append(s.screenKeys(), "alt_digit", "ctrl_tab", "alt_left", "tab", "escape", "f1", "ctrl_q")
	half := (len(lines) + 1) / 2
	left, right := widget.NewStack(1), widget.NewStack(1)
	for i, name := range lines {
		side := left
		if i >= half {
			side = right
		}
		side.Add(widget.NewColumns(2, []float32{14, -1}, widget.NewText(say("window.keys."+name+".key"), widget.ToneAccent).Bold(),
			widget.NewText(say("window.keys."+name), widget.TonePlain)))
	}
	list := widget.NewPlainScroll(widget.NewCards(4, 32, left, right))
	done := widget.NewPrimary(say("window.keys.close"), nil)
	done.OnKey = func(ev *fyne.KeyEvent) bool {
		step := map[fyne.KeyName]float32{fyne.KeyUp: -4, fyne.KeyDown: 4, fyne.KeyPageUp: -20, fyne.KeyPageDown: 20}[ev.Name]
		list.ScrollToOffset(fyne.NewPos(0, list.Offset.Y+widget.Em(step)))
		return step != 0
	}
	s.cover(widget.NewFrame(widget.NewInset(0, 1, widget.NewSubtitle(say("window.keys.title"))), nil, list, nil, widget.NewInset(0, 1, shared.Row(done))), done)
	done.OnTap = s.help.close
}

// cover shows an overlay; first gets the focus.
func (s *Shell) cover(content fyne.CanvasObject, first fyne.Focusable) {
	before := s.window.Canvas().Focused()
	popup := fyneWidget.NewModalPopUp(widget.NewInset(5, 4, content), s.window.Canvas())
	s.help = &overlay{popup: popup, close: func() {
		popup.Hide()
		s.help = nil
		if before != nil {
			s.window.Canvas().Focus(before)
		}
	}}
	size := s.window.Canvas().Size()
	popup.Resize(fyne.NewSize(min(widget.Em(78), size.Width*0.94), min(widget.Em(38), size.Height*0.9)))
	popup.Show()
	s.window.Canvas().Focus(first)
}
