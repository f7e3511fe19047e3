package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// ErrAttachmentTooLarge says that a file has more than assessment.MaxAttachment bytes, or none.
var ErrAttachmentTooLarge = errors.New("file is too large to be attached")

// ErrAttachmentAway says that an attachment is known, but its bytes have not come here.
var ErrAttachmentAway = errors.New("bytes of the attachment are not here")

// ErrAttachmentDamaged says that the bytes of an attachment are not any more what was attached.
var ErrAttachmentDamaged = errors.New("attachment is damaged")

// Attachment is a file that proves an answer.
type Attachment struct {
	ID     string // short enough to type, the same on every desk
	Key    assessment.AnswerKey
	Name   string
	Size   int64 // in bytes
	SHA256 string
	Note   string
	Here   bool // the bytes lie in this data folder; they travel only if the district says so
}

// Attach keeps a copy of a file as evidence for an answer. The copy lies sealed in the data folder before the answer
// names it. The error wraps ErrAttachmentTooLarge where the file is empty or has more than assessment.MaxAttachment
// bytes.
func (d *Desk) Attach(ctx context.Context, k assessment.AnswerKey, path, note string) (Attachment, error) {
	if _, err := d.writable(ctx, &k); err != nil {
		return Attachment{}, err
	}
	note, err := canonical.Line(note, assessment.MaxShortText)
	if err != nil {
		return Attachment{}, fmt.Errorf("note on the attachment: %w", err)
	}
	raw, err := readAttachment(path)
	if err != nil {
		return Attachment{}, err
	}
	id, err := assessment.NewID(d.o.Random)
	if err != nil {
		return Attachment{}, err
	}
	sum, err := d.keepBytes(ctx, raw)
	if err != nil {
		return Attachment{}, err
	}
	n := assessment.AttachmentNote{
		SHA256: sum, Size: int64(len(raw)), Requirement: k.Requirement, Name: assessment.FitFileName(canonical.Fold(filepath.Base(path))), Note: note,
	}
	s := assessment.Subject{Round: k.Round, District: k.District, Scope: k.Scope, Kind: assessment.KindAttachment, Item: id, Field: assessment.FieldAttachment}
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return d.write(ctx, tx, s, n.Encode(), SourceTyped, "") }); err != nil {
		return Attachment{}, err
	}
	return d.attachment(s, n), nil
}

// readAttachment reads a file once, so that what is hashed is what is kept whatever happens to it meanwhile.
func readAttachment(path string) ([]byte, error) {
	// A pipe or a device could be waited for without end.
	st, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the attachment: %w", diskError(err))
	}
	if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("read the attachment: %w", assessment.ErrInvalid)
	}
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the attachment: %w", diskError(err))
	}
	defer in.Close()
	raw, err := io.ReadAll(io.LimitReader(in, assessment.MaxAttachment+1))
	if err != nil {
		return nil, fmt.Errorf("read the attachment: %w", diskError(err))
	}
	if len(raw) == 0 || len(raw) > assessment.MaxAttachment {
		return nil, fmt.Errorf("%d bytes: %w", st.Size(), ErrAttachmentTooLarge)
	}
	return raw, nil
}

// attachmentID is short enough to type. It names the register and not the id that the district drew, since another
// district could claim the same.
func attachmentID(s assessment.Subject) string {
	h := assessment.NewHasher("kreislage attachment 1")
	h.Add(string(s.Round), string(s.District), string(s.Scope), string(s.Kind), s.Item, string(s.Field))
	return h.Sum(8)
}

func (d *Desk) attachment(s assessment.Subject, n assessment.AttachmentNote) Attachment {
	k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: n.Requirement}
	return Attachment{attachmentID(s), k, n.Name, n.Size, n.SHA256, n.Note, d.hasBytes(n.SHA256)}
}

// Attachments lists the attachments of a district in a round by requirement and name. An empty district means the
// desk's own, and at the office all of them.
func (d *Desk) Attachments(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]Attachment, error) {
	if district == "" {
		district = d.district
	}
	held, err := d.store.Attachments(ctx, round, district)
	if err != nil {
		return nil, err
	}
	out := d.attachmentsIn(held)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		return strings.Join([]string{string(a.Key.District), string(a.Key.Requirement), a.Name, a.ID}, "\x00") <
			strings.Join([]string{string(b.Key.District), string(b.Key.Requirement), b.Name, b.ID}, "\x00")
	})
	return out, nil
}

