package desk

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// undone and redone take one step and fail unless it says what is wanted.
func (p *play) undone(d *Desk, want string, left int) Step {
	p.t.Helper()
	s, err := d.UndoEdit(p.ctx)
	p.must(err)
	if s.Sentence != want || s.Left != left {
		p.t.Fatalf("undo: %q, left %d; want %q, %d", s.Sentence, s.Left, want, left)
	}
	return s
}

func (p *play) redone(d *Desk, want string) {
	p.t.Helper()
	s, err := d.RedoEdit(p.ctx)
	p.must(err)
	if s.Sentence != want || s.Left != 0 {
		p.t.Fatalf("redo: %+v, want %q", s, want)
	}
}

// says fails unless the explanation of an answer is the one that is wanted.
func (p *play) says(d *Desk, i int, want string) {
	p.t.Helper()
	k := p.key(i)
	k.District, k.Scope = d.district, assessment.WholeScope
	a, err := d.store.Answer(p.ctx, k)
	p.must(err)
	if a.Explanation != want {
		p.t.Fatalf("answer %d says %q, not %q", i, a.Explanation, want)
	}
}

// types writes an explanation letter by letter, in one visit to the field.
func (p *play) types(d *Desk, i int, session, text string) {
	p.t.Helper()
	for n := range text {
		part := text[:n+1]
		_, err := d.Answer(p.ctx, p.key(i), Edit{Explanation: &part, Session: session})
		p.must(err)
	}
}

// A visit to a field is one step, an answer to many one step, a measure one step; all go back and forth across
// requirements, and a new edit ends what could be done again.
func TestUndoEdits(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	d := p.join("06535", p.send("06535"))
	if undo, redo := d.Steps(); undo != "" || redo != "" {
		t.Fatalf("a fresh desk offers %q and %q", undo, redo)
	}
	p.undone(d, "Es gibt nichts zurückzunehmen.", 0)
	ref := func(i int) string { return p.requirement(i).Ref }

	p.types(d, 0, "a", "erst")
	p.types(d, 1, "b", "dann")
	p.types(d, 1, "c", "danach")
	yes := assessment.StatusYes
	_, err := d.AnswerAll(p.ctx, []AnswerEdit{{p.key(2), Edit{Status: &yes}}, {p.key(3), Edit{Status: &yes}}})
	p.must(err)
	m, err := d.SaveMeasure(p.ctx, Measure{Round: p.round.ID, Requirement: p.requirement(0).ID, Title: "Schloss", Once: "20"})
	p.must(err)
	m.Once = "30"
	_, err = d.SaveMeasure(p.ctx, m)
	p.must(err)

	if undo, redo := d.Steps(); undo != "Maßnahme „Schloss“ zurücknehmen" || redo != "" {
		t.Fatalf("steps: %q, %q", undo, redo)
	}
	p.undone(d, "Maßnahme „Schloss“ zurückgenommen.", 0)
	if all, err := d.Measures(p.ctx, p.round.ID, "06535"); err != nil || len(all) != 1 || all[0].Once != "20" {
		t.Fatalf("measures: %+v, %v", all, err)
	}
	p.undone(d, "Maßnahme „Schloss“ zurückgenommen.", 0)
	if all, err := d.Measures(p.ctx, p.round.ID, "06535"); err != nil || len(all) != 0 {
		t.Fatalf("a measure that was taken back is still there: %+v, %v", all, err)
	}
	s := p.undone(d, "2 Antworten zurückgenommen.", 0)
	if len(s.Keys) != 2 || s.Keys[1].Requirement != p.requirement(3).ID || s.Keys[1].Scope != assessment.WholeScope {
		t.Fatalf("keys: %+v", s.Keys)
	}
	p.undone(d, "Antwort zu "+ref(1)+" zurückgenommen.", 0)
	p.says(d, 1, "dann")
	p.undone(d, "Antwort zu "+ref(1)+" zurückgenommen.", 0)
	p.says(d, 1, "")
	p.redone(d, "Antwort zu "+ref(1)+" wiederhergestellt.")
	p.redone(d, "Antwort zu "+ref(1)+" wiederhergestellt.")
	p.says(d, 1, "danach")
	if _, redo := d.Steps(); redo != "2 Antworten wiederherstellen" {
		t.Fatalf("redo offers %q", redo)
	}
	p.types(d, 0, "a", "neu")
	if _, redo := d.Steps(); redo != "" {
		t.Fatalf("after a new edit redo offers %q", redo)
	}
	p.undone(d, "Antwort zu "+ref(0)+" zurückgenommen.", 0)
	p.says(d, 0, "erst")

	// Who has gone back begins a new visit, also in a field that stayed open.
	p.types(d, 3, "x", "eins")
	p.types(d, 3, "y", "zwei")
	p.undone(d, "Antwort zu "+ref(3)+" zurückgenommen.", 0)
	p.types(d, 3, "x", "eins und mehr")
	p.undone(d, "Antwort zu "+ref(3)+" zurückgenommen.", 0)
	p.says(d, 3, "eins")
	p.clean(d)
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(d))
	p.sameRegisters(p.office, d, "06535")
}

