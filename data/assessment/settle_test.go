package assessment

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func uttered(s Status, text string) string { return Statement{Status: s, Explanation: text}.Encode() }

// The fuller version is found where one says all that the others say, and only there.
func TestFuller(t *testing.T) {
	for _, c := range []struct {
		name   string
		field  Field
		values []string
		want   string
		found  bool
	}{
		{"a text that goes on", FieldStatus, []string{uttered(StatusYes, "Ja."), uttered(StatusYes, "Ja. Seit 2024.")}, uttered(StatusYes, "Ja. Seit 2024."), true},
		{"an explanation and none", FieldStatus, []string{uttered(StatusNo, ""), uttered(StatusNo, "Kommt 2027.")}, uttered(StatusNo, "Kommt 2027."), true},
		{"white space alone", FieldEvidence, []string{"Ordner  7", "Ordner 7"}, "Ordner 7", true},
		{"another status", FieldStatus, []string{uttered(StatusYes, "Ja."), uttered(StatusNo, "Ja. Seit 2024.")}, "", false},
		{"other words", FieldStatus, []string{uttered(StatusYes, "Ja."), uttered(StatusYes, "Doch.")}, "", false},
		{"the opposite", FieldEvidence, []string{"vorhanden", "nicht vorhanden"}, "", false},
		{"part of a word", FieldResponsible, []string{"Amt", "Amtsleitung"}, "", false},
		{"three, of which one contradicts", FieldEffort, []string{"2 Tage", "2 Tage im Jahr", "3 Tage"}, "", false},
		{"days", FieldDue, []string{"", "2027-01-31"}, "", false},
		{"one alone", FieldEffort, []string{"2 Tage"}, "", false},
	} {
		if got, found := Fuller(c.field, c.values); got != c.want || found != c.found {
			t.Errorf("%s: %q, %v", c.name, got, found)
		}
	}
}

// Whatever the order of the versions, the same one is found.
func TestFullerWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "a", "a b", "a  b", "a b c", "b", "c d"})
		values := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return uttered(Status(rapid.IntRange(1, 2).Draw(t, "status")), text.Draw(t, "text"))
		}), 2, 4).Draw(t, "values")
		one, found := Fuller(FieldStatus, values)
		other := rapid.Permutation(values).Draw(t, "order")
		if again, too := Fuller(FieldStatus, other); again != one || too != found {
			t.Fatalf("%q gives %q, %v; %q gives %q, %v", values, one, found, other, again, too)
		}
	})
}

// The most cautious version is chosen for what it claims, never for its place in the alphabet.
func TestMostCautious(t *testing.T) {
	for _, c := range []struct {
		name   string
		field  Field
		values []string
		want   string
		found  bool
	}{
		{"one claims less", FieldStatus, []string{uttered(StatusYes, "z"), uttered(StatusNo, "a")}, uttered(StatusNo, "a"), true},
		{"of three one claims less", FieldStatus, []string{uttered(StatusYes, "z"), uttered(StatusPartly, "x"), uttered(StatusYes, "y")}, uttered(StatusPartly, "x"), true},
		{"dispensable claims more than partly", FieldStatus, []string{uttered(StatusDispensable, "z"), uttered(StatusPartly, "a")}, uttered(StatusPartly, "a"), true},
		{"the same status in other words", FieldStatus, []string{uttered(StatusNo, "weil a"), uttered(StatusNo, "weil b"), uttered(StatusYes, "z")}, "", false},
		{"the same status, one says more", FieldStatus, []string{uttered(StatusNo, "weil a"), uttered(StatusNo, "weil a und b"), uttered(StatusYes, "z")}, uttered(StatusNo, "weil a und b"), true},
		{"nothing against no", FieldStatus, []string{"", uttered(StatusNo, "a")}, uttered(StatusNo, "a"), true},
		{"names", FieldResponsible, []string{"Adam", "offen"}, "", false},
		{"days", FieldDue, []string{"2027-01-31", "2027-02-28"}, "", false},
		{"what no statement is", FieldStatus, []string{"?", uttered(StatusNo, "a")}, "", false},
	} {
		for range 2 {
			if got, found := MostCautious(c.field, c.values); got != c.want || found != c.found {
				t.Errorf("%s: %q, %v", c.name, got, found)
			}
			slices.Reverse(c.values)
		}
	}
}

// What the rule chooses is what counts meanwhile, or says more with the same status: deciding by it never raises a figure.
func TestMostCautiousCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return uttered(Status(rapid.IntRange(0, 4).Draw(t, "status")), rapid.SampledFrom([]string{"", "a", "a b", "b"}).Draw(t, "text"))
		}), 1, 4).Draw(t, "values")
		got, found := MostCautious(FieldStatus, values)
		if !found {
			return
		}
		chosen, _ := DecodeStatement(got)
		counting, _ := DecodeStatement(Pick(FieldStatus, values))
		if chosen.Status != counting.Status || !slices.Contains(values, got) {
			t.Fatalf("%q of %q, where %q counts", got, values, counting.Encode())
		}
	})
}
