package office

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// noteDelay is how long typing may rest before a note is kept.
const noteDelay = 150 * time.Millisecond

// County is the page about one district: its rounds with their figures, the files that came, its measures, and the
// office's own note, which never leaves the desk.
type County struct {
	shared.Plain
	env      *shared.Env
	desk     Desk
	key      assessment.DistrictKey
	district desk.DistrictInfo
	rounds   []desk.RoundInfo // those the district takes part in, the newest first
	rows     []desk.CockpitRow
	files    []desk.ImportInfo
	measures []desk.Measure // of the newest round
	sent     []sentIn       // of all rounds, the newest first
	kept     string         // the note as it is on the disk

	banner *widget.Banner
	body   *fyne.Container
	table  *widget.Table
	note   *widget.Field
	saved  *widget.Text
	stop   func()
}

// NewCounty makes the page for the district of the route.
func NewCounty(e *shared.Env, d Desk, route shared.Route) *County {
	s := &County{env: e, desk: d, key: assessment.DistrictKey(route.District), banner: widget.NewBanner(), body: container.NewStack()}
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *County) View() fyne.CanvasObject { return s.body }

// Title is the screen's name.
func (s *County) Title() string { return s.env.Say("window.county.name") }

// Start is the list of rounds.
func (s *County) Start() fyne.Focusable {
	if s.table == nil {
		return nil
	}
	return s.table.List
}

// Key goes back with the backspace key, where nothing is being typed.
func (s *County) Key(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyBackspace {
		s.env.Back()
		return true
	}
	return false
}

// Leave keeps the note before another screen is shown.
func (s *County) Leave() error { return s.keep() }

func (s *County) read() error {
	ctx := s.env.Context
	list, err := s.desk.Districts(ctx)
	if err != nil {
		return err
	}
	if s.key == "" && len(list) > 0 { // opened without a choice
		s.key = list[0].Key
	}
	at := slices.IndexFunc(list, func(d desk.DistrictInfo) bool { return d.Key == s.key })
	if at < 0 {
		return assessment.ErrNotFound
	}
	s.district = list[at]
	if s.kept, err = s.desk.DistrictNote(ctx, s.key); err != nil {
		return err
	}
	files, err := s.desk.Imports(ctx)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.District.Key == s.key {
			s.files = append(s.files, f)
		}
	}
	return s.readRounds()
}

func (s *County) readRounds() error {
	ctx := s.env.Context
	rounds, err := s.desk.Rounds(ctx)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		rows, err := s.desk.Cockpit(ctx, r.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(rows, func(c desk.CockpitRow) bool { return c.District.Key == s.key })
		if at < 0 {
			continue
		}
		s.rounds, s.rows = append(s.rounds, r), append(s.rows, rows[at])
		sent, err := s.desk.Sent(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, f := range sent {
			if f.District.Key == s.key && !f.At.IsZero() {
				s.sent = append(s.sent, sentIn{f, r.Name})
			}
		}
	}
	if len(s.rounds) > 0 {
		s.measures, err = s.desk.Measures(ctx, s.rounds[0].ID, s.key)
	}
	return err
}

func (s *County) build() {
	e := s.env
	left := widget.NewStack(3, widget.NewStack(1, widget.NewSubtitle(e.Say("window.county.contact")), widget.NewText(s.contact(), widget.TonePlain)), s.notePart())
	right := widget.NewStack(3, widget.NewSubtitle(e.Say("window.nav.rounds")), s.roundsPart(),
		widget.NewSubtitle(e.Say("office.sent.title")), s.sentPart(), widget.NewSubtitle(e.Say("window.county.files")), s.filesPart(), widget.NewSubtitle(e.Say("window.county.measures")), s.measuresPart())
	back := widget.NewButton(e.Say("window.back"), e.Back)
	back.Sign = widget.SignLeft
	columns := widget.NewColumns(4, []float32{22, -1}, widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, left))), widget.NewPlainScroll(widget.NewInset(1, 0.5, right)))
	s.body.Objects = []fyne.CanvasObject{shared.Page(s.district.Name, e.Say("window.county.under", "key", string(s.key)), s.banner, columns, back)}
	s.body.Refresh()
	e.State(s.district.Name)
	if s.table != nil {
		e.Focus(s.table.List)
	}
}

func (s *County) contact() string {
	if s.district.Contact == "" {
		return s.env.Say("window.county.no_contact")
	}
	return s.district.Contact
}

// notePart is the office's own note about the district, kept as it is typed.
func (s *County) notePart() fyne.CanvasObject {
	e := s.env
	s.saved = widget.NewSmallText("", widget.ToneMuted)
	s.note = widget.NewArea(e.Say("window.county.note_place"), 8, func(string) {
		s.saved.SetText("")
		if s.stop != nil {
			s.stop()
		}
		s.stop = e.After(noteDelay, func() { _ = s.keep() })
	})
	s.note.Cap = assessment.MaxRemark
	s.note.Put(s.kept)
	s.note.OnLeave = func() { _ = s.keep() }
	return widget.NewStack(1, widget.NewSubtitle(e.Say("window.county.note")), s.note, widget.NewSmallText(e.Say("window.county.note_hint"), widget.ToneMuted), s.saved)
}

