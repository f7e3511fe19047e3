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

// Table is a table of figures. A head is the name of one in the translations (csv.head), or after a "=" the head
// itself. A cell is a text, an int, a float64 (a share), a Points, an assessment.Date, a bool, or nil for nothing.
type Table struct {
	Heads []string
	Rows  [][]any
}

// Points is a number that is no share, such as points of per cent or a weight.
type Points float64

// TableCSV returns a table as other programs open it; shares are written in per cent.
func TableCSV(t Table, w Words) ([]byte, error) {
	head := make([]string, len(t.Heads))
	for i, h := range t.Heads {
		if own, is := strings.CutPrefix(h, "="); is {
			head[i] = own
		} else {
			head[i] = w.Say("csv.head." + h)
		}
	}
	rows := [][]string{head}
	for _, r := range t.Rows {
		row := make([]string, len(r))
		for i, v := range r {
			row[i] = cellText(v, w)
		}
		rows = append(rows, row)
	}
	return encodeCSV(rows)
}

func cellText(v any, w Words) string {
	switch v := v.(type) {
	case nil:
		return ""
	case int:
		return strconv.Itoa(v)
	case float64:
		return perCent(v, true)(w)
	case Points:
		return decimal(float64(v), w)
	case bool:
		if v {
			return w.Say("csv.yes")
		}
		return w.Say("csv.no")
	case assessment.Date:
		return string(v)
	case string:
		return v
	}
	return ""
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
		return decimal(share*100, w)
	}
}

// decimal writes a number with one decimal, as the reader's Excel takes it for one.
func decimal(v float64, w Words) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", w.Say("csv.decimal"), 1)
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
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !negative(cell) {
		return "'" + cell
	}
	return cell
}

// negative tells whether a text is a number below zero as cellText writes it: that may stay one.
func negative(cell string) bool {
	digits, is := strings.CutPrefix(cell, "-")
	return is && digits != "" && strings.Trim(digits, "0123456789.,") == "" && digits[0] >= '0' && digits[0] <= '9'
}
