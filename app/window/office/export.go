package office

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Export is the screen that writes the letters and the encrypted files of a round.
type Export struct {
	shared.Plain
	env     *shared.Env
	desk    Desk
	round   assessment.RoundID
	info    desk.RoundInfo
	cockpit []desk.CockpitRow
	sent    []desk.SentFile
	listed  bool // the list of what was sent is in view
	banner  *widget.Banner
	view    fyne.CanvasObject
	body    *fyne.Container
	folder  *shared.Path
	letters *widget.Check
	write   *widget.Button
	picker  *picker
	meter   *shared.Meter
}

// NewExport makes the screen for a round, the newest where it is empty.
func NewExport(e *shared.Env, d Desk, round string) *Export {
	s := &Export{env: e, desk: d, round: assessment.RoundID(round), banner: widget.NewBanner(), body: container.NewStack(), meter: shared.NewMeter(e)}
	s.view = shared.Page(e.Say("window.export.title"), e.Say("window.export.under"), s.banner, s.body)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Export) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Export) Title() string { return s.env.Say("window.export.title") }

// Start is the field for the folder.
func (s *Export) Start() fyne.Focusable {
	if s.folder == nil {
		return nil
	}
	return s.folder.Field
}

func (s *Export) read() error {
	rounds, err := s.desk.Rounds(s.env.Context)
	if err != nil || len(rounds) == 0 {
		return err
	}
	s.info = rounds[0]
	for _, r := range rounds {
		if r.ID == s.round {
			s.info = r
		}
	}
	s.round = s.info.ID
	if s.sent, err = s.desk.Sent(s.env.Context, s.round); err != nil {
		return err
	}
	s.cockpit, err = s.desk.Cockpit(s.env.Context, s.round)
	return err
}

func (s *Export) build() {
	e := s.env
	if s.round == "" {
		s.body.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignMail, e.Say("window.rounds.empty"), e.Say("window.rounds.empty_hint"),
			widget.NewPrimary(e.Say("window.rounds.new"), func() { e.Go(shared.Route{Screen: "round-new"}) }))}
		s.body.Refresh()
		return
	}
	if s.listed {
		s.list()
		return
	}
	notes, fresh := map[assessment.DistrictKey]string{}, true
	for _, row := range s.cockpit {
		if row.SentNo > 0 {
			fresh = false
			notes[row.District.Key] = e.Say("window.export.sent", "number", row.SentNo, "at", e.Date(row.Sent))
		}
	}
	s.folder = shared.NewPath(e, shared.PathFolder, e.Folder(), nil)
	s.letters = widget.NewCheck(e.Say("window.export.letters"), fresh, nil)
	s.write = widget.NewPrimary(e.Say("window.export.write"), s.export)
	s.folder.OnEnter = s.export
	s.picker = newPicker(e, s.info.Districts, notes, func() {
		if s.picker != nil {
			s.write.SetEnabled(len(s.picker.keys()) > 0)
		}
	})
	list := widget.NewButton(e.Say("office.sent.button"), func() { s.listed = true; s.build() })
	left := widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, widget.NewStack(3.5, widget.NewSubtitle(s.info.Name), widget.NewText(roundLine(e, s.info), widget.ToneMuted),
		shared.Labelled(e.Say("window.export.folder"), s.folder.View(), e.Say("window.export.folder_hint")),
		widget.NewStack(0, widget.NewInset(-1.75, 0, s.letters), widget.NewSmallText(e.Say("window.export.letters_hint"), widget.ToneMuted)), shared.Row(s.write, list), s.meter.View()))))
	s.body.Objects = []fyne.CanvasObject{widget.NewColumns(3, []float32{-1, -1}, left, s.picker.view)}
	s.body.Refresh()
	e.Focus(s.folder.Field)
	e.State(s.info.Name)
}

// list shows who got which file when, instead of the form.
func (s *Export) list() {
	e := s.env
	table, view := sentList(e, s.sent, s.banner)
	way := widget.NewButton(e.Say("office.sent.back"), func() { s.listed = false; s.banner.Clear(); s.build() })
	way.Sign = widget.SignLeft
	foot := widget.NewInset(0, 2, shared.Row(way))
	s.body.Objects = []fyne.CanvasObject{widget.NewFrame(widget.NewSubtitle(s.info.Name), nil, view, nil, foot)}
	s.body.Refresh()
	table.Mark(0)
	e.Focus(table.List)
	e.State(e.Say("office.sent.title"))
}