// attachmentsIn reads registers of attachments. Where versions stand in conflict, what was attached counts before what
// was taken off.
func (d *Desk) attachmentsIn(held []store.Held) []Attachment {
	out := []Attachment{}
	for _, h := range held {
		n, err := assessment.DecodeAttachment(assessment.Pick(h.Subject.Field, h.Register.Values()))
		if err == nil && !n.Empty() {
			out = append(out, d.attachment(h.Subject, n))
		}
	}
	return out
}

// attachmentsOf reads the attachments of one scope by requirement.
func (d *Desk) attachmentsOf(ctx context.Context, r store.Reader, p *Paper) (map[assessment.RequirementID][]Attachment, error) {
	held, err := r.Attachments(ctx, p.Round.ID, p.District.Key)
	out := map[assessment.RequirementID][]Attachment{}
	for _, a := range d.attachmentsIn(held) {
		if a.Key.Scope == p.Scope.ID {
			out[a.Key.Requirement] = append(out[a.Key.Requirement], a)
		}
	}
	return out, err
}

// findAttachment looks an attachment up by its id. The error wraps assessment.ErrNotFound.
func (d *Desk) findAttachment(ctx context.Context, id string) (assessment.Subject, Attachment, error) {
	held, err := d.store.Attachments(ctx, "", "")
	if err != nil {
		return assessment.Subject{}, Attachment{}, err
	}
	for _, h := range held {
		if attachmentID(h.Subject) != id {
			continue
		}
		if found := d.attachmentsIn([]store.Held{h}); len(found) == 1 {
			return h.Subject, found[0], nil
		}
	}
	return assessment.Subject{}, Attachment{}, fmt.Errorf("attachment %q: %w", id, assessment.ErrNotFound)
}

// Detach takes an attachment off its answer. The bytes stay for a while: an undo may need them.
func (d *Desk) Detach(ctx context.Context, id string) error {
	s, a, err := d.findAttachment(ctx, id)
	if err != nil {
		return err
	}
	if _, err := d.writable(ctx, &a.Key); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return d.write(ctx, tx, s, "", SourceTyped, "") })
}

// AttachmentBytes returns what was attached, proved by its hash. The error wraps ErrAttachmentAway or
// ErrAttachmentDamaged.
func (d *Desk) AttachmentBytes(ctx context.Context, id string) ([]byte, error) {
	_, a, err := d.findAttachment(ctx, id)
	if err != nil {
		return nil, err
	}
	return d.readBytes(ctx, a.SHA256, a.Size)
}

// SaveAttachment writes what was attached to path, whole or not at all. The error wraps assessment.ErrExists where
// there is a file of that name already.
func (d *Desk) SaveAttachment(ctx context.Context, id, path string) error {
	raw, err := d.AttachmentBytes(ctx, id)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s: %w", filepath.Base(path), assessment.ErrExists), err)
	}
	tmp, err := writeTemp(filepath.Dir(path), raw)
	if err != nil {
		return err
	}
	defer os.Remove(tmp) // gone already once it is renamed
	if err := renameNew(tmp, path); err != nil {
		return fmt.Errorf("save the attachment: %w", diskError(err))
	}
	syncDir(filepath.Dir(path))
	return nil
}

// OpenAttachment writes what was attached to a file that other programs can open, in a folder of this account that is
// emptied when the desk is closed and when it is opened again, and returns its path. Changes made there are not kept.
func (d *Desk) OpenAttachment(ctx context.Context, id string) (string, error) {
	_, a, err := d.findAttachment(ctx, id)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(d.lookedAt(), 0o700); err != nil {
		return "", fmt.Errorf("make the folder for opened attachments: %w", diskError(err))
	}
	dir, err := os.MkdirTemp(d.lookedAt(), "")
	if err != nil {
		return "", fmt.Errorf("make the folder for opened attachments: %w", diskError(err))
	}
	path := filepath.Join(dir, a.Name)
	return path, d.SaveAttachment(ctx, id, path)
}

// lookedAt is where attachments lie in the open while they are looked at: with this account's keys, not in the data
// folder, which may be on a stick.
func (d *Desk) lookedAt() string { return filepath.Join(d.o.Profile, "opened", string(d.id)) }

// closeLookedAt removes what was opened. What another program still holds is removed at the next start.
func (d *Desk) closeLookedAt() {
	if err := os.RemoveAll(d.lookedAt()); err != nil {
		d.o.Log.Warn("an opened attachment stays until the next start", "error", err)
	}
}
