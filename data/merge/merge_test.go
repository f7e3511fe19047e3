package merge

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// world plays desks that write to one field and pass their registers around in any order, so that every
// property is tested on states that can really come about.
type world struct {
	desks    []Register
	counters []uint64
	writes   []Sibling
}

func play(t *rapid.T) *world {
	n := rapid.IntRange(2, 5).Draw(t, "desks")
	w := &world{desks: make([]Register, n), counters: make([]uint64, n)}
	for range rapid.IntRange(0, 25).Draw(t, "steps") {
		i := rapid.IntRange(0, n-1).Draw(t, "desk")
		if rapid.Bool().Draw(t, "write") {
			w.counters[i]++
			s := Sibling{Version{fmt.Sprintf("d%d", i), w.counters[i]}, rapid.SampledFrom([]string{"", "a", "b", "1 x\ny:|"}).Draw(t, "value")}
			before := w.desks[i]
			w.desks[i] = before.Write(s.Version, s.Value)
			w.writes = append(w.writes, s)
			if rapid.IntRange(0, 5).Draw(t, "several") == 0 { // a decision is taken back: what it was about stands again
				w.counters[i]++
				other := Sibling{Version{s.Desk, w.counters[i]}, s.Value + "?"}
				w.desks[i] = before.WriteSeveral(s, other)
				w.writes = append(w.writes, other)
			}
			continue
		}
		from := rapid.IntRange(0, n-1).Draw(t, "from")
		w.desks[i] = Join(w.desks[i], w.desks[from])
	}
	return w
}

// Whatever the order, the repetition or the grouping of files, the same files give the same register.
func TestJoinIsAJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := play(t)
		pick := func(name string) Register { return rapid.SampledFrom(w.desks).Draw(t, name) }
		a, b, c := pick("a"), pick("b"), pick("c")
		if !Join(a, b).Equal(Join(b, a)) {
			t.Fatalf("not commutative: %v %v", a, b)
		}
		if !Join(Join(a, b), c).Equal(Join(a, Join(b, c))) {
			t.Fatalf("not associative: %v %v %v", a, b, c)
		}
		if !Join(a, a).Equal(a) || !Join(Join(a, b), b).Equal(Join(a, b)) {
			t.Fatalf("not idempotent: %v %v", a, b)
		}
	})
}

// Once all desks know all of each other, every write is there or covered by a write that saw it, and no value
// stands that nobody wrote.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := play(t)
		var all Register
		for _, d := range w.desks {
			all = Join(all, d)
		}
		for _, s := range w.writes {
			if !all.Covers(s.Version) {
				t.Fatalf("write %v is unknown in %v", s, all)
			}
		}
		for _, s := range all.Siblings {
			for _, d := range w.desks {
				if d.Covers(s.Version) && !d.has(s) {
					t.Fatalf("%v came back after it was covered", s)
				}
			}
		}
		for _, d := range w.desks {
			for _, s := range d.Siblings {
				if !all.has(s) && !coveredBySome(w.desks, s) {
					t.Fatalf("%v was dropped though nobody covered it", s)
				}
			}
		}
	})
}

func coveredBySome(desks []Register, s Sibling) bool {
	for _, d := range desks {
		if d.Covers(s.Version) && !d.has(s) {
			return true
		}
	}
	return false
}

// A write covers what its writer saw and nothing else: a write made elsewhere meanwhile stays as a conflict.
func TestWriteCoversWhatWasSeen(t *testing.T) {
	base := Register{}.Write(Version{"a", 1}, "ja")
	here := base.Write(Version{"a", 2}, "nein")
	there := base.Write(Version{"b", 1}, "teilweise")
	both := Join(here, there)
	if !both.Conflict() || len(both.Siblings) != 2 {
		t.Fatalf("two writes on one base: %+v", both)
	}
	settled := both.Write(Version{"a", 3}, "nein")
	if settled.Conflict() || Join(settled, there).Conflict() || Join(here, settled).Conflict() {
		t.Fatalf("a resolution must cover both: %+v", settled)
	}
	if !settled.Contains(base) || !settled.Contains(there) || base.Contains(settled) {
		t.Fatal("an older file must be already contained, a newer one not")
	}
}

// Two desks that say the same are not in conflict.
func TestEqualSiblingsAreNoConflict(t *testing.T) {
	both := Join(Register{}.Write(Version{"a", 1}, "ja"), Register{}.Write(Version{"b", 1}, "ja"))
	if both.Conflict() || len(both.Siblings) != 2 {
		t.Fatalf("%+v", both)
	}
}

// The same version with another value is a desk whose counter has repeated.
func TestFork(t *testing.T) {
	a := Register{}.Write(Version{"a", 1}, "ja")
	b := Register{}.Write(Version{"a", 1}, "nein")
	if v, forked := Fork(a, b); !forked || v.Desk != "a" {
		t.Fatal("a repeated counter went unnoticed")
	}
	if _, forked := Fork(a, a); forked {
		t.Fatal("a register is no fork of itself")
	}
}

