package catalogue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

func readMapping(text string) (Mapping, error) {
	return ReadMapping(context.Background(), strings.NewReader(text), Options{})
}

func pairsOf(m Mapping) string {
	var list []string
	for _, p := range m.Pairs {
		list = append(list, fmt.Sprintf("%s %s %s", p.Old, p.Relation, p.New))
	}
	return strings.Join(list, ", ")
}

// A table must be read with any of the usual marks between its cells, with or without headings, in both languages.
func TestMappingCSV(t *testing.T) {
	const want = "a equal x, b part y, c broader z"
	for name, text := range map[string]string{
		"comma":                   "a,x,equal\nb,y,part\nc,z,broader\n",
		"semicolon and German":    "alte Kennung;neue Kennung;Beziehung\na;x;gleich\nb;y;Teil\nc;z;weiter\n",
		"tab, other order":        "relationship\ttarget\tsource\nequivalent-to\tx\ta\nintersects-with\ty\tb\nsuperset-of\tz\tc",
		"sep line":                "sep=;\r\nalt;neu;Verhältnis\r\na;x;=\r\nb;y;Überschneidung\r\nc;z;UMFASSENDER\r\n",
		"byte order mark, spaces": "\ufeff a , x , Equal \n\n ,,\nb,y,subset of\nc,z,superset,a remark\n",
		"quotation marks":         "\"a\",\"x\",\"equal\"\n\"b\",y,part\nc,z,broader",
	} {
		m, err := readMapping(text)
		if err != nil || pairsOf(m) != want || m.Format != FormatMappingCSV {
			t.Errorf("%s: %s, %v", name, pairsOf(m), err)
		}
	}
	m, err := readMapping("a,x,equal\na,x,equal\na,y,none\n")
	if err != nil || pairsOf(m) != "a equal x" {
		t.Errorf("%s, %v", pairsOf(m), err)
	}
	wantDrops(t, m.Dropped, "a@2 link repeated a → x 0", "a@3 link not_imported a → y 0")
}

const collection = `{"mapping-collection":{"uuid":"u","metadata":{"title":"Alt zu neu"},"mappings":[{"uuid":"m",
"source-resource":{"type":"catalog","href":"old.json"},"target-resource":{"type":"catalog","href":"new.json"},"maps":[
{"uuid":"1","relationship":"equal-to","sources":[{"type":"control","id-ref":"a"}],"targets":[{"type":"control","id-ref":"x"}]},
{"uuid":"2","relationship":"equivalent-to","sources":[{"id-ref":"b"}],"targets":[{"id-ref":"y"},{"id-ref":"z"}]},
{"uuid":"3","relationship":"equal-to","sources":[{"id-ref":"c"},{"id-ref":"d"}],"targets":[{"id-ref":"v"}]},
{"uuid":"4","relationship":{"type":"superset-of"},"source":{"id-ref":"e"},"target":"w"},
{"uuid":"5","relationship":"no-relationship","sources":[{"id-ref":"f"}],"targets":[{"id-ref":"w"}]}]}]}}`

// OSCAL's collections must give single pairs that never claim more than the file says.
func TestMappingOSCAL(t *testing.T) {
	m, err := readMapping(collection)
	if err != nil {
		t.Fatal(err)
	}
	if got := pairsOf(m); got != "a equal x, b broader y, b broader z, c part v, d part v, e broader w" {
		t.Errorf("%s", got)
	}
	if m.Title != "Alt zu neu" || m.Source != "old.json" || m.Target != "new.json" || m.Format != FormatMappingOSCAL {
		t.Errorf("%+v", m)
	}
	wantDrops(t, m.Dropped, "f@7 link not_imported f → w 0")
	back := m.Reversed()
	if got := pairsOf(back); got != "x equal a, y part b, z part b, v broader c, v broader d, w part e" || back.Source != "new.json" {
		t.Errorf("reversed: %s", got)
	}
	if got := pairsOf(back.Reversed()); got != pairsOf(m) {
		t.Errorf("reversed twice: %s", got)
	}
}

