package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// AskRemark sets the office's question on an answer; it travels with the next file.
func (d *Desk) AskRemark(ctx context.Context, k assessment.AnswerKey, question string) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	return d.setRemark(ctx, k, assessment.FieldQuestion, question)
}

// ReplyRemark sets the district's reply to a question.
func (d *Desk) ReplyRemark(ctx context.Context, k assessment.AnswerKey, reply string) error {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return err
	}
	k.District = d.district
	return d.setRemark(ctx, k, assessment.FieldReply, reply)
}

// SettleRemark notes whether the office needs nothing more on a question.
func (d *Desk) SettleRemark(ctx context.Context, k assessment.AnswerKey, settled bool) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	value := ""
	if settled {
		value = "1"
	}
	return d.setRemark(ctx, k, assessment.FieldSettled, value)
}

func (d *Desk) setRemark(ctx context.Context, k assessment.AnswerKey, f assessment.Field, text string) error {
	find := d.asked
	if d.role == assessment.RoleOffice && f == assessment.FieldSettled {
		find = d.known // a question to a scope that answers no more can still be settled
	}
	if _, err := find(ctx, &k); err != nil {
		return err
	}
	text, err := canonical.Text(text, assessment.MaxLength(f))
	if err != nil {
		return fmt.Errorf("remark: %w", err)
	}
	s := assessment.AnswerSubject(k, f)
	s.Kind = assessment.KindRemark
	return d.record(ctx, step{}, func(_ *store.Tx, r *recorder) error { return r.write(ctx, s, text, SourceTyped, "") })
}

// remarksOf reads the remarks of one scope by requirement.
func remarksOf(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (map[assessment.RequirementID]Remark, error) {
	held, err := r.RegistersOf(ctx, round, district, assessment.KindRemark)
	if err != nil {
		return nil, err
	}
	out := map[assessment.RequirementID]Remark{}
	for _, h := range held {
		if h.Subject.Scope != scope {
			continue
		}
		id := assessment.RequirementID(h.Subject.Item)
		m := out[id]
		m.set(h.Subject.Field, assessment.Pick(h.Subject.Field, h.Register.Values()))
		out[id] = m
	}
	return out, nil
}

func (m *Remark) set(f assessment.Field, value string) {
	switch f {
	case assessment.FieldQuestion:
		m.Question = value
	case assessment.FieldReply:
		m.Reply = value
	case assessment.FieldSettled:
		m.Settled = value != ""
	}
}

// Open tells whether the office still waits for something.
func (m Remark) Open() bool { return m.Question != "" && !m.Settled }
