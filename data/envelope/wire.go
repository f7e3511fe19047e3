package envelope

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"kreislage/data/assessment"
)

// Format 1 of the content is a gzip stream of lines that end in LF, each line one JSON value: the head, then as
// many topics, requirements, entries and rewordings as the head says, and nothing after them. The types below name every
// key themselves, so that renaming something in the domain never changes a file.

type wireHead struct {
	Round        wireRound      `json:"round"`
	District     wireDistrict   `json:"district"`
	Scopes       []wireScope    `json:"scopes"`
	Catalogue    *wireCatalogue `json:"catalogue,omitempty"`
	Topics       int            `json:"topics"`
	Requirements int            `json:"requirements"`
	Entries      int            `json:"entries"`
	Delegated    *Delegated     `json:"delegated,omitempty"`
	Rewordings   int            `json:"rewordings,omitempty"`
	Mirror       []wireMirror   `json:"mirror,omitempty"`
}

type wireMirror struct {
	Topic     assessment.TopicID `json:"topic"`
	Districts int                `json:"districts"`
	Q1        int                `json:"lower"`
	Median    int                `json:"median"`
	Q3        int                `json:"upper"`
}

type wireRound struct {
	ID             assessment.RoundID     `json:"id"`
	Name           string                 `json:"name"`
	Catalogue      assessment.CatalogueID `json:"catalogue"`
	Due            assessment.Date        `json:"due"`
	State          assessment.RoundState  `json:"state"`
	Classification string                 `json:"classification"`
	Cover          string                 `json:"cover"`
	Created        string                 `json:"created"`
}

type wireDistrict struct {
	Key     assessment.DistrictKey `json:"key"`
	Name    string                 `json:"name"`
	Contact string                 `json:"contact"`
}

type wireScope struct {
	ID      assessment.ScopeID `json:"id"`
	Name    string             `json:"name"`
	Version uint64             `json:"version,omitempty"`
	Retired bool               `json:"retired,omitempty"`
}

type wireCatalogue struct {
	ID        assessment.CatalogueID `json:"id"`
	Key       string                 `json:"key"`
	Title     string                 `json:"title"`
	Edition   string                 `json:"edition"`
	Language  string                 `json:"language"`
	Publisher string                 `json:"publisher"`
	Licence   string                 `json:"licence"`
	Notes     string                 `json:"notes"`
}

type wireTopic struct {
	ID    assessment.TopicID `json:"id"`
	Title string             `json:"title"`
	Notes string             `json:"notes"`
}

type wireRequirement struct {
	ID         assessment.RequirementID `json:"id"`
	Ref        string                   `json:"ref"`
	Topic      assessment.TopicID       `json:"topic"`
	Section    string                   `json:"section"`
	Title      string                   `json:"title"`
	Text       string                   `json:"text"`
	Guidance   string                   `json:"guidance"`
	Level      string                   `json:"level"`
	Modal      assessment.Modal         `json:"modal"`
	Effort     int                      `json:"effort"`
	Priority   int                      `json:"priority"`
	Tags       []string                 `json:"tags,omitempty"`
	References []string                 `json:"references,omitempty"`
}

type wireRewording struct {
	Requirement assessment.RequirementID `json:"requirement"`
	From        string                   `json:"from"`
	To          string                   `json:"to"`
}

// maxLine caps one line in bytes: no text of a desk comes near it.
const maxLine = 4 << 20

// encode returns the content as bytes, the same for the same state.
func (c Content) encode() ([]byte, error) {
	c.Entries = slices.Clone(c.Entries)
	slices.SortFunc(c.Entries, compareEntries)
	c.Rewordings = slices.Clone(c.Rewordings)
	slices.SortFunc(c.Rewordings, compareRewordings)
	if err := c.check(DefaultLimits); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := &lineWriter{to: z, left: DefaultLimits.Inflated}
	c.writeLines(w)
	if err := errors.Join(w.err, z.Close()); err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return b.Bytes(), nil
}