// What an import or somebody else has changed since stays; the rest of the step is taken back, and the sentence says so.
func TestUndoLeavesWhatCameSince(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	sent := p.send("06535")
	d := p.join("06535", sent)
	yes, why := assessment.StatusYes, "geregelt"
	_, err := d.AnswerAll(p.ctx, []AnswerEdit{{p.key(0), Edit{Status: &yes, Explanation: &why}}, {p.key(1), Edit{Status: &yes, Explanation: &why}}})
	p.must(err)
	hand := p.hand("hand.xlsx", sent, p.code("06535"), func(h typist) { h.types(p.requirement(0), "explanation", "aus Excel") })
	p.takes(d, AcceptAll, VerdictHand, hand)
	p.undone(d, "2 Antworten zurückgenommen. Ein Feld ist inzwischen anders geändert worden und blieb, wie es ist.", 1)
	p.says(d, 1, "")
	before := p.registers(d, "06535")
	if s, err := d.RedoEdit(p.ctx); err != nil || s.Left != 0 {
		t.Fatalf("redo: %+v, %v", s, err)
	}
	p.says(d, 1, "geregelt")
	for s, r := range p.registers(d, "06535") {
		if s.Item == string(p.requirement(0).ID) && before[s] != r {
			t.Fatalf("redo touched what was left alone: %q", r)
		}
	}

	p.types(d, 2, "a", "von hier")
	p.takes(d, AcceptAll, VerdictHand, p.hand("hand2.xlsx", sent, p.code("06535"), func(h typist) { h.types(p.requirement(2), "explanation", "von dort") }))
	p.undone(d, "Antwort zu "+p.requirement(2).Ref+": Alles ist inzwischen anders geändert worden. Es wurde nichts zurückgeholt.", 1)
	if _, redo := d.Steps(); redo != "" {
		t.Fatalf("nothing was taken back, but redo offers %q", redo)
	}
	p.clean(d)
}

// A conflict that was decided by typing stands again once that is taken back, here and at the office.
func TestUndoBringsAConflictBack(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	sent := p.send("06535")
	d := p.join("06535", sent)
	p.types(d, 0, "a", "hier")
	p.takes(d, AcceptAll, VerdictHand, p.hand("hand.xlsx", sent, p.code("06535"), func(h typist) { h.types(p.requirement(0), "explanation", "dort") }))
	in := func(at *Desk) []string { return p.value(at, "06535", 0, assessment.FieldStatus) }
	want := fmt.Sprint(in(d))
	if len(in(d)) != 2 {
		t.Fatalf("no conflict: %v", in(d))
	}
	p.types(d, 0, "b", "entschieden")
	if len(in(d)) != 1 {
		t.Fatalf("typing did not decide: %v", in(d))
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(d))
	p.undone(d, "Antwort zu "+p.requirement(0).Ref+" zurückgenommen.", 0)
	if len(in(d)) != 2 {
		t.Fatalf("after undo: %v, before %s", in(d), want)
	}
	p.takes(p.office, AcceptSigned, VerdictNew, p.reply(d))
	p.sameRegisters(p.office, d, "06535")
	p.redone(d, "Antwort zu "+p.requirement(0).Ref+" wiederhergestellt.")
	p.says(d, 0, "entschieden")

	// So it is where the conflict was decided in the list of conflicts.
	p.undone(d, "Antwort zu "+p.requirement(0).Ref+" zurückgenommen.", 0)
	all, err := d.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	p.must(d.Resolve(p.ctx, all[0].ID, all[0].Values[0].Value))
	if len(in(d)) != 1 {
		t.Fatalf("not decided: %v", in(d))
	}
	p.undone(d, "Antwort zu "+p.requirement(0).Ref+" zurückgenommen.", 0)
	if len(in(d)) != 2 {
		t.Fatalf("after undo: %v, before %s", in(d), want)
	}
	p.clean(d, p.office)
}

