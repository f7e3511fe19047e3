package catalogue

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tidy brings a text of several lines into the one form in which catalogues are kept: normal form C, LF, no control
// or invisible directing characters, no spaces at line ends, at most one empty line in a row, trimmed. The result
// does not share memory with the input.
func tidy(s string) string {
	lines := strings.Split(strip(s), "\n")
	kept := lines[:0]
	for _, l := range lines {
		l = strings.TrimRightFunc(l, unicode.IsSpace)
		if l == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, l)
	}
	return settle(strings.Join(kept, "\n"))
}

// line brings a text into the same form, on one line with single spaces.
func line(s string) string {
	return settle(strings.Join(strings.Fields(strip(s)), " "))
}

func settle(s string) string {
	return strings.Clone(strings.TrimSpace(norm.NFC.String(strings.TrimSpace(s))))
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n\n", "\t", " ")

// strip makes every kind of line end an LF and takes out what has no business in a text that people read.
func strip(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\ufffd")
	s = lineEnds.Replace(s)
	return strings.Map(func(r rune) rune {
		if r != '\n' && unwanted(r) {
			return -1
		}
		return r
	}, s)
}

// plain is the quick way for the bulk of all texts.
func plain(s string) bool {
	for _, r := range s {
		if r < 0x20 && r != '\n' || r == utf8.RuneError || r > 0x7e && (r == 0x85 || r == 0x2028 || r == 0x2029 || unwanted(r)) {
			return false
		}
	}
	return true
}

// unwanted tells control characters, soft hyphens, characters that direct the order of writing (they can make a
// text read differently from what it says) and code points that are no characters. Joiners stay: scripts and
// emoji need them.
func unwanted(r rune) bool {
	switch {
	case r == '\u200c', r == '\u200d':
		return false
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r):
		return true
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		return true
	}
	return false
}

// cut splits a text after at most limit code points, at a space or line end where there is one near. Both parts are
// trimmed; rest is empty where the text fits.
func cut(s string, limit int) (kept, rest string) {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s, ""
	}
	end, n := 0, 0
	for i := range s {
		if n == limit {
			end = i
			break
		}
		n++
	}
	if space := strings.LastIndexAny(s[:end], " \n"); space > end*3/4 {
		end = space
	}
	return strings.TrimSpace(s[:end]), strings.TrimSpace(s[end:])
}

// plainLinks turns Markdown links into text followed by the address; links within the document lose it. It is written
// out by hand, since a regular expression takes half a minute for a file made of brackets.
func plainLinks(s string) string {
	if !strings.Contains(s, "](") {
		return plainAddresses(s)
	}
	var b strings.Builder
	done, open := 0, -1 // what is written; the last bracket that may begin a link
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[':
			open = i
		case ']':
			if open < 0 {
				continue
			}
			if target, end, ok := linkTarget(s, i+1); ok {
				start := open
				if start > done && s[start-1] == '!' {
					start--
				}
				b.WriteString(s[done:start])
				b.WriteString(linkText(strings.TrimSpace(s[open+1:i]), target))
				done, i = end, end-1
			}
			open = -1
		}
	}
	b.WriteString(s[done:])
	return plainAddresses(b.String())
}

// linkTarget reads (address) or (address "title") at an offset and returns the address and where it ends.
func linkTarget(s string, at int) (target string, end int, ok bool) {
	if at >= len(s) || s[at] != '(' {
		return "", 0, false
	}
	n := strings.IndexAny(s[at+1:], "()\n")
	if n < 0 || s[at+1+n] != ')' {
		return "", 0, false
	}
	target, title, _ := strings.Cut(strings.TrimSpace(s[at+1:at+1+n]), " ")
	title = strings.TrimSpace(title)
	if title != "" && (len(title) < 2 || title[0] != '"' || title[len(title)-1] != '"') {
		return "", 0, false
	}
	return strings.Trim(target, "<>"), at + n + 2, true
}

func linkText(name, target string) string {
	switch {
	case target == "" || strings.HasPrefix(target, "#") || name == target:
		return name
	case name == "":
		return target
	}
	return name + " (" + target + ")"
}

// plainAddresses takes the angle brackets from around web and mail addresses.
func plainAddresses(s string) string {
	if !strings.Contains(s, "<http") && !strings.Contains(s, "<mailto:") {
		return s
	}
	return markdownAddress.ReplaceAllString(s, "$1")
}

var markdownAddress = regexp.MustCompile(`<((?:https?|mailto):[^<>\s]+)>`)
