package desk

import (
	"slices"
	"testing"
	"time"

	"kreislage/data/assessment"
)

// What somebody fills into the office's own file with Excel or LibreOffice is proposed, waits for a person, and then
// stands on both desks in the same registers, so that the next ordinary exchange has nothing to argue about.
func TestFilledInByHand(t *testing.T) {
	for name, save := range map[string]func(p *play, path, code string, change func(typist)) string{
		"Excel": func(p *play, path, code string, change func(typist)) string {
			return p.hand("ausgefuellt.xlsx", path, code, change)
		},
		"LibreOffice": func(p *play, path, code string, change func(typist)) string {
			return p.weakHand("ausgefuellt.xlsx", path, code, change)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newSmallPlay(t, 8, "06535")
			sent := p.send("06535")
			county := p.join("06535", sent)
			file := save(p, sent, p.code("06535"), func(h typist) {
				h.types(p.requirement(0), "status", "Ja ")
				h.types(p.requirement(0), "explanation", "Von Hand: „geregelt“\nseit 2024")
				h.types(p.requirement(1), "status", "teilw.")
				h.types(p.requirement(1), "due", time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC))
				h.types(p.requirement(2), "responsible", "Frau Öztürk")
			})

			before := p.witness(p.office)
			v := p.takes(p.office, AcceptSigned, VerdictHand, file)[0]
			if v.Accepted || v.New != 3 || v.Refused != 0 || v.Integral == (name == "LibreOffice") {
				t.Fatalf("not waiting for a person: %+v", v)
			}
			for _, c := range v.Changes {
				if !c.Hand {
					t.Errorf("%s is not shown as typed by hand", c.Subject.Field)
				}
			}
			p.same("a preview", before, p.witness(p.office))

			if v := p.takes(p.office, AcceptAll, VerdictHand, file)[0]; !v.Accepted {
				t.Fatalf("not accepted: %+v", v)
			}
			if got := p.value(p.office, "06535", 1, assessment.FieldDue); !slices.Equal(got, []string{"2027-03-31"}) {
				t.Fatalf("due: %q", got)
			}
			p.takes(county, AcceptAll, VerdictHand, file)
			p.sameRegisters(p.office, county, "06535")
			p.sameAnswers(p.office, county, "06535")

			// Again it brings nothing, on either desk.
			p.takes(p.office, AcceptSigned, VerdictOwn, file)
			p.takes(county, AcceptSigned, VerdictContained, p.send("06535"))

			// The ordinary exchange goes on as if nothing had been.
			p.answer(county, 3, assessment.StatusNo, "")
			reply := p.reply(county)
			p.takes(p.office, AcceptSigned, VerdictUntrusted, reply)
			_, err := p.office.Trust(p.ctx, "06535")
			p.must(err)
			if v := p.takes(p.office, AcceptSigned, VerdictNew, reply)[0]; v.New != 1 || v.Conflicts != 0 {
				t.Fatalf("after the hand: %+v", v)
			}
			p.sameRegisters(p.office, county, "06535")
			p.clean(p.office, county)
		})
	}
}

