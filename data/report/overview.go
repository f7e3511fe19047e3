package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
)

// Overview is what the workbook about a round shows. All lists by district have the length of Districts.
type Overview struct {
	Office    string
	Round     assessment.Round
	Catalogue string // title and edition
	Written   assessment.Date
	HeatMapData
	ByTopic  []assessment.Tally // over all districts
	States   []string           // by district, where it stands, in words
	Received []assessment.Date  // by district, the day of its last file, empty for none
	Remarks  []int              // by district, open ones
	Gaps     []OverviewGap      // what to do first

	Spread    []OverviewSpread    // by requirement, in the catalogue's order
	Quartiles []assessment.Spread // of fulfilment by topic, over the districts that have answered something there
	Chosen    int                 // the place of the district that the comparison shows at first
	Rounds    []OverviewRound     // the course of time, the oldest first
	Heats     []OverviewHeat      // the heat map's other measures
}

// OverviewGap is one requirement that several districts do not fulfil.
type OverviewGap struct {
	Ref, Title, Topic string
	Modal             assessment.Modal
	Open, Districts   int // districts that do not fulfil it, of so many
	Effort, Priority  int // 0 where the catalogue does not say
}

// noFolder is no folder on any system, so that nothing is ever written beside the result.
const noFolder = "\x00"

// chartedDistricts is how many districts one chart shows: more bars than that cannot be told apart on a page.
const chartedDistricts = 40

// OverviewXLSX returns the overview of a round as an Excel workbook: the round and its figures, districts, topics, the
// heat map and the gaps, with charts of Excel's own that one can change.
func OverviewXLSX(o Overview, w Words) ([]byte, error) {
	b := &overviewBook{f: excelize.NewFile(excelize.Options{TmpDir: noFolder}), o: o, w: w}
	defer b.f.Close()
	if err := b.prepare(); err != nil {
		return nil, fmt.Errorf("overview: %w", err)
	}
	for _, sheet := range []func() error{b.summary, b.districts, b.topics, b.heatMap, b.heats, b.spread, b.compare, b.trend, b.gaps} {
		if err := sheet(); err != nil {
			return nil, fmt.Errorf("overview: %w", err)
		}
	}
	raw, err := b.f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("overview: %w", err)
	}
	return inOrder(raw.Bytes())
}

// told are the values of formulas, which excelize marks as texts.
var told = regexp.MustCompile(`(<c r="[A-Z]+[0-9]+" s="[0-9]+") t="str"(><f>[^<]*</f><v>[0-9.]+</v>)`)

// defaults are the content types by file ending, which excelize writes in any order.
var defaults = regexp.MustCompile(`(<Default [^>]*></Default>)+`)

func repack(w *zip.Writer, part *zip.File) error {
	var mend func([]byte) []byte
	switch {
	case part.Name == "[Content_Types].xml":
		mend = sortedTypes
	case strings.HasPrefix(part.Name, "xl/worksheets/sheet"):
		mend = func(text []byte) []byte { return told.ReplaceAll(text, []byte("$1$2")) }
	case strings.HasPrefix(part.Name, "xl/charts/chart"):
		mend = webbed
	default:
		return w.Copy(part)
	}
	from, err := part.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	text, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	to, err := w.Create(part.Name)
	if err != nil {
		return err
	}
	_, err = to.Write(mend(text))
	return err
}

func sortedTypes(text []byte) []byte {
	return defaults.ReplaceAllFunc(text, func(run []byte) []byte {
		types := strings.SplitAfter(string(run), "</Default>")
		slices.Sort(types)
		return []byte(strings.Join(types, ""))
	})
}

