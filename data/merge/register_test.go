package merge

import (
	"slices"
	"testing"
)

// What is shown beside each other loses nothing that stands on either side, whatever the sides say of each other.
func TestBeside(t *testing.T) {
	a := Register{}.Write(Version{"a", 1}, "alt").Write(Version{"a", 2}, "neu")
	b := Register{}.Write(Version{"a", 1}, "anders")
	for _, r := range []Register{Beside(a, b), Beside(b, a)} {
		if got := r.Values(); !slices.Equal(got, []string{"anders", "neu"}) {
			t.Errorf("%q", got)
		}
		if r.Last("a") != 2 || r.Last("b") != 0 {
			t.Errorf("vector %v", r.Vector)
		}
	}
	if r := Beside(a, a); !r.Equal(a) {
		t.Errorf("beside itself: %v", r)
	}
}
