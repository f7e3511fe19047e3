package envelope

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// domain keeps a signature from meaning anything outside an exchange file.
const domain = "kreislage exchange file 1\x00"

// Sealed is an envelope as it travels inside a workbook.
type Sealed struct {
	Manifest, Content, Signature []byte
}

// Seal fills in the content's hash and the public key, and signs. The error wraps ErrMalformed where the reader
// would refuse what is to be written.
func Seal(m Manifest, c Content, key ed25519.PrivateKey) (Sealed, error) {
	if len(key) != ed25519.PrivateKeySize {
		return Sealed{}, fmt.Errorf("signing key of %d bytes: %w", len(key), ErrMalformed)
	}
	content, err := c.encode()
	if err != nil {
		return Sealed{}, err
	}
	m.Format = Format
	m.Content = hashOf(content)
	m.Key = key.Public().(ed25519.PublicKey)
	if !agree(m, c) {
		return Sealed{}, fmt.Errorf("manifest and content disagree: %w", ErrMalformed)
	}
	if err := m.checkSuccession(); err != nil {
		return Sealed{}, err
	}
	manifest, err := m.encode()
	if err != nil {
		return Sealed{}, err
	}
	return Sealed{manifest, content, ed25519.Sign(key, signed(manifest))}, nil
}

// Claims reads a manifest without believing it: who would have sent the file if it were genuine. The error
// wraps ErrNoManifest, ErrMalformed or ErrTooLarge, or is a *FutureError.
func Claims(s Sealed) (Manifest, error) { return decodeManifest(s.Manifest) }

// Open reads an envelope whose signature fits the key that its manifest names. The error wraps ErrNoManifest,
// ErrMalformed, ErrSignature or ErrTooLarge, or is a *FutureError; content is returned only without an error.
func Open(s Sealed, l Limits) (Manifest, Content, error) {
	m, err := decodeManifest(s.Manifest)
	if err != nil {
		return Manifest{}, Content{}, err
	}
	if len(s.Signature) != ed25519.SignatureSize || !ed25519.Verify(m.Key, signed(s.Manifest), s.Signature) {
		return Manifest{}, Content{}, ErrSignature
	}
	if err := m.checkSuccession(); err != nil {
		return Manifest{}, Content{}, err
	}
	if hashOf(s.Content) != m.Content {
		return Manifest{}, Content{}, fmt.Errorf("content: %w", ErrSignature)
	}
	c, err := decodeContent(s.Content, l)
	if err != nil {
		return Manifest{}, Content{}, err
	}
	if !agree(m, c) {
		return Manifest{}, Content{}, fmt.Errorf("manifest and content disagree: %w", ErrMalformed)
	}
	return m, c, nil
}

// agree tells whether a content is one that the manifest announces. Packs for colleagues, and no other files, say
// what they ask.
func agree(m Manifest, c Content) bool {
	return m.Round == c.Round.ID && m.District == c.District.Key && m.Catalogue == c.Round.Catalogue &&
		(c.Delegated != nil) == (m.Kind == KindDelegation) && (len(c.Mirror) == 0 || m.Kind == KindAssignment)
}

func signed(manifest []byte) []byte { return append([]byte(domain), manifest...) }

func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// DecodeLogged reads content that this desk itself has sealed or accepted before, and kept.
func DecodeLogged(content []byte) (Content, error) { return decodeContent(content, DefaultLimits) }
