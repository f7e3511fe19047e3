package shared

import (
	"cmp"
	"context"
	"slices"
	"strings"

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
	PlanSettling(ctx context.Context, round assessment.RoundID, s desk.Settling) (desk.SettlePlan, error)
	Settle(ctx context.Context, p desk.SettlePlan) (desk.Settled, error)
	AskAbout(ctx context.Context, c desk.Conflict, question string) error
	UndoEdit(ctx context.Context) (desk.Step, error)
}

// Conflicts is the screen with all versions side by side. What belongs to the other side is to be looked at and asked
// about only.
type Conflicts struct {
	Plain
	env      *Env
	desk     Conflicted
	round    assessment.RoundID
	district bool // whose desk it is
	banner   *widget.Banner
	place    *fyne.Container
	detail   *fyne.Container
	view     fyne.CanvasObject
	table    *widget.Table
	list     []desk.Conflict
	names    map[assessment.DistrictKey]string
	plan     *desk.SettlePlan // what many would be settled with, while it is looked at
	rule     int              // the way of settling many that was chosen last
	decided  bool             // something can be taken back
}

// NewConflicts makes the screen for a round, the newest where it is empty. district says whose desk it is.
func NewConflicts(e *Env, d Conflicted, round string, district bool) *Conflicts {
	s := &Conflicts{env: e, desk: d, round: assessment.RoundID(round), district: district, banner: widget.NewBanner(), place: container.NewStack(), detail: container.NewStack()}
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

// Shortcut takes a decision back with Ctrl+Z.
func (s *Conflicts) Shortcut(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if key != fyne.KeyZ || mod != fyne.KeyModifierControl || !s.decided {
		return false
	}
	s.undo()
	return true
}

func (s *Conflicts) load() {
	var err error
	s.env.Run(func() { err = s.read() }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.plan = nil
		s.show()
		s.env.State(s.env.Plural("window.conflicts.count", len(s.list)))
	})
}

func (s *Conflicts) read() error {
	rounds, err := s.desk.Rounds(s.env.Context)
	if err != nil || len(rounds) == 0 {
		return err
	}
	at := max(0, slices.IndexFunc(rounds, func(r desk.RoundInfo) bool { return r.ID == s.round }))
	s.round, s.names = rounds[at].ID, map[assessment.DistrictKey]string{}
	for _, d := range rounds[at].Districts {
		s.names[d.Key] = d.Name
	}
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
	s.tabulate(s.list, func(i int) string { return counted(s.list[i]) }, "window.conflicts.column.counts", s.many())
	s.table.OnChoose = s.showOne
	s.table.Mark(at)
	s.showOne(at)
	e.Focus(s.table.List)
}

// tabulate lists conflicts, each with one of its versions, under a piece about all of them.
func (s *Conflicts) tabulate(list []desk.Conflict, version func(i int) string, column string, over fyne.CanvasObject) {
	e := s.env
	s.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.conflicts.column.district"), Ems: 10},
		{Title: e.Say("window.conflicts.column.ref"), Ems: 6},
		{Title: e.Say("window.conflicts.column.title"), Ems: 8, Share: 1},
		{Title: e.Say("window.conflicts.column.field"), Ems: 10.4},
		{Title: e.Say(column), Ems: 9, Share: 0.7},
	}, nil)
	rows := make([][]widget.Cell, len(list))
	for i, c := range list {
		rows[i] = []widget.Cell{
			{Text: cmp.Or(s.names[c.Subject.District], string(c.Subject.District))}, {Text: c.Ref}, {Text: c.Title},
			{Text: e.Field(c.Subject.Field), Sign: widget.SignSplit, Tone: widget.ToneBad}, {Text: oneLine([]string{version(i)})},
		}
	}
	s.table.SetRows(rows)
	split := container.New(&Split{Share: 0.4, Need: s.table.FullHeight}, s.table.View(), s.detail)
	s.place.Objects = []fyne.CanvasObject{widget.NewFrame(over, nil, split, nil, nil)}
	s.place.Refresh()
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
	c := s.list[i]
	s.showVersions(c, c.Counts, "window.conflicts.counts", nil, s.actions(c))
}