// Desks whose folder was copied give one number to two values. Join stays a join, every state can be kept and
// read again, and both values stand until a write covers them.
func TestForksStayVisible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		desks := make([]Register, rapid.IntRange(2, 4).Draw(t, "desks"))
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			i := rapid.IntRange(0, len(desks)-1).Draw(t, "desk")
			if rapid.Bool().Draw(t, "write") {
				v := Version{rapid.SampledFrom([]string{"a", "b"}).Draw(t, "name"), 1}
				for desks[i].Covers(v) {
					v.Counter++
				}
				desks[i] = desks[i].Write(v, rapid.SampledFrom([]string{"ja", "nein"}).Draw(t, "value"))
				continue
			}
			desks[i] = Join(desks[i], rapid.SampledFrom(desks).Draw(t, "from"))
		}
		pick := func(name string) Register { return rapid.SampledFrom(desks).Draw(t, name) }
		a, b, c := pick("a"), pick("b"), pick("c")
		both := Join(a, b)
		if Circular(a, b) {
			if _, forked := Fork(a, b); !forked || len(both.Values()) == 0 || !both.Equal(Join(b, a)) {
				t.Fatalf("%v and %v overwrite each other: %v", a, b, both)
			}
			return
		}
		if Circular(b, c) || Circular(a, c) || Circular(both, c) || Circular(a, Join(b, c)) {
			return // held for a person before it comes to this
		}
		if !both.Equal(Join(b, a)) || !Join(both, c).Equal(Join(a, Join(b, c))) || !Join(both, b).Equal(both) {
			t.Fatalf("no join of %v, %v, %v", a, b, c)
		}
		if v, forked := Fork(a, b); forked {
			for _, s := range append(a.Siblings, b.Siblings...) {
				if s.Version == v && !both.has(s) {
					t.Fatalf("%v vanished from %v and %v", s, a, b)
				}
			}
		}
		if back, err := Decode(both.Encode()); err != nil || !back.Equal(both) {
			t.Fatalf("%+v cannot be kept: %v", both, err)
		}
	})
}

// Two writes that each have seen the other cannot be: one of them was made twice under one number. Neither vanishes.
func TestCircular(t *testing.T) {
	a := Register{}.Write(Version{"a", 1}, "ja").Write(Version{"b", 1}, "nein")
	b := Register{}.Write(Version{"b", 1}, "nein").Write(Version{"a", 1}, "ja")
	if _, forked := Fork(a, b); !forked || !Circular(a, b) {
		t.Fatal("went unnoticed")
	}
	if both := Join(a, b); len(both.Siblings) != 2 || !both.Equal(Join(b, a)) {
		t.Fatalf("%+v", both)
	}
	// Two desks that have overwritten what they saw of each other, and no more, are in order.
	c := Join(Register{}.Write(Version{"a", 1}, "ja"), Register{}.Write(Version{"d", 1}, "x").Write(Version{"c", 1}, "nein"))
	d := Join(Register{}.Write(Version{"d", 1}, "x"), Register{}.Write(Version{"a", 1}, "ja").Write(Version{"b", 1}, "teilweise"))
	if Circular(c, d) || len(Join(c, d).Siblings) != 2 {
		t.Fatalf("%+v", Join(c, d))
	}
}

// What is encoded comes back as it was, and equal texts mean equal registers.
func TestEncodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, r := range play(t).desks {
			back, err := Decode(r.Encode())
			if err != nil || !back.Equal(r) {
				t.Fatalf("%+v became %+v, %v", r, back, err)
			}
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	for _, text := range []string{
		"|", "a:1", "a:1|", "a:0|a:0:0:", "a:01|a:1:0:", "a:1 a:2|a:1:0:", "b:1 a:1|a:1:0:", "a:1|a:2:0:", "a:1|b:1:0:",
		"a:1|a:1:2:x", "a:1|a:1:-1:x", "a:1|a:1:0:a:1:0:", "A:1|A:1:0:", "a:1|a:1:+0:", "a:9223372036854775808|a:1:0:",
	} {
		if r, err := Decode(text); err == nil {
			t.Errorf("%q was taken as %+v", text, r)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("a:1 b:2|a:1:2:jab:2:0:")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Decode(text)
		if err == nil && r.Encode() != text {
			t.Fatalf("%q came back as %q", text, r.Encode())
		}
	})
}

// Several values that are written at once contradict each other, cover all that was seen and nothing else, and come
// out of their encoding as they went in.
func TestWriteSeveral(t *testing.T) {
	seen := Join(Register{}.Write(Version{"a", 1}, "ja"), Register{}.Write(Version{"b", 1}, "nein"))
	decided := seen.Write(Version{"a", 2}, "ja")
	elsewhere := Register{}.Write(Version{"c", 1}, "teilweise")
	again := decided.WriteSeveral(Sibling{Version{"a", 4}, "nein"}, Sibling{Version{"a", 3}, "ja"})
	if !again.Conflict() || len(again.Siblings) != 2 || !again.Contains(decided) || !again.Contains(seen) || again.Contains(elsewhere) {
		t.Fatalf("%+v", again)
	}
	if back, err := Decode(again.Encode()); err != nil || !back.Equal(again) {
		t.Fatalf("%+v, %v", back, err)
	}
	if both := Join(again, elsewhere); len(both.Siblings) != 3 || !Join(elsewhere, again).Equal(both) {
		t.Fatalf("%+v", both)
	}
	if same := decided.WriteSeveral(); !same.Equal(decided) {
		t.Fatalf("nothing was written: %+v", same)
	}
}
