package assessment

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Quartiles as Excel and R (type 7) compute them.
func TestSpreadOf(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Spread
	}{
		{nil, Spread{}},
		{[]float64{4}, Spread{1, 4, 4, 4}},
		{[]float64{4, 2}, Spread{2, 2.5, 3, 3.5}},
		{[]float64{3, 1, 2}, Spread{3, 1.5, 2, 2.5}},
		{[]float64{1, 2, 3, 4}, Spread{4, 1.75, 2.5, 3.25}},
		{[]float64{6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49}, Spread{11, 25.5, 40, 42.5}},
	} {
		if got := SpreadOf(c.values); got != c.want {
			t.Errorf("%v: %+v, not %+v", c.values, got, c.want)
		}
	}
}

// A quarter of the values lies at or below the first quartile and at or above the third, whatever the order.
func TestSpreadSplitsInQuarters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(rapid.Float64Range(-1, 1), 1, 50).Draw(t, "values")
		kept := slices.Clone(v)
		s := SpreadOf(v)
		if !slices.Equal(v, kept) || SpreadOf(rapid.Permutation(v).Draw(t, "order")) != s {
			t.Fatal("order")
		}
		count := func(in func(float64) bool) (n int) {
			for _, x := range v {
				if in(x) {
					n++
				}
			}
			return n
		}
		for _, q := range []struct{ below, at float64 }{{0.25, s.Q1}, {0.5, s.Median}, {0.75, s.Q3}} {
			low := count(func(x float64) bool { return x <= q.at+1e-12 })
			high := count(func(x float64) bool { return x >= q.at-1e-12 })
			if float64(low) < q.below*float64(len(v)-1) || float64(high) < (1-q.below)*float64(len(v)-1) {
				t.Fatalf("%v: %d below and %d above %v", v, low, high, q.at)
			}
		}
		if s.Q1 > s.Median || s.Median > s.Q3 || s.N != len(v) {
			t.Fatalf("%+v", s)
		}
	})
}

// The rule for what comes first can be checked by hand.
func TestUrgency(t *testing.T) {
	for _, c := range []struct {
		q    Requirement
		n    StatusCounts
		want float64
	}{
		{Requirement{Priority: 1, Effort: 1}, StatusCounts{No: 2, Open: 1, Partly: 2, Yes: 9, Dispensable: 9}, 16},
		{Requirement{Priority: 4, Effort: 1}, StatusCounts{No: 4}, 4},
		{Requirement{Priority: 1, Effort: 4}, StatusCounts{No: 4}, 4},
		{Requirement{Modal: ModalMust, Effort: 2}, StatusCounts{No: 1}, 2},
		{Requirement{Modal: ModalShould}, StatusCounts{No: 1}, 1},
		{Requirement{Modal: ModalMay}, StatusCounts{No: 3}, 1},
		{Requirement{Priority: 9, Effort: 9}, StatusCounts{No: 3}, 2},
		{Requirement{Priority: 1, Effort: 1}, StatusCounts{Yes: 3, Dispensable: 2}, 0},
	} {
		if got := Urgency(c.q, c.n); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v %+v: %v, not %v", c.q, c.n, got, c.want)
		}
	}
}

// The list of gaps is in order of urgency, has all gaps and nothing else, and a shorter list is its beginning.
func TestTopGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "n")
		var qs []Requirement
		var counts []StatusCounts
		lacking := 0
		for i := range n {
			qs = append(qs, Requirement{ID: RequirementID(rune('a' + i)), Priority: rapid.IntRange(0, 4).Draw(t, "p"), Effort: rapid.IntRange(0, 5).Draw(t, "e"), Modal: ModalMust})
			var c StatusCounts
			for _, s := range rapid.SliceOfN(rapid.SampledFrom(Statuses()), 0, 6).Draw(t, "statuses") {
				c.Count(s)
			}
			counts = append(counts, c)
			if c.Lacking() > 0 {
				lacking++
			}
		}
		all := TopGaps(qs, counts, -1)
		if len(all) != lacking {
			t.Fatalf("%d gaps, not %d", len(all), lacking)
		}
		for i, g := range all {
			if g.Urgency <= 0 || i > 0 && all[i-1].Urgency < g.Urgency {
				t.Fatalf("order at %d: %+v", i, all)
			}
		}
		few := rapid.IntRange(0, 15).Draw(t, "few")
		if got := TopGaps(qs, counts, few); !slices.EqualFunc(got, all[:min(few, len(all))], func(a, b Gap) bool { return a.Requirement.ID == b.Requirement.ID }) {
			t.Fatalf("the first %d: %+v", few, got)
		}
	})
}

// Counts add up and each status counts as itself.
func TestStatusCounts(t *testing.T) {
	var c StatusCounts
	for i, s := range Statuses() {
		for range i + 1 {
			c.Count(s)
		}
	}
	if c != (StatusCounts{Open: 1, Yes: 2, Partly: 3, No: 4, Dispensable: 5}) || c.All() != 15 || c.Lacking() != 8 {
		t.Errorf("%+v", c)
	}
	for i, s := range Statuses() {
		if c.Of(s) != i+1 {
			t.Errorf("%v: %d", s, c.Of(s))
		}
	}
}

// A change is a difference of two fulfilments, and is none where one of them says nothing.
func TestChange(t *testing.T) {
	now, before := Tally{Total: 4, Yes: 2, No: 2}, Tally{Total: 4, Yes: 1, Open: 3}
	if c, ok := Change(now, before); !ok || c != 0.25 {
		t.Errorf("%v %v", c, ok)
	}
	for _, silent := range []Tally{{}, {Total: 2, Open: 2}, {Total: 2, Dispensable: 2}} {
		if _, ok := Change(now, silent); ok {
			t.Errorf("compared with %+v", silent)
		}
		if _, ok := Change(silent, now); ok {
			t.Errorf("%+v compared", silent)
		}
	}
}
