package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func sealed(t *testing.T, v *Vault, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := v.SealStream("backup", &b, bytes.NewReader(plain), rand.Reader); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A stream of any length comes back, however its bytes arrive, and is not seen while it is sealed.
func TestStreamRoundTrip(t *testing.T) {
	v := newVault(t)
	for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3*chunk + 5} {
		plain := bytes.Repeat([]byte("Antwort "), n/8+1)[:n]
		s := sealed(t, v, plain)
		if bytes.Contains(s, []byte("Antwort")) {
			t.Errorf("%d bytes show through", n)
		}
		for about, r := range map[string]io.Reader{"at once": bytes.NewReader(s), "in halves": iotest.HalfReader(bytes.NewReader(s)), "with the end": iotest.DataErrReader(bytes.NewReader(s))} {
			var back bytes.Buffer
			if err := v.UnsealStream("backup", &back, r); err != nil || !bytes.Equal(back.Bytes(), plain) {
				t.Errorf("%d bytes %s: %v", n, about, err)
			}
		}
		if err := v.UnsealStream("other", io.Discard, bytes.NewReader(s)); !errors.Is(err, ErrOpen) {
			t.Errorf("%d bytes under another name: %v", n, err)
		}
		if err := newVault(t).UnsealStream("backup", io.Discard, bytes.NewReader(s)); !errors.Is(err, ErrOpen) {
			t.Errorf("%d bytes under another key: %v", n, err)
		}
	}
}

// Chunks cannot be changed, dropped, swapped, repeated or cut off.
func TestStreamCannotBeChanged(t *testing.T) {
	const prefix, whole = 19, chunk + 16
	v := newVault(t)
	s := sealed(t, v, bytes.Repeat([]byte{1}, 2*chunk+3))
	part := func(i int) []byte { return s[prefix+i*whole : min(prefix+(i+1)*whole, len(s))] }
	join := func(parts ...[]byte) []byte { return append(bytes.Clone(s[:prefix]), bytes.Join(parts, nil)...) }
	changed := map[string][]byte{
		"nothing":                   {},
		"half a prefix":             s[:10],
		"the prefix alone":          s[:prefix],
		"the last chunk dropped":    join(part(0), part(1)),
		"the first chunk dropped":   join(part(1), part(2)),
		"two swapped":               join(part(1), part(0), part(2)),
		"one repeated":              join(part(0), part(0), part(1), part(2)),
		"a byte behind its end":     append(bytes.Clone(s), 0),
		"a second stream behind it": append(bytes.Clone(s), s...),
		"cut inside the last chunk": s[:len(s)-1],
		"cut inside a tag":          s[:prefix+chunk+5],
	}
	for _, at := range []int{0, prefix - 1, prefix, prefix + chunk, prefix + whole, len(s) - 1} {
		b := bytes.Clone(s)
		b[at] ^= 1
		changed["a bit flipped at "+string(rune('0'+len(changed)))] = b
	}
	for about, b := range changed {
		if err := v.UnsealStream("backup", io.Discard, bytes.NewReader(b)); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// A disk that fails in the middle is an error, never a shorter stream that looks whole.
func TestStreamReportsFailingDisks(t *testing.T) {
	v := newVault(t)
	broken := errors.New("disk")
	for _, n := range []int{0, 100, chunk, 2 * chunk} {
		failing := io.MultiReader(bytes.NewReader(make([]byte, n)), iotest.ErrReader(broken))
		if err := v.SealStream("backup", io.Discard, failing, rand.Reader); !errors.Is(err, broken) {
			t.Errorf("sealing, after %d bytes: %v", n, err)
		}
	}
	s := sealed(t, v, make([]byte, 2*chunk))
	for _, n := range []int{19, 500, 19 + chunk + 16, len(s)} {
		failing := io.MultiReader(bytes.NewReader(s[:n]), iotest.ErrReader(broken))
		if err := v.UnsealStream("backup", io.Discard, failing); !errors.Is(err, broken) {
			t.Errorf("unsealing, after %d bytes: %v", n, err)
		}
	}
}
