package search

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// However a word is written, it is one word.
func TestWordsFold(t *testing.T) {
	for _, same := range [][]string{
		{"Schlüssel", "Schluessel", "schlussel", "SCHLÜSSEL", "Schlu\u0308ssel"},
		{"Maße", "MASSE", "masse", "MAẞE"}, {"Größe", "Groesse", "grosse"}, {"Café", "cafe"}, {"Bäcker", "Baecker", "backer"}, {"Łódź", "lodz"}, {"ﬁnden", "finden"},
	} {
		want := Words(same[0])
		for _, s := range same {
			if got := Words(s); len(got) != 1 || !slices.Equal(got, want) {
				t.Errorf("%q: %q, not %q", s, got, want)
			}
		}
	}
}

// A text falls into its words; numbers with points stand whole and in parts.
func TestWordsSplit(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "  … ": "", "Schlüssel, Tür-Nr. 3.": "schlussel tur nr 3", "ASST.1.1": "asst.1.1 asst 1 1", "z.B. so": "z.b z b so", "a..b": "a b",
		"ISO/IEC 27001:2022": "iso iec 27001 2022", "a_b": "a b", "Ende.": "ende", "Αθήνα": "αθηνα", "x\x00y": "x y", "\xffa": "a",
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

// What is typed half finds the whole: the folded beginning of a word is the beginning of the folded word, letter by letter.
func TestHalfAWordFindsTheWhole(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		word := rapid.StringMatching(`[aoueäöüßAOUEÄÖÜsxéł]{1,12}`).Draw(r, "word")
		runes := []rune(word)
		half := string(runes[:rapid.IntRange(1, len(runes)).Draw(r, "typed")])
		if !strings.HasPrefix(foldWord(word), foldWord(half)) {
			r.Errorf("%q → %q is not the beginning of %q → %q", half, foldWord(half), word, foldWord(word))
		}
	})
}

// Folding what is folded changes nothing that matters: no word is lost, and none holds what the index cannot hold.
func FuzzWords(f *testing.F) {
	f.Add("Schlüssel ASST.1.1 \xff 'x\" *")
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range Words(text) {
			if w == "" || strings.ContainsAny(w, " \"*_\x00\n") {
				t.Errorf("%q in %q", w, text)
			}
		}
	})
}

// A snippet is one line of at most the width, shows the first word that was looked for, and says where it was cut.
func TestSnippet(t *testing.T) {
	for _, c := range []struct {
		text, query string
		width       int
		want        string
	}{
		{"kurz", "", 20, "kurz"}, {"", "x", 20, ""}, {"zwei\nZeilen  hier", "zeil", 40, "zwei Zeilen hier"}, {"a b c d e f g h i j Schlüssel", "schlu", 16, "…i j Schlüssel"},
		{"Schlüssel und sehr viel dahinter", "schl", 16, "Schlüssel und…"}, {"vorn nichts ASST.1.1 hinten", "1.1", 18, "…ASST.1.1 hinten"}, {"eins zwei drei", "nirgends", 10, "eins zwei…"},
	} {
		if got := Snippet(c.text, c.query, c.width); got != c.want {
			t.Errorf("%q in %q: %q, not %q", c.query, c.text, got, c.want)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		text, query, width := rapid.String().Draw(r, "text"), rapid.String().Draw(r, "query"), rapid.IntRange(10, 60).Draw(r, "width")
		if got := []rune(Snippet(text, query, width)); len(got) > width {
			r.Errorf("%d characters: %q", len(got), string(got))
		}
	})
}

// A query counts each of its words once, wherever it begins.
func TestCount(t *testing.T) {
	for query, want := range map[string]int{"": 0, "tur": 1, "tür tor": 2, "tür fenster": 1, "1.1": 1, "1": 1} {
		if got := Count("Türen und Tore, siehe A.1.1", query); got != want {
			t.Errorf("%q: %d", query, got)
		}
	}
}
