package desk

import (
	"testing"

	"kreislage/data/assessment"
)

// jump sets the computers' clock.
func (p *play) jump(years int) { p.now = p.now.AddDate(years, 0, 0) }

// A round that is opened later is the later one, and shows what was said in the one before, though the clock ran years
// ahead when the first was opened or years behind when the second was.
func TestClockIsSetBetweenRounds(t *testing.T) {
	for _, ahead := range []bool{true, false} {
		p := newEditionPlay(t, []string{"Eins?", "Zwei?"}, "06535")
		if ahead {
			p.jump(3)
			p.again(p.round.Catalogue)
		}
		county := p.join("06535", p.send("06535"))
		p.fills(county, 0, assessment.StatusYes, "eins")
		p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
		first := p.round
		p.jump(-3)
		p.again(p.round.Catalogue)
		p.takes(county, AcceptSigned, VerdictNew, p.send("06535"))
		for _, d := range []*Desk{county, p.office} {
			rounds, err := d.Rounds(p.ctx)
			p.must(err)
			if rounds[0].ID != p.round.ID || rounds[1].ID != first.ID {
				t.Errorf("ahead %v: the round that was opened later is not the newest", ahead)
			}
		}
		f, err := county.Former(p.ctx, p.round.ID, "")
		p.must(err)
		if f == nil || f.Round.ID != first.ID {
			t.Errorf("ahead %v: what was said before is %+v", ahead, f)
		}
		if f, err := county.Former(p.ctx, first.ID, ""); err != nil || f != nil {
			t.Errorf("ahead %v: before the first round there was %+v, %v", ahead, f, err)
		}
	}
}

// Whether a county has its receipt, and which of its files is the newest, is a matter of what came after what.
func TestClockIsSetBetweenFiles(t *testing.T) {
	for _, years := range []int{-3, 3} {
		p := newSmallPlay(t, 3, "06535")
		county := p.join("06535", p.send("06535"))
		p.answer(county, 0, assessment.StatusYes, "eins")
		p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
		received := func() DistrictFile {
			page, err := p.office.DistrictPage(p.ctx, "06535")
			p.must(err)
			return page.Received[0]
		}
		p.jump(years)
		if received().Receipt {
			t.Errorf("%d years: a receipt before there was one", years)
		}
		p.send("06535")
		if !received().Receipt {
			t.Errorf("%d years: no receipt though it was sent", years)
		}
		p.answer(county, 0, assessment.StatusNo, "doch nicht")
		second := p.reply(county)
		p.takes(p.office, AcceptSigned, VerdictNew, second)
		page, err := p.office.DistrictPage(p.ctx, "06535")
		p.must(err)
		if page.Received[0].Number != "R-0002" || page.Received[0].Receipt || !page.Received[1].Receipt {
			t.Errorf("%d years: received is %+v", years, page.Received)
		}
		if got := p.value(p.office, "06535", 0, assessment.FieldStatus); len(got) != 1 || got[0][0] != '3' {
			t.Errorf("%d years: the answer is %q", years, got)
		}
	}
}
