package catalogue

import (
	"encoding/json"
	"testing"
	"time"
)

// BenchmarkKernel imports the BSI's kernel and reports how many times as long that takes as encoding/json needs to
// decode the same bytes, in the same run.
func BenchmarkKernel(b *testing.B) {
	text := shared(b, "bsi-kernel-catalog.json")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	var ours, bare time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := importText(text); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		b.StopTimer()
		start = time.Now()
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(ours)/float64(bare), "times-bare-decode")
}

// BenchmarkBuiltin reads the built-in catalogue.
func BenchmarkBuiltin(b *testing.B) {
	for b.Loop() {
		if _, err := Builtin("de"); err != nil {
			b.Fatal(err)
		}
	}
}
