package simulate

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
)

// maxDesks is how many folders of one district are in use at once: more prove nothing more.
const maxDesks = 3

// grown tells whether a district has room for another folder.
func (w *world) grown(d *district) bool { return len(w.of(d.key)) >= maxDesks }

// stepSecondDesk lets another desk of a district join with a file of the office.
func (w *world) stepSecondDesk(d dice) string {
	var usable []*letter
	for _, x := range w.letters {
		if x.kind == envelope.KindAssignment && !x.lost && !x.broken && !x.weak && len(x.hands)+len(x.refused) == 0 && !w.grown(w.district(x.district)) {
			usable = append(usable, x)
		}
	}
	if len(usable) == 0 {
		return ""
	}
	x := usable[d.pick(len(usable))]
	f := w.joinDesk(w.district(x.district), x, "Vertretung")
	if f == nil {
		return "a second desk may not join with a file from before the office's new key"
	}
	return f.name + " joins with " + x.label()
}

func (w *world) district(k assessment.DistrictKey) *district {
	i := slices.IndexFunc(w.districts, func(d *district) bool { return d.key == k })
	return w.districts[i]
}

// another is a folder that goes on from the state of one that there is or was.
func (w *world) another(of *folder, st *state, profile string) *folder {
	f := &folder{dir: w.path("copy"), profile: profile, who: of.who, district: of.district, st: st.clone(), name: "the office"}
	if of.district != nil {
		f.name = fmt.Sprintf("desk %d of %s", w.names, of.district.key)
	}
	return f
}

// stepCopy copies a folder, while the program is closed or while it runs, and both go on.
func (w *world) stepCopy(d dice) string {
	f := w.folders[d.pick(len(w.folders))]
	if w.grown(f.district) {
		return ""
	}
	profile, where := f.profile, "beside it"
	if d.one(3) {
		profile, where = w.otherComputer(f), "to another computer"
	}
	running := d.one(3)
	if !running {
		w.shut(f)
	}
	copied := w.another(f, f.st, profile)
	w.plant(copied.dir, w.tree(f.dir))
	first, second := f, copied
	if d.one(2) {
		first, second = copied, f
	}
	w.folders = append(w.folders, copied)
	for _, x := range []*folder{first, second} {
		if x.desk == nil {
			w.open(x)
		}
	}
	w.check(f)
	w.check(copied)
	if f.st.desk == copied.st.desk {
		w.fail("%s and its copy write under one id", f.name)
	}
	return fmt.Sprintf("%s is copied %s as %s, running: %v", f.name, where, copied.name, running)
}

// officeOften chooses the office half the time: what it loses, nobody can give back to it.
func (w *world) officeOften(d dice) *folder {
	if d.one(2) {
		return w.act(w.office)
	}
	return w.someone(d)
}

func (w *world) stepBackup(d dice) string {
	f := w.officeOften(d)
	w.backups = append(w.backups, w.backup(f))
	return f.name + " is backed up"
}

func (w *world) backup(f *folder) *saved {
	path := w.path("backup")
	w.must(f.desk.Backup(w.ctx, path), "back up "+f.name)
	return &saved{of: f, profile: f.profile, backup: path, st: f.st.clone()}
}

// stepForgetful lets the office write to a district and goes on from a backup that was made before: the district knows
// words of the office then that the office has lost.
func (w *world) stepForgetful(d dice) string {
	round := w.roundAt(w.office, d)
	to := w.folders[d.pick(len(w.folders))]
	b := w.backup(w.office)
	k := w.key(to, round, w.someRequirement(d).ID)
	k.Scope = w.askedScope(w.office, k.District) // the office may not know of another one
	err := w.office.desk.AskRemark(w.ctx, k, "Wie ist das gemeint?")
	if w.closed(w.office, round, err) {
		return ""
	}
	w.must(err, "remark")
	s := assessment.AnswerSubject(k, assessment.FieldQuestion)
	s.Kind = assessment.KindRemark
	w.set(w.office, s, "Wie ist das gemeint?")
	w.check(w.office)
	x := w.export(w.office, round, k.District)
	w.deliver(to, []*letter{x}, delivery{mode: desk.AcceptAll, typed: w.code(to, x, d)})
	w.restore(b, true)
	if w.stateOf(w.office, round) == assessment.RoundOpen && d.one(2) {
		w.askAgain(to, k, d)
	}
	return fmt.Sprintf("the office asks about %s at %s and forgets it, restored from a backup", k.Requirement, to.name)
}

