package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// filledTwice lets two people fill in one file for a county, each in another way, and takes both in.
func (p *play) filledTwice(county *Desk, first, second func(h typist)) {
	p.t.Helper()
	sent := p.send("06535")
	p.takes(county, AcceptAll, VerdictContained, sent)
	p.takes(county, AcceptAll, VerdictHand, p.hand("Amt 1.xlsx", sent, p.code("06535"), first))
	p.takes(county, AcceptAll, VerdictHand, p.hand("Amt 2.xlsx", sent, p.code("06535"), second))
}

func (h typist) says(p *play, i int, status, text string) {
	h.t.Helper()
	for column, value := range map[string]string{"k:status": status, "k:explanation": text} {
		sheet, cell := h.at(p.requirement(i).ID, column)
		p.must(h.x.SetCellValue(sheet, cell, value))
	}
}

// clash is a county with five conflicts: in 0 to 2 two files stand against each other, in 3 they say the same at
// different length, and in 4 somebody has typed beside one of them.
func clash(t *testing.T) (*play, *Desk) {
	p := newSmallPlay(t, 6, "06535")
	county := p.join("06535", p.send("06535"))
	p.filledTwice(county, func(h typist) {
		for i := range 3 {
			h.says(p, i, "ja", fmt.Sprint("vom ersten ", i))
		}
		h.says(p, 3, "ja", "Seit 2024.")
	}, func(h typist) {
		for i := range 3 {
			h.says(p, i, "nein", fmt.Sprint("vom zweiten ", i))
		}
		h.says(p, 3, "ja", "Seit 2024. Für alle Ämter.")
	})
	return p, county
}

func (p *play) plan(d *Desk, s Settling) SettlePlan {
	p.t.Helper()
	plan, err := d.PlanSettling(p.ctx, p.round.ID, s)
	p.must(err)
	return plan
}

// A conflict tells where its versions came from and what stood there before.
func TestConflictTellsItsPast(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusPartly, "vorher")
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.filledTwice(county, func(h typist) { h.says(p, 0, "ja", "Das ist seit 2024 geregelt, vom ersten") }, func(h typist) { h.says(p, 0, "ja", "Das ist seit 2024 geregelt, vom zweiten") })
	all, err := county.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	if len(all) != 1 || !slices.Equal(all[0].Origins(), []string{"Amt 1.xlsx", "Amt 2.xlsx"}) {
		t.Fatalf("%+v", all)
	}
	if v := all[0].Values; !strings.HasSuffix(v[0].Text, v[0].Apart) || v[0].Apart == "" || v[0].Apart == v[0].Text {
		t.Errorf("apart: %q and %q", v[0].Apart, v[1].Apart)
	}
	if !slices.Equal(all[0].Before, []string{"teilweise: vorher"}) {
		t.Errorf("before: %q", all[0].Before)
	}
}

// Each rule settles what it has to say something on, and nothing else.
func TestSettle(t *testing.T) {
	p, county := clash(t)
	files := []string{"Amt 1.xlsx", "Amt 2.xlsx"}
	for _, c := range []struct {
		settling Settling
		want     []string // requirement and text
		left     int
	}{
		{Settling{Rule: SettleCautious}, []string{"0 nein: vom zweiten 0", "1 nein: vom zweiten 1", "2 nein: vom zweiten 2", "3 ja: Seit 2024. Für alle Ämter."}, 0},
		{Settling{Rule: SettleFuller}, []string{"3 ja: Seit 2024. Für alle Ämter."}, 3},
		{Settling{Rule: SettleOrigin, Origins: files, Origin: files[0]}, []string{"0 ja: vom ersten 0", "1 ja: vom ersten 1", "2 ja: vom ersten 2", "3 ja: Seit 2024."}, 0},
		{Settling{Rule: SettleOrigin, Origins: files[:1], Origin: files[0]}, nil, 4},
	} {
		plan := p.plan(county, c.settling)
		var got []string
		for _, x := range plan.Decisions {
			got = append(got, strings.TrimLeft(strings.TrimPrefix(x.Conflict.Subject.Item, "probe-"), "0")+" "+x.Text)
		}
		for i := range got {
			if strings.HasPrefix(got[i], " ") {
				got[i] = "0" + got[i]
			}
		}
		if !slices.Equal(got, c.want) || plan.Left != c.left {
			t.Errorf("%+v: %q, %d left", c.settling, got, plan.Left)
		}
	}
	if _, err := county.PlanSettling(p.ctx, p.round.ID, Settling{Rule: "würfeln"}); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("an unknown rule: %v", err)
	}
}

