package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/store"
	"kreislage/data/vault"
)

// AcceptByMode returns the choice that a mode stands for.
func AcceptByMode(m AcceptMode) func(FilePreview) bool {
	if m == AcceptAll {
		return func(f FilePreview) bool { return f.Verdict.Acceptable() }
	}
	return func(f FilePreview) bool { return f.Verdict.Clean() }
}

// Accept takes in those files of a batch that are chosen, each in one transaction of its own: a file is in whole
// or not at all. What was previewed is what is committed, joined to what the data folder holds by now. What is taken in
// of one batch, at once or little by little, is known to belong together.
func (d *Desk) Accept(ctx context.Context, b *Batch, which func(FilePreview) bool, progress func(Progress)) ([]FilePreview, error) {
	var next *unfolding
	together := int64(0) // the first file of the batch that was taken in, now or before
	for i, s := range b.ordered {
		s.together = together
		if err := ctx.Err(); err != nil {
			return b.Files(), err
		}
		u := next
		if next = nil; i+1 < len(b.ordered) {
			next = b.ordered[i+1].beginUnfold() // while this one is written
		}
		if err := d.acceptOne(ctx, s, u, which(s.view)); err != nil {
			return b.Files(), fmt.Errorf("%s: %w", s.file, err)
		}
		if s.view.Accepted && together == 0 {
			together = s.view.Import
		}
		if progress != nil {
			progress(Progress{Done: i + 1, Total: len(b.ordered), Item: s.file})
		}
	}
	return b.Files(), nil
}

func (d *Desk) acceptOne(ctx context.Context, s *staged, u *unfolding, chosen bool) error {
	if s.view.Accepted {
		return nil
	}
	if s.view.Verdict == VerdictEarly {
		return nil // nothing is wrong with it; it is taken once its answers are
	}
	if !s.view.Verdict.Acceptable() {
		return d.setAside(ctx, s)
	}
	if !chosen {
		return d.rememberKey(ctx, s)
	}
	if s.companion != nil {
		return d.acceptCompanion(ctx, s)
	}
	fold, err := s.unfold(u)
	if err != nil {
		return err
	}
	defer fold()
	more, err := d.typedCode(ctx, s)
	if err != nil {
		return err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := d.stillFits(ctx, tx, s); err != nil {
			return err
		}
		if s.forgotten {
			return d.takeBack(ctx, tx, s)
		}
		if err := d.commit(ctx, tx, s); err != nil {
			return err
		}
		if d.role == assessment.RoleOffice && s.view.Import != 0 {
			if err := d.recount(ctx, tx, s.manifest.Round, s.manifest.District); err != nil {
				return err
			}
		}
		if more == nil {
			return nil
		}
		return more(tx)
	})
	switch {
	case errors.Is(err, errForked):
		s.view.Verdict = VerdictFork
		s.view.Sentence = d.fileSentence(s)
		return d.setAside(ctx, s)
	case errors.Is(err, errUnconfirmed):
		s.view.Verdict, s.untrusted, s.detail = VerdictUntrusted, true, vault.Fingerprint(s.manifest.Key)
		s.view.Sentence = d.fileSentence(s)
		return nil
	}
	s.view.Accepted = err == nil
	return err
}

// errForked says that a file contradicts what has come in since it was previewed.
var errForked = errors.New("file contradicts another one of its desk")

// errUnconfirmed says that the confirmation of a file's key has been taken back since it was previewed, together with
// the import that had brought it.
var errUnconfirmed = errors.New("key of the file is not confirmed any more")

// stillFits judges a signed file again by what the folder holds by now: another file of the batch may have brought
// the same number with other content, or the same desk with another key.
func (d *Desk) stillFits(ctx context.Context, tx *store.Tx, s *staged) error {
	if !s.signed {
		return nil
	}
	now := staged{opened: &opened{signed: true, manifest: s.manifest, content: s.content}}
	if err := d.trust(ctx, tx.Reader, &now); err != nil {
		return err
	}
	if err := d.forked(ctx, tx.Reader, &now, nil); err != nil {
		return err
	}
	switch {
	case now.view.Verdict != "":
		return errForked
	case now.untrusted && !s.untrusted:
		return errUnconfirmed
	}
	return nil
}

