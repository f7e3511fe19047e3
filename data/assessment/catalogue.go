package assessment

import (
	"fmt"
	"strconv"
)

// Modal tells how binding a requirement is.
type Modal string

// The modal verbs of German standards; empty where a catalogue has none.
const (
	ModalMust   Modal = "MUSS"
	ModalShould Modal = "SOLLTE"
	ModalMay    Modal = "KANN"
)

// Catalogue is one edition of a set of requirements. Topics and requirements stand in the catalogue's own order.
type Catalogue struct {
	ID        CatalogueID // Fingerprint over all that follows; set by Seal
	Key       string      // stable across editions, e.g. the catalogue's own UUID
	Title     string
	Edition   string
	Language  string // BCP 47, e.g. "de"
	Publisher string
	Licence   string
	Notes     string
	Topics    []Topic

	Requirements []Requirement
}

// Topic is a chapter of a catalogue.
type Topic struct {
	ID    TopicID
	Title string
	Notes string
}

// Requirement is one thing that is asked.
type Requirement struct {
	ID         RequirementID // immutable across editions
	Ref        string        // the number people know it by, e.g. ASST.1.1
	Topic      TopicID
	Section    string // heading within the topic, empty where there is none
	Title      string
	Text       string // what is asked, parameters put in
	Guidance   string // help: how to fulfil it, what counts as evidence
	Level      string // security level or implementation group in the catalogue's own word
	Modal      Modal
	Effort     int // 0 unknown or none, then 1 (small) to 5
	Priority   int // 0 not given, 1 first to 4 last
	Tags       []string
	References []string // ids of other standards
	Hash       string   // TextHash; set by Seal
}

// TextHash identifies what a requirement asks. An answer remembers it, so that a changed text is noticed.
// Guidance, tags and numbers may change without touching it.
func (r Requirement) TextHash() string {
	h := NewHasher("kreislage requirement 1")
	h.Add(r.Title, r.Text, string(r.Modal))
	return h.Sum(16)
}

// Seal sets the content hashes and the id of the catalogue, after checking that ids are unique and every
// requirement's topic exists. The error names the place and wraps ErrInvalid or ErrExists.
func (c *Catalogue) Seal() error {
	topics := make(map[TopicID]bool, len(c.Topics))
	for _, t := range c.Topics {
		if t.ID == "" {
			return fmt.Errorf("topic %q without an id: %w", t.Title, ErrInvalid)
		}
		if topics[t.ID] {
			return fmt.Errorf("topic %s: %w", t.ID, ErrExists)
		}
		topics[t.ID] = true
	}
	seen := make(map[RequirementID]bool, len(c.Requirements))
	for i := range c.Requirements {
		r := &c.Requirements[i]
		if r.ID == "" {
			return fmt.Errorf("requirement %q without an id: %w", r.Ref, ErrInvalid)
		}
		if seen[r.ID] {
			return fmt.Errorf("requirement %s: %w", r.ID, ErrExists)
		}
		if !topics[r.Topic] {
			return fmt.Errorf("requirement %s: topic %q: %w", r.ID, r.Topic, ErrNotFound)
		}
		seen[r.ID] = true
		r.Hash = r.TextHash()
	}
	c.ID = c.fingerprint()
	return nil
}

func (c *Catalogue) fingerprint() CatalogueID {
	h := NewHasher("kreislage catalogue 1")
	h.Add(c.Key, c.Title, c.Edition, c.Language, c.Publisher, c.Licence, c.Notes)
	h.Add(strconv.Itoa(len(c.Topics)))
	for _, t := range c.Topics {
		h.Add(string(t.ID), t.Title, t.Notes)
	}
	for _, r := range c.Requirements {
		h.Add(string(r.ID), r.Ref, string(r.Topic), r.Section, r.Title, r.Text, r.Guidance, r.Level, string(r.Modal))
		h.Add(strconv.Itoa(r.Effort), strconv.Itoa(r.Priority), strconv.Itoa(len(r.Tags)), strconv.Itoa(len(r.References)))
		h.Add(r.Tags...)
		h.Add(r.References...)
	}
	return CatalogueID(h.Sum(16))
}

// Find returns the requirement with the given id or, failing that, with the given ref, as people type it.
func (c *Catalogue) Find(idOrRef string) (Requirement, error) {
	for _, r := range c.Requirements {
		if string(r.ID) == idOrRef {
			return r, nil
		}
	}
	for _, r := range c.Requirements {
		if r.Ref == idOrRef {
			return r, nil
		}
	}
	return Requirement{}, fmt.Errorf("requirement %q: %w", idOrRef, ErrNotFound)
}

// TopicTitle returns the title of a topic, or its id where the catalogue does not have it.
func (c *Catalogue) TopicTitle(id TopicID) string {
	for _, t := range c.Topics {
		if t.ID == id {
			return t.Title
		}
	}
	return string(id)
}
