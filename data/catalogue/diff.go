package catalogue

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Op says what became of a piece of text.
type Op int8

// What can become of a piece of text.
const (
	Same    Op = 0
	Removed Op = -1
	Added   Op = 1
)

// Span is a piece of text with what became of it.
type Span struct {
	Op   Op
	Text string
}

// maxEdits bounds the search for the shortest difference; texts further apart are shown as one replaced by the other,
// which is also what a reader would want.
const maxEdits = 1200

// Diff shows word by word what makes b of a. The pieces that are not Added make up a, those that are not Removed make up
// b. No two neighbours have the same Op, none is empty, and where something was replaced, what was removed comes first.
func Diff(a, b string) []Span {
	x, y := words(a), words(b)
	start := 0
	for start < len(x) && start < len(y) && x[start] == y[start] {
		start++
	}
	end := 0
	for end < len(x)-start && end < len(y)-start && x[len(x)-1-end] == y[len(y)-1-end] {
		end++
	}
	spans := []Span{{Same, strings.Join(x[:start], "")}}
	spans = append(spans, edits(x[start:len(x)-end], y[start:len(y)-end])...)
	spans = append(spans, Span{Same, strings.Join(x[len(x)-end:], "")})
	return readable(spans)
}

// words cuts a text into words, runs of spaces and single marks.
func words(s string) []string {
	var list []string
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if kind := kindOf(r); kind != 0 {
			n = strings.IndexFunc(s, func(r rune) bool { return kindOf(r) != kind })
			if n < 0 {
				n = len(s)
			}
		}
		list = append(list, s[:n])
		s = s[n:]
	}
	return list
}

func kindOf(r rune) int {
	switch {
	case r == '\n':
		return 0
	case unicode.IsSpace(r):
		return 1
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return 2
	}
	return 0
}

// edits finds the shortest way from x to y with Myers' greedy search (An O(ND) Difference Algorithm, 1986).
func edits(x, y []string) []Span {
	if len(x) == 0 || len(y) == 0 {
		return replaced(x, y)
	}
	limit := min(len(x)+len(y), maxEdits)
	// far[k+limit+1] is how far the best way on diagonal k has come in x; trail keeps it for the way back.
	far := make([]int, 2*limit+3)
	var trail [][]int
	for d := 0; d <= limit; d++ {
		trail = append(trail, slices.Clone(far[limit+1-d:limit+2+d]))
		for k := -d; k <= d; k += 2 {
			at := limit + 1 + k
			i := far[at-1] + 1
			if k == -d || k != d && far[at-1] < far[at+1] {
				i = far[at+1]
			}
			for i < len(x) && i-k < len(y) && x[i] == y[i-k] {
				i++
			}
			far[at] = i
			if i >= len(x) && i-k >= len(y) {
				return wayBack(x, y, trail)
			}
		}
	}
	return replaced(x, y)
}

// wayBack follows the trail from the end. trail[d] holds the diagonals -d to d as they were before step d.
func wayBack(x, y []string, trail [][]int) []Span {
	var spans []Span
	i, j := len(x), len(y)
	for d := len(trail) - 1; d > 0; d-- {
		k := i - j
		far := func(k int) int { return trail[d][k+d] }
		from := k - 1
		if k == -d || k != d && far(k-1) < far(k+1) {
			from = k + 1
		}
		wasI := far(from)
		wasJ := wasI - from
		for i > wasI && j > wasJ && i > 0 && j > 0 {
			i, j = i-1, j-1
			spans = append(spans, Span{Same, x[i]})
		}
		if from == k+1 {
			j--
			spans = append(spans, Span{Added, y[j]})
		} else {
			i--
			spans = append(spans, Span{Removed, x[i]})
		}
	}
	for i > 0 {
		i--
		spans = append(spans, Span{Same, x[i]})
	}
	slices.Reverse(spans)
	return spans
}

func replaced(x, y []string) []Span {
	return []Span{{Removed, strings.Join(x, "")}, {Added, strings.Join(y, "")}}
}

// readable joins what belongs together: a space that stayed between two changed words reads better as changed too.
func readable(spans []Span) []Span {
	var out []Span
	var removed, added, same strings.Builder
	changed := func() {
		for _, s := range []Span{{Removed, removed.String()}, {Added, added.String()}} {
			if s.Text != "" {
				out = append(out, s)
			}
		}
		removed.Reset()
		added.Reset()
	}
	settle := func() {
		if same.Len() > 0 {
			changed()
			out = append(out, Span{Same, same.String()})
			same.Reset()
		}
	}
	for _, s := range spans {
		if s.Text == "" {
			continue
		}
		if s.Op == Same {
			same.WriteString(s.Text)
			continue
		}
		if between := same.String(); between != "" && removed.Len()+added.Len() > 0 && strings.TrimSpace(between) == "" && !strings.Contains(between, "\n") {
			removed.WriteString(between)
			added.WriteString(between)
			same.Reset()
		}
		settle()
		if s.Op == Removed {
			removed.WriteString(s.Text)
		} else {
			added.WriteString(s.Text)
		}
	}
	if same.Len() == 0 {
		changed()
	}
	settle()
	return out
}
