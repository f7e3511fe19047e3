package sheet

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Unescape undoes the escapes of ST_Xstring (ISO/IEC 29500-1, 22.9.2.19): _xHHHH_ stands for a UTF-16 unit.
// A lone half of a pair becomes U+FFFD.
func Unescape(s string) string {
	i := strings.Index(s, "_x")
	if i < 0 {
		return s
	}
	var b strings.Builder
	for {
		u, ok := unit(s[i:])
		if !ok {
			next := strings.Index(s[i+1:], "_x")
			if next < 0 {
				b.WriteString(s)
				return b.String()
			}
			i += 1 + next
			continue
		}
		b.WriteString(s[:i])
		s = s[i+7:]
		r := rune(u)
		if utf16.IsSurrogate(r) {
			r = utf8.RuneError
			if low, ok := unit(s); ok {
				if pair := utf16.DecodeRune(rune(u), rune(low)); pair != utf8.RuneError {
					r, s = pair, s[7:]
				}
			}
		}
		b.WriteRune(r)
		if i = strings.Index(s, "_x"); i < 0 {
			b.WriteString(s)
			return b.String()
		}
	}
}

// unit reads the escape at the beginning of s.
func unit(s string) (uint16, bool) {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return uint16(n), err == nil
}

// EscapeAt returns s with mark in place of each underscore that a reader would take for the beginning of an
// escape. The mark that the format provides for it is _x005F_.
func EscapeAt(s, mark string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '_' {
			if _, ok := unit(s[i:]); ok {
				b.WriteString(mark)
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
