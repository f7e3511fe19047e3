package officecrypt

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
)

// Errors that Decrypt and Encrypt wrap; test with errors.Is. A cancelled context
// is returned as its own error, not as one of these.
var (
	// ErrNotOffice: neither an OLE compound file nor an Office document in a zip.
	ErrNotOffice = errors.New("not an Office file")
	// ErrNotEncrypted: an Office document in a plain zip, without a password.
	ErrNotEncrypted = errors.New("not encrypted")
	// ErrUnsupported: an OLE file without an encrypted package, such as an old
	// .xls or a file under rights management, or a scheme that is not on the
	// allow-list.
	ErrUnsupported = errors.New("unsupported encryption")
	// ErrWrongPassword: the verifier does not fit the password.
	ErrWrongPassword = errors.New("wrong password")
	// ErrDamaged: the file contradicts itself or its HMAC.
	ErrDamaged = errors.New("damaged file")
	// ErrTooCostly: the file demands more rounds than Limits.MaxSpin.
	ErrTooCostly = errors.New("too many key derivation rounds")
	// ErrTooLarge: the file exceeds Limits.MaxFile, or Encrypt would write one
	// that Decrypt refuses by default.
	ErrTooLarge = errors.New("file too large")
	// ErrPassword: Encrypt takes 1 to 255 UTF-16 code units of valid text, the
	// range that Office can type.
	ErrPassword = errors.New("password must have 1 to 255 characters")
)

const (
	// DefaultSpinCount is the number of rounds that Encrypt uses.
	DefaultSpinCount = 100_000
	// DefaultMaxSpin is the greatest number of rounds that Decrypt accepts.
	DefaultMaxSpin = 1_000_000
	// DefaultMaxFile is the greatest file in bytes that Decrypt accepts.
	DefaultMaxFile = 64 << 20
)

// Options of Encrypt. The zero value is what the product uses.
type Options struct {
	// SpinCount is the number of key derivation rounds, 0 for DefaultSpinCount.
	// Fewer rounds are for simulators and tests only.
	SpinCount int
	// Random is the source of salts and keys, nil for crypto/rand. It has to be
	// unpredictable and must never repeat, except in tests.
	Random io.Reader
}

// Limits of Decrypt; zero fields stand for the defaults.
type Limits struct {
	MaxFile int64 // bytes
	MaxSpin int   // rounds
}

func (l Limits) withDefaults() Limits {
	if l.MaxFile <= 0 {
		l.MaxFile = DefaultMaxFile
	}
	if l.MaxSpin <= 0 {
		l.MaxSpin = DefaultMaxSpin
	}
	return l
}

// Result of Decrypt.
type Result struct {
	// Plain is the document, usually a zip.
	Plain []byte
	// Integrity: the HMAC over the whole package was there and right, so only a
	// holder of the password can have written Plain. False for Standard
	// encryption, which authenticates nothing.
	Integrity bool
	// Scheme names the encryption for logs, e.g. "agile AES-256/SHA-512".
	Scheme string
	// SpinCount is the number of key derivation rounds of the file.
	SpinCount int
	// Own: written by Encrypt and equal to its canonical form in every byte,
	// proven under the password. Implies Integrity.
	Own bool
}

// Encrypt returns plain as an agile-encrypted Office file under password. It
// fails with ErrPassword or ErrTooLarge, or when the random source fails.
func Encrypt(plain []byte, password string, o Options) ([]byte, error) {
	units := utf16.Encode([]rune(password))
	if len(units) < 1 || len(units) > 255 || !bytes.Equal([]byte(string([]rune(password))), []byte(password)) {
		return nil, ErrPassword
	}
	if o.SpinCount == 0 {
		o.SpinCount = DefaultSpinCount
	}
	if o.SpinCount < 1 || o.SpinCount > DefaultMaxSpin {
		return nil, fmt.Errorf("%d rounds: %w", o.SpinCount, ErrTooCostly)
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if canonicalSize(len(plain)) > DefaultMaxFile {
		return nil, fmt.Errorf("document of %d bytes: %w", len(plain), ErrTooLarge)
	}
	return encryptAgile(plain, password, o.SpinCount, o.Random)
}

// Decrypt opens file, an encrypted Office document, with password. It returns
// plain bytes only with a nil error. ctx cancels the key derivation. file is not
// changed; Plain does not share memory with it.
func Decrypt(ctx context.Context, file []byte, password string, l Limits) (Result, error) {
	l = l.withDefaults()
	if !isOLE(file) {
		return Result{}, notOLE(file)
	}
	if int64(len(file)) > l.MaxFile {
		return Result{}, fmt.Errorf("%d bytes: %w", len(file), ErrTooLarge)
	}
	info, pkg, err := openStreams(file)
	if err != nil {
		return Result{}, err
	}
	parsed, err := parseEncryptionInfo(info)
	if err != nil {
		return Result{}, fmt.Errorf("read encryption info: %w", err)
	}
	if rounds := parsed.rounds(); rounds > l.MaxSpin {
		return Result{}, fmt.Errorf("%d rounds: %w", rounds, ErrTooCostly)
	}
	sealed, err := splitPackage(pkg)
	if err != nil {
		return Result{}, fmt.Errorf("read encrypted package: %w", err)
	}
	if parsed.standard != nil {
		return parsed.standard.decrypt(ctx, sealed, password)
	}
	return parsed.agile.decrypt(ctx, file, info, sealed, password)
}

func notOLE(file []byte) error {
	if Sniff(file) == KindPlainZip {
		return ErrNotEncrypted
	}
	return ErrNotOffice
}

// openStreams finds the two streams of an encrypted document.
func openStreams(file []byte) (info, pkg []byte, err error) {
	c, err := openContainer(file)
	if err != nil {
		return nil, nil, fmt.Errorf("read container: %w", err)
	}
	infoEntry, hasInfo := c.root[nameEncryptionInfo]
	pkgEntry, hasPkg := c.root[nameEncryptedPackage]
	if !hasInfo || !hasPkg {
		return nil, nil, fmt.Errorf("no encrypted package in the container: %w", ErrUnsupported)
	}
	if infoEntry.size > maxEncryptionInfo {
		return nil, nil, fmt.Errorf("encryption info of %d bytes: %w", infoEntry.size, ErrDamaged)
	}
	if info, err = c.stream(infoEntry); err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", nameEncryptionInfo, err)
	}
	if pkg, err = c.stream(pkgEntry); err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", nameEncryptedPackage, err)
	}
	return info, pkg, nil
}
