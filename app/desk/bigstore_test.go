package desk

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// bigStore is an office's data folder of any size, made by SQLite itself: registers, history and answers as if every
// district had sent one signed reply a round, in a fraction of the time that imports would take.
type bigStore struct {
	*Desk
	rounds []assessment.RoundID // the newest first
	topic  assessment.TopicID
	opened time.Duration // how long Open took
}

// newBigStore fills a folder. The newest round is answered by most, the earlier ones by all.
func newBigStore(tb testing.TB, districts, requirements, rounds int) *bigStore {
	tb.Helper()
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	ctx, dir := context.Background(), tb.TempDir()
	o := Options{Profile: filepath.Join(dir, "profile"), Lang: "de", Who: "bench"}
	folder := filepath.Join(dir, "office")
	d, err := InitOffice(ctx, folder, "Stelle", o)
	must(err)
	cat := benchCatalogue(requirements)
	for i := range cat.Requirements {
		cat.Requirements[i].Priority, cat.Requirements[i].Effort = 1+i%4, 1+i%5
		if i%3 == 0 {
			cat.Requirements[i].Modal = assessment.ModalMust
		}
	}
	must(cat.Seal())
	must(d.store.Write(ctx, func(tx *store.Tx) error { return tx.AddCatalogue(ctx, cat) }))
	must(d.Close())
	b := &bigStore{topic: cat.Topics[7].ID}
	must(fillBigStore(filepath.Join(folder, dataFile), districts, rounds, cat.ID))
	start := time.Now()
	b.Desk, err = Open(ctx, folder, o)
	must(err)
	b.opened = time.Since(start)
	tb.Cleanup(func() { b.Close() })
	list, err := b.store.Rounds(ctx)
	must(err)
	for _, r := range list {
		b.rounds = append(b.rounds, r.ID)
	}
	return b
}

func fillBigStore(path string, districts, rounds int, cat assessment.CatalogueID) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)&_pragma=cache_size(-100000)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1) "
	for _, q := range []struct {
		text string
		args []any
	}{
		{numbers + "INSERT INTO districts(key, name) SELECT printf('%08d', i), 'Gemeinde ' || i FROM n", []any{districts}},
		{"INSERT INTO scopes(district, id, position) SELECT key, 'whole', 0 FROM districts", nil},
		{numbers + `INSERT INTO rounds(id, name, catalogue, due, state, classification, cover, created)
			SELECT printf('%032x', i + 1), 'Erhebung ' || (2024 + i), ?2, (2024 + i) || '-06-30', 'open', '', '', (2024 + i) || '-01-01T00:00:00Z' FROM n`, []any{rounds, cat}},
		{"INSERT INTO participants(round, district) SELECT r.id, d.key FROM rounds r, districts d ORDER BY 1, 2", nil},
		{`INSERT INTO files(direction, kind, export, round, district, desk, sequence, content, name, sha256, at, who, state, changes, base)
			SELECT w.column1, w.column2, lower(hex(randomblob(16))), round, district, district, 1, '', 'datei.xlsx', '00', '2026-02-01T00:00:00.000Z', 'bench', w.column3, 0, randomblob(3000)
			FROM participants, (VALUES ('out', 'assignment', 'written'), ('in', 'reply', 'applied')) w ORDER BY round, w.column1 DESC, district`, nil},
		// What a district says: the same every time the store is made. One in nine of the newest round is open.
		{`CREATE TABLE bench AS SELECT p.round AS round, p.district AS district, q.id AS item, q.hash AS hash,
			1 + (p.rowid0 * 7919 + q.position * 104729 + p.rowid0 * q.position * 31) % 1009 % 4 AS status
			FROM (SELECT round, district, dense_rank() OVER (ORDER BY district) AS rowid0 FROM participants) p, requirements q
			WHERE p.round < printf('%032x', ?1) OR (p.rowid0 + q.position) % 9 > 0 ORDER BY p.round, p.district, q.id`, []any{rounds}},
		{`INSERT INTO registers(round, district, scope, kind, item, field, state)
			SELECT round, district, 'whole', 'answer', item, 'status', district || ':1|' || district || ':1:' || (length(hash) + 19) || ':' || status || ' ' || hash || char(10) || 'siehe Akte 12-34' FROM bench`, nil},
		{`INSERT INTO history(at, who, source, file, round, district, scope, kind, item, field, before, after)
			SELECT '2026-02-01T00:00:00.000Z', district, 'import', NULL, round, district, scope, kind, item, field, '', state FROM registers`, nil},
		{`INSERT INTO answers(round, district, scope, requirement, status, text_hash, explanation)
			SELECT round, district, 'whole', item, status, hash, 'siehe Akte 12-34' FROM bench`, nil},
		{"DROP TABLE bench", nil},
	} {
		if _, err := db.Exec(q.text, q.args...); err != nil {
			return fmt.Errorf("%.60s: %w", q.text, err)
		}
	}
	return nil
}

