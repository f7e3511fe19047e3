// Package merge holds the multi-value registers that every exchanged field is kept in, and how two of them
// become one.
//
// A register is a set of (version, value) pairs, a version being (desk, counter), together with a version
// vector of its own. Joining keeps a value that both sides have, or that the other side's vector does not
// cover. It promises that Join is commutative, associative and idempotent, that a write covers exactly what
// its writer saw, and that nothing is dropped that nobody covered. The package is pure: it must not know what
// the values mean, where they are kept or what time it is.
package merge

import (
	"cmp"
	"slices"
)

// Version names one write: the desk that made it and that desk's counter at the time. Counters start at 1 and
// never repeat on one desk.
type Version struct {
	Desk    string
	Counter uint64
}

// Sibling is a value with the version that wrote it.
type Sibling struct {
	Version
	Value string
}

// Register is the state of one field. The zero value is a field that nobody has written. Siblings are sorted;
// the vector is sorted by desk, one entry each. Treat both as read-only.
type Register struct {
	Siblings []Sibling
	Vector   []Version
}

// Write returns r after its field was set to value by version v: the new value covers every sibling in r.
func (r Register) Write(v Version, value string) Register {
	return Register{
		Siblings: []Sibling{{v, value}},
		Vector:   joinVectors(r.Vector, []Version{v}),
	}
}

// WriteSeveral returns r after somebody has put several values beside each other again, as they stood in a conflict
// that was decided and whose decision was taken back. The versions are new ones, each used for one value; together
// they cover every sibling in r, and none of them covers another. No values leave r as it is.
func (r Register) WriteSeveral(values ...Sibling) Register {
	if len(values) == 0 {
		return r
	}
	out := Register{Siblings: slices.Clone(values), Vector: r.Vector}
	for _, v := range values {
		out.Vector = joinVectors(out.Vector, []Version{v.Version})
	}
	slices.SortFunc(out.Siblings, compareSiblings)
	return out
}

// Join returns what is known once a and b are both known. Where a counter has repeated and one version has two
// values (see Fork), both stand: nothing vanishes because a folder was copied.
func Join(a, b Register) Register {
	if len(b.Vector)+len(b.Siblings) == 0 || a.Equal(b) {
		return a
	}
	if len(a.Vector)+len(a.Siblings) == 0 {
		return b
	}
	out := Register{Vector: joinVectors(a.Vector, b.Vector)}
	for _, s := range a.Siblings {
		if b.shows(s.Version) || !b.Covers(s.Version) {
			out.Siblings = append(out.Siblings, s)
		}
	}
	for _, s := range b.Siblings {
		if !a.has(s) && (a.shows(s.Version) || !a.Covers(s.Version)) {
			out.Siblings = append(out.Siblings, s)
		}
	}
	if len(out.Siblings) == 0 {
		out.Siblings = slices.Concat(a.Siblings, b.Siblings) // see Circular: rather both than neither
	}
	slices.SortFunc(out.Siblings, compareSiblings)
	return out
}

// Beside returns a register in which everything stands that stands in a or in b, whatever each says of the other: for
// showing two states of which one number stands for two writes, so that neither can be believed about what it covers.
func Beside(a, b Register) Register {
	out := Register{Siblings: slices.Clone(a.Siblings), Vector: joinVectors(a.Vector, b.Vector)}
	for _, s := range b.Siblings {
		if !a.has(s) {
			out.Siblings = append(out.Siblings, s)
		}
	}
	slices.SortFunc(out.Siblings, compareSiblings)
	return out
}

// Covers tells whether r has seen the write v, still visible or since covered.
func (r Register) Covers(v Version) bool { return v.Counter > 0 && r.Last(v.Desk) >= v.Counter }

// Last returns the counter of the newest write of a desk that r has seen, 0 where it has seen none.
func (r Register) Last(desk string) uint64 {
	i, found := slices.BinarySearchFunc(r.Vector, desk, func(e Version, desk string) int { return cmp.Compare(e.Desk, desk) })
	if !found {
		return 0
	}
	return r.Vector[i].Counter
}

// Contains tells whether joining other into r would change nothing.
func (r Register) Contains(other Register) bool { return Join(r, other).Equal(r) }

// Equal tells whether a and b are the same state.
func (r Register) Equal(other Register) bool {
	return slices.Equal(r.Siblings, other.Siblings) && slices.Equal(r.Vector, other.Vector)
}

// Empty tells whether nobody has ever written the field.
func (r Register) Empty() bool { return len(r.Vector) == 0 }

// Values returns the distinct values that stand in the register, in the order of their versions. More than one
// is a conflict. Siblings of equal value are no conflict: both desks say the same.
func (r Register) Values() []string {
	var out []string
	for _, s := range r.Siblings {
		if !slices.Contains(out, s.Value) {
			out = append(out, s.Value)
		}
	}
	return out
}

// Conflict tells whether more than one value stands in the register.
func (r Register) Conflict() bool { return len(r.Siblings) > 1 && len(r.Values()) > 1 }

// Fork returns a version that a and b both hold with different values, which means that a desk's counter has
// repeated: a copied folder or a restored backup. Such registers must not be joined unseen.
func Fork(a, b Register) (Version, bool) {
	for _, s := range a.Siblings {
		for _, o := range b.Siblings {
			if s.Version == o.Version && s.Value != o.Value {
				return s.Version, true
			}
		}
	}
	if Circular(a, b) {
		return a.Siblings[0].Version, true
	}
	return Version{}, false
}

// Circular tells whether each of two registers says of everything that the other holds that it was overwritten.
// The last write that anybody made is overwritten by none, so one of the writes must have been made twice under
// one number. Join keeps both sides then, but no order of joins is as good as another any more: a person has to
// decide before such registers are joined.
func Circular(a, b Register) bool {
	return len(a.Siblings) > 0 && len(b.Siblings) > 0 && !a.Equal(b) && a.overwrites(b) && b.overwrites(a)
}

// overwrites tells whether nothing that other holds stands in r though r has seen all of it.
func (r Register) overwrites(other Register) bool {
	for _, s := range other.Siblings {
		if r.shows(s.Version) || !r.Covers(s.Version) {
			return false
		}
	}
	return true
}

func (r Register) has(s Sibling) bool { return slices.Contains(r.Siblings, s) }

// shows tells whether a value of this version stands, whichever.
func (r Register) shows(v Version) bool {
	return slices.ContainsFunc(r.Siblings, func(s Sibling) bool { return s.Version == v })
}

func joinVectors(a, b []Version) []Version {
	out := make([]Version, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Compare(a[0].Desk, b[0].Desk); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, Version{a[0].Desk, max(a[0].Counter, b[0].Counter)})
			a, b = a[1:], b[1:]
		}
	}
	out = append(out, a...)
	return append(out, b...)
}

func compareSiblings(a, b Sibling) int {
	return cmp.Or(cmp.Compare(a.Desk, b.Desk), cmp.Compare(a.Counter, b.Counter), cmp.Compare(a.Value, b.Value))
}