// typedCode makes a code that was typed in the district's own, once a genuine file of the office proves it.
func (d *Desk) typedCode(ctx context.Context, s *staged) (func(*store.Tx) error, error) {
	if !s.credential.typed || !s.signed || s.manifest.Kind != envelope.KindAssignment {
		return nil, nil
	}
	current, err := d.code(ctx, d.district)
	if err != nil || current == s.credential.code {
		return nil, err
	}
	return d.sealCode(ctx, d.district, s.credential.code, false)
}

// rememberKey keeps a key that came with a file nobody has accepted yet, so that it can be confirmed by its
// fingerprint. It gives the key no rights.
func (d *Desk) rememberKey(ctx context.Context, s *staged) error {
	if !s.signed || !s.untrusted {
		return nil
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		known, err := tx.Desk(ctx, s.manifest.Desk)
		if err == nil && known.Trust != store.TrustSeen || err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return err // confirmed meanwhile, and stays so
		}
		return d.keepKey(ctx, tx, s, store.TrustSeen)
	})
}

func (d *Desk) keepKey(ctx context.Context, tx *store.Tx, s *staged, t store.Trust) error {
	return tx.SetDesk(ctx, store.Desk{ID: s.manifest.Desk, Party: s.party(), Key: s.manifest.Key, Trust: t})
}

func (d *Desk) commit(ctx context.Context, tx *store.Tx, s *staged) error {
	editions, err := tx.Editions(ctx, s.manifest.Round)
	if err != nil {
		return err
	}
	if err := d.commitFrame(ctx, tx, s); err != nil {
		return err
	}
	if err := d.confirmReceipts(ctx, tx, s); err != nil {
		return err
	}
	divided := false
	if s.signed {
		if divided, err = takeScopes(ctx, tx, s.content); err != nil {
			return err
		}
	}
	effects, err := d.effectsNow(ctx, tx, s)
	if err != nil {
		return err
	}
	file, err := d.logImport(ctx, tx, s, len(effects) > 0 || divided)
	if err != nil {
		return err
	}
	if s.signed && file != 0 && !slices.Contains(editions, s.content.Round.Catalogue) {
		if err := tx.NoteEditionFile(ctx, s.manifest.Round, s.content.Round.Catalogue, file); err != nil {
			return err
		}
	}
	if err := d.pinKey(ctx, tx, s, file); err != nil {
		return err
	}
	changes, err := d.keep(ctx, tx, s, effects, file)
	if err != nil {
		return err
	}
	s.view.Import = file
	if file == 0 {
		return nil
	}
	if s.manifest.Kind == envelope.KindDelegation {
		if err := tx.ReturnDelegation(ctx, s.manifest.Export); err != nil {
			return err
		}
	}
	return tx.SetFileState(ctx, file, store.FileApplied, changes)
}

// effectsNow tells what accepting a file changes by now, and says so in its preview. The error is errForked where the file
// contradicts what has come in since it was looked at.
func (d *Desk) effectsNow(ctx context.Context, tx *store.Tx, s *staged) ([]effect, error) {
	effects, contradicting, err := d.effectsOf(s.joinsNow(), func(x assessment.Subject) (merge.Register, error) { return tx.Register(ctx, x) }, merge.Join)
	if err != nil {
		return nil, err
	}
	if contradicting {
		return nil, errForked
	}
	d.tally(s, effects)
	return effects, nil
}

