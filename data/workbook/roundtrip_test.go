package workbook

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
)

func write(t testing.TB, b Book, language string) []byte {
	t.Helper()
	x, err := Write(b, words(t, language))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func read(t testing.TB, x []byte) *Contents {
	t.Helper()
	c, err := Read(context.Background(), x, LimitsFor(0))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// unchanged fails the test where a workbook that nobody has touched is not taken for one.
func unchanged(t testing.TB, b Book, c *Contents) {
	t.Helper()
	cmp := Compare(b, c)
	rows := len(b.Rows) + len(b.Remarks) + len(b.Measures)
	if cmp.Rows != rows || cmp.Unchanged != rows || len(cmp.Missing) != 0 || len(cmp.Warnings) != 0 {
		t.Errorf("counts %+v, missing %v, warnings %v", cmp.Counts, cmp.Missing, cmp.Warnings)
		for _, r := range cmp.Results {
			if r.Outcome != OutcomeUnchanged {
				t.Fatalf("%+v", r)
			}
		}
	}
}

func sameMachine(t testing.TB, want, got Machine) {
	t.Helper()
	if !bytes.Equal(want.Manifest, got.Manifest) || !bytes.Equal(want.Payload, got.Payload) || !bytes.Equal(want.Signature, got.Signature) {
		t.Errorf("machine bytes differ: %d %d %d became %d %d %d", len(want.Manifest), len(want.Payload), len(want.Signature),
			len(got.Manifest), len(got.Payload), len(got.Signature))
	}
}

// A workbook as it was written says nothing new and gives the machine bytes back, in both languages.
func TestRoundTrip(t *testing.T) {
	for _, language := range []string{"de", "en"} {
		b := sample(fabricated(60))
		c := read(t, write(t, b, language))
		unchanged(t, b, c)
		sameMachine(t, b.Machine, c.Machine)
	}
}

// awkward draws texts that formats like to spoil, in the canonical form in which answers are kept.
func awkward(max int) *rapid.Generator[string] {
	pieces := rapid.SampledFrom([]string{
		"=1+1", "+49", "-", "@SUM(A1)", "_x0041_", "_x0041_x0042_", "_xD83D_", "_x005F_", "\n", " ", "ä", "é", "😀", "<b>", "&amp;", "\"", "'",
		"31.01.2027", "1E5", "007", "TRUE", "#NV", "#REF!", "\u00a0", "\u200b", "\t", "\x01", "\ufffe", "ﬁ", "x",
	})
	return rapid.Custom(func(t *rapid.T) string {
		s := canonical.Fold(strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "pieces"), ""))
		if r := []rune(s); len(r) > max {
			s = canonical.Fold(string(r[:max]))
		}
		return s
	})
}

