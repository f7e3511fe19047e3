package assessment

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// Hasher computes a hash over a list of texts so that no two different lists give the same input: a domain tag
// first, then every text behind its length.
type Hasher struct{ h hash.Hash }

// NewHasher starts a SHA-256 hash for one purpose; domain tells purposes apart.
func NewHasher(domain string) *Hasher {
	h := &Hasher{h: sha256.New()}
	h.Add(domain)
	return h
}

// Add appends texts, each behind its length in eight bytes.
func (h *Hasher) Add(texts ...string) {
	var n [8]byte
	for _, t := range texts {
		binary.BigEndian.PutUint64(n[:], uint64(len(t)))
		h.h.Write(n[:])
		h.h.Write([]byte(t))
	}
}

// Sum returns the hash's first size bytes as hexadecimal digits.
func (h *Hasher) Sum(size int) string { return hex.EncodeToString(h.h.Sum(nil)[:size]) }
