package workbook

import (
	"time"

	"kreislage/data/assessment"
)

// Words gives the texts that people read, in their language. args are pairs of a name and a value, which stand
// for {name} in the text. The keys used here begin with "workbook.".
type Words interface {
	Say(key string, args ...any) string
}

// The kinds of workbook: they differ in the instructions only.
const (
	KindAssignment = "assignment" // from the office to a district
	KindReply      = "reply"      // from a district to the office
	KindDelegation = "delegation" // from a district to a colleague
)

// Machine is the side for the program: opaque bytes that Read gives back exactly as Write got them.
type Machine struct {
	Manifest, Payload, Signature []byte
}

// Fact is a label with a value at the head of the instructions, for example who sends the file.
type Fact struct{ Label, Value string }

// Book is all that one workbook shows and carries.
type Book struct {
	Kind      string    // KindAssignment, KindReply or KindDelegation
	Created   time.Time // for the document properties and the dates inside the package; same Book, same bytes
	Title     string    // heading of the instructions
	Mark      string    // classification mark on every page; may be empty
	Facts     []Fact    // lines at the head of the instructions
	Cover     string    // the sender's words, any number of lines
	Catalogue assessment.Catalogue
	Rows      []Row        // scope by requirement, in the order to be shown
	Remarks   []RemarkRow  // in the order to be shown
	Measures  []MeasureRow // in the order to be shown; one with nothing but an id is an empty line to fill in
	Writable  bool         // answer cells can be typed into
	Machine   Machine
}

// Row is one requirement as one scope has answered it so far. Scope and Requirement.ID together are unique in a Book.
type Row struct {
	Scope       assessment.ScopeID
	ScopeName   string // shown where a Book has more than one scope
	Requirement assessment.Requirement
	Answer      assessment.Answer
	Remark      string // the office's open question on it, shown beside the answer
	LastRound   string // last round's answer in words, shown beside the answer
}

// RemarkRow is one question of the office. Scope and Requirement together are unique in a Book.
type RemarkRow struct {
	Scope       assessment.ScopeID
	ScopeName   string
	Requirement assessment.RequirementID
	Ref         string // the number people know the requirement by
	Title       string
	Question    string
	Reply       string // the district's words: the cell to be filled in
	Settled     bool
}

// MeasureRow is one measure of the district. The texts are the encoded values of the fields of
// assessment.KindMeasure: costs in whole euros, days as a decimal number with a point.
type MeasureRow struct {
	ID          string // unique in a Book
	Requirement assessment.RequirementID
	Title       string
	Responsible string
	Due         assessment.Date
	Once        string
	Yearly      string
	Days        string
	State       string // StatePlanned and so on; empty where nothing is said
}

// The states of a measure.
const (
	StatePlanned = "planned"
	StateRunning = "running"
	StateDone    = "done"
	StateDropped = "dropped"
)
