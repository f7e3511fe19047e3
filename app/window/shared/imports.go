package shared

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
)

// Undoer knows what was taken in and can take it back.
type Undoer interface {
	Imports(ctx context.Context) ([]desk.ImportInfo, error)
	UndoImports(ctx context.Context, ids []int64, progress func(desk.Progress)) (desk.UndoResult, error)
}

// Holder keeps files that could not be taken in.
type Holder interface {
	Quarantine(ctx context.Context) ([]desk.Quarantined, error)
}

// Imports is the screen that lists what was taken in, with undo of one file or of all that were taken in together.
type Imports struct {
	Plain
	env    *Env
	desk   Undoer
	holder Holder // nil where nobody looks after files that were held
	banner *widget.Banner
	place  *fyne.Container
	view   fyne.CanvasObject
	table  *widget.Table
	search *widget.Field // nil where there are few
	query  string
	one    *widget.Button
	all    *widget.Button
	way    *widget.Button // to the files that were held
	meter  *Meter
	held   int
	list   []desk.ImportInfo
	shown  []desk.ImportInfo
	asked  []int64 // the imports that a first press of a button asked about
}

// NewImports makes the screen. Where a holder is given, it leads to the files that could not be taken in.
func NewImports(e *Env, d Undoer, holder Holder) *Imports {
	s := &Imports{env: e, desk: d, holder: holder, banner: widget.NewBanner(), place: container.NewStack(), meter: NewMeter(e)}
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

// Shortcut goes to the search with Ctrl+F.
func (s *Imports) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if s.search == nil || key != fyne.KeyF || mod != fyne.KeyModifierControl {
		return false
	}
	s.env.Focus(s.search)
	return true
}

// Key stops with Escape what is going on, and takes back a question.
func (s *Imports) Key(ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyEscape {
		return false
	}
	if s.meter.Stop() {
		return true
	}
	if s.asked == nil {
		return false
	}
	s.banner.Clear()
	s.buttons()
	return true
}

func (s *Imports) load() {
	var (
		list []desk.ImportInfo
		held []desk.Quarantined
		err  error
	)
	s.env.Run(func() {
		if list, err = s.desk.Imports(s.env.Context); err == nil && s.holder != nil {
			held, err = s.holder.Quarantine(s.env.Context)
		}
	}, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.list, s.held = list, len(held)
		if s.held > 0 {
			s.way.SetText(s.env.Plural("window.imports.held", s.held))
			s.way.Show()
			s.view.Refresh()
		}
		s.show()
	})
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
		s.build()
	}
	s.fill()
	if fresh {
		s.table.Choose(0)
		e.Focus(s.table.List)
	}
}

func (s *Imports) build() {
	e := s.env
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.imports.column.at"), Ems: 11.5},
		{Title: e.Say("window.imports.column.file"), Ems: 9, Share: 2},
		{Title: e.Say("window.imports.column.district"), Ems: 8, Share: 1},
		{Title: e.Say("window.imports.column.round"), Ems: 7, Share: 1},
		{Title: e.Say("window.imports.column.number"), Ems: 4.4, Right: true},
		{Title: e.Say("window.imports.column.changes"), Ems: 6.4, Right: true},
		{Title: e.Say("window.imports.column.state"), Ems: 10.5},
	}, nil)
	s.table.OnChoose = func(int) { s.buttons() }
	s.one = widget.NewButton(e.Say("window.imports.undo"), func() { s.press(s.chosen()) })
	s.all = widget.NewButton("", func() { s.press(s.together()) })
	foot := container.NewVBox(widget.NewInset(0, 2, widget.NewStack(1, s.meter.View(), Row(s.one, s.all))))
	body := fyne.CanvasObject(s.table.View())
	if len(s.list) > fewFiles {
		s.search = widget.NewField(e.Say("window.receive.search"), func(text string) { s.query = text; s.fill() })
		s.search.OnEnter = func() { e.Focus(s.table.List) }
		body = widget.NewFrame(widget.NewInset(0, 1, s.search), nil, body, nil, nil)
	}
	s.place.Objects = []fyne.CanvasObject{widget.NewFrame(nil, nil, body, nil, foot)}
	s.place.Refresh()
}

