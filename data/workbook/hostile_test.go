package workbook

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"kreislage/data/assessment"
)

// repack changes the parts of a workbook on the way into a new package.
func repack(t testing.TB, x []byte, change func(name string, data []byte) []byte) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(x), int64(len(x)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range zr.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(rc)
		rc.Close()
		if err != nil {
			t.Fatal(err)
		}
		w, err := zw.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(change(f.Name, data))
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// inAnswers puts rows behind those of the answers.
func inAnswers(t testing.TB, x []byte, rows string) []byte {
	return repack(t, x, func(name string, data []byte) []byte {
		if name == "xl/worksheets/sheet2.xml" {
			return bytes.Replace(data, []byte("</sheetData>"), []byte(rows+"</sheetData>"), 1)
		}
		return data
	})
}

// The limits that follow from the size of a book refuse what goes far beyond it, and let a far corner pass.
func TestLimits(t *testing.T) {
	b := sample(fabricated(6))
	x := write(t, b, "de")
	for _, c := range []struct {
		why, rows string
		want      error
	}{
		{"a cell in the last corner", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`, nil},
		{"twenty thousand rows", strings.Repeat(`<row><c><v>1</v></c></row>`, 20_000), ErrTooLarge},
		{"twenty thousand cells in a row", `<row>` + strings.Repeat(`<c><v>1</v></c>`, 16_000) + `</row>`, ErrTooLarge},
		{"a cell of 32,768 characters", `<row><c t="inlineStr"><is><t>` + strings.Repeat("x", 32_768) + `</t></is></c></row>`, ErrTooLarge},
		{"a document type", `<!DOCTYPE a [<!ENTITY a "b">]>`, ErrForbidden},
	} {
		got, err := Read(context.Background(), inAnswers(t, x, c.rows), LimitsFor(20))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.why, err)
		}
		if err != nil {
			continue
		}
		if cmp := Compare(b, got); cmp.Unchanged != len(b.Rows)+len(b.Remarks)+len(b.Measures) || cmp.Rows != cmp.Unchanged {
			t.Errorf("%s: %+v", c.why, cmp)
		}
	}
}

// A workbook with nothing but doubled rows of full cells is compared in time that grows with the file only.
func TestManyDoubledRows(t *testing.T) {
	b := sample(fabricated(1))
	id := string(b.Rows[0].Requirement.ID)
	var rows strings.Builder
	for range 300 {
		fmt.Fprintf(&rows, `<row><c t="inlineStr"><is><t>%s</t></is></c><c/><c/><c/><c/><c/><c/><c/><c t="str"><v>nein</v></c><c t="str"><v>%s</v></c><c/><c/><c/><c/><c/><c t="str"><v>%s</v></c></row>`, id, strings.Repeat("ä", 1000), id)
	}
	c, err := Read(context.Background(), inAnswers(t, write(t, b, "de"), rows.String()), LimitsFor(0))
	if err != nil {
		t.Fatal(err)
	}
	cmp := Compare(b, c)
	addsUp(t, cmp)
	if cmp.Answers.Rows != 301 || cmp.Answers.Refused != 301 {
		t.Errorf("%+v", cmp.Counts)
	}
}

// Thousands of merged areas over all rows are looked at no longer than the rows themselves.
func TestManyMergedAreas(t *testing.T) {
	b := sample(fabricated(1))
	var rows, merged strings.Builder
	for range 3_000 {
		rows.WriteString(`<row><c t="str"><v>fremd</v></c></row>`)
	}
	for range 4_000 {
		merged.WriteString(`<mergeCell ref="A1:XFD1048576"/>`)
	}
	x := repack(t, inAnswers(t, write(t, b, "de"), rows.String()), func(name string, data []byte) []byte {
		if name != "xl/worksheets/sheet2.xml" {
			return data
		}
		return bytes.Replace(data, []byte("</sheetData>"), []byte("</sheetData><mergeCells>"+merged.String()+"</mergeCells>"), 1)
	})
	c, err := Read(context.Background(), x, LimitsFor(0))
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.tables {
		v := newView(answerTable(true), &c.tables[i])
		n := 0
		for _, areas := range v.merged {
			n += len(areas)
		}
		if n > 20*len(v.sheet.Rows)+1_000 {
			t.Errorf("%d areas kept for %d rows", n, len(v.sheet.Rows))
		}
	}
	addsUp(t, Compare(b, c))
}

// A hidden sheet that names thousands of parts with thousands of pieces each costs no more than its rows.
func TestManyParts(t *testing.T) {
	c := collection{}
	for i := range 50_000 {
		c.add(fmt.Sprintf("part%d 1/10000", i), "")
		c.add("payload "+fmt.Sprint(i+1)+"/"+fmt.Sprint(i+1), "")
	}
	if len(c) > 1 {
		t.Errorf("%d parts", len(c))
	}
	if _, found, ok := c.part("payload"); !found || ok {
		t.Errorf("found %v, whole %v", found, ok)
	}
}

// A small workbook that is cut anywhere is refused; with a flipped bit it is refused or says the same.
func TestDamagedWorkbook(t *testing.T) {
	b := sample(fabricated(1))
	b.Machine.Payload = []byte("payload")
	x := write(t, b, "de")
	for n := 0; n < len(x); n += 97 {
		if _, err := Read(context.Background(), x[:n], LimitsFor(1)); err == nil {
			t.Fatalf("cut at %d of %d", n, len(x))
		}
	}
	for i := 0; i < len(x); i += 211 {
		x[i] ^= 1 << (i % 8)
		c, err := Read(context.Background(), x, LimitsFor(1))
		x[i] ^= 1 << (i % 8)
		if err != nil {
			continue
		}
		cmp := Compare(b, c)
		if cmp.Unchanged != cmp.Rows || cmp.Rows != 3 || !bytes.Equal(c.Machine.Payload, b.Machine.Payload) {
			t.Fatalf("byte %d: %+v", i, cmp)
		}
	}
}

// Whatever is typed wherever, the counts add up, each proposal is one that a register may hold, and rows that were
// not touched are unchanged.
func TestTypingProperty(t *testing.T) {
	b := sample(fabricated(6))
	x := write(t, b, "de")
	columns := answerTable(false).columns
	values := rapid.OneOf(
		rapid.Map(awkward(100), func(s string) any { return s }),
		rapid.Map(rapid.SampledFrom([]string{"ja", "Nein", "#leer", "x", "31.1.2027", "teilw.", "k:status", strings.Repeat("ö", 4001)}), func(s string) any { return s }),
		rapid.Map(rapid.Float64Range(-1e6, 1e6), func(f float64) any { return f }),
		rapid.Map(rapid.IntRange(-5, 120_000), func(i int) any { return i }),
		rapid.Map(rapid.Bool(), func(v bool) any { return v }),
	)
	rapid.Check(t, func(rt *rapid.T) {
		touched := map[int]bool{}
		y := edit(t, x, func(f *excelize.File) {
			for range rapid.IntRange(0, 5).Draw(rt, "edits") {
				i := rapid.IntRange(0, 7).Draw(rt, "row")
				col := rapid.SampledFrom(columns).Draw(rt, "column")
				touched[i] = true
				hand{t, f}.set(col.key, i, values.Draw(rt, "value"))
			}
		})
		cmp := Compare(b, read(t, y))
		addsUp(t, cmp)
		if cmp.Answers.Rows < 6 {
			rt.Fatalf("%+v", cmp.Counts)
		}
		for i, r := range b.Rows {
			for _, res := range cmp.Results {
				if !touched[i] && res.Item == string(r.Requirement.ID) && res.Kind == assessment.KindAnswer && res.Outcome != OutcomeUnchanged {
					rt.Fatalf("row %d was not touched: %+v", i, res)
				}
			}
		}
	})
}

// Any bytes are read or refused with a known error, and what is read can be compared.
func FuzzRead(f *testing.F) {
	b := sample(fabricated(2))
	b.Machine.Payload = []byte("payload")
	x := write(f, b, "de")
	f.Add(x)
	f.Add(x[:len(x)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Read(context.Background(), data, LimitsFor(2))
		if err != nil {
			for _, known := range []error{ErrDamaged, ErrNotWorkbook, ErrTooLarge, ErrForbidden} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatal(err)
		}
		addsUp(t, Compare(b, c))
	})
}

// FuzzAnswers fuzzes the cells of the answers behind compression and checksums.
func FuzzAnswers(f *testing.F) {
	b := sample(fabricated(2))
	id := string(b.Rows[0].Requirement.ID)
	f.Add("k:id", "k:status", "k:id2", id, "ja", id, "k:due", "31.1.2027", "A1:B2")
	f.Add("kennung", "umsetzung", "kennung", id, "x", "", "k:explanation", "#leer", "A2")
	f.Add("m:id", "m:once", "m:id2", b.Measures[0].ID, "1.500 €", "1", "m:days", "1,5", "A3:A3")
	var base bytes.Buffer
	file := excelize.NewFile()
	if err := file.Write(&base); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, k1, k2, k3, v1, v2, v3, k4, v4, merged string) {
		cells := func(list ...string) string {
			var s strings.Builder
			s.WriteString("<row>")
			for _, text := range list {
				s.WriteString(`<c t="inlineStr"><is><t>`)
				_ = xml.EscapeText(&s, []byte(text))
				s.WriteString(`</t></is></c>`)
			}
			return s.String() + "</row>"
		}
		var ref strings.Builder
		_ = xml.EscapeText(&ref, []byte(merged))
		x := repack(t, base.Bytes(), func(name string, data []byte) []byte {
			if name != "xl/worksheets/sheet1.xml" {
				return data
			}
			return []byte(`<worksheet><sheetData>` + cells(k1, k2, k3, k4) + cells(v1, v2, v3, v4) + cells(v1, v4, v3, v2) + `</sheetData><mergeCells><mergeCell ref="` + ref.String() + `"/></mergeCells></worksheet>`)
		})
		c, err := Read(context.Background(), x, LimitsFor(2))
		if err == nil {
			addsUp(t, Compare(b, c))
		}
	})
}
