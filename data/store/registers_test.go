package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

func put(t *testing.T, s *Store, c Change) bool {
	t.Helper()
	var changed bool
	write(t, s, func(tx *Tx) error {
		var err error
		changed, err = tx.Put(context.Background(), c)
		return err
	})
	return changed
}

// validValue draws something that a register of the field may hold.
func validValue(t *rapid.T, f assessment.Field) string {
	switch f {
	case assessment.FieldStatus:
		return assessment.Statement{Status: rapid.SampledFrom(assessment.Statuses()).Draw(t, "status"), Explanation: rapid.SampledFrom([]string{"", "so", "so\nnicht"}).Draw(t, "text"), TextHash: "ab"}.Encode()
	case assessment.FieldDue, assessment.FieldMeasureDue:
		return rapid.SampledFrom([]string{"", "2027-01-31", "2027-02-28"}).Draw(t, "day")
	case assessment.FieldSettled:
		return rapid.SampledFrom([]string{"", "1"}).Draw(t, "settled")
	case assessment.FieldMeasureOnce, assessment.FieldMeasureYearly, assessment.FieldMeasureDays:
		return rapid.SampledFrom([]string{"", "1200.5"}).Draw(t, "amount")
	}
	return rapid.SampledFrom([]string{"", "Bauamt", "Käthe: 'x' | y"}).Draw(t, "text")
}

// Whatever is written and joined in whatever order, one by one or together, the register is what was put, the history leads to it step by
// step, the answer shows it, and Verify finds nothing.
func TestPutKeepsEverythingConsistent(t *testing.T) {
	ctx := context.Background()
	var s *Store
	run, folder := 0, t
	rapid.Check(t, func(t *rapid.T) {
		if run++; run%10 == 1 { // a file that grew for ever would only make Verify slow
			s = openTest(folder, filepath.Join(folder.TempDir(), "data"))
		}
		round := assessment.RoundID(fmt.Sprintf("r%d", run))
		const desks = 3
		here := map[assessment.Subject]merge.Register{}                   // the model of the store
		there := [desks]map[assessment.Subject]merge.Register{{}, {}, {}} // what the desks hold
		trail := map[assessment.Subject][]step{}
		var counters [desks]uint64
		for range rapid.IntRange(1, 4).Draw(t, "transactions") {
			together := rapid.Bool().Draw(t, "together")
			var changes []Change
			news := 0
			write(t, s, func(tx *Tx) error {
				for range rapid.IntRange(1, 8).Draw(t, "steps") {
					kind := rapid.SampledFrom([]assessment.Kind{assessment.KindAnswer, assessment.KindAnswer, assessment.KindRemark, assessment.KindMeasure}).Draw(t, "kind")
					k := assessment.Subject{
						Round: round, District: rapid.SampledFrom([]assessment.DistrictKey{"06535", "06431"}).Draw(t, "district"), Scope: assessment.WholeScope,
						Kind: kind, Item: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "item"), Field: rapid.SampledFrom(assessment.Fields(kind)).Draw(t, "field"),
					}
					d := rapid.IntRange(0, desks-1).Draw(t, "desk")
					counters[d]++
					there[d][k] = there[d][k].Write(version(fmt.Sprintf("d%d", d), counters[d]), validValue(t, k.Field))
					if rapid.Bool().Draw(t, "read first") {
						there[d][k] = merge.Join(there[d][k], here[k])
					}
					after := merge.Join(here[k], there[d][k])
					c := Change{Subject: k, Register: after, Who: rapid.SampledFrom([]string{"w", "v"}).Draw(t, "who"), Source: "s"}
					changed := !here[k].Equal(after)
					if changed {
						news++
						here[k], trail[k] = after, append(trail[k], step{after, c.Who})
					}
					if together {
						changes = append(changes, c)
						continue
					}
					if did, err := tx.Put(ctx, c); err != nil || did != changed {
						t.Fatalf("changed is %v, %v", did, err)
					}
				}
				if !together {
					return nil
				}
				if n, err := tx.PutAll(ctx, changes); err != nil || n != news {
					t.Fatalf("%d changes, want %d, %v", n, news, err)
				}
				return nil
			})
		}
		checkHeld(t, s, round, here)
		for k, states := range trail {
			checkTrail(t, s, k, states)
		}
		clean(t, s)
	})
}

