package widget

import (
	"strings"

	"fyne.io/fyne/v2"
)

// ChartTable are the figures of a chart as a table. The first column names the rows; numbers stand at the right.
type ChartTable struct {
	Title   string
	Columns []string
	Rows    [][]string
}

// Text is the table with tabs between its columns, as spreadsheets take it from the clipboard. Tabs and line breaks
// inside a cell become spaces.
func (t ChartTable) Text() string {
	clean := strings.NewReplacer("\t", " ", "\r", " ", "\n", " ")
	var b strings.Builder
	row := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(clean.Replace(c))
		}
		b.WriteByte('\n')
	}
	if t.Title != "" {
		row([]string{t.Title})
	}
	row(t.Columns)
	for _, r := range t.Rows {
		row(r)
	}
	return b.String()
}

func (t *ChartTable) rowHeight(p *pen) float32 { return p.lineOf(p.em) + p.unit*2 }

func (t *ChartTable) height(p *pen, _ float32) float32 {
	return p.headHeight(t.Title, "") + p.lineOf(p.caption) + p.unit*2 + t.rowHeight(p)*float32(len(t.Rows)) + p.unit
}

// widths shares the width: every column gets what its longest figure needs, the first one what is left.
func (t *ChartTable) widths(p *pen, width float32) []float32 {
	w := make([]float32, len(t.Columns))
	rest := width
	for k := 1; k < len(t.Columns); k++ {
		w[k] = p.widthOf(t.Columns[k], p.caption, bold)
		for _, r := range t.Rows {
			if k < len(r) {
				w[k] = max(w[k], p.widthOf(r[k], p.em, plain))
			}
		}
		w[k] += p.unit * 3
		rest -= w[k]
	}
	if len(w) == 0 {
		return w
	}
	w[0] = max(rest, width*0.25)
	if rest < w[0] && rest < width { // too narrow for all: the figures share what the names leave
		scale := (width - w[0]) / (width - rest)
		for k := 1; k < len(w); k++ {
			w[k] *= scale
		}
	}
	return w
}

func (t *ChartTable) draw(p *pen, width, _ float32) [][]chartMark {
	y := p.head(t.Title, "", width)
	widths := t.widths(p, width)
	cells := func(row []string, size float32, style fyne.TextStyle, ink fyne.ThemeColorName) []chartMark {
		var marks []chartMark
		x, high := float32(0), p.lineOf(size)
		for k, w := range widths {
			text := ""
			if k < len(row) {
				text = row[k]
			}
			align := fyne.TextAlignTrailing
			if k == 0 {
				align = fyne.TextAlignLeading
			}
			p.text(x+p.unit/2, y+p.unit, w-p.unit, text, size, style, align, ink)
			if k > 0 {
				marks = append(marks, chartMark{x, y + p.unit/2, w, high + p.unit, first(row) + ", " + t.Columns[k] + ": " + text})
			}
			x += w
		}
		return marks
	}
	cells(t.Columns, p.caption, bold, ToneMuted.Ink())
	y += p.lineOf(p.caption) + p.unit*2
	p.line(0, y, width, y, ToneMuted.Ink(), 1)
	marks := make([][]chartMark, len(t.Rows))
	for i, r := range t.Rows {
		marks[i] = cells(r, p.em, plain, TonePlain.Ink())
		y += t.rowHeight(p)
		p.line(0, y, width, y, ColorLine, 1)
	}
	return marks
}

func first(row []string) string {
	if len(row) == 0 {
		return ""
	}
	return row[0]
}
