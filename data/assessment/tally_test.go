package assessment

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// counted draws one requirement with its answer.
type counted struct {
	modal  Modal
	answer Answer
}

func countedAnswers() *rapid.Generator[[]counted] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) counted {
		return counted{
			rapid.SampledFrom([]Modal{ModalMust, ModalShould, ModalMay, ""}).Draw(t, "modal"),
			Answer{
				Statement: Statement{Status: rapid.SampledFrom(Statuses()).Draw(t, "status")},
				Conflict:  rapid.Bool().Draw(t, "conflict"), ToConfirm: rapid.Bool().Draw(t, "confirm"),
			},
		}
	}), 0, 30)
}

func tallyOf(all []counted) Tally {
	var t Tally
	for _, c := range all {
		t.Count(c.modal, c.answer)
	}
	return t
}

// Tallies of parts add up to the tally of the whole, and every requirement is in exactly one of the five states.
func TestTallyAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := countedAnswers().Draw(t, "a"), countedAnswers().Draw(t, "b")
		sum := tallyOf(a)
		sum.Add(tallyOf(b))
		whole := tallyOf(append(append([]counted{}, a...), b...))
		if sum != whole {
			t.Fatalf("%+v is not %+v", sum, whole)
		}
		if whole.Open+whole.Yes+whole.Partly+whole.No+whole.Dispensable != whole.Total || whole.Total != len(a)+len(b) {
			t.Fatalf("%+v does not add up", whole)
		}
		if f, ok := whole.Fulfilment(); ok && (f < 0 || f > 1) || ok != (whole.Total > whole.Dispensable) {
			t.Fatalf("fulfilment %v, %v of %+v", f, ok, whole)
		}
		if s, ok := whole.Answered(); ok && (s < 0 || s > 1) || ok != (whole.Total > 0) {
			t.Fatalf("share %v, %v of %+v", s, ok, whole)
		}
	})
}

func TestFulfilment(t *testing.T) {
	for _, c := range []struct {
		about    string
		t        Tally
		want     float64
		ok       bool
		answered float64
	}{
		{"nothing asked", Tally{}, 0, false, 0},
		{"all dispensable", Tally{Total: 2, Dispensable: 2}, 0, false, 1},
		{"open counts as not fulfilled", Tally{Total: 4, Yes: 1, Open: 3}, 0.25, true, 0.25},
		{"partly counts half", Tally{Total: 2, Partly: 2}, 0.5, true, 1},
		{"dispensable is left out", Tally{Total: 3, Yes: 1, No: 1, Dispensable: 1}, 0.5, true, 1},
		{"all at once", Tally{Total: 10, Yes: 3, Partly: 3, No: 1, Open: 1, Dispensable: 2}, 4.5 / 8, true, 0.9},
	} {
		got, ok := c.t.Fulfilment()
		if math.Abs(got-c.want) > 1e-9 || ok != c.ok {
			t.Errorf("%s: fulfilment %v, %v", c.about, got, ok)
		}
		if share, _ := c.t.Answered(); math.Abs(share-c.answered) > 1e-9 {
			t.Errorf("%s: answered %v", c.about, share)
		}
	}
}

// A MUSS requirement is met by yes and set aside by dispensable alone; no other requirement counts among them.
func TestUnmetMust(t *testing.T) {
	for _, s := range Statuses() {
		want := 1
		if s == StatusYes || s == StatusDispensable {
			want = 0
		}
		if got := tallyOf([]counted{{ModalMust, Answer{Statement: Statement{Status: s}}}}).UnmetMust; got != want {
			t.Errorf("%v: %d", s, got)
		}
		for _, m := range []Modal{ModalShould, ModalMay, ""} {
			if got := tallyOf([]counted{{m, Answer{Statement: Statement{Status: s}}}}).UnmetMust; got != 0 {
				t.Errorf("%v %q: %d", s, m, got)
			}
		}
	}
}
