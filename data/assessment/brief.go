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

// Ledger counts the briefs of many districts by topic, quickly: a picture of thousands of districts counts millions of
// answers. It is made once for a catalogue and may be used by several goroutines.
type Ledger struct {
	topicOf []int
	must    []bool
	topics  int
}

// NewLedger makes a ledger for requirements with their modal verbs and the topics, from 0, in which they stand.
func NewLedger(modals []Modal, topicOf []int, topics int) *Ledger {
	l := &Ledger{topicOf: topicOf, must: make([]bool, len(modals)), topics: topics}
	for i, m := range modals {
		l.must[i] = m == ModalMust
	}
	return l
}

// lane is what one brief adds to a tally, in eight counts of 16 bits: open, yes, partly and no in the first number,
// dispensable, unmet MUSS, in conflict and to be confirmed in the second.
type lane [2]uint64

// laneFull is how many briefs one lane can take in.
const laneFull = 1<<16 - 1

var lanes, mustLanes = makeLanes(""), makeLanes(ModalMust)

func makeLanes(m Modal) *[256]lane {
	var out [256]lane
	for i := range out {
		var t Tally
		t.CountBrief(m, Brief(i))
		for j, n := range []int{t.Open, t.Yes, t.Partly, t.No, t.Dispensable, t.UnmetMust, t.Conflicts, t.ToConfirm} {
			out[i][j/4] |= uint64(n) << (j % 4 * 16)
		}
	}
	return &out
}

func (l lane) into(t *Tally) {
	count := func(number, at int) int { return int(l[number] >> (at * 16) & laneFull) }
	t.Open += count(0, 0)
	t.Yes += count(0, 1)
	t.Partly += count(0, 2)
	t.No += count(0, 3)
	t.Dispensable += count(1, 0)
	t.UnmetMust += count(1, 1)
	t.Conflicts += count(1, 2)
	t.ToConfirm += count(1, 3)
	t.Total = t.Open + t.Yes + t.Partly + t.No + t.Dispensable
}

// ByTopic counts the briefs of one district, a byte for each requirement.
func (l *Ledger) ByTopic(briefs []byte) []Tally {
	out, sums := make([]Tally, l.topics), make([]lane, l.topics)
	for i, b := range briefs[:min(len(briefs), len(l.topicOf))] {
		add, sum := lanes, &sums[l.topicOf[i]]
		if l.must[i] {
			add = mustLanes
		}
		sum[0] += add[b][0]
		sum[1] += add[b][1]
		if i%laneFull == laneFull-1 {
			drain(sums, out)
		}
	}
	drain(sums, out)
	return out
}

func drain(sums []lane, into []Tally) {
	for i := range sums {
		sums[i].into(&into[i])
		sums[i] = lane{}
	}
}
