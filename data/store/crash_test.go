package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

const childEnv = "KREISLAGE_TEST_DATA"

// The test binary plays the program that is killed when it is told a data file.
func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeUntilKilled answers one question after another and says so on standard output, each time only after Write
// has returned.
func writeUntilKilled(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, time.Now)
	if err != nil {
		return err
	}
	for {
		var n uint64
		err := s.Write(ctx, func(tx *Tx) error {
			var err error
			if n, err = tx.NextCounter(ctx); err != nil {
				return err
			}
			for _, f := range []assessment.Field{assessment.FieldStatus, assessment.FieldEvidence} {
				if err := answerNumber(ctx, tx, n, f); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// killedItems is how many questions the program that is killed answers in turn.
const killedItems = 7

func answerNumber(ctx context.Context, tx *Tx, n uint64, f assessment.Field) error {
	k := subject(strconv.Itoa(int(n%killedItems)), f)
	was, err := tx.Register(ctx, k)
	if err != nil {
		return err
	}
	value := strconv.FormatUint(n, 10)
	if f == assessment.FieldStatus {
		value = assessment.Statement{Status: assessment.StatusYes, Explanation: value, TextHash: "ab"}.Encode()
	}
	_, err = tx.Put(ctx, Change{Subject: k, Register: was.Write(version("d", n), value), Who: "w", Source: "typed", Session: "visit"})
	return err
}

// A program that is killed at any moment loses nothing that it has reported as kept, keeps nothing by halves, and
// the next start finds the file in order. Twenty kills, or two hundred with KREISLAGE_LONG=1.
func TestKilledAtAnyMoment(t *testing.T) {
	kills := 20
	if os.Getenv("KREISLAGE_LONG") == "1" {
		kills = 200
	}
	const seed = 1
	random := rand.New(rand.NewPCG(seed, seed))
	path := filepath.Join(t.TempDir(), "data")
	var total, shown uint64 // shown counts the runs that were killed after a write only, however slow the machine
	for kill := range kills {
		wait, early := time.Duration(random.IntN(120))*time.Millisecond, random.IntN(3) == 0
		if !early {
			shown++
		}
		acknowledged := runAndKill(t, path, wait, early)
		s := openTest(t, path)
		clean(t, s)
		n, err := s.Counter(context.Background())
		if err != nil || n < acknowledged || n > max(acknowledged, total)+1 {
			t.Fatalf("kill %d: %d writes were acknowledged, %d are there, %v", kill, acknowledged, n, err)
		}
		checkNumbers(t, s, n)
		total = n
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if total < shown {
		t.Errorf("only %d writes in %d runs that were killed after a write", total, shown)
	}
}

// runAndKill starts the program, lets it write for a while after its first write, or after its start, kills it,
// and returns the last number that it has acknowledged.
func runAndKill(t *testing.T, path string, wait time.Duration, early bool) uint64 {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childEnv+"="+path)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var last uint64
	lines := bufio.NewReader(out)
	if early {
		time.AfterFunc(wait, func() { c.Process.Kill() })
	}
	for first := true; ; first = false {
		line, err := lines.ReadString('\n')
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrClosed) {
				t.Fatal(err)
			}
			break
		}
		if last, err = strconv.ParseUint(line[:len(line)-1], 10, 64); err != nil {
			t.Fatal(err)
		}
		if first && !early {
			time.AfterFunc(wait, func() { c.Process.Kill() })
		}
	}
	c.Wait()
	return last
}

// checkNumbers checks that the n writes are all there, each with both its fields.
func checkNumbers(t *testing.T, s *Store, n uint64) {
	t.Helper()
	all, err := s.Answers(context.Background(), "r", "", "")
	if err != nil || len(all) != int(min(n, killedItems)) {
		t.Fatalf("%d answers after %d writes, %v", len(all), n, err)
	}
	for _, a := range all {
		i, err := strconv.ParseUint(string(a.Requirement), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		newest := n - (n+killedItems-i)%killedItems
		if want := strconv.FormatUint(newest, 10); a.Explanation != want || a.Evidence != want {
			t.Fatalf("answer %d: %q and %q, want %s", i, a.Explanation, a.Evidence, want)
		}
		for _, f := range []assessment.Field{assessment.FieldStatus, assessment.FieldEvidence} {
			r, err := s.Register(context.Background(), subject(string(a.Requirement), f))
			if err != nil || !r.Covers(merge.Version{Desk: "d", Counter: newest}) {
				t.Fatalf("register %d: %+v, %v", i, r, err)
			}
		}
	}
}
