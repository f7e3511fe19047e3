package widget

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/theme"
)

// pen draws the pieces of a chart in the colours and sizes of the screen or of paper.
type pen struct {
	paint               func(fyne.ThemeColorName) color.Color
	em, caption, header float32 // text sizes
	unit                float32 // one step of the spacing grid
	objects             []fyne.CanvasObject
}

// screenPen draws as the theme says.
func screenPen() *pen {
	return &pen{paint: Color, em: theme.TextSize(), caption: theme.CaptionTextSize(), header: theme.Size(theme.SizeNameSubHeadingText), unit: theme.Padding()}
}

// paperPen draws in given colours, in sizes that do not depend on the theme.
func paperPen(paint func(fyne.ThemeColorName) color.Color) *pen {
	return &pen{paint: paint, em: 14, caption: 12, header: 18, unit: 4}
}

var (
	plain = fyne.TextStyle{}
	bold  = fyne.TextStyle{Bold: true}
)

func (p *pen) lineOf(size float32) float32 { return fyne.MeasureText("Xg", size, plain).Height }

func (p *pen) widthOf(text string, size float32, style fyne.TextStyle) float32 {
	return fyne.MeasureText(text, size, style).Width
}

// text writes one line that ends in an ellipsis where width ends; it stands left, in the middle or right in it.
func (p *pen) text(x, y, width float32, text string, size float32, style fyne.TextStyle, align fyne.TextAlign, ink fyne.ThemeColorName) {
	if text == "" || width <= 0 {
		return
	}
	t := canvas.NewText(Fit(text, width, size, style), p.paint(ink))
	t.TextSize, t.TextStyle, t.Alignment = size, style, align
	t.Move(fyne.NewPos(x, y))
	t.Resize(fyne.NewSize(width, p.lineOf(size)))
	p.objects = append(p.objects, t)
}

func (p *pen) rect(x, y, w, h float32, fill fyne.ThemeColorName, line fyne.ThemeColorName, stroke, radius float32) {
	r := canvas.NewRectangle(color.Transparent)
	if fill != "" {
		r.FillColor = p.paint(fill)
	}
	if line != "" {
		r.StrokeColor, r.StrokeWidth = p.paint(line), stroke
	}
	r.CornerRadius = radius
	r.Move(fyne.NewPos(x, y))
	r.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	p.objects = append(p.objects, r)
}

func (p *pen) line(x1, y1, x2, y2 float32, ink fyne.ThemeColorName, stroke float32) {
	l := canvas.NewLine(p.paint(ink))
	l.StrokeWidth = stroke
	l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	p.objects = append(p.objects, l)
}

// dashed draws a line in short strokes.
func (p *pen) dashed(x1, y1, x2, y2 float32, ink fyne.ThemeColorName, stroke float32) {
	long := float32(math.Hypot(float64(x2-x1), float64(y2-y1)))
	step := p.unit * 2
	if long <= 0 {
		return
	}
	for at := float32(0); at < long; at += 2 * step {
		to := min(at+step, long)
		p.line(x1+(x2-x1)*at/long, y1+(y2-y1)*at/long, x1+(x2-x1)*to/long, y1+(y2-y1)*to/long, ink, stroke)
	}
}

// dot draws the point of a series: each series has a shape of its own.
func (p *pen) dot(x, y, r float32, shape int, ink fyne.ThemeColorName) {
	switch shape % 3 {
	case 1:
		p.rect(x-r, y-r, 2*r, 2*r, ColorSurface, ink, p.unit/2, 0)
	case 2:
		p.line(x-r, y-r, x+r, y+r, ink, p.unit*0.6)
		p.line(x-r, y+r, x+r, y-r, ink, p.unit*0.6)
	default:
		c := canvas.NewCircle(p.paint(ink))
		c.Move(fyne.NewPos(x-r, y-r))
		c.Resize(fyne.NewSquareSize(2 * r))
		p.objects = append(p.objects, c)
	}
}

// head writes title and subtitle and returns where the rest begins.
func (p *pen) head(title, sub string, width float32) float32 {
	y := float32(0)
	if title != "" {
		p.text(0, y, width, title, p.header, bold, fyne.TextAlignLeading, TonePlain.Ink())
		y += p.lineOf(p.header) + p.unit
	}
	if sub != "" {
		p.text(0, y, width, sub, p.caption, plain, fyne.TextAlignLeading, ToneMuted.Ink())
		y += p.lineOf(p.caption) + p.unit
	}
	return y + p.unit
}

