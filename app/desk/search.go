package desk

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/search"
	"kreislage/data/store"
)

// searchFile is the index beside the data file. It holds nothing that the data folder does not say elsewhere, and is
// made anew where it is missing.
const searchFile = "kreislage-search.db"

// The kinds of hits that are no registers.
const (
	KindRequirement assessment.Kind = "requirement" // what is asked
	KindNote                        = store.KindNote
)

// The fields of hits that are no registers' own.
const (
	FieldText assessment.Field = "text" // of a requirement
	FieldHelp assessment.Field = "help"
	FieldNote assessment.Field = "note"
)

// SearchQuery says what is looked for. An empty round or district means all; no limit means fifty hits.
type SearchQuery struct {
	Text     string
	Round    assessment.RoundID
	District assessment.DistrictKey
	Kinds    []assessment.Kind  // none means all; KindRequirement are the questions
	Open     bool               // only what still waits for somebody: answers that are not fulfilled, open questions, measures that are not done
	Status   *assessment.Status // only answers with it
	Limit    int
}

// asks tells whether a kind is wanted.
func (q SearchQuery) asks(k assessment.Kind) bool {
	return len(q.Kinds) == 0 || slices.Contains(q.Kinds, k)
}

// written is what is looked for in what was written; false where nothing of that is wanted.
func (q SearchQuery) written() (search.Query, bool) {
	out := search.Query{Text: q.Text, Round: q.Round, District: q.District, Limit: q.Limit}
	for _, k := range q.Kinds {
		if k != KindRequirement {
			out.Kinds = append(out.Kinds, k)
		}
	}
	if len(q.Kinds) > 0 && len(out.Kinds) == 0 {
		return out, false
	}
	if q.Status != nil {
		if !q.asks(assessment.KindAnswer) {
			return out, false
		}
		out.Kinds, out.Marks = []assessment.Kind{assessment.KindAnswer}, append(out.Marks, q.Status.String())
	}
	if q.Open {
		out.Marks = append(out.Marks, markOpen)
	}
	return out, true
}

// markOpen marks in the index what still waits for somebody.
const markOpen = "waiting"

// answerMarks marks an answer that is not fulfilled or in conflict, and every answer with its status.
func answerMarks(a assessment.Answer) []string {
	marks := []string{a.Status.String()}
	switch a.Status {
	case assessment.StatusYes, assessment.StatusDispensable:
		if !a.Conflict {
			return marks
		}
	}
	return append(marks, markOpen)
}

// heldMarks marks a question that is not settled and a measure that is neither done nor dropped.
func heldMarks(kind assessment.Kind, held []store.Held) []string {
	switch kind {
	case assessment.KindRemark:
		for _, m := range remarksIn(held) {
			if m.Open() {
				return []string{markOpen}
			}
		}
	case assessment.KindMeasure:
		for _, m := range measuresOf(held) {
			if m.State != MeasureDone && m.State != MeasureDropped {
				return []string{markOpen}
			}
		}
	}
	return nil
}

// Hit is one place where all the words that were looked for stand.
type Hit struct {
	Key     assessment.AnswerKey // where to go; of a requirement without a round, the newest round that asks it
	Kind    assessment.Kind
	Field   assessment.Field // the part that shows the words, or the first of them
	Ref     string
	Title   string
	Snippet string // the words with some text around them, one line
}

const (
	defaultHits  = 50
	snippetWidth = 120 // characters
)

// Search finds what holds all the words of a text, as it is typed: each word may be the beginning of a longer one, and
// umlauts may be written in any way. Requirements come first (whose number it is before titles, those before texts),
// then what was written in rounds, the newest first. What was written until the call is found.
func (d *Desk) Search(ctx context.Context, q SearchQuery) ([]Hit, error) {
	if q.Limit <= 0 {
		q.Limit = defaultHits
	}
	if len(search.Words(q.Text)) == 0 {
		return []Hit{}, nil
	}
	var hits []Hit
	err := d.withIndex(ctx, func(x *search.Index) error {
		asked, written := []Hit{}, []Hit{}
		var err error
		if q.asks(KindRequirement) && !q.Open && q.Status == nil {
			if asked, err = d.searchAsked(ctx, x, q); err != nil {
				return err
			}
		}
		if w, wanted := q.written(); wanted {
			if written, err = d.searchWritten(ctx, x, w); err != nil {
				return err
			}
		}
		// Neither crowds the other out.
		asked = asked[:min(len(asked), max(q.Limit/2, q.Limit-len(written)))]
		hits = append(asked, written[:min(len(written), q.Limit-len(asked))]...)
		return nil
	})
	return hits, err
}