// stepAmnesia lets the office open a round, correct a catalogue or write a file, and go on from a backup that was made
// before: then its own file comes back from the district, as it was or filled in, and the district's reply before or
// after it.
func (w *world) stepAmnesia(d dice) string {
	to := w.folders[d.pick(len(w.folders))]
	b := w.backup(w.office)
	round := w.roundAt(w.office, d)
	did := "writes a file"
	switch {
	case len(w.rounds) == 1 && d.one(2):
		w.newRound()
		round, did = w.rounds[1], "opens a round"
	case d.one(2):
		if text := w.stepReissue(d); text != "" {
			did = text
		}
	}
	x := w.export(w.office, round, to.district.key)
	if x == nil {
		return ""
	}
	w.deliver(to, []*letter{x}, delivery{mode: desk.AcceptAll, typed: w.code(to, x, d)})
	var reply *letter
	if to.st.rounds[round] && w.stateOf(to, round) == assessment.RoundOpen {
		w.scribble(to, round, to.district.key, d)
		w.check(to)
		reply = w.export(to, round, to.district.key)
	}
	w.restore(b, true)
	back := []*letter{x}
	if d.one(2) {
		y := w.byHand(x, d, false)
		back = []*letter{y, y}
	}
	if d.one(2) && reply != nil {
		w.deliver(w.office, []*letter{reply}, delivery{mode: desk.AcceptAll})
	}
	for _, y := range back {
		w.deliver(w.office, []*letter{y}, delivery{mode: desk.AcceptAll})
	}
	if reply != nil {
		w.deliver(w.office, []*letter{reply}, delivery{mode: desk.AcceptAll})
	}
	return fmt.Sprintf("the office %s and forgets it, restored from a backup; %s brings it back", did, to.name)
}

// askAgain lets an office that has lost a question ask another one, hear from the district that there are two, and
// decide.
func (w *world) askAgain(to *folder, k assessment.AnswerKey, d dice) {
	if !slices.ContainsFunc(assessment.AskedScopes(w.office.st.scopesOf(k.District)), func(s assessment.Scope) bool { return s.ID == k.Scope }) {
		return
	}
	text := fmt.Sprintf("Wann war das, %d?", d.pick(100))
	w.must(w.office.desk.AskRemark(w.ctx, k, text), "remark")
	s := assessment.AnswerSubject(k, assessment.FieldQuestion)
	s.Kind = assessment.KindRemark
	w.set(w.office, s, text)
	w.check(w.office)
	x := w.export(w.office, k.Round, k.District)
	w.deliver(to, []*letter{x}, delivery{mode: desk.AcceptAll, typed: w.code(to, x, d)})
	if !to.st.rounds[k.Round] {
		return
	}
	if y := w.export(to, k.Round, k.District); y != nil {
		w.deliver(w.office, []*letter{y}, delivery{mode: desk.AcceptAll})
	}
	for _, c := range w.conflicts(w.office, k.Round) {
		if c.Subject == s && c.Own {
			w.resolve(w.office, c, c.Values[d.pick(len(c.Values))].Value)
			w.tell("the office settles a conflict of its own")
		}
	}
	w.check(w.office)
}

// stepRestore goes on from a backup: instead of the folder that it was made of, or at a district beside it.
func (w *world) stepRestore(d dice) string {
	if len(w.backups) == 0 {
		return ""
	}
	b := w.backups[d.pick(len(w.backups))]
	instead := b.of == w.office || slices.Contains(w.folders, b.of) && d.one(2)
	if b.of.district == nil && b.of != w.office || !instead && w.grown(b.of.district) {
		return "" // of an office that was replaced meanwhile
	}
	name := b.of.name
	f := w.restore(b, instead)
	return fmt.Sprintf("%s is restored as %s, instead of it: %v", name, f.name, instead)
}

func (w *world) restore(b *saved, instead bool) *folder {
	f := w.another(b.of, b.st, b.profile)
	restored, err := desk.Restore(w.ctx, b.backup, f.dir, w.options(f))
	w.must(err, "restore "+b.of.name)
	f.desk = restored
	w.begin(f)
	if f.st.desk == b.st.desk {
		w.fail("%s: restored, it writes under its old id", f.name)
	}
	switch {
	case b.of == w.office:
		w.shut(w.office)
		w.office = f
		for _, o := range w.backups {
			if o.of.district == nil {
				o.of = f // the office's older backups stay usable
			}
		}
	case instead:
		w.shut(b.of)
		w.folders[slices.Index(w.folders, b.of)] = f
	default:
		w.folders = append(w.folders, f)
	}
	w.check(f)
	return f
}