func (p *pen) headHeight(title, sub string) float32 {
	return (&pen{paint: noPaint, em: p.em, caption: p.caption, header: p.header, unit: p.unit}).head(title, sub, 1)
}

func noPaint(fyne.ThemeColorName) color.Color { return color.Transparent }

// legend explains the marks, in as many lines as the width asks for, and returns where the rest begins. Without a place
// to draw (draw false) it only tells the height.
func (p *pen) legend(items []LegendItem, y, width float32, draw bool) float32 {
	if len(items) == 0 {
		return y
	}
	high := p.lineOf(p.caption)
	side := p.caption * 1.6
	x := float32(0)
	for _, item := range items {
		w := side + p.unit*1.5 + p.widthOf(item.Text, p.caption, plain)
		if x > 0 && x+w > width {
			x, y = 0, y+high+p.unit
		}
		if draw {
			p.swatch(item, x, y, side, high)
			p.text(x+side+p.unit*1.5, y, min(w, width)-side-p.unit, item.Text, p.caption, plain, fyne.TextAlignLeading, TonePlain.Ink())
		}
		x += w + p.unit*4
	}
	return y + high + p.unit*2
}

func (p *pen) swatch(item LegendItem, x, y, w, h float32) {
	mid := y + h/2
	switch item.Mark {
	case LegendBand:
		p.band(x, y+h*0.15, w, h*0.7)
	case LegendMedian:
		p.median(x+w/2, y, h)
	case LegendLine:
		p.line(x, mid, x+w, mid, seriesInk(item.Series), p.unit*0.6)
		p.dot(x+w/2, mid, p.unit*0.9, item.Series, seriesInk(item.Series))
	case LegendDashed:
		p.dashed(x, mid, x+w, mid, TonePlain.Ink(), p.unit*0.5)
	case LegendPart:
		p.part(x, y+h*0.1, w, h*0.8, item.Fill)
	default:
		p.rect(x, y+h*0.25, w, h*0.5, ToneAccent.Solid(), ToneAccent.Ink(), 1, p.unit/2)
	}
}

// band draws where the middle half of others lies.
func (p *pen) band(x, y, w, h float32) {
	p.rect(x, y, max(w, p.unit/2), h, ToneCalm.Fill(), ToneCalm.Ink(), 1, p.unit/2)
}

// median draws the mark of the median: a stroke with a head and a foot.
func (p *pen) median(x, y, h float32) {
	w := p.unit
	p.line(x, y, x, y+h, TonePlain.Ink(), p.unit*0.6)
	p.line(x-w, y, x+w, y, TonePlain.Ink(), p.unit*0.5)
	p.line(x-w, y+h, x+w, y+h, TonePlain.Ink(), p.unit*0.5)
}

// seriesInk is the colour of a series.
func seriesInk(i int) fyne.ThemeColorName {
	tones := []Tone{ToneAccent, ToneCalm, ToneGood, ToneWarn, ToneBad}
	return tones[i%len(tones)].Ink()
}

// Picture draws the chart as an image in the given colours, whatever the theme. It is width units wide; scale is the
// number of pixels of a unit.
func (c *Chart) Picture(paint func(fyne.ThemeColorName) color.Color, width, scale float32) image.Image {
	p := paperPen(paint)
	margin := p.unit * 5
	inner := width - 2*margin
	high := c.drawing.height(p, inner)
	c.drawing.draw(p, inner, high)
	scene := container.NewWithoutLayout(p.objects...)
	ground := canvas.NewRectangle(paint(ColorSurface))
	ground.Resize(fyne.NewSize(width, high+2*margin))
	scene.Move(fyne.NewSquareOffsetPos(margin))
	all := container.NewWithoutLayout(ground, scene)
	paper := software.NewCanvas()
	paper.SetPadded(false)
	paper.SetScale(scale)
	paper.SetContent(all)
	paper.Resize(fyne.NewSize(width, high+2*margin))
	return paper.Capture()
}

// WritePNG writes the drawing as a picture to be printed or put into a report.
func (c *Chart) WritePNG(w io.Writer, paint func(fyne.ThemeColorName) color.Color) error {
	width, scale := float32(920), float32(2)
	if h, is := c.drawing.(*heatPlot); is {
		width, scale = h.PictureSize()
	}
	return png.Encode(w, c.Picture(paint, width, scale))
}
