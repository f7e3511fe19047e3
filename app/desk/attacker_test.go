package desk

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// The attacker of these tests has a district's code and genuine files, and can put files of his own into the post. He
// has no desk's key. Without a person who accepts one of his files he must change nothing, and the genuine files that
// follow must still be welcome.

// anotherID is an id of the right form that is nobody's.
func anotherID(i int) string { return fmt.Sprintf("%032x", 0xbad0+i) }

// forgery is one way to lie.
type forgery struct {
	name   string
	change func(f *forger)                 // of what the file claims, before it is signed with the attacker's key
	seal   func(f *forger) envelope.Sealed // in place of signing
}

func forgeries() []forgery {
	return []forgery{
		{name: "another key under the known desk"},
		{name: "lies under the known desk", change: func(f *forger) { f.lies() }},
		{name: "a new desk", change: func(f *forger) { f.lies(); f.manifest.Desk = assessment.DeskID(anotherID(1)) }},
		{name: "sequence 999", change: func(f *forger) { f.lies(); f.manifest.Sequence = 999 }},
		{name: "sequence 999 of a new desk", change: func(f *forger) {
			f.lies()
			f.manifest.Sequence, f.manifest.Desk = 999, assessment.DeskID(anotherID(2))
		}},
		{name: "a new export", change: func(f *forger) { f.lies(); f.manifest.Export = assessment.ExportID(anotherID(3)) }},
		{name: "another office", change: func(f *forger) { f.lies(); f.manifest.Office = assessment.OfficeID(anotherID(4)) }},
		{name: "another district", change: func(f *forger) {
			f.lies()
			f.manifest.District, f.content.District.Key = "06633", "06633"
		}},
		{name: "another round", change: func(f *forger) {
			f.lies()
			f.manifest.Round, f.content.Round.ID = assessment.RoundID(anotherID(5)), assessment.RoundID(anotherID(5))
		}},
		{name: "another kind", change: func(f *forger) {
			f.lies()
			if f.manifest.Kind == envelope.KindReply {
				f.manifest.Kind = envelope.KindAssignment
			} else {
				f.manifest.Kind = envelope.KindReply
			}
		}},
		{name: "another kind of a new desk", change: func(f *forger) {
			f.lies()
			f.manifest.Desk = assessment.DeskID(anotherID(6))
			if f.manifest.Kind == envelope.KindReply {
				f.manifest.Kind = envelope.KindAssignment
			} else {
				f.manifest.Kind = envelope.KindReply
			}
		}},
		{name: "the other side's desk", change: func(f *forger) { f.lies(); f.manifest.Desk = f.p.office.id }},
		{name: "receipts for everything", change: func(f *forger) {
			f.manifest.Applied = nil
			files, err := f.p.office.store.Files(f.p.ctx, store.Out, "", "")
			f.p.must(err)
			for _, x := range files {
				f.manifest.Applied = append(f.manifest.Applied, envelope.Receipt{Desk: x.Desk, Export: x.Export, Sequence: x.Sequence})
			}
		}},
		{name: "another catalogue", change: func(f *forger) {
			c := *f.catalog
			c.Requirements = slices.Clone(c.Requirements)
			c.Requirements[0].Text = "Haben Sie schon überwiesen?"
			f.p.must(c.Seal())
			f.content.Catalogue, f.content.Round.Catalogue, f.manifest.Catalogue = &c, c.ID, c.ID
			f.catalog = &c
		}},
		{name: "another name of the office and a due date", change: func(f *forger) {
			f.manifest.OfficeName, f.content.Round.Due, f.content.Round.Name = "Falsche Stelle", "2030-01-01", "Falsche Erhebung"
			f.content.District.Name = "Falscher Landkreis"
		}},
		{name: "no signature", seal: func(f *forger) envelope.Sealed {
			s := f.signs()
			s.Signature = nil
			return s
		}},
		{name: "lies without a signature", seal: func(f *forger) envelope.Sealed {
			f.lies()
			s := f.signs()
			s.Signature = make([]byte, ed25519.SignatureSize)
			return s
		}},
		{name: "the genuine signature under lies", seal: func(f *forger) envelope.Sealed {
			f.lies()
			s := f.signs()
			s.Signature = f.genuine.Signature
			return s
		}},
		{name: "the genuine manifest over another content", seal: func(f *forger) envelope.Sealed {
			f.lies()
			s := f.genuine
			s.Content = f.signs().Content
			return s
		}},
		{name: "no content", seal: func(f *forger) envelope.Sealed {
			s := f.genuine
			s.Content = nil
			return s
		}},
		{name: "nothing sealed at all", seal: func(f *forger) envelope.Sealed { return envelope.Sealed{} }},
		{name: "a line of keys that nobody vouched for", change: func(f *forger) {
			f.lies()
			old := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{67}, ed25519.SeedSize))
			known := f.manifest.Desk
			f.manifest.Desk = assessment.DeskID(anotherID(7))
			v := envelope.Vouch(old, known, f.manifest.Desk, f.key.Public().(ed25519.PublicKey))
			f.manifest.Predecessors = []envelope.Predecessor{v}
		}},
		{name: "counters that swallow what comes later", change: func(f *forger) {
			f.manifest.Desk = assessment.DeskID(anotherID(8))
			for i, e := range f.content.Entries {
				v := merge.Version{Desk: string(f.genuineDesk()), Counter: 1 << 60}
				f.content.Entries[i].Register = e.Register.Write(v, e.Register.Siblings[0].Value)
			}
		}},
	}
}

