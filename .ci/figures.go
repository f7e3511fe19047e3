//go:build ignore

// Command figures counts what the tests did. It reads the events of go test -json, prints what go test itself would
// print, the output of failed tests included, and keeps the numbers of each stage for a summary at the end.
//
//	figures read FILE NAME < events            print and count one run of go test
//	figures stage FILE NAME SECONDS CODE       note how long a stage took and whether it failed
//	figures sum FILE                           print the summary; fails where a test failed
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// event is one line of go test -json; see go doc test2json.
type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

// record is one line of the file between the calls.
type record struct {
	Stage                                    string
	Seconds                                  int  `json:",omitempty"`
	Failure                                  bool `json:",omitempty"`
	Packages, Passed, Failed, Skipped, Cases int
	Skips                                    []string
	Slowest                                  []timing
}

type timing struct {
	Name    string
	Seconds float64
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "read":
		return keep(args[1], read(os.Stdin, os.Stdout, args[2]))
	case len(args) == 5 && args[0] == "stage":
		seconds, err := strconv.Atoi(args[3])
		if err != nil {
			return err
		}
		return keep(args[1], record{Stage: args[2], Seconds: seconds, Failure: args[4] != "0"})
	case len(args) == 2 && args[0] == "sum":
		return sum(args[1], os.Stdout)
	}
	return fmt.Errorf("usage: figures read FILE NAME | stage FILE NAME SECONDS CODE | sum FILE")
}

func keep(file string, r record) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(f).Encode(r); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// read prints and counts one run. Output of a test is held back until the test has failed, or until its package has
// ended without a word about it, as after a panic.
func read(in io.Reader, out io.Writer, stage string) record {
	r := record{Stage: stage}
	held := map[string][]string{}
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, 64<<20)
	for scanner.Scan() {
		var e event
		if json.Unmarshal(scanner.Bytes(), &e) != nil {
			fmt.Fprintln(out, scanner.Text())
			continue
		}
		r.take(e, held, out)
	}
	slices.SortFunc(r.Slowest, func(a, b timing) int { return int(1000 * (b.Seconds - a.Seconds)) })
	r.Slowest = r.Slowest[:min(len(r.Slowest), 8)]
	return r
}

func (r *record) take(e event, held map[string][]string, out io.Writer) {
	name := strings.TrimPrefix(e.Package, "kreislage/") + " " + e.Test
	switch {
	case e.Action == "build-output" || e.Action == "output" && e.Test == "":
		if e.Output != "PASS\n" {
			fmt.Fprint(out, e.Output)
		}
	case e.Action == "output":
		held[name] = append(held[name], e.Output)
	case e.Test == "" && (e.Action == "pass" || e.Action == "fail" || e.Action == "skip"):
		if e.Action != "skip" { // a package without tests
			r.Packages++
		}
		r.Failure = r.Failure || e.Action == "fail"
		printRest(held, strings.TrimSuffix(name, " ")+" ", out)
	case e.Action == "pass" || e.Action == "fail" || e.Action == "skip":
		r.count(e, name, held[name])
		if e.Action == "fail" {
			fmt.Fprint(out, strings.Join(held[name], ""))
		}
		delete(held, name)
	}
}

func (r *record) count(e event, name string, output []string) {
	if e.Action == "skip" {
		r.Skips = append(r.Skips, name+": "+reason(output))
	}
	if strings.Contains(e.Test, "/") {
		r.Cases++
		return
	}
	switch e.Action {
	case "pass":
		r.Passed++
	case "fail":
		r.Failed++
	case "skip":
		r.Skipped++
	}
	r.Slowest = append(r.Slowest, timing{name, e.Elapsed})
}

// reason is what a test said before it was skipped.
func reason(output []string) string {
	var said []string
	for _, line := range output {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}

func printRest(held map[string][]string, pkg string, out io.Writer) {
	for name, output := range held {
		if strings.HasPrefix(name, pkg) {
			fmt.Fprint(out, strings.Join(output, ""))
			delete(held, name)
		}
	}
}

func sum(file string, out io.Writer) error {
	stages, err := load(file)
	if err != nil {
		return err
	}
	var total record
	fmt.Fprintln(out, "\n==== figures")
	for _, r := range stages {
		r.print(out)
		total.add(r)
	}
	for _, skip := range total.Skips {
		fmt.Fprintln(out, "skipped:", skip)
	}
	fmt.Fprintf(out, "all together %d s\n", total.Seconds)
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", total.Passed, total.Failed, total.Skipped)
	if total.Failure || total.Failed > 0 {
		return fmt.Errorf("FAILED")
	}
	if total.Passed == 0 {
		return fmt.Errorf("no test ran")
	}
	return nil
}

// load reads what was kept and joins the records of one stage.
func load(file string) ([]*record, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var stages []*record
	for line := range strings.Lines(string(data)) {
		r := &record{}
		if err := json.Unmarshal([]byte(line), r); err != nil {
			return nil, err
		}
		if last := len(stages) - 1; last >= 0 && stages[last].Stage == r.Stage {
			stages[last].add(r)
		} else {
			stages = append(stages, r)
		}
	}
	return stages, nil
}

func (r *record) add(other *record) {
	r.Seconds += other.Seconds
	r.Failure = r.Failure || other.Failure
	r.Packages += other.Packages
	r.Passed += other.Passed
	r.Failed += other.Failed
	r.Skipped += other.Skipped
	r.Cases += other.Cases
	r.Skips = append(r.Skips, other.Skips...)
	r.Slowest = append(r.Slowest, other.Slowest...)
}

func (r *record) print(out io.Writer) {
	fmt.Fprintf(out, "%-26s %4d s", r.Stage, r.Seconds)
	if r.Packages > 0 {
		fmt.Fprintf(out, "  %d packages, %d tests with %d cases: %d passed, %d failed, %d skipped",
			r.Packages, r.Passed+r.Failed+r.Skipped, r.Cases, r.Passed, r.Failed, r.Skipped)
	}
	if r.Failure {
		fmt.Fprint(out, "  FAILED")
	}
	fmt.Fprintln(out)
	for _, slow := range r.Slowest {
		if slow.Seconds >= 1 {
			fmt.Fprintf(out, "  %8.1f s  %s\n", slow.Seconds, slow.Name)
		}
	}
}