// Key stops writing with Escape, and leaves the list of what was sent with the backspace key.
func (s *Export) Key(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyEscape && s.meter.Stop() {
		return true
	}
	if !s.listed || ev.Name != fyne.KeyBackspace {
		return false
	}
	s.listed = false
	s.banner.Clear()
	s.build()
	return true
}

// export writes letters and files; it can be stopped between two of them.
func (s *Export) export() {
	e, dir, keys, letters := s.env, s.folder.Text, s.picker.keys(), s.letters.Checked
	if len(keys) == 0 || s.meter.Running() {
		return
	}
	var (
		files []desk.ExportedFile
		err   error
	)
	ctx, cancel := context.WithCancel(e.Context)
	s.write.SetEnabled(false)
	s.meter.Begin(e.Say("window.export.writing"), cancel)
	e.Run(func() {
		files, err = s.desk.Export(ctx, s.round, keys, dir, s.meter.Report)
		if err == nil && letters {
			err = s.writeLetters(ctx, keys, dir)
		}
	}, func() {
		cancel()
		s.meter.End()
		s.write.SetEnabled(true)
		switch {
		case errors.Is(err, context.Canceled):
			s.stopped(files)
		case err != nil:
			e.Fail(s.banner, err)
		default:
			s.done(files, dir)
		}
	})
}

// stopped says how many files are written, and leaves only the other districts ticked, so that one goes on where one
// stopped.
func (s *Export) stopped(files []desk.ExportedFile) {
	e := s.env
	var rest []assessment.District
	for _, d := range s.info.Districts {
		written := slices.ContainsFunc(files, func(f desk.ExportedFile) bool { return f.District.Key == d.Key })
		if s.picker.on[d.Key] && !written {
			rest = append(rest, d)
		}
	}
	if len(rest) > 0 { // else it was stopped at the letters
		s.picker.only(rest)
	}
	s.banner.Say(widget.SignInfo, widget.ToneWarn, e.Plural("window.export.stopped", len(files)), e.Say("window.export.stopped_hint"))
	e.State(e.Say("window.receive.state_stopped"))
}

func (s *Export) writeLetters(ctx context.Context, keys []assessment.DistrictKey, dir string) error {
	for i, key := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := s.env.Say("window.districts.letter_file", "key", string(key))
		if err := s.desk.WriteLetter(ctx, key, filepath.Join(dir, name)); err != nil {
			return err
		}
		s.meter.Report(desk.Progress{Done: i + 1, Total: len(keys), Item: name})
	}
	return nil
}

// done lists what was written and says what to do with it.
func (s *Export) done(files []desk.ExportedFile, dir string) {
	e := s.env
	e.Keep(dir)
	s.banner.Say(widget.SignYes, widget.ToneGood, e.Plural("window.export.done", len(files), "folder", dir), e.Say("window.export.done_hint"),
		widget.NewButton(e.Say("window.nav.cockpit"), func() { e.Go(shared.Route{Screen: "cockpit", Round: string(s.round)}) }))
	table := widget.NewTable([]widget.Column{
		{Title: e.Say("window.export.column.district"), Ems: 9, Share: 1}, {Title: e.Say("window.export.column.file"), Ems: 10, Share: 1.4},
		{Title: e.Say("window.export.column.number"), Ems: 5, Right: true},
	}, nil)
	rows := make([][]widget.Cell, len(files))
	for i, f := range files {
		rows[i] = []widget.Cell{{Text: f.District.Name, Sign: widget.SignYes, Tone: widget.ToneGood}, {Text: filepath.Base(f.Path)}, {Text: e.Words.Number(int(f.Sequence))}}
	}
	table.SetRows(rows)
	again := widget.NewButton(e.Say("window.export.again"), func() { s.banner.Clear(); s.reload() })
	foot := container.NewVBox(widget.NewInset(0, 2, shared.Row(again)))
	s.body.Objects = []fyne.CanvasObject{widget.NewFrame(nil, nil, table.View(), nil, foot)}
	s.body.Refresh()
	table.Choose(0)
	e.Focus(table.List)
	e.State(e.Plural("window.export.state", len(files)))
}

func (s *Export) reload() {
	var err error
	s.env.Run(func() { err = s.read() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.build()
	})
}
