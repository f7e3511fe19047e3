package shared

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/storage"

	"kreislage/app/window/widget"
)

// Labelled puts a name over a piece and, in small type, a hint under it.
func Labelled(name string, piece fyne.CanvasObject, hint string) fyne.CanvasObject {
	label := widget.NewLine(name, widget.ToneMuted, false)
	label.Scale = "helperText"
	label.Min = 4
	box := widget.NewStack(0.75, label, piece)
	if hint != "" {
		box.Add(widget.NewSmallText(hint, widget.ToneMuted))
	}
	return box
}

// Path is a field for a path with a button that lets one look for it. Everything works by typing alone.
type Path struct {
	*widget.Field
	browse *widget.Button
}

// PathKind tells what a path leads to.
type PathKind int

// What a path leads to.
const (
	PathFolder PathKind = iota // a folder
	PathOpen                   // a file that is there
	PathSave                   // a file that will be written
)

// NewPath makes a field for a path.
func NewPath(e *Env, kind PathKind, path string, changed func(string)) *Path {
	p := &Path{Field: widget.NewField("", changed)}
	p.Put(path)
	p.browse = widget.NewButton(e.Say("window.path.browse"), func() { p.look(e, kind, changed) })
	return p
}

// View is the field with its button.
func (p *Path) View() fyne.CanvasObject {
	// The rings of both must not touch.
	return widget.NewFrame(nil, nil, p.Field, container.New(layout.NewCustomPaddedLayout(0, 0, widget.Space(1), 0), p.browse), nil)
}

func (p *Path) look(e *Env, kind PathKind, changed func(string)) {
	took := func(path string) {
		p.SetText(path)
	}
	switch kind {
	case PathFolder:
		d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
			if err == nil && u != nil {
				took(u.Path())
			}
		}, e.Window)
		p.open(d)
	case PathOpen:
		d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
			if err == nil && r != nil {
				path := r.URI().Path()
				_ = r.Close() // only its name was wanted
				took(path)
			}
		}, e.Window)
		p.open(d)
	default:
		d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
			if err == nil && u != nil {
				name := storage.NewFileURI(p.Text).Name()
				if child, err := storage.Child(u, name); err == nil {
					took(child.Path())
				}
			}
		}, e.Window)
		p.open(d)
	}
}

func (p *Path) open(d *dialog.FileDialog) {
	if folder := nearest(p.Text); folder != nil {
		d.SetLocation(folder)
	}
	d.Resize(fyne.NewSize(860, 560))
	d.Show()
}

// Page is the frame of a screen: a title, a line under it, what can be done at the right, a banner, and the content.
// A content that scrolls does so by itself.
func Page(title, under string, banner *widget.Banner, content fyne.CanvasObject, actions ...fyne.CanvasObject) fyne.CanvasObject {
	words := widget.NewStack(0.5, widget.NewTitle(title))
	if under != "" {
		words.Add(widget.NewText(under, widget.ToneMuted))
	}
	side := container.NewVBox(layout.NewSpacer(), widget.NewInset(0, 0, actionRow(actions)), layout.NewSpacer())
	head := widget.NewFrame(nil, nil, words, side, nil)
	top := widget.NewStack(3, head, banner)
	body := widget.NewInset(0, 1.5, content)
	banner.Frame = widget.NewFrame(top, nil, body, nil, nil)
	return widget.NewPlainScroll(widget.NewInset(5, 3, banner.Frame))
}

func actionRow(actions []fyne.CanvasObject) fyne.CanvasObject {
	row := container.New(layout.NewCustomPaddedHBoxLayout(8))
	for _, a := range actions {
		row.Add(a)
	}
	return row
}

// Row puts buttons beside each other, in more lines where the width ends.
func Row(pieces ...fyne.CanvasObject) *fyne.Container { return widget.NewFlow(2, pieces...) }
