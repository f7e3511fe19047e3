package desk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// answerFor answers for one scope.
func (p *play) answerFor(d *Desk, s assessment.ScopeID, i int, status assessment.Status, explanation string) {
	p.t.Helper()
	k := p.key(i)
	k.Scope = s
	_, err := d.Answer(p.ctx, k, Edit{Status: &status, Explanation: &explanation})
	p.must(err)
}

func names(scopes []assessment.Scope) string {
	var out []string
	for _, s := range scopes {
		name := s.Name
		if s.ID == assessment.WholeScope {
			name = "*"
		}
		if s.Retired {
			name = "(" + name + ")"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// sameScopes fails unless both desks know the same scopes of a district.
func (p *play) sameScopes(a, b *Desk, k assessment.DistrictKey) {
	p.t.Helper()
	left, err := a.AllScopes(p.ctx, k)
	p.must(err)
	right, err := b.AllScopes(p.ctx, k)
	p.must(err)
	if fmt.Sprint(left) != fmt.Sprint(right) {
		p.t.Fatalf("%v and %v", left, right)
	}
}

// A district divides itself: the whole is not asked any more but kept, the office learns of the scopes with the next
// reply, a second desk with the office's next file, and names and retirements follow.
func TestScopesTravel(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	first := p.send("06535")
	d := p.join("06535", first)
	p.answer(d, 0, assessment.StatusYes, "für alle")
	schools, err := d.AddScope(p.ctx, " Schulen ")
	p.must(err)
	house, err := d.AddScope(p.ctx, "Kreishaus")
	p.must(err)
	for what, err := range map[string]error{
		"the same name":         second(d.AddScope(p.ctx, "schulen")),
		"another's name":        d.RenameScope(p.ctx, house.ID, "Schulen"),
		"no name":               d.RenameScope(p.ctx, house.ID, " "),
		"the whole renamed":     d.RenameScope(p.ctx, assessment.WholeScope, "alles"),
		"the whole retired":     d.RetireScope(p.ctx, assessment.WholeScope, true),
		"a scope of nowhere":    d.RetireScope(p.ctx, "nowhere", true),
		"a scope at the office": second(p.office.AddScope(p.ctx, "Amt")),
	} {
		if err == nil {
			t.Errorf("%s was taken", what)
		}
	}
	open := assessment.StatusNo
	if _, err := d.Answer(p.ctx, p.key(0), Edit{Status: &open}); !errors.Is(err, assessment.ErrNotAsked) {
		t.Fatalf("the whole still answers: %v", err)
	}
	p.answerFor(d, schools.ID, 0, assessment.StatusNo, "nur die Schulen")
	if asked, err := d.Scopes(p.ctx, "06535"); err != nil || names(asked) != "Kreishaus Schulen" {
		t.Fatalf("asked: %v, %v", asked, err)
	}
	if v := p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(d))[0]; !strings.Contains(v.Sentence, "Geltungsbereiche") {
		t.Fatalf("the scopes are not told: %s", v.Sentence)
	}
	p.sameScopes(p.office, d, "06535")
	p.sameRegisters(p.office, d, "06535")
	p.sameAnswers(p.office, d, "06535")

	// A second desk of the district learns of them from the office.
	deputy := p.joinAs("06535", first, "deputy")
	p.take(deputy, AcceptSigned, p.send("06535"))
	p.sameScopes(deputy, d, "06535")

	// A rename alone is worth a file, and an older file does not turn it back.
	old := p.reply(d)
	p.must(d.RenameScope(p.ctx, schools.ID, "Kreisschulen"))
	p.must(d.RetireScope(p.ctx, house.ID, true))
	if v := p.takes(p.office, AcceptSigned, VerdictNew, p.reply(d))[0]; !strings.Contains(v.Sentence, "Geltungsbereiche") {
		t.Fatalf("the rename is not told: %s", v.Sentence)
	}
	p.take(p.office, AcceptSigned, old)
	p.sameScopes(p.office, d, "06535")
	if all, err := p.office.AllScopes(p.ctx, "06535"); err != nil || names(all) != "* (Kreishaus) Kreisschulen" {
		t.Fatalf("all: %v, %v", all, err)
	}
	p.must(d.RetireScope(p.ctx, schools.ID, true))
	if asked, err := d.Scopes(p.ctx, "06535"); err != nil || names(asked) != "*" {
		t.Fatalf("all have retired, but %v answer, %v", asked, err)
	}
	p.clean(p.office, d, deputy)
}

func found[T any](v T, _ error) T { return v }

func second[T any](_ T, err error) error { return err }

// joinAs opens a further desk of a district.
func (p *play) joinAs(k assessment.DistrictKey, file, who string) *Desk {
	p.t.Helper()
	l, err := p.office.Letter(p.ctx, k)
	p.must(err)
	d, err := InitDistrict(p.ctx, filepath.Join(p.dir, who), file, l.Code, l.Fingerprint, p.options(who))
	p.must(err)
	p.t.Cleanup(func() { d.Close() })
	return d
}

// Two desks of a district change the same scopes; in whatever order the office and they take in each other's files,
// all end with the same scopes.
func TestScopesInAnyOrder(t *testing.T) {
	few(t, 4)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		p := newSmallPlay(t, 1, "06535")
		first := p.send("06535")
		desks := []*Desk{p.join("06535", first), p.joinAs("06535", first, "deputy")}
		var files []string
		for range rapid.IntRange(2, 5).Draw(rt, "steps") {
			d := desks[rapid.IntRange(0, 1).Draw(rt, "desk")]
			all, err := d.AllScopes(p.ctx, "06535")
			p.must(err)
			pick := all[rapid.IntRange(0, len(all)-1).Draw(rt, "scope")]
			switch {
			case pick.ID == assessment.WholeScope:
				_, err = d.AddScope(p.ctx, fmt.Sprintf("Teil %d", len(all)))
			case rapid.Bool().Draw(rt, "rename"):
				err = d.RenameScope(p.ctx, pick.ID, fmt.Sprintf("%s %c", pick.Name, 'a'+len(files)))
			default:
				err = d.RetireScope(p.ctx, pick.ID, !pick.Retired)
			}
			if err != nil && !errors.Is(err, assessment.ErrExists) {
				p.must(err)
			}
			files = append(files, p.reply(d))
		}
		for _, f := range rapid.Permutation(files).Draw(rt, "order") {
			p.take(p.office, AcceptAll, f)
		}
		for _, d := range desks {
			p.take(d, AcceptSigned, p.send("06535"))
			p.sameScopes(p.office, d, "06535")
		}
		p.clean(p.office, desks[0], desks[1])
	})
}

