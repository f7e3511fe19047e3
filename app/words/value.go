package words

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"kreislage/data/assessment"
)

// Share is a part of a whole between 0 and 1, written in per cent.
type Share float64

// Value writes a value as people do in this language: whole numbers with separators, decimal numbers with one digit
// after the comma, days, points in time in the zone they carry, shares in per cent, lists with "and" before the last.
// Everything else is written as fmt does.
func (w *Words) Value(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case assessment.Date:
		return w.Date(v)
	case time.Time:
		return v.Format(w.layout("words.layout.time", "2006-01-02 15:04"))
	case Share:
		return w.Percent(float64(v))
	case []string:
		return w.List(v)
	case error, fmt.Stringer:
		return fmt.Sprint(v)
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return w.group(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return w.group(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		return w.Decimal(v.Float(), 1)
	default:
		return fmt.Sprint(value)
	}
}

// Number writes a whole number with separators: 12.345, 12,345.
func (w *Words) Number(n int) string { return w.group(strconv.Itoa(n)) }

// Decimal writes a number with digits places after the comma. What is no number is written as a dash.
func (w *Words) Decimal(f float64, digits int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	whole, part, found := strings.Cut(strconv.FormatFloat(f, 'f', max(digits, 0), 64), ".")
	if !found {
		return w.group(whole)
	}
	return w.group(whole) + w.layout("words.number.decimal", ".") + part
}

// Percent writes a share in whole per cent: 0.734 is 73 %. A share below 1 is never rounded up to 100 %, so that what
// reads as complete is complete. What is no number is written as a dash.
func (w *Words) Percent(share float64) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return "–"
	}
	rounded := math.Round(share * 100)
	if share < 1 && rounded >= 100 {
		rounded = 99
	}
	return strings.Replace(w.layout("words.percent", "{number}%"), "{number}", w.Decimal(rounded, 0), 1)
}

// Date writes a day: 31.01.2027, 31 January 2027. Text that is no day is returned as it is.
func (w *Words) Date(day assessment.Date) string {
	t, ok := day.Time()
	if !ok {
		return string(day)
	}
	return t.Format(w.layout("words.layout.date", time.DateOnly))
}

// List joins names as a sentence does: a, b und c.
func (w *Words) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return w.Say("words.list.and", "first", strings.Join(items[:last], ", "), "last", items[last])
}

// group puts a separator after every third digit from the right.
func (w *Words) group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	separator := w.layout("words.number.thousands", "")
	var out strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteString(separator)
		}
		out.WriteRune(digit)
	}
	return sign + out.String()
}

// layout is a text that says how values look; without it they are still written.
func (w *Words) layout(key, fallback string) string {
	if text, ok := w.texts[key]; ok {
		return text
	}
	return fallback
}
