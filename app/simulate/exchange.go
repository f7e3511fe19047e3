package simulate

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/envelope"
)

// export writes a file at a desk, and nil where the round is closed there.
func (w *world) export(f *folder, round assessment.RoundID, k assessment.DistrictKey) *letter {
	kind, chosen := envelope.KindReply, []assessment.DistrictKey(nil)
	if f.district == nil {
		kind, chosen = envelope.KindAssignment, []assessment.DistrictKey{k}
		w.enlist(f, round, k)
	}
	files, err := f.desk.Export(w.ctx, round, chosen, w.path("mail"), w.progress)
	if errors.Is(err, assessment.ErrRoundClosed) && w.stateOf(f, round) == assessment.RoundClosed {
		return nil
	}
	w.must(err, "export at "+f.name)
	if len(files) != 1 {
		w.fail("%s: %d files for one district", f.name, len(files))
	}
	c := w.sealed(f, kind, round, k, files[0].Sequence)
	c.code = f.st.codes[k].current
	return w.posted(f, c, files[0].Path)
}

// enlist lets a district take part in a round that has come back to the office without it.
func (w *world) enlist(office *folder, round assessment.RoundID, k assessment.DistrictKey) {
	info, err := office.desk.Round(w.ctx, round)
	w.must(err, "look at a round of the office")
	if slices.ContainsFunc(info.Districts, func(d assessment.District) bool { return d.Key == k }) || info.State == assessment.RoundClosed {
		return
	}
	_, err = office.desk.AddDistricts(w.ctx, round, []assessment.DistrictKey{k})
	if w.closed(office, round, err) {
		return
	}
	w.must(err, "let a district take part")
	w.tell("a district joins a round that came back")
}

// sealed notes what a file that is written now holds.
func (w *world) sealed(f *folder, kind envelope.Kind, round assessment.RoundID, k assessment.DistrictKey, sequence uint64) *content {
	c := &content{kind: kind, district: k, round: round, desk: f.st.desk, line: f.st.line, sequence: sequence, known: map[assessment.Subject]facts{}, scopes: f.st.scopesOf(k), edition: w.edition(f, round), receipts: f.st.applied(round, k)}
	for s, known := range f.st.known {
		if s.Round == round && s.District == k && len(known) > 0 {
			c.known[s] = known
		}
	}
	n := number{kind, c.desk, round, k, sequence}
	if w.sent[n] != nil {
		w.fail("%s: the number %+v on two files", f.name, n)
	}
	w.sent[n] = c
	return c
}

func (w *world) posted(f *folder, c *content, path string) *letter {
	x := &letter{content: c, path: path}
	w.letters = append(w.letters, x)
	f.st.log[c] = true
	w.mark(f)
	return x
}

func (w *world) stateOf(f *folder, round assessment.RoundID) assessment.RoundState {
	r, err := f.desk.Round(w.ctx, round)
	w.must(err, "look at a round of "+f.name)
	return r.State
}

func (w *world) progress(desk.Progress) { w.tick() }

// mark notes a state in which a program that is killed from now on may be found again.
func (w *world) mark(f *folder) {
	if f == w.acting {
		w.marks = append(w.marks, f.st.clone())
	}
}

// delivery is how files are taken in.
type delivery struct {
	mode    desk.AcceptMode // "" looks only
	typed   string          // a code that is typed in
	between func()          // what happens between looking and accepting
}

// deliver takes files in at a desk and checks everything that it says and does.
func (w *world) deliver(f *folder, xs []*letter, how delivery) []desk.FilePreview {
	var paths []string
	var want []forecast
	for _, x := range xs {
		paths, want = append(paths, x.path), append(want, w.forecast(f, x, how.typed))
	}
	before := w.commits(f)
	batch, err := w.preview(f, paths, how.typed)
	w.must(err, "preview at "+f.name)
	if w.commits(f) != before {
		w.fail("%s: a preview has changed the data file", f.name)
	}
	views := batch.Files()
	order := inTurn(xs, views)
	w.forecastInTurn(f, xs, want, views, order)
	for i, x := range xs {
		w.compare(f, x, want[i], views[i])
		w.tell("verdict " + string(views[i].Verdict))
		if views[i].Conflicts > 0 {
			w.tell("a file brings a conflict")
		}
	}
	w.details(f, batch, views)
	if how.mode == "" {
		return views
	}
	if how.between != nil {
		how.between()
	}
	untouched := w.untouched(f, views, want, how)
	chosen := desk.AcceptByMode(how.mode)
	taken, err := f.desk.Accept(w.ctx, batch, chosen, w.progress)
	w.must(err, "accept at "+f.name)
	for _, i := range order {
		x := xs[i]
		should := views[i].Verdict.Acceptable() && chosen(views[i])
		if should && want[i].signed && !want[i].untrusted && !f.st.trusts(x) {
			should = false // the key's confirmation was taken back meanwhile
			if taken[i].Verdict != desk.VerdictUntrusted {
				w.fail("%s: %s is %q after the confirmation of its key was taken back", f.name, x.label(), taken[i].Verdict)
			}
		}
		if taken[i].Accepted != should {
			w.fail("%s: %s accepted: %v", f.name, x.label(), taken[i].Accepted)
		}
		if should && want[i].counted {
			// What was accepted is told as it was, whatever happened since it was looked at.
			now := want[i]
			now.recount(w, f.st.known, x)
			now.verdicts = []desk.Verdict{taken[i].Verdict}
			w.compare(f, x, now, taken[i])
		}
		w.take(f, x, want[i], taken[i], how.typed)
		w.mark(f)
	}
	untouched()
	w.check(f)
	return taken
}

