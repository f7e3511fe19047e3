package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// This file holds what the simulator (app/simulate) has found, each as the few steps that it takes.

// A folder that is copied while the program runs, and then used beside the original, must not write under its id:
// both would give the same numbers to different answers, and one of them would be lost.
func TestCopyOfAnOpenFolder(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "vor der Kopie")
	p.take(p.office, AcceptAll, p.reply(county))
	copyTo := filepath.Join(p.dir, "copy")
	p.must(os.CopyFS(copyTo, os.DirFS(filepath.Join(p.dir, "06535"))))
	second, err := Open(p.ctx, copyTo, p.options("06535"))
	p.must(err)
	defer second.Close()
	if county.Info().Desk == second.Info().Desk {
		t.Fatal("a folder and its copy write under one id")
	}
	p.answer(county, 1, assessment.StatusNo, "am ersten")
	p.answer(second, 1, assessment.StatusYes, "am zweiten")
	for _, v := range p.take(p.office, AcceptSigned, p.reply(county), p.reply(second)) {
		if v.Verdict != VerdictNew || !v.Accepted {
			t.Fatalf("%+v", v)
		}
	}
	if c, err := p.office.Conflicts(p.ctx, p.round.ID); err != nil || len(c) != 1 || len(c[0].Values) != 2 {
		t.Fatalf("both answers must stand at the office: %+v, %v", c, err)
	}
}

// A data file that is put back to a time before the last export must not give the number of that export once more,
// even though nothing was written in between and the program was never started anew.
func TestExportBeforeAnOlderStateIsPutBack(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	folder, aside := filepath.Join(p.dir, "office"), filepath.Join(p.dir, "aside")
	p.copyFolder(folder, aside)
	p.takes(county, AcceptAll, VerdictContained, p.send("06535"))
	p.must(p.office.Close())
	p.must(os.RemoveAll(folder))
	p.copyFolder(aside, folder)
	before := p.office.id
	var err error
	p.office, err = Open(p.ctx, folder, p.options("office"))
	p.must(err)
	if p.office.id == before {
		t.Fatal("an older state goes on under the id whose numbers have left the folder")
	}
	p.must(p.office.AskRemark(p.ctx, p.first(county), "Wie ist das gemeint?"))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
}

// A file is previewed as contained, then the import that brought its answers is taken back, then the preview is
// accepted: the answers must be there again, not merely a note that the file was applied, and that is what is told.
func TestAcceptAfterAnUndo(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "steht fest")
	first := p.reply(county)
	p.takes(p.office, AcceptSigned, VerdictUntrusted, first)
	if _, err := p.office.Trust(p.ctx, "06535"); err != nil {
		t.Fatal(err)
	}
	p.takes(p.office, AcceptSigned, VerdictNew, first)
	views := p.undoBetween(p.reply(county))
	if v := views[0]; !v.Accepted || v.Verdict != VerdictNew || v.New != 1 {
		t.Fatalf("%+v", v)
	}
	p.sameRegisters(p.office, county, "06535")
}

// Where the confirmation of the key goes with the import that is taken back, the file is neither taken in nor called a
// contradiction: a person has to confirm the key again.
func TestAcceptAfterTheKeyWasTakenBack(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "steht fest")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	file := p.reply(county)
	if v := p.undoBetween(file)[0]; v.Accepted || v.Verdict != VerdictUntrusted {
		t.Fatalf("%+v", v)
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, file)
	p.sameRegisters(p.office, county, "06535")
}

// undoBetween previews a file that is contained, takes back the office's newest import and accepts the file then.
func (p *play) undoBetween(file string) []FilePreview {
	p.t.Helper()
	b, err := p.office.Preview(p.ctx, []string{file}, nil)
	p.must(err)
	if v := b.Files()[0]; v.Verdict != VerdictContained {
		p.t.Fatalf("preview: %+v", v)
	}
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	_, err = p.office.UndoImport(p.ctx, imports[0].ID)
	p.must(err)
	views, err := p.office.Accept(p.ctx, b, AcceptByMode(AcceptAll), nil)
	p.must(err)
	return views
}

