package shared

import (
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/widget"
)

// showFile tells about one file: its sentence, what it would change, and what can not be taken.
func (r *Receive) showFile(i int) {
	if i < 0 || i >= len(r.files) {
		r.detail.Objects = nil
		r.detail.Refresh()
		return
	}
	e, f := r.env, r.files[i]
	look := e.Verdict(f.Verdict)
	head := widget.NewStack(1.5, widget.NewTonePanel(
		widget.NewColumns(2, []float32{1.4, -1}, widget.NewMark(look.Sign, look.Tone, 1.4), widget.NewText(f.Sentence, widget.TonePlain)), look.Tone))
	if !f.Integral && f.Rows > 0 {
		head.Add(widget.NewText(e.Say("window.receive.not_integral"), widget.ToneWarn))
	}
	if f.Rows > 0 && (len(r.files) <= fewFiles || f.Refused > 0) { // else the sentence says as much, and the room is needed
		head.Add(widget.NewText(e.Say("window.receive.sum", "rows", f.Rows, "new", f.New, "changed", f.Changed,
			"unchanged", f.Unchanged, "refused", f.Refused), widget.ToneMuted))
	}
	cells := widget.NewTable([]widget.Column{
		{Title: e.Say("window.receive.column.ref"), Ems: 6},
		{Title: e.Say("window.receive.column.field"), Ems: 9.4},
		{Title: e.Say("window.receive.column.before"), Ems: 8, Share: 1},
		{Title: e.Say("window.receive.column.after"), Ems: 8, Share: 1.3},
	}, nil)
	whole := widget.NewText(" ", widget.ToneMuted)
	rows := r.changes(f)
	cells.SetRows(rows)
	cells.OnChoose = func(i int) {
		whole.SetText(e.Say("window.receive.whole", "ref", rows[i][0].Text, "before", rows[i][2].Text, "after", rows[i][3].Text))
		e.State(e.Say("window.receive.state_cell", "ref", rows[i][0].Text, "field", rows[i][1].Text))
	}
	body := fyne.CanvasObject(widget.NewFrame(nil, nil, cells.View(), nil, widget.NewInset(0, 1, whole)))
	switch {
	case f.Trimmed:
		body = widget.NewScroll(widget.NewText(e.Say("window.receive.fetching"), widget.ToneMuted))
	case len(f.Changes)+len(f.Problems) == 0:
		body = widget.NewScroll(widget.NewText(e.Say("window.receive.no_changes"), widget.ToneMuted))
	}
	headBox := widget.NewInset(0, 1.5, head)
	r.detail.Objects = []fyne.CanvasObject{widget.NewFrame(headBox, nil, body, nil, nil)}
	r.detail.Refresh()
	if f.Trimmed {
		r.fetch(i)
	}
}

// fetch gets the changes of a file that a large batch does not keep, and shows them if the file is still looked at.
func (r *Receive) fetch(i int) {
	batch, file, check := r.batch, r.files[i].File, r.checks
	r.looked = i
	var (
		full desk.FilePreview
		err  error
	)
	r.env.Run(func() { full, err = r.desk.Details(r.env.Context, batch, file) }, func() {
		if r.checks != check || i >= len(r.files) || r.files[i].File != file {
			return // other files by now
		}
		if err != nil {
			r.env.Fail(r.banner, err)
			return
		}
		r.files[i].Changes, r.files[i].Trimmed = full.Changes, false
		if r.looked == i {
			r.showFile(i)
		}
	})
}

func (r *Receive) changes(f desk.FilePreview) [][]widget.Cell {
	e := r.env
	var rows [][]widget.Cell
	for _, p := range f.Problems {
		tone, word := widget.ToneWarn, e.Say("window.receive.warning")
		if p.Refused {
			tone, word = widget.ToneBad, e.Say("window.receive.refused")
		}
		rows = append(rows, []widget.Cell{{Text: p.Place}, {Text: word, Sign: widget.SignWarn, Tone: tone}, {}, {Text: p.Sentence}})
	}
	for _, c := range f.Changes {
		after := widget.Cell{Text: oneLine(c.After), Bold: true}
		switch {
		case c.Conflict:
			after.Sign, after.Tone = widget.SignSplit, widget.ToneBad
		case c.Hand:
			after.Sign, after.Tone = widget.SignPen, widget.ToneWarn
		}
		ref := c.Ref
		if ref == "" {
			ref = c.Title
		}
		rows = append(rows, []widget.Cell{{Text: ref}, {Text: e.Field(c.Subject.Field), Tone: widget.ToneMuted}, {Text: oneLine(c.Before), Tone: widget.ToneMuted}, after})
	}
	return rows
}

func oneLine(values []string) string {
	if len(values) == 0 {
		return "–"
	}
	return strings.Join(strings.Fields(strings.Join(values, " / ")), " ")
}
