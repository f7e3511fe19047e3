package search

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"kreislage/data/assessment"
)

func openTest(t *testing.T) (*Index, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "Ordner mit #?% Ümlaut", "search.db")
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	x, err := Open(t.Context(), path)
	must(t, err)
	t.Cleanup(func() { x.Close() })
	return x, path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func answer(district assessment.DistrictKey, item string) Key {
	return Key{"r1", district, assessment.WholeScope, assessment.KindAnswer, item}
}

func (x *Index) items(t *testing.T, q Query) []string {
	t.Helper()
	q.Limit = max(q.Limit, 10)
	found, err := x.Written(t.Context(), q)
	must(t, err)
	out := []string{}
	for _, k := range found {
		out = append(out, k.Item)
	}
	slices.Sort(out)
	return out
}

// What was written is found by any of its words as they are typed, by all of several, and nowhere else.
func TestWritten(t *testing.T) {
	x, _ := openTest(t)
	other := Key{"r2", "06633", "s", assessment.KindRemark, "d"}
	must(t, x.Update(t.Context(), []Text{
		{Key: answer("06535", "a"), Text: "Der Schlüssel liegt im Hauptamt"}, {Key: answer("06535", "b"), Text: "Schluesselausgabe nach Dienstanweisung 3.1"},
		{Key: answer("06633", "c"), Text: "SCHLUSSEL fehlt", Marks: []string{"no", "waiting"}}, {Key: other, Text: "Wer hat den Schlüssel?"}, {Key: answer("06535", "leer"), Text: " … "},
	}, map[string]string{"upto": "7"}))
	for _, c := range []struct {
		q    Query
		want []string
	}{
		{Query{Text: "Schluessel"}, []string{"a", "b", "c", "d"}}, {Query{Text: "schlü"}, []string{"a", "b", "c", "d"}}, {Query{Text: "schlussel"}, []string{"a", "b", "c", "d"}},
		{Query{Text: "schlüssel hauptamt"}, []string{"a"}}, {Query{Text: "haupt SCHL"}, []string{"a"}}, {Query{Text: "3.1"}, []string{"b"}}, {Query{Text: "ausgabe"}, []string{}},
		{Query{Text: "schl", Round: "r1"}, []string{"a", "b", "c"}}, {Query{Text: "schl", District: "06535"}, []string{"a", "b"}}, {Query{Text: "schl", Round: "r2", District: "06633"}, []string{"d"}},
		{Query{Text: "schluesselaus"}, []string{"b"}}, {Query{Text: "schlüsselausgabex"}, []string{}}, {Query{Text: "dienstanw 3"}, []string{"b"}}, {Query{Text: "dienst 4"}, []string{}},
		{Query{Text: "dienst x"}, []string{"b"}}, {Query{Text: "x dienst"}, []string{}}, {Query{Text: "3"}, []string{}},
		{Query{Text: "schl", Kinds: []assessment.Kind{assessment.KindRemark}}, []string{"d"}}, {Query{Text: "schl", Kinds: []assessment.Kind{assessment.KindRemark, assessment.KindAnswer}}, []string{"a", "b", "c", "d"}},
		{Query{Text: "schl", Kinds: []assessment.Kind{assessment.KindMeasure}}, []string{}}, {Query{Text: "schl", Marks: []string{"no"}}, []string{"c"}}, {Query{Text: "schl", Marks: []string{"no", "waiting"}}, []string{"c"}}, {Query{Text: "schl", Marks: []string{"yes"}}, []string{}},
		{Query{Text: "waiting"}, []string{}}, {Query{Text: "mno"}, []string{}}, {Query{Text: "schl", Round: "r3"}, []string{}}, {Query{Text: "s"}, []string{}}, {Query{Text: ""}, []string{}}, {Query{Text: `"* OR`}, []string{}}, {Query{Text: "nirgends"}, []string{}},
	} {
		if got := x.items(t, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, not %q", c.q, got, c.want)
		}
	}
	if upto, err := x.State(t.Context(), "upto"); err != nil || upto != "7" {
		t.Errorf("state %q, %v", upto, err)
	}
}

