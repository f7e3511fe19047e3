package window

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// page is a screen put together from its parts.
type page struct {
	shared.Plain
	view  fyne.CanvasObject
	title string
	start func() fyne.Focusable
	drop  func([]string) bool
}

func (p *page) View() fyne.CanvasObject { return p.view }
func (p *page) Title() string           { return p.title }
func (p *page) Start() fyne.Focusable {
	if p.start == nil {
		return nil
	}
	return p.start()
}
func (p *page) Drop(paths []string) bool { return p.drop != nil && p.drop(paths) }

// newFirst asks what to begin with.
func (s *Shell) newFirst(e *shared.Env) shared.Screen {
	var first *widget.Button
	card := func(sign widget.Sign, name, screen string) fyne.CanvasObject {
		b := widget.NewButton(e.Say("window.first."+name+".button"), func() { s.Go(shared.Route{Screen: screen}) })
		if first == nil {
			first = b
		}
		top := widget.NewStack(2.5, container.NewHBox(widget.NewMark(sign, widget.ToneAccent, 2.2)),
			widget.NewText(e.Say("window.first."+name), widget.TonePlain).Bold().Sized("subHeadingText"),
			widget.NewText(e.Say("window.first."+name+".text"), widget.ToneMuted))
		row := shared.Row(b)
		foot := widget.NewInset(0, 1, row)
		return widget.NewPanel(widget.NewInset(1, 1, widget.NewFrame(nil, nil, top, nil, foot)))
	}
	cards := widget.NewCards(4, 19.5,
		card(widget.SignInbox, "office", "office-new"), card(widget.SignPen, "district", "district-new"), card(widget.SignFolder, "open", "open"))
	lang := widget.NewButton(e.Say("window.first.language"), func() { s.otherLanguage(e) })
	head := widget.NewStack(1, widget.NewTitle(e.Say("window.first.title")), widget.NewText(e.Say("window.first.under"), widget.ToneMuted))
	box := widget.NewStack(5, head, cards, shared.Row(lang))
	return &page{
		view: widget.NewPlainScroll(widget.NewInset(5, 4, widget.NewMiddle(76, box))), title: e.Say("window.first.state"),
		start: func() fyne.Focusable { return first },
		drop:  func(paths []string) bool { s.Go(shared.Route{Screen: "district-new", Paths: paths}); return true },
	}
}

func (s *Shell) otherLanguage(*shared.Env) {
	lang := map[string]string{"de": "en", "en": "de"}[s.settings.Lang]
	if err := s.SetLang(lang); err != nil {
		s.o.Log.Error("language was not changed", "error", err)
	}
}

// wizard is the frame of a page of the first start.
func wizard(e *shared.Env, title, under string, banner *widget.Banner, pieces ...fyne.CanvasObject) fyne.CanvasObject {
	head := widget.NewStack(1, widget.NewTitle(title), widget.NewText(under, widget.ToneMuted))
	all := append([]fyne.CanvasObject{head, banner}, pieces...)
	banner.Frame = widget.NewMiddle(46, widget.NewStack(4, all...))
	return widget.NewScroll(widget.NewInset(5, 4, banner.Frame))
}

func (s *Shell) suggestFolder() string {
	if s.settings.Folder != "" {
		return s.settings.Folder
	}
	return s.o.Suggest
}

// options are those of a desk that is made or opened now.
func (s *Shell) options(passphrase string) desk.Options {
	o := s.o.Desk
	o.Lang, o.Log = s.settings.Lang, s.o.Log
	o.Passphrase = func() (string, error) { return passphrase, nil }
	if o.Clock == nil {
		o.Clock = s.o.Clock
	}
	return o
}

