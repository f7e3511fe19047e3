package workbook

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A person can type into the answer cells and nowhere else, filters but cannot sort, and keeps the head in view.
func TestFurniture(t *testing.T) {
	b := sample(fabricated(20))
	for _, writable := range []bool{true, false} {
		b.Writable = writable
		f, err := excelize.OpenReader(bytes.NewReader(write(t, b, "de")))
		if err != nil {
			t.Fatal(err)
		}
		h := hand{t, f}
		for _, c := range answerTable(false).columns {
			id, err := f.GetCellStyle(answersSheet, at(c.key, 3))
			h.check(err)
			style, err := f.GetStyle(id)
			h.check(err)
			open := style.Protection != nil && !style.Protection.Locked
			if open != (c.answer && writable) || style.NumFmt != 49 {
				t.Errorf("%s: open %v, number format %d", c.key, open, style.NumFmt)
			}
			if c.answer && !style.Alignment.WrapText {
				t.Errorf("%s is not wrapped", c.key)
			}
		}
		panes, err := f.GetPanes(answersSheet)
		h.check(err)
		if !panes.Freeze || panes.YSplit != 2 {
			t.Errorf("panes %+v", panes)
		}
		if seen, err := f.GetRowVisible(answersSheet, 1); err != nil || seen {
			t.Errorf("the keys can be seen: %v", err)
		}
		if seen, err := f.GetSheetVisible(machineSheet); err != nil || seen {
			t.Errorf("the sheet for the program can be seen: %v", err)
		}
		choices, err := f.GetDataValidations(answersSheet)
		h.check(err)
		if len(choices) != 1 || choices[0].Formula1 != `"ja,teilweise,nein,entbehrlich,unbearbeitet"` || choices[0].Sqref != at(keyStatus, 0)+":"+at(keyStatus, 19) {
			t.Errorf("choices %+v", choices)
		}
		if index := f.GetActiveSheetIndex(); f.GetSheetName(index) != "Hinweise" {
			t.Errorf("the workbook opens at %s", f.GetSheetName(index))
		}
		f.Close()
	}
	var xml []byte
	repack(t, write(t, b, "de"), func(name string, data []byte) []byte {
		if name == "xl/worksheets/sheet2.xml" {
			xml = data
		}
		return data
	})
	// In the file a lock that is absent for an action is written as 0: allowed.
	for _, want := range []string{`<sheetProtection`, `sheet="true"`, `autoFilter="false"`, `formatRows="false"`, `formatColumns="false"`, `sort="true"`, `deleteColumns="true"`,
		`<autoFilter ref="$A$2:$Q$22"`, `orientation="landscape"`, `fitToHeight="0"`, `VS – NUR FÜR DEN DIENSTGEBRAUCH`, `numberStoredAsText="true"`} {
		if !bytes.Contains(xml, []byte(want)) {
			t.Errorf("%s is missing", want)
		}
	}
	if t.Failed() {
		i := bytes.Index(xml, []byte("</sheetData>"))
		t.Logf("%s\n...\n%s", xml[:min(1500, len(xml))], xml[i:])
	}
}
