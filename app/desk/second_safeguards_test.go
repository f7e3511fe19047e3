package desk

import (
	"os"
	"path/filepath"
	"testing"

	"kreislage/data/assessment"
)

// A backup that is put back where its folder lay, under the account that it belongs to and with nothing written since,
// still gets an id of its own: all that the computer remembers fits it, but whether a file has left meanwhile on another
// computer cannot be known.
func TestRestoreInTheSamePlace(t *testing.T) {
	p := newSmallPlay(t, 1, "06535")
	folder, was := p.office.folder, p.office.Info().Desk
	backup := filepath.Join(p.dir, "sicherung.kreislage")
	p.must(p.office.Backup(p.ctx, backup))
	p.must(p.office.Close())
	p.must(os.RemoveAll(folder))
	back, err := Restore(p.ctx, backup, folder, p.options("office"))
	p.must(err)
	defer back.Close()
	if back.Info().Desk == was {
		t.Error("the restored folder goes on under the id of the old one")
	}
	p.office = back
	p.join("06535", p.send("06535"))
}

// An older file of the office that was looked at before a newer one came, and is accepted after it, does not turn the
// round back.
func TestOlderFrameAcceptedLate(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	older := p.send("06535")
	looked, err := county.Preview(p.ctx, []string{older}, nil)
	p.must(err)
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundFrozen))
	p.take(county, AcceptAll, p.send("06535"))
	_, err = county.Accept(p.ctx, looked, AcceptByMode(AcceptAll), nil)
	p.must(err)
	if r, err := county.Round(p.ctx, p.round.ID); err != nil || r.State != assessment.RoundFrozen {
		t.Fatalf("the older file turned the round back to %q, %v", r.State, err)
	}
}