func (f *forger) genuineDesk() assessment.DeskID {
	m, err := envelope.Claims(f.genuine)
	f.p.must(err)
	return m.Desk
}

func (x forgery) file(f *forger) string {
	if x.change != nil {
		x.change(f)
	}
	s := envelope.Sealed{}
	if x.seal != nil {
		s = x.seal(f)
	} else {
		s = f.signs()
	}
	return f.writes("forged.xlsx", s)
}

// confirmed is what the witness writes down without what nobody has confirmed: keys that were merely seen, and the
// record of files that were refused.
func (p *play) confirmed(d *Desk) map[string]string {
	p.t.Helper()
	w := p.witness(d, "quarantine", "sqlite_sequence")
	var kept []string
	for _, line := range strings.Split(w["desks"], "\n") {
		if !strings.Contains(line, fmt.Sprintf("%q", store.TrustSeen)) {
			kept = append(kept, line)
		}
	}
	w["desks"] = strings.Join(kept, "\n")
	return w
}

// At the office: nothing changes unless a person accepts the file, and the next genuine reply is taken in as ever.
func TestAttackerAtTheOffice(t *testing.T) {
	p := newSmallPlay(t, 4, "06535", "06633")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusNo, "ehrlich")
	first := p.reply(county)
	p.takes(p.office, AcceptAll, VerdictUntrusted, first)
	for i, x := range forgeries() {
		t.Run(x.name, func(t *testing.T) {
			q := *p
			q.t = t
			file := x.file(q.forger(first, q.code("06535")))
			before := q.confirmed(p.office)
			v := q.take(p.office, AcceptSigned, file)[0]
			q.addsUp([]FilePreview{v})
			q.same("a forged file that nobody accepted", before, q.confirmed(p.office))
			if v.Accepted || v.Verdict.Clean() {
				t.Fatalf("taken in by itself: %s", v.Verdict)
			}
			q.answer(county, 1, assessment.StatusPartly, fmt.Sprint("nach der Fälschung ", i))
			if v := q.takes(p.office, AcceptSigned, VerdictNew, q.reply(county))[0]; !v.Accepted {
				t.Fatal("the next genuine reply was not taken in")
			}
			q.sameRegisters(p.office, county, "06535")
		})
	}
	p.clean(p.office, county)
}

