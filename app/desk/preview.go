package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/bundle"
	"kreislage/data/catalogue"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/store"
	"kreislage/data/vault"
	"kreislage/data/workbook"
)

// staged is a file with everything that accepting it would do.
type staged struct {
	*opened
	view  FilePreview
	joins []join // those that bring something new to this desk
	names []bundle.Entry
	rows  rowCount
	slim  bool

	together int64 // the first file that was taken in with it, 0 where it is that itself
}

// Preview reads files, or the workbooks in folders, and tells what each is and what accepting it would change.
// Nothing is changed. One bad file never stops the others.
func (d *Desk) Preview(ctx context.Context, paths []string, progress func(Progress)) (*Batch, error) {
	codes, err := d.credentials(ctx)
	if err != nil {
		return nil, err
	}
	return d.preview(ctx, paths, codes, progress)
}

func (d *Desk) preview(ctx context.Context, paths []string, codes []credential, progress func(Progress)) (*Batch, error) {
	files, err := workbooksIn(paths)
	if err != nil {
		return nil, err
	}
	b, rows := &Batch{files: make([]*staged, len(files))}, &rowSets{}
	err = eachParallel(ctx, len(files), progress, func(i int) (string, error) {
		s, err := d.stage(ctx, readAny(ctx, files[i], likeliestFirst(codes, files[i])))
		if err == nil && len(files) > largeBatch {
			s.slimDown(rows)
		}
		b.files[i] = s
		return filepath.Base(files[i]), err
	})
	if err != nil {
		return nil, err
	}
	b.sort()
	if err := d.judgeInTurn(ctx, b); err != nil {
		return nil, err
	}
	return b, d.pairCompanions(ctx, b)
}

// workbooksIn lists the files named, and for folders what lies in them and looks like a workbook. What cannot be
// looked at is listed too, so that it gets its line and its sentence like every other file; only where nothing can be
// looked at is there an error.
func workbooksIn(paths []string) ([]string, error) {
	var out []string
	var gone []error
	for _, p := range paths {
		st, err := os.Stat(p)
		if err != nil {
			gone = append(gone, fmt.Errorf("look for %s: %w", filepath.Base(p), err))
		}
		if err != nil || !st.IsDir() {
			out = append(out, p)
			continue
		}
		_ = filepath.WalkDir(p, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				out = append(out, path)
				return nil
			}
			name := strings.ToLower(e.Name())
			if !e.IsDir() && exchangeEnding(name) && !strings.HasPrefix(name, "~$") && !strings.HasPrefix(name, ".") {
				out = append(out, path)
			}
			return nil
		})
	}
	if len(gone) > 0 && len(gone) == len(paths) {
		return nil, errors.Join(gone...)
	}
	return out, nil
}

// credentials lists the codes that may open a file: the current and the former ones of every district that this
// desk knows, and those of the packs that were given to colleagues.
func (d *Desk) credentials(ctx context.Context) ([]credential, error) {
	districts, err := d.store.Districts(ctx)
	if err != nil {
		return nil, err
	}
	var out, old []credential
	for _, di := range districts {
		code, err := d.code(ctx, di.Key)
		if errors.Is(err, assessment.ErrNoCode) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, credential{district: di.Key, code: code})
		former, err := d.formerCodes(ctx, di.Key)
		if err != nil {
			return nil, err
		}
		for _, f := range former {
			old = append(old, credential{district: di.Key, code: f.Code, revoked: f.Revoked})
		}
	}
	packs, err := d.store.Delegations(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range packs {
		code, err := d.secret(ctx, secretDelegation(p.Export))
		if err != nil {
			return nil, err
		}
		old = append(old, credential{district: d.district, code: string(code), export: p.Export})
	}
	return append(out, old...), nil
}

// likeliestFirst puts the district that a file's name tells before the others: every try costs a key derivation.
func likeliestFirst(codes []credential, path string) []credential {
	name := filepath.Base(path)
	out := slices.Clone(codes)
	slices.SortStableFunc(out, func(a, b credential) int {
		inA, inB := strings.Contains(name, safeName(string(a.district), 30)), strings.Contains(name, safeName(string(b.district), 30))
		switch {
		case inA && !inB:
			return -1
		case inB && !inA:
			return 1
		}
		return 0
	})
	return out
}

