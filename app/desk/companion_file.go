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
	"strconv"
	"strings"

	"kreislage/data/bundle"
	"kreislage/data/vault"
)

// A companion file carries the bytes of attachments beside a reply. Format 1: a line that names it; a random salt; a
// few bytes that tell the right exchange code from a wrong one; then a bundle, sealed in chunks under a key that comes
// from code and salt (vault.FromCode, Vault.SealStream). It is not signed: whoever receives it takes only bytes whose
// hash stands in answers that were accepted.

// AttachmentsEnding ends the names of companion files.
const AttachmentsEnding = ".anlagen"

const (
	companionMagic   = "kreislage attachments "
	companionFormat  = 1
	companionPurpose = "attachments 1"
	companionStream  = "attachments"
	companionSalt    = 16
	companionCheck   = 16
)

// companion is what a file of attachments turned out to hold.
type companion struct {
	head bundle.Head
}

// isCompanion tells whether a file says that it is one.
func isCompanion(path string) bool {
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	b := make([]byte, len(companionMagic))
	_, err = io.ReadFull(f, b)
	return err == nil && string(b) == companionMagic
}

// sealCompanion writes a companion file.
func sealCompanion(w io.Writer, code string, h bundle.Head, random io.Reader, copy func(bundle.Entry, io.Writer) error) error {
	salt := make([]byte, companionSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return fmt.Errorf("draw random bytes: %w", err)
	}
	v, check, err := vault.FromCode(code, salt, companionPurpose)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s%d\n%s%s", companionMagic, companionFormat, salt, check); err != nil {
		return err
	}
	plain, in := io.Pipe()
	go func() { in.CloseWithError(bundle.Write(in, h, bundle.DefaultLimits, copy)) }()
	err = v.SealStream(companionStream, w, plain, random)
	plain.CloseWithError(err) // ends the writer where sealing failed
	return err
}

// companionReader reads a companion file from its beginning to its end, hashing what passes.
type companionReader struct {
	ctx  context.Context
	file *os.File
	hash hash.Hash
	size int64
}

func (r *companionReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.file.Read(b)
	r.hash.Write(b[:n])
	return n, err
}

// eachAttachment opens a companion file with the first of some codes that fits and hands each of its files to use, in
// order. It never fails: what went wrong is the verdict, unless use did.
func eachAttachment(ctx context.Context, path string, codes []credential, use func(bundle.Head, bundle.Entry, io.Reader) error) (*opened, error) {
	f := &opened{file: path, integral: true}
	file, err := os.Open(path)
	if err != nil {
		f.verdict = VerdictUnreadable
		return f, nil
	}
	defer file.Close()
	st, err := file.Stat()
	if err != nil {
		f.verdict = VerdictUnreadable
		return f, nil
	}
	r := &companionReader{ctx: ctx, file: file, hash: sha256.New(), size: st.Size()}
	failed := f.readCompanion(r, codes, use)
	if _, err := io.Copy(io.Discard, r); err != nil { // the rest counts for the hash
		f.verdict = VerdictUnreadable
		return f, ctx.Err()
	}
	f.sha256 = hex.EncodeToString(r.hash.Sum(nil))
	return f, failed
}

// readCompanion returns what use returned; what is wrong with the file becomes its verdict.
func (f *opened) readCompanion(r *companionReader, codes []credential, use func(bundle.Head, bundle.Entry, io.Reader) error) error {
	in := bufio.NewReaderSize(r, 128<<10)
	v := f.companionVault(in, codes)
	if v == nil {
		return nil
	}
	plain, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.CloseWithError(v.UnsealStream(companionStream, w, in))
	}()
	var used error
	head, err := bundle.ReadHead(plain, bundle.DefaultLimits)
	if err == nil && head.Total() > r.size {
		err = bundle.ErrMalformed // cut off, or lying: what is not compressed cannot hold more than it has
	}
	if err == nil {
		f.companion = &companion{head: head}
		err = bundle.Read(plain, head, func(e bundle.Entry, r io.Reader) error {
			used = use(head, e, r)
			return used
		})
	}
	plain.Close()
	<-done
	if err == nil || used != nil && errors.Is(err, used) && !companionFault(err) {
		return used
	}
	f.verdict, f.companion = VerdictDamaged, nil
	if errors.Is(err, bundle.ErrTooLarge) {
		f.verdict = VerdictTooCostly
	}
	return nil
}

// companionFault tells whether an error is about the file and not about what is done with it.
func companionFault(err error) bool {
	return errors.Is(err, bundle.ErrMalformed) || errors.Is(err, bundle.ErrMismatch) || errors.Is(err, bundle.ErrTooLarge) || errors.Is(err, vault.ErrOpen)
}

// companionVault reads what stands before the bundle and finds the code that fits.
func (f *opened) companionVault(in *bufio.Reader, codes []credential) *vault.Vault {
	line, err := in.ReadSlice('\n')
	format, ok := strings.CutPrefix(strings.TrimSuffix(string(line), "\n"), companionMagic)
	n, wrong := strconv.Atoi(format)
	switch {
	case err != nil || !ok || wrong != nil || n < 1:
		f.verdict = VerdictDamaged
		return nil
	case n > companionFormat:
		f.verdict, f.detail = VerdictFuture, format
		return nil
	}
	open := make([]byte, companionSalt+companionCheck)
	if _, err := io.ReadFull(in, open); err != nil {
		f.verdict = VerdictDamaged
		return nil
	}
	for _, c := range codes {
		if c.export != "" {
			continue // a colleague's pack has no attachments
		}
		v, check, err := vault.FromCode(c.code, open[:companionSalt], companionPurpose)
		if err == nil && bytes.Equal(check, open[companionSalt:]) {
			f.credential = c
			return v
		}
	}
	f.verdict = VerdictWrongCode
	return nil
}

// readAny reads an exchange file or a companion of one. It never fails: what went wrong is the verdict.
func readAny(ctx context.Context, path string, codes []credential) *opened {
	if !isCompanion(path) {
		return readFile(ctx, path, codes)
	}
	f, err := eachAttachment(ctx, path, codes, func(bundle.Head, bundle.Entry, io.Reader) error { return nil })
	if err != nil {
		f.verdict = VerdictUnreadable
	}
	return f
}

// exchangeEnding tells whether a name is one of a file that a folder is looked through for.
func exchangeEnding(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx", AttachmentsEnding:
		return true
	}
	return false
}
