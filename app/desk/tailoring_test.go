package desk

import (
	"errors"
	"path/filepath"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/catalogue"
)

// A tailored catalogue is asked like any other: it travels to the district, is answered by the requirements' own ids,
// and the tailoring can be laid over again without a second catalogue coming of it.
func TestTailoredRound(t *testing.T) {
	p := newSmallPlay(t, 6, "06535")
	of := p.round.Catalogue
	base, err := p.office.Catalogue(p.ctx, of)
	p.must(err)
	layer := Layer{
		Without: []assessment.RequirementID{base.Requirements[1].ID},
		Own:     []assessment.Requirement{{Topic: base.Topics[0].ID, Title: "Eigene\u00a0Sache ", Text: "Ist das bei uns geregelt?\r\nWo?"}},
	}
	kept, err := p.office.SaveTailoring(p.ctx, of, Tailoring{Name: "Kurz", Layer: layer})
	p.must(err)
	info, err := p.office.TailorCatalogue(p.ctx, of, kept.ID)
	p.must(err)
	again, err := p.office.TailorCatalogue(p.ctx, of, kept.ID)
	p.must(err)
	if info.Requirements != 6 || again != info {
		t.Fatalf("%+v, again %+v", info, again)
	}
	all, err := p.office.Tailorings(p.ctx)
	p.must(err)
	if len(all) != 1 || all[0].Own[0].ID != kept.Own[0].ID || all[0].Own[0].Title != "Eigene Sache" || all[0].Own[0].Text != "Ist das bei uns geregelt?\nWo?" {
		t.Fatalf("kept: %+v", all)
	}
	p.round, err = p.office.NewRound(p.ctx, NewRound{Name: "Zugeschnitten", Catalogue: info.ID})
	p.must(err)
	files, err := p.office.Export(p.ctx, p.round.ID, nil, filepath.Join(p.dir, "aus"), nil)
	p.must(err)
	d, err := InitDistrict(p.ctx, filepath.Join(p.dir, "d"), files[0].Path, p.code("06535"), "", p.options("d"))
	p.must(err)
	defer d.Close()
	yes := assessment.StatusYes
	if _, err := d.Answer(p.ctx, assessment.AnswerKey{Round: p.round.ID, Requirement: kept.Own[0].ID}, Edit{Status: &yes}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Answer(p.ctx, assessment.AnswerKey{Round: p.round.ID, Requirement: layer.Without[0]}, Edit{Status: &yes}); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("what is not asked was answered: %v", err)
	}
}

// A tailoring that would ask nothing, or of another catalogue, is refused; a district has none to keep.
func TestTailoringRefused(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	of := p.round.Catalogue
	if _, err := p.office.SaveTailoring(p.ctx, of, Tailoring{Name: "Leer", Layer: Layer{Levels: []string{"keine"}}}); !errors.Is(err, catalogue.ErrNothingAsked) {
		t.Errorf("empty: %v", err)
	}
	if _, err := p.office.SaveTailoring(p.ctx, of, Tailoring{Layer: Layer{}}); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("without a name: %v", err)
	}
	kept, err := p.office.SaveTailoring(p.ctx, of, Tailoring{Name: "Alles"})
	p.must(err)
	other, err := p.office.AddBuiltinCatalogue(p.ctx, "de")
	p.must(err)
	if _, err := p.office.TailorCatalogue(p.ctx, other.ID, kept.ID); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("over another catalogue: %v", err)
	}
	p.must(p.office.ForgetTailoring(p.ctx, kept.ID))
	if err := p.office.ForgetTailoring(p.ctx, kept.ID); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("forgotten twice: %v", err)
	}
}
