package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kreislage/app/words"
	"kreislage/data/assessment"
)

func sampleOverview(districts, topics int) Overview {
	o := Overview{
		Office: "Informationssicherheitsstelle Nordhessen", Catalogue: "Kommunaler Basis-Check (2026.1)", Written: "2027-02-01",
		Round: assessment.Round{Name: "Basisprüfung 2027", Due: "2027-01-31", Classification: "Nur für den Dienstgebrauch der Landkreise"},
	}
	o.ByTopic = make([]assessment.Tally, topics)
	for t := range topics {
		o.Topics = append(o.Topics, assessment.Topic{ID: assessment.TopicID(fmt.Sprint("t", t)), Title: fmt.Sprintf("Thema %d: Organisation und Personal", t+1)})
	}
	for i := range districts {
		o.Districts = append(o.Districts, assessment.District{Key: assessment.DistrictKey(fmt.Sprintf("%05d", 6000+i)), Name: fmt.Sprintf("=Landkreis %d", i+1)})
		var total assessment.Tally
		var cells []assessment.Tally
		for t := range topics {
			c := assessment.Tally{Total: 10, Yes: (i + t) % 8, Partly: 1, No: 1}
			if i == 1 {
				c = assessment.Tally{Total: 10, Open: 10}
			}
			cells = append(cells, c)
			total.Add(c)
			o.ByTopic[t].Add(c)
		}
		o.Cells, o.Totals = append(o.Cells, cells), append(o.Totals, total)
		o.States, o.Received, o.Remarks = append(o.States, "Vollständig"), append(o.Received, "2027-01-15"), append(o.Remarks, i)
	}
	o.Quartiles = make([]assessment.Spread, topics)
	for t := range topics {
		o.Spread = append(o.Spread, OverviewSpread{fmt.Sprintf("A.%d", t), "Frage", t, assessment.StatusCounts{Yes: t, Open: 1}}, OverviewSpread{fmt.Sprintf("B.%d", t), "Frage", t, assessment.StatusCounts{No: 2}})
		o.Quartiles[t] = assessment.Spread{N: 5, Q1: 0.25, Median: 0.5, Q3: 0.75}
	}
	o.Rounds = []OverviewRound{{"Vorjahr", "2026-01-31", districts, Share{1, true}, Share{0.4, true}}, {"Basisprüfung 2027", "2027-01-31", districts, Share{0.8, true}, Share{0.5, true}}}
	for _, h := range []OverviewHeat{{Name: "heat_unmet_must", Kind: HeatCounts}, {Name: "heat_change", Kind: HeatChanges}} {
		for i := range districts {
			h.Cells, h.Totals = append(h.Cells, make([]Share, topics)), append(h.Totals, Share{float64(i), true})
		}
		o.Heats = append(o.Heats, h)
	}
	o.Gaps = []OverviewGap{{Ref: "ORG.1", Title: "Leitlinie", Topic: "Organisation", Modal: assessment.ModalMust, Open: 4, Districts: 7, Effort: 2, Priority: 1}}
	return o
}

func german(t *testing.T) Words {
	t.Helper()
	w, err := words.Load("de")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// The overview opens as a workbook with the figures in it, texts that begin like formulas are texts, what has not come
// back has no share, and Excel's own charts name their cells.
func TestOverviewXLSX(t *testing.T) {
	raw, err := OverviewXLSX(sampleOverview(7, 4), german(t))
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), ", "); got != "Überblick, Landkreise, Themen, Lagebild, MUSS unerfüllt, Veränderung, Verteilung, Verteilung je Thema, Vergleich, Verlauf, Lücken" {
		t.Fatalf("sheets: %s", got)
	}
	for at, want := range map[string]string{"Landkreise!B4": "=Landkreis 1", "Landkreise!G4": "6", "Lagebild!C5": "", "Lagebild!C4": "5% ", "Lücken!E4": "4"} {
		sheet, cell, _ := strings.Cut(at, "!")
		got, err := f.GetCellValue(sheet, cell)
		if err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", at, got, want, err)
		}
		if formula, _ := f.GetCellFormula(sheet, cell); formula != "" {
			t.Errorf("%s is a formula: %s", at, formula)
		}
	}
	charts := 0
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		if strings.HasPrefix(part.Name, "xl/charts/chart") {
			charts++
		}
	}
	if charts != 2+4+1+1 { // districts and topics, a topic each, the comparison, the course
		t.Errorf("%d charts", charts)
	}
}

// The comparison shows the chosen district with the value that its formula gives, which looks it up by the name in the
// head of the column; the web is drawn with lines of their own.
func TestOverviewCompares(t *testing.T) {
	o := sampleOverview(7, 4)
	o.Chosen = 2
	for i := range o.Districts {
		o.Districts[i].Name = fmt.Sprint("Landkreis ", i+1)
	}
	raw, err := OverviewXLSX(o, german(t))
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shown, err := f.GetCellValue("Vergleich", "B5", excelize.Options{RawCellValue: true})
	if err != nil || shown != "0.35" {
		t.Errorf("shown: %s %v", shown, err)
	}
	if got, err := f.CalcCellValue("Vergleich", "B5", excelize.Options{RawCellValue: true}); err != nil || got != shown {
		t.Errorf("calculated: %s %v", got, err)
	}
	if err := f.SetCellStr("Vergleich", "B3", "Landkreis 4"); err != nil {
		t.Fatal(err)
	}
	if got, err := f.CalcCellValue("Vergleich", "B5", excelize.Options{RawCellValue: true}); err != nil || got != "0.45" {
		t.Errorf("of another district: %s %v", got, err)
	}
	if text := part(t, raw, "xl/charts/chart7.xml"); strings.Count(text, "prstDash") != 8 || !strings.Contains(text, "radarChart") {
		t.Errorf("the web: %s", text)
	}
	if text := part(t, raw, "xl/worksheets/sheet9.xml"); !strings.Contains(text, "</f><v>0.35</v>") || strings.Contains(text, `t="str"`) {
		t.Errorf("the value is a text")
	}
}

func part(t *testing.T, raw []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The same figures give the same bytes, with none of a district too.
func TestOverviewIsStable(t *testing.T) {
	for _, o := range []Overview{sampleOverview(3, 2), sampleOverview(0, 0), sampleOverview(400, 19)} {
		first, err := OverviewXLSX(o, german(t))
		if err != nil {
			t.Fatal(err)
		}
		second, err := OverviewXLSX(o, german(t))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("%d districts: two workbooks differ", len(o.Districts))
		}
	}
}
