package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

const small = `{"catalog":{"uuid":"u","metadata":{"title":"T","version":"1"},"groups":[{"id":"g","title":"G","controls":[
 {"id":"c1","title":"C","parts":[{"name":"statement","prose":"Do it."}]}]}]}}`

func inUTF16(text string, mark, bigEndian bool) string {
	var b strings.Builder
	put := func(u uint16) {
		if bigEndian {
			b.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	if mark {
		put(0xfeff)
	}
	for _, u := range utf16.Encode([]rune(text)) {
		put(u)
	}
	return b.String()
}

// Each kind of bad input must be refused with its own code, at the place where it is bad.
func TestImportRefuses(t *testing.T) {
	latin1 := strings.Replace(small, "Do it.", "T\xfcr zu.", 1)
	tests := []struct {
		name, text string
		code       Code
		at         Place
		detail     string
	}{
		{"nothing", "", CodeNotRecognised, Place{}, ""},
		{"white space", " \n\t", CodeNotRecognised, Place{}, ""},
		{"prose", "Dear Sir or Madam,", CodeNotRecognised, Place{}, ""},
		{"other JSON", `{"profile":{}}`, CodeNotRecognised, Place{}, "profile"},
		{"JSON list", `[1,2]`, CodeNotRecognised, Place{}, ""},
		{"catalogue that is a text", `{"catalog":"x"}`, CodeNotRecognised, Place{}, "catalog"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00", CodeNotRecognised, Place{}, ""},
		{"zip cut off", "PK\x03\x04\x14\x00\x06\x00\x08\x00", CodeDamaged, Place{}, ""},
		{"encrypted workbook", oleMagic + "\x00\x00", CodeProtected, Place{}, ""},
		{"HTML", "<!DOCTYPE html><html></html>", CodeNotRecognised, Place{}, ""},
		{"cut off", small[:len(small)-5], CodeNotWellFormed, Place{}, ""},
		{"two documents", small + "{}", CodeNotWellFormed, Place{}, ""},
		{"comma too many", "{\n \"catalog\": {},\n}", CodeNotWellFormed, Place{Line: 3, Column: 1}, ""},
		{"key twice", "{\"catalog\":{},\n \"catalog\":{}}", CodeDuplicateKey, Place{Line: 2, Column: 2}, "catalog"},
		{"Latin-1", latin1, CodeEncoding, Place{Line: 2, Column: strings.Index(latin1[strings.Index(latin1, "\n"):], "\xfc")}, ""},
		{"UTF-16 with mark", inUTF16(small, true, false), CodeEncoding, Place{}, "UTF-16"},
		{"UTF-16 big endian with mark", inUTF16(small, true, true), CodeEncoding, Place{}, "UTF-16"},
		{"UTF-16 without mark", inUTF16(small, false, false), CodeEncoding, Place{}, "UTF-16"},
		{"UTF-16 big endian without mark", inUTF16(small, false, true), CodeEncoding, Place{}, "UTF-16"},
		{"UTF-32", "\xff\xfe\x00\x00{\x00\x00\x00", CodeEncoding, Place{}, "UTF-32"},
		{"no requirements", `{"catalog":{"groups":[{"id":"g","title":"G"}]}}`, CodeNoRequirements, Place{}, ""},
		{"endless lists", strings.Repeat("[", 1_000_000), CodeTooDeep, Place{Line: 1, Column: maxJSONDepth + 1}, "256"},
		{"endless objects", strings.Repeat(`{"catalog":`, 100_000), CodeTooDeep, Place{}, "256"},
		{"values without number", `{"catalog":[` + strings.Repeat("0,", maxJSONValues+1) + `0]}`, CodeTooMany, Place{}, ""},
		{"100 levels of groups", nested("groups", 100), CodeTooDeep, Place{Line: 1, ID: "n65"}, "64"},
		{"100 levels of controls", nested("controls", 100), CodeTooDeep, Place{Line: 1, ID: "n65"}, "64"},
		{"200,000 controls", manyControls(200_000), CodeTooMany, Place{Line: 20_002, ID: "c20000"}, "20000"},
		{"control id twice", manyControls(3, "c1"), CodeDuplicateID, Place{Line: 5, ID: "c1"}, "c1"},
		{"topic id twice", `{"catalog":{"groups":[` + group("a", "x") + ",\n" + group("a", "y") + `]}}`, CodeDuplicateID, Place{Line: 2, ID: "a"}, "a"},
		{"control without id", `{"catalog":{"controls":[{"title":"x"}]}}`, CodeMissing, Place{Line: 1}, "id"},
		{"stable id twice", `{"catalog":{"controls":[` + stable("a", "same") + ",\n" + stable("b", "same") + `]}}`, CodeDuplicateID, Place{Line: 2, ID: "b"}, "same"},
		{"endless id", `{"catalog":{"controls":[{"id":"` + strings.Repeat("x", 300) + `","title":"t"}]}}`, CodeBadValue, Place{}, "id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := importText(tt.text)
			wantError(t, err, tt.code, tt.at, tt.detail)
			if len(got.Catalogue.Requirements) > 0 {
				t.Error("a refused catalogue came back")
			}
			if len(err.Error()) > 500 {
				t.Errorf("the error repeats the input: %d bytes", len(err.Error()))
			}
		})
	}
}

func nested(key string, levels int) string {
	var b strings.Builder
	b.WriteString(`{"catalog":{"x":0`)
	for i := range levels {
		fmt.Fprintf(&b, `,"%s":[{"id":"n%d","title":"t"`, key, i+1)
	}
	b.WriteString(strings.Repeat("}]", levels) + "}}")
	return b.String()
}

// manyControls builds a catalogue with one control a line, c0 on line 2, and then those named.
func manyControls(n int, more ...string) string {
	var b strings.Builder
	b.WriteString(`{"catalog":{"controls":[`)
	for i := range n {
		more = append(more, fmt.Sprintf("c%d", i))
	}
	more = append(more[len(more)-n:], more[:len(more)-n]...)
	for i, id := range more {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "\n{\"id\":\"%s\",\"title\":\"t\"}", id)
	}
	b.WriteString("]}}")
	return b.String()
}

func group(id, control string) string {
	return fmt.Sprintf(`{"id":%q,"title":"t","controls":[{"id":%q,"title":"t"}]}`, id, control)
}

func stable(id, alt string) string {
	return fmt.Sprintf(`{"id":%q,"title":"t","props":[{"name":"alt-identifier","value":%q}]}`, id, alt)
}

// A byte order mark of UTF-8, spaces before the text and Windows line ends must not matter.
func TestImportAcceptsHarmlessForms(t *testing.T) {
	want := mustImport(t, small).Catalogue.ID
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + small,
		"spaces":          "\r\n  " + small + "\n\n",
		"CRLF":            strings.ReplaceAll(small, "\n", "\r\n"),
		"escapes":         strings.Replace(small, "Do it.", `\u0044o \u0069t.`, 1),
	} {
		if got := mustImport(t, text).Catalogue.ID; got != want {
			t.Errorf("%s: id %s, want %s", name, got, want)
		}
	}
}

