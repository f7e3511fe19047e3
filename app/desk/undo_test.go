package desk

import (
	"context"
	"errors"
	"slices"
	"testing"

	"kreislage/data/assessment"
)

// An undo puts back only what is still as the import left it, lists the rest in words, and the same import afterwards
// gives the same registers as if nothing had been undone.
func TestUndoAfterLaterChanges(t *testing.T) {
	p := newSmallPlay(t, 5, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "eins")
	p.answer(county, 1, assessment.StatusNo, "zwei")
	first := p.reply(county)
	p.takes(p.office, AcceptAll, VerdictUntrusted, first)
	p.answer(county, 1, assessment.StatusPartly, "zwei, später")
	p.answer(county, 2, assessment.StatusYes, "drei")
	second := p.reply(county)
	p.takes(p.office, AcceptSigned, VerdictNew, second)
	want := p.registers(p.office, "06535")

	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	res, err := p.office.UndoImport(p.ctx, imports[1].ID)
	p.must(err)
	if res.Restored != 1 || len(res.Left) != 1 {
		t.Fatalf("undo: %+v", res)
	}
	left := res.Left[0]
	if left.Subject.Item != string(p.requirement(1).ID) || left.Ref == "" || left.Title == "" || !slices.Equal(left.Before, []string{"nein: zwei"}) {
		t.Fatalf("left alone: %+v", left)
	}
	if got := p.value(p.office, "06535", 0, assessment.FieldStatus); len(got) != 0 {
		t.Fatalf("not put back: %q", got)
	}
	if got := p.value(p.office, "06535", 1, assessment.FieldStatus); len(got) != 1 || got[0][0] != '2' {
		t.Fatalf("a later answer was touched: %q", got)
	}
	if _, err := p.office.UndoImport(p.ctx, imports[1].ID); !errors.Is(err, assessment.ErrNotFound) {
		t.Fatalf("undone twice: %v", err)
	}
	p.clean(p.office)

	// The file can be taken in again, and everything is as it was.
	// It was this import that had confirmed the key, so a person is asked again.
	if v := p.takes(p.office, AcceptAll, VerdictUntrusted, first)[0]; v.New != 1 {
		t.Fatalf("again: %+v", v)
	}
	got := p.registers(p.office, "06535")
	for s, r := range want {
		if got[s] != r {
			t.Errorf("%s: %q, not %q", s.Item, got[s], r)
		}
	}
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office)
}

// Undoing all imports, the newest first, leaves nothing; taking the files in again in any order gives the same state.
func TestUndoEverything(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	sent := p.send("06535")
	county := p.join("06535", sent)
	var files []string
	for i := range 4 {
		p.answer(county, i, assessment.StatusYes, "")
		p.answer(county, 0, assessment.StatusNo, string(rune('a'+i)))
		files = append(files, p.reply(county))
		p.take(p.office, AcceptAll, files[i])
	}
	files = append(files, p.hand("hand.xlsx", sent, p.code("06535"), func(h typist) { h.types(p.requirement(3), "evidence", "Ordner 12") }))
	p.takes(p.office, AcceptAll, VerdictHand, files[4])
	want := p.registers(p.office, "06535")
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	for _, i := range imports {
		res, err := p.office.UndoImport(p.ctx, i.ID)
		p.must(err)
		if len(res.Left) > 0 {
			t.Fatalf("left: %+v", res.Left)
		}
	}
	if left := p.registers(p.office, "06535"); len(left) != 0 {
		t.Fatalf("after undoing everything: %v", left)
	}
	p.clean(p.office)
	for _, i := range []int{2, 4, 0, 3, 1, 2} {
		p.addsUp(p.take(p.office, AcceptAll, files[i]))
	}
	got := p.registers(p.office, "06535")
	for s, r := range want {
		if got[s] != r {
			t.Errorf("%s %s: %q, not %q", s.Item, s.Field, got[s], r)
		}
	}
	p.clean(p.office)
}

// What was sent while an import stood keeps its numbers: after an undo the next file to the district neither claims a
// receipt for the undone file nor repeats a number.
func TestUndoAndReceipts(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	_, err = p.office.UndoImport(p.ctx, imports[0].ID)
	p.must(err)
	next := p.forger(p.send("06535"), p.code("06535"))
	if len(next.manifest.Applied) != 0 || next.manifest.Sequence != 2 {
		t.Fatalf("next file: number %d, receipts %+v", next.manifest.Sequence, next.manifest.Applied)
	}
	for _, e := range next.content.Entries {
		if e.Kind == assessment.KindAnswer {
			t.Fatalf("an undone answer went out again: %+v", e)
		}
	}
}

// What was taken in together is known as such and is undone together; an undo that is stopped leaves every file in
// whole or out in whole, and goes on later where it stopped. What came in by itself stays.
func TestUndoTogether(t *testing.T) {
	p := newSmallPlay(t, 4, "06535", "06633", "06634", "06636")
	var files []string
	for _, k := range []assessment.DistrictKey{"06535", "06633", "06634", "06636"} {
		county := p.join(k, p.send(k))
		for i := range 4 {
			p.answer(county, i, assessment.StatusYes, "so ist es")
		}
		files = append(files, p.reply(county))
	}
	p.take(p.office, AcceptAll, files[:3]...)
	p.take(p.office, AcceptAll, files[3])
	imports, err := p.office.Imports(p.ctx)
	p.must(err)
	var together []int64
	for _, i := range imports[1:] {
		together = append(together, i.ID)
		if i.Batch != imports[3].ID {
			t.Errorf("%s came in with %d, not with %d", i.File, i.Batch, imports[3].ID)
		}
	}
	if imports[0].Batch != imports[0].ID {
		t.Errorf("%s came in with %d, not by itself", imports[0].File, imports[0].Batch)
	}
	slices.Sort(together)

	ctx, stop := context.WithCancel(p.ctx)
	res, err := p.office.UndoImports(ctx, together, func(Progress) { stop() })
	if !errors.Is(err, context.Canceled) || res.Files != 1 || res.Restored != 4 {
		t.Fatalf("a stopped undo: %+v, %v", res, err)
	}
	counts := func(want int) {
		t.Helper()
		whole := 0
		for _, k := range []assessment.DistrictKey{"06535", "06633", "06634"} {
			switch len(p.registers(p.office, k)) {
			case 0:
			case 4:
				whole++
			default:
				t.Errorf("%s is half undone", k)
			}
		}
		if alone := len(p.registers(p.office, "06636")); whole != want || alone != 4 {
			t.Errorf("%d files are in, not %d; what came in by itself has %d fields", whole, want, alone)
		}
	}
	counts(2)
	if res, err = p.office.UndoImports(p.ctx, together, nil); err != nil || res.Files != 2 || res.Restored != 8 || len(res.Left) > 0 {
		t.Fatalf("the rest of the undo: %+v, %v", res, err)
	}
	counts(0)
	p.clean(p.office)
}
