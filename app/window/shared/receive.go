package shared

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

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
	ticked map[int]bool
	checks int // how often files were checked, to tell a late answer from a current one
	looked int // the file whose changes are being fetched
	table  *widget.Table
	detail *fyne.Container
	accept *widget.Button
	meter  *Meter
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

// Shortcut takes the ticked files in with Ctrl+Enter.
func (r *Receive) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if r.table == nil || mod != fyne.KeyModifierControl || key != fyne.KeyReturn && key != fyne.KeyEnter {
		return false
	}
	r.accept.Press()
	return true
}

// Drop looks at files that were let go on the window.
func (r *Receive) Drop(paths []string) bool {
	r.look(paths)
	return true
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
	r.banner.Clear()
	if r.table != nil {
		r.showPlace()
	}
	var (
		batch Batch
		err   error
	)
	ctx, cancel := context.WithCancel(r.env.Context)
	r.meter.Begin(r.env.Say("window.receive.checking"), cancel)
	r.check.SetEnabled(false)
	r.env.Run(func() {
		batch, err = r.desk.Preview(ctx, paths, r.meter.Report)
	}, func() {
		cancel()
		r.meter.End()
		r.check.SetEnabled(true)
		if err != nil {
			r.env.Fail(r.banner, err)
			return
		}
		r.checks++
		r.batch, r.files = batch, inOrder(batch.Files())
		r.tickClean()
		r.showFiles()
		r.env.State(r.env.Plural("window.receive.state_checked", len(r.files)))
	})
}

// inOrder puts first what brings something, then what needs a person, then what can not be taken, and last what is
// here already: of four hundred files the few that matter are seen at once.
func inOrder(files []desk.FilePreview) []desk.FilePreview {
	rank := func(f desk.FilePreview) int {
		switch {
		case f.Verdict == desk.VerdictContained || f.Verdict == desk.VerdictOwn:
			return 3
		case f.Verdict.Clean():
			return 0
		case f.Verdict.Acceptable():
			return 1
		}
		return 2
	}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b desk.FilePreview) int { return rank(a) - rank(b) })
	return files
}

// tickClean ticks what needs no person: files signed by a known desk that bring something.
func (r *Receive) tickClean() {
	r.ticked = map[int]bool{}
	for i, f := range r.files {
		r.ticked[i] = f.Verdict.Clean() && tickable(f)
	}
}

func (r *Receive) showFiles() {
	e := r.env
	r.table = widget.NewTable([]widget.Column{
		{Title: "", Ems: 1.6},
		{Title: e.Say("window.receive.column.file"), Ems: 11, Share: 2},
		{Title: e.Say("window.receive.column.district"), Ems: 7, Share: 1},
		{Title: e.Say("window.receive.column.verdict"), Ems: 11},
		{Title: e.Say("window.receive.column.new"), Ems: 3.2, Right: true},
		{Title: e.Say("window.receive.column.changed"), Ems: 5, Right: true},
		{Title: e.Say("window.receive.column.refused"), Ems: 5.6, Right: true},
		{Title: e.Say("window.receive.column.conflicts"), Ems: 5, Right: true},
	}, r.tick)
	r.table.OnChoose = r.showFile
	r.table.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeySpace {
			r.tick(r.table.Chosen())
			return true
		}
		return false
	}
	r.detail = container.NewStack()
	r.accept = widget.NewPrimary("", r.take)
	r.accept.Hint = e.Say("window.receive.accept_key")
	again := widget.NewButton(e.Say("window.receive.again"), func() { r.banner.Clear(); r.showPlace(); e.Focus(r.path.Field) })
	bar := widget.NewStack(1, r.meter.View(), Row(r.accept, again, widget.NewInset(1, 2, widget.NewCaption(e.Say("window.receive.tick_hint")))))
	split := container.New(&Split{Share: 0.45, Need: r.table.FullHeight}, r.table.View(), r.detail)
	r.put(r.withFoot(split, bar))
	r.fill()
	r.table.Choose(0)
	e.Focus(r.table.List)
}

func (r *Receive) withFoot(body, foot fyne.CanvasObject) fyne.CanvasObject {
	foot = container.NewVBox(widget.NewInset(0, 1, foot))
	return widget.NewFrame(nil, nil, body, nil, foot)
}

// fill shows the files and what is ticked, and tells how many are.
func (r *Receive) fill() int {
	rows := make([][]widget.Cell, len(r.files))
	for i, f := range r.files {
		rows[i] = r.row(i, f)
	}
	r.table.SetRows(rows)
	n := 0
	for _, on := range r.ticked {
		if on {
			n++
		}
	}
	r.accept.SetText(r.env.Plural("window.receive.accept", n))
	r.accept.SetEnabled(n > 0)
	return n
}

