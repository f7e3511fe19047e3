package widget

import "fyne.io/fyne/v2"

// StackPart is one part of a stacked bar. Share is between 0 and 1.
type StackPart struct {
	Share float32
	Fill  Fill
	Text  string // number, ready to be read
	Say   string // the part in words
}

// StackRow is one stacked bar.
type StackRow struct {
	Name  string
	Text  string // figure at the end of the bar
	Parts []StackPart
}

// StackData is what a chart of stacked bars shows.
type StackData struct {
	Title, Sub string
	Legend     []LegendItem
	Ticks      []ChartTick
	Rows       []StackRow
	Table      ChartTable
}

// Stack are stacked bars: how the answers of a whole, a topic or a requirement share out. Each part has a pattern and a
// number as well as a colour.
type Stack struct{ *Chart }

// NewStacked makes a chart of stacked bars.
func NewStacked(d StackData) *Stack { return &Stack{newChart(&stackPlot{d}, d.Table)} }

// SetData shows other figures.
func (s *Stack) SetData(d StackData) { s.set(&stackPlot{d}, d.Table) }

type stackPlot struct{ StackData }

func (s *stackPlot) rowHeight(p *pen) float32 { return p.lineOf(p.em) + p.unit*3 }

func (s *stackPlot) height(p *pen, width float32) float32 {
	high := p.legend(s.Legend, p.headHeight(s.Title, s.Sub), width, false) + s.rowHeight(p)*float32(len(s.Rows))
	if len(s.Ticks) > 0 {
		high += p.lineOf(p.caption) + p.unit
	}
	return high + p.unit
}

func (s *stackPlot) draw(p *pen, width, _ float32) [][]chartMark {
	y := p.legend(s.Legend, p.head(s.Title, s.Sub, width), width, true)
	names, figures := make([]string, len(s.Rows)), make([]string, len(s.Rows))
	for i, r := range s.Rows {
		names[i], figures[i] = r.Name, r.Text
	}
	left, right := sides(p, width, names, figures)
	if len(s.Rows) > 0 && left <= p.unit*3 { // bars without names begin at the left
		left = 0
	}
	x0, x1, high := left, width-right, s.rowHeight(p)
	p.scale(s.Ticks, x0, x1, y, y+high*float32(len(s.Rows)))
	marks := make([][]chartMark, len(s.Rows))
	for i, r := range s.Rows {
		text := y + (high-p.lineOf(p.em))/2
		p.text(0, text, left-p.unit*2, r.Name, p.em, plain, fyne.TextAlignLeading, TonePlain.Ink())
		p.text(x1+p.unit*2, text, right-p.unit*2, r.Text, p.em, bold, fyne.TextAlignTrailing, TonePlain.Ink())
		x, top, bar := x0, y+high*0.12, high*0.76
		for _, part := range r.Parts {
			w := (x1 - x0) * min(max(part.Share, 0), 1)
			p.part(x, top, w, bar, part.Fill)
			p.pill(x, top, w, bar, part.Text)
			marks[i] = append(marks[i], chartMark{x, top, max(w, p.unit/2), bar, part.Say})
			x += w
		}
		y += high
	}
	return marks
}
