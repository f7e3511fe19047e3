package desk

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/officecrypt"
	"kreislage/data/workbook"
)

// This file holds the people of the other tests: somebody who fills in a workbook with Excel or LibreOffice, somebody
// who has got hold of a code and forges files, and a witness who writes down all that a data folder holds.

// newSmallPlay is newPlay with a catalogue of few requirements, for tests that write and read many files.
func newSmallPlay(t *testing.T, requirements int, keys ...assessment.DistrictKey) *play {
	t.Helper()
	p := &play{t: t, ctx: context.Background(), dir: t.TempDir(), now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	p.stage(requirements, keys...)
	t.Cleanup(func() { p.office.Close() })
	return p
}

// stage sets the office up with a catalogue, districts and a round.
func (p *play) stage(requirements int, keys ...assessment.DistrictKey) {
	p.t.Helper()
	var err error
	p.office, err = InitOffice(p.ctx, filepath.Join(p.dir, "office"), "Informationssicherheitsstelle Nordhessen", p.options("office"))
	p.must(err)
	path := filepath.Join(p.dir, "katalog.yaml")
	p.must(os.WriteFile(path, smallCatalogue(requirements), 0o600))
	in, err := p.office.ImportCatalogue(p.ctx, path)
	p.must(err)
	for _, k := range keys {
		_, err = p.office.AddDistrict(p.ctx, k, "Landkreis "+string(k), "")
		p.must(err)
	}
	p.round, err = p.office.NewRound(p.ctx, NewRound{Name: "Kurzerhebung", Catalogue: in.ID, Due: "2027-01-31"})
	p.must(err)
}

func smallCatalogue(n int) []byte {
	var b strings.Builder
	b.WriteString("kreislage-catalogue: 1\nkey: probe\ntitle: Probekatalog\nlanguage: de\ntopics:\n  - id: t\n    title: Thema\n    requirements:\n")
	for i := range n {
		fmt.Fprintf(&b, "      - id: probe-%04d\n        title: Frage %d\n        question: Ist die Sache mit der Nummer %d geregelt?\n        modal: MUSS\n", i, i, i)
	}
	return []byte(b.String())
}

func (p *play) key(i int) assessment.AnswerKey {
	return assessment.AnswerKey{Round: p.round.ID, Requirement: p.requirement(i).ID}
}

func (p *play) code(k assessment.DistrictKey) string {
	p.t.Helper()
	l, err := p.office.Letter(p.ctx, k)
	p.must(err)
	return l.Code
}

// value is what stands in one field of an answer at a desk: more than one value is a conflict.
func (p *play) value(d *Desk, k assessment.DistrictKey, i int, f assessment.Field) []string {
	p.t.Helper()
	key := p.key(i)
	key.District, key.Scope = k, assessment.WholeScope
	r, err := d.store.Register(p.ctx, assessment.AnswerSubject(key, f))
	p.must(err)
	return r.Values()
}

// put writes bytes to a file of a name and returns its path.
func (p *play) put(name string, raw []byte) string {
	p.t.Helper()
	path := filepath.Join(p.dir, "post", name)
	p.must(os.MkdirAll(filepath.Dir(path), 0o700))
	p.must(os.WriteFile(path, raw, 0o600))
	return path
}

// look previews files without taking anything in.
func (p *play) look(d *Desk, paths ...string) []FilePreview {
	p.t.Helper()
	b, err := d.Preview(p.ctx, paths, nil)
	p.must(err)
	p.addsUp(b.Files())
	return b.Files()
}

// takes takes files in and fails unless each has the verdict expected.
func (p *play) takes(d *Desk, mode AcceptMode, want Verdict, paths ...string) []FilePreview {
	p.t.Helper()
	views := p.take(d, mode, paths...)
	p.addsUp(views)
	for _, v := range views {
		if v.Verdict != want {
			p.t.Fatalf("%s: %s, not %s: %s", filepath.Base(v.File), v.Verdict, want, v.Sentence)
		}
	}
	return views
}

// addsUp fails unless every row of every file is accounted for.
func (p *play) addsUp(views []FilePreview) {
	p.t.Helper()
	for _, v := range views {
		if v.Rows != v.New+v.Changed+v.Unchanged+v.Refused {
			p.t.Fatalf("%s: %d rows, but %d new + %d changed + %d unchanged + %d refused", filepath.Base(v.File), v.Rows, v.New, v.Changed, v.Unchanged, v.Refused)
		}
	}
}

// sameRegisters fails unless two desks hold the same registers of a district.
func (p *play) sameRegisters(a, b *Desk, k assessment.DistrictKey) {
	p.t.Helper()
	left, right := p.registers(a, k), p.registers(b, k)
	for s, r := range left {
		if right[s] != r {
			p.t.Fatalf("%s %s: %q and %q", s.Item, s.Field, r, right[s])
		}
	}
	if len(left) != len(right) {
		p.t.Fatalf("%d and %d registers", len(left), len(right))
	}
}

func (p *play) registers(d *Desk, k assessment.DistrictKey) map[assessment.Subject]string {
	p.t.Helper()
	held, err := d.store.Registers(p.ctx, p.round.ID, k)
	p.must(err)
	out := map[assessment.Subject]string{}
	for _, h := range held {
		if !h.Register.Empty() {
			out[h.Subject] = h.Register.Encode()
		}
	}
	return out
}

// clean fails unless Verify finds nothing.
func (p *play) clean(desks ...*Desk) {
	p.t.Helper()
	for _, d := range desks {
		problems, err := d.Verify(p.ctx)
		p.must(err)
		if len(problems) > 0 {
			p.t.Fatalf("%s: %v", d.Info().Folder, problems)
		}
	}
}

// witness writes down every row of every table of a data folder, but for tables that are named.
func (p *play) witness(d *Desk, but ...string) map[string]string {
	p.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(d.folder, dataFile))
	p.must(err)
	defer db.Close()
	rows, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'table'")
	p.must(err)
	var tables []string
	for rows.Next() {
		var name string
		p.must(rows.Scan(&name))
		tables = append(tables, name)
	}
	p.must(rows.Close())
	out := map[string]string{}
	for _, table := range tables {
		if !strings.Contains(" "+strings.Join(but, " ")+" ", " "+table+" ") {
			out[table] = p.rowsOf(db, table)
		}
	}
	return out
}

