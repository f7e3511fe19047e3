package office

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// SentDesk knows what was sent to whom.
type SentDesk interface {
	Sent(ctx context.Context, round assessment.RoundID) ([]desk.SentFile, error)
}

// sentCells is one line of the list of what was sent: to whom, which file, when, and whether a receipt came back.
func sentCells(e *shared.Env, f desk.SentFile) []widget.Cell {
	muted := widget.Cell{Text: "–", Tone: widget.ToneMuted}
	receipt := widget.Cell{Text: e.Say("office.sent.open"), Sign: widget.SignClock, Tone: widget.ToneMuted}
	switch {
	case f.At.IsZero():
		return []widget.Cell{{Text: f.District.Name}, {Text: e.Say("office.sent.none"), Tone: widget.ToneMuted}, muted, muted, muted}
	case f.Confirmed:
		receipt = widget.Cell{Text: e.Say("office.sent.confirmed"), Sign: widget.SignYes, Tone: widget.ToneGood}
	}
	number := f.Number
	if number == "" {
		number = e.Say("office.sent.attachments")
	}
	return []widget.Cell{{Text: f.District.Name}, {Text: f.File}, {Text: number}, {Text: e.Day(f.At), Tone: widget.ToneMuted}, receipt}
}

func sentColumns(e *shared.Env) []widget.Column {
	return []widget.Column{
		{Title: e.Say("window.picture.district"), Ems: 9, Share: 0.8}, {Title: e.Say("window.county.column.file"), Ems: 10, Share: 1.2, Spare: 2}, {Title: e.Say("office.sent.column.number"), Ems: 6},
		{Title: e.Say("office.sent.column.at"), Ems: 11.5, Spare: 1}, {Title: e.Say("office.sent.column.receipt"), Ems: 9},
	}
}

// sentText is the list as a table that other programs take.
func sentText(e *shared.Env, files []desk.SentFile) string {
	var heads []string
	for _, c := range sentColumns(e) {
		heads = append(heads, c.Title)
	}
	lines := []string{strings.Join(heads, "\t")}
	for _, f := range files {
		var cells []string
		for _, c := range sentCells(e, f) {
			cells = append(cells, c.Text)
		}
		lines = append(lines, strings.Join(cells, "\t"))
	}
	return strings.Join(lines, "\n")
}

// sentList is the address list of a round: what was sent to whom, to look through and to copy.
func sentList(e *shared.Env, files []desk.SentFile, b *widget.Banner) (*widget.Table, fyne.CanvasObject) {
	t := widget.NewTable(sentColumns(e), nil)
	rows, out, back := make([][]widget.Cell, len(files)), 0, 0
	for i, f := range files {
		rows[i] = sentCells(e, f)
		if !f.At.IsZero() {
			out++
		}
		if f.Confirmed {
			back++
		}
	}
	t.SetRows(rows)
	copied := widget.NewQuiet(e.Say("office.gaps.copy"), func() {
		toClipboard(sentText(e, files))
		b.Say(widget.SignYes, widget.ToneGood, e.Plural("office.sent.copied", len(files)), "")
	})
	told := widget.NewInset(0, 2, widget.NewText(e.Plural("office.sent.count", out, "back", back), widget.ToneMuted))
	head := widget.NewInset(0, 0.5, widget.NewFrame(nil, nil, told, widget.NewStack(0, copied), nil))
	return t, widget.NewFrame(head, nil, t.View(), nil, nil)
}
