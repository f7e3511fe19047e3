package workbook

import (
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
)

// column is one column of a table sheet. Its key stands in the hidden first row, by which Compare finds it again
// wherever it was moved to.
type column struct {
	key    string
	words  string // key of the heading
	width  float64
	look   look
	answer bool // filled in by the person
}

// look is how the cells of a column appear.
type look int

const (
	lookID     look = iota // for the program: small and grey
	lookTopic              // bold
	lookText               // a text to read
	lookHelp               // a longer text to read, smaller
	lookShort              // a word, centred
	lookAnswer             // an open cell
	lookChoice             // an open cell for one word, centred
)

// table is one of the sheets with rows: which kind of thing it holds and its columns.
type table struct {
	kind    assessment.Kind
	name    string // as notes call it: answers, remarks, measures
	words   string // key of the sheet's name
	freeze  int    // columns that stay in view
	columns []column
}

// The keys of the first row. They are part of the format: old files are found by them for ever.
const (
	keyID, keyID2, keyScope                            = "k:id", "k:id2", "k:scope"
	keyTopic, keyRef, keyQuestion, keyGuidance         = "k:topic", "k:ref", "k:question", "k:guidance"
	keyModal, keySize, keyLast, keyRemark, keyHash     = "k:modal", "k:size", "k:last", "k:remark", "k:hash"
	keyStatus, keyExplanation, keyResponsible, keyDue  = "k:status", "k:explanation", "k:responsible", "k:due"
	keyEffort, keyEvidence                             = "k:effort", "k:evidence"
	keyRemarkID, keyRemarkID2, keyRemarkScope          = "r:id", "r:id2", "r:scope"
	keyRemarkRef, keyRemarkTitle, keyRemarkQuestion    = "r:ref", "r:title", "r:question"
	keyRemarkReply, keyRemarkSettled                   = "r:reply", "r:settled"
	keyMeasureID, keyMeasureID2, keyMeasureTitle       = "m:id", "m:id2", "m:title"
	keyMeasureRequirement, keyMeasureResponsible       = "m:requirement", "m:responsible"
	keyMeasureDue, keyMeasureOnce, keyMeasureYearly    = "m:due", "m:once", "m:yearly"
	keyMeasureDays, keyMeasureState                    = "m:days", "m:state"
	headingID, headingScope                            = "workbook.column.id", "workbook.column.scope"
	headingResponsible, headingDue, headingRequirement = "workbook.column.responsible", "workbook.column.due", "workbook.column.ref"
)

func answerTable(scopes bool) table {
	columns := []column{
		{key: keyID, words: headingID, width: 7, look: lookID},
		{key: keyScope, words: headingScope, width: 16, look: lookTopic},
		{key: keyTopic, words: "workbook.column.topic", width: 17, look: lookTopic},
		{key: keyRef, words: headingRequirement, width: 13, look: lookTopic},
		{key: keyQuestion, words: "workbook.column.question", width: 46, look: lookText},
		{key: keyGuidance, words: "workbook.column.guidance", width: 70, look: lookHelp},
		{key: keyModal, words: "workbook.column.modal", width: 12, look: lookShort},
		{key: keySize, words: "workbook.column.size", width: 9, look: lookShort},
		{key: keyLast, words: "workbook.column.last", width: 22, look: lookHelp},
		{key: keyStatus, words: "workbook.column.status", width: 14, look: lookChoice, answer: true},
		{key: keyExplanation, words: "workbook.column.explanation", width: 46, look: lookAnswer, answer: true},
		{key: keyResponsible, words: headingResponsible, width: 20, look: lookAnswer, answer: true},
		{key: keyDue, words: headingDue, width: 12, look: lookChoice, answer: true},
		{key: keyEffort, words: "workbook.column.effort", width: 14, look: lookAnswer, answer: true},
		{key: keyEvidence, words: "workbook.column.evidence", width: 26, look: lookAnswer, answer: true},
		{key: keyRemark, words: "workbook.column.remark", width: 28, look: lookHelp},
		{key: keyID2, words: headingID, width: 7, look: lookID},
		{key: keyHash, words: "workbook.column.hash", width: 7, look: lookID},
	}
	return table{kind: assessment.KindAnswer, name: "answers", words: "workbook.sheet.questions", freeze: 5, columns: columns}.scoped(keyScope, scopes)
}

