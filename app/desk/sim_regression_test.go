package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
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
// accepted: the answers must be there again, not merely a note that the file was applied.
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
	if v := views[0]; !v.Accepted || v.Verdict != VerdictContained {
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