// stage judges an opened file against what this desk knows. The error is one of the store, not of the file.
func (d *Desk) stage(ctx context.Context, f *opened) (*staged, error) {
	s := &staged{opened: f, rows: newRowCount(), view: FilePreview{File: f.file, Verdict: f.verdict, Integral: f.integral, Sequence: f.manifest.Sequence}}
	if f.verdict == "" {
		err := d.store.Snapshot(ctx, func(r store.Reader) error {
			if s.companion != nil {
				return d.judgeCompanion(ctx, r, s)
			}
			return d.judge(ctx, r, s)
		})
		if err != nil {
			return nil, err
		}
	}
	s.names = namedIn(s.joins)
	s.view.Sentence = d.fileSentence(s)
	s.cells = nil // read through; 400 workbooks must not stay in memory
	return s, nil
}

func (d *Desk) judge(ctx context.Context, r store.Reader, s *staged) error {
	round, known, err := d.belongs(ctx, r, s)
	if err != nil || !known {
		return err
	}
	own, err := r.FilesOf(ctx, s.manifest.Export)
	if err != nil {
		return err
	}
	base, err := d.base(ctx, r, s, own)
	if err != nil || s.view.Verdict != "" {
		return err
	}
	if err := d.forked(ctx, r, s, nil); err != nil {
		return err
	}
	// A fork is held, but what it says is shown beside what is here: a person has to decide between them.
	s.fork, s.view.Verdict = s.view.Verdict == VerdictFork, ""
	return d.compare(ctx, r, s, round, base)
}

// belongs tells whether the file is of this office, this district and a round that is known, or brings its round.
func (d *Desk) belongs(ctx context.Context, r store.Reader, s *staged) (assessment.Round, bool, error) {
	m := s.manifest
	switch {
	case s.credential.revoked:
		s.view.Verdict = VerdictRevoked
		return assessment.Round{}, false, nil
	case s.credential.export != "" && s.credential.export != m.Export, m.Kind == envelope.KindDelegation && d.role == assessment.RoleOffice:
		s.view.Verdict = VerdictDelegation
		return assessment.Round{}, false, nil
	}
	if m.Office != d.office || m.District != s.credential.district || d.role == assessment.RoleDistrict && m.District != d.district {
		s.view.Verdict = VerdictForeign
		return assessment.Round{}, false, nil
	}
	di, err := r.District(ctx, m.District)
	if err != nil {
		return assessment.Round{}, false, err
	}
	s.view.District = di
	if s.forgotten, err = d.forgottenHere(ctx, r, s); err != nil {
		return assessment.Round{}, false, err
	}
	if s.forgotten {
		s.view.Round = s.content.Round.Name
		return s.content.Round, true, nil
	}
	round, err := r.Round(ctx, m.Round)
	if errors.Is(err, assessment.ErrNotFound) {
		if s.signed && d.role == assessment.RoleDistrict && m.Kind == envelope.KindAssignment && s.content.Catalogue != nil {
			s.view.Round = s.content.Round.Name
			return s.content.Round, true, nil
		}
		s.view.Verdict, s.missing = VerdictForeign, missingRound
		if s.signed {
			s.view.Round = s.content.Round.Name
		}
		return assessment.Round{}, false, nil
	}
	s.view.Round = round.Name
	if err != nil || !s.signed || m.Kind == envelope.KindAssignment {
		return round, true, err
	}
	// A reply or a pack of a former edition of a corrected catalogue is as good as one to the edition that holds.
	editions, err := r.Editions(ctx, round.ID)
	if err != nil || slices.Contains(editions, m.Catalogue) {
		return round, true, err
	}
	s.view.Verdict, s.missing = VerdictForeign, missingEdition
	return round, false, nil
}

// base finds the content that the cells are compared with: the file's own where the signature holds, and
// otherwise what the log kept of the export that the file says it is. It also sorts out who signed.
func (d *Desk) base(ctx context.Context, r store.Reader, s *staged, own []store.File) (envelope.Content, error) {
	written := s.manifest.Desk == d.id || d.role == assessment.RoleOffice && s.manifest.Kind == envelope.KindAssignment
	if s.forgotten {
		return s.content, nil
	}
	if s.signed && !written {
		return s.content, d.trust(ctx, r, s)
	}
	for _, f := range own {
		if f.Desk != s.manifest.Desk || f.District != s.manifest.District || f.Round != s.manifest.Round {
			continue
		}
		logged, err := r.Base(ctx, f.ID)
		if err != nil {
			return envelope.Content{}, err
		}
		if len(logged) == 0 {
			continue
		}
		c, err := envelope.DecodeLogged(logged)
		if err != nil {
			return envelope.Content{}, fmt.Errorf("content of file %d in the log: %w: %w", f.ID, store.ErrCorrupt, err)
		}
		s.onlyCells(f)
		return c, nil
	}
	s.view.Verdict = VerdictUnknownBase
	return envelope.Content{}, nil
}

