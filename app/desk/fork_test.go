package desk

import (
	"path/filepath"
	"slices"
	"testing"

	"kreislage/data/assessment"
)

// twins makes two desks of a district that neither know of each other: the whole computer was copied, the folder
// together with all that this account remembers of it.
func (p *play) twins(k assessment.DistrictKey, d *Desk) (a, b *Desk) {
	p.t.Helper()
	p.must(d.Close())
	folder, profile := filepath.Join(p.dir, string(k)), filepath.Join(p.dir, "profile-"+string(k))
	p.copyComputer(folder, profile, folder+"-zwei", profile+"-zwei")
	open := func(folder, profile string) *Desk {
		o := p.options(string(k))
		o.Profile = profile
		d, err := Open(p.ctx, folder, o)
		p.must(err)
		p.t.Cleanup(func() { d.Close() })
		return d
	}
	return open(folder, profile), open(folder+"-zwei", profile+"-zwei")
}

// Two computers that write under one desk's name: the second file with a number that is known is held for a person,
// whatever was accepted before, and the first one's answers stay as they are.
func TestForkIsHeld(t *testing.T) {
	for _, order := range []string{"one after the other", "in one batch"} {
		t.Run(order, func(t *testing.T) {
			p := newSmallPlay(t, 4, "06535")
			county := p.join("06535", p.send("06535"))
			p.answer(county, 0, assessment.StatusPartly, "vor der Kopie")
			p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
			a, b := p.twins("06535", county)
			if a.id != b.id {
				t.Fatal("the copies have different ids: nothing to be seen here")
			}
			p.answer(a, 1, assessment.StatusYes, "vom einen")
			p.answer(b, 1, assessment.StatusNo, "vom anderen")
			fileA, fileB := p.reply(a), p.reply(b)
			var views []FilePreview
			if order == "in one batch" {
				views = p.take(p.office, AcceptAll, fileA, fileB)
			} else {
				views = append(p.take(p.office, AcceptAll, fileA), p.take(p.office, AcceptAll, fileB)...)
			}
			p.addsUp(views)
			if views[0].Verdict != VerdictNew || !views[0].Accepted {
				t.Fatalf("the first: %s", views[0].Verdict)
			}
			if views[1].Verdict != VerdictFork || views[1].Accepted {
				t.Fatalf("the second: %s, accepted %v", views[1].Verdict, views[1].Accepted)
			}
			p.sameRegisters(p.office, a, "06535")
			aside, err := p.office.Quarantine(p.ctx)
			p.must(err)
			if len(aside) != 1 || aside[0].Verdict != VerdictFork || aside[0].Copy == "" || aside[0].Sentence == "" {
				t.Fatalf("aside: %+v", aside)
			}
			// A later number of the second computer contradicts too: it holds one version with two values.
			p.answer(b, 2, assessment.StatusNo, "noch einmal vom anderen")
			if v := p.take(p.office, AcceptAll, p.reply(b))[0]; v.Verdict != VerdictFork || v.Accepted {
				t.Fatalf("the second's next: %s", v.Verdict)
			} else if !slices.ContainsFunc(v.Changes, func(c CellChange) bool { return len(c.After) == 2 }) {
				t.Fatalf("both contents must be shown: %+v", v.Changes)
			}
			// The first one goes on undisturbed.
			p.answer(a, 2, assessment.StatusYes, "weiter")
			p.takes(p.office, AcceptSigned, VerdictNew, p.reply(a))
			p.sameRegisters(p.office, a, "06535")
			p.clean(p.office, a)
		})
	}
}

// Two computers under one desk's name that answer different questions contradict each other in no field. The number of
// their files tells all the same.
func TestForkByNumberAlone(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusPartly, "vor der Kopie")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	a, b := p.twins("06535", county)
	p.answer(a, 1, assessment.StatusYes, "vom einen")
	p.answer(b, 2, assessment.StatusNo, "vom anderen")
	p.takes(p.office, AcceptAll, VerdictNew, p.reply(a))
	p.takes(p.office, AcceptAll, VerdictFork, p.reply(b))
	p.sameRegisters(p.office, a, "06535")
}

