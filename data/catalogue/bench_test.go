package catalogue

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"kreislage/data/assessment"
	"kreislage/data/sheet"
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

// floor runs ours and, in the same run, what it cannot do without, and reports how many times as long ours takes.
func floor(b *testing.B, size int, name string, bare, ours func() error) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	var took, least time.Duration
	for b.Loop() {
		start := time.Now()
		if err := ours(); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
		b.StopTimer()
		start = time.Now()
		if err := bare(); err != nil {
			b.Fatal(err)
		}
		least += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(took)/float64(least), name)
}

// BenchmarkKompendium imports a book of the size of an edition (2,124 requirements in 111 modules), against reading its
// tokens with encoding/xml.
func BenchmarkKompendium(b *testing.B) {
	text := bookOfModules(111, 19)
	floor(b, len(text), "times-bare-tokens", func() error {
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := d.Token(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	}, func() error {
		_, err := importText(text)
		return err
	})
}

func bookOfModules(modules, each int) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?><book xmlns=\"http://docbook.org/ns/docbook\" xml:lang=\"de\"><title>B</title><chapter><title>C</title>\n")
	para := "<para>" + strings.Repeat("Die Tür MUSS zu sein, und zwar <emphasis>immer</emphasis>. ", 12) + "</para>\n"
	for m := range modules {
		fmt.Fprintf(&b, "<section><title>BEET.%d.%d M</title><section><title>Gefährdungslage</title>%s</section><section><title>Basis-Anforderungen</title>\n", m/100+1, m%100, strings.Repeat(para, 8))
		for r := range each {
			fmt.Fprintf(&b, "<section><title>BEET.%d.%d.A%d T (B) [Amt]</title>%s</section>\n", m/100+1, m%100, r, para)
		}
		b.WriteString("</section></section>\n")
	}
	b.WriteString("</chapter></book>")
	return b.String()
}

// BenchmarkLibrary imports a library of 5,000 nodes, against parsing its YAML into nodes.
func BenchmarkLibrary(b *testing.B) {
	var nodes strings.Builder
	for i := range 5_000 {
		nodes.WriteString(node("urn:x:"+strconv.Itoa(i), "", true) + "    description: '" + strings.Repeat("Die Tür ist zu. ", 10) + "'\n")
	}
	text := library(nodes.String())
	floor(b, len(text), "times-bare-yaml", func() error {
		var n yaml.Node
		return yaml.Unmarshal([]byte(text), &n)
	}, func() error {
		_, err := importText(text)
		return err
	})
}

// BenchmarkExcel imports a workbook of 10,000 requirements, against opening it.
func BenchmarkExcel(b *testing.B) {
	c := assessment.Catalogue{Title: "T", Key: "k", Language: "de", Topics: []assessment.Topic{{ID: "t", Title: "T"}}}
	for i := range 10_000 {
		c.Requirements = append(c.Requirements, assessment.Requirement{ID: assessment.RequirementID("r" + strconv.Itoa(i)), Topic: "t", Title: "Tür", Text: strings.Repeat("Ist die Tür zu? ", 6), Guidance: strings.Repeat("Hingehen. ", 20), Effort: 1})
	}
	var file bytes.Buffer
	if err := WriteExcel(&file, wordsIn(b, "de"), c); err != nil {
		b.Fatal(err)
	}
	text := file.String()
	floor(b, len(text), "times-bare-open", func() error {
		_, err := sheet.Open(context.Background(), []byte(text), sheet.DefaultLimits())
		return err
	}, func() error {
		_, err := importText(text)
		return err
	})
}

// BenchmarkDiff shows what changed in a long text.
func BenchmarkDiff(b *testing.B) {
	var x, y strings.Builder
	for i := range 1_200 {
		fmt.Fprintf(&x, "wort%d ", i)
		fmt.Fprintf(&y, "wort%d ", i+i%7/6)
	}
	for b.Loop() {
		Diff(x.String(), y.String())
	}
}
