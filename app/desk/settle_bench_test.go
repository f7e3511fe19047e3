package desk

import (
	"fmt"
	"path/filepath"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// BenchmarkConflicts lists 10,000 conflicts of one county, and settles them with one decision. floor is the time that
// reading as many registers alone takes.
func BenchmarkConflicts(b *testing.B) {
	const n = 10_000
	p := &play{t: nil, ctx: b.Context(), dir: b.TempDir()}
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	office, err := InitOffice(p.ctx, filepath.Join(p.dir, "office"), "Stelle", Options{SpinCount: quick, Profile: filepath.Join(p.dir, "profile")})
	must(err)
	defer office.Close()
	in, err := office.AddBuiltinCatalogue(p.ctx, "de")
	must(err)
	_, err = office.AddDistrict(p.ctx, "06535", "Kreis", "")
	must(err)
	r, err := office.NewRound(p.ctx, NewRound{Name: "Runde", Catalogue: in.ID, Due: "2027-01-31"})
	must(err)
	must(office.store.Write(p.ctx, func(tx *store.Tx) error {
		var changes []store.Change
		for i := range n {
			s := assessment.Subject{Round: r.ID, District: "06535", Scope: assessment.WholeScope, Kind: assessment.KindRemark, Item: fmt.Sprintf("frage-%05d", i), Field: assessment.FieldQuestion}
			one := merge.Register{}.Write(merge.Version{Desk: "aa", Counter: uint64(i + 1)}, "Wer hat das geprüft?")
			other := merge.Register{}.Write(merge.Version{Desk: "bb", Counter: uint64(i + 1)}, "Wer hat das wann geprüft?")
			changes = append(changes, store.Change{Subject: s, Register: merge.Join(one, other), Who: "Kreis", Source: "import"})
		}
		_, err := tx.PutAll(p.ctx, changes)
		return err
	}))
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			all, err := office.Conflicts(p.ctx, r.ID)
			must(err)
			if len(all) != n {
				b.Fatalf("%d conflicts", len(all))
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			_, err := office.store.Registers(p.ctx, r.ID, "06535")
			must(err)
		}
	})
	b.Run("settle 10000", func(b *testing.B) {
		for b.Loop() {
			plan, err := office.PlanSettling(p.ctx, r.ID, Settling{Rule: SettleOrigin, Origins: []string{"aa", "bb"}, Origin: "aa"})
			must(err)
			did, err := office.Settle(p.ctx, plan)
			must(err)
			if did.Done != n {
				b.Fatalf("%+v", did)
			}
			b.StopTimer()
			_, err = office.UndoEdit(p.ctx)
			must(err)
			b.StartTimer()
		}
	})
}