func checkHeld(t *rapid.T, s *Store, round assessment.RoundID, want map[assessment.Subject]merge.Register) {
	held, err := s.Registers(context.Background(), round, "")
	if err != nil || len(held) != len(want) {
		t.Fatalf("%d registers, want %d, %v", len(held), len(want), err)
	}
	for _, h := range held {
		if !h.Register.Equal(want[h.Subject]) {
			t.Fatalf("%+v is %+v, want %+v", h.Subject, h.Register, want[h.Subject])
		}
		one, err := s.Register(context.Background(), h.Subject)
		if err != nil || !one.Equal(h.Register) {
			t.Fatalf("%+v alone is %+v, %v", h.Subject, one, err)
		}
	}
}

// step is a state with who made it.
type step struct {
	state merge.Register
	who   string
}

func checkTrail(t *rapid.T, s *Store, k assessment.Subject, states []step) {
	all, err := s.History(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	var before merge.Register
	i := 0
	for _, p := range all {
		if p.Subject != k {
			continue
		}
		if i >= len(states) || !p.Before.Equal(before) || !p.After.Equal(states[i].state) || p.Who != states[i].who || p.Source != "s" {
			t.Fatalf("step %d of %+v: %+v", i, k, p)
		}
		before, i = p.After, i+1
	}
	if i != len(states) {
		t.Fatalf("%d steps, want %d", i, len(states))
	}
}

// A transaction that asks for many registers reads them at once, and sees its own writes all the same: new ones,
// changed ones, and those taken back.
func TestManyRegistersInOneTransaction(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	item := func(i int) assessment.Subject { return subject(fmt.Sprint(i), assessment.FieldEffort) }
	first := merge.Register{}.Write(version("d", 1), "1")
	put(t, s, Change{Subject: item(1), Register: first})
	write(t, s, func(tx *Tx) error {
		for i := range 3 * manyAsked {
			was, err := tx.Register(ctx, item(i))
			if err != nil || was.Empty() != (i != 1) {
				t.Fatalf("%d: %+v, %v", i, was, err)
			}
			for n := range 3 {
				was = was.Write(version("d", uint64(10+n)), fmt.Sprint(n))
				if changed, err := tx.Put(ctx, Change{Subject: item(i), Register: was}); err != nil || !changed {
					t.Fatalf("%d: %v, %v", i, changed, err)
				}
				if changed, err := tx.Put(ctx, Change{Subject: item(i), Register: was}); err != nil || changed {
					t.Fatalf("%d again: %v, %v", i, changed, err)
				}
				if now, err := tx.Register(ctx, item(i)); err != nil || !now.Equal(was) {
					t.Fatalf("%d is %+v, %v", i, now, err)
				}
			}
			if i%5 == 0 {
				if _, err := tx.Put(ctx, Change{Subject: item(i), Back: true}); err != nil {
					t.Fatal(err)
				}
				if now, err := tx.Register(ctx, item(i)); err != nil || !now.Empty() {
					t.Fatalf("%d came back as %+v, %v", i, now, err)
				}
			}
		}
		return nil
	})
	if held, err := s.Registers(ctx, "r", "06535"); err != nil || len(held) != 3*manyAsked*4/5 {
		t.Errorf("%d registers, %v", len(held), err)
	}
	clean(t, s)
}

// What is known already writes nothing: no register, no history, no answer.
func TestUnchangedPutWritesNothing(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	c := Change{Subject: subject("a", assessment.FieldEffort), Register: merge.Register{}.Write(version("d", 1), "x")}
	if !put(t, s, c) {
		t.Fatal("the first time it is a change")
	}
	var before, after int
	count := "SELECT total_changes()"
	if err := s.write.QueryRow(count).Scan(&before); err != nil {
		t.Fatal(err)
	}
	if put(t, s, c) || put(t, s, Change{Subject: subject("never", assessment.FieldEffort)}) {
		t.Error("nothing new is no change")
	}
	if err := s.write.QueryRow(count).Scan(&after); err != nil || after != before {
		t.Errorf("%d rows were written, %v", after-before, err)
	}
}

// Nothing gets in that Verify would complain about, and nothing that is known is forgotten.
func TestPutRefuses(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	base := merge.Register{}.Write(version("d", 1), "x").Write(version("d", 2), "y")
	put(t, s, Change{Subject: subject("a", assessment.FieldEffort), Register: base})
	reg := func(value string) merge.Register { return merge.Register{}.Write(version("e", 1), value) }
	for about, c := range map[string]Change{
		"a status that is none":        {Subject: subject("b", assessment.FieldStatus), Register: reg("ja")},
		"a day in another form":        {Subject: subject("b", assessment.FieldDue), Register: reg("31.01.2027")},
		"what XML cannot hold":         {Subject: subject("b", assessment.FieldEvidence), Register: reg("\x01")},
		"a field of no answer":         {Subject: subject("b", assessment.FieldQuestion), Register: reg("x")},
		"a field of nothing":           {Subject: subject("b", "trust"), Register: reg("x")},
		"an older state":               {Subject: subject("a", assessment.FieldEffort), Register: merge.Register{}.Write(version("d", 1), "x")},
		"a state that saw nothing":     {Subject: subject("a", assessment.FieldEffort), Register: reg("z")},
		"the same version, other text": {Subject: subject("a", assessment.FieldEffort), Register: merge.Register{}.Write(version("d", 1), "x").Write(version("d", 2), "other")},
		"nothing":                      {Subject: subject("a", assessment.FieldEffort)},
	} {
		if err := s.Write(ctx, func(tx *Tx) error { _, err := tx.Put(ctx, c); return err }); !errors.Is(err, assessment.ErrInvalid) {
			t.Errorf("%s: %v", about, err)
		}
		if err := s.Write(ctx, func(tx *Tx) error { _, err := tx.PutAll(ctx, []Change{c}); return err }); !errors.Is(err, assessment.ErrInvalid) {
			t.Errorf("%s, with others: %v", about, err)
		}
	}
	clean(t, s)
}

// While versions are in conflict the answer shows the more cautious one and is marked, by field; a resolution of
// one field leaves the mark of another.
func TestConflictBits(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	k := assessment.AnswerKey{Round: "r", District: "06535", Scope: assessment.WholeScope, Requirement: "a"}
	two := func(a, b string) merge.Register {
		return merge.Join(merge.Register{}.Write(version("a", 1), a), merge.Register{}.Write(version("b", 1), b))
	}
	check := func(about string, status assessment.Status, effort string, conflict bool, bits, open int) {
		t.Helper()
		a, err := s.Answer(ctx, k)
		if err != nil || a.Status != status || a.Effort != effort || a.Conflict != conflict {
			t.Errorf("%s: %+v, %v", about, a, err)
		}
		var got int
		if err := s.read.QueryRow("SELECT conflict FROM answers").Scan(&got); err != nil || got != bits {
			t.Errorf("%s: bits %b, %v", about, got, err)
		}
		states, err := s.Statuses(ctx, "r", "06535")
		if err != nil || len(states) != 1 || states[0].Status != status || states[0].Conflict != conflict {
			t.Errorf("%s: %+v, %v", about, states, err)
		}
		held, err := s.Conflicts(ctx, "r")
		if err != nil || len(held) != open {
			t.Errorf("%s: %d conflicts, %v", about, len(held), err)
		}
		clean(t, s)
	}
	status, effort := subject("a", assessment.FieldStatus), subject("a", assessment.FieldEffort)
	first := two("1 ab\nja", "3 ab\nnein")
	put(t, s, Change{Subject: status, Register: first})
	check("one field", assessment.StatusNo, "", true, 1, 1)
	second := two("3 Tage", "5 Tage")
	put(t, s, Change{Subject: effort, Register: second})
	check("two fields", assessment.StatusNo, "5 Tage", true, 9, 2)
	put(t, s, Change{Subject: status, Register: first.Write(version("a", 2), "1 ab\ndoch")})
	check("one of two resolved", assessment.StatusYes, "5 Tage", true, 8, 1)
	put(t, s, Change{Subject: effort, Register: second.Write(version("a", 3), "4 Tage")})
	check("both resolved", assessment.StatusYes, "4 Tage", false, 0, 0)
	put(t, s, Change{Subject: subject("a", assessment.FieldEvidence), Register: two("Akte", "Akte")})
	check("two that say the same", assessment.StatusYes, "4 Tage", false, 0, 0)
}

// What is typed in one visit is one entry with what was before the visit; everything that must stay apart does.
func TestSessionsInTheHistory(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		about   string
		between func(*clock, *Store, *Change)
		entries int
	}{
		{"the same visit", func(*clock, *Store, *Change) {}, 1},
		{"a short pause", func(k *clock, _ *Store, _ *Change) { k.move(9 * time.Minute) }, 1},
		{"a longer pause", func(k *clock, _ *Store, _ *Change) { k.move(11 * time.Minute) }, 2},
		{"another visit", func(_ *clock, _ *Store, c *Change) { c.Session = "other" }, 2},
		{"no visit", func(_ *clock, _ *Store, c *Change) { c.Session = "" }, 2},
		{"somebody else", func(_ *clock, _ *Store, c *Change) { c.Who = "other" }, 2},
		{"from elsewhere", func(_ *clock, _ *Store, c *Change) { c.Source = "import" }, 2},
		{"an import", func(_ *clock, s *Store, c *Change) { c.File = addFile(t, s, In) }, 2},
		{"after a file was written", func(_ *clock, s *Store, _ *Change) { addFile(t, s, Out) }, 2},
		{"after a change of another field", func(_ *clock, s *Store, _ *Change) {
			put(t, s, Change{Subject: subject("a", assessment.FieldEvidence), Register: merge.Register{}.Write(version("d", 9), "x"), Session: "visit"})
		}, 1},
	} {
		k := newClock()
		s := openAt(t, filepath.Join(t.TempDir(), "data"), k.now)
		first := merge.Register{}.Write(version("d", 1), "3")
		change := Change{Subject: subject("a", assessment.FieldEffort), Register: first, Who: "w", Source: "typed", Session: "visit"}
		put(t, s, change)
		c.between(k, s, &change)
		change.Register = first.Write(version("d", 2), "3 T")
		put(t, s, change)
		all, err := s.History(ctx, change.Subject)
		all = slices.DeleteFunc(all, func(p Past) bool { return p.Subject != change.Subject })
		if err != nil || len(all) != c.entries {
			t.Errorf("%s: %d entries, %v", c.about, len(all), err)
			continue
		}
		last := all[len(all)-1]
		if !all[0].Before.Empty() || !last.After.Equal(change.Register) || last.Who != change.Who || !last.At.Equal(k.now()) || c.entries == 2 && !last.Before.Equal(first) {
			t.Errorf("%s: %+v", c.about, all)
		}
		touches, err := s.LastTouches(ctx, "r", "06535", assessment.KindAnswer)
		if err != nil || len(touches) != 1 || touches[0].Item != "a" || !touches[0].At.Equal(k.now()) {
			t.Errorf("%s: touches %+v, %v", c.about, touches, err)
		}
		clean(t, s)
	}
}

