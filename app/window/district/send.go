package district

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Sender is what sending the reply needs of a desk.
type Sender interface {
	Surveyor
	CheckReply(ctx context.Context, round assessment.RoundID) (desk.ReplyCheck, error)
	SignOff(ctx context.Context, round assessment.RoundID, name, role string) (desk.SignOff, error)
	Sent(ctx context.Context, round assessment.RoundID) ([]desk.SentFile, error)
	Attachments(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]desk.Attachment, error)
	Export(ctx context.Context, round assessment.RoundID, districts []assessment.DistrictKey, dir string, progress func(desk.Progress)) ([]desk.ExportedFile, error)
	ExportAttachments(ctx context.Context, round assessment.RoundID, dir string) (desk.ExportedFile, error)
}

// Send is the screen that checks the answers in plain words, signs them off and writes the reply.
type Send struct {
	shared.Plain
	env    *shared.Env
	desk   Sender
	round  string
	now    current
	data   desk.Overview
	check  desk.ReplyCheck
	files  []desk.Attachment // those whose bytes are here
	sent   []desk.SentFile   // the newest first
	banner *widget.Banner
	body   *fyne.Container
	view   fyne.CanvasObject

	name, role *widget.Field
	sign       *widget.Button
	signed     *fyne.Container
	with       *widget.Check
	folder     *shared.Path
	write      *widget.Button
	meter      *shared.Meter
	result     *fyne.Container
	box        *fyne.Container
	scroll     *container.Scroll
}

// NewSend makes the screen for a round, the newest where it is empty.
func NewSend(e *shared.Env, d Sender, round string) *Send {
	s := &Send{env: e, desk: d, round: round, banner: widget.NewBanner(), body: container.NewStack(), meter: shared.NewMeter(e)}
	s.view = shared.Page(e.Say("window.send.title"), e.Say("window.send.under"), s.banner, s.body)
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Send) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Send) Title() string { return s.env.Say("window.nav.send") }

// Start is the folder that the reply is written to.
func (s *Send) Start() fyne.Focusable {
	if s.folder == nil {
		return nil
	}
	return s.folder.Field
}

func (s *Send) read() error {
	ctx := s.env.Context
	var err error
	if s.now, err = readCurrent(ctx, s.desk, s.round); err != nil || s.now.none() {
		return err
	}
	round := s.now.round.ID
	if s.data, err = s.desk.Overview(ctx, round, s.now.key); err != nil {
		return err
	}
	if s.check, err = s.desk.CheckReply(ctx, round); err != nil {
		return err
	}
	if s.sent, err = s.desk.Sent(ctx, round); err != nil {
		return err
	}
	all, err := s.desk.Attachments(ctx, round, s.now.key)
	for _, a := range all {
		if a.Here {
			s.files = append(s.files, a)
		}
	}
	return err
}

func (s *Send) build() {
	e := s.env
	if s.now.none() {
		s.put(noRound(e))
		return
	}
	s.result = container.NewStack()
	s.result.Hide()
	stand := widget.NewStack(3, s.findings(), s.former())
	act := widget.NewStack(3, s.signPart(), s.targetPart())
	s.box = widget.NewStack(3, s.result, widget.NewTiles(3, 40, stand, act))
	if c := s.now.roundChoice(e, "send"); c != nil {
		s.box.Objects = append([]fyne.CanvasObject{wide(24, c)}, s.box.Objects...)
	}
	s.scroll = widget.NewPlainScroll(widget.NewInset(1, 1, widget.NewCapped(110, s.box)))
	s.put(widget.NewInset(-1, -1, s.scroll))
	e.Focus(s.folder.Field)
	e.State(s.now.round.Name)
}

func (s *Send) put(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

// line is a sign and a sentence.
func line(l shared.Look) fyne.CanvasObject {
	return widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(l.Sign, l.Tone, 1.2), widget.NewText(l.Word, widget.TonePlain))
}

