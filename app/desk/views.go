package desk

import (
	"slices"
	"time"

	"kreislage/data/assessment"
)

// Info says whose desk this is.
type Info struct {
	Role        assessment.Role
	Folder      string
	OfficeName  string
	District    assessment.District // at a district's desk
	Desk        assessment.DeskID
	Fingerprint string // of this desk's key, in groups, as people compare it
	OfficeKey   string // fingerprint of the office's key that a district has pinned
	Who         string // name under which changes are kept
	OnNetwork   bool   // the folder seems to lie on a network share
}

// CatalogueInfo is one catalogue edition in the data folder.
type CatalogueInfo struct {
	ID           assessment.CatalogueID
	Title        string
	Edition      string
	Language     string
	Topics       int
	Requirements int
}

// CatalogueImport tells what a catalogue file holds, before (Preview) or after it was stored.
type CatalogueImport struct {
	CatalogueInfo
	Format  string
	Known   bool // this very edition is already there
	Dropped []string
}

// DistrictInfo is a district as the office keeps it.
type DistrictInfo struct {
	assessment.District
	Desks []DeskKey
}

// DeskKey is the key of one desk of a district and whether the office has confirmed it.
type DeskKey struct {
	Desk        assessment.DeskID
	Fingerprint string
	Trusted     bool
	Seen        time.Time
}

// RoundInfo is a round with its catalogue and its districts.
type RoundInfo struct {
	assessment.Round
	CatalogueTitle   string
	CatalogueEdition string
	Requirements     int
	Districts        []assessment.District
	Extended         map[assessment.DistrictKey]assessment.Date // districts that have longer than the others
}

// NewRound says what the office asks, of whom and until when. No districts means all.
type NewRound struct {
	Name           string
	Catalogue      assessment.CatalogueID
	Due            assessment.Date
	Classification string
	Cover          string
	Districts      []assessment.DistrictKey
}

// Paper is everything that one scope of a district sees of a round: requirement and answer beside each other, in
// the order of the catalogue.
type Paper struct {
	Round    RoundInfo
	District assessment.District
	Scope    assessment.Scope
	Topics   []TopicProgress
	Rows     []PaperRow
	Gone     []PaperRow // answered, but not asked any more since the catalogue was corrected: outside every figure
	Tally    assessment.Tally
}

// PaperRow is one requirement with its answer and what the office asks about it.
type PaperRow struct {
	Requirement assessment.Requirement
	Answer      assessment.Answer
	Remark      Remark
	Changed     time.Time // last change of the answer, zero where there is none
	ChangedBy   string
	Acceptance  Acceptance
	Note        string // this desk's private note; it never leaves the desk
	Attachments []Attachment
	Review      Review
	Former      *FormerAnswer // what was said in an earlier round, nil where nothing was
	Parts       []ScopeAnswer // what each scope says, in the paper of the whole (Whole)
}

// TopicProgress counts the answers of one topic.
type TopicProgress struct {
	Topic assessment.Topic
	Tally assessment.Tally
}

// Remark is the office's question on an answer and the district's reply.
type Remark struct {
	Question string
	Reply    string
	Settled  bool
}

// Measure is what a district will do about a gap.
type Measure struct {
	ID          string
	Round       assessment.RoundID
	District    assessment.DistrictKey
	Scope       assessment.ScopeID
	Requirement assessment.RequirementID
	Title       string
	Responsible string
	Due         assessment.Date
	Once        string // one-off cost in euros
	Yearly      string // yearly cost in euros
	Days        string // person-days
	State       string // planned, running, done, dropped
}

// Edit changes parts of an answer; nil leaves a part as it is, a pointer to "" clears it.
type Edit struct {
	Status      *assessment.Status
	Explanation *string
	Responsible *string
	Due         *assessment.Date
	Effort      *string
	Evidence    *string
	// Session groups the keystrokes of one visit to a field into one entry of the history; empty makes each
	// edit an entry of its own.
	Session string
}

// HistoryEntry is one change of one field.
type HistoryEntry struct {
	ID      int64 // for BringBack; it does not change when a visit to a field goes on
	At      time.Time
	Who     string
	Source  Source
	File    string // name of the file it came from, if any
	Subject assessment.Subject
	Before  []string // the values that stood there before, more than one in a conflict
	After   []string
}

// Source tells how a change came about.
type Source string

// Where changes come from.
const (
	SourceTyped   Source = "typed"
	SourceImport  Source = "import"
	SourceHand    Source = "hand" // filled in or edited outside Kreislage, accepted by a person
	SourceResolve Source = "resolve"
	SourceUndo    Source = "undo"
	SourceBack    Source = "back"    // an old value that somebody has brought back from the history
	SourceCarried Source = "carried" // taken over from an earlier round or another scope
)

