package envelope

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// Limits caps what Open takes in.
type Limits struct {
	Inflated int64 // bytes of the content once inflated
	Entries  int   // registers
}

// DefaultLimits leaves room for a round of 20,000 requirements with all fields filled.
var DefaultLimits = Limits{Inflated: 64 << 20, Entries: 200_000}

// The other caps: far more than any catalogue or district has, far fewer than it takes to make a file slow.
const (
	maxScopes       = 1_000
	maxTopics       = 10_000
	maxRequirements = 50_000
	maxRewordings   = 100_000
	maxContact      = 1_000
)

// Content is the state that a file carries: enough for the receiver to hold the same registers as the sender.
type Content struct {
	Round     assessment.Round
	District  assessment.District
	Scopes    []assessment.Scope
	Catalogue *assessment.Catalogue // in assignments
	Entries   []Entry
	Delegated *Delegated               // in delegation packs
	Mirror    []assessment.TopicMirror // in assignments: how all the others stand, without a name

	// Rewordings are the changes of texts in this round, by whichever edition, that an answer outlives.
	Rewordings []assessment.Rewording
}

// Delegated says what a colleague is asked: nothing else in the pack may be answered.
type Delegated struct {
	To           string                     `json:"to"`
	Scope        assessment.ScopeID         `json:"scope"`
	Requirements []assessment.RequirementID `json:"requirements"`
}

func (d Delegated) holds() bool {
	seen := map[assessment.RequirementID]bool{}
	for _, id := range d.Requirements {
		if id == "" || seen[id] || !line(string(id), assessment.MaxShortText) {
			return false
		}
		seen[id] = true
	}
	return d.To != "" && line(d.To, assessment.MaxName) && len(seen) > 0 && len(seen) <= maxRequirements
}

// Entry is one register of the district and round that the file is about.
type Entry struct {
	Scope    assessment.ScopeID
	Kind     assessment.Kind
	Item     string
	Field    assessment.Field
	Register merge.Register
}

// Subject names the register an entry is about.
func (e Entry) Subject(m Manifest) assessment.Subject {
	return assessment.Subject{Round: m.Round, District: m.District, Scope: e.Scope, Kind: e.Kind, Item: e.Item, Field: e.Field}
}

// MarshalJSON writes an entry as a list of five texts.
func (e Entry) MarshalJSON() ([]byte, error) {
	return json.Marshal([5]string{string(e.Scope), string(e.Kind), e.Item, string(e.Field), e.Register.Encode()})
}

// UnmarshalJSON reads what MarshalJSON wrote. The error wraps ErrMalformed or merge.ErrEncoding.
func (e *Entry) UnmarshalJSON(b []byte) error {
	var t []string
	if err := json.Unmarshal(b, &t); err != nil {
		return err
	}
	if len(t) != 5 {
		return ErrMalformed
	}
	r, err := merge.Decode(t[4])
	if err != nil {
		return err
	}
	*e = Entry{assessment.ScopeID(t[0]), assessment.Kind(t[1]), t[2], assessment.Field(t[3]), r}
	return nil
}

func compareEntries(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Field, b.Field))
}

// check holds for what is written and for what is read, so that the writer refuses what the reader would refuse.
func (c Content) check(l Limits) error {
	if len(c.Entries) > l.Entries || len(c.Scopes) > maxScopes {
		return fmt.Errorf("content: %d entries, %d scopes: %w", len(c.Entries), len(c.Scopes), ErrTooLarge)
	}
	if err := checkRound(c.Round); err != nil {
		return err
	}
	if d := c.District; d.Key == "" || !line(string(d.Key), assessment.MaxName) || !line(d.Name, assessment.MaxName) || !text(d.Contact, maxContact) {
		return malformed("district")
	}
	scopes := map[assessment.ScopeID]bool{}
	for _, s := range c.Scopes {
		if scopes[s.ID] || !scopeHolds(s) {
			return malformed("scope")
		}
		scopes[s.ID] = true
	}
	if c.Delegated != nil && (!scopes[c.Delegated.Scope] || !c.Delegated.holds()) {
		return malformed("delegation")
	}
	if err := errors.Join(c.checkRewordings(), c.checkMirror()); err != nil {
		return err
	}
	versions := 0
	for i, e := range c.Entries {
		if i > 0 && compareEntries(c.Entries[i-1], e) >= 0 {
			return malformed("order of entries")
		}
		if !scopes[e.Scope] {
			return malformed("scope of an entry")
		}
		if err := e.check(); err != nil {
			return err
		}
		if versions += e.versions(); versions > l.versions() {
			return fmt.Errorf("content: versions: %w", ErrTooLarge)
		}
	}
	return c.checkCatalogue()
}

