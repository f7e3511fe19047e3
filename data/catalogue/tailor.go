package catalogue

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"kreislage/data/assessment"
)

// Tailoring is a layer over a catalogue: what of it is asked, with which help, and what is asked besides. It names
// everything by immutable ids and leaves the catalogue as it is, so that it can be laid over the next edition too.
// The zero value asks everything.
type Tailoring struct {
	Levels        []string                            `json:"levels,omitempty"`         // only these; none named: all
	WithoutTopics []assessment.TopicID                `json:"without_topics,omitempty"` // whole topics that are not asked
	Without       []assessment.RequirementID          `json:"without,omitempty"`        // single requirements that are not asked
	With          []assessment.RequirementID          `json:"with,omitempty"`           // asked although level or topic would leave them out
	Guidance      map[assessment.RequirementID]string `json:"guidance,omitempty"`       // help in place of the catalogue's
	OwnTopics     []assessment.Topic                  `json:"own_topics,omitempty"`     // stand behind the catalogue's
	Own           []assessment.Requirement            `json:"own,omitempty"`            // stand behind those of their topic
}

// What can be wrong with a tailoring.
var (
	// ErrNothingAsked says that a tailoring leaves no requirement.
	ErrNothingAsked = errors.New("nothing is left to ask")
	// ErrOwnRequirement says that a requirement of one's own is incomplete, too long, or has an id that is taken.
	ErrOwnRequirement = errors.New("own requirement")
)

// Tailored is a catalogue with a tailoring laid over it, sealed: a catalogue like any other, with the requirements'
// own ids and a key that tells it from the catalogue it came from.
type Tailored struct {
	Catalogue assessment.Catalogue
	LeftOut   int                        // requirements of the catalogue that are not asked
	Missing   []assessment.RequirementID // named by the tailoring, but not in this edition; sorted
	NoTopic   []assessment.TopicID       // named by the tailoring, but not in this edition; sorted
}

// Apply lays the tailoring, kept under id and called name, over a catalogue, which stays as it is. Own requirements
// whose topic this edition no longer has are left out and listed. The error wraps ErrNothingAsked or ErrOwnRequirement.
func (t Tailoring) Apply(c assessment.Catalogue, id, name string) (Tailored, error) {
	out := Tailored{Catalogue: c}
	kept := &out.Catalogue
	kept.Key, kept.Title = c.Key+"#"+id, c.Title
	if name != "" {
		kept.Title = shorten(c.Title+" – "+name, MaxTitle)
	}
	kept.Topics = append(slices.Clone(c.Topics), t.OwnTopics...)
	kept.Requirements = nil
	for _, r := range c.Requirements {
		if !t.Asks(r) {
			out.LeftOut++
			continue
		}
		if help, changed := t.Guidance[r.ID]; changed {
			r.Guidance = help
		}
		kept.Requirements = append(kept.Requirements, r)
	}
	if err := t.addOwn(kept, c, &out); err != nil {
		return Tailored{}, err
	}
	if len(kept.Requirements) == 0 {
		return Tailored{}, ErrNothingAsked
	}
	out.miss(t, c)
	dropEmptyTopics(kept)
	groupByTopic(kept)
	if err := kept.Seal(); err != nil {
		return Tailored{}, fmt.Errorf("%w: %w", ErrOwnRequirement, err)
	}
	return out, nil
}

// Asks tells whether a requirement of the catalogue is asked: what is named singly counts before topic and level.
func (t Tailoring) Asks(r assessment.Requirement) bool {
	switch {
	case slices.Contains(t.Without, r.ID):
		return false
	case slices.Contains(t.With, r.ID):
		return true
	}
	return !slices.Contains(t.WithoutTopics, r.Topic) && (len(t.Levels) == 0 || slices.Contains(t.Levels, r.Level))
}

