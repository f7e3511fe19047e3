package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha512"
	"database/sql"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
	"kreislage/data/officecrypt"
	"kreislage/data/store"
)

// benchRound is a round of real size: 901 requirements with text and help, all answered.
type benchRound struct {
	b      *testing.B
	ctx    context.Context
	dir    string
	o      Options
	office *Desk
	county *Desk
	round  assessment.RoundID
	code   string
	edits  []AnswerEdit
}

func newBenchRound(b *testing.B, requirements int) *benchRound {
	b.Helper()
	x := &benchRound{b: b, ctx: context.Background(), dir: b.TempDir()}
	x.o = Options{Profile: filepath.Join(x.dir, "profile"), Lang: "de", Who: "bench"}
	var err error
	x.office, err = InitOffice(x.ctx, filepath.Join(x.dir, "office"), "Stelle", x.o)
	x.must(err)
	cat := benchCatalogue(requirements)
	x.must(x.office.store.Write(x.ctx, func(tx *store.Tx) error { return tx.AddCatalogue(x.ctx, cat) }))
	_, err = x.office.AddDistrict(x.ctx, "06535", "Vogelsbergkreis", "")
	x.must(err)
	r, err := x.office.NewRound(x.ctx, NewRound{Name: "Messung", Catalogue: cat.ID})
	x.must(err)
	x.round = r.ID
	sent, err := x.office.Export(x.ctx, r.ID, nil, filepath.Join(x.dir, "out"), nil)
	x.must(err)
	l, err := x.office.Letter(x.ctx, "06535")
	x.must(err)
	x.code = l.Code
	x.county, err = InitDistrict(x.ctx, filepath.Join(x.dir, "county"), sent[0].Path, l.Code, "", x.o)
	x.must(err)
	b.Cleanup(func() { x.must(errors.Join(x.office.Close(), x.county.Close())) })
	for i, q := range cat.Requirements {
		st, who, due := assessment.Status(1+i%4), "IT-Abteilung", assessment.Date("2027-03-31")
		text := fmt.Sprintf("Erläuterung %d: so wird es bei uns gemacht, mit Umlauten äöü und einem längeren Satz dazu.", i)
		x.edits = append(x.edits, AnswerEdit{assessment.AnswerKey{Round: r.ID, Requirement: q.ID}, Edit{Status: &st, Explanation: &text, Responsible: &who, Due: &due}})
	}
	_, err = x.county.AnswerAll(x.ctx, x.edits)
	x.must(err)
	return x
}

func benchCatalogue(n int) *assessment.Catalogue {
	c := &assessment.Catalogue{Key: "bench", Title: "Messkatalog", Edition: "1", Language: "de"}
	for i := range 14 {
		c.Topics = append(c.Topics, assessment.Topic{ID: assessment.TopicID(fmt.Sprintf("T%02d", i)), Title: fmt.Sprintf("Thema %d", i)})
	}
	help := "Die Regelung steht in einer Dienstanweisung, die alle Beschäftigten kennen. Als Nachweis dienen die Anweisung, ein Protokoll der letzten Prüfung und die Liste der Verantwortlichen. "
	for i := range n {
		c.Requirements = append(c.Requirements, assessment.Requirement{
			ID: assessment.RequirementID(fmt.Sprintf("m-%04d", i)), Ref: fmt.Sprintf("M.%d", i+1), Topic: c.Topics[i*14/n].ID,
			Title: fmt.Sprintf("Anforderung %d", i), Text: fmt.Sprintf("Ist Punkt %d geregelt, bekannt gemacht und im letzten Jahr geprüft worden?", i), Guidance: help + help,
			Modal: assessment.ModalShould,
		})
	}
	if err := c.Seal(); err != nil {
		panic(err)
	}
	return c
}

func (x *benchRound) must(err error) {
	x.b.Helper()
	if err != nil {
		x.b.Fatal(err)
	}
}

func (x *benchRound) timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// floor does once, and with nothing around it, what no import can do without: derive the key, decrypt and check
// the bytes, inflate them, look at every XML token, and insert as many rows.
func (x *benchRound) floor(raw, plain []byte, rows int) time.Duration {
	return x.timed(func() { floorKey(); floorCipher(raw) }) +
		x.timed(func() { x.must(floorXML(plain)) }) +
		x.timed(func() {
			x.must(floorInsert(filepath.Join(x.dir, fmt.Sprintf("floor-%d.db", time.Now().UnixNano())), rows))
		})
}

