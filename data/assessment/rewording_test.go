package assessment

import (
	"testing"

	"pgregory.net/rapid"
)

// An answer outlives changes of wording however many there were, and none that changes what is asked.
func TestMustConfirm(t *testing.T) {
	wording := func(from, to string) Rewording { return Rewording{Requirement: "q", From: from, To: to} }
	for _, c := range []struct {
		about    string
		reworded []Rewording
		said     Statement
		now      string
		want     bool
	}{
		{"the same text", nil, Statement{Status: StatusYes, TextHash: "a"}, "a", false},
		{"another text", nil, Statement{Status: StatusYes, TextHash: "a"}, "b", true},
		{"nothing said", nil, Statement{TextHash: "a"}, "b", false},
		{"only an explanation", nil, Statement{Explanation: "x", TextHash: "a"}, "b", true},
		{"another wording", []Rewording{wording("a", "b")}, Statement{Status: StatusYes, TextHash: "a"}, "b", false},
		{"a chain of wordings", []Rewording{wording("a", "b"), wording("b", "c")}, Statement{Status: StatusYes, TextHash: "a"}, "c", false},
		{"the chain in another order", []Rewording{wording("b", "c"), wording("a", "b")}, Statement{Status: StatusYes, TextHash: "a"}, "c", false},
		{"put back", []Rewording{wording("a", "b")}, Statement{Status: StatusYes, TextHash: "b"}, "a", false},
		{"a real change behind a wording", []Rewording{wording("a", "b")}, Statement{Status: StatusYes, TextHash: "a"}, "c", true},
		{"answered between the two", []Rewording{wording("a", "b")}, Statement{Status: StatusYes, TextHash: "b"}, "c", true},
		{"a wording behind a real change", []Rewording{wording("b", "c")}, Statement{Status: StatusYes, TextHash: "a"}, "c", true},
		{"answered after the real change", []Rewording{wording("b", "c")}, Statement{Status: StatusYes, TextHash: "b"}, "c", false},
		{"another requirement's wording", []Rewording{{"other", "a", "b"}}, Statement{Status: StatusYes, TextHash: "a"}, "b", true},
		{"carried over", nil, Statement{Status: StatusYes, TextHash: "a", Carried: true}, "a", true},
		{"carried over nothing", nil, Statement{TextHash: "a", Carried: true}, "b", false},
	} {
		if got := NewRewordings(c.reworded).MustConfirm(c.said, "q", c.now); got != c.want {
			t.Errorf("%s: %v", c.about, got)
		}
	}
}

// Texts ask the same exactly when wordings lead from the one to the other, whatever their order, also in a circle.
func TestRewordingsAreReachability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hash := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Rewording {
			return Rewording{rapid.SampledFrom([]RequirementID{"p", "q"}).Draw(t, "id"), hash.Draw(t, "from"), hash.Draw(t, "to")}
		}), 0, 8).Draw(t, "list")
		w := NewRewordings(list)
		id, from, to := RequirementID("q"), hash.Draw(t, "x"), hash.Draw(t, "y")
		reached := map[string]bool{from: true}
		for range list {
			for _, r := range list {
				if r.Requirement == id && (reached[r.From] || reached[r.To]) {
					reached[r.From], reached[r.To] = true, true
				}
			}
		}
		if w.Same(id, from, to) != reached[to] {
			t.Fatalf("%s and %s by %v: %v", from, to, list, w.Same(id, from, to))
		}
	})
}
