// Package bundle lays many files behind each other in one stream: a head that lists them by the hash of their bytes,
// then the bytes. It promises that a reader gets exactly the bytes that the head announces, or an error, that nothing
// is held in memory but the head, and that what a head claims is checked before anything is done for it. It must not
// know who may read the stream: that is sealed around it.
package bundle

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// Sentinels for what can be wrong with a stream.
var (
	ErrMalformed = errors.New("not a bundle")
	ErrTooLarge  = errors.New("bundle asks for too much")
	ErrMismatch  = errors.New("bytes are not those announced")
)

// Entry is one file: its SHA-256 as 64 lower-case hexadecimal digits, and its size in bytes.
type Entry struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Head says whose files follow. Names and keys are the sender's word, no more.
type Head struct {
	Program  string  `json:"program"`
	Office   string  `json:"office"`
	District string  `json:"district"`
	Round    string  `json:"round"`
	Desk     string  `json:"desk"`
	Export   string  `json:"export"`
	Sequence uint64  `json:"sequence"`
	Time     string  `json:"time"`    // RFC 3339, for display only
	Entries  []Entry `json:"entries"` // each hash once, in rising order
}

// Limits caps what a reader takes.
type Limits struct {
	Head    int64 // bytes of the head
	Entries int
	Size    int64 // bytes of one file
	Total   int64 // bytes of all files, as far as the caller knows what can be there
}

// DefaultLimits leaves room for 50,000 attachments of 10 MB.
var DefaultLimits = Limits{Head: 8 << 20, Entries: 50_000, Size: 10 << 20, Total: 500 << 30}

// Total returns the bytes of all files.
func (h Head) Total() int64 {
	var n int64
	for _, e := range h.Entries {
		n += e.Size
	}
	return n
}

func (h Head) check(l Limits) error {
	if len(h.Entries) > l.Entries {
		return fmt.Errorf("%d files: %w", len(h.Entries), ErrTooLarge)
	}
	last, total := "", int64(0)
	for _, e := range h.Entries {
		if len(e.SHA256) != 2*sha256.Size || strings.Trim(e.SHA256, "0123456789abcdef") != "" || e.SHA256 <= last || e.Size < 1 {
			return fmt.Errorf("list of files: %w", ErrMalformed)
		}
		if e.Size > l.Size {
			return fmt.Errorf("a file of %d bytes: %w", e.Size, ErrTooLarge)
		}
		if total += e.Size; total > l.Total {
			return fmt.Errorf("files together: %w", ErrTooLarge)
		}
		last = e.SHA256
	}
	return nil
}

// Write writes a head and the bytes of each of its entries, which copy writes to w. The error wraps ErrMismatch where
// copy wrote something else than the entry announces.
func Write(w io.Writer, h Head, l Limits, copy func(e Entry, w io.Writer) error) error {
	if err := h.check(l); err != nil {
		return err
	}
	b, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("write the head: %w", err)
	}
	if int64(len(b)) > l.Head {
		return fmt.Errorf("head: %w", ErrTooLarge)
	}
	if _, err := w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)); err != nil {
		return fmt.Errorf("write the head: %w", err)
	}
	for _, e := range h.Entries {
		p := &proof{hash: sha256.New(), left: e.Size}
		if err := copy(e, io.MultiWriter(p, w)); err != nil {
			return fmt.Errorf("write a file: %w", err)
		}
		if !p.holds(e) {
			return fmt.Errorf("file %s: %w", e.SHA256, ErrMismatch)
		}
	}
	return nil
}

// proof hashes and counts what passes.
type proof struct {
	hash hash.Hash
	left int64
}

func (p *proof) Write(b []byte) (int, error) {
	if p.left -= int64(len(b)); p.left < 0 {
		return 0, ErrMismatch
	}
	return p.hash.Write(b)
}

func (p *proof) holds(e Entry) bool {
	return p.left == 0 && hex.EncodeToString(p.hash.Sum(nil)) == e.SHA256
}

// ReadHead reads the head of a stream. The error wraps ErrMalformed or ErrTooLarge, or is the stream's own.
func ReadHead(r io.Reader, l Limits) (Head, error) {
	var n [4]byte
	if _, err := io.ReadFull(r, n[:]); err != nil {
		return Head{}, cut(err)
	}
	size := int64(binary.BigEndian.Uint32(n[:]))
	if size > l.Head {
		return Head{}, fmt.Errorf("head: %w", ErrTooLarge)
	}
	// Read as it comes: a head that claims to be long takes no memory before it is there.
	b, err := io.ReadAll(io.LimitReader(r, size))
	if err != nil {
		return Head{}, err
	}
	var h Head
	if int64(len(b)) != size || json.Unmarshal(b, &h) != nil {
		return Head{}, fmt.Errorf("head: %w", ErrMalformed)
	}
	return h, h.check(l)
}

// Read hands the bytes of each entry of a head that was read to use, in order; what use leaves unread is read over.
// Bytes are proved at the end of each entry: the reader that use gets ends with an error that wraps ErrMismatch instead
// of io.EOF where they are not those announced. Nothing may follow the last.
func Read(r io.Reader, h Head, use func(e Entry, r io.Reader) error) error {
	for _, e := range h.Entries {
		p := &proving{from: r, entry: e, proof: proof{hash: sha256.New(), left: e.Size}}
		if err := use(e, p); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, p); err != nil {
			return err
		}
	}
	switch _, err := io.ReadFull(r, make([]byte, 1)); {
	case err == nil:
		return fmt.Errorf("something follows the last file: %w", ErrMalformed)
	case !errors.Is(err, io.EOF):
		return err
	}
	return nil
}

// proving reads one entry.
type proving struct {
	from  io.Reader
	entry Entry
	proof proof
	err   error
}

func (p *proving) Read(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	if p.proof.left == 0 {
		p.err = io.EOF
		if !p.proof.holds(p.entry) {
			p.err = fmt.Errorf("file %s: %w", p.entry.SHA256, ErrMismatch)
		}
		return 0, p.err
	}
	if int64(len(b)) > p.proof.left {
		b = b[:p.proof.left]
	}
	n, err := p.from.Read(b)
	_, _ = p.proof.Write(b[:n]) // no more than is left
	if err != nil && p.proof.left > 0 {
		p.err = cut(err)
		return n, p.err
	}
	return n, nil
}

// cut tells a stream that ends too early from one that fails.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("cut off: %w", ErrMalformed)
	}
	return err
}
