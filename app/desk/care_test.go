package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
	"kreislage/data/officecrypt"
	"kreislage/data/store"
)

// byHand opens an exchange file as a person does in Excel, changes it and saves it under the same code.
func byHand(t *testing.T, path, code string, edit func(*excelize.File)) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	res, err := officecrypt.Decrypt(context.Background(), raw, code, officecrypt.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(res.Plain))
	if err != nil {
		t.Fatal(err)
	}
	edit(x)
	var out bytes.Buffer
	if err := x.Write(&out); err != nil {
		t.Fatal(err)
	}
	if raw, err = officecrypt.Encrypt(out.Bytes(), code, officecrypt.Options{SpinCount: quick}); err != nil {
		t.Fatal(err)
	}
	to := strings.TrimSuffix(path, ".xlsx") + " ausgefüllt.xlsx"
	if err := os.WriteFile(to, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// fill types a status and an explanation into the row of a requirement, finding the columns by their keys.
func fill(t *testing.T, x *excelize.File, ref, status, explanation string) {
	t.Helper()
	sheet := x.GetSheetList()[1]
	rows, err := x.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, key := range rows[0] {
		col[key] = i + 1
	}
	for i, r := range rows {
		for _, c := range r {
			if c != ref {
				continue
			}
			for key, v := range map[string]string{"k:status": status, "k:explanation": explanation} {
				cell, _ := excelize.CoordinatesToCellName(col[key], i+1)
				if err := x.SetCellValue(sheet, cell, v); err != nil {
					t.Fatalf("%s %v: %v", key, rows[0], err)
				}
			}
			return
		}
	}
	t.Fatalf("no row for %s", ref)
}

func (p *play) requirement(i int) assessment.Requirement {
	p.t.Helper()
	c, err := p.office.Catalogue(p.ctx, p.round.Catalogue)
	p.must(err)
	return c.Requirements[i]
}

// A colleague fills in a pack without Kreislage. Only what she was asked comes back, under her name; the office
// refuses the pack itself; the district's next reply carries her answer.
func TestDelegation(t *testing.T) {
	p := newPlay(t, "06535")
	county := p.join("06535", p.send("06535"))
	asked, other := p.requirement(3), p.requirement(4)
	pack, err := county.Delegate(p.ctx, p.round.ID, "", []assessment.RequirementID{asked.ID}, "Frau Beispiel, Hochbau", filepath.Join(p.dir, "packs"))
	p.must(err)
	if out, err := county.Delegations(p.ctx); err != nil || len(out) != 1 || !out[0].Returned.IsZero() || out[0].To != "Frau Beispiel, Hochbau" {
		t.Fatalf("delegations: %+v, %v", out, err)
	}
	filled := byHand(t, pack.Path, pack.Code, func(x *excelize.File) { fill(t, x, asked.Ref, "teilweise", "Serverraum im Neubau ist fertig.") })
	if v := p.take(p.office, AcceptAll, filled)[0]; v.Verdict != VerdictWrongCode {
		t.Fatalf("at the office: %+v", v)
	}
	if v := p.take(county, AcceptSigned, filled)[0]; v.Verdict != VerdictHand || v.Accepted {
		t.Fatalf("without a person: %+v", v)
	}
	v := p.take(county, AcceptAll, filled)[0]
	if v.New != 1 || v.Rows != 1 || !v.Accepted {
		t.Fatalf("taken: %+v", v)
	}
	h, err := county.History(p.ctx, assessment.AnswerKey{Round: p.round.ID, District: "06535", Scope: assessment.WholeScope, Requirement: asked.ID})
	p.must(err)
	if len(h) != 1 || h[0].Who != "Frau Beispiel, Hochbau" || h[0].Source != SourceHand || h[0].File == "" {
		t.Fatalf("history: %+v", h)
	}
	if out, _ := county.Delegations(p.ctx); out[0].Returned.IsZero() {
		t.Fatal("the pack has come back")
	}
	p.take(p.office, AcceptAll, p.reply(county))
	p.sameAnswers(p.office, county, "06535")
	// A row that was not asked cannot be answered in the pack.
	cheat := byHand(t, pack.Path, pack.Code, func(x *excelize.File) {
		sheet := x.GetSheetList()[1]
		rows, _ := x.GetRows(sheet)
		for i, r := range rows {
			for j, c := range r {
				if c == string(asked.ID) {
					cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
					_ = x.SetCellValue(sheet, cell, string(other.ID))
				}
			}
		}
		fill(t, x, asked.Ref, "ja", "")
	})
	if v := p.take(county, AcceptAll, cheat)[0]; v.Refused != 1 || v.New+v.Changed != 0 {
		t.Fatalf("a row that was not asked: %+v", v)
	}
}

// Files under a former code are still read, files under a revoked one are not; a district learns its new code from
// the letter and the first file that it opens.
func TestCodes(t *testing.T) {
	p := newPlay(t, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "")
	old := p.reply(county)
	p.must(p.office.RotateCode(p.ctx, "06535"))
	if v := p.take(p.office, AcceptAll, old)[0]; v.Verdict != VerdictUntrusted || !v.Accepted {
		t.Fatalf("former code: %+v", v)
	}
	next := p.send("06535")
	if v := p.take(county, AcceptAll, next)[0]; v.Verdict != VerdictWrongCode {
		t.Fatalf("new code unknown: %+v", v)
	}
	l, err := p.office.Letter(p.ctx, "06535")
	p.must(err)
	b, err := county.PreviewWithCode(p.ctx, []string{next}, strings.ToLower(l.Code), nil)
	p.must(err)
	if v := b.Files()[0]; v.Verdict != VerdictNew {
		t.Fatalf("a file that brings a new code: %s", v.Verdict)
	}
	_, err = county.Accept(p.ctx, b, AcceptByMode(AcceptSigned), nil)
	p.must(err)
	p.answer(county, 0, assessment.StatusNo, "")
	if v := p.take(p.office, AcceptSigned, p.reply(county))[0]; v.Verdict != VerdictNew {
		t.Fatalf("under the new code: %+v", v)
	}
	p.answer(county, 0, assessment.StatusPartly, "")
	stolen := p.reply(county)
	p.must(p.office.RevokeCode(p.ctx, "06535"))
	if v := p.take(p.office, AcceptAll, stolen)[0]; v.Verdict != VerdictRevoked || v.Accepted {
		t.Fatalf("revoked code: %+v", v)
	}
}

// A file that cannot be taken in is kept aside with what is wrong; an unencrypted one is noted, never copied.
func TestQuarantine(t *testing.T) {
	p := newPlay(t, "06535")
	path := p.send("06535")
	raw, err := os.ReadFile(path)
	p.must(err)
	raw[len(raw)/2] ^= 4
	p.must(os.WriteFile(filepath.Join(p.dir, "kaputt.xlsx"), raw, 0o600))
	plain := filepath.Join(p.dir, "offen.xlsx")
	p.must(writePlainWorkbook(plain, "Geheimer Satz"))
	p.take(p.office, AcceptAll, filepath.Join(p.dir, "kaputt.xlsx"), plain)
	files, err := p.office.Quarantine(p.ctx)
	p.must(err)
	if len(files) != 2 {
		t.Fatalf("%+v", files)
	}
	for _, f := range files {
		kept := f.Copy != ""
		if kept != (f.Verdict == VerdictDamaged) || len(f.Sentence) < 20 {
			t.Errorf("%+v", f)
		}
	}
	for _, f := range files {
		p.must(p.office.Discard(p.ctx, f.ID))
	}
	left := 0
	p.must(filepath.WalkDir(filepath.Join(p.dir, "office", quarantineFolder), func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			left++
		}
		return err
	}))
	if left != 0 {
		t.Fatalf("%d copies left", left)
	}
}

