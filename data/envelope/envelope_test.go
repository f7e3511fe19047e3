package envelope

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

const (
	idA = "0123456789abcdef0123456789abcdef"
	idB = "fedcba9876543210fedcba9876543210"
)

func testKey(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func testCatalogue() *assessment.Catalogue {
	c := &assessment.Catalogue{
		Key: "k", Title: "Katalog", Edition: "2027", Language: "de", Publisher: "Herausgeber", Licence: "frei", Notes: "a\nb",
		Topics: []assessment.Topic{{ID: "T1", Title: "Server", Notes: "n"}, {ID: "T2", Title: "Netze"}},
		Requirements: []assessment.Requirement{
			{ID: "r-1", Ref: "T1.1", Topic: "T1", Section: "s", Title: "Zugang <regeln>", Text: "Was? & wie?", Guidance: "g", Level: "normal", Modal: assessment.ModalMust, Effort: 2, Priority: 1, Tags: []string{"x", ""}, References: []string{"ISO 1"}},
			{ID: "r-2", Ref: "T2.1", Topic: "T2", Title: `Umgekehrter \ufffd Strich`},
		},
	}
	if err := c.Seal(); err != nil {
		panic(err)
	}
	return c
}

func entry(item string, f assessment.Field, value string) Entry {
	return Entry{assessment.WholeScope, assessment.KindAnswer, item, f, merge.Register{}.Write(merge.Version{Desk: "d1", Counter: 1}, value)}
}

// testContent is also what the frozen files hold: it never changes.
func testContent() Content {
	c := testCatalogue()
	return Content{
		Round: assessment.Round{
			ID: idA, Name: "Erhebung 2027", Catalogue: c.ID, Due: "2027-01-31", State: assessment.RoundOpen,
			Classification: "VERTRAULICH", Cover: "Guten Tag,\n\nbitte bis Ende Januar.", Created: "2026-11-24T10:00:00Z",
		},
		District:  assessment.District{Key: "06535", Name: "Vogelsbergkreis", Contact: "Frau Beispiel\n06641 1"},
		Scopes:    []assessment.Scope{{ID: assessment.WholeScope}, {ID: "schools", Name: "Schulen"}},
		Catalogue: c,
		Entries: []Entry{
			entry("r-1", assessment.FieldStatus, "1 ab\nerledigt, siehe Akte"),
			entry("r-2", assessment.FieldStatus, "2 ab\nzur Hälfte"),
		},
	}
}

func testManifest(c Content) Manifest {
	return Manifest{
		Kind: KindAssignment, Office: idB, OfficeName: "Informationssicherheitsstelle", District: c.District.Key, Round: c.Round.ID, Desk: idA, Export: idB,
		Catalogue: c.Round.Catalogue, Sequence: 1, Applied: []Receipt{{Desk: idB, Export: idA, Sequence: 3}}, Program: "1.0.0", Time: "2026-11-24T10:00:00+01:00",
	}
}

func seal(t interface {
	Helper()
	Fatal(...any)
}, m Manifest, c Content) Sealed {
	t.Helper()
	s, err := Seal(m, c, testKey(1))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What is sealed comes out whole, signed by the key that sealed it.
func TestRoundTrip(t *testing.T) {
	c := testContent()
	m := testManifest(c)
	s := seal(t, m, c)
	gotM, gotC, err := Open(s, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(gotC, c) {
		t.Errorf("content became\n%+v, was\n%+v", gotC, c)
	}
	m.Format, m.Key, m.Content = Format, testKey(1).Public().(ed25519.PublicKey), gotM.Content
	if !reflect.DeepEqual(gotM, m) {
		t.Errorf("manifest became\n%+v, was\n%+v", gotM, m)
	}
	claimed, err := Claims(s)
	if err != nil || !reflect.DeepEqual(claimed, gotM) {
		t.Errorf("claims %+v, %v", claimed, err)
	}
	again := seal(t, testManifest(c), c)
	if !bytes.Equal(again.Manifest, s.Manifest) || !bytes.Equal(again.Content, s.Content) || !bytes.Equal(again.Signature, s.Signature) {
		t.Error("the same state gave other bytes")
	}
}

// Every field of the domain that a content holds travels, also one that is added one day.
func TestContentCarriesEveryField(t *testing.T) {
	c := testContent()
	c.Scopes[1].Version, c.Scopes[1].Retired = 2, true // unknown to the frozen files
	seen := 0
	for name, v := range map[string]any{
		"round": c.Round, "district": c.District, "scope": c.Scopes[1], "catalogue": *c.Catalogue, "topic": c.Catalogue.Topics[0], "requirement": c.Catalogue.Requirements[0],
	} {
		for i, typ := 0, reflect.TypeOf(v); i < typ.NumField(); i++ {
			seen++
			if reflect.ValueOf(v).Field(i).IsZero() {
				t.Errorf("the sample leaves %s %s empty: nothing shows that it travels", name, typ.Field(i).Name)
			}
		}
	}
	_, got, err := Open(seal(t, testManifest(c), c), DefaultLimits)
	if err != nil || !reflect.DeepEqual(got, c) || seen < 30 {
		t.Errorf("%d fields: %+v, %v", seen, got, err)
	}
}

// Whatever desks hold in their registers comes out as it was.
func TestRoundTripOfAnyState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := testContent()
		m := testManifest(c)
		if rapid.Bool().Draw(t, "reply") {
			c.Catalogue, m.Kind = nil, KindReply
		}
		kinds := []assessment.Kind{assessment.KindAnswer, assessment.KindRemark, assessment.KindMeasure}
		c.Entries = rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) Entry {
			k := rapid.SampledFrom(kinds).Draw(t, "kind")
			f := rapid.SampledFrom(assessment.Fields(k)).Draw(t, "field")
			var r merge.Register
			for i := range rapid.IntRange(1, 4).Draw(t, "writes") {
				desk := rapid.SampledFrom([]string{"d1", "d2", "e~x"}).Draw(t, "desk")
				other := merge.Register{}.Write(merge.Version{Desk: desk, Counter: uint64(i + 1)}, value(t, f))
				r = merge.Join(r, other)
			}
			return Entry{rapid.SampledFrom([]assessment.ScopeID{assessment.WholeScope, "schools"}).Draw(t, "scope"), k, rapid.StringMatching(`[a-zä:.]{1,8}`).Draw(t, "item"), f, r}
		}), 0, 12, func(e Entry) string {
			return string(e.Scope) + "|" + string(e.Kind) + "|" + e.Item + "|" + string(e.Field)
		}).Draw(t, "entries")
		_, got, err := Open(seal(t, m, c), DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Clone(c.Entries)
		slices.SortFunc(want, compareEntries)
		if !slices.EqualFunc(got.Entries, want, func(a, b Entry) bool { return compareEntries(a, b) == 0 && a.Register.Equal(b.Register) }) {
			t.Fatalf("%+v became %+v", want, got.Entries)
		}
	})
}

