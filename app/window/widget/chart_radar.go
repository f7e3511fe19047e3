package widget

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// RadarData is what a radar shows: at least three axes, each with the own value and where others stand.
type RadarData struct {
	Title, Sub string
	Legend     []LegendItem
	Ticks      []ChartTick // the rings
	Axes       []BarRow
	Table      ChartTable
}

// Radar shows the own values around a centre, against the median and the middle half of others.
type Radar struct{ *Chart }

// NewRadar makes a radar.
func NewRadar(d RadarData) *Radar { return &Radar{newChart(&radarPlot{d}, d.Table)} }

// SetData shows other figures.
func (r *Radar) SetData(d RadarData) { r.set(&radarPlot{d}, d.Table) }

type radarPlot struct{ RadarData }

func (r *radarPlot) height(p *pen, width float32) float32 {
	return p.legend(r.Legend, p.headHeight(r.Title, r.Sub), width, false) + min(width*0.72, p.em*26) + p.unit*2
}

// spot is the place of a share on an axis.
func (r *radarPlot) spot(cx, cy, radius float32, axis int, share float32) (x, y float32) {
	angle := 2*math.Pi*float64(axis)/float64(len(r.Axes)) - math.Pi/2
	share = min(max(share, 0), 1)
	return cx + radius*share*float32(math.Cos(angle)), cy + radius*share*float32(math.Sin(angle))
}

func (r *radarPlot) draw(p *pen, width, height float32) [][]chartMark {
	y := p.legend(r.Legend, p.head(r.Title, r.Sub, width), width, true)
	n := len(r.Axes)
	if n < 3 {
		return nil
	}
	label := p.lineOf(p.caption) * 2
	room := height - y - p.unit*2
	radius := max(min(room/2-label-p.unit*2, width*0.28), p.em)
	cx, cy := width/2, y+room/2
	r.rings(p, cx, cy, radius)
	r.others(p, cx, cy, radius)
	r.ringWords(p, cx, cy, radius)
	marks := make([]chartMark, n)
	for i := range r.Axes {
		a, b := r.Axes[i], r.Axes[(i+1)%n]
		if !a.None && !b.None {
			x1, y1 := r.spot(cx, cy, radius, i, a.Value)
			x2, y2 := r.spot(cx, cy, radius, (i+1)%n, b.Value)
			p.line(x1, y1, x2, y2, ToneAccent.Ink(), p.unit*0.75)
		}
	}
	for i, a := range r.Axes {
		marks[i] = r.label(p, a, i, cx, cy, radius, width)
		if !a.None {
			x, y := r.spot(cx, cy, radius, i, a.Value)
			p.dot(x, y, p.unit*1.1, 0, ToneAccent.Ink())
		}
	}
	return [][]chartMark{marks}
}

// rings draws the web.
func (r *radarPlot) rings(p *pen, cx, cy, radius float32) {
	n := len(r.Axes)
	for _, t := range r.Ticks {
		for i := range n {
			x1, y1 := r.spot(cx, cy, radius, i, t.At)
			x2, y2 := r.spot(cx, cy, radius, (i+1)%n, t.At)
			p.line(x1, y1, x2, y2, ColorLine, 1)
		}
	}
	for i := range n {
		x, y := r.spot(cx, cy, radius, i, 1)
		p.line(cx, cy, x, y, ColorLine, 1)
	}
}

// others draws the middle half as a surface and the median as a dashed line.
func (r *radarPlot) others(p *pen, cx, cy, radius float32) {
	n := len(r.Axes)
	for _, a := range r.Axes {
		if !a.Band {
			return
		}
	}
	low, high := make([]fyne.Position, n), make([]fyne.Position, n)
	for i, a := range r.Axes {
		x, y := r.spot(cx, cy, radius, i, a.Low)
		low[i] = fyne.NewPos(x-cx+radius, y-cy+radius)
		x, y = r.spot(cx, cy, radius, i, a.High)
		high[i] = fyne.NewPos(x-cx+radius, y-cy+radius)
	}
	fill := color.NRGBAModel.Convert(p.paint(ToneCalm.Fill())).(color.NRGBA)
	surface := canvas.NewRasterWithPixels(func(px, py, pw, ph int) color.Color {
		at := fyne.NewPos((float32(px)+0.5)*2*radius/float32(pw), (float32(py)+0.5)*2*radius/float32(ph))
		if inside(at, high) && !inside(at, low) {
			return fill
		}
		return color.NRGBA{} // of the same colour model as the fill, which the first pixel decides for all
	})
	surface.Move(fyne.NewPos(cx-radius, cy-radius))
	surface.Resize(fyne.NewSquareSize(2 * radius))
	p.objects = append(p.objects, surface)
	for i := range n {
		k := (i + 1) % n
		for _, edge := range [][]fyne.Position{low, high} {
			p.line(edge[i].X+cx-radius, edge[i].Y+cy-radius, edge[k].X+cx-radius, edge[k].Y+cy-radius, ToneCalm.Ink(), 1)
		}
		x1, y1 := r.spot(cx, cy, radius, i, r.Axes[i].Mid)
		x2, y2 := r.spot(cx, cy, radius, k, r.Axes[k].Mid)
		p.dashed(x1, y1, x2, y2, TonePlain.Ink(), p.unit*0.5)
	}
}

// ringWords writes what the rings stand for.
func (r *radarPlot) ringWords(p *pen, cx, cy, radius float32) {
	for _, t := range r.Ticks {
		if t.At > 0 && t.At <= 1 {
			w := p.widthOf(t.Text, p.caption*0.85, plain)
			p.text(cx+p.unit/2, cy-radius*t.At-p.lineOf(p.caption*0.85)/2, w+1, t.Text, p.caption*0.85, plain, fyne.TextAlignLeading, ToneMuted.Ink())
		}
	}
}

// inside tells whether a place lies in a polygon.
func inside(at fyne.Position, corners []fyne.Position) bool {
	in := false
	for i, j := 0, len(corners)-1; i < len(corners); j, i = i, i+1 {
		a, b := corners[i], corners[j]
		if (a.Y > at.Y) != (b.Y > at.Y) && at.X < (b.X-a.X)*(at.Y-a.Y)/(b.Y-a.Y)+a.X {
			in = !in
		}
	}
	return in
}

// label writes name and value of an axis outside the web.
func (r *radarPlot) label(p *pen, a BarRow, i int, cx, cy, radius, width float32) chartMark {
	x, y := r.spot(cx, cy, radius+p.unit*2.5, i, 1)
	line := p.lineOf(p.caption)
	align, left, w := fyne.TextAlignLeading, x, width-x
	switch dx := x - cx; {
	case dx < -p.unit*2:
		align, left, w = fyne.TextAlignTrailing, 0, x
	case dx <= p.unit*2:
		w = min(width, p.em*18)
		align, left = fyne.TextAlignCenter, cx-w/2
	}
	top := y - line
	switch dy := y - cy; {
	case dy < -radius*0.9:
		top = y - 2*line
	case dy > radius*0.9:
		top = y
	}
	p.text(left, top, w, a.Name, p.caption, plain, align, TonePlain.Ink())
	p.text(left, top+line, w, a.Text, p.caption, bold, align, TonePlain.Ink())
	used := min(max(p.widthOf(a.Name, p.caption, plain), p.widthOf(a.Text, p.caption, bold)), w)
	switch align {
	case fyne.TextAlignTrailing:
		left += w - used
	case fyne.TextAlignCenter:
		left += (w - used) / 2
	}
	return chartMark{left, top, used, 2 * line, a.Say}
}