// inOrder packs a workbook's parts in the order of their names, which excelize leaves to chance.
func inOrder(raw []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("overview: %w", err)
	}
	slices.SortFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range z.File {
		if err := repack(w, part); err != nil {
			return nil, fmt.Errorf("overview: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("overview: %w", err)
	}
	return out.Bytes(), nil
}

type overviewBook struct {
	f     *excelize.File
	o     Overview
	w     Words
	style struct{ title, head, text, number, share, change, day, mark int }
}

func (b *overviewBook) prepare() error {
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	percent, change, day := "0 %", "+0%;-0%;0%", b.w.Say("report.overview.day_format")
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&b.style.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 16, Color: "1F3A5F"}}},
		{&b.style.head, excelize.Style{
			Font: &excelize.Font{Size: 10, Bold: true, Color: "FFFFFF"}, Fill: fill("1F3A5F"),
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		}},
		{&b.style.text, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&b.style.number, excelize.Style{NumFmt: 3, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right"}}},
		{&b.style.share, excelize.Style{CustomNumFmt: &percent, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right"}}},
		{&b.style.change, excelize.Style{CustomNumFmt: &change, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right"}}},
		{&b.style.day, excelize.Style{CustomNumFmt: &day, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}}},
		{&b.style.mark, excelize.Style{Font: &excelize.Font{Size: 10, Bold: true, Color: "B00020"}}},
	} {
		if s.style.Font == nil {
			s.style.Font = &excelize.Font{Size: 10}
		}
		s.style.Font.Family = "Arial"
		id, err := b.f.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.to = id
	}
	stamp := string(b.o.Written) + "T00:00:00Z"
	if b.o.Written == "" {
		stamp = "2000-01-01T00:00:00Z"
	}
	return b.f.SetDocProps(&excelize.DocProperties{Title: b.o.Round.Name, Creator: b.o.Office, Created: stamp, Modified: stamp})
}

// table is one sheet with a heading row.
type table struct {
	sheet  string
	heads  []string
	widths []float64
	styles []int
	rows   [][]any
	mark   string // classification, over the table
	still  bool   // the rows are not to be filtered: a chart or a choice needs them all
}

// headRow is the row of the headings: the mark and a blank line stand above it.
const headRow = 3

func (b *overviewBook) write(t table) error {
	if _, err := b.f.NewSheet(t.sheet); err != nil {
		return err
	}
	if err := b.cell(t.sheet, 1, 1, b.o.Round.Name+" – "+t.sheet, b.style.title); err != nil {
		return err
	}
	if err := b.cell(t.sheet, 1, 2, t.mark, b.style.mark); err != nil {
		return err
	}
	for c, head := range t.heads {
		if err := b.cell(t.sheet, c+1, headRow, head, b.style.head); err != nil {
			return err
		}
		name, err := excelize.ColumnNumberToName(c + 1)
		if err != nil {
			return err
		}
		if err := b.f.SetColWidth(t.sheet, name, name, t.widths[c]); err != nil {
			return err
		}
	}
	for r, row := range t.rows {
		for c, value := range row {
			if err := b.cell(t.sheet, c+1, headRow+1+r, value, t.styles[c]); err != nil {
				return err
			}
		}
	}
	return b.finish(t)
}

// finish freezes the headings, lets the table be filtered and fits it to the width of a page.
func (b *overviewBook) finish(t table) error {
	first, err := excelize.CoordinatesToCellName(1, headRow)
	if err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(t.heads), headRow+max(len(t.rows), 1))
	if err != nil {
		return err
	}
	below, err := excelize.CoordinatesToCellName(1, headRow+1)
	if err != nil {
		return err
	}
	if !t.still {
		if err := b.f.AutoFilter(t.sheet, first+":"+last, nil); err != nil {
			return err
		}
	}
	if err := b.f.SetPanes(t.sheet, &excelize.Panes{Freeze: true, YSplit: headRow, TopLeftCell: below, ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := b.f.SetRowHeight(t.sheet, headRow, 54); err != nil {
		return err
	}
	return b.page(t.sheet)
}

func (b *overviewBook) page(sheet string) error {
	landscape, a4, wide, high, fit := "landscape", 9, 1, 0, true
	if err := b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high})
}

// cell writes a value. Texts are texts, whatever they begin with; nil leaves the cell empty.
func (b *overviewBook) cell(sheet string, column, row int, value any, style int) error {
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return err
	}
	switch v := value.(type) {
	case nil:
	case string:
		err = b.f.SetCellStr(sheet, at, v)
	case assessment.Date:
		if day, ok := v.Time(); ok {
			err = b.f.SetCellValue(sheet, at, day)
		}
	default:
		err = b.f.SetCellValue(sheet, at, v)
	}
	if err != nil {
		return err
	}
	return b.f.SetCellStyle(sheet, at, at, style)
}

// share is a value for a cell, empty where there is no share.
func share(s float64, known bool) any {
	if !known {
		return nil
	}
	return s
}

func (b *overviewBook) summary() error {
	sheet := b.w.Say("report.overview.sheet.summary")
	if err := b.f.SetSheetName(b.f.GetSheetName(0), sheet); err != nil {
		return err
	}
	var all assessment.Tally
	for _, t := range b.o.Totals {
		all.Add(t)
	}
	back := 0
	for _, day := range b.o.Received {
		if day != "" {
			back++
		}
	}
	lines := []struct {
		label string
		value any
		style int
	}{
		{"office", b.o.Office, b.style.text}, {"catalogue", b.o.Catalogue, b.style.text},
		{"due", b.o.Round.Due, b.style.day}, {"written", b.o.Written, b.style.day},
		{"districts", len(b.o.Districts), b.style.number}, {"replies", back, b.style.number},
		{"answered", share(all.Answered()), b.style.share}, {"fulfilment", share(all.Fulfilment()), b.style.share},
		{"unmet_must", all.UnmetMust, b.style.number}, {"conflicts", all.Conflicts, b.style.number},
	}
	if err := b.cell(sheet, 1, 1, b.o.Round.Name, b.style.title); err != nil {
		return err
	}
	if err := b.cell(sheet, 1, 2, b.o.Round.Classification, b.style.mark); err != nil {
		return err
	}
	for i, l := range lines {
		if err := b.cell(sheet, 1, 4+i, b.w.Say("report.overview.fact."+l.label), b.style.text); err != nil {
			return err
		}
		if err := b.cell(sheet, 2, 4+i, l.value, l.style); err != nil {
			return err
		}
	}
	note := 5 + len(lines)
	if err := b.cell(sheet, 1, note, b.w.Say("report.overview.counting"), b.style.text); err != nil {
		return err
	}
	if err := b.f.MergeCell(sheet, fmt.Sprintf("A%d", note), fmt.Sprintf("B%d", note)); err != nil {
		return err
	}
	if err := b.f.SetRowHeight(sheet, note, 44); err != nil {
		return err
	}
	if err := b.f.SetColWidth(sheet, "A", "A", 44); err != nil {
		return err
	}
	if err := b.f.SetColWidth(sheet, "B", "B", 60); err != nil {
		return err
	}
	return b.page(sheet)
}

func (b *overviewBook) districts() error {
	t := table{
		sheet: b.w.Say("report.overview.sheet.districts"), mark: b.o.Round.Classification,
		heads:  b.heads("key", "district", "state", "received", "answered", "fulfilment", "yes", "partly", "no", "dispensable", "open", "unmet_must", "conflicts", "remarks"),
		widths: []float64{11, 30, 22, 13, 13, 13, 9, 10, 9, 13, 13, 16, 14, 14},
	}
	n, s := b.style.number, b.style.share
	t.styles = []int{b.style.text, b.style.text, b.style.text, b.style.day, s, s, n, n, n, n, n, n, n, n}
	for i, d := range b.o.Districts {
		c := b.o.Totals[i]
		t.rows = append(t.rows, []any{
			string(d.Key), d.Name, b.o.States[i], b.o.Received[i], share(c.Answered()), share(c.Fulfilment()),
			c.Yes, c.Partly, c.No, c.Dispensable, c.Open, c.UnmetMust, c.Conflicts, b.o.Remarks[i],
		})
	}
	if err := b.write(t); err != nil || len(t.rows) == 0 {
		return err
	}
	last := headRow + min(len(t.rows), chartedDistricts)
	series, err := statusSeries(t.sheet, 7, "B", headRow+1, last)
	if err != nil {
		return err
	}
	return b.chart(b.w.Say("report.overview.sheet.summary"), "A18", b.w.Say("report.overview.chart.districts"), excelize.BarPercentStacked, series, last-headRow)
}

func (b *overviewBook) topics() error {
	t := table{
		sheet: b.w.Say("report.overview.sheet.topics"), mark: b.o.Round.Classification,
		heads:  b.heads("topic", "requirements", "answered", "fulfilment", "unmet_must"),
		widths: []float64{50, 16, 14, 14, 18}, styles: []int{b.style.text, b.style.number, b.style.share, b.style.share, b.style.number},
	}
	for i, topic := range b.o.Topics {
		c := b.o.ByTopic[i]
		t.rows = append(t.rows, []any{topic.Title, c.Total, share(c.Answered()), share(c.Fulfilment()), c.UnmetMust})
	}
	if err := b.write(t); err != nil || len(t.rows) == 0 {
		return err
	}
	last := headRow + len(t.rows)
	return b.chart(b.w.Say("report.overview.sheet.summary"), "C3", b.w.Say("report.overview.chart.topics"), excelize.Bar, []excelize.ChartSeries{{
		Name: cellRef(t.sheet, "D", headRow, headRow), Categories: cellRef(t.sheet, "A", headRow+1, last), Values: cellRef(t.sheet, "D", headRow+1, last),
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F5FA8"}},
	}}, len(t.rows))
}

// cellRef names cells of one column of a sheet in a chart.
func cellRef(sheet, column string, first, last int) string {
	if first == last {
		return fmt.Sprintf("'%s'!$%s$%d", sheet, column, first)
	}
	return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", sheet, column, first, column, last)
}

func (b *overviewBook) chart(sheet, at, title string, kind excelize.ChartType, series []excelize.ChartSeries, bars int) error {
	legend, varied, ink := "bottom", false, excelize.Font{Family: "Arial", Size: 9, Color: "1F2933"}
	if len(series) == 1 {
		legend = "none" // the title says it
	}
	return b.f.AddChart(sheet, at, &excelize.Chart{
		Type: kind, Series: series, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title}}},
		Legend: excelize.ChartLegend{Position: legend}, VaryColors: &varied, Dimension: excelize.ChartDimension{Width: 620, Height: uint(180 + 22*bars)},
		XAxis: excelize.ChartAxis{ReverseOrder: true, Font: ink}, YAxis: excelize.ChartAxis{NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0%"}, Font: ink},
	})
}

