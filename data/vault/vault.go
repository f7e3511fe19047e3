package vault

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/text/unicode/norm"

	"kreislage/data/assessment"
)

// ErrOpen says that a slot or a secret does not open: a wrong passphrase or key, or changed bytes.
var ErrOpen = errors.New("does not open")

// Vault seals and unseals secrets under one random key.
type Vault struct{ key []byte }

// Cost is the work that a guess at a passphrase takes (Argon2id, RFC 9106).
type Cost struct {
	Passes  uint32 `json:"passes"`
	Memory  uint32 `json:"memory"` // KiB
	Threads uint8  `json:"threads"`
}

// DefaultCost takes about a quarter of a second on an office computer.
var DefaultCost = Cost{Passes: 3, Memory: 64 << 10, Threads: 2}

// maxCost keeps a slot in a foreign folder from asking for unbounded work: a few seconds and 256 MiB at most.
var maxCost = Cost{Passes: 10, Memory: 256 << 10, Threads: 8}

// minSalt and maxSalt bound a slot's salt in bytes.
const minSalt, maxSalt = 16, 64

func (c Cost) valid() bool {
	return c.Passes > 0 && c.Threads > 0 && c.Passes <= maxCost.Passes && c.Memory <= maxCost.Memory && c.Threads <= maxCost.Threads
}

// Slot is the vault key sealed under something that a person knows or an account has.
type Slot struct {
	Kind   string `json:"kind"` // "passphrase" or "account"
	Name   string `json:"name"` // which account key
	Salt   []byte `json:"salt,omitempty"`
	Cost   Cost   `json:"cost"`
	Sealed []byte `json:"sealed"`
}

// The kinds of slots.
const (
	SlotPassphrase = "passphrase"
	SlotAccount    = "account"
)

// New draws a vault key.
func New(random io.Reader) (*Vault, error) {
	key, err := draw(random, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return &Vault{key}, nil
}

// Passphrase returns a slot that opens with a passphrase. The error wraps assessment.ErrInvalid where the
// passphrase is empty or the cost one that OpenPassphrase refuses.
func (v *Vault) Passphrase(passphrase string, cost Cost, random io.Reader) (Slot, error) {
	if passphrase == "" || !cost.valid() {
		return Slot{}, fmt.Errorf("passphrase slot: %w", assessment.ErrInvalid)
	}
	salt, err := draw(random, minSalt)
	if err != nil {
		return Slot{}, err
	}
	s := Slot{Kind: SlotPassphrase, Salt: salt, Cost: cost}
	s.Sealed, err = seal(stretch(passphrase, s), s.label(), v.key, random)
	return s, err
}

// Account returns a slot that opens with a key that the account keeps under a name.
func (v *Vault) Account(name string, key []byte, random io.Reader) (Slot, error) {
	s := Slot{Kind: SlotAccount, Name: name}
	var err error
	s.Sealed, err = seal(key, s.label(), v.key, random)
	return s, err
}

// OpenPassphrase opens a passphrase slot. The error wraps ErrOpen.
func OpenPassphrase(s Slot, passphrase string) (*Vault, error) {
	if s.Kind != SlotPassphrase || !s.Cost.valid() || len(s.Salt) < minSalt || len(s.Salt) > maxSalt {
		return nil, fmt.Errorf("passphrase slot: %w", ErrOpen)
	}
	return vaultIn(s, stretch(passphrase, s))
}

// OpenAccount opens an account slot. The error wraps ErrOpen.
func OpenAccount(s Slot, accountKey []byte) (*Vault, error) {
	if s.Kind != SlotAccount {
		return nil, fmt.Errorf("account slot: %w", ErrOpen)
	}
	return vaultIn(s, accountKey)
}

func vaultIn(s Slot, key []byte) (*Vault, error) {
	inside, err := unseal(key, s.label(), s.Sealed)
	if err != nil || len(inside) != chacha20poly1305.KeySize {
		return nil, fmt.Errorf("%s slot: %w", s.Kind, ErrOpen)
	}
	return &Vault{inside}, nil
}

// Seal returns secret sealed under the vault key and bound to name.
func (v *Vault) Seal(name string, secret []byte) ([]byte, error) {
	return seal(v.key, "secret\x00"+name, secret, rand.Reader)
}

// Unseal opens what Seal sealed under the same name. The error wraps ErrOpen.
func (v *Vault) Unseal(name string, sealed []byte) ([]byte, error) {
	plain, err := unseal(v.key, "secret\x00"+name, sealed)
	if err != nil {
		return nil, fmt.Errorf("secret %s: %w", name, err)
	}
	return plain, nil
}

// Encode returns a slot as text for the store.
func (s Slot) Encode() (string, error) {
	b, err := json.Marshal(s)
	return string(b), err
}

// DecodeSlot reads what Encode wrote. The error wraps ErrOpen.
func DecodeSlot(text string) (Slot, error) {
	var s Slot
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return Slot{}, fmt.Errorf("slot: %w", ErrOpen)
	}
	return s, nil
}

func (s Slot) label() string { return "slot\x00" + s.Kind + "\x00" + s.Name }

// stretch turns a passphrase into a key. One keyboard composes umlauts and another does not: both mean the same.
func stretch(passphrase string, s Slot) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(passphrase)), s.Salt, s.Cost.Passes, s.Cost.Memory, s.Cost.Threads, chacha20poly1305.KeySize)
}

func seal(key []byte, label string, plain []byte, random io.Reader) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	nonce, err := draw(random, aead.NonceSize())
	if err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, plain, []byte(label)), nil
}

func unseal(key []byte, label string, sealed []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil || len(sealed) < aead.NonceSize() {
		return nil, ErrOpen
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(label))
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

func draw(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("draw random bytes: %w", err)
	}
	return b, nil
}