// Progress tells how far a long job is. Done counts up to Total; Item names what was finished last.
type Progress struct {
	Done, Total int
	Item        string
}

// Verdict sorts a file before anything is changed.
type Verdict string

// What a file can turn out to be.
const (
	VerdictNew         Verdict = "new"          // signed by a known desk, brings something
	VerdictContained   Verdict = "contained"    // everything in it is already here
	VerdictHand        Verdict = "hand"         // filled in or edited by hand: may only propose
	VerdictUntrusted   Verdict = "untrusted"    // signed by a key that nobody has confirmed yet
	VerdictLost        Verdict = "lost"         // signed, and repeats words of this desk's side that are not known here any more
	VerdictFork        Verdict = "fork"         // same desk and number, other content
	VerdictUnknownBase Verdict = "unknown_base" // without a signature that holds, and of no export that is known here
	VerdictForeign     Verdict = "foreign"      // of another office, district or round
	VerdictOwn         Verdict = "own"          // written here and sent to the other side
	VerdictWrongCode   Verdict = "wrong_code"   // no known code opens it
	VerdictPlain       Verdict = "plain"        // not encrypted
	VerdictNoFile      Verdict = "no_file"      // not an exchange file at all
	VerdictDamaged     Verdict = "damaged"      // encrypted or signed content is broken
	VerdictRevoked     Verdict = "revoked"      // written with a code that was revoked
	VerdictDelegation  Verdict = "delegation"   // a colleague's pack, at a desk that did not give it out
	VerdictFuture      Verdict = "future"       // written by a newer version
	VerdictTooCostly   Verdict = "too_costly"   // asks for too much work or memory
	VerdictUnreadable  Verdict = "unreadable"   // could not be read from the disk
	VerdictAttachments Verdict = "attachments"  // bytes of attachments that answers here, or in the same batch, name
	VerdictEarly       Verdict = "early"        // bytes of attachments that no answer here names yet
)

// Acceptable tells whether a file with this verdict can be accepted at all.
func (v Verdict) Acceptable() bool {
	return v == VerdictNew || v == VerdictHand || v == VerdictUntrusted || v == VerdictLost || v == VerdictContained ||
		v == VerdictAttachments
}

// Clean tells whether a file needs no person to accept it.
func (v Verdict) Clean() bool {
	return v == VerdictNew || v == VerdictContained || v == VerdictAttachments
}

// FilePreview is one file of a batch: what it is and what accepting it would change.
type FilePreview struct {
	File     string // path as given
	Verdict  Verdict
	Sentence string // one sentence in the user's language: what it is and what to do next
	District assessment.District
	Round    string
	Sequence uint64
	Integral bool // false: the encryption carries no integrity value (saved with LibreOffice)

	Rows      int // requirements in the file = New + Changed + Unchanged + Refused
	New       int
	Changed   int
	Unchanged int
	Refused   int
	Conflicts int

	Changes  []CellChange
	Trimmed  bool // there are changes that a large batch does not keep: Details tells them
	Problems []CellProblem
	Accepted bool // set by Accept
	Import   int64
}

// CellChange is one field that accepting a file would change.
type CellChange struct {
	Subject  assessment.Subject
	Ref      string // the requirement as people know it
	Title    string
	Before   []string // values for people in the user's language; more than one is a conflict
	After    []string
	Conflict bool
	Hand     bool // typed by hand into the workbook, not signed
}

// CellProblem is one place in a workbook that cannot be taken, with a sentence.
type CellProblem struct {
	Place    string
	Sentence string
	Refused  bool // false: a warning, the row counts
}

// AcceptMode says what of a batch is taken.
type AcceptMode string

// What a person has accepted.
const (
	AcceptSigned AcceptMode = "signed" // clean files only
	AcceptAll    AcceptMode = "all"    // also hand-edited ones and new keys: a person has looked at them
)

// ImportInfo is one import that was applied.
type ImportInfo struct {
	ID       int64
	File     string
	District assessment.District
	Round    string
	Sequence uint64
	At       time.Time
	Who      string
	Changes  int
	Undone   bool
	Batch    int64 // the same for all that was taken in together, and for nothing else
}

// UndoResult tells what an undo put back and what it left alone because it has been changed since.
type UndoResult struct {
	Files    int // imports that were undone
	Restored int
	Left     []CellChange
	Stays    string // a sentence, where the import also brought a round or an edition of its catalogue: those stay
}