// The generator makes what imports would have made: nothing that Verify finds fault with, and figures that are not all
// the same.
func TestBigStoreIsWhole(t *testing.T) {
	b, ctx := newBigStore(t, 7, 40, 2), context.Background()
	problems, err := b.Verify(ctx)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v %v", problems, err)
	}
	rows, err := b.Cockpit(ctx, b.rounds[0])
	if err != nil || len(rows) != 7 || rows[0].Tally.Open == 0 || rows[0].Tally.Yes == 0 || rows[0].Received.IsZero() || rows[0].Tally == rows[1].Tally {
		t.Fatalf("%+v %v", rows, err)
	}
	if was, err := b.Cockpit(ctx, b.rounds[1]); err != nil || was[0].Tally.Open != 0 || was[0].Tally.Total != 40 {
		t.Fatalf("%+v %v", was, err)
	}
}

// quickest returns the shortest of a few runs, in milliseconds: what other programs do meanwhile is not what is measured.
// Before each run something is written, so that nothing is remembered from the one before.
func quickest(b *testing.B, runs int, write, f func() error) float64 {
	b.Helper()
	var all []time.Duration
	for range runs {
		if err := write(); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		all = append(all, time.Since(start))
	}
	return float64(slices.Min(all).Microseconds()) / 1000
}

// BenchmarkPicture prints what the office's pictures cost on stores of 7 and 400 districts with three rounds of 901
// requirements, and of 10,750 with one of 240, in milliseconds, and how the cost grows from each to the next: /row is
// how much dearer a district has become that is shown (1 is linear), /one how much what shows a single one.
func BenchmarkPicture(b *testing.B) {
	ctx := context.Background()
	was := map[string]float64{}
	former := 0
	for _, size := range []struct{ districts, requirements, rounds int }{{7, 901, 3}, {400, 901, 3}, {10_750, 240, 1}} {
		b.Run(fmt.Sprintf("%d districts", size.districts), func(b *testing.B) {
			s := newBigStore(b, size.districts, size.requirements, size.rounds)
			round, one := s.rounds[0], assessment.DistrictKey(fmt.Sprintf("%08d", size.districts/2))
			start := time.Now()
			for _, r := range s.rounds {
				if _, err := s.HeatMap(ctx, r); err != nil {
					b.Fatal(err)
				}
			}
			first := time.Since(start)
			b.ResetTimer()
			for range b.N {
				for _, job := range []struct {
					name string
					rows bool
					do   func() error
				}{
					{"heatmap", true, func() error { _, err := s.HeatMap(ctx, round); return err }},
					{"change", true, func() error { _, err := s.HeatMapOf(ctx, round, HeatChange); return err }},
					{"cockpit", true, func() error { _, err := s.Cockpit(ctx, round); return err }},
					{"topicmap", true, func() error { _, err := s.TopicMap(ctx, round, s.topic); return err }},
					{"distribution", true, func() error { _, err := s.Distribution(ctx, round, s.topic); return err }},
					{"gaps", true, func() error { _, err := s.TopGaps(ctx, round, 10); return err }},
					{"compare", true, func() error { _, err := s.Compare(ctx, round, one); return err }},
					{"trend", false, func() error { _, err := s.Trend(ctx, one); return err }},
					{"paper", false, func() error { _, err := s.Paper(ctx, round, one, assessment.WholeScope); return err }},
					{"overview", false, func() error { _, err := s.Overview(ctx, round, one); return err }},
				} {
					ms := quickest(b, 5, func() error { return s.SetDistrictNote(ctx, one, time.Now().String()) }, job.do)
					b.ReportMetric(ms, job.name+"-ms")
					if before := was[job.name]; before > 0 && job.rows {
						b.ReportMetric(ms/before*float64(former)/float64(size.districts), job.name+"/row")
					} else if before > 0 {
						b.ReportMetric(ms/before, job.name+"/one")
					}
					defer func() { was[job.name] = ms }()
				}
			}
			former = size.districts
			b.ReportMetric(float64(s.opened.Microseconds())/1000, "open-ms")
			b.ReportMetric(float64(first.Milliseconds()), "first-count-ms")
			b.ReportMetric(float64(peak(func() { _, _ = s.Cockpit(ctx, round) })>>20), "heap-MiB")
			runtime.GC()
		})
	}
}
