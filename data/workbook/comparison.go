package workbook

import "kreislage/data/assessment"

// Outcome tells what became of one row of the file.
type Outcome string

// The outcomes of a row. Every row has exactly one.
const (
	OutcomeNew       Outcome = "new"       // all its proposals fill fields that were empty
	OutcomeChanged   Outcome = "changed"   // at least one proposal replaces or clears something
	OutcomeUnchanged Outcome = "unchanged" // nothing differs from what the book shows
	OutcomeRefused   Outcome = "refused"   // see Reasons; it has no proposals
)

// Proposal is one field that a person has filled in by hand.
type Proposal struct {
	Kind  assessment.Kind
	Scope assessment.ScopeID
	Item  string // requirement id, or a measure's id
	Field assessment.Field
	Base  string // encoded value that the book shows
	Value string // encoded value typed; empty clears the field. assessment.CheckValue holds
	Cell  string // where it was typed
}

// RowResult says what became of one row of the file.
type RowResult struct {
	Kind      assessment.Kind
	Scope     assessment.ScopeID // empty where the row could not be matched
	Item      string             // requirement or measure id; empty where the row could not be matched
	Ref       string             // the number people know the requirement by
	Cell      string             // the row's id cell
	Outcome   Outcome
	Reasons   []Note // why it is refused
	Proposals []Proposal
}

// Counts adds up rows of a file: Rows = New + Changed + Unchanged + Refused.
type Counts struct{ Rows, New, Changed, Unchanged, Refused int }

// RowKey names a row of the book.
type RowKey struct {
	Kind  assessment.Kind
	Scope assessment.ScopeID
	Item  string
}

// Comparison is what a person has changed in the visible cells against what the book shows.
type Comparison struct {
	Counts                                 // over all sheets
	Answers, Remarks, Measures Counts      // per sheet
	Results                    []RowResult // in the order of the file, one per row
	Missing                    []RowKey    // rows of the book that the file lacks: they stay as they are
	Warnings                   []Note      // those of Contents included
}

// Proposals returns all proposals in the order of the file.
func (c Comparison) Proposals() []Proposal {
	var all []Proposal
	for _, r := range c.Results {
		all = append(all, r.Proposals...)
	}
	return all
}

func (c *Counts) add(o Outcome) {
	c.Rows++
	switch o {
	case OutcomeNew:
		c.New++
	case OutcomeChanged:
		c.Changed++
	case OutcomeUnchanged:
		c.Unchanged++
	case OutcomeRefused:
		c.Refused++
	}
}

// Total tells whether the counts add up, which they always do.
func (c Counts) Total() int { return c.New + c.Changed + c.Unchanged + c.Refused }
