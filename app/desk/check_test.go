package desk

import (
	"slices"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// The check before a reply counts each thing once and tells it in words; where all is done it has nothing to say.
func TestCheckReply(t *testing.T) {
	p := newSmallPlay(t, 5, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "eins")
	p.answer(county, 1, assessment.StatusDispensable, "")
	p.answer(county, 2, assessment.StatusNo, "")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	k := p.key(0)
	k.District = "06535"
	p.must(p.office.AskRemark(p.ctx, k, "Seit wann?"))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	late, err := county.SaveMeasure(p.ctx, Measure{Round: p.round.ID, Requirement: p.requirement(2).ID, Title: "Nachholen", Due: "2026-11-01"})
	p.must(err)
	if _, err := county.Delegate(p.ctx, p.round.ID, "", []assessment.RequirementID{p.requirement(3).ID}, "Hochbau", p.dir+"/packs"); err != nil {
		t.Fatal(err)
	}
	if _, err := county.SignOff(p.ctx, p.round.ID, "Ute Berg", "ISK"); err != nil {
		t.Fatal(err)
	}
	p.answer(county, 2, assessment.StatusPartly, "halb")
	p.must(county.SetAcceptance(p.ctx, p.key(2), Acceptance{By: "Landrätin", Until: "2026-11-23"}))

	c, err := county.CheckReply(p.ctx, p.round.ID)
	p.must(err)
	want := []string{
		"2 Anforderungen sind noch unbearbeitet.", "Eine Anforderung ist ohne Erläuterung als entbehrlich gekennzeichnet.", "Eine Rückfrage ist noch ohne Antwort.",
		"Eine Risikoübernahme ist abgelaufen.", "Eine Maßnahme ist überfällig.", "Eine Datei liegt noch bei einer Kollegin oder einem Kollegen.",
		"Seit der Freigabe durch Ute Berg am 24.11.2026 hat sich eine Antwort geändert. Die Rückmeldung gilt damit nicht mehr als abgeschlossen.",
	}
	if !slices.Equal(c.Sentences, want) || c.Clean() {
		t.Errorf("sentences:\n%q\nnot\n%q", c.Sentences, want)
	}
	if c.Open != 2 || c.Unexplained != 1 || c.RemarksOpen != 1 || c.MeasuresOverdue != 1 || c.DelegationsOut != 1 || c.SignOff.Changed != 1 || c.Conflicts+c.ToConfirm != 0 {
		t.Errorf("counts: %+v", c)
	}

	p.must(county.ReplyRemark(p.ctx, p.key(0), "Seit gestern"))
	p.must(county.SetAcceptance(p.ctx, p.key(2), Acceptance{By: "Landrätin", Until: "2026-11-25"}))
	if o, err := county.Overview(p.ctx, p.round.ID, ""); err != nil || len(o.Acceptances) != 1 || o.Acceptances[0].Expired || o.Acceptances[0].By != "Landrätin" {
		t.Errorf("acceptances that come up: %+v %v", o.Acceptances, err)
	}
	late.State = MeasureDone
	if _, err := county.SaveMeasure(p.ctx, late); err != nil {
		t.Fatal(err)
	}
	p.answer(county, 1, assessment.StatusDispensable, "kein Rechenzentrum")
	p.answer(county, 3, assessment.StatusYes, "")
	p.answer(county, 4, assessment.StatusYes, "")
	packs, err := county.Delegations(p.ctx)
	p.must(err)
	p.must(county.store.Write(p.ctx, func(tx *store.Tx) error { return tx.ReturnDelegation(p.ctx, packs[0].Export) }))
	if _, err := county.SignOff(p.ctx, p.round.ID, "Ute Berg", "ISK"); err != nil {
		t.Fatal(err)
	}
	if c, err := county.CheckReply(p.ctx, p.round.ID); err != nil || !c.Clean() || !c.SignOff.Holds() {
		t.Errorf("all done: %+v %v", c, err)
	}
	if _, err := p.office.CheckReply(p.ctx, p.round.ID); err == nil {
		t.Error("the office writes no reply")
	}
}

// The overview tells what a next reply would bring, whether the last one has arrived, and what waits.
func TestOverview(t *testing.T) {
	p := newSmallPlay(t, 4, "06535", "06632")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "eins")
	p.answer(county, 1, assessment.StatusNo, "zwei")
	o, err := county.Overview(p.ctx, p.round.ID, "")
	p.must(err)
	if o.LastReply != nil || len(o.Since) != 2 || o.Tally.Open != 2 || len(o.Topics) != 1 || o.Topics[0].Tally != o.Tally || o.District.Key != "06535" {
		t.Fatalf("before the first reply: %+v", o)
	}
	reply := p.reply(county)
	p.takes(p.office, AcceptAll, VerdictUntrusted, reply)
	k := p.key(1)
	k.District = "06535"
	p.must(p.office.AskRemark(p.ctx, k, "Warum?"))
	if o, err = county.Overview(p.ctx, p.round.ID, ""); err != nil || o.LastReply == nil || len(o.Since) != 0 {
		t.Fatalf("just sent: %+v %v", o, err)
	}
	if l := o.LastReply; l.Number != "R-0001" || l.Received || len(l.Hash) != 64 || l.File == "" {
		t.Fatalf("last reply: %+v", l)
	}
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	p.answer(county, 1, assessment.StatusPartly, "zwei, halb")
	p.answer(county, 3, assessment.StatusYes, "vier")
	p.answer(county, 3, assessment.StatusOpen, "")
	p.must(county.ReplyRemark(p.ctx, p.key(1), "Darum"))
	if _, err := county.SaveMeasure(p.ctx, Measure{Round: p.round.ID, Requirement: p.requirement(1).ID, Title: "Nachholen", Due: "2026-11-01", State: MeasureRunning}); err != nil {
		t.Fatal(err)
	}
	o, err = county.Overview(p.ctx, p.round.ID, "06535")
	p.must(err)
	if !o.LastReply.Received || len(o.Remarks) != 1 || o.Remarks[0].Remark.Reply != "Darum" || o.Remarks[0].Ref == "" || len(o.Overdue) != 1 {
		t.Fatalf("later: %+v", o)
	}
	var status []ChangeSince
	for _, c := range o.Since {
		if c.Subject.Field == assessment.FieldStatus {
			status = append(status, c)
		}
	}
	if len(status) != 1 || status[0].Before[0] != "nein: zwei" || status[0].After[0] != "teilweise: zwei, halb" || status[0].Ref != p.requirement(1).Ref {
		t.Fatalf("what changed: %+v", status)
	}
	at, err := p.office.Overview(p.ctx, p.round.ID, "06535")
	p.must(err)
	if at.LastReply == nil || !at.LastReply.Received || at.LastReply.Hash != o.LastReply.Hash || len(at.Since) != 0 {
		t.Fatalf("at the office: %+v", at)
	}
	if _, err := county.Overview(p.ctx, p.round.ID, "06632"); err == nil {
		t.Fatal("a district's desk looks at its own only")
	}
	if _, err := p.office.Overview(p.ctx, p.round.ID, "09999"); err == nil {
		t.Fatal("an unknown district")
	}
}

