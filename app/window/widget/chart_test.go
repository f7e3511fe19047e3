package widget_test

import (
	"bytes"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/window/look"
	"kreislage/app/window/widget"
)

func someBars() *widget.Bars {
	return widget.NewBars(widget.BarsData{
		Title: "Erfüllung", Ticks: []widget.ChartTick{{At: 0, Text: "0 %"}, {At: 1, Text: "100 %"}},
		Legend: []widget.LegendItem{{Text: "eigener Wert"}, {Text: "mittlere Hälfte", Mark: widget.LegendBand}, {Text: "Median", Mark: widget.LegendMedian}},
		Rows: []widget.BarRow{
			{Name: "Organisation", Text: "62 %", Value: 0.62, Band: true, Low: 0.4, Mid: 0.5, High: 0.7, Say: "Organisation: 62 %"},
			{Name: "Netze", Text: "–", None: true, Say: "Netze: keine Antwort"},
		},
		Table: widget.ChartTable{Title: "Erfüllung", Columns: []string{"Thema", "Wert", "Median"}, Rows: [][]string{{"Organisation", "62 %", "50 %"}, {"Netze", "–", "–"}}},
	})
}

func someStack() *widget.Stack {
	return widget.NewStacked(widget.StackData{
		Legend: []widget.LegendItem{{Text: "ja", Mark: widget.LegendPart, Fill: widget.FillYes}, {Text: "nein", Mark: widget.LegendPart, Fill: widget.FillNo}},
		Rows: []widget.StackRow{{Name: "Alle", Text: "4", Parts: []widget.StackPart{
			{Share: 0.75, Fill: widget.FillYes, Text: "3", Say: "ja: 3"}, {Share: 0.25, Fill: widget.FillNo, Text: "1", Say: "nein: 1"},
		}}},
	})
}

func someRadar() *widget.Radar {
	axis := func(name string, v float32) widget.BarRow {
		return widget.BarRow{Name: name, Value: v, Band: true, Low: 0.2, Mid: 0.4, High: 0.6, Say: name}
	}
	return widget.NewRadar(widget.RadarData{Axes: []widget.BarRow{axis("A", 0.1), axis("B", 0.5), axis("C", 1)}})
}

func someTrend() *widget.Trend {
	point := func(v float32, say string) widget.TrendPoint { return widget.TrendPoint{Value: v, Text: say, Say: say} }
	return widget.NewTrend(widget.TrendData{Columns: []string{"2026", "2027"}, Series: []widget.TrendSeries{
		{Name: "erfüllt", Points: []widget.TrendPoint{point(0.4, "40"), point(0.6, "60")}},
		{Name: "beantwortet", Points: []widget.TrendPoint{{None: true, Say: "nichts"}, point(0.9, "90")}},
	}})
}

// The arrows go from value to value, and the line below says each in words; at the ends they stay.
func TestChartIsReadAloud(t *testing.T) {
	for name, c := range map[string]struct {
		chart *widget.Chart
		keys  []fyne.KeyName
		want  string
	}{
		"bars down":  {someBars().Chart, []fyne.KeyName{fyne.KeyDown, fyne.KeyDown}, "Netze: keine Antwort"},
		"bars right": {someBars().Chart, []fyne.KeyName{fyne.KeyRight}, "Netze: keine Antwort"},
		"stack":      {someStack().Chart, []fyne.KeyName{fyne.KeyRight, fyne.KeyRight}, "nein: 1"},
		"radar":      {someRadar().Chart, []fyne.KeyName{fyne.KeyDown, fyne.KeyRight, fyne.KeyUp}, "B"},
		"trend":      {someTrend().Chart, []fyne.KeyName{fyne.KeyDown, fyne.KeyRight}, "90"},
		"end":        {someTrend().Chart, []fyne.KeyName{fyne.KeyEnd, fyne.KeyHome}, "40"},
	} {
		w := test.NewTempWindow(t, c.chart)
		w.Resize(fyne.NewSize(600, 500))
		w.Canvas().Focus(c.chart)
		press(c.chart, c.keys...)
		if got := c.chart.Said(); got != c.want {
			t.Errorf("%s: says %q, want %q", name, got, c.want)
		}
	}
}