// SearchCatalogue finds the requirements of a catalogue as Search does.
func (d *Desk) SearchCatalogue(ctx context.Context, catalogue assessment.CatalogueID, text string, limit int) ([]Hit, error) {
	if limit <= 0 {
		limit = defaultHits
	}
	c, err := d.Catalogue(ctx, catalogue)
	if err != nil {
		return nil, err
	}
	hits := []Hit{}
	err = d.withIndex(ctx, func(x *search.Index) error {
		hits, err = d.searchIn(ctx, x, c, assessment.AnswerKey{}, text, limit)
		return err
	})
	return hits, err
}

// searchAsked searches the catalogues of the rounds, the newest round first, each requirement once.
func (d *Desk) searchAsked(ctx context.Context, x *search.Index, q SearchQuery) ([]Hit, error) {
	rounds, err := d.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	hits := []Hit{}
	asked, known := map[assessment.CatalogueID]bool{}, map[assessment.RequirementID]bool{}
	for _, r := range rounds {
		if q.Round != "" && r.ID != q.Round || asked[r.Catalogue] {
			continue
		}
		asked[r.Catalogue] = true
		c, err := d.Catalogue(ctx, r.Catalogue)
		if err != nil {
			return nil, err
		}
		k := assessment.AnswerKey{Round: r.ID, District: q.District, Scope: assessment.WholeScope}
		if k.District == "" {
			k.District = d.district
		}
		found, err := d.searchIn(ctx, x, c, k, q.Text, q.Limit)
		if err != nil {
			return nil, err
		}
		for _, h := range found {
			if !known[h.Key.Requirement] && len(hits) < q.Limit {
				known[h.Key.Requirement] = true
				hits = append(hits, h)
			}
		}
	}
	return hits, nil
}

func (d *Desk) searchIn(ctx context.Context, x *search.Index, c *assessment.Catalogue, k assessment.AnswerKey, text string, limit int) ([]Hit, error) {
	if err := x.AddCatalogue(ctx, c); err != nil {
		return nil, err
	}
	ids, err := x.Requirements(ctx, c.ID, text, limit)
	if err != nil {
		return nil, err
	}
	names := d.names(c)
	hits := make([]Hit, 0, len(ids))
	for _, id := range ids {
		q := names[string(id)]
		k.Requirement = id
		h := Hit{Key: k, Kind: KindRequirement, Field: FieldText, Ref: q.Ref, Title: q.Title, Snippet: search.Snippet(q.Text, "", snippetWidth)}
		h.show(text, []part{{FieldText, q.Text}, {FieldHelp, q.Guidance}})
		hits = append(hits, h)
	}
	return hits, nil
}

// names returns the requirements of a catalogue by id; a catalogue never changes, so the map is made once.
func (d *Desk) names(c *assessment.Catalogue) map[string]assessment.Requirement {
	d.searching.Lock()
	defer d.searching.Unlock()
	if d.named == nil {
		d.named = map[assessment.CatalogueID]map[string]assessment.Requirement{}
	}
	if d.named[c.ID] == nil {
		d.named[c.ID] = namesOf(c)
	}
	return d.named[c.ID]
}

// part is one field of something that was found, in words.
type part struct {
	field assessment.Field
	text  string
}

// show chooses the part that shows most of the words that were looked for.
func (h *Hit) show(text string, parts []part) {
	best := 0
	for _, p := range parts {
		if n := search.Count(p.text, text); n > best {
			best = n
			h.Field, h.Snippet = p.field, search.Snippet(p.text, text, snippetWidth)
		}
	}
}

// searchWritten finds what was written in rounds.
func (d *Desk) searchWritten(ctx context.Context, x *search.Index, q search.Query) ([]Hit, error) {
	keys, err := x.Written(ctx, q)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, 0, len(keys))
	for _, k := range keys {
		parts, requirement, _, err := d.partsOf(ctx, d.store.Reader, subjectOf(k))
		if err != nil {
			return nil, err
		}
		if len(parts) == 0 {
			continue // taken back since it was indexed
		}
		h := Hit{Key: assessment.AnswerKey{Round: k.Round, District: k.District, Scope: k.Scope, Requirement: requirement}, Kind: k.Kind, Field: parts[0].field}
		h.show(q.Text, parts)
		if err := d.nameHit(ctx, &h); err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, nil
}