// A change that another desk's import brought between two keystrokes is not swallowed by the visit.
func TestASessionDoesNotSwallowAnImport(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	typed := Change{Subject: subject("a", assessment.FieldEffort), Register: merge.Register{}.Write(version("d", 1), "3"), Session: "visit"}
	put(t, s, typed)
	file := addFile(t, s, In)
	brought := typed
	brought.Register, brought.File = typed.Register.Write(version("e", 1), "5"), file
	put(t, s, brought)
	typed.Register = brought.Register.Write(version("d", 2), "4")
	put(t, s, typed)
	all, err := s.HistoryOfFile(ctx, file)
	if err != nil || len(all) != 1 || !all[0].Before.Equal(merge.Register{}.Write(version("d", 1), "3")) || !all[0].After.Equal(brought.Register) {
		t.Errorf("%+v, %v", all, err)
	}
	clean(t, s)
}

var exports int

func addFile(t *testing.T, s *Store, d Direction) int64 {
	t.Helper()
	exports++
	var id int64
	write(t, s, func(tx *Tx) error {
		var err error
		id, err = tx.AddFile(context.Background(), File{Direction: d, Kind: "reply", Export: assessment.ExportID(fmt.Sprint(exports)), Round: "r", District: "06535", Desk: "d", Sequence: 1, State: FileApplied}, []byte("base"))
		return err
	})
	return id
}