func (r *Receive) row(i int, f desk.FilePreview) []widget.Cell {
	look := r.env.Verdict(f.Verdict)
	tick := widget.Cell{}
	switch {
	case f.Accepted:
		look = Look{widget.SignYes, widget.ToneGood, r.env.Say("window.receive.taken")}
	case r.ticked[i]:
		tick = widget.Cell{Sign: widget.SignTicked, Tone: widget.ToneAccent}
	case tickable(f):
		tick = widget.Cell{Sign: widget.SignBox, Tone: widget.ToneMuted}
	}
	number := func(n int, tone widget.Tone) widget.Cell {
		if f.Rows == 0 {
			return widget.Cell{}
		}
		if n == 0 {
			tone = widget.ToneMuted
		}
		return widget.Cell{Text: r.env.Words.Number(n), Tone: tone}
	}
	name := f.District.Name
	if name == "" {
		name = string(f.District.Key)
	}
	return []widget.Cell{
		tick, {Text: filepath.Base(f.File)}, {Text: name},
		{Text: look.Word, Sign: look.Sign, Tone: look.Tone, Chip: true},
		number(f.New, widget.TonePlain), number(f.Changed, widget.TonePlain),
		number(f.Refused, widget.ToneBad), number(f.Conflicts, widget.ToneBad),
	}
}

// tickable tells whether a person can choose a file: one that can be taken in and has not been.
func tickable(f desk.FilePreview) bool {
	return f.Verdict.Acceptable() && f.Verdict != desk.VerdictContained && !f.Accepted
}

// tick takes a file into the choice or out of it. Files that can not be taken stay out.
func (r *Receive) tick(i int) {
	if i < 0 || i >= len(r.files) {
		return
	}
	f := r.files[i]
	if !tickable(f) {
		r.banner.Say(widget.SignInfo, widget.ToneWarn, r.env.Say("window.receive.cannot_tick"), f.Sentence)
		return
	}
	r.ticked[i] = !r.ticked[i]
	r.env.State(r.env.Plural("window.receive.state_ticked", r.fill()))
}

// showFile tells about one file: its sentence, what it would change, and what can not be taken.
func (r *Receive) showFile(i int) {
	if i < 0 || i >= len(r.files) {
		return
	}
	e, f := r.env, r.files[i]
	look := e.Verdict(f.Verdict)
	head := widget.NewStack(1.5, widget.NewTonePanel(
		widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(look.Sign, look.Tone, 1.4), widget.NewText(f.Sentence, widget.TonePlain)), look.Tone))
	if !f.Integral && f.Rows > 0 {
		head.Add(widget.NewText(e.Say("window.receive.not_integral"), widget.ToneWarn))
	}
	if f.Rows > 0 {
		head.Add(widget.NewText(e.Say("window.receive.sum", "rows", f.Rows, "new", f.New, "changed", f.Changed,
			"unchanged", f.Unchanged, "refused", f.Refused), widget.ToneMuted))
	}
	cells := widget.NewTable([]widget.Column{
		{Title: e.Say("window.receive.column.ref"), Ems: 6},
		{Title: e.Say("window.receive.column.field"), Ems: 9.4},
		{Title: e.Say("window.receive.column.before"), Ems: 8, Share: 1},
		{Title: e.Say("window.receive.column.after"), Ems: 8, Share: 1.3},
	}, nil)
	whole := widget.NewText(" ", widget.ToneMuted)
	rows := r.changes(f)
	cells.SetRows(rows)
	cells.OnChoose = func(i int) {
		whole.SetText(e.Say("window.receive.whole", "ref", rows[i][0].Text, "before", rows[i][2].Text, "after", rows[i][3].Text))
	}
	body := fyne.CanvasObject(widget.NewFrame(nil, nil, cells.View(), nil, widget.NewInset(0, 1, whole)))
	switch {
	case f.Trimmed:
		body = widget.NewScroll(widget.NewText(e.Say("window.receive.fetching"), widget.ToneMuted))
	case len(f.Changes)+len(f.Problems) == 0:
		body = widget.NewScroll(widget.NewText(e.Say("window.receive.no_changes"), widget.ToneMuted))
	}
	headBox := widget.NewInset(0, 1.5, head)
	r.detail.Objects = []fyne.CanvasObject{widget.NewFrame(headBox, nil, body, nil, nil)}
	r.detail.Refresh()
	if f.Trimmed {
		r.fetch(i)
	}
}

// fetch gets the changes of a file that a large batch does not keep, and shows them if the file is still looked at.
func (r *Receive) fetch(i int) {
	batch, file, check := r.batch, r.files[i].File, r.checks
	r.looked = i
	var (
		full desk.FilePreview
		err  error
	)
	r.env.Run(func() { full, err = r.desk.Details(r.env.Context, batch, file) }, func() {
		if r.checks != check || i >= len(r.files) || r.files[i].File != file {
			return // other files by now
		}
		if err != nil {
			r.env.Fail(r.banner, err)
			return
		}
		r.files[i].Changes, r.files[i].Trimmed = full.Changes, false
		if r.looked == i {
			r.showFile(i)
		}
	})
}

