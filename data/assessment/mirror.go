package assessment

import (
	"math"
	"slices"
)

// The anonymous mirror tells a district how the others stand without telling how any one of them stands. What keeps a
// single one from being inferred:
//
//   - It is made of the other districts only. Were the receiver among them, it could take its own figure out again.
//   - There are at least MirrorMin others that have answered something in the topic. From five on the lower quartile
//     is the second lowest figure or above it, and the upper the second highest or below it: the two that everybody
//     can put a name to, the best and the worst, never show through, whatever they are.
//   - Figures are rounded to steps of MirrorStep percentage points, so that none can be matched with a figure that
//     somebody has heard of.
//   - Figures that were told once are told again until at least MirrorMoves of the others have changed (SameMirror).
//     Otherwise the difference of two files would be one district's own.
//
// It is no promise against districts that put what they know together, nor against likelihood: where all are alike,
// everybody knows how most of them are.
const (
	MirrorMin   = 5
	MirrorStep  = 5
	MirrorMoves = 2
)

// MirrorCrowd is from how many others on one more or less does not show any more, so that nobody needs to remember
// what was told.
const MirrorCrowd = 20

// TopicMirror is what is told about the others in one topic. The quartiles are percentages of fulfilment.
type TopicMirror struct {
	Topic          TopicID
	Districts      int
	Q1, Median, Q3 int
}

// MirrorOf makes the mirror of a topic from the fulfilment of the others, between 0 and 1 and in ascending order, and
// tells whether there are enough of them.
func MirrorOf(topic TopicID, others []float64) (TopicMirror, bool) {
	if len(others) < MirrorMin {
		return TopicMirror{}, false
	}
	s := SpreadOfSorted(others)
	return TopicMirror{topic, s.N, mirrored(s.Q1), mirrored(s.Median), mirrored(s.Q3)}, true
}

func mirrored(share float64) int {
	return int(math.Round(share*100/MirrorStep)) * MirrorStep
}

// Valid tells whether a mirror is one that a desk may tell.
func (m TopicMirror) Valid() bool {
	steps := func(n int) bool { return n >= 0 && n <= 100 && n%MirrorStep == 0 }
	return m.Topic != "" && m.Districts >= MirrorMin && steps(m.Q1) && steps(m.Median) && steps(m.Q3) && m.Q1 <= m.Median && m.Median <= m.Q3
}

// SameMirror tells whether what was told on the strength of some figures must be told again, now that they are others:
// where only one district has changed, the new figures would tell of it alone.
func SameMirror(told, now map[DistrictKey]float64) bool {
	if len(now) >= MirrorCrowd {
		return false
	}
	moved := 0
	for k, v := range now {
		if was, there := told[k]; !there || was != v {
			moved++
		}
	}
	for k := range told {
		if _, there := now[k]; !there {
			moved++
		}
	}
	return moved < MirrorMoves
}

// Without returns ascending figures less one that is among them; the slice is left as it is.
func Without(sorted []float64, one float64) []float64 {
	i, there := slices.BinarySearch(sorted, one)
	if !there {
		return sorted
	}
	return slices.Concat(sorted[:i], sorted[i+1:])
}
