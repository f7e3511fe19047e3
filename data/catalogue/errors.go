package catalogue

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The sentinels that an *Error wraps, one for each Code.
var (
	ErrNotRecognised  = errors.New("not a catalogue format that is known")
	ErrNotWellFormed  = errors.New("not well-formed")
	ErrInvalid        = errors.New("not a valid catalogue")
	ErrDuplicateID    = errors.New("id occurs twice")
	ErrCycle          = errors.New("refers to itself")
	ErrTooDeep        = errors.New("nested too deep")
	ErrTooMany        = errors.New("too many")
	ErrTooLarge       = errors.New("too large")
	ErrEncoding       = errors.New("not in UTF-8")
	ErrNoRequirements = errors.New("holds no requirements")
	ErrForbidden      = errors.New("holds what is not allowed")
	ErrProtected      = errors.New("protected by a password")
)

// Code tells what is wrong with an input, in a form that translations can be found by.
type Code string

// The codes of an Error.
const (
	CodeNotRecognised  Code = "not_recognised"  // Detail: what was found instead (a root key), or empty
	CodeNotWellFormed  Code = "not_well_formed" // Detail: the parser's words, for the log
	CodeMissing        Code = "missing_field"   // Detail: the field
	CodeUnknownField   Code = "unknown_field"   // Detail: the field
	CodeBadValue       Code = "bad_value"       // Detail: the field
	CodeAlias          Code = "alias"           // YAML anchors and aliases are not accepted
	CodeDuplicateID    Code = "duplicate_id"    // Detail: the id
	CodeDuplicateKey   Code = "duplicate_key"   // Detail: the key
	CodeCycle          Code = "cycle"           // Detail: the parameters, joined by arrows
	CodeTooDeep        Code = "too_deep"        // Detail: the limit
	CodeTooMany        Code = "too_many"        // Detail: the limit
	CodeTooLarge       Code = "too_large"       // Detail: the limit in bytes
	CodeEncoding       Code = "encoding"        // Detail: the encoding found (UTF-16, UTF-32), or empty
	CodeNoRequirements Code = "no_requirements"

	CodeForbidden     Code = "forbidden"          // Detail: what no catalogue needs and may do harm (DOCTYPE, macro names, ...)
	CodeDamaged       Code = "damaged"            // a container that is cut off or changed; Detail: the reader's words
	CodeProtected     Code = "protected"          // an encrypted workbook, or one in the format of before 2007
	CodeWorkbookLarge Code = "workbook_too_large" // Detail: the reader's words, for the log
	CodeMissingColumn Code = "missing_column"     // Detail: the column's heading
	CodeParentCycle   Code = "parent_cycle"       // Detail: the ids, joined by arrows
	CodeNumberAsID    Code = "number_as_id"       // Detail: what the cell shows; Excel does not tell 1.1 from 1.10
	CodeDateAsID      Code = "date_as_id"         // Detail: the date that Excel made of an id
	CodeFormulaAsID   Code = "formula_as_id"      // an id that a formula makes changes with the sheet
	CodeErrorInCell   Code = "error_in_cell"      // Detail: the error, e.g. #REF!
)

func (c Code) sentinel() error {
	switch c {
	case CodeNotRecognised:
		return ErrNotRecognised
	case CodeNotWellFormed, CodeDuplicateKey, CodeDamaged:
		return ErrNotWellFormed
	case CodeDuplicateID:
		return ErrDuplicateID
	case CodeCycle, CodeParentCycle:
		return ErrCycle
	case CodeTooDeep:
		return ErrTooDeep
	case CodeTooMany:
		return ErrTooMany
	case CodeTooLarge, CodeWorkbookLarge:
		return ErrTooLarge
	case CodeEncoding:
		return ErrEncoding
	case CodeNoRequirements:
		return ErrNoRequirements
	case CodeForbidden:
		return ErrForbidden
	case CodeProtected:
		return ErrProtected
	default:
		return ErrInvalid
	}
}

// Place says where in an input something stands. Fields that do not apply are zero.
type Place struct {
	Line   int    // from 1
	Column int    // from 1, in code points
	ID     string // id of the requirement, topic or parameter
	Sheet  string // name of the sheet, in workbooks
	Cell   string // address of the cell, e.g. C12, in workbooks
}

// String gives the place in a form for logs: id@line:column, or id@sheet!cell.
func (p Place) String() string {
	var b strings.Builder
	b.WriteString(p.ID)
	if p.Sheet != "" {
		b.WriteString("@" + p.Sheet)
		if p.Cell != "" {
			b.WriteString("!" + p.Cell)
		}
	}
	if p.Line > 0 {
		b.WriteString("@" + strconv.Itoa(p.Line))
	}
	if p.Column > 0 {
		b.WriteString(":" + strconv.Itoa(p.Column))
	}
	return b.String()
}

// Error says why an input is no catalogue that can be taken in. It wraps the sentinel of its code.
type Error struct {
	Code   Code
	Place  Place
	Detail string
}

// Error gives code, place and detail for logs; people read the desk's sentence.
func (e *Error) Error() string {
	text := fmt.Sprintf("catalogue: %v", e.Code.sentinel())
	if e.Detail != "" {
		text += " (" + string(e.Code) + ": " + e.Detail + ")"
	}
	if at := e.Place.String(); at != "" {
		text += " at " + at
	}
	return text
}

// Unwrap gives the sentinel of the code.
func (e *Error) Unwrap() error { return e.Code.sentinel() }

func fail(code Code, at Place, detail string) error {
	return &Error{Code: code, Place: at, Detail: short(detail)}
}

func failLimit(code Code, at Place, limit int) error {
	return fail(code, at, strconv.Itoa(limit))
}

// short keeps what a hostile file puts into a detail readable and harmless in a log.
func short(s string) string {
	kept, rest := cut(line(s), MaxShort)
	if rest != "" {
		return kept + "…"
	}
	return kept
}