// showVersions shows the versions of a conflict, one of them marked with a word, and pieces over and under them, where
// there are any.
func (s *Conflicts) showVersions(c desk.Conflict, marked, word string, over, under fyne.CanvasObject) {
	e := s.env
	widths := make([]float32, len(c.Values))
	cards := make([]fyne.CanvasObject, len(c.Values))
	for k, v := range c.Values {
		widths[k] = -1
		chip := ""
		if v.Value == marked {
			chip = e.Say(word)
		}
		cards[k] = widget.NewStack(0, widget.NewPanel(s.card(c, v, chip)))
	}
	title := widget.NewStack(1, widget.NewSubtitle(c.Ref+"  "+c.Title), widget.NewText(e.Field(c.Subject.Field)+" · "+s.before(c), widget.ToneMuted))
	if c.Asked != "" {
		title.Add(widget.NewText(e.Say("window.conflicts.asked", "question", c.Asked), widget.TonePlain))
	}
	pieces := slices.DeleteFunc([]fyne.CanvasObject{over, widget.NewColumns(3, widths, cards...), under}, func(o fyne.CanvasObject) bool { return o == nil })
	main := widget.NewStack(3, pieces...)
	s.detail.Objects = []fyne.CanvasObject{widget.NewFrame(widget.NewInset(0, 1.5, title), nil, widget.NewScroll(main), nil, nil)}
	s.detail.Refresh()
}

// before says what stood there before the versions came apart.
func (s *Conflicts) before(c desk.Conflict) string {
	if len(c.Before) == 0 {
		return s.env.Say("window.conflicts.before_blank")
	}
	return s.env.Say("window.conflicts.before", "text", oneLine(c.Before))
}

func (s *Conflicts) card(c desk.Conflict, v desk.ConflictValue, chip string) fyne.CanvasObject {
	e := s.env
	text := v.Text
	if text == "" {
		text = e.Say("window.conflicts.blank")
	}
	box := widget.NewStack(2, widget.NewText(text, widget.TonePlain))
	if v.Apart != "" {
		box.Add(widget.NewSmallText(e.Say("window.conflicts.apart", "text", v.Apart), widget.TonePlain))
	}
	if chip != "" {
		box.Add(container.NewHBox(widget.NewChip(widget.SignInfo, chip, widget.ToneAccent)))
	}
	box.Add(widget.NewSmallText(e.Say("window.conflicts.from", "who", s.author(v), "at", e.Day(v.At)), widget.ToneMuted))
	if v.File != "" {
		box.Add(widget.NewSmallText(e.Say("window.conflicts.file", "file", v.File), widget.ToneMuted))
	}
	if c.Own && s.plan == nil {
		box.Add(Row(widget.NewButton(e.Say("window.conflicts.keep"), func() { s.decide(c, v.Value) })))
	}
	return box
}

func (s *Conflicts) author(v desk.ConflictValue) string {
	if v.Who != "" {
		return v.Who
	}
	return s.env.Say("window.conflicts.unknown_desk", "desk", short(string(cmp.Or(v.Writer, v.Desk))))
}

// actions is what else can be done about a conflict: writing another version, or asking the district.
func (s *Conflicts) actions(c desk.Conflict) fyne.CanvasObject {
	switch {
	case c.Own && worded(c.Subject.Field):
		return Row(widget.NewButton(s.env.Say("window.conflicts.third"), func() { s.writeThird(c) }))
	case !s.district && c.Subject.Kind == assessment.KindAnswer:
		return s.askForm(c)
	}
	return nil
}

// worded tells whether a field holds people's own words, so that a version can be written between two.
func worded(f assessment.Field) bool {
	switch f {
	case assessment.FieldStatus, assessment.FieldResponsible, assessment.FieldEffort, assessment.FieldEvidence,
		assessment.FieldQuestion, assessment.FieldReply, assessment.FieldMeasureTitle, assessment.FieldMeasureResponsible:
		return true
	}
	return false
}