// The office copied by mistake: a district takes in nothing of the second one under numbers that it knows.
func TestForkOfTheOffice(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.must(p.office.Close())
	p.copyComputer(filepath.Join(p.dir, "office"), filepath.Join(p.dir, "profile-office"), filepath.Join(p.dir, "office-zwei"), filepath.Join(p.dir, "profile-office-zwei"))
	key := p.first(county)
	send := func(folder, profile, question string) string {
		o := p.options("office")
		o.Profile = filepath.Join(p.dir, profile)
		d, err := Open(p.ctx, filepath.Join(p.dir, folder), o)
		p.must(err)
		defer d.Close()
		p.must(d.AskRemark(p.ctx, key, question))
		files, err := d.Export(p.ctx, p.round.ID, nil, filepath.Join(p.dir, "out"), nil)
		p.must(err)
		return files[0].Path
	}
	a := send("office", "profile-office", "Frage der ersten")
	b := send("office-zwei", "profile-office-zwei", "Frage der zweiten")
	p.takes(county, AcceptAll, VerdictNew, a)
	p.takes(county, AcceptAll, VerdictFork, b)
	paper, err := county.Paper(p.ctx, p.round.ID, "06535", assessment.WholeScope)
	p.must(err)
	if got := paper.Rows[0].Remark.Question; got != "Frage der ersten" {
		t.Fatalf("question: %q", got)
	}
	p.clean(county)
}

// first names the first answer of a county, read at the county's desk.
func (p *play) first(county *Desk) assessment.AnswerKey {
	p.t.Helper()
	paper, err := county.Paper(p.ctx, p.round.ID, "06535", assessment.WholeScope)
	p.must(err)
	return paper.Rows[0].Answer.AnswerKey
}

// A restored backup never repeats a number: it goes on under a new id with a new key, its files are known by the old
// key that vouches for it, and what was written after the backup is not lost at the office.
func TestRestoredBackup(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusPartly, "vor der Sicherung")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	backup := filepath.Join(p.dir, "sicherung.kreislage")
	p.must(county.Backup(p.ctx, backup))
	p.answer(county, 1, assessment.StatusYes, "nach der Sicherung")
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
	was := county.Info()
	p.must(county.Close())

	back, err := Restore(p.ctx, backup, filepath.Join(p.dir, "06535-zurueck"), p.options("06535"))
	p.must(err)
	t.Cleanup(func() { back.Close() })
	if back.Info().Desk == was.Desk || back.Info().Fingerprint == was.Fingerprint {
		t.Fatal("a restored desk kept its id or its key")
	}
	p.answer(back, 1, assessment.StatusNo, "neu beantwortet")
	p.answer(back, 2, assessment.StatusYes, "weiter")
	v := p.takes(p.office, AcceptSigned, VerdictNew, p.reply(back))[0]
	if v.Conflicts != 1 {
		t.Fatalf("what was lost in the restored folder is overwritten in silence: %+v", v)
	}
	// The office's next file brings back what the backup did not have.
	p.takes(back, AcceptSigned, VerdictNew, p.send("06535"))
	p.sameRegisters(p.office, back, "06535")
	if got := p.value(back, "06535", 1, assessment.FieldStatus); len(got) != 2 {
		t.Fatalf("one of the two answers is lost: %q", got)
	}
	found, err := back.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	p.must(back.Resolve(p.ctx, found[0].ID, found[0].Values[0].Value))
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(back))
	p.sameRegisters(p.office, back, "06535")
	p.clean(p.office, back)
}

// A reinstalled county that joins anew with the letter and the newest file is a new desk that nobody knows: its files
// wait for a person, and then both desks of the county stand side by side.
func TestReinstalledDesk(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "alt")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.must(county.Close())

	l, err := p.office.Letter(p.ctx, "06535")
	p.must(err)
	o := p.options("06535")
	o.Profile = filepath.Join(p.dir, "profile-neu")
	again, err := InitDistrict(p.ctx, filepath.Join(p.dir, "06535-neu"), p.send("06535"), l.Code, l.Fingerprint, o)
	p.must(err)
	t.Cleanup(func() { again.Close() })
	p.sameRegisters(p.office, again, "06535")
	p.answer(again, 1, assessment.StatusNo, "neu")
	reply := p.reply(again)
	p.takes(p.office, AcceptSigned, VerdictUntrusted, reply)
	p.takes(p.office, AcceptAll, VerdictUntrusted, reply)
	p.sameRegisters(p.office, again, "06535")
	di, err := p.office.Districts(p.ctx)
	p.must(err)
	if len(di[0].Desks) != 2 || slices.ContainsFunc(di[0].Desks, func(k DeskKey) bool { return !k.Trusted }) {
		t.Fatalf("desks: %+v", di[0].Desks)
	}
}