// stepAside keeps a copy of a folder as it lies there, while the program runs.
func (w *world) stepAside(d dice) string {
	f := w.officeOften(d)
	running := d.one(2)
	if !running {
		w.shut(f)
	}
	w.shots = append(w.shots, &saved{of: f, profile: f.profile, files: w.tree(f.dir), st: f.st.clone()})
	if !running {
		w.open(f)
	}
	return fmt.Sprintf("%s is copied aside, running: %v", f.name, running)
}

// stepPutBack puts an older state of a folder back in its place.
func (w *world) stepPutBack(d dice) string {
	var usable []*saved
	for _, s := range w.shots {
		if s.of == w.office || slices.Contains(w.folders, s.of) {
			usable = append(usable, s)
		}
	}
	if len(usable) == 0 {
		return ""
	}
	s := usable[d.pick(len(usable))]
	f := s.of
	memory, killed := w.memory(f), d.one(2)
	w.shut(f)
	w.plant(f.dir, s.files)
	if killed {
		w.remember(f, memory)
	}
	w.back(f, s.st.clone())
	return fmt.Sprintf("%s goes on from an older copy in its place, the program killed before: %v", f.name, killed)
}

// stepSession copies a folder while the program runs, writes, copies it once more, kills the program before anything has
// left it and goes on from the first copy and from the second, each for itself.
func (w *world) stepSession(d dice) string {
	f := w.folders[d.pick(len(w.folders))]
	round := w.roundAt(f, d)
	if w.stateOf(f, round) != assessment.RoundOpen || w.grown(f.district) {
		return ""
	}
	first, before := w.tree(f.dir), f.st.clone()
	for range d.upTo(3) {
		w.scribble(f, round, f.district.key, d)
		w.check(f)
	}
	id := f.st.desk
	second := w.another(f, f.st, f.profile)
	w.plant(second.dir, w.tree(f.dir))
	memory := w.memory(f)
	w.shut(f)
	w.plant(f.dir, first)
	w.remember(f, memory)
	w.back(f, before)
	w.open(second)
	w.folders = append(w.folders, second)
	w.check(second)
	if f.st.desk == id || second.st.desk == id || f.st.desk == second.st.desk {
		w.fail("%s: two copies of one session go on as %s and %s, it was %s", f.name, f.st.desk, second.st.desk, id)
	}
	return fmt.Sprintf("%s is copied twice while it is written to, and goes on from the first copy and as %s", f.name, second.name)
}

// back opens a folder in an older state. It may go on under its id only where no number of it was given since.
func (w *world) back(f *folder, st *state) {
	lost, now := f.st, f.st.desk
	f.st = st
	w.open(f)
	if f.st.desk == now {
		w.tell("an older state goes on under its id")
		for s, known := range lost.known {
			for _, n := range known {
				if w.facts[n].desk == string(now) && !st.known[s].has(n) {
					w.fail("%s: the number of %s may come again", f.name, w.describe(s, facts{n}))
				}
			}
		}
	}
	w.check(f)
}

// stepReinstall moves a folder to a computer that knows the account, or the passphrase, and nothing else.
func (w *world) stepReinstall(d dice) string {
	f := w.someone(d)
	w.shut(f)
	if f.district != nil && f.district.passphrase != "" {
		f.profile = w.path("profile")
	} else {
		f.profile = w.otherComputer(f)
	}
	id := f.st.desk
	w.open(f)
	if f.st.desk == id {
		w.fail("%s: the id was kept though the computer does not know it", f.name)
	}
	w.check(f)
	return f.name + " moves to a new computer"
}

// killed finds the data folder as it lay on the disk when the program was killed, and goes on from there. It must be
// one of the states between two transactions.
func (w *world) killed(born []*letter) string {
	f := w.acting
	if w.shot == nil {
		w.blow()
	}
	w.fuse = 0
	w.must(f.probe.Close(), "close the reader")
	_ = f.desk.Close()
	f.desk, f.probe = nil, nil
	w.plant(f.dir, w.shot.folder)
	w.remember(f, w.shot.memory)
	w.forget(born)
	id := f.st.desk
	marks := w.marks
	f.st = &state{desk: id, pins: map[assessment.DeskID]bool{}}
	w.open(f)
	if f.st.desk != id {
		w.fail("%s: a kill was taken for a copy", f.name)
	}
	for _, st := range slices.Backward(marks) {
		if w.fits(f, st) {
			f.st = st
			w.check(f)
			return "; killed in the middle"
		}
	}
	w.fail("%s: after a kill the folder holds neither what it held before nor what was acknowledged", f.name)
	return ""
}