func (c Content) writeLines(w *lineWriter) {
	h := wireHead{
		Round: wireRound(c.Round), District: wireDistrict(c.District), Scopes: []wireScope{}, Entries: len(c.Entries), Delegated: c.Delegated,
		Rewordings: len(c.Rewordings),
	}
	for _, s := range c.Scopes {
		h.Scopes = append(h.Scopes, wireScope(s))
	}
	for _, m := range c.Mirror {
		h.Mirror = append(h.Mirror, wireMirror(m))
	}
	cat := c.Catalogue
	if cat == nil {
		w.write(h)
	} else {
		h.Catalogue = &wireCatalogue{cat.ID, cat.Key, cat.Title, cat.Edition, cat.Language, cat.Publisher, cat.Licence, cat.Notes}
		h.Topics, h.Requirements = len(cat.Topics), len(cat.Requirements)
		w.write(h)
		for _, t := range cat.Topics {
			w.write(wireTopic(t))
		}
		for _, r := range cat.Requirements {
			w.write(wireRequirement{r.ID, r.Ref, r.Topic, r.Section, r.Title, r.Text, r.Guidance, r.Level, r.Modal, r.Effort, r.Priority, r.Tags, r.References})
		}
	}
	for _, e := range c.Entries {
		w.write(e)
	}
	for _, x := range c.Rewordings {
		w.write(wireRewording(x))
	}
}

// lineWriter writes values as lines, and remembers the first thing that went wrong.
type lineWriter struct {
	to   io.Writer
	buf  bytes.Buffer
	left int64
	err  error
}

func (w *lineWriter) write(v any) {
	if w.err != nil {
		return
	}
	w.buf.Reset()
	e := json.NewEncoder(&w.buf)
	e.SetEscapeHTML(false)
	if w.err = e.Encode(v); w.err != nil {
		return
	}
	if w.left -= int64(w.buf.Len()); w.buf.Len() > maxLine || w.left < 0 {
		w.err = ErrTooLarge
		return
	}
	_, w.err = w.to.Write(w.buf.Bytes())
}

// decodeContent reads what encode wrote, a line at a time, and stops at the first one that cannot be right.
func decodeContent(b []byte, l Limits) (Content, error) {
	source := bytes.NewReader(b)
	z, err := gzip.NewReader(source)
	if err != nil {
		return Content{}, malformed("compression")
	}
	z.Multistream(false)
	left := &io.LimitedReader{R: z, N: l.Inflated + 1}
	r := &lineReader{from: bufio.NewReaderSize(left, 64<<10)}
	c, err := readContent(r, l)
	if left.N <= 0 {
		return Content{}, fmt.Errorf("content: %w", ErrTooLarge)
	}
	if err != nil {
		return Content{}, err
	}
	if _, err := r.from.ReadByte(); err != io.EOF || source.Len() > 0 {
		return Content{}, malformed("something follows its end")
	}
	if err := c.check(l); err != nil {
		return Content{}, err
	}
	if c.Catalogue != nil {
		// It was sealed once by check, on a copy; the hashes of its texts do not travel.
		if err := c.Catalogue.Seal(); err != nil {
			return Content{}, malformed("catalogue")
		}
	}
	return c, nil
}

func readContent(r *lineReader, l Limits) (Content, error) {
	var h wireHead
	if err := r.object(&h); err != nil {
		return Content{}, err
	}
	if h.Entries < 0 || h.Topics < 0 || h.Rewordings < 0 || h.Requirements < 0 || h.Catalogue == nil && h.Topics+h.Requirements > 0 {
		return Content{}, malformed("counts")
	}
	if h.Entries > l.Entries || h.Topics > maxTopics || h.Requirements > maxRequirements || h.Rewordings > maxRewordings || len(h.Scopes) > maxScopes {
		return Content{}, fmt.Errorf("content: %w", ErrTooLarge)
	}
	c := Content{Round: assessment.Round(h.Round), District: assessment.District(h.District), Delegated: h.Delegated}
	for _, s := range h.Scopes {
		c.Scopes = append(c.Scopes, assessment.Scope(s))
	}
	for _, m := range h.Mirror {
		c.Mirror = append(c.Mirror, assessment.TopicMirror(m))
	}
	if h.Catalogue != nil {
		cat, err := readCatalogue(r, h)
		if err != nil {
			return Content{}, err
		}
		c.Catalogue = cat
	}
	// The count is a claim until the lines are there, so memory grows with them and not with it.
	c.Entries = make([]Entry, 0, min(h.Entries, 4096))
	versions := 0
	for range h.Entries {
		e, err := r.entry()
		if err != nil {
			return Content{}, err
		}
		if versions += e.versions(); versions > l.versions() {
			return Content{}, fmt.Errorf("content: versions: %w", ErrTooLarge)
		}
		// What check would refuse in the end need not be kept until then.
		if n := len(c.Entries); n > 0 && compareEntries(c.Entries[n-1], e) >= 0 {
			return Content{}, malformed("order of entries")
		}
		c.Entries = append(c.Entries, e)
	}
	for range h.Rewordings {
		var x wireRewording
		if err := r.object(&x); err != nil {
			return Content{}, err
		}
		c.Rewordings = append(c.Rewordings, assessment.Rewording(x))
	}
	return c, nil
}