// A new measure is one line of what has changed, under the requirement it is about and never with its bare id; a
// change of it later says which measure it is.
func TestOverviewTellsMeasures(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	m, err := county.SaveMeasure(p.ctx, Measure{Round: p.round.ID, Requirement: p.requirement(1).ID, Title: "Netzersatz beschaffen", Responsible: "Bauamt", Due: "2027-06-30"})
	p.must(err)
	o, err := county.Overview(p.ctx, p.round.ID, "")
	p.must(err)
	if len(o.Since) != 1 || o.Since[0].Ref != p.requirement(1).Ref || o.Since[0].After[0] != "Netzersatz beschaffen" {
		t.Fatalf("new measure: %+v", o.Since)
	}
	reply := p.reply(county)
	for _, c := range p.look(p.office, reply)[0].Changes {
		if c.Subject.Kind == assessment.KindMeasure && (c.Ref != p.requirement(1).Ref || c.Subject.Field == assessment.FieldMeasureRequirement && c.After[0] != c.Ref) {
			t.Errorf("preview of a measure: %+v", c)
		}
	}
	m.State = MeasureRunning
	_, err = county.SaveMeasure(p.ctx, m)
	p.must(err)
	if o, err = county.Overview(p.ctx, p.round.ID, ""); err != nil || len(o.Since) != 1 || o.Since[0].Title != "Netzersatz beschaffen" || o.Since[0].Subject.Field != assessment.FieldMeasureState {
		t.Errorf("changed measure: %+v (%v)", o.Since, err)
	}
}