// A district with three scopes weighs as much as one with none: each requirement counts once, with the more cautious
// answer; what the whole had answered before counts no more.
func TestFiguresOfADividedDistrict(t *testing.T) {
	p := newSmallPlay(t, 4, "06535", "06431")
	d, other := p.join("06535", p.send("06535")), p.join("06431", p.send("06431"))
	for i := range 4 {
		p.answer(d, i, assessment.StatusYes, "")
		p.answer(other, i, assessment.StatusYes, "")
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(other))
	p.must(p.office.AskRemark(p.ctx, p.whole(0), "Seit wann?"))
	var parts []assessment.ScopeID
	for _, name := range []string{"A", "B", "C"} {
		s, err := d.AddScope(p.ctx, name)
		p.must(err)
		parts = append(parts, s.ID)
	}
	for _, s := range parts {
		p.answerFor(d, s, 0, assessment.StatusYes, "")
		p.answerFor(d, s, 1, assessment.StatusDispensable, "ohne")
	}
	p.answerFor(d, parts[1], 0, assessment.StatusNo, "noch nicht")
	p.answerFor(d, parts[2], 2, assessment.StatusYes, "")
	for _, s := range parts[:2] {
		k := p.key(0)
		k.Scope = s
		_, err := d.Attach(p.ctx, k, p.put(string(s)+".txt", []byte("Beleg "+s)), "")
		p.must(err)
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(d))

	want := assessment.Tally{Total: 4, Open: 2, No: 1, Dispensable: 1, UnmetMust: 3}
	if err := p.office.AskRemark(p.ctx, p.whole(1), "Und hier?"); !errors.Is(err, assessment.ErrNotAsked) {
		t.Fatalf("the whole was asked something: %v", err)
	}
	k := p.whole(2)
	k.Scope = parts[2]
	p.must(p.office.AskRemark(p.ctx, k, "Wirklich?"))
	rows, err := p.office.Cockpit(p.ctx, p.round.ID)
	p.must(err)
	p.must(p.office.SettleRemark(p.ctx, p.whole(0), true))
	if rows[1].Remarks != 1 {
		t.Fatalf("%d open remarks: what was asked of the whole counts no more", rows[1].Remarks)
	}
	if rows[1].Tally != want || rows[0].Tally.Yes != 4 || rows[0].Tally.Total != 4 {
		t.Fatalf("cockpit: %+v, %+v", rows[0].Tally, rows[1].Tally)
	}
	h, err := p.office.HeatMap(p.ctx, p.round.ID)
	p.must(err)
	if h.Totals[1] != want || h.ByTopic[0].Total != 8 {
		t.Fatalf("heat map: %+v, %+v", h.Totals, h.ByTopic)
	}
	whole, err := p.office.Whole(p.ctx, p.round.ID, "06535", CombineCautious)
	p.must(err)
	if whole.Tally != want || whole.Topics[0].Tally != want || len(whole.Rows) != 4 {
		t.Fatalf("whole: %+v", whole.Tally)
	}
	row := whole.Rows[0]
	if row.Answer.Status != assessment.StatusNo || row.Answer.Explanation != "noch nicht" || row.Answer.Scope != assessment.WholeScope || len(row.Parts) != 3 || row.Parts[1].Scope.Name != "B" || len(row.Attachments) != 2 {
		t.Fatalf("row: %+v", row)
	}
	average, err := d.Whole(p.ctx, p.round.ID, "06535", CombineAverage)
	p.must(err)
	if a := average.Rows[0].Answer; a.Status != assessment.StatusPartly || a.Explanation != "" || average.Tally.Total != 12 || average.Tally.Yes != 3 {
		t.Fatalf("average: %+v, %+v", a, average.Tally)
	}
	if _, err := d.Whole(p.ctx, p.round.ID, "06535", "sum"); err == nil {
		t.Fatal("any combination goes")
	}
	path := filepath.Join(p.dir, "a.csv")
	p.must(p.office.WriteTable(p.ctx, TableQuery{Table: TableAnswers, Round: p.round.ID}, path))
	raw, err := os.ReadFile(path)
	p.must(err)
	if lines := strings.Count(strings.TrimSpace(string(raw)), "\n"); lines != 4+3*4 || !strings.Contains(string(raw), "noch nicht") {
		t.Fatalf("%d lines of answers:\n%s", lines, raw)
	}
	undivided, err := p.office.Whole(p.ctx, p.round.ID, "06431", CombineCautious)
	p.must(err)
	if undivided.Tally != rows[0].Tally || len(undivided.Rows[0].Parts) != 1 {
		t.Fatalf("undivided: %+v", undivided.Tally)
	}
}