func readCatalogue(r *lineReader, h wireHead) (*assessment.Catalogue, error) {
	w := h.Catalogue
	c := &assessment.Catalogue{ID: w.ID, Key: w.Key, Title: w.Title, Edition: w.Edition, Language: w.Language, Publisher: w.Publisher, Licence: w.Licence, Notes: w.Notes}
	for range h.Topics {
		var t wireTopic
		if err := r.object(&t); err != nil {
			return nil, err
		}
		c.Topics = append(c.Topics, assessment.Topic(t))
	}
	for range h.Requirements {
		var q wireRequirement
		if err := r.object(&q); err != nil {
			return nil, err
		}
		c.Requirements = append(c.Requirements, assessment.Requirement{
			ID: q.ID, Ref: q.Ref, Topic: q.Topic, Section: q.Section, Title: q.Title, Text: q.Text, Guidance: q.Guidance, Level: q.Level,
			Modal: q.Modal, Effort: q.Effort, Priority: q.Priority, Tags: q.Tags, References: q.References,
		})
	}
	return c, nil
}

// lineReader reads lines of at most maxLine bytes, each one JSON value and no more.
type lineReader struct {
	from  *bufio.Reader
	long  []byte // a line that is longer than the reader's own buffer
	parts entryReader
}

// next returns the next line without its end, valid until the next call.
func (r *lineReader) next() ([]byte, error) {
	b, err := r.from.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		r.long = append(r.long[:0], b...)
		for errors.Is(err, bufio.ErrBufferFull) && len(r.long) <= maxLine {
			b, err = r.from.ReadSlice('\n')
			r.long = append(r.long, b...)
		}
		b = r.long
	}
	if err != nil || len(b) > maxLine {
		return nil, malformed("line")
	}
	if !utf8.Valid(b) {
		return nil, malformed("text is not UTF-8")
	}
	return b[:len(b)-1], nil
}

// object reads a line into v, whose keys are all lower-case letters. An unknown or repeated key is refused.
func (r *lineReader) object(v any) error {
	b, err := r.next()
	if err != nil {
		return err
	}
	if err := checkKeys(b); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return malformed("line")
	}
	return nil
}

func (r *lineReader) entry() (Entry, error) {
	b, err := r.next()
	if err != nil {
		return Entry{}, err
	}
	if e, ok, err := r.parts.read(b); ok {
		return e, err
	}
	var e Entry
	if err := json.Unmarshal(b, &e); err != nil {
		return Entry{}, malformed("entry")
	}
	return e, nil
}

// maxDepth is how deep the values of a line may nest; the head takes three.
const maxDepth = 4

// checkKeys refuses what encoding/json would let pass: a key that stands twice in an object, one in capitals or
// with a letter that folds to another, and a second value behind the first.
func checkKeys(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	type level struct {
		keys  map[string]bool // nil in a list
		value bool            // a key was read and its value comes next
	}
	var open []level
	for {
		t, err := d.Token()
		if err == io.EOF && len(open) == 0 {
			return malformed("empty line")
		}
		if err != nil {
			return malformed("line")
		}
		if n := len(open); n > 0 && open[n-1].keys != nil {
			top := &open[n-1]
			if key, isText := t.(string); isText && !top.value {
				if top.keys[key] || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "" {
					return malformed("key")
				}
				top.keys[key], top.value = true, true
				continue
			}
			top.value = false
		}
		switch t {
		case json.Delim('{'):
			open = append(open, level{keys: map[string]bool{}})
		case json.Delim('['):
			open = append(open, level{})
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		if len(open) > maxDepth {
			return malformed("depth")
		}
		if len(open) == 0 {
			break
		}
	}
	if _, err := d.Token(); err != io.EOF {
		return malformed("a second value")
	}
	return nil
}
