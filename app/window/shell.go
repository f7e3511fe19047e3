package window

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/look"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/app/words"
	"kreislage/data/assessment"
)

// Options are what the shell needs from the world around it. The zero value is not fit for use: App and Desks are
// needed.
type Options struct {
	App     fyne.App
	Desks   Desks
	Desk    desk.Options // for desks that are made or opened; Passphrase is the shell's own
	Suggest string       // where a new data folder is suggested
	Folder  string       // data folder to open at once; "" is the one that was open last
	Lang    string       // language where none was chosen yet
	Run     shared.Runner
	UI      func(func())
	After   func(time.Duration, func()) (stop func())
	Clock   func() time.Time
	Log     *slog.Logger
	Kept    func(assessment.Answer) // told of an answer when the window shows it as saved; nil tells nobody
}

// Background returns the runner and its companions for a real window: work in goroutines, answers on the main one.
func Background() (run shared.Runner, ui func(func()), after func(time.Duration, func()) func()) {
	run = func(work, then func()) {
		go func() {
			work()
			fyne.Do(then)
		}()
	}
	after = func(wait time.Duration, do func()) func() {
		timer := time.AfterFunc(wait, func() { fyne.Do(do) })
		return func() { timer.Stop() }
	}
	return run, func(f func()) { fyne.Do(f) }, after
}

// Shell is the window with its bar; it shows one screen at a time.
type Shell struct {
	o        Options
	window   fyne.Window
	settings Settings
	words    *words.Words
	desk     Desk // nil before one is open
	locked   Desk // open, but waiting for its passphrase

	screen  shared.Screen
	shown   int // how many screens were shown: a screen that was left is heard no more
	route   shared.Route
	history []shared.Route
	state   string

	frame   *fyne.Container
	place   *fyne.Container
	banner  *widget.Banner
	bar     *bar
	help    *overlay
	ctx     context.Context // ends when the window closes
	stop    context.CancelFunc
	closing bool // the person has asked to close although something could not be kept
}

// New makes the window. Show it, then call Start.
func New(o Options) (*Shell, error) {
	s := &Shell{o: o, settings: readSettings(o.App.Preferences(), o.Lang)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if o.Folder != "" {
		s.settings.Folder = o.Folder
	}
	if o.Kept == nil {
		s.o.Kept = func(assessment.Answer) {}
	}
	var err error
	if s.words, err = words.Load(s.settings.Lang); err != nil {
		return nil, err
	}
	s.applyLook()
	s.window = o.App.NewWindow("Kreislage")
	s.window.SetPadded(false)
	s.place = container.NewStack()
	s.frame = container.NewStack()
	s.window.SetContent(widget.NewLoose(640, 400, s.frame))
	s.window.Resize(fyne.NewSize(1280, 720))
	s.window.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { s.drop(shared.URIPaths(uris)) })
	s.window.SetCloseIntercept(s.Close)
	s.listen()
	return s, nil
}

// Window is the window.
func (s *Shell) Window() fyne.Window { return s.window }

// Screen is the screen in view.
func (s *Shell) Screen() shared.Screen { return s.screen }

// Start opens the data folder that was asked for or open last, or asks what to begin with.
func (s *Shell) Start() {
	folder := s.settings.Folder
	if folder == "" {
		s.Go(shared.Route{Screen: "first"})
		return
	}
	seen, err := s.o.Desks.LookAt(folder)
	if err != nil || !seen.IsDesk {
		s.Go(shared.Route{Screen: "first"})
		return
	}
	s.Go(shared.Route{Screen: "open"})
}

// SetLook changes how the window looks and remembers it.
func (s *Shell) SetLook(mode look.Mode, scale int) {
	s.settings.Mode, s.settings.Scale = mode, scale
	s.applyLook()
	s.remember()
}

// applyLook sets the theme, where it is another one: that reads all fonts again and lays everything out anew.
func (s *Shell) applyLook() {
	want := look.Theme{Mode: s.settings.Mode, Scale: s.settings.Scale}
	if s.o.App.Settings().Theme() != fyne.Theme(want) {
		s.o.App.Settings().SetTheme(want)
	}
}

// SetLang changes the language and shows the screen anew.
func (s *Shell) SetLang(lang string) error {
	w, err := words.Load(lang)
	if err != nil {
		return err
	}
	if err := s.leave(); err != nil {
		return err
	}
	s.words, s.settings.Lang = w, lang
	if s.desk != nil {
		if err := s.desk.SetLang(lang); err != nil {
			return err
		}
	}
	s.remember()
	s.bar = nil
	s.show(s.route)
	return nil
}

func (s *Shell) setOpened(part string, open bool) {
	s.settings.setOpened(part, open)
	s.remember()
}

func (s *Shell) remember() { s.settings.write(s.o.App.Preferences()) }

// env is what a screen gets from the shell. What a screen says of itself after it was left, because something it had
// begun has ended only then, is not heard: it would stand in the title of another one.
func (s *Shell) env() *shared.Env {
	screen := s.shown
	return &shared.Env{
		Words: s.words, Context: s.ctx, Run: s.o.Run, UI: s.o.UI, After: s.o.After, Now: s.o.Clock,
		Explain: func(err error) (string, string) {
			s.o.Log.Warn("a job failed", "error", err)
			return s.o.Desks.Explain(err, s.settings.Lang)
		},
		Go: s.Go, Here: func(r shared.Route) {
			if s.shown == screen {
				s.route = r
			}
		}, Back: s.Back, State: func(text string) {
			if s.shown == screen {
				s.setState(text)
			}
		}, Window: s.window, Folder: s.suggest,
		Keep:   func(path string) { s.settings.Out = path; s.remember() },
		Write:  func(path string, content []byte) error { return s.desk.WriteFile(path, content) },
		Opened: s.settings.opened, SetOpened: s.setOpened, Kept: s.o.Kept,
		Focus: func(f fyne.Focusable) {
			if f != nil && s.shown == screen {
				s.window.Canvas().Focus(f)
			}
		},
	}
}

