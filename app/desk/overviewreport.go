package desk

import (
	"cmp"
	"context"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/report"
)

// reportedGaps is how many gaps the overview lists: enough to plan a year with.
const reportedGaps = 50

// WriteReport writes the overview of a round as an Excel workbook with charts to path, whole or not at all. A file that
// is there is replaced. District is the one that the comparison shows at first, empty for the first of the round.
func (d *Desk) WriteReport(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, path string) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	o, err := d.reportOf(ctx, round)
	if err != nil {
		return err
	}
	for i, di := range o.Districts {
		if di.Key == district {
			o.Chosen = i
		}
	}
	raw, err := report.OverviewXLSX(o, d.say())
	if err != nil {
		return err
	}
	return writeWhole(path, raw)
}

func (d *Desk) reportOf(ctx context.Context, round assessment.RoundID) (report.Overview, error) {
	h, err := d.HeatMap(ctx, round)
	if err != nil {
		return report.Overview{}, err
	}
	rows, err := d.Cockpit(ctx, round)
	if err != nil {
		return report.Overview{}, err
	}
	o := report.Overview{
		Office: d.officeName, Round: h.Round.Round, Catalogue: h.Round.CatalogueTitle, Written: assessment.DateOf(d.o.Clock()),
		HeatMapData: report.HeatMapData{Topics: h.Topics, Districts: h.Districts, Cells: h.Cells, Totals: h.Totals}, ByTopic: h.ByTopic,
	}
	if h.Round.CatalogueEdition != "" {
		o.Catalogue += " (" + h.Round.CatalogueEdition + ")"
	}
	at := make(map[assessment.DistrictKey]CockpitRow, len(rows))
	for _, r := range rows {
		at[r.District.Key] = r
	}
	for _, di := range h.Districts {
		r := at[di.Key]
		o.States = append(o.States, d.say().Say("desk.state."+string(r.State)))
		o.Remarks = append(o.Remarks, r.Remarks)
		day := assessment.Date("")
		if !r.Received.IsZero() {
			day = assessment.DateOf(r.Received)
		}
		o.Received = append(o.Received, day)
	}
	gaps, err := d.TopGaps(ctx, round, reportedGaps)
	if err != nil {
		return report.Overview{}, err
	}
	for _, g := range gaps {
		o.Gaps = append(o.Gaps, report.OverviewGap{
			Ref: g.Requirement.Ref, Title: g.Requirement.Title, Topic: g.Topic.Title, Modal: g.Requirement.Modal,
			Open: g.Counts.Lacking(), Districts: g.Counts.All(), Effort: g.Requirement.Effort, Priority: g.Requirement.Priority,
		})
	}
	return o, d.reportFigures(ctx, &o, h.Round)
}

// reportFigures adds what the window's charts show.
func (d *Desk) reportFigures(ctx context.Context, o *report.Overview, info RoundInfo) error {
	g, figures, err := d.figures(ctx, info)
	if err != nil {
		return err
	}
	for i, c := range g.counts(figures) {
		q := g.requirements[i]
		o.Spread = append(o.Spread, report.OverviewSpread{Ref: q.Ref, Title: q.Title, Topic: g.topicOf[i], Counts: c})
	}
	slices.SortStableFunc(o.Spread, func(a, b report.OverviewSpread) int { return cmp.Compare(a.Topic, b.Topic) })
	o.Quartiles = spreads(g, figures)
	points, err := d.Trend(ctx, "")
	if err != nil {
		return err
	}
	for _, p := range points {
		o.Rounds = append(o.Rounds, report.OverviewRound{
			Name: p.Round.Name, Due: p.Round.Due, Districts: p.Districts, Fulfilment: report.Share{Value: p.Fulfilment, Known: p.Known}, Answered: report.Share{Value: p.Answered, Known: p.Known},
		})
	}
	for _, m := range HeatMetrics() {
		if m == HeatFulfilment {
			continue
		}
		h, err := d.HeatMapOf(ctx, info.ID, m)
		if err != nil {
			return err
		}
		if m != HeatChange || h.Former != nil {
			o.Heats = append(o.Heats, reportHeat(h))
		}
	}
	return nil
}

func reportHeat(h HeatGrid) report.OverviewHeat {
	kind := map[HeatMetric]report.HeatKind{HeatUnmetMust: report.HeatCounts, HeatChange: report.HeatChanges}[h.Metric]
	out := report.OverviewHeat{Name: "heat_" + string(h.Metric), Kind: kind}
	for i, row := range h.Cells {
		cells := make([]report.Share, len(row))
		for j, v := range row {
			cells[j] = report.Share(v)
		}
		out.Cells, out.Totals = append(out.Cells, cells), append(out.Totals, report.Share(h.Totals[i]))
	}
	return out
}