// Whose a file is that cannot be read tells its name: by the district's key, else by its name, where that is clear.
func TestPresumed(t *testing.T) {
	districts := []assessment.District{{Key: "06535", Name: "Vogelsbergkreis"}, {Key: "06633", Name: "Landkreis Kassel"}, {Key: "k.1", Name: "Klinikum Nord"}}
	for name, want := range map[string]assessment.DistrictKey{
		"Runde_06535_R-0001.xlsx": "06535", "06535.xlsx": "06535", "Kopie von Runde-2026_06633_R-0001 (2).xlsx": "06633", "rückmeldung vogelsbergkreis.XLSX": "06535",
		"Landkreis Kassel Antworten.xlsx": "06633", "Runde_k.1_R-0001.xlsx": "k.1", "Runde_065351_R-0001.xlsx": "", "06535_06633.xlsx": "", "kaputt.xlsx": "", "": "", "Kassel.xlsx": "",
	} {
		if got := presumed(name, districts); got != want {
			t.Errorf("%q: %q, not %q", name, got, want)
		}
	}
}

// A file that nobody can read counts at the district that its name tells, in the cockpit too, and the office has a text
// for its sender that says what to send instead.
func TestHeldFileOfAPresumedDistrict(t *testing.T) {
	p := newPlay(t, "06535", "06633")
	path := p.send("06535")
	raw, err := os.ReadFile(path)
	p.must(err)
	broken := filepath.Join(p.dir, "Antwort_06535_R-0009.xlsx")
	p.must(os.WriteFile(broken, raw[:len(raw)/2], 0o600))
	p.take(p.office, AcceptAll, broken)
	held, err := p.office.Quarantine(p.ctx)
	p.must(err)
	if len(held) != 1 || held[0].District != "06535" || !held[0].Presumed || !strings.Contains(held[0].Ask, "Antwort_06535_R-0009.xlsx") || strings.Contains(held[0].Ask, "{") || held[0].Subject == "" {
		t.Fatalf("%+v", held)
	}
	rows, err := p.office.Cockpit(p.ctx, p.round.ID)
	p.must(err)
	if rows[0].Held != 1 || rows[1].Held != 0 {
		t.Fatalf("%d and %d", rows[0].Held, rows[1].Held)
	}
	page, err := p.office.DistrictPage(p.ctx, "06535")
	p.must(err)
	if len(page.Held) != 1 || len(page.Rounds) != 1 || page.Rounds[0].Standing.Held != 1 {
		t.Fatalf("%+v", page)
	}
}