func (r *Receive) changes(f desk.FilePreview) [][]widget.Cell {
	e := r.env
	var rows [][]widget.Cell
	for _, p := range f.Problems {
		tone, word := widget.ToneWarn, e.Say("window.receive.warning")
		if p.Refused {
			tone, word = widget.ToneBad, e.Say("window.receive.refused")
		}
		rows = append(rows, []widget.Cell{{Text: p.Place}, {Text: word, Sign: widget.SignWarn, Tone: tone}, {}, {Text: p.Sentence}})
	}
	for _, c := range f.Changes {
		after := widget.Cell{Text: oneLine(c.After), Bold: true}
		switch {
		case c.Conflict:
			after.Sign, after.Tone = widget.SignSplit, widget.ToneBad
		case c.Hand:
			after.Sign, after.Tone = widget.SignPen, widget.ToneWarn
		}
		ref := c.Ref
		if ref == "" {
			ref = c.Title
		}
		rows = append(rows, []widget.Cell{{Text: ref}, {Text: e.Field(c.Subject.Field), Tone: widget.ToneMuted}, {Text: oneLine(c.Before), Tone: widget.ToneMuted}, after})
	}
	return rows
}

func oneLine(values []string) string {
	if len(values) == 0 {
		return "–"
	}
	return strings.Join(strings.Fields(strings.Join(values, " / ")), " ")
}

// take accepts the ticked files, each in one piece.
func (r *Receive) take() {
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
	ctx, cancel := context.WithCancel(r.env.Context)
	r.accept.SetEnabled(false)
	r.meter.Begin(r.env.Say("window.receive.taking"), cancel)
	r.env.Run(func() {
		files, err = r.desk.Accept(ctx, r.batch, func(f desk.FilePreview) bool { return chosen[f.File] }, r.meter.Report)
	}, func() {
		cancel()
		r.meter.End()
		if err != nil {
			r.env.Fail(r.banner, err)
			r.fill()
			return
		}
		r.taken(files)
	})
}

func (r *Receive) taken(files []desk.FilePreview) {
	e := r.env
	r.files = inOrder(files)
	accepted, left, conflicts := 0, 0, 0
	for _, f := range files {
		if f.Accepted {
			accepted++
			conflicts += f.Conflicts
		} else if f.Verdict != desk.VerdictContained && f.Verdict != desk.VerdictOwn {
			left++
		}
	}
	r.ticked = map[int]bool{}
	r.fill()
	r.showFile(max(r.table.Chosen(), 0))
	hint := e.Say("window.receive.done_hint." + r.kind)
	if conflicts > 0 {
		hint = e.Plural("window.receive.done_conflicts", conflicts)
	} else if left > 0 {
		hint = e.Plural("window.receive.done_left", left)
	}
	next := widget.NewButton(e.Say("window.receive.next."+r.kind), func() { e.Go(Route{Screen: map[string]string{"office": "cockpit", "district": "news"}[r.kind]}) })
	r.banner.Say(widget.SignYes, widget.ToneGood, e.Plural("window.receive.done", accepted), hint, next)
	e.State(e.Plural("window.receive.state_taken", accepted))
	if r.done != nil {
		r.done()
	}
}

// Meter shows how far a long job is and lets a person stop it.
type Meter struct {
	env  *Env
	box  *fyne.Container
	text *widget.Text
	bar  *widget.Bar
	stop func()
	what string
}

// NewMeter makes a hidden meter.
func NewMeter(e *Env) *Meter {
	m := &Meter{env: e, text: widget.NewText("", widget.ToneMuted), bar: widget.NewBar(widget.Part{})}
	cancel := widget.NewButton(e.Say("window.cancel"), func() {
		if m.stop != nil {
			m.stop()
		}
	})
	line := widget.NewFrame(nil, nil, widget.NewStack(1, m.text, m.bar), cancel, nil)
	m.box = container.NewStack(widget.NewCapped(44, line))
	m.box.Hide()
	return m
}

// View is the meter.
func (m *Meter) View() fyne.CanvasObject { return m.box }

// Begin shows the meter. stop is called where a person wants to stop.
func (m *Meter) Begin(what string, stop func()) {
	m.what, m.stop = what, stop
	m.text.SetText(what)
	m.bar.Set(widget.Part{Share: 0, Tone: widget.ToneAccent})
	m.box.Show()
}

// Report takes progress from any goroutine.
func (m *Meter) Report(p desk.Progress) {
	m.env.UI(func() {
		if p.Total > 0 {
			m.bar.Set(widget.Part{Share: float32(p.Done) / float32(p.Total), Tone: widget.ToneAccent})
		}
		m.text.SetText(fmt.Sprintf("%s %d / %d  %s", m.what, p.Done, p.Total, filepath.Base(p.Item)))
	})
}

// End hides the meter.
func (m *Meter) End() {
	m.stop = nil
	m.box.Hide()
}

// Split shares the height between two pieces: the upper one gets at most Share of it, and no more than it needs.
type Split struct {
	Share float32
	Need  func() float32
}

// Layout places both pieces.
func (s *Split) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := widget.Space(3)
	top := max(min((size.Height-gap)*s.Share, s.Need()), 0)
	objects[0].Resize(fyne.NewSize(size.Width, top))
	objects[1].Move(fyne.NewPos(0, top+gap))
	objects[1].Resize(fyne.NewSize(size.Width, max(size.Height-top-gap, 0)))
}

// MinSize is what both need.
func (s *Split) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), widget.Em(10))
}
