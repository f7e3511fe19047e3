package desk

import (
	"path/filepath"
	"strings"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
)

// afterBackup goes on from a backup of the office, after something was done that the backup does not know.
func (p *play) afterBackup(do func()) {
	p.t.Helper()
	backup := filepath.Join(p.dir, "vorher")
	p.must(p.office.Backup(p.ctx, backup))
	do()
	p.must(p.office.Close())
	var err error
	p.office, err = Restore(p.ctx, backup, filepath.Join(p.dir, "von vorher"), p.options("office"))
	p.must(err)
}

// A round that the office opened and sent after its last backup comes back with the office's own file, wherever a copy
// of it lies: then the county's reply is taken in, and what a county without the program has filled in by hand.
func TestLostRoundComesBack(t *testing.T) {
	p := newSmallPlay(t, 3, "06535", "06633")
	county := p.join("06535", p.send("06535"))
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	var sent, byHand, reply, other string
	p.afterBackup(func() {
		r, err := p.office.NewRound(p.ctx, NewRound{Name: "Nacherhebung", Catalogue: p.round.Catalogue, Due: "2027-03-31"})
		p.must(err)
		p.round = r
		_, err = p.office.ExtendFor(p.ctx, r.ID, "06633", "2027-04-30")
		p.must(err)
		sent, other = p.send("06535"), p.send("06633")
		p.takes(county, AcceptSigned, VerdictNew, sent)
		p.answer(county, 0, assessment.StatusYes, "am Bildschirm")
		reply = p.reply(county)
		byHand = p.hand("von Hand.xlsx", other, p.code("06633"), func(h typist) {
			sheet, cell := h.at(p.requirement(1).ID, "k:status")
			p.must(h.x.SetCellValue(sheet, cell, "teilweise"))
		})
	})
	v := p.takes(p.office, AcceptAll, VerdictForeign, reply)[0]
	if !strings.Contains(v.Sentence, "älterer Stand") || !strings.Contains(v.Sentence, "danach diese") {
		t.Errorf("what to do with a reply in a lost round: %s", v.Sentence)
	}
	if v := p.takes(p.office, AcceptSigned, VerdictLost, sent)[0]; v.Accepted {
		t.Error("a lost round came back without a person")
	}
	if v := p.takes(p.office, AcceptAll, VerdictLost, sent)[0]; !v.Accepted || !strings.Contains(v.Sentence, "„Nacherhebung“") {
		t.Errorf("a lost round does not come back: %+v", v)
	}
	p.takes(p.office, AcceptSigned, VerdictNew, reply)
	p.sameRegisters(p.office, county, "06535")
	p.takes(p.office, AcceptAll, VerdictOwn, sent)

	if v := p.takes(p.office, AcceptAll, VerdictLost, byHand)[0]; !strings.Contains(v.Sentence, "noch einmal") || v.New != 0 {
		t.Errorf("a filled-in copy brings more than what the office wrote: %+v", v)
	}
	p.takes(p.office, AcceptAll, VerdictHand, byHand)
	if got := p.value(p.office, "06633", 1, assessment.FieldStatus); len(got) != 1 || !strings.HasPrefix(got[0], "2") {
		t.Errorf("what was filled in by hand: %q", got)
	}
	r, err := p.office.Round(p.ctx, p.round.ID)
	p.must(err)
	if len(r.Districts) != 2 || r.DueOf("06535") != "2027-03-31" || r.DueOf("06633") != "2027-04-30" {
		t.Errorf("the round came back as %+v", r)
	}
	rows, err := p.office.Cockpit(p.ctx, r.ID)
	p.must(err)
	if len(rows) != 2 {
		t.Errorf("cockpit: %+v", rows)
	}
	p.clean(p.office, county)
}

