package vault

import (
	"bufio"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// chunk is how much of a stream is sealed at a time.
const chunk = 64 << 10

// SealStream copies r to w, sealed in chunks under the vault key and bound to name. Each chunk's nonce holds its
// number and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so
// that chunks cannot be dropped, swapped or cut off unnoticed.
func (v *Vault) SealStream(name string, w io.Writer, r io.Reader, random io.Reader) error {
	aead, prefix, err := v.stream(random)
	if err != nil {
		return err
	}
	if _, err := w.Write(prefix); err != nil {
		return fmt.Errorf("seal a stream: %w", err)
	}
	in := bufio.NewReaderSize(r, chunk+1)
	buf := make([]byte, chunk, chunk+aead.Overhead())
	for n := uint32(0); ; n++ {
		got, err := io.ReadFull(in, buf[:chunk])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("seal a stream: %w", err)
		}
		_, err = in.Peek(1)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("seal a stream: %w", err) // not its end: half of it must not be sealed as the whole
		}
		last := err != nil
		if _, err := w.Write(aead.Seal(buf[:0], chunkNonce(prefix, n, last), buf[:got], []byte("stream\x00"+name))); err != nil {
			return fmt.Errorf("seal a stream: %w", err)
		}
		if last {
			return nil
		}
		if n == 1<<32-1 {
			return fmt.Errorf("seal a stream: too long: %w", ErrOpen)
		}
	}
}

// UnsealStream copies to w what SealStream sealed under the same name. The error wraps ErrOpen where a byte is
// not what was sealed; what was written to w until then must be thrown away.
func (v *Vault) UnsealStream(name string, w io.Writer, r io.Reader) error {
	aead, _, err := v.stream(nil)
	if err != nil {
		return err
	}
	prefix := make([]byte, chacha20poly1305.NonceSizeX-5)
	if _, err := io.ReadFull(r, prefix); err != nil {
		return fmt.Errorf("unseal a stream: %w", ErrOpen)
	}
	in := bufio.NewReaderSize(r, chunk+aead.Overhead()+1)
	buf := make([]byte, chunk+aead.Overhead())
	for n := uint32(0); ; n++ {
		got, err := io.ReadFull(in, buf)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("unseal a stream: %w", errors.Join(ErrOpen, err))
		}
		_, err = in.Peek(1)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("unseal a stream: %w", err)
		}
		last := err != nil
		plain, err := aead.Open(buf[:0], chunkNonce(prefix, n, last), buf[:got], []byte("stream\x00"+name))
		if err != nil {
			return fmt.Errorf("unseal a stream: %w", ErrOpen)
		}
		if _, err := w.Write(plain); err != nil {
			return fmt.Errorf("unseal a stream: %w", err)
		}
		if last {
			return nil
		}
		if n == 1<<32-1 {
			return fmt.Errorf("unseal a stream: too long: %w", ErrOpen)
		}
	}
}

func (v *Vault) stream(random io.Reader) (cipher.AEAD, []byte, error) {
	aead, err := chacha20poly1305.NewX(v.key)
	if err != nil || random == nil {
		return aead, nil, err
	}
	prefix, err := draw(random, chacha20poly1305.NonceSizeX-5)
	return aead, prefix, err
}

func chunkNonce(prefix []byte, n uint32, last bool) []byte {
	nonce := binary.BigEndian.AppendUint32(append([]byte(nil), prefix...), n)
	if last {
		return append(nonce, 1)
	}
	return append(nonce, 0)
}