// At a district: the same, for files that claim to come from the office.
func TestAttackerAtTheDistrict(t *testing.T) {
	p := newSmallPlay(t, 4, "06535", "06633")
	sent := p.send("06535")
	county := p.join("06535", sent)
	p.answer(county, 0, assessment.StatusPartly, "eigene Antwort")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county)) // so that the office's files have an answer to lie about
	for i, x := range forgeries() {
		if x.name == "the other side's desk" {
			x.change = func(f *forger) { f.lies(); f.manifest.Desk = county.id }
		}
		t.Run(x.name, func(t *testing.T) {
			q := *p
			q.t = t
			file := x.file(q.forger(q.send("06535"), q.code("06535")))
			before := q.confirmed(county)
			v := q.take(county, AcceptSigned, file)[0]
			q.addsUp([]FilePreview{v})
			q.same("a forged file that nobody accepted", before, q.confirmed(county))
			if v.Accepted || v.Verdict.Clean() {
				t.Fatalf("taken in by itself: %s", v.Verdict)
			}
			key := q.key(0)
			key.District = "06535"
			q.must(q.office.AskRemark(q.ctx, key, fmt.Sprint("Rückfrage ", i)))
			if v := q.takes(county, AcceptSigned, VerdictNew, q.send("06535"))[0]; !v.Accepted {
				t.Fatal("the next genuine file was not taken in")
			}
		})
	}
	p.clean(p.office, county)
}

// Even a person who accepts a file without a signature that holds lets it change answers only: no key, no receipt, no
// code, no number, no catalogue, no round.
func TestUnsignedFilesOnlyPropose(t *testing.T) {
	for _, x := range forgeries() {
		if x.seal == nil {
			continue
		}
		t.Run(x.name, func(t *testing.T) {
			p := newSmallPlay(t, 4, "06535")
			county := p.join("06535", p.send("06535"))
			p.answer(county, 0, assessment.StatusNo, "ehrlich")
			first := p.reply(county)
			p.takes(p.office, AcceptAll, VerdictUntrusted, first)
			f := p.forger(first, p.code("06535"))
			f.manifest.Sequence = 999
			f.manifest.Applied = []envelope.Receipt{{Desk: p.office.id, Export: f.manifest.Export, Sequence: 7}}
			f.content.Round.Due = "2030-01-01"
			file := x.file(f)
			answers := []string{"registers", "answers", "history", "files", "sqlite_sequence", "quarantine", "figures"}
			before := p.witness(p.office, answers...)
			if v := p.take(p.office, AcceptAll, file)[0]; v.Accepted && v.Sequence == 999 {
				t.Error("the number that an unsigned file claims is shown as a fact")
			}
			p.same("an unsigned file that a person accepted", before, p.witness(p.office, answers...))
			rows, err := p.office.Cockpit(p.ctx, p.round.ID)
			p.must(err)
			if rows[0].ReceiveNo != 1 {
				t.Errorf("the cockpit says that number %d came in", rows[0].ReceiveNo)
			}

			// What the office sends next carries its own next number and no receipt of the attacker's making.
			next := p.forger(p.send("06535"), p.code("06535"))
			if next.manifest.Sequence != 2 {
				t.Errorf("the office's next number is %d", next.manifest.Sequence)
			}
			for _, r := range next.manifest.Applied {
				if r.Sequence != 1 || r.Desk != county.id {
					t.Errorf("a receipt for %+v", r)
				}
			}
			p.answer(county, 1, assessment.StatusYes, "danach")
			p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
			p.clean(p.office)
		})
	}
}

