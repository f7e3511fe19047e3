package desk

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
)

// reissue corrects the catalogue of the round that is played.
func (p *play) reissue(id assessment.CatalogueID, editorial ...assessment.RequirementID) {
	p.t.Helper()
	info, err := p.office.Reissue(p.ctx, p.round.ID, id, editorial)
	p.must(err)
	if info.ID != p.round.ID || info.Catalogue != id {
		p.t.Fatalf("reissued: %+v", info)
	}
	p.round = info
}

// toConfirm lists what has to be confirmed at a desk, and gone what is kept outside the figures, by the numbers of the
// requirements. The paper, the list of answers and the figures must agree on it.
func (p *play) toConfirm(d *Desk, k assessment.DistrictKey) (confirm, gone []string) {
	p.t.Helper()
	paper := p.paper(d, k)
	for _, r := range paper.Rows {
		if r.Answer.ToConfirm {
			confirm = append(confirm, strings.TrimPrefix(string(r.Requirement.ID), "auf-"))
		}
	}
	for _, r := range paper.Gone {
		if r.Requirement.Title == "" {
			p.t.Fatalf("nobody knows what %s asked", r.Answer.Requirement)
		}
		gone = append(gone, strings.TrimPrefix(string(r.Requirement.ID), "auf-"))
	}
	answers, err := d.Answers(p.ctx, p.round.ID, k)
	p.must(err)
	h, err := d.HeatMap(p.ctx, p.round.ID)
	p.must(err)
	total := h.Totals[slices.IndexFunc(h.Districts, func(di assessment.District) bool { return di.Key == k })]
	marked := 0
	for _, a := range answers {
		if a.ToConfirm {
			marked++
		}
	}
	if marked != len(confirm) || total.ToConfirm != len(confirm) || total.Total != len(paper.Rows) || paper.Tally.ToConfirm != len(confirm) || total != paper.Tally {
		p.t.Fatalf("paper %+v, answers %d to confirm, figures %+v", paper.Tally, marked, total)
	}
	return confirm, gone
}

func (p *play) expect(d *Desk, k assessment.DistrictKey, confirm, gone string) {
	p.t.Helper()
	c, g := p.toConfirm(d, k)
	if strings.Join(c, " ") != confirm || strings.Join(g, " ") != gone {
		p.t.Fatalf("at the %s: to confirm %q, not %q; gone %q, not %q", d.Info().Role, c, confirm, g, gone)
	}
}

// A catalogue is corrected while a round runs. Texts that changed in more than their wording are to be confirmed,
// what is not asked any more is kept outside the figures, replies to the former edition come in, the correction is
// told before it is taken in, and in the end both desks hold the same.
func TestReissue(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?", "Drei?", "Vier?", "Fünf?"}, "06535")
	county := p.join("06535", p.send("06535"))
	for i := range 4 {
		p.fills(county, i, assessment.StatusYes, "zur ersten Ausgabe")
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))

	next := p.edition("2", "Eins?", "Zwei, in schönerem Deutsch?", "Drei, und noch mehr?", "", "Fünf?", "Sechs?")
	preview, err := p.office.PreviewReissue(p.ctx, p.round.ID, next)
	p.must(err)
	if len(preview.Added) != 1 || len(preview.Changed) != 2 || len(preview.Removed) != 1 || preview.Same != 2 || preview.ToConfirm != 2 || preview.Outside != 1 {
		t.Fatalf("preview: %+v", preview)
	}
	if x := preview.Changed[1]; !strings.Contains(x.Before.Text, "Drei?") || !strings.Contains(x.After.Text, "noch mehr") || !slices.Equal(x.Parts, []string{"Text"}) {
		t.Fatalf("changed: %+v", x)
	}
	p.expect(p.office, "06535", "", "")
	p.reissue(next, "auf-1")
	p.expect(p.office, "06535", "2", "3")
	p.clean(p.office)

	// The county does not know of it yet and goes on. Its reply is as good as any other; what it says to a requirement
	// that is gone is kept.
	p.fills(county, 3, assessment.StatusNo, "doch nicht")
	p.fills(county, 4, assessment.StatusPartly, "fünf")
	late := p.reply(county)
	if v := p.takes(p.office, AcceptSigned, VerdictNew, late)[0]; v.Changes[0].Title == "" || v.Rows != 5 {
		t.Fatalf("a reply to the former edition: %+v", v)
	}
	p.expect(p.office, "06535", "2", "3")
	if g := p.paper(p.office, "06535").Gone[0]; g.Answer.Explanation != "doch nicht" || g.Changed.IsZero() || g.ChangedBy == "" {
		t.Fatalf("gone: %+v", g)
	}

	// The correction says what it is before it is taken in.
	file := p.send("06535")
	v := p.look(county, file)[0]
	if v.Verdict != VerdictNew || !strings.Contains(v.Sentence, "berichtigt") || !strings.Contains(v.Sentence, "Neu: 1, inhaltlich geändert: 1, entfallen: 1") {
		t.Fatalf("%s: %s", v.Verdict, v.Sentence)
	}
	p.expect(county, "06535", "", "")
	p.takes(county, AcceptSigned, VerdictNew, file)
	p.expect(county, "06535", "2", "3")
	if v := p.look(county, file)[0]; v.Verdict != VerdictContained || strings.Contains(v.Sentence, "berichtigt") {
		t.Fatalf("once more: %s: %s", v.Verdict, v.Sentence)
	}
	if _, err := county.Answer(p.ctx, p.aufKey(3), Edit{}); !errors.Is(err, assessment.ErrNotFound) {
		t.Fatalf("answered what is not asked: %v", err)
	}
	n, err := county.Confirm(p.ctx, []assessment.AnswerKey{p.aufKey(0), p.aufKey(1), p.aufKey(2)})
	if err != nil || n != 1 {
		t.Fatalf("confirmed %d, %v", n, err)
	}
	p.expect(county, "06535", "", "3")
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(county))
	p.expect(p.office, "06535", "", "3")
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office, county)

	// Put back to the first edition, the answer to what was gone counts again.
	editions, err := p.office.store.Editions(p.ctx, p.round.ID)
	p.must(err)
	p.reissue(editions[0])
	p.expect(p.office, "06535", "2", "")
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	p.expect(county, "06535", "2", "")
	p.clean(p.office, county)
}