func (d *Desk) nameHit(ctx context.Context, h *Hit) error {
	r, err := d.store.Round(ctx, h.Key.Round)
	if errors.Is(err, assessment.ErrNotFound) {
		return nil // a note on a district
	}
	if err != nil {
		return err
	}
	c, err := d.Catalogue(ctx, r.Catalogue)
	if err != nil {
		return err
	}
	q, asked := d.names(c)[string(h.Key.Requirement)]
	if !asked { // any more, since the catalogue was corrected
		ever, err := d.everAsked(ctx, d.store.Reader, r)
		if err != nil {
			return err
		}
		q = ever[string(h.Key.Requirement)]
	}
	h.Ref, h.Title = q.Ref, q.Title
	return nil
}

func subjectOf(k search.Key) assessment.Subject {
	return assessment.Subject{Round: k.Round, District: k.District, Scope: k.Scope, Kind: k.Kind, Item: k.Item}
}

// partsOf reads what a thing says now, which requirement it is about, and by what a search may choose it.
func (d *Desk) partsOf(ctx context.Context, r store.Reader, s assessment.Subject) ([]part, assessment.RequirementID, []string, error) {
	switch s.Kind {
	case assessment.KindAnswer:
		a, err := r.Answer(ctx, assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)})
		return answerParts(a), a.Requirement, answerMarks(a), err
	case KindNote:
		notes, err := r.Notes(ctx, s.Round, s.District, s.Scope)
		q := assessment.RequirementID(s.Item)
		return filled([]part{{FieldNote, notes[q]}}), q, nil, err
	}
	held, err := r.RegistersOfItem(ctx, s)
	parts, q := heldParts(held)
	return parts, q, heldMarks(s.Kind, held), err
}

func answerParts(a assessment.Answer) []part {
	return filled([]part{
		{assessment.FieldStatus, a.Explanation}, {assessment.FieldResponsible, a.Responsible}, {assessment.FieldEvidence, a.Evidence}, {assessment.FieldEffort, a.Effort},
	})
}

func filled(parts []part) []part {
	return slices.DeleteFunc(parts, func(p part) bool { return p.text == "" })
}

// heldParts reads the words in the registers of one thing. All versions of a conflict can be found.
func heldParts(held []store.Held) ([]part, assessment.RequirementID) {
	var parts []part
	var about assessment.RequirementID
	for _, h := range held {
		if about == "" && h.Subject.Kind != assessment.KindMeasure && h.Subject.Kind != assessment.KindAttachment {
			about = assessment.RequirementID(h.Subject.Item)
		}
		for _, v := range h.Register.Values() {
			text, q := wordsIn(h.Subject.Field, v)
			parts = append(parts, part{h.Subject.Field, text})
			if q != "" {
				about = q
			}
		}
	}
	return filled(parts), about
}

// wordsIn are the words that people have put into a value, and the requirement that it names.
func wordsIn(f assessment.Field, value string) (string, assessment.RequirementID) {
	switch f {
	case assessment.FieldQuestion, assessment.FieldReply, assessment.FieldMeasureTitle, assessment.FieldMeasureResponsible:
		return value, ""
	case assessment.FieldMeasureRequirement:
		return "", assessment.RequirementID(value)
	case assessment.FieldAttachment:
		n, _ := assessment.DecodeAttachment(value)
		return strings.TrimSpace(n.Name + " " + n.Note), n.Requirement
	case assessment.FieldProposal:
		p, _ := assessment.DecodeProposal(value)
		return p.Reason, ""
	case assessment.FieldAcceptance:
		a, _ := assessment.DecodeAcceptance(value)
		return strings.TrimSpace(a.By + " " + a.Reason), ""
	}
	return "", ""
}

