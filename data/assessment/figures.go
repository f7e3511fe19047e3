package assessment

import (
	"cmp"
	"slices"
)

// Spread sums a set of figures up: how many they are, and where their quarters end.
type Spread struct {
	N              int
	Q1, Median, Q3 float64
}

// SpreadOf returns the quartiles of values, by linear interpolation between the two that stand next (the way of Excel's
// QUARTILE.INC, of R's type 7). Without values it is the zero Spread. The slice is left as it is.
func SpreadOf(values []float64) Spread {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return SpreadOfSorted(sorted)
}

// SpreadOfSorted is SpreadOf for values that are in ascending order already.
func SpreadOfSorted(v []float64) Spread {
	if len(v) == 0 {
		return Spread{}
	}
	return Spread{len(v), quantile(v, 1), quantile(v, 2), quantile(v, 3)}
}

// quantile returns the value below which q quarters lie.
func quantile(v []float64, q int) float64 {
	at := q * (len(v) - 1)
	i, rest := at/4, float64(at%4)/4
	if rest == 0 {
		return v[i]
	}
	return v[i] + (v[i+1]-v[i])*rest
}

// StatusCounts tells how many districts have which status.
type StatusCounts struct {
	Open, Yes, Partly, No, Dispensable int
}

// Count adds one answer.
func (c *StatusCounts) Count(s Status) {
	switch s {
	case StatusYes:
		c.Yes++
	case StatusPartly:
		c.Partly++
	case StatusNo:
		c.No++
	case StatusDispensable:
		c.Dispensable++
	default:
		c.Open++
	}
}

// All is the number of answers counted.
func (c StatusCounts) All() int { return c.Open + c.Yes + c.Partly + c.No + c.Dispensable }

// Fulfilment is how much of what was asked is fulfilled, between 0 and 1; false where nothing was answered or nothing is
// left to fulfil.
func (c StatusCounts) Fulfilment() (float64, bool) {
	share, some := Tally{Total: c.All(), Yes: c.Yes, Partly: c.Partly, No: c.No, Dispensable: c.Dispensable, Open: c.Open}.Fulfilment()
	return share, some && c.Open < c.All()
}

// Lacking is the number of districts that still have something to do.
func (c StatusCounts) Lacking() int { return c.Open + c.No + c.Partly }

// Missing is what is missing until all fulfil the requirement, in districts: partly counts half.
func (c StatusCounts) Missing() float64 { return float64(c.No+c.Open) + float64(c.Partly)/2 }

// Of returns the count of one status.
func (c StatusCounts) Of(s Status) int {
	switch s {
	case StatusYes:
		return c.Yes
	case StatusPartly:
		return c.Partly
	case StatusNo:
		return c.No
	case StatusDispensable:
		return c.Dispensable
	}
	return c.Open
}

// Urgency says how early a gap is worth closing. It is one rule that can be told in a sentence and checked by hand:
//
//	urgency = (no + open + ½ partly) × weight of the priority ÷ effort
//
// The first factor is what is missing, in districts: exactly what the requirement takes away from fulfilment. The
// weight is 4 for priority 1 down to 1 for priority 4; where the catalogue gives none, its modal verb stands in (MUSS
// 4, SOLLTE 3, KANN 1, none 2). The effort is 1 to 5, and 3 where it is not known. Twice as many districts, twice the
// weight or half the effort make a gap twice as urgent.
func Urgency(q Requirement, c StatusCounts) float64 {
	return c.Missing() * float64(PriorityWeight(q)) / float64(EffortWeight(q))
}

// PriorityWeight is the second factor of Urgency, from 4 down to 1.
func PriorityWeight(q Requirement) int {
	if q.Priority >= 1 && q.Priority <= 4 {
		return 5 - q.Priority
	}
	switch q.Modal {
	case ModalMust:
		return 4
	case ModalShould:
		return 3
	case ModalMay:
		return 1
	}
	return 2
}

// EffortWeight is what Urgency divides by, from 1 to 5.
func EffortWeight(q Requirement) int {
	if q.Effort >= 1 && q.Effort <= 5 {
		return q.Effort
	}
	return 3
}

// Gap is a requirement that some districts do not fulfil.
type Gap struct {
	Requirement Requirement
	Counts      StatusCounts
	Urgency     float64
}

// TopGaps returns the n most urgent gaps; counts stand beside the requirements. What no district lacks is no gap.
// Equally urgent ones: first what more districts lack, then in the catalogue's order. A negative n means all.
func TopGaps(requirements []Requirement, counts []StatusCounts, n int) []Gap {
	out := []Gap{}
	for i, q := range requirements {
		if i < len(counts) && counts[i].Lacking() > 0 {
			out = append(out, Gap{q, counts[i], Urgency(q, counts[i])})
		}
	}
	slices.SortStableFunc(out, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Urgency, a.Urgency), cmp.Compare(b.Counts.Lacking(), a.Counts.Lacking()))
	})
	if n >= 0 && n < len(out) {
		out = out[:n]
	}
	return out
}

// Change is the difference in fulfilment between two counts of the same thing, between -1 and 1, and false where one
// of them has no fulfilment or nothing was answered in it.
func Change(now, before Tally) (float64, bool) {
	a, okNow := now.Fulfilment()
	b, okBefore := before.Fulfilment()
	if !okNow || !okBefore || now.Open == now.Total || before.Open == before.Total {
		return 0, false
	}
	return a - b, true
}
