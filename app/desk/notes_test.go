package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// No file carries a private note, but a backup does.
func TestNotesStayHere(t *testing.T) {
	const secret = "Hausmeister Quastenflosser weiß mehr"
	p := newSmallPlay(t, 2, "06535")
	d := p.join("06535", p.send("06535"))
	p.must(d.SetNote(p.ctx, p.key(0), secret))
	p.must(p.office.SetNote(p.ctx, p.whole(1), secret))
	p.must(p.office.SetDistrictNote(p.ctx, "06535", secret))
	paper, err := d.Paper(p.ctx, p.round.ID, "06535", assessment.WholeScope)
	p.must(err)
	if paper.Rows[0].Note != secret || paper.Rows[1].Note != "" {
		t.Fatalf("notes: %q, %q", paper.Rows[0].Note, paper.Rows[1].Note)
	}
	if note, err := p.office.DistrictNote(p.ctx, "06535"); err != nil || note != secret {
		t.Fatalf("note on the district: %q, %v", note, err)
	}
	if err := d.SetDistrictNote(p.ctx, "06535", secret); err == nil {
		t.Fatal("a district noted something on districts")
	}

	pack, err := d.Delegate(p.ctx, p.round.ID, "", []assessment.RequirementID{p.requirement(0).ID}, "Frau Bau", filepath.Join(p.dir, "packs"))
	p.must(err)
	files := map[string]string{p.send("06535"): p.code("06535"), p.reply(d): p.code("06535"), pack.Path: pack.Code}
	for path, code := range files {
		carried := p.forger(path, code)
		raw := p.unzipped(p.opened(path, code)) + fmt.Sprintf("%+v %+v", carried.content, carried.manifest)
		if strings.Contains(raw, "Quastenflosser") {
			t.Errorf("%s carries the note", filepath.Base(path))
		}
	}
	for i, table := range []Table{TableAnswers, TableHeatMap} {
		path := filepath.Join(p.dir, fmt.Sprintf("t%d.csv", i))
		p.must(p.office.WriteTable(p.ctx, TableQuery{Table: table, Round: p.round.ID}, path))
		if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), "Quastenflosser") {
			t.Errorf("table %s carries the note, %v", table, err)
		}
	}

	path := filepath.Join(p.dir, "sicherung")
	p.must(d.Backup(p.ctx, path))
	p.must(d.Close())
	again, err := Restore(context.Background(), path, filepath.Join(p.dir, "again"), p.options("06535"))
	p.must(err)
	defer again.Close()
	paper, err = again.Paper(p.ctx, p.round.ID, "06535", assessment.WholeScope)
	p.must(err)
	if paper.Rows[0].Note != secret {
		t.Fatalf("the backup lost the note: %q", paper.Rows[0].Note)
	}
	p.must(again.SetNote(p.ctx, p.key(0), ""))
	paper, err = again.Paper(p.ctx, p.round.ID, "06535", assessment.WholeScope)
	p.must(err)
	if paper.Rows[0].Note != "" {
		t.Fatalf("taken away, but %q", paper.Rows[0].Note)
	}
}

// unzipped is all that stands in the parts of a workbook.
func (p *play) unzipped(plain []byte) string {
	p.t.Helper()
	z, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	p.must(err)
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		p.must(err)
		_, err = io.Copy(&all, r)
		p.must(err)
		p.must(r.Close())
	}
	return all.String()
}