// Ids in a mapping may be those of requirements or the numbers people use; what neither catalogue has is named.
func TestMappingResolve(t *testing.T) {
	m, err := readMapping("a,X.1,equal\nA.2,y,part\nnobody,y,part\na,nowhere,broader\n")
	if err != nil {
		t.Fatal(err)
	}
	old := assessment.Catalogue{Requirements: []assessment.Requirement{{ID: "a", Ref: "A.1"}, {ID: "b", Ref: "A.2"}}}
	new := assessment.Catalogue{Requirements: []assessment.Requirement{{ID: "x", Ref: "X.1"}, {ID: "y", Ref: "x"}}}
	got := m.Resolve(old, new)
	if pairsOf(got) != "a equal x, b part y" {
		t.Errorf("%s", pairsOf(got))
	}
	wantDrops(t, got.Dropped, "nobody link unknown_target nobody 0", "a link unknown_target nowhere 0")
}

// A mapping that is none must be refused at its line.
func TestMappingRefuses(t *testing.T) {
	var many strings.Builder
	for i := range MaxPairs + 1 {
		fmt.Fprintf(&many, "a%d,b,part\n", i)
	}
	tests := []struct {
		name, text string
		code       Code
		at         Place
		detail     string
	}{
		{"nothing", "", CodeNotRecognised, Place{}, ""},
		{"prose", "Sehr geehrte Damen und Herren\nanbei", CodeNotRecognised, Place{}, ""},
		{"relation missing", "a,x,equal\nb,y\n", CodeMissing, Place{Line: 2, ID: "b"}, "relation"},
		{"relation unknown", "alt;neu;Beziehung\na;x;ähnlich\n", CodeBadValue, Place{Line: 2, ID: "a"}, "ähnlich"},
		{"id missing", "a,x,equal\n,y,part\n", CodeMissing, Place{Line: 2}, "id"},
		{"endless id", "a,x,equal\n" + strings.Repeat("b", 300) + ",y,part\n", CodeBadValue, Place{}, "id"},
		{"pair with two relations", "sep=,\na,x,equal\na,x,part\n", CodeDuplicateID, Place{Line: 3, ID: "a"}, "a → x"},
		{"quotation mark open", "a,x,equal\n\"b,y,part\n", CodeNotWellFormed, Place{Line: 2}, ""},
		{"headings alone", "alt;neu;Beziehung\n", CodeNoRequirements, Place{}, ""},
		{"too many", many.String(), CodeTooMany, Place{}, "100000"},
		{"Latin-1", "alt;neu;Verh\xe4ltnis\n", CodeEncoding, Place{Line: 1, Column: 13}, ""},
		{"UTF-16", inUTF16("a,x,equal\n", true, false), CodeEncoding, Place{}, "UTF-16"},
		{"other JSON", small, CodeNotRecognised, Place{}, "catalog"},
		{"XML", "<a/>", CodeNotRecognised, Place{}, "xml"},
		{"OSCAL without relationship", strings.Replace(collection, `"relationship":"equal-to",`, "", 1), CodeMissing, Place{Line: 3, ID: "1"}, "relationship"},
		{"OSCAL without targets", strings.Replace(collection, `"targets":[{"type":"control","id-ref":"x"}]`, `"targets":[]`, 1), CodeMissing, Place{Line: 3, ID: "1"}, "id-ref"},
		{"OSCAL with another relationship", strings.Replace(collection, "equal-to", "likes", 1), CodeBadValue, Place{Line: 3, ID: "1"}, "likes"},
		{"empty collection", `{"mapping-collection":{}}`, CodeNoRequirements, Place{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readMapping(tt.text)
			wantError(t, err, tt.code, tt.at, tt.detail)
		})
	}
}

// Whatever comes in, a mapping is read or refused with a code, and no pair is without its parts.
func FuzzReadMapping(f *testing.F) {
	for _, seed := range []string{"a,x,equal\nb,y,part", "sep=;\nalt;neu;Beziehung\na;x;gleich", collection, "\"", "\ufeffa\tb\tc"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadMapping(context.Background(), strings.NewReader(text), Options{MaxBytes: 1 << 20})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Code == "" {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		for _, p := range m.Pairs {
			if p.Old == "" || p.New == "" || p.Relation == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}
