package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Words returns the words of a text in the form in which they are compared: lower case, without accents, ß as ss, and
// ä, ae and a all as a (ö and ü alike), so that Schlüssel, Schluessel and schlussel are one word. Numbers and
// references with points in them (ASST.1.1) appear whole, and then in parts.
//
// The folded form of a word's beginning is the beginning of its folded form: what is typed half finds the whole.
func Words(text string) []string {
	var out []string
	each(text, func(_, _ int, word string) bool {
		out = append(out, word)
		if strings.IndexByte(word, '.') >= 0 {
			out = append(out, strings.Split(word, ".")...)
		}
		return true
	})
	return out
}

// each calls f with every word of a text in folded form and the bytes where it stands, until f returns false. Letters
// and digits make words; points make them only between two of those.
func each(text string, f func(start, end int, word string) bool) {
	for i := 0; i < len(text); {
		start := i
		for i < len(text) {
			r, n := utf8.DecodeRuneInString(text[i:])
			if !inWord(r) && !(r == '.' && i > start && wordAt(text, i+n)) {
				break
			}
			i += n
		}
		if i > start {
			if w := foldWord(text[start:i]); w != "" && !f(start, i, w) {
				return
			}
			continue
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		i += n
	}
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

func wordAt(text string, i int) bool {
	r, n := utf8.DecodeRuneInString(text[i:])
	return n > 0 && inWord(r)
}

// foldWord folds one word.
func foldWord(word string) string {
	b := make([]byte, 0, len(word))
	if !ascii(word) {
		word = norm.NFKD.String(word)
	}
	open := false // the last letter was a vowel that an e after it would only turn into its umlaut
	for _, r := range word {
		switch {
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r < utf8.RuneSelf:
		case unicode.IsMark(r):
			continue
		default:
			r = unicode.ToLower(r)
			if s, special := specials[r]; special {
				b, open = append(b, s...), false
				continue
			}
		}
		if r == 'e' && open {
			open = false
			continue
		}
		open = r == 'a' || r == 'o' || r == 'u'
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// specials are letters that no decomposition reaches.
var specials = map[rune]string{
	'ß': "ss", 'æ': "a", 'œ': "o", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ı': "i", 'ſ': "s", 'ĸ': "k", 'ħ': "h",
}
