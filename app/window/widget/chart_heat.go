package widget

import (
	"strings"

	"fyne.io/fyne/v2"
)

// HeatChartData is a heat map as a picture and as a table, for those who take it along.
type HeatChartData struct {
	Title, Sub string
	Heat       HeatData
	Titles     []string   // the columns in full
	Legend     []HeatCell // what the colours stand for
	More       string     // said below where there are more rows than a picture shows, "" for nothing
}

// heatRows is how many rows a picture of a heat map shows: more of them nobody can print.
const heatRows = 200

// HeatChart is a heat map that is drawn as a whole, to be kept as a picture or copied as a table.
type HeatChart struct{ *Chart }

// NewHeatChart makes a heat map to be taken along.
func NewHeatChart(d HeatChartData) *HeatChart {
	return &HeatChart{newChart(&heatPlot{d}, d.table())}
}

// Cut tells whether there are more rows than a picture shows.
func (d HeatChartData) Cut() bool { return len(d.Heat.Rows) > heatRows }

func (d HeatChartData) table() ChartTable {
	t := ChartTable{Title: d.Title, Columns: append([]string{d.Heat.Corner, d.Heat.Total}, d.Titles...)}
	for i, name := range d.Heat.Rows {
		line := []string{name}
		for _, c := range d.Heat.row(i) {
			line = append(line, c.Text)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

type heatPlot struct{ HeatChartData }

func (h *heatPlot) rows() []string { return h.Heat.Rows[:min(len(h.Heat.Rows), heatRows)] }

func (h *heatPlot) rowHeight(p *pen) float32 { return p.lineOf(p.em) + p.unit*2 }

// explained are the heads that do not say all, with what they stand for.
func (h *heatPlot) explained() [][2]string {
	var out [][2]string
	for i, short := range h.Heat.Columns {
		if i < len(h.Titles) && strings.TrimSpace(short) != h.Titles[i] {
			out = append(out, [2]string{short, h.Titles[i]})
		}
	}
	return out
}

// keys lays out what explains the heads, in as many columns as there is room for, and returns where it ends.
func (h *heatPlot) keys(p *pen, y, width float32, draw bool) float32 {
	list := h.explained()
	if len(list) == 0 {
		return y
	}
	columns := max(int(width/(p.em*24)), 1)
	lines := (len(list) + columns - 1) / columns
	high, wide := p.lineOf(p.caption)+p.unit/2, width/float32(columns)
	if draw {
		mark := float32(0)
		for _, k := range list {
			mark = max(mark, p.widthOf(k[0], p.caption, bold))
		}
		mark = min(mark, wide/3) + p.unit*2
		for i, k := range list {
			x, top := float32(i/lines)*wide, y+float32(i%lines)*high
			p.text(x, top, mark-p.unit, k[0], p.caption, bold, fyne.TextAlignLeading, TonePlain.Ink())
			p.text(x+mark, top, wide-mark-p.unit, k[1], p.caption, plain, fyne.TextAlignLeading, TonePlain.Ink())
		}
	}
	return y + float32(lines)*high + p.unit*2
}

// swatches draws the legend and returns where it ends.
func (h *heatPlot) swatches(p *pen, y, width float32, draw bool) float32 {
	if len(h.Legend) == 0 {
		return y
	}
	x, high := float32(0), p.lineOf(p.caption)+p.unit
	for _, c := range h.Legend {
		w := p.widthOf(c.Text, p.caption, plain) + p.unit*4
		if x > 0 && x+w > width {
			x, y = 0, y+high+p.unit
		}
		if draw {
			p.rect(x, y, w, high, HeatFill(c.Band), ColorLine, 1, p.unit*0.75)
			p.text(x, y+p.unit/2, w, c.Text, p.caption, plain, fyne.TextAlignCenter, HeatInk(c.Band))
		}
		x += w + p.unit
	}
	return y + high + p.unit*2
}

func (h *heatPlot) height(p *pen, width float32) float32 {
	y := h.headHeight(p) + h.rowHeight(p)*float32(len(h.rows())+1) + p.unit*2
	y = h.keys(p, h.swatches(p, y, width, false), width, false)
	if h.More != "" {
		y += p.lineOf(p.caption) + p.unit
	}
	return y
}

func (h *heatPlot) headHeight(p *pen) float32 { return p.headHeight(h.Title, h.Sub) }

func (h *heatPlot) draw(p *pen, width, _ float32) [][]chartMark {
	y := p.head(h.Title, h.Sub, width)
	high := h.rowHeight(p)
	names := p.widthOf(h.Heat.Corner, p.caption, bold)
	for _, name := range h.rows() {
		names = max(names, p.widthOf(name, p.em, plain))
	}
	names = min(names+p.unit*2, width*0.28)
	wide := (width - names) / float32(len(h.Heat.Columns)+1)
	p.text(0, y+p.unit, names-p.unit, h.Heat.Corner, p.caption, bold, fyne.TextAlignLeading, ToneMuted.Ink())
	for i, head := range append([]string{h.Heat.Total}, h.Heat.Columns...) {
		p.text(names+wide*float32(i), y+p.unit, wide-p.unit/2, head, p.caption, bold, fyne.TextAlignCenter, ToneMuted.Ink())
	}
	y += high
	size := p.em
	if wide < p.widthOf("100 %", p.em, plain)+p.unit {
		size = max(p.caption*0.8, p.em*wide/(p.widthOf("100 %", p.em, plain)+p.unit))
	}
	marks := make([][]chartMark, len(h.rows()))
	for i, name := range h.rows() {
		p.text(0, y+p.unit, names-p.unit, name, p.em, plain, fyne.TextAlignLeading, TonePlain.Ink())
		for j, c := range h.Heat.row(i) {
			x := names + wide*float32(j)
			p.rect(x+1, y+1, wide-2, high-2, HeatFill(c.Band), "", 0, p.unit*0.75)
			p.text(x, y+(high-p.lineOf(size))/2, wide, c.Text, size, plain, fyne.TextAlignCenter, HeatInk(c.Band))
			marks[i] = append(marks[i], chartMark{x, y, wide, high, name + ": " + c.Text})
		}
		y += high
	}
	y = h.keys(p, h.swatches(p, y+p.unit*2, width, true), width, true)
	if h.More != "" {
		p.text(0, y, width, h.More, p.caption, plain, fyne.TextAlignLeading, ToneMuted.Ink())
	}
	return marks
}

// PictureSize is how wide a picture of the heat map is, and how many pixels a unit has: as many columns as there are
// need room, and what is very high is drawn coarser.
func (d HeatChartData) PictureSize() (width, scale float32) {
	width = max(920, 260+float32(len(d.Heat.Columns)+1)*52)
	if len(d.Heat.Rows) > 60 || width > 2000 {
		return width, 1
	}
	return width, 2
}
