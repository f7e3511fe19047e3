package envelope

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// The changes of wording travel whole and in one order, and what no desk would write is neither written nor read.
func TestRewordings(t *testing.T) {
	c := testContent()
	c.Rewordings = []assessment.Rewording{{Requirement: "r-2", From: idA, To: idB}, {Requirement: "r-1", From: idB, To: idA}, {Requirement: "r-1", From: idA, To: idB}}
	s := seal(t, testManifest(c), c)
	_, back, err := Open(s, DefaultLimits)
	want := []assessment.Rewording{{Requirement: "r-1", From: idA, To: idB}, {Requirement: "r-1", From: idB, To: idA}, {Requirement: "r-2", From: idA, To: idB}}
	if err != nil || !slices.Equal(back.Rewordings, want) {
		t.Fatalf("%+v, %v", back.Rewordings, err)
	}
	slices.Reverse(c.Rewordings)
	if again := seal(t, testManifest(c), c); !bytes.Equal(again.Content, s.Content) {
		t.Error("the same changes in another order gave other bytes")
	}
	for about, w := range map[string]assessment.Rewording{
		"of nothing":           {From: idA, To: idB},
		"of a long name":       {Requirement: assessment.RequirementID(strings.Repeat("r", 300)), From: idA, To: idB},
		"of two lines":         {Requirement: "a\nb", From: idA, To: idB},
		"from no text":         {Requirement: "r-1", To: idB},
		"to something else":    {Requirement: "r-1", From: idA, To: "ab"},
		"that changes nothing": {Requirement: "r-1", From: idA, To: idA},
	} {
		c.Rewordings = []assessment.Rewording{w}
		if _, err := Seal(testManifest(c), c, testKey(1)); !errors.Is(err, ErrMalformed) {
			t.Errorf("a change %s: %v", about, err)
		}
	}
	c.Rewordings = []assessment.Rewording{want[0], want[0]}
	if _, err := Seal(testManifest(c), c, testKey(1)); !errors.Is(err, ErrMalformed) {
		t.Errorf("one change twice: %v", err)
	}
}

// A file that announces changes of wording must hold as many as it says, each as it is written and in order.
func TestForgedRewordings(t *testing.T) {
	lines := plainLines(t)
	head := func(n string) string {
		return strings.Replace(lines[0], "}\n", `,"rewordings":`+n+"}\n", 1)
	}
	one := func(id string) string {
		return `{"requirement":"` + id + `","from":"` + idA + `","to":"` + idB + `"}` + "\n"
	}
	rest := strings.Join(lines[1:], "")
	if _, _, err := Open(forge(t, zipped(t, head("2"), rest, one("r-1"), one("r-2"))), DefaultLimits); err != nil {
		t.Fatalf("as it is written: %v", err)
	}
	for about, parts := range map[string][]string{
		"fewer than announced":  {head("2"), rest, one("r-1")},
		"more than announced":   {head("1"), rest, one("r-1"), one("r-2")},
		"a negative number":     {head("-1"), rest},
		"out of order":          {head("2"), rest, one("r-2"), one("r-1")},
		"the same twice":        {head("2"), rest, one("r-1"), one("r-1")},
		"with another key":      {head("1"), rest, strings.Replace(one("r-1"), `"to"`, `"too"`, 1)},
		"before the answers":    {head("1"), one("r-1"), rest},
		"a number that is huge": {head("999999999"), rest},
	} {
		if _, _, err := Open(forge(t, zipped(t, parts...)), DefaultLimits); !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", about, err)
		}
	}
}