func value(t *rapid.T, f assessment.Field) string {
	switch f {
	case assessment.FieldStatus:
		return assessment.Statement{Status: rapid.SampledFrom(assessment.Statuses()).Draw(t, "status"), Explanation: rapid.StringMatching(`[a-zäöü <>&"\\\n]{0,20}`).Draw(t, "text"), TextHash: "ab"}.Encode()
	case assessment.FieldDue, assessment.FieldMeasureDue:
		return rapid.SampledFrom([]string{"", "2027-01-31"}).Draw(t, "day")
	case assessment.FieldSettled:
		return rapid.SampledFrom([]string{"", "1"}).Draw(t, "settled")
	case assessment.FieldMeasureOnce, assessment.FieldMeasureYearly, assessment.FieldMeasureDays:
		return rapid.SampledFrom([]string{"", "0", "1200.5"}).Draw(t, "amount")
	}
	return rapid.StringMatching(`[a-zäöü👩 <>&"\\:|\n]{0,20}`).Draw(t, "text")
}

// No bit of the three parts can be changed without an error, and no part can be left out.
func TestEveryFlippedBitIsAnError(t *testing.T) {
	c := testContent()
	s := seal(t, testManifest(c), c)
	for name, part := range map[string]*[]byte{"manifest": &s.Manifest, "content": &s.Content, "signature": &s.Signature} {
		whole := *part
		for i := range len(whole) * 8 {
			flipped := bytes.Clone(whole)
			flipped[i/8] ^= 1 << (i % 8)
			*part = flipped
			if _, got, err := Open(s, DefaultLimits); err == nil || !reflect.DeepEqual(got, Content{}) {
				t.Fatalf("%s, bit %d: taken", name, i)
			}
		}
		for n := range whole {
			*part = whole[:n]
			if _, _, err := Open(s, DefaultLimits); err == nil {
				t.Fatalf("%s cut to %d bytes: taken", name, n)
			}
		}
		*part = append(bytes.Clone(whole), 0)
		if _, _, err := Open(s, DefaultLimits); err == nil {
			t.Fatalf("%s with a byte too many: taken", name)
		}
		*part = whole
	}
	if _, _, err := Open(s, DefaultLimits); err != nil {
		t.Fatal("the test broke the file itself")
	}
}

