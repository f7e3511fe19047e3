package assessment

// Claim is what a sample looks at: an answer that takes a requirement out of the open ones, and what stands behind it.
type Claim struct {
	Status    Status
	Explained bool // there is an explanation
	Proved    bool // there is a note on evidence, or an attachment
	Turned    bool // it said "no" before
}

// Risk tells how much a claim deserves a look on site, from 0 (none) upwards: the more binding and urgent the
// requirement, the less stands behind the answer, and the more it has turned. Gaps that are told need no check.
func Risk(q Requirement, c Claim) int {
	if c.Status != StatusYes && c.Status != StatusDispensable {
		return 0
	}
	n := 1
	switch q.Modal {
	case ModalMust:
		n += 4
	case ModalShould:
		n += 2
	}
	if q.Priority > 0 {
		n += max(0, 5-q.Priority)
	}
	if !c.Proved {
		n += 2
	}
	if !c.Explained {
		n += 2
	}
	if c.Turned {
		n += 4
	}
	return n
}
