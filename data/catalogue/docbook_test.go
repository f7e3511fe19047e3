package catalogue

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// A Kompendium with all its odd parts must give its modules as topics and its requirements with level, roles, binding
// word and text, and must name each one that was dropped.
func TestKompendium(t *testing.T) {
	got := mustImport(t, fixture(t, "kompendium.xml"))
	c := got.Catalogue
	if got.Format != FormatDocBook || c.Key != "it-grundschutz-kompendium" || c.Title != "Grundregeln für Gartenämter" || c.Edition != "2031" || c.Language != "de" || c.Publisher != "Amt für Beete" {
		t.Errorf("format %s, head %q %q %q %q %q", got.Format, c.Key, c.Title, c.Edition, c.Language, c.Publisher)
	}
	wantDrops(t, got.Dropped,
		"BEET.1.A2@54 requirement withdrawn  0",
		"BEET.1.A5@60 requirement withdrawn  0",
		"BEET.2@73 topic empty  0")
	if want := []TopicCount{{"BEET.1", "BEET.1 Hochbeete", 5}, {"BALK.1.1", "BALK.1.1 Nordbalkone", 1}, {"BALK.1", "BALK.1 Balkone allgemein", 1}}; !reflect.DeepEqual(got.Topics, want) {
		t.Errorf("topics %v", got.Topics)
	}
	if want := []LevelCount{{"Basis", 4}, {"Standard", 2}, {"erhöht", 1}}; !reflect.DeepEqual(got.Levels, want) {
		t.Errorf("levels %v", got.Levels)
	}
	if notes := c.Topics[0].Notes; notes != "Ein Hochbeet ist hoch.\n\nHier wachsen Möhren." {
		t.Errorf("notes %q", notes)
	}
	tests := []struct {
		id, title, level, section, tags string
		modal                           assessment.Modal
		text                            string
	}{
		{"BEET.1.A1", "Erde einfüllen", "Basis", "Basis-Anforderungen", "[Gärtnerei Amtsleitung]", assessment.ModalMust,
			"Die Erde MUSS locker sein. Sie SOLLTE dunkel (Heller Sand zählt nicht.) sein.\n– Kompost\n– Sand\n  1. grob\n  2. fein\n\nDanach wird\ngegossen & gewartet."},
		{"BEET.1.A3", "Möhren", "Basis", "Basis-Anforderungen", "[Gärtnerei]", assessment.ModalMust, "Möhren DÜRFEN NICHT naß stehen."},
		{"BEET.1.A4", "Salat", "Standard", "Standard-Anforderungen", "[]", assessment.ModalShould, "Salat SOLLTE <grün> sein."},
		{"BEET.1.A10", "Zaun (am Rand)", "Standard", "Standard-Anforderungen", "[]", assessment.ModalMay, "Höhen\n\nHase | 50 cm\n\nTor\n\nDas Tor KANN offen stehen."},
		{"BEET.1.A11", "Wache", "erhöht", "Anforderungen bei erhöhtem Schutzbedarf", "[Amtsleitung CIA]", assessment.ModalShould, "Nachts SOLLTE jemand wachen."},
		{"BALK.1.1.A1", "Schatten", "Basis", "Basis-Anforderungen", "[]", assessment.ModalMust, "Schatten MUSS geduldet werden."},
		{"BALK.1.A1", "Geländer", "Basis", "", "[]", assessment.ModalMust, "Ein Geländer MUSS halten."},
	}
	if len(c.Requirements) != len(tests) {
		t.Errorf("%d requirements", len(c.Requirements))
	}
	for i, tt := range tests {
		r := c.Requirements[i]
		if string(r.ID) != tt.id || r.Ref != tt.id || r.Title != tt.title || r.Level != tt.level || r.Section != tt.section || fmt.Sprint(r.Tags) != tt.tags || r.Modal != tt.modal {
			t.Errorf("%s: %q %q %q %q %v %q", tt.id, r.ID, r.Title, r.Level, r.Section, r.Tags, r.Modal)
		}
		if r.Text != tt.text {
			t.Errorf("%s: text %q, want %q", tt.id, r.Text, tt.text)
		}
	}
}

// docbookOf builds a book of one module with the given sections.
func docbookOf(sections string) string {
	return "<?xml version=\"1.0\"?>\n<book xmlns=\"http://docbook.org/ns/docbook\"><title>B</title><chapter><title>C</title>\n<section><title>BEET.1 M</title>\n" + sections + "</section></chapter></book>"
}

func reqSection(id, text string) string {
	return "<section><title>" + id + " T (B)</title><para>" + text + "</para></section>\n"
}