// T shows the figures as a table, which is read cell by cell, and Ctrl+C copies it with tabs whichever is shown.
func TestChartTableAndCopy(t *testing.T) {
	b := someBars()
	w := test.NewTempWindow(t, b)
	w.Resize(fyne.NewSize(600, 500))
	w.Canvas().Focus(b)
	copied := 0
	b.OnCopy = func() { copied++ }
	b.TypedShortcut(&fyne.ShortcutCopy{})
	want := "Erfüllung\nThema\tWert\tMedian\nOrganisation\t62 %\t50 %\nNetze\t–\t–\n"
	if got := fyne.CurrentApp().Clipboard().Content(); got != want || copied != 1 {
		t.Errorf("copied %q, %d times", got, copied)
	}
	b.TypedRune('t')
	press(b, fyne.KeyRight)
	if !b.ShowsTable() || b.Said() != "Organisation, Median: 50 %" {
		t.Errorf("table %v says %q", b.ShowsTable(), b.Said())
	}
	b.TypedRune('T')
	if b.ShowsTable() {
		t.Error("the table stays")
	}
}

// What a cell of the table holds can not break the columns apart.
func TestChartTableTextIsClean(t *testing.T) {
	got := widget.ChartTable{Columns: []string{"a"}, Rows: [][]string{{"x\ty\nz"}}}.Text()
	if got != "a\nx y z\n" {
		t.Errorf("got %q", got)
	}
}

// A chart that is printed is drawn in light colours whatever the theme, sharp enough to print, and not empty.
func TestChartPicture(t *testing.T) {
	before := fyne.CurrentApp().Settings().Theme()
	defer fyne.CurrentApp().Settings().SetTheme(before)
	light := look.Theme{Mode: look.Light, Scale: 100}
	paint := func(n fyne.ThemeColorName) color.Color { return light.Color(n, theme.VariantLight) }
	for name, c := range map[string]*widget.Chart{"bars": someBars().Chart, "stack": someStack().Chart, "radar": someRadar().Chart, "trend": someTrend().Chart} {
		var pictures [][]byte
		for _, th := range []look.Theme{{Mode: look.Light, Scale: 100}, {Mode: look.Contrast, Scale: 200}} {
			fyne.CurrentApp().Settings().SetTheme(th)
			var out bytes.Buffer
			if err := c.WritePNG(&out, paint); err != nil {
				t.Fatal(err)
			}
			pictures = append(pictures, out.Bytes())
		}
		if !bytes.Equal(pictures[0], pictures[1]) {
			t.Errorf("%s: the picture depends on the theme", name)
		}
		img, err := png.Decode(bytes.NewReader(pictures[0]))
		if err != nil {
			t.Fatal(err)
		}
		colours := map[color.Color]bool{}
		for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y += 3 {
			for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x += 3 {
				colours[img.At(x, y)] = true
			}
		}
		if img.Bounds().Dx() != 1840 || len(colours) < 8 {
			t.Errorf("%s: %v with %d colours", name, img.Bounds(), len(colours))
		}
		if r, g, b, _ := img.At(2, 2).RGBA(); r+g+b < 3*0xf000 {
			t.Errorf("%s: the paper is not light", name)
		}
	}
}

// No two fills look the same without colour: each has a pattern of its own.
func TestFillsDifferWithoutColour(t *testing.T) {
	seen := map[string]widget.Fill{}
	for _, f := range []widget.Fill{widget.FillYes, widget.FillPartly, widget.FillNo, widget.FillDispensable, widget.FillOpen} {
		var pattern strings.Builder
		for y := range 14 {
			for x := range 14 {
				pattern.WriteByte(map[bool]byte{true: '#', false: ' '}[widget.Inked(f, float32(x), float32(y))])
			}
		}
		if other, twice := seen[pattern.String()]; twice {
			t.Errorf("fills %d and %d look the same", f, other)
		}
		seen[pattern.String()] = f
	}
}

// A chart without figures draws nothing and does not break.
func TestChartWithoutFigures(t *testing.T) {
	for _, c := range []*widget.Chart{
		widget.NewBars(widget.BarsData{}).Chart, widget.NewStacked(widget.StackData{}).Chart,
		widget.NewRadar(widget.RadarData{}).Chart, widget.NewTrend(widget.TrendData{}).Chart,
	} {
		w := test.NewTempWindow(t, c)
		w.Canvas().Focus(c)
		press(c, fyne.KeyDown, fyne.KeyRight, fyne.KeyEnd, fyne.KeyReturn)
		c.TypedRune('t')
		press(c, fyne.KeyDown)
	}
}
