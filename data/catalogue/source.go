package catalogue

import (
	"context"
	"strings"
	"unicode/utf8"

	"kreislage/data/sheet"
)

// source is the whole input, with its text and its JSON tree once somebody has asked for them.
type source struct {
	ctx context.Context
	raw string // the bytes as they came

	checked bool
	text    string // UTF-8 without a byte order mark
	noText  error

	tree   *jsonValue
	noTree error

	opened *sheet.Book
	noBook error
}

// decode returns the input as text in UTF-8. Other encodings of text are named as such; what is no text at all is
// not recognised.
func (s *source) decode() (string, error) {
	if !s.checked {
		s.checked = true
		s.text, s.noText = decodeText(s.raw)
	}
	return s.text, s.noText
}

func decodeText(raw string) (string, error) {
	if name := wideEncoding(raw); name != "" {
		return "", fail(CodeEncoding, Place{}, name)
	}
	text := strings.TrimPrefix(raw, "\ufeff")
	if strings.TrimSpace(text) == "" || looksBinary(text) {
		return "", fail(CodeNotRecognised, Place{}, "")
	}
	if at := firstInvalid(text); at >= 0 {
		return "", fail(CodeEncoding, placeAt(text, at), "")
	}
	return text, nil
}

// wideEncoding tells UTF-16 and UTF-32 by their byte order marks or by the zero bytes that ASCII has in them.
func wideEncoding(raw string) string {
	switch {
	case strings.HasPrefix(raw, "\xff\xfe\x00\x00"), strings.HasPrefix(raw, "\x00\x00\xfe\xff"):
		return "UTF-32"
	case strings.HasPrefix(raw, "\xff\xfe"), strings.HasPrefix(raw, "\xfe\xff"):
		return "UTF-16"
	case len(raw) < 4:
		return ""
	case raw[0] != 0 && raw[1] == 0 && raw[2] != 0 && raw[3] == 0, raw[0] == 0 && raw[1] != 0 && raw[2] == 0 && raw[3] != 0:
		return "UTF-16"
	case raw[0] != 0 && raw[1] == 0 && raw[2] == 0 && raw[3] == 0, raw[0] == 0 && raw[1] == 0 && raw[2] == 0 && raw[3] != 0:
		return "UTF-32"
	}
	return ""
}

// looksBinary tells whether the beginning holds bytes that no text file has.
func looksBinary(text string) bool {
	head := text[:min(len(text), 1024)]
	for i := range len(head) {
		if c := head[i]; c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			return true
		}
	}
	return false
}

func firstInvalid(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// placeAt turns an offset into line and column.
func placeAt(text string, offset int) Place {
	before := text[:min(offset, len(text))]
	return Place{
		Line:   1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]),
	}
}

// looksJSON tells whether a text can only be JSON; only then its faults are reported as faults of JSON.
func looksJSON(text string) bool {
	first := strings.TrimLeft(text, " \t\r\n")
	return first != "" && (first[0] == '{' || first[0] == '[')
}

// json parses the text once. It returns nil for a text that is something else than JSON.
func (s *source) json() (*jsonValue, error) {
	text, err := s.decode()
	if err != nil || !looksJSON(text) {
		return nil, err
	}
	if s.tree == nil && s.noTree == nil {
		s.tree, s.noTree = parseJSON(s.ctx, text)
	}
	return s.tree, s.noTree
}

// rootKey names what a well-formed JSON document holds, to say what was found instead of a catalogue.
func (s *source) rootKey() string {
	if s.tree == nil {
		return ""
	}
	for _, v := range s.tree.items {
		if v.key != "" && !strings.HasPrefix(v.key, "$") {
			return v.key
		}
	}
	return ""
}
