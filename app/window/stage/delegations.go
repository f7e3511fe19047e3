package stage

import (
	"context"
	"fmt"
	"path/filepath"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// Delegate writes down a pack.
func (d *Desk) Delegate(_ context.Context, _ assessment.RoundID, scope assessment.ScopeID, ids []assessment.RequirementID, to, dir string) (desk.Delegation, error) {
	d.note("delegate %s %v %s %s", scope, ids, to, dir)
	if d.Fail != nil {
		return desk.Delegation{}, d.Fail
	}
	p := desk.Delegation{To: to, Code: "K7QM-2RXD-91TF-HW4Z-B8NC", At: Now}
	p.Path = fmt.Sprintf("%s/Zuarbeit-%d.xlsx", dir, len(d.Packs)+1)
	shown := p
	p.Code = ""
	d.Packs = append([]desk.Delegation{p}, d.Packs...)
	return shown, nil
}

// Delegations lists the packs on stage.
func (d *Desk) Delegations(context.Context) ([]desk.Delegation, error) { return d.Packs, nil }

// Reminders remind of the packs that are out, or of the districts that are late.
func (d *Desk) Reminders(ctx context.Context, round assessment.RoundID) ([]desk.Reminder, error) {
	if d.Role == assessment.RoleOffice {
		return d.remindDistricts(ctx, round)
	}
	var list []desk.Reminder
	for _, p := range d.Packs {
		if p.Returned.IsZero() {
			list = append(list, desk.Reminder{
				To: p.To, File: filepath.Base(p.Path), Since: p.At, Subject: "Erinnerung",
				Text: fmt.Sprintf("Guten Tag %s,\n\nam %s haben Sie von mir die Datei „%s“ bekommen.", p.To, p.At.Format("02.01.2006"), filepath.Base(p.Path)),
			})
		}
	}
	return list, nil
}

// PassOn adds packs to the stage: one is out, one has come back.
func (d *Desk) PassOn() *Desk {
	out := desk.Delegation{To: "Frau Lenz, Bauamt", At: Now.AddDate(0, 0, -12)}
	out.Path = "/daten/Kreislage-Ausgang/Zuarbeit-2.xlsx"
	back := desk.Delegation{To: "Herr Yıldız, IT-Abteilung", At: Now.AddDate(0, -1, 0), Returned: Now.AddDate(0, 0, -20)}
	back.Path = "/daten/Kreislage-Ausgang/Zuarbeit-1.xlsx"
	d.Packs = []desk.Delegation{out, back}
	return d
}
