package desk

import (
	"context"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
)

// ReviewMark is what the office has found about an answer.
type ReviewMark = assessment.ReviewMark

// The marks of a review.
const (
	ReviewNone     = assessment.ReviewNone
	ReviewAccepted = assessment.ReviewAccepted // on paper
	ReviewSeen     = assessment.ReviewSeen     // on site
)

// Review is what the office makes of an answer.
type Review struct {
	Mark        ReviewMark
	By          string
	On          assessment.Date
	Changed     bool // the answer says something else than what was reviewed
	Proposed    assessment.Status
	Reason      string
	HasProposal bool // the office proposes a status that the answer does not have
}

// SetReview notes at the office that an answer, as it stands now, was accepted on paper or seen on site; ReviewNone
// takes the mark back. It travels with the next file.
func (d *Desk) SetReview(ctx context.Context, k assessment.AnswerKey, m ReviewMark) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	if m != ReviewNone && m != ReviewAccepted && m != ReviewSeen {
		return fmt.Errorf("review %q: %w", m, assessment.ErrInvalid)
	}
	if _, err := d.asked(ctx, &k); err != nil {
		return err
	}
	by, err := canonical.Line(d.o.Who, assessment.MaxName)
	if err != nil {
		by = "" // a system's user of an odd name is no reason to refuse
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.Answer(ctx, k)
		if err != nil {
			return err
		}
		u := assessment.Mark{Mark: m, On: assessment.DateOf(d.o.Clock()), Answer: a.Digest(), By: by}
		return d.write(ctx, tx, reviewSubject(k, assessment.FieldMark), u.Encode(), SourceTyped, "")
	})
}

// Propose offers a district another status for an answer, with a reason; assessment.StatusOpen takes the proposal
// back. It travels with the next file.
func (d *Desk) Propose(ctx context.Context, k assessment.AnswerKey, status assessment.Status, reason string) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	if !status.Valid() {
		return fmt.Errorf("proposed status %d: %w", status, assessment.ErrInvalid)
	}
	if _, err := d.asked(ctx, &k); err != nil {
		return err
	}
	reason, err := canonical.Text(reason, assessment.MaxRemark)
	if err != nil {
		return fmt.Errorf("reason of the proposal: %w", err)
	}
	p := assessment.Proposal{Status: status, Reason: reason}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		return d.write(ctx, tx, reviewSubject(k, assessment.FieldProposal), p.Encode(), SourceTyped, "")
	})
}

// TakeProposal gives an answer the status that the office proposes; its explanation stays. The error wraps
// assessment.ErrNotFound where there is no proposal.
func (d *Desk) TakeProposal(ctx context.Context, k assessment.AnswerKey) error {
	if _, err := d.writable(ctx, &k); err != nil {
		return err
	}
	r, err := d.store.Register(ctx, reviewSubject(k, assessment.FieldProposal))
	if err != nil {
		return err
	}
	p, err := assessment.DecodeProposal(assessment.Pick(assessment.FieldProposal, r.Values()))
	if err != nil {
		return err
	}
	if p.Status == assessment.StatusOpen {
		return fmt.Errorf("proposal: %w", assessment.ErrNotFound)
	}
	_, err = d.Answer(ctx, k, Edit{Status: &p.Status})
	return err
}

func reviewSubject(k assessment.AnswerKey, f assessment.Field) assessment.Subject {
	s := assessment.AnswerSubject(k, f)
	s.Kind = assessment.KindReview
	return s
}

// reviewsOf reads the reviews of a district by scope and requirement. What depends on the answer is told by of.
func reviewsOf(ctx context.Context, r store.Reader, round assessment.RoundID, district assessment.DistrictKey) (map[assessment.AnswerKey]reviewed, error) {
	held, err := r.RegistersOf(ctx, round, district, assessment.KindReview)
	return reviewsIn(held), err
}

func reviewsIn(held []store.Held) map[assessment.AnswerKey]reviewed {
	out := map[assessment.AnswerKey]reviewed{}
	for _, h := range held {
		s := h.Subject
		k := assessment.AnswerKey{Round: s.Round, District: s.District, Scope: s.Scope, Requirement: assessment.RequirementID(s.Item)}
		u, value := out[k], assessment.Pick(s.Field, h.Register.Values())
		switch s.Field {
		case assessment.FieldMark:
			u.mark, _ = assessment.DecodeMark(value)
		case assessment.FieldProposal:
			u.proposal, _ = assessment.DecodeProposal(value)
		}
		out[k] = u
	}
	return out
}

// reviewed is what the registers of a review hold.
type reviewed struct {
	mark     assessment.Mark
	proposal assessment.Proposal
}

// of tells what a review says about an answer as it stands now.
func (u reviewed) of(a assessment.Answer) Review {
	r := Review{Mark: u.mark.Mark, By: u.mark.By, On: u.mark.On, Proposed: u.proposal.Status, Reason: u.proposal.Reason}
	r.Changed = r.Mark != ReviewNone && a.Digest() != u.mark.Answer
	r.HasProposal = r.Proposed != assessment.StatusOpen && r.Proposed != a.Status
	return r
}

// addEvidence puts beside each answer of a paper what proves it and what the office makes of it.
func (d *Desk) addEvidence(ctx context.Context, r store.Reader, p *Paper) error {
	attached, err := d.attachmentsOf(ctx, r, p)
	if err != nil {
		return err
	}
	reviews, err := reviewsOf(ctx, r, p.Round.ID, p.District.Key)
	if err != nil {
		return err
	}
	for _, rows := range [][]PaperRow{p.Rows, p.Gone} {
		for i := range rows {
			row := &rows[i]
			row.Attachments = attached[row.Requirement.ID]
			if u, known := reviews[row.Answer.AnswerKey]; known {
				row.Review = u.of(row.Answer)
			}
		}
	}
	return nil
}
