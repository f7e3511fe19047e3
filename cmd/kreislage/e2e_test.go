//go:build e2e

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// patience is how long a condition may take to come true on a busy machine.
const patience = 90 * time.Second

// A whole round is played in the real window with the keyboard alone: an office is made, a round opened and sent; a
// district joins with the file and the code, answers and sends its reply; the office takes it in and finds the answer
// in the picture. What the desks hold afterwards is exactly what was typed.
func TestRoundByKeyboard(t *testing.T) {
	s := newScreen(t)
	officeHome, districtHome := s.home("office"), s.home("district")

	// The office: name, catalogue, two districts, a round, the files.
	w := s.start(officeHome)
	w.wait("Erster Start")
	w.key("Return")
	w.wait("Informationssicherheitsstelle einrichten")
	w.text("Informationssicherheitsstelle Nordhessen")
	w.key("Return")
	w.wait("Start – 0 Landkreise")
	w.key("alt+3")
	w.wait("Kataloge – 0 Kataloge")
	w.key("Return")
	w.wait("Kataloge – 1 Katalog")
	w.key("alt+2")
	w.wait("Landkreise – 0 Landkreise")
	for i, d := range []struct{ key, name string }{{"06535", "Vogelsbergkreis"}, {"06633", "Kassel"}} {
		w.text(d.key)
		w.key("Tab")
		w.text(d.name)
		w.key("Return")
		w.wait(fmt.Sprintf("Landkreise – %d Landkreis", i+1))
	}
	w.key("alt+4")
	w.wait("Erhebungen – 0 Erhebungen")
	w.key("ctrl+n")
	w.wait("Neue Erhebung – 2 Landkreise")
	w.text("Basischeck 2027")
	w.key("Return")
	w.wait("Dateien schreiben – Basischeck 2027")
	w.key("Return")
	w.wait("2 Dateien geschrieben")

	// A second start on the same folder says that it is in use.
	other := s.start(officeHome)
	other.wait("nicht gelungen")
	other.quit()
	w.quit()

	out := filepath.Join(officeHome, "Kreislage-Ausgang")
	file, code := s.letter(officeHome, out, "06535")

	// The district: first file and code, fingerprint, answers, reply.
	w = s.start(districtHome)
	w.wait("Erster Start")
	w.key("Tab", "Return")
	w.wait("Als Landkreis beginnen")
	w.text(file)
	w.key("Return")
	w.text(code)
	w.key("Return")
	w.wait("Fingerabdruck zu")
	w.key("Return")
	first := w.wait("Beantworten – ")
	w.key("1", "Return")
	second := w.waitOther(first)
	w.key("3", "F2")
	w.text("Noch kein Konzept, geplant bis Juni.")
	w.key("ctrl+Return")
	third := w.waitOther(second)
	w.key("4", "F2")
	w.text("Das Rechenzentrum ist zustaendig.")
	w.key("ctrl+Up")
	w.wait(strings.TrimPrefix(second, "Kreislage – "))
	w.key("ctrl+Down")
	w.wait(strings.TrimPrefix(third, "Kreislage – "))
	w.key("alt+6")
	w.wait("Abgeben – Basischeck 2027")
	w.key("Return")
	w.wait("Nr. 1 geschrieben")
	w.quit()

	want := s.answers(districtHome, "06535")
	check := func(i int, status assessment.Status, explanation string) {
		t.Helper()
		if want[i].Status != status || want[i].Explanation != explanation {
			t.Errorf("answer %d at the district: got %s %q, want %s %q", i+1, want[i].Status, want[i].Explanation, status, explanation)
		}
	}
	check(0, assessment.StatusYes, "")
	check(1, assessment.StatusNo, "Noch kein Konzept, geplant bis Juni.")
	check(2, assessment.StatusDispensable, "Das Rechenzentrum ist zustaendig.")

	// The office again: looks at the reply, takes it in, and finds the answer in the picture.
	replies, err := filepath.Glob(filepath.Join(districtHome, "Kreislage-Ausgang", "*.xlsx"))
	if err != nil || len(replies) != 1 {
		t.Fatalf("replies: got %v, %v", replies, err)
	}
	w = s.start(officeHome)
	w.wait("Start – 2 Landkreise")
	w.key("alt+5")
	w.wait("Einlesen")
	w.text(replies[0])
	w.key("Return")
	w.wait("1 Datei geprüft")
	w.key("space")
	w.wait("1 Datei angehakt")
	w.key("ctrl+Return")
	w.wait("1 Datei übernommen")
	w.key("alt+7")
	w.wait("Stand – 1 von 2 eingegangen")
	w.key("alt+8")
	w.wait("Lagebild – ")
	w.repeat("Down", "Lagebild – Vogelsbergkreis")
	w.key("Return")
	w.wait("Antworten – Vogelsbergkreis")
	w.wait(": ja")
	w.key("Down")
	w.wait(": nein")
	w.quit()

	got := s.answers(officeHome, "06535")
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("answer %d: the office has %+v, the district %+v", i+1, got[i], want[i])
		}
	}
}