// inTurn lists files in the order in which they are judged and accepted: what no person has to accept first, and within
// that by number.
func inTurn(xs []*letter, views []desk.FilePreview) []int {
	var order []int
	for i := range xs {
		order = append(order, i)
	}
	turn := func(v desk.Verdict) int {
		switch {
		case v.Clean():
			return 0
		case v.Acceptable():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(turn(views[a].Verdict), turn(views[b].Verdict)), cmp.Compare(xs[a].sequence, xs[b].sequence), cmp.Compare(xs[a].desk, xs[b].desk))
	})
	return order
}

// forecastInTurn counts again what each file of several changes after those before it.
func (w *world) forecastInTurn(f *folder, xs []*letter, want []forecast, views []desk.FilePreview, order []int) {
	known := maps.Clone(f.st.known)
	for _, i := range order {
		if !views[i].Verdict.Acceptable() || !want[i].counted {
			continue
		}
		want[i].recount(w, known, xs[i])
		for _, p := range want[i].standing() {
			if !known[p.subject].contains(p.brings) {
				known[p.subject] = known[p.subject].with(p.brings)
			}
		}
	}
}

// details looks at the files whose previews were trimmed once more: whole, they must say the same.
func (w *world) details(f *folder, batch *desk.Batch, views []desk.FilePreview) {
	for _, v := range views {
		if !v.Trimmed {
			continue
		}
		whole, err := f.desk.Details(w.ctx, batch, v.File)
		w.must(err, "details at "+f.name)
		if whole.Trimmed || len(whole.Changes) == 0 || whole.Verdict != v.Verdict || whole.New != v.New || whole.Changed != v.Changed || whole.Conflicts != v.Conflicts {
			w.fail("%s: a trimmed preview says %+v, the whole one %+v", f.name, v, whole)
		}
		w.tell("a preview is trimmed")
		return
	}
}

func (w *world) preview(f *folder, paths []string, typed string) (*desk.Batch, error) {
	if typed != "" {
		return f.desk.PreviewWithCode(w.ctx, paths, typed, nil)
	}
	return f.desk.Preview(w.ctx, paths, nil)
}

// untouched prepares the check that files which bring nothing, or must not, leave everything as it is.
func (w *world) untouched(f *folder, views []desk.FilePreview, want []forecast, how delivery) func() {
	refused := !slices.ContainsFunc(views, func(v desk.FilePreview) bool { return v.Verdict.Acceptable() })
	if refused {
		before := w.dump(f)
		return func() {
			if w.dump(f) != before {
				w.fail("%s: files that cannot be taken in have changed the data file", f.name)
			}
		}
	}
	known := !slices.ContainsFunc(views, func(v desk.FilePreview) bool { return v.Verdict != desk.VerdictContained && v.Verdict.Acceptable() })
	if !known || how.between != nil {
		return func() {}
	}
	before := w.registers(f)
	return func() {
		if !maps.Equal(before, w.registers(f)) {
			w.fail("%s: a file that is contained has changed a register", f.name)
		}
	}
}

// take notes what accepting a file, or leaving it, must do.
func (w *world) take(f *folder, x *letter, c forecast, v desk.FilePreview, typed string) {
	x.to++
	if !v.Accepted {
		if v.Verdict == desk.VerdictUntrusted {
			if _, known := f.st.seen[x.desk]; !known && !f.st.pins[x.desk] {
				f.st.seen[x.desk] = x.district
			}
		}
		return
	}
	if c.signed && (c.untrusted || c.vouched) {
		f.st.pins[x.desk] = true
		delete(f.st.seen, x.desk)
		if v.Import != 0 {
			f.st.by[x.desk] = v.Import
		}
	}
	if c.signed {
		f.st.log[x.content] = true
		x.applied = x.applied || x.desk != f.st.desk
		if f.district != nil && x.kind == envelope.KindAssignment {
			f.st.rounds[x.round] = true
		}
		if c.forgotten {
			w.tookBack(f, x)
		}
		w.adopt(f, x, typed)
		f.st.confirm(x.content)
	}
	divided := c.signed && f.st.joinScopes(x.content)
	changes := w.join(f, c.standing())
	if v.Import == 0 {
		if !c.forgotten && (len(changes) > 0 || divided) {
			w.fail("%s: %s was taken in without being noted", f.name, x.label())
		}
		return
	}
	f.st.imports[v.Import] = imported{letter: x, changes: changes, signed: c.signed}
}