// onlyCells reduces a file to what people typed into it: all that its manifest claims is taken from the log.
func (s *staged) onlyCells(f store.File) {
	s.signed = false
	s.manifest = envelope.Manifest{
		Kind: envelope.Kind(f.Kind), Office: s.manifest.Office, District: f.District, Round: f.Round, Desk: f.Desk, Export: f.Export,
		Sequence: f.Sequence, OfficeName: s.manifest.OfficeName, Time: f.At.UTC().Format(time.RFC3339),
	}
	s.view.Sequence = f.Sequence
}

// trust sorts a signed file by what is known of its key: confirmed here, vouched for by a confirmed one, or seen
// by nobody yet.
func (d *Desk) trust(ctx context.Context, r store.Reader, s *staged) error {
	party := s.party()
	known, err := r.Desk(ctx, s.manifest.Desk)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		s.untrusted = true
	case err != nil:
		return err
	case known.Trust == store.TrustSeen:
		s.untrusted = true // whoever came first under this id: a key that nobody has confirmed keeps nobody out
	case known.Party != party || string(known.Key) != string(s.manifest.Key):
		s.view.Verdict = VerdictFork
		return nil
	default:
		return nil
	}
	s.detail = vault.Fingerprint(s.manifest.Key)
	for _, p := range s.manifest.Predecessors {
		old, err := r.Desk(ctx, p.Desk)
		if err == nil && old.Party == party && string(old.Key) == string(p.Key) && old.Trust != store.TrustSeen {
			s.untrusted, s.vouched = false, true
			return nil
		}
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return err
		}
	}
	return nil
}

// party tells who must have signed a file of this kind.
func (s *staged) party() string {
	if s.manifest.Kind == envelope.KindAssignment {
		return store.PartyOffice
	}
	return string(s.manifest.District)
}

// forked finds a number that this desk has seen with other content, in a file of its log or in one of more, and
// versions under this desk's own name that it never gave: signs of a copied folder or a restored backup.
func (d *Desk) forked(ctx context.Context, r store.Reader, s *staged, more []store.File) error {
	if !s.signed {
		return nil
	}
	var near [3][]store.File // the known files with the number before, the same, the one after
	for i := range near {
		var err error
		at := s.manifest.Sequence + uint64(i) - 1
		if near[i], err = r.Numbered(ctx, string(s.manifest.Kind), s.manifest.Desk, s.manifest.Round, s.manifest.District, at); err != nil {
			return err
		}
		for _, f := range more {
			if f.Kind == string(s.manifest.Kind) && f.Desk == s.manifest.Desk && f.Round == s.manifest.Round && f.District == s.manifest.District && f.Sequence == at {
				near[i] = append(near[i], f)
			}
		}
	}
	otherContent := func(f store.File) bool {
		return f.Content != "" && (f.Export != s.manifest.Export || f.Content != s.manifest.Content)
	}
	otherPast := func(f store.File) bool { return f.Content != "" && f.Export != s.manifest.Previous }
	otherNext := func(f store.File) bool { return f.Content != "" && f.Previous != "" && f.Previous != s.manifest.Export }
	if slices.ContainsFunc(near[0], otherPast) || slices.ContainsFunc(near[1], otherContent) || slices.ContainsFunc(near[2], otherNext) {
		s.view.Verdict = VerdictFork
		return nil
	}
	counter, err := r.Counter(ctx)
	if err != nil {
		return err
	}
	for _, e := range s.content.Entries {
		if e.Register.Covers(merge.Version{Desk: string(d.id), Counter: counter + 1}) {
			s.view.Verdict = VerdictFork
			return nil
		}
	}
	return nil
}