// A program that was killed while it made a data folder has left one without anybody in it. Whoever begins there again
// gets a desk; a folder that is somebody's stays as it is.
func TestBeginAfterAKill(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	file := p.send("06535")
	folder := filepath.Join(p.dir, "06535")
	p.must(os.MkdirAll(folder, 0o700))
	s, err := store.Open(p.ctx, filepath.Join(folder, dataFile), p.options("06535").Clock)
	p.must(err)
	p.must(s.Close())
	county := p.join("06535", file)
	p.answer(county, 0, assessment.StatusYes, "")
	p.must(county.Close())
	if _, err := InitOffice(p.ctx, folder, "Fremde Stelle", p.options("06535")); !errors.Is(err, assessment.ErrExists) {
		t.Fatalf("beginning in a folder that is somebody's: %v", err)
	}
	again, err := Open(p.ctx, folder, p.options("06535"))
	p.must(err)
	defer again.Close()
	if again.Info().Desk != county.id || len(p.registers(again, "06535")) != 1 {
		t.Fatal("the folder was touched")
	}
}

// copyComputer copies a folder together with all that its account remembers of it. On the other computer it lies under
// the same name, which two places in one test cannot: so the memory is told the new one.
func (p *play) copyComputer(folder, profile, toFolder, toProfile string) {
	p.t.Helper()
	p.copyFolder(folder, toFolder)
	p.copyFolder(profile, toProfile)
	from, err := (&Desk{folder: folder}).place()
	p.must(err)
	to, err := (&Desk{folder: toFolder}).place()
	p.must(err)
	quoted := func(s string) []byte {
		b, err := json.Marshal(s)
		p.must(err)
		return b
	}
	markers, err := filepath.Glob(filepath.Join(toProfile, "desks", "*.json"))
	p.must(err)
	for _, m := range markers {
		b, err := os.ReadFile(m)
		p.must(err)
		p.must(os.WriteFile(m, bytes.ReplaceAll(b, quoted(from), quoted(to)), 0o600))
	}
}

// killing runs something, and leaves the memory outside the folder as a program leaves it that is killed afterwards.
func (p *play) killing(d *Desk, profile string, do func()) {
	p.t.Helper()
	do()
	aside := filepath.Join(p.dir, "killed")
	p.must(os.RemoveAll(aside))
	p.copyFolder(profile, aside)
	p.must(d.Close())
	p.must(os.RemoveAll(profile))
	p.copyFolder(aside, profile)
}

// A folder is copied while the program runs, then written to, copied once more, and the program is killed before
// anything has left the folder. Where the first copy is put back, it must not go on under its id: the second copy holds
// writes under the very numbers that it would give now.
func TestOlderCopyOfOneSession(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	folder, first, second := filepath.Join(p.dir, "06535"), filepath.Join(p.dir, "first"), filepath.Join(p.dir, "second")
	p.killing(county, filepath.Join(p.dir, "profile-06535"), func() {
		p.copyFolder(folder, first)
		p.answer(county, 0, assessment.StatusYes, "nur in der zweiten Kopie")
		p.copyFolder(folder, second)
	})
	p.must(os.RemoveAll(folder))
	p.copyFolder(first, folder)
	back, err := Open(p.ctx, folder, p.options("06535"))
	p.must(err)
	defer back.Close()
	if back.id == county.id {
		t.Fatal("the older copy goes on under the id whose numbers the other copy holds")
	}
	other, err := Open(p.ctx, second, p.options("06535"))
	p.must(err)
	defer other.Close()
	p.answer(back, 0, assessment.StatusNo, "nach dem Zurückspielen")
	p.take(p.office, AcceptAll, p.reply(back), p.reply(other))
	if got := p.value(p.office, "06535", 0, assessment.FieldStatus); len(got) != 2 {
		t.Fatalf("both answers must stand at the office: %q", got)
	}
}

// A program that is killed and started again on what it has left goes on under its id, however much it had written.
func TestKillIsNoCopy(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	folder, left := filepath.Join(p.dir, "06535"), filepath.Join(p.dir, "left")
	p.killing(county, filepath.Join(p.dir, "profile-06535"), func() {
		p.answer(county, 0, assessment.StatusYes, "eins")
		p.answer(county, 1, assessment.StatusYes, "zwei")
		p.copyFolder(folder, left)
	})
	p.must(os.RemoveAll(folder))
	p.copyFolder(left, folder)
	again, err := Open(p.ctx, folder, p.options("06535"))
	p.must(err)
	defer again.Close()
	if again.id != county.id {
		t.Fatal("a kill was taken for a copy")
	}
}

