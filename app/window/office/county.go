package office

import (
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
	env  *shared.Env
	desk Desk
	key  assessment.DistrictKey
	page desk.DistrictPage
	kept string // the note as it is on the disk

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
	if s.key == "" { // opened without a choice
		list, err := s.desk.Districts(ctx)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			s.key = list[0].Key
		}
	}
	var err error
	s.page, err = s.desk.DistrictPage(ctx, s.key)
	s.kept = s.page.Note
	return err
}

func (s *County) build() {
	e := s.env
	left := widget.NewStack(3, widget.NewStack(1, widget.NewSubtitle(e.Say("window.county.contact")), widget.NewText(s.contact(), widget.TonePlain)), s.notePart())
	right := widget.NewStack(3)
	if len(s.page.Held) > 0 {
		right.Add(s.heldPart())
	}
	for _, part := range []fyne.CanvasObject{widget.NewSubtitle(e.Say("window.nav.rounds")), s.roundsPart(),
		widget.NewSubtitle(e.Say("office.sent.title")), s.sentPart(), widget.NewSubtitle(e.Say("window.county.files")), s.filesPart(), widget.NewSubtitle(e.Say("window.county.measures")), s.measuresPart()} {
		right.Add(part)
	}
	back := widget.NewButton(e.Say("window.back"), e.Back)
	back.Sign = widget.SignLeft
	columns := widget.NewColumns(4, []float32{17, -1}, widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, left))), widget.NewPlainScroll(widget.NewInset(1, 0.5, right)))
	s.body.Objects = []fyne.CanvasObject{shared.Page(s.page.District.Name, e.Say("window.county.under", "key", string(s.key)), s.banner, columns, back)}
	s.body.Refresh()
	e.State(s.page.District.Name)
	if s.table != nil {
		e.Focus(s.table.List)
	}
}

func (s *County) contact() string {
	if s.page.District.Contact == "" {
		return s.env.Say("window.county.no_contact")
	}
	return s.page.District.Contact
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

// heldPart leads to the district's files that could not be taken in.
func (s *County) heldPart() fyne.CanvasObject {
	e := s.env
	way := widget.NewButton(e.Say("office.county.held_way"), func() { e.Go(shared.Route{Screen: "held", District: string(s.key)}) })
	line := widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(widget.SignWarn, widget.ToneBad, 1.3), widget.NewText(e.Plural("office.cockpit.say.held", len(s.page.Held)), widget.TonePlain))
	return widget.NewTonePanel(widget.NewStack(1.5, line, shared.Row(way)), widget.ToneBad)
}