// An old genuine file that is sent again changes nothing, on either side.
func TestReplay(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	sent := p.send("06535")
	county := p.join("06535", sent)
	p.answer(county, 0, assessment.StatusYes, "alt")
	old := p.reply(county)
	p.takes(p.office, AcceptAll, VerdictUntrusted, old)
	p.answer(county, 0, assessment.StatusNo, "neu")
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
	key := p.key(0)
	key.District = "06535"
	p.must(p.office.AskRemark(p.ctx, key, "Warum?"))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	// Encrypted anew, so that nothing tells it from a file that was never seen.
	code := p.code("06535")
	for d, path := range map[*Desk]string{p.office: old, county: sent} {
		again := p.put("wieder-"+filepath.Base(path), p.locked(p.opened(path, code), code))
		before := p.witness(d)
		p.takes(d, AcceptAll, VerdictContained, again)
		p.same("a replay", before, p.witness(d))
	}
	p.sameRegisters(p.office, county, "06535")
}

// An attacker who is faster than the post cannot take a desk's name: his key under the desk's id was only seen, and
// the genuine file that follows is as welcome as it would have been.
func TestFirstComeIsNotFirstServed(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusNo, "ehrlich")
	genuine := p.reply(county)
	f := p.forger(genuine, p.code("06535"))
	f.lies()
	p.takes(p.office, AcceptSigned, VerdictUntrusted, f.writes("schneller.xlsx", f.signs()))
	v := p.takes(p.office, AcceptAll, VerdictUntrusted, genuine)[0]
	if !strings.Contains(v.Sentence, county.Info().Fingerprint) {
		t.Errorf("the sentence does not name the key that has to be compared: %s", v.Sentence)
	}
	p.sameRegisters(p.office, county, "06535")
	// The attacker's file is now what it is: somebody else under a known name.
	p.takes(p.office, AcceptAll, VerdictFork, p.put("nochmal.xlsx", p.locked(p.opened(f.writes("schneller.xlsx", f.signs()), f.code), f.code)))
	p.answer(county, 1, assessment.StatusYes, "")
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
}

// In one batch with the genuine files a forged one neither stops nor changes them, whatever the order.
func TestForgedFileInABatch(t *testing.T) {
	p := newSmallPlay(t, 4, "06535", "06633")
	a := p.join("06535", p.send("06535"))
	b := p.join("06633", p.send("06633"))
	p.answer(a, 0, assessment.StatusNo, "ehrlich")
	p.answer(b, 0, assessment.StatusYes, "auch ehrlich")
	fileA, fileB := p.reply(a), p.reply(b)
	f := p.forger(fileA, p.code("06535"))
	f.lies()
	forged := f.writes("gefaelscht.xlsx", f.signs())
	views := p.take(p.office, AcceptAll, fileA, forged, fileB)
	p.addsUp(views)
	if !views[0].Accepted || views[1].Accepted || !views[2].Accepted || views[1].Verdict != VerdictFork {
		t.Fatalf("verdicts: %s %v, %s %v, %s %v", views[0].Verdict, views[0].Accepted, views[1].Verdict, views[1].Accepted, views[2].Verdict, views[2].Accepted)
	}
	p.sameRegisters(p.office, a, "06535")
	p.sameRegisters(p.office, b, "06633")
	p.clean(p.office)
}

// A person who confirms a key while a preview is open confirms it for good: what the preview knew of it then does not
// count any more.
func TestConfirmedDuringPreview(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "")
	file := p.reply(county)
	p.takes(p.office, AcceptSigned, VerdictUntrusted, file)
	b, err := p.office.Preview(p.ctx, []string{file}, nil)
	p.must(err)
	_, err = p.office.Trust(p.ctx, "06535")
	p.must(err)
	_, err = p.office.Accept(p.ctx, b, AcceptByMode(AcceptSigned), nil)
	p.must(err)
	if di, err := p.office.Districts(p.ctx); err != nil || !di[0].Desks[0].Trusted {
		t.Fatalf("the key lost its confirmation: %+v, %v", di, err)
	}
	p.takes(p.office, AcceptSigned, VerdictNew, file)
}