func (p *play) rowsOf(db *sql.DB, table string) string {
	p.t.Helper()
	rows, err := db.Query("SELECT * FROM " + table)
	p.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	p.must(err)
	var lines []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		p.must(rows.Scan(values...))
		var line strings.Builder
		for _, v := range values {
			fmt.Fprintf(&line, "%q ", fmt.Sprint(*v.(*any)))
		}
		lines = append(lines, line.String())
	}
	p.must(rows.Err())
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

// same fails where a table differs from what the witness wrote down before.
func (p *play) same(what string, before, after map[string]string) {
	p.t.Helper()
	for table, rows := range before {
		if after[table] != rows {
			p.t.Fatalf("%s changed %s:\n%s\nbefore:\n%s", what, table, after[table], rows)
		}
	}
}

// complainer is what a helper needs of a test, be it one of package testing or of package rapid.
type complainer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// typist fills in the cells of a workbook that is open in Excel.
type typist struct {
	t complainer
	x *excelize.File
}

// typeInto opens a plain workbook, has somebody change it, and returns what is saved.
func typeInto(t complainer, plain []byte, change func(typist)) []byte {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	change(typist{t, x})
	var out bytes.Buffer
	if err := x.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// typed is an exchange file that somebody changed, without encryption.
func (p *play) typed(path, code string, change func(typist)) []byte {
	p.t.Helper()
	return typeInto(p.t, p.opened(path, code), change)
}

// opened decrypts an exchange file.
func (p *play) opened(path, code string) []byte {
	p.t.Helper()
	raw, err := os.ReadFile(path)
	p.must(err)
	res, err := officecrypt.Decrypt(p.ctx, raw, code, officecrypt.Limits{})
	p.must(err)
	return res.Plain
}

// hand is a file that somebody filled in and saved with Excel.
func (p *play) hand(name, path, code string, change func(typist)) string {
	p.t.Helper()
	return p.put(name, p.locked(p.typed(path, code, change), code))
}

// weakHand is a file that somebody filled in and saved with a program that writes the old encryption, without an
// integrity value.
func (p *play) weakHand(name, path, code string, change func(typist)) string {
	p.t.Helper()
	raw, err := excelize.Encrypt(p.typed(path, code, change), &excelize.Options{Password: code})
	p.must(err)
	return p.put(name, raw)
}

func (p *play) locked(plain []byte, code string) []byte {
	p.t.Helper()
	raw, err := officecrypt.Encrypt(plain, code, officecrypt.Options{SpinCount: quick})
	p.must(err)
	return raw
}

// answers finds the sheet with the answers, and in it the columns by their keys and the rows by their ids.
func (h typist) answers() (sheet string, columns map[string]int, rows map[string]int) {
	h.t.Helper()
	for _, name := range h.x.GetSheetList() {
		cells, err := h.x.GetRows(name)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(cells) == 0 || !strings.Contains(strings.Join(cells[0], " "), "k:status") {
			continue
		}
		columns, rows = map[string]int{}, map[string]int{}
		for i, key := range cells[0] {
			columns[key] = i + 1
		}
		for i, row := range cells {
			if id := columns["k:id"]; i > 0 && id <= len(row) && row[id-1] != "" {
				rows[row[id-1]] = i + 1
			}
		}
		return name, columns, rows
	}
	h.t.Fatal("no sheet with answers")
	return "", nil, nil
}

// at names the cell of a requirement in a column.
func (h typist) at(id assessment.RequirementID, column string) (sheet, cell string) {
	h.t.Helper()
	sheet, columns, rows := h.answers()
	if columns[column] == 0 || rows[string(id)] == 0 {
		h.t.Fatalf("no cell %s of %s", column, id)
	}
	cell, err := excelize.CoordinatesToCellName(columns[column], rows[string(id)])
	if err != nil {
		h.t.Fatal(err)
	}
	return sheet, cell
}

// types puts a value into a cell; column is status, explanation, responsible, due, effort or evidence.
func (h typist) types(q assessment.Requirement, column string, value any) {
	h.t.Helper()
	sheet, cell := h.at(q.ID, "k:"+column)
	if err := h.x.SetCellValue(sheet, cell, value); err != nil {
		h.t.Fatal(err)
	}
}

// forger has a genuine file and its code, and a key of his own, but no key of any desk.
type forger struct {
	p        *play
	code     string
	catalog  *assessment.Catalogue
	manifest envelope.Manifest
	content  envelope.Content
	genuine  envelope.Sealed
	key      ed25519.PrivateKey
}

func (p *play) forger(path, code string) *forger {
	p.t.Helper()
	cells, err := workbook.Read(p.ctx, p.opened(path, code), workbook.LimitsFor(0))
	p.must(err)
	f := &forger{p: p, code: code, genuine: envelope.Sealed{Manifest: cells.Machine.Manifest, Content: cells.Machine.Payload, Signature: cells.Machine.Signature}}
	f.manifest, f.content, err = envelope.Open(f.genuine, envelope.DefaultLimits)
	p.must(err)
	f.catalog, err = p.office.Catalogue(p.ctx, p.round.Catalogue)
	p.must(err)
	f.key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{66}, ed25519.SeedSize))
	return f
}