// keep writes the note where it has changed, and waits for it: nothing that was typed may be lost by going on.
func (s *County) keep() error {
	if s.note == nil || s.note.Text == s.kept {
		return nil
	}
	text := s.note.Text
	if err := s.desk.SetDistrictNote(s.env.Context, s.key, text); err != nil {
		s.env.Fail(s.banner, err)
		return err
	}
	s.kept = text
	s.saved.SetText(s.env.Say("window.answer.saved"))
	return nil
}

func (s *County) roundsPart() fyne.CanvasObject {
	e := s.env
	if len(s.rounds) == 0 {
		return widget.NewText(e.Say("window.county.no_rounds"), widget.ToneMuted)
	}
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.rounds.column.name"), Ems: 9, Share: 1}, {Title: e.Say("window.cockpit.column.state"), Ems: 13},
		{Title: e.Say("window.cockpit.column.progress"), Ems: 9, Share: 0.7}, {Title: e.Say("window.cockpit.column.fulfilment"), Ems: 6, Right: true},
		{Title: e.Say("window.cockpit.column.must"), Ems: 8.4, Right: true}, {Title: e.Say("window.cockpit.column.received"), Ems: 8},
	}, func(i int) {
		e.Go(shared.Route{Screen: "district", Round: string(s.rounds[i].ID), District: string(s.key)})
	})
	rows := make([][]widget.Cell, len(s.rows))
	for i, r := range s.rows {
		rows[i] = cockpitRow(e, r)
		rows[i][0] = widget.Cell{Text: s.rounds[i].Name, Bold: true}
	}
	return sized(s.table, rows)
}

// sized shows a table in the height that its rows need, within limits.
func sized(t *widget.Table, rows [][]widget.Cell) fyne.CanvasObject {
	t.SetRows(rows)
	return container.New(&fixedHeight{height: func() float32 { return min(t.FullHeight(), 260) }}, t.View())
}

// fixedHeight gives its one piece a height of its own, since a list asks for none.
type fixedHeight struct{ height func() float32 }

func (l *fixedHeight) MinSize(pieces []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(pieces[0].MinSize().Width, l.height())
}

func (l *fixedHeight) Layout(pieces []fyne.CanvasObject, size fyne.Size) {
	pieces[0].Move(fyne.NewPos(0, 0))
	pieces[0].Resize(size)
}

// sentIn is a file that was sent, with the name of its round.
type sentIn struct {
	desk.SentFile
	round string
}

// sentPart lists the files that went to the district.
func (s *County) sentPart() fyne.CanvasObject {
	e := s.env
	if len(s.sent) == 0 {
		return widget.NewText(e.Say("office.sent.none_yet"), widget.ToneMuted)
	}
	columns := sentColumns(e)
	columns[0].Title = e.Say("window.rounds.column.name")
	t := widget.NewTable(columns, nil)
	rows := make([][]widget.Cell, len(s.sent))
	for i, f := range s.sent {
		rows[i] = sentCells(e, f.SentFile)
		rows[i][0].Text = f.round
	}
	return sized(t, rows)
}

func (s *County) filesPart() fyne.CanvasObject {
	e := s.env
	if len(s.files) == 0 {
		return widget.NewText(e.Say("window.county.no_files"), widget.ToneMuted)
	}
	t := widget.NewTable([]widget.Column{
		{Title: e.Say("window.county.column.file"), Ems: 10, Share: 1}, {Title: e.Say("window.county.column.at"), Ems: 12},
		{Title: e.Say("window.county.column.changes"), Ems: 7, Right: true}, {Title: "", Ems: 8},
	}, nil)
	rows := make([][]widget.Cell, len(s.files))
	for i, f := range s.files {
		state := widget.Cell{}
		if f.Undone {
			state = widget.Cell{Text: e.Say("window.county.undone"), Sign: widget.SignLeft, Tone: widget.ToneMuted}
		}
		rows[i] = []widget.Cell{{Text: f.File}, {Text: e.Day(f.At), Tone: widget.ToneMuted}, {Text: e.Words.Number(f.Changes)}, state}
	}
	return sized(t, rows)
}

func (s *County) measuresPart() fyne.CanvasObject {
	e := s.env
	if len(s.measures) == 0 {
		return widget.NewText(e.Say("window.county.no_measures"), widget.ToneMuted)
	}
	t := widget.NewTable([]widget.Column{
		{Title: e.Say("window.county.column.measure"), Ems: 10, Share: 1}, {Title: e.Say("window.field.measure_responsible"), Ems: 9},
		{Title: e.Say("window.field.measure_due"), Ems: 14}, {Title: e.Say("window.field.state"), Ems: 8},
	}, nil)
	today := assessment.DateOf(e.Now())
	rows := make([][]widget.Cell, len(s.measures))
	for i, m := range s.measures {
		due := widget.Cell{Text: e.Words.Date(m.Due)}
		if m.Due.Before(today) && m.State != desk.MeasureDone && m.State != desk.MeasureDropped {
			due = widget.Cell{Text: e.Say("window.county.overdue", "day", e.Words.Date(m.Due)), Sign: widget.SignClock, Tone: widget.ToneBad}
		}
		rows[i] = []widget.Cell{{Text: m.Title}, {Text: m.Responsible, Tone: widget.ToneMuted}, due, {Text: e.Say("district.measure.state." + m.State)}}
	}
	return sized(t, rows)
}
