package envelope

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kreislage/data/assessment"
)

// Format is the version of manifest and content that this program writes; it reads every one up to it.
const Format = 1

// Kind tells who sends what to whom.
type Kind string

// The kinds of exchange files.
const (
	KindAssignment Kind = "assignment" // from the office to a district
	KindReply      Kind = "reply"      // from a district to the office
	KindDelegation Kind = "delegation" // from a district to a colleague, who fills it in without Kreislage
)

// What can be wrong with an envelope.
var (
	ErrNoManifest = errors.New("no manifest")
	ErrMalformed  = errors.New("malformed manifest or content")
	ErrSignature  = errors.New("signature does not fit")
	ErrTooLarge   = errors.New("content larger than allowed")
)

// FutureError says that a file was written in a format that this program does not know yet.
type FutureError struct {
	Format  int
	Program string // the version of the program that wrote it
}

func (e *FutureError) Error() string {
	return fmt.Sprintf("format %d, written by %s, is newer than %d", e.Format, e.Program, Format)
}

// Manifest is what a file claims to be. Time is for display only: order comes from versions alone.
type Manifest struct {
	Format     int                    `json:"format"`
	Kind       Kind                   `json:"kind"`
	Office     assessment.OfficeID    `json:"office"`
	OfficeName string                 `json:"office_name"`
	District   assessment.DistrictKey `json:"district"`
	Round      assessment.RoundID     `json:"round"`
	Desk       assessment.DeskID      `json:"desk"`
	Export     assessment.ExportID    `json:"export"`
	Catalogue  assessment.CatalogueID `json:"catalogue"`
	Sequence   uint64                 `json:"sequence"` // counts the files of one desk to one district in one round, from 1
	Applied    []Receipt              `json:"applied"`  // what the sender has applied from the other side in this round
	Program    string                 `json:"program"`
	Time       string                 `json:"time"` // RFC 3339
	Key        []byte                 `json:"key"`  // Ed25519 public key of the desk
	Content    string                 `json:"content"`

	// Previous is the file of the same kind that the desk wrote before this one, empty for the first. Two copies of
	// one desk that go on writing differ here even where their numbers happen not to meet.
	Previous     assessment.ExportID `json:"previous,omitempty"`
	Predecessors []Predecessor       `json:"predecessors,omitempty"` // newest first
}

// Receipt names a file that the sender of a manifest has applied.
type Receipt struct {
	Desk     assessment.DeskID   `json:"desk"`
	Export   assessment.ExportID `json:"export"`
	Sequence uint64              `json:"sequence"`
}

// The caps of a manifest: bytes, receipts, and the number that every JSON reader keeps exact.
const (
	maxManifest = 256 << 10
	maxReceipts = 1000
	maxSequence = 1 << 53
)

func (m Manifest) encode() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	return json.Marshal(m)
}

// decodeManifest reads what encode wrote and accepts no other bytes for the same claims.
func decodeManifest(b []byte) (Manifest, error) {
	if len(b) == 0 {
		return Manifest{}, ErrNoManifest
	}
	if len(b) > maxManifest {
		return Manifest{}, fmt.Errorf("manifest of %d bytes: %w", len(b), ErrTooLarge)
	}
	var probe struct {
		Format  int    `json:"format"`
		Program string `json:"program"`
	}
	if err := json.Unmarshal(b, &probe); err != nil {
		return Manifest{}, fmt.Errorf("manifest: %w", ErrMalformed)
	}
	if probe.Format > Format {
		return Manifest{}, &FutureError{Format: probe.Format, Program: clip(probe.Program)}
	}
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("manifest: %w", ErrMalformed)
	}
	if again, err := m.encode(); err != nil || !bytes.Equal(again, b) {
		return Manifest{}, fmt.Errorf("manifest: %w", ErrMalformed)
	}
	return m, nil
}

func (m Manifest) check() error {
	bad := func(what string) error { return fmt.Errorf("manifest: %s: %w", what, ErrMalformed) }
	switch {
	case m.Format < 1:
		return bad("format")
	case m.Kind != KindAssignment && m.Kind != KindReply && m.Kind != KindDelegation:
		return bad("kind")
	case !isID(string(m.Office)) || !isID(string(m.Round)) || !isID(string(m.Desk)) || !isID(string(m.Export)) || !isID(string(m.Catalogue)):
		return bad("id")
	case m.District == "" || !line(string(m.District), assessment.MaxName) || !line(m.OfficeName, assessment.MaxName) || !line(m.Program, assessment.MaxName):
		return bad("text")
	case m.Sequence == 0 || m.Sequence > maxSequence:
		return bad("sequence")
	case m.Previous != "" && !isID(string(m.Previous)):
		return bad("previous file")
	case len(m.Key) != ed25519.PublicKeySize:
		return bad("key")
	case len(m.Content) != 64 || !isHex(m.Content):
		return bad("content hash")
	case len(m.Applied) > maxReceipts:
		return bad("receipts")
	}
	if _, err := time.Parse(time.RFC3339, m.Time); err != nil {
		return bad("time")
	}
	for _, r := range m.Applied {
		if !isID(string(r.Desk)) || !isID(string(r.Export)) || r.Sequence == 0 || r.Sequence > maxSequence {
			return bad("receipt")
		}
	}
	return nil
}

// isID tells whether s is a random id or a hash of 128 bits as this program writes them.
func isID(s string) bool { return len(s) == 32 && isHex(s) }

func isHex(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && hex.EncodeToString(b) == s
}

// text tells whether s can travel: UTF-8 with LF line ends and at most max characters.
func text(s string, max int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= max && !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && hidden(r) })
}

// line is text on one line. Nothing in a name that is shown before a file is trusted may move what stands beside it.
func line(s string, max int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= max && !strings.ContainsFunc(s, hidden)
}

// hidden tells whether a character is not seen but changes what is: control and formatting characters, and the
// separators of lines. The joiner inside emoji is none of them.
func hidden(r rune) bool {
	if r < 0x250 { // what German is written in, without a look into the tables
		return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u00ad'
	}
	return r != '\u200d' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// clip makes a text that was not checked fit to be shown in an error.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if r := []rune(s); len(r) > assessment.MaxName {
		return string(r[:assessment.MaxName])
	}
	return s
}
