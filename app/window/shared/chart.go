package shared

import (
	"bytes"
	"image/color"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"kreislage/app/window/look"
	"kreislage/app/window/widget"
)

// ChartCard is a chart on a surface with what can be done with it: turn to the table of its figures, copy that, and
// save the drawing as a picture.
type ChartCard struct {
	// OnResize is told when the card needs another height: what is around it is to be laid out anew.
	OnResize func()

	env   *Env
	chart *widget.Chart
	name  string
	table *widget.Button
	save  *widget.Button
	path  *Path
	row   *fyne.Container // where the picture goes to
	told  *widget.Text
	box   *fyne.Container
	view  *widget.Panel
}

// NewChartCard puts a chart on a card. name is suggested as the name of its picture's file, without an ending.
func NewChartCard(e *Env, chart *widget.Chart, name string) *ChartCard {
	c := &ChartCard{env: e, chart: chart, name: name, told: widget.NewText("", widget.ToneGood)}
	chart.Hint = e.Say("window.chart.hint")
	c.table = widget.NewQuiet("", func() { chart.ShowTable(!chart.ShowsTable()) })
	c.table.Hint = "T"
	chart.OnTable = func(bool) { c.label() }
	chart.OnCopy = func() { c.tell(e.Say("window.chart.copied"), widget.ToneGood) }
	copied := widget.NewQuiet(e.Say("window.chart.copy"), chart.Copy)
	copied.Hint = e.Say("window.chart.copy_key")
	c.save = widget.NewQuiet(e.Say("window.chart.save"), c.ask)
	c.label()
	c.told.Hide()
	c.path = NewPath(e, PathSave, "", nil)
	c.path.OnEnter = c.write
	done := widget.NewButton(e.Say("window.chart.write"), c.write)
	c.row = widget.NewStack(0, Labelled(e.Say("window.chart.path"), widget.NewFrame(nil, nil, c.path.View(), widget.NewInset(1, 0, done), nil), ""))
	c.row.Hide()
	c.box = widget.NewStack(1.5, chart, Row(c.table, copied, c.save), c.row, c.told)
	c.view = widget.NewPanel(c.box)
	return c
}

// View is the card.
func (c *ChartCard) View() fyne.CanvasObject { return c.view }

func (c *ChartCard) label() {
	key := "window.chart.table"
	if c.chart.ShowsTable() {
		key = "window.chart.drawing"
	}
	c.table.SetText(c.env.Say(key))
	c.relayout()
}

func (c *ChartCard) relayout() {
	if c.view != nil {
		c.box.Refresh()
		c.view.Refresh()
		if c.OnResize != nil {
			c.OnResize()
		}
	}
}

func (c *ChartCard) tell(text string, tone widget.Tone) {
	c.told.Set(text, tone)
	c.told.Show()
	c.relayout()
}

// ask shows where the picture goes to.
func (c *ChartCard) ask() {
	if c.row.Visible() {
		c.row.Hide()
		c.relayout()
		return
	}
	c.path.Put(filepath.Join(c.env.Folder(), c.name+".png"))
	c.row.Show()
	c.relayout()
	c.env.Focus(c.path.Field)
}

func (c *ChartCard) write() {
	path := strings.TrimSpace(c.path.Text)
	picture, err := c.env.Picture(c.chart)
	if err == nil {
		err = c.env.Write(path, picture)
	}
	if err != nil {
		_, hint := c.env.Explain(err)
		c.tell(c.env.Say("window.chart.failed", "path", path)+" "+hint, widget.ToneBad)
		return
	}
	c.row.Hide()
	c.tell(c.env.Say("window.chart.written", "path", path), widget.ToneGood)
	c.env.Focus(c.chart)
}

// Picture is a chart as a PNG in light colours, whatever the window has.
func (e *Env) Picture(c *widget.Chart) ([]byte, error) {
	var picture bytes.Buffer
	err := c.WritePNG(&picture, onPaper)
	return picture.Bytes(), err
}

// onPaper are the colours of what is printed.
func onPaper(name fyne.ThemeColorName) color.Color {
	return look.Theme{Mode: look.Light, Scale: 100}.Color(name, theme.VariantLight)
}

// Ticks are the lines of a scale from 0 to 100 per cent.
func (e *Env) Ticks() []widget.ChartTick {
	var ticks []widget.ChartTick
	for _, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
		ticks = append(ticks, widget.ChartTick{At: float32(share), Text: e.Words.Percent(share)})
	}
	return ticks
}