func (s *County) roundsPart() fyne.CanvasObject {
	e := s.env
	if len(s.page.Rounds) == 0 {
		return widget.NewText(e.Say("window.county.no_rounds"), widget.ToneMuted)
	}
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.rounds.column.name"), Ems: 9, Share: 1}, {Title: e.Say("window.cockpit.column.state"), Ems: 13},
		{Title: e.Say("window.cockpit.column.progress"), Ems: 9, Share: 0.7, Spare: 3}, {Title: e.Say("window.cockpit.column.fulfilment"), Ems: 6, Right: true, Spare: 1},
		{Title: e.Say("window.cockpit.column.must"), Ems: 8.4, Right: true, Spare: 2}, {Title: e.Say("window.cockpit.column.received"), Ems: 8, Spare: 4},
	}, func(i int) {
		e.Go(shared.Route{Screen: "district", Round: string(s.page.Rounds[i].Round.ID), District: string(s.key)})
	})
	rows := make([][]widget.Cell, len(s.page.Rounds))
	for i, r := range s.page.Rounds {
		rows[i] = cockpitRow(e, r.Standing)
		rows[i][0] = widget.Cell{Text: r.Round.Name, Bold: true}
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

// fileColumns are those of the two lists of files.
func fileColumns(e *shared.Env) []widget.Column {
	return []widget.Column{
		{Title: e.Say("window.rounds.column.name"), Ems: 9, Share: 0.8}, {Title: e.Say("window.county.column.file"), Ems: 10, Share: 1.2, Spare: 2}, {Title: e.Say("office.sent.column.number"), Ems: 6},
		{Title: e.Say("office.sent.column.at"), Ems: 11.5, Spare: 1}, {Title: e.Say("office.sent.column.receipt"), Ems: 11.5},
	}
}

func fileCells(e *shared.Env, f desk.DistrictFile, receipt, none string) []widget.Cell {
	state := widget.Cell{Text: e.Say(none), Sign: widget.SignClock, Tone: widget.ToneMuted}
	switch {
	case f.Undone:
		state = widget.Cell{Text: e.Say("window.county.undone"), Sign: widget.SignLeft, Tone: widget.ToneMuted}
	case f.Receipt:
		state = widget.Cell{Text: e.Say(receipt), Sign: widget.SignYes, Tone: widget.ToneGood}
	}
	number := f.Number
	if number == "" {
		number = e.Say("office.sent.attachments")
	}
	return []widget.Cell{{Text: f.Round.Name}, {Text: f.File}, {Text: number}, {Text: e.Day(f.At), Tone: widget.ToneMuted}, state}
}

// sentPart lists the files that went to the district.
func (s *County) sentPart() fyne.CanvasObject {
	e := s.env
	if len(s.page.Sent) == 0 {
		return widget.NewText(e.Say("office.sent.none_yet"), widget.ToneMuted)
	}
	rows := make([][]widget.Cell, len(s.page.Sent))
	for i, f := range s.page.Sent {
		rows[i] = fileCells(e, f, "office.sent.confirmed", "office.sent.open")
	}
	return sized(widget.NewTable(fileColumns(e), nil), rows)
}

// filesPart lists the files that came from the district, and whether it knows so.
func (s *County) filesPart() fyne.CanvasObject {
	e := s.env
	if len(s.page.Received) == 0 {
		return widget.NewText(e.Say("window.county.no_files"), widget.ToneMuted)
	}
	columns := fileColumns(e)
	columns = append(columns[:4:4], widget.Column{Title: e.Say("window.county.column.changes"), Ems: 7, Right: true, Spare: 3}, columns[4])
	rows := make([][]widget.Cell, len(s.page.Received))
	for i, f := range s.page.Received {
		c := fileCells(e, f, "office.county.told", "office.county.not_told")
		rows[i] = append(c[:4:4], widget.Cell{Text: e.Words.Number(f.Changes)}, c[4])
	}
	return sized(widget.NewTable(columns, nil), rows)
}

func (s *County) measuresPart() fyne.CanvasObject {
	e := s.env
	if len(s.page.Measures) == 0 {
		return widget.NewText(e.Say("window.county.no_measures"), widget.ToneMuted)
	}
	t := widget.NewTable([]widget.Column{
		{Title: e.Say("window.rounds.column.name"), Ems: 8, Share: 0.6, Spare: 2}, {Title: e.Say("window.seen.column.ref"), Ems: 5.5, Spare: 1},
		{Title: e.Say("window.county.column.measure"), Ems: 10, Share: 1}, {Title: e.Say("window.field.measure_responsible"), Ems: 9, Spare: 3},
		{Title: e.Say("window.field.measure_due"), Ems: 14}, {Title: e.Say("window.field.state"), Ems: 8, Spare: 4},
	}, nil)
	today := assessment.DateOf(e.Now())
	rows := make([][]widget.Cell, len(s.page.Measures))
	for i, m := range s.page.Measures {
		due := widget.Cell{Text: e.Words.Date(m.Due)}
		if m.Due.Before(today) && m.State != desk.MeasureDone && m.State != desk.MeasureDropped {
			due = widget.Cell{Text: e.Say("window.county.overdue", "day", e.Words.Date(m.Due)), Sign: widget.SignClock, Tone: widget.ToneBad}
		}
		rows[i] = []widget.Cell{{Text: m.Round.Name}, {Text: m.Ref, Tone: widget.ToneMuted}, {Text: m.Title}, {Text: m.Responsible, Tone: widget.ToneMuted}, due, {Text: e.Say("district.measure.state." + m.State)}}
	}
	return sized(t, rows)
}