func drawBook(t *rapid.T) Book {
	c := assessment.Catalogue{Key: "k", Topics: []assessment.Topic{{ID: "T", Title: awkward(20).Draw(t, "topic")}}}
	for i := range rapid.IntRange(0, 5).Draw(t, "requirements") {
		c.Requirements = append(c.Requirements, assessment.Requirement{
			ID: assessment.RequirementID(fmt.Sprintf("r%d", i)), Ref: fmt.Sprintf("%d.1", i), Topic: "T", Title: awkward(30).Draw(t, "title"),
			Text: awkward(200).Draw(t, "text"), Guidance: awkward(200).Draw(t, "guidance"),
		})
	}
	if err := c.Seal(); err != nil {
		t.Fatal(err)
	}
	b := Book{Kind: KindReply, Title: awkward(30).Draw(t, "name"), Mark: awkward(30).Draw(t, "mark"), Cover: awkward(100).Draw(t, "cover"), Catalogue: c, Writable: rapid.Bool().Draw(t, "writable")}
	b.Machine = Machine{
		Manifest: rapid.SliceOfN(rapid.Byte(), 0, 700).Draw(t, "manifest"), Signature: rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "signature"),
		Payload: bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 0, 50).Draw(t, "payload"), rapid.SampledFrom([]int{1, 449, 450, 1000, 2000}).Draw(t, "times")),
	}
	due := rapid.SampledFrom([]assessment.Date{"", "2027-01-31", "2199-12-31"})
	for _, scope := range []assessment.ScopeID{assessment.WholeScope, "schulen"}[:rapid.IntRange(1, 2).Draw(t, "scopes")] {
		for _, r := range c.Requirements {
			row := Row{Scope: scope, ScopeName: string(scope), Requirement: r, Remark: awkward(40).Draw(t, "remark"), LastRound: awkward(40).Draw(t, "last")}
			row.Answer.Status = assessment.Status(rapid.IntRange(0, 4).Draw(t, "status"))
			row.Answer.Explanation = awkward(assessment.MaxExplanation).Draw(t, "explanation")
			row.Answer.Responsible, row.Answer.Due = awkward(250).Draw(t, "responsible"), due.Draw(t, "due")
			row.Answer.Effort, row.Answer.Evidence = awkward(250).Draw(t, "effort"), awkward(250).Draw(t, "evidence")
			b.Rows = append(b.Rows, row)
			if rapid.Bool().Draw(t, "asked") {
				b.Remarks = append(b.Remarks, RemarkRow{Scope: scope, Requirement: r.ID, Ref: r.Ref, Question: awkward(90).Draw(t, "question"), Reply: awkward(90).Draw(t, "reply")})
			}
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "measures") {
		b.Measures = append(b.Measures, MeasureRow{
			ID: fmt.Sprintf("m%d", i), Title: awkward(90).Draw(t, "measure"), Responsible: awkward(90).Draw(t, "who"), Due: due.Draw(t, "until"),
			Once: rapid.SampledFrom([]string{"", "0", "12500"}).Draw(t, "once"), Days: rapid.SampledFrom([]string{"", "1", "0.5", "12.25"}).Draw(t, "days"),
			State: rapid.SampledFrom([]string{"", StatePlanned, StateDone}).Draw(t, "state"),
		})
	}
	return b
}

// Whatever a book says, it says nothing new when it comes back, and its machine bytes are the same.
func TestRoundTripProperty(t *testing.T) {
	w := words(t, "de")
	rapid.Check(t, func(rt *rapid.T) {
		b := drawBook(rt)
		x, err := Write(b, w)
		if err != nil {
			rt.Fatal(err)
		}
		c, err := Read(context.Background(), x, LimitsFor(len(b.Rows)+len(b.Remarks)+len(b.Measures)))
		if err != nil {
			rt.Fatal(err)
		}
		cmp := Compare(b, c)
		rows := len(b.Rows) + len(b.Remarks) + len(b.Measures)
		if cmp.Rows != rows || cmp.Unchanged != rows || len(cmp.Missing)+len(cmp.Warnings) != 0 {
			rt.Fatalf("%+v", cmp)
		}
		if !bytes.Equal(b.Machine.Manifest, c.Machine.Manifest) || !bytes.Equal(b.Machine.Payload, c.Machine.Payload) || !bytes.Equal(b.Machine.Signature, c.Machine.Signature) {
			rt.Fatal("machine bytes differ")
		}
	})
}

// What a person types comes through as it was typed, whatever it looks like to a spreadsheet.
func TestTypedTextProperty(t *testing.T) {
	b := sample(fabricated(1))
	rapid.Check(t, func(rt *rapid.T) {
		text := awkward(4000).Draw(rt, "text")
		next := b
		next.Rows = slices.Clone(b.Rows)
		next.Rows[0].Answer.Explanation = text
		y, err := Write(next, words(t, "de"))
		if err != nil {
			rt.Fatal(err)
		}
		cmp := Compare(b, read(t, y))
		if text == "" || isClear(text) {
			return
		}
		p := cmp.Results[0].Proposals
		if len(p) != 1 {
			rt.Fatalf("%+v", cmp)
		}
		s, err := assessment.DecodeStatement(p[0].Value)
		if err != nil || s.Explanation != text {
			rt.Fatalf("%q became %q, %v", text, s.Explanation, err)
		}
	})
}

