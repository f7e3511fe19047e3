package window

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"kreislage/app/window/look"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/app/words"
	"kreislage/data/assessment"
)

// newSettings is the screen for language, look and text size; it also tells about the desk.
func (s *Shell) newSettings(e *shared.Env) shared.Screen {
	banner := widget.NewBanner()
	var langs []string
	for _, code := range words.Languages() {
		langs = append(langs, e.Say("window.settings.lang."+code))
	}
	lang := widget.NewSegments(langs, slices.Index(words.Languages(), s.settings.Lang), func(i int) {
		if err := s.SetLang(words.Languages()[i]); err != nil {
			e.Fail(banner, err)
		}
	})
	var modes []string
	for _, m := range look.Modes() {
		modes = append(modes, e.Say("window.settings.mode."+string(m)))
	}
	mode := widget.NewSegments(modes, slices.Index(look.Modes(), s.settings.Mode), func(i int) { s.SetLook(look.Modes()[i], s.settings.Scale) })
	var scales []string
	for _, n := range look.Scales() {
		scales = append(scales, strconv.Itoa(n)+" %")
	}
	scale := widget.NewSegments(scales, slices.Index(look.Scales(), s.settings.Scale), func(i int) {
		s.SetLook(s.settings.Mode, look.Scales()[i])
		s.bar = nil
		s.show(s.route)
	})
	looks := widget.NewPanel(widget.NewStack(4,
		shared.Labelled(e.Say("window.settings.lang"), lang, ""), shared.Labelled(e.Say("window.settings.mode"), mode, ""),
		shared.Labelled(e.Say("window.settings.scale"), scale, e.Say("window.settings.scale_hint"))))
	pieces := []fyne.CanvasObject{looks}
	if s.desk != nil {
		pieces = append(pieces, s.about(e))
	}
	keys := widget.NewButton(e.Say("window.keys.title"), s.showKeys)
	keys.Hint = "F1"
	pieces = append(pieces, shared.Row(keys))
	return &page{
		view:  shared.Page(e.Say("window.nav.settings"), "", banner, widget.NewScroll(widget.NewCapped(60, widget.NewStack(3, pieces...)))),
		title: e.Say("window.nav.settings"),
	}
}

// about tells whose desk this is, where it lies and by which fingerprint its key is known.
func (s *Shell) about(e *shared.Env) fyne.CanvasObject {
	info := s.desk.Info()
	row := func(name, value string) fyne.CanvasObject {
		return widget.NewColumns(2, []float32{12, -1}, widget.NewText(name, widget.ToneMuted), widget.NewText(value, widget.TonePlain))
	}
	box := widget.NewStack(1.5, widget.NewSubtitle(e.Say("window.settings.desk")), row(e.Say("window.settings.office"), info.OfficeName))
	if info.Role == assessment.RoleDistrict {
		box.Add(row(e.Say("window.settings.district"), info.District.Name+" ("+string(info.District.Key)+")"))
		box.Add(row(e.Say("window.settings.office_key"), info.OfficeKey))
	}
	box.Add(row(e.Say("window.settings.key"), info.Fingerprint))
	box.Add(row(e.Say("window.settings.folder"), info.Folder))
	box.Add(row(e.Say("window.settings.who"), info.Who))
	return widget.NewPanel(box)
}
