package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// benchRequirements is the size of the BSI kernel: with five fields each, 4,505 registers come in with one reply.
const benchRequirements = 901

func benchChanges(version uint64) []Change {
	var out []Change
	values := map[assessment.Field]string{
		assessment.FieldStatus:      "2 0123456789abcdef0123456789abcdef\nIst begonnen, im Rechenzentrum erledigt; die Schulen folgen bis zum Sommer, wenn die neuen Geräte da sind.",
		assessment.FieldResponsible: "Fachdienst Digitalisierung", assessment.FieldDue: "2027-06-30", assessment.FieldEffort: "10 Personentage", assessment.FieldEvidence: "Akte 12-4711",
	}
	for i := range benchRequirements {
		for _, f := range assessment.AnswerFields() {
			s := assessment.Subject{Round: "r", District: "06535", Scope: assessment.WholeScope, Kind: assessment.KindAnswer, Item: fmt.Sprintf("%08d-1111-2222-3333-444444444444", i), Field: f}
			r := merge.Register{}.Write(merge.Version{Desk: "0123456789abcdef0123456789abcdef", Counter: version}, values[f])
			out = append(out, Change{Subject: s, Register: r, Who: "Import", Source: "import"})
		}
	}
	return out
}

// BenchmarkPut keeps a whole reply in one transaction, one by one and together, and beside it, as the floor, puts as many rows as that
// makes into equal tables with prepared statements and nothing else. The figure that counts is put/floor.
func BenchmarkPut(b *testing.B) {
	ctx := context.Background()
	changes := benchChanges(1)
	encoded := make([]string, len(changes))
	for i, c := range changes {
		encoded[i] = c.Register.Encode()
	}
	var put, together, floor time.Duration
	timed := func(name string, spent *time.Duration, do func(*Tx) error) {
		s := openBench(b, name)
		start := time.Now()
		err := s.Write(ctx, do)
		*spent += time.Since(start)
		s.Close()
		if err != nil {
			b.Fatal(err)
		}
	}
	for i := range b.N {
		timed(fmt.Sprintf("put%d", i), &put, func(t *Tx) error {
			for _, c := range changes {
				if _, err := t.Put(ctx, c); err != nil {
					return err
				}
			}
			return nil
		})
		timed(fmt.Sprintf("together%d", i), &together, func(t *Tx) error {
			_, err := t.PutAll(ctx, changes)
			return err
		})
		s := openBench(b, fmt.Sprintf("floor%d", i))
		start := time.Now()
		err := rawRows(ctx, s, changes, encoded)
		floor += time.Since(start)
		s.Close()
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(put)/float64(floor), "put/floor")
	b.ReportMetric(float64(together)/float64(floor), "put-all/floor")
	b.ReportMetric(float64(put.Milliseconds())/float64(b.N), "put-ms")
	b.ReportMetric(float64(floor.Milliseconds())/float64(b.N), "floor-ms")
}

func openBench(b *testing.B, name string) *Store {
	s, err := Open(context.Background(), filepath.Join(b.TempDir(), name), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// rawRows inserts the rows that the changes come to: a register and an entry of the history each, and one answer
// a requirement.
func rawRows(ctx context.Context, s *Store, changes []Change, encoded []string) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	reg, err := tx.PrepareContext(ctx, "INSERT INTO registers(round, district, scope, kind, item, field, state) VALUES (?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	hist, err := tx.PrepareContext(ctx, `INSERT INTO history(at, who, source, session, file, round, district, scope, kind, item, field, before, after)
		VALUES (?, ?, ?, '', NULL, ?, ?, ?, ?, ?, ?, '', ?)`)
	if err != nil {
		return err
	}
	ans, err := tx.PrepareContext(ctx, `INSERT INTO answers(round, district, scope, requirement, status, text_hash, explanation, responsible, due, effort, evidence, conflict)
		VALUES (?, ?, ?, ?, 2, ?, ?, ?, ?, ?, ?, 0)`)
	if err != nil {
		return err
	}
	at := stamp(time.Now())
	for i, c := range changes {
		k := c.Subject
		if _, err := reg.ExecContext(ctx, k.Round, k.District, k.Scope, k.Kind, k.Item, k.Field, encoded[i]); err != nil {
			return err
		}
		if _, err := hist.ExecContext(ctx, at, c.Who, c.Source, k.Round, k.District, k.Scope, k.Kind, k.Item, k.Field, encoded[i]); err != nil {
			return err
		}
		if i%len(assessment.AnswerFields()) == 0 {
			if _, err := ans.ExecContext(ctx, k.Round, k.District, k.Scope, k.Item, "0123456789abcdef0123456789abcdef", encoded[i], "Fachdienst Digitalisierung", "2027-06-30", "10 Personentage", "Akte 12-4711"); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

// BenchmarkRead reads a whole round of one district out of forty, as registers and as answers, in milliseconds.
func BenchmarkRead(b *testing.B) {
	ctx := context.Background()
	s := openBench(b, "read")
	defer s.Close()
	for d := range 40 {
		err := s.Write(ctx, func(t *Tx) error {
			for _, c := range benchChanges(1) {
				c.Subject.District = assessment.DistrictKey(fmt.Sprintf("%05d", d))
				if _, err := t.Put(ctx, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.Run("registers", func(b *testing.B) {
		for b.Loop() {
			if held, err := s.Registers(ctx, "r", "00020"); err != nil || len(held) != 5*benchRequirements {
				b.Fatal(len(held), err)
			}
		}
	})
	b.Run("answers", func(b *testing.B) {
		for b.Loop() {
			if all, err := s.Answers(ctx, "r", "00020", ""); err != nil || len(all) != benchRequirements {
				b.Fatal(len(all), err)
			}
		}
	})
	b.Run("statuses of all forty", func(b *testing.B) {
		for b.Loop() {
			if all, err := s.Statuses(ctx, "r", ""); err != nil || len(all) != 40*benchRequirements {
				b.Fatal(len(all), err)
			}
		}
	})
}
