package desk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"kreislage/data/assessment"
	"kreislage/data/report"
)

// Table names what is written as a table that other programs open.
type Table string

// The tables.
const (
	TableAnswers      Table = "answers"      // a line for each answer of all districts
	TableHeatMap      Table = "heatmap"      // a line for each district, a column for each topic
	TableTopic        Table = "topic"        // a line for each district, a column for each requirement of a topic
	TableDistribution Table = "distribution" // a line for each requirement: how many answered it how
	TableCompare      Table = "compare"      // a line for each topic: a district against the others
	TableTrend        Table = "trend"        // a line for each round
	TableGaps         Table = "gaps"         // a line for each gap, the most urgent first
	TableSent         Table = "sent"         // a line for each file that was sent: the address list
	TableRemarks      Table = "remarks"      // a line for each open question
)

// Tables lists what can be written.
func Tables() []Table {
	return []Table{TableAnswers, TableHeatMap, TableTopic, TableDistribution, TableCompare, TableTrend, TableGaps, TableSent, TableRemarks}
}

// TableQuery says which table of a round is wanted.
type TableQuery struct {
	Table    Table
	Round    assessment.RoundID
	Metric   HeatMetric             // of a heat map; empty is fulfilment, with the figures of the districts beside
	Topic    assessment.TopicID     // of a topic or a distribution; empty is the whole catalogue
	District assessment.DistrictKey // of a comparison or a trend; empty is all districts, or the own one
}

// WriteTable writes a table of a round (CSV) to path, whole or not at all. A file that is there is replaced. The error
// wraps assessment.ErrInvalid for a table that there is not.
func (d *Desk) WriteTable(ctx context.Context, q TableQuery, path string) error {
	info, err := d.Round(ctx, q.Round)
	if err != nil {
		return err
	}
	raw, err := d.table(ctx, q, info)
	if err != nil {
		return err
	}
	return writeWhole(path, raw)
}

func (d *Desk) table(ctx context.Context, q TableQuery, info RoundInfo) ([]byte, error) {
	switch {
	case q.Table == TableAnswers:
		return d.answersTable(ctx, info)
	case q.Table == TableHeatMap && (q.Metric == "" || q.Metric == HeatFulfilment):
		return d.heatMapTable(ctx, info)
	}
	make, known := map[Table]func(context.Context, TableQuery) (report.Table, error){
		TableHeatMap: d.metricTable, TableTopic: d.topicTable, TableDistribution: d.distributionTable, TableCompare: d.compareTable,
		TableTrend: d.trendTable, TableGaps: d.gapsTable, TableSent: d.sentTable, TableRemarks: d.remarksTable,
	}[q.Table]
	if !known {
		return nil, fmt.Errorf("table %q: %w", q.Table, assessment.ErrInvalid)
	}
	t, err := make(ctx, q)
	if err != nil {
		return nil, err
	}
	return report.TableCSV(t, d.say())
}

// WriteFile writes a file that was made elsewhere, such as a picture, whole or not at all. One that is there is
// replaced; the folder is made where it is missing.
func (d *Desk) WriteFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the target folder: %w", diskError(err))
	}
	return writeWhole(path, content)
}

// writeWhole writes a file whole or not at all. One that is there is replaced.
func writeWhole(path string, raw []byte) error {
	tmp, err := writeTemp(filepath.Dir(path), raw)
	if err != nil {
		return err
	}
	defer os.Remove(tmp) // gone already once it is renamed
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("name the file: %w", diskError(err))
	}
	syncDir(filepath.Dir(path))
	return nil
}

func (d *Desk) heatMapTable(ctx context.Context, info RoundInfo) ([]byte, error) {
	h, err := d.heatMap(ctx, info)
	if err != nil {
		return nil, err
	}
	return report.HeatMapCSV(report.HeatMapData{Topics: h.Topics, Districts: h.Districts, Cells: h.Cells, Totals: h.Totals}, d.say())
}

func (d *Desk) answersTable(ctx context.Context, info RoundInfo) ([]byte, error) {
	cat, err := d.Catalogue(ctx, info.Catalogue)
	if err != nil {
		return nil, err
	}
	answers, err := d.Answers(ctx, info.ID, "")
	if err != nil {
		return nil, err
	}
	asked, topics := namesOf(cat), map[assessment.TopicID]string{}
	for _, t := range cat.Topics {
		topics[t.ID] = t.Title
	}
	districts, scopes := map[assessment.DistrictKey]assessment.District{}, map[assessment.DistrictKey][]assessment.Scope{}
	accepted := map[assessment.AnswerKey]Acceptance{}
	for _, di := range info.Districts {
		districts[di.Key] = di
		if scopes[di.Key], err = d.Scopes(ctx, di.Key); err != nil {
			return nil, err
		}
		held, err := d.store.RegistersOf(ctx, info.ID, di.Key, assessment.KindAcceptance)
		if err != nil {
			return nil, err
		}
		for _, h := range held {
			a, k := acceptanceIn(h)
			accepted[k] = a
		}
	}
	lines := make([]report.AnswerLine, 0, len(answers))
	for _, a := range answers {
		q := asked[string(a.Requirement)]
		lines = append(lines, report.AnswerLine{
			District: districts[a.District], Scope: scopeOf(scopes[a.District], a.Scope), Topic: topics[q.Topic], Requirement: q, Answer: a, Acceptance: accepted[a.AnswerKey],
		})
	}
	return report.AnswersCSV(lines, d.say())
}

func scopeOf(scopes []assessment.Scope, id assessment.ScopeID) assessment.Scope {
	for _, s := range scopes {
		if s.ID == id {
			return s
		}
	}
	return assessment.Scope{ID: id}
}