// compare fills in what accepting the file would change, row by row.
func (d *Desk) compare(ctx context.Context, r store.Reader, s *staged, round assessment.Round, base envelope.Content) error {
	cat, err := d.editionOf(ctx, r, base)
	if err != nil {
		return err
	}
	held, err := r.Registers(ctx, s.manifest.Round, s.manifest.District)
	if err != nil {
		return err
	}
	now := known{}
	now.add(held)
	var joins []join
	if s.signed {
		if err := d.compareFrame(ctx, r, s); err != nil {
			return err
		}
		joins = s.signedJoins()
		s.rows.seeAnswers(joins)
	}
	if base.Delegated != nil {
		s.by = base.Delegated.To
	}
	cells := workbook.Compare(bookOf(d.say(), s.manifest, base, cat), s.cells)
	if s.forgotten {
		cells = s.withoutHands(d, cells)
	}
	joins = append(joins, d.compareCells(s, base, cells)...)
	how := merge.Join
	if s.fork {
		how = merge.Beside
	}
	effects, contradicting, err := d.effectsOf(joins, now.register, how)
	if contradicting && !s.fork {
		s.fork = true
		effects, _, err = d.effectsOf(joins, now.register, merge.Beside)
	}
	if err != nil {
		return err
	}
	for _, x := range effects {
		s.joins = append(s.joins, x.join)
	}
	s.view.Changes = changesOf(effects)
	if err := d.describe(ctx, r, s, round, cat); err != nil {
		return err
	}
	s.rows.count(effects).into(&s.view)
	s.view.Verdict = s.judged()
	return nil
}

// compareFrame tells whether a file says something new around the answers.
func (d *Desk) compareFrame(ctx context.Context, r store.Reader, s *staged) error {
	held, err := r.Scopes(ctx, s.manifest.District)
	if err != nil {
		return err
	}
	s.scoped = len(newScopes(held, s.content.Scopes)) > 0
	if s.forgotten {
		return d.rememberFrame(ctx, r, s)
	}
	if d.role != assessment.RoleDistrict || s.manifest.Kind != envelope.KindAssignment {
		return nil
	}
	newest, err := newestOf(ctx, r, s)
	if err != nil {
		return err
	}
	round, err := r.Round(ctx, s.manifest.Round)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	if !newest || err != nil {
		s.fresh = newest // of a round that is new here
		return nil
	}
	known, err := r.Rewordings(ctx, round.ID)
	if err != nil {
		return err
	}
	mirror, err := r.Mirror(ctx, round.ID)
	if err != nil {
		return err
	}
	reworded := slices.ContainsFunc(s.content.Rewordings, func(w assessment.Rewording) bool { return !slices.Contains(known, w) })
	s.fresh = round != s.content.Round || reworded || !sameMirror(mirror, s.content.Mirror)
	s.news, err = d.frameNews(ctx, r, round, s.content)
	return err
}

// frameNews says in sentences what a file of the office changes of a round that is known here.
func (d *Desk) frameNews(ctx context.Context, r store.Reader, was assessment.Round, c envelope.Content) ([]string, error) {
	w, now := d.say(), c.Round
	var out []string
	if now.Catalogue != was.Catalogue && c.Catalogue != nil {
		before, err := d.catalogueIn(ctx, r, was.Catalogue)
		if err != nil {
			return nil, err
		}
		e := askedDifferently(catalogue.Compare(*before, *c.Catalogue), assessment.NewRewordings(c.Rewordings))
		out = append(out, w.Say("verdict.and_reissued", "added", len(e.New), "changed", len(e.Changed), "removed", len(e.Gone)))
	}
	if now.Due != was.Due && now.Due != "" {
		out = append(out, w.Say("verdict.and_due", "due", w.Date(now.Due)))
	}
	if now.State != was.State {
		out = append(out, w.Say("verdict.and_state."+string(now.State)))
	}
	return out, nil
}

func sameMirror(a, b []assessment.TopicMirror) bool {
	byTopic := func(x, y assessment.TopicMirror) int { return cmp.Compare(x.Topic, y.Topic) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), byTopic), slices.SortedFunc(slices.Values(b), byTopic))
}

// newestOf tells whether no later file of the same desk has been applied: an older one, taken in late, must not turn
// a due date back.
func newestOf(ctx context.Context, r store.Reader, s *staged) (bool, error) {
	known, err := r.Files(ctx, store.In, s.manifest.Round, s.manifest.District)
	// Also one that was taken back: what it said of the round has stayed.
	return !slices.ContainsFunc(known, func(f store.File) bool {
		return f.Content != "" && f.Desk == s.manifest.Desk && f.Sequence > s.manifest.Sequence
	}), err
}