// A decision on many is one step: it covers all versions, the office gets it, and it is taken back as a whole. What has
// changed since it was shown is left alone.
func TestSettleIsOneStep(t *testing.T) {
	p, county := clash(t)
	plan := p.plan(county, Settling{Rule: SettleCautious})
	p.must(county.Resolve(p.ctx, plan.Decisions[1].Conflict.ID, plan.Decisions[1].Conflict.Values[0].Value))
	did, err := county.Settle(p.ctx, plan)
	p.must(err)
	if did.Done != 3 || did.Changed != 1 {
		t.Fatalf("%+v", did)
	}
	if left, err := county.Conflicts(p.ctx, p.round.ID); err != nil || len(left) != 0 {
		t.Fatalf("left: %+v, %v", left, err)
	}
	back, err := county.UndoEdit(p.ctx)
	p.must(err)
	if len(back.Keys) != 3 {
		t.Errorf("taken back: %+v", back)
	}
	if again, err := county.Conflicts(p.ctx, p.round.ID); err != nil || len(again) != 3 {
		t.Fatalf("after taking it back: %d conflicts, %v", len(again), err)
	}
	_, err = county.RedoEdit(p.ctx)
	p.must(err)
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.sameRegisters(p.office, county, "06535")
	if at, err := p.office.Conflicts(p.ctx, p.round.ID); err != nil || len(at) != 0 {
		t.Errorf("at the office: %+v, %v", at, err)
	}
	p.clean(p.office, county)
}

// The office does not decide on answers; it asks, and the county reads the question beside the conflict. A frozen round
// takes no decision.
func TestAskAboutConflict(t *testing.T) {
	p, county := clash(t)
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	if plan := p.plan(p.office, Settling{Rule: SettleCautious}); len(plan.Decisions) != 0 {
		t.Fatalf("the office would decide on answers: %+v", plan)
	}
	all, err := p.office.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	if _, err := p.office.Settle(p.ctx, SettlePlan{Round: p.round.ID, Decisions: []Decision{{Conflict: all[0], Value: all[0].Counts}}}); !errors.Is(err, assessment.ErrWrongRole) {
		t.Fatalf("the office decides on an answer: %v", err)
	}
	p.must(p.office.AskAbout(p.ctx, all[0], " Welche gilt? "))
	all, err = p.office.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	p.must(p.office.AskAbout(p.ctx, all[0], "Bis Freitag, bitte."))
	if err := p.office.AskAbout(p.ctx, all[0], "  "); !errors.Is(err, assessment.ErrInvalid) {
		t.Errorf("an empty question: %v", err)
	}
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	here, err := county.Conflicts(p.ctx, p.round.ID)
	p.must(err)
	if here[0].Asked != "Welche gilt?\nBis Freitag, bitte." || here[1].Asked != "" {
		t.Errorf("asked: %q, %q", here[0].Asked, here[1].Asked)
	}
	plan := p.plan(county, Settling{Rule: SettleCautious})
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundFrozen))
	p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
	if _, err := county.Settle(p.ctx, plan); !errors.Is(err, assessment.ErrRoundFrozen) {
		t.Errorf("settled in a frozen round: %v", err)
	}
	if err := county.Resolve(p.ctx, here[0].ID, here[0].Counts); !errors.Is(err, assessment.ErrRoundFrozen) {
		t.Errorf("resolved in a frozen round: %v", err)
	}
}
