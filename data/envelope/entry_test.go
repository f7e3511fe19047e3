package envelope

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"kreislage/data/merge"
)

// sameAsJSON says that a line means to the quick reader what it means to encoding/json, or nothing at all.
func sameAsJSON(t interface{ Fatalf(string, ...any) }, r *entryReader, line []byte) bool {
	got, ok, err := r.read(line)
	var want Entry
	wrong := json.Unmarshal(line, &want)
	if ok && ((err == nil) != (wrong == nil) || err == nil && (got.Subject(Manifest{}) != want.Subject(Manifest{}) || !got.Register.Equal(want.Register))) {
		t.Fatalf("%q: %+v %v, not %+v %v", line, got, err, want, wrong)
	}
	return ok
}

// What encode writes is read by the quick reader, whatever stands in it, and means the same to encoding/json. Only
// characters that encoding/json writes as numbers are left to it.
func TestEntryIsReadAsJSONReadsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r entryReader
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z"/\\\n\t\r<&>äß\x{2028}\x{1F600}\x00-\x1f]{0,20}`)).Draw(t, "value")
			e := Entry{Scope: "whole", Kind: "answer", Item: rapid.SampledFrom([]string{"m-1", "m-2", `a"b`, "ä"}).Draw(t, "item"), Field: "status", Register: merge.Register{}.Write(merge.Version{Desk: "a1", Counter: 7}, value)}
			var b lineWriterTo
			w := &lineWriter{to: &b, left: 1 << 20}
			if w.write(e); w.err != nil {
				t.Fatal(w.err)
			}
			sameAsJSON(t, &r, b[:len(b)-1])
		}
	})
}

type lineWriterTo []byte

func (b *lineWriterTo) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

// The ordinary line of a reply takes the quick way, and lines of another form do not pass for it.
func TestEntryReader(t *testing.T) {
	var r entryReader
	const line = `["whole","answer","m-1","status","a1:7|a1:7:9:1 ab\nü \"x"]`
	if !sameAsJSON(t, &r, []byte(line)) {
		t.Error("an ordinary line takes the long way")
	}
	for _, other := range []string{
		``, `[`, `[]`, `null`, `{}`, `["a","b","c","d"]`, `["a","b","c","d","e","f"]`, `["a","b","c","d","e",]`, `["a","b","c","d","e"`, `["a" ,"b","c","d","e"]`,
		`["a","b","c","d",null]`, `["a","b","c","d","\u0041"]`, `["a","b","c","d","\x"]`, `["a","b","c","d","e\"]`, `["a","b","c","d","e"]]`, "[\"a\",\"b\",\"c\",\"d\",\"e\x01\"]",
	} {
		if sameAsJSON(t, &r, []byte(other)) {
			t.Errorf("%q is read by the quick reader", other)
		}
	}
}

// No line means one thing to the quick reader and another to encoding/json.
func FuzzEntry(f *testing.F) {
	f.Add([]byte(`["whole","answer","m-1","status","a1:7|a1:7:9:1 ab\nü \"x"]`))
	f.Add([]byte(`["","","","",""]`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if utf8.Valid(line) {
			sameAsJSON(t, &entryReader{}, line)
		}
	})
}
