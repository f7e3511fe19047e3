package shared

import (
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
)

// Meter shows how far a long job is and lets a person stop it.
type Meter struct {
	env  *Env
	box  *fyne.Container
	text *widget.Text
	bar  *widget.Bar
	stop func()
	what string

	mu   sync.Mutex
	told time.Time // when progress was shown last
}

// NewMeter makes a hidden meter.
func NewMeter(e *Env) *Meter {
	m := &Meter{env: e, text: widget.NewText("", widget.ToneMuted), bar: widget.NewBar(widget.Part{})}
	cancel := widget.NewButton(e.Say("window.cancel"), func() { m.Stop() })
	cancel.Hint = e.Say("window.cancel_key")
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
	if !m.worthTelling(p) {
		return
	}
	m.env.UI(func() {
		if p.Total > 0 {
			m.bar.Set(widget.Part{Share: float32(p.Done) / float32(p.Total), Tone: widget.ToneAccent})
		}
		m.text.SetText(fmt.Sprintf("%s %d / %d  %s", m.what, p.Done, p.Total, filepath.Base(p.Item)))
	})
}

// worthTelling keeps progress from being drawn more often than people can read it: every drawing costs time that the
// job could use, on a computer that draws without a graphics card much of it.
func (m *Meter) worthTelling(p desk.Progress) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.env.Now()
	if p.Done < p.Total && !m.told.IsZero() && now.Sub(m.told) < 150*time.Millisecond {
		return false
	}
	m.told = now
	return true
}

// Stop stops the job, and tells whether there was one.
func (m *Meter) Stop() bool {
	if m.stop == nil {
		return false
	}
	m.stop()
	return true
}

// Running tells whether a job is going on.
func (m *Meter) Running() bool { return m.stop != nil }

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
