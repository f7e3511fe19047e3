package desk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// Batch is a set of files as they were read once: what is previewed is what Accept commits. The files of a batch see
// each other: each is judged, and accepted, after those of its district that stand before it in the order of sort.
type Batch struct {
	files   []*staged // as they were named
	ordered []*staged // as they are accepted
}

// Files returns the previews in the order in which the files were named.
func (b *Batch) Files() []FilePreview {
	out := make([]FilePreview, 0, len(b.files))
	for _, s := range b.files {
		out = append(out, s.view)
	}
	return out
}

// largeBatch is the number of files from which on a preview keeps of each file what sums it up and the signed bytes,
// and unfolds the rest again when it is asked for: four hundred unfolded replies would fill the memory.
const largeBatch = 16

// slimDown forgets what can be unfolded from the signed bytes again.
func (s *staged) slimDown(rows *rowSets) {
	s.slim = true
	s.content = envelope.Content{}
	var kept []join // a list of its own: the memory of the long one must not stay
	for _, j := range s.joins {
		if j.hand || j.lost || !s.signed {
			kept = append(kept, j)
		}
	}
	s.joins = kept
	s.rows.answers = rows.shared(s.rows.answers)
	s.view.Trimmed = len(s.view.Changes) > 0
	s.view.Changes = nil
}

// rowSets are the answers that files of a batch say something about. Most files are about the same ones, and the many
// that are need the memory for one.
type rowSets struct {
	mu   sync.Mutex
	sets []map[itemKey]bool
}

// maxRowSets is how many sets are compared with: files that differ much need their own memory, but no more time.
const maxRowSets = 8

// shared returns an equal set that another file has already. Nobody changes it any more.
func (r *rowSets) shared(set map[itemKey]bool) map[itemKey]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, known := range r.sets {
		if maps.Equal(known, set) {
			return known
		}
	}
	if len(r.sets) < maxRowSets {
		r.sets = append(r.sets, set)
	}
	return set
}

// unfolding is the work of bringing back a content that slimDown has forgotten.
type unfolding struct {
	done    chan struct{}
	content envelope.Content // after done
	err     error
}

// beginUnfold has the content of a file brought back, nil where there is nothing to bring back. It changes nothing of
// the file, so nobody has to wait for it.
func (s *staged) beginUnfold() *unfolding {
	if !s.slim || !s.signed || s.view.Accepted || !s.view.Verdict.Acceptable() {
		return nil
	}
	u, content := &unfolding{done: make(chan struct{})}, s.sealed.Content
	go func() {
		defer close(u.done)
		u.content, u.err = envelope.DecodeLogged(content)
	}()
	return u
}

// unfold brings back what slimDown has forgotten, by u where that has begun already, and returns what forgets it again.
func (s *staged) unfold(u *unfolding) (fold func(), err error) {
	if !s.slim || !s.signed {
		return func() {}, nil
	}
	if u == nil {
		u = &unfolding{}
		u.content, u.err = envelope.DecodeLogged(s.sealed.Content)
	} else {
		<-u.done
	}
	if u.err != nil {
		return nil, fmt.Errorf("unfold: %w", u.err)
	}
	s.content = u.content
	return func() { s.content = envelope.Content{} }, nil
}

// sort puts first what no person has to accept, so that it is the same whether or not a person accepts the rest, and
// within each by the senders' numbers. Attachments follow what names them. What has the same number of one desk stays
// as it was named.
func (b *Batch) sort() {
	b.ordered = slices.Clone(b.files)
	slices.SortStableFunc(b.ordered, func(x, y *staged) int {
		return cmp.Or(
			cmp.Compare(x.turn(), y.turn()), cmp.Compare(x.manifest.Sequence, y.manifest.Sequence), cmp.Compare(x.manifest.Desk, y.manifest.Desk),
		)
	})
}

func (s *staged) turn() int {
	switch {
	case s.companion != nil:
		return 3
	case s.view.Verdict.Clean():
		return 0
	case s.view.Verdict.Acceptable():
		return 1
	}
	return 2
}

// ahead is what the files of a batch that were judged already would leave of one district.
type ahead struct {
	reader store.Reader
	known  known
	rounds map[assessment.RoundID]bool
	files  []store.File    // the log would hold them
	states map[string]bool // hashes of the contents that known holds
}

// register gives the state of a register, reading those of its round when they are first asked for.
func (a *ahead) register(ctx context.Context) func(assessment.Subject) (merge.Register, error) {
	return func(s assessment.Subject) (merge.Register, error) {
		if a.rounds[s.Round] {
			return a.known[s], nil
		}
		held, err := a.reader.Registers(ctx, s.Round, s.District)
		a.rounds[s.Round] = true
		a.known.add(held)
		return a.known[s], err
	}
}

// judgeInTurn judges those files again of whose district the batch brings more than one.
func (d *Desk) judgeInTurn(ctx context.Context, b *Batch) error {
	var turns [][]*staged
	for _, group := range b.byDistrict() {
		if len(group) > 1 {
			turns = append(turns, group)
		}
	}
	return eachParallel(ctx, len(turns), nil, func(i int) (string, error) {
		return "", d.store.Snapshot(ctx, func(r store.Reader) error { return d.inTurn(ctx, r, turns[i], nil) })
	})
}