// What takes the place of a round's catalogue is another edition of it, and editorial is only what has changed.
func TestReissueRefuses(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?"}, "06535")
	county := p.join("06535", p.send("06535"))
	first := p.round.Catalogue
	next, other := p.edition("2", "Eins!", "Zwei?"), p.edition("3", "", "", "Ganz anderes?")
	for _, c := range []struct {
		about     string
		desk      *Desk
		catalogue assessment.CatalogueID
		editorial []assessment.RequirementID
		want      error
	}{
		{"at a county", county, next, nil, assessment.ErrWrongRole},
		{"the edition it asks already", p.office, first, nil, ErrSameEdition},
		{"a catalogue that asks none of it", p.office, other, nil, ErrOtherCatalogue},
		{"a catalogue that is not here", p.office, "none", nil, assessment.ErrNotFound},
		{"editorial, but in the same words", p.office, next, []assessment.RequirementID{"auf-1"}, ErrNotReworded},
		{"editorial, but not asked", p.office, next, []assessment.RequirementID{"auf-7"}, assessment.ErrNotFound},
	} {
		if _, err := c.desk.Reissue(p.ctx, p.round.ID, c.catalogue, c.editorial); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.about, err)
		}
	}
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundClosed))
	if _, err := p.office.Reissue(p.ctx, p.round.ID, next, nil); !errors.Is(err, assessment.ErrRoundClosed) {
		t.Errorf("a closed round: %v", err)
	}
	if r, err := p.office.Round(p.ctx, p.round.ID); err != nil || r.Catalogue != first {
		t.Errorf("refused, but %+v, %v", r, err)
	}
}

// Editorial changes hold in a row, also for a county that never saw the edition between; a real change among them
// does not, whichever of the two came first.
func TestEditorialChain(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins A?", "Zwei A?", "Drei A?", "Vier A?"}, "06535")
	county := p.join("06535", p.send("06535"))
	for i := range 4 {
		p.fills(county, i, assessment.StatusYes, "zu A")
	}
	p.reissue(p.edition("B", "Eins B?", "Zwei B?", "Drei B?", "Vier A?"), "auf-0", "auf-1")
	p.reissue(p.edition("C", "Eins C?", "Zwei C?", "Drei C?", "Vier C?"), "auf-0", "auf-2")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county)) // still to A
	p.expect(p.office, "06535", "1 2 3", "")
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	p.expect(county, "06535", "1 2 3", "")
	p.clean(p.office, county)
}

