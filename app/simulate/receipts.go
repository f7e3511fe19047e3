package simulate

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
	"kreislage/data/envelope"
)

// applied names the newest file of each desk that stands as taken in.
func (s *state) applied(round assessment.RoundID, k assessment.DistrictKey) map[assessment.DeskID]*content {
	out := map[assessment.DeskID]*content{}
	for _, i := range s.imports {
		c := i.letter.content
		if i.undone || !i.signed || c.round != round || c.district != k || out[c.desk] != nil && out[c.desk].sequence >= c.sequence {
			continue
		}
		out[c.desk] = c
	}
	return out
}

// confirm notes what a file that is taken in says to have applied of this desk's own.
func (s *state) confirm(c *content) {
	if own := c.receipts[s.desk]; own != nil && s.log[own] && c.kind != envelope.KindDelegation { // a pack carries none
		s.receipts[own.number()] = true
	}
}

func (c *content) number() number { return number{c.kind, c.desk, c.round, c.district, c.sequence} }

// receipts checks what is told of as applied by the other side: nothing that nobody there has taken in, and whatever has
// come back as a receipt.
func (w *world) receipts(f *folder, round assessment.RoundID) {
	sent, err := f.desk.Sent(w.ctx, round)
	w.must(err, "list what "+f.name+" has sent")
	newest := map[assessment.DistrictKey]bool{}
	for _, s := range sent { // the newest first; a receipt for a file is one for those before it
		if !s.Confirmed || s.Number == "" || newest[s.District.Key] {
			continue
		}
		newest[s.District.Key] = true
		kind := envelope.KindAssignment
		if f.district != nil {
			kind = envelope.KindReply
		}
		applied := false
		for n, c := range w.sent {
			applied = applied || c.applied && n.kind == kind && n.round == round && n.district == s.District.Key && n.sequence == s.Sequence
		}
		if !applied {
			w.fail("%s: %s for %s is told of as applied, which it never was", f.name, s.Number, s.District.Key)
		}
		w.tell("a receipt is told")
	}
	if n, lost := f.st.lostReceipt(round, sent); lost {
		w.fail("%s: the receipt for number %d for %s is lost", f.name, n.sequence, n.district)
	}
}

// lostReceipt finds a file that is not told of as applied though its receipt has come.
func (s *state) lostReceipt(round assessment.RoundID, sent []desk.SentFile) (number, bool) {
	for n := range s.receipts {
		told := n.round != round
		for _, x := range sent {
			told = told || x.Confirmed && x.Number != "" && x.District.Key == n.district && x.Sequence == n.sequence
		}
		if !told {
			return n, true
		}
	}
	return number{}, false
}

// fitsReceipts tells whether a folder tells of the receipts that have come.
func (w *world) fitsReceipts(f *folder, st *state) bool {
	for _, round := range w.rounds {
		if !st.rounds[round] {
			continue
		}
		sent, err := f.desk.Sent(w.ctx, round)
		w.must(err, "list what "+f.name+" has sent")
		if _, lost := st.lostReceipt(round, sent); lost {
			return false
		}
	}
	return true
}
