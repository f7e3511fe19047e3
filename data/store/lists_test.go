package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"kreislage/data/assessment"
)

func sampleCatalogue(t *testing.T) *assessment.Catalogue {
	t.Helper()
	c := &assessment.Catalogue{
		Key: "k", Title: "Katalog", Edition: "2027", Language: "de", Publisher: "p", Licence: "l", Notes: "n",
		Topics: []assessment.Topic{{ID: "T2", Title: "Netze", Notes: "n"}, {ID: "T1", Title: "Server"}},
		Requirements: []assessment.Requirement{
			{ID: "z", Ref: "1", Topic: "T2", Section: "s", Title: "t", Text: "x", Guidance: "g", Level: "normal", Modal: assessment.ModalMust, Effort: 3, Priority: 1, Tags: []string{"a", ""}, References: []string{"r"}},
			{ID: "a", Ref: "2", Topic: "T1", Title: "t2"},
		},
	}
	if err := c.Seal(); err != nil {
		t.Fatal(err)
	}
	return c
}

// A catalogue comes back as it was, in its own order, and is kept once.
func TestCatalogueRoundTrip(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	c := sampleCatalogue(t)
	for range 2 {
		write(t, s, func(tx *Tx) error { return tx.AddCatalogue(ctx, c) })
	}
	got, err := s.Catalogue(ctx, c.ID)
	if err != nil || !reflect.DeepEqual(got, c) {
		t.Errorf("%+v, %v", got, err)
	}
	again := *got
	if err := again.Seal(); err != nil || again.ID != c.ID {
		t.Errorf("its fingerprint became %s, %v", again.ID, err)
	}
	heads, err := s.Catalogues(ctx)
	if err != nil || len(heads) != 1 || heads[0].TopicCount != 2 || heads[0].RequirementCount != 2 || heads[0].Title != "Katalog" {
		t.Errorf("%+v, %v", heads, err)
	}
	if _, err := s.Catalogue(ctx, "none"); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}
	clean(t, s)
}

