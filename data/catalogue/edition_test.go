package catalogue

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// A new edition must be told apart by immutable ids: what is new, gone and unchanged, and what changed in which parts.
func TestCompare(t *testing.T) {
	req := func(id string, change func(r *assessment.Requirement)) assessment.Requirement {
		r := assessment.Requirement{ID: assessment.RequirementID(id), Ref: id, Topic: "t", Title: "T", Text: "x", Tags: []string{"a"}}
		if change != nil {
			change(&r)
		}
		return r
	}
	old := assessment.Catalogue{Requirements: []assessment.Requirement{req("a", nil), req("b", nil), req("c", nil), req("d", nil), req("gone", nil)}}
	new := assessment.Catalogue{Requirements: []assessment.Requirement{
		req("new", nil),
		req("d", func(r *assessment.Requirement) { r.Guidance, r.Tags, r.Effort = "more", nil, 3 }),
		req("a", nil),
		req("b", func(r *assessment.Requirement) { r.Text = "y" }),
		req("c", func(r *assessment.Requirement) {
			*r = assessment.Requirement{ID: "c", Ref: "C", Topic: "u", Section: "S", Title: "t", Text: "z", Guidance: "g", Level: "l", Modal: "MUSS", Effort: 1, Priority: 1, Tags: []string{"b"}, References: []string{"r"}}
		}),
	}}
	e := Compare(old, new)
	var b strings.Builder
	for _, c := range e.Changed {
		fmt.Fprintln(&b, c.Old.ID, c.New.ID, c.Fields, c.Asked)
	}
	want := "d d [guidance effort tags] false\nb b [text] true\nc c [ref topic section title text guidance level modal effort priority tags references] true\n"
	if b.String() != want {
		t.Errorf("changed:\n%swant:\n%s", b.String(), want)
	}
	if len(e.New) != 1 || e.New[0].ID != "new" || len(e.Gone) != 1 || e.Gone[0].ID != "gone" || len(e.Unchanged) != 1 || e.Unchanged[0] != "a" {
		t.Errorf("%+v", e)
	}
}

// Every requirement of both editions stands in exactly one list, and a catalogue compared with itself has no changes.
func TestCompareCountsAll(t *testing.T) {
	ids := rapid.SliceOfDistinct(rapid.StringMatching(`[a-e]`), rapid.ID)
	edition := rapid.Custom(func(t *rapid.T) assessment.Catalogue {
		var c assessment.Catalogue
		for _, id := range ids.Draw(t, "ids") {
			c.Requirements = append(c.Requirements, assessment.Requirement{ID: assessment.RequirementID(id), Text: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "text")})
		}
		return c
	})
	rapid.Check(t, func(t *rapid.T) {
		old, new := edition.Draw(t, "old"), edition.Draw(t, "new")
		e := Compare(old, new)
		if len(e.New)+len(e.Changed)+len(e.Unchanged) != len(new.Requirements) || len(e.Gone)+len(e.Changed)+len(e.Unchanged) != len(old.Requirements) {
			t.Fatalf("%+v", e)
		}
		if e := Compare(new, new); len(e.Unchanged) != len(new.Requirements) {
			t.Fatalf("with itself: %+v", e)
		}
	})
}

// show renders a difference with [-removed-] and {+added+}.
func show(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		switch s.Op {
		case Removed:
			b.WriteString("[-" + s.Text + "-]")
		case Added:
			b.WriteString("{+" + s.Text + "+}")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// A difference must read like one: whole words, and neighbours that changed together shown together.
func TestDiff(t *testing.T) {
	tests := []struct{ a, b, want string }{
		{"", "", ""},
		{"gleich", "gleich", "gleich"},
		{"", "neu", "{+neu+}"},
		{"alt", "", "[-alt-]"},
		{"Die Tür ist zu.", "Die Tür muss zu sein.", "Die Tür [-ist-]{+muss+} zu{+ sein+}."},
		{"Passwörter täglich wechseln", "Passwörter selten wechseln", "Passwörter [-täglich-]{+selten+} wechseln"},
		{"ein altes rotes Haus", "ein neues blaues Haus", "ein [-altes rotes-]{+neues blaues+} Haus"},
		{"a\nb", "a\n\nb", "a\n{+\n+}b"},
		{"MUSS", "SOLLTE", "[-MUSS-]{+SOLLTE+}"},
		{"größer", "groß", "[-größer-]{+groß+}"},
		{"1.2", "1.3", "1.[-2-]{+3+}"},
	}
	for _, tt := range tests {
		if got := show(Diff(tt.a, tt.b)); got != tt.want {
			t.Errorf("%q to %q: %q, want %q", tt.a, tt.b, got, tt.want)
		}
	}
}

// checkDiff checks what holds for every difference.
func checkDiff(t interface{ Fatalf(string, ...any) }, a, b string, spans []Span) {
	var before, after strings.Builder
	for i, s := range spans {
		if s.Text == "" || i > 0 && (spans[i-1].Op == s.Op || spans[i-1].Op == Added && s.Op == Removed) {
			t.Fatalf("%q to %q: span %d of %s", a, b, i, show(spans))
		}
		if s.Op != Added {
			before.WriteString(s.Text)
		}
		if s.Op != Removed {
			after.WriteString(s.Text)
		}
	}
	if before.String() != a || after.String() != b {
		t.Fatalf("%q to %q: %s", a, b, show(spans))
	}
}

// The pieces must give both texts back, and no more words may be called changed than must be.
func TestDiffHolds(t *testing.T) {
	text := rapid.StringMatching(`([ab] ?|c|\n|ä){0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		checkDiff(t, a, b, Diff(a, b))
		x, y := words(a), words(b)
		kept := 0
		for _, s := range edits(x, y) {
			if s.Op == Same {
				kept++
			}
		}
		if want := longestCommon(x, y); kept != want {
			t.Fatalf("%q to %q: %d words kept, %d could be", a, b, kept, want)
		}
	})
}

// longestCommon is the length of the longest common subsequence, by the textbook's table.
func longestCommon(x, y []string) int {
	table := make([][]int, len(x)+1)
	for i := range table {
		table[i] = make([]int, len(y)+1)
	}
	for i := range x {
		for j := range y {
			table[i+1][j+1] = max(table[i][j+1], table[i+1][j])
			if x[i] == y[j] {
				table[i+1][j+1] = table[i][j] + 1
			}
		}
	}
	return table[len(x)][len(y)]
}

// Two texts that have nothing in common must not take for ever, whatever their length.
func TestDiffOfStrangers(t *testing.T) {
	var a, b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&a, "a%d ", i)
		fmt.Fprintf(&b, "b%d ", i)
	}
	spans := Diff(a.String(), b.String())
	checkDiff(t, a.String(), b.String(), spans)
}

func FuzzDiff(f *testing.F) {
	f.Add("Die Tür ist zu.", "Die Tür muss zu sein.")
	f.Add("a\n\nb\xff", "\u0301a b")
	f.Fuzz(func(t *testing.T, a, b string) { checkDiff(t, a, b, Diff(a, b)) })
}
