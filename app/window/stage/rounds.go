package stage

import (
	"context"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// ExtendRound gives everybody longer.
func (d *Desk) ExtendRound(_ context.Context, _ assessment.RoundID, due assessment.Date) (desk.RoundInfo, error) {
	d.note("extend %s", due)
	d.List[0].Due = due
	return d.List[0], d.Fail
}

// ExtendFor gives one district longer.
func (d *Desk) ExtendFor(_ context.Context, _ assessment.RoundID, district assessment.DistrictKey, due assessment.Date) (desk.RoundInfo, error) {
	d.note("extend %s %s", district, due)
	return d.List[0], d.Fail
}

// AddDistricts lets districts take part.
func (d *Desk) AddDistricts(_ context.Context, _ assessment.RoundID, keys []assessment.DistrictKey) (desk.RoundInfo, error) {
	d.note("join %v", keys)
	return d.List[0], d.Fail
}

// PreviewReissue finds one requirement in other words, one new and one gone.
func (d *Desk) PreviewReissue(context.Context, assessment.RoundID, assessment.CatalogueID) (desk.ReissuePreview, error) {
	changed := requirements[1]
	changed.Text = "Ist eine Person schriftlich benannt, mit festem Zeitanteil und Vertretung?"
	p := desk.ReissuePreview{ToConfirm: 2, Outside: 1}
	p.Changed = []desk.CatalogueChange{{Before: requirements[1], After: changed}}
	p.Added = []assessment.Requirement{requirement("n1", "org", "ORG.4", "Regeln für KI-Werkzeuge", "Ist geregelt, welche KI-Werkzeuge genutzt werden dürfen?", "", assessment.ModalShould)}
	p.Removed = []assessment.Requirement{requirements[8]}
	return p, d.Fail
}

// Reissue keeps what was called.
func (d *Desk) Reissue(_ context.Context, _ assessment.RoundID, id assessment.CatalogueID, editorial []assessment.RequirementID) (desk.RoundInfo, error) {
	d.note("reissue %s %v", id, editorial)
	return d.List[0], d.Fail
}

// WriteFile keeps what was written.
func (d *Desk) WriteFile(path string, content []byte) error {
	if d.Fail != nil {
		return d.Fail
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Written == nil {
		d.Written = map[string][]byte{}
	}
	d.Written[path] = content
	return nil
}