// The page about a district lists what went to and fro with its receipts, the newest first, and nothing of others.
func TestDistrictPage(t *testing.T) {
	p := newPlay(t, "06535", "06633")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "so")
	p.take(p.office, AcceptAll, p.reply(county))
	other := p.join("06633", p.send("06633"))
	p.answer(other, 0, assessment.StatusNo, "nein")
	p.take(p.office, AcceptAll, p.reply(other))
	page, err := p.office.DistrictPage(p.ctx, "06535")
	p.must(err)
	if len(page.Received) != 1 || page.Received[0].Receipt || page.Received[0].Number != "R-0001" || len(page.Sent) != 1 || !page.Sent[0].Receipt || page.Sent[0].Round.ID != p.round.ID {
		t.Fatalf("before: %+v", page)
	}
	p.send("06535")
	if page, err = p.office.DistrictPage(p.ctx, "06535"); err != nil || !page.Received[0].Receipt || page.Sent[0].Receipt || !page.Sent[1].Receipt {
		t.Fatalf("after: %+v %v", page, err)
	}
	if _, err := p.office.DistrictPage(p.ctx, "99999"); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	if _, err := county.DistrictPage(p.ctx, "06535"); !errors.Is(err, assessment.ErrWrongRole) {
		t.Errorf("at the district: %v", err)
	}
}