func (t Tailoring) addOwn(kept *assessment.Catalogue, c assessment.Catalogue, out *Tailored) error {
	taken := make(map[assessment.RequirementID]bool, len(c.Requirements))
	for _, r := range c.Requirements {
		taken[r.ID] = true
	}
	topics := make(map[assessment.TopicID]bool, len(kept.Topics))
	for _, topic := range kept.Topics {
		topics[topic.ID] = true
	}
	for _, r := range t.Own {
		if err := checkOwn(r); err != nil {
			return err
		}
		if taken[r.ID] {
			return fmt.Errorf("%w: id %s is taken", ErrOwnRequirement, r.ID)
		}
		taken[r.ID] = true
		if !topics[r.Topic] {
			out.Missing = append(out.Missing, r.ID)
			continue
		}
		kept.Requirements = append(kept.Requirements, r)
	}
	return nil
}

// checkOwn holds a requirement that people wrote to what an import would let in.
func checkOwn(r assessment.Requirement) error {
	if r.ID == "" || r.Topic == "" || strings.TrimSpace(r.Title) == "" || strings.TrimSpace(r.Text) == "" {
		return fmt.Errorf("%w: without id, topic, title or text", ErrOwnRequirement)
	}
	for _, p := range []struct {
		text string
		max  int
	}{{string(r.ID), MaxID}, {r.Ref, MaxRef}, {r.Title, MaxTitle}, {r.Text, MaxText}, {r.Guidance, MaxGuidance}, {r.Level, MaxShort}} {
		if !utf8.ValidString(p.text) || utf8.RuneCountInString(p.text) > p.max {
			return fmt.Errorf("%w: %q is longer than %d characters", ErrOwnRequirement, shorten(p.text, 40), p.max)
		}
	}
	return nil
}

// miss lists what the tailoring names and this edition does not have: after a new edition, a person looks through it.
func (out *Tailored) miss(t Tailoring, c assessment.Catalogue) {
	has := make(map[assessment.RequirementID]bool, len(c.Requirements))
	for _, r := range c.Requirements {
		has[r.ID] = true
	}
	named := slices.Concat(t.Without, t.With)
	for id := range t.Guidance {
		named = append(named, id)
	}
	for _, id := range named {
		if !has[id] {
			out.Missing = append(out.Missing, id)
		}
	}
	slices.Sort(out.Missing)
	out.Missing = slices.Compact(out.Missing)
	for _, id := range t.WithoutTopics {
		if !slices.ContainsFunc(c.Topics, func(topic assessment.Topic) bool { return topic.ID == id }) {
			out.NoTopic = append(out.NoTopic, id)
		}
	}
	slices.Sort(out.NoTopic)
	out.NoTopic = slices.Compact(out.NoTopic)
}

func dropEmptyTopics(c *assessment.Catalogue) {
	used := make(map[assessment.TopicID]bool, len(c.Topics))
	for _, r := range c.Requirements {
		used[r.Topic] = true
	}
	c.Topics = slices.DeleteFunc(c.Topics, func(t assessment.Topic) bool { return !used[t.ID] })
}

// groupByTopic puts own requirements behind those of their topic without changing any other order.
func groupByTopic(c *assessment.Catalogue) {
	at := make(map[assessment.TopicID]int, len(c.Topics))
	for i, t := range c.Topics {
		at[t.ID] = i
	}
	slices.SortStableFunc(c.Requirements, func(a, b assessment.Requirement) int { return at[a.Topic] - at[b.Topic] })
}

func shorten(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max])
	}
	return s
}

// Encode returns the tailoring as the text it is kept as.
func (t Tailoring) Encode() (string, error) {
	b, err := json.Marshal(t)
	return string(b), err
}

// DecodeTailoring reads what Encode wrote.
func DecodeTailoring(text string) (Tailoring, error) {
	var t Tailoring
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return Tailoring{}, fmt.Errorf("tailoring: %w", err)
	}
	return t, nil
}