// What is written anew is found by its new words alone, comes first, and is gone once it says nothing.
func TestUpdate(t *testing.T) {
	x, _ := openTest(t)
	must(t, x.Update(t.Context(), []Text{{Key: answer("k", "a"), Text: "alter Wortlaut"}, {Key: answer("k", "b"), Text: "Wortlaut"}}, nil))
	must(t, x.Update(t.Context(), []Text{{Key: answer("k", "a"), Text: "neuer Wortlaut"}}, nil))
	if got := x.items(t, Query{Text: "alter"}); len(got) != 0 {
		t.Errorf("still there: %q", got)
	}
	found, err := x.Written(t.Context(), Query{Text: "wort", Limit: 1})
	if err != nil || len(found) != 1 || found[0].Item != "a" {
		t.Errorf("the newest first: %v, %v", found, err)
	}
	must(t, x.Update(t.Context(), []Text{{Key: answer("k", "a"), Text: ""}}, nil))
	if got := x.items(t, Query{Text: "wort"}); !slices.Equal(got, []string{"b"}) {
		t.Errorf("%q", got)
	}
}

// Numbers and ids come first, then titles, then what is asked, then help.
func TestRequirements(t *testing.T) {
	x, _ := openTest(t)
	c := &assessment.Catalogue{ID: "c", Topics: []assessment.Topic{{ID: "t", Title: "Gebäude"}}, Requirements: []assessment.Requirement{
		{ID: "h", Ref: "A.1", Topic: "t", Title: "Türen", Text: "Sind sie zu?", Guidance: "Ein Schlüsselbuch hilft."}, {ID: "x", Ref: "A.10", Topic: "t", Title: "Türen", Text: "Wer hat Schlüssel?"},
		{ID: "T", Ref: "A.1.1", Topic: "t", Title: "Schlüsselausgabe"}, {ID: "n", Ref: "A.2", Topic: "t", Title: "Nichts", Text: "siehe A.1.1"},
	}}
	other := &assessment.Catalogue{ID: "o", Topics: c.Topics, Requirements: []assessment.Requirement{{ID: "fremd", Ref: "A.1", Topic: "t", Title: "Schlüssel"}}}
	for range 2 {
		must(t, x.AddCatalogue(t.Context(), c))
		must(t, x.AddCatalogue(t.Context(), other))
	}
	for text, want := range map[string][]assessment.RequirementID{
		"schlüssel": {"T", "x", "h"}, "a.1": {"h", "x", "T", "n"}, "A.1.1": {"T", "n"}, "t": {"T", "h", "x"}, "gebaude tur": {"h", "x"}, "": nil, "nirgends": nil, "s": {"T", "h", "x", "n"},
	} {
		got, err := x.Requirements(t.Context(), "c", text, 10)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, not %q (%v)", text, got, want, err)
		}
	}
	if got, err := x.Requirements(t.Context(), "c", "schlüssel", 1); err != nil || !slices.Equal(got, []assessment.RequirementID{"T"}) {
		t.Errorf("limit: %q, %v", got, err)
	}
}

// A damaged index, or one of another version, is made anew and no error.
func TestOpenAnew(t *testing.T) {
	x, path := openTest(t)
	must(t, x.Update(t.Context(), []Text{{Key: answer("k", "a"), Text: "Wort"}}, map[string]string{"upto": "7"}))
	must(t, x.Close())
	for name, damage := range map[string]func(){
		"other version": func() {
			x, err := Open(t.Context(), path)
			must(t, err)
			_, err = x.write.Exec("PRAGMA user_version = 99")
			must(t, errors.Join(err, x.Close()))
		},
		"no database": func() {
			must(t, os.WriteFile(path, []byte("das ist keine Datenbank, sondern ein Text von einiger Länge"), 0o600))
		},
		"empty": func() { must(t, os.WriteFile(path, nil, 0o600)) },
	} {
		damage()
		x, err := Open(t.Context(), path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if upto, err := x.State(t.Context(), "upto"); err != nil || upto != "" {
			t.Errorf("%s: state %q, %v", name, upto, err)
		}
		must(t, x.Update(t.Context(), []Text{{Key: answer("k", "a"), Text: "Wort"}}, map[string]string{"upto": "8"}))
		if got := x.items(t, Query{Text: "wort"}); len(got) != 1 {
			t.Errorf("%s: %q", name, got)
		}
		must(t, x.Close())
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
}

// A beginning that more words have than are spelled out finds them all the same.
func TestManyWordsWithOneBeginning(t *testing.T) {
	x, _ := openTest(t)
	var texts []Text
	for i := range 3 * maxSpelledOut {
		n := strconv.Itoa(i)
		texts = append(texts, Text{Key: answer("k", n), Text: "Verwaltung" + n})
	}
	must(t, x.Update(t.Context(), texts, nil))
	for text, want := range map[string]int{"verwalt": 3 * maxSpelledOut, "verwaltung29": 11, "verwaltung299": 1, "verwaltungx": 0} {
		if got := x.items(t, Query{Text: text, Limit: 1000}); len(got) != want {
			t.Errorf("%s: %d", text, len(got))
		}
	}
}
