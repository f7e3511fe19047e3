package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/bundle"
	"kreislage/data/store"
)

// ErrNoAttachments says that there is nothing to be sent.
var ErrNoAttachments = errors.New("no attachments here")

// ExportAttachments writes the bytes of a district's attachments of a round into a companion of its reply: one file,
// sealed with the district's exchange code. It is read again and compared before it gets its name. The error wraps
// ErrNoAttachments where there are none, and ErrAttachmentDamaged where one is not what was attached.
func (d *Desk) ExportAttachments(ctx context.Context, round assessment.RoundID, dir string) (ExportedFile, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return ExportedFile{}, err
	}
	d.exporting.Lock()
	defer d.exporting.Unlock()
	r, err := d.store.Round(ctx, round)
	if err != nil {
		return ExportedFile{}, err
	}
	if r.State == assessment.RoundClosed {
		return ExportedFile{}, fmt.Errorf("round %s: %w", r.Name, assessment.ErrRoundClosed)
	}
	code, err := d.code(ctx, d.district)
	if err != nil {
		return ExportedFile{}, err
	}
	h, err := d.companionHead(ctx, round)
	if err != nil {
		return ExportedFile{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return ExportedFile{}, fmt.Errorf("make the target folder: %w", diskError(err))
	}
	return d.deliverCompanion(ctx, r, h, code, dir)
}

// companionHead lists what is to be sent: the attachments of a round whose bytes are here, each once.
func (d *Desk) companionHead(ctx context.Context, round assessment.RoundID) (bundle.Head, error) {
	id, err := assessment.NewID(d.o.Random)
	if err != nil {
		return bundle.Head{}, err
	}
	h := bundle.Head{
		Program: d.o.Program, Office: string(d.office), District: string(d.district), Round: string(round), Desk: string(d.id), Export: id,
		Time: d.o.Clock().UTC().Format(time.RFC3339),
	}
	last, err := d.store.LastNumber(ctx, store.OutAttachments, d.id, round, d.district)
	if err != nil {
		return h, err
	}
	h.Sequence = last + 1
	held, err := d.store.Attachments(ctx, round, d.district)
	if err != nil {
		return h, err
	}
	for _, a := range d.attachmentsIn(held) {
		if a.Here {
			h.Entries = append(h.Entries, bundle.Entry{SHA256: a.SHA256, Size: a.Size})
		}
	}
	slices.SortFunc(h.Entries, func(a, b bundle.Entry) int { return strings.Compare(a.SHA256, b.SHA256) })
	h.Entries = slices.CompactFunc(h.Entries, func(a, b bundle.Entry) bool { return a.SHA256 == b.SHA256 })
	if len(h.Entries) == 0 {
		return h, ErrNoAttachments
	}
	return h, nil
}

// deliverCompanion writes the file, proves it, logs it and gives it its name.
func (d *Desk) deliverCompanion(ctx context.Context, round assessment.Round, h bundle.Head, code, dir string) (ExportedFile, error) {
	tmp, err := d.writeCompanion(ctx, h, code, dir)
	if err != nil {
		return ExportedFile{}, err
	}
	defer os.Remove(tmp) // gone already once it is renamed
	proved := readAny(ctx, tmp, []credential{{district: d.district, code: code}})
	if ctx.Err() != nil {
		return ExportedFile{}, ctx.Err()
	}
	if proved.verdict != "" || proved.companion == nil || !slices.Equal(proved.companion.head.Entries, h.Entries) {
		return ExportedFile{}, fmt.Errorf("%w: %s", ErrNotAsMeant, proved.verdict)
	}
	st, err := os.Stat(tmp)
	if err != nil {
		return ExportedFile{}, fmt.Errorf("look at the file: %w", diskError(err))
	}
	target, err := freeName(dir, fmt.Sprintf("%s_%s_Anlagen-%04d%s", safeName(round.Name, 60), safeName(string(d.district), 30), h.Sequence, AttachmentsEnding))
	if err != nil {
		return ExportedFile{}, err
	}
	f := companionEntry(store.OutAttachments, h, filepath.Base(target), proved.sha256, d.o.Who)
	f.State = store.FileWritten
	if err := d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.NextCounter(ctx); err != nil {
			return err
		}
		_, err := tx.AddFile(ctx, f, nil)
		return err
	}); err != nil {
		return ExportedFile{}, err
	}
	if err := d.raiseMark(ctx); err != nil {
		return ExportedFile{}, err
	}
	if err := renameNew(tmp, target); err != nil {
		return ExportedFile{}, fmt.Errorf("name the file: %w", diskError(err))
	}
	syncDir(dir)
	di, err := d.store.District(ctx, d.district)
	return ExportedFile{target, di, h.Sequence, f.SHA256, st.Size()}, err
}