func remarkTable(scopes bool) table {
	columns := []column{
		{key: keyRemarkID, words: headingID, width: 7, look: lookID},
		{key: keyRemarkScope, words: headingScope, width: 16, look: lookTopic},
		{key: keyRemarkRef, words: headingRequirement, width: 13, look: lookTopic},
		{key: keyRemarkTitle, words: "workbook.column.title", width: 32, look: lookText},
		{key: keyRemarkQuestion, words: "workbook.column.remark", width: 56, look: lookText},
		{key: keyRemarkReply, words: "workbook.column.reply", width: 56, look: lookAnswer, answer: true},
		{key: keyRemarkSettled, words: "workbook.column.settled", width: 11, look: lookShort},
		{key: keyRemarkID2, words: headingID, width: 7, look: lookID},
	}
	return table{kind: assessment.KindRemark, name: "remarks", words: "workbook.sheet.remarks", freeze: 3, columns: columns}.scoped(keyRemarkScope, scopes)
}

func measureTable() table {
	columns := []column{
		{key: keyMeasureID, words: headingID, width: 7, look: lookID},
		{key: keyMeasureRequirement, words: headingRequirement, width: 16, look: lookChoice, answer: true},
		{key: keyMeasureTitle, words: "workbook.column.measure", width: 56, look: lookAnswer, answer: true},
		{key: keyMeasureResponsible, words: headingResponsible, width: 24, look: lookAnswer, answer: true},
		{key: keyMeasureDue, words: headingDue, width: 13, look: lookChoice, answer: true},
		{key: keyMeasureOnce, words: "workbook.column.once", width: 14, look: lookChoice, answer: true},
		{key: keyMeasureYearly, words: "workbook.column.yearly", width: 14, look: lookChoice, answer: true},
		{key: keyMeasureDays, words: "workbook.column.days", width: 12, look: lookChoice, answer: true},
		{key: keyMeasureState, words: "workbook.column.state", width: 15, look: lookChoice, answer: true},
		{key: keyMeasureID2, words: headingID, width: 7, look: lookID},
	}
	return table{kind: assessment.KindMeasure, name: "measures", words: "workbook.sheet.measures", freeze: 3, columns: columns}
}

// scoped drops the column that names the scope where there is only one.
func (t table) scoped(key string, scopes bool) table {
	if scopes {
		t.freeze++
		return t
	}
	kept := t.columns[:0:0]
	for _, c := range t.columns {
		if c.key != key {
			kept = append(kept, c)
		}
	}
	t.columns = kept
	return t
}

// index returns the position of a column from 0.
func (t table) index(key string) int {
	for i, c := range t.columns {
		if c.key == key {
			return i
		}
	}
	return -1
}

// token is what stands on both sides of a row. It names the scope unless that is the whole district.
func token(scope assessment.ScopeID, requirement assessment.RequirementID) string {
	id := canonical.Fold(string(requirement))
	if scope == assessment.WholeScope || scope == "" {
		return id
	}
	return id + "@" + canonical.Fold(string(scope))
}

// questionText is what a row asks, as one cell shows it.
func questionText(r assessment.Requirement) string {
	title, text := canonical.Fold(r.Title), canonical.Fold(r.Text)
	if title == "" || text == "" || strings.HasPrefix(text, title) {
		return title + strings.TrimPrefix(text, title)
	}
	return title + "\n" + text
}

// moreScopes tells whether a list of scopes names more than one.
func moreScopes(n int, scope func(int) assessment.ScopeID) bool {
	for i := 1; i < n; i++ {
		if scope(i) != scope(0) {
			return true
		}
	}
	return false
}
