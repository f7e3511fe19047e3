package desk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kreislage/data/assessment"
)

// kernel is a catalogue of real size; the benchmarks skip where it is not at hand.
const kernel = "../../../shared/catalogs/bsi-kernel-catalog.json"

func BenchmarkKernelRound(b *testing.B) {
	if _, err := os.Stat(kernel); err != nil {
		b.Skip("the BSI kernel catalogue is not beside the project")
	}
	ctx, dir := context.Background(), b.TempDir()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	o := Options{Profile: filepath.Join(dir, "profile"), Lang: "de", Who: "bench"}
	timed := func(name string, f func()) {
		start := time.Now()
		f()
		b.ReportMetric(float64(time.Since(start).Milliseconds()), name+"_ms")
	}
	for b.Loop() {
		sub, err := os.MkdirTemp(dir, "run")
		must(err)
		office, err := InitOffice(ctx, filepath.Join(sub, "office"), "Stelle", o)
		must(err)
		in, err := office.ImportCatalogue(ctx, kernel)
		must(err)
		_, err = office.AddDistrict(ctx, "06535", "Vogelsbergkreis", "")
		must(err)
		r, err := office.NewRound(ctx, NewRound{Name: "Kernel", Catalogue: in.ID})
		must(err)
		var sent, reply []ExportedFile
		timed("export", func() { sent, err = office.Export(ctx, r.ID, nil, filepath.Join(sub, "out"), nil) })
		must(err)
		l, err := office.Letter(ctx, "06535")
		must(err)
		var county *Desk
		timed("join", func() { county, err = InitDistrict(ctx, filepath.Join(sub, "c"), sent[0].Path, l.Code, "", o) })
		must(err)
		cat, err := office.Catalogue(ctx, in.ID)
		must(err)
		var edits []AnswerEdit
		for i, q := range cat.Requirements {
			st := assessment.Status(1 + i%4)
			x := fmt.Sprintf("Erläuterung %d: so wird es bei uns gemacht, mit Umlauten äöü und einem längeren Satz dazu.", i)
			who, due := "IT-Abteilung", assessment.Date("2027-03-31")
			edits = append(edits, AnswerEdit{assessment.AnswerKey{Round: r.ID, Requirement: q.ID}, Edit{Status: &st, Explanation: &x, Responsible: &who, Due: &due}})
		}
		timed("answer", func() { _, err = county.AnswerAll(ctx, edits) })
		must(err)
		timed("reply", func() { reply, err = county.Export(ctx, r.ID, nil, filepath.Join(sub, "in"), nil) })
		must(err)
		var batch *Batch
		timed("preview", func() { batch, err = office.Preview(ctx, []string{reply[0].Path}, nil) })
		must(err)
		timed("accept", func() { _, err = office.Accept(ctx, batch, AcceptByMode(AcceptAll), nil) })
		must(err)
		timed("heatmap", func() { _, err = office.HeatMap(ctx, r.ID) })
		must(err)
		timed("paper", func() { _, err = county.Paper(ctx, r.ID, "06535", assessment.WholeScope) })
		must(err)
		b.ReportMetric(float64(reply[0].Size)/1024, "reply_KiB")
		b.ReportMetric(float64(sent[0].Size)/1024, "sent_KiB")
		must(county.Close())
		must(office.Close())
	}
}