// writeThird shows where a version of one's own is written, beginning with the words of all.
func (s *Conflicts) writeThird(c desk.Conflict) {
	e, t := s.env, newThird(c)
	words := widget.NewEditor("", 4, func(text string) { t.text = text })
	words.Put(t.text)
	box := widget.NewStack(2)
	if c.Subject.Field == assessment.FieldStatus {
		names := make([]string, len(thirdStatuses))
		for i, st := range thirdStatuses {
			names[i] = e.Status(st).Word
		}
		at := max(0, slices.Index(thirdStatuses, t.status))
		t.status = thirdStatuses[at]
		box.Add(Labelled(e.Field(assessment.FieldStatus), widget.NewSegments(names, at, func(i int) { t.status = thirdStatuses[i] }), ""))
	}
	box.Add(Labelled(e.Say("window.conflicts.third_text"), words, ""))
	box.Add(Row(widget.NewPrimary(e.Say("window.conflicts.third_do"), func() { s.decide(c, t.value()) }),
		widget.NewButton(e.Say("window.cancel"), func() { s.showOne(s.table.Chosen()) })))
	s.showVersions(c, c.Counts, "window.conflicts.counts", widget.NewPanel(box), nil)
	e.Focus(words)
}

var thirdStatuses = []assessment.Status{assessment.StatusYes, assessment.StatusPartly, assessment.StatusNo, assessment.StatusDispensable}

// third is a version that somebody writes.
type third struct {
	statement bool
	status    assessment.Status
	hash      string // of the text that is answered
	text      string
}

// newThird begins with the version that counts meanwhile and the words of all.
func newThird(c desk.Conflict) *third {
	t := &third{statement: c.Subject.Field == assessment.FieldStatus}
	var texts []string
	for _, v := range c.Values {
		text := v.Value
		if t.statement {
			st, err := assessment.DecodeStatement(v.Value)
			if err != nil {
				continue
			}
			text = st.Explanation
			if v.Value == c.Counts {
				t.status, t.hash = st.Status, st.TextHash
			}
		}
		if text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	t.text = strings.Join(texts, "\n")
	return t
}

func (t *third) value() string {
	text := strings.TrimSpace(t.text)
	if !t.statement {
		return text
	}
	return assessment.Statement{Status: t.status, Explanation: text, TextHash: t.hash}.Encode()
}

// askForm lets the office ask the district about an answer.
func (s *Conflicts) askForm(c desk.Conflict) fyne.CanvasObject {
	e := s.env
	field := widget.NewField("", nil)
	field.Put(e.Say("window.conflicts.ask_text"))
	ask := func() {
		var err error
		e.Run(func() { err = s.desk.AskAbout(e.Context, c, field.Text) }, func() {
			if err != nil {
				e.Fail(s.banner, err)
				return
			}
			s.banner.Say(widget.SignYes, widget.ToneGood, e.Say("window.conflicts.ask_done"), "")
			s.load()
		})
	}
	field.OnEnter = ask
	return widget.NewPanel(widget.NewColumns(3, []float32{-1, 9}, Labelled(e.Say("window.conflicts.ask"), field, ""), Labelled(" ", Row(widget.NewButton(e.Say("window.conflicts.ask_do"), ask)), "")))
}

func short(id string) string {
	if len(id) > 8 {
		return id[:8]
	}
	return id
}

// decide settles one conflict.
func (s *Conflicts) decide(c desk.Conflict, value string) {
	var err error
	s.env.Run(func() { err = s.desk.Resolve(s.env.Context, c.ID, value) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.told(s.env.Say("window.conflicts.kept"), "")
	})
}

// told says what was decided, with a way back.
func (s *Conflicts) told(sentence, hint string) {
	s.decided = true
	s.banner.Say(widget.SignYes, widget.ToneGood, sentence, hint, widget.NewButton(s.env.Say("window.conflicts.undo"), s.undo))
	s.load()
}

func (s *Conflicts) undo() {
	var step desk.Step
	var err error
	s.env.Run(func() { step, err = s.desk.UndoEdit(s.env.Context) }, func() {
		if err != nil {
			s.env.Fail(s.banner, err)
			return
		}
		s.decided = false
		s.banner.Say(widget.SignInfo, widget.ToneAccent, step.Sentence, "")
		s.load()
	})
}