// Every table can be written, and holds no text that a program would take for a formula.
func TestTables(t *testing.T) {
	p, _ := newTopicPlay(t, "06431", "06432")
	for _, table := range Tables() {
		path := filepath.Join(p.dir, "t.csv")
		q := TableQuery{Table: table, Round: p.round.ID}
		if table == TableCompare {
			q.District = "06431"
		}
		p.must(p.office.WriteTable(p.ctx, q, path))
		raw, err := os.ReadFile(path)
		p.must(err)
		if lines := strings.Count(string(raw), "\r\n"); lines < 2 && table != TableRemarks {
			t.Errorf("%s: %s", table, raw)
		}
	}
	for _, m := range HeatMetrics() {
		p.must(p.office.WriteTable(p.ctx, TableQuery{Table: TableHeatMap, Round: p.round.ID, Metric: m}, filepath.Join(p.dir, "t.csv")))
	}
	if err := p.office.WriteTable(p.ctx, TableQuery{Table: "x", Round: p.round.ID}, filepath.Join(p.dir, "x.csv")); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("unknown table: %v", err)
	}
}

func writePlainWorkbook(path, text string) error {
	x := excelize.NewFile()
	if err := x.SetCellStr("Sheet1", "A1", text); err != nil {
		return err
	}
	return x.SaveAs(path)
}

// A copied folder goes on under an id of its own, and its files are trusted because the old key vouches for the
// new one. Neither desk's numbers ever contradict the other's.
func TestCopiedFolder(t *testing.T) {
	p := newPlay(t, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "vor der Kopie")
	p.take(p.office, AcceptAll, p.reply(county))
	p.must(county.Close())
	copyTo := filepath.Join(p.dir, "copy")
	p.must(os.CopyFS(copyTo, os.DirFS(filepath.Join(p.dir, "06535"))))
	first, err := Open(p.ctx, filepath.Join(p.dir, "06535"), p.options("06535"))
	p.must(err)
	defer first.Close()
	second, err := Open(p.ctx, copyTo, p.options("06535"))
	p.must(err)
	defer second.Close()
	if first.Info().Desk == second.Info().Desk {
		t.Fatal("two folders write under one id")
	}
	p.answer(first, 1, assessment.StatusNo, "am ersten")
	p.answer(second, 1, assessment.StatusYes, "am zweiten")
	a, b := p.reply(first), p.reply(second)
	for _, v := range p.take(p.office, AcceptSigned, a, b) {
		if v.Verdict != VerdictNew || !v.Accepted {
			t.Fatalf("%+v", v)
		}
	}
	conflicts, err := p.office.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	if len(conflicts) != 1 || len(conflicts[0].Values) != 2 {
		t.Fatalf("conflicts: %+v", conflicts)
	}
	rows, err := p.office.Cockpit(p.ctx, p.round.ID)
	p.must(err)
	if rows[0].State != CockpitConflict {
		t.Fatalf("%+v", rows[0])
	}
	// The district resolves: the office's next file brings the other desk's answer, one decision covers both.
	p.take(first, AcceptAll, p.send("06535"))
	mine, err := first.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	if len(mine) != 1 {
		t.Fatalf("at the district: %+v", mine)
	}
	p.must(first.Resolve(p.ctx, mine[0].ID, mine[0].Values[0].Value))
	p.take(p.office, AcceptSigned, p.reply(first))
	if conflicts, _ = p.office.Conflicts(p.ctx, p.round.ID); len(conflicts) != 0 {
		t.Fatalf("after the decision: %+v", conflicts)
	}
}