// What one key signed cannot be put together anew, and a key that is not the one named signs nothing.
func TestPartsOfDifferentFilesDoNotFit(t *testing.T) {
	c := testContent()
	a := seal(t, testManifest(c), c)
	c.Entries = c.Entries[:1]
	b := seal(t, testManifest(c), c)
	other, err := Seal(testManifest(c), c, testKey(2))
	if err != nil {
		t.Fatal(err)
	}
	for about, s := range map[string]Sealed{
		"the content of another file":       {a.Manifest, b.Content, a.Signature},
		"the manifest of another file":      {b.Manifest, a.Content, a.Signature},
		"the signature of another file":     {a.Manifest, a.Content, b.Signature},
		"signed by a key that is not named": {b.Manifest, b.Content, other.Signature},
		"no signature":                      {a.Manifest, a.Content, nil},
		"a signature of zeros":              {a.Manifest, a.Content, make([]byte, ed25519.SignatureSize)},
		"signed without the domain":         {a.Manifest, a.Content, ed25519.Sign(testKey(1), a.Manifest)},
	} {
		if _, _, err := Open(s, DefaultLimits); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", about, err)
		}
	}
	if _, _, err := Open(Sealed{}, DefaultLimits); !errors.Is(err, ErrNoManifest) {
		t.Errorf("nothing at all: %v", err)
	}
	if m, err := Claims(Sealed{Manifest: a.Manifest}); err != nil || m.Sequence != 1 {
		t.Errorf("claims can be read without a signature: %v", err)
	}
}