// A round that was frozen meanwhile takes nothing back; the step stays for when it is open again.
func TestUndoInAFrozenRound(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	d := p.join("06535", p.send("06535"))
	p.types(d, 0, "a", "fest")
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundFrozen))
	p.take(d, AcceptSigned, p.send("06535"))
	if _, err := d.UndoEdit(p.ctx); err == nil {
		t.Fatal("a frozen round was written to")
	}
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundOpen))
	p.take(d, AcceptSigned, p.send("06535"))
	p.undone(d, "Antwort zu "+p.requirement(0).Ref+" zurückgenommen.", 0)
}

// However much is edited, what can be taken back stays bounded, and the newest steps are those that are kept.
func TestStepsAreBounded(t *testing.T) {
	var s steps
	for i := range 2 * maxSteps {
		s.add(step{keys: make([]assessment.AnswerKey, 1), title: fmt.Sprint(i), changes: []change{{after: "x"}}})
	}
	if len(s.undo) != maxSteps || s.undo[maxSteps-1].title != fmt.Sprint(2*maxSteps-1) {
		t.Fatalf("%d steps, the last %q", len(s.undo), s.undo[len(s.undo)-1].title)
	}
	s.add(step{title: "large", changes: []change{{after: strings.Repeat("x", maxStepBytes+1)}}})
	if len(s.undo) != 1 || s.undo[0].title != "large" {
		t.Fatalf("%d steps after a large one", len(s.undo))
	}
}

// model is what a person expects of undo and redo: whole pictures of the state, one behind the other.
type model struct {
	now        map[assessment.Subject]string
	undo, redo []map[assessment.Subject]string
	session    string // of the last edit, where it may still go on
	fields     string
}

func (m *model) copy() map[assessment.Subject]string {
	out := map[assessment.Subject]string{}
	for k, v := range m.now {
		out[k] = v
	}
	return out
}

// Whatever is edited, taken back and done again in whatever order, the desk shows what a simple model shows, and
// its counter only rises.
func TestUndoAgainstAModel(t *testing.T) {
	few(t, 25)
	p := newSmallPlay(t, 3, "06535")
	d := p.join("06535", p.send("06535"))
	rapid.Check(t, func(t *rapid.T) {
		none := ""
		for i := range 3 {
			_, err := d.Answer(p.ctx, p.key(i), Edit{Responsible: &none})
			p.must(err)
		}
		d.steps.undo, d.steps.redo, d.steps.same = nil, nil, nil
		m := &model{now: p.values(d)}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			before, err := d.store.Counter(p.ctx)
			if err != nil {
				t.Fatal(err)
			}
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0, 1:
				p.undoModel(t, d, m)
			case 2:
				p.redoModel(t, d, m)
			default:
				p.editModel(t, d, m)
			}
			if after, err := d.store.Counter(p.ctx); err != nil || after < before {
				t.Fatalf("counter %d after %d, %v", after, before, err)
			}
			if got := fmt.Sprint(p.values(d)); got != fmt.Sprint(m.now) {
				t.Fatalf("the desk shows\n%s\nand the model\n%v", got, m.now)
			}
			if undo, redo := d.Steps(); (undo == "") != (len(m.undo) == 0) || (redo == "") != (len(m.redo) == 0) {
				t.Fatalf("%q, %q offered, the model has %d and %d", undo, redo, len(m.undo), len(m.redo))
			}
		}
	})
	p.clean(d)
}

