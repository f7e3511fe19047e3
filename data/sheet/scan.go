package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The XML that a workbook may consist of is a small part of XML 1.0: elements, attributes, texts, the five entities
// that need no declaration, and processing instructions, which say nothing. Declarations, comments and CDATA sections
// ("<!") are refused: no program that writes workbooks needs them, and document types are how entities get in. Names
// are ASCII, as all names of ISO/IEC 29500 are. What is read here, encoding/xml would read to the same.

// maxRun is the most bytes from one "<" to the next: a tag with the text behind it. A full cell of characters
// that are all escaped stays below it.
const maxRun = 512 << 10

// maxNames is how many different names of elements are kept; workbooks have about a hundred.
const maxNames = 1_000

type token int

const (
	tokenStart token = iota // scanner.tag
	tokenEnd
	tokenText // scanner.chars
)

// element is a start tag. Its attributes are valid until the next token is asked for.
type element struct {
	name  string // without its prefix
	attrs []attribute
}

type attribute struct {
	prefixed bool
	name     []byte // without its prefix
	value    []byte
}

// scanner takes one part apart, a piece at a time: a tag with the text behind it. Never more than one piece and what
// came with it in one read is held.
type scanner struct {
	from   io.Reader
	charge func(tokens int) error // asked for every tag and attribute
	buf    []byte
	start  int // of the piece in buf
	end    int // of what was read into buf
	done   bool

	rest  []byte // of the piece
	tag   element
	chars []byte
	empty bool // the tag was empty: its end comes next
	open  []string
	names map[string]string

	decoded []byte // attributes and texts in which something stands for something else
}

// newScanner reads from r into buf, which it may outgrow.
func newScanner(r io.Reader, buf []byte, charge func(int) error) *scanner {
	return &scanner{from: r, buf: buf, charge: charge, names: map[string]string{}}
}

// next returns the kind of the next token, and io.EOF behind the last one, all elements being closed.
func (s *scanner) next() (token, error) {
	if s.empty {
		s.empty = false
		s.pop()
		return tokenEnd, nil
	}
	s.decoded = s.decoded[:0]
	for len(s.rest) == 0 {
		if err := s.piece(); err != nil {
			return 0, err
		}
		if bytes.HasPrefix(s.rest, []byte("<?")) {
			if err := s.instruction(); err != nil {
				return 0, err
			}
		}
	}
	if s.rest[0] != '<' {
		var err error
		s.chars, err = s.text(s.rest)
		s.rest = nil
		return tokenText, err
	}
	if len(s.rest) > 1 && s.rest[1] == '/' {
		return tokenEnd, s.endTag()
	}
	return tokenStart, s.startTag()
}

// piece finds the next piece: all up to the next "<" or the end of the part.
func (s *scanner) piece() error {
	looked := s.start + 1 // a "<" at the beginning is its own
	for {
		if looked < s.end {
			if i := bytes.IndexByte(s.buf[looked:s.end], '<'); i >= 0 {
				return s.take(looked + i)
			}
			looked = s.end
		}
		if s.done {
			break
		}
		if s.end-s.start > maxRun {
			return fmt.Errorf("a piece of more than %d bytes: %w", maxRun, ErrTooLarge)
		}
		looked -= s.start
		if err := s.fill(); err != nil {
			return err
		}
	}
	if s.start < s.end {
		return s.take(s.end)
	}
	if len(s.open) > 0 {
		return fmt.Errorf("XML ends within <%.40s>: %w", s.open[len(s.open)-1], ErrDamaged)
	}
	return io.EOF
}

func (s *scanner) take(end int) error {
	s.rest = s.buf[s.start:end]
	s.start = end
	if len(s.rest) > maxRun {
		return fmt.Errorf("a piece of more than %d bytes: %w", maxRun, ErrTooLarge)
	}
	if s.rest[0] != '<' {
		return nil // a text in front of all elements
	}
	return s.charge(1)
}

// fill moves the piece to the front of the buffer and reads more behind it.
func (s *scanner) fill() error {
	s.end = copy(s.buf, s.buf[s.start:s.end])
	s.start = 0
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, max(len(s.buf), 4096))...)
	}
	n, err := s.from.Read(s.buf[s.end:])
	s.end += n
	if err == io.EOF {
		s.done = true
		return nil
	}
	return err
}

