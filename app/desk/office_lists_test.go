package desk

import (
	"slices"
	"testing"

	"kreislage/data/assessment"
)

// Open questions of all districts stand in one list, each with what came back since it was put; settled ones are gone.
func TestOpenRemarks(t *testing.T) {
	p := newSmallPlay(t, 3, "06535", "06633")
	a, b := p.join("06535", p.send("06535")), p.join("06633", p.send("06633"))
	for _, d := range []*Desk{a, b} {
		p.answer(d, 1, assessment.StatusNo, "noch nicht")
		p.take(p.office, AcceptAll, p.reply(d))
	}
	p.must(p.office.AskRemark(p.ctx, p.keyOf("06535", 1), "Bis wann?"))
	p.must(p.office.AskRemark(p.ctx, p.keyOf("06535", 0), "Wer?"))
	p.must(p.office.AskRemark(p.ctx, p.keyOf("06633", 1), "Warum?"))
	list := func(d *Desk) []RemarkRow {
		rows, err := d.OpenRemarks(p.ctx, p.round.ID)
		p.must(err)
		return rows
	}
	rows := list(p.office)
	if len(rows) != 3 || rows[0].Remark.Question != "Wer?" || rows[1].Remark.Question != "Bis wann?" || rows[2].District.Key != "06633" {
		t.Fatalf("%+v", rows)
	}
	for _, r := range rows {
		if r.Back() || r.Asked.IsZero() || r.Ref == "" || r.District.Name == "" {
			t.Errorf("%+v", r)
		}
	}
	p.take(a, AcceptSigned, p.send("06535"))
	p.must(a.ReplyRemark(p.ctx, p.keyOf("06535", 1), "Bis Mai."))
	p.answer(a, 0, assessment.StatusYes, "Die IT.")
	if rows := list(a); len(rows) != 2 || !rows[0].Back() || rows[0].Changed.IsZero() || !rows[0].Replied.IsZero() || rows[1].Replied.IsZero() || !rows[1].Changed.IsZero() {
		t.Errorf("county: %+v", rows)
	}
	p.take(p.office, AcceptSigned, p.reply(a))
	rows = list(p.office)
	if len(rows) != 3 || rows[0].Changed.IsZero() || rows[0].Answer.Explanation != "Die IT." || rows[1].Remark.Reply != "Bis Mai." || rows[1].Replied.IsZero() || rows[2].Back() {
		t.Errorf("office: %+v", rows)
	}
	// Asked again, the former reply is no answer to the new question.
	p.must(p.office.AskRemark(p.ctx, p.keyOf("06535", 1), "Mai welchen Jahres?"))
	p.must(p.office.SettleRemark(p.ctx, p.keyOf("06633", 1), true))
	if rows = list(p.office); len(rows) != 2 || rows[1].Back() {
		t.Errorf("asked again: %+v", rows)
	}
}

// A sample takes what is riskiest: nothing behind it, turned from "no", not reviewed; gaps that are told are left alone.
func TestSample(t *testing.T) {
	p := newSmallPlay(t, 6, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusNo, "fehlt")
	p.answer(county, 1, assessment.StatusYes, "ist so")
	p.answer(county, 2, assessment.StatusYes, "")
	p.answer(county, 3, assessment.StatusNo, "")
	p.answer(county, 4, assessment.StatusYes, "")
	p.take(p.office, AcceptAll, p.reply(county))
	p.answer(county, 3, assessment.StatusYes, "jetzt doch")
	_, err := county.Attach(p.ctx, p.key(1), p.file("beleg.txt", []byte("x")), "")
	p.must(err)
	p.take(p.office, AcceptSigned, p.reply(county))
	p.must(p.office.SetReview(p.ctx, p.keyOf("06535", 4), ReviewSeen))
	sample := func(n int) []int {
		keys, err := p.office.Sample(p.ctx, p.round.ID, n)
		p.must(err)
		out := []int{}
		for _, k := range keys {
			for i := range 6 {
				if p.requirement(i).ID == k.Requirement {
					out = append(out, i)
				}
			}
		}
		return out
	}
	if got := sample(10); !slices.Equal(got, []int{3, 2, 1}) {
		t.Errorf("%v", got)
	}
	if got := sample(1); !slices.Equal(got, []int{3}) {
		t.Errorf("one: %v", got)
	}
	// What has changed since its review is looked at again.
	p.answer(county, 4, assessment.StatusYes, "neu")
	p.take(p.office, AcceptSigned, p.reply(county))
	if got := sample(10); !slices.Contains(got, 4) {
		t.Errorf("changed: %v", got)
	}
}

// One district does not fill a sample alone where others claim as much.
func TestSampleSpreads(t *testing.T) {
	var all []candidate
	for i := range 10 {
		k := assessment.DistrictKey("a")
		if i >= 8 {
			k = "b"
		}
		all = append(all, candidate{key: assessment.AnswerKey{District: k, Requirement: assessment.RequirementID(rune('0' + i))}, risk: 5})
	}
	seen := map[assessment.DistrictKey]int{}
	for _, k := range spread(all, 4) {
		seen[k.District]++
	}
	if seen["a"] != 2 || seen["b"] != 2 {
		t.Errorf("%v", seen)
	}
}

// The address list says what each district got, and whether it came back that it arrived; a later receipt covers what
// went before.
func TestSent(t *testing.T) {
	p := newSmallPlay(t, 2, "06535", "06633")
	county := p.join("06535", p.send("06535"))
	list := func(d *Desk) []SentFile {
		rows, err := d.Sent(p.ctx, p.round.ID)
		p.must(err)
		return rows
	}
	rows := list(p.office)
	if len(rows) != 2 || rows[0].Number != "A-0001" || rows[0].At.IsZero() || rows[0].Confirmed || rows[1].District.Key != "06633" || !rows[1].At.IsZero() {
		t.Fatalf("%+v", rows)
	}
	p.take(county, AcceptSigned, p.send("06535"))
	p.take(p.office, AcceptAll, p.reply(county))
	if rows := list(p.office); len(rows) != 3 || rows[0].Number != "A-0002" || !rows[0].Confirmed || !rows[1].Confirmed {
		t.Errorf("confirmed: %+v", rows)
	}
	p.send("06535")
	if rows := list(p.office); rows[0].Number != "A-0003" || rows[0].Confirmed || !rows[1].Confirmed {
		t.Errorf("not yet: %+v", rows)
	}
	_, err := county.Delegate(p.ctx, p.round.ID, "", []assessment.RequirementID{p.requirement(0).ID}, "Hochbau", p.dir)
	p.must(err)
	if rows := list(county); len(rows) != 1 || rows[0].Number != "R-0001" || rows[0].Confirmed {
		t.Errorf("county: %+v", rows)
	}
}
