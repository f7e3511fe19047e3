package assessment

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func someScopes() *rapid.Generator[[]Scope] {
	one := rapid.Custom(func(t *rapid.T) Scope {
		s := Scope{ID: ScopeID(rapid.SampledFrom([]string{"a", "b", "c", "whole"}).Draw(t, "id"))}
		if s.ID == WholeScope {
			return s
		}
		s.Name = rapid.SampledFrom([]string{"Schulen", "schulen", "Leitstelle"}).Draw(t, "name")
		s.Version, s.Retired = rapid.Uint64Range(1, 3).Draw(t, "version"), rapid.Bool().Draw(t, "retired")
		return s
	})
	return rapid.SliceOfN(one, 0, 5)
}

// Joining lists of scopes is commutative, associative and idempotent, loses no scope, and the highest version counts.
func TestJoinScopes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := someScopes().Draw(t, "a"), someScopes().Draw(t, "b"), someScopes().Draw(t, "c")
		ab := JoinScopes(a, b)
		if !slices.Equal(ab, JoinScopes(b, a)) {
			t.Fatalf("not commutative: %v, %v", ab, JoinScopes(b, a))
		}
		if left, right := JoinScopes(ab, c), JoinScopes(a, JoinScopes(b, c)); !slices.Equal(left, right) {
			t.Fatalf("not associative: %v, %v", left, right)
		}
		if again := JoinScopes(ab, ab); !slices.Equal(again, ab) {
			t.Fatalf("not idempotent: %v, %v", again, ab)
		}
		for _, s := range slices.Concat(a, b) {
			i := slices.IndexFunc(ab, func(x Scope) bool { return x.ID == s.ID })
			if i < 0 || ab[i].Version < s.Version {
				t.Fatalf("%v is lost in %v", s, ab)
			}
		}
	})
}

// The whole answers until the district has a scope of its own that answers, and again once none does any more.
func TestAskedScopes(t *testing.T) {
	whole, schools, gone := Scope{ID: WholeScope}, Scope{ID: "a", Name: "Schulen", Version: 1}, Scope{ID: "b", Name: "Bad", Version: 2, Retired: true}
	for _, c := range []struct{ all, want []Scope }{
		{[]Scope{whole}, []Scope{whole}},
		{[]Scope{whole, schools, gone}, []Scope{schools}},
		{[]Scope{whole, gone}, []Scope{whole}},
		{nil, nil},
	} {
		if got := AskedScopes(c.all); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v", c.all, got)
		}
	}
}

// As a whole a district says what the scope says that claims least; where a requirement does not apply to a scope,
// that scope has no say. The average lies between what the scopes say.
func TestWholeOfScopes(t *testing.T) {
	const o, y, p, n, d = StatusOpen, StatusYes, StatusPartly, StatusNo, StatusDispensable
	for _, c := range []struct {
		said              []Status
		cautious, average Status
	}{
		{nil, o, o},
		{[]Status{y}, y, y},
		{[]Status{y, y, n}, n, p},
		{[]Status{y, o}, o, p},
		{[]Status{n, o}, n, n},
		{[]Status{o, o}, o, o},
		{[]Status{y, d}, y, y},
		{[]Status{d, y}, y, y},
		{[]Status{d, o}, o, o},
		{[]Status{d, d}, d, d},
		{[]Status{p, y}, p, p},
		{[]Status{p, n}, n, p},
	} {
		var answers []Answer
		for i, s := range c.said {
			answers = append(answers, Answer{AnswerKey: AnswerKey{Scope: ScopeID(rune('a' + i))}, Statement: Statement{Status: s}, Conflict: i == 1})
		}
		cautious, average := Cautious(answers), Average(answers)
		if cautious.Status != c.cautious || average.Status != c.average {
			t.Errorf("%v: %v, %v", c.said, cautious.Status, average.Status)
		}
		if shows := len(c.said) > 1; cautious.Conflict != shows || average.Conflict != shows {
			t.Errorf("%v: conflict %v, %v", c.said, cautious.Conflict, average.Conflict)
		}
	}
}