// fill shows what is searched for.
func (s *Imports) fill() {
	e, query := s.env, strings.ToLower(strings.TrimSpace(s.query))
	s.shown = slices.DeleteFunc(slices.Clone(s.list), func(in desk.ImportInfo) bool {
		return !strings.Contains(strings.ToLower(filepath.Base(in.File)+" "+in.District.Name+" "+string(in.District.Key)), query)
	})
	rows := make([][]widget.Cell, len(s.shown))
	for i, in := range s.shown {
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
	s.buttons()
}

// chosen is the chosen import, where it can be taken back.
func (s *Imports) chosen() []int64 {
	i := s.table.Chosen()
	if i < 0 || i >= len(s.shown) || s.shown[i].Undone {
		return nil
	}
	return []int64{s.shown[i].ID}
}

// together are the imports that came in with the chosen one and can be taken back.
func (s *Imports) together() []int64 {
	i := s.table.Chosen()
	if i < 0 || i >= len(s.shown) {
		return nil
	}
	var ids []int64
	for _, in := range s.list {
		if in.Batch == s.shown[i].Batch && !in.Undone {
			ids = append(ids, in.ID)
		}
	}
	return ids
}

// buttons offer what can be taken back: nothing is asked any more.
func (s *Imports) buttons() {
	s.asked = nil
	one, all := s.chosen(), s.together()
	s.one.SetText(s.env.Say("window.imports.undo"))
	s.one.SetEnabled(len(one) > 0 && !s.meter.Running())
	s.all.SetText(s.env.Plural("window.imports.undo_all", len(all)))
	s.all.SetEnabled(!s.meter.Running())
	if len(all) > 1 {
		s.all.Show()
	} else {
		s.all.Hide()
	}
}

// press asks first and undoes when pressed again: an undo changes many answers at once.
func (s *Imports) press(ids []int64) {
	if len(ids) == 0 || s.meter.Running() {
		return
	}
	if slices.Equal(s.asked, ids) {
		s.undo(ids)
		return
	}
	e := s.env
	s.buttons()
	s.asked = ids
	question, button := e.Say("window.imports.ask", "file", filepath.Base(s.shown[s.table.Chosen()].File)), s.one
	if len(ids) > 1 {
		question, button = e.Plural("window.imports.ask_all", len(ids)), s.all
	}
	button.SetText(e.Say("window.imports.undo_sure"))
	s.banner.Say(widget.SignInfo, widget.ToneWarn, question, e.Say("window.imports.ask_hint"))
	e.State(e.Plural("window.imports.state.asked", len(ids)))
}

// undo takes imports back, each in one piece; it can be stopped between two of them.
func (s *Imports) undo(ids []int64) {
	e := s.env
	var (
		result desk.UndoResult
		err    error
	)
	ctx, cancel := context.WithCancel(e.Context)
	s.banner.Clear()
	s.meter.Begin(e.Say("window.imports.undoing"), cancel)
	s.buttons()
	e.Run(func() { result, err = s.desk.UndoImports(ctx, ids, s.meter.Report) }, func() {
		cancel()
		s.meter.End()
		s.load()
		if err != nil && !errors.Is(err, context.Canceled) {
			e.Fail(s.banner, err)
			return
		}
		s.tell(result, len(ids))
	})
}

// tell says what an undo of so many imports has done.
func (s *Imports) tell(result desk.UndoResult, wanted int) {
	e := s.env
	hint := e.Say("window.imports.undone_hint")
	if len(result.Left) > 0 {
		hint = e.Plural("window.imports.undone_left", len(result.Left))
	}
	if result.Stays != "" {
		hint = result.Stays + " " + hint
	}
	sentence := e.Plural("window.imports.undone", result.Restored)
	if wanted > 1 {
		sentence = e.Plural("window.imports.undone_files", result.Files) + " " + sentence
	}
	if result.Files < wanted {
		s.banner.Say(widget.SignInfo, widget.ToneWarn, e.Say("window.imports.stopped")+" "+sentence, hint)
		e.State(e.Say("window.receive.state_stopped"))
		return
	}
	s.banner.Say(widget.SignYes, widget.ToneGood, sentence, hint)
	e.State(e.Plural("window.imports.state.undone_files", result.Files))
}