// ExportedFile is one exchange file that was written, reopened and compared.
type ExportedFile struct {
	Path     string
	District assessment.District
	Sequence uint64
	Hash     string // SHA-256 of the file
	Size     int64
}

// Conflict is one field with more than one value.
type Conflict struct {
	ID      string
	Subject assessment.Subject
	Ref     string
	Title   string
	Counts  string // the value that counts meanwhile
	Own     bool   // whether this desk decides it (Resolve, Settle)
	Values  []ConflictValue
	Before  []string // what stood here before the versions came apart, for people; empty where nothing did
	Asked   string   // the office's question about the answer, "" for none
}

// Origins names where the versions of a conflict came from, sorted and each once. Conflicts with the same origins are of
// one kind: whoever trusts one of two files more mostly does so throughout.
func (c Conflict) Origins() []string {
	var out []string
	for _, v := range c.Values {
		out = append(out, v.Origin())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ConflictValue is one of the versions side by side.
type ConflictValue struct {
	Value   string // encoded
	Text    string // for people
	Desk    assessment.DeskID
	Counter uint64
	Writer  assessment.DeskID // that wrote the words at first: another than Desk where an undo has brought them back
	At      time.Time         // when it was written or came in, zero where that is not known
	Who     string
	File    string
	Apart   string // of two texts that are much alike: the words that stand in this one alone
}

// Origin tells versions apart by where they came from: the desk that wrote them, whichever files carried them, or the
// file that somebody filled in by hand.
func (v ConflictValue) Origin() string {
	if v.File != "" && derived(v.Writer) {
		return v.File
	}
	return string(v.Writer)
}

// SettleRule chooses among the versions of many conflicts in the same way.
type SettleRule string

// The rules.
const (
	SettleCautious SettleRule = "cautious" // the one version whose status claims least
	SettleFuller   SettleRule = "fuller"   // where versions say the same, the one that says more
	SettleOrigin   SettleRule = "origin"   // the version of one file or desk, against the same others
)

// Settling is one decision on many conflicts of a round. Conflicts of the other side are never part of it.
type Settling struct {
	Rule    SettleRule
	Origins []string // for SettleOrigin: of which conflicts, see Conflict.Origins
	Origin  string   // for SettleOrigin: whose version holds
}

// SettlePlan is what a decision on many conflicts comes to.
type SettlePlan struct {
	Round     assessment.RoundID
	Decisions []Decision // in the order of Conflicts
	Left      int        // conflicts of this desk's side that stay open
}

// Decision is what one conflict would be settled with.
type Decision struct {
	Conflict Conflict
	Value    string // encoded
	Text     string // for people
}

// Settled tells what became of a plan.
type Settled struct {
	Done    int
	Changed int // left alone, since other versions stand there now than those that were shown
}

// CockpitState sorts a district in a round.
type CockpitState string

// Where a district stands in a round.
const (
	CockpitNotSent   CockpitState = "not_sent"
	CockpitSent      CockpitState = "sent"       // nothing has come back yet
	CockpitReceived  CockpitState = "received"   // some answers are here, some are open
	CockpitComplete  CockpitState = "complete"   // no requirement is open, but nobody has signed the reply off
	CockpitSignedOff CockpitState = "signed_off" // the district has signed its reply off, and nothing has changed since
	CockpitLate      CockpitState = "late"       // due date passed and not complete
	CockpitConflict  CockpitState = "conflict"   // versions contradict each other
)

// CockpitRow is one district in a round as the office sees it.
type CockpitRow struct {
	District  assessment.District
	State     CockpitState
	Due       assessment.Date // the round's, or a later one of the district's own
	DaysLate  int
	Tally     assessment.Tally
	Sent      time.Time
	SentNo    uint64
	Received  time.Time
	ReceiveNo uint64
	Remarks   int     // open remarks
	Interim   float64 // share answered, between 0 and 1
	SignOff   SignOff
	Held      int  // files of the district that could not be taken in and wait aside
	Noted     bool // the office keeps a note about the district
}

// HeatMap is fulfilment by district and topic.
type HeatMap struct {
	Round     RoundInfo
	Topics    []assessment.Topic
	Districts []assessment.District
	Cells     [][]assessment.Tally // [district][topic]
	Totals    []assessment.Tally   // by district
	ByTopic   []assessment.Tally   // by topic, over all districts
}

// Letter is what an office tells a district by post.
type Letter struct {
	OfficeName  string
	District    assessment.District
	Code        string // the district's file password
	Fingerprint string // of the office's key
	Former      bool   // the code is no longer in use
	Until       assessment.Date
}
