// Package scale is what the benchmarks of desk and window share: data folders of any size, and tables that say how
// figures grow with the size. It promises that a filled folder looks as if every district had sent one signed reply a
// round. No program may know it.
package scale

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"kreislage/data/assessment"

	_ "modernc.org/sqlite" // the driver of the data file
)

// Size is how much an office has.
type Size struct {
	Districts, Requirements, Rounds int
}

func (s Size) String() string {
	switch {
	case s.Districts == 0:
		return "empty"
	case s.Rounds > 1:
		return fmt.Sprintf("%d x %d x %d", s.Districts, s.Requirements, s.Rounds)
	}
	return fmt.Sprintf("%d x %d", s.Districts, s.Requirements)
}

// Answers is how many answers that is, a ninth of the newest round being open.
func (s Size) Answers() int { return s.Districts * s.Requirements * s.Rounds }

// District is the key of a district by its number, from 0 on.
func District(i int) assessment.DistrictKey {
	return assessment.DistrictKey(fmt.Sprintf("%08d", i))
}

// Fill adds districts and rounds to the data file at path, which must be an office's, closed, with nothing but a
// catalogue in it. SQLite makes the rows itself, in a fraction of the time that imports would take. The newest round is
// answered by most, the earlier ones by all; what is said is the same every time.
func Fill(path string, districts, rounds int, cat assessment.CatalogueID) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)&_pragma=cache_size(-100000)")
	if err != nil {
		return fmt.Errorf("open the data file: %w", err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	words, err := json.Marshal(texts(explanations))
	if err != nil {
		return fmt.Errorf("make explanations: %w", err)
	}
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
		{"CREATE TABLE bench_texts AS SELECT key AS n, value AS text FROM json_each(?1)", []any{string(words)}},
		{"CREATE UNIQUE INDEX bench_texts_n ON bench_texts(n)", nil},
		// What a district says: the same every time the store is made. One in nine of the newest round is open.
		{`CREATE TABLE bench AS SELECT p.round AS round, p.district AS district, q.id AS item, q.hash AS hash, 'Akte ' || p.rowid0 || '-' || q.position || ': ' || t.text AS text,
			1 + (p.rowid0 * 7919 + q.position * 104729 + p.rowid0 * q.position * 31) % 1009 % 4 AS status
			FROM (SELECT round, district, dense_rank() OVER (ORDER BY district) AS rowid0 FROM participants) p, requirements q
			JOIN bench_texts t ON t.n = (p.rowid0 * 613 + q.position * 7477 + p.rowid0 * q.position) % ` + fmt.Sprint(explanations) + `
			WHERE p.round < printf('%032x', ?1) OR (p.rowid0 + q.position) % 9 > 0 ORDER BY p.round, p.district, q.id`, []any{rounds}},
		{`INSERT INTO registers(round, district, scope, kind, item, field, state)
			SELECT round, district, 'whole', 'answer', item, 'status',
				district || ':1|' || district || ':1:' || (length(hash) + 3 + length(CAST(text AS BLOB))) || ':' || status || ' ' || hash || char(10) || text FROM bench`, nil},
		{`INSERT INTO history(at, who, source, file, round, district, scope, kind, item, field, before, after)
			SELECT '2026-02-01T00:00:00.000Z', district, 'import', NULL, round, district, scope, kind, item, field, '', state FROM registers`, nil},
		{`INSERT INTO answers(round, district, scope, requirement, status, text_hash, explanation)
			SELECT round, district, 'whole', item, status, hash, text FROM bench`, nil},
		{"DROP TABLE bench", nil},
		{"DROP TABLE bench_texts", nil},
	} {
		if _, err := db.Exec(q.text, q.args...); err != nil {
			return fmt.Errorf("%.60s: %w", q.text, err)
		}
	}
	return nil
}

// explanations is how many different explanations there are, apart from the number of the file that each names.
const explanations = 4096

// texts draws words as often as language does (Zipf), so that common beginnings stand in most texts.
func texts(n int) []string {
	r := rand.New(rand.NewPCG(7, 1))
	zipf := rand.NewZipf(r, 1.1, 4, 4999)
	parts := []string{"ver", "be", "an", "schlüssel", "dienst", "server", "raum", "leitung", "über", "prüf", "ung", "netz", "zugang", "sicher", "heit", "plan", "gerät", "nach", "weis", "kreis", "haus", "schul", "not", "fall", "daten", "schutz", "frei", "gabe"}
	words := make([]string, 5000)
	for i := range words {
		var b strings.Builder
		for range 1 + r.IntN(4) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		words[i] = b.String()
	}
	out := make([]string, n)
	for i := range out {
		list := make([]string, 6+r.IntN(8))
		for j := range list {
			list[j] = words[zipf.Uint64()]
		}
		out[i] = strings.Join(list, " ")
	}
	return out
}

// Typed are searches as somebody types them, letter by letter, common words and rare ones, alone and behind another.
func Typed() []string {
	out := []string{"Akte 200", "gibtesnicht", "server raum", "schluessel dienst", "sicherheit plan n", "M.17"}
	for _, t := range texts(40)[10:] {
		list := strings.Fields(t)
		w := []rune(list[0])
		for n := 1; n <= min(len(w), 9); n++ {
			out = append(out, string(w[:n]))
		}
		out = append(out, list[1]+" "+string(w[:min(len(w), 3)]))
	}
	return out
}
