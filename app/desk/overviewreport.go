package desk

import (
	"context"

	"kreislage/data/assessment"
	"kreislage/data/report"
)

// reportedGaps is how many gaps the overview lists: enough to plan a year with.
const reportedGaps = 50

// WriteReport writes the overview of a round as an Excel workbook with charts to path, whole or not at all. A file that
// is there is replaced.
func (d *Desk) WriteReport(ctx context.Context, round assessment.RoundID, path string) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	o, err := d.reportOf(ctx, round)
	if err != nil {
		return err
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
	return o, nil
}
