package envelope

import (
	"crypto/ed25519"
	"fmt"

	"kreislage/data/assessment"
)

// Predecessor is a key that a desk's folder had before it got another one (a copied folder, a restored backup).
// Its signature vouches for the key that came next, so that who trusts the old key can trust the new one.
type Predecessor struct {
	Desk      assessment.DeskID `json:"desk"`
	Key       []byte            `json:"key"`
	Signature []byte            `json:"signature"`
}

// MaxPredecessors is the longest line of keys that a manifest carries; older ones are left out.
const MaxPredecessors = 16

const successionDomain = "kreislage succession 1\x00"

// Vouch has the old key of a desk sign for its next one.
func Vouch(old ed25519.PrivateKey, desk assessment.DeskID, next assessment.DeskID, nextKey ed25519.PublicKey) Predecessor {
	return Predecessor{Desk: desk, Key: old.Public().(ed25519.PublicKey), Signature: ed25519.Sign(old, succession(desk, next, nextKey))}
}

// succession is what is signed. It names the old desk too, so that an old key cannot be shown under another id.
func succession(old, next assessment.DeskID, key []byte) []byte {
	return append([]byte(successionDomain+string(old)+"\x00"+string(next)+"\x00"), key...)
}

// checkSuccession verifies a line of keys, the newest predecessor first, that ends in the key of the manifest.
func (m Manifest) checkSuccession() error {
	if len(m.Predecessors) > MaxPredecessors {
		return fmt.Errorf("manifest: predecessors: %w", ErrMalformed)
	}
	desk, key := m.Desk, m.Key
	for _, p := range m.Predecessors {
		if !isID(string(p.Desk)) || len(p.Key) != ed25519.PublicKeySize || len(p.Signature) != ed25519.SignatureSize {
			return fmt.Errorf("manifest: predecessor: %w", ErrMalformed)
		}
		if !ed25519.Verify(p.Key, succession(p.Desk, desk, key), p.Signature) {
			return fmt.Errorf("manifest: predecessor: %w", ErrSignature)
		}
		desk, key = p.Desk, p.Key
	}
	return nil
}
