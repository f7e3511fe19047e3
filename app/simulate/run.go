package simulate

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// Options say how long a run is and where it plays. The zero value is fit for use.
type Options struct {
	Steps int    // things that happen before everybody exchanges everything; 0 for a number that the seed chooses
	Dir   string // where the data folders lie; "" for a disk in memory where there is one, since every commit is synced
	Tries int    // runs that may be spent on shrinking a failure; 0 for none

	Tell func(what string) // told what kinds of things happen, for counting; nil for nobody
}

// Failure is a run in which something did not hold.
type Failure struct {
	Seed    uint64
	Err     error
	History []string // what happened, shrunk as far as the tries allowed
	Planned int      // how many steps the run had before shrinking
}

func (f *Failure) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d: %v\n%d of %d steps are needed:\n", f.Seed, f.Err, len(f.History), f.Planned)
	for i, h := range f.History {
		fmt.Fprintf(&b, "%3d  %s\n", i+1, h)
	}
	return b.String()
}

func (f *Failure) Unwrap() error { return f.Err }

// step is one thing that is to happen. It chooses by number among what there is, so any part of a plan is a plan.
type step struct {
	kind int
	seed uint64
	fuse int // the moment of a kill, 0 for none
}

// Run plays a seed and returns nil where everything held.
func Run(seed uint64, o Options) *Failure {
	plan := planned(seed, o.Steps)
	f := play(seed, plan, o)
	if f == nil {
		return nil
	}
	f.Planned = len(plan)
	return shrink(f, plan, o)
}

func planned(seed uint64, n int) []step {
	d := newDice(seed, 0)
	if n == 0 {
		n = 12 + d.pick(30)
	}
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	plan := make([]step, n)
	for i := range plan {
		at := d.pick(total)
		k := 0
		for ; at >= kinds[k].weight; k++ {
			at -= kinds[k].weight
		}
		plan[i] = step{kind: k, seed: d.Uint64()}
		if kinds[k].kill && d.one(20) {
			if plan[i].fuse = d.upTo(4); d.one(2) {
				plan[i].fuse = d.upTo(30)
			}
		}
	}
	return plan
}

// shrink leaves out steps, first many at once, as long as something still fails.
func shrink(f *Failure, plan []step, o Options) *Failure {
	tries := o.Tries
	for size := (len(plan) + 1) / 2; size > 0 && tries > 0; {
		smaller := false
		for at := 0; at < len(plan) && tries > 0; {
			less := slices.Concat(plan[:at], plan[min(at+size, len(plan)):])
			tries--
			if g := play(f.Seed, less, o); g != nil {
				g.Planned = f.Planned
				f, plan, smaller = g, less, true
				continue
			}
			at += size
		}
		if size == 1 && !smaller {
			break
		}
		size = max(1, size/2)
		if size == 1 && !smaller && len(plan) <= 1 {
			break
		}
	}
	return f
}

// play plays a plan in a place of its own, which is gone afterwards.
func play(seed uint64, plan []step, o Options) (failed *Failure) {
	dir, err := os.MkdirTemp(place(o.Dir), "kreislage-simulate-")
	if err != nil {
		return &Failure{Seed: seed, Err: fmt.Errorf("make a place for the run: %w", err)}
	}
	defer os.RemoveAll(dir)
	w := newWorld(dir)
	if w.tell = o.Tell; w.tell == nil {
		w.tell = func(string) {}
	}
	defer w.closeAll()
	var history []string
	defer func() {
		if r := recover(); r != nil {
			failed = &Failure{Seed: seed, Err: broke(r), History: history}
		}
	}()
	w.setUp(seed)
	for _, s := range plan {
		history = append(history, "during: "+kinds[s.kind].name)
		if did := w.step(seed, s); did != "" {
			history[len(history)-1] = did
		} else {
			history = history[:len(history)-1]
		}
	}
	history = append(history, "everybody exchanges everything")
	w.settle(seed)
	return nil
}

func broke(r any) error {
	if b, ok := r.(bail); ok {
		return b.err
	}
	return fmt.Errorf("panic: %v\n%s", r, debug.Stack())
}

func place(dir string) string {
	if dir != "" {
		return dir
	}
	const memory = "/dev/shm"
	probe, err := os.MkdirTemp(memory, "kreislage-probe-")
	if err != nil {
		return os.TempDir()
	}
	os.Remove(probe)
	return memory
}

// step lets one thing happen and looks at everything that it may have touched.
func (w *world) step(seed uint64, s step) string {
	w.reseed(seed, s.seed)
	w.acting, w.marks, w.shot, w.fuse = nil, nil, nil, s.fuse
	w.before = learned{maps.Clone(w.versions), maps.Clone(w.numbers), maps.Clone(w.sent), len(w.letters)}
	w.floor = w.before.numbers
	if w.fuse > 0 && !kinds[s.kind].kill {
		w.fuse = 0
	}
	did := kinds[s.kind].do(w, newDice(seed, s.seed))
	if did != "" {
		w.tell(kinds[s.kind].name)
	}
	if s.fuse > 0 && w.acting != nil && did != "" {
		w.tell(fmt.Sprintf("kill, in the middle: %v", w.shot != nil))
		did += w.killed(slices.Clone(w.letters[w.before.letters:]))
	}
	w.fuse = 0
	if w.acting != nil && w.acting.desk != nil {
		w.check(w.acting)
	}
	return did
}

// reseed gives a step randomness of its own.
func (w *world) reseed(seed, step uint64) {
	var key [32]byte
	for i := range 8 {
		key[i], key[8+i] = byte(seed>>(8*i)), byte(step>>(8*i))
	}
	w.rand = rand.NewChaCha8(key)
}

// setUp founds the office, its districts and a round, and lets each district join.
func (w *world) setUp(seed uint64) {
	w.reseed(seed, 0)
	d := newDice(seed, 1)
	w.floor = map[string]uint64{}
	w.office = &folder{name: "the office", dir: w.path("office"), profile: w.path("profile"), who: "Beauftragte", st: newState()}
	office, err := desk.InitOffice(w.ctx, w.office.dir, "Informationssicherheitsstelle", w.options(w.office))
	w.must(err, "found the office")
	w.office.desk = office
	w.begin(w.office)
	w.catalogue = w.importCatalogue(6+d.pick(4), 1)
	w.editions = append(w.editions, w.catalogue)
	n := 1
	switch {
	case d.one(60):
		n = 4 + d.pick(6)
	case d.one(3):
		n = 2 + d.pick(2)
	}
	for i := range n {
		k := assessment.DistrictKey(fmt.Sprintf("06%03d", 431+i))
		_, err := office.AddDistrict(w.ctx, k, "Landkreis "+string(k), "")
		w.must(err, "add a district")
		l, err := office.Letter(w.ctx, k)
		w.must(err, "letter")
		w.office.st.codes[k] = codes{current: l.Code}
		one := &district{key: k}
		if d.one(40) {
			one.passphrase = "Vier Wörter sind genug"
		}
		w.districts = append(w.districts, one)
	}
	w.newRound()
	for _, one := range w.districts {
		x := w.export(w.office, w.rounds[0], one.key)
		x.to++
		w.joinDesk(one, x, "Koordinatorin")
		if d.one(2) {
			w.joinDesk(one, x, "Vertretung")
		}
	}
}
