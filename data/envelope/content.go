package envelope

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// Limits caps what Open takes in.
type Limits struct {
	Inflated int64 // bytes of the content once inflated
	Entries  int   // registers
}

// DefaultLimits leaves room for a round of 20,000 requirements with all fields filled.
var DefaultLimits = Limits{Inflated: 128 << 20, Entries: 400_000}

// Content is the state that a file carries: enough for the receiver to hold the same registers as the sender.
type Content struct {
	Round     assessment.Round      `json:"round"`
	District  assessment.District   `json:"district"`
	Scopes    []assessment.Scope    `json:"scopes"`
	Catalogue *assessment.Catalogue `json:"catalogue,omitempty"` // in assignments
	Entries   []Entry               `json:"entries"`
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

// UnmarshalJSON reads what MarshalJSON wrote.
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

// encode returns the content as bytes, the same for the same state.
func (c Content) encode() ([]byte, error) {
	c.Entries = slices.Clone(c.Entries)
	slices.SortFunc(c.Entries, compareEntries)
	if err := c.check(DefaultLimits); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(c); err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return b.Bytes(), nil
}

func decodeContent(b []byte, l Limits) (Content, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return Content{}, fmt.Errorf("content: %w", ErrMalformed)
	}
	z.Multistream(false)
	plain, err := io.ReadAll(io.LimitReader(z, l.Inflated+1))
	if err != nil {
		return Content{}, fmt.Errorf("content: %w", ErrMalformed)
	}
	if int64(len(plain)) > l.Inflated {
		return Content{}, fmt.Errorf("content: %w", ErrTooLarge)
	}
	var c Content
	d := json.NewDecoder(bytes.NewReader(plain))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return Content{}, errors.Join(fmt.Errorf("content: %w", ErrMalformed), err)
	}
	return c, c.check(l)
}

// check holds for what is written and for what is read, so that the writer refuses what the reader would refuse.
func (c Content) check(l Limits) error {
	bad := func(what string) error { return fmt.Errorf("content: %s: %w", what, ErrMalformed) }
	if len(c.Entries) > l.Entries {
		return fmt.Errorf("content: %d entries: %w", len(c.Entries), ErrTooLarge)
	}
	if !isID(string(c.Round.ID)) || !isID(string(c.Round.Catalogue)) || !text(c.Round.Name, assessment.MaxName) || !text(c.Round.Cover, assessment.MaxExplanation) {
		return bad("round")
	}
	if c.District.Key == "" || !text(c.District.Name, assessment.MaxName) {
		return bad("district")
	}
	scopes := map[assessment.ScopeID]bool{}
	for _, s := range c.Scopes {
		if s.ID == "" || scopes[s.ID] || !text(string(s.ID), assessment.MaxName) || !text(s.Name, assessment.MaxName) {
			return bad("scope")
		}
		scopes[s.ID] = true
	}
	for i, e := range c.Entries {
		if i > 0 && compareEntries(c.Entries[i-1], e) >= 0 {
			return bad("order of entries")
		}
		if !scopes[e.Scope] {
			return bad("scope of an entry")
		}
		if err := e.check(); err != nil {
			return err
		}
	}
	return c.checkCatalogue()
}

func (e Entry) check() error {
	if _, known := assessment.Owner(e.Kind, e.Field); !known || e.Item == "" || !text(e.Item, assessment.MaxShortText) || e.Register.Empty() {
		return fmt.Errorf("content: entry %s/%s: %w", e.Kind, e.Field, ErrMalformed)
	}
	for _, s := range e.Register.Siblings {
		if err := assessment.CheckValue(e.Field, s.Value); err != nil {
			return fmt.Errorf("content: %w: %w", ErrMalformed, err)
		}
	}
	return nil
}

// checkCatalogue computes the catalogue's fingerprint anew: a file cannot carry one under another's id.
func (c Content) checkCatalogue() error {
	if c.Catalogue == nil {
		return nil
	}
	again := *c.Catalogue
	again.Requirements = slices.Clone(again.Requirements)
	if err := again.Seal(); err != nil {
		return fmt.Errorf("content: %w: %w", ErrMalformed, err)
	}
	if again.ID != c.Catalogue.ID || again.ID != c.Round.Catalogue {
		return fmt.Errorf("content: catalogue: %w", ErrMalformed)
	}
	*c.Catalogue = again
	return nil
}
