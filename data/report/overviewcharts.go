package report

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
)

// What the window draws stands in the overview too, as Excel's own charts over figures that one can change: answers by
// requirement, one district against the others, the course over the rounds, and the heat map in its other measures.

// Share is a figure that may not be known.
type Share struct {
	Value float64
	Known bool
}

func (s Share) cell() any { return share(s.Value, s.Known) }

// OverviewSpread tells how many districts have answered a requirement how.
type OverviewSpread struct {
	Ref, Title string
	Topic      int // its place in Topics
	Counts     assessment.StatusCounts
}

// OverviewRound is a round in the course of time, over all districts.
type OverviewRound struct {
	Name                 string
	Due                  assessment.Date
	Districts            int
	Answered, Fulfilment Share
}

// OverviewHeat is one more measure by district and topic.
type OverviewHeat struct {
	Name   string // in the translations: report.overview.sheet.NAME
	Kind   HeatKind
	Cells  [][]Share // [district][topic]
	Totals []Share   // by district
}

// HeatKind says what the figures of a heat map are.
type HeatKind int

// The kinds.
const (
	HeatShares  HeatKind = iota // between 0 and 1, more is better
	HeatCounts                  // less is better
	HeatChanges                 // between -1 and 1
)

// The most that the workbook draws: more charts, bars or heat maps than that make it slow to open and are read by nobody.
const (
	chartedTopics = 40
	heatDistricts = 1000
)

// statusColours are those of yes, partly, no, dispensable and open, in the order of the columns.
var statusColours = []string{"1E7B4B", "D08A00", "B3261E", "6B7C93", "C9CFD6"}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// spread lists how every requirement was answered, with a chart for each topic on a sheet of its own.
func (b *overviewBook) spread() error {
	n := b.style.number
	t := table{
		sheet: b.w.Say("report.overview.sheet.spread"), mark: b.o.Round.Classification,
		heads:  b.heads("topic", "ref", "title", "yes", "partly", "no", "dispensable", "open", "fulfilment"),
		widths: []float64{36, 14, 60, 9, 10, 9, 13, 13, 13}, styles: []int{b.style.text, b.style.text, b.style.text, n, n, n, n, n, b.style.share},
	}
	first, last := make([]int, len(b.o.Topics)), make([]int, len(b.o.Topics))
	for i, s := range b.o.Spread {
		c := s.Counts
		t.rows = append(t.rows, []any{b.o.Topics[s.Topic].Title, s.Ref, s.Title, c.Yes, c.Partly, c.No, c.Dispensable, c.Open, share(c.Fulfilment())})
		row := headRow + 1 + i
		if first[s.Topic] == 0 {
			first[s.Topic] = row
		}
		last[s.Topic] = row
	}
	if err := b.write(t); err != nil || len(t.rows) == 0 {
		return err
	}
	return b.spreadCharts(t.sheet, first, last)
}

// spreadCharts puts a chart for each topic under each other, in two columns. The requirements of a topic stand together.
func (b *overviewBook) spreadCharts(sheet string, first, last []int) error {
	page := b.w.Say("report.overview.sheet.spread_charts")
	if _, err := b.f.NewSheet(page); err != nil {
		return err
	}
	if err := b.cell(page, 1, 1, b.o.Round.Name+" – "+page, b.style.title); err != nil {
		return err
	}
	if err := b.cell(page, 1, 2, b.o.Round.Classification, b.style.mark); err != nil {
		return err
	}
	next := [2]int{4, 4}
	for i := range min(len(b.o.Topics), chartedTopics) {
		if first[i] == 0 {
			continue
		}
		side := i % 2
		bars := last[i] - first[i] + 1
		at := fmt.Sprintf("%s%d", []string{"A", "L"}[side], next[side])
		series, err := statusSeries(sheet, 4, "B", first[i], last[i])
		if err != nil {
			return err
		}
		if err := b.chart(page, at, b.o.Topics[i].Title, excelize.BarPercentStacked, series, bars); err != nil {
			return err
		}
		next[side] += (180+22*bars)/20 + 2
	}
	return b.page(page)
}

// statusSeries are the five statuses in columns of a sheet that follow one another.
func statusSeries(sheet string, column int, names string, first, last int) ([]excelize.ChartSeries, error) {
	var series []excelize.ChartSeries
	for i, colour := range statusColours {
		name, err := excelize.ColumnNumberToName(column + i)
		if err != nil {
			return nil, err
		}
		series = append(series, excelize.ChartSeries{
			Name: cellRef(sheet, name, headRow, headRow), Categories: cellRef(sheet, names, first, last), Values: cellRef(sheet, name, first, last), Fill: solid(colour),
		})
	}
	return series, nil
}

