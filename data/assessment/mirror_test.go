package assessment

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func shares(min int) *rapid.Generator[[]float64] {
	return rapid.Custom(func(t *rapid.T) []float64 {
		v := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 40), func(n int) float64 { return float64(n) / 40 }), min, 30).Draw(t, "shares")
		slices.Sort(v)
		return v
	})
}

// The best and the worst of the others may be whatever they are: nothing that is told changes with them.
func TestMirrorHidesBestAndWorst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := shares(MirrorMin).Draw(t, "others")
		m, ok := MirrorOf("t", v)
		if !ok || !m.Valid() || m.Districts != len(v) {
			t.Fatalf("%+v of %v", m, v)
		}
		other := slices.Clone(v)
		other[0] = rapid.Float64Range(0, v[1]).Draw(t, "worst")
		other[len(v)-1] = rapid.Float64Range(v[len(v)-2], 1).Draw(t, "best")
		if again, _ := MirrorOf("t", other); again != m {
			t.Fatalf("%+v of %v, but %+v of %v", m, v, again, other)
		}
	})
}

// Fewer than five others have no mirror; figures are in steps of five and in order.
func TestMirrorNeedsFive(t *testing.T) {
	v := []float64{0.11, 0.23, 0.58, 0.61, 0.97}
	for n := range v {
		if m, ok := MirrorOf("t", v[:n]); ok || m.Valid() {
			t.Errorf("%d others: %+v", n, m)
		}
	}
	if m, ok := MirrorOf("t", v); !ok || m != (TopicMirror{"t", 5, 25, 60, 60}) {
		t.Errorf("five others: %+v", m)
	}
	for _, bad := range []TopicMirror{{"", 5, 0, 0, 0}, {"t", 4, 0, 0, 0}, {"t", 5, -5, 0, 0}, {"t", 5, 0, 0, 105}, {"t", 5, 1, 5, 5}, {"t", 5, 0, 51, 55}, {"t", 5, 10, 5, 15}, {"t", 5, 5, 20, 15}} {
		if bad.Valid() {
			t.Errorf("%+v is valid", bad)
		}
	}
}

// Whoever compares two files never sees one district alone: new figures are told only where two have moved.
func TestMirrorIsToldAgain(t *testing.T) {
	base := map[DistrictKey]float64{"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4, "e": 0.5}
	with := func(change func(map[DistrictKey]float64)) map[DistrictKey]float64 {
		out := map[DistrictKey]float64{}
		for k, v := range base {
			out[k] = v
		}
		change(out)
		return out
	}
	crowd := with(func(m map[DistrictKey]float64) {
		for i := range MirrorCrowd {
			m[DistrictKey(fmt.Sprint(i))] = 0.5
		}
	})
	for name, c := range map[string]struct {
		now  map[DistrictKey]float64
		same bool
	}{
		"nothing":                {with(func(map[DistrictKey]float64) {}), true},
		"one more":               {with(func(m map[DistrictKey]float64) { m["f"] = 0.6 }), true},
		"one less":               {with(func(m map[DistrictKey]float64) { delete(m, "a") }), true},
		"one moved":              {with(func(m map[DistrictKey]float64) { m["a"] = 0.9 }), true},
		"two moved":              {with(func(m map[DistrictKey]float64) { m["a"], m["b"] = 0.9, 0.8 }), false},
		"one more and one moved": {with(func(m map[DistrictKey]float64) { m["a"], m["f"] = 0.9, 0.8 }), false},
		"one for another":        {with(func(m map[DistrictKey]float64) { delete(m, "a"); m["f"] = 0.8 }), false},
		"a crowd":                {crowd, false},
	} {
		if got := SameMirror(base, c.now); got != c.same {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Without takes one figure out and leaves the slice alone.
func TestWithout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := shares(1).Draw(t, "shares")
		kept := slices.Clone(v)
		one := rapid.SampledFrom(v).Draw(t, "one")
		rest := Without(v, one)
		if !slices.Equal(v, kept) || len(rest) != len(v)-1 || !slices.IsSorted(rest) {
			t.Fatalf("%v without %v: %v", v, one, rest)
		}
		sum := func(v []float64) (s float64) {
			for _, x := range v {
				s += x
			}
			return s
		}
		if math.Abs(sum(rest)+one-sum(v)) > 1e-9 {
			t.Fatalf("%v without %v: %v", v, one, rest)
		}
	})
	if got := Without([]float64{1, 2}, 1.5); len(got) != 2 {
		t.Errorf("nothing to take: %v", got)
	}
}
