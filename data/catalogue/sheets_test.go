package catalogue

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// tab is one sheet of a workbook for tests. Cells are texts, numbers, or nil for none.
type tab struct {
	name string
	rows [][]any
	more func(f *excelize.File, name string) error
}

// bookOf makes a workbook the way Excel does, with shared strings.
func bookOf(t testing.TB, tabs ...tab) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range tabs {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s.name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for r, row := range s.rows {
			for c, v := range row {
				at, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if v == nil {
					continue
				}
				if err := f.SetCellValue(s.name, at, v); err != nil {
					t.Fatal(err)
				}
			}
		}
		if s.more != nil {
			if err := s.more(f, s.name); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// inlineBook makes a workbook as some libraries do: inline strings, and no part of shared strings.
func inlineBook(t testing.TB, tabs ...tab) string {
	t.Helper()
	var book, links strings.Builder
	parts := map[string]string{"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`}
	parts["_rels/.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	for i, s := range tabs {
		fmt.Fprintf(&book, `<sheet name="%s" sheetId="%d" r:id="r%d"/>`, s.name, i+1, i+1)
		fmt.Fprintf(&links, `<Relationship Id="r%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = inlineSheet(s.rows)
	}
	parts["xl/workbook.xml"] = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + book.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + links.String() + `</Relationships>`
	return zipOf(t, parts)
}

func inlineSheet(rows [][]any) string {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for r, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, r+1)
		for c, v := range row {
			at, _ := excelize.CoordinatesToCellName(c+1, r+1)
			switch v := v.(type) {
			case nil:
			case errorCell:
				fmt.Fprintf(&b, `<c r="%s" t="e"><v>%s</v></c>`, at, string(v))
			case formula:
				fmt.Fprintf(&b, `<c r="%s" t="str"><f>A1</f><v>%s</v></c>`, at, string(v))
			case string:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">`, at)
				xml.EscapeText(&b, []byte(v))
				b.WriteString(`</t></is></c>`)
			default:
				fmt.Fprintf(&b, `<c r="%s"><v>%v</v></c>`, at, v)
			}
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}

func zipOf(t testing.TB, parts map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} {
		put(t, zw, name, parts[name])
		delete(parts, name)
	}
	for name, text := range parts {
		put(t, zw, name, text)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func put(t testing.TB, zw *zip.Writer, name, text string) {
	t.Helper()
	w, err := zw.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// texts are the words of a template, as the translations hold them.
type texts map[string]string

func (w texts) Say(key string, _ ...any) string { return w[key] }

func wordsIn(t testing.TB, lang string) texts {
	t.Helper()
	w := texts{}
	if err := json.Unmarshal([]byte(fixture(t, "words/"+lang+".json")), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// drops renders what was left out, one thing a line.
func drops(list []Drop) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s %s %s %s %d\n", d.Place, d.What, d.Reason, d.Detail, d.Count)
	}
	return b.String()
}

func wantDrops(t *testing.T, got []Drop, want ...string) {
	t.Helper()
	text := strings.Join(want, "\n")
	if len(want) > 0 {
		text += "\n"
	}
	if drops(got) != text {
		t.Errorf("dropped:\n%swant:\n%s", drops(got), text)
	}
}

// errorCell is a cell that shows an error, formula one that shows the last result of a formula; in inlineBook only.
type (
	errorCell string
	formula   string
)

// dateCell puts a date into a cell, shown as one.
func dateCell(f *excelize.File, name, at string) error {
	const asDate = 14
	style, err := f.NewStyle(&excelize.Style{NumFmt: asDate})
	if err != nil {
		return err
	}
	if err := f.SetCellValue(name, at, 46418); err != nil {
		return err
	}
	return f.SetCellStyle(name, at, at, style)
}
