package assessment

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Field names one part of an answer, remark or measure that is versioned and merged on its own.
type Field string

// The fields of an answer. FieldStatus holds status, explanation and the hash of the text answered as one unit,
// since a status without its explanation would be a different statement.
const (
	FieldStatus      Field = "status"
	FieldResponsible Field = "responsible"
	FieldDue         Field = "due"
	FieldEffort      Field = "effort"
	FieldEvidence    Field = "evidence"
)

// AnswerFields lists the fields of an answer in the order in which people see them.
func AnswerFields() []Field {
	return []Field{FieldStatus, FieldResponsible, FieldDue, FieldEffort, FieldEvidence}
}

// The most characters (Unicode code points) that a text may have. They keep every text within one Excel cell
// (32,767 UTF-16 units) and within what a text field of the window takes without delay.
const (
	MaxExplanation = 4000
	MaxShortText   = 250
	MaxRemark      = 2000
	MaxName        = 120
)

// MaxLength returns the most characters that the text of a field may have.
func MaxLength(f Field) int {
	switch f {
	case FieldStatus:
		return MaxExplanation
	case FieldQuestion, FieldReply, FieldProposal:
		return MaxRemark
	default:
		return MaxShortText
	}
}

// Statement is the unit of an answer that is never torn apart: the status, its explanation, and the hash of
// the text it answers. Carried says that it was taken over from another round or scope and that nobody has confirmed
// it here yet.
type Statement struct {
	Status      Status
	Explanation string
	TextHash    string
	Carried     bool
}

// Explained tells whether the statement stands as a final one: dispensable needs an explanation.
func (s Statement) Explained() bool {
	return s.Status != StatusDispensable || strings.TrimSpace(s.Explanation) != ""
}

// Empty tells whether the statement says nothing.
func (s Statement) Empty() bool { return s.Status == StatusOpen && s.Explanation == "" }

// Confirmed is the statement as it stands, said to the text with the given hash by somebody who has looked at both.
func (s Statement) Confirmed(textHash string) Statement {
	s.TextHash, s.Carried = textHash, false
	return s
}

// carriedMark stands behind the hash of a statement that was carried over.
const carriedMark = " carried"

// Encode returns the statement as the one text that registers and files carry. The empty statement is empty text.
func (s Statement) Encode() string {
	if s.Empty() {
		return ""
	}
	mark := ""
	if s.Carried {
		mark = carriedMark
	}
	return strconv.Itoa(int(s.Status)) + " " + s.TextHash + mark + "\n" + s.Explanation
}

// DecodeStatement reads what Encode wrote. The error wraps ErrInvalid or ErrTooLong.
func DecodeStatement(text string) (Statement, error) {
	if text == "" {
		return Statement{}, nil
	}
	head, explanation, ok := strings.Cut(text, "\n")
	head, carried := strings.CutSuffix(head, carriedMark)
	digit, hash, ok2 := strings.Cut(head, " ")
	if !ok || !ok2 || len(digit) != 1 || digit[0] < '0' || digit[0] > '4' || !isHash(hash) {
		return Statement{}, fmt.Errorf("statement: %w", ErrInvalid)
	}
	if err := checkText(explanation, MaxExplanation); err != nil {
		return Statement{}, fmt.Errorf("explanation: %w", err)
	}
	s := Statement{Status: Status(digit[0] - '0'), Explanation: explanation, TextHash: hash, Carried: carried}
	if s.Empty() { // which is written as nothing; all else that came this far is written as it stood here
		return Statement{}, fmt.Errorf("statement: %w", ErrInvalid)
	}
	return s, nil
}

// AnswerKey says whose answer to what: one scope's, to one requirement, in one round.
type AnswerKey struct {
	Round       RoundID
	District    DistrictKey
	Scope       ScopeID
	Requirement RequirementID
}

// Answer is what one scope says about one requirement, as it counts now. Where versions of a field stand in
// conflict, the field shows the more cautious one and Conflict is set.
type Answer struct {
	AnswerKey
	Statement
	Responsible string
	Due         Date
	Effort      string
	Evidence    string
	Conflict    bool
	ToConfirm   bool // carried over, or the text has changed since it was answered
}

