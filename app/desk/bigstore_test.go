package desk

import (
	"context"
	"path/filepath"
	"testing"

	"kreislage/app/scale"
	"kreislage/data/assessment"
	"kreislage/data/store"
)

// bigStore is an office's data folder of any size, made by SQLite itself: registers, history and answers as if every
// district had sent one signed reply a round, in a fraction of the time that imports would take.
type bigStore struct {
	*Desk
	rounds []assessment.RoundID // the newest first
	topic  assessment.TopicID
}

// newBigStore fills a folder. The newest round is answered by most, the earlier ones by all.
func newBigStore(tb testing.TB, districts, requirements, rounds int) *bigStore {
	tb.Helper()
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	ctx, dir := context.Background(), tb.TempDir()
	o := Options{Profile: filepath.Join(dir, "profile"), Lang: "de", Who: "bench"}
	folder := filepath.Join(dir, "office")
	d, err := InitOffice(ctx, folder, "Stelle", o)
	must(err)
	cat := benchCatalogue(requirements)
	for i := range cat.Requirements {
		cat.Requirements[i].Priority, cat.Requirements[i].Effort = 1+i%4, 1+i%5
		if i%3 == 0 {
			cat.Requirements[i].Modal = assessment.ModalMust
		}
	}
	must(cat.Seal())
	must(d.store.Write(ctx, func(tx *store.Tx) error { return tx.AddCatalogue(ctx, cat) }))
	must(d.Close())
	b := &bigStore{topic: cat.Topics[7].ID}
	must(scale.Fill(filepath.Join(folder, dataFile), districts, rounds, cat.ID))
	b.Desk, err = Open(ctx, folder, o)
	must(err)
	tb.Cleanup(func() { b.Close() })
	list, err := b.store.Rounds(ctx)
	must(err)
	for _, r := range list {
		b.rounds = append(b.rounds, r.ID)
	}
	return b
}

// The generator makes what imports would have made: nothing that Verify finds fault with, and figures that are not all
// the same.
func TestBigStoreIsWhole(t *testing.T) {
	b, ctx := newBigStore(t, 7, 40, 2), context.Background()
	problems, err := b.Verify(ctx)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v %v", problems, err)
	}
	rows, err := b.Cockpit(ctx, b.rounds[0])
	if err != nil || len(rows) != 7 || rows[0].Tally.Open == 0 || rows[0].Tally.Yes == 0 || rows[0].Received.IsZero() || rows[0].Tally == rows[1].Tally {
		t.Fatalf("%+v %v", rows, err)
	}
	if was, err := b.Cockpit(ctx, b.rounds[1]); err != nil || was[0].Tally.Open != 0 || was[0].Tally.Total != 40 {
		t.Fatalf("%+v %v", was, err)
	}
}
