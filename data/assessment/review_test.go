package assessment

import (
	"errors"
	"strings"
	"testing"
)

// Marks and proposals come back as they were written.
func TestReviewRoundTrip(t *testing.T) {
	for _, m := range []Mark{{}, {ReviewAccepted, "2026-11-24", "0a1b", "Öz, Ayşe"}, {ReviewSeen, "2027-01-01", "ff", ""}} {
		if got, err := DecodeMark(m.Encode()); err != nil || got != m || CheckValue(FieldMark, m.Encode()) != nil {
			t.Errorf("%+v: %+v, %v", m, got, err)
		}
	}
	for _, p := range []Proposal{{}, {StatusYes, ""}, {StatusDispensable, "zwei\nZeilen"}} {
		if got, err := DecodeProposal(p.Encode()); err != nil || got != p || CheckValue(FieldProposal, p.Encode()) != nil {
			t.Errorf("%+v: %+v, %v", p, got, err)
		}
	}
	// No status is no proposal, whatever the reason.
	if (Proposal{Reason: "x"}).Encode() != "" {
		t.Error("a reason without a status travels")
	}
}

// A file cannot bring a mark or a proposal in any other form.
func TestHostileReviews(t *testing.T) {
	for _, value := range []string{"x", "accepted", "accepted 2026-11-24\nby", "good 2026-11-24 0a\nby", " 2026-11-24 0a\nby", "seen 24.11.2026 0a\nby", "seen  0a\nby", "seen 2026-11-24 \nby", "seen 2026-11-24 0a\nby\nby", "seen 2026-11-24 0A\nby", "seen 2026-11-24 0a\nb\ty"} {
		if m, err := DecodeMark(value); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %+v, %v", value, m, err)
		}
	}
	for _, value := range []string{"1", "0\nx", "5\nx", "x\nx", "11\nx", "1\n\x00"} {
		if p, err := DecodeProposal(value); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %+v, %v", value, p, err)
		}
	}
	if _, err := DecodeProposal("1\n" + strings.Repeat("x", MaxRemark+1)); !errors.Is(err, ErrTooLong) {
		t.Error(err)
	}
}

// A digest changes with everything that an answer says, and with nothing else.
func TestDigest(t *testing.T) {
	base := Answer{Statement: Statement{Status: StatusYes, Explanation: "weil", TextHash: "0a"}, Responsible: "IT", Due: "2027-01-01", Effort: "3", Evidence: "Akte"}
	same := base
	same.AnswerKey, same.Conflict, same.ToConfirm = AnswerKey{Round: "r"}, true, true
	if base.Digest() != same.Digest() {
		t.Error("who says it counts")
	}
	seen := map[string]bool{base.Digest(): true}
	for _, change := range []func(*Answer){
		func(a *Answer) { a.Status = StatusNo }, func(a *Answer) { a.Explanation = "" }, func(a *Answer) { a.TextHash = "0b" }, func(a *Answer) { a.Responsible = "" },
		func(a *Answer) { a.Due = "" }, func(a *Answer) { a.Effort = "" }, func(a *Answer) { a.Evidence = "" }, func(a *Answer) { a.Effort, a.Evidence = a.Evidence, a.Effort },
	} {
		a := base
		change(&a)
		if seen[a.Digest()] {
			t.Errorf("no other digest: %+v", a)
		}
		seen[a.Digest()] = true
	}
}
