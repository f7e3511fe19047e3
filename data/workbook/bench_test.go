package workbook

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// floor inflates all parts of a workbook and looks at each XML token: what any reader has to do.
func floor(b *testing.B, x []byte) {
	zr, err := zip.NewReader(bytes.NewReader(x), int64(len(x)))
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range zr.File {
		rc, err := f.Open()
		if err != nil {
			b.Fatal(err)
		}
		for d := xml.NewDecoder(rc); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		rc.Close()
	}
}

// BenchmarkRead gives the time of reading and comparing 901 rows as a multiple of the floor, and of excelize.
func BenchmarkRead(b *testing.B) {
	book := sample(fabricated(901))
	x := write(b, book, "de")
	for b.Loop() {
		c, err := Read(context.Background(), x, LimitsFor(951))
		if err != nil {
			b.Fatal(err)
		}
		Compare(book, c)
	}
	took := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(took/seconds(func() { floor(b, x) }), "x-floor")
	b.ReportMetric(took/seconds(func() {
		f, err := excelize.OpenReader(bytes.NewReader(x))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.GetRows(answersSheet); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}), "x-excelize")
}

// BenchmarkWrite gives the time of writing 901 rows as a multiple of compressing the same bytes.
func BenchmarkWrite(b *testing.B) {
	book, w := sample(fabricated(901)), words(b, "de")
	var x []byte
	for b.Loop() {
		var err error
		if x, err = Write(book, w); err != nil {
			b.Fatal(err)
		}
	}
	took := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(took/seconds(func() { repack(b, x, func(_ string, data []byte) []byte { return data }) }), "x-repack")
}

// seconds is the mean of a few runs in the same conditions.
func seconds(do func()) float64 {
	const runs = 10
	start := time.Now()
	for range runs {
		do()
	}
	return time.Since(start).Seconds() / runs
}
