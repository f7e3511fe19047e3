package desk

import (
	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
	"kreislage/data/store"
)

// join is one register that a file brings.
type join struct {
	subject  assessment.Subject
	register merge.Register
	hand     bool // typed by hand: a proposal that a person must accept
	lost     bool // a word of this desk's own side that the sender repeats: a person must accept it
}

// effect is a join that changes something, with the states before and after it.
type effect struct {
	join
	before, after merge.Register
}

// known is a state of the registers that nobody has written yet.
type known map[assessment.Subject]merge.Register

func (k known) register(s assessment.Subject) (merge.Register, error) { return k[s], nil }

func (k known) add(held []store.Held) {
	for _, h := range held {
		k[h.Subject] = h.Register
	}
}

// effectsOf tells what joins change, one after the other, where here gives the state of a register before them. It also
// tells whether what is signed contradicts that state. how is merge.Join, or merge.Beside for what is shown only.
func (d *Desk) effectsOf(joins []join, here func(assessment.Subject) (merge.Register, error), how func(a, b merge.Register) merge.Register) (effects []effect, contradicting bool, err error) {
	touched := known{}
	for _, j := range joins {
		before, ok := touched[j.subject]
		if !ok {
			if before, err = here(j.subject); err != nil {
				return nil, false, err
			}
		}
		contradicting = contradicting || !j.hand && d.contradicts(before, j.register)
		after := how(before, j.register)
		if after.Equal(before) {
			continue
		}
		touched[j.subject] = after
		effects = append(effects, effect{j, before, after})
	}
	return effects, contradicting, nil
}

// signedJoins lists the registers that the signature vouches for. A sender writes only what belongs to its own side.
// What it repeats of the other side is known there already, unless that side has lost it: then it comes back with the
// sender's file, since otherwise the sender would show a conflict that nobody could settle.
func (s *staged) signedJoins() []join {
	out := make([]join, 0, len(s.content.Entries))
	for _, e := range s.content.Entries {
		owner, _ := assessment.Owner(e.Kind, e.Field)
		lost := s.manifest.Kind == envelope.KindReply && owner == assessment.RoleOffice
		out = append(out, join{subject: e.Subject(s.manifest), register: e.Register, lost: lost})
	}
	return out
}

// joinsNow lists all that accepting a file brings by now, whatever has come in or been taken back since it was
// previewed: all that the signature vouches for, and what a person has been shown to decide on. What was typed by hand,
// or was repeated, and was known then is not brought back by a file that nobody had to look at.
func (s *staged) joinsNow() []join {
	if !s.signed {
		return s.joins
	}
	var hand []join
	lost := false
	for _, j := range s.joins {
		if j.hand {
			hand = append(hand, j)
		}
		lost = lost || j.lost
	}
	joins := s.signedJoins()
	if !lost {
		kept := joins[:0]
		for _, j := range joins {
			if !j.lost {
				kept = append(kept, j)
			}
		}
		joins = kept
	}
	return append(joins, hand...)
}

func changesOf(effects []effect) []CellChange {
	out := make([]CellChange, 0, len(effects))
	for _, x := range effects {
		out = append(out, CellChange{Subject: x.subject, Before: x.before.Values(), After: x.after.Values(), Conflict: x.after.Conflict(), Hand: x.hand})
	}
	return out
}

// itemKey names one thing: an answer, a remark, a measure.
type itemKey struct {
	kind  assessment.Kind
	scope assessment.ScopeID
	item  string
}

func (j join) item() itemKey { return itemKey{j.subject.Kind, j.subject.Scope, j.subject.Item} }

// rowCount accounts for every row of a file: each is new, changed, unchanged or refused, once. Which it is, but for
// the refused, depends on what the file is compared with.
type rowCount struct {
	answers map[itemKey]bool // answers that the file says or repeats, without the refused
	out     map[itemKey]bool // things whose row is refused: they count as refused alone, whatever is signed of them
	refused int
}

func newRowCount() rowCount { return rowCount{answers: map[itemKey]bool{}, out: map[itemKey]bool{}} }

func (c *rowCount) see(k itemKey) {
	c.answers[k] = true
	delete(c.out, k)
}

func (c *rowCount) seeAnswers(joins []join) {
	for _, j := range joins {
		if j.subject.Kind == assessment.KindAnswer {
			c.see(j.item())
		}
	}
}

func (c *rowCount) refuse(k itemKey) {
	c.refused++
	delete(c.answers, k)
	c.out[k] = true
}

// counts is what a file changes, in rows and in fields that are in conflict afterwards.
type counts struct{ new, changed, unchanged, refused, conflicts int }

// count sorts the rows by what effects do to them. A row is new only while all its changes fill what was empty before
// anything in the file touched it.
func (c *rowCount) count(effects []effect) counts {
	out := counts{unchanged: len(c.answers), refused: c.refused}
	filled := map[itemKey]bool{} // changed things, and whether nothing but what was empty changed
	first := map[assessment.Subject]bool{}
	conflicts := map[assessment.Subject]bool{}
	for _, x := range effects {
		if _, touched := first[x.subject]; !touched {
			first[x.subject] = x.before.Empty()
		}
		if conflicts[x.subject] = x.after.Conflict(); c.out[x.item()] {
			continue
		}
		fills, changed := filled[x.item()]
		filled[x.item()] = first[x.subject] && (fills || !changed)
	}
	for k, fills := range filled {
		if c.answers[k] {
			out.unchanged--
		}
		if fills {
			out.new++
		} else {
			out.changed++
		}
	}
	for _, conflict := range conflicts {
		if conflict {
			out.conflicts++
		}
	}
	return out
}

func (c counts) into(v *FilePreview) {
	v.New, v.Changed, v.Unchanged, v.Refused, v.Conflicts = c.new, c.changed, c.unchanged, c.refused, c.conflicts
	v.Rows = v.New + v.Changed + v.Unchanged + v.Refused
}