// An office that has forgotten to name a change as editorial goes back and corrects again: figures that were counted
// before follow, whether or not anybody looked in between.
func TestEditorialAfterwards(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?"}, "06535")
	county := p.join("06535", p.send("06535"))
	p.fills(county, 0, assessment.StatusYes, "eins")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	first, second := p.round.Catalogue, p.edition("2", "Eins!", "Zwei?")
	p.reissue(second)
	p.expect(p.office, "06535", "0", "")
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	p.expect(county, "06535", "0", "")
	p.reissue(first)
	p.reissue(second, "auf-0")
	p.expect(p.office, "06535", "", "")
	if v := p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))[0]; strings.Contains(v.Sentence, "berichtigt") {
		t.Errorf("nothing else is asked than before: %s", v.Sentence)
	}
	p.expect(county, "06535", "", "")
	p.clean(p.office, county)
}

// What was filled in without Kreislage in the former edition comes in after the correction, compared with what was
// sent then: the office's own file at either desk, and a colleague's pack. It answers the text that stood there.
func TestFormerEditionByHand(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?", "Drei?", "Vier?"}, "06535")
	first := p.send("06535")
	code := p.code("06535")
	county := p.join("06535", first)
	pack, err := county.Delegate(p.ctx, p.round.ID, "", []assessment.RequirementID{auf(2), auf(3)}, "Hochbau", filepath.Join(p.dir, "packs"))
	p.must(err)
	p.reissue(p.edition("2", "Eins?", "Zwei, anders?", "", "Vier, anders?"), "auf-3")
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))

	ask := func(i int) assessment.Requirement { return assessment.Requirement{ID: auf(i)} }
	filled := p.hand("original.xlsx", first, code, func(h typist) {
		h.types(ask(0), "status", "ja")
		h.types(ask(1), "status", "nein")
		h.types(ask(2), "status", "teilweise")
	})
	for _, d := range []*Desk{p.office, county} {
		v := p.takes(d, AcceptAll, VerdictHand, filled)[0]
		if v.Rows != 4 || v.New != 3 || v.Refused != 0 {
			t.Fatalf("at the %s: %+v", d.Info().Role, v)
		}
		p.expect(d, "06535", "1", "2")
	}
	returned := byHand(t, pack.Path, pack.Code, func(x *excelize.File) {
		fill(t, x, string(auf(2)), "ja", "aus dem Hochbau")
		fill(t, x, string(auf(3)), "ja", "auch")
	})
	v := p.takes(county, AcceptAll, VerdictHand, returned)[0]
	if v.Rows != 2 || v.New != 1 || v.Changed != 1 || v.Refused != 0 {
		t.Fatalf("pack: %+v", v)
	}
	p.expect(county, "06535", "1", "2")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.expect(p.office, "06535", "1", "2")
	if conflicts, err := p.office.Conflicts(p.ctx, p.round.ID); err != nil || len(conflicts) != 1 || conflicts[0].Title == "" {
		t.Fatalf("conflicts on what is gone: %+v, %v", conflicts, err)
	}
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office, county)
}

// Taking back the import that brought a correction leaves round and catalogue as they are and says so; neither it nor
// an older file that comes late turns them back.
func TestUndoOfReissue(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?", "Zwei?"}, "06535")
	county := p.join("06535", p.send("06535"))
	p.fills(county, 0, assessment.StatusYes, "eins")
	older := p.send("06535")
	p.reissue(p.edition("2", "Eins, anders?", "Zwei?", "Drei?"))
	p.must(p.office.AskRemark(p.ctx, assessment.AnswerKey{Round: p.round.ID, District: "06535", Requirement: auf(2)}, "Neu: Wie steht es?"))
	brought := p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))[0]
	p.expect(county, "06535", "0", "")

	res, err := county.UndoImport(p.ctx, brought.Import)
	p.must(err)
	if res.Restored != 1 || !strings.Contains(res.Stays, "Katalog") {
		t.Fatalf("undo: %+v", res)
	}
	p.expect(county, "06535", "0", "")
	if v := p.takes(county, AcceptSigned, VerdictContained, older)[0]; strings.Contains(v.Sentence, "berichtigt") {
		t.Fatalf("an older file: %s", v.Sentence)
	}
	p.expect(county, "06535", "0", "")
	p.clean(p.office, county)

	// An import that brought answers alone has nothing to say about it.
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	if res, err := p.office.UndoImport(p.ctx, imports[0].ID); err != nil || res.Stays != "" {
		t.Fatalf("undo at the office: %+v, %v", res, err)
	}
}

