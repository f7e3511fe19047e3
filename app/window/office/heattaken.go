package office

import (
	"kreislage/app/window/shared"
	"kreislage/app/window/widget"
	"kreislage/data/assessment"
)

// taken is what can be done with a heat map besides looking at it: its table is copied, its picture kept, in the order
// in which it is shown.
type taken struct {
	env    *shared.Env
	grid   *grid
	banner *widget.Banner
	title  func() string
	round  func() string
	legend func() []widget.HeatCell
	copied *widget.Button
	saved  *saveAs
}

func newTaken(e *shared.Env, g *grid, b *widget.Banner, layout func(), title, round func() string, legend func() []widget.HeatCell) *taken {
	t := &taken{env: e, grid: g, banner: b, title: title, round: round, legend: legend}
	t.copied = widget.NewQuiet(e.Say("window.chart.copy"), t.copy)
	t.copied.Hint = e.Say("window.chart.copy_key")
	t.saved = newSaveAs(e, b, e.Say("window.chart.save"), e.Say("window.chart.path"),
		func() string { return fileWord(title(), round()) + ".png" },
		func(path string) func() error {
			picture, err := e.Picture(t.chart().Chart)
			return func() error {
				if err != nil {
					return err
				}
				return e.Write(path, picture)
			}
		})
	t.saved.button.SetWeight(widget.WeightQuiet)
	t.saved.after, t.saved.layout = g.heat, layout
	g.heat.OnCopy = t.copy
	return t
}

// chart is the heat map as it stands now, drawn as a whole.
func (t *taken) chart() *widget.HeatChart {
	e := t.env
	d := widget.HeatChartData{
		Title: t.title(), Sub: e.Say("office.analysis.sub", "round", t.round(), "on", e.Words.Date(assessment.DateOf(e.Now()))), Heat: t.grid.heat.Data(), Legend: t.legend(),
	}
	for _, c := range t.grid.cols {
		d.Titles = append(d.Titles, t.grid.data.cols[c].title)
	}
	if d.Cut() {
		d.More = e.Say("office.heat.cut", "n", len(d.Heat.Rows)-1)
	}
	return widget.NewHeatChart(d)
}

func (t *taken) copy() {
	toClipboard(t.chart().Table().Text())
	t.banner.Say(widget.SignYes, widget.ToneGood, t.env.Say("window.chart.copied"), "")
}
