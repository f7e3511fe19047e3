package store

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// followed reads on from a progress and returns the items that were written, as "kind item".
func followed(t *testing.T, s *Store, p Progress, rows int) ([]string, Progress) {
	t.Helper()
	found, next, err := s.WrittenSince(t.Context(), p, rows)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, f := range found {
		out = append(out, string(f.Kind)+" "+f.Item)
	}
	return out, next
}

// Whoever follows the history hears of everything that was written, once it was; also of what was typed on in one visit
// to a field, which has no entry of its own, and of notes.
func TestWrittenSince(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	defer s.Close()
	reg, n := merge.Register{}, uint64(0)
	typed := func(item, value string) {
		n++
		reg = merge.Register{}
		write(t, s, func(tx *Tx) error {
			var err error
			if reg, err = tx.Register(context.Background(), subject(item, assessment.FieldEffort)); err != nil {
				return err
			}
			_, err = tx.Put(context.Background(), Change{Subject: subject(item, assessment.FieldEffort), Register: reg.Write(version("d", n), value), Session: "s", Source: "typed"})
			return err
		})
	}
	check := func(got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, append([]string{}, want...)) {
			t.Errorf("%q, not %q", got, want)
		}
	}
	got, at := followed(t, s, Progress{}, 100)
	check(got)
	typed("a", "1")
	typed("b", "1")
	got, at = followed(t, s, at, 100)
	check(got, "answer a", "answer b")
	again, same := followed(t, s, at, 100)
	check(again)
	if same != at {
		t.Errorf("%+v and %+v", same, at)
	}
	typed("b", "2") // goes on where the visit before ended
	got, at = followed(t, s, at, 100)
	check(got, "answer b")
	write(t, s, func(tx *Tx) error {
		return tx.SetNote(context.Background(), assessment.AnswerKey{Round: "r", District: "06535", Scope: assessment.WholeScope, Requirement: "q"}, "still")
	})
	got, at = followed(t, s, at, 100)
	check(got, "note q")
	// Step by step it is the same.
	typed("c", "1")
	typed("d", "1")
	got, at = followed(t, s, at, 1)
	check(got, "answer c")
	got, at = followed(t, s, at, 1)
	check(got, "answer d")
	got, _ = followed(t, s, at, 1)
	check(got)
}

// Progress that was made in another folder, or in a later state of this one, is told.
func TestProgressInAnotherHistory(t *testing.T) {
	put := func(s *Store, item string, who string) {
		write(t, s, func(tx *Tx) error {
			_, err := tx.Put(context.Background(), Change{Subject: subject(item, assessment.FieldEffort), Register: merge.Register{}.Write(version("d", 1), "x"), Who: who})
			return err
		})
	}
	a, b := openTest(t, filepath.Join(t.TempDir(), "a")), openTest(t, filepath.Join(t.TempDir(), "b"))
	defer a.Close()
	defer b.Close()
	put(a, "eins", "")
	_, at := followed(t, a, Progress{}, 100)
	if _, _, err := b.WrittenSince(t.Context(), at, 100); !errors.Is(err, ErrOtherPast) {
		t.Errorf("shorter history: %v", err)
	}
	put(b, "zwei", "")
	if _, _, err := b.WrittenSince(t.Context(), at, 100); !errors.Is(err, ErrOtherPast) {
		t.Errorf("other history: %v", err)
	}
	at.Touched = 99
	if _, _, err := a.WrittenSince(t.Context(), at, 100); !errors.Is(err, ErrOtherPast) {
		t.Errorf("later marks: %v", err)
	}
}
