package workbook

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/sheet"
)

// reading is how a cell of one field is understood: value is the encoded value, notes what is to be said about
// it; a note whose code is a reason refuses the row.
type reading func(c sheet.Cell, at string) (value string, notes []Note)

// shortText reads a text of one line.
func shortText(field assessment.Field) reading {
	return func(c sheet.Cell, at string) (string, []Note) {
		return limited(oneLine(c.Text), assessment.MaxLength(field), c, at)
	}
}

func oneLine(s string) string {
	s, _ = canonical.Line(strings.ToValidUTF8(s, "\uFFFD"), math.MaxInt)
	return s
}

// longText reads a text of any number of lines.
func longText(field assessment.Field) reading {
	return func(c sheet.Cell, at string) (string, []Note) {
		return limited(canonical.Fold(c.Text), assessment.MaxLength(field), c, at)
	}
}

func limited(text string, limit int, c sheet.Cell, at string) (string, []Note) {
	if n := utf8.RuneCountInString(text); n > limit {
		return "", []Note{note(ReasonTooLong, at, "length", strconv.Itoa(n), "max", strconv.Itoa(limit))}
	}
	// A number or a word like TRUE is what the person saw; a date was shown in a form that is not known here.
	if c.Kind == sheet.Date || c.Kind == sheet.Bool {
		return text, []Note{note(WarningValueConverted, at, "text", text)}
	}
	return text, nil
}

// The serial numbers of 1990-01-01 and 2199-12-31: a bare number between them in a date cell is a day whose
// format was lost.
const firstSerial, endSerial = 32_874, 109_575

func (c *Contents) day(cl sheet.Cell, at string) (string, []Note) {
	text := canonical.Fold(cl.Text)
	switch cl.Kind {
	case sheet.Date:
		if day, err := assessment.ParseDate(strings.TrimSuffix(text, " 00:00")); err == nil {
			return string(day), nil
		}
		if day, err := assessment.ParseDate(strings.SplitN(text, " ", 2)[0]); err == nil {
			return string(day), []Note{note(WarningValueConverted, at, "text", string(day))}
		}
	case sheet.Number:
		n, err := strconv.Atoi(text)
		if err == nil && n >= firstSerial && n < endSerial {
			if day, ok := sheet.DateText(float64(n), c.date1904); ok {
				return day, []Note{note(WarningDateFromNumber, at, "text", text, "date", day)}
			}
		}
	case sheet.Text:
		if day, err := assessment.ParseDate(dateWithoutTime(text)); err == nil && day != "" {
			return string(day), nil
		}
	}
	return "", []Note{note(ReasonDateUnknown, at, "text", clip(text))}
}

// dateWithoutTime drops what programs add to a day when they turn it into text, and spaces within it.
func dateWithoutTime(s string) string {
	s = strings.TrimSuffix(strings.TrimSuffix(s, " 00:00:00"), " 00:00")
	if _, err := time.Parse("2. 1. 2006", s); err == nil {
		return strings.ReplaceAll(s, " ", "")
	}
	return s
}

func status(c sheet.Cell, at string) (assessment.Status, []Note) {
	word := plain(c.Text)
	if s, ok := statusWords[word]; ok && (c.Kind == sheet.Text || c.Kind == sheet.Number) {
		return s, nil
	}
	code := ReasonStatusUnknown
	if ambiguous[word] || c.Kind == sheet.Bool {
		code = ReasonStatusAmbiguous
	}
	return assessment.StatusOpen, []Note{note(code, at, "text", clip(c.Text))}
}

func state(c sheet.Cell, at string) (string, []Note) {
	if s, ok := stateWords[plain(c.Text)]; ok {
		return s, nil
	}
	return "", []Note{note(ReasonStateUnknown, at, "text", clip(c.Text))}
}

// amount reads whole euros, as they are written in Germany or in England, with or without the currency.
func amount(c sheet.Cell, at string) (string, []Note) {
	text := plain(c.Text)
	for _, unit := range []string{"€", "euro", "euros", "eur"} {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, unit), unit))
	}
	for _, cents := range []string{",00", ".00", ",-", ",–", ",—"} {
		text = strings.TrimSuffix(text, cents)
	}
	if digits, ok := thousands(text); ok && c.Kind != sheet.Date && c.Kind != sheet.Bool {
		return digits, nil
	}
	return "", []Note{note(ReasonAmountUnknown, at, "text", clip(c.Text))}
}

// thousands drops the marks between groups of three digits, where there is one kind of them and all groups are whole.
func thousands(text string) (string, bool) {
	for _, mark := range []string{".", ",", " ", "'", "’"} {
		groups := strings.Split(text, mark)
		whole := len(groups) > 1 && len(groups[0]) >= 1 && len(groups[0]) <= 3 && groups[0][0] != '0'
		for _, g := range groups[1:] {
			whole = whole && len(g) == 3
		}
		if whole {
			text = strings.Join(groups, "")
			break
		}
	}
	if text == "" || len(text) > 12 || strings.Trim(text, "0123456789") != "" {
		return "", false
	}
	if text = strings.TrimLeft(text, "0"); text == "" {
		text = "0"
	}
	return text, true
}

// days reads person-days with at most two digits behind a comma or a point.
func days(c sheet.Cell, at string) (string, []Note) {
	text := strings.ReplaceAll(plain(c.Text), ",", ".")
	whole, part, point := strings.Cut(text, ".")
	number, ok := thousands(whole)
	// Three digits behind the mark could be thousands as well.
	if !ok || len(whole) > 6 || len(part) > 2 || strings.Trim(part, "0123456789") != "" || c.Kind == sheet.Date || c.Kind == sheet.Bool {
		return "", []Note{note(ReasonAmountUnknown, at, "text", clip(c.Text))}
	}
	if part = strings.TrimRight(part, "0"); point && part != "" {
		return number + "." + part, nil
	}
	return number, nil
}

// clip keeps a text that is quoted in a sentence short.
func clip(s string) string {
	s = strings.Join(strings.Fields(canonical.Fold(s)), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
