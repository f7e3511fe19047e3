package assessment

import (
	"fmt"
	"strings"
)

// ReviewMark is what the office has found about an answer.
type ReviewMark string

// The marks of a review.
const (
	ReviewNone     ReviewMark = ""
	ReviewAccepted ReviewMark = "accepted" // on paper
	ReviewSeen     ReviewMark = "seen"     // on site
)

// Mark is the unit that the register of a review holds: what was found, by whom, when, and about which answer. The
// zero value is no mark.
type Mark struct {
	Mark   ReviewMark
	On     Date
	Answer string // Answer.Digest of what was reviewed
	By     string
}

// Encode returns the unit as the one text that registers and files carry; no mark is empty text.
func (m Mark) Encode() string {
	if m.Mark == ReviewNone {
		return ""
	}
	return fmt.Sprintf("%s %s %s\n%s", m.Mark, m.On, m.Answer, m.By)
}

// DecodeMark reads what Encode wrote. The error wraps ErrInvalid or ErrTooLong.
func DecodeMark(text string) (Mark, error) {
	if text == "" {
		return Mark{}, nil
	}
	head, by, ok := strings.Cut(text, "\n")
	parts := strings.Split(head, " ")
	if !ok || len(parts) != 3 || strings.Contains(by, "\n") {
		return Mark{}, fmt.Errorf("review: %w", ErrInvalid)
	}
	m := Mark{ReviewMark(parts[0]), Date(parts[1]), parts[2], by}
	on, err := ParseDate(parts[1])
	if err != nil || on != m.On || on == "" || !isHash(m.Answer) || m.Answer == "" || m.Mark != ReviewAccepted && m.Mark != ReviewSeen {
		return Mark{}, fmt.Errorf("review: %w", ErrInvalid)
	}
	if err := checkText(by, MaxName); err != nil {
		return Mark{}, fmt.Errorf("review: %w", err)
	}
	return m, nil
}

// Proposal is the unit that the register of a proposal holds: the status that the office thinks right, and why. The
// zero value is none.
type Proposal struct {
	Status Status
	Reason string
}

// Encode returns the unit as the one text that registers and files carry; no proposal is empty text.
func (p Proposal) Encode() string {
	if p.Status == StatusOpen {
		return ""
	}
	return fmt.Sprintf("%d\n%s", int(p.Status), p.Reason)
}

// DecodeProposal reads what Encode wrote. The error wraps ErrInvalid or ErrTooLong.
func DecodeProposal(text string) (Proposal, error) {
	if text == "" {
		return Proposal{}, nil
	}
	digit, reason, ok := strings.Cut(text, "\n")
	if !ok || len(digit) != 1 || digit[0] < '1' || digit[0] > '4' {
		return Proposal{}, fmt.Errorf("proposal: %w", ErrInvalid)
	}
	if err := checkText(reason, MaxRemark); err != nil {
		return Proposal{}, fmt.Errorf("proposal: %w", err)
	}
	return Proposal{Status(digit[0] - '0'), reason}, nil
}

// Digest identifies what an answer says, so that a review can tell whether it has changed since. Who took it over
// and what is in conflict do not count.
func (a Answer) Digest() string {
	h := NewHasher("kreislage answer 1")
	h.Add(a.Status.String(), a.Explanation, a.TextHash, a.Responsible, string(a.Due), a.Effort, a.Evidence)
	return h.Sum(16)
}
