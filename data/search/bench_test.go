package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"kreislage/data/assessment"
)

// vocabulary draws words as often as language does (Zipf), so that common beginnings stand in most texts.
type vocabulary struct {
	r     *rand.Rand
	zipf  *rand.Zipf
	words []string
}

func newVocabulary(seed uint64) *vocabulary {
	r := rand.New(rand.NewPCG(seed, 1))
	v := &vocabulary{r: r, zipf: rand.NewZipf(r, 1.1, 4, 19_999)}
	parts := []string{"ver", "be", "an", "schlüssel", "dienst", "server", "raum", "leitung", "über", "prüf", "ung", "netz", "zugang", "sicher", "heit", "plan", "gerät", "nach", "weis", "kreis", "haus", "schul", "not", "fall", "daten", "schutz", "frei", "gabe"}
	for range 20_000 {
		var b strings.Builder
		for range 1 + r.IntN(4) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		v.words = append(v.words, b.String())
	}
	return v
}

func (v *vocabulary) text(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(v.words[v.zipf.Uint64()])
		b.WriteByte(' ')
	}
	return b.String()
}

// queries are words as they are typed, letter by letter, alone and behind another.
func (v *vocabulary) queries() []string {
	out := []string{"ve", "ser", "schluessel", "dienst netz", "ver an", "sicherheit plan n"}
	for range 30 {
		w := []rune(v.words[v.zipf.Uint64()])
		for n := 1; n <= min(len(w), 8); n++ {
			out = append(out, string(w[:n]))
		}
		out = append(out, v.words[v.zipf.Uint64()]+" "+string(w[:min(len(w), 3)]))
	}
	return out
}

// times reports the median, the 99th percentile and the longest of what each query takes, in milliseconds.
func times(b *testing.B, queries []string, ask func(string) error) {
	b.Helper()
	var all []float64
	for b.Loop() {
		for _, q := range queries {
			start := time.Now()
			if err := ask(q); err != nil {
				b.Fatal(err)
			}
			all = append(all, float64(time.Since(start).Microseconds())/1000)
		}
	}
	sort.Float64s(all)
	b.ReportMetric(all[len(all)/2], "median-ms")
	b.ReportMetric(all[len(all)*99/100], "p99-ms")
	b.ReportMetric(all[len(all)-1], "max-ms")
}

func openBench(b *testing.B) *Index {
	x, err := Open(context.Background(), filepath.Join(b.TempDir(), "search.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Close() })
	return x
}

// BenchmarkRequirements searches 10,000 requirements as one types.
func BenchmarkRequirements(b *testing.B) {
	ctx, x, v := context.Background(), openBench(b), newVocabulary(1)
	c := &assessment.Catalogue{ID: "c", Topics: []assessment.Topic{{ID: "t", Title: "Thema"}}}
	for i := range 10_000 {
		c.Requirements = append(c.Requirements, assessment.Requirement{
			ID: assessment.RequirementID(fmt.Sprintf("id-%05d", i)), Ref: fmt.Sprintf("ORG.%d.%d", i/100, i%100), Topic: "t", Title: v.text(5), Text: v.text(40), Guidance: v.text(80),
		})
	}
	start := time.Now()
	if err := x.AddCatalogue(ctx, c); err != nil {
		b.Fatal(err)
	}
	filled := time.Since(start)
	times(b, append(v.queries(), "ORG.1.1", "ORG.9", "id-00017"), func(q string) error {
		_, err := x.Requirements(ctx, "c", q, 50)
		return err
	})
	b.ReportMetric(float64(filled.Milliseconds()), "fill-ms")
}

const districts = 400

// BenchmarkWritten searches 400 x 901 answers with explanations as one types.
func BenchmarkWritten(b *testing.B) {
	ctx, x, v := context.Background(), openBench(b), newVocabulary(2)
	start := time.Now()
	for d := range districts {
		texts := make([]Text, 0, 901)
		for i := range 901 {
			k := Key{"0123456789abcdef0123456789abcdef", assessment.DistrictKey(fmt.Sprintf("%05d", d)), assessment.WholeScope, assessment.KindAnswer, fmt.Sprintf("%08d-1111-2222-3333-444444444444", i)}
			texts = append(texts, Text{Key: k, Text: v.text(14) + "\nFachdienst Digitalisierung\nAkte " + fmt.Sprint(d*i), Marks: []string{[]string{"yes", "no"}[i%2]}})
		}
		if err := x.Update(ctx, texts, nil); err != nil {
			b.Fatal(err)
		}
	}
	filled := time.Since(start)
	for name, q := range map[string]Query{"all": {}, "one district": {District: "00200"}, "of a kind with a mark": {Kinds: []assessment.Kind{assessment.KindAnswer}, Marks: []string{"no"}}} {
		b.Run(name, func(b *testing.B) {
			times(b, v.queries(), func(text string) error {
				_, err := x.Written(ctx, Query{Text: text, District: q.District, Kinds: q.Kinds, Marks: q.Marks, Limit: 50})
				return err
			})
		})
	}
	b.Logf("filled in %v", filled)
}
