package assessment

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func sample() *Catalogue {
	return &Catalogue{
		Key: "k", Title: "t", Edition: "1", Language: "de", Publisher: "p", Licence: "l", Notes: "n",
		Topics: []Topic{{"T1", "Server", "a"}, {"T2", "Netze", "b"}},
		Requirements: []Requirement{
			{ID: "a", Ref: "T1.1", Topic: "T1", Section: "s", Title: "Zugang", Text: "Text", Guidance: "Hilfe", Level: "normal", Modal: ModalMust, Effort: 1, Priority: 2, Tags: []string{"x", "y"}, References: []string{"r"}},
			{ID: "b", Ref: "T2.1", Topic: "T2", Title: "Plan"},
		},
	}
}

func TestSeal(t *testing.T) {
	c := sample()
	if err := c.Seal(); err != nil {
		t.Fatal(err)
	}
	if len(c.ID) != 32 || c.Requirements[0].Hash != c.Requirements[0].TextHash() {
		t.Errorf("%q, %q", c.ID, c.Requirements[0].Hash)
	}
	id := c.ID
	if err := c.Seal(); err != nil || c.ID != id {
		t.Errorf("sealed twice: %q, %v", c.ID, err)
	}
	// The id is in every store and file: the way it is computed must never change.
	if id != "3b6dfebf23b55fbceebc0fc043cf7774" {
		t.Errorf("the fingerprint of this catalogue was another one once: %s", id)
	}
}

func TestSealRefuses(t *testing.T) {
	for _, c := range []struct {
		about string
		spoil func(*Catalogue)
		want  error
		names string
	}{
		{"a topic twice", func(c *Catalogue) { c.Topics[1].ID = "T1" }, ErrExists, "T1"},
		{"a topic without an id", func(c *Catalogue) { c.Topics[1].ID = "" }, ErrInvalid, "Netze"},
		{"a requirement twice", func(c *Catalogue) { c.Requirements[1].ID = "a" }, ErrExists, "a"},
		{"a requirement without an id", func(c *Catalogue) { c.Requirements[1].ID = "" }, ErrInvalid, "T2.1"},
		{"a requirement of no topic", func(c *Catalogue) { c.Requirements[1].Topic = "T9" }, ErrNotFound, "T9"},
		{"a requirement whose topic is gone", func(c *Catalogue) { c.Topics = c.Topics[:1] }, ErrNotFound, "T2"},
	} {
		bad := sample()
		c.spoil(bad)
		if err := bad.Seal(); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%s: %v", c.about, err)
		}
	}
}