// One county may have longer than the others: the cockpit and the county's next file say so, the others' do not.
func TestExtend(t *testing.T) {
	p := newSmallPlay(t, 2, "06431", "06535")
	near, far := p.join("06431", p.send("06431")), p.join("06535", p.send("06535"))
	due := func(d *Desk) assessment.Date {
		r, err := d.Round(p.ctx, p.round.ID)
		p.must(err)
		return r.Due
	}
	if _, err := p.office.ExtendFor(p.ctx, p.round.ID, "06535", "2027-01-31"); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("no later than the others: %v", err)
	}
	if _, err := p.office.ExtendFor(p.ctx, p.round.ID, "09999", "2027-02-28"); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("a county that has no part: %v", err)
	}
	if _, err := far.ExtendFor(p.ctx, p.round.ID, "06535", "2027-02-28"); !errors.Is(err, assessment.ErrWrongRole) {
		t.Errorf("by the county itself: %v", err)
	}
	_, err := p.office.ExtendFor(p.ctx, p.round.ID, "06535", "2027-02-28")
	p.must(err)
	file := p.send("06535")
	if v := p.look(far, file)[0]; !strings.Contains(v.Sentence, "28.02.2027") {
		t.Errorf("not told: %s", v.Sentence)
	}
	p.takes(far, AcceptSigned, VerdictNew, file)
	p.takes(near, AcceptSigned, VerdictContained, p.send("06431"))
	if due(far) != "2027-02-28" || due(near) != "2027-01-31" || due(p.office) != "2027-01-31" {
		t.Errorf("due %s, %s, %s", due(far), due(near), due(p.office))
	}
	late := func(day assessment.Date) (states []CockpitState) {
		at, _ := day.Time()
		p.now = at
		rows, err := p.office.Cockpit(p.ctx, p.round.ID)
		p.must(err)
		for _, r := range rows {
			states = append(states, r.State)
		}
		return states
	}
	if got := late("2027-02-02"); !slices.Equal(got, []CockpitState{CockpitLate, CockpitSent}) {
		t.Errorf("in February: %v", got)
	}
	if got := late("2027-03-02"); !slices.Equal(got, []CockpitState{CockpitLate, CockpitLate}) {
		t.Errorf("in March: %v", got)
	}

	// Later than the extension, the round's own date holds for all; taken back, nothing is left of it.
	info, err := p.office.ExtendRound(p.ctx, p.round.ID, "2027-04-30")
	p.must(err)
	if info.DueOf("06535") != "2027-04-30" || info.DueOf("06431") != "2027-04-30" || len(info.Extended) != 0 {
		t.Errorf("extended for all: %+v", info)
	}
	p.takes(near, AcceptSigned, VerdictNew, p.send("06431"))
	if due(near) != "2027-04-30" {
		t.Errorf("due %s", due(near))
	}
	_, err = p.office.ExtendFor(p.ctx, p.round.ID, "06535", "2027-05-31")
	p.must(err)
	if info, err = p.office.ExtendFor(p.ctx, p.round.ID, "06535", ""); err != nil || info.DueOf("06535") != "2027-04-30" {
		t.Errorf("taken back: %+v, %v", info, err)
	}
	p.clean(p.office, near, far)
}

// A round is opened like an earlier one, with the edition that holds there, and what is said otherwise is otherwise.
func TestDuplicate(t *testing.T) {
	p := newEditionPlay(t, []string{"Eins?"}, "06431", "06535")
	was, err := p.office.NewRound(p.ctx, NewRound{
		Name: "2026", Catalogue: p.round.Catalogue, Due: "2026-12-31", Classification: "VS-NfD", Cover: "Guten Tag", Districts: []assessment.DistrictKey{"06535"},
	})
	p.must(err)
	now, err := p.office.Duplicate(p.ctx, was.ID, NewRound{Name: "2027", Due: "2027-12-31", Cover: "Wieder"})
	p.must(err)
	if now.ID == was.ID || now.Name != "2027" || now.Due != "2027-12-31" || now.Classification != "VS-NfD" || now.Cover != "Wieder" || now.Catalogue != was.Catalogue || len(now.Districts) != 1 {
		t.Fatalf("%+v", now)
	}
	if _, err := p.office.Duplicate(p.ctx, was.ID, NewRound{}); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("without a name: %v", err)
	}
}
