// Package pictures draws the window's screens into pictures without a display, with Fyne's software painter: for the
// README, for the tour of a demo, and to look at a screen while it is made.
//
// It promises that a picture shows what the window would show on that data, and changes nothing in it. It does not
// write files; who wants pictures says where they go.
package pictures

import (
	"fmt"
	"image"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"kreislage/app/desk"
	"kreislage/app/window"
	"kreislage/app/window/look"
	"kreislage/app/window/shared"
	"kreislage/app/words"
	"kreislage/data/assessment"
)

// Options say how pictures look.
type Options struct {
	Desk          desk.Options // how desks are opened
	Lang          string
	Mode          look.Mode
	Scale         int // text size in per cent
	Width, Height float32
	Save          func(name string, img image.Image) error
	Log           *slog.Logger
}

// camera is a window that nobody sees.
type camera struct {
	o     Options
	shell *window.Shell
	size  fyne.Size
}

func newCamera(o Options, folder string) (*camera, error) {
	app := test.NewApp()
	app.Preferences().SetString("mode", string(o.Mode))
	app.Preferences().SetInt("scale", o.Scale)
	app.Preferences().SetString("lang", o.Lang)
	shell, err := window.New(window.Options{
		App: app, Desks: window.RealDesks{}, Desk: o.Desk, Suggest: suggested, Folder: folder, Lang: words.German,
		Run: func(work, then func()) { work(); then() }, UI: func(f func()) { f() }, After: atOnce,
		Clock: o.Desk.Clock, Log: o.Log,
	})
	if err != nil {
		return nil, err
	}
	c := &camera{o: o, shell: shell, size: fyne.NewSize(o.Width, o.Height)}
	c.shell.Window().Resize(c.size)
	c.shell.Start()
	return c, nil
}

// suggested is the folder that pictures of the first start show.
const suggested = "/home/weber/Dokumente/Kreislage"

// atOnce does now what is wanted now and never what is wanted later: what is typed is kept when a screen is left.
func atOnce(wait time.Duration, do func()) func() {
	if wait == 0 {
		do()
	}
	return func() {}
}

// take draws the window.
func (c *camera) take(name string) error {
	c.settle()
	return c.o.Save(name, c.shell.Window().Canvas().Capture())
}

// settle lays the window out. Texts learn their width only then, so that is done more than once.
func (c *camera) settle() {
	for _, d := range []float32{1, 0, 1, 0} {
		c.shell.Window().Resize(c.size.SubtractWidthHeight(d, d))
	}
}

// onScreen sends a key to the screen, as if nothing with the focus had used it.
func (c *camera) onScreen(key fyne.KeyName) { c.shell.Screen().Key(&fyne.KeyEvent{Name: key}) }

// shot goes to a screen, lets something happen there and draws it.
func (c *camera) shot(name string, r shared.Route, act func()) error {
	c.shell.Go(r)
	if act != nil {
		act()
	}
	if err := c.take(name); err != nil {
		return fmt.Errorf("picture %s: %w", name, err)
	}
	return nil
}

// press sends a key to what has the focus, or else to the window.
func (c *camera) press(keys ...fyne.KeyName) {
	for _, key := range keys {
		canvas := c.shell.Window().Canvas()
		ev := &fyne.KeyEvent{Name: key}
		if f := canvas.Focused(); f != nil {
			f.TypedKey(ev)
		} else if h := canvas.OnTypedKey(); h != nil {
			h(ev)
		}
	}
}

// with presses a key together with others, as the screen hears it.
func (c *camera) with(key fyne.KeyName, mod fyne.KeyModifier) { c.shell.Screen().Shortcut(key, mod) }

// control sends a key pressed together with Ctrl to the window.
func (c *camera) control(key fyne.KeyName) {
	if canvas, ok := c.shell.Window().Canvas().(fyne.Shortcutable); ok {
		canvas.TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl})
	}
}

// First draws the first start.
func First(o Options) error {
	c, err := newCamera(o, "")
	if err != nil {
		return err
	}
	defer c.shell.Close()
	for _, s := range []struct{ name, screen string }{{"first", "first"}, {"first-office", "office-new"}, {"first-district", "district-new"}} {
		if err := c.shot(s.name, shared.Route{Screen: s.screen}, nil); err != nil {
			return err
		}
	}
	return nil
}