func bad(what string) error { return fmt.Errorf("XML: %s: %w", what, ErrDamaged) }

func (s *scanner) startTag() error {
	b := s.rest[1:]
	if len(b) > 0 && b[0] == '!' {
		return fmt.Errorf("markup declaration: %w", ErrForbidden)
	}
	full, local, b, err := cutName(b)
	if err != nil {
		return err
	}
	s.open = append(s.open, s.intern(full))
	s.tag.name, s.tag.attrs = s.intern(local), s.tag.attrs[:0]
	for {
		b = skipSpace(b)
		switch {
		case len(b) > 0 && b[0] == '>':
			s.rest = b[1:]
			return nil
		case len(b) > 1 && b[0] == '/' && b[1] == '>':
			s.rest, s.empty = b[2:], true
			return nil
		}
		var a attribute
		if a, b, err = s.attribute(b); err != nil {
			return err
		}
		s.tag.attrs = append(s.tag.attrs, a)
		if err := s.charge(1); err != nil {
			return err
		}
	}
}

func (s *scanner) attribute(b []byte) (attribute, []byte, error) {
	full, local, b, err := cutName(b)
	if err != nil {
		return attribute{}, nil, err
	}
	if b = skipSpace(b); len(b) == 0 || b[0] != '=' {
		return attribute{}, nil, bad("attribute without a value")
	}
	if b = skipSpace(b[1:]); len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return attribute{}, nil, bad("attribute without quotation marks")
	}
	n := bytes.IndexByte(b[1:], b[0])
	if n < 0 {
		return attribute{}, nil, bad("attribute without an end")
	}
	value, err := s.decode(b[1 : 1+n])
	return attribute{len(full) != len(local), local, value}, b[n+2:], err
}

func (s *scanner) endTag() error {
	full, _, b, err := cutName(s.rest[2:])
	if err != nil {
		return err
	}
	if b = skipSpace(b); len(b) == 0 || b[0] != '>' {
		return bad("end tag without an end")
	}
	s.rest = b[1:]
	if len(s.open) == 0 || s.open[len(s.open)-1] != string(full) {
		return bad("an element is closed that is not open")
	}
	s.pop()
	return nil
}

func (s *scanner) pop() { s.open = s.open[:len(s.open)-1] }

// instruction passes over a processing instruction. The one that begins a part may name no other coding than UTF-8.
func (s *scanner) instruction() error {
	full, _, b, err := cutName(s.rest[2:])
	if err != nil {
		return err
	}
	end := bytes.Index(b, []byte("?>"))
	if end < 0 {
		return bad("processing instruction without an end")
	}
	s.rest = b[end+2:]
	if string(full) != "xml" {
		return nil
	}
	for b = skipSpace(b[:end]); len(b) > 0; b = skipSpace(b) {
		var a attribute
		if a, b, err = s.attribute(b); err != nil {
			return err
		}
		fits := false
		switch value := string(a.value); string(a.name) {
		case "version":
			fits = value == "1.0"
		case "encoding":
			fits = strings.EqualFold(value, "utf-8")
		case "standalone":
			fits = value == "yes" || value == "no"
		}
		if !fits || a.prefixed {
			return bad("another version than 1.0, or another coding than UTF-8")
		}
	}
	return nil
}

// intern returns a name as a string that is made once.
func (s *scanner) intern(b []byte) string {
	if name, ok := s.names[string(b)]; ok {
		return name
	}
	name := string(b)
	if len(s.names) < maxNames && len(name) < 100 {
		s.names[name] = name
	}
	return name
}

func skipSpace(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\n' || b[0] == '\r' || b[0] == '\t') {
		b = b[1:]
	}
	return b
}

