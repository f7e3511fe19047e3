package widget

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
)

// TrendPoint is one value of a series. Value is between 0 and 1.
type TrendPoint struct {
	Value float32
	None  bool // there is no value
	Text  string
	Say   string // the value in words
}

// TrendSeries is one line.
type TrendSeries struct {
	Name   string
	Points []TrendPoint
}

// TrendData is what a trend shows.
type TrendData struct {
	Title, Sub string
	Ticks      []ChartTick
	Columns    []string // the rounds, the oldest first
	Series     []TrendSeries
	Table      ChartTable
}

// Trend are lines over rounds; each has points of a shape of its own.
type Trend struct{ *Chart }

// NewTrend makes a trend.
func NewTrend(d TrendData) *Trend { return &Trend{newChart(&trendPlot{d}, d.Table)} }

// SetData shows other figures.
func (t *Trend) SetData(d TrendData) { t.set(&trendPlot{d}, d.Table) }

type trendPlot struct{ TrendData }

func (t *trendPlot) legend() []LegendItem {
	items := make([]LegendItem, len(t.Series))
	for i, s := range t.Series {
		items[i] = LegendItem{Text: s.Name, Mark: LegendLine, Series: i}
	}
	return items
}

func (t *trendPlot) height(p *pen, width float32) float32 {
	return p.legend(t.legend(), p.headHeight(t.Title, t.Sub), width, false) + p.em*14 + p.lineOf(p.caption) + p.unit*3
}

func (t *trendPlot) draw(p *pen, width, height float32) [][]chartMark {
	y := p.legend(t.legend(), p.head(t.Title, t.Sub, width), width, true) + p.lineOf(p.caption)
	left := float32(0)
	for _, tick := range t.Ticks {
		left = max(left, p.widthOf(tick.Text, p.caption, plain))
	}
	left += p.unit * 2
	bottom := height - p.lineOf(p.caption) - p.unit*2
	for _, tick := range t.Ticks {
		at := bottom - (bottom-y)*tick.At
		p.line(left, at, width, at, ColorLine, 1)
		p.text(0, at-p.lineOf(p.caption)/2, left-p.unit, tick.Text, p.caption, plain, fyne.TextAlignTrailing, ToneMuted.Ink())
	}
	n := max(len(t.Columns), 1)
	slot := (width - left) / float32(n)
	x := func(i int) float32 { return left + slot*(float32(i)+0.5) }
	for i, name := range t.Columns {
		p.text(left+slot*float32(i)+p.unit/2, bottom+p.unit, slot-p.unit, name, p.caption, plain, fyne.TextAlignCenter, TonePlain.Ink())
	}
	marks := make([][]chartMark, len(t.Series))
	for k, s := range t.Series {
		for i, v := range s.Points {
			at := bottom - (bottom-y)*min(max(v.Value, 0), 1)
			if i > 0 && !v.None && !s.Points[i-1].None {
				before := bottom - (bottom-y)*min(max(s.Points[i-1].Value, 0), 1)
				p.line(x(i-1), before, x(i), at, seriesInk(k), p.unit*0.6)
			}
			side := p.unit * 2.5
			marks[k] = append(marks[k], chartMark{x(i) - side, at - side, 2 * side, 2 * side, v.Say})
		}
	}
	for k, s := range t.Series {
		for i, v := range s.Points {
			if !v.None {
				p.dot(x(i), bottom-(bottom-y)*min(max(v.Value, 0), 1), p.unit*1.2, k, seriesInk(k))
			}
		}
	}
	t.figures(p, x, slot, y, bottom)
	return marks
}

// figures writes the values of a single line over its points; of several lines the last values beside the points,
// each with room of its own.
func (t *trendPlot) figures(p *pen, x func(int) float32, slot, top, bottom float32) {
	type figure struct {
		y    float32
		x    float32
		text string
	}
	at := func(v TrendPoint) float32 { return bottom - (bottom-top)*min(max(v.Value, 0), 1) }
	line := p.lineOf(p.caption)
	var last []figure
	for _, s := range t.Series {
		for i, v := range s.Points {
			switch {
			case v.None:
			case len(t.Series) == 1:
				p.text(x(i)-slot/2, at(v)-line-p.unit*1.5, slot, v.Text, p.caption, bold, fyne.TextAlignCenter, TonePlain.Ink())
			case i == len(s.Points)-1:
				last = append(last, figure{at(v) - line/2, x(i) + p.unit*2.5, v.Text})
			}
		}
	}
	slices.SortFunc(last, func(a, b figure) int { return cmp.Compare(a.y, b.y) })
	for i, f := range last {
		if i > 0 {
			f.y = max(f.y, last[i-1].y+line)
			last[i].y = f.y
		}
		p.text(f.x, f.y, slot/2, f.text, p.caption, bold, fyne.TextAlignLeading, TonePlain.Ink())
	}
}
