package desk

import (
	"errors"
	"testing"

	"kreislage/data/assessment"
)

// In a frozen round a county may look and send, but no longer answer; the office still takes in what comes and may
// ask. Opened again, it is answered as before.
func TestFrozenRound(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "vorher")
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundFrozen))
	p.take(county, AcceptAll, p.send("06535"))
	yes, key := assessment.StatusYes, assessment.AnswerKey{Round: p.round.ID, Requirement: p.requirement(1).ID}
	if _, err := county.Answer(p.ctx, key, Edit{Status: &yes}); !errors.Is(err, assessment.ErrRoundFrozen) {
		t.Fatalf("an answer in a frozen round: %v", err)
	}
	if _, err := county.SaveMeasure(p.ctx, Measure{Round: p.round.ID, Requirement: key.Requirement, Title: "Plan"}); !errors.Is(err, assessment.ErrRoundFrozen) {
		t.Fatalf("a measure in a frozen round: %v", err)
	}
	p.take(p.office, AcceptAll, p.reply(county))
	p.sameAnswers(p.office, county, "06535")
	key.District = "06535"
	p.must(p.office.AskRemark(p.ctx, key, "Warum noch offen?"))
	p.must(p.office.SetRoundState(p.ctx, p.round.ID, assessment.RoundOpen))
	p.take(county, AcceptAll, p.send("06535"))
	p.answer(county, 1, assessment.StatusYes, "nachher")
}
