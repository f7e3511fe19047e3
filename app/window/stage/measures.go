package stage

import (
	"context"
	"fmt"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// Measures lists the measures on stage.
func (d *Desk) Measures(context.Context, assessment.RoundID, assessment.DistrictKey) ([]desk.Measure, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]desk.Measure(nil), d.Plans...), nil
}

// SaveMeasure keeps one.
func (d *Desk) SaveMeasure(_ context.Context, m desk.Measure) (desk.Measure, error) {
	d.note("measure %s %s %s", m.ID, m.Title, m.State)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Fail != nil {
		return desk.Measure{}, d.Fail
	}
	for i := range d.Plans {
		if d.Plans[i].ID == m.ID {
			d.Plans[i] = m
			return m, nil
		}
	}
	m.ID = fmt.Sprintf("m%d", len(d.Plans)+1)
	d.Plans = append(d.Plans, m)
	return m, nil
}

// Plan adds measures of the Vogelsbergkreis to the stage, one of them overdue.
func (d *Desk) Plan() *Desk {
	measure := func(i int, title, who string, due assessment.Date, once, yearly, days, state string) {
		d.Plans = append(d.Plans, desk.Measure{
			ID: fmt.Sprintf("m%d", len(d.Plans)+1), Round: Round, District: "06535", Scope: assessment.WholeScope, Requirement: requirements[i].ID,
			Title: title, Responsible: who, Due: due, Once: once, Yearly: yearly, Days: days, State: state,
		})
	}
	measure(1, "Vertretung für die Informationssicherheit benennen", "Hauptamt", "2026-10-30", "", "", "2", desk.MeasureRunning)
	measure(2, "Schulungsplattform für alle Beschäftigten beschaffen", "Personalamt", "2027-03-31", "12400", "3600", "15", desk.MeasurePlanned)
	measure(4, "Wiederherstellung der Fachverfahren üben", "IT-Abteilung", "2027-02-15", "", "", "6.5", desk.MeasurePlanned)
	measure(5, "Bandsicherung im Kreisarchiv einlagern", "IT-Abteilung", "2026-09-01", "4800.5", "900", "4", desk.MeasureDone)
	measure(8, "Rauchansaugsystem im Serverraum", "Hochbau", "", "18500", "650", "", desk.MeasureDropped)
	return d
}