// editionOf is the edition of the catalogue that a content was written for: the cells show its requirements, whatever
// edition holds by now.
func (d *Desk) editionOf(ctx context.Context, r store.Reader, c envelope.Content) (*assessment.Catalogue, error) {
	if c.Catalogue != nil {
		return c.Catalogue, nil
	}
	return d.catalogueIn(ctx, r, c.Round.Catalogue)
}

// contradicts tells whether a register that came with a file and the one here cannot both be true: one number stands
// for two writes, or a write is told of under this desk's own number that it has never made. Then somewhere else, in a
// copy of this folder and of all that its computer remembers, somebody writes under the same number.
func (d *Desk) contradicts(here, told merge.Register) bool {
	if _, forked := merge.Fork(here, told); forked {
		return true
	}
	return told.Last(string(d.id)) > here.Last(string(d.id))
}

// compareCells lists what a person has typed into the cells.
func (d *Desk) compareCells(s *staged, base envelope.Content, cells workbook.Comparison) []join {
	var joins []join
	seen := make(map[assessment.Subject]merge.Register, len(base.Entries))
	for _, e := range base.Entries {
		seen[e.Subject(s.manifest)] = e.Register
	}
	for _, row := range cells.Results {
		key := itemKey{row.Kind, row.Scope, row.Item}
		switch {
		case row.Outcome == workbook.OutcomeRefused:
			s.rows.refuse(key)
			s.problems(d, row.Reasons, true)
		case row.Kind == assessment.KindAnswer:
			s.rows.see(key)
		}
		for _, p := range row.Proposals {
			subject := assessment.Subject{Round: s.manifest.Round, District: s.manifest.District, Scope: p.Scope, Kind: p.Kind, Item: p.Item, Field: p.Field}
			if subject.Scope == "" {
				subject.Scope = scopeOfMeasure(base, p.Item)
			}
			if owner, _ := assessment.Owner(p.Kind, p.Field); owner != assessment.RoleDistrict {
				continue
			}
			v := handVersion(s.manifest.Export, subject, p.Value)
			joins = append(joins, join{subject: subject, register: seen[subject].Write(v, p.Value), hand: true})
		}
	}
	s.problems(d, cells.Warnings, false)
	return joins
}

// scopeOfMeasure tells which scope a line of the measures belongs to; a new one is the whole district's.
func scopeOfMeasure(base envelope.Content, item string) assessment.ScopeID {
	for _, e := range base.Entries {
		if e.Kind == assessment.KindMeasure && e.Item == item {
			return e.Scope
		}
	}
	return assessment.WholeScope
}

// handVersion derives the version of a value that was typed into an export: two desks that take in the same
// filled-in file agree, and two different fillings of one export are a conflict.
func handVersion(export assessment.ExportID, s assessment.Subject, value string) merge.Version {
	h := assessment.NewHasher("kreislage hand 1")
	h.Add(string(export), string(s.Round), string(s.District), string(s.Scope), string(s.Kind), s.Item, string(s.Field), value)
	return merge.Version{Desk: handMark + h.Sum(15), Counter: 1}
}

// handMark stands before what versions have for a desk whose number is derived: typed into an export, or carried over.
const handMark = "~"

func derived(desk assessment.DeskID) bool { return strings.HasPrefix(string(desk), handMark) }

func (s *staged) problems(d *Desk, notes []workbook.Note, refused bool) {
	for _, n := range notes {
		s.view.Problems = append(s.view.Problems, CellProblem{n.Cell, d.say().Say(string(n.Code), n.Args()...), refused})
	}
}

// judged names what the file is, once it is known to belong here.
func (s *staged) judged() Verdict {
	hand := slices.ContainsFunc(s.joins, func(j join) bool { return j.hand })
	switch {
	case s.fork:
		return VerdictFork
	case s.untrusted:
		return VerdictUntrusted
	case s.forgotten:
		return VerdictLost
	case hand || s.view.Refused > 0:
		return VerdictHand
	case slices.ContainsFunc(s.joins, func(j join) bool { return j.lost }):
		return VerdictLost
	case len(s.joins) > 0 || s.fresh || s.scoped || s.signed && s.credential.typed:
		return VerdictNew // accepting it at least makes the code that was typed in this desk's own
	case !s.signed:
		return VerdictOwn
	}
	return VerdictContained
}