// What XML can do to a reader must end in an error that says what and where.
func TestDocBookRefuses(t *testing.T) {
	good := docbookOf(reqSection("BEET.1.A1", "Die Tür MUSS zu sein."))
	if c := mustImport(t, good).Catalogue; len(c.Requirements) != 1 {
		t.Fatal("the sound book was not read")
	}
	bomb := `<?xml version="1.0"?>` + "\n" + `<!DOCTYPE book [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><book><title>&b;</title></book>`
	var many strings.Builder
	for i := range MaxRequirements + 1 {
		many.WriteString(reqSection(fmt.Sprintf("BEET.%d.%d.A%d", i/900, i%900, i%99+1), "x"))
	}
	tests := []struct {
		name, text string
		code       Code
		at         Place
		detail     string
	}{
		{"entity bomb", bomb, CodeForbidden, Place{Line: 2}, "<!DOCTYPE"},
		{"external entity", strings.Replace(bomb, `"ha"`, `SYSTEM "file:///etc/passwd"`, 1), CodeForbidden, Place{Line: 2}, "<!DOCTYPE"},
		{"document type of DocBook 4", "<!DOCTYPE book PUBLIC \"-//OASIS//DTD DocBook XML V4.5//EN\" \"docbookx.dtd\">\n<book/>", CodeForbidden, Place{Line: 1}, ""},
		{"document type behind the root", strings.Replace(good, "<chapter>", "<!DOCTYPE x><chapter>", 1), CodeForbidden, Place{Line: 2}, ""},
		{"unknown entity", strings.Replace(good, "Die ", "&nbsp;", 1), CodeNotWellFormed, Place{Line: 4}, ""},
		{"cut off", good[:len(good)-40], CodeNotWellFormed, Place{Line: 4}, ""},
		{"tags crossed", strings.Replace(good, "</para></section>", "</section></para>", 1), CodeNotWellFormed, Place{Line: 4}, ""},
		{"two roots", good + good[strings.Index(good, "<book"):], CodeDuplicateID, Place{}, ""},
		{"no element", "<?xml version=\"1.0\"?>\n<!-- nothing -->", CodeNotWellFormed, Place{}, ""},
		{"other XML", "<feed><entry/></feed>", CodeNotRecognised, Place{}, "feed"},
		{"OSCAL in XML", `<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0"/>`, CodeNotRecognised, Place{}, "catalog"},
		{"book of another kind", `<book xmlns="urn:x"><title>t</title></book>`, CodeNotRecognised, Place{}, ""},
		{"no requirements", docbookOf("<para>nothing</para>"), CodeNoRequirements, Place{}, ""},
		{"id twice", docbookOf(reqSection("BEET.1.A1", "x") + reqSection("BEET.1.A1", "y")), CodeDuplicateID, Place{Line: 5, ID: "BEET.1.A1"}, ""},
		{"module twice", strings.Replace(good, "</chapter>", "\n<section><title>BEET.1 M</title>"+reqSection("BEET.1.A2", "x")+"</section></chapter>", 1), CodeDuplicateID, Place{}, "BEET.1"},
		{"endless nesting", "<book>" + strings.Repeat("<section>", 100_000), CodeTooDeep, Place{}, "128"},
		{"too many requirements", docbookOf(many.String()), CodeTooMany, Place{}, "20000"},
		{"UTF-16", inUTF16(good, true, false), CodeEncoding, Place{}, "UTF-16"},
		{"Latin-1 as it says", strings.Replace(strings.Replace(good, "ü", "\xfc", 1), `"1.0"`, `"1.0" encoding="ISO-8859-1"`, 1), CodeEncoding, Place{Line: 4, Column: 51}, ""},
		{"says Latin-1", strings.Replace(good, `"1.0"`, `"1.0" encoding="ISO-8859-1"`, 1), CodeEncoding, Place{Line: 1}, "ISO-8859-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := importText(tt.text)
			wantError(t, err, tt.code, tt.at, tt.detail)
			if len(err.Error()) > 500 {
				t.Errorf("the error repeats the input: %d bytes", len(err.Error()))
			}
		})
	}
}

// A title's end must be read in whatever order its parts stand, and what merely looks like one must stay.
func TestRequirementParts(t *testing.T) {
	tests := []struct{ in, title, level, tags string }{
		{"Erde (B)", "Erde", "Basis", "[]"},
		{"Erde (S) [A, B]", "Erde", "Standard", "[A B]"},
		{"Erde [A, B] (H)", "Erde", "erhöht", "[A B]"},
		{"Erde [A] (CIA)", "Erde", "", "[A CIA]"},
		{"Erde (IA) [A] (H)", "Erde", "erhöht", "[IA A]"},
		{"Erde (grob) (B)", "Erde (grob)", "Basis", "[]"},
		{"Erde (B) (S)", "Erde (B)", "Standard", "[]"},
		{"Erde ()", "Erde ()", "", "[]"},
		{"", "", "", "[]"},
		{"(B)", "", "Basis", "[]"},
	}
	for _, tt := range tests {
		title, level, tags := requirementParts(tt.in)
		if title != tt.title || level != tt.level || fmt.Sprint(tags) != tt.tags {
			t.Errorf("%q: %q %q %v", tt.in, title, level, tags)
		}
	}
}
