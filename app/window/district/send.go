package district

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Send is the screen that checks the answers in plain words and writes the reply.
type Send struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	round  assessment.RoundID
	paper  *desk.Paper
	banner *widget.Banner
	body   *fyne.Container
	view   fyne.CanvasObject
	folder *shared.Path
	write  *widget.Button
	meter  *shared.Meter
}

// NewSend makes the screen for a round, the newest where it is empty.
func NewSend(e *shared.Env, d Desk, round string) *Send {
	s := &Send{env: e, desk: d, round: assessment.RoundID(round), banner: widget.NewBanner(), body: container.NewStack(), meter: shared.NewMeter(e)}
	s.view = shared.Page(e.Say("window.send.title"), e.Say("window.send.under"), s.banner, s.body)
	s.load()
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

func (s *Send) load() {
	var err error
	s.env.Run(func() { err = s.read() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.build()
	})
}

func (s *Send) read() error {
	ctx := s.env.Context
	if s.round == "" {
		rounds, err := s.desk.Rounds(ctx)
		if err != nil || len(rounds) == 0 {
			return err
		}
		s.round = rounds[0].ID
	}
	var err error
	s.paper, err = s.desk.Paper(ctx, s.round, s.desk.Info().District.Key, assessment.WholeScope)
	return err
}

func (s *Send) build() {
	e := s.env
	if s.paper == nil {
		s.body.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignInbox, e.Say("window.answer.none"), e.Say("window.answer.none_hint"))}
		s.body.Refresh()
		return
	}
	s.folder = shared.NewPath(e, shared.PathFolder, e.Folder(), nil)
	s.folder.OnEnter = s.export
	s.write = widget.NewPrimary(e.Say("window.send.write"), s.export)
	check := widget.NewPanel(widget.NewStack(2.5, widget.NewSubtitle(e.Say("window.send.check")), s.findings()))
	target := widget.NewPanel(widget.NewStack(3, widget.NewSubtitle(e.Say("window.send.target")),
		shared.Labelled(e.Say("window.send.folder"), s.folder.View(), e.Say("window.send.folder_hint")), shared.Row(s.write), s.meter.View()))
	s.body.Objects = []fyne.CanvasObject{widget.NewScroll(widget.NewCapped(58, widget.NewStack(3, check, target)))}
	s.body.Refresh()
	e.Focus(s.folder.Field)
	e.State(s.paper.Round.Name)
}

// findings says in plain words how the answers stand.
func (s *Send) findings() fyne.CanvasObject {
	e, t := s.env, s.paper.Tally
	unexplained, remarks := 0, 0
	for _, r := range s.paper.Rows {
		if !r.Answer.Explained() {
			unexplained++
		}
		if r.Remark.Question != "" && !r.Remark.Settled && r.Remark.Reply == "" {
			remarks++
		}
	}
	box := widget.NewStack(1.5)
	say := func(bad bool, sign widget.Sign, tone widget.Tone, text, good string) {
		if !bad {
			if good == "" {
				return
			}
			sign, tone, text = widget.SignYes, widget.ToneGood, good
		}
		box.Add(widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(sign, tone, 1.2), widget.NewText(text, widget.TonePlain)))
	}
	share, ok := t.Fulfilment()
	say(true, widget.SignInfo, widget.ToneAccent, e.Say("window.send.progress", "done", t.Total-t.Open, "all", t.Total, "share", e.Percent(share, ok)), "")
	say(t.Open > 0, widget.SignOpen, widget.ToneMuted, e.Plural("window.send.open", t.Open), e.Say("window.send.none_open"))
	say(unexplained > 0, widget.SignWarn, widget.ToneWarn, e.Plural("window.send.unexplained", unexplained), e.Say("window.send.all_explained"))
	say(remarks > 0, widget.SignSpeech, widget.ToneWarn, e.Plural("window.send.remarks", remarks), "")
	say(t.Conflicts > 0, widget.SignSplit, widget.ToneBad, e.Plural("window.send.conflicts", t.Conflicts), "")
	say(t.ToConfirm > 0, widget.SignWarn, widget.ToneWarn, e.Plural("window.send.to_confirm", t.ToConfirm), "")
	if t.Open > 0 {
		box.Add(widget.NewText(e.Say("window.send.interim"), widget.ToneMuted))
	}
	return box
}

// export writes the reply and tells where it lies.
func (s *Send) export() {
	e, dir := s.env, s.folder.Text
	var (
		files []desk.ExportedFile
		err   error
	)
	s.write.SetEnabled(false)
	s.meter.Begin(e.Say("window.send.writing"), nil)
	e.Run(func() { files, err = s.desk.Export(e.Context, s.round, nil, dir, s.meter.Report) }, func() {
		s.meter.End()
		s.write.SetEnabled(true)
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		e.Keep(dir)
		for _, f := range files {
			s.banner.Say(widget.SignYes, widget.ToneGood,
				e.Say("window.send.done", "file", filepath.Base(f.Path), "number", f.Sequence),
				e.Say("window.send.done_hint", "folder", filepath.Dir(f.Path), "hash", shortHash(f.Hash)))
			e.State(e.Say("window.send.state", "number", f.Sequence))
		}
	})
}

// shortHash is as much of a hash as people compare.
func shortHash(h string) string {
	if len(h) > 16 {
		return h[:16]
	}
	return h
}
