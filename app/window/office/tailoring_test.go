package office

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// Ticks written as rules and unfolded again are the same ticks, whatever was ticked.
func TestTicksComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := &assessment.Catalogue{Topics: []assessment.Topic{{ID: "t"}, {ID: "u"}, {ID: "v"}}}
		l := newLayer()
		for i := range rapid.IntRange(1, 12).Draw(rt, "requirements") {
			r := assessment.Requirement{
				ID: assessment.RequirementID(fmt.Sprint("r", i)), Topic: rapid.SampledFrom([]assessment.TopicID{"t", "u", "v"}).Draw(rt, "topic"),
				Level: rapid.SampledFrom([]string{"", "basis", "mehr"}).Draw(rt, "level"),
			}
			c.Requirements = append(c.Requirements, r)
			l.off[r.ID] = rapid.Bool().Draw(rt, "off")
		}
		if !slices.ContainsFunc(c.Requirements, l.asks) {
			return // nothing is asked: refused when it is kept
		}
		again := over(desk.Tailoring{Layer: l.folded(c)}, c)
		for _, r := range c.Requirements {
			if again.asks(r) != l.asks(r) {
				rt.Fatalf("%s: ticked %v, came back %v with %+v", r.ID, l.asks(r), again.asks(r), l.folded(c))
			}
		}
	})
}

// A topic without a tick is left out as a whole: what the next edition adds to it is not asked either.
func TestTopicWithoutTicksIsLeftOut(t *testing.T) {
	c := &assessment.Catalogue{Topics: []assessment.Topic{{ID: "t"}, {ID: "u"}}, Requirements: []assessment.Requirement{{ID: "a", Topic: "t"}, {ID: "b", Topic: "u"}, {ID: "c", Topic: "u"}}}
	l := newLayer()
	l.off["b"], l.off["c"] = true, true
	got := l.folded(c)
	if !slices.Equal(got.WithoutTopics, []assessment.TopicID{"u"}) || len(got.Without)+len(got.With)+len(got.Levels) > 0 {
		t.Errorf("%+v", got)
	}
	if got.Asks(assessment.Requirement{ID: "neu", Topic: "u"}) {
		t.Error("what is new in the topic would be asked")
	}
}
