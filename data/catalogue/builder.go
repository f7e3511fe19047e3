package catalogue

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kreislage/data/assessment"
)

// builder collects what an importer finds and is the one place where texts are brought into form and held to the
// limits.
type builder struct {
	ctx     context.Context
	cat     assessment.Catalogue
	dropped []Drop
	seen    map[Drop]bool
	ids     map[assessment.RequirementID]bool
	refs    map[string]bool
	topics  map[assessment.TopicID]bool
	used    map[assessment.TopicID]bool
	kept    int // bytes of all texts so far
}

func newBuilder(ctx context.Context) *builder {
	return &builder{
		ctx:    ctx,
		seen:   map[Drop]bool{},
		ids:    map[assessment.RequirementID]bool{},
		refs:   map[string]bool{},
		topics: map[assessment.TopicID]bool{},
		used:   map[assessment.TopicID]bool{},
	}
}

// drop notes what was left out; the same remark twice is noted once.
func (b *builder) drop(d Drop) {
	d.Detail = short(d.Detail)
	if len(b.dropped) > MaxDrops || b.seen[d] {
		return
	}
	b.seen[d] = true
	b.dropped = append(b.dropped, d)
}

// head sets what is said about the catalogue as a whole. Some formats say it at the end.
func (b *builder) head(c assessment.Catalogue) {
	at := Place{}
	b.cat = assessment.Catalogue{
		Topics:       b.cat.Topics,
		Requirements: b.cat.Requirements,

		Key:       b.fit(line(c.Key), MaxID, at, WhatField),
		Title:     b.fit(line(plainLinks(c.Title)), MaxTitle, at, WhatTitle),
		Edition:   b.fit(line(c.Edition), MaxShort, at, WhatField),
		Language:  b.fit(line(c.Language), MaxShort, at, WhatField),
		Publisher: b.fit(line(c.Publisher), MaxTitle, at, WhatField),
		Licence:   b.fit(line(c.Licence), MaxTitle, at, WhatField),
		Notes:     b.fit(tidy(plainLinks(c.Notes)), MaxNotes, at, WhatNotes),
	}
}

// fit cuts a text to a limit and notes how much was lost.
func (b *builder) fit(s string, limit int, at Place, what What) string {
	kept, rest := cut(s, limit-1)
	if rest == "" || utf8.RuneCountInString(s) <= limit {
		return s
	}
	b.drop(Drop{Place: at, What: what, Reason: ReasonCut, Count: utf8.RuneCountInString(rest)})
	return kept + "…"
}

// topic adds a topic.
func (b *builder) topic(t assessment.Topic, at Place) error {
	t.ID = assessment.TopicID(line(string(t.ID)))
	if t.ID == "" {
		return fail(CodeMissing, at, "id")
	}
	at.ID = short(string(t.ID))
	if utf8.RuneCountInString(string(t.ID)) > MaxID {
		return fail(CodeBadValue, at, "id")
	}
	if b.topics[t.ID] {
		return fail(CodeDuplicateID, at, string(t.ID))
	}
	if len(b.topics) >= MaxRequirements {
		return failLimit(CodeTooMany, at, MaxRequirements)
	}
	b.topics[t.ID] = true
	t.Title = b.fit(line(plainLinks(t.Title)), MaxTitle, at, WhatTitle)
	if t.Title == "" {
		t.Title = string(t.ID)
	}
	t.Notes = b.fit(tidy(plainLinks(t.Notes)), MaxNotes, at, WhatNotes)
	b.cat.Topics = append(b.cat.Topics, t)
	return nil
}

// add takes in one requirement. Its links are plain already, since that must happen before parameters are put in.
func (b *builder) add(r assessment.Requirement, at Place) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	if len(b.dropped) > MaxDrops {
		return failLimit(CodeTooMany, at, MaxDrops)
	}
	r.ID = assessment.RequirementID(line(string(r.ID)))
	if r.ID == "" {
		return fail(CodeMissing, at, "id")
	}
	if at.ID = short(string(r.ID)); utf8.RuneCountInString(string(r.ID)) > MaxID {
		return fail(CodeBadValue, at, "id")
	}
	if r.Ref = line(r.Ref); r.Ref != "" {
		at.ID = short(r.Ref)
	}
	if b.ids[r.ID] {
		return fail(CodeDuplicateID, at, string(r.ID))
	}
	if len(b.ids) >= MaxRequirements {
		return failLimit(CodeTooMany, at, MaxRequirements)
	}
	r.Ref = b.ref(r, at)
	b.texts(&r, at)
	if r.Title == "" && r.Text == "" {
		b.drop(Drop{Place: at, What: WhatRequirement, Reason: ReasonEmpty})
		return nil
	}
	if b.kept += sizeOf(&r); b.kept > maxKept {
		return failLimit(CodeTooLarge, at, maxKept)
	}
	b.ids[r.ID] = true
	b.refs[r.Ref] = true
	b.used[r.Topic] = true
	b.cat.Requirements = append(b.cat.Requirements, r)
	return nil
}

