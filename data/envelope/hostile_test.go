package envelope

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// forge signs any bytes as content: what an attacker with a key of his own can do.
func forge(t *testing.T, content []byte) Sealed {
	t.Helper()
	c := testContent()
	m := testManifest(c)
	m.Format, m.Content, m.Key = Format, hashOf(content), testKey(1).Public().(ed25519.PublicKey)
	b, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	return Sealed{b, content, ed25519.Sign(testKey(1), signed(b))}
}

func zipped(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for _, p := range parts {
		if _, err := io.WriteString(z, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// plainLines returns the content of the sample as its lines.
func plainLines(t *testing.T) []string {
	t.Helper()
	b, err := testContent().encode()
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(string(plain), "\n")+"\n", "\n")[:strings.Count(string(plain), "\n")]
}

// A content that is signed by its own key is still held to every rule of the format.
func TestOpenRefusesForgedContent(t *testing.T) {
	lines := plainLines(t)
	whole := strings.Join(lines, "")
	head := lines[0]
	swap := func(from, to string) string {
		if strings.Count(whole, from) == 0 {
			t.Fatalf("%q does not stand in the sample", from)
		}
		return strings.Replace(whole, from, to, 1)
	}
	if _, _, err := Open(forge(t, zipped(t, whole)), DefaultLimits); err != nil {
		t.Fatalf("the sample itself: %v", err)
	}
	n := len(lines)
	for about, plain := range map[string]string{
		"nothing":                            "",
		"an empty line":                      "\n" + whole,
		"no end of the last line":            strings.TrimSuffix(whole, "\n"),
		"a line less":                        strings.Join(lines[:n-1], ""),
		"a line more":                        whole + lines[n-1],
		"a space behind the end":             whole + " ",
		"an empty line behind the end":       whole + "\n",
		"a second document":                  whole + whole,
		"a second value in the head":         strings.TrimSuffix(head, "\n") + "{}\n" + strings.Join(lines[1:], ""),
		"a key twice":                        swap(`"district":{"key":"06535"`, `"district":{"key":"06431","key":"06535"`),
		"a key twice at the top":             swap(`"topics":2`, `"topics":3,"topics":2`),
		"a key in capitals":                  swap(`"name":"Vogelsbergkreis"`, `"Name":"Vogelsbergkreis"`),
		"a key that folds to another":        swap(`"state":"open"`, `"\u017ftate":"open"`),
		"an unknown key":                     swap(`"contact":`, `"trust":"own","contact":`),
		"a key left out":                     swap(`"key":"06535",`, ``),
		"not UTF-8":                          swap("Vogelsbergkreis", "Vogelsberg\xff"),
		"entries out of order":               strings.Join(lines[:n-2], "") + lines[n-1] + lines[n-2],
		"an entry twice":                     strings.Join(lines[:n-1], "") + lines[n-2],
		"an entry of four texts":             swap(`["whole","answer","r-1","status",`, `["whole","answer","r-1",`),
		"an entry of six texts":              swap(`["whole","answer","r-1","status",`, `["whole","answer","r-1","status","",`),
		"an entry that is an object":         strings.Join(lines[:n-1], "") + "{}\n",
		"an entry that is null":              strings.Join(lines[:n-1], "") + "null\n",
		"an unknown kind":                    swap(`["whole","answer","r-1"`, `["whole","key","r-1"`),
		"an unknown field":                   swap(`"r-1","status"`, `"r-1","trust"`),
		"a field of another kind":            swap(`"r-1","status"`, `"r-1","question"`),
		"an unknown scope":                   swap(`["whole","answer","r-1"`, `["whole2","answer","r-1"`),
		"a register that does not decode":    swap(`"d1:1|d1:1:`, `"d1:1|d1:2:`),
		"a status that does not exist":       swap(`:1 ab\nerledigt`, `:7 ab\nerledigt`),
		"a changed catalogue":                swap(`"title":"Katalog"`, `"title":"Katalok"`),
		"a requirement of no topic":          swap(`"topic":"T2"`, `"topic":"T3"`),
		"a catalogue under another's id":     swap(`"catalogue":{"id":"`+string(testCatalogue().ID), `"catalogue":{"id":"`+idA),
		"a count that is negative":           swap(`"entries":2`, `"entries":-2`),
		"a count that is a text":             swap(`"entries":2`, `"entries":"2"`),
		"a count that is a fraction":         swap(`"entries":2`, `"entries":2.5`),
		"topics without a catalogue":         `{"round":{},"district":{},"scopes":[],"topics":1,"requirements":0,"entries":0}` + "\n{}\n",
		"another round than in the manifest": swap(`"round":{"id":"`+idA, `"round":{"id":"`+idB),
		"another district":                   swap(`"key":"06535"`, `"key":"06431"`),
		"depth":                              strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000) + "\n",
		"depth in an entry":                  strings.Join(lines[:n-1], "") + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "\n",
		"depth without an end":               strings.Repeat(`{"round":`, 100_000) + "\n",
		"a line without an end":              strings.Repeat("x", maxLine+100),
		"a text beyond any line":             swap("Vogelsbergkreis", strings.Repeat("x", maxLine)),
	} {
		if _, got, err := Open(forge(t, zipped(t, plain)), DefaultLimits); !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrTooLarge) || !reflect.DeepEqual(got, Content{}) {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// Around the compressed stream there is nothing, and inside it is one stream.
func TestOpenRefusesForgedCompression(t *testing.T) {
	whole := strings.Join(plainLines(t), "")
	good := zipped(t, whole)
	broken := bytes.Clone(good)
	broken[len(broken)-5] ^= 1 // the checksum
	for about, b := range map[string][]byte{
		"nothing":               {},
		"not compressed":        []byte(whole),
		"only a header":         good[:10],
		"cut":                   good[:len(good)-1],
		"a byte behind its end": append(bytes.Clone(good), 0),
		"a second stream":       append(bytes.Clone(good), zipped(t, "")...),
		"two streams for one":   append(zipped(t, whole[:50]), zipped(t, whole[50:])...),
		"a wrong checksum":      broken,
	} {
		if _, _, err := Open(forge(t, b), DefaultLimits); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// bomb is a gzip stream that begins with start and goes on with unit for gigabytes. One block is deflated on its
// own and then repeated, which costs nothing to make.
func bomb(t *testing.T, start, unit string, size int64) []byte {
	t.Helper()
	const block = 1 << 20
	b := bytes.NewBuffer([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255})
	deflate := func(text string) []byte {
		var out bytes.Buffer
		z, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(z, text)
		z.Flush()
		return out.Bytes()
	}
	b.Write(deflate(start))
	b.Write(bytes.Repeat(deflate(strings.Repeat(unit, block/len(unit))), int(size/block)))
	return b.Bytes()
}

// However far a content inflates and whatever it claims to hold, reading it takes memory within bounds. What is
// allocated in all is measured, which is more than what is held at once.
func TestBombsAreCheap(t *testing.T) {
	lines := plainLines(t)
	head := func(entries int) string {
		return strings.Replace(lines[0], `"entries":2`, fmt.Sprintf(`"entries":%d`, entries), 1) + strings.Join(lines[1:len(lines)-2], "")
	}
	const one = `["whole","answer","r-1","effort","d:1|d:1:0:"]` + "\n"
	writers := make([]string, 1000)
	for i := range writers {
		writers[i] = fmt.Sprintf("%04d:1", i)
	}
	crowd := fmt.Sprintf("[\"whole\",\"answer\",\"r-1\",\"effort\",\"%s|0000:1:0:\"]\n", strings.Join(writers, " "))
	rising := func(n int, line string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Replace(line, "r-1", fmt.Sprintf("r-%07d", i), 1))
		}
		return b.String()
	}
	small := Limits{Inflated: DefaultLimits.Inflated, Entries: 20_000}
	for _, c := range []struct {
		about   string
		content []byte
		limits  Limits
		want    error
		bytes   uint64
	}{
		{"4 GB of spaces in one line", bomb(t, "", " ", 4<<30), DefaultLimits, ErrMalformed, 40 << 20},
		{"4 GB of empty lines", bomb(t, "", "\n", 4<<30), DefaultLimits, ErrMalformed, 4 << 20},
		{"4 GB of lines behind the last", bomb(t, strings.Join(lines, ""), "[]\n", 4<<30), DefaultLimits, ErrMalformed, 4 << 20},
		{"a claim of 10^9 entries", zipped(t, head(1_000_000_000)), DefaultLimits, ErrTooLarge, 4 << 20},
		{"a claim of 200,000 entries that are not there", zipped(t, head(200_000)), DefaultLimits, ErrMalformed, 8 << 20},
		{"a million entries that say so", bomb(t, head(1_000_000), one, 48<<20), DefaultLimits, ErrTooLarge, 4 << 20},
		{"an entry over and over", bomb(t, head(200_000), one, 48<<20), DefaultLimits, ErrMalformed, 4 << 20},
		{"a million entries that claim to be fewer", bomb(t, head(1_000), one, 48<<20), DefaultLimits, ErrMalformed, 8 << 20},
		{"many entries, inflated beyond the limit", zipped(t, head(200_000)+rising(50_000, one)), Limits{1 << 20, 200_000}, ErrTooLarge, 64 << 20},
		{"vectors of a thousand desks", zipped(t, head(3_000)+rising(2_000, crowd)), small, ErrTooLarge, 40 << 20},
	} {
		s := forge(t, c.content)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, _, err := Open(s, c.limits)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.about, err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > c.bytes {
			t.Errorf("%s: allocated %d KiB", c.about, got>>10)
		}
	}
}

// The caps hold for the writer as for the reader.
func TestWriterKeepsTheLimits(t *testing.T) {
	c := testContent()
	for about, l := range map[string]Limits{"entries": {1 << 20, 1}, "versions": {1 << 20, 2}} {
		c.Entries = testContent().Entries
		if about == "versions" {
			for i, e := range c.Entries {
				for n := range 4 {
					r := merge.Register{}.Write(merge.Version{Desk: fmt.Sprintf("x%d", n), Counter: 1}, "")
					e.Register = merge.Join(e.Register, r)
				}
				c.Entries[i] = e
			}
		}
		if err := c.check(l); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// A manifest is one JSON object in one form: what two readers could read in two ways is refused.
func TestClaimsRefuses(t *testing.T) {
	c := testContent()
	good := string(seal(t, testManifest(c), c).Manifest)
	swap := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("%q does not stand in the manifest", from)
		}
		return strings.Replace(good, from, to, 1)
	}
	for _, c := range []struct {
		about, manifest string
		want            error
	}{
		{"nothing", "", ErrNoManifest},
		{"not JSON", "manifest", ErrMalformed},
		{"a list", "[]", ErrMalformed},
		{"null", "null", ErrMalformed},
		{"an empty object", "{}", ErrMalformed},
		{"a space behind it", good + " ", ErrMalformed},
		{"a second object", good + "{}", ErrMalformed},
		{"a key twice", swap(`"kind":"assignment"`, `"kind":"reply","kind":"assignment"`), ErrMalformed},
		{"a key in capitals", swap(`"kind"`, `"Kind"`), ErrMalformed},
		{"an unknown key", swap(`"kind"`, `"trust":1,"kind"`), ErrMalformed},
		{"other spacing", swap(`"kind":`, `"kind": `), ErrMalformed},
		{"another way to write a character", swap(`06535`, `0653\u0035`), ErrMalformed},
		{"format 0", swap(`"format":1`, `"format":0`), ErrMalformed},
		{"a negative format", swap(`"format":1`, `"format":-1`), ErrMalformed},
		{"a format that is a text", swap(`"format":1`, `"format":"1"`), ErrMalformed},
		{"a format beyond numbers", swap(`"format":1`, `"format":1e400`), ErrMalformed},
		{"a negative sequence", swap(`"sequence":1`, `"sequence":-1`), ErrMalformed},
		{"a sequence that wraps around", swap(`"sequence":1`, `"sequence":18446744073709551617`), ErrMalformed},
		{"a short key", swap(`"key":"`, `"key":"AA==","was":"`), ErrMalformed},
		{"a hash in capitals", strings.Replace(good, `"content":"`, `"content":"A`, 1), ErrMalformed},
		{"depth", strings.Repeat("[", 50_000), ErrMalformed},
		{"larger than any manifest", swap(`"program":"`, `"program":"`+strings.Repeat("x", maxManifest)), ErrTooLarge},
	} {
		if m, err := Claims(Sealed{Manifest: []byte(c.manifest)}); !errors.Is(err, c.want) || !reflect.DeepEqual(m, Manifest{}) {
			t.Errorf("%s: %v", c.about, err)
		}
	}
}

// A file from the future is told from a broken one: the error names the program that can read it, in letters
// that cannot play tricks, even where nothing else in the manifest is known.
func TestFutureFormat(t *testing.T) {
	for manifest, program := range map[string]string{
		`{"format":2,"program":"2.1.0","new":{"a":[1]}}`: "2.1.0",
		`{"format":99}`: "",
		`{"format":2,"program":"` + strings.Repeat("x", 5_000) + `"}`:                           strings.Repeat("x", assessment.MaxName),
		`{"format":2,"program":"2\u202e\n1"}`:                                                   "21",
		strings.Replace(string(sealedManifest(t)), `"format":1`, `"format":2`, 1):               "1.0.0",
		strings.Replace(string(sealedManifest(t)), `"format":1`, `"seal":"none","format":2`, 1): "1.0.0",
	} {
		for _, err := range []error{second(Claims(Sealed{Manifest: []byte(manifest)})), third(Open(Sealed{Manifest: []byte(manifest)}, DefaultLimits))} {
			var future *FutureError
			if !errors.As(err, &future) || future.Program != program || future.Format < 2 {
				t.Errorf("%.60s: %v", manifest, err)
			}
		}
	}
}

func sealedManifest(t *testing.T) []byte {
	c := testContent()
	return seal(t, testManifest(c), c).Manifest
}

func second[A any](_ A, err error) error        { return err }
func third[A, B any](_ A, _ B, err error) error { return err }

// Files of format 1 are read for ever. Those in testdata are never written anew, from the first release on.
func TestFrozenFormat1(t *testing.T) {
	for name, want := range map[string]func() (Manifest, Content){
		"assignment": func() (Manifest, Content) { c := testContent(); return testManifest(c), c },
		"reply":      func() (Manifest, Content) { c := frozenReply(); return frozenReplyManifest(c), c },
		"delegation": frozenDelegation,
	} {
		b, err := os.ReadFile(filepath.Join("testdata", "format1", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var s Sealed
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		m, c, err := Open(s, DefaultLimits)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantM, wantC := want()
		wantM.Format, wantM.Key, wantM.Content = 1, testKey(1).Public().(ed25519.PublicKey), m.Content
		if !reflect.DeepEqual(m, wantM) || !reflect.DeepEqual(c, wantC) {
			t.Errorf("%s is read as\n%+v\n%+v", name, m, c)
		}
	}
}

func frozenReply() Content {
	c := testContent()
	c.Catalogue = nil
	c.Entries = append(c.Entries,
		Entry{"whole", assessment.KindRemark, "r-1", assessment.FieldReply, entry("", "", "Ja, seit März.\nAkte 7").Register},
		Entry{"whole", assessment.KindMeasure, idA, assessment.FieldMeasureOnce, entry("", "", "1200.5").Register},
	)
	e := c.Entries[1].Register.Write(merge.Version{Desk: "d2", Counter: 7}, "3 ab\nnein, <fehlt> & \\ufffd 👩\u200d💻")
	c.Entries[1].Register = merge.Join(e, c.Entries[1].Register.Write(merge.Version{Desk: "d1", Counter: 2}, "1 ab\n"))
	slices.SortFunc(c.Entries, compareEntries)
	return c
}

func frozenReplyManifest(c Content) Manifest {
	m := testManifest(c)
	m.Kind, m.Sequence, m.Applied = KindReply, 12, nil
	return m
}

// frozenDelegation is a pack from a desk that has had two keys before.
func frozenDelegation() (Manifest, Content) {
	c := testContent()
	m := testManifest(c)
	delegated(func(*Delegated) {})(&m, &c)
	public := func(n byte) ed25519.PublicKey { return testKey(n).Public().(ed25519.PublicKey) }
	m.Predecessors = []Predecessor{Vouch(testKey(2), idB, m.Desk, public(1)), Vouch(testKey(3), assessment.DeskID(strings.Repeat("ab", 16)), idB, public(2))}
	return m, c
}

func FuzzClaims(f *testing.F) {
	c := testContent()
	s, err := Seal(testManifest(c), c, testKey(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Manifest)
	f.Add([]byte(`{"format":2,"program":"x"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Claims(Sealed{Manifest: b})
		if err != nil {
			return
		}
		again, err := m.encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%q was taken as %q, %v", b, again, err)
		}
	})
}

// FuzzOpen feeds the lines inside the compression, since random bytes rarely are a gzip stream.
func FuzzOpen(f *testing.F) {
	c := testContent()
	for _, c := range []Content{c, frozenReply()} {
		b, err := c.encode()
		if err != nil {
			f.Fatal(err)
		}
		z, _ := gzip.NewReader(bytes.NewReader(b))
		plain, _ := io.ReadAll(z)
		f.Add(plain)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(plain)
		z.Close()
		got, err := decodeContent(b.Bytes(), Limits{Inflated: 1 << 20, Entries: 1000})
		if err != nil {
			if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrTooLarge) {
				t.Fatalf("no known error: %v", err)
			}
			return
		}
		// What was taken can be written, and is then read as the same.
		again, err := got.encode()
		if err != nil {
			t.Fatalf("taken, but cannot be written: %v", err)
		}
		back, err := decodeContent(again, DefaultLimits)
		if err != nil || !reflect.DeepEqual(back, got) {
			t.Fatalf("%+v came back as %+v, %v", got, back, err)
		}
	})
}

// FuzzOpenBytes feeds the content as it travels.
func FuzzOpenBytes(f *testing.F) {
	b, err := testContent().encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := decodeContent(b, Limits{Inflated: 1 << 20, Entries: 1000}); err != nil && !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrTooLarge) {
			t.Fatalf("no known error: %v", err)
		}
	})
}

// The quick answer for letters that German is written in is the one that the tables give.
func TestHidden(t *testing.T) {
	for r := range rune(0x3000) {
		if want := r != '\u200d' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp); hidden(r) != want {
			t.Errorf("%U: %v", r, !want)
		}
	}
}
