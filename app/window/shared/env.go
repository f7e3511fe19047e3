package shared

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kreislage/app/window/widget"
	"kreislage/app/words"
	"kreislage/data/assessment"
)

// Runner runs work away from the main goroutine and then, back on it, then. In tests it runs both at once.
type Runner func(work func(), then func())

// Env is what the shell gives every screen. All functions are called on the main goroutine, except UI.
type Env struct {
	Words   *words.Words
	Context context.Context
	Run     Runner
	UI      func(func())                                      // runs a function on the main goroutine; for progress reports
	After   func(wait time.Duration, do func()) (stop func()) // runs do on the main goroutine after a while
	Now     func() time.Time
	Explain func(error) (sentence, hint string)
	Go      func(Route)
	Here    func(Route) // says where coming back to this screen leads
	Back    func()
	State   func(text string) // what the window's title says about the screen
	Focus   func(fyne.Focusable)
	Window  fyne.Window
	Folder  func() string                           // suggests where files for others are written
	Keep    func(path string)                       // remembers where they were written
	Write   func(path string, content []byte) error // writes a file for others, whole or not at all

	Opened    func(part string) bool       // whether a folded part of a screen was left open
	SetOpened func(part string, open bool) // remembers it
	Kept      func(assessment.Answer)      // told of an answer when the screen shows that all of it is on the disk
}

// Say returns a text.
func (e *Env) Say(key string, args ...any) string { return e.Words.Say(key, args...) }

// Plural returns a text for a number.
func (e *Env) Plural(key string, n int, args ...any) string { return e.Words.Plural(key, n, args...) }

// Load reads what a screen shows beside the window's own work, and then shows it; what goes wrong is told in the
// banner.
func (e *Env) Load(b *widget.Banner, read func() error, show func()) {
	var err error
	e.Run(func() { err = read() }, func() {
		if err != nil {
			e.Fail(b, err)
			return
		}
		show()
	})
}

// Fail tells an error in a banner: one plain sentence and what to do next.
func (e *Env) Fail(b *widget.Banner, err error) {
	sentence, hint := e.Explain(err)
	b.Say(widget.SignWarn, widget.ToneBad, sentence, hint)
}

// Day writes a point in time with its day, a dash where there is none.
func (e *Env) Day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return e.Words.Value(t.Local())
}

// Date writes the day of a point in time without the time of day, a dash where there is none.
func (e *Env) Date(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return e.Words.Date(assessment.DateOf(t.Local()))
}

// Size writes a number of bytes as people name it.
func (e *Env) Size(bytes int64) string {
	if bytes < 1<<20 {
		return e.Say("window.size.kb", "n", e.Words.Number(int((bytes+1023)/1024)))
	}
	return e.Say("window.size.mb", "n", e.Words.Decimal(float64(bytes)/(1<<20), 1))
}

// Route names a screen and what it shows. Navigation is data: going back is going to an earlier route.
type Route struct {
	Screen      string
	Round       string
	District    string
	Scope       string
	Topic       string
	Requirement string
	Catalogue   string
	Part        string   // of a screen that has several, or how it shows what it shows
	Paths       []string // files that were let go on the window
}

// Screen is one screen in the shell.
type Screen interface {
	// View is the content; it is made once.
	View() fyne.CanvasObject
	// Title is the screen's name in the window's title.
	Title() string
	// Start is what gets the focus first, nil for nothing.
	Start() fyne.Focusable
	// Key sees keys that nothing with the focus has used, and tells whether it used them.
	Key(*fyne.KeyEvent) bool
	// Rune sees characters that nothing with the focus has used.
	Rune(rune) bool
	// Shortcut sees keys pressed with Ctrl or Alt that the shell does not use itself.
	Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool
	// Drop takes files that were let go on the window, and tells whether it can use them.
	Drop(paths []string) bool
	// Leave keeps everything that was typed before another screen is shown. An error keeps the screen in place.
	Leave() error
}

// Plain is a screen without keys, drops and things to keep, to build on.
type Plain struct{}

// Start gives nothing the focus.
func (Plain) Start() fyne.Focusable { return nil }

// Key uses no key.
func (Plain) Key(*fyne.KeyEvent) bool { return false }

// Rune uses no character.
func (Plain) Rune(rune) bool { return false }

// Shortcut uses no shortcut.
func (Plain) Shortcut(fyne.KeyName, fyne.KeyModifier) bool { return false }

// Drop takes no files.
func (Plain) Drop([]string) bool { return false }

// Leave has nothing to keep.
func (Plain) Leave() error { return nil }