// The same book gives the same bytes, so that an export can be compared with what was meant.
func TestSameBytes(t *testing.T) {
	b := sample(fabricated(40))
	if first := write(t, b, "de"); !bytes.Equal(first, write(t, b, "de")) {
		t.Error("two writings differ")
	}
}

// A text that Excel cannot hold is an error, not a shorter text; so are two rows of one id.
func TestWriteRefuses(t *testing.T) {
	for why, c := range map[string]struct {
		change func(b *Book)
		want   error
	}{
		"a text of 32,768 characters":         {func(b *Book) { b.Rows[0].Answer.Evidence = strings.Repeat("x", 32_768) }, assessment.ErrTooLong},
		"16,384 characters of two units each": {func(b *Book) { b.Rows[0].LastRound = strings.Repeat("😀", 16_384) }, assessment.ErrTooLong},
		"one requirement twice":               {func(b *Book) { b.Rows = append(b.Rows, b.Rows[0]) }, assessment.ErrExists},
		"one measure twice":                   {func(b *Book) { b.Measures = append(b.Measures, b.Measures[0]) }, assessment.ErrExists},
		"a row without an id":                 {func(b *Book) { b.Rows[0].Requirement.ID = "" }, assessment.ErrInvalid},
	} {
		b := sample(fabricated(3))
		c.change(&b)
		if _, err := Write(b, words(t, "de")); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", why, err)
		}
	}
	b := sample(fabricated(3))
	b.Title, b.Mark = strings.Repeat("&", 300), strings.Repeat("😀", 300) // more than a page's head takes
	b.Rows[0].LastRound = strings.Repeat("x", 32_767)
	unchanged(t, b, read(t, write(t, b, "de")))
}

// No plain text reaches the disk, however large the workbook: the temporary folder is not even touched. (A file
// that was made and removed again would still change the folder's time.)
func TestNoTemporaryFile(t *testing.T) {
	b := sample(fabricated(140))
	for i := range b.Rows {
		text := strings.Repeat(fmt.Sprintf("Sentinel %d and more. ", i), 1_400) + "End"
		b.Rows[i].Requirement.Guidance, b.Rows[i].Requirement.Text, b.Rows[i].LastRound, b.Rows[i].Remark = text, text, text, text
	}
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(dir, old, old); err != nil {
		t.Fatal(err)
	}
	x := write(t, b, "de")
	if info, err := os.Stat(dir); err != nil || !info.ModTime().Equal(old) {
		t.Fatalf("the temporary folder was used: %v", err)
	}
	zr, err := zip.NewReader(bytes.NewReader(x), int64(len(x)))
	if err != nil {
		t.Fatal(err)
	}
	var largest uint64
	for _, f := range zr.File {
		largest = max(largest, f.UncompressedSize64)
	}
	if largest < 16<<20 {
		t.Fatalf("largest part %d bytes: too small to prove anything", largest)
	}
}