// companionEntry is what the log keeps of a companion file.
func companionEntry(direction store.Direction, h bundle.Head, name, sum, who string) store.File {
	return store.File{
		Direction: direction, Kind: "attachments", Export: assessment.ExportID(h.Export), Round: assessment.RoundID(h.Round),
		District: assessment.DistrictKey(h.District), Desk: assessment.DeskID(h.Desk), Sequence: h.Sequence, Name: name, SHA256: sum, Who: who,
		State: store.FileApplied, Changes: len(h.Entries),
	}
}

func (d *Desk) writeCompanion(ctx context.Context, h bundle.Head, code, dir string) (string, error) {
	f, err := os.CreateTemp(dir, ".kreislage-*.tmp")
	if err != nil {
		return "", fmt.Errorf("write the file: %w", diskError(err))
	}
	err = sealCompanion(f, code, h, d.o.Random, func(e bundle.Entry, w io.Writer) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return d.unsealBytes(ctx, e.SHA256, e.Size, w)
	})
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("write the file: %w", diskError(err))
	}
	return f.Name(), nil
}

// judgeCompanion tells what accepting a companion would bring.
func (d *Desk) judgeCompanion(ctx context.Context, r store.Reader, s *staged) error {
	h := s.companion.head
	s.view.Sequence = h.Sequence
	switch {
	case s.credential.revoked:
		s.view.Verdict = VerdictRevoked
		return nil
	case h.Office != string(d.office) || h.District != string(s.credential.district) || d.role == assessment.RoleDistrict && h.District != string(d.district):
		s.view.Verdict = VerdictForeign
		return nil
	}
	di, err := r.District(ctx, s.credential.district)
	if err != nil {
		return err
	}
	s.view.District = di
	if round, err := r.Round(ctx, assessment.RoundID(h.Round)); err == nil {
		s.view.Round = round.Name
	} else if !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	wanted, err := wantedBytes(ctx, r, di.Key)
	if err != nil {
		return err
	}
	return d.weigh(ctx, s, wanted)
}

// wantedBytes lists the hashes and sizes that accepted answers of a district name.
func wantedBytes(ctx context.Context, r store.Reader, district assessment.DistrictKey) (map[bundle.Entry]bool, error) {
	held, err := r.Attachments(ctx, "", district)
	out := map[bundle.Entry]bool{}
	for _, h := range held {
		for _, v := range h.Register.Values() {
			if n, err := assessment.DecodeAttachment(v); err == nil && !n.Empty() {
				out[bundle.Entry{SHA256: n.SHA256, Size: n.Size}] = true
			}
		}
	}
	return out, err
}