// Value returns the encoded value of a field as registers carry it.
func (a Answer) Value(f Field) string {
	switch f {
	case FieldStatus:
		return a.Statement.Encode()
	case FieldResponsible:
		return a.Responsible
	case FieldDue:
		return string(a.Due)
	case FieldEffort:
		return a.Effort
	case FieldEvidence:
		return a.Evidence
	}
	return ""
}

// Set puts an encoded value into a field. The error wraps ErrInvalid or ErrTooLong; a is unchanged then.
func (a *Answer) Set(f Field, value string) error {
	if f == FieldStatus {
		s, err := DecodeStatement(value)
		if err == nil {
			a.Statement = s
		}
		return err
	}
	if err := CheckValue(f, value); err != nil {
		return err
	}
	switch f {
	case FieldResponsible:
		a.Responsible = value
	case FieldDue:
		a.Due = Date(value)
	case FieldEffort:
		a.Effort = value
	case FieldEvidence:
		a.Evidence = value
	}
	return nil
}

// CheckValue tells whether value is what a register of the field may hold, whatever file it came from.
// The error wraps ErrInvalid or ErrTooLong.
func CheckValue(f Field, value string) error {
	switch f {
	case FieldStatus:
		_, err := DecodeStatement(value)
		return err
	case FieldAcceptance:
		_, err := DecodeAcceptance(value)
		return err
	case FieldDue, FieldMeasureDue:
		d, err := ParseDate(value)
		if err != nil || string(d) != value {
			return fmt.Errorf("field %s: %w", f, ErrInvalid)
		}
		return nil
	case FieldSettled:
		if value != "" && value != "1" {
			return fmt.Errorf("field %s: %w", f, ErrInvalid)
		}
		return nil
	case FieldAttachment:
		_, err := DecodeAttachment(value)
		return err
	case FieldMark:
		_, err := DecodeMark(value)
		return err
	case FieldProposal:
		_, err := DecodeProposal(value)
		return err
	case FieldSignOff:
		_, err := DecodeSignOff(value)
		return err
	case FieldMeasureOnce, FieldMeasureYearly, FieldMeasureDays:
		if value != "" && !isAmount(value) {
			return fmt.Errorf("field %s: %w", f, ErrInvalid)
		}
		return nil
	}
	if err := checkText(value, MaxLength(f)); err != nil {
		return fmt.Errorf("field %s: %w", f, err)
	}
	return nil
}

// checkText tells whether a text can be carried by every file and fits: UTF-8, line ends LF, at most max
// characters, and none of those that XML cannot hold or that nobody sees, which no desk lets in either.
func checkText(text string, max int) error {
	n := 0
	for i, r := range text {
		if unseen(r) || r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd") {
			return ErrInvalid
		}
		n++
	}
	if n > max {
		return ErrTooLong
	}
	return nil
}

func unseen(r rune) bool {
	if r < 0x250 { // what German is written in, without a look into the tables
		return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u00ad'
	}
	const joiner = '\u200d' // holds an emoji of several parts together
	return r != '\n' && r != joiner && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == '\ufffe' || r == '\uffff'
}

// isHash takes nothing but lower-case letters and digits, so that a hash cannot hold the separators around it.
func isHash(s string) bool {
	return len(s) <= 64 && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}

// isAmount takes a number that is not negative and small enough to add up, with a point before its decimals.
func isAmount(s string) bool {
	whole, decimals, point := strings.Cut(s, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && len(whole) <= 13 && (!point || digits(decimals) && len(decimals) <= 20)
}

// Pick returns which of several values of one field counts while they are in conflict: the more cautious
// status, the acceptance that runs out first or none at all, and otherwise the last in byte order, so that every desk
// picks the same.
func Pick(f Field, values []string) string {
	if len(values) == 0 {
		return ""
	}
	best := values[0]
	for _, v := range values[1:] {
		if counts(f, v, best) {
			best = v
		}
	}
	return best
}

func counts(f Field, v, over string) bool {
	switch f {
	case FieldStatus:
	case FieldAcceptance:
		return v < over // the day comes first
	default:
		return v > over
	}
	a, _ := DecodeStatement(v)
	b, _ := DecodeStatement(over)
	if a.Status != b.Status {
		return a.Status.MoreCautious(b.Status)
	}
	return v > over
}
