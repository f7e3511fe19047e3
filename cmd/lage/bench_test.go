//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// bareDecode is a program that does nothing but decode a JSON file.
const bareDecode = `package main

import (
	"encoding/json"
	"os"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		panic(err)
	}
}
`

// BenchmarkImportProcess takes the BSI's kernel into a new office with the real program, and reports how long the whole
// process takes, the most memory it holds, and both as multiples of a process that only decodes the same file.
func BenchmarkImportProcess(b *testing.B) {
	source, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "catalogs", "bsi-kernel-catalog.json"))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(source); err != nil {
		b.Skip("the catalogue of the BSI does not lie beside the project")
	}
	dir := b.TempDir()
	bare := filepath.Join(dir, "bare")
	if err := os.WriteFile(bare+".go", []byte(bareDecode), 0o600); err != nil {
		b.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", bare, bare+".go").CombinedOutput(); err != nil {
		b.Fatalf("build the bare decoder: %v\n%s", err, out)
	}
	var ours, least used
	for i := 0; b.Loop(); i++ {
		office := filepath.Join(dir, "office", time.Now().Format("150405.000000"))
		process(b, dir, "", filepath.Join(built, "lage"), "--folder", office, "init", "office", "--name", "Stelle")
		ours.add(process(b, dir, "", filepath.Join(built, "lage"), "--folder", office, "catalogue", "import", source))
		least.add(process(b, dir, "", bare, source))
	}
	b.ReportMetric(ours.time.Seconds()/float64(b.N), "s/import")
	b.ReportMetric(float64(ours.memory)/1024, "MB-most")
	b.ReportMetric(float64(ours.time)/float64(least.time), "times-bare-decode")
	b.ReportMetric(float64(ours.memory)/float64(least.memory), "times-bare-memory")
}

// used is what processes took: time added up, and the most memory that one of them held, in KiB.
type used struct {
	time   time.Duration
	memory int64
}

func (u *used) add(o used) { u.time, u.memory = u.time+o.time, max(u.memory, o.memory) }

func process(b *testing.B, home, dir, name string, args ...string) used {
	b.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = os.Environ()
	for k, v := range settings(home) {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	u := used{time: time.Since(start)}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.memory = r.Maxrss
	}
	return u
}
