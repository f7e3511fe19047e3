package catalogue

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// tailorable is a catalogue of two topics and two levels.
func tailorable() assessment.Catalogue {
	c := assessment.Catalogue{Key: "k", Title: "Katalog", Edition: "1", Topics: []assessment.Topic{{ID: "t", Title: "T"}, {ID: "u", Title: "U"}}}
	for i := range 6 {
		topic, level := assessment.TopicID("t"), "basis"
		if i >= 3 {
			topic = "u"
		}
		if i%2 == 1 {
			level = "mehr"
		}
		c.Requirements = append(c.Requirements, assessment.Requirement{
			ID: assessment.RequirementID(fmt.Sprintf("r%d", i)), Topic: topic, Title: fmt.Sprint("Titel ", i), Text: "Frage?", Guidance: "Hilfe", Level: level,
		})
	}
	if err := c.Seal(); err != nil {
		panic(err)
	}
	return c
}

func idsOf(c assessment.Catalogue) string {
	var ids []string
	for _, r := range c.Requirements {
		ids = append(ids, string(r.ID))
	}
	return strings.Join(ids, " ")
}

// What a layer leaves, in the catalogue's order; what is named singly counts before topic and level.
func TestTailor(t *testing.T) {
	own := assessment.Requirement{ID: "own-1", Ref: "E.1", Topic: "t", Title: "Eigen", Text: "Eigene Frage?"}
	for _, c := range []struct {
		name   string
		layer  Tailoring
		asked  string
		topics int
		out    int
	}{
		{"nothing changed", Tailoring{}, "r0 r1 r2 r3 r4 r5", 2, 0},
		{"one level", Tailoring{Levels: []string{"basis"}}, "r0 r2 r4", 2, 3},
		{"without a topic, which goes too", Tailoring{WithoutTopics: []assessment.TopicID{"t"}}, "r3 r4 r5", 1, 3},
		{"without one requirement", Tailoring{Without: []assessment.RequirementID{"r1"}}, "r0 r2 r3 r4 r5", 2, 1},
		{"one of a topic that is left out", Tailoring{WithoutTopics: []assessment.TopicID{"t"}, With: []assessment.RequirementID{"r2"}}, "r2 r3 r4 r5", 2, 2},
		{"one of another level", Tailoring{Levels: []string{"basis"}, With: []assessment.RequirementID{"r1"}}, "r0 r1 r2 r4", 2, 2},
		{"not asked wins over asked", Tailoring{With: []assessment.RequirementID{"r1"}, Without: []assessment.RequirementID{"r1"}}, "r0 r2 r3 r4 r5", 2, 1},
		{"one's own stands behind those of its topic", Tailoring{Own: []assessment.Requirement{own}}, "r0 r1 r2 own-1 r3 r4 r5", 2, 0},
		{"one's own in a topic of one's own", Tailoring{OwnTopics: []assessment.Topic{{ID: "v", Title: "V"}}, Own: []assessment.Requirement{{ID: "own-2", Topic: "v", Title: "E", Text: "F?"}}}, "r0 r1 r2 r3 r4 r5 own-2", 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			base := tailorable()
			got, err := c.layer.Apply(base, "id", "Zuschnitt")
			if err != nil {
				t.Fatal(err)
			}
			if idsOf(got.Catalogue) != c.asked || len(got.Catalogue.Topics) != c.topics || got.LeftOut != c.out {
				t.Errorf("asks %s in %d topics, %d left out; want %s in %d, %d", idsOf(got.Catalogue), len(got.Catalogue.Topics), got.LeftOut, c.asked, c.topics, c.out)
			}
			if !reflect.DeepEqual(base, tailorable()) {
				t.Error("the catalogue below was changed")
			}
			if got.Catalogue.Key != "k#id" || got.Catalogue.Title != "Katalog – Zuschnitt" || got.Catalogue.ID == base.ID {
				t.Errorf("key %q, title %q, id %s", got.Catalogue.Key, got.Catalogue.Title, got.Catalogue.ID)
			}
		})
	}
}

// Help of one's own stands in place of the catalogue's and does not make answered requirements ask something else.
func TestTailorHelp(t *testing.T) {
	base := tailorable()
	got, err := Tailoring{Guidance: map[assessment.RequirementID]string{"r1": "So machen wir das."}}.Apply(base, "id", "")
	if err != nil {
		t.Fatal(err)
	}
	if r := got.Catalogue.Requirements[1]; r.Guidance != "So machen wir das." || r.Hash != base.Requirements[1].Hash {
		t.Errorf("help %q, hash %s, before %s", r.Guidance, r.Hash, base.Requirements[1].Hash)
	}
}

