package simulate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
)

// stepDouble copies a whole computer: the folder together with all that its account remembers of it, so that neither of
// the two can know of the other and both write under one id. Both write and send. Whoever is heard first is believed;
// the other's file must be held, with what it says, and must change nothing. Then that one is switched off.
func (w *world) stepDouble(d dice) string {
	all := w.everyone()
	f := all[d.pick(len(all))]
	round := w.roundAt(f, d)
	if w.stateOf(f, round) != assessment.RoundOpen {
		return ""
	}
	w.shut(f)
	other := w.double(f)
	for _, x := range []*folder{f, other} {
		w.open(x)
	}
	if other.st.desk != f.st.desk || len(other.st.line) != len(f.st.line) {
		w.fail("%s noticed that its computer was copied, which it cannot", f.name)
	}
	if d.one(2) { // f is the one that goes on
		f.dir, other.dir = other.dir, f.dir
		f.profile, other.profile = other.profile, f.profile
		f.desk, other.desk = other.desk, f.desk
		f.probe, other.probe = other.probe, f.probe
	}
	to, k := w.office, assessment.DistrictKey("")
	if f.district == nil {
		to = w.folders[d.pick(len(w.folders))]
		k = to.district.key
	} else {
		k = f.district.key
	}
	for range d.upTo(2) {
		w.scribble(f, round, k, d)
		w.check(f)
	}
	for range d.upTo(2) {
		w.scribble(other, round, k, d)
	}
	did := fmt.Sprintf("the computer of %s is copied, both write", f.name)
	if w.heard(f, other, to, round, k, d) {
		did += ", the second is held"
		w.tell("a double is held")
	}
	if w.hears(f, other, round, k) {
		did += ", it hears of the first"
		w.tell("a double hears of itself")
	}
	w.shut(other)
	w.check(f)
	return did
}

// double copies a folder and its profile. On the other computer both lie under the same names, which two places on one
// disk cannot: so the memory is told the new one.
func (w *world) double(f *folder) *folder {
	other := w.another(f, f.st, w.path("profile"))
	other.name = "the double of " + f.name
	w.plant(other.dir, w.tree(f.dir))
	w.plant(other.profile, w.tree(f.profile))
	from, to := quoted(w, f.dir), quoted(w, other.dir)
	err := filepath.WalkDir(other.markers(), func(path string, e os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, bytes.ReplaceAll(b, from, to), 0o600)
	})
	w.must(err, "move a memory")
	return other
}

// quoted is a place as the memory of desks names it.
func quoted(w *world, dir string) []byte {
	real, err := filepath.EvalSymlinks(dir)
	w.must(err, "find a folder")
	b, err := json.Marshal(real)
	w.must(err, "name a folder")
	return b
}

// scribble lets somebody write something that a file will carry.
func (w *world) scribble(f *folder, round assessment.RoundID, k assessment.DistrictKey, d dice) {
	key := assessment.AnswerKey{Round: round, District: k, Scope: w.askedScope(f, k), Requirement: w.someRequirement(d).ID}
	text := fmt.Sprintf("von einem der beiden (%s), %d", f.name, d.pick(1000)) // so that they never say the same by chance
	if f.district == nil {
		w.must(f.desk.AskRemark(w.ctx, key, text), "remark at "+f.name)
		s := assessment.AnswerSubject(key, assessment.FieldQuestion)
		s.Kind = assessment.KindRemark
		w.set(f, s, text)
		return
	}
	e := desk.Edit{Explanation: &text}
	_, err := f.desk.Answer(w.ctx, key, e)
	w.must(err, "answer at "+f.name)
	w.edited(f, key, e)
}