// What an import changed can be listed with the state before it: all that an undo needs.
func TestUndoDataIsThere(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	base := merge.Register{}.Write(version("d", 1), "3")
	put(t, s, Change{Subject: subject("a", assessment.FieldEffort), Register: base})
	file := addFile(t, s, In)
	write(t, s, func(tx *Tx) error {
		for item, r := range map[string]merge.Register{"a": base.Write(version("e", 1), "5"), "b": merge.Register{}.Write(version("e", 2), "6")} {
			if _, err := tx.Put(ctx, Change{Subject: subject(item, assessment.FieldEffort), Register: r, File: file, Who: "Office", Source: "import"}); err != nil {
				return err
			}
		}
		return tx.SetFileState(ctx, file, FileApplied, 2)
	})
	all, err := s.HistoryOfFile(ctx, file)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, p := range all {
		want := merge.Register{}
		if p.Subject.Item == "a" {
			want = base
		}
		if !p.Before.Equal(want) || p.File != file || p.Who != "Office" {
			t.Errorf("%+v", p)
		}
	}
	f, err := s.File(ctx, file)
	if err != nil || f.Changes != 2 || f.State != FileApplied {
		t.Errorf("%+v, %v", f, err)
	}
	if b, err := s.Base(ctx, file); err != nil || string(b) != "base" {
		t.Errorf("%q, %v", b, err)
	}
}