// The round that comes back has the date that most counties were told, and each county its own, whichever file is found
// first.
func TestLostDatesComeBack(t *testing.T) {
	p := newSmallPlay(t, 2, "06535", "06633", "06634")
	var files []string
	p.afterBackup(func() {
		r, err := p.office.NewRound(p.ctx, NewRound{Name: "Nacherhebung", Catalogue: p.round.Catalogue, Due: "2027-03-31"})
		p.must(err)
		p.round = r
		for k, due := range map[assessment.DistrictKey]assessment.Date{"06633": "2027-04-30", "06634": "2027-05-31"} {
			_, err = p.office.ExtendFor(p.ctx, r.ID, k, due)
			p.must(err)
		}
		files = []string{p.send("06633"), p.send("06535"), p.send("06634")}
	})
	for _, f := range files {
		p.takes(p.office, AcceptAll, VerdictLost, f)
	}
	r, err := p.office.Round(p.ctx, p.round.ID)
	p.must(err)
	if r.Due != "2027-03-31" || r.DueOf("06535") != "2027-03-31" || r.DueOf("06633") != "2027-04-30" || r.DueOf("06634") != "2027-05-31" {
		t.Errorf("the dates came back as %s, %v", r.Due, r.Extended)
	}
	p.clean(p.office)
}

// A correction of the catalogue that the office has lost does not keep the replies to it out for ever.
func TestLostEditionComesBack(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?", "Drei?"}, "06535")
	county := p.join("06535", p.send("06535"))
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	was := p.round.Catalogue
	var sent, reply string
	p.afterBackup(func() {
		p.reissue(p.edition("2", "Eins, anders?", "Zwei?", "Drei?"))
		sent = p.send("06535")
		p.takes(county, AcceptSigned, VerdictNew, sent)
		p.fills(county, 0, assessment.StatusNo, "auf die neue Frage")
		reply = p.reply(county)
	})
	if v := p.takes(p.office, AcceptAll, VerdictForeign, reply)[0]; !strings.Contains(v.Sentence, "Ausgabe des Katalogs") {
		t.Errorf("a reply to a lost edition: %s", v.Sentence)
	}
	if v := p.takes(p.office, AcceptAll, VerdictLost, sent)[0]; !strings.Contains(v.Sentence, "anderen Ausgabe") {
		t.Errorf("a lost edition: %s", v.Sentence)
	}
	p.takes(p.office, AcceptSigned, VerdictNew, reply)
	p.sameRegisters(p.office, county, "06535")
	if r, err := p.office.Round(p.ctx, p.round.ID); err != nil || r.Catalogue != was {
		t.Errorf("what holds at the office changed by itself: %v, %v", r.Catalogue, err)
	}
	p.clean(p.office, county)
}

// Only a key of the office's own brings a round: neither somebody who has a code, nor a county's confirmed desk.
func TestNobodyElseBringsARound(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	var sent string
	p.afterBackup(func() {
		r, err := p.office.NewRound(p.ctx, NewRound{Name: "Nacherhebung", Catalogue: p.round.Catalogue, Due: "2027-03-31"})
		p.must(err)
		p.round = r
		sent = p.send("06535")
	})
	for name, claim := range map[string]func(*envelope.Manifest){
		"under the office's former id": func(*envelope.Manifest) {},
		"under a new id":               func(m *envelope.Manifest) { m.Desk, m.Predecessors = assessment.DeskID(anotherID(1)), nil },
		"under the county's id":        func(m *envelope.Manifest) { m.Desk = county.id },
	} {
		f := p.forger(sent, p.code("06535"))
		claim(&f.manifest)
		file := f.writes("falsch.xlsx", f.signs())
		before := p.confirmed(p.office)
		if v := p.takes(p.office, AcceptAll, VerdictForeign, file)[0]; v.Accepted {
			t.Errorf("%s: accepted", name)
		}
		p.same("a forged file "+name, before, p.confirmed(p.office))
	}
	p.takes(p.office, AcceptAll, VerdictLost, sent)
}

// A county joins a round that runs, and is sent its file like every other.
func TestAddDistricts(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	_, err := p.office.AddDistrict(p.ctx, "06633", "Landkreis Kassel", "")
	p.must(err)
	for range 2 { // the second time changes nothing
		r, err := p.office.AddDistricts(p.ctx, p.round.ID, []assessment.DistrictKey{"06633"})
		p.must(err)
		if len(r.Districts) != 2 {
			t.Fatalf("takes part: %+v", r.Districts)
		}
	}
	p.join("06633", p.send("06633"))
	if _, err := p.office.AddDistricts(p.ctx, p.round.ID, []assessment.DistrictKey{"99999"}); err == nil {
		t.Error("a district that nobody knows takes part")
	}
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundClosed))
	if _, err := p.office.AddDistricts(p.ctx, p.round.ID, []assessment.DistrictKey{"06633"}); err == nil {
		t.Error("a district joins a closed round")
	}
}