// An Office document of another kind, with the right code or without encryption, is no exchange file.
func TestOtherDocuments(t *testing.T) {
	p := newPlay(t, "06535")
	l, err := p.office.Letter(p.ctx, "06535")
	p.must(err)
	var doc bytes.Buffer
	z := zip.NewWriter(&doc)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := z.Create(name)
		p.must(err)
		_, err = w.Write([]byte(`<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`))
		p.must(err)
	}
	p.must(z.Close())
	secret, err := officecrypt.Encrypt(doc.Bytes(), l.Code, officecrypt.Options{SpinCount: quick})
	p.must(err)
	files := map[string][]byte{"offen.docx": doc.Bytes(), "verschlüsselt.docx": secret, "leer.xlsx": nil}
	for name, raw := range files {
		path := filepath.Join(p.dir, name)
		p.must(os.WriteFile(path, raw, 0o600))
		v := p.take(p.office, AcceptAll, path)[0]
		if v.Accepted || v.Verdict != VerdictNoFile && v.Verdict != VerdictPlain {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// Who takes back an import by which a key was confirmed takes back the confirmation too: the next file under that
// key asks a person again. A key that was confirmed by its fingerprint stays confirmed.
func TestUndoUnpins(t *testing.T) {
	p := newPlay(t, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "")
	p.take(p.office, AcceptAll, p.reply(county))
	undoLast := func() {
		t.Helper()
		imports, err := p.office.Imports(p.ctx)
		p.must(err)
		_, err = p.office.UndoImport(p.ctx, imports[0].ID)
		p.must(err)
	}
	undoLast()
	p.answer(county, 1, assessment.StatusYes, "")
	next := p.reply(county)
	if v := p.take(p.office, AcceptSigned, next)[0]; v.Verdict != VerdictUntrusted {
		t.Fatalf("after the undo: %s", v.Verdict)
	}
	_, err := p.office.Trust(p.ctx, "06535")
	p.must(err)
	p.take(p.office, AcceptSigned, next)
	undoLast()
	if v := p.take(p.office, AcceptSigned, next)[0]; v.Verdict != VerdictNew {
		t.Fatalf("confirmed by its fingerprint: %s", v.Verdict)
	}
}

// A large batch keeps only what sums its files up. Details tells the rest, each file after those before it, and
// accepting brings in exactly as much.
func TestLargeBatch(t *testing.T) {
	p := newSmallPlay(t, 4, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "eins")
	var files []string
	for range largeBatch + 1 {
		files = append(files, p.reply(county))
	}
	p.answer(county, 1, assessment.StatusNo, "zwei")
	files = append(files, p.reply(county))
	b, err := p.office.Preview(p.ctx, files, nil)
	p.must(err)
	last := len(files) - 1
	if v := b.Files()[last]; v.New != 1 || v.Unchanged != 3 || !v.Trimmed || len(v.Changes) != 0 {
		t.Fatalf("trimmed: %+v", v)
	}
	for at, changes := range map[int]int{0: 1, 1: 0, last - 1: 0, last: 1} {
		v, err := p.office.Details(p.ctx, b, files[at])
		if err != nil || len(v.Changes) != changes || v.Trimmed || v.New != changes || v.Sentence != b.Files()[at].Sentence {
			t.Fatalf("details of file %d: %+v, %v", at, v, err)
		}
	}
	views, err := p.office.Accept(p.ctx, b, AcceptByMode(AcceptAll), nil)
	p.must(err)
	for i, v := range views {
		if !v.Accepted || v.New != b.Files()[i].New {
			t.Fatalf("%+v", v)
		}
	}
	p.sameAnswers(p.office, county, "06535")
	p.sameRegisters(p.office, county, "06535")
	p.must(os.WriteFile(files[last], []byte("anders"), 0o600))
	if _, err := p.office.Details(p.ctx, b, files[last]); err == nil {
		t.Fatal("another file than the one that was previewed")
	}
}

// Writing a file needs one connection of the reading pool and no more: files that are written side by side would
// otherwise wait for each other for good.
func TestExportNeedsOneConnection(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	ctx, cancel := context.WithTimeout(p.ctx, time.Minute)
	defer cancel()
	var held sync.WaitGroup
	release, ready := make(chan struct{}), make(chan struct{})
	others := max(2, runtime.NumCPU()) - 1
	for range others {
		held.Go(func() {
			err := p.office.store.Snapshot(ctx, func(r store.Reader) error {
				_, err := r.Rounds(ctx)
				ready <- struct{}{}
				<-release
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	for range others {
		<-ready
	}
	_, err := p.office.Export(ctx, p.round.ID, nil, filepath.Join(p.dir, "out"), nil)
	close(release)
	held.Wait()
	p.must(err)
}
