package office

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Keeper holds files that could not be taken in.
type Keeper interface {
	Quarantine(ctx context.Context) ([]desk.Quarantined, error)
	Discard(ctx context.Context, id int64) error
}

// Held is the screen with the files that could not be taken in, and what to ask their senders for.
type Held struct {
	shared.Plain
	env    *shared.Env
	desk   Desk
	route  shared.Route
	list   []desk.Quarantined
	names  map[assessment.DistrictKey]string
	banner *widget.Banner
	body   *fyne.Container
	detail *fyne.Container
	table  *widget.Table
	asked  int64 // the file that a first press asked about
}

// NewHeld makes the screen; the files of the district of the route come first.
func NewHeld(e *shared.Env, d Desk, route shared.Route) *Held {
	s := &Held{env: e, desk: d, route: route, banner: widget.NewBanner(), body: container.NewStack(), detail: container.NewStack()}
	e.Load(s.banner, s.read, s.build)
	return s
}

// View is the screen's content.
func (s *Held) View() fyne.CanvasObject { return s.body }

// Title is the screen's name.
func (s *Held) Title() string { return s.env.Say("office.held.title") }

// Start is the list.
func (s *Held) Start() fyne.Focusable {
	if s.table == nil {
		return nil
	}
	return s.table.List
}

// Key goes back with the backspace key.
func (s *Held) Key(ev *fyne.KeyEvent) bool { return back(s.env, ev) }

func (s *Held) read() error {
	all, err := s.desk.Quarantine(s.env.Context)
	if err != nil {
		return err
	}
	districts, err := s.desk.Districts(s.env.Context)
	s.names = map[assessment.DistrictKey]string{}
	for _, d := range districts {
		s.names[d.Key] = d.Name
	}
	s.list = nil
	for _, own := range []bool{true, false} {
		for _, q := range all {
			if (string(q.District) == s.route.District) == own {
				s.list = append(s.list, q)
			}
		}
	}
	return err
}

func (s *Held) build() {
	e := s.env
	way := widget.NewButton(e.Say("window.back"), e.Back)
	way.Sign = widget.SignLeft
	page := func(content fyne.CanvasObject) {
		s.body.Objects = []fyne.CanvasObject{shared.Page(e.Say("office.held.title"), e.Say("office.held.under"), s.banner, content, way)}
		s.body.Refresh()
		e.State(e.Plural("office.held.state", len(s.list)))
	}
	if len(s.list) == 0 {
		s.table = nil
		page(widget.NewEmpty(widget.SignYes, e.Say("office.held.none"), e.Say("office.held.none_hint")))
		e.Focus(way)
		return
	}
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.county.column.file"), Ems: 10, Share: 1}, {Title: e.Say("window.picture.district"), Ems: 8, Share: 0.7}, {Title: e.Say("office.held.column.why"), Ems: 9, Share: 0.4}, {Title: e.Say("office.held.column.at"), Ems: 7, Spare: 1},
	}, nil)
	rows := make([][]widget.Cell, len(s.list))
	for i, q := range s.list {
		look, name := e.Verdict(q.Verdict), s.name(q)
		rows[i] = []widget.Cell{{Text: q.File}, {Text: name}, {Text: look.Word, Sign: look.Sign, Tone: look.Tone}, {Text: e.Date(q.At), Tone: widget.ToneMuted}}
	}
	s.table.SetRows(rows)
	s.table.OnChoose = s.tell
	page(widget.NewColumns(3, []float32{-1.5, -1}, s.table.View(), s.detail))
	s.table.Mark(0)
	s.tell(0)
	e.Focus(s.table.List)
}

// name is whose a file is, as far as that is known.
func (s *Held) name(q desk.Quarantined) string {
	name := s.names[q.District]
	switch {
	case name == "":
		return s.env.Say("office.held.unknown")
	case q.Presumed:
		return s.env.Say("office.held.presumed", "district", name)
	}
	return name
}

// Rune copies what to ask the sender for with C.
func (s *Held) Rune(r rune) bool {
	if s.table == nil || r != 'c' && r != 'C' || s.table.Chosen() >= len(s.list) || s.table.Chosen() < 0 {
		return false
	}
	s.copy(s.list[s.table.Chosen()])
	return true
}

// copy puts the text for the sender into the clipboard.
func (s *Held) copy(q desk.Quarantined) {
	toClipboard(q.Subject + "\n\n" + q.Ask)
	s.banner.Say(widget.SignYes, widget.ToneGood, s.env.Say("office.held.copied", "file", q.File), "")
}

// asking is what to write to a file's sender.
func (s *Held) asking(q desk.Quarantined) fyne.CanvasObject {
	e := s.env
	copied := widget.NewButton(e.Say("office.held.copy_text"), func() { s.copy(q) })
	copied.Hint = "C"
	text := widget.NewPanel(widget.NewStack(1.5, widget.NewText(q.Subject, widget.TonePlain).Bold(), widget.NewText(q.Ask, widget.TonePlain)))
	return widget.NewStack(1.5, widget.NewText(e.Say("office.held.ask_sender"), widget.TonePlain).Bold(), text, shared.Row(copied))
}

// tell shows what is wrong with a file and what to do.
func (s *Held) tell(i int) {
	if i < 0 || i >= len(s.list) {
		return
	}
	e, q := s.env, s.list[i]
	s.asked = 0
	look := e.Verdict(q.Verdict)
	box := widget.NewStack(2.5, widget.NewText(q.File, widget.TonePlain).Bold(), widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(look.Sign, look.Tone, 1.3), widget.NewText(q.Sentence, widget.TonePlain)))
	if q.Presumed {
		box.Add(widget.NewSmallText(e.Say("office.held.presumed_why"), widget.ToneMuted))
	}
	if q.Ask != "" {
		box.Add(s.asking(q))
	}
	if q.Copy != "" {
		box.Add(widget.NewSmallText(e.Say("office.held.copy", "path", q.Copy), widget.ToneMuted))
	}
	row := shared.Row()
	if q.Copy != "" {
		row.Add(widget.NewButton(e.Say("office.held.again"), func() { e.Go(shared.Route{Screen: "receive", Paths: []string{q.Copy}}) }))
	}
	drop := widget.NewButton(e.Say("office.held.discard"), nil)
	drop.OnTap = func() {
		if s.asked != q.ID {
			s.asked = q.ID
			drop.SetText(e.Say("office.held.discard_sure"))
			s.banner.Say(widget.SignInfo, widget.ToneWarn, e.Say("office.held.ask", "file", q.File), "")
			return
		}
		s.discard(q)
	}
	row.Add(drop)
	if q.District != "" {
		row.Add(widget.NewButton(e.Say("office.held.county"), func() { e.Go(shared.Route{Screen: "county", District: string(q.District)}) }))
	}
	box.Add(row)
	s.detail.Objects = []fyne.CanvasObject{widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, box)))}
	s.detail.Refresh()
}

func (s *Held) discard(q desk.Quarantined) {
	e := s.env
	var err error
	e.Run(func() {
		if err = s.desk.Discard(e.Context, q.ID); err == nil {
			err = s.read()
		}
	}, func() {
		if err != nil {
			e.Fail(s.banner, err)
			return
		}
		s.build()
		s.banner.Say(widget.SignYes, widget.ToneGood, e.Say("office.held.discarded", "file", q.File), "")
	})
}