// lies writes what he would like to be believed into every answer of the content: all is well.
func (f *forger) lies() {
	for i, e := range f.content.Entries {
		if e.Kind == assessment.KindAnswer && e.Field == assessment.FieldStatus {
			value := assessment.Statement{Status: assessment.StatusYes, Explanation: "gefälscht", TextHash: f.catalog.Requirements[0].Hash}.Encode()
			v := e.Register.Vector[0]
			v.Counter += 1000
			f.content.Entries[i].Register = e.Register.Write(v, value)
		}
	}
}

// signs seals what was changed with the forger's own key.
func (f *forger) signs() envelope.Sealed {
	f.p.t.Helper()
	s, err := envelope.Seal(f.manifest, f.content, f.key)
	f.p.must(err)
	return s
}

// writes makes a whole exchange file around sealed parts.
func (f *forger) writes(name string, s envelope.Sealed) string {
	f.p.t.Helper()
	book := bookOf(f.p.office.say(), f.manifest, f.content, f.catalog)
	book.Machine = workbook.Machine{Manifest: s.Manifest, Payload: s.Content, Signature: s.Signature}
	plain, err := workbook.Write(book, f.p.office.say())
	f.p.must(err)
	return f.p.put(name, f.p.locked(plain, f.code))
}

// copyFolder copies a closed data folder, or a profile, with all that is in it.
func (p *play) copyFolder(from, to string) {
	p.t.Helper()
	p.must(os.CopyFS(to, os.DirFS(from)))
	// A copy keeps what only its owner may read.
	p.must(filepath.WalkDir(to, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	}))
}