// compare puts one district beside the median and the quartiles. Which one is chosen in a cell; the figures follow.
func (b *overviewBook) compare() error {
	if len(b.o.Districts) == 0 || len(b.o.Topics) == 0 {
		return nil
	}
	s := b.style.share
	t := table{
		sheet: b.w.Say("report.overview.sheet.compare"), mark: b.o.Round.Classification, still: true,
		heads:  append(b.heads("topic"), append([]string{b.o.Districts[b.o.Chosen].Name}, b.heads("lower_quartile", "median", "upper_quartile", "districts_n")...)...),
		widths: []float64{50, 26, 15, 13, 15, 13}, styles: []int{b.style.text, s, s, s, s, b.style.number},
	}
	for i, topic := range b.o.Topics {
		c, q := b.o.Cells[b.o.Chosen][i], b.o.Quartiles[i]
		row := []any{topic.Title, nil, share(q.Q1, q.N > 0), share(q.Median, q.N > 0), share(q.Q3, q.N > 0), q.N}
		if c.Open < c.Total {
			row[1] = share(c.Fulfilment())
		}
		t.rows = append(t.rows, row)
	}
	if err := b.write(t); err != nil {
		return err
	}
	if err := b.chooser(t); err != nil {
		return err
	}
	return b.radar(t)
}

// chooser lets one choose the district in the head of its column: the figures come from the heat map's sheet.
func (b *overviewBook) chooser(t table) error {
	map1 := b.w.Say("report.overview.sheet.heatmap")
	names := cellRef(map1, "B", headRow+1, headRow+len(b.o.Districts))
	if len(b.o.Districts) == 1 {
		names = fmt.Sprintf("'%s'!$B$%d:$B$%d", map1, headRow+1, headRow+1)
	}
	list := excelize.NewDataValidation(false)
	list.SetSqref(fmt.Sprintf("B%d", headRow))
	list.SetSqrefDropList(names)
	list.SetInput(b.w.Say("report.overview.choose_title"), b.w.Say("report.overview.choose"))
	if err := b.f.AddDataValidation(t.sheet, list); err != nil {
		return err
	}
	for i := range b.o.Topics {
		column, err := excelize.ColumnNumberToName(3 + i)
		if err != nil {
			return err
		}
		from := fmt.Sprintf("INDEX('%s'!$%s$%d:$%s$%d,MATCH($B$%d,%s,0))", map1, column, headRow+1, column, headRow+len(b.o.Districts), headRow, names)
		// The value that was written before stays as what programs show that do not calculate.
		if err := b.f.SetCellFormula(t.sheet, fmt.Sprintf("B%d", headRow+1+i), fmt.Sprintf(`IF(%s="","",%s)`, from, from)); err != nil {
			return err
		}
	}
	return nil
}

// radarLines are the lines of the district, the median and the quartiles, told apart by their dashes too. Excelize knows
// fills alone in a radar chart; webbed makes lines of them.
var radarLines = []struct {
	colour, dash string
	width        int // in EMU, 12700 for a point
}{{"1F5FA8", "solid", 31750}, {"1F2933", "dash", 19050}, {"8A94A1", "sysDot", 15875}, {"8A94A0", "sysDash", 15875}}

// webbed turns the fills of a radar chart into lines without marks.
func webbed(chart []byte) []byte {
	if !bytes.Contains(chart, []byte("<radarChart>")) {
		return chart
	}
	for _, l := range radarLines {
		fill := regexp.MustCompile(`<spPr>(<a:solidFill><a:srgbClr val="` + l.colour + `"></a:srgbClr></a:solidFill>)</spPr>`)
		chart = fill.ReplaceAll(chart, fmt.Appendf(nil, `<spPr><a:ln w="%d" cap="rnd">$1<a:prstDash val="%s"></a:prstDash></a:ln></spPr><marker><symbol val="none"></symbol></marker>`, l.width, l.dash))
	}
	return chart
}

func (b *overviewBook) radar(t table) error {
	last := headRow + len(b.o.Topics)
	series := func(column, colour string) excelize.ChartSeries {
		return excelize.ChartSeries{
			Name: cellRef(t.sheet, column, headRow, headRow), Categories: cellRef(t.sheet, "A", headRow+1, last), Values: cellRef(t.sheet, column, headRow+1, last), Fill: solid(colour),
		}
	}
	low, high, ink := 0.0, 1.0, excelize.Font{Family: "Arial", Size: 9, Color: "1F2933"}
	kind := excelize.Radar
	if len(b.o.Topics) < 3 { // two spokes are no web
		kind = excelize.Col
	}
	return b.f.AddChart(t.sheet, "H3", &excelize.Chart{
		Type: kind, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: b.w.Say("report.overview.chart.compare")}}},
		Series: []excelize.ChartSeries{series("B", radarLines[0].colour), series("D", radarLines[1].colour), series("C", radarLines[2].colour), series("E", radarLines[3].colour)},
		Legend: excelize.ChartLegend{Position: "bottom"}, Dimension: excelize.ChartDimension{Width: 820, Height: 620},
		XAxis: excelize.ChartAxis{Font: ink}, YAxis: excelize.ChartAxis{Minimum: &low, Maximum: &high, MajorUnit: 0.25, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0%"}, Font: ink, MajorGridLines: true},
	})
}

