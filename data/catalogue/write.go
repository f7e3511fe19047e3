package catalogue

import (
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"kreislage/data/assessment"
)

// The shape of Kreislage's own catalogue file, for writing; reading is strict and done by hand.
type (
	ownCatalogue struct {
		Version   int        `yaml:"kreislage-catalogue"`
		Key       string     `yaml:"key"`
		Title     string     `yaml:"title"`
		Edition   string     `yaml:"edition,omitempty"`
		Language  string     `yaml:"language,omitempty"`
		Publisher string     `yaml:"publisher,omitempty"`
		Licence   string     `yaml:"licence,omitempty"`
		Notes     string     `yaml:"notes,omitempty"`
		Topics    []ownTopic `yaml:"topics"`
	}
	ownTopic struct {
		ID           string           `yaml:"id"`
		Title        string           `yaml:"title"`
		Notes        string           `yaml:"notes,omitempty"`
		Requirements []ownRequirement `yaml:"requirements"`
	}
	ownRequirement struct {
		ID         string   `yaml:"id"`
		Ref        string   `yaml:"ref,omitempty"`
		Section    string   `yaml:"section,omitempty"`
		Title      string   `yaml:"title"`
		Question   string   `yaml:"question"`
		Help       string   `yaml:"help,omitempty"`
		Level      string   `yaml:"level,omitempty"`
		Modal      string   `yaml:"modal,omitempty"`
		Effort     int      `yaml:"effort,omitempty"`
		Priority   int      `yaml:"priority,omitempty"`
		Tags       []string `yaml:"tags,omitempty,flow"`
		References []string `yaml:"references,omitempty,flow"`
	}
)

// WriteYAML writes a catalogue in Kreislage's own format. For what Import or Builtin returned, Import gives the same
// catalogue back, ID included. Requirements are written in the order of the topics.
func WriteYAML(w io.Writer, c assessment.Catalogue) error {
	own := ownCatalogue{
		Version: 1, Key: c.Key, Title: c.Title, Edition: c.Edition, Language: c.Language,
		Publisher: c.Publisher, Licence: c.Licence, Notes: c.Notes,
	}
	byTopic := make(map[assessment.TopicID][]ownRequirement, len(c.Topics))
	for _, r := range c.Requirements {
		byTopic[r.Topic] = append(byTopic[r.Topic], ownOf(r))
	}
	for _, t := range c.Topics {
		own.Topics = append(own.Topics, ownTopic{ID: string(t.ID), Title: t.Title, Notes: t.Notes, Requirements: byTopic[t.ID]})
	}
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(own); err != nil {
		return fmt.Errorf("write catalogue: %w", err)
	}
	return e.Close()
}

func ownOf(r assessment.Requirement) ownRequirement {
	own := ownRequirement{
		ID: string(r.ID), Ref: r.Ref, Section: r.Section, Title: r.Title, Question: r.Text, Help: r.Guidance,
		Level: r.Level, Modal: string(r.Modal), Effort: r.Effort, Priority: r.Priority, Tags: r.Tags, References: r.References,
	}
	if strings.TrimSpace(own.Ref) == own.ID {
		own.Ref = ""
	}
	return own
}
