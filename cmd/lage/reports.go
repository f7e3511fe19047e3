package main

import "kreislage/app/desk"

type reportCmd struct {
	CSV  reportCSVCmd  `cmd:"" name:"csv"`
	XLSX reportXLSXCmd `cmd:"" name:"xlsx"`
}

type reportCSVCmd struct {
	Output  string `short:"o" required:"" placeholder:"FILE"`
	Content string `placeholder:"answers|heatmap" enum:"answers,heatmap" default:"answers"`
	Round   string `placeholder:"R"`
}

// Run writes the answers or the heat map of a round as a table.
func (c *reportCSVCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := d.WriteTable(l.ctx, desk.Table(c.Content), r.ID, c.Output); err != nil {
			return err
		}
		return l.wrote(c.Output)
	})
}

type reportXLSXCmd struct {
	Output string `short:"o" required:"" placeholder:"FILE"`
	Round  string `placeholder:"R"`
}

// Run writes the overview of a round as a workbook with charts.
func (c *reportXLSXCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := d.WriteReport(l.ctx, r.ID, c.Output); err != nil {
			return err
		}
		return l.wrote(c.Output)
	})
}
