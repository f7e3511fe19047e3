package office

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Reminders is the screen with the texts that remind districts that are late, to copy into a mail: nothing is sent.
type Reminders struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	route  shared.Route
	list   []desk.Reminder
	banner *widget.Banner
	body   *fyne.Container
	detail *fyne.Container
	table  *widget.Table
}

// NewReminders makes the screen for the round of the route.
func NewReminders(e *shared.Env, d Desk, route shared.Route) *Reminders {
	s := &Reminders{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack(), detail: container.NewStack()}
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Reminders) View() fyne.CanvasObject { return s.body }

// Title is the screen's name.
func (s *Reminders) Title() string { return s.env.Say("office.remind.title") }

// Start is the list.
func (s *Reminders) Start() fyne.Focusable {
	if s.table == nil {
		return nil
	}
	return s.table.List
}

// Key goes back with the backspace key.
func (s *Reminders) Key(ev *fyne.KeyEvent) bool { return back(s.env, ev) }

// Rune copies the text in view with C and all with A.
func (s *Reminders) Rune(r rune) bool {
	switch {
	case len(s.list) == 0:
		return false
	case r == 'c' || r == 'C':
		s.copyOne()
	case r == 'a' || r == 'A':
		s.copyAll()
	default:
		return false
	}
	return true
}

// Shortcut copies the text in view with Ctrl+C.
func (s *Reminders) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if key == fyne.KeyC && mod == fyne.KeyModifierControl && len(s.list) > 0 {
		s.copyOne()
		return true
	}
	return false
}

func (s *Reminders) read() error {
	round := assessment.RoundID(s.route.Round)
	if round == "" {
		rounds, err := s.desk.Rounds(s.env.Context)
		if err != nil || len(rounds) == 0 {
			return err
		}
		round = rounds[0].ID
	}
	var err error
	s.list, err = s.desk.Reminders(s.env.Context, round)
	return err
}

func (s *Reminders) build() {
	e := s.env
	way := widget.NewButton(e.Say("window.back"), e.Back)
	way.Sign = widget.SignLeft
	page := func(content fyne.CanvasObject, actions ...fyne.CanvasObject) {
		s.body.Objects = []fyne.CanvasObject{shared.Page(e.Say("office.remind.title"), e.Say("office.remind.under"), s.banner, content, append(actions, way)...)}
		s.body.Refresh()
		e.State(e.Plural("office.remind.state", len(s.list)))
	}
	if len(s.list) == 0 {
		page(widget.NewEmpty(widget.SignYes, e.Say("office.remind.none"), e.Say("office.remind.none_hint")))
		e.Focus(way)
		return
	}
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.picture.district"), Ems: 9, Share: 1}, {Title: e.Say("office.remind.column.late"), Ems: 7}, {Title: e.Say("office.remind.column.to"), Ems: 8, Share: 0.8, Spare: 1},
	}, func(int) { s.copyOne() })
	rows := make([][]widget.Cell, len(s.list))
	for i, r := range s.list {
		rows[i] = []widget.Cell{{Text: r.District.Name}, {Text: e.Plural("office.remind.days", r.DaysLate), Sign: widget.SignClock, Tone: widget.ToneBad}, {Text: r.To, Tone: widget.ToneMuted}}
	}
	s.table.SetRows(rows)
	s.table.OnChoose = s.tell
	all := widget.NewButton(e.Say("office.remind.copy_all", "n", len(s.list)), s.copyAll)
	all.Hint = "A"
	hint := widget.NewInset(0, 1, widget.NewSmallText(e.Say("office.remind.hint"), widget.ToneMuted))
	page(widget.NewFrame(nil, nil, widget.NewColumns(3, []float32{-1, -1.2}, s.table.View(), s.detail), nil, hint), all)
	s.table.Mark(0)
	s.tell(0)
	e.Focus(s.table.List)
}

// tell shows a text as it would be copied.
func (s *Reminders) tell(i int) {
	if i < 0 || i >= len(s.list) {
		return
	}
	e, r := s.env, s.list[i]
	copied := widget.NewPrimary(e.Say("office.remind.copy"), s.copyOne)
	copied.Hint = "C"
	to := r.To
	if to == "" {
		to = e.Say("window.county.no_contact")
	}
	box := widget.NewStack(2.5, widget.NewStack(0.5, widget.NewCaption(e.Say("office.remind.to")), widget.NewText(to, widget.TonePlain)),
		widget.NewStack(0.5, widget.NewCaption(e.Say("office.remind.subject")), widget.NewText(r.Subject, widget.TonePlain).Bold()),
		widget.NewText(r.Text, widget.TonePlain), shared.Row(copied))
	s.detail.Objects = []fyne.CanvasObject{widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, box)))}
	s.detail.Refresh()
}

func (s *Reminders) copyOne() {
	i := s.table.Chosen()
	if i < 0 || i >= len(s.list) {
		return
	}
	toClipboard(letterOf(s.list[i]))
	s.banner.Say(widget.SignYes, widget.ToneGood, s.env.Say("office.remind.copied", "district", s.list[i].District.Name), "")
}

func (s *Reminders) copyAll() {
	texts := make([]string, len(s.list))
	for i, r := range s.list {
		texts[i] = letterOf(r)
	}
	toClipboard(strings.Join(texts, "\n\n----------------------------------------\n\n"))
	s.banner.Say(widget.SignYes, widget.ToneGood, s.env.Plural("office.remind.copied_all", len(s.list)), "")
}

// letterOf is a reminder as it is copied: the address where there is one, the subject, and the text.
func letterOf(r desk.Reminder) string {
	lines := []string{r.Subject, "", r.Text}
	if r.To != "" {
		lines = append([]string{r.To}, lines...)
	}
	return strings.Join(lines, "\n")
}
