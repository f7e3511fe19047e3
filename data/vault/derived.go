package vault

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// checkSize is how many bytes tell a right code from a wrong one.
const checkSize = 16

// FromCode returns the vault of one file, whose key comes from an exchange code and the file's own random salt (HKDF,
// RFC 5869), and bytes that may stand openly in the file: who has the code can tell by them that it is the right one.
// A code has more than 100 random bits, so that nothing has to be stretched; a passphrase must not be used here.
func FromCode(code string, salt []byte, purpose string) (*Vault, []byte, error) {
	if len(salt) < minSalt || len(salt) > maxSalt {
		return nil, nil, fmt.Errorf("salt of %d bytes: %w", len(salt), ErrOpen)
	}
	b, err := hkdf.Key(sha256.New, []byte(code), salt, "kreislage "+purpose, chacha20poly1305.KeySize+checkSize)
	if err != nil {
		return nil, nil, fmt.Errorf("derive a key: %w", err)
	}
	return &Vault{b[:chacha20poly1305.KeySize]}, b[chacha20poly1305.KeySize:], nil
}
