package assessment

// Brief is what counting needs of an answer, in one byte: the status, and whether it is in conflict or to be
// confirmed. A round of one district is a slice of them in the catalogue's order. The encoding is part of the store.
type Brief byte

const (
	briefStatus   Brief = 7
	briefConflict Brief = 8
	briefConfirm  Brief = 16
)

// BriefOf is an answer as it is counted.
func BriefOf(a Answer) Brief {
	b := Brief(a.Status) & briefStatus
	if a.Conflict {
		b |= briefConflict
	}
	if a.ToConfirm {
		b |= briefConfirm
	}
	return b
}

// Status is the status that counts; a byte that is none is open.
func (b Brief) Status() Status {
	if s := Status(b & briefStatus); s.Valid() {
		return s
	}
	return StatusOpen
}

// Conflict tells whether versions of the answer contradict each other.
func (b Brief) Conflict() bool { return b&briefConflict != 0 }

// ToConfirm tells whether a person must look at the answer again.
func (b Brief) ToConfirm() bool { return b&briefConfirm != 0 }

// And is what a whole counts whose parts answer b and o, as Cautious has it, and what is to be done for either.
func (b Brief) And(o Brief) Brief {
	s := b.Status()
	if claimsLess(o.Status(), s) {
		s = o.Status()
	}
	return Brief(s) | (b|o)&(briefConflict|briefConfirm)
}

// CountBrief adds one requirement with its answer.
func (t *Tally) CountBrief(modal Modal, b Brief) {
	t.Count(modal, Answer{Statement: Statement{Status: b.Status()}, Conflict: b.Conflict(), ToConfirm: b.ToConfirm()})
}
