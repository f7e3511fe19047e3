package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"kreislage/app/demo/byhand"
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// built is the folder with the program as people get it: without cgo, and without the race detector of the tests.
var built string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lage-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "build", "-o", dir+string(filepath.Separator), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	built = dir
	return m.Run()
}

// settings are the variables that every script begins with.
func settings(home string) map[string]string {
	return map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": home, "APPDATA": home, "LOCALAPPDATA": home, "KREISLAGE_LANG": "de",
		"KREISLAGE_CODE": "", "KREISLAGE_PASSPHRASE": "", "KREISLAGE_FOLDER": "", "KREISLAGE_LOG": "",
	}
}

// shared is where real catalogues lie beside the project, for those who have them.
var shared, _ = filepath.Abs(filepath.Join("..", "..", "..", "shared"))

// Every script is a session at the command line, in a home of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, ".home")
			e.Setenv("PATH", built+string(filepath.ListSeparator)+e.Getenv("PATH"))
			e.Setenv("SHARED", shared)
			for name, value := range settings(home) {
				e.Setenv(name, value)
			}
			return os.MkdirAll(home, 0o700)
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "json": checkJSON, "take": take, "code": setCode, "hold": hold, "letgo": letGo,
			"fill": fill, "flip": flip, "cut": cut, "bomb": bomb, "unreadable": unreadable, "readonly": readOnly, "small": small, "same": same, "answerall": answerAll, "equal": equal, "save": save, "keep": keep,
		},
	})
}

// exits CODE COMMAND... runs a command and checks its exit code. Its output can be looked at afterwards.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// document reads standard output, which must be exactly one JSON document without null.
func document(ts *testscript.TestScript) any {
	text := ts.ReadFile("stdout")
	d := json.NewDecoder(strings.NewReader(text))
	var doc any
	ts.Check(d.Decode(&doc))
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		ts.Fatalf("more than one JSON document")
	}
	if strings.Contains(text, ": null") {
		ts.Fatalf("null in the document")
	}
	return doc
}

// at follows a path such as files.0.verdict; len is the length of a list.
func at(doc any, path string) (string, error) {
	for step := range strings.SplitSeq(path, ".") {
		switch v := doc.(type) {
		case map[string]any:
			next, ok := v[step]
			if !ok {
				return "", fmt.Errorf("no %q in %s", step, path)
			}
			doc = next
		case []any:
			if step == "len" {
				return strconv.Itoa(len(v)), nil
			}
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return "", fmt.Errorf("no %q in %s", step, path)
			}
			doc = v[i]
		default:
			return "", fmt.Errorf("nothing below %q in %s", step, path)
		}
	}
	if text, ok := doc.(string); ok {
		return text, nil
	}
	raw, err := json.Marshal(doc)
	return string(raw), err
}

// json PATH=REGEXP... checks the one JSON document on standard output. The whole value must match.
func checkJSON(ts *testscript.TestScript, neg bool, args []string) {
	doc := document(ts)
	for _, a := range args {
		path, want, ok := strings.Cut(a, "=")
		if !ok {
			ts.Fatalf("usage: json path=regexp...")
		}
		got, err := at(doc, path)
		ts.Check(err)
		if match, err := regexp.MatchString("^(?s:"+want+")$", got); err != nil || match == neg {
			ts.Fatalf("%s is %q, want %q (%v)", path, got, want, err)
		}
	}
}

// take VARIABLE PATH sets a variable from the JSON document on standard output.
func take(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: take variable path")
	}
	got, err := at(document(ts), args[1])
	ts.Check(err)
	ts.Setenv(args[0], got)
}

// profile is where the programs of this script keep this account's keys.
func profile(ts *testscript.TestScript) desk.Options {
	return desk.Options{Profile: filepath.Join(ts.Getenv("HOME"), "kreislage"), Who: "test"}
}

// code FOLDER KEY puts a district's code, as the letter tells it, into KREISLAGE_CODE, and the fingerprint of the
// office into FINGERPRINT.
func setCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: code folder key")
	}
	d, err := desk.Open(context.Background(), ts.MkAbs(args[0]), profile(ts))
	ts.Check(err)
	defer d.Close()
	l, err := d.Letter(context.Background(), assessment.DistrictKey(args[1]))
	ts.Check(err)
	ts.Setenv("KREISLAGE_CODE", l.Code)
	ts.Setenv("FINGERPRINT", l.Fingerprint)
}

// held are the folders that scripts hold open, by folder.
var held = map[string]*desk.Desk{}

// hold FOLDER opens a data folder and keeps it open, as another window does.
func hold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hold folder")
	}
	d, err := desk.Open(context.Background(), ts.MkAbs(args[0]), profile(ts))
	ts.Check(err)
	held[ts.MkAbs(args[0])] = d
	ts.Defer(func() { d.Close() })
}

// letgo FOLDER closes what hold has opened.
func letGo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: letgo folder")
	}
	ts.Check(held[ts.MkAbs(args[0])].Close())
}

