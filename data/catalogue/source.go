package catalogue

import (
	"context"
	"strings"
	"unicode/utf8"
)

// source is the whole input as text, with its JSON tree once somebody has asked for it.
type source struct {
	ctx  context.Context
	text string // UTF-8 without a byte order mark

	tree   *jsonValue
	failed error
}

// newSource checks that the input is text in UTF-8. Other encodings of text are named as such; what is no text at
// all is not recognised.
func newSource(ctx context.Context, raw string) (*source, error) {
	if name := wideEncoding(raw); name != "" {
		return nil, fail(CodeEncoding, Place{}, name)
	}
	text := strings.TrimPrefix(raw, "\ufeff")
	if strings.TrimSpace(text) == "" || looksBinary(text) {
		return nil, fail(CodeNotRecognised, Place{}, "")
	}
	if at := firstInvalid(text); at >= 0 {
		return nil, fail(CodeEncoding, placeAt(text, at), "")
	}
	return &source{ctx: ctx, text: text}, nil
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

// isJSON tells whether the text can only be JSON; only then its faults are reported as faults of JSON.
func (s *source) isJSON() bool {
	first := strings.TrimLeft(s.text, " \t\r\n")
	return first != "" && (first[0] == '{' || first[0] == '[')
}

// json parses the text once.
func (s *source) json() (*jsonValue, error) {
	if s.tree == nil && s.failed == nil {
		s.tree, s.failed = parseJSON(s.ctx, s.text)
	}
	return s.tree, s.failed
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