func floorKey() {
	var block [4 + sha512.Size]byte
	h := sha512.Sum512(block[:])
	for i := range 100_000 {
		block[0], block[1], block[2] = byte(i), byte(i>>8), byte(i>>16)
		copy(block[4:], h[:])
		h = sha512.Sum512(block[:])
	}
}

func floorCipher(raw []byte) {
	block, _ := aes.NewCipher(make([]byte, 32))
	n := len(raw) / aes.BlockSize * aes.BlockSize
	out := make([]byte, n)
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(out, raw[:n])
	mac := hmac.New(sha512.New, make([]byte, 64))
	mac.Write(raw)
	mac.Sum(nil)
}

func floorXML(plain []byte) error {
	z, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	if err != nil {
		return err
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		d := xml.NewDecoder(r)
		for {
			if _, err := d.RawToken(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return err
			}
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
	return nil
}

func floorInsert(path string, rows int) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec("CREATE TABLE floor (a TEXT, b TEXT, c TEXT, d TEXT, PRIMARY KEY (a, b, c)) WITHOUT ROWID"); err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	st, err := tx.Prepare("INSERT INTO floor VALUES (?, ?, ?, ?)")
	if err != nil {
		return err
	}
	for i := range rows {
		if _, err := st.Exec("round", fmt.Sprintf("requirement-%06d", i), "field", "0123456789abcdef0123456789abcdef:12|0123456789abcdef0123456789abcdef:12:80:ein Wert von üblicher Länge"); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (x *benchRound) plain(path string) (raw, plain []byte) {
	raw, err := os.ReadFile(path)
	x.must(err)
	res, err := officecrypt.Decrypt(x.ctx, raw, x.code, officecrypt.Limits{})
	x.must(err)
	return raw, res.Plain
}

// An import writes, for every field that comes in, its register, its history and what answers shows of it.
const rowsPerField, fieldsPerAnswer = 3, 3

// BenchmarkImportRatio compares taking in a signed reply of 901 answers with its floor in the same run.
func BenchmarkImportRatio(b *testing.B) {
	x := newBenchRound(b, 901)
	reply, err := x.county.Export(x.ctx, x.round, nil, filepath.Join(x.dir, "in"), nil)
	x.must(err)
	raw, plain := x.plain(reply[0].Path)
	var job, preview, floor time.Duration
	for b.Loop() {
		floor += x.floor(raw, plain, 901*fieldsPerAnswer*rowsPerField)
		var batch *Batch
		p := x.timed(func() { batch, err = x.office.Preview(x.ctx, []string{reply[0].Path}, nil) })
		x.must(err)
		job += p + x.timed(func() { _, err = x.office.Accept(x.ctx, batch, AcceptByMode(AcceptAll), nil) })
		x.must(err)
		preview += p
		imports, err := x.office.Imports(x.ctx)
		x.must(err)
		_, err = x.office.UndoImport(x.ctx, imports[0].ID)
		x.must(err)
	}
	n := time.Duration(b.N)
	b.ReportMetric(float64(job)/float64(floor), "x-floor")
	b.ReportMetric(float64((job / n).Milliseconds()), "import-ms")
	b.ReportMetric(float64((preview / n).Milliseconds()), "preview-ms")
	b.ReportMetric(float64((floor / n).Milliseconds()), "floor-ms")
}

// BenchmarkExportRatio compares writing a reply of 901 answers, read again and compared, with the floor of taking it
// in, and with that floor less the rows, of which an export writes only one.
func BenchmarkExportRatio(b *testing.B) {
	x := newBenchRound(b, 901)
	var job, floor, less time.Duration
	for b.Loop() {
		var files []ExportedFile
		var err error
		job += x.timed(func() { files, err = x.county.Export(x.ctx, x.round, nil, filepath.Join(x.dir, "in"), nil) })
		x.must(err)
		raw, plain := x.plain(files[0].Path)
		floor += x.floor(raw, plain, 901*fieldsPerAnswer*rowsPerField)
		less += x.floor(raw, plain, 1)
	}
	n := time.Duration(b.N)
	b.ReportMetric(float64(job)/float64(floor), "x-floor")
	b.ReportMetric(float64(job)/float64(less), "x-floor-without-rows")
	b.ReportMetric(float64((job / n).Milliseconds()), "export-ms")
	b.ReportMetric(float64((floor / n).Milliseconds()), "floor-ms")
}

// BenchmarkPreviewMany tells whether forty replies use both processors and whether memory stays flat.
func BenchmarkPreviewMany(b *testing.B) {
	x := newBenchRound(b, 901)
	var paths []string
	for range 40 {
		f, err := x.county.Export(x.ctx, x.round, nil, filepath.Join(x.dir, "in"), nil)
		x.must(err)
		paths = append(paths, f[0].Path)
	}
	var one, all time.Duration
	var few, many uint64
	for b.Loop() {
		one += x.timed(func() { _, err := x.office.Preview(x.ctx, paths[:1], nil); x.must(err) })
		few = max(few, peak(func() { _, err := x.office.Preview(x.ctx, paths[:4], nil); x.must(err) }))
		all += x.timed(func() {
			many = max(many, peak(func() { _, err := x.office.Preview(x.ctx, paths, nil); x.must(err) }))
		})
	}
	b.ReportMetric(40*float64(one)/float64(all), "speed-up")
	b.ReportMetric(float64(few>>20), "heap-MiB-4-files")
	b.ReportMetric(float64(many>>20), "heap-MiB-40-files")
}

// peak samples the live heap while f runs.
func peak(f func()) uint64 {
	runtime.GC()
	done, stop := make(chan uint64), make(chan struct{})
	go func() {
		var top uint64
		var m runtime.MemStats
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapAlloc)
			select {
			case <-stop:
				done <- top
				return
			case <-tick.C:
			}
		}
	}()
	f()
	close(stop)
	return <-done
}

// BenchmarkElsewhere prints how long other programs take to open the same reply and read its cells, without a
// signature, a comparison or a store: what people would use if there were no Kreislage.
func BenchmarkElsewhere(b *testing.B) {
	x := newBenchRound(b, 901)
	reply, err := x.county.Export(x.ctx, x.round, nil, filepath.Join(x.dir, "in"), nil)
	x.must(err)
	path := reply[0].Path
	preview := func() { _, err := x.office.Preview(x.ctx, []string{path}, nil); x.must(err) }
	others := []struct {
		name string
		args []string
	}{
		{"xlsx-populate", []string{"node", "-e", `require(process.argv[1] + "/xlsx-populate").fromFileAsync(process.argv[2], {password: process.argv[3]}).then(w => w.sheets().forEach(s => s.usedRange() && s.usedRange().value()))`, judges(), path, x.code}},
		{"msoffcrypto+openpyxl", []string{"/usr/bin/python3", "-c", `
import io, sys, msoffcrypto, openpyxl
o = msoffcrypto.OfficeFile(open(sys.argv[1], "rb")); o.load_key(password=sys.argv[2]); b = io.BytesIO(); o.decrypt(b, verify_integrity=True)
for s in openpyxl.load_workbook(b): list(s.values)`, path, x.code}},
	}
	for _, o := range others {
		b.Run(o.name, func(b *testing.B) {
			if out, err := exec.Command(o.args[0], o.args[1:]...).CombinedOutput(); err != nil {
				b.Skipf("not installed: %v %.200s", err, out)
			}
			x.compareWith(b, preview, func() error { return exec.Command(o.args[0], o.args[1:]...).Run() })
		})
	}
	b.Run("excelize", func(b *testing.B) {
		x.compareWith(b, preview, func() error {
			f, err := excelize.OpenFile(path, excelize.Options{Password: x.code})
			if err != nil {
				return err
			}
			defer f.Close()
			for _, s := range f.GetSheetList() {
				if _, err := f.GetRows(s); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// judges is where other programs' libraries lie that are installed for tests.
func judges() string {
	if dir := os.Getenv("KREISLAGE_JUDGES"); dir != "" {
		return dir
	}
	dir, _ := filepath.Abs("../../.judges/node_modules")
	return dir
}

func (x *benchRound) compareWith(b *testing.B, ours func(), theirs func() error) {
	var a, c time.Duration
	for b.Loop() {
		a += x.timed(ours)
		c += x.timed(func() { x.must(theirs()) })
	}
	b.ReportMetric(float64((c / time.Duration(b.N)).Milliseconds()), "theirs-ms")
	b.ReportMetric(float64((a / time.Duration(b.N)).Milliseconds()), "preview-ms")
	b.ReportMetric(float64(c)/float64(a), "x-ours")
}