// fill FILE TARGET ROW COLUMN TEXT types into one cell of an exchange file with Excel alone, with KREISLAGE_CODE, and
// saves it as TARGET.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: fill file target row column text")
	}
	raw, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	out, err := byhand.Fill(context.Background(), raw, ts.Getenv("KREISLAGE_CODE"), []byhand.Cell{{Row: args[2], Column: args[3], Text: args[4]}}, nil)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out, 0o600))
}

// flip FILE changes one bit in the middle of a file.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flip file")
	}
	raw, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	raw[len(raw)/2] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), raw, 0o600))
}

// cut FILE leaves the first half of a file.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: cut file")
	}
	raw, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), raw[:len(raw)/2], 0o600))
}

// same FILE FILE compares bytes.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same file file")
	}
	a, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	b, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	if bytes.Equal(a, b) == neg {
		ts.Fatalf("%s and %s: equal is %v", args[0], args[1], !neg)
	}
}

// answerall FOLDER gives every answer that is still open at a district's desk, with texts that are not easy to carry.
func answerAll(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: answerall folder")
	}
	d, err := desk.Open(context.Background(), ts.MkAbs(args[0]), profile(ts))
	ts.Check(err)
	defer d.Close()
	rounds, err := d.Rounds(context.Background())
	ts.Check(err)
	all, err := d.Answers(context.Background(), rounds[0].ID, "")
	ts.Check(err)
	var edits []desk.AnswerEdit
	for i, a := range all {
		if a.Status != assessment.StatusOpen {
			continue
		}
		status, due := assessment.Status(1+i%4), assessment.Date("2026-12-31")
		text, short := fmt.Sprintf("Nachgetragen, Nr. %d: „äöüß“ 🛡\n\tzweite Zeile; \"x\"", i), fmt.Sprintf("=SUMME(A%d)", i)
		edits = append(edits, desk.AnswerEdit{Key: a.AnswerKey, Edit: desk.Edit{Status: &status, Explanation: &text, Due: &due, Effort: &short, Evidence: &short, Responsible: &short}})
	}
	_, err = d.AnswerAll(context.Background(), edits)
	ts.Check(err)
}

// save FILE COMMAND... runs a command that must succeed and keeps its output in a file, not in the log.
func save(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: save file command...")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(quietly(ts, args[1], args[2:]...)), 0o600))
}

// keep NAME PATH sets a variable to what stands at a path of the last document.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keep name path")
	}
	value, err := at(document(ts), args[1])
	ts.Check(err)
	ts.Setenv(args[0], value)
}

// quietly runs a command and returns its output.
func quietly(ts *testscript.TestScript, name string, args ...string) string {
	cmd := exec.Command(filepath.Join(built, name), args...)
	cmd.Dir = ts.MkAbs(".")
	for _, v := range append(slices.Collect(maps.Keys(settings(""))), "PATH") {
		cmd.Env = append(cmd.Env, v+"="+ts.Getenv(v))
	}
	out, err := cmd.Output()
	ts.Check(err)
	return string(out)
}

// equal OFFICE DISTRICT N compares what two desks answer to `answers --json`, byte for byte: N answers, none of them
// open, none in conflict.
func equal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: equal office district n")
	}
	office := quietly(ts, "lage", "--folder", args[0], "answers", "--district", filepath.Base(args[1]), "--json")
	district := quietly(ts, "lage", "--folder", args[1], "answers", "--json")
	if office != district {
		ts.Fatalf("the answers of %s differ", args[1])
	}
	for text, want := range map[string]string{`"requirement": "`: args[2], `"status": "open"`: "0", `"conflict": true`: "0"} {
		if got := strconv.Itoa(strings.Count(office, text)); got != want {
			ts.Fatalf("%s: %s times %s, want %s", args[1], got, text, want)
		}
	}
}

// condition knows [mount]: whether small and read-only file systems can be made here; and [shared]: whether the real
// catalogues are there.
func condition(name string) (bool, error) {
	if name == "shared" {
		_, err := os.Stat(filepath.Join(shared, "catalogs", "bsi-kernel-catalog.json"))
		return err == nil, nil
	}
	if name != "mount" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	dir, err := os.MkdirTemp("", "lage-mount-*")
	if err != nil {
		return false, err
	}
	defer os.Remove(dir)
	if exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).Run() != nil {
		return false, nil
	}
	return true, exec.Command("umount", dir).Run()
}

// readonly DIR makes a folder and what is in it unchangeable until the script ends.
func readOnly(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: readonly dir")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(exec.Command("mount", "--bind", dir, dir).Run())
	ts.Defer(func() { unmount(ts, dir) })
	ts.Check(exec.Command("mount", "-o", "remount,ro,bind", dir).Run())
}

// small DIR SIZE puts a file system of that size at a folder until the script ends.
func small(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: small dir size")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o700))
	ts.Check(exec.Command("mount", "-t", "tmpfs", "-o", "size="+args[1], "tmpfs", dir).Run())
	ts.Defer(func() { unmount(ts, dir) })
}

func unmount(ts *testscript.TestScript, dir string) {
	if err := exec.Command("umount", dir).Run(); err != nil {
		ts.Logf("umount %s: %v", dir, err)
	}
}
