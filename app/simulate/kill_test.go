package simulate

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// The environment of the child that is killed.
const (
	childFolder  = "KREISLAGE_KILL_FOLDER"
	childProfile = "KREISLAGE_KILL_PROFILE"
	childMail    = "KREISLAGE_KILL_MAIL"
)

// TestChildThatWrites is no test: it is the program that TestKilledWhileWriting kills. It says each number once the
// desk has acknowledged the write with it.
func TestChildThatWrites(t *testing.T) {
	folder := os.Getenv(childFolder)
	if folder == "" {
		t.Skip("the child of TestKilledWhileWriting")
	}
	ctx := context.Background()
	d, err := desk.Open(ctx, folder, desk.Options{Profile: os.Getenv(childProfile), Who: "Koordinatorin", Lang: "de", SpinCount: 2})
	if err != nil {
		t.Fatal(err)
	}
	rounds, err := d.Rounds(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("desk", d.Info().Desk)
	for i := 1; ; i++ {
		text := strconv.Itoa(i)
		k := assessment.AnswerKey{Round: rounds[0].ID, Requirement: assessment.RequirementID(fmt.Sprintf("r%d", i%3))}
		if _, err := d.Answer(ctx, k, desk.Edit{Explanation: &text}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("kept", i)
		if i%7 == 0 {
			files, err := d.Export(ctx, rounds[0].ID, nil, os.Getenv(childMail), nil)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println("sent", filepath.Base(files[0].Path))
		}
	}
}

// A program that is killed at any moment has kept every write that it acknowledged and at most one more; it goes on
// under its id, the office takes in the files that were finished, and the data file finds nothing wrong with itself.
func TestKilledWhileWriting(t *testing.T) {
	w := newWorld(t.TempDir())
	w.tell = func(string) {}
	defer w.closeAll()
	w.setUp(3)
	f, mail := w.folders[0], filepath.Join(w.dir, "mail")
	id := f.st.desk
	random := rand.New(rand.NewPCG(9, 9))
	for range 4 {
		w.shut(f)
		kept := killAfter(t, f, mail, 1+random.IntN(30))
		d, err := desk.Open(w.ctx, f.dir, w.options(f))
		if err != nil {
			t.Fatal(err)
		}
		f.desk = d
		w.begin(f)
		if f.st.desk != id {
			t.Fatal("a kill was taken for a copy")
		}
		if problems, err := d.Verify(w.ctx); err != nil || len(problems) > 0 {
			t.Fatal(problems, err)
		}
		expectKept(t, w, f, kept)
	}
	batch, err := w.office.desk.Preview(w.ctx, []string{mail}, nil)
	if err != nil {
		t.Fatal(err)
	}
	views, err := w.office.desk.Accept(w.ctx, batch, desk.AcceptByMode(desk.AcceptAll), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views {
		if !v.Accepted {
			t.Errorf("a file that was finished: %s, %s", filepath.Base(v.File), v.Verdict)
		}
	}
}

// killAfter starts the child, kills it some lines later and returns the last number that it said was kept.
func killAfter(t *testing.T, f *folder, mail string, lines int) (kept int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChildThatWrites$", "-test.v")
	child.Env = append(os.Environ(), childFolder+"="+f.dir, childProfile+"="+f.profile, childMail+"="+mail)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	for said.Scan() {
		if n, ok := strings.CutPrefix(said.Text(), "kept "); ok {
			kept, _ = strconv.Atoi(n)
			if lines--; lines == 0 {
				_ = child.Process.Kill()
			}
		}
	}
	_ = child.Wait()
	if kept == 0 {
		t.Fatal("the child has kept nothing")
	}
	return kept
}

// expectKept looks for the last acknowledged write of each answer.
func expectKept(t *testing.T, w *world, f *folder, kept int) {
	t.Helper()
	answers, err := f.desk.Answers(w.ctx, w.rounds[0], f.district.key)
	if err != nil {
		t.Fatal(err)
	}
	for i := kept; i > kept-3 && i > 0; i-- {
		want, next := strconv.Itoa(i), strconv.Itoa(i+3)
		for _, a := range answers {
			if a.Requirement != assessment.RequirementID(fmt.Sprintf("r%d", i%3)) || a.Explanation == want {
				continue
			}
			if a.Explanation != next || i+3 != kept+1 {
				t.Errorf("answer %s is %q, but %s was acknowledged", a.Requirement, a.Explanation, want)
			}
		}
	}
}

// The death of one program takes no memory from another one of the same account: desk 7 of seed 8385 went on writing its
// numbers into a file that was gone, and one of them seemed to come again.
func TestOneKillLeavesOtherMemories(t *testing.T) {
	w := newWorld(t.TempDir())
	w.tell = func(string) {}
	defer w.closeAll()
	w.setUp(3)
	f := w.folders[0]
	w.shut(f)
	other := w.another(f, f.st, f.profile)
	w.plant(other.dir, w.tree(f.dir))
	w.folders = append(w.folders, other)
	w.open(f)
	w.open(other)
	w.scribble(f, w.rounds[0], f.district.key, newDice(3, 1))
	w.scribble(other, w.rounds[0], f.district.key, newDice(3, 2))
	path := filepath.Join(f.markers(), string(other.st.desk)+".drawn")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	memory := w.memory(f)
	w.shut(f)
	w.remember(f, memory)
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
		t.Errorf("the running program's memory is another file now: %v", err)
	}
	for name, b := range w.memory(f) {
		if string(b) != string(memory[name]) {
			t.Errorf("%s is remembered as %q, was %q", name, b, memory[name])
		}
	}
}
