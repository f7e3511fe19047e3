package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// plainNumber returns a stored number as a person would type it, with a point and at most the 15 significant
// digits that Excel shows. It is false where s is no finite number.
func plainNumber(s string) (string, float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || strings.ContainsAny(s, "xX_pP") {
		return "", 0, false
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if a := math.Abs(f); a != 0 && (a < 1e-9 || a >= 1e15) {
		return strconv.FormatFloat(f, 'G', -1, 64), f, true
	}
	if f == 0 {
		f = 0 // no negative zero
		return "0", f, true
	}
	return strconv.FormatFloat(f, 'f', -1, 64), f, true
}

// lastSerial is 9999-12-31 in the 1900 system.
const lastSerial = 2958465

// DateText returns the day that a serial number stands for, with the time where it has one: 2027-01-31,
// 2027-01-31 08:30, or 08:30 for a time alone. It is false where the number is no date.
func DateText(serial float64, date1904 bool) (string, bool) {
	if serial < 0 || serial > lastSerial {
		return "", false
	}
	day, part := math.Modf(serial)
	minutes := int(math.Round(part * 24 * 60))
	clock := time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15:04")
	if minutes >= 24*60 {
		day, minutes = day+1, 0
	}
	if day == 0 && !date1904 {
		return clock, true
	}
	origin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		origin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day < 60:
		// The 1900 system counts a 29 February 1900 that never was.
		origin = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	text := origin.AddDate(0, 0, int(day)).Format("2006-01-02")
	if minutes > 0 {
		text += " " + clock
	}
	return text, true
}

// isDateFormat tells whether a number format shows a date or a time.
func isDateFormat(id int, code string) bool {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return true
	}
	return code != "" && dateCode(code)
}

// dateCode tells whether a number format's code has letters for days, months, years, hours or seconds outside
// of quotes, escapes and square brackets. Elapsed time ([h]:mm) stays a number.
func dateCode(code string) bool {
	if i := strings.IndexByte(code, ';'); i >= 0 {
		code = code[:i]
	}
	if strings.EqualFold(code, "general") || strings.EqualFold(code, "standard") {
		return false
	}
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '\\', '_', '*':
			i++
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += 1 + end
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			if inner := strings.ToLower(code[i+1 : i+end]); inner != "" && strings.Trim(inner, "hms") == "" {
				return false
			}
			i += end
		case 'd', 'D', 'm', 'M', 'y', 'Y', 'h', 'H', 's', 'S':
			return true
		}
	}
	return false
}
