package catalogue

import "strings"

// languageGuess tells German from English by their commonest words. OSCAL has no field for the language.
type languageGuess struct {
	german, english int
	heard           int
}

// hear counts words; a few hundred texts are enough.
func (g *languageGuess) hear(texts ...string) {
	const enough = 400
	for _, t := range texts {
		if t == "" || g.heard >= enough {
			continue
		}
		g.heard++
		t, _ = cut(t, MaxText)
		for _, word := range strings.Fields(strings.ToLower(t)) {
			switch strings.Trim(word, ".,;:()") {
			case "der", "die", "das", "und", "nicht", "für", "ist", "werden", "muss", "sollte", "eine", "von":
				g.german++
			case "the", "and", "of", "to", "is", "for", "should", "must", "shall", "with", "are", "be":
				g.english++
			}
		}
	}
}

// language returns de or en, or nothing where neither is clearly ahead.
func (g *languageGuess) language() string {
	switch {
	case g.german > 2*g.english:
		return "de"
	case g.english > 2*g.german:
		return "en"
	}
	return ""
}