// The workbook of a divided district has a row for each scope and requirement under the scope's name; it can be
// filled in by hand, and what comes back goes to the right scope.
func TestWorkbookOfADividedDistrict(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	d := p.join("06535", p.send("06535"))
	p.answer(d, 0, assessment.StatusYes, "für alle")
	schools, err := d.AddScope(p.ctx, "Schulen")
	p.must(err)
	_, err = d.AddScope(p.ctx, "Leitstelle")
	p.must(err)
	_, err = d.SaveMeasure(p.ctx, Measure{Round: p.round.ID, Scope: schools.ID, Requirement: p.requirement(0).ID, Title: "Schloss"})
	p.must(err)
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(d))
	sent := p.send("06535")
	text := p.unzipped(p.opened(sent, p.code("06535")))
	if !strings.Contains(text, "Schulen") || !strings.Contains(text, "Leitstelle") {
		t.Fatal("the scopes are not named")
	}
	id := string(p.requirement(1).ID) + "@" + string(schools.ID)
	hand := p.hand("hand.xlsx", sent, p.code("06535"), func(h typist) {
		if _, _, rows := h.answers(); len(rows) != 1+4 { // with the heading
			t.Errorf("%d rows: %v", len(rows), rows)
		}
		sheet, cell := h.at(assessment.RequirementID(id), "k:explanation")
		p.must(h.x.SetCellValue(sheet, cell, "aus Excel"))
		for _, name := range h.x.GetSheetList() { // the one cell that holds the measure's title
			for _, at := range found(h.x.SearchSheet(name, "Schloss")) {
				p.must(h.x.SetCellValue(name, at, "Schließanlage"))
			}
		}
	})
	if v := p.takes(p.office, AcceptAll, VerdictHand, hand)[0]; v.New != 1 || v.Changed != 1 || v.Refused != 0 {
		t.Fatalf("by hand: %+v", v)
	}
	if all, err := p.office.Measures(p.ctx, p.round.ID, "06535"); err != nil || len(all) != 1 || all[0].Title != "Schließanlage" || all[0].Scope != schools.ID {
		t.Fatalf("measures: %+v, %v", all, err)
	}
	k := p.key(1)
	k.District, k.Scope = "06535", schools.ID
	if a, err := p.office.store.Answer(p.ctx, k); err != nil || a.Explanation != "aus Excel" {
		t.Fatalf("%+v, %v", a, err)
	}
	p.clean(p.office, d)
}