// tookBack notes what comes back around the answers with a file that the office had lost.
func (w *world) tookBack(f *folder, x *letter) {
	w.tell("the office takes back a file of its own")
	if !f.st.rounds[x.round] {
		w.tell("a lost round comes back")
	}
	f.st.rounds[x.round] = true
	if known := f.st.editions[x.round]; !slices.Contains(known, x.edition.ID) {
		f.st.editions[x.round] = append(slices.Clip(known), x.edition.ID)
	}
}

// join adds what a file brings to what is known.
func (w *world) join(f *folder, plans []plan) []change {
	var out []change
	for _, p := range plans {
		before := f.st.known[p.subject]
		if before.contains(p.brings) {
			continue
		}
		after := before.with(p.brings)
		f.st.known[p.subject] = after
		out = append(out, change{p.subject, before, after})
	}
	return out
}

// adopt makes a typed code the district's own.
func (w *world) adopt(f *folder, x *letter, typed string) {
	c := f.st.codes[x.district]
	if typed == "" || x.kind != envelope.KindAssignment || c.current == typed {
		return
	}
	f.st.codes[x.district] = renewedCode(c, typed, false)
}

func renewedCode(c codes, code string, revoke bool) codes {
	former := maps.Clone(c.former)
	if former == nil {
		former = map[string]bool{}
	}
	former[c.current] = false
	if revoke {
		for old := range former {
			former[old] = true
		}
	}
	return codes{code, former}
}

// undo takes an import back and checks what is said about it.
func (w *world) undo(f *folder, id int64) {
	i := f.st.imports[id]
	res, err := f.desk.UndoImport(w.ctx, id)
	w.must(err, "undo at "+f.name)
	restored := 0
	for _, c := range slices.Backward(i.changes) {
		if slices.Equal(f.st.known[c.subject], c.after) {
			f.st.known[c.subject] = c.before
			restored++
		}
	}
	if left := len(i.changes) - restored; res.Restored != restored || len(res.Left) != left {
		w.fail("%s: undo put back %d fields and left %d, must be %d and %d", f.name, res.Restored, len(res.Left), restored, left)
	}
	if restored < len(i.changes) {
		w.tell("an undo leaves something")
	}
	for key, by := range f.st.by {
		if by == id && f.st.pins[key] {
			delete(f.st.pins, key)
			f.st.seen[key] = i.letter.district
		}
	}
	i.undone = true
	f.st.imports[id] = i
	if f.district == nil {
		f.st.putScopesBack(i.letter.district)
	}
	w.mark(f)
	w.check(f)
}

// undoable lists the imports of a folder that can be taken back, and those that were, oldest first.
func (f *folder) undoable() (standing, undone []int64) {
	for _, id := range slices.Sorted(maps.Keys(f.st.imports)) {
		if f.st.imports[id].undone {
			undone = append(undone, id)
		} else {
			standing = append(standing, id)
		}
	}
	return standing, undone
}

// join a district's desk to the office with a file.
func (w *world) joinDesk(d *district, x *letter, who string) *folder {
	f := &folder{name: fmt.Sprintf("desk %d of %s", len(w.of(d.key))+1, d.key), dir: w.path("district"), profile: w.path("profile"), who: who, district: d, st: newState()}
	l, err := w.office.desk.Letter(w.ctx, d.key)
	w.must(err, "letter")
	opened, err := desk.InitDistrict(w.ctx, f.dir, x.path, x.code, l.Fingerprint, w.options(f))
	if errors.Is(err, desk.ErrFingerprint) && x.desk != w.office.st.desk {
		return nil // a file from before the office got a new key, with a letter from after
	}
	w.must(err, "join with "+x.label())
	f.desk = opened
	w.begin(f)
	x.applied = true
	f.st.pins[x.desk], f.st.rounds[x.round], f.st.log[x.content] = true, true, true
	f.st.codes[d.key] = codes{current: x.code}
	imports, err := opened.Imports(w.ctx)
	w.must(err, "imports of "+f.name)
	if len(imports) != 1 {
		w.fail("%s: %d imports after joining", f.name, len(imports))
	}
	f.st.imports[imports[0].ID] = imported{letter: x, changes: w.join(f, w.plans(&letter{content: x.content}, true)), signed: true}
	f.st.joinScopes(x.content)
	w.folders = append(w.folders, f)
	w.check(f)
	return f
}

func readLetter(w *world, x *letter) []byte {
	raw, err := os.ReadFile(x.path)
	w.must(err, "read "+x.label())
	return raw
}
