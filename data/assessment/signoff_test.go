package assessment

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func signable() *rapid.Generator[[]Answer] {
	one := rapid.Custom(func(t *rapid.T) Answer {
		return Answer{
			AnswerKey: AnswerKey{Scope: ScopeID(rapid.SampledFrom([]string{"whole", "a", "b"}).Draw(t, "scope")), Requirement: RequirementID(rapid.StringMatching(`[a-e]`).Draw(t, "id"))},
			Statement: Statement{Status: rapid.SampledFrom(Statuses()).Draw(t, "status"), Explanation: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "text"), TextHash: "ab"},
			Effort:    rapid.SampledFrom([]string{"", "1"}).Draw(t, "effort"), Conflict: rapid.Bool().Draw(t, "conflict"),
		}
	})
	return rapid.Custom(func(t *rapid.T) []Answer {
		return rapid.SliceOfNDistinct(one, 0, 12, func(a Answer) AnswerKey { return a.AnswerKey }).Draw(t, "answers")
	})
}

// A sign-off comes back from its text as it was, and holds for the answers it was given for, in whatever order.
func TestSignOffRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers := signable().Draw(t, "answers")
		s, err := NewSignOff("Ute Berg", "ISK", "2026-11-24", answers)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeSignOff(s.Encode())
		if err != nil || back.Encode() != s.Encode() {
			t.Fatalf("%v\n%q\n%q", err, s.Encode(), back.Encode())
		}
		shuffled := rapid.Permutation(answers).Draw(t, "order")
		if n := back.Changed(shuffled); n != 0 {
			t.Fatalf("%d changed of what was signed", n)
		}
		if err := CheckValue(FieldSignOff, s.Encode()); err != nil {
			t.Fatal(err)
		}
	})
}

// Changed counts exactly the answers that say something else, are new or are gone.
func TestSignOffCountsChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := signable().Draw(t, "before"), signable().Draw(t, "after")
		s, err := NewSignOff("U", "", "2026-11-24", before)
		if err != nil {
			t.Fatal(err)
		}
		says := func(all []Answer) map[string]string {
			out := map[string]string{}
			for _, a := range all {
				if text := fmt.Sprint(a.Value(FieldStatus), a.Effort, a.Conflict); text != "false" {
					out[string(a.Scope)+" "+string(a.Requirement)] = text
				}
			}
			return out
		}
		want, then, now := 0, says(before), says(after)
		for k, v := range now {
			if then[k] != v {
				want++
			}
		}
		for k := range then {
			if _, there := now[k]; !there {
				want++
			}
		}
		if got := s.Changed(after); got != want {
			t.Fatalf("%d changed, not %d", got, want)
		}
	})
}

// What no desk has written is refused, and nobody signs without a name.
func TestSignOffRefused(t *testing.T) {
	good, err := NewSignOff("Ute", "ISK", "2026-11-24", []Answer{{AnswerKey: AnswerKey{Scope: "s", Requirement: "a"}, Effort: "1"}, {AnswerKey: AnswerKey{Scope: "s", Requirement: "b"}, Effort: "1"}})
	if err != nil {
		t.Fatal(err)
	}
	text := good.Encode()
	lines := strings.Split(text, "\n")
	marks := lines[3]
	for name, bad := range map[string]string{
		"no lines": "x", "day": strings.Replace(text, "2026-11-24", "2026-11-31", 1), "no day": text[10:], "German day": strings.Replace(text, "2026-11-24", "24.11.2026", 1),
		"digest": strings.Replace(text, good.Digest, strings.ToUpper(good.Digest[:10])+"x"+good.Digest[11:], 1), "no name": strings.Replace(text, "Ute", "", 1),
		"long name": strings.Replace(text, "Ute", strings.Repeat("U", MaxName+1), 1), "hidden": strings.Replace(text, "Ute", "U\u202ete", 1),
		"half a mark": text[:len(text)-1], "order": strings.Replace(text, marks, marks[16:]+marks[:16], 1), "line": text + "\n", "alphabet": text[:len(text)-16] + strings.Repeat("+", 16),
		"huge": text + strings.Repeat("A", maxMarks*markText),
	} {
		if _, err := DecodeSignOff(bad); !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrTooLong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewSignOff("a\nb", "", "2026-11-24", nil); err == nil {
		t.Error("a name of two lines")
	}
	if _, err := NewSignOff("", "", "2026-11-24", nil); err != nil {
		t.Error("nobody is nobody:", err)
	}
	if s := (SignOff{}); s.Changed([]Answer{{Effort: "1"}}) != 0 || s.Encode() != "" {
		t.Error("nothing was signed")
	}
	if !slices.Equal(Fields(KindSignOff), []Field{FieldSignOff}) {
		t.Error("fields")
	}
	if r, known := Owner(KindSignOff, FieldSignOff); !known || r != RoleDistrict {
		t.Error("owner")
	}
}
