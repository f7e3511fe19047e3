package report

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"kreislage/data/assessment"
)

// AnswerLine is one answer with what a table needs of its requirement.
type AnswerLine struct {
	District    assessment.District
	Scope       assessment.Scope
	Topic       string
	Requirement assessment.Requirement
	Answer      assessment.Answer
	Acceptance  assessment.Acceptance // of the gap as a risk
}

// HeatMapData is fulfilment by district and topic.
type HeatMapData struct {
	Topics    []assessment.Topic
	Districts []assessment.District
	Cells     [][]assessment.Tally // [district][topic]
	Totals    []assessment.Tally   // by district
}

// AnswersCSV returns answers as a table, one line each, in the order given.
func AnswersCSV(lines []AnswerLine, w Words) ([]byte, error) {
	rows := [][]string{heads(w, "key", "district", "scope", "topic", "ref", "title", "modal", "status", "explanation", "responsible", "due", "effort", "evidence", "conflict", "to_confirm", "risk_by", "risk_until")}
	for _, l := range lines {
		a, conflict, confirm := l.Answer, "", ""
		if a.Conflict {
			conflict = w.Say("csv.conflict")
		}
		if a.ToConfirm {
			confirm = w.Say("csv.to_confirm")
		}
		rows = append(rows, []string{
			string(l.District.Key), l.District.Name, scopeText(l.Scope, w), l.Topic, l.Requirement.Ref, l.Requirement.Title, string(l.Requirement.Modal),
			w.Say("csv.status." + a.Status.String()), a.Explanation, a.Responsible, string(a.Due), a.Effort, a.Evidence, conflict, confirm,
			l.Acceptance.By, string(l.Acceptance.Until),
		})
	}
	return encodeCSV(rows)
}

// HeatMapCSV returns the heat map as a table: a line for each district, a column for each topic, shares in per cent.
// A cell is empty where nothing is left to fulfil.
func HeatMapCSV(h HeatMapData, w Words) ([]byte, error) {
	head := heads(w, "key", "district", "answered", "fulfilment", "unmet_must", "conflicts")
	for _, t := range h.Topics {
		head = append(head, t.Title)
	}
	rows := [][]string{head}
	for i, d := range h.Districts {
		t := h.Totals[i]
		row := []string{
			string(d.Key), d.Name, perCent(t.Answered())(w), perCent(t.Fulfilment())(w), strconv.Itoa(t.UnmetMust), strconv.Itoa(t.Conflicts),
		}
		for _, cell := range h.Cells[i] {
			row = append(row, perCent(cell.Fulfilment())(w))
		}
		rows = append(rows, row)
	}
	return encodeCSV(rows)
}

func heads(w Words, names ...string) []string {
	for i, n := range names {
		names[i] = w.Say("csv.head." + n)
	}
	return names
}

func scopeText(s assessment.Scope, w Words) string {
	if s.Name == "" && s.ID == assessment.WholeScope {
		return w.Say("csv.scope.whole")
	}
	return s.Name
}

// perCent writes a share with one decimal, as the reader's Excel takes it for a number.
func perCent(share float64, known bool) func(Words) string {
	return func(w Words) string {
		if !known {
			return ""
		}
		return strings.Replace(strconv.FormatFloat(share*100, 'f', 1, 64), ".", w.Say("csv.decimal"), 1)
	}
}

// encodeCSV writes a table as Excel opens it with a double click in any language: UTF-8 with a mark, semicolons, CRLF.
// A text that Excel would take for a formula gets an apostrophe before it.
func encodeCSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.Comma, out.UseCRLF = ';', true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = notAFormula(cell)
		}
		if err := out.Write(safe); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return b.Bytes(), out.Error()
}

func notAFormula(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
