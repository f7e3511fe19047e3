package office

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// letterPart writes the letter, and shows the code only when asked for: the one in use, or one from before.
func (s *Districts) letterPart(d desk.DistrictInfo) fyne.CanvasObject {
	e, former := s.env, 0
	path := shared.NewPath(e, shared.PathSave, filepath.Join(e.Folder(), e.Say("window.districts.letter_file", "key", string(d.Key))), nil)
	write := func() {
		to, of := path.Text, former
		var err error
		e.Run(func() { err = s.desk.WriteFormerLetter(e.Context, d.Key, of, to) }, func() {
			if err != nil {
				e.Fail(s.banner, err)
				return
			}
			s.banner.Say(widget.SignYes, widget.ToneGood, e.Say("window.districts.letter_done", "file", to), e.Say("window.districts.letter_done_hint"))
		})
	}
	path.OnEnter = write
	code := widget.NewText("", widget.TonePlain).Mono()
	code.Hide()
	var show *widget.Button
	show = widget.NewButton(e.Say("window.districts.code_show"), func() { s.toggleCode(d, former, code, show) })
	which := container.NewStack()
	s.codesOf(d, func(codes []desk.CodeInfo) {
		if len(codes) < 2 {
			return
		}
		names := make([]string, len(codes))
		for i, c := range codes {
			names[i] = s.codeName(c)
		}
		choice := widget.NewChoice(names, 0, func(i int) {
			former = codes[i].Former
			if code.Visible() {
				s.toggleCode(d, former, code, show)
			}
		})
		which.Objects = []fyne.CanvasObject{shared.Labelled(e.Say("office.codes.which"), choice, "")}
		which.Refresh()
		s.detail.Refresh()
	})
	return widget.NewStack(2, widget.NewText(e.Say("window.districts.letter"), widget.TonePlain).Bold(),
		widget.NewText(e.Say("window.districts.letter_text"), widget.ToneMuted), which, path.View(),
		shared.Row(widget.NewButton(e.Say("window.districts.letter_write"), write), show), code)
}

// codesOf reads which codes a district has had.
func (s *Districts) codesOf(d desk.DistrictInfo, then func([]desk.CodeInfo)) {
	var (
		codes []desk.CodeInfo
		err   error
	)
	s.env.Run(func() { codes, err = s.desk.Codes(s.env.Context, d.Key) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		then(codes)
	})
}

func (s *Districts) codeName(c desk.CodeInfo) string {
	e := s.env
	switch {
	case c.Former == 0:
		return e.Say("office.codes.current")
	case c.Revoked:
		return e.Say("office.codes.revoked", "until", e.Date(c.Until))
	}
	return e.Say("office.codes.former", "until", e.Date(c.Until))
}

// codePart draws a new code: a first press explains what that means, a second one does it.
func (s *Districts) codePart(d desk.DistrictInfo) fyne.CanvasObject {
	e, asked := s.env, ""
	var rotate, revoke *widget.Button
	press := func(what string, b *widget.Button, do func() error) {
		if asked != what {
			asked = what
			rotate.SetText(e.Say("office.codes.rotate"))
			revoke.SetText(e.Say("office.codes.revoke"))
			b.SetText(e.Say("office.codes.sure"))
			s.banner.Say(widget.SignInfo, widget.ToneWarn, e.Say("office.codes."+what+"_ask", "district", d.Name), e.Say("office.codes."+what+"_hint"))
			return
		}
		var err error
		e.Run(func() { err = do() }, func() {
			if err != nil {
				e.Fail(s.banner, err)
				return
			}
			s.load(d.Key)
			s.banner.Say(widget.SignYes, widget.ToneGood, e.Say("office.codes.drawn", "district", d.Name), e.Say("office.codes.drawn_hint"))
		})
	}
	rotate = widget.NewButton(e.Say("office.codes.rotate"), func() {
		press("rotate", rotate, func() error { return s.desk.RotateCode(e.Context, d.Key) })
	})
	revoke = widget.NewButton(e.Say("office.codes.revoke"), func() {
		press("revoke", revoke, func() error { return s.desk.RevokeCode(e.Context, d.Key) })
	})
	return widget.NewStack(2, widget.NewText(e.Say("office.codes.title"), widget.TonePlain).Bold(), widget.NewText(e.Say("office.codes.text"), widget.ToneMuted), shared.Row(rotate, revoke))
}

func (s *Districts) toggleCode(d desk.DistrictInfo, former int, code *widget.Text, show *widget.Button) {
	e := s.env
	if code.Visible() {
		code.Hide()
		code.SetText("")
		show.SetText(e.Say("window.districts.code_show"))
		return
	}
	var (
		letter desk.Letter
		err    error
	)
	e.Run(func() { letter, err = s.desk.FormerLetter(e.Context, d.Key, former) }, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		code.SetText(letter.Code)
		code.Show()
		show.SetText(e.Say("window.districts.code_hide"))
		s.detail.Refresh()
	})
}
