package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// Who bears a gap, and until when, travels; the gap stays one, and an acceptance that has run out says so.
func TestAcceptance(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	d := p.join("06535", p.send("06535"))
	p.answer(d, 0, assessment.StatusNo, "")
	for _, bad := range []Acceptance{{By: "Landrat"}, {Until: "2027-03-31"}, {By: " ", Until: "2027-03-31"}, {By: "x", Until: "31.31."}} {
		if err := d.SetAcceptance(p.ctx, p.key(0), bad); err == nil {
			t.Errorf("taken: %+v", bad)
		}
	}
	want := Acceptance{By: "Landrat Muster", Until: "2027-03-31", Reason: "Neubau\n2028"}
	p.must(d.SetAcceptance(p.ctx, p.key(0), Acceptance{By: " Landrat Muster ", Until: "31.3.2027", Reason: "Neubau\r\n2028"}))
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(d))
	for _, at := range []*Desk{d, p.office} {
		paper, err := at.Paper(p.ctx, p.round.ID, "06535", assessment.WholeScope)
		p.must(err)
		if paper.Rows[0].Acceptance != want || !paper.Rows[1].Acceptance.Empty() || paper.Tally.No != 1 || paper.Tally.UnmetMust != 2 {
			t.Fatalf("%s: %+v, %+v", at.role, paper.Rows[0].Acceptance, paper.Tally)
		}
	}
	path := filepath.Join(p.dir, "a.csv")
	p.must(p.office.WriteTable(p.ctx, TableQuery{Table: TableAnswers, Round: p.round.ID}, path))
	if raw, err := os.ReadFile(path); err != nil || !strings.Contains(string(raw), "Landrat Muster;2027-03-31") {
		t.Fatalf("the table does not tell it: %s, %v", raw, err)
	}
	if want.Expired("2027-03-31") || !want.Expired("2027-04-01") || (Acceptance{}).Expired("2027-04-01") {
		t.Fatal("the day on which it runs out")
	}
	past, err := d.History(p.ctx, p.whole(0))
	p.must(err)
	if n := len(past); n != 2 || past[1].Subject.Kind != assessment.KindAcceptance {
		t.Fatalf("history: %+v", past)
	}
	p.undone(d, "Risikoübernahme zu "+p.requirement(0).Ref+" zurückgenommen.", 0)
	p.redone(d, "Risikoübernahme zu "+p.requirement(0).Ref+" wiederhergestellt.")
	p.must(d.SetAcceptance(p.ctx, p.key(0), Acceptance{}))
	p.take(p.office, AcceptSigned, p.reply(d))
	paper, err := p.office.Paper(p.ctx, p.round.ID, "06535", assessment.WholeScope)
	p.must(err)
	if !paper.Rows[0].Acceptance.Empty() {
		t.Fatalf("taken away, but %+v", paper.Rows[0].Acceptance)
	}
	p.clean(d, p.office)
}