// An office that was restored from a backup has lost a question. It asks another one, and the district has both then: a
// conflict that it must not decide. With the district's reply the lost question comes back, once a person accepts it,
// and the office decides.
func TestOfficeSettlesItsOwnConflict(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	backup := filepath.Join(p.dir, "backup")
	p.must(p.office.Backup(p.ctx, backup))
	k := p.key(0)
	k.District = "06535"
	p.must(p.office.AskRemark(p.ctx, k, "Wer hat das geprüft?"))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	p.must(p.office.Close())
	var err error
	p.office, err = Restore(p.ctx, backup, filepath.Join(p.dir, "restored"), p.options("office"))
	p.must(err)
	p.must(p.office.AskRemark(p.ctx, k, "Wann war das?"))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	at, err := county.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	if len(at) != 1 || at[0].Own || at[0].Subject.Field != assessment.FieldQuestion {
		t.Fatalf("conflicts at the district: %+v", at)
	}
	if err := county.Resolve(p.ctx, at[0].ID, "Wann war das?"); !errors.Is(err, assessment.ErrWrongRole) {
		t.Fatalf("the district decides on a question: %v", err)
	}
	reply := p.reply(county)
	if v := p.takes(p.office, AcceptSigned, VerdictLost, reply)[0]; v.Accepted {
		t.Fatal("words of the office were taken in without a person")
	}
	p.takes(p.office, AcceptAll, VerdictLost, reply)
	here, err := p.office.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	if len(here) != 1 || !here[0].Own || len(here[0].Values) != 2 {
		t.Fatalf("conflicts at the office: %+v", here)
	}
	p.must(p.office.Resolve(p.ctx, here[0].ID, "Wer hat das wann geprüft?"))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	p.sameRegisters(p.office, county, "06535")
	if at, err = county.Conflicts(p.ctx, p.round.ID); err != nil || len(at) != 0 {
		t.Fatalf("still in conflict: %+v, %v", at, err)
	}
	p.clean(p.office, county)
}

// A whole computer was copied. The original's second file arrives and its first does not: the copy's first file must
// not be taken for it, though what it says seems to be overwritten already.
func TestForkByTheNextNumber(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	a, b := p.twins("06535", county)
	p.answer(a, 1, assessment.StatusYes, "vom einen")
	p.reply(a)
	p.answer(a, 1, assessment.StatusYes, "vom einen, verbessert")
	p.answer(b, 1, assessment.StatusNo, "vom anderen")
	p.takes(p.office, AcceptAll, VerdictNew, p.reply(a))
	held := p.takes(p.office, AcceptAll, VerdictFork, p.reply(b))[0]
	if !slices.ContainsFunc(held.Changes, func(c CellChange) bool { return slices.Contains(c.After, "nein: vom anderen") }) {
		t.Errorf("what only the copy knows must be shown: %+v", held.Changes)
	}
	p.sameRegisters(p.office, a, "06535")
}

// A copied computer notices that it has a double as soon as the office tells of a write under its own number that it
// has never made.
func TestDoubleNoticesItself(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	a, b := p.twins("06535", county)
	p.answer(a, 0, assessment.StatusYes, "vom einen")
	p.answer(b, 1, assessment.StatusNo, "vom anderen")
	p.answer(b, 2, assessment.StatusNo, "vom anderen")
	p.takes(p.office, AcceptAll, VerdictNew, p.reply(a))
	p.takes(b, AcceptAll, VerdictFork, p.send("06535"))
	p.takes(a, AcceptAll, VerdictContained, p.send("06535"))
}

// Packs for colleagues are the district's own business.
func TestDelegationsAreTheDistricts(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	if _, err := p.office.Delegations(p.ctx); !errors.Is(err, assessment.ErrWrongRole) {
		t.Fatalf("delegations at the office: %v", err)
	}
}

// A file that brings a round tells of what has no requirement, such as a sign-off: a desk that does not know the round
// yet looks at it all the same. The simulator found it with seed 6219.
func TestNewRoundWithASignOff(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	first := p.join("06535", p.send("06535"))
	second := p.second("06535", p.send("06535"))
	round, err := p.office.NewRound(p.ctx, NewRound{Name: "Zweite", Catalogue: p.corrected()})
	p.must(err)
	p.round = round
	p.takes(first, AcceptSigned, VerdictNew, p.send("06535"))
	_, err = first.SignOff(p.ctx, round.ID, "Landrätin", "")
	p.must(err)
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(first))
	p.takes(second, AcceptSigned, VerdictNew, p.send("06535"))
}

// corrected takes another edition of the small catalogue in.
func (p *play) corrected() assessment.CatalogueID {
	p.t.Helper()
	path := filepath.Join(p.dir, "katalog2.yaml")
	p.must(os.WriteFile(path, bytes.Replace(smallCatalogue(3), []byte("Sache"), []byte("Angelegenheit"), 1), 0o600))
	in, err := p.office.ImportCatalogue(p.ctx, path)
	p.must(err)
	return in.ID
}