func sizeOf(r *assessment.Requirement) int {
	n := len(r.Section) + len(r.Title) + len(r.Text) + len(r.Guidance) + len(r.Level)
	for _, list := range [][]string{r.Tags, r.References} {
		for _, s := range list {
			n += len(s)
		}
	}
	return n
}

// ref keeps the numbers that people use unique: where one is taken already, the id stands in its place.
func (b *builder) ref(r assessment.Requirement, at Place) string {
	ref := b.fit(r.Ref, MaxRef, at, WhatRef)
	if ref == "" {
		ref = string(r.ID)
	}
	if !b.refs[ref] {
		return ref
	}
	b.drop(Drop{Place: at, What: WhatRef, Reason: ReasonNotUnique, Detail: ref})
	ref = string(r.ID)
	for n := 2; b.refs[ref]; n++ {
		ref = string(r.ID) + " (" + strconv.Itoa(n) + ")"
	}
	return ref
}

// texts brings the texts into form. A title that is too long moves in front of the text, a text that is too long
// goes on in the guidance; only guidance beyond its limit is lost.
func (b *builder) texts(r *assessment.Requirement, at Place) {
	r.Section = b.fit(line(r.Section), MaxTitle, at, WhatSection)
	r.Level = b.fit(line(r.Level), MaxShort, at, WhatField)
	r.Tags = b.items(r.Tags, at)
	r.References = b.items(r.References, at)
	title, text, guidance := line(r.Title), tidy(r.Text), tidy(r.Guidance)
	if kept, rest := cut(title, MaxTitle-1); rest != "" && utf8.RuneCountInString(title) > MaxTitle {
		b.drop(Drop{Place: at, What: WhatTitle, Reason: ReasonMoved})
		title, text = kept+"…", paragraphs(title, text)
	}
	if kept, rest := cut(text, MaxText-2); rest != "" && utf8.RuneCountInString(text) > MaxText {
		b.drop(Drop{Place: at, What: WhatText, Reason: ReasonMoved})
		text, guidance = kept+" …", paragraphs("… "+rest, guidance)
	}
	r.Title, r.Text = title, text
	r.Guidance = b.fit(guidance, MaxGuidance, at, WhatGuidance)
	if r.Title == "" && r.Text != "" {
		r.Title = r.Ref
	}
	if r.Text == "" {
		r.Text = r.Title
	}
}

// items brings a list into form: single lines, each once, in the order given.
func (b *builder) items(list []string, at Place) []string {
	var kept []string
	seen := make(map[string]bool, len(list))
	for _, s := range list {
		s = b.fit(line(s), MaxShort, at, WhatField)
		if s == "" || seen[s] {
			continue
		}
		if len(kept) == MaxListItems {
			b.drop(Drop{Place: at, What: WhatField, Reason: ReasonCut, Detail: s, Count: utf8.RuneCountInString(s)})
			break
		}
		seen[s] = true
		kept = append(kept, s)
	}
	return kept
}

// finish leaves out topics without requirements, seals the catalogue and gives it back.
func (b *builder) finish() (assessment.Catalogue, error) {
	if len(b.dropped) > MaxDrops {
		return assessment.Catalogue{}, failLimit(CodeTooMany, Place{}, MaxDrops)
	}
	if len(b.cat.Requirements) == 0 {
		return assessment.Catalogue{}, fail(CodeNoRequirements, Place{}, "")
	}
	kept := b.cat.Topics[:0]
	for _, t := range b.cat.Topics {
		if !b.used[t.ID] {
			b.drop(Drop{Place: Place{ID: string(t.ID)}, What: WhatTopic, Reason: ReasonEmpty})
			continue
		}
		kept = append(kept, t)
	}
	b.cat.Topics = kept
	b.order()
	if b.cat.Title == "" {
		b.cat.Title = b.cat.Topics[0].Title
	}
	if b.cat.Key == "" {
		b.cat.Key = b.cat.Title
	}
	if err := b.cat.Seal(); err != nil {
		return assessment.Catalogue{}, sealed(err)
	}
	return b.cat, nil
}

// order puts the requirements in the order of their topics, each topic's own in the order in which they came, so that
// a catalogue that is written topic by topic stays the same.
func (b *builder) order() {
	at := make(map[assessment.TopicID]int, len(b.cat.Topics))
	for i, t := range b.cat.Topics {
		at[t.ID] = i
	}
	slices.SortStableFunc(b.cat.Requirements, func(x, y assessment.Requirement) int { return at[x.Topic] - at[y.Topic] })
}

// sealed translates the domain's refusal; the builder has looked for all of it before, so it never should happen.
func sealed(err error) error {
	if errors.Is(err, assessment.ErrExists) {
		return fail(CodeDuplicateID, Place{}, err.Error())
	}
	return fail(CodeBadValue, Place{}, err.Error())
}

// paragraphs joins texts with an empty line between them, leaving out empty ones.
func paragraphs(texts ...string) string {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, "\n\n")
}