// Two files of the office in one batch, the older one last: the newer one's due date stays.
func TestOlderFrameInABatch(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	older := p.send("06535")
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundFrozen))
	newer := p.send("06535")
	views := p.take(county, AcceptAll, newer, older)
	if !views[0].Accepted || !views[1].Accepted {
		t.Fatalf("not accepted: %+v", views)
	}
	if r, err := county.Round(p.ctx, p.round.ID); err != nil || r.State != assessment.RoundFrozen {
		t.Fatalf("the older file turned the round back to %q, %v", r.State, err)
	}
}

// Confirming the one key whose fingerprint was compared confirms no other that happens to wait beside it.
func TestConfirmOneOfTwoKeys(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusNo, "ehrlich")
	genuine := p.reply(county)
	f := p.forger(genuine, p.code("06535"))
	f.lies()
	f.manifest.Desk = assessment.DeskID(anotherID(1))
	forged := f.writes("gefaelscht.xlsx", f.signs())
	p.takes(p.office, AcceptSigned, VerdictUntrusted, forged, genuine)

	if err := p.office.TrustDesk(p.ctx, "06535", assessment.DeskID(anotherID(9))); !errors.Is(err, assessment.ErrNotFound) {
		t.Fatalf("a desk that nobody has seen: %v", err)
	}
	if err := p.office.TrustDesk(p.ctx, "06633", county.id); !errors.Is(err, assessment.ErrNotFound) {
		t.Fatalf("a desk of another district: %v", err)
	}
	p.must(p.office.TrustDesk(p.ctx, "06535", county.id))
	p.takes(p.office, AcceptSigned, VerdictUntrusted, forged)
	p.takes(p.office, AcceptSigned, VerdictNew, genuine)
	p.sameRegisters(p.office, county, "06535")
}

// A county that joins with a forged first file is told so by the fingerprint of its letter, nothing is left behind, and
// the genuine file then opens the same folder. What is no signed file of the office opens none.
func TestJoiningWithAForgedFile(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	sent := p.send("06535")
	l, err := p.office.Letter(p.ctx, "06535")
	p.must(err)
	folder := filepath.Join(p.dir, "06535")
	join := func(file string) error {
		d, err := InitDistrict(p.ctx, folder, file, l.Code, l.Fingerprint, p.options("06535"))
		if err == nil {
			p.must(d.Close())
		}
		return err
	}
	f := p.forger(sent, l.Code)
	if err := join(f.writes("gefaelscht.xlsx", f.signs())); !errors.Is(err, ErrFingerprint) {
		t.Fatalf("another key: %v", err)
	}
	unsigned := f.genuine
	unsigned.Signature = nil
	var refused *FileError
	for name, file := range map[string]string{
		"unsigned": f.writes("ohne.xlsx", unsigned), "plain": p.put("offen.xlsx", p.opened(sent, l.Code)), "missing": filepath.Join(p.dir, "weg.xlsx"),
	} {
		if err := join(file); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		} else if sentence, _ := Explain(err, "de"); sentence == "" || strings.Contains(sentence, "«") {
			t.Errorf("%s: no sentence: %q", name, sentence)
		}
	}
	if look, err := LookAt(folder); err != nil || !look.Empty {
		t.Fatalf("left behind: %+v, %v", look, err)
	}
	p.must(join(sent))

	// A county's reply is no invitation, even under the right code and key.
	county, err := Open(p.ctx, folder, p.options("06535"))
	p.must(err)
	t.Cleanup(func() { county.Close() })
	p.answer(county, 0, assessment.StatusYes, "")
	o := p.options("dritte")
	if _, err := InitDistrict(p.ctx, filepath.Join(p.dir, "dritte"), p.reply(county), l.Code, county.Info().Fingerprint, o); !errors.As(err, &refused) || refused.Verdict != VerdictForeign {
		t.Errorf("joining with a reply: %v", err)
	}
}
