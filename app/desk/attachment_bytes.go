package desk

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/store"
	"kreislage/data/vault"
)

// attachmentFolder lies in the data folder and holds the bytes of attachments, each under the hash of its bytes and
// sealed by the vault. The same bytes lie there once, whatever they prove.
const attachmentFolder = "attachments"

// attachmentMagic is the first line of a sealed attachment; the stream follows.
const attachmentMagic = "kreislage attachment 1\n"

func (d *Desk) bytesPath(sum string) string { return filepath.Join(d.folder, attachmentFolder, sum) }

// hasBytes tells whether something lies under a hash; whether it is whole is seen when it is read.
func (d *Desk) hasBytes(sum string) bool {
	st, err := os.Stat(d.bytesPath(sum))
	return err == nil && st.Mode().IsRegular()
}

// keepBytes seals bytes into the folder and returns their hash. They are on the disk when it returns.
func (d *Desk) keepBytes(ctx context.Context, raw []byte) (string, error) {
	h := sha256.Sum256(raw)
	sum := hex.EncodeToString(h[:])
	if _, err := d.readBytes(ctx, sum, int64(len(raw))); err == nil {
		return sum, nil // kept once already, and whole
	} else if !errors.Is(err, ErrAttachmentAway) && !errors.Is(err, ErrAttachmentDamaged) {
		return "", err
	}
	return sum, d.sealBytes(ctx, sum, bytes.NewReader(raw))
}

// sealBytes seals a stream into the folder under the hash that it must have. The error wraps ErrAttachmentDamaged
// where it has another.
func (d *Desk) sealBytes(ctx context.Context, sum string, from io.Reader) error {
	v, err := d.secrets(ctx)
	if err != nil {
		return err
	}
	folder := filepath.Join(d.folder, attachmentFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("keep the attachment: %w", diskError(err))
	}
	f, err := os.CreateTemp(folder, ".kreislage-*.tmp")
	if err != nil {
		return fmt.Errorf("keep the attachment: %w", diskError(err))
	}
	defer os.Remove(f.Name()) // gone already once it is renamed
	proof := &proving{from: from, hash: sha256.New()}
	_, err = io.WriteString(f, attachmentMagic)
	if err == nil {
		err = v.SealStream(attachmentStream(sum), f, proof, d.o.Random)
	}
	if err == nil && !proof.is(sum) {
		err = ErrAttachmentDamaged
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("keep the attachment: %w", diskError(err))
	}
	if err := os.Rename(f.Name(), d.bytesPath(sum)); err != nil {
		return fmt.Errorf("keep the attachment: %w", diskError(err))
	}
	syncDir(folder)
	syncDir(d.folder)
	return nil
}

// attachmentStream binds a sealed attachment to its hash: one cannot be put in the place of another.
func attachmentStream(sum string) string { return "attachment " + sum }

// proving hashes what passes.
type proving struct {
	from io.Reader
	hash hash.Hash
	n    int64
}

func (p *proving) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	p.hash.Write(b[:n])
	p.n += int64(n)
	return n, err
}

func (p *proving) is(sum string) bool { return hex.EncodeToString(p.hash.Sum(nil)) == sum }

// readBytes returns the bytes with a hash. The error wraps ErrAttachmentAway or ErrAttachmentDamaged.
func (d *Desk) readBytes(ctx context.Context, sum string, size int64) ([]byte, error) {
	var b bytes.Buffer
	if d.hasBytes(sum) {
		b.Grow(int(size))
	}
	if err := d.unsealBytes(ctx, sum, size, &b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unsealBytes copies the bytes with a hash to w. What was written until an error must be thrown away. The error wraps
// ErrAttachmentAway or ErrAttachmentDamaged.
func (d *Desk) unsealBytes(ctx context.Context, sum string, size int64, w io.Writer) error {
	v, err := d.secrets(ctx)
	if err != nil {
		return err
	}
	f, err := os.Open(d.bytesPath(sum))
	if errors.Is(err, os.ErrNotExist) {
		return ErrAttachmentAway
	}
	if err != nil {
		return fmt.Errorf("read the attachment: %w", diskError(err))
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 64<<10)
	magic := make([]byte, len(attachmentMagic))
	if _, err := io.ReadFull(in, magic); err != nil || string(magic) != attachmentMagic {
		return ErrAttachmentDamaged
	}
	h := sha256.New()
	count := &counting{to: io.MultiWriter(h, w), left: size}
	err = v.UnsealStream(attachmentStream(sum), count, in)
	switch {
	case errors.Is(err, vault.ErrOpen), errors.Is(err, errTooMany):
		return fmt.Errorf("%w: %w", ErrAttachmentDamaged, err)
	case err != nil:
		return fmt.Errorf("read the attachment: %w", diskError(err))
	case count.left != 0 || hex.EncodeToString(h.Sum(nil)) != sum:
		return ErrAttachmentDamaged
	}
	return nil
}

// errTooMany says that more bytes came than were announced.
var errTooMany = errors.New("more bytes than announced")

// counting lets no more than the announced bytes pass.
type counting struct {
	to   io.Writer
	left int64
}

func (c *counting) Write(b []byte) (int, error) {
	if c.left -= int64(len(b)); c.left < 0 {
		return 0, errTooMany
	}
	return c.to.Write(b)
}

// keptAfter is how long bytes are kept that nothing names any more: long enough for whoever wants them back.
const keptAfter = 30 * 24 * time.Hour

// sweepBytes removes bytes that no attachment names, that no undo of an import would name again, and that nobody
// named for a long while. Where anything is in doubt they stay.
func (d *Desk) sweepBytes(ctx context.Context) error {
	entries, err := os.ReadDir(filepath.Join(d.folder, attachmentFolder))
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look through the attachments: %w", diskError(err))
	}
	since := d.o.Clock().Add(-keptAfter)
	named, err := d.namedBytes(ctx, since)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if st, err := e.Info(); err != nil || !st.Mode().IsRegular() || st.ModTime().After(since) || named[e.Name()] {
			continue
		}
		if !isSum(e.Name()) && !strings.HasPrefix(e.Name(), ".kreislage-") {
			continue // not put there by this program
		}
		if err := os.Remove(d.bytesPath(e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("sweep the attachments: %w", diskError(err))
		}
	}
	return nil
}

// namedBytes lists the hashes that attachments name or may name again.
func (d *Desk) namedBytes(ctx context.Context, since time.Time) (map[string]bool, error) {
	named := map[string]bool{}
	name := func(values []string) {
		for _, v := range values {
			if n, err := assessment.DecodeAttachment(v); err == nil {
				named[n.SHA256] = true
			}
		}
	}
	return named, d.store.Snapshot(ctx, func(r store.Reader) error {
		held, err := r.Attachments(ctx, "", "")
		if err != nil {
			return err
		}
		for _, h := range held {
			name(h.Register.Values())
		}
		past, err := r.Returning(ctx, since)
		for _, p := range past {
			name(p.Before.Values())
			name(p.After.Values())
		}
		return err
	})
}
