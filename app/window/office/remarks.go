package office

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// remarkFilters say which questions are shown.
var remarkFilters = []struct {
	name string
	of   func(desk.RemarkRow) bool
}{
	{"all", func(desk.RemarkRow) bool { return true }},
	{"waiting", func(r desk.RemarkRow) bool { return !r.Back() }},
	{"back", desk.RemarkRow.Back},
}

// remarks is the part with the open questions of all districts in one list.
type remarks struct {
	*Inquiry
	at     assessment.AnswerKey // the answer one comes back from
	all    []desk.RemarkRow
	rows   []desk.RemarkRow
	filter int
	chips  []*widget.Button
	table  *widget.Table
	detail *fyne.Container
	frame  *fyne.Container
}

func (p *remarks) read() error {
	var err error
	p.all, err = p.desk.OpenRemarks(p.env.Context, p.round.ID)
	return err
}

func (p *remarks) start() fyne.Focusable {
	if p.table == nil {
		return nil
	}
	return p.table.List
}

func (p *remarks) build() fyne.CanvasObject {
	e := p.env
	e.State(e.Plural("office.remarks.state", len(p.all)))
	if len(p.all) == 0 {
		return widget.NewEmpty(widget.SignSpeech, e.Say("office.remarks.none"), e.Say("office.remarks.none_hint"),
			widget.NewButton(e.Say("window.nav.picture"), func() { e.Go(shared.Route{Screen: "picture", Round: string(p.round.ID)}) }))
	}
	p.table = widget.NewTable([]widget.Column{
		{Title: e.Say("window.picture.district"), Ems: 9, Share: 0.7}, {Title: e.Say("window.seen.column.ref"), Ems: 5.5, Spare: 1}, {Title: e.Say("office.remarks.column.question"), Ems: 10, Share: 1.4, Spare: 2},
		{Title: e.Say("office.remarks.column.since"), Ems: 14},
	}, func(i int) { p.open(p.rows[i].Key) })
	p.table.OnChoose = p.tell
	p.detail = container.NewStack()
	chips := widget.NewFlow(1.5)
	for i := range remarkFilters {
		b := widget.NewButton("", func() { p.filter = i; p.fill(); p.table.Choose(0); p.tell(0) })
		chips.Add(b)
		p.chips = append(p.chips, b)
	}
	hint := widget.NewSmallText(e.Say("office.remarks.hint"), widget.ToneMuted)
	columns := widget.NewColumns(3, []float32{-1.5, -1}, p.table.View(), p.detail)
	p.fill()
	at := 0
	for i, r := range p.rows {
		if r.Key.District == p.at.District && r.Key.Requirement == p.at.Requirement {
			at = i
		}
	}
	p.table.Mark(at)
	p.tell(at)
	p.frame = widget.NewFrame(widget.NewInset(0, 1, chips), nil, columns, nil, widget.NewInset(0, 1, hint))
	return p.frame
}

// since says what came back since a question was put.
func (p *remarks) since(r desk.RemarkRow) shared.Look {
	e := p.env
	switch {
	case !r.Replied.IsZero():
		return shared.Look{Sign: widget.SignMail, Tone: widget.ToneGood, Word: e.Say("office.remarks.replied", "on", e.Date(r.Replied))}
	case !r.Changed.IsZero():
		return shared.Look{Sign: widget.SignPen, Tone: widget.ToneGood, Word: e.Say("office.remarks.changed", "on", e.Date(r.Changed))}
	}
	return shared.Look{Sign: widget.SignSpeech, Tone: widget.ToneMuted, Word: e.Say("office.remarks.waiting")}
}

func (p *remarks) fill() {
	e := p.env
	for i, f := range remarkFilters {
		n := 0
		for _, r := range p.all {
			if f.of(r) {
				n++
			}
		}
		p.chips[i].SetText(e.Say("office.remarks.filter."+f.name, "n", n))
		weight := widget.WeightNormal
		if i == p.filter {
			weight = widget.WeightChosen
		}
		p.chips[i].SetWeight(weight)
	}
	p.rows = nil
	var cells [][]widget.Cell
	for _, r := range p.all {
		if !remarkFilters[p.filter].of(r) {
			continue
		}
		look := p.since(r)
		p.rows = append(p.rows, r)
		cells = append(cells, []widget.Cell{
			{Text: r.District.Name}, {Text: r.Ref, Tone: widget.ToneMuted}, {Text: r.Remark.Question},
			{Text: look.Word, Sign: look.Sign, Tone: look.Tone},
		})
	}
	p.table.SetRows(cells)
}

