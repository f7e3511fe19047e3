package district

import (
	"regexp"
	"strconv"
	"strings"

	"kreislage/app/window/shared"
)

var (
	plainNumber   = regexp.MustCompile(`^\d{1,12}([.,]\d{1,4})?$`)
	groupedGerman = regexp.MustCompile(`^\d{1,3}(\.\d{3})+(,\d{1,4})?$`)
	groupedOther  = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d{1,4})?$`)
)

// readAmount reads a number as people write it in their language: 1.200 is twelve hundred for a German, 1,200 for an
// English reader. What is no number that is not negative gives false.
func readAmount(lang, text string) (string, bool) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "€"))
	text = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, text)
	grouped, group := groupedGerman, "."
	if lang != "de" {
		grouped, group = groupedOther, ","
	}
	switch {
	case text == "":
		return "", true
	case grouped.MatchString(text):
		text = strings.ReplaceAll(text, group, "")
	case !plainNumber.MatchString(text):
		return "", false
	}
	return strings.ReplaceAll(text, ",", "."), true
}

// typedAmount writes a number as it is put into a field.
func typedAmount(e *shared.Env, kept string) string {
	f, err := strconv.ParseFloat(kept, 64)
	if kept == "" || err != nil {
		return kept
	}
	return e.Words.Decimal(f, decimals(kept))
}

// decimals counts the digits after the point.
func decimals(kept string) int {
	if i := strings.IndexByte(kept, '.'); i >= 0 {
		return len(kept) - i - 1
	}
	return 0
}

// value is the number that is kept, 0 where there is none.
func value(kept string) float64 {
	f, err := strconv.ParseFloat(kept, 64)
	if err != nil {
		return 0
	}
	return f
}

// euros writes money in whole euros, a dash where nothing was given.
func euros(e *shared.Env, kept string) string {
	if kept == "" {
		return "–"
	}
	return e.Say("district.euros", "amount", e.Words.Decimal(value(kept), 0))
}