// Districts, scopes and rounds come back in their order; a reference to nothing is refused as not found.
func TestRoundsAndDistricts(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	c := sampleCatalogue(t)
	round := assessment.Round{ID: "r1", Name: "Erhebung", Catalogue: c.ID, Due: "2027-01-31", State: assessment.RoundOpen, Classification: "x", Cover: "a\nb", Created: "2026-11-24T10:00:00Z"}
	vogelsberg := assessment.District{Key: "06535", Name: "Vogelsbergkreis", Contact: "Frau Beispiel"}
	write(t, s, func(tx *Tx) error {
		return errors.Join(tx.AddCatalogue(ctx, c), tx.SetDistrict(ctx, vogelsberg), tx.SetDistrict(ctx, assessment.District{Key: "06431", Name: "Bergstraße"}),
			tx.SetScope(ctx, "06535", assessment.Scope{ID: "schools", Name: "Schulen"}), tx.SetScope(ctx, "06535", assessment.Scope{ID: "control", Name: "Leitstelle"}),
			tx.SetScope(ctx, "06535", assessment.Scope{ID: "schools", Name: "Alle Schulen", Version: 2, Retired: true}),
			tx.SetRound(ctx, round, []assessment.DistrictKey{"06535", "06431"}), tx.SetRound(ctx, round, []assessment.DistrictKey{"06535"}))
	})
	if got, err := s.Round(ctx, "r1"); err != nil || got != round {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.District(ctx, "06535"); err != nil || got != vogelsberg {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.Districts(ctx); err != nil || len(got) != 2 || got[0].Key != "06431" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.Participants(ctx, "r1"); err != nil || len(got) != 2 || got[1] != vogelsberg {
		t.Errorf("%+v, %v", got, err)
	}
	want := []assessment.Scope{{ID: assessment.WholeScope}, {ID: "schools", Name: "Alle Schulen", Version: 2, Retired: true}, {ID: "control", Name: "Leitstelle"}}
	if got, err := s.Scopes(ctx, "06535"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	changed := round
	changed.State, changed.Created = assessment.RoundClosed, "never"
	write(t, s, func(tx *Tx) error { return tx.SetRound(ctx, changed, nil) })
	if got, err := s.Round(ctx, "r1"); err != nil || got.State != assessment.RoundClosed || got.Created != round.Created {
		t.Errorf("%+v, %v", got, err)
	}
	for about, f := range map[string]func(*Tx) error{
		"a round of no catalogue": func(tx *Tx) error { return tx.SetRound(ctx, assessment.Round{ID: "r2", Catalogue: "none"}, nil) },
		"a round of no district":  func(tx *Tx) error { return tx.SetRound(ctx, round, []assessment.DistrictKey{"none"}) },
		"a scope of no district":  func(tx *Tx) error { return tx.SetScope(ctx, "none", assessment.Scope{ID: "x"}) },
		"a change by no file": func(tx *Tx) error {
			c := benchChanges(1)[0]
			c.File = 99
			_, err := tx.Put(ctx, c)
			return err
		},
	} {
		if err := s.Write(ctx, f); !errors.Is(err, assessment.ErrNotFound) || errors.Is(err, assessment.ErrExists) {
			t.Errorf("%s: %v", about, err)
		}
	}
	for about, f := range map[string]func() error{
		"round":    func() error { _, err := s.Round(ctx, "x"); return err },
		"district": func() error { _, err := s.District(ctx, "x"); return err },
		"file":     func() error { _, err := s.File(ctx, 1); return err },
	} {
		if err := f(); !errors.Is(err, assessment.ErrNotFound) {
			t.Errorf("%s: %v", about, err)
		}
	}
	clean(t, s)
}

// The log of files keeps every field, finds files by export, number and place, and counts on from what was sent.
func TestFilesLog(t *testing.T) {
	ctx := context.Background()
	k := newClock()
	s := openAt(t, filepath.Join(t.TempDir(), "data"), k.now)
	f := File{Direction: Out, Kind: "assignment", Export: "e1", Round: "r", District: "06535", Desk: "d", Sequence: 1, Content: "c", Name: "n.xlsx", SHA256: "s", Who: "w", State: FileWritten}
	var first int64
	write(t, s, func(tx *Tx) (err error) {
		if n, err := tx.NextSequence(ctx, "assignment", "d", "r", "06535"); err != nil || n != 1 {
			t.Errorf("the first number is %d, %v", n, err)
		}
		first, err = tx.AddFile(ctx, f, []byte{1, 0, 2})
		return err
	})
	f.ID, f.Batch, f.At = first, first, k.now()
	if got, err := s.File(ctx, first); err != nil || got != f {
		t.Errorf("%+v, %v", got, err)
	}
	write(t, s, func(tx *Tx) error {
		reply := f
		reply.Direction, reply.Kind, reply.Export, reply.Sequence = In, "reply", "e2", 40
		_, err := tx.AddFile(ctx, reply, nil)
		other := f
		other.District, other.Sequence = "06431", 30
		_, err2 := tx.AddFile(ctx, other, nil)
		return errors.Join(err, err2, tx.SetFileState(ctx, first, FileUndone, 7))
	})
	write(t, s, func(tx *Tx) error {
		if n, err := tx.NextSequence(ctx, "assignment", "d", "r", "06535"); err != nil || n != 2 {
			t.Errorf("what came in or went elsewhere counts: %d, %v", n, err)
		}
		return nil
	})
	if n, err := s.NextSequence(ctx, "delegation", "d", "r", "06535"); err != nil || n != 1 {
		t.Errorf("another kind counts by itself: %d, %v", n, err)
	}
	for about, list := range map[string]func() ([]File, error){
		"by direction": func() ([]File, error) { return s.Files(ctx, In, "", "") },
		"by place":     func() ([]File, error) { return s.Files(ctx, Out, "r", "06431") },
		"by number":    func() ([]File, error) { return s.Numbered(ctx, "reply", "d", "r", "06535", 40) },
		"by export":    func() ([]File, error) { return s.FilesOf(ctx, "e2") },
	} {
		if got, err := list(); err != nil || len(got) != 1 {
			t.Errorf("%s: %+v, %v", about, got, err)
		}
	}
	if got, err := s.File(ctx, first); err != nil || got.State != FileUndone || got.Changes != 7 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A refused file is noted once for each verdict, and stays marked as kept once a copy was kept.
func TestQuarantine(t *testing.T) {
	ctx := context.Background()
	k := newClock()
	s := openAt(t, filepath.Join(t.TempDir(), "data"), k.now)
	q := Quarantined{Name: "a.xlsx", SHA256: "s", Verdict: "damaged", Detail: "d", District: "06535"}
	for i, kept := range []bool{false, true, false} {
		q.Kept, q.Name = kept, fmt.Sprintf("a%d.xlsx", i)
		k.move(time.Minute)
		write(t, s, func(tx *Tx) error { return tx.Quarantine(ctx, q) })
	}
	all, err := s.Quarantine(ctx)
	if err != nil || len(all) != 1 || !all[0].Kept || all[0].Name != "a2.xlsx" || !all[0].At.Equal(k.now()) {
		t.Fatalf("%+v, %v", all, err)
	}
	write(t, s, func(tx *Tx) error { return tx.ForgetQuarantined(ctx, all[0].ID) })
	if all, err := s.Quarantine(ctx); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

// A pack is out until it comes back; the same export is not given out twice.
func TestDelegations(t *testing.T) {
	ctx := context.Background()
	k := newClock()
	s := openAt(t, filepath.Join(t.TempDir(), "data"), k.now)
	write(t, s, func(tx *Tx) error { return tx.AddDelegation(ctx, "e1", "Herr Bau") })
	if err := s.Write(ctx, func(tx *Tx) error { return tx.AddDelegation(ctx, "e1", "x") }); !errors.Is(err, assessment.ErrExists) {
		t.Errorf("twice: %v", err)
	}
	all, err := s.Delegations(ctx)
	if err != nil || len(all) != 1 || all[0] != (Delegation{Export: "e1", To: "Herr Bau", At: k.now()}) {
		t.Fatalf("%+v, %v", all, err)
	}
	k.move(time.Hour)
	write(t, s, func(tx *Tx) error { return tx.ReturnDelegation(ctx, "e1") })
	if all, err := s.Delegations(ctx); err != nil || len(all) != 1 || !all[0].Returned.Equal(k.now()) {
		t.Errorf("%+v, %v", all, err)
	}
}