// tell shows a question with what came back.
func (p *remarks) tell(i int) {
	if i < 0 || i >= len(p.rows) {
		p.detail.Objects = []fyne.CanvasObject{widget.NewPanel(widget.NewText(p.env.Say("office.remarks.nothing_here"), widget.ToneMuted))}
		p.detail.Refresh()
		return
	}
	e, r := p.env, p.rows[i]
	look := e.Status(r.Answer.Status)
	said := func(name, text string, tone widget.Tone) fyne.CanvasObject {
		return widget.NewTonePanel(widget.NewStack(1, widget.NewCaption(name), widget.NewText(text, widget.TonePlain)), tone)
	}
	box := widget.NewStack(3, widget.NewText(r.Ref+" · "+r.Title, widget.TonePlain).Bold(), widget.NewText(r.District.Name, widget.ToneMuted),
		said(e.Say("office.remarks.question", "on", e.Date(r.Asked)), r.Remark.Question, widget.ToneAccent))
	if r.Remark.Reply != "" {
		box.Add(said(e.Say("office.remarks.reply", "on", e.Date(r.Replied)), r.Remark.Reply, widget.ToneGood))
	}
	text := r.Answer.Explanation
	if text == "" {
		text = e.Say("window.seen.no_explanation")
	}
	answer := widget.NewStack(1.5, widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(look.Sign, look.Tone, 1.3), widget.NewLine(look.Word, look.Tone, true)), widget.NewText(text, widget.TonePlain))
	if !r.Changed.IsZero() {
		answer.Add(widget.NewSmallText(e.Say("office.remarks.answer_changed", "on", e.Date(r.Changed)), widget.ToneMuted))
	}
	box.Add(answer)
	settle := widget.NewButton(e.Say("window.seen.settle"), p.settle)
	settle.Hint = "E"
	read := widget.NewButton(e.Say("office.remarks.open"), func() { p.open(r.Key) })
	box.Add(shared.Row(read, settle))
	p.detail.Objects = []fyne.CanvasObject{widget.NewPlainPanel(widget.NewPlainScroll(widget.NewInset(4, 4, box)))}
	p.detail.Refresh()
}

// settle says that the chosen question needs nothing more. It leaves the list; the banner can bring it back.
func (p *remarks) settle() {
	if p.table == nil {
		return
	}
	i := p.table.Chosen()
	if i < 0 || i >= len(p.rows) {
		return
	}
	r := p.rows[i]
	p.change(r.Key, true, func() {
		undo := widget.NewButton(p.env.Say("office.remarks.undo"), func() {
			p.change(r.Key, false, func() { p.banner.Clear() })
		})
		p.banner.Say(widget.SignYes, widget.ToneGood, p.env.Say("office.remarks.settled", "district", r.District.Name, "ref", r.Ref), "", undo)
	})
}

// change settles or opens a question and reads the list anew.
func (p *remarks) change(k assessment.AnswerKey, settled bool, told func()) {
	e := p.env
	var err error
	e.Run(func() {
		if err = p.desk.SettleRemark(e.Context, k, settled); err == nil {
			err = p.read()
		}
	}, func() {
		if err != nil {
			e.Fail(p.banner, err)
			return
		}
		switch {
		case p.shown != part(p): // another part is in view
		case len(p.all) == 0 || p.table == nil:
			p.table, p.chips = nil, nil
			p.show()
		default:
			p.again()
		}
		told()
	})
}

// again shows the list anew, at the same place.
func (p *remarks) again() {
	p.env.State(p.env.Plural("office.remarks.state", len(p.all)))
	at := p.table.Chosen()
	p.fill()
	at = min(max(at, 0), len(p.rows)-1)
	p.table.Mark(at)
	p.tell(at)
	p.env.Focus(p.table.List)
}
