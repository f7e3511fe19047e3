package catalogue

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// Whatever comes in, Import must end in an *Error or in a catalogue that keeps every promise.
func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		small, ownExample, withParams("{{ insert: param, p }} {{ x }}", `{"id":"p","select":{"choice":["a {{ q }}"]}},{"id":"q","label":"l"}`),
		withParams("{{ p }}", `{"id":"p","label":"{{ p }}"}`), nested("groups", 5), nested("controls", 5), bomb(), manyControls(3, "c1"),
		bsi("effort_level", "modalverb", "ergebnis", "dokumentation", "zielobjekte", ""), inUTF16(small, true, false), "\ufeff{", "kreislage-catalogue: 1", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Import(context.Background(), strings.NewReader(text), Options{MaxBytes: 1 << 20})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Code == "" || e.Error() == "" {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		checkCatalogue(t, got.Catalogue)
	})
}

// The JSON parser must never take what it cannot place, and never panic.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{small, `{"a":[1,-2.5e3,true,false,null,"\u00e4\ud83d\ude00"]}`, `[[[[`, `{"a":1,"a":2}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := parseJSON(context.Background(), text)
		if (tree == nil) == (err == nil) {
			t.Fatalf("tree %v, error %v", tree, err)
		}
		checkAgainstStandard(t, text, tree)
	})
}
