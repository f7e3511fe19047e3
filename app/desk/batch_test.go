package desk

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// told is what is said of a file before and after it was accepted.
func told(v FilePreview) string {
	return fmt.Sprintf("%s: %d rows, %d new, %d changed, %d unchanged, %d refused, %d conflicts", v.Verdict, v.Rows, v.New, v.Changed, v.Unchanged, v.Refused, v.Conflicts)
}

// second is another desk of a district, with a folder and a computer of its own.
func (p *play) second(k assessment.DistrictKey, file string) *Desk {
	p.t.Helper()
	d, err := InitDistrict(p.ctx, filepath.Join(p.dir, "zweiter"), file, p.code(k), "", p.options("zweiter"))
	p.must(err)
	p.t.Cleanup(func() { d.Close() })
	return d
}

// Two replies that answer the same differently are told to be in conflict before anything is accepted: the later one
// is judged after the earlier one, whatever the order in which they were named.
func TestBatchSeesItself(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	sent := p.send("06535")
	first, second := p.join("06535", sent), p.second("06535", sent)
	p.answer(first, 0, assessment.StatusYes, "so ist es")
	p.answer(second, 0, assessment.StatusNo, "so ist es nicht")
	p.answer(second, 1, assessment.StatusYes, "neu")
	files := []string{p.reply(first), p.reply(second)}
	for range 2 {
		b, err := p.office.Preview(p.ctx, files, nil)
		p.must(err)
		conflicts, fresh, changed := 0, 0, 0
		for _, v := range b.Files() {
			conflicts, fresh, changed = conflicts+v.Conflicts, fresh+v.New, changed+v.Changed
		}
		if conflicts != 1 || fresh+changed != 3 || changed == 0 {
			t.Fatalf("%d conflicts, %d new, %d changed", conflicts, fresh, changed)
		}
		slices.Reverse(files)
	}
}

// Of a file named twice, or under two names, the second brings nothing, and nothing is noted twice.
func TestBatchWithCopies(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "so ist es")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.answer(county, 1, assessment.StatusNo, "")
	file := p.reply(county)
	views := p.take(p.office, AcceptSigned, file, file)
	if views[0].Verdict != VerdictNew || views[0].New != 1 || views[1].Verdict != VerdictContained || views[1].New != 0 || !views[1].Accepted || views[1].Import != 0 {
		t.Fatalf("%s; %s", told(views[0]), told(views[1]))
	}
}

// Of two files of one desk with one number the second in turn is held, and says so before anything is accepted.
func TestBatchWithAFork(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	one, other := p.twins("06535", county)
	p.answer(one, 1, assessment.StatusYes, "hier")
	p.answer(other, 1, assessment.StatusNo, "dort")
	b, err := p.office.Preview(p.ctx, []string{p.reply(one), p.reply(other)}, nil)
	p.must(err)
	seen := b.Files()
	if seen[0].Verdict != VerdictNew || seen[1].Verdict != VerdictFork || len(seen[1].Changes) == 0 {
		t.Fatalf("%s; %s", told(seen[0]), told(seen[1]))
	}
	done, err := p.office.Accept(p.ctx, b, AcceptByMode(AcceptAll), nil)
	p.must(err)
	if !done[0].Accepted || done[1].Accepted {
		t.Fatalf("%s; %s", told(done[0]), told(done[1]))
	}
}

// Whatever files come in one batch, what the preview says of each is what Accept then tells of it; where only some are
// accepted, what Accept tells of these is what it would have told of them alone. A batch that is accepted at once leaves
// the same registers as its files one by one, and nothing of a preview stays behind.
func TestBatchAddsUp(t *testing.T) {
	few(t, 4)
	dir := t.TempDir()
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		w := newWorld(rt, filepath.Join(dir, fmt.Sprint(run)))
		defer w.close()
		for range rapid.IntRange(5, 25).Draw(rt, "steps") {
			w.step()
		}
		var letters []string
		for _, s := range w.side {
			for range 2 {
				w.answers(s)
				w.countyWrites(s)
			}
			letters = append(letters, s.replies...)
			letters = append(letters, s.hands...)
		}
		n := rapid.SampledFrom([]int{2, 5, largeBatch + 2}).Draw(rt, "files")
		batch := rapid.SliceOfN(rapid.SampledFrom(letters), n, n).Draw(rt, "batch")
		b, err := w.office.Preview(w.ctx, batch, nil)
		w.must(err)
		seen := b.Files()
		chosen := map[int]bool{}
		all := rapid.SampledFrom([]bool{true, true, false}).Draw(rt, "all")
		for i := range seen {
			chosen[i] = all || rapid.Bool().Draw(rt, "accepted")
		}
		taken := w.accepts(b, chosen)
		for i, v := range taken {
			if v.Rows != v.New+v.Changed+v.Unchanged+v.Refused {
				rt.Fatalf("%s: %s", filepath.Base(v.File), told(v))
			}
			if v.Accepted != (chosen[i] && seen[i].Verdict.Acceptable()) {
				rt.Fatalf("%s accepted: %v", told(seen[i]), v.Accepted)
			}
			if all && told(v) != told(seen[i]) {
				rt.Fatalf("%s was previewed as\n%s\nand accepted as\n%s", filepath.Base(v.File), told(seen[i]), told(v))
			}
		}
		w.undoesAll(taken)
		for _, s := range b.ordered {
			i := slices.Index(b.files, s)
			if !taken[i].Accepted {
				continue
			}
			alone, err := w.office.Preview(w.ctx, []string{batch[i]}, nil)
			w.must(err)
			again := w.accepts(alone, map[int]bool{0: true})[0]
			again.Verdict = taken[i].Verdict // alone, a file may need a person who has already looked at it in the batch
			if told(again) != told(taken[i]) {
				rt.Fatalf("%s was accepted with others as\n%s\nand alone as\n%s", filepath.Base(batch[i]), told(taken[i]), told(again))
			}
		}
	})
}

func (w *world) accepts(b *Batch, chosen map[int]bool) []FilePreview {
	at := map[string][]int{}
	for i, s := range b.files {
		at[s.file] = append(at[s.file], i)
	}
	// Copies of a file are asked about one after the other.
	views, err := w.office.Accept(w.ctx, b, func(v FilePreview) bool {
		i := at[v.File][0]
		at[v.File] = append(at[v.File][1:], i)
		return chosen[i]
	}, nil)
	w.must(err)
	return views
}

// undoesAll takes back what a batch brought, the last import first.
func (w *world) undoesAll(taken []FilePreview) {
	var imports []int64
	for _, v := range taken {
		if v.Import != 0 {
			imports = append(imports, v.Import)
		}
	}
	slices.Sort(imports)
	for _, id := range slices.Backward(imports) {
		res, err := w.office.UndoImport(w.ctx, id)
		w.must(err)
		if len(res.Left) > 0 {
			w.t.Fatalf("an undo of the last import leaves %d fields", len(res.Left))
		}
	}
}
