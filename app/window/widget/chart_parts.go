package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// LegendMark is the mark that a legend explains.
type LegendMark int

// The marks.
const (
	LegendBar    LegendMark = iota // the bar of the own value
	LegendBand                     // the middle half of others
	LegendMedian                   // the median of others
	LegendLine                     // the line of a series
	LegendDashed                   // the dashed line of others
	LegendPart                     // a part of a stacked bar
)

// LegendItem is one mark with its words.
type LegendItem struct {
	Text   string
	Mark   LegendMark
	Series int  // of a line
	Fill   Fill // of a part
}

// ChartTick is one line of a scale; At is between 0 and 1.
type ChartTick struct {
	At   float32
	Text string
}

// Fill is how a part of a stacked bar is filled. Each has a pattern of its own, so that no colour is needed to tell
// them apart.
type Fill int

// The fills, for the five states of an answer.
const (
	FillYes         Fill = iota // full
	FillPartly                  // slanted lines
	FillNo                      // a grid of slanted lines
	FillDispensable             // points
	FillOpen                    // empty
)

// tone is the tone of a fill.
func (f Fill) tone() Tone {
	switch f {
	case FillYes:
		return ToneGood
	case FillPartly:
		return ToneWarn
	case FillNo:
		return ToneBad
	case FillDispensable:
		return ToneCalm
	}
	return ToneMuted
}

// inked tells whether the pattern of a fill covers a place, x and y in units.
func (f Fill) inked(x, y float32) bool {
	const step = 7
	mod := func(v float32) float32 {
		for v < 0 {
			v += step
		}
		return v - float32(int(v/step))*step
	}
	switch f {
	case FillYes:
		return true
	case FillPartly:
		return mod(x+y) < 1.8
	case FillNo:
		return mod(x+y) < 2.2 || mod(x-y+1000*step) < 2.2
	case FillDispensable:
		return mod(x) < 2.4 && mod(y) < 2.4
	}
	return false
}

// part draws a part of a stacked bar with its pattern and its outline.
func (p *pen) part(x, y, w, h float32, f Fill) {
	if w <= 0 {
		return
	}
	ground, ink, line := p.paint(f.tone().Fill()), p.paint(f.tone().Ink()), f.tone().Ink()
	if f == FillOpen {
		ground = p.paint(ColorSurface)
	}
	raster := canvas.NewRasterWithPixels(func(px, py, pw, _ int) color.Color {
		unit := w / float32(max(pw, 1)) * 4 / p.unit
		if f.inked(float32(px)*unit, float32(py)*unit) {
			return ink
		}
		return ground
	})
	raster.Move(fyne.NewPos(x, y))
	raster.Resize(fyne.NewSize(w, h))
	p.objects = append(p.objects, raster)
	p.rect(x, y, w, h, "", line, 1, 0)
}

// pill writes a number over a pattern, on a ground of its own, where there is room.
func (p *pen) pill(x, y, w, h float32, text string) {
	need := p.widthOf(text, p.caption, bold) + p.unit*1.5
	high := p.lineOf(p.caption)
	if text == "" || need+p.unit > w || high > h {
		return
	}
	p.rect(x+(w-need)/2, y+(h-high)/2, need, high, ColorSurface, "", 0, p.unit)
	p.text(x+(w-need)/2, y+(h-high)/2, need, text, p.caption, bold, fyne.TextAlignCenter, TonePlain.Ink())
}

// scale draws the lines of a scale from x0 to x1 with their words below.
func (p *pen) scale(ticks []ChartTick, x0, x1, top, bottom float32) {
	last := float32(-1e9)
	for _, t := range ticks {
		x := x0 + (x1-x0)*t.At
		p.line(x, top, x, bottom, ColorLine, 1)
		w := p.widthOf(t.Text, p.caption, plain)
		if left := x - w/2; left > last+p.unit {
			p.text(left, bottom+p.unit/2, w+1, t.Text, p.caption, plain, fyne.TextAlignCenter, ToneMuted.Ink())
			last = left + w
		}
	}
}
