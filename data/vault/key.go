package vault

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"
)

// NewSigningKey draws an Ed25519 key pair (RFC 8032).
func NewSigningKey(random io.Reader) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("draw a signing key: %w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// Fingerprint returns about 99 bits of a public key's SHA-256 as five groups of four characters, for people who
// compare two of them. It stands in letters and never changes.
func Fingerprint(key ed25519.PublicKey) string {
	h := sha256.Sum256(append([]byte("kreislage key\x00"), key...))
	n, base, digit := new(big.Int).SetBytes(h[:]), big.NewInt(int64(len(alphabet))), new(big.Int)
	out := make([]byte, 20)
	for i := range out {
		n.DivMod(n, base, digit)
		out[i] = alphabet[digit.Int64()]
	}
	return hyphenate(string(out), 4)
}
