package shared

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
)

// Batch is a set of files that were looked at; what was looked at is what will be taken.
type Batch interface {
	Files() []desk.FilePreview
}

// Receiver takes in files from the other side.
type Receiver interface {
	Preview(ctx context.Context, paths []string, progress func(desk.Progress)) (Batch, error)
	// Details brings every change of a file whose preview was trimmed.
	Details(ctx context.Context, b Batch, file string) (desk.FilePreview, error)
	Accept(ctx context.Context, b Batch, which func(desk.FilePreview) bool, progress func(desk.Progress)) ([]desk.FilePreview, error)
}

// Receive is the screen on which files are looked at before anything is changed, and then taken in.
type Receive struct {
	Plain
	env  *Env
	desk Receiver
	kind string // "office" or "district": whose words are used
	done func() // told after files were taken in

	banner *widget.Banner
	path   *Path
	check  *widget.Button
	place  *fyne.Container // drop place or result
	view   fyne.CanvasObject

	batch  Batch
	files  []desk.FilePreview
	shown  []int        // the places in files of those in view, in their order
	ticked map[int]bool // by the place in files
	checks int          // how often files were checked, to tell a late answer from a current one
	looked int          // the file whose changes are being fetched
	table  *widget.Table
	detail *fyne.Container
	accept *widget.Button
	all    *widget.Button
	meter  *Meter

	looking bool // at files, which can be stopped without a trace

	sum    *widget.Text // what all files come to; nil for a single one
	groups *fyne.Container
	search *widget.Field // nil where there are few files
	group  string        // in view
	query  string
	by     int // the column by which is sorted, -1 for none
	turned bool
}

// NewReceive makes the screen. paths are looked at at once.
func NewReceive(e *Env, d Receiver, kind string, paths []string, done func()) *Receive {
	r := &Receive{env: e, desk: d, kind: kind, done: done, banner: widget.NewBanner(), meter: NewMeter(e), place: container.NewStack()}
	r.path = NewPath(e, PathOpen, "", func(text string) { r.check.SetEnabled(len(Paths(text)) > 0) })
	r.path.PlaceHolder = e.Say("window.receive.path_place")
	r.path.OnEnter = r.typed
	r.check = widget.NewPrimary(e.Say("window.receive.check"), r.typed)
	r.check.SetEnabled(false)
	title, under := e.Say("window.receive.title_office"), e.Say("window.receive.under_office")
	if kind == "district" {
		title, under = e.Say("window.receive.title_district"), e.Say("window.receive.under_district")
	}
	r.view = Page(title, under, r.banner, r.place)
	r.showPlace()
	if len(paths) > 0 {
		r.look(paths)
	}
	return r
}

// View is the screen's content.
func (r *Receive) View() fyne.CanvasObject { return r.view }

// Title is the screen's name.
func (r *Receive) Title() string { return r.env.Say("window.receive.title_short") }

// Start is the field for a path.
func (r *Receive) Start() fyne.Focusable {
	if r.table != nil {
		return r.table.List
	}
	return r.path.Field
}

// Shortcut takes the ticked files in with Ctrl+Enter, ticks all in view with Ctrl+A and searches with Ctrl+F.
func (r *Receive) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if r.table == nil || mod != fyne.KeyModifierControl {
		return false
	}
	switch key {
	case fyne.KeyReturn, fyne.KeyEnter:
		r.accept.Press()
	case fyne.KeyA:
		r.tickShown()
	case fyne.KeyF:
		if r.search == nil {
			return false
		}
		r.env.Focus(r.search)
	default:
		return false
	}
	return true
}

// Key stops with Escape what is going on.
func (r *Receive) Key(ev *fyne.KeyEvent) bool { return ev.Name == fyne.KeyEscape && r.meter.Stop() }

// Drop looks at files that were let go on the window.
func (r *Receive) Drop(paths []string) bool {
	r.look(paths)
	return true
}

// Leave stops looking at files: whoever goes elsewhere does not wait for that. Taking files in goes on.
func (r *Receive) Leave() error {
	if r.looking {
		r.meter.Stop()
	}
	return nil
}

// begin offers to look at other files.
func (r *Receive) begin() {
	if r.meter.Running() {
		return
	}
	r.banner.Clear()
	r.showPlace()
	r.env.Focus(r.path.Field)
}

func (r *Receive) showPlace() {
	e := r.env
	sentence, hint := e.Say("window.receive.drop_office"), e.Say("window.receive.drop_hint_office")
	if r.kind == "district" {
		sentence, hint = e.Say("window.receive.drop_district"), e.Say("window.receive.drop_hint_district")
	}
	row := widget.NewFrame(nil, nil, r.path.View(), r.check, nil)
	place := widget.NewDropPlace(widget.SignInbox, sentence, hint, Labelled(e.Say("window.receive.path"), row, e.Say("window.receive.path_hint")), r.meter.View())
	r.put(widget.NewScroll(widget.NewCapped(60, place)))
	r.table = nil
}

func (r *Receive) put(o fyne.CanvasObject) {
	r.place.Objects = []fyne.CanvasObject{o}
	r.place.Refresh()
}

