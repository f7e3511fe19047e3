// Package canonical brings typed and imported text into the one form in which it is kept, compared and signed:
// Unicode NFC, LF line ends, no control or invisible formatting characters, no space at either end.
//
// It promises that Text is idempotent and never cuts: what is too long is an error. It knows nothing of where
// a text comes from or goes to.
package canonical

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kreislage/data/assessment"
)

// Text returns s in canonical form. Text that is longer than max characters afterwards is an error that wraps
// assessment.ErrTooLong; text that is not UTF-8 one that wraps assessment.ErrInvalid.
func Text(s string, max int) (string, error) {
	if !utf8.ValidString(s) {
		return "", fmt.Errorf("text is not UTF-8: %w", assessment.ErrInvalid)
	}
	s = Fold(s)
	if n := utf8.RuneCountInString(s); n > max {
		return "", fmt.Errorf("%d characters, at most %d: %w", n, max, assessment.ErrTooLong)
	}
	return s, nil
}

// Line is Text for a text of one line: line ends become spaces.
func Line(s string, max int) (string, error) {
	return Text(strings.Join(strings.FieldsFunc(s, isLineEnd), " "), max)
}

// Fold is the canonical form without a check of length. Bytes that are not UTF-8 become U+FFFD.
func Fold(s string) string {
	if settled(s) {
		return s
	}
	return fold(s)
}

func fold(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	s = lineEnds.Replace(s)
	s = strings.Map(keep, s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRightFunc(l, unicode.IsSpace)
	}
	s = strings.TrimFunc(strings.Join(lines, "\n"), unicode.IsSpace)
	// Dropping characters can bring together what NFC then composes.
	if n := norm.NFC.String(s); n != s {
		return fold(n)
	}
	return s
}

// lineEnds turns every way to end a line into LF.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n")

// settled tells in one look that a text is in canonical form: it is written in letters below U+0250, which stand for
// themselves in NFC, and no line ends in a space. Almost all texts are.
func settled(s string) bool {
	before := '\n'
	for _, r := range s {
		switch {
		case r > ' ' && r <= '~', r >= 0xa1 && r < 0x250 && r != 0xad:
		case r == ' ' && before != '\n' || r == '\n' && before != ' ':
		default:
			return false
		}
		before = r
	}
	return s == "" || s[0] != '\n' && before != '\n' && before != ' '
}

// keep drops what nobody sees and what XML or Excel would lose; tabs and odd spaces become plain ones.
func keep(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t' || unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d':
		return -1
	case r == '\ufffe' || r == '\uffff' || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r):
		return -1
	}
	return r
}

func isLineEnd(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085'
}
