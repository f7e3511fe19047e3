package search

import (
	"strings"
	"unicode/utf8"
)

// Count tells how many of the words of a query a text has.
func Count(text, query string) int {
	wanted := typedWords(query)
	found := make([]bool, len(wanted))
	n := 0
	each(text, func(_, _ int, word string) bool {
		for i, w := range wanted {
			if !found[i] && begins(word, w) {
				found[i] = true
				n++
			}
		}
		return n < len(wanted)
	})
	return n
}

// begins tells whether a word of a text, or a part behind one of its points, begins with what was typed.
func begins(word, typed string) bool {
	for {
		if strings.HasPrefix(word, typed) {
			return true
		}
		i := strings.IndexByte(word, '.')
		if i < 0 {
			return false
		}
		word = word[i+1:]
	}
}

// Snippet returns about width characters of a text on one line, around the first word that a query asks for, with
// signs where something was left out.
func Snippet(text, query string, width int) string {
	at := 0
	wanted := typedWords(query)
	each(text, func(start, _ int, word string) bool {
		for _, w := range wanted {
			if begins(word, w) {
				at = start
				return false
			}
		}
		return true
	})
	before := strings.Join(strings.Fields(text[:at]), " ")
	after := strings.Join(strings.Fields(text[at:]), " ")
	if before != "" && text[at-1] <= ' ' {
		before += " "
	}
	room := max(width/4, width-utf8.RuneCountInString(after))
	before = tail(before, room)
	return before + head(after, width-utf8.RuneCountInString(before))
}

// head returns the beginning of a text in at most n characters, cut between words where that is possible.
func head(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	cut := string(r[:max(n-1, 0)])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// tail returns the end of a text in at most n characters, beginning with a whole word where there is one.
func tail(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	cut := string(r[len(r)-max(n-1, 0):])
	if i := strings.IndexByte(cut, ' '); i >= 0 {
		cut = cut[i+1:]
	}
	return "…" + cut
}
