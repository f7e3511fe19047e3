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
	TableAnswers Table = "answers" // a line for each answer of all districts
	TableHeatMap Table = "heatmap" // a line for each district, a column for each topic
)

// WriteTable writes a table of a round (CSV) to path, whole or not at all. A file that is there is replaced.
func (d *Desk) WriteTable(ctx context.Context, t Table, round assessment.RoundID, path string) error {
	info, err := d.Round(ctx, round)
	if err != nil {
		return err
	}
	var raw []byte
	switch t {
	case TableAnswers:
		raw, err = d.answersTable(ctx, info)
	case TableHeatMap:
		raw, err = d.heatMapTable(ctx, info)
	default:
		err = fmt.Errorf("table %q: %w", t, assessment.ErrInvalid)
	}
	if err != nil {
		return err
	}
	return writeWhole(path, raw)
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
