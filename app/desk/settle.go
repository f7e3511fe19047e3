package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// PlanSettling tells which conflicts of a round one decision would settle, and with what. Nothing is changed.
func (d *Desk) PlanSettling(ctx context.Context, round assessment.RoundID, s Settling) (SettlePlan, error) {
	if !slices.Contains([]SettleRule{SettleCautious, SettleFuller, SettleOrigin}, s.Rule) {
		return SettlePlan{}, fmt.Errorf("rule %q: %w", s.Rule, assessment.ErrInvalid)
	}
	all, err := d.Conflicts(ctx, round)
	if err != nil {
		return SettlePlan{}, err
	}
	p := SettlePlan{Round: round}
	for _, c := range all {
		if !c.Own {
			continue
		}
		if i := s.choose(c); i >= 0 {
			p.Decisions = append(p.Decisions, Decision{c, c.Values[i].Value, c.Values[i].Text})
		} else {
			p.Left++
		}
	}
	return p, nil
}

// choose is the version that the rule chooses, -1 where it has nothing to say on the conflict.
func (s Settling) choose(c Conflict) int {
	if s.Rule == SettleOrigin {
		return s.ofOrigin(c)
	}
	values := make([]string, len(c.Values))
	for i, v := range c.Values {
		values[i] = v.Value
	}
	rule := assessment.Fuller
	if s.Rule == SettleCautious {
		rule = assessment.MostCautious
	}
	value, found := rule(c.Subject.Field, values)
	if !found {
		return -1
	}
	return slices.Index(values, value)
}

// ofOrigin is the one version of a conflict of this kind that came from the place that is trusted. Where that place has
// two versions itself there is nothing to prefer.
func (s Settling) ofOrigin(c Conflict) int {
	at := -1
	if !slices.Equal(c.Origins(), s.Origins) {
		return -1
	}
	for i, v := range c.Values {
		if v.Origin() != s.Origin {
			continue
		}
		if at >= 0 {
			return -1
		}
		at = i
	}
	return at
}

// Settle decides the conflicts of a plan as it says, in one transaction and as one step that UndoEdit takes back. What
// holds other versions by now than those that were shown is left alone.
func (d *Desk) Settle(ctx context.Context, p SettlePlan) (Settled, error) {
	if _, err := d.writableRound(ctx, p.Round); err != nil {
		return Settled{}, err
	}
	var out Settled
	err := d.record(ctx, step{}, func(tx *store.Tx, r *recorder) error {
		out = Settled{}
		for _, x := range p.Decisions {
			s := x.Conflict.Subject
			if !d.owns(s) || s.Round != p.Round {
				return assessment.ErrWrongRole
			}
			now, err := tx.Register(ctx, s)
			if err != nil {
				return err
			}
			if !x.Conflict.shows(now) {
				out.Changed++
				continue
			}
			if err := r.write(ctx, s, chosen(s, x.Value), SourceResolve, ""); err != nil {
				return err
			}
			out.Done++
		}
		return nil
	})
	if err != nil {
		return Settled{}, err
	}
	return out, nil
}

// shows tells whether a register holds just the versions that the conflict lists.
func (c Conflict) shows(now merge.Register) bool {
	return len(now.Siblings) == len(c.Values) && !slices.ContainsFunc(now.Siblings, func(s merge.Sibling) bool {
		return !slices.ContainsFunc(c.Values, func(v ConflictValue) bool {
			return string(v.Desk) == s.Desk && v.Counter == s.Counter && v.Value == s.Value
		})
	})
}

// AskAbout asks the district about an answer that is in conflict. What is asked there already and still open stays, with
// the new question under it.
func (d *Desk) AskAbout(ctx context.Context, c Conflict, question string) error {
	if c.Subject.Kind != assessment.KindAnswer {
		return fmt.Errorf("a question about %s: %w", c.Subject.Kind, assessment.ErrInvalid)
	}
	s := c.Subject
	k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
	if question = strings.TrimSpace(question); question == "" {
		return fmt.Errorf("question: %w", assessment.ErrInvalid)
	}
	if c.Asked != "" {
		question = c.Asked + "\n" + question
	}
	if err := d.AskRemark(ctx, k, question); err != nil {
		return err
	}
	return d.SettleRemark(ctx, k, false)
}