// Every field counts for the fingerprint, also one that is added one day: two editions with one id say the same.
func TestFingerprintCoversEveryField(t *testing.T) {
	base := sample()
	if err := base.Seal(); err != nil {
		t.Fatal(err)
	}
	derived := map[string]bool{"ID": true, "Topics": true, "Requirements": true, "Requirement.Hash": true}
	check := func(name string, change func(*Catalogue)) {
		c := sample()
		change(c)
		if err := c.Seal(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.ID == base.ID {
			t.Errorf("%s changed and the fingerprint did not", name)
		}
	}
	eachField(Catalogue{}, func(i int, name string) {
		if !derived[name] {
			check(name, func(c *Catalogue) { alter(t, reflect.ValueOf(c).Elem().Field(i)) })
		}
	})
	eachField(Topic{}, func(i int, name string) {
		check("Topic."+name, func(c *Catalogue) {
			alter(t, reflect.ValueOf(&c.Topics[0]).Elem().Field(i))
			c.Requirements[0].Topic = c.Topics[0].ID
		})
	})
	eachField(Requirement{}, func(i int, name string) {
		if derived["Requirement."+name] {
			return
		}
		check("Requirement."+name, func(c *Catalogue) {
			if name == "Topic" {
				c.Requirements[0].Topic = "T2"
				return
			}
			alter(t, reflect.ValueOf(&c.Requirements[0]).Elem().Field(i))
		})
	})
}

// What stands in one field cannot be taken for what stands in the next, and order counts.
func TestFingerprintTellsPlacesApart(t *testing.T) {
	seen := map[CatalogueID]string{}
	for about, change := range map[string]func(*Catalogue){
		"as it is":                     func(*Catalogue) {},
		"a text moved one field on":    func(c *Catalogue) { c.Requirements[0].Title, c.Requirements[0].Text = "ZugangText", "" },
		"tags joined":                  func(c *Catalogue) { c.Requirements[0].Tags = []string{"xy"} },
		"a tag became a reference":     func(c *Catalogue) { r := &c.Requirements[0]; r.Tags, r.References = []string{"x"}, []string{"y", "r"} },
		"an empty tag":                 func(c *Catalogue) { c.Requirements[0].Tags = []string{"x", "y", ""} },
		"effort and priority swapped":  func(c *Catalogue) { r := &c.Requirements[0]; r.Effort, r.Priority = r.Priority, r.Effort },
		"requirements in other order":  func(c *Catalogue) { r := c.Requirements; r[0], r[1] = r[1], r[0] },
		"topics in other order":        func(c *Catalogue) { c.Topics[0], c.Topics[1] = c.Topics[1], c.Topics[0] },
		"no requirements":              func(c *Catalogue) { c.Requirements = nil },
		"catalogue notes in the title": func(c *Catalogue) { c.Title, c.Notes = "tn", "" },
	} {
		c := sample()
		change(c)
		if err := c.Seal(); err != nil {
			t.Fatalf("%s: %v", about, err)
		}
		if other, there := seen[c.ID]; there {
			t.Errorf("%q and %q have one fingerprint", about, other)
		}
		seen[c.ID] = about
	}
}

// An answer stays valid while what is asked stays: title, text and modal verb. Help, tags and numbers may change.
func TestTextHashMovesOnlyWithTheQuestion(t *testing.T) {
	asks := map[string]bool{"Title": true, "Text": true, "Modal": true}
	base := sample().Requirements[0]
	eachField(Requirement{}, func(i int, name string) {
		r := sample().Requirements[0]
		alter(t, reflect.ValueOf(&r).Elem().Field(i))
		if moved := r.TextHash() != base.TextHash(); moved != asks[name] {
			t.Errorf("%s: moved is %v", name, moved)
		}
	})
	if base.TextHash() != "37690eb9f4e7681998fee695e422c0ee" {
		t.Errorf("the text hash of this requirement was another one once: %s", base.TextHash())
	}
}

func TestFind(t *testing.T) {
	c := sample()
	c.Requirements = append(c.Requirements, Requirement{ID: "T1.1", Topic: "T1", Title: "trägt als Id, was anderswo Nummer ist"})
	for typed, want := range map[string]RequirementID{"a": "a", "T2.1": "b", "T1.1": "T1.1"} {
		if r, err := c.Find(typed); err != nil || r.ID != want {
			t.Errorf("%q: %q, %v", typed, r.ID, err)
		}
	}
	for _, typed := range []string{"", "A", "t2.1", "zzz"} {
		if r, err := c.Find(typed); typed != "" && !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %q, %v", typed, r.ID, err)
		}
	}
	if c.TopicTitle("T2") != "Netze" || c.TopicTitle("T9") != "T9" {
		t.Error("titles of topics")
	}
}

func eachField(of any, f func(i int, name string)) {
	for i, typ := 0, reflect.TypeOf(of); i < typ.NumField(); i++ {
		f(i, typ.Field(i).Name)
	}
}

// alter gives a field another value, whatever its type.
func alter(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "'")
	case reflect.Int:
		v.SetInt(v.Int() + 1)
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.String {
			t.Fatalf("no way known to alter a %s", v.Type())
		}
		v.Set(reflect.Append(v, reflect.ValueOf(fmt.Sprint(v.Len())).Convert(v.Type().Elem())))
	default:
		t.Fatalf("no way known to alter a %s", v.Type())
	}
}
