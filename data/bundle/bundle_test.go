package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func entryOf(b []byte) Entry {
	h := sha256.Sum256(b)
	return Entry{hex.EncodeToString(h[:]), int64(len(b))}
}

// packed lays files behind each other and returns the stream and what each hash stands for.
func packed(t testing.TB, files ...[]byte) ([]byte, map[string][]byte) {
	t.Helper()
	h, by := Head{District: "06535", Sequence: 3}, map[string][]byte{}
	for _, f := range files {
		e := entryOf(f)
		if by[e.SHA256] == nil {
			h.Entries = append(h.Entries, e)
		}
		by[e.SHA256] = f
	}
	slices.SortFunc(h.Entries, func(a, b Entry) int { return strings.Compare(a.SHA256, b.SHA256) })
	var out bytes.Buffer
	err := Write(&out, h, DefaultLimits, func(e Entry, w io.Writer) error {
		_, err := w.Write(by[e.SHA256])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), by
}

// unpack reads a whole stream.
func unpack(r io.Reader, l Limits) (map[string][]byte, error) {
	h, err := ReadHead(r, l)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	return out, Read(r, h, func(e Entry, r io.Reader) error {
		b, err := io.ReadAll(r)
		out[e.SHA256] = b
		return err
	})
}

// What is packed comes out byte by byte, however the stream is cut into pieces.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		files := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 300), 0, 6).Draw(r, "files")
		raw, want := packed(t, files...)
		got, err := unpack(iotest.OneByteReader(bytes.NewReader(raw)), DefaultLimits)
		if err != nil || len(got) != len(want) {
			r.Fatalf("%d of %d files: %v", len(got), len(want), err)
		}
		for sum, b := range want {
			if !bytes.Equal(got[sum], b) {
				r.Errorf("file %s", sum)
			}
		}
	})
}

// What a reader leaves unread is read over and proved all the same.
func TestSkipping(t *testing.T) {
	raw, _ := packed(t, []byte("eins"), []byte("zwei"))
	read := func(raw []byte) error {
		r := bytes.NewReader(raw)
		h, err := ReadHead(r, DefaultLimits)
		if err != nil {
			return err
		}
		return Read(r, h, func(Entry, io.Reader) error { return nil })
	}
	if err := read(raw); err != nil {
		t.Error(err)
	}
	raw[len(raw)-1] ^= 1
	if err := read(raw); !errors.Is(err, ErrMismatch) {
		t.Errorf("changed: %v", err)
	}
}

// Cut anywhere, changed anywhere in the bytes, or longer than announced, a stream is refused.
func TestDamaged(t *testing.T) {
	raw, _ := packed(t, []byte("eins"), []byte("zwei und drei"))
	for n := range raw {
		if _, err := unpack(bytes.NewReader(raw[:n]), DefaultLimits); !errors.Is(err, ErrMalformed) {
			t.Fatalf("cut to %d: %v", n, err)
		}
	}
	if _, err := unpack(bytes.NewReader(append(slices.Clone(raw), 0)), DefaultLimits); !errors.Is(err, ErrMalformed) {
		t.Errorf("longer: %v", err)
	}
	for n := len(raw) - 17; n < len(raw); n++ {
		other := slices.Clone(raw)
		other[n] ^= 0x10
		if _, err := unpack(bytes.NewReader(other), DefaultLimits); !errors.Is(err, ErrMismatch) {
			t.Errorf("changed at %d: %v", n, err)
		}
	}
	failing := io.MultiReader(bytes.NewReader(raw[:len(raw)-3]), iotest.ErrReader(io.ErrClosedPipe))
	if _, err := unpack(failing, DefaultLimits); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("failing stream: %v", err)
	}
}

// A head that claims too much, or claims it in a wrong way, is refused before anything is read for it.
func TestHostileHeads(t *testing.T) {
	a, b := strings.Repeat("0a", 32), strings.Repeat("0b", 32)
	for name, c := range map[string]struct {
		entries []Entry
		want    error
	}{
		"10 GB":          {[]Entry{{a, 10 << 30}}, ErrTooLarge},
		"together":       {[]Entry{{a, 9 << 20}, {b, 9 << 20}}, ErrTooLarge},
		"negative":       {[]Entry{{a, -1}}, ErrMalformed},
		"empty":          {[]Entry{{a, 0}}, ErrMalformed},
		"twice":          {[]Entry{{a, 1}, {a, 1}}, ErrMalformed},
		"out of order":   {[]Entry{{b, 1}, {a, 1}}, ErrMalformed},
		"not a hash":     {[]Entry{{"../../etc/passwd", 1}}, ErrMalformed},
		"other hash":     {[]Entry{{strings.ToUpper(a), 1}}, ErrMalformed},
		"without number": {make([]Entry, 99), ErrTooLarge},
	} {
		text, err := json.Marshal(Head{Entries: c.entries})
		if err != nil {
			t.Fatal(err)
		}
		raw := append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...)
		l := Limits{Head: 1 << 20, Entries: 50, Size: 10 << 20, Total: 10 << 20}
		if _, err := unpack(bytes.NewReader(raw), l); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err := Write(io.Discard, Head{Entries: c.entries}, l, nil); !errors.Is(err, c.want) {
			t.Errorf("%s, written: %v", name, err)
		}
	}
	if _, err := unpack(bytes.NewReader([]byte{0xff, 0xff, 0xff, 0xff, '{'}), DefaultLimits); !errors.Is(err, ErrTooLarge) {
		t.Errorf("long head: %v", err)
	}
	if _, err := unpack(bytes.NewReader([]byte{0, 0, 0, 1, 'x'}), DefaultLimits); !errors.Is(err, ErrMalformed) {
		t.Errorf("no JSON: %v", err)
	}
}

// The writer refuses what is not what it announces.
func TestWriteProves(t *testing.T) {
	e := entryOf([]byte("eins"))
	for _, wrong := range []string{"zwei", "ein", "eins!"} {
		err := Write(io.Discard, Head{Entries: []Entry{e}}, DefaultLimits, func(_ Entry, w io.Writer) error {
			_, err := io.WriteString(w, wrong)
			return err
		})
		if !errors.Is(err, ErrMismatch) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	raw, _ := packed(f, []byte("eins"), []byte("zwei"))
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := unpack(bytes.NewReader(raw), Limits{Head: 1 << 16, Entries: 10, Size: 1 << 16, Total: 1 << 18})
		if err != nil {
			return
		}
		for sum, b := range got {
			if entryOf(b).SHA256 != sum {
				t.Errorf("%d bytes under %s", len(b), sum)
			}
		}
	})
}