// The writer refuses what the reader would refuse, before anything is signed.
func TestSealRefuses(t *testing.T) {
	long := strings.Repeat("ä", assessment.MaxName+1)
	for about, spoil := range map[string]func(*Manifest, *Content){
		"another round":                     func(m *Manifest, c *Content) { m.Round = idB },
		"another district":                  func(m *Manifest, c *Content) { m.District = "06431" },
		"another catalogue":                 func(m *Manifest, c *Content) { m.Catalogue = idA },
		"no sequence":                       func(m *Manifest, c *Content) { m.Sequence = 0 },
		"a sequence beyond exact numbers":   func(m *Manifest, c *Content) { m.Sequence = 1<<53 + 1 },
		"an unknown kind":                   func(m *Manifest, c *Content) { m.Kind = "key" },
		"an office without an id":           func(m *Manifest, c *Content) { m.Office = "" },
		"an id in capitals":                 func(m *Manifest, c *Content) { m.Export = assessment.ExportID(strings.ToUpper(idA)) },
		"a time that is none":               func(m *Manifest, c *Content) { m.Time = "gestern" },
		"an office name too long":           func(m *Manifest, c *Content) { m.OfficeName = long },
		"an office name of two lines":       func(m *Manifest, c *Content) { m.OfficeName = "a\nb" },
		"an office name that turns around":  func(m *Manifest, c *Content) { m.OfficeName = "\u202eelletS" },
		"an office name that is not UTF-8":  func(m *Manifest, c *Content) { m.OfficeName = "\xff" },
		"too many receipts":                 func(m *Manifest, c *Content) { m.Applied = make([]Receipt, maxReceipts+1) },
		"a receipt of nothing":              func(m *Manifest, c *Content) { m.Applied = []Receipt{{}} },
		"a round without a name that fits":  func(m *Manifest, c *Content) { c.Round.Name = long },
		"a round in no known state":         func(m *Manifest, c *Content) { c.Round.State = "half" },
		"a round due on no day":             func(m *Manifest, c *Content) { c.Round.Due = "31.01.2027" },
		"a round made at no time":           func(m *Manifest, c *Content) { c.Round.Created = "x" },
		"a cover text too long":             func(m *Manifest, c *Content) { c.Round.Cover = strings.Repeat("x", assessment.MaxExplanation+1) },
		"a district without a key":          func(m *Manifest, c *Content) { m.District, c.District.Key = "", "" },
		"a district's contact too long":     func(m *Manifest, c *Content) { c.District.Contact = strings.Repeat("x", maxContact+1) },
		"a scope twice":                     func(m *Manifest, c *Content) { c.Scopes = append(c.Scopes, c.Scopes[0]) },
		"a scope without an id":             func(m *Manifest, c *Content) { c.Scopes[1].ID = "" },
		"a whole district that has changed": func(m *Manifest, c *Content) { c.Scopes[0].Version = 1 },
		"a whole district with a name":      func(m *Manifest, c *Content) { c.Scopes[0].Name = "Kreis" },
		"a retired scope without a version": func(m *Manifest, c *Content) { c.Scopes[1].Retired = true },
		"a version that JSON rounds":        func(m *Manifest, c *Content) { c.Scopes[1].Version = assessment.MaxScopeVersion + 1 },
		"an entry of an unknown scope":      func(m *Manifest, c *Content) { c.Entries[0].Scope = "nowhere" },
		"an entry twice":                    func(m *Manifest, c *Content) { c.Entries[1] = c.Entries[0] },
		"an entry of an unknown kind":       func(m *Manifest, c *Content) { c.Entries[0].Kind = "key" },
		"an entry of an unknown field":      func(m *Manifest, c *Content) { c.Entries[0].Field = "trust" },
		"an entry about nothing":            func(m *Manifest, c *Content) { c.Entries[0].Item = "" },
		"an entry that nobody wrote":        func(m *Manifest, c *Content) { c.Entries[0].Register = merge.Register{} },
		"an entry that holds no statement":  func(m *Manifest, c *Content) { c.Entries[0] = entry("r-1", assessment.FieldStatus, "ja") },
		"a value too long": func(m *Manifest, c *Content) {
			c.Entries[0] = entry("r-1", assessment.FieldEvidence, strings.Repeat("x", 251))
		},
		"a catalogue under another's id":      func(m *Manifest, c *Content) { c.Catalogue.Title = "anders" },
		"a catalogue that is not the one":     func(m *Manifest, c *Content) { m.Catalogue, c.Round.Catalogue = idA, idA },
		"a catalogue that is not UTF-8":       func(m *Manifest, c *Content) { c.Catalogue.Requirements[0].Text = "\xff"; reseal(m, c) },
		"an assignment that asks a colleague": func(m *Manifest, c *Content) { c.Delegated = testDelegated() },
		"a pack that asks nobody":             func(m *Manifest, c *Content) { m.Kind, c.Catalogue = KindDelegation, nil },
		"a pack for nobody":                   delegated(func(d *Delegated) { d.To = "" }),
		"a pack for two lines":                delegated(func(d *Delegated) { d.To = "a\nb" }),
		"a pack that asks nothing":            delegated(func(d *Delegated) { d.Requirements = nil }),
		"a pack that asks one thing twice":    delegated(func(d *Delegated) { d.Requirements[1] = d.Requirements[0] }),
		"a pack of an unknown scope":          delegated(func(d *Delegated) { d.Scope = "nowhere" }),
		"a line of keys that does not hold": func(m *Manifest, c *Content) {
			m.Predecessors = []Predecessor{Vouch(testKey(2), idB, idB, testKey(1).Public().(ed25519.PublicKey))}
		},
		"a requirement whose id is no line": func(m *Manifest, c *Content) { c.Catalogue.Requirements[0].ID = "a\nb"; reseal(m, c) },
	} {
		c := testContent()
		m := testManifest(c)
		spoil(&m, &c)
		if _, err := Seal(m, c, testKey(1)); !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", about, err)
		}
	}
	c := testContent()
	if _, err := Seal(testManifest(c), c, nil); !errors.Is(err, ErrMalformed) {
		t.Errorf("without a key: %v", err)
	}
}

