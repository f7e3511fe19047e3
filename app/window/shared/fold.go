package shared

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a text so that a search finds it however it was typed: small letters, ae for ä, ss for ß, and without
// other marks over letters.
func Fold(text string) string {
	text = german.Replace(strings.ToLower(norm.NFC.String(text)))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}

var german = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")
