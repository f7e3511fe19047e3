package sheet

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCellValues(t *testing.T) {
	for _, c := range []struct {
		why, xml string
		kind     Kind
		text     string
		formula  bool
	}{
		{"a shared string", `<c r="A1" t="s"><v>0</v></c>`, Text, "eins", false},
		{"rich text joins its runs and leaves phonetic hints out", `<c r="A1" t="s"><v>1</v></c>`, Text, "zwei Teile", false},
		{"an inline string", `<c r="A1" t="inlineStr"><is><t>drei</t></is></c>`, Text, "drei", false},
		{"inline rich text", `<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>`, Text, "ab", false},
		{"escapes are undone", `<c r="A1" t="inlineStr"><is><t>_x0041__x000A_B_x005F_x0041_</t></is></c>`, Text, "A\nB_x0041_", false},
		{"entities are read", `<c r="A1" t="inlineStr"><is><t>&lt;&#228;&amp;&#xDF;&gt;</t></is></c>`, Text, "<ä&ß>", false},
		{"a whole number", `<c r="A1"><v>42</v></c>`, Number, "42", false},
		{"a sum that is off by the binary fraction shows 15 digits", `<c r="A1"><v>0.30000000000000004</v></c>`, Number, "0.3", false},
		{"a number in scientific writing", `<c r="A1"><v>1.5E3</v></c>`, Number, "1500", false},
		{"a large number keeps its exponent", `<c r="A1"><v>1E+20</v></c>`, Number, "1E+20", false},
		{"a small day number in a date style", `<c r="A1" s="1"><v>46053</v></c>`, Date, "2026-01-31", false},
		{"a date in a style of one's own", `<c r="A1" s="2"><v>46053</v></c>`, Date, "2026-01-31", false},
		{"a unit behind the number is no date", `<c r="A1" s="3"><v>2.5</v></c>`, Number, "2.5", false},
		{"a time of day", `<c r="A1" s="4"><v>0.354166666666667</v></c>`, Date, "08:30", false},
		{"day and time", `<c r="A1" s="1"><v>46053.5</v></c>`, Date, "2026-01-31 12:00", false},
		{"an ISO date", `<c r="A1" t="d"><v>2027-01-31T00:00:00</v></c>`, Date, "2027-01-31", false},
		{"true", `<c r="A1" t="b"><v>1</v></c>`, Bool, "TRUE", false},
		{"an error", `<c r="A1" t="e"><v>#REF!</v></c>`, Error, "#REF!", false},
		{"a formula with its last result", `<c r="A1" t="str"><f>A2</f><v>ja</v></c>`, Text, "ja", true},
		{"a formula without a result", `<c r="A1"><f>A2</f></c>`, Empty, "", true},
		{"a shared formula", `<c r="A1"><f t="shared" si="0"/><v>1</v></c>`, Number, "1", true},
		{"no address: the place follows from the order", `<c t="s"><v>0</v></c>`, Text, "eins", false},
	} {
		t.Run(c.why, func(t *testing.T) {
			b, err := open(pack(t, parts(sheetXML(`<row r="1">`+c.xml+`</row>`))))
			if err != nil {
				t.Fatal(err)
			}
			got := b.Sheets[0].Rows[0].At(1)
			if got.Kind != c.kind || got.Text != c.text || got.Formula != c.formula {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// What a cell does not say is not kept: styled empty cells, empty strings, empty rows.
func TestEmptyCellsCostNothing(t *testing.T) {
	b, err := open(pack(t, parts(sheetXML(`<row r="1"><c r="A1" s="1"/><c r="B1" t="inlineStr"><is><t></t></is></c></row><row r="5"/>`))))
	if err != nil || len(b.Sheets[0].Rows) != 0 {
		t.Fatalf("%v, %v", b, err)
	}
}

// A cell in the last corner of the sheet is one cell.
func TestFarCorner(t *testing.T) {
	b, err := open(pack(t, parts(sheetXML(`<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row>`))))
	if err != nil || len(b.Sheets[0].Rows) != 1 || Ref(b.Sheets[0].Rows[0].Cells[0].Row, b.Sheets[0].Rows[0].Cells[0].Col) != "XFD1048576" {
		t.Fatalf("%v, %v", b, err)
	}
}

// What surrounds the cells: hidden rows, columns and sheets, merged areas, arrays, date system, properties.
func TestSurroundings(t *testing.T) {
	p := parts(`<worksheet><cols><col min="2" max="3" hidden="1"/></cols><sheetData>` +
		`<row r="2" hidden="1"><c r="B2"><f t="array" ref="B2:B3">A1:A2</f><v>1</v></c></row><row r="3"><c r="B3" s="1"><v>0</v></c></row></sheetData>` +
		`<mergeCells><mergeCell ref="A1:C2"/></mergeCells></worksheet>`)
	p["xl/workbook.xml"] = strings.NewReplacer(`<sheets>`, `<workbookPr date1904="1"/><sheets>`, `sheetId=`, `state="veryHidden" sheetId=`).Replace(bookXML)
	p["docProps/custom.xml"] = `<Properties xmlns:vt="v"><property name="Größe" pid="2"><vt:lpwstr>a&amp;b</vt:lpwstr></property></Properties>`
	p["xl/comments1.xml"] = `<comments/>`
	b, err := open(pack(t, p))
	if err != nil {
		t.Fatal(err)
	}
	s := b.Sheets[0]
	if !s.Hidden || !s.Rows[0].Hidden || !s.ColumnHidden(3) || s.ColumnHidden(4) || s.Merged[0].String() != "A1:C2" || !s.Merged[0].Contains(2, 3) {
		t.Errorf("%+v", s)
	}
	if last := s.Rows[1].At(2); !last.Formula || last.Text != "1904-01-01" || last.Kind != Date {
		t.Errorf("%+v", last)
	}
	if !b.Date1904 || !b.Comments || b.Properties["Größe"] != "a&b" {
		t.Errorf("%+v", b)
	}
}

func TestDateText(t *testing.T) {
	for _, c := range []struct {
		serial float64
		mac    bool
		want   string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {61, false, "1900-03-01"}, {46418, false, "2027-01-31"},
		{0, true, "1904-01-01"}, {44956, true, "2027-01-31"}, {0.5, false, "12:00"}, {46418.99999, false, "2027-02-01"},
		{2958465, false, "9999-12-31"},
	} {
		if got, ok := DateText(c.serial, c.mac); !ok || got != c.want {
			t.Errorf("%v %v: %q, want %q", c.serial, c.mac, got, c.want)
		}
	}
	for _, bad := range []float64{-1, 2958466, 1e300} {
		if got, ok := DateText(bad, false); ok {
			t.Errorf("%v: %q", bad, got)
		}
	}
}

func TestDateFormats(t *testing.T) {
	for code, want := range map[string]bool{
		"General": false, "@": false, "0.00": false, "#,##0 \"Tage\"": false, "yyyy-mm-dd": true, "TT.MM.JJJJ": true, "[h]:mm": false,
		"[Red]0": false, "dd/mm/yy;@": true, "\\d0": false, "[$-407]mmm yy": true, "hh:mm": true, "\"open": false,
	} {
		if got := isDateFormat(200, code); got != want {
			t.Errorf("%q: %v", code, got)
		}
	}
}

// Whatever is escaped comes back as it was.
func TestEscapeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"_x0041_", "_x005F_", "_", "x", "00", "41_", "_xD83D_", "_xde00_", "_x12g4_", "ä", "\n"})).Draw(t, "pieces"), "")
		if got := Unescape(EscapeAt(s, "_x005F_")); got != s {
			t.Fatalf("%q became %q", s, got)
		}
	})
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		"_x0041_": "A", "_x0041_x0042_": "Ax0042_", "_x005F_x0041_": "_x0041_", "_xD83D__xDE00_": "😀", "_xD83D_x": "\uFFFDx",
		"_x00": "_x00", "__x000D_": "_\r", "_X0041_": "_X0041_", "": "",
	} {
		if got := Unescape(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestRef(t *testing.T) {
	for _, name := range []string{"A1", "Z9", "AA10", "XFD1048576", "ZZ77"} {
		row, col, err := parseRef(name)
		if err != nil || Ref(row, col) != name {
			t.Errorf("%s: %d %d %v", name, row, col, err)
		}
	}
	for _, bad := range []string{"", "A", "1", "A0", "XFE1", "A1048577", "A1B", "ZZZZZZZZ1", "A-1", "É1", "A99999999999999999999"} {
		if _, _, err := parseRef(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