// suggest proposes a folder for files that go out: the one used last, or one beside the data folder.
func (s *Shell) suggest() string {
	if s.settings.Out != "" {
		return s.settings.Out
	}
	folder := s.o.Suggest
	if s.desk != nil {
		folder = s.desk.Info().Folder
	}
	return filepath.Join(filepath.Dir(folder), s.words.Say("window.out_folder"))
}

// Go shows a screen after the one in view has kept what was typed.
func (s *Shell) Go(r shared.Route) {
	if s.leave() != nil {
		return
	}
	if s.screen != nil && s.route.Screen != r.Screen {
		s.history = append(s.history, s.route)
	}
	s.show(r)
}

// Back shows the screen before.
func (s *Shell) Back() {
	if len(s.history) == 0 || s.leave() != nil {
		return
	}
	last := s.history[len(s.history)-1]
	s.history = s.history[:len(s.history)-1]
	s.show(last)
}

// leave keeps what was typed; where that fails the screen has said why.
func (s *Shell) leave() error {
	if s.screen == nil {
		return nil
	}
	s.window.Canvas().Unfocus()
	return s.screen.Leave()
}

func (s *Shell) show(r shared.Route) {
	s.window.Canvas().Unfocus()
	s.route, s.state = r, ""
	if s.bar == nil {
		s.layOut()
	}
	s.bar.mark(r.Screen)
	s.banner.Clear()
	s.screen = nil
	s.shown++
	screen := s.make(r)
	s.screen = screen
	s.place.Objects = []fyne.CanvasObject{screen.View()}
	s.place.Refresh()
	s.setTitle()
	if f := screen.Start(); f != nil {
		s.window.Canvas().Focus(f)
	}
}

// layOut builds the frame: the bar with the ways to the screens, and the place for a screen.
func (s *Shell) layOut() {
	s.bar = s.newBar()
	s.banner = widget.NewBanner()
	under := widget.NewStack(0, s.bar.view, widget.NewInset(3, 0, s.banner))
	s.banner.Frame = widget.NewFrame(under, nil, s.place, nil, nil)
	s.frame.Objects = []fyne.CanvasObject{s.banner.Frame}
	s.frame.Refresh()
}

func (s *Shell) setState(text string) {
	s.state = text
	s.setTitle()
}

func (s *Shell) setTitle() {
	title := "Kreislage"
	if s.screen != nil {
		title += " – " + s.screen.Title()
		if s.state != "" {
			title += " – " + s.state
		}
	}
	s.window.SetTitle(title)
}

// drop hands files that were let go on the window to the screen, or else to the screen that takes files in.
func (s *Shell) drop(paths []string) {
	if len(paths) == 0 || s.screen == nil || s.screen.Drop(paths) {
		return
	}
	if s.desk != nil {
		s.Go(shared.Route{Screen: "receive", Paths: paths})
	}
}

// use shows the start of a desk that was made or opened.
func (s *Shell) use(d Desk, folder string) {
	if s.locked != nil && s.locked != d {
		s.closeDesk(s.locked)
	}
	s.desk, s.locked, s.settings.Folder = d, nil, folder
	s.remember()
	s.bar, s.history, s.screen = nil, nil, nil
	s.Go(shared.Route{Screen: s.home()})
	s.o.Run(func() { s.prepareSearch(d) }, func() {})
	if d.Info().OnNetwork {
		s.banner.Say(widget.SignWarn, widget.ToneWarn, s.words.Say("window.network"), s.words.Say("window.network_hint"))
	}
}

// prepareSearch lets the first search find the index ready. Where that fails, the search itself tries again and tells.
func (s *Shell) prepareSearch(d Desk) {
	if err := d.PrepareSearch(s.ctx); err != nil && s.ctx.Err() == nil {
		s.o.Log.Warn("the index of words is not ready", "error", err)
	}
}

// Close keeps what was typed, closes the desk and then the window. Where something can not be kept the window stays
// open and says so; asked again it closes.
func (s *Shell) Close() {
	if err := s.leave(); err != nil && !s.closing {
		s.closing = true
		s.banner.Say(widget.SignWarn, widget.ToneBad, s.words.Say("window.close_unsaved"), s.words.Say("window.close_unsaved_hint"))
		return
	}
	s.screen = nil
	s.stop()
	for _, d := range []Desk{s.desk, s.locked} {
		if d != nil {
			s.closeDesk(d)
		}
	}
	s.desk, s.locked = nil, nil
	s.window.SetCloseIntercept(nil)
	s.window.Close()
}

func (s *Shell) closeDesk(d Desk) {
	if err := d.Close(); err != nil {
		s.o.Log.Error("the desk did not close well", "error", err)
	}
}

// Info tells whose desk is open, and false where none is.
func (s *Shell) Info() (desk.Info, bool) {
	if s.desk == nil {
		return desk.Info{}, false
	}
	return s.desk.Info(), true
}
