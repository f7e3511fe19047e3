package office

import (
	"fmt"
	"math"
	"strconv"

	"fyne.io/fyne/v2"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
)

// mustLimits are the most unmet MUSS requirements of each band, from the best.
var mustLimits = []int{0, 2, 5, 10, 20}

func mustBand(n int) int {
	for i, limit := range mustLimits {
		if n <= limit {
			return widget.HeatBands - 1 - i
		}
	}
	return 1
}

// changeLimits are the most points of each band of a change, from the worst, with the band.
var changeLimits = []struct{ most, band int }{{-11, 1}, {-3, 2}, {2, 4}, {10, 5}, {100, 6}}

func changeBand(points int) int {
	for _, l := range changeLimits {
		if points <= l.most {
			return l.band
		}
	}
	return widget.HeatBands - 1
}

// points writes a change in points of per cent with its sign.
func points(n int) string {
	switch {
	case n > 0:
		return "+" + strconv.Itoa(n)
	case n < 0:
		return "−" + strconv.Itoa(-n)
	}
	return "±0"
}

// heatFigure is how a value of a measure is shown.
func heatFigure(e *shared.Env, metric desk.HeatMetric, v desk.HeatValue) figure {
	f := figure{rank: v.Value, known: v.Known}
	switch {
	case !v.Known:
		f.Text = "–"
	case metric == desk.HeatUnmetMust:
		n := int(v.Value)
		f.Text, f.Band, f.rank = e.Words.Number(n), mustBand(n), -v.Value
	case metric == desk.HeatChange:
		n := int(math.Round(v.Value * 100))
		f.Text, f.Band = points(n), changeBand(n)
	default:
		f.Text, f.Band = e.Words.Percent(v.Value), shared.ShareBand(v.Value)
	}
	return f
}

// heatLegend explains the colours of a measure.
func heatLegend(e *shared.Env, metric desk.HeatMetric) []widget.HeatCell {
	var pieces []widget.HeatCell
	switch metric {
	case desk.HeatUnmetMust:
		from := 0
		for i, limit := range mustLimits {
			text := strconv.Itoa(from) + "–" + strconv.Itoa(limit)
			if from == limit {
				text = strconv.Itoa(limit)
			}
			pieces = append(pieces, widget.HeatCell{Band: widget.HeatBands - 1 - i, Text: text})
			from = limit + 1
		}
		pieces = append(pieces, widget.HeatCell{Band: 1, Text: e.Say("window.picture.from", "n", from)})
	case desk.HeatChange:
		for _, text := range []struct {
			band int
			say  string
		}{{1, e.Say("office.change.below", "n", points(-11))}, {2, fmt.Sprintf("%s … %s", points(-10), points(-3))}, {4, fmt.Sprintf("%s … %s", points(-2), points(2))},
			{5, fmt.Sprintf("%s … %s", points(3), points(10))}, {6, e.Say("office.change.above", "n", points(11))}} {
			pieces = append(pieces, widget.HeatCell{Band: text.band, Text: text.say})
		}
	default:
		for i, text := range []string{e.Say("window.picture.below", "n", 30), "30–44 %", "45–59 %", "60–74 %", "75–89 %", e.Say("window.picture.above", "n", 90)} {
			pieces = append(pieces, widget.HeatCell{Band: i + 1, Text: text})
		}
	}
	return append(pieces, widget.HeatCell{Band: 0, Text: e.Say("window.picture.nothing")})
}

// swatches are a legend as it stands below a heat map.
func swatches(cells []widget.HeatCell) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(cells))
	for i, c := range cells {
		out[i] = widget.SwatchOf(c)
	}
	return out
}