// byDistrict lists the files that can be accepted, in their order.
func (b *Batch) byDistrict() [][]*staged {
	at := map[assessment.DistrictKey]int{}
	var out [][]*staged
	for _, s := range b.ordered {
		if !s.view.Verdict.Acceptable() || s.view.Accepted || s.companion != nil {
			continue
		}
		i, there := at[s.manifest.District]
		if !there {
			i = len(out)
			at[s.manifest.District] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// inTurn judges the files of one district, each by what the ones before it would leave. Where last is given, it ends
// with that file, and judges it alone: the others are taken as they are.
func (d *Desk) inTurn(ctx context.Context, r store.Reader, files []*staged, last *staged) error {
	a := &ahead{reader: r, known: known{}, rounds: map[assessment.RoundID]bool{}, states: map[string]bool{}}
	for _, s := range files {
		target := s
		if last != nil && last.file == s.file {
			target = last
		}
		if err := d.judgeAfter(ctx, a, target, last == nil || target == last); err != nil || target == last {
			return err
		}
	}
	return nil
}

// judgeAfter counts what a file changes after those before it, and adds what it would leave.
func (d *Desk) judgeAfter(ctx context.Context, a *ahead, s *staged, say bool) error {
	var effects []effect
	contradicting := false
	if !a.repeats(s) {
		fold, err := s.unfold(nil)
		if err != nil {
			return err
		}
		defer fold()
		if effects, contradicting, err = d.effectsOf(s.joinsNow(), a.register(ctx), merge.Join); err != nil {
			return err
		}
	}
	clean := s.view.Verdict.Clean()
	if clean && !contradicting {
		now := staged{opened: &opened{signed: s.signed, manifest: s.manifest, content: s.content}}
		err := d.forked(ctx, a.reader, &now, a.files)
		if contradicting = now.view.Verdict == VerdictFork; err != nil {
			return err
		}
	}
	switch {
	case contradicting && clean && say:
		var err error
		if effects, _, err = d.effectsOf(s.joinsNow(), a.register(ctx), merge.Beside); err != nil {
			return err
		}
		s.fork, s.view.Verdict = true, VerdictFork
		d.tally(s, effects)
		return nil
	case contradicting:
		// Which of two files is the false one, of which a person has to accept one, nobody knows yet: whoever may
		// write under a genuine desk's name must not keep the genuine file out. The one that is accepted first holds.
		return nil
	}
	for _, x := range effects {
		a.known[x.subject] = x.after
	}
	if clean {
		a.files = append(a.files, s.logged(""))
	}
	if s.signed {
		a.states[s.manifest.Content] = true
	}
	if say {
		d.tally(s, effects)
	}
	return nil
}

// repeats tells whether a file says just what one before it has said: whoever sends often sends much of it often. Then
// it need not be unfolded.
func (a *ahead) repeats(s *staged) bool {
	return s.signed && a.states[s.manifest.Content] && !slices.ContainsFunc(s.joins, func(j join) bool { return j.hand })
}

// tally says of a file that effects are what it changes. Whether a person has to accept it stays as it is.
func (d *Desk) tally(s *staged, effects []effect) {
	s.rows.count(effects).into(&s.view)
	if clean := s.view.Verdict.Clean(); clean && !s.fresh && !s.scoped && !s.credential.typed {
		s.view.Verdict = VerdictContained
		if len(effects) > 0 {
			s.view.Verdict = VerdictNew
		}
	}
	s.view.Sentence = d.fileSentence(s)
	if s.slim {
		s.view.Trimmed = len(effects) > 0
		return
	}
	titles := make(map[assessment.Subject]CellChange, len(s.view.Changes))
	for _, c := range s.view.Changes {
		titles[c.Subject] = c
	}
	s.view.Changes = changesOf(effects)
	d.name(nil, s.view.Changes)
	for i := range s.view.Changes {
		c := &s.view.Changes[i]
		if was, ok := titles[c.Subject]; ok {
			c.Ref, c.Title = was.Ref, was.Title
		}
	}
}

// Details returns the preview of one file of a batch with every change, also where the batch is so large that its
// previews were trimmed. The error is a *FileError where the file is not the one any more that was previewed.
func (d *Desk) Details(ctx context.Context, b *Batch, file string) (FilePreview, error) {
	i := slices.IndexFunc(b.files, func(s *staged) bool { return s.file == file })
	if i < 0 {
		return FilePreview{}, fmt.Errorf("%s in this batch: %w", filepath.Base(file), assessment.ErrNotFound)
	}
	s := b.files[i]
	if !s.view.Trimmed {
		return s.view, nil
	}
	f := readFile(ctx, s.file, []credential{s.credential})
	if f.sha256 != s.sha256 {
		return FilePreview{}, &FileError{Verdict: VerdictUnreadable, File: s.file}
	}
	full, err := d.stage(ctx, f)
	if err != nil {
		return FilePreview{}, err
	}
	for _, group := range b.byDistrict() {
		if !slices.Contains(group, s) {
			continue
		}
		if err := d.store.Snapshot(ctx, func(r store.Reader) error { return d.inTurn(ctx, r, group, full) }); err != nil {
			return FilePreview{}, err
		}
	}
	if s.fork { // it contradicts another file of the batch
		full.view.Verdict, full.view.Sentence = s.view.Verdict, s.view.Sentence
	}
	return full.view, nil
}