// weigh counts a companion's files: new, here already, or of no answer that is known here.
func (d *Desk) weigh(ctx context.Context, s *staged, wanted map[bundle.Entry]bool) error {
	v := &s.view
	v.New, v.Unchanged, v.Refused, v.Rows = 0, 0, 0, len(s.companion.head.Entries)
	for _, e := range s.companion.head.Entries {
		if !wanted[e] {
			v.Refused++
			continue
		}
		here, err := d.wholeBytes(ctx, e)
		if err != nil {
			return err
		}
		if here {
			v.Unchanged++
		} else {
			v.New++
		}
	}
	switch {
	case v.New > 0:
		v.Verdict = VerdictAttachments
	case s.companion.head.Desk == string(d.id):
		v.Verdict = VerdictOwn
	case v.Refused > 0:
		v.Verdict = VerdictEarly
	default:
		v.Verdict = VerdictContained
	}
	return nil
}

// wholeBytes tells whether bytes are here and whole; damaged ones are taken anew.
func (d *Desk) wholeBytes(ctx context.Context, e bundle.Entry) (bool, error) {
	err := d.unsealBytes(ctx, e.SHA256, e.Size, io.Discard)
	if errors.Is(err, ErrAttachmentAway) || errors.Is(err, ErrAttachmentDamaged) {
		return false, nil
	}
	return err == nil, err
}

// pairCompanions looks at companions again in the light of the replies beside them, which are taken in first.
func (d *Desk) pairCompanions(ctx context.Context, b *Batch) error {
	for _, s := range b.files {
		if s.companion == nil || s.view.Refused == 0 {
			continue
		}
		wanted, err := wantedBytes(ctx, d.store.Reader, s.view.District.Key)
		if err != nil {
			return err
		}
		for _, o := range b.files {
			if o.view.Verdict.Acceptable() && o.view.District.Key == s.view.District.Key {
				for _, e := range o.names {
					wanted[e] = true
				}
			}
		}
		if err := d.weigh(ctx, s, wanted); err != nil {
			return err
		}
		s.view.Sentence = d.fileSentence(s)
	}
	return nil
}

// namedIn lists the attachments that a file's registers name.
func namedIn(joins []join) []bundle.Entry {
	var out []bundle.Entry
	for _, j := range joins {
		if j.subject.Kind != assessment.KindAttachment {
			continue
		}
		for _, v := range j.register.Values() {
			if n, err := assessment.DecodeAttachment(v); err == nil && !n.Empty() {
				out = append(out, bundle.Entry{SHA256: n.SHA256, Size: n.Size})
			}
		}
	}
	return out
}

// acceptCompanion takes those bytes of a companion that accepted answers name by now and that are not here.
func (d *Desk) acceptCompanion(ctx context.Context, s *staged) error {
	if err := d.store.Snapshot(ctx, func(r store.Reader) error { return d.judgeCompanion(ctx, r, s) }); err != nil {
		return err
	}
	s.view.Sentence = d.fileSentence(s)
	if s.view.Verdict != VerdictAttachments {
		s.view.Accepted = s.view.Verdict == VerdictContained
		return nil
	}
	wanted, err := wantedBytes(ctx, d.store.Reader, s.view.District.Key)
	if err != nil {
		return err
	}
	taken := 0
	f, err := eachAttachment(ctx, s.file, []credential{s.credential}, func(_ bundle.Head, e bundle.Entry, r io.Reader) error {
		if here, err := d.wholeBytes(ctx, e); err != nil || here || !wanted[e] {
			return err
		}
		if err := d.sealBytes(ctx, e.SHA256, r); err != nil {
			return err
		}
		taken++
		return nil
	})
	if err != nil {
		return err
	}
	if f.verdict != "" { // changed since it was previewed; what was taken until then was proved by its hash
		s.view.Verdict, s.companion, s.sha256 = f.verdict, nil, f.sha256
		s.view.Sentence = d.fileSentence(s)
		return d.setAside(ctx, s)
	}
	entry := companionEntry(store.InAttachments, f.companion.head, filepath.Base(s.file), f.sha256, d.o.Who)
	entry.District, entry.Changes = s.view.District.Key, taken
	if err := d.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.AddFile(ctx, entry, nil)
		return err
	}); err != nil {
		return err
	}
	s.view.Accepted = true
	return nil
}
