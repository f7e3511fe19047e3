package assessment

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ about, in, want string }{
		{"no text is no date", "", ""},
		{"spaces alone are no date", " \t\n", ""},
		{"the ISO form", "2027-01-31", "2027-01-31"},
		{"the German form", "31.01.2027", "2027-01-31"},
		{"without leading zeros", "1.2.2027", "2027-02-01"},
		{"with a short year", "31.1.27", "2027-01-31"},
		{"a short year of the last century", "31.1.99", "1999-01-31"},
		{"spaces around it", " 31.01.2027 ", "2027-01-31"},
		{"a leap day", "29.02.2028", "2028-02-29"},
		{"the earliest year", "1990-01-01", "1990-01-01"},
		{"the latest year", "2199-12-31", "2199-12-31"},
	} {
		if d, err := ParseDate(c.in); err != nil || string(d) != c.want {
			t.Errorf("%s: %q gave %q, %v", c.about, c.in, d, err)
		}
	}
}

// What is no day of the calendar, or one far from any assessment, is refused rather than guessed at.
func TestParseDateRefuses(t *testing.T) {
	for _, in := range []string{
		"29.02.2027", "31.04.2027", "00.01.2027", "32.01.2027", "2027-13-01", "2027-1-31", "01/31/2027", "31-01-2027", "31.1.", "31.1",
		"1989-12-31", "2200-01-01", "31.1.85", "0001-01-01", "bald", "KW 5", "44957", "2027-01-31T00:00:00Z", "2027-01-31 x", "31. 1. 2027", "٣١.٠١.٢٠٢٧",
	} {
		if d, err := ParseDate(in); !errors.Is(err, ErrInvalid) || d != "" {
			t.Errorf("%q: %q, %v", in, d, err)
		}
	}
}

// Whatever is taken is a day in the one form, and is read again as itself.
func TestParseDateIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 76_000).Draw(t, "day"))
		for _, layout := range []string{"2006-01-02", "02.01.2006", "2.1.2006"} {
			d, err := ParseDate(day.Format(layout))
			if err != nil || d != DateOf(day) {
				t.Fatalf("%s: %q, %v", day.Format(layout), d, err)
			}
			if back, ok := d.Time(); !ok || !back.Equal(day) {
				t.Fatalf("%q is %v", d, back)
			}
		}
	})
}

func TestDateOrder(t *testing.T) {
	for _, c := range []struct {
		about  string
		a, b   Date
		before bool
		days   int
	}{
		{"a day later", "2027-01-31", "2027-02-01", true, 1},
		{"the same day", "2027-01-31", "2027-01-31", false, 0},
		{"a day earlier", "2027-02-01", "2027-01-31", false, -1},
		{"over the change of clocks", "2027-03-27", "2027-03-29", true, 2},
		{"over a leap year", "2028-01-01", "2029-01-01", true, 366},
		{"no day before a day", "", "2027-01-31", false, 0},
		{"a day before no day", "2027-01-31", "", false, 0},
		{"what is no day has no distance", "2027-02-30", "2027-01-31", false, 0},
	} {
		if got := c.a.Before(c.b); got != c.before {
			t.Errorf("%s: before is %v", c.about, got)
		}
		if got := c.a.DaysUntil(c.b); got != c.days {
			t.Errorf("%s: %d days", c.about, got)
		}
	}
}

// The day is that of the place where the clock hangs, not that of Greenwich.
func TestDateOfKeepsTheZone(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	if d := DateOf(time.Date(2027, 1, 31, 0, 30, 0, 0, berlin)); d != "2027-01-31" {
		t.Error(d)
	}
}
