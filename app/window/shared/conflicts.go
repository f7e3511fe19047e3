package shared

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// Conflicted knows the fields that have more than one value, and can settle those of its own side.
type Conflicted interface {
	Rounds(ctx context.Context) ([]desk.RoundInfo, error)
	Conflicts(ctx context.Context, round assessment.RoundID) ([]desk.Conflict, error)
	Resolve(ctx context.Context, conflictID string, value string) error
}

// Conflicts is the screen with all versions side by side. What belongs to the other side is to be looked at only.
type Conflicts struct {
	Plain
	env    *Env
	desk   Conflicted
	round  assessment.RoundID
	banner *widget.Banner
	place  *fyne.Container
	detail *fyne.Container
	view   fyne.CanvasObject
	table  *widget.Table
	list   []desk.Conflict
}

// NewConflicts makes the screen for a round, the newest where it is empty. district says whose desk it is.
func NewConflicts(e *Env, d Conflicted, round string, district bool) *Conflicts {
	s := &Conflicts{env: e, desk: d, round: assessment.RoundID(round), banner: widget.NewBanner(), place: container.NewStack(), detail: container.NewStack()}
	under := e.Say("window.conflicts.under_office")
	if district {
		under = e.Say("window.conflicts.under_district")
	}
	s.view = Page(e.Say("window.conflicts.title"), under, s.banner, s.place)
	s.load()
	return s
}

// View is the screen's content.
func (s *Conflicts) View() fyne.CanvasObject { return s.view }

// Title is the screen's name.
func (s *Conflicts) Title() string { return s.env.Say("window.conflicts.title") }

// Start is the list.
func (s *Conflicts) Start() fyne.Focusable {
	if s.table == nil {
		return nil
	}
	return s.table.List
}

func (s *Conflicts) load() {
	var err error
	s.env.Run(func() { err = s.read() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.show()
		s.env.State(s.env.Plural("window.conflicts.count", len(s.list)))
	})
}

func (s *Conflicts) read() error {
	if s.round == "" {
		rounds, err := s.desk.Rounds(s.env.Context)
		if err != nil || len(rounds) == 0 {
			return err
		}
		s.round = rounds[0].ID
	}
	var err error
	s.list, err = s.desk.Conflicts(s.env.Context, s.round)
	return err
}

func (s *Conflicts) show() {
	e := s.env
	if len(s.list) == 0 {
		s.table = nil
		s.place.Objects = []fyne.CanvasObject{widget.NewEmpty(widget.SignYes, e.Say("window.conflicts.empty"), e.Say("window.conflicts.empty_hint"))}
		s.place.Refresh()
		return
	}
	at := 0
	if s.table != nil {
		at = min(s.table.Chosen(), len(s.list)-1)
	}
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.conflicts.column.district"), Ems: 5},
		{Title: e.Say("window.conflicts.column.ref"), Ems: 6},
		{Title: e.Say("window.conflicts.column.title"), Ems: 8, Share: 1},
		{Title: e.Say("window.conflicts.column.field"), Ems: 10.4},
		{Title: e.Say("window.conflicts.column.counts"), Ems: 9, Share: 0.7},
	}, nil)
	rows := make([][]widget.Cell, len(s.list))
	for i, c := range s.list {
		rows[i] = []widget.Cell{
			{Text: string(c.Subject.District)}, {Text: c.Ref}, {Text: c.Title},
			{Text: e.Field(c.Subject.Field), Sign: widget.SignSplit, Tone: widget.ToneBad}, {Text: oneLine([]string{counted(c)})},
		}
	}
	s.table.SetRows(rows)
	s.table.OnChoose = s.showOne
	s.place.Objects = []fyne.CanvasObject{container.New(&Split{Share: 0.4, Need: s.table.FullHeight}, s.table.View(), s.detail)}
	s.place.Refresh()
	s.table.Mark(at)
	s.showOne(at)
	e.Focus(s.table.List)
}

// counted is the version that counts until the conflict is settled, as people read it.
func counted(c desk.Conflict) string {
	for _, v := range c.Values {
		if v.Value == c.Counts {
			return v.Text
		}
	}
	return c.Counts
}

// showOne shows all versions of one field side by side.
func (s *Conflicts) showOne(i int) {
	if i < 0 || i >= len(s.list) {
		return
	}
	e, c := s.env, s.list[i]
	widths := make([]float32, len(c.Values))
	cards := make([]fyne.CanvasObject, len(c.Values))
	for k, v := range c.Values {
		widths[k] = -1
		cards[k] = widget.NewStack(0, widget.NewPanel(s.card(c, v)))
	}
	title := widget.NewStack(1, widget.NewSubtitle(c.Ref+"  "+c.Title), widget.NewText(e.Field(c.Subject.Field), widget.ToneMuted))
	box := widget.NewInset(0, 1.5, title)
	s.detail.Objects = []fyne.CanvasObject{widget.NewFrame(box, nil, widget.NewScroll(widget.NewColumns(3, widths, cards...)), nil, nil)}
	s.detail.Refresh()
}

func (s *Conflicts) card(c desk.Conflict, v desk.ConflictValue) fyne.CanvasObject {
	e := s.env
	text := v.Text
	if text == "" {
		text = e.Say("window.conflicts.blank")
	}
	box := widget.NewStack(2, widget.NewText(text, widget.TonePlain))
	if v.Value == c.Counts {
		box.Add(container.NewHBox(widget.NewChip(widget.SignInfo, e.Say("window.conflicts.counts"), widget.ToneAccent)))
	}
	who := v.Who
	if who == "" {
		who = e.Say("window.conflicts.unknown_desk", "desk", short(string(v.Desk)))
	}
	box.Add(widget.NewSmallText(e.Say("window.conflicts.from", "who", who, "at", e.Day(v.At)), widget.ToneMuted))
	if v.File != "" {
		box.Add(widget.NewSmallText(e.Say("window.conflicts.file", "file", v.File), widget.ToneMuted))
	}
	if c.Own {
		box.Add(Row(widget.NewButton(e.Say("window.conflicts.keep"), func() { s.keep(c, v) })))
	}
	return box
}

func short(id string) string {
	if len(id) > 8 {
		return id[:8]
	}
	return id
}

func (s *Conflicts) keep(c desk.Conflict, v desk.ConflictValue) {
	var err error
	s.env.Run(func() { err = s.desk.Resolve(s.env.Context, c.ID, v.Value) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.banner.Say(widget.SignYes, widget.ToneGood, s.env.Say("window.conflicts.kept"), "")
		s.load()
	})
}