func (p *play) undoModel(t *rapid.T, d *Desk, m *model) {
	s, err := d.UndoEdit(p.ctx)
	if err != nil || s.Left != 0 {
		t.Fatalf("undo: %+v, %v", s, err)
	}
	if n := len(m.undo); n > 0 {
		m.session = ""
		m.redo, m.now, m.undo = append(m.redo, m.now), m.undo[n-1], m.undo[:n-1]
	}
}

func (p *play) redoModel(t *rapid.T, d *Desk, m *model) {
	s, err := d.RedoEdit(p.ctx)
	if err != nil || s.Left != 0 {
		t.Fatalf("redo: %+v, %v", s, err)
	}
	if n := len(m.redo); n > 0 {
		m.session = ""
		m.undo, m.now, m.redo = append(m.undo, m.now), m.redo[n-1], m.redo[:n-1]
	}
}

// editModel writes one field of one answer, or of two at once, or a measure-like acceptance.
func (p *play) editModel(t *rapid.T, d *Desk, m *model) {
	next := m.copy()
	keys := []assessment.AnswerKey{p.whole(rapid.IntRange(0, 2).Draw(t, "requirement"))}
	if rapid.Bool().Draw(t, "bulk") {
		keys = append(keys, p.whole(rapid.IntRange(0, 2).Draw(t, "second")))
	}
	text, session := rapid.SampledFrom([]string{"", "a", "b", "ä"}).Draw(t, "text"), rapid.SampledFrom([]string{"", "s", "t"}).Draw(t, "session")
	var edits []AnswerEdit
	for _, k := range keys {
		s := assessment.AnswerSubject(k, assessment.FieldResponsible)
		if next[s] = text; text == "" {
			delete(next, s)
		}
		edits = append(edits, AnswerEdit{k, Edit{Responsible: &text, Session: session}})
	}
	if _, err := d.AnswerAll(p.ctx, edits); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(next) == fmt.Sprint(m.now) {
		return
	}
	changed := ""
	for _, k := range slices.Compact(keys) {
		if s := assessment.AnswerSubject(k, assessment.FieldResponsible); next[s] != m.now[s] {
			changed += s.Item + " "
		}
	}
	if session == "" || session != m.session || changed != m.fields {
		m.undo = append(m.undo, m.now)
	}
	m.now, m.redo, m.session, m.fields = next, nil, session, changed
}

func (p *play) whole(i int) assessment.AnswerKey {
	k := p.key(i)
	k.District, k.Scope = "06535", assessment.WholeScope
	return k
}

// values is what the fields of a desk's answers hold, without those that are empty.
func (p *play) values(d *Desk) map[assessment.Subject]string {
	p.t.Helper()
	out := map[assessment.Subject]string{}
	held, err := d.store.Registers(p.ctx, p.round.ID, d.district)
	p.must(err)
	for _, h := range held {
		if v := strings.Join(h.Register.Values(), "|"); v != "" {
			out[h.Subject] = v
		}
	}
	return out
}

// A window types, takes back and asks what could be taken back at the same time; the folder stays whole, and in the
// end everything can be taken back, step by step.
func TestEditsAtOnce(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	d := p.join("06535", p.send("06535"))
	keys := []assessment.AnswerKey{p.whole(0), p.whole(1), p.whole(2)}
	p.now = p.now.UTC()
	d.o.Clock = func() time.Time { return p.now }
	var all sync.WaitGroup
	for i, k := range keys {
		all.Go(func() {
			for n := range 10 {
				text := fmt.Sprint(i, n)
				if _, err := d.Answer(p.ctx, k, Edit{Responsible: &text}); err != nil {
					t.Error(err)
				}
				if n%3 == 0 {
					if _, err := d.UndoEdit(p.ctx); err != nil {
						t.Error(err)
					}
				}
				d.Steps()
			}
		})
	}
	all.Wait()
	for undo, _ := d.Steps(); undo != ""; undo, _ = d.Steps() {
		if s, err := d.UndoEdit(p.ctx); err != nil || s.Left != 0 {
			t.Fatalf("%+v, %v", s, err)
		}
	}
	if left := p.values(d); len(left) != 0 {
		t.Fatalf("after taking everything back: %v", left)
	}
	p.clean(d)
}