// Two people who fill in the same file differently contradict each other on every desk that sees both, whatever the
// order. The district decides, and its decision ends the contradiction everywhere.
func TestTwoFillings(t *testing.T) {
	p := newSmallPlay(t, 5, "06535")
	sent := p.send("06535")
	county := p.join("06535", sent)
	code := p.code("06535")
	filled := func(name, status string) string {
		return p.hand(name, sent, code, func(h typist) {
			h.types(p.requirement(0), "status", status)
			h.types(p.requirement(1), "status", "ja")
		})
	}
	a, b := filled("a.xlsx", "ja"), filled("b.xlsx", "nein")
	p.takes(p.office, AcceptAll, VerdictHand, a)
	if v := p.takes(p.office, AcceptAll, VerdictHand, b)[0]; v.Conflicts != 1 || v.Unchanged != 4 || v.Changed != 1 {
		t.Fatalf("second filling: %+v", v)
	}
	p.takes(county, AcceptAll, VerdictHand, b)
	p.takes(county, AcceptAll, VerdictHand, a)
	p.sameRegisters(p.office, county, "06535")

	for _, d := range []*Desk{p.office, county} {
		found, err := d.Conflicts(p.ctx, p.round.ID)
		p.must(err)
		if len(found) != 1 || len(found[0].Values) != 2 {
			t.Fatalf("conflicts: %+v", found)
		}
		if st, _ := assessment.DecodeStatement(found[0].Counts); st.Status != assessment.StatusNo {
			t.Fatalf("the less cautious counts: %q", found[0].Counts)
		}
		for _, x := range found[0].Values {
			if x.File == "" || x.At.IsZero() {
				t.Fatalf("a version without its file and time: %+v", x)
			}
		}
	}

	conflicts, err := county.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	if err := p.office.Resolve(p.ctx, conflicts[0].ID, conflicts[0].Values[0].Value); err == nil {
		t.Fatal("the office decided for the district")
	}
	p.must(county.Resolve(p.ctx, conflicts[0].ID, conflicts[0].Values[0].Value))
	reply := p.reply(county)
	p.takes(p.office, AcceptAll, VerdictUntrusted, reply)
	for _, d := range []*Desk{p.office, county} {
		if left, err := d.Conflicts(p.ctx, p.round.ID); err != nil || len(left) > 0 {
			t.Fatalf("still in conflict: %+v, %v", left, err)
		}
	}
	// An old filling cannot bring the decided conflict back.
	p.takes(p.office, AcceptAll, VerdictOwn, a, b)
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office, county)
}

// A coordinator's own answer and a filled-in file that did not know it are a conflict; neither wins in silence.
func TestHandAgainstDesk(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	sent := p.send("06535")
	county := p.join("06535", sent)
	p.answer(county, 0, assessment.StatusPartly, "am Arbeitsplatz")
	file := p.hand("zugleich.xlsx", sent, p.code("06535"), func(h typist) { h.types(p.requirement(0), "status", "ja") })
	if v := p.takes(county, AcceptAll, VerdictHand, file)[0]; v.Conflicts != 1 {
		t.Fatalf("no conflict: %+v", v)
	}
	if got := p.value(county, "06535", 0, assessment.FieldStatus); len(got) != 2 {
		t.Fatalf("one of two answers is lost: %q", got)
	}
}

// A signed reply in which somebody typed afterwards keeps its signed part and proposes the rest; nothing of it is
// taken in without a person.
func TestHandInSignedReply(t *testing.T) {
	p := newSmallPlay(t, 6, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "unterschrieben")
	p.answer(county, 1, assessment.StatusNo, "wird überschrieben")
	reply := p.reply(county)
	p.takes(p.office, AcceptSigned, VerdictUntrusted, reply)
	_, err := p.office.Trust(p.ctx, "06535")
	p.must(err)

	file := p.hand("ergaenzt.xlsx", reply, p.code("06535"), func(h typist) {
		h.types(p.requirement(1), "status", "ja")
		h.types(p.requirement(1), "explanation", "#leer")
		h.types(p.requirement(2), "status", "entbehrlich")
		h.types(p.requirement(2), "explanation", "kein Rechenzentrum")
		h.types(p.requirement(3), "status", "x")
	})
	v := p.takes(p.office, AcceptSigned, VerdictHand, file)[0]
	if v.Accepted || v.New != 3 || v.Refused != 1 || v.Unchanged != 2 {
		t.Fatalf("preview: %+v", v)
	}
	p.takes(p.office, AcceptAll, VerdictHand, file)
	for i, want := range []assessment.Statement{
		{Status: assessment.StatusYes, Explanation: "unterschrieben"}, {Status: assessment.StatusYes},
		{Status: assessment.StatusDispensable, Explanation: "kein Rechenzentrum"}, {},
	} {
		got := p.value(p.office, "06535", i, assessment.FieldStatus)
		if want.Empty() && len(got) == 0 {
			continue
		}
		want.TextHash = p.requirement(i).Hash
		if !slices.Equal(got, []string{want.Encode()}) {
			t.Errorf("answer %d: %q, not %q", i, got, want.Encode())
		}
	}
	// The signed original, taken in late, changes nothing of what was built on it.
	p.takes(p.office, AcceptSigned, VerdictContained, reply)
	p.takes(county, AcceptAll, VerdictHand, file)
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office, county)
}

