package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type reportCmd struct {
	CSV  reportCSVCmd  `cmd:"" name:"csv"`
	XLSX reportXLSXCmd `cmd:"" name:"xlsx"`
}

type reportCSVCmd struct {
	Output   string `short:"o" required:"" placeholder:"FILE"`
	Content  string `placeholder:"answers|heatmap|…" enum:"answers,heatmap,topic,distribution,compare,trend,gaps,sent,remarks" default:"answers"`
	Round    string `placeholder:"R"`
	Measure  string `placeholder:"fulfilment|answered|unmet_must|measures|change" enum:"fulfilment,answered,unmet_must,measures,change" default:"fulfilment"`
	Topic    string `placeholder:"T"`
	District string `placeholder:"KEY"`
}

// Run writes answers or figures of a round as a table.
func (c *reportCSVCmd) Run(l *lage) error {
	return l.figures(c.Round, func(d *desk.Desk, r desk.RoundInfo) error {
		t, err := l.topic(d, r, c.Topic)
		if err != nil {
			return err
		}
		own := c.District
		if desk.Table(c.Content) == desk.TableCompare {
			if own = l.ownOr(d, own); own == "" {
				return wrongUsage("which_district")
			}
		}
		if err := takesPart(r, own); err != nil {
			return err
		}
		q := desk.TableQuery{Table: desk.Table(c.Content), Round: r.ID, Metric: desk.HeatMetric(c.Measure), Topic: t.ID, District: assessment.DistrictKey(own)}
		if err := d.WriteTable(l.ctx, q, c.Output); err != nil {
			return err
		}
		return l.wrote(c.Output)
	})
}

type reportXLSXCmd struct {
	Output   string `short:"o" required:"" placeholder:"FILE"`
	Round    string `placeholder:"R"`
	District string `placeholder:"KEY"`
}

// Run writes the overview of a round as a workbook with charts.
func (c *reportXLSXCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := takesPart(r, c.District); err != nil {
			return err
		}
		if err := d.WriteReport(l.ctx, r.ID, assessment.DistrictKey(c.District), c.Output); err != nil {
			return err
		}
		return l.wrote(c.Output)
	})
}