// checkRewordings takes each once and in one order, so that the same state gives the same bytes.
func (c Content) checkRewordings() error {
	if len(c.Rewordings) > maxRewordings {
		return fmt.Errorf("content: %d rewordings: %w", len(c.Rewordings), ErrTooLarge)
	}
	for i, w := range c.Rewordings {
		if w.Requirement == "" || !line(string(w.Requirement), assessment.MaxShortText) || !isID(w.From) || !isID(w.To) || w.From == w.To {
			return malformed("rewording")
		}
		if i > 0 && compareRewordings(c.Rewordings[i-1], w) >= 0 {
			return malformed("order of rewordings")
		}
	}
	return nil
}

// checkMirror takes no figures that could be a single district's, whoever wrote them.
func (c Content) checkMirror() error {
	if len(c.Mirror) > maxTopics {
		return fmt.Errorf("content: mirror: %w", ErrTooLarge)
	}
	seen := map[assessment.TopicID]bool{}
	for _, m := range c.Mirror {
		if !m.Valid() || seen[m.Topic] || !text(string(m.Topic), maxContact) {
			return malformed("mirror")
		}
		seen[m.Topic] = true
	}
	return nil
}

func compareRewordings(a, b assessment.Rewording) int {
	return cmp.Or(cmp.Compare(a.Requirement, b.Requirement), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// scopeHolds tells whether a scope is one that a desk may have: the whole never changes, the others have a name.
func scopeHolds(s assessment.Scope) bool {
	if s.ID == assessment.WholeScope {
		return s == assessment.Scope{ID: assessment.WholeScope}
	}
	return s.ID != "" && line(string(s.ID), assessment.MaxName) && line(s.Name, assessment.MaxName) && s.Version <= assessment.MaxScopeVersion &&
		(s.Version > 0 || !s.Retired)
}

func malformed(what string) error { return fmt.Errorf("content: %s: %w", what, ErrMalformed) }

func checkRound(r assessment.Round) error {
	switch r.State {
	case assessment.RoundOpen, assessment.RoundFrozen, assessment.RoundClosed:
	default:
		return malformed("state of the round")
	}
	if _, err := time.Parse(time.RFC3339, r.Created); err != nil && r.Created != "" {
		return malformed("time of the round")
	}
	if d, err := assessment.ParseDate(string(r.Due)); err != nil || d != r.Due {
		return malformed("due date of the round")
	}
	if !isID(string(r.ID)) || !isID(string(r.Catalogue)) || !line(r.Name, assessment.MaxName) || !line(r.Classification, assessment.MaxName) || !text(r.Cover, assessment.MaxExplanation) {
		return malformed("round")
	}
	return nil
}

func (e Entry) check() error {
	if _, known := assessment.Owner(e.Kind, e.Field); !known || e.Item == "" || !line(e.Item, assessment.MaxShortText) || e.Register.Empty() {
		return fmt.Errorf("content: entry %s/%s: %w", clip(string(e.Kind)), clip(string(e.Field)), ErrMalformed)
	}
	for _, s := range e.Register.Siblings {
		if err := assessment.CheckValue(e.Field, s.Value); err != nil {
			return fmt.Errorf("content: %w: %w", ErrMalformed, err)
		}
	}
	return nil
}

// versions counts what takes memory in an entry besides its texts.
func (e Entry) versions() int { return len(e.Register.Vector) + len(e.Register.Siblings) }

// versions caps what short texts may unfold to: four versions an entry on average.
func (l Limits) versions() int { return 4 * l.Entries }

// checkCatalogue computes the catalogue's fingerprint anew: a file cannot carry one under another's id.
func (c Content) checkCatalogue() error {
	if c.Catalogue == nil {
		return nil
	}
	if len(c.Catalogue.Topics) > maxTopics || len(c.Catalogue.Requirements) > maxRequirements {
		return fmt.Errorf("content: catalogue: %w", ErrTooLarge)
	}
	if !carries(*c.Catalogue) {
		return malformed("text of the catalogue")
	}
	// A copy is sealed: the same catalogue may be going into forty files at once.
	again := *c.Catalogue
	again.Requirements = slices.Clone(again.Requirements)
	if err := again.Seal(); err != nil {
		return fmt.Errorf("content: %w: %w", ErrMalformed, err)
	}
	if again.ID != c.Catalogue.ID || again.ID != c.Round.Catalogue {
		return malformed("catalogue")
	}
	return nil
}

// carries tells whether a catalogue's texts come out of JSON as they went in, and its ids fit into entries.
func carries(c assessment.Catalogue) bool {
	utf := func(texts ...string) bool {
		return !slices.ContainsFunc(texts, func(s string) bool { return !utf8.ValidString(s) })
	}
	if !utf(string(c.ID), c.Key, c.Title, c.Edition, c.Language, c.Publisher, c.Licence, c.Notes) {
		return false
	}
	for _, t := range c.Topics {
		if !utf(string(t.ID), t.Title, t.Notes) {
			return false
		}
	}
	for _, r := range c.Requirements {
		if !line(string(r.ID), assessment.MaxShortText) || !utf(r.Ref, string(r.Topic), r.Section, r.Title, r.Text, r.Guidance, r.Level, string(r.Modal)) || !utf(r.Tags...) || !utf(r.References...) {
			return false
		}
	}
	return true
}