// findings says in plain words how the answers stand, with the ways to what is to be done.
func (s *Send) findings() fyne.CanvasObject {
	e, t, c := s.env, s.data.Tally, s.check
	share, ok := t.Fulfilment()
	box := widget.NewStack(1.5, widget.NewSubtitle(e.Say("window.send.check")),
		line(shared.Look{Sign: widget.SignInfo, Tone: widget.ToneAccent, Word: e.Say("window.send.progress", "done", t.Total-t.Open, "all", t.Total, "share", e.Percent(share, ok))}))
	if c.Clean() {
		box.Add(line(shared.Look{Sign: widget.SignYes, Tone: widget.ToneGood, Word: e.Say("district.send.clean")}))
		return widget.NewPanel(box)
	}
	for _, sentence := range c.Sentences {
		box.Add(line(shared.Look{Sign: widget.SignWarn, Tone: widget.ToneWarn, Word: sentence}))
	}
	ways := shared.Row()
	way := func(n int, key string, r shared.Route) {
		if n > 0 {
			r.Round = string(s.now.round.ID)
			ways.Add(widget.NewButton(e.Say(key), func() { e.Go(r) }))
		}
	}
	way(c.Open+c.Unexplained+c.ToConfirm, "window.nav.answer", shared.Route{Screen: "answer"})
	way(c.RemarksOpen+c.AcceptancesExpired, "window.nav.overview", shared.Route{Screen: "overview"})
	way(c.Conflicts, "window.nav.conflicts", shared.Route{Screen: "conflicts"})
	way(c.MeasuresOverdue, "window.nav.measures", shared.Route{Screen: "measures"})
	way(c.DelegationsOut, "window.nav.delegations", shared.Route{Screen: "delegations"})
	box.Add(widget.NewText(e.Say("district.send.anyway"), widget.ToneMuted))
	if len(ways.Objects) > 0 {
		box.Add(ways)
	}
	return widget.NewPanel(box)
}

// signPart is the sign-off: by whom, and whether it still holds.
func (s *Send) signPart() fyne.CanvasObject {
	e := s.env
	s.signed = container.NewStack()
	s.name = widget.NewField(e.Say("district.send.name_place"), func(string) { s.ready() })
	s.role = widget.NewField(e.Say("district.send.role_place"), nil)
	s.name.Cap, s.role.Cap = assessment.MaxName, assessment.MaxName
	s.name.OnEnter = func() { e.Focus(s.role) }
	s.sign = widget.NewButton(e.Say("district.send.sign"), s.signOff)
	s.role.OnEnter = s.sign.Press
	s.showSigned()
	s.ready()
	return widget.NewPanel(widget.NewStack(2.5, widget.NewSubtitle(e.Say("district.send.signoff")), s.signed,
		widget.NewColumns(2.5, []float32{-1, -1}, shared.Labelled(e.Say("district.send.name"), s.name, ""), shared.Labelled(e.Say("district.send.role"), s.role, "")),
		shared.Row(s.sign)))
}

func (s *Send) showSigned() {
	look := signLook(s.env, s.check.SignOff)
	if look.Word == "" {
		look = shared.Look{Sign: widget.SignOpen, Tone: widget.ToneMuted, Word: s.env.Say("district.send.unsigned")}
	}
	s.signed.Objects = []fyne.CanvasObject{line(look)}
	s.signed.Refresh()
}

func (s *Send) ready() {
	s.sign.SetEnabled(s.now.open() && strings.TrimSpace(s.name.Text) != "")
}

func (s *Send) signOff() {
	e, name, role := s.env, s.name.Text, s.role.Text
	var (
		given desk.SignOff
		err   error
	)
	s.sign.SetEnabled(false)
	e.Run(func() { given, err = s.desk.SignOff(e.Context, s.now.round.ID, name, role) }, func() {
		s.ready()
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.banner.Clear()
		s.check.SignOff = given
		s.showSigned()
		e.State(e.Say("district.send.state_signed"))
		e.Focus(s.folder.Field)
	})
}

// targetPart is where the reply is written to and what goes with it.
func (s *Send) targetPart() fyne.CanvasObject {
	e := s.env
	s.folder = shared.NewPath(e, shared.PathFolder, e.Folder(), nil)
	s.folder.OnEnter = s.export
	s.write = widget.NewPrimary(e.Say("window.send.write"), s.export)
	box := widget.NewStack(3, widget.NewSubtitle(e.Say("window.send.target")),
		shared.Labelled(e.Say("window.send.folder"), s.folder.View(), e.Say("window.send.folder_hint")))
	if len(s.files) > 0 {
		size := int64(0)
		for _, f := range s.files {
			size += f.Size
		}
		s.with = widget.NewCheck(e.Plural("district.send.attachments", len(s.files), "size", e.Words.Decimal(float64(size)/1e6, 1)), false, nil)
		box.Add(widget.NewStack(0.5, s.with, widget.NewSmallText(e.Say("district.send.attachments_hint"), widget.ToneMuted)))
	}
	box.Add(shared.Row(s.write))
	box.Add(s.meter.View())
	return widget.NewPanel(box)
}