func (b *overviewBook) heatMap() error {
	t := table{sheet: b.w.Say("report.overview.sheet.heatmap"), mark: b.o.Round.Classification, heads: b.heads("key", "district"), widths: []float64{11, 30}, styles: []int{b.style.text, b.style.text}}
	for _, topic := range b.o.Topics {
		t.heads, t.widths, t.styles = append(t.heads, topic.Title), append(t.widths, 14), append(t.styles, b.style.share)
	}
	t.heads, t.widths, t.styles = append(t.heads, b.w.Say("report.overview.head.all")), append(t.widths, 14), append(t.styles, b.style.share)
	for i, d := range b.o.Districts {
		row := []any{string(d.Key), d.Name}
		for _, c := range append(b.o.Cells[i][:len(b.o.Cells[i]):len(b.o.Cells[i])], b.o.Totals[i]) {
			if c.Open == c.Total {
				row = append(row, nil) // nothing has come back: no share, and no red either
				continue
			}
			row = append(row, share(c.Fulfilment()))
		}
		t.rows = append(t.rows, row)
	}
	if err := b.write(t); err != nil || len(t.rows) == 0 {
		return err
	}
	return b.colour(t, len(t.heads)-1, HeatShares)
}

func (b *overviewBook) gaps() error {
	t := table{
		sheet: b.w.Say("report.overview.sheet.gaps"), mark: b.o.Round.Classification,
		heads:  b.heads("ref", "title", "topic", "modal", "unmet_in", "of", "priority", "effort"),
		widths: []float64{14, 60, 36, 12, 14, 12, 12, 12}, styles: []int{b.style.text, b.style.text, b.style.text, b.style.text, b.style.number, b.style.number, b.style.number, b.style.number},
	}
	known := func(n int) any {
		if n == 0 {
			return nil
		}
		return n
	}
	for _, g := range b.o.Gaps {
		t.rows = append(t.rows, []any{g.Ref, g.Title, g.Topic, string(g.Modal), g.Open, g.Districts, known(g.Priority), known(g.Effort)})
	}
	return b.write(t)
}

func (b *overviewBook) heads(names ...string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = b.w.Say("report.overview.head." + n)
	}
	return out
}
