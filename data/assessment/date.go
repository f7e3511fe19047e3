package assessment

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day without a time, as ISO 8601 text (2027-01-31); empty means no date.
type Date string

// ParseDate reads a day as ISO text or as it is written in Germany (31.01.2027, 31.1.27). Empty text is no date.
// The error wraps ErrInvalid.
func ParseDate(text string) (Date, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	for _, layout := range []string{"2006-01-02", "2.1.2006", "2.1.06"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
			return Date(t.Format("2006-01-02")), nil
		}
	}
	return "", fmt.Errorf("date %q: %w", text, ErrInvalid)
}

// DateOf returns the day of t in t's own time zone.
func DateOf(t time.Time) Date { return Date(t.Format("2006-01-02")) }

// Time returns the day's midnight in UTC, and false where d is no valid day.
func (d Date) Time() (time.Time, bool) {
	t, err := time.Parse("2006-01-02", string(d))
	return t, err == nil
}

// Before tells whether d is an earlier day than other; no date is before no day.
func (d Date) Before(other Date) bool { return d != "" && other != "" && d < other }

// DaysUntil returns the whole days from d to other, negative where other is earlier, and 0 where one is no day.
func (d Date) DaysUntil(other Date) int {
	a, okA := d.Time()
	b, okB := other.Time()
	if !okA || !okB {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}