// newOfficeStart asks for what an office's desk needs.
func (s *Shell) newOfficeStart(e *shared.Env) shared.Screen {
	banner := widget.NewBanner()
	name := widget.NewField(e.Say("window.office_new.name_place"), nil)
	name.Cap = 120
	folder := shared.NewPath(e, shared.PathFolder, s.suggestFolder(), nil)
	pass, again := widget.NewSecret("", nil), widget.NewSecret("", nil)
	var create *widget.Button
	begin := func() {
		banner.Clear()
		if strings.TrimSpace(name.Text) == "" {
			banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.office_new.no_name"), "")
			e.Focus(name)
			return
		}
		if pass.Text != again.Text {
			banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.office_new.differ"), "")
			e.Focus(pass)
			return
		}
		word := pass.Text
		s.begin(e, banner, create, folder.Text, func(o desk.Options) (Desk, error) {
			return s.o.Desks.InitOffice(e.Context, folder.Text, strings.TrimSpace(name.Text), o)
		}, word)
	}
	create = widget.NewPrimary(e.Say("window.office_new.create"), begin)
	for _, f := range []*widget.Field{name, folder.Field, pass, again} {
		f.OnEnter = begin
	}
	back := widget.NewButton(e.Say("window.back"), s.Back)
	form := widget.NewPanel(widget.NewStack(4,
		shared.Labelled(e.Say("window.office_new.name"), name, e.Say("window.office_new.name_hint")),
		shared.Labelled(e.Say("window.folder"), folder.View(), e.Say("window.folder_hint")),
		widget.NewColumns(3, []float32{-1, -1}, shared.Labelled(e.Say("window.office_new.passphrase"), pass, ""), shared.Labelled(e.Say("window.office_new.again"), again, "")),
		widget.NewSmallText(e.Say("window.office_new.passphrase_hint"), widget.ToneMuted)))
	return &page{
		view:  wizard(e, e.Say("window.office_new.title"), e.Say("window.office_new.under"), banner, form, shared.Row(create, back)),
		title: e.Say("window.office_new.title"), start: func() fyne.Focusable { return name },
	}
}

// begin makes or opens a desk and shows it, or says why not.
func (s *Shell) begin(e *shared.Env, banner *widget.Banner, button *widget.Button, folder string, do func(desk.Options) (Desk, error), passphrase string) {
	var (
		d      Desk
		locked bool
		err    error
	)
	button.SetEnabled(false)
	e.Run(func() {
		if d, err = do(s.options(passphrase)); err == nil {
			locked, err = d.Locked(e.Context)
		}
	}, func() {
		button.SetEnabled(true)
		switch {
		case err != nil:
			e.Fail(banner, err)
			e.State(e.Say("window.failed"))
		case locked:
			s.locked, s.settings.Folder = d, folder
			s.Go(shared.Route{Screen: "unlock"})
		default:
			s.use(d, folder)
		}
	})
}

// newUnlock asks for the passphrase of a folder that is protected with one.
func (s *Shell) newUnlock(e *shared.Env) shared.Screen {
	banner, d := widget.NewBanner(), s.locked
	word := widget.NewSecret("", nil)
	var open *widget.Button
	try := func() {
		var err error
		typed := word.Text
		open.SetEnabled(false)
		e.Run(func() { err = d.Unlock(e.Context, typed) }, func() {
			open.SetEnabled(true)
			if err != nil {
				e.Fail(banner, err)
				e.Focus(word)
				return
			}
			s.use(d, s.settings.Folder)
		})
	}
	word.OnEnter = try
	open = widget.NewPrimary(e.Say("window.open.open"), try)
	form := widget.NewPanel(shared.Labelled(e.Say("window.passphrase.word"), word, ""))
	return &page{
		view:  wizard(e, e.Say("window.passphrase.title"), e.Say("window.passphrase.text"), banner, form, shared.Row(open)),
		title: e.Say("window.passphrase.title"), start: func() fyne.Focusable { return word },
	}
}

// newDistrictStart takes the office's first file and the code of the letter.
func (s *Shell) newDistrictStart(e *shared.Env, paths []string) shared.Screen {
	j := &joining{s: s, e: e, banner: widget.NewBanner(), proof: container.NewStack()}
	first := ""
	if len(paths) > 0 {
		first = paths[0]
	}
	j.file = shared.NewPath(e, shared.PathOpen, first, func(string) { j.forget() })
	j.code = widget.NewField(e.Say("window.join.code_place"), j.typeCode)
	j.codeHint = widget.NewSmallText(e.Say("window.join.code_hint"), widget.ToneMuted)
	j.folder = shared.NewPath(e, shared.PathFolder, s.suggestFolder(), nil)
	j.check = widget.NewPrimary(e.Say("window.join.check"), j.look)
	j.file.OnEnter, j.code.OnEnter = func() { e.Focus(j.code) }, j.look
	back := widget.NewButton(e.Say("window.back"), s.Back)
	form := widget.NewPanel(widget.NewStack(4,
		shared.Labelled(e.Say("window.join.file"), j.file.View(), e.Say("window.join.file_hint")),
		widget.NewStack(0.75, shared.Labelled(e.Say("window.join.code"), j.code, ""), j.codeHint),
		shared.Labelled(e.Say("window.folder"), j.folder.View(), e.Say("window.folder_hint"))))
	return &page{
		view:  wizard(e, e.Say("window.join.title"), e.Say("window.join.under"), j.banner, form, shared.Row(j.check, back), j.proof),
		title: e.Say("window.join.title"),
		start: func() fyne.Focusable {
			if j.file.Text != "" {
				return j.code
			}
			return j.file.Field
		},
		drop: func(paths []string) bool { j.file.SetText(paths[0]); e.Focus(j.code); return true },
	}
}

