package vault

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"testing"
)

// A fingerprint stands in letters that were sent: it never changes. The value was computed apart from this program.
func TestFingerprintIsStable(t *testing.T) {
	key := make(ed25519.PublicKey, ed25519.PublicKeySize)
	for i := range key {
		key[i] = byte(i)
	}
	if got := Fingerprint(key); got != "RZQQ-BQBX-QCWE-A2N6-7888" {
		t.Error(got)
	}
	for i := range key {
		for bit := range 8 {
			other := bytes.Clone(key)
			other[i] ^= 1 << bit
			if Fingerprint(other) == Fingerprint(key) {
				t.Fatalf("bit %d of byte %d does not count", bit, i)
			}
		}
	}
}

func TestNewSigningKey(t *testing.T) {
	a, err := NewSigningKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewSigningKey(bytes.NewReader(a.Seed()))
	if err != nil || !a.Equal(b) {
		t.Errorf("the key is not its seed's: %v", err)
	}
	if _, err := NewSigningKey(bytes.NewReader(a.Seed()[1:])); err == nil {
		t.Error("a key from 31 bytes")
	}
}
