package workbook

import (
	"context"
	"os"
	"testing"
	"time"
)

func TestSmoke(t *testing.T) {
	for _, n := range []int{40, 901} {
		b := sample(fabricated(n))
		start := time.Now()
		x, err := Write(b, words(t, "de"))
		if err != nil {
			t.Fatal(err)
		}
		t.Log(n, "write", time.Since(start), len(x))
		os.WriteFile("/tmp/smoke.xlsx", x, 0600)
		if n == 40 {
			os.WriteFile("/tmp/smoke40.xlsx", x, 0600)
		}
		start = time.Now()
		c, err := Read(context.Background(), x, LimitsFor(n))
		if err != nil {
			t.Fatal(err)
		}
		t.Log("read", time.Since(start))
		start = time.Now()
		cmp := Compare(b, c)
		t.Log("compare", time.Since(start))
		t.Log(cmp.Counts, cmp.Answers, cmp.Remarks, cmp.Measures, cmp.Warnings, len(cmp.Missing))
		for _, r := range cmp.Results {
			if r.Outcome != OutcomeUnchanged {
				t.Errorf("%+v", r)
				break
			}
		}
	}
}