// joining is the way from the first file to a district's desk: file and code, then the fingerprint, then the folder.
type joining struct {
	s        *Shell
	e        *shared.Env
	banner   *widget.Banner
	file     *shared.Path
	code     *widget.Field
	codeHint *widget.Text
	folder   *shared.Path
	check    *widget.Button
	proof    *fyne.Container
}

// forget takes back the fingerprint when file or code change.
func (j *joining) forget() {
	j.proof.Objects = nil
	j.proof.Refresh()
}

// typeCode says whether the code can be right while it is typed.
func (j *joining) typeCode(text string) {
	j.forget()
	if strings.TrimSpace(text) == "" {
		j.codeHint.Set(j.e.Say("window.join.code_hint"), widget.ToneMuted)
		return
	}
	if _, err := j.s.o.Desks.NormalizeCode(text); err != nil {
		j.codeHint.Set(j.e.Say("window.join.code_incomplete"), widget.ToneWarn)
		return
	}
	j.codeHint.Set(j.e.Say("window.join.code_right"), widget.ToneGood)
}

// look opens the file with the code and shows whose it is.
func (j *joining) look() {
	j.banner.Clear()
	var (
		print, office, district string
		err                     error
	)
	file, code := strings.Trim(strings.TrimSpace(j.file.Text), `"`), j.code.Text
	j.check.SetEnabled(false)
	j.e.Run(func() { print, office, district, err = j.s.o.Desks.Fingerprint(j.e.Context, file, code) }, func() {
		j.check.SetEnabled(true)
		if err != nil {
			j.e.Fail(j.banner, err)
			return
		}
		j.show(file, code, print, office, district)
	})
}

func (j *joining) show(file, code, print, office, district string) {
	e := j.e
	var join *widget.Button
	join = widget.NewPrimary(e.Say("window.join.same"), func() {
		j.s.begin(e, j.banner, join, j.folder.Text, func(o desk.Options) (Desk, error) {
			return j.s.o.Desks.InitDistrict(e.Context, j.folder.Text, file, code, print, o)
		}, "")
	})
	differs := widget.NewButton(e.Say("window.join.differs"), func() {
		j.forget()
		j.banner.Say(widget.SignWarn, widget.ToneBad, e.Say("window.join.stop"), e.Say("window.join.stop_hint"))
	})
	box := widget.NewStack(2.5, widget.NewText(e.Say("window.join.from", "office", office, "district", district), widget.TonePlain).Bold(),
		widget.NewText(e.Say("window.join.compare"), widget.TonePlain),
		widget.NewText(print, widget.TonePlain).Mono(), shared.Row(join, differs))
	j.proof.Objects = []fyne.CanvasObject{widget.NewTonePanel(widget.NewInset(1.5, 1.5, box), widget.ToneAccent)}
	j.proof.Refresh()
	e.Focus(join)
	e.State(e.Say("window.join.state", "file", filepath.Base(file)))
}

// newOpening opens an existing data folder; the one that was open last at once.
func (s *Shell) newOpening(e *shared.Env) shared.Screen {
	banner := widget.NewBanner()
	folder := shared.NewPath(e, shared.PathFolder, s.suggestFolder(), nil)
	var open *widget.Button
	begin := func() {
		banner.Clear()
		path := folder.Text
		seen, err := s.o.Desks.LookAt(path)
		if err == nil && !seen.IsDesk {
			banner.Say(widget.SignWarn, widget.ToneWarn, e.Say("window.open.none"), e.Say("window.open.none_hint"))
			e.State(e.Say("window.failed"))
			return
		}
		s.begin(e, banner, open, path, func(o desk.Options) (Desk, error) { return s.o.Desks.Open(e.Context, path, o) }, "")
	}
	open = widget.NewPrimary(e.Say("window.open.open"), begin)
	folder.OnEnter = begin
	other := widget.NewButton(e.Say("window.open.other"), func() { s.Go(shared.Route{Screen: "first"}) })
	form := widget.NewPanel(shared.Labelled(e.Say("window.folder"), folder.View(), e.Say("window.open.hint")))
	p := &page{
		view:  wizard(e, e.Say("window.open.title"), e.Say("window.open.under"), banner, form, shared.Row(open, other)),
		title: e.Say("window.open.title"), start: func() fyne.Focusable { return folder.Field },
	}
	if s.settings.Folder != "" && len(s.history) == 0 {
		s.o.After(0, begin)
	}
	return p
}