// What LibreOffice has opened and saved says nothing new and still carries the machine bytes, and openpyxl too.
func TestOtherPrograms(t *testing.T) {
	b := sample(fabricated(30))
	b.Rows[0].Answer.Explanation = "=1+1 bleibt Text; _x0041_ auch"
	b.Rows[1].Answer.Explanation = "Zeile eins\n\nZeile drei & <Ende>"
	file := write(t, b, "de")
	for name, save := range map[string]func(t *testing.T, dir, in, out string){"LibreOffice": saveInLibreOffice, "openpyxl": saveInOpenpyxl} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			in, out := filepath.Join(dir, "in.xlsx"), filepath.Join(dir, "out", "in.xlsx")
			if err := os.WriteFile(in, file, 0o600); err != nil {
				t.Fatal(err)
			}
			save(t, dir, in, out)
			saved, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			c := read(t, saved)
			sameMachine(t, b.Machine, c.Machine)
			if name == "LibreOffice" {
				copied := read(t, edit(t, saved, func(f *excelize.File) { hand{t, f}.check(f.DeleteSheet(machineSheet)) })).Machine
				sameMachine(t, Machine{Manifest: b.Machine.Manifest, Signature: b.Machine.Signature}, copied)
			}
			cmp := Compare(b, c)
			for _, r := range cmp.Results {
				if r.Outcome != OutcomeUnchanged && !(name == "openpyxl" && r.Ref == b.Rows[0].Requirement.Ref) {
					t.Errorf("%+v", r)
				}
			}
			if cmp.Answers.Rows != 30 || len(cmp.Missing) != 0 {
				t.Errorf("%+v, missing %v", cmp.Counts, cmp.Missing)
			}
		})
	}
}

func saveInLibreOffice(t *testing.T, dir, in, out string) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Dir(out), in)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

func saveInOpenpyxl(t *testing.T, _, in, out string) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-c", "import openpyxl").Run() != nil {
		t.Skip("openpyxl is not installed")
	}
	if err := os.Mkdir(filepath.Dir(out), 0o700); err != nil {
		t.Fatal(err)
	}
	script := "import openpyxl, sys; w = openpyxl.load_workbook(sys.argv[1]); assert w.sheetnames[:4] == ['Hinweise', 'Anforderungen', 'Rückfragen', 'Maßnahmen'], w.sheetnames; assert w['Anforderungen'].protection.sheet; w.save(sys.argv[2])"
	if text, err := exec.Command(python, "-c", script, in, out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

// edit opens a workbook in excelize, as a person would in Excel, and returns what is saved.
func edit(t testing.TB, x []byte, change func(f *excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(x))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	change(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The machine bytes have a second place for manifest and signature, and a difference between both is told.
func TestMachineCopies(t *testing.T) {
	b := sample(fabricated(5))
	x := write(t, b, "de")
	for _, c := range []struct {
		why                          string
		change                       func(f *excelize.File)
		manifest, payload, signature bool
		codes                        []Code
	}{
		{"the hidden sheet is deleted: the properties are taken", func(f *excelize.File) { f.DeleteSheet(machineSheet) }, true, false, true,
			[]Code{WarningMachineDamaged, WarningMachineDamaged, WarningMachineDamaged}},
		{"a piece of the payload is missing: never the rest of it", func(f *excelize.File) { f.SetCellStr(machineSheet, "A4", "") }, true, false, true, []Code{WarningMachineDamaged}},
		{"the sheet is renamed and shown", func(f *excelize.File) { f.SetSheetName(machineSheet, "Tabelle5"); f.SetSheetVisible("Tabelle5", true) }, true, true, true, nil},
		{"the copy in the properties says something else", func(f *excelize.File) {
			f.SetCustomProps(excelize.CustomProperty{Name: "Kreislage.signature 1/1", Value: "YW5kZXJz"})
		}, true, true, true, []Code{WarningMachineDiffers}},
		{"the rows of the sheet are out of order", func(f *excelize.File) { f.DuplicateRowTo(machineSheet, 2, 9); f.RemoveRow(machineSheet, 2) }, true, true, true, nil},
	} {
		t.Run(c.why, func(t *testing.T) {
			got := read(t, edit(t, x, c.change))
			var codes []Code
			for _, n := range got.Warnings {
				codes = append(codes, n.Code)
			}
			if !slices.Equal(codes, c.codes) {
				t.Errorf("warnings %v", got.Warnings)
			}
			want := Machine{}
			if c.manifest {
				want.Manifest = b.Machine.Manifest
			}
			if c.payload {
				want.Payload = b.Machine.Payload
			}
			if c.signature {
				want.Signature = b.Machine.Signature
			}
			sameMachine(t, want, got.Machine)
		})
	}
}
