package office

import (
	"path/filepath"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"

	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// saveAs is a button that asks in a line below where a file goes, and writes it there.
type saveAs struct {
	env    *shared.Env
	name   func() string                  // suggested for the file
	write  func(path string) func() error // asks the screen what to write, and returns what writes it
	banner *widget.Banner
	button *widget.Button
	done   *widget.Button
	path   *shared.Path
	row    *fyne.Container
	layout func() // lays anew what is around the line
	after  fyne.Focusable
}

func newSaveAs(e *shared.Env, b *widget.Banner, word, label string, name func() string, write func(path string) func() error) *saveAs {
	s := &saveAs{env: e, banner: b, name: name, write: write, path: shared.NewPath(e, shared.PathSave, "", nil)}
	s.button = widget.NewButton(word, s.Toggle)
	s.path.OnEnter = s.save
	s.done = widget.NewPrimary(e.Say("office.save.write"), s.save)
	s.row = widget.NewStack(0, widget.NewPanel(shared.Labelled(label, widget.NewFrame(nil, nil, s.path.View(), widget.NewInset(1, 0, s.done), nil), "")))
	s.row.Hide()
	return s
}

// Toggle shows where the file goes, or hides that.
func (s *saveAs) Toggle() {
	if s.row.Visible() {
		s.close()
		return
	}
	s.path.Put(filepath.Join(s.env.Folder(), s.name()))
	s.row.Show()
	s.relayout()
	s.env.Focus(s.path.Field)
}

func (s *saveAs) close() {
	s.row.Hide()
	s.relayout()
	if s.after != nil {
		s.env.Focus(s.after)
	}
}

func (s *saveAs) relayout() {
	if s.layout != nil {
		s.layout()
	}
}

func (s *saveAs) save() {
	e, path := s.env, strings.TrimSpace(s.path.Text)
	if path == "" {
		return
	}
	var err error
	s.done.SetEnabled(false)
	write := s.write(path)
	e.Run(func() { err = write() }, func() {
		s.done.SetEnabled(true)
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		e.Keep(filepath.Dir(path))
		s.banner.Say(widget.SignYes, widget.ToneGood, e.Say("office.save.done", "path", path), "")
		s.close()
	})
}

// fileWord makes a name that every file system takes from words: letters and digits stay, the rest becomes hyphens.
func fileWord(words ...string) string {
	fields := strings.FieldsFunc(strings.Join(words, "-"), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(fields, "-")
}