// screen is a display that nobody sees, with the program built for it.
type screen struct {
	t       *testing.T
	program string
	display string
	dir     string
	env     []string // more of the environment of windows
	args    []string // their arguments
	windows []*driven
}

func newScreen(t *testing.T) *screen {
	t.Helper()
	for _, tool := range []string{"Xvfb", "xdotool", "go"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: the real window can not be driven here", tool)
		}
	}
	s := &screen{t: t, dir: t.TempDir()}
	s.program = filepath.Join(s.dir, "kreislage")
	if out, err := exec.Command("go", "build", "-tags", "e2e,migrated_fynedo", "-o", s.program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the window: %v\n%s", err, out)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1366x768x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{write}
	s.run(x)
	_ = write.Close() // Xvfb has its own
	number := make([]byte, 16)
	n, err := read.Read(number)
	if err != nil && err != io.EOF || n == 0 {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	s.display = ":" + strings.TrimSpace(string(number[:n]))
	if _, err := exec.LookPath("openbox"); err == nil {
		wm := exec.Command("openbox")
		wm.Env = append(os.Environ(), "DISPLAY="+s.display, "HOME="+s.dir)
		s.run(wm)
	}
	return s
}

// run starts a program of the test and ends it with the test.
func (s *screen) run(c *exec.Cmd) {
	s.t.Helper()
	if err := c.Start(); err != nil {
		s.t.Fatalf("start %s: %v", c.Path, err)
	}
	s.t.Cleanup(func() {
		_ = c.Process.Kill() // it may have ended by itself
		_ = c.Wait()
	})
}

// home makes the home of an account.
func (s *screen) home(name string) string {
	s.t.Helper()
	dir := filepath.Join(s.dir, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		s.t.Fatal(err)
	}
	return dir
}

// start opens the window of an account.
func (s *screen) start(home string) *driven {
	s.t.Helper()
	c := exec.Command(s.program, s.args...)
	c.Dir = home
	c.Env = append(os.Environ(), "DISPLAY="+s.display, "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, ".config"),
		"KREISLAGE_LANG=de", "LIBGL_ALWAYS_SOFTWARE=1")
	c.Env = append(c.Env, s.env...)
	log := &strings.Builder{}
	c.Stderr = log
	if err := c.Start(); err != nil {
		s.t.Fatalf("start the window: %v", err)
	}
	w := &driven{s: s, process: c.Process, log: log, done: make(chan error, 1)}
	s.windows = append(s.windows, w)
	go func() { w.done <- c.Wait() }()
	s.t.Cleanup(func() { _ = c.Process.Kill() }) // it may have ended by itself
	s.until("the window is there", func() bool {
		w.id = s.newest(fmt.Sprint(c.Process.Pid))
		return w.id != ""
	})
	return w
}

// newest is the window of a process.
func (s *screen) newest(pid string) string {
	out, err := s.tool("search", "--all", "--onlyvisible", "--pid", pid, "--name", "^Kreislage")
	if err != nil {
		return ""
	}
	lines := strings.Fields(out)
	if len(lines) == 0 {
		return ""
	}
	return lines[len(lines)-1]
}

func (s *screen) tool(args ...string) (string, error) {
	c := exec.Command("xdotool", args...)
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, err := c.Output()
	return string(out), err
}

// until waits for a condition, keeping a picture of the screen where it does not come true.
func (s *screen) until(what string, is func() bool) {
	s.t.Helper()
	deadline := time.Now().Add(patience)
	for tick := time.NewTicker(40 * time.Millisecond); ; <-tick.C {
		if is() {
			tick.Stop()
			return
		}
		if time.Now().After(deadline) {
			picture := s.picture()
			s.tellWhereTheyAre()
			s.t.Fatalf("waited in vain until %s; the screen is in %s", what, picture)
		}
	}
}

// tellWhereTheyAre ends the windows that are still open and shows what each of their goroutines was doing.
func (s *screen) tellWhereTheyAre() {
	for _, w := range s.windows {
		if w.process.Signal(syscall.SIGQUIT) != nil {
			continue // it has ended
		}
		select {
		case <-w.done:
			s.t.Logf("a window said:\n%s", w.log)
		case <-time.After(10 * time.Second):
			s.t.Log("a window does not end")
		}
	}
}

// picture keeps the screen in a file that outlives the test.
func (s *screen) picture() string {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("kreislage-e2e-%d.png", os.Getpid()))
	c := exec.Command("import", "-window", "root", path)
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	if err := c.Run(); err != nil {
		return "no picture: " + err.Error()
	}
	return path
}

