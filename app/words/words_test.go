package words

import (
	"errors"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// speak returns the words of a small translation, so that these tests do not depend on texts others write.
func speak(t *testing.T, lang string) *Words {
	t.Helper()
	files := fstest.MapFS{
		"de/words.json": {Data: []byte(readAsset(t, "de"))},
		"en/words.json": {Data: []byte(readAsset(t, "en"))},
		"de/desk.json":  {Data: []byte(deskDE)},
		"en/desk.json":  {Data: []byte(deskEN)},
	}
	w, err := load(files, lang)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func readAsset(t *testing.T, lang string) string {
	t.Helper()
	data, err := os.ReadFile("../../assets/translations/" + lang + "/words.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

const deskDE = `{
	"desk.count": "{count} Antworten bis {due}",
	"desk.twice": "{a} und {b} und {a}",
	"desk.open": "offen { und }",
	"desk.answers.one": "{n} Antwort in {name}",
	"desk.answers.other": "{n} Antworten in {name}"
}`

const deskEN = `{
	"desk.count": "{count} answers by {due}",
	"desk.twice": "{a} and {b} and {a}",
	"desk.open": "open { and }",
	"desk.answers.one": "{n} answer in {name}",
	"desk.answers.other": "{n} answers in {name}"
}`

// Values stand in a sentence as people of that language write them.
func TestSay(t *testing.T) {
	due := assessment.Date("2027-01-31")
	cases := []struct {
		says, lang, key string
		args            []any
		want            string
	}{
		{"numbers and days in German", "de", "desk.count", []any{"count", 12345, "due", due}, "12.345 Antworten bis 31.01.2027"},
		{"numbers and days in English", "en", "desk.count", []any{"count", 12345, "due", due}, "12,345 answers by 31 January 2027"},
		{"a placeholder may stand twice", "de", "desk.twice", []any{"a", "x", "b", "y"}, "x und y und x"},
		{"a value that looks like a placeholder stays a value", "de", "desk.twice", []any{"a", "{b}", "b", "{a}"}, "{b} und {a} und {b}"},
		{"a placeholder without a value stays", "de", "desk.twice", []any{"a", "x"}, "x und {b} und x"},
		{"a name without a value is ignored", "de", "desk.twice", []any{"a", "x", "b"}, "x und {b} und x"},
		{"a name that is no text is ignored", "de", "desk.twice", []any{1, "x", "b", "y"}, "{a} und y und {a}"},
		{"a lone brace is text", "de", "desk.open", []any{"a", "x"}, "offen { und }"},
		{"a key without a text shows itself", "de", "desk.none", []any{"a", "x"}, "«desk.none»"},
	}
	for _, c := range cases {
		t.Run(c.says, func(t *testing.T) {
			if got := speak(t, c.lang).Say(c.key, c.args...); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// One is singular, every other number is plural.
func TestPlural(t *testing.T) {
	w := speak(t, "de")
	for n, want := range map[int]string{
		0: "0 Antworten in Kassel", 1: "1 Antwort in Kassel", 2: "2 Antworten in Kassel",
		1001: "1.001 Antworten in Kassel", -1: "-1 Antworten in Kassel",
	} {
		if got := w.Plural("desk.answers", n, "name", "Kassel"); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if got := w.Plural("desk.none", 1); got != "«desk.none»" {
		t.Errorf("a key without a text: got %q", got)
	}
}

// Each kind of value has its form, and what has none is still written.
func TestValue(t *testing.T) {
	noon := time.Date(2027, 1, 5, 9, 7, 0, 0, time.UTC)
	cases := []struct {
		value  any
		de, en string
	}{
		{0, "0", "0"},
		{999, "999", "999"},
		{int64(-1234567), "-1.234.567", "-1,234,567"},
		{uint8(200), "200", "200"},
		{assessment.Date(""), "", ""},
		{assessment.Date("2027-01-05"), "05.01.2027", "5 January 2027"},
		{assessment.Date("bald"), "bald", "bald"},
		{noon, "05.01.2027, 09:07 Uhr", "5 January 2027, 09:07"},
		{Share(0.734), "73\u00a0%", "73%"},
		{Share(0.9999), "99\u00a0%", "99%"},
		{Share(1), "100\u00a0%", "100%"},
		{Share(0), "0\u00a0%", "0%"},
		{Share(math.NaN()), "–", "–"},
		{1234.56, "1.234,6", "1,234.6"},
		{math.Inf(1), "–", "–"},
		{[]string{}, "", ""},
		{[]string{"Kassel"}, "Kassel", "Kassel"},
		{[]string{"A", "B", "C"}, "A, B und C", "A, B and C"},
		{errors.New("kaputt"), "kaputt", "kaputt"},
		{assessment.StatusPartly, "partly", "partly"},
		{nil, "", ""},
		{true, "true", "true"},
	}
	de, en := speak(t, "de"), speak(t, "en")
	for _, c := range cases {
		if got := de.Value(c.value); got != c.de {
			t.Errorf("%#v in German: got %q, want %q", c.value, got, c.de)
		}
		if got := en.Value(c.value); got != c.en {
			t.Errorf("%#v in English: got %q, want %q", c.value, got, c.en)
		}
	}
}

// The language of the environment is the first that is set; everything unknown is German.
func TestDetect(t *testing.T) {
	cases := []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{}, "de"},
		{map[string]string{"LANG": "C"}, "de"},
		{map[string]string{"LANG": "POSIX"}, "de"},
		{map[string]string{"LANG": "C.UTF-8"}, "de"},
		{map[string]string{"LANG": "en_US.UTF-8"}, "en"},
		{map[string]string{"LANG": "fr_FR.UTF-8"}, "de"},
		{map[string]string{"LC_ALL": "de_AT@euro", "LANG": "en_US"}, "de"},
		{map[string]string{"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "de"},
		{map[string]string{"LANGUAGE": "fr:en_GB:de", "LANG": "de_DE"}, "en"},
		{map[string]string{"KREISLAGE_LANG": "en", "LANGUAGE": "de", "LC_ALL": "de", "LANG": "de"}, "en"},
		{map[string]string{"KREISLAGE_LANG": " EN ", "LANG": "de"}, "en"},
	}
	for _, c := range cases {
		if got := Detect(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: got %s, want %s", c.env, got, c.want)
		}
	}
}

// A language is known with or without region and encoding; any other one is answered in German.
func TestLoadLanguage(t *testing.T) {
	for lang, want := range map[string]string{
		"de": "de", "en": "en", "en-GB": "en", "EN_us.UTF-8": "en", "de_DE@euro": "de", "": "de", "C": "de", "fr": "de", "../en": "de",
	} {
		w, err := Load(lang)
		if err != nil {
			t.Fatalf("load %q: %v", lang, err)
		}
		if w.Lang() != want {
			t.Errorf("language %q: got %s, want %s", lang, w.Lang(), want)
		}
	}
}

// Broken texts are an error at the start, not a surprise later: JSON that is none, texts that are no text, and one key
// in two areas.
func TestLoadRefusesBrokenTexts(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"no JSON":       {"de/desk.json": {Data: []byte(`{"desk.a": `)}},
		"nested":        {"de/desk.json": {Data: []byte(`{"desk": {"a": "b"}}`)}},
		"defined twice": {"de/desk.json": {Data: []byte(`{"desk.a": "x"}`)}, "de/lage.json": {Data: []byte(`{"desk.a": "y"}`)}},
	} {
		if _, err := load(files, "de"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Whatever the text and the values are, saying it never panics, and a value's text arrives unchanged.
func TestSayAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, value := rapid.String().Draw(t, "text"), rapid.String().Draw(t, "value")
		w := &Words{lang: "de", texts: map[string]string{"k": text, "v": "<{v}>"}}
		w.Say("k", "a", value, value, "a")
		if got := w.Say("v", "v", value); got != "<"+value+">" {
			t.Fatalf("got %q for %q", got, value)
		}
	})
}

// A number keeps its digits; separators only stand between them.
func TestNumberKeepsDigits(t *testing.T) {
	w := speak(t, "de")
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int().Draw(t, "n")
		text := w.Number(n)
		if got := strings.ReplaceAll(text, ".", ""); got != strconv.Itoa(n) {
			t.Fatalf("%d is written %q", n, text)
		}
		for i, part := range strings.Split(strings.TrimPrefix(text, "-"), ".") {
			if len(part) > 3 || (i > 0 && len(part) != 3) {
				t.Fatalf("%d is written %q", n, text)
			}
		}
	})
}
