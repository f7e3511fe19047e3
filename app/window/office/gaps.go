package office

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// firstGaps is how many gaps are called the first ones.
const firstGaps = 10

// gaps is the part that says what to do first, and why.
type gaps struct {
	*Analysis
	at    string // the requirement one comes back from
	all   []desk.Gap
	shown []desk.Gap
	table *widget.Table
	title *widget.Text
	why   *widget.Text
	count *widget.Text
}

func (g *gaps) read() error {
	var err error
	g.all, err = g.desk.TopGaps(g.env.Context, g.round.ID, -1)
	return err
}

func (g *gaps) start() fyne.Focusable {
	if g.table == nil {
		return nil
	}
	return g.table.List
}

func (g *gaps) build() fyne.CanvasObject {
	e := g.env
	if len(g.all) == 0 {
		return widget.NewEmpty(widget.SignYes, e.Say("office.gaps.none"), e.Say("office.gaps.none_hint"))
	}
	g.table = widget.NewTable([]widget.Column{
		{Title: e.Say("office.gaps.column.place"), Ems: 2.6, Right: true}, {Title: e.Say("window.seen.column.ref"), Ems: 5.5},
		{Title: e.Say("window.seen.column.title"), Ems: 10, Share: 1.6}, {Title: e.Say("office.gaps.column.topic"), Ems: 7, Share: 0.8, Spare: 3},
		{Title: e.Say("office.gaps.column.missing_of", "all", len(g.round.Districts)), Ems: 10}, {Title: e.Say("office.gaps.column.modal"), Ems: 5.6, Spare: 1},
		{Title: e.Say("office.gaps.column.effort"), Ems: 5, Right: true, Spare: 2}, {Title: e.Say("office.gaps.column.urgency"), Ems: 6, Right: true},
	}, g.open)
	g.title, g.why = widget.NewText(" ", widget.TonePlain).Bold(), widget.NewText(" ", widget.TonePlain)
	g.count = widget.NewSmallText(e.Plural("office.gaps.count", len(g.all)), widget.ToneMuted)
	g.table.OnChoose = g.tell
	which := widget.NewSegments([]string{e.Say("office.gaps.first", "n", firstGaps), e.Say("office.gaps.all", "n", len(g.all))}, 0, func(i int) { g.fill(i == 1) })
	copied := widget.NewQuiet(e.Say("office.gaps.copy"), g.copy)
	head := widget.NewInset(0, 1, widget.NewFrame(nil, nil, widget.NewStack(0.5, which, g.count), widget.NewStack(0, copied), nil))
	foot := widget.NewInset(0, 1.5, widget.NewPanel(widget.NewStack(0.75, g.title, g.why, widget.NewSmallText(e.Say("office.gaps.hint"), widget.ToneMuted))))
	found := g.index()
	if found >= firstGaps {
		which.Choose(1)
	}
	g.fill(found >= firstGaps)
	g.table.Choose(max(found, 0))
	g.tell(max(found, 0))
	return widget.NewFrame(head, nil, g.table.View(), nil, foot)
}

// index is the place of the gap one comes back from.
func (g *gaps) index() int {
	for i, x := range g.all {
		if string(x.Requirement.ID) == g.at {
			return i
		}
	}
	return -1
}

func (g *gaps) fill(all bool) {
	g.shown = g.all
	if !all {
		g.shown = g.all[:min(firstGaps, len(g.all))]
	}
	rows := make([][]widget.Cell, len(g.shown))
	for i, x := range g.shown {
		cells := g.cells(i, x)
		rows[i] = []widget.Cell{
			{Text: cells[0], Bold: i < firstGaps, Tone: tone(i < firstGaps, widget.ToneAccent)}, {Text: cells[1], Tone: widget.ToneMuted}, {Text: cells[2]},
			{Text: cells[3], Tone: widget.ToneMuted}, {Text: g.env.Words.Number(x.Counts.Lacking()), Bar: missingBar(x)}, {Text: cells[5]}, {Text: cells[6]}, {Text: cells[7], Bold: true},
		}
	}
	g.table.SetRows(rows)
	g.tell(g.table.Chosen())
}

// tone is a tone where something holds, else the lesser one.
func tone(on bool, t widget.Tone) widget.Tone {
	if on {
		return t
	}
	return widget.ToneMuted
}

// missingBar shows how much of the districts lack something, partly in another colour.
func missingBar(x desk.Gap) []widget.Part {
	n := float32(max(x.Counts.All(), 1))
	return []widget.Part{{Share: float32(x.Counts.No+x.Counts.Open) / n, Tone: widget.ToneBad}, {Share: float32(x.Counts.Partly) / n, Tone: widget.ToneWarn}}
}

func (g *gaps) cells(i int, x desk.Gap) []string {
	e, q := g.env, x.Requirement
	effort, urgency := "–", e.Words.Decimal(x.Urgency, 1)
	if q.Effort > 0 {
		effort = strconv.Itoa(q.Effort)
	}
	return []string{strconv.Itoa(i+1) + ".", q.Ref, q.Title, x.Topic.Title, e.Say("office.gaps.of", "n", x.Counts.Lacking(), "all", x.Counts.All()), string(q.Modal), effort, urgency}
}

// tell says in words why a gap stands where it stands.
func (g *gaps) tell(i int) {
	if i < 0 || i >= len(g.shown) {
		return
	}
	x := g.shown[i]
	g.title.SetText(x.Requirement.Ref + " · " + x.Requirement.Title)
	g.why.SetText(x.Why)
}

// copy puts the table into the clipboard, with the reasons.
func (g *gaps) copy() {
	e := g.env
	lines := []string{strings.Join([]string{e.Say("office.gaps.column.place"), e.Say("window.seen.column.ref"), e.Say("window.seen.column.title"), e.Say("office.gaps.column.topic"),
		e.Say("office.gaps.column.missing"), e.Say("office.gaps.column.modal"), e.Say("office.gaps.column.effort"), e.Say("office.gaps.column.urgency"), e.Say("office.gaps.column.why")}, "\t")}
	for i, x := range g.shown {
		lines = append(lines, strings.Join(append(g.cells(i, x), x.Why), "\t"))
	}
	toClipboard(strings.Join(lines, "\n"))
	g.banner.Say(widget.SignYes, widget.ToneGood, e.Plural("office.gaps.copied", len(g.shown)), "")
}

func toClipboard(text string) { fyne.CurrentApp().Clipboard().SetContent(text) }

// open shows what all districts answer to the requirement.
func (g *gaps) open(i int) {
	q := g.shown[i].Requirement
	g.route.Requirement = string(q.ID)
	g.remember()
	g.env.Go(shared.Route{Screen: "topic", Round: string(g.round.ID), Topic: string(q.Topic), Requirement: string(q.ID), District: allOf})
}
