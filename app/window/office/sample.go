package office

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// sampleSizes are how many answers one can have proposed.
var sampleSizes = []int{5, 10, 20, 40}

// sample is the part that proposes answers to look at on site.
type sample struct {
	*Inquiry
	size  int
	keys  []assessment.AnswerKey
	asked map[assessment.RequirementID]assessment.Requirement
	named map[assessment.DistrictKey]string
	table *widget.Table
}

func (p *sample) read() error {
	if p.size == 0 {
		p.size = sampleSizes[1]
	}
	book, err := p.desk.Catalogue(p.env.Context, p.round.Catalogue)
	if err != nil {
		return err
	}
	p.asked, p.named = map[assessment.RequirementID]assessment.Requirement{}, map[assessment.DistrictKey]string{}
	for _, q := range book.Requirements {
		p.asked[q.ID] = q
	}
	for _, d := range p.round.Districts {
		p.named[d.Key] = d.Name
	}
	p.keys, err = p.desk.Sample(p.env.Context, p.round.ID, p.size)
	return err
}

func (p *sample) start() fyne.Focusable {
	if p.table == nil {
		return nil
	}
	return p.table.List
}

func (p *sample) build() fyne.CanvasObject {
	e := p.env
	e.State(e.Plural("office.sample.state", len(p.keys)))
	words, at := make([]string, len(sampleSizes)), 0
	for i, n := range sampleSizes {
		words[i] = strconv.Itoa(n)
		if n == p.size {
			at = i
		}
	}
	sizes := widget.NewSegments(words, at, func(i int) {
		p.size = sampleSizes[i]
		e.Load(p.banner, p.read, p.show)
	})
	copied := widget.NewQuiet(e.Say("office.sample.copy"), p.copy)
	copied.SetEnabled(len(p.keys) > 0)
	label := widget.NewInset(0, 2, widget.NewLine(e.Say("office.sample.how_many"), widget.ToneMuted, false))
	head := widget.NewInset(0, 1, widget.NewFrame(nil, widget.NewInset(0, 0, label), widget.NewInset(1.5, 0, sizes), widget.NewStack(0, copied), nil))
	if len(p.keys) == 0 {
		return widget.NewFrame(head, nil, widget.NewEmpty(widget.SignYes, e.Say("office.sample.none"), e.Say("office.sample.none_hint")), nil, nil)
	}
	p.table = widget.NewTable([]widget.Column{
		{Title: e.Say("office.gaps.column.place"), Ems: 2.6, Right: true}, {Title: e.Say("window.picture.district"), Ems: 9, Share: 0.6}, {Title: e.Say("window.seen.column.ref"), Ems: 5.5},
		{Title: e.Say("window.seen.column.title"), Ems: 10, Share: 1.2}, {Title: e.Say("office.gaps.column.modal"), Ems: 6},
	}, func(i int) { p.open(p.keys[i]) })
	rows := make([][]widget.Cell, len(p.keys))
	for i, k := range p.keys {
		c := p.cells(i, k)
		rows[i] = []widget.Cell{{Text: c[0], Tone: widget.ToneMuted}, {Text: c[1]}, {Text: c[2], Tone: widget.ToneMuted}, {Text: c[3]}, {Text: c[4]}}
	}
	p.table.SetRows(rows)
	chosen := 0
	for i, k := range p.keys {
		if string(k.District) == p.route.District && string(k.Requirement) == p.route.Requirement {
			chosen = i
		}
	}
	p.table.Mark(chosen)
	hint := widget.NewStack(0.5, widget.NewText(e.Say("office.sample.how"), widget.TonePlain), widget.NewSmallText(e.Say("office.sample.hint"), widget.ToneMuted))
	return widget.NewFrame(head, nil, p.table.View(), nil, widget.NewInset(0, 1, hint))
}

func (p *sample) cells(i int, k assessment.AnswerKey) []string {
	q := p.asked[k.Requirement]
	return []string{strconv.Itoa(i+1) + ".", p.named[k.District], q.Ref, q.Title, string(q.Modal)}
}

// copy puts the list into the clipboard, as a table to take along.
func (p *sample) copy() {
	e := p.env
	lines := []string{strings.Join([]string{e.Say("office.gaps.column.place"), e.Say("window.picture.district"), e.Say("window.seen.column.ref"), e.Say("window.seen.column.title"), e.Say("office.gaps.column.modal")}, "\t")}
	for i, k := range p.keys {
		lines = append(lines, strings.Join(p.cells(i, k), "\t"))
	}
	toClipboard(strings.Join(lines, "\n"))
	p.banner.Say(widget.SignYes, widget.ToneGood, e.Plural("office.sample.copied", len(p.keys)), "")
}
