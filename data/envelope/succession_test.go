package envelope

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

func lineKey(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(b)), ed25519.SeedSize)))
}

// A line of keys holds when every key signs for the next, and breaks with any byte of it.
func TestSuccession(t *testing.T) {
	a, b, c := lineKey('a'), lineKey('b'), lineKey('c')
	ids := []assessment.DeskID{assessment.DeskID(strings.Repeat("0a", 16)), assessment.DeskID(strings.Repeat("0b", 16)), assessment.DeskID(strings.Repeat("0c", 16))}
	m := Manifest{Desk: ids[2], Key: c.Public().(ed25519.PublicKey), Predecessors: []Predecessor{
		Vouch(b, ids[1], ids[2], c.Public().(ed25519.PublicKey)),
		Vouch(a, ids[0], ids[1], b.Public().(ed25519.PublicKey)),
	}}
	if err := m.checkSuccession(); err != nil {
		t.Fatal(err)
	}
	broken := map[string]func(m *Manifest){
		"another desk takes the key":       func(m *Manifest) { m.Desk = ids[0] },
		"another key takes the desk":       func(m *Manifest) { m.Key = a.Public().(ed25519.PublicKey) },
		"the older key is another one":     func(m *Manifest) { m.Predecessors[1].Key = c.Public().(ed25519.PublicKey) },
		"the line has a gap":               func(m *Manifest) { m.Predecessors = m.Predecessors[1:] },
		"the signature is of another line": func(m *Manifest) { m.Predecessors[0].Signature = m.Predecessors[1].Signature },
		"the first desk has another id":    func(m *Manifest) { m.Predecessors[1].Desk = ids[2] },
		"the predecessor has no id":        func(m *Manifest) { m.Predecessors[0].Desk = "" },
	}
	for about, change := range broken {
		bad := m
		bad.Predecessors = append([]Predecessor(nil), m.Predecessors...)
		change(&bad)
		if err := bad.checkSuccession(); !errors.Is(err, ErrSignature) && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", about, err)
		}
	}
	m.Predecessors = make([]Predecessor, MaxPredecessors+1)
	if err := m.checkSuccession(); !errors.Is(err, ErrMalformed) {
		t.Errorf("an endless line: %v", err)
	}
}
