package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"sort"
	"strings"
	"testing"
)

const (
	typesXML = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
	rootXML  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookXML  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Blatt" sheetId="1" r:id="rId1"/></sheets></workbook>`
	linkXML  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3" Type="http://x/relationships/styles" Target="styles.xml"/></Relationships>`
	sstXML   = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>eins</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">zwei </t></r><r><t>Teile</t></r><rPh sb="0" eb="1"><t>stumm</t></rPh></si></sst>`
	styleXML = `<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="[$-407]d\.\ mmmm\ yyyy"/><numFmt numFmtId="165" formatCode="0.0&quot; Tage&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>`
)

func sheetXML(rows string) string {
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

// parts is a small whole workbook around one sheet.
func parts(sheet string) map[string]string {
	return map[string]string{
		"[Content_Types].xml": typesXML, "_rels/.rels": rootXML, "xl/workbook.xml": bookXML, "xl/_rels/workbook.xml.rels": linkXML,
		"xl/sharedStrings.xml": sstXML, "xl/styles.xml": styleXML, "xl/worksheets/sheet1.xml": sheet,
	}
}

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	names := []string{}
	for name := range parts {
		names = append(names, name)
	}
	sort.Strings(names)
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, name := range names {
		w, err := zw.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(xlsx []byte) (*Book, error) { return Open(context.Background(), xlsx, DefaultLimits()) }

// dump writes all cells of a book as one text.
func dump(b *Book) string {
	var s strings.Builder
	for i := range b.Sheets {
		fmt.Fprintf(&s, "%s %v\n", b.Sheets[i].Name, b.Sheets[i].Hidden)
		for _, r := range b.Sheets[i].Rows {
			for _, c := range r.Cells {
				fmt.Fprintf(&s, "%s %d %v %v %q\n", Ref(c.Row, c.Col), c.Kind, c.Formula, r.Hidden, c.Text)
			}
		}
	}
	return s.String()
}