// An undo is the one change that may forget: it goes back to exactly what a field was, also to nothing, so that
// the same file can be taken in again with the same result. It goes to no state that never was.
func TestUndoGoesBackToWhatWas(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	k := assessment.AnswerKey{Round: "r", District: "06535", Scope: assessment.WholeScope, Requirement: "a"}
	base := merge.Register{}.Write(version("d", 1), "3 Tage")
	effort, status := subject("a", assessment.FieldEffort), subject("a", assessment.FieldStatus)
	fresh := merge.Register{}.Write(version("e", 1), "1 ab\nja")
	put(t, s, Change{Subject: effort, Register: base})
	for range 2 {
		put(t, s, Change{Subject: effort, Register: base.Write(version("e", 2), "5 Tage"), File: addFile(t, s, In)})
		put(t, s, Change{Subject: status, Register: fresh, File: addFile(t, s, In)})
		put(t, s, Change{Subject: effort, Register: base, Back: true})
		put(t, s, Change{Subject: status, Register: merge.Register{}, Back: true})
		if r, err := s.Register(ctx, effort); err != nil || !r.Equal(base) {
			t.Errorf("%+v, %v", r, err)
		}
		if held, err := s.Registers(ctx, "r", ""); err != nil || len(held) != 1 {
			t.Errorf("%+v, %v", held, err)
		}
		if a, err := s.Answer(ctx, k); err != nil || a.Effort != "3 Tage" || !a.Statement.Empty() {
			t.Errorf("%+v, %v", a, err)
		}
		clean(t, s)
	}
	for about, r := range map[string]merge.Register{"a state that never was": merge.Register{}.Write(version("d", 1), "9 Tage"), "another one": base.Write(version("x", 1), "x")} {
		err := s.Write(ctx, func(tx *Tx) error {
			_, err := tx.Put(ctx, Change{Subject: effort, Register: r, Back: true})
			return err
		})
		if !errors.Is(err, assessment.ErrInvalid) {
			t.Errorf("back to %s: %v", about, err)
		}
	}
	put(t, s, Change{Subject: effort, Register: merge.Register{}, Back: true})
	if all, err := s.Answers(ctx, "r", "", ""); err != nil || len(all) != 0 {
		t.Errorf("all is taken back, and shown are %+v, %v", all, err)
	}
	clean(t, s)
}