// What cannot be understood is refused, counted and explained with its place; what can be is taken all the same.
func TestRefusedCells(t *testing.T) {
	p := newSmallPlay(t, 9, "06535")
	sent := p.send("06535")
	file := p.hand("fehlerhaft.xlsx", sent, p.code("06535"), func(h typist) {
		h.types(p.requirement(0), "status", "x")
		h.types(p.requirement(1), "status", "vielleicht")
		h.types(p.requirement(2), "due", "irgendwann")
		sheet, cell := h.at(p.requirement(3).ID, "k:explanation")
		p.must(h.x.SetCellFormula(sheet, cell, "1+1"))
		// The same requirement twice, answered differently.
		sheet, _, rows := h.answers()
		p.must(h.x.DuplicateRow(sheet, rows[string(p.requirement(4).ID)]))
		h.types(p.requirement(4), "status", "ja")
		// A requirement that nobody asked.
		_, id := h.at(p.requirement(5).ID, "k:id")
		p.must(h.x.SetCellValue(sheet, id, "probe-9999"))
		h.types(p.requirement(6), "status", "nein")
	})
	v := p.takes(p.office, AcceptAll, VerdictHand, file)[0]
	if v.Refused != 7 || v.New != 1 || v.Unchanged != 2 || v.Rows != 10 {
		t.Fatalf("counts: %+v", v)
	}
	refused := 0
	for _, problem := range v.Problems {
		if problem.Sentence == "" || problem.Sentence[0] == '\xc2' { // « marks a text that is missing
			t.Errorf("no sentence: %+v", problem)
		}
		if problem.Refused {
			refused++
			if problem.Place == "" {
				t.Errorf("no place: %+v", problem)
			}
		}
	}
	if refused < 7 {
		t.Errorf("%d reasons for 7 refused rows", refused)
	}
	if got := p.value(p.office, "06535", 6, assessment.FieldStatus); len(got) != 1 {
		t.Fatalf("the row that could be read is lost: %q", got)
	}
}

// A file that belongs to no export of this desk's log, or claims one that went to somebody else, proposes nothing.
func TestHandWithoutBase(t *testing.T) {
	p := newSmallPlay(t, 3, "06535", "06633")
	sent := p.send("06535")
	file := p.hand("fremd.xlsx", sent, p.code("06535"), func(h typist) { h.types(p.requirement(0), "status", "ja") })
	other := newSmallPlay(t, 3, "06535")
	if v := other.look(other.office, file)[0]; v.Verdict != VerdictWrongCode {
		t.Fatalf("at another office: %s", v.Verdict)
	}
	// The same cells under another district's code: the log says that this export was never theirs.
	plain := p.typed(sent, p.code("06535"), func(h typist) { h.types(p.requirement(0), "status", "ja") })
	moved := p.put("06633.xlsx", p.locked(plain, p.code("06633")))
	if v := p.look(p.office, moved)[0]; v.Verdict != VerdictForeign {
		t.Fatalf("with another district's code: %s", v.Verdict)
	}
	// A district that joined with a later file does not know the earlier one, but the office has signed it.
	late := p.join("06535", p.send("06535"))
	p.takes(late, AcceptSigned, VerdictHand, file)
	f := p.forger(sent, p.code("06535"))
	f.genuine.Signature = nil
	p.takes(late, AcceptAll, VerdictUnknownBase, f.writes("ohne.xlsx", f.genuine))
}
