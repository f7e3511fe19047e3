package shared

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
)

// Undoer knows what was taken in and can take it back.
type Undoer interface {
	Imports(ctx context.Context) ([]desk.ImportInfo, error)
	UndoImport(ctx context.Context, id int64) (desk.UndoResult, error)
}

// Holder keeps files that could not be taken in.
type Holder interface {
	Quarantine(ctx context.Context) ([]desk.Quarantined, error)
}

// Imports is the screen that lists what was taken in, with undo.
type Imports struct {
	Plain
	env    *Env
	desk   Undoer
	holder Holder // nil where nobody looks after files that were held
	banner *widget.Banner
	place  *fyne.Container
	view   fyne.CanvasObject
	table  *widget.Table
	undo   *widget.Button
	way    *widget.Button // to the files that were held
	list   []desk.ImportInfo
	held   int
	asked  int64 // the import that a first press of the button asked about
}

// NewImports makes the screen. Where a holder is given, it leads to the files that could not be taken in.
func NewImports(e *Env, d Undoer, holder Holder) *Imports {
	s := &Imports{env: e, desk: d, holder: holder, banner: widget.NewBanner(), place: container.NewStack()}
	s.way = widget.NewButton("", func() { e.Go(Route{Screen: "held"}) })
	s.way.Sign, s.way.Tone, s.way.Hint = widget.SignWarn, widget.ToneWarn, "B"
	s.way.Hide()
	s.view = Page(e.Say("window.imports.title"), e.Say("window.imports.under"), s.banner, s.place, s.way)
	s.load()
	return s
}

// View is the screen's content.
func (s *Imports) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Imports) Title() string { return s.env.Say("window.imports.title") }

// Start is the list.
func (s *Imports) Start() fyne.Focusable {
	if s.table == nil {
		return nil
	}
	return s.table.List
}

func (s *Imports) load() {
	var err error
	s.env.Run(func() { err = s.read() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		if s.held > 0 {
			s.way.SetText(s.env.Plural("window.imports.held", s.held))
			s.way.Show()
			s.view.Refresh()
		}
		s.show()
	})
}

func (s *Imports) read() error {
	var err error
	if s.list, err = s.desk.Imports(s.env.Context); err != nil || s.holder == nil {
		return err
	}
	held, err := s.holder.Quarantine(s.env.Context)
	s.held = len(held)
	return err
}

// Rune goes to the files that were held with B.
func (s *Imports) Rune(r rune) bool {
	if s.held == 0 || r != 'b' && r != 'B' {
		return false
	}
	s.way.Press()
	return true
}

func (s *Imports) show() {
	e := s.env
	if len(s.list) == 0 {
		s.place.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignInbox, e.Say("window.imports.empty"), e.Say("window.imports.empty_hint"),
			widget.NewPrimary(e.Say("window.nav.receive"), func() { e.Go(Route{Screen: "receive"}) }))}
		s.place.Refresh()
		return
	}
	fresh := s.table == nil
	if fresh {
		s.table = widget.NewTable([]widget.Column{
			{Title: e.Say("window.imports.column.at"), Ems: 11.5},
			{Title: e.Say("window.imports.column.file"), Ems: 9, Share: 2},
			{Title: e.Say("window.imports.column.district"), Ems: 8, Share: 1},
			{Title: e.Say("window.imports.column.round"), Ems: 7, Share: 1},
			{Title: e.Say("window.imports.column.number"), Ems: 4.4, Right: true},
			{Title: e.Say("window.imports.column.changes"), Ems: 6.4, Right: true},
			{Title: e.Say("window.imports.column.state"), Ems: 9},
		}, nil)
		s.table.OnChoose = func(int) { s.asked = 0; s.button() }
		s.undo = widget.NewButton(e.Say("window.imports.undo"), s.press)
		foot := container.NewVBox(widget.NewInset(0, 2, Row(s.undo)))
		s.place.Objects = []fyne.CanvasObject{widget.NewFrame(nil, nil, s.table.View(), nil, foot)}
		s.place.Refresh()
	}
	rows := make([][]widget.Cell, len(s.list))
	for i, in := range s.list {
		state := widget.Cell{Text: e.Say("window.imports.state.in"), Sign: widget.SignYes, Tone: widget.ToneGood}
		if in.Undone {
			state = widget.Cell{Text: e.Say("window.imports.state.undone"), Sign: widget.SignDispensable, Tone: widget.ToneMuted}
		}
		rows[i] = []widget.Cell{
			{Text: e.Day(in.At)}, {Text: filepath.Base(in.File)}, {Text: in.District.Name}, {Text: in.Round},
			{Text: e.Words.Number(int(in.Sequence))}, {Text: e.Words.Number(in.Changes)}, state,
		}
	}
	s.table.SetRows(rows)
	if fresh {
		s.table.Choose(0)
		e.Focus(s.table.List)
	}
	s.button()
}

func (s *Imports) button() {
	i := s.table.Chosen()
	s.undo.SetText(s.env.Say("window.imports.undo"))
	s.undo.SetEnabled(i >= 0 && i < len(s.list) && !s.list[i].Undone)
}

// press asks first and undoes when pressed again: an undo changes many answers at once.
func (s *Imports) press() {
	e, in := s.env, s.list[s.table.Chosen()]
	if s.asked != in.ID {
		s.asked = in.ID
		s.undo.SetText(e.Say("window.imports.undo_sure"))
		s.banner.Say(widget.SignInfo, widget.ToneWarn, e.Say("window.imports.ask", "file", filepath.Base(in.File)), e.Say("window.imports.ask_hint"))
		return
	}
	s.asked = 0
	var (
		result desk.UndoResult
		err    error
	)
	e.Run(func() { result, err = s.desk.UndoImport(e.Context, in.ID) }, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		hint := e.Say("window.imports.undone_hint")
		if len(result.Left) > 0 {
			hint = e.Plural("window.imports.undone_left", len(result.Left))
		}
		if result.Stays != "" {
			hint = result.Stays + " " + hint
		}
		s.banner.Say(widget.SignYes, widget.ToneGood, e.Plural("window.imports.undone", result.Restored), hint)
		e.State(e.Say("window.imports.state.undone"))
		s.load()
	})
}