func (r *Receive) typed() {
	if paths := Paths(r.path.Text); len(paths) > 0 {
		r.look(paths)
	}
}

// look opens files, checks them and shows what they would change. Nothing is changed.
func (r *Receive) look(paths []string) {
	if r.meter.Running() {
		r.banner.Say(widget.SignInfo, widget.ToneWarn, r.env.Say("window.receive.busy"), r.env.Say("window.receive.busy_hint"))
		return
	}
	r.banner.Clear()
	if r.table != nil {
		r.showPlace()
	}
	if len(paths) == 1 {
		r.path.SetText(paths[0])
	}
	var (
		batch Batch
		err   error
	)
	ctx, cancel := context.WithCancel(r.env.Context)
	r.meter.Begin(r.env.Say("window.receive.checking"), cancel)
	r.check.SetEnabled(false)
	r.looking = true
	r.env.Run(func() {
		batch, err = r.desk.Preview(ctx, paths, r.meter.Report)
	}, func() {
		cancel()
		r.meter.End()
		r.looking = false
		r.check.SetEnabled(true)
		switch {
		case errors.Is(err, context.Canceled):
			r.banner.Say(widget.SignInfo, widget.ToneWarn, r.env.Say("window.receive.stopped"), r.env.Say("window.receive.stopped_hint"),
				widget.NewButton(r.env.Say("window.receive.look_again"), func() { r.look(paths) }))
			r.env.State(r.env.Say("window.receive.state_stopped"))
		case err != nil:
			r.env.Fail(r.banner, err)
		default:
			r.checks++
			r.batch, r.files = batch, inOrder(batch.Files())
			r.sum, r.search = nil, nil
			r.tickClean()
			r.showFiles()
			r.env.State(r.env.Plural("window.receive.state_checked", len(r.files)))
		}
	})
}

// take accepts the ticked files, each in one piece.
func (r *Receive) take() {
	if r.meter.Running() {
		return
	}
	chosen := map[string]bool{}
	for i, on := range r.ticked {
		if on {
			chosen[r.files[i].File] = true
		}
	}
	var (
		files []desk.FilePreview
		err   error
	)
	r.banner.Clear()
	ctx, cancel := context.WithCancel(r.env.Context)
	r.accept.SetEnabled(false)
	r.meter.Begin(r.env.Say("window.receive.taking"), cancel)
	r.env.Run(func() {
		files, err = r.desk.Accept(ctx, r.batch, func(f desk.FilePreview) bool { return chosen[f.File] }, r.meter.Report)
	}, func() {
		cancel()
		r.meter.End()
		if len(files) > 0 {
			r.keepTicks(files, err == nil)
		}
		switch {
		case errors.Is(err, context.Canceled):
			r.banner.Say(widget.SignInfo, widget.ToneWarn, r.env.Plural("window.receive.taking_stopped", r.accepted()), r.env.Say("window.receive.taking_stopped_hint"))
			r.env.State(r.env.Say("window.receive.state_stopped"))
		case err != nil:
			r.env.Fail(r.banner, err)
		default:
			r.taken()
		}
	})
}

// keepTicks shows what became of the files. Where taking them in was stopped, those that are not in stay ticked.
func (r *Receive) keepTicks(files []desk.FilePreview, whole bool) {
	ticked := map[string]bool{}
	for i, on := range r.ticked {
		if on && !whole {
			ticked[r.files[i].File] = true
		}
	}
	r.files, r.ticked = inOrder(files), map[int]bool{}
	for i, f := range r.files {
		r.ticked[i] = ticked[f.File] && tickable(f)
	}
	r.choose(r.group)
	r.showFile(r.at(max(r.table.Chosen(), 0)))
}

// accepted is how many of the files are in.
func (r *Receive) accepted() int {
	n := 0
	for _, f := range r.files {
		if f.Accepted {
			n++
		}
	}
	return n
}

// taken says what is in now, and what is left.
func (r *Receive) taken() {
	e := r.env
	left, conflicts := 0, 0
	for _, f := range r.files {
		switch {
		case f.Accepted:
			conflicts += f.Conflicts
		case f.Verdict != desk.VerdictContained && f.Verdict != desk.VerdictOwn:
			left++
		}
	}
	hint := e.Say("window.receive.done_hint." + r.kind)
	if conflicts > 0 {
		hint = e.Plural("window.receive.done_conflicts", conflicts)
	} else if left > 0 {
		hint = e.Plural("window.receive.done_left", left)
	}
	undo := widget.NewButton(e.Say("window.receive.undo"), func() { e.Go(Route{Screen: "imports"}) })
	next := widget.NewButton(e.Say("window.receive.next."+r.kind), func() { e.Go(Route{Screen: map[string]string{"office": "cockpit", "district": "news"}[r.kind]}) })
	r.banner.Say(widget.SignYes, widget.ToneGood, e.Plural("window.receive.done", r.accepted()), hint, next, undo)
	e.State(e.Plural("window.receive.state_taken", r.accepted()))
	if r.done != nil {
		r.done()
	}
}