// PrepareSearch brings the index up to date, so that the next Search need not: worth calling in the background after
// the start and after files have been taken in. It may be cancelled at any time.
func (d *Desk) PrepareSearch(ctx context.Context) error {
	return d.withIndex(ctx, func(x *search.Index) error {
		rounds, err := d.Rounds(ctx)
		if err != nil {
			return err
		}
		for _, r := range rounds {
			c, err := d.Catalogue(ctx, r.Catalogue)
			if err != nil {
				return err
			}
			if err := x.AddCatalogue(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// withIndex runs f on an index that is up to date. One that turns out to be damaged is made anew once.
func (d *Desk) withIndex(ctx context.Context, f func(*search.Index) error) error {
	err := d.tryIndex(ctx, f)
	if err == nil || ctx.Err() != nil || !search.Damaged(err) {
		return err
	}
	d.o.Log.Warn("search index is damaged and made anew", "error", err)
	if err := d.dropIndex(); err != nil {
		return err
	}
	return d.tryIndex(ctx, f)
}

func (d *Desk) tryIndex(ctx context.Context, f func(*search.Index) error) error {
	x, err := d.openIndex(ctx)
	if err != nil {
		return err
	}
	if err := d.followAll(ctx, x); err != nil {
		return err
	}
	d.indexUse.RLock()
	defer d.indexUse.RUnlock()
	return f(x)
}

func (d *Desk) openIndex(ctx context.Context) (*search.Index, error) {
	d.searching.Lock()
	defer d.searching.Unlock()
	if d.index == nil {
		x, err := search.Open(ctx, filepath.Join(d.folder, searchFile))
		if err != nil {
			return nil, diskError(err)
		}
		d.index = x
	}
	return d.index, nil
}

// closeIndex closes the index, once nobody searches in it.
func (d *Desk) closeIndex() error {
	d.indexUse.Lock()
	defer d.indexUse.Unlock()
	d.searching.Lock()
	defer d.searching.Unlock()
	if d.index == nil {
		return nil
	}
	err := d.index.Close()
	d.index = nil
	return err
}

func (d *Desk) dropIndex() error {
	if err := d.closeIndex(); err != nil {
		d.o.Log.Warn("search index could not be closed", "error", err)
	}
	return diskError(search.Remove(filepath.Join(d.folder, searchFile)))
}

// followRows is how many entries of the history are followed at a time.
const followRows = 5000

// followAll brings an index up to date with what was written in the folder.
func (d *Desk) followAll(ctx context.Context, x *search.Index) error {
	for {
		more, err := d.follow(ctx, x)
		if err != nil || !more {
			return err
		}
	}
}

// follow takes the next step, and tells whether there was one.
func (d *Desk) follow(ctx context.Context, x *search.Index) (bool, error) {
	d.following.Lock()
	defer d.following.Unlock()
	at, err := followed(ctx, x)
	if err != nil {
		return false, err
	}
	var texts []search.Text
	var next store.Progress
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		written, to, err := r.WrittenSince(ctx, at, followRows)
		if err != nil {
			return err
		}
		next = to
		texts, err = d.textsOf(ctx, r, written)
		return err
	})
	if errors.Is(err, store.ErrOtherPast) {
		return true, x.Clear(ctx)
	}
	if err != nil || next == at {
		return false, err
	}
	return true, x.Update(ctx, texts, map[string]string{
		"history": strconv.FormatInt(next.History, 10), "touched": strconv.FormatInt(next.Touched, 10), "proof": next.Proof,
	})
}

func followed(ctx context.Context, x *search.Index) (store.Progress, error) {
	var p store.Progress
	for name, to := range map[string]*int64{"history": &p.History, "touched": &p.Touched} {
		text, err := x.State(ctx, name)
		if err != nil {
			return p, err
		}
		*to, _ = strconv.ParseInt(text, 10, 64)
	}
	var err error
	p.Proof, err = x.State(ctx, "proof")
	return p, err
}

// textsOf reads what things say now. Where many are of one district, its answers are read at once.
func (d *Desk) textsOf(ctx context.Context, r store.Reader, written []assessment.Subject) ([]search.Text, error) {
	const many = 50
	texts := make([]search.Text, 0, len(written))
	for len(written) > 0 {
		first := written[0]
		n := slices.IndexFunc(written, func(s assessment.Subject) bool {
			return s.Round != first.Round || s.District != first.District || s.Scope != first.Scope || s.Kind != first.Kind
		})
		if n < 0 {
			n = len(written)
		}
		var answers map[assessment.RequirementID]assessment.Answer
		if first.Kind == assessment.KindAnswer && n > many {
			all, err := r.Answers(ctx, first.Round, first.District, first.Scope)
			if err != nil {
				return nil, err
			}
			answers = make(map[assessment.RequirementID]assessment.Answer, len(all))
			for _, a := range all {
				answers[a.Requirement] = a
			}
		}
		for _, s := range written[:n] {
			a := answers[assessment.RequirementID(s.Item)]
			parts, marks := answerParts(a), answerMarks(a)
			if answers == nil {
				var err error
				if parts, _, marks, err = d.partsOf(ctx, r, s); err != nil {
					return nil, fmt.Errorf("index %s %s: %w", s.Kind, s.Item, err)
				}
			}
			texts = append(texts, search.Text{Key: search.Key{Round: s.Round, District: s.District, Scope: s.Scope, Kind: s.Kind, Item: s.Item}, Text: joinParts(parts), Marks: marks})
		}
		written = written[n:]
	}
	return texts, nil
}

func joinParts(parts []part) string {
	texts := make([]string, 0, len(parts))
	for _, p := range parts {
		texts = append(texts, p.text)
	}
	return strings.Join(texts, "\n")
}