// A layer survives the next edition: what is new there is asked, what is gone is listed and not an error.
func TestTailorNextEdition(t *testing.T) {
	layer := Tailoring{
		WithoutTopics: []assessment.TopicID{"u"}, Without: []assessment.RequirementID{"r1", "r2"},
		Guidance: map[assessment.RequirementID]string{"r2": "x"}, Own: []assessment.Requirement{{ID: "own-1", Topic: "u", Title: "E", Text: "F?"}},
	}
	next := tailorable()
	next.Edition = "2"
	next.Topics = next.Topics[:1]
	next.Requirements = append(next.Requirements[:2:2], assessment.Requirement{ID: "neu", Topic: "t", Title: "Neu", Text: "Neu?"})
	got, err := layer.Apply(next, "id", "Z")
	if err != nil {
		t.Fatal(err)
	}
	if idsOf(got.Catalogue) != "r0 neu" || !slices.Equal(got.Missing, []assessment.RequirementID{"own-1", "r2"}) || !slices.Equal(got.NoTopic, []assessment.TopicID{"u"}) {
		t.Errorf("asks %s, missing %v, topics %v", idsOf(got.Catalogue), got.Missing, got.NoTopic)
	}
}

// What cannot be asked is refused before anything is kept.
func TestTailorRefuses(t *testing.T) {
	own := func(r assessment.Requirement) Tailoring { return Tailoring{Own: []assessment.Requirement{r}} }
	for name, c := range map[string]struct {
		layer Tailoring
		want  error
	}{
		"no level is left":       {Tailoring{Levels: []string{"gibt es nicht"}}, ErrNothingAsked},
		"own without a question": {own(assessment.Requirement{ID: "o", Topic: "t", Title: "T"}), ErrOwnRequirement},
		"own with a taken id":    {own(assessment.Requirement{ID: "r1", Topic: "t", Title: "T", Text: "F?"}), ErrOwnRequirement},
		"own with a long title":  {own(assessment.Requirement{ID: "o", Topic: "t", Title: strings.Repeat("x", MaxTitle+1), Text: "F?"}), ErrOwnRequirement},
		"two topics of one id":   {Tailoring{OwnTopics: []assessment.Topic{{ID: "t"}}}, ErrOwnRequirement},
	} {
		if _, err := c.layer.Apply(tailorable(), "id", "Z"); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// Every requirement of the catalogue is asked or counted as left out, in the catalogue's order, and a layer comes back
// from its text as it was.
func TestTailorAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		base := tailorable()
		id := rapid.Map(rapid.IntRange(0, 7), func(i int) assessment.RequirementID { return assessment.RequirementID(fmt.Sprintf("r%d", i)) })
		layer := Tailoring{
			Levels:        rapid.SliceOfN(rapid.SampledFrom([]string{"basis", "mehr"}), 0, 2).Draw(rt, "levels"),
			WithoutTopics: rapid.SliceOfN(rapid.SampledFrom([]assessment.TopicID{"t", "u", "w"}), 0, 2).Draw(rt, "topics"),
			Without:       rapid.SliceOfN(id, 0, 4).Draw(rt, "without"),
			With:          rapid.SliceOfN(id, 0, 4).Draw(rt, "with"),
			Guidance:      rapid.MapOfN(id, rapid.StringN(0, 5, -1), 0, 3).Draw(rt, "help"),
		}
		text, err := layer.Encode()
		if err != nil {
			rt.Fatal(err)
		}
		again, err := DecodeTailoring(text)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := layer.Apply(base, "id", "Z")
		if errors.Is(err, ErrNothingAsked) {
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		if n := len(got.Catalogue.Requirements); n+got.LeftOut != len(base.Requirements) {
			rt.Fatalf("%d asked and %d left out of %d", n, got.LeftOut, len(base.Requirements))
		}
		if !slices.IsSortedFunc(got.Catalogue.Requirements, func(a, b assessment.Requirement) int { return strings.Compare(string(a.ID), string(b.ID)) }) {
			rt.Fatal("order changed:", idsOf(got.Catalogue))
		}
		if other, err := again.Apply(base, "id", "Z"); err != nil || other.Catalogue.ID != got.Catalogue.ID {
			rt.Fatal("the layer came back otherwise:", err)
		}
	})
}
