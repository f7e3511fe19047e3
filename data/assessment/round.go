package assessment

// RoundState tells what may still happen in a round.
type RoundState string

// A round is open for answers, frozen (answers may be looked at, replies are still taken in), or closed.
const (
	RoundOpen   RoundState = "open"
	RoundFrozen RoundState = "frozen"
	RoundClosed RoundState = "closed"
)

// Round is one catalogue edition, asked of some districts, with a due date.
type Round struct {
	ID             RoundID
	Name           string
	Catalogue      CatalogueID
	Due            Date
	State          RoundState
	Classification string // classification mark shown on every file and page
	Cover          string // the office's words to the districts
	Created        string // RFC 3339; later than that of every round opened before, whatever the clock says
}

// District is a participating district as the office knows it, or as a district's desk knows itself.
type District struct {
	Key     DistrictKey
	Name    string
	Contact string // who coordinates there; free text
}