// heard sends what both have written, first's file first, and tells whether that was taken in, so that the other's had
// to be held. A file may get lost before.
func (w *world) heard(first, second, to *folder, round assessment.RoundID, k assessment.DistrictKey, d dice) bool {
	lost := d.pick(3) // 1: the first's first file; 2: the second's first file
	x := w.export(first, round, k)
	if lost == 1 {
		x = w.export(first, round, k)
	}
	path := w.exportAside(second, round, k)
	if lost == 2 {
		path = w.exportAside(second, round, k)
	}
	typed := ""
	if fits, _ := to.opens(x, ""); !fits {
		if to.district == nil {
			return false
		}
		typed = x.code
	}
	if v := w.deliver(to, []*letter{x}, delivery{mode: desk.AcceptAll, typed: typed})[0]; !v.Accepted {
		return false
	}
	before := w.dump(to)
	batch, err := w.preview(to, []string{path}, typed)
	w.must(err, "preview at "+to.name)
	w.holds(second, batch.Files()[0], k)
	taken, err := to.desk.Accept(w.ctx, batch, desk.AcceptByMode(desk.AcceptAll), nil)
	w.must(err, "accept at "+to.name)
	if taken[0].Accepted || w.dump(to) != before {
		w.fail("%s has taken in the file of %s", to.name, second.name)
	}
	aside, err := to.desk.Quarantine(w.ctx)
	w.must(err, "quarantine of "+to.name)
	if !slices.ContainsFunc(aside, func(q desk.Quarantined) bool { return q.Verdict == desk.VerdictFork && q.Copy != "" }) {
		w.fail("%s keeps no copy of the file of %s", to.name, second.name)
	}
	return true
}

func (w *world) exportAside(f *folder, round assessment.RoundID, k assessment.DistrictKey) string {
	var chosen []assessment.DistrictKey
	if f.district == nil {
		chosen = []assessment.DistrictKey{k}
		w.enlist(f, round, k)
	}
	files, err := f.desk.Export(w.ctx, round, chosen, w.path("aside"), nil)
	w.must(err, "export at "+f.name)
	return files[0].Path
}

// holds checks that a file is held and that all that only its writer knows is shown.
func (w *world) holds(writer *folder, v desk.FilePreview, k assessment.DistrictKey) {
	if v.Verdict != desk.VerdictFork {
		w.fail("the file of %s is %q, must be held: %s", writer.name, v.Verdict, v.Sentence)
	}
	if v.Rows != v.New+v.Changed+v.Unchanged+v.Refused {
		w.fail("the counts of the file of %s do not add up: %+v", writer.name, v)
	}
	for s, known := range writer.st.known {
		for _, x := range w.current(known) {
			if x.version != (merge.Version{}) || s.District != k {
				continue // the other knows it as well
			}
			shown := slices.ContainsFunc(v.Changes, func(c desk.CellChange) bool {
				return c.Subject == s && slices.ContainsFunc(c.After, func(text string) bool { return strings.Contains(text, w.readable(s, x.value)) })
			})
			if !shown {
				w.fail("the file of %s is held, but %s = %q is not shown: %+v", writer.name, name(s), x.value, v.Changes)
			}
		}
	}
}

// readable is what people must see of a value that scribble has written.
func (w *world) readable(s assessment.Subject, value string) string {
	if s.Field != assessment.FieldStatus {
		return value
	}
	st, err := assessment.DecodeStatement(value)
	w.must(err, "read a statement")
	return st.Explanation
}

// hears brings a district's double what the office knows by now, and tells whether it had to notice that somebody else
// writes under its id: then it must hold the file.
func (w *world) hears(first, second *folder, round assessment.RoundID, k assessment.DistrictKey) bool {
	if first.district == nil || !w.office.st.rounds[round] {
		return false
	}
	x := w.export(w.office, round, k)
	if x == nil {
		return false
	}
	if fits, revoked := second.opens(x, ""); !fits || revoked {
		return false
	}
	own := w.registers(second)
	foreign := false
	for s, known := range x.known {
		if text := w.register(known).Encode(); s.District == k {
			id := string(second.st.desk)
			foreign = foreign || decode(w, s, text).Last(id) > decode(w, s, own[s]).Last(id)
		}
	}
	if !foreign {
		return false
	}
	before := w.dump(second)
	batch, err := w.preview(second, []string{x.path}, "")
	w.must(err, "preview at "+second.name)
	taken, err := second.desk.Accept(w.ctx, batch, desk.AcceptByMode(desk.AcceptAll), nil)
	w.must(err, "accept at "+second.name)
	if taken[0].Verdict != desk.VerdictFork || taken[0].Accepted || w.dump(second) != before {
		w.fail("%s takes %s for %q though it tells of writes under its id that it has not made", second.name, x.label(), taken[0].Verdict)
	}
	return x.kind == envelope.KindAssignment
}
