package widget

import "fyne.io/fyne/v2"

// BarRow is one bar: the own value and where others stand. All shares are between 0 and 1.
type BarRow struct {
	Name  string
	Text  string // the own value, ready to be read
	Value float32
	None  bool // there is no own value
	Band  bool // others are known
	Low   float32
	Mid   float32
	High  float32
	Say   string // the row in words
}

// BarsData is what a chart of bars shows.
type BarsData struct {
	Title, Sub string
	Legend     []LegendItem
	Ticks      []ChartTick
	Rows       []BarRow
	Table      ChartTable
}

// Bars are horizontal bars, each with the middle half of others and their median.
type Bars struct{ *Chart }

// NewBars makes a chart of bars.
func NewBars(d BarsData) *Bars { return &Bars{newChart(&barsPlot{d}, d.Table)} }

// SetData shows other figures.
func (b *Bars) SetData(d BarsData) { b.set(&barsPlot{d}, d.Table) }

type barsPlot struct{ BarsData }

func (b *barsPlot) rowHeight(p *pen) float32 { return p.lineOf(p.em) + p.unit*2.5 }

func (b *barsPlot) height(p *pen, width float32) float32 {
	return p.legend(b.Legend, p.headHeight(b.Title, b.Sub), width, false) + b.rowHeight(p)*float32(len(b.Rows)) + p.lineOf(p.caption) + p.unit*2
}

// sides are the widths of the names at the left and of the figures at the right.
func sides(p *pen, width float32, names, figures []string) (left, right float32) {
	for _, n := range names {
		left = max(left, p.widthOf(n, p.em, plain))
	}
	for _, f := range figures {
		right = max(right, p.widthOf(f, p.em, bold))
	}
	return min(left+p.unit*3, width*0.46, p.em*22), right + p.unit*3
}

func (b *barsPlot) draw(p *pen, width, _ float32) [][]chartMark {
	y := p.legend(b.Legend, p.head(b.Title, b.Sub, width), width, true)
	names, figures := make([]string, len(b.Rows)), make([]string, len(b.Rows))
	for i, r := range b.Rows {
		names[i], figures[i] = r.Name, r.Text
	}
	left, right := sides(p, width, names, figures)
	x0, x1 := left, width-right
	high := b.rowHeight(p)
	p.scale(b.Ticks, x0, x1, y, y+high*float32(len(b.Rows)))
	marks := make([][]chartMark, len(b.Rows))
	for i, r := range b.Rows {
		b.row(p, r, x0, x1, y, high)
		text := y + (high-p.lineOf(p.em))/2
		p.text(0, text, left-p.unit*2, r.Name, p.em, plain, fyne.TextAlignLeading, TonePlain.Ink())
		p.text(x1+p.unit*2, text, right-p.unit*2, r.Text, p.em, bold, fyne.TextAlignTrailing, TonePlain.Ink())
		marks[i] = []chartMark{{0, y + p.unit*0.5, width, high - p.unit, r.Say}}
		y += high
	}
	return marks
}

func (b *barsPlot) row(p *pen, r BarRow, x0, x1, y, high float32) {
	at := func(share float32) float32 { return x0 + (x1-x0)*min(max(share, 0), 1) }
	if r.Band {
		p.band(at(r.Low), y+high*0.12, at(r.High)-at(r.Low), high*0.76)
	}
	if !r.None {
		bar := high * 0.4
		p.rect(x0, y+(high-bar)/2, max(at(r.Value)-x0, 1), bar, ToneAccent.Solid(), ToneAccent.Ink(), 1, p.unit/2)
	}
	if r.Band {
		p.median(at(r.Mid), y+high*0.08, high*0.84)
	}
}
