//go:build e2e

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/app/demo/byhand"
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// A requirement is passed on to a colleague in the real window with the keyboard alone; another, passed on with a code
// that the test knows, comes back filled in by hand, is looked at and taken in, and stands under the colleague's name.
func TestDelegationByKeyboard(t *testing.T) {
	s := newScreen(t)
	home := s.home("district")
	folder := s.joined(home)

	w := s.start(home)
	w.wait("Beantworten – ")
	w.key("alt+4")
	w.wait("Weitergegeben")
	w.key("ctrl+n")
	w.key("space", "F2")
	w.text("Frau Lang")
	w.key("ctrl+Return")
	w.wait("geschrieben für Frau Lang")
	w.key("Return")
	w.quit()

	back := s.filledPack(folder, home)
	w = s.start(home)
	w.wait("Beantworten – ")
	w.key("alt+7")
	w.wait("Einlesen")
	w.text(back)
	w.key("Return")
	w.wait("1 Datei geprüft")
	w.key("space")
	w.wait("1 Datei angehakt")
	w.key("ctrl+Return")
	w.wait("1 Datei übernommen")
	w.quit()

	d := s.open(home)
	defer d.Close()
	packs, err := d.Delegations(context.Background())
	if err != nil || len(packs) != 2 {
		t.Fatalf("packs: %+v, %v", packs, err)
	}
	for _, p := range packs {
		if (p.To == "Herr Kern") == p.Returned.IsZero() {
			t.Errorf("pack of %s: returned %v", p.To, p.Returned)
		}
	}
	rounds, err := d.Rounds(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	paper, err := d.Paper(context.Background(), rounds[0].ID, "06535", assessment.WholeScope)
	if err != nil {
		t.Fatal(err)
	}
	if r := paper.Rows[4]; r.Answer.Status != assessment.StatusYes || r.Answer.Explanation != "Seit 2025 umgesetzt." || r.ChangedBy != "Herr Kern" {
		t.Errorf("answer %+v by %s", r.Answer, r.ChangedBy)
	}
}

// joined makes an office and joins the account's desk with its first file, and returns the desk's folder.
func (s *screen) joined(home string) string {
	s.t.Helper()
	ctx, office := context.Background(), s.home("office")
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	o, err := desk.InitOffice(ctx, filepath.Join(office, "Kreislage"), "Informationssicherheitsstelle Nordhessen", desk.Options{Profile: filepath.Join(office, ".config", "kreislage"), Lang: "de"})
	must(err)
	defer o.Close()
	c, err := o.AddBuiltinCatalogue(ctx, "de")
	must(err)
	_, err = o.AddDistrict(ctx, "06535", "Vogelsbergkreis", "")
	must(err)
	r, err := o.NewRound(ctx, desk.NewRound{Name: "Basischeck 2027", Catalogue: c.ID})
	must(err)
	files, err := o.Export(ctx, r.ID, nil, filepath.Join(office, "Ausgang"), nil)
	must(err)
	letter, err := o.Letter(ctx, "06535")
	must(err)
	w := s.start(home)
	w.wait("Erster Start")
	w.key("Tab", "Return")
	w.wait("Als Landkreis beginnen")
	w.text(files[0].Path)
	w.key("Return")
	w.text(letter.Code)
	w.key("Return")
	w.wait("Fingerabdruck zu")
	w.key("Return")
	w.wait("Beantworten – ")
	w.quit()
	return filepath.Join(home, "Kreislage")
}

// filledPack passes the fifth requirement on and fills the workbook in as a colleague with Excel does.
func (s *screen) filledPack(folder, home string) string {
	s.t.Helper()
	ctx := context.Background()
	d := s.open(home)
	defer d.Close()
	rounds, err := d.Rounds(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	paper, err := d.Paper(ctx, rounds[0].ID, "06535", assessment.WholeScope)
	if err != nil {
		s.t.Fatal(err)
	}
	id := paper.Rows[4].Requirement.ID
	pack, err := d.Delegate(ctx, rounds[0].ID, assessment.WholeScope, []assessment.RequirementID{id}, "Herr Kern", filepath.Join(filepath.Dir(folder), "Post"))
	if err != nil {
		s.t.Fatal(err)
	}
	raw, err := os.ReadFile(pack.Path)
	if err != nil {
		s.t.Fatal(err)
	}
	filled, err := byhand.Fill(ctx, raw, pack.Code, []byhand.Cell{
		{Row: string(id), Column: "k:status", Text: "ja"}, {Row: string(id), Column: "k:explanation", Text: "Seit 2025 umgesetzt."},
	}, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	back := strings.TrimSuffix(pack.Path, ".xlsx") + "-zurueck.xlsx"
	if err := os.WriteFile(back, filled, 0o600); err != nil {
		s.t.Fatal(err)
	}
	return back
}
