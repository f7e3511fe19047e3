package simulate

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kreislage/app/desk"
)

// seeds tells which runs to play: KREISLAGE_SEEDS=N or N,FROM asks for other ones.
func seeds(t *testing.T) (n, from uint64) {
	n, from = 300, 1
	text := os.Getenv("KREISLAGE_SEEDS")
	if text == "" {
		return n, from
	}
	count, first, given := strings.Cut(text, ",")
	n, err := strconv.ParseUint(count, 10, 32)
	if err == nil && given {
		from, err = strconv.ParseUint(first, 10, 64)
	}
	if err != nil {
		t.Fatalf("KREISLAGE_SEEDS=%q: must be a number of seeds, or NUMBER,FIRST", text)
	}
	return n, from
}

// Whatever happens to files, folders and programs: nothing that was acknowledged is lost, nothing comes from
// nowhere, and desks that know the same hold the same.
func TestSimulation(t *testing.T) {
	n, from := seeds(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // runs are short and leave nothing behind: collect less often
	seen := &tally{count: map[string]int{}}
	t.Cleanup(func() { seen.check(t, n) })
	p := &progress{from: from, n: n, start: time.Now(), next: time.Now().Add(every)}
	for i := range runtime.NumCPU() {
		t.Run(fmt.Sprintf("worker %d", i+1), func(t *testing.T) {
			t.Parallel()
			for {
				seed, more := p.seed()
				if !more {
					return
				}
				f := Run(seed, Options{Tries: 200, Tell: seen.add})
				if f != nil {
					t.Error(f)
				}
				p.played(f != nil)
			}
		})
	}
}

// every is how often a long run says how far it is.
const every = 30 * time.Second

// maxFailures ends a run: what breaks that often is one thing.
const maxFailures = 10

// progress gives each seed to one worker and says on standard error how far all of them are.
type progress struct {
	sync.Mutex
	from, n            uint64
	given, done, fails uint64
	start, next        time.Time
}

func (p *progress) seed() (seed uint64, more bool) {
	p.Lock()
	defer p.Unlock()
	if p.given == p.n || p.fails >= maxFailures {
		return 0, false
	}
	p.given++
	return p.from + p.given - 1, true
}

func (p *progress) played(failed bool) {
	p.Lock()
	defer p.Unlock()
	if p.done++; failed {
		p.fails++
	}
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(every)
	each := now.Sub(p.start) / time.Duration(p.done)
	left := (each * time.Duration(p.n-p.done)).Round(time.Second)
	fmt.Fprintf(os.Stderr, "%d of %d rounds played, %d failed, %d ms each, %v left\n", p.done, p.n, p.fails, each.Milliseconds(), left)
}

// One seed is one run: played again, the same things happen in the same order.
func TestSameSeedSameRun(t *testing.T) {
	for _, seed := range []uint64{11, 23} {
		var runs [2][]string
		for i := range runs {
			if f := Run(seed, Options{Tell: func(what string) { runs[i] = append(runs[i], what) }}); f != nil {
				t.Fatal(f)
			}
		}
		if len(runs[0]) == 0 || !slices.Equal(runs[0], runs[1]) {
			t.Errorf("seed %d: two runs differ:\n%q\n%q", seed, runs[0], runs[1])
		}
	}
}

// tally counts what happens in all runs.
type tally struct {
	sync.Mutex
	count map[string]int
}

func (c *tally) add(what string) {
	c.Lock()
	defer c.Unlock()
	c.count[what]++
}

// check fails where many runs never saw something that they are there to see.
func (c *tally) check(t *testing.T, runs uint64) {
	for _, what := range slices.Sorted(maps.Keys(c.count)) {
		t.Logf("%6d  %s", c.count[what], what)
	}
	if runs < 300 || t.Failed() {
		return
	}
	must := []string{
		"kill, in the middle: true", "kill, in the middle: false", "a file brings a conflict", "an undo leaves something", "an older state goes on under its id", "the office settles a conflict of its own",
		"a double is held", "a double hears of itself", "a preview is trimmed", "two files of one batch contradict each other",
		"a frozen round takes no writes", "a frozen round is opened again", "attaches a file", "takes a file off",
		"answers are carried over", "evidence comes to the office", "a reply to an edition that is not here", "a scope is copied to another", "answers are confirmed", "takes back what was typed", "does again what was taken back", "a conflict is brought back", "the office takes back a file of its own", "a rule settles conflicts", "a lost round comes back", "a district joins a round that came back",
	}
	for _, k := range kinds {
		must = append(must, k.name)
	}
	for _, v := range []desk.Verdict{
		desk.VerdictNew, desk.VerdictContained, desk.VerdictHand, desk.VerdictUntrusted, desk.VerdictOwn, desk.VerdictWrongCode,
		desk.VerdictNoFile, desk.VerdictDamaged, desk.VerdictRevoked, desk.VerdictLost,
	} {
		must = append(must, "verdict "+string(v))
	}
	for _, what := range must {
		if c.count[what] == 0 {
			t.Errorf("%d runs have never seen: %s", runs, what)
		}
	}
}