// open opens a closed desk as the command line would.
func (s *screen) open(home string) *desk.Desk {
	s.t.Helper()
	d, err := desk.Open(context.Background(), filepath.Join(home, "Kreislage"), desk.Options{Profile: filepath.Join(home, ".config", "kreislage"), Lang: "de"})
	if err != nil {
		s.t.Fatalf("open the desk of %s: %v", home, err)
	}
	return d
}

// letter returns what the office sends a district: its file and, by post, its code.
func (s *screen) letter(home, out, key string) (file, code string) {
	s.t.Helper()
	d := s.open(home)
	defer d.Close()
	letter, err := d.Letter(context.Background(), assessment.DistrictKey(key))
	if err != nil {
		s.t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(out, "*_"+key+"_*.xlsx"))
	if err != nil || len(files) != 1 {
		s.t.Fatalf("files for %s: got %v, %v", key, files, err)
	}
	return files[0], letter.Code
}

// answers are a district's answers in the newest round, in the order of the catalogue.
func (s *screen) answers(home, key string) []assessment.Answer {
	s.t.Helper()
	d := s.open(home)
	defer d.Close()
	rounds, err := d.Rounds(context.Background())
	if err != nil || len(rounds) == 0 {
		s.t.Fatalf("rounds: %v, %v", rounds, err)
	}
	paper, err := d.Paper(context.Background(), rounds[0].ID, assessment.DistrictKey(key), assessment.WholeScope)
	if err != nil {
		s.t.Fatal(err)
	}
	list := make([]assessment.Answer, len(paper.Rows))
	for i, r := range paper.Rows {
		list[i] = r.Answer
	}
	return list
}

// driven is a window under the keyboard.
type driven struct {
	s       *screen
	id      string
	process *os.Process
	log     *strings.Builder // what the program wrote to standard error, complete once it has ended
	done    chan error
}

func (w *driven) title() string {
	out, err := w.s.tool("getwindowname", w.id)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(out)
}

// wait waits until the title tells of a state, and returns the title.
func (w *driven) wait(state string) string {
	w.s.t.Helper()
	var title string
	w.s.until(fmt.Sprintf("the title tells %q", state), func() bool {
		title = w.title()
		return strings.Contains(title, state)
	})
	return title
}

// waitOther waits until the title is another one.
func (w *driven) waitOther(than string) string {
	w.s.t.Helper()
	var title string
	w.s.until("the title is no longer "+than, func() bool {
		title = w.title()
		return title != "" && title != than
	})
	return title
}

// repeat presses a key until the title tells of a state.
func (w *driven) repeat(key, state string) {
	w.s.t.Helper()
	w.s.until(fmt.Sprintf("pressing %s leads to %q", key, state), func() bool {
		if strings.Contains(w.title(), state) {
			return true
		}
		before := w.title()
		w.key(key)
		for range 20 {
			if w.title() != before {
				break
			}
		}
		return strings.Contains(w.title(), state)
	})
}

// focus makes sure that keys reach this window.
func (w *driven) focus() {
	w.s.t.Helper()
	w.s.until("the window has the keyboard", func() bool {
		if out, err := w.s.tool("getwindowfocus"); err == nil && strings.TrimSpace(out) == w.id {
			return true
		}
		_, _ = w.s.tool("windowfocus", "--sync", w.id) // tried again until it has worked
		return false
	})
}

func (w *driven) key(keys ...string) {
	w.s.t.Helper()
	w.focus()
	for _, key := range keys {
		if _, err := w.s.tool("key", "--clearmodifiers", key); err != nil {
			w.s.t.Fatalf("press %s: %v", key, err)
		}
	}
}

func (w *driven) text(text string) {
	w.s.t.Helper()
	w.focus()
	if _, err := w.s.tool("type", "--delay", "12", text); err != nil {
		w.s.t.Fatalf("type %q: %v", text, err)
	}
}

// quit closes the window and waits for the program's end.
func (w *driven) quit() {
	w.s.t.Helper()
	w.key("ctrl+q")
	select {
	case err := <-w.done:
		if err != nil {
			w.s.t.Fatalf("the window ended with %v", err)
		}
		if strings.Contains(w.log.String(), "Error in Fyne call thread") {
			w.s.t.Errorf("something was drawn off the main goroutine:\n%s", w.log)
		}
	case <-time.After(patience):
		w.s.t.Fatalf("the window does not end; the screen is in %s", w.s.picture())
	}
}