// What exceeds the limit on the input must be refused, what meets it exactly must not.
func TestImportLimitsInput(t *testing.T) {
	fits := Options{MaxBytes: int64(len(small))}
	if _, err := Import(context.Background(), strings.NewReader(small), fits); err != nil {
		t.Errorf("input of exactly the limit: %v", err)
	}
	_, err := Import(context.Background(), strings.NewReader(small+" "), fits)
	wantError(t, err, CodeTooLarge, Place{}, fmt.Sprint(len(small)))
	endless := io.MultiReader(strings.NewReader(small), iotest.OneByteReader(zeros{}))
	_, err = Import(context.Background(), endless, Options{MaxBytes: 4096})
	wantError(t, err, CodeTooLarge, Place{}, "4096")
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Somebody who no longer wants the result must not wait for it, and a reader's error must come through as it is.
func TestImportStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Import(ctx, strings.NewReader(small), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	text := manyControls(100_000)
	if _, err := Import(ctx, &cancelAtEnd{r: strings.NewReader(text), cancel: cancel}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled while parsing: %v", err)
	}
	broken := errors.New("stick pulled out")
	if _, err := Import(context.Background(), iotest.ErrReader(broken), Options{}); !errors.Is(err, broken) {
		t.Errorf("broken reader: %v", err)
	}
}

// cancelAtEnd cancels together with its last bytes, so that only the parser can notice.
type cancelAtEnd struct {
	r      *strings.Reader
	cancel func()
}

func (c *cancelAtEnd) Read(p []byte) (int, error) {
	n, _ := c.r.Read(p)
	if c.r.Len() == 0 {
		c.cancel()
		return n, io.EOF
	}
	return n, nil
}

// Files made to take for ever must not: each of these would run for many minutes if the work grew with the square of
// the size.
func TestImportStaysLinear(t *testing.T) {
	const n = 10_000
	items := strings.TrimSuffix(strings.Repeat(`{"name":"item","prose":"another step of the long list"},`, 10*n), ",")
	one := func(content string) string {
		return `{"catalog":{"controls":[{"id":"a","title":"t",` + content + `}]}}`
	}
	nameless := strings.TrimSuffix(strings.Repeat(`{"title":"same","controls":[]},`, n), ",") + `,{"id":"x","controls":[{"id":"a","title":"t"}]}`
	heading := strings.Repeat("long ", 400_000)
	tests := map[string]string{
		"groups of one name": `{"catalog":{"groups":[` + nameless + `]}}`,
		"items of one part":  one(`"parts":[{"name":"statement","parts":[` + items + `]}]`),
		"long heading":       `{"catalog":{"groups":[{"id":"g","groups":[{"title":"` + heading + `",` + strings.TrimSuffix(strings.TrimPrefix(manyControls(n), `{"catalog":{`), "}}") + `}]}]}}`,
		"open braces":        one(`"parts":[{"name":"statement","prose":"` + strings.Repeat("{{ ", 1_000_000) + `"}]`),
		"open brackets":      one(`"parts":[{"name":"statement","prose":"` + strings.Repeat("[](", 1_000_000) + `"}]`),
		"many links":         one(`"links":[` + strings.TrimSuffix(strings.Repeat(`{"href":"#gone"},`, 20*n), ",") + `]`),
		"many labels":        one(`"props":[` + strings.TrimSuffix(strings.Repeat(`{"name":"tags","value":"a,b"},`, 20*n), ",") + `]`),
		"deep YAML":          "kreislage-catalogue: 1\nkey: " + strings.Repeat("- ", 9000) + "\n",
		"long YAML line":     "kreislage-catalogue: 1\nkey: '" + strings.Repeat("x ", 1_000_000) + "'\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := importText(text)
			if err == nil {
				checkCatalogue(t, got.Catalogue)
			}
			var e *Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("error %v", err)
			}
		})
	}
}
