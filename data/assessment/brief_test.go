package assessment

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A brief counts as its answer does.
func TestBriefCountsLikeItsAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var full, short Tally
		for _, c := range countedAnswers().Draw(t, "answers") {
			full.Count(c.modal, c.answer)
			short.CountBrief(c.modal, BriefOf(c.answer))
		}
		if full != short {
			t.Fatalf("%+v, not %+v", short, full)
		}
	})
}

// A ledger counts as one counts one by one, also where a topic is larger than a lane.
func TestLedger(t *testing.T) {
	count := func(modals []Modal, topicOf []int, briefs []byte) []Tally {
		out := make([]Tally, 3)
		for i, b := range briefs {
			out[topicOf[i]].CountBrief(modals[i], Brief(b))
		}
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		modals := rapid.SliceOfN(rapid.SampledFrom([]Modal{ModalMust, ModalShould, ""}), n, n).Draw(t, "modals")
		topicOf := rapid.SliceOfN(rapid.IntRange(0, 2), n, n).Draw(t, "topics")
		briefs := rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "briefs")
		if got, want := NewLedger(modals, topicOf, 3).ByTopic(briefs), count(modals, topicOf, briefs); !slices.Equal(got, want) {
			t.Fatalf("%+v, not %+v", got, want)
		}
	})
	n := 3*laneFull + 7
	briefs := make([]byte, n)
	for i := range briefs {
		briefs[i] = byte(1 + i%2)
	}
	modals, topicOf := make([]Modal, n), make([]int, n)
	if got := NewLedger(modals, topicOf, 3).ByTopic(briefs); !slices.Equal(got, count(modals, topicOf, briefs)) {
		t.Fatalf("a large topic: %+v", got)
	}
}

// The whole of several parts never claims more than one of them that the requirement applies to, whatever the order,
// and forgets no conflict. It is what Cautious makes of the answers themselves.
func TestBriefOfAWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Brief {
			return BriefOf(Answer{Statement: Statement{Status: rapid.SampledFrom(Statuses()).Draw(t, name)}, Conflict: rapid.Bool().Draw(t, "c"), ToConfirm: rapid.Bool().Draw(t, "t")})
		}
		a, b, c := draw("a"), draw("b"), draw("c")
		all := a.And(b).And(c)
		if all != c.And(a).And(b) || a.And(a) != a {
			t.Fatal("order")
		}
		answers := make([]Answer, 0, 3)
		for _, part := range []Brief{a, b, c} {
			answers = append(answers, Answer{Statement: Statement{Status: part.Status()}, Conflict: part.Conflict(), ToConfirm: part.ToConfirm()})
		}
		if want := BriefOf(Cautious(answers)); all != want {
			t.Fatalf("%b, and of the answers %b", all, want)
		}
		for _, part := range []Brief{a, b, c} {
			if applies := part.Status() != StatusDispensable; applies && part.Status().MoreCautious(all.Status()) || part.Conflict() && !all.Conflict() || part.ToConfirm() && !all.ToConfirm() {
				t.Fatalf("%b of %b", all, part)
			}
		}
	})
	if Brief(7).Status() != StatusOpen {
		t.Error("no status is open")
	}
}
