package desk

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"kreislage/data/assessment"
)

// The environment of a child that is killed while it takes in a file.
const (
	crashDir  = "KREISLAGE_CRASH_DIR"  // folder of the play
	crashFile = "KREISLAGE_CRASH_FILE" // the file to take in
	crashAt   = "KREISLAGE_CRASH_AT"   // the call of the clock at which it kills itself; 0 = its parent does
)

// TestCrashChild is no test: it is the process that TestKilledWhileAccepting kills.
func TestCrashChild(t *testing.T) {
	dir := os.Getenv(crashDir)
	if dir == "" {
		t.Skip("the child of TestKilledWhileAccepting")
	}
	at, err := strconv.ParseInt(os.Getenv(crashAt), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int64
	var accepting atomic.Bool
	o := crashOptions(dir)
	o.Clock = func() time.Time {
		// Every change is stamped inside the transaction, between what is written of it, so the clock is where to stop in the middle of it.
		if accepting.Load() && calls.Add(1) == at {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			fmt.Println("not killed:", err)
			select {}
		}
		return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	}
	ctx := context.Background()
	d, err := Open(ctx, filepath.Join(dir, "office"), o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Preview(ctx, []string{os.Getenv(crashFile)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	accepting.Store(true)
	fmt.Println("accepting")
	if _, err := d.Accept(ctx, b, AcceptByMode(AcceptAll), nil); err != nil {
		t.Fatal(err)
	}
	fmt.Println("accepted", calls.Load())
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func crashOptions(dir string) Options {
	return Options{Profile: filepath.Join(dir, "profile-office"), Who: "office", Lang: "de", SpinCount: quick}
}

// A process that is killed while it takes in a large file has taken in all of it or nothing. The folder is in order
// and takes the file in again.
func TestKilledWhileAccepting(t *testing.T) {
	const requirements = 400 // more than are written at once
	p := newSmallPlay(t, requirements, "06535")
	county := p.join("06535", p.send("06535"))
	var edits []AnswerEdit
	for i := range requirements {
		no, text := assessment.StatusNo, fmt.Sprint("Antwort ", i)
		edits = append(edits, AnswerEdit{p.key(i), Edit{Status: &no, Explanation: &text}})
	}
	_, err := county.AnswerAll(p.ctx, edits)
	p.must(err)
	file := p.reply(county)
	p.must(p.office.Close())

	kills := 5
	if os.Getenv("KREISLAGE_LONG") != "" {
		kills = 50
	}
	random := rand.New(rand.NewPCG(2026, 11))
	whole := 0
	for i := range kills {
		dir := filepath.Join(p.dir, fmt.Sprint("absturz-", i))
		p.copyComputer(filepath.Join(p.dir, "office"), filepath.Join(p.dir, "profile-office"), filepath.Join(dir, "office"), filepath.Join(dir, "profile-office"))
		// The first and the last change, the log before and somewhere between; every fifth is killed from outside, at any
		// moment up to and after the commit.
		at := []int64{1, 3, requirements, 2 + random.Int64N(requirements), 0}[i%5]
		killed := p.crash(dir, file, at, time.Duration(random.IntN(60))*time.Millisecond)
		if at > 0 && !killed {
			t.Fatalf("kill %d: the child came to its end", i)
		}
		if p.afterCrash(dir, file, requirements) {
			whole++
			if at > 0 {
				t.Fatalf("kill %d: all is there, although the process died before the end", i)
			}
		}
	}
	t.Logf("%d kills, %d of them after the commit", kills, whole)
}

// crash runs the child and tells whether it was killed before it came to its end.
func (p *play) crash(dir, file string, at int64, after time.Duration) bool {
	p.t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.v")
	child.Env = append(os.Environ(), crashDir+"="+dir, crashFile+"="+file, fmt.Sprintf("%s=%d", crashAt, at))
	out, err := child.StdoutPipe()
	p.must(err)
	p.must(child.Start())
	lines := bufio.NewScanner(out)
	said := ""
	for lines.Scan() {
		said += lines.Text() + "\n"
		if at == 0 && lines.Text() == "accepting" {
			time.AfterFunc(after, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		if child.ProcessState.ExitCode() > 0 {
			p.t.Fatalf("the child failed by itself: %v\n%s", err, said)
		}
		return false
	}
	return true
}

// afterCrash opens the folder, fails unless it is in order, and tells whether the file was in. Then it takes it in.
func (p *play) afterCrash(dir, file string, requirements int) bool {
	p.t.Helper()
	d, err := Open(p.ctx, filepath.Join(dir, "office"), crashOptions(dir))
	p.must(err)
	defer d.Close()
	if d.id != p.office.id {
		p.t.Fatal("a crash looks like a copied folder")
	}
	p.clean(d)
	imports, err := d.Imports(p.ctx)
	p.must(err)
	fields := len(p.registers(d, "06535"))
	in := fields == requirements
	if fields != 0 && !in || len(imports) != 0 && !in || len(imports) != 1 && in {
		p.t.Fatalf("half a file: %d of %d answers, %d imports", fields, requirements, len(imports))
	}
	v := p.take(d, AcceptAll, file)[0]
	if !v.Accepted || in != (v.Verdict == VerdictContained) {
		p.t.Fatalf("taking the file in again: %s, accepted %v", v.Verdict, v.Accepted)
	}
	if n := len(p.registers(d, "06535")); n != requirements {
		p.t.Fatalf("%d of %d answers", n, requirements)
	}
	p.clean(d)
	return in
}
