package main

import (
	"fmt"
	"os"
	"path/filepath"

	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/report"
)

type reportCmd struct {
	CSV reportCSVCmd `cmd:"" name:"csv"`
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
		table := l.answersTable
		if c.Content == "heatmap" {
			table = l.heatMapTable
		}
		raw, err := table(d, r)
		if err != nil {
			return err
		}
		if err := writeNew(c.Output, raw); err != nil {
			return err
		}
		return l.show(struct {
			File string `json:"file"`
		}{c.Output}, func(p *page) { p.line(l.words.Say("lage.report.written", "file", c.Output)) })
	})
}

func (l *lage) heatMapTable(d *desk.Desk, r desk.RoundInfo) ([]byte, error) {
	h, err := d.HeatMap(l.ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return report.HeatMapCSV(report.HeatMapData{Topics: h.Topics, Districts: h.Districts, Cells: h.Cells, Totals: h.Totals}, l.words)
}

func (l *lage) answersTable(d *desk.Desk, r desk.RoundInfo) ([]byte, error) {
	var lines []report.AnswerLine
	for _, di := range r.Districts {
		scopes, err := d.Scopes(l.ctx, di.Key)
		if err != nil {
			return nil, err
		}
		for _, s := range scopes {
			paper, err := d.Paper(l.ctx, r.ID, di.Key, s.ID)
			if err != nil {
				return nil, err
			}
			lines = append(lines, linesOf(paper)...)
		}
	}
	return report.AnswersCSV(lines, l.words)
}

func linesOf(p *desk.Paper) []report.AnswerLine {
	topics := make(map[assessment.TopicID]string, len(p.Topics))
	for _, t := range p.Topics {
		topics[t.Topic.ID] = t.Topic.Title
	}
	lines := make([]report.AnswerLine, 0, len(p.Rows))
	for _, row := range p.Rows {
		lines = append(lines, report.AnswerLine{
			District: p.District, Scope: p.Scope, Topic: topics[row.Requirement.Topic], Requirement: row.Requirement, Answer: row.Answer,
		})
	}
	return lines
}

// writeNew writes a file that only its owner can read, whole or not at all.
func writeNew(path string, raw []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".kreislage-*.tmp")
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	defer os.Remove(f.Name()) // gone already once it is renamed
	_, err = f.Write(raw)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