// forget takes back what was noted of the step after the kill: files that were not there yet, and all numbers, which
// are learned again from what is found.
func (w *world) forget(born []*letter) {
	w.versions, w.numbers, w.sent = maps.Clone(w.before.versions), maps.Clone(w.before.numbers), maps.Clone(w.before.sent)
	for _, x := range w.facts {
		if w.versions[x.version] != x {
			x.version = merge.Version{}
		}
	}
	for _, x := range born {
		if w.shot.mail[x.path] {
			w.sent[number{x.kind, x.desk, x.round, x.district, x.sequence}] = x.content
			continue
		}
		w.letters = slices.DeleteFunc(w.letters, func(y *letter) bool { return x == y })
		w.must(os.Remove(x.path), "remove a file that was never written")
	}
}

// fits tells whether a folder, seen from outside, is in a state.
func (w *world) fits(f *folder, st *state) bool {
	return w.fitsRegisters(f, st) && w.fitsImports(f, st) && w.fitsOffice(f, st) && w.fitsScopes(f, st) && w.fitsReceipts(f, st)
}

func (w *world) fitsRegisters(f *folder, st *state) bool {
	have := w.registers(f)
	for s, known := range st.known {
		if len(known) > 0 && have[s] == "" {
			return false
		}
	}
	for s, text := range have {
		if !w.alike(f, s, text, st.known[s]) {
			return false
		}
	}
	return true
}

// alike compares a field by what stands in it: writes of the killed step have no numbers yet.
func (w *world) alike(f *folder, s assessment.Subject, text string, known facts) bool {
	var want []string
	for _, x := range w.current(known) {
		want = append(want, x.value)
	}
	var have []string
	for _, x := range decode(w, s, text).Siblings {
		have = append(have, x.Value)
		if old := w.versions[x.Version]; old != nil && !slices.ContainsFunc(w.current(known), func(y *fact) bool { return y == old }) {
			return false
		}
	}
	slices.Sort(want)
	slices.Sort(have)
	return slices.Equal(want, have)
}

func (w *world) fitsImports(f *folder, st *state) bool {
	imports, err := f.desk.Imports(w.ctx)
	w.must(err, "imports of "+f.name)
	for _, i := range imports {
		if known, there := st.imports[i.ID]; !there || known.undone != i.Undone {
			return false
		}
	}
	return len(imports) == len(st.imports)
}

// fitsRounds tells whether the office has just the rounds of a state, and the files of its own that the state knows: a
// round that comes back with a file may bring nothing else.
func (w *world) fitsRounds(f *folder, st *state) bool {
	rounds, err := f.desk.Rounds(w.ctx)
	w.must(err, "rounds of "+f.name)
	known := 0
	for _, there := range st.rounds {
		if there {
			known++
		}
	}
	if len(rounds) != known || slices.ContainsFunc(rounds, func(r desk.RoundInfo) bool { return !st.rounds[r.ID] }) {
		return false
	}
	for c := range st.log {
		if c.kind != envelope.KindAssignment {
			continue
		}
		n := 0
		err := f.probe.QueryRow("SELECT count(*) FROM files WHERE kind = ? AND desk = ? AND round = ? AND district = ? AND sequence = ?", string(c.kind), c.desk, c.round, c.district, c.sequence).Scan(&n)
		w.must(err, "look into the log of "+f.name)
		if n == 0 {
			return false
		}
	}
	return true
}

func (w *world) fitsOffice(f *folder, st *state) bool {
	if f.district != nil {
		return true
	}
	for _, d := range w.districts {
		l, err := f.desk.Letter(w.ctx, d.key)
		w.must(err, "letter")
		if l.Code != st.codes[d.key].current {
			return false
		}
	}
	districts, err := f.desk.Districts(w.ctx)
	w.must(err, "districts")
	if !w.fitsRounds(f, st) {
		return false
	}
	keys := 0
	for _, d := range districts {
		for _, k := range d.Desks {
			keys++
			if _, seen := st.seen[k.Desk]; k.Trusted != st.pins[k.Desk] || !k.Trusted && !seen {
				return false
			}
		}
	}
	pinned := 0
	for id := range st.pins {
		if id != st.desk && !slices.Contains(st.line, id) {
			pinned++
		}
	}
	return keys == pinned+len(st.seen)
}
