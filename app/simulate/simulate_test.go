package simulate

import (
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kreislage/app/desk"
)

// workers is how many runs are played at once.
const workers = 2

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
	for i := range uint64(workers) {
		t.Run(fmt.Sprintf("worker %d", i+1), func(t *testing.T) {
			t.Parallel()
			failed := 0
			for seed := from + i; seed < from+n && failed < 5; seed += workers {
				if f := Run(seed, Options{Tries: 200, Tell: seen.add}); f != nil {
					t.Error(f)
					failed++
				}
			}
		})
	}
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
	must := []string{"kill, in the middle: true", "kill, in the middle: false", "a file brings a conflict", "an undo leaves something", "a reply repeats what the office has lost"}
	for _, k := range kinds {
		must = append(must, k.name)
	}
	for _, v := range []desk.Verdict{
		desk.VerdictNew, desk.VerdictContained, desk.VerdictHand, desk.VerdictUntrusted, desk.VerdictOwn, desk.VerdictWrongCode,
		desk.VerdictNoFile, desk.VerdictDamaged, desk.VerdictRevoked,
	} {
		must = append(must, "verdict "+string(v))
	}
	for _, what := range must {
		if c.count[what] == 0 {
			t.Errorf("%d runs have never seen: %s", runs, what)
		}
	}
}