// cutName takes a name from the front of b, with and without its prefix.
func cutName(b []byte) (full, local, rest []byte, err error) {
	n, colon, colons := 0, 0, 0
	for n < len(b) && classes[b[n]]&inName != 0 {
		if b[n] == ':' {
			colon = n
			colons++
		}
		n++
	}
	if n == 0 || classes[b[0]]&atNameStart == 0 || colons > 1 || n < len(b) && b[n] >= utf8.RuneSelf {
		return nil, nil, nil, bad("a name")
	}
	full, local = b[:n], b[:n]
	if colon > 0 && colon < n-1 {
		local = b[colon+1 : n]
	}
	return full, local, b[n:], nil
}

// What a byte can be.
const (
	inName      = 1 << iota
	atNameStart // of a name
	plainText   // stands for itself wherever it is
	wide        // part of a character of several bytes
)

var classes = func() (c [256]uint8) {
	for i := range c {
		switch b := byte(i); {
		case b >= utf8.RuneSelf:
			c[i] = wide
		case b >= ' ' && b != '&' && b != '<' || b == '\n' || b == '\t':
			c[i] = plainText
		}
		switch b := byte(i) | 0x20; {
		case b >= 'a' && b <= 'z' && i < utf8.RuneSelf, i == '_', i == ':':
			c[i] |= inName | atNameStart
		case i >= '0' && i <= '9', i == '.', i == '-':
			c[i] |= inName
		}
	}
	return c
}()

// text decodes what stands between tags.
func (s *scanner) text(b []byte) ([]byte, error) {
	if bytes.Contains(b, []byte("]]>")) {
		return nil, bad("the end of a CDATA section")
	}
	return s.decode(b)
}

// decode checks characters and puts in what entities stand for. It returns b itself where there is nothing to put in.
func (s *scanner) decode(b []byte) ([]byte, error) {
	var seen uint8
	for i, c := range b {
		if seen |= classes[c]; classes[c]&(plainText|wide) == 0 {
			return s.expand(b, i)
		}
	}
	if seen&wide == 0 {
		return b, nil
	}
	return b, checkChars(b)
}

// expand is decode from the first byte that may not stand for itself.
func (s *scanner) expand(b []byte, i int) ([]byte, error) {
	from := len(s.decoded)
	out := append(s.decoded, b[:i]...)
	for b = b[i:]; len(b) > 0; {
		switch c := b[0]; {
		case c == '\r':
			out = append(out, '\n')
			if b = b[1:]; len(b) > 0 && b[0] == '\n' {
				b = b[1:]
			}
		case c == '&':
			r, n, err := entity(b)
			if err != nil {
				return nil, err
			}
			out, b = utf8.AppendRune(out, r), b[n:]
		case classes[c]&(plainText|wide) == 0:
			return nil, bad("a control character")
		default:
			out, b = append(out, c), b[1:]
		}
	}
	s.decoded = out
	out = out[from:len(out):len(out)]
	return out, checkChars(out)
}

// checkChars refuses what is not UTF-8 and what is no character of XML.
func checkChars(b []byte) error {
	if !utf8.Valid(b) {
		return bad("not UTF-8")
	}
	for i, c := range b {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return bad("a control character")
		}
		if c == 0xef && b[i+1] == 0xbf && b[i+2] >= 0xbe { // U+FFFE and U+FFFF
			return bad("no character")
		}
	}
	return nil
}

// entity reads the entity at the beginning of b and returns how long it is.
func entity(b []byte) (rune, int, error) {
	const longest = 40
	n := bytes.IndexByte(b[:min(len(b), longest)], ';')
	if n < 0 {
		return 0, 0, bad("an entity without an end")
	}
	name := string(b[1:n])
	switch name {
	case "lt":
		return '<', n + 1, nil
	case "gt":
		return '>', n + 1, nil
	case "amp":
		return '&', n + 1, nil
	case "apos":
		return '\'', n + 1, nil
	case "quot":
		return '"', n + 1, nil
	}
	digits, numeric := strings.CutPrefix(name, "#")
	base := 10
	if rest, hex := strings.CutPrefix(digits, "x"); hex {
		digits, base = rest, 16
	}
	u, err := strconv.ParseUint(digits, base, 32)
	if !numeric || err != nil || u > unicode.MaxRune {
		return 0, 0, bad("an entity")
	}
	return rune(u), n + 1, nil
}