// former tells what became of the files before; the newest with the hash that its receipt names.
func (s *Send) former() fyne.CanvasObject {
	e := s.env
	box := widget.NewStack(1.5, widget.NewSubtitle(e.Say("district.send.former")))
	if len(s.sent) == 0 {
		box.Add(widget.NewText(e.Say("district.send.former_none"), widget.ToneMuted))
		return widget.NewPanel(box)
	}
	for _, f := range s.sent[:min(len(s.sent), mostLines)] {
		number := f.Number
		if number == "" {
			number = e.Say("district.send.former_attachments")
		}
		look := shared.Look{Sign: widget.SignMail, Tone: widget.ToneMuted, Word: e.Say("district.send.former_out", "number", number, "at", e.Day(f.At), "file", f.File)}
		if f.Confirmed {
			look = shared.Look{Sign: widget.SignYes, Tone: widget.ToneGood, Word: e.Say("district.send.former_in", "number", number, "at", e.Day(f.At), "file", f.File)}
		}
		box.Add(line(look))
		if r := s.data.LastReply; r != nil && f.File == r.File {
			box.Add(widget.NewInset(2, 0, widget.NewSmallText(e.Say("district.send.hash", "hash", shortHash(r.Hash)), widget.ToneMuted)))
		}
	}
	if more := len(s.sent) - mostLines; more > 0 {
		box.Add(widget.NewSmallText(e.Plural("district.overview.more", more), widget.ToneMuted))
	}
	return widget.NewPanel(box)
}

// export writes the reply and, where asked for, the attachments, and tells where they lie.
func (s *Send) export() {
	if s.write.Disabled() {
		return
	}
	e, dir := s.env, s.folder.Text
	with := s.with != nil && s.with.Checked
	var (
		files []desk.ExportedFile
		extra desk.ExportedFile
		err   error
	)
	s.write.SetEnabled(false)
	s.meter.Begin(e.Say("window.send.writing"), nil)
	e.Run(func() {
		files, err = s.desk.Export(e.Context, s.now.round.ID, nil, dir, s.meter.Report)
		if err == nil && with {
			extra, err = s.desk.ExportAttachments(e.Context, s.now.round.ID, dir)
		}
	}, func() {
		s.meter.End()
		s.write.SetEnabled(true)
		if len(files) > 0 {
			e.Keep(dir)
			s.tell(files[0], extra)
		}
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.banner.Clear()
	})
}

// tell says where the file lies and what to do with it.
func (s *Send) tell(f, extra desk.ExportedFile) {
	e := s.env
	names := filepath.Base(f.Path)
	if extra.Path != "" {
		names = e.Words.List([]string{names, filepath.Base(extra.Path)})
	}
	kind := e.Say("district.send.interim")
	if s.check.SignOff.Holds() {
		kind = e.Say("district.send.final", "name", s.check.SignOff.Name)
	}
	copied := widget.NewButton(e.Say("district.send.copy_path"), nil)
	copied.OnTap = func() {
		fyne.CurrentApp().Clipboard().SetContent(f.Path)
		copied.SetText(e.Say("district.send.path_copied"))
	}
	step := func(no, text string) fyne.CanvasObject {
		return widget.NewColumns(2, []float32{1.4, -1}, widget.NewLine(no, widget.ToneAccent, true), widget.NewText(text, widget.TonePlain))
	}
	head := widget.NewColumns(2, []float32{1.6, -1}, widget.NewMark(widget.SignYes, widget.ToneGood, 1.4),
		widget.NewText(e.Say("district.send.written", "number", f.Sequence), widget.TonePlain).Bold().Sized(theme.SizeNameSubHeadingText))
	box := widget.NewStack(2, head, widget.NewText(kind, widget.TonePlain),
		step("1", e.Say("district.send.step_find", "files", names, "folder", filepath.Dir(f.Path))),
		step("2", e.Say("district.send.step_mail")),
		step("3", e.Say("district.send.step_receipt", "number", f.Sequence, "hash", shortHash(f.Hash))),
		shared.Row(copied))
	s.result.Objects = []fyne.CanvasObject{widget.NewTonePanel(box, widget.ToneGood)}
	s.result.Show()
	s.box.Refresh()
	s.body.Refresh()
	s.scroll.ScrollToTop()
	e.State(e.Say("window.send.state", "number", f.Sequence))
}

// shortHash is as much of a hash as people compare.
func shortHash(h string) string {
	if len(h) > 16 {
		return h[:16]
	}
	return h
}
