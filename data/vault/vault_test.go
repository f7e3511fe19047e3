package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// cheap keeps tests quick; what is tested does not depend on it.
var cheap = Cost{Passes: 1, Memory: 64, Threads: 1}

func newVault(t interface{ Fatal(...any) }) *Vault {
	v, err := New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A secret opens under its own name and vault alone, and does not show through.
func TestSecretsAreBoundToTheirName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, other := newVault(t), newVault(t)
		name, secret := rapid.String().Draw(t, "name"), rapid.SliceOf(rapid.Byte()).Draw(t, "secret")
		sealed, err := v.Seal(name, secret)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.Unseal(name, sealed); err != nil || !bytes.Equal(got, secret) {
			t.Fatalf("%x became %x, %v", secret, got, err)
		}
		if len(secret) > 3 && bytes.Contains(sealed, secret) {
			t.Fatal("the secret shows through")
		}
		again, err := v.Seal(name, secret)
		if err != nil || bytes.Equal(again, sealed) {
			t.Fatalf("sealed twice, one text: %v", err)
		}
		for _, wrong := range []func() ([]byte, error){
			func() ([]byte, error) { return v.Unseal(name+"x", sealed) },
			func() ([]byte, error) { return v.Unseal(name+"\x00", sealed) },
			func() ([]byte, error) { return other.Unseal(name, sealed) },
		} {
			if got, err := wrong(); !errors.Is(err, ErrOpen) || got != nil {
				t.Fatalf("opened: %x, %v", got, err)
			}
		}
	})
}