// Who takes back the reply that brought the scopes sees the district as it was; the reply can be taken in again. A
// scope that a later file has answered in stays.
func TestUndoOfScopes(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	d := p.join("06535", p.send("06535"))
	p.answer(d, 0, assessment.StatusYes, "für alle")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(d))
	s, err := d.AddScope(p.ctx, "Schulen")
	p.must(err)
	divided := p.reply(d)
	p.takes(p.office, AcceptSigned, VerdictNew, divided)
	undo := func(n int) {
		imports, err := p.office.Imports(p.ctx)
		p.must(err)
		_, err = p.office.UndoImport(p.ctx, imports[n].ID)
		p.must(err)
	}
	total := func(want assessment.Tally, names_ string) {
		t.Helper()
		h, err := p.office.HeatMap(p.ctx, p.round.ID)
		p.must(err)
		all, err := p.office.AllScopes(p.ctx, "06535")
		p.must(err)
		if h.Totals[0] != want || names(all) != names_ {
			t.Fatalf("%+v, %s", h.Totals[0], names(all))
		}
	}
	total(assessment.Tally{Total: 2, Open: 2, UnmetMust: 2}, "* Schulen")
	undo(0)
	total(assessment.Tally{Total: 2, Open: 1, Yes: 1, UnmetMust: 1}, "*")
	p.takes(p.office, AcceptSigned, VerdictNew, divided)
	total(assessment.Tally{Total: 2, Open: 2, UnmetMust: 2}, "* Schulen")
	p.answerFor(d, s.ID, 0, assessment.StatusNo, "")
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(d))
	undo(1)
	total(assessment.Tally{Total: 2, Open: 1, No: 1, UnmetMust: 2}, "* Schulen")
	p.clean(p.office)
}

// What was answered for the whole, or for another scope, is copied where a scope says nothing yet, each marked to be
// confirmed; it is one step, and taken back at once.
func TestCopyScope(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	d := p.join("06535", p.send("06535"))
	p.answer(d, 0, assessment.StatusYes, "für alle")
	p.answer(d, 1, assessment.StatusNo, "noch nicht")
	folder := "Ordner 7"
	_, err := d.Answer(p.ctx, p.key(0), Edit{Evidence: &folder})
	p.must(err)
	s, err := d.AddScope(p.ctx, "Schulen")
	p.must(err)
	p.answerFor(d, s.ID, 1, assessment.StatusYes, "hier schon")

	if n, err := d.CopyScope(p.ctx, p.round.ID, assessment.WholeScope, s.ID, []assessment.RequirementID{p.requirement(1).ID, p.requirement(3).ID}); err != nil || n != 0 {
		t.Fatalf("copied over an answer, or from nothing: %d, %v", n, err)
	}
	n, err := d.CopyScope(p.ctx, p.round.ID, assessment.WholeScope, s.ID, nil)
	p.must(err)
	paper, err := d.Paper(p.ctx, p.round.ID, "06535", s.ID)
	p.must(err)
	if a := paper.Rows[0].Answer; n != 1 || a.Explanation != "für alle" || a.Evidence != "Ordner 7" || !a.ToConfirm || !a.Carried {
		t.Fatalf("%d copied: %+v", n, a)
	}
	if a := paper.Rows[1].Answer; a.Explanation != "hier schon" || a.ToConfirm || paper.Tally.ToConfirm != 1 {
		t.Fatalf("copied over: %+v", a)
	}
	p.undone(d, "Antwort zu "+p.requirement(0).Ref+" zurückgenommen.", 0)
	if paper, err = d.Paper(p.ctx, p.round.ID, "06535", s.ID); err != nil || !paper.Rows[0].Answer.Empty() || paper.Rows[0].Answer.Evidence != "" {
		t.Fatalf("after undo: %+v, %v", paper.Rows[0].Answer, err)
	}
	p.redone(d, "Antwort zu "+p.requirement(0).Ref+" wiederhergestellt.")

	// The whole as others see it carries the mark too.
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(d))
	rows, err := p.office.Cockpit(p.ctx, p.round.ID)
	p.must(err)
	if rows[0].Tally.ToConfirm != 1 || rows[0].Tally.Yes != 2 {
		t.Fatalf("cockpit: %+v", rows[0].Tally)
	}

	p.must(d.RetireScope(p.ctx, s.ID, true))
	other, err := d.AddScope(p.ctx, "Schulen")
	p.must(err)
	if n, err := d.CopyScope(p.ctx, p.round.ID, s.ID, other.ID, nil); err != nil || n != 2 {
		t.Fatalf("from a retired scope: %d, %v", n, err)
	}
	if _, err := d.CopyScope(p.ctx, p.round.ID, other.ID, s.ID, nil); !errors.Is(err, assessment.ErrNotAsked) {
		t.Fatalf("to a retired scope: %v", err)
	}
	if err := d.RetireScope(p.ctx, s.ID, false); !errors.Is(err, assessment.ErrExists) {
		t.Fatalf("two scopes answer under one name: %v", err)
	}
	p.clean(d, p.office)
}