func testDelegated() *Delegated {
	return &Delegated{To: "Herr Bau", Scope: assessment.WholeScope, Requirements: []assessment.RequirementID{"r-1", "r-2"}}
}

// delegated makes a pack of the sample and spoils it.
func delegated(spoil func(*Delegated)) func(*Manifest, *Content) {
	return func(m *Manifest, c *Content) {
		m.Kind, c.Catalogue, c.Delegated = KindDelegation, nil, testDelegated()
		spoil(c.Delegated)
	}
}

func reseal(m *Manifest, c *Content) {
	if err := c.Catalogue.Seal(); err != nil {
		panic(err)
	}
	m.Catalogue, c.Round.Catalogue = c.Catalogue.ID, c.Catalogue.ID
}

// Sealing forty files from one catalogue at once leaves that catalogue alone. The race detector is the judge.
func TestSealSharesTheCatalogue(t *testing.T) {
	c := testContent()
	done := make(chan error)
	for range 4 {
		go func() {
			_, err := Seal(testManifest(c), c, testKey(1))
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// A mirror travels in assignments, whole, and in nothing else; figures that no desk may tell are neither written nor read.
func TestMirror(t *testing.T) {
	c := testContent()
	c.Mirror = []assessment.TopicMirror{{Topic: "ORG", Districts: 5, Q1: 10, Median: 50, Q3: 100}, {Topic: "CON", Districts: 39}}
	m := testManifest(c)
	m.Kind = KindAssignment
	s, err := Seal(m, c, testKey(1))
	if err != nil {
		t.Fatal(err)
	}
	_, back, err := Open(s, DefaultLimits)
	if err != nil || !slices.Equal(back.Mirror, c.Mirror) {
		t.Fatalf("%+v %v", back.Mirror, err)
	}
	m.Kind = KindReply
	if _, err := Seal(m, c, testKey(1)); !errors.Is(err, ErrMalformed) {
		t.Errorf("in a reply: %v", err)
	}
	m.Kind = KindAssignment
	for _, bad := range []assessment.TopicMirror{{Topic: "ORG", Districts: 4}, {Topic: "ORG", Districts: 5, Q1: 3}, {Topic: "CON", Districts: 9}, {Topic: "\xff", Districts: 9}} {
		c.Mirror = []assessment.TopicMirror{bad, {Topic: "CON", Districts: 5}}
		if _, err := Seal(m, c, testKey(1)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