// No changed bit, cut or extension of a sealed secret opens.
func TestSealedBytesCannotBeChanged(t *testing.T) {
	v := newVault(t)
	sealed, err := v.Seal("code", []byte("ABCDE"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(sealed) * 8 {
		changed := bytes.Clone(sealed)
		changed[i/8] ^= 1 << (i % 8)
		if _, err := v.Unseal("code", changed); !errors.Is(err, ErrOpen) {
			t.Fatalf("bit %d: %v", i, err)
		}
	}
	for n := range sealed {
		if _, err := v.Unseal("code", sealed[:n]); !errors.Is(err, ErrOpen) {
			t.Fatalf("cut to %d: %v", n, err)
		}
	}
	if _, err := v.Unseal("code", append(bytes.Clone(sealed), 0)); !errors.Is(err, ErrOpen) {
		t.Errorf("a byte too many: %v", err)
	}
}

// same tells whether two vaults hold one key: what one seals the other opens.
func same(t *testing.T, a, b *Vault) bool {
	t.Helper()
	sealed, err := a.Seal("x", []byte("y"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Unseal("x", sealed)
	return err == nil
}

// A slot comes out of the store as it went in, and opens with its passphrase, however its umlauts were typed.
func TestPassphraseSlot(t *testing.T) {
	v := newVault(t)
	slot, err := v.Passphrase("Grüße aus Fulda", cheap, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := slot.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeSlot(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"Grüße aus Fulda", "Gru\u0308ße aus Fulda"} {
		opened, err := OpenPassphrase(back, typed)
		if err != nil || !same(t, v, opened) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for _, typed := range []string{"", "grüße aus Fulda", "Grüße aus Fulda ", "Gruesse aus Fulda"} {
		if got, err := OpenPassphrase(back, typed); !errors.Is(err, ErrOpen) || got != nil {
			t.Errorf("%q opens: %v", typed, err)
		}
	}
	if bytes.Contains([]byte(text), v.key) {
		t.Error("the vault's key lies open in the slot")
	}
}

// An account slot opens with the account's key of its name, and with nothing else.
func TestAccountSlot(t *testing.T) {
	v, key := newVault(t), bytes.Repeat([]byte{1}, 32)
	slot, err := v.Account("account", key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := OpenAccount(slot, key); err != nil || !same(t, v, opened) {
		t.Errorf("with its key: %v", err)
	}
	for about, wrong := range map[string]func(*Slot, *[]byte){
		"another key":     func(_ *Slot, k *[]byte) { *k = bytes.Repeat([]byte{2}, 32) },
		"a short key":     func(_ *Slot, k *[]byte) { *k = (*k)[:31] },
		"no key":          func(_ *Slot, k *[]byte) { *k = nil },
		"another name":    func(s *Slot, _ *[]byte) { s.Name = "other" },
		"another kind":    func(s *Slot, _ *[]byte) { s.Kind = SlotPassphrase },
		"no kind":         func(s *Slot, _ *[]byte) { s.Kind = "" },
		"nothing sealed":  func(s *Slot, _ *[]byte) { s.Sealed = nil },
		"a changed byte":  func(s *Slot, _ *[]byte) { s.Sealed = bytes.Clone(s.Sealed); s.Sealed[40] ^= 1 },
		"a sealed secret": func(s *Slot, k *[]byte) { s.Sealed, _ = (&Vault{*k}).Seal("account", v.key) },
	} {
		s, k := slot, key
		wrong(&s, &k)
		if _, err := OpenAccount(s, k); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", about, err)
		}
	}
	if _, err := OpenPassphrase(slot, "x"); !errors.Is(err, ErrOpen) {
		t.Errorf("opened as another kind: %v", err)
	}
}

// Whoever holds a slot's secret cannot put something else than a vault's key into it.
func TestSlotHoldsAKey(t *testing.T) {
	key := bytes.Repeat([]byte{1}, 32)
	s := Slot{Kind: SlotAccount, Name: "account"}
	var err error
	if s.Sealed, err = seal(key, s.label(), []byte("short"), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if v, err := OpenAccount(s, key); !errors.Is(err, ErrOpen) || v != nil {
		t.Errorf("opened: %v", err)
	}
}

// A slot in a foreign folder cannot ask for unbounded work, memory or a panic.
func TestHostileSlotsAreCheap(t *testing.T) {
	v := newVault(t)
	good, err := v.Passphrase("x", cheap, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for about, spoil := range map[string]func(*Slot){
		"no passes":           func(s *Slot) { s.Cost.Passes = 0 },
		"no threads":          func(s *Slot) { s.Cost.Threads = 0 },
		"four billion passes": func(s *Slot) { s.Cost.Passes = 1<<32 - 1 },
		"four terabytes":      func(s *Slot) { s.Cost.Memory = 1<<32 - 1 },
		"half a gigabyte":     func(s *Slot) { s.Cost.Memory = 512 << 10 },
		"255 threads":         func(s *Slot) { s.Cost.Threads = 255 },
		"no salt":             func(s *Slot) { s.Salt = nil },
		"a short salt":        func(s *Slot) { s.Salt = s.Salt[:8] },
		"a megabyte of salt":  func(s *Slot) { s.Salt = make([]byte, 1<<20) },
	} {
		s := good
		spoil(&s)
		if _, err := OpenPassphrase(s, "x"); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", about, err)
		}
	}
	for _, text := range []string{"", "null x", "{", "[]", `{"cost":{"passes":-1}}`, `{"cost":{"threads":256}}`, `{"sealed":"%"}`} {
		if _, err := DecodeSlot(text); !errors.Is(err, ErrOpen) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What is written opens again: a cost that reading would refuse, or no passphrase at all, makes no slot.
func TestPassphraseRefuses(t *testing.T) {
	v := newVault(t)
	for _, c := range []Cost{{}, {Passes: 1}, {Passes: 11, Memory: 64, Threads: 1}, {Passes: 1, Memory: 1 << 20, Threads: 1}} {
		if _, err := v.Passphrase("x", c, rand.Reader); !errors.Is(err, assessment.ErrInvalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := v.Passphrase("", cheap, rand.Reader); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("an empty passphrase: %v", err)
	}
	if !DefaultCost.valid() {
		t.Error("the usual cost is refused")
	}
}

// Where randomness runs dry there is an error and no key.
func TestRandomnessRunsDry(t *testing.T) {
	v := newVault(t)
	dry := func(n int) io.Reader { return bytes.NewReader(make([]byte, n)) }
	if _, err := New(dry(31)); err == nil {
		t.Error("a vault")
	}
	if _, err := v.Passphrase("x", cheap, dry(20)); err == nil {
		t.Error("a passphrase slot")
	}
	if _, err := v.Account("account", make([]byte, 32), dry(3)); err == nil {
		t.Error("an account slot")
	}
	if _, err := AccountKey(t.TempDir(), "account", dry(31)); err == nil {
		t.Error("an account key")
	}
}

// Slots of the first release open for ever: their form is frozen here.
func TestFrozenSlot(t *testing.T) {
	s, err := DecodeSlot(frozenSlot)
	if err != nil {
		t.Fatal(err)
	}
	v, err := OpenPassphrase(s, "Grüße aus Fulda")
	if err != nil || !bytes.Equal(v.key, bytes.Repeat([]byte{7}, 32)) {
		t.Fatalf("%v", err)
	}
	var sealed []byte
	if err := json.Unmarshal([]byte(`"`+frozenSecret+`"`), &sealed); err != nil {
		t.Fatal(err)
	}
	if got, err := v.Unseal("code/06535", sealed); err != nil || string(got) != "ABCDE-FGHJK" {
		t.Errorf("%q, %v", got, err)
	}
}

// Written once, with the passphrase and the secret that the test names.
const (
	frozenSlot   = `{"kind":"passphrase","name":"","salt":"7r8DyMzbpFYjCgwAvB+OXQ==","cost":{"passes":1,"memory":64,"threads":1},"sealed":"XphiPweO4wGY6B5otnJ5BehxyoeGl3R8CTB5187aKEakf666hNd1jhJDgNLzIUmY+8O2TQ94ytTOnDKtWloenV+qwPJ6svmP"}`
	frozenSecret = "7FczzXWimiy2BCAt8U18LTJhR/Bpbt/d7cfnKGwmtmDWOImOYpCOVA4zfDLDVNhHgT4A"
)
