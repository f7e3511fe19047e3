package vault

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// alphabet has 31 characters, a prime, without those that are easily mistaken for another (0 O, 1 I L).
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// A code is five groups of five characters: 24 random ones (118 bits) and one check character.
const (
	groups    = 5
	groupSize = 5
	codeChars = groups * groupSize
)

// ErrCode says that a typed code cannot be right: a wrong length, an unknown character, or a check character
// that does not fit.
var ErrCode = errors.New("not a valid exchange code")

// NewCode draws an exchange code in the form in which it is printed, typed and used as a file's password:
// five groups of five characters with hyphens between them.
func NewCode(random io.Reader) (string, error) {
	raw := make([]byte, 0, codeChars)
	buf := make([]byte, 1)
	for len(raw) < codeChars-1 {
		if _, err := io.ReadFull(random, buf); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		// 248 is the largest multiple of 31 that fits a byte; what lies above would favour some characters.
		if buf[0] < 248 {
			raw = append(raw, alphabet[buf[0]%31])
		}
	}
	return hyphenate(string(append(raw, checkChar(raw))), groupSize), nil
}

// minus is what some programs make of a typed hyphen.
const minus = '\u2212'

// NormalizeCode brings a typed code into its one form: case, and whatever spaces, hyphens and dashes came along
// with typing or pasting, do not matter. The error wraps ErrCode and holds at most one character of what was typed.
func NormalizeCode(typed string) (string, error) {
	var raw []byte
	for _, r := range strings.ToUpper(typed) {
		switch {
		case unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf) || r == minus:
			continue
		case r < 128 && strings.IndexByte(alphabet, byte(r)) >= 0:
			raw = append(raw, byte(r))
		default:
			return "", fmt.Errorf("character %q: %w", r, ErrCode)
		}
	}
	if len(raw) != codeChars {
		return "", fmt.Errorf("%d characters: %w", len(raw), ErrCode)
	}
	if checkChar(raw[:codeChars-1]) != raw[codeChars-1] {
		return "", fmt.Errorf("check character: %w", ErrCode)
	}
	return hyphenate(string(raw), groupSize), nil
}

// checkChar is the sum of the characters weighted by their place, modulo the prime 31: it finds every single
// wrong character and every swap of two neighbours.
func checkChar(raw []byte) byte {
	sum := 0
	for i, c := range raw {
		sum += (i + 2) * strings.IndexByte(alphabet, c)
	}
	return alphabet[sum%31]
}

func hyphenate(s string, size int) string {
	var parts []string
	for ; len(s) > size; s = s[size:] {
		parts = append(parts, s[:size])
	}
	return strings.Join(append(parts, s), "-")
}