// Desk draws the main screens of the desk in a data folder. replies are files that the preview shows.
func Desk(o Options, folder string, replies []string) error {
	c, err := newCamera(o, folder)
	if err != nil {
		return err
	}
	defer c.shell.Close()
	info, ok := c.shell.Info()
	if !ok {
		return fmt.Errorf("open %s for pictures: %w", folder, assessment.ErrNotAFolder)
	}
	if info.Role == assessment.RoleOffice {
		return c.office(replies)
	}
	return c.district()
}

func (c *camera) office(replies []string) error {
	for _, s := range []struct {
		name  string
		route shared.Route
		act   func()
	}{
		{"office-start", shared.Route{Screen: "start"}, nil},
		{"office-districts", shared.Route{Screen: "districts"}, nil},
		{"office-county", shared.Route{Screen: "county"}, nil},
		{"office-catalogues", shared.Route{Screen: "catalogues"}, nil},
		{"office-catalogue", shared.Route{Screen: "catalogue"}, func() { c.press(fyne.KeyReturn, fyne.KeyDown, fyne.KeyDown) }},
		{"office-tailor", shared.Route{Screen: "catalogue"}, func() { c.with(fyne.KeyT, fyne.KeyModifierControl); c.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown) }},
		{"office-rounds", shared.Route{Screen: "rounds"}, nil},
		{"office-editions", shared.Route{Screen: "compare"}, nil},
		{"office-reissue", shared.Route{Screen: "reissue"}, nil},
		{"office-round-new", shared.Route{Screen: "round-new"}, nil},
		{"office-export", shared.Route{Screen: "export"}, nil},
		{"office-receive", shared.Route{Screen: "receive"}, nil},
		{"office-preview", shared.Route{Screen: "receive", Paths: replies}, nil},
		{"office-imports", shared.Route{Screen: "imports"}, nil},
		{"office-cockpit", shared.Route{Screen: "cockpit"}, nil},
		{"office-picture", shared.Route{Screen: "picture"}, func() { c.press(fyne.KeyDown, fyne.KeyRight, fyne.KeyRight) }},
		{"office-topic", shared.Route{Screen: "topic"}, func() { c.press(fyne.KeyDown, fyne.KeyRight) }},
		{"office-gaps", shared.Route{Screen: "analysis"}, nil},
		{"office-spread", shared.Route{Screen: "analysis", Part: "spread"}, nil},
		{"office-compare", shared.Route{Screen: "analysis", Part: "compare"}, func() { c.press(fyne.KeyDown) }},
		{"office-trend", shared.Route{Screen: "analysis", Part: "trend"}, nil},
		{"office-answers", shared.Route{Screen: "picture"}, func() { c.press(fyne.KeyReturn) }},
		{"office-remarks", shared.Route{Screen: "remarks"}, nil},
		{"office-sample", shared.Route{Screen: "remarks", Part: "sample"}, nil},
		{"office-reminders", shared.Route{Screen: "reminders"}, nil},
		{"office-held", shared.Route{Screen: "held"}, nil},
		{"office-search", shared.Route{Screen: "search", Part: "protokoll"}, nil},
		{"office-conflicts", shared.Route{Screen: "conflicts"}, nil},
		{"settings", shared.Route{Screen: "settings"}, nil},
	} {
		if s.route.Paths == nil && s.name == "office-preview" {
			continue
		}
		if err := c.shot(s.name, s.route, s.act); err != nil {
			return err
		}
	}
	return nil
}

func (c *camera) district() error {
	for _, s := range []struct {
		name  string
		route shared.Route
		act   func()
	}{
		{"district-answer", shared.Route{Screen: "answer"}, nil},
		{"district-overview", shared.Route{Screen: "overview"}, nil},
		{"district-charts", shared.Route{Screen: "overview"}, func() { c.settle(); c.onScreen(fyne.KeyPageDown); c.onScreen(fyne.KeyPageDown) }},
		{"district-measures", shared.Route{Screen: "measures"}, nil},
		{"district-board", shared.Route{Screen: "measures"}, func() { c.control(fyne.KeyB) }},
		{"district-delegations", shared.Route{Screen: "delegations"}, nil},
		{"district-scopes", shared.Route{Screen: "scopes"}, nil},
		{"district-news", shared.Route{Screen: "news"}, nil},
		{"district-send", shared.Route{Screen: "send"}, nil},
		{"district-receive", shared.Route{Screen: "receive"}, nil},
		{"district-conflicts", shared.Route{Screen: "conflicts"}, nil},
		{"district-keys", shared.Route{Screen: "answer"}, func() { c.press(fyne.KeyF1) }},
	} {
		if err := c.shot(s.name, s.route, s.act); err != nil {
			return err
		}
	}
	return nil
}
