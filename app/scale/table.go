package scale

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Figures are what was measured on one store, by name: times in milliseconds, memory in MiB.
type Figures map[string]float64

// Row is one line of a table: what was measured, what was asked of it, and how it may grow.
type Row struct {
	Name  string
	Limit float64 // in the unit of the figure; 0 is none
	Shown bool    // it shows every district, so it may grow as their number does; otherwise it must not grow
}

// Column is one store. Like names the column of a store with as many requirements and rounds and fewer districts, that
// its growth is told against; empty is none.
type Column struct {
	Size Size
	Like string
}

// noise is what a figure may differ by between two runs, in its unit, and by which factor.
const (
	noise       = 2.0
	noiseFactor = 1.25
)

// Print writes a table of figures by row and column, a verdict behind each row, and the load of the machine below. It
// judges nothing by failing: a busy machine is no fault of the program.
func Print(to io.Writer, title string, rows []Row, columns []Column, figures map[string]Figures) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s\t", title)
	for _, c := range columns {
		fmt.Fprintf(w, "%s\t", c.Size)
	}
	fmt.Fprint(w, "asked for\tgrowth\t\t\n")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t", r.Name)
		most := 0.0
		for _, c := range columns {
			v, known := figures[c.Size.String()][r.Name]
			if !known {
				fmt.Fprint(w, "-\t")
				continue
			}
			most = max(most, v)
			fmt.Fprintf(w, "%s\t", strconv.FormatFloat(v, 'f', decimals(v), 64))
		}
		limit, verdicts := "-", []string{}
		if r.Limit > 0 {
			limit = "<= " + strconv.FormatFloat(r.Limit, 'f', -1, 64)
			verdicts = append(verdicts, verdict("limit", most <= r.Limit))
		}
		growth, met := r.growth(columns, figures)
		if growth != "" {
			verdicts = append(verdicts, verdict("growth", met))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t\n", limit, growth, strings.Join(verdicts, ", "))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	_, err := fmt.Fprintf(to, "times in ms, the quickest of several; growth: what grows with the districts that are shown as n^x (linear is n^1), all else as a factor; load %s\n", Load())
	return err
}

func decimals(v float64) int {
	if v < 10 {
		return 2
	}
	return 0
}

func verdict(what string, met bool) string {
	if met {
		return what + " met"
	}
	return what + " NOT MET"
}

// growth compares columns with the smaller ones that they are like. What an empty office costs is taken off first of
// what may grow.
func (r Row) growth(columns []Column, figures map[string]Figures) (text string, met bool) {
	empty := figures[Size{}.String()][r.Name]
	var parts []string
	met = true
	for _, c := range columns {
		i := slices.IndexFunc(columns, func(o Column) bool { return o.Size.String() == c.Like })
		if c.Like == "" || i < 0 {
			continue
		}
		now, known := figures[c.Size.String()][r.Name]
		was, before := figures[c.Like][r.Name]
		if !known || !before {
			continue
		}
		more := float64(c.Size.Districts) / float64(columns[i].Size.Districts)
		if !r.Shown {
			parts = append(parts, fmt.Sprintf("x%.2f", now/was))
			met = met && now <= was*noiseFactor+noise
			continue
		}
		met = met && now-empty <= (max(was-empty, 0))*more*noiseFactor+noise
		x := math.Log(max(now-empty, 0.01)/max(was-empty, 0.01)) / math.Log(more)
		parts = append(parts, fmt.Sprintf("n^%.2f", x))
	}
	return strings.Join(parts, " "), met
}

// Quickest is the shortest of several runs, in milliseconds: what other programs do meanwhile is not what is measured.
// before, which may be nil, runs ahead of each and is not measured.
func Quickest(runs int, before, f func() error) (float64, error) {
	best := math.Inf(1)
	for range runs {
		if before != nil {
			if err := before(); err != nil {
				return 0, err
			}
		}
		start := time.Now()
		if err := f(); err != nil {
			return 0, err
		}
		best = min(best, Milliseconds(time.Since(start)))
	}
	return best, nil
}

// Milliseconds is a duration in milliseconds.
func Milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// Load is what the system says of how busy it is, empty where it says nothing.
func Load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}

// PeakMemory is the most memory that this process has held so far, in MiB, 0 where the system does not say.
func PeakMemory() float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			kib, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kib / 1024
		}
	}
	return 0
}
