package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// rows lists everything in the tables that a Put writes.
func rows(t *testing.T, s *Store) string {
	t.Helper()
	var out string
	for _, table := range []string{"registers", "history", "answers", "figures"} {
		found, err := s.read.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := found.Columns()
		for found.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := found.Scan(values...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				out += fmt.Sprintf("%s.%s=%v ", table, columns[i], *v.(*any))
			}
			out += "\n"
		}
		if err := errors.Join(found.Err(), found.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// What is put together leaves the same rows as what is put one by one: more of them than one statement takes, of two
// districts, by two people, some of a field that was changed before, some of one that changes twice, some known already.
func TestPutAllIsPut(t *testing.T) {
	ctx := context.Background()
	fixed := newClock()
	alone := openAt(t, filepath.Join(t.TempDir(), "data"), fixed.now)
	together := openAt(t, filepath.Join(t.TempDir(), "data"), fixed.now)
	var first, changes []Change
	for i := range bulkChanges + 5 {
		s := subject(fmt.Sprint(i), assessment.AnswerFields()[i%5])
		if i%7 == 3 {
			s = assessment.Subject{Round: "r", District: "06431", Scope: assessment.WholeScope, Kind: assessment.KindRemark, Item: fmt.Sprint(i), Field: assessment.FieldReply}
		}
		value := map[assessment.Field]string{assessment.FieldStatus: assessment.Statement{Status: assessment.StatusNo, Explanation: "so", TextHash: "ab", Carried: true}.Encode(), assessment.FieldDue: "2027-01-31"}[s.Field]
		r := merge.Register{}.Write(version("d", 1), value)
		other := merge.Join(r, merge.Register{}.Write(version("e", 1), map[assessment.Field]string{assessment.FieldStatus: assessment.Statement{}.Encode()}[s.Field]))
		if i%3 == 0 {
			first = append(first, Change{Subject: s, Register: r, Who: "w"})
		}
		changes = append(changes, Change{Subject: s, Register: r, Who: "w", Source: "import"})
		if i%4 == 0 {
			changes = append(changes, Change{Subject: s, Register: other, Who: fmt.Sprint(i % 8), Source: "hand"})
		}
		if i%5 > 0 { // two fields of one answer
			s.Item = fmt.Sprint(i - i%5)
			changes = append(changes, Change{Subject: s, Register: r, Who: "w", Source: "import"})
		}
	}
	changed := 0
	for _, s := range []*Store{alone, together} {
		write(t, s, func(tx *Tx) error {
			return tx.SetFigures(ctx, Figures{Round: "r", District: "06535", Basis: "counted", Briefs: []byte{}, Measures: []byte{}})
		})
	}
	for _, c := range first {
		put(t, alone, c)
		put(t, together, c)
	}
	write(t, alone, func(tx *Tx) error {
		for _, c := range changes {
			did, err := tx.Put(ctx, c)
			if err != nil {
				return err
			}
			if did {
				changed++
			}
		}
		return nil
	})
	write(t, together, func(tx *Tx) error {
		n, err := tx.PutAll(ctx, changes)
		if n != changed {
			t.Errorf("%d changes, want %d", n, changed)
		}
		return err
	})
	if want, got := rows(t, alone), rows(t, together); want != got || changed < bulkChanges {
		t.Errorf("%d changes; together they leave\n%s\nand alone\n%s", changed, got, want)
	}
	clean(t, together)
}

// What is typed and what is taken back has rules of its own, which PutAll does not know.
func TestPutAllRefusesSessions(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	r := merge.Register{}.Write(version("d", 1), "x")
	for _, c := range []Change{{Subject: subject("a", assessment.FieldEffort), Register: r, Session: "s"}, {Subject: subject("a", assessment.FieldEffort), Register: r, Back: true}} {
		err := s.Write(context.Background(), func(tx *Tx) error { _, err := tx.PutAll(context.Background(), []Change{c}); return err })
		if !errors.Is(err, errSession) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