// trend shows how all districts have done from round to round.
func (b *overviewBook) trend() error {
	t := table{
		sheet: b.w.Say("report.overview.sheet.trend"), mark: b.o.Round.Classification, still: true, heads: b.heads("round", "due", "districts_n", "fulfilment", "answered"),
		widths: []float64{40, 13, 13, 13, 13}, styles: []int{b.style.text, b.style.day, b.style.number, b.style.share, b.style.share},
	}
	for _, r := range b.o.Rounds {
		t.rows = append(t.rows, []any{r.Name, r.Due, r.Districts, r.Fulfilment.cell(), r.Answered.cell()})
	}
	if err := b.write(t); err != nil || len(t.rows) == 0 {
		return err
	}
	last := headRow + len(t.rows)
	low, high, ink := 0.0, 1.0, excelize.Font{Family: "Arial", Size: 9, Color: "1F2933"}
	line := func(column, colour, symbol string, dash excelize.LineDashType) excelize.ChartSeries {
		return excelize.ChartSeries{
			Name: cellRef(t.sheet, column, headRow, headRow), Categories: cellRef(t.sheet, "A", headRow+1, last), Values: cellRef(t.sheet, column, headRow+1, last),
			Fill: solid(colour), Line: excelize.LineOptions{Width: 2, Dash: dash}, Marker: excelize.ChartMarker{Symbol: symbol, Size: 7, Fill: solid(colour)},
		}
	}
	return b.f.AddChart(t.sheet, "G3", &excelize.Chart{
		Type: excelize.Line, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: b.w.Say("report.overview.chart.trend")}}},
		Series: []excelize.ChartSeries{line("D", "1F5FA8", "circle", excelize.LineDashSolid), line("E", "6B7C93", "square", excelize.LineDashDash)},
		Legend: excelize.ChartLegend{Position: "bottom"}, Dimension: excelize.ChartDimension{Width: 720, Height: 400},
		XAxis: excelize.ChartAxis{Font: ink}, YAxis: excelize.ChartAxis{Minimum: &low, Maximum: &high, MajorUnit: 0.25, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0%"}, Font: ink, MajorGridLines: true},
	})
}

// heats are the heat map's other measures, a sheet each.
func (b *overviewBook) heats() error {
	if len(b.o.Districts) > heatDistricts {
		return nil
	}
	for _, h := range b.o.Heats {
		if err := b.heat(h); err != nil {
			return err
		}
	}
	return nil
}

func (b *overviewBook) heat(h OverviewHeat) error {
	style := map[HeatKind]int{HeatShares: b.style.share, HeatCounts: b.style.number, HeatChanges: b.style.change}[h.Kind]
	t := table{sheet: b.w.Say("report.overview.sheet." + h.Name), mark: b.o.Round.Classification, heads: b.heads("key", "district"), widths: []float64{11, 30}, styles: []int{b.style.text, b.style.text}}
	for _, topic := range b.o.Topics {
		t.heads, t.widths, t.styles = append(t.heads, topic.Title), append(t.widths, 14), append(t.styles, style)
	}
	t.heads, t.widths, t.styles = append(t.heads, b.w.Say("report.overview.head.all")), append(t.widths, 14), append(t.styles, style)
	for i, d := range b.o.Districts {
		row := []any{string(d.Key), d.Name}
		for _, c := range h.Cells[i] {
			row = append(row, c.cell())
		}
		t.rows = append(t.rows, append(row, h.Totals[i].cell()))
	}
	if err := b.write(t); err != nil || len(t.rows) == 0 {
		return err
	}
	return b.colour(t, len(t.heads)-1, h.Kind)
}

// colour colours the figures from the third to the column before end and, where counts of single topics and of all of
// them differ in size, the last one by itself.
func (b *overviewBook) colour(t table, end int, kind HeatKind) error {
	bad, middle, good := "#F4B6AE", "#FCE8B2", "#B5DFC3"
	scale := excelize.ConditionalFormatOptions{Type: "3_color_scale", Criteria: "=", MinType: "num", MinValue: "0", MidType: "num", MidValue: "0.6", MaxType: "num", MaxValue: "1", MinColor: bad, MidColor: middle, MaxColor: good}
	switch kind {
	case HeatCounts:
		scale = excelize.ConditionalFormatOptions{Type: "2_color_scale", Criteria: "=", MinType: "num", MinValue: "0", MaxType: "max", MinColor: good, MaxColor: bad}
	case HeatChanges:
		scale.MinValue, scale.MidValue, scale.MaxValue, scale.MidColor = "-0.2", "0", "0.2", "#FFFFFF"
	}
	for _, part := range [][2]int{{3, end}, {end + 1, end + 1}} {
		from, err := excelize.CoordinatesToCellName(part[0], headRow+1)
		if err != nil {
			return err
		}
		to, err := excelize.CoordinatesToCellName(part[1], headRow+len(t.rows))
		if err != nil {
			return err
		}
		if part[1] < part[0] {
			continue
		}
		if err := b.f.SetConditionalFormat(t.sheet, from+":"+to, []excelize.ConditionalFormatOptions{scale}); err != nil {
			return err
		}
	}
	return nil
}