// pinKey confirms the key of an accepted file, and remembers which import did so: who takes that import back takes
// the confirmation back with it.
func (d *Desk) pinKey(ctx context.Context, tx *store.Tx, s *staged, file int64) error {
	if !s.signed || !s.untrusted && !s.vouched {
		return nil
	}
	if err := d.keepKey(ctx, tx, s, store.TrustPinned); err != nil || file == 0 {
		return err
	}
	return tx.SetSetting(ctx, settingPinnedBy(s.manifest.Desk), strconv.FormatInt(file, 10))
}

func settingPinnedBy(desk assessment.DeskID) string { return "pinned_by " + string(desk) }

// unpinKeys takes back the confirmations that came with an import.
func unpinKeys(ctx context.Context, tx *store.Tx, file int64) error {
	desks, err := tx.Desks(ctx, "")
	if err != nil {
		return err
	}
	for _, k := range desks {
		by, err := tx.Setting(ctx, settingPinnedBy(k.ID))
		if err != nil {
			return err
		}
		if by != strconv.FormatInt(file, 10) || k.Trust != store.TrustPinned {
			continue
		}
		k.Trust = store.TrustSeen
		if err := tx.SetDesk(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// commitFrame takes in what the office's file says around the answers.
func (d *Desk) commitFrame(ctx context.Context, tx *store.Tx, s *staged) error {
	switch {
	case !s.signed:
		return nil
	case d.role == assessment.RoleDistrict:
		newest, err := newestOf(ctx, tx.Reader, s) // a later one may have come in with the same batch
		if err != nil || !newest {
			return err
		}
		return d.takeFrame(ctx, tx, s.content)
	}
	return nil
}

// confirmReceipts marks those of this desk's own files that the other side says it has applied.
func (d *Desk) confirmReceipts(ctx context.Context, tx *store.Tx, s *staged) error {
	if !s.signed {
		return nil
	}
	for _, r := range s.manifest.Applied {
		if r.Desk != d.id {
			continue
		}
		files, err := tx.FilesOf(ctx, r.Export)
		if err != nil {
			return err
		}
		for _, f := range files {
			if f.Direction != store.Out || f.State == store.FileConfirmed {
				continue
			}
			if err := tx.SetFileState(ctx, f.ID, store.FileConfirmed, f.Changes); err != nil {
				return err
			}
		}
	}
	return nil
}

// logImport notes the file, unless it has been applied before and brings nothing now.
func (d *Desk) logImport(ctx context.Context, tx *store.Tx, s *staged, brings bool) (int64, error) {
	known, err := tx.FilesOf(ctx, s.manifest.Export)
	if err != nil {
		return 0, err
	}
	for _, f := range known {
		if f.Direction == store.In && f.State == store.FileApplied && !brings {
			return 0, nil
		}
	}
	f := s.logged(d.o.Who)
	f.Batch = s.together
	var base []byte
	if s.signed {
		base = s.sealed.Content
	} else {
		f.Content, f.Previous = "", "" // what was filled in by hand is nothing that the sender has signed
	}
	return tx.AddFile(ctx, f, base)
}

// keep writes what a file changes, and returns how many fields that were.
func (d *Desk) keep(ctx context.Context, tx *store.Tx, s *staged, effects []effect, file int64) (int, error) {
	changes := make([]store.Change, 0, len(effects))
	for _, x := range effects {
		source, who := d.author(s, x.join)
		changes = append(changes, store.Change{Subject: x.subject, Register: x.after, Who: who, Source: string(source), File: file})
	}
	return tx.PutAll(ctx, changes)
}

// author tells whose word the history will say that a field of a file is.
func (d *Desk) author(s *staged, j join) (source Source, who string) {
	source, who = SourceImport, s.view.District.Name
	switch {
	case j.hand:
		source = SourceHand // whoever filled it in, it was somebody in the district
	case s.forgotten && !d.owns(j.subject): // the office only repeats it
	case s.manifest.Kind == envelope.KindAssignment, j.lost:
		who = d.officeName
	}
	if s.by != "" {
		who = s.by
	}
	return source, who
}
