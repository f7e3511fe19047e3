package simulate

import (
	"maps"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/merge"
)

// fact is one write of one field: by a person at a desk, or by hand into a workbook.
type fact struct {
	subject assessment.Subject
	value   string
	past    facts         // what its writer knew of the field
	desk    string        // whose number it must carry; "~" for one that was typed by hand
	version merge.Version // as the store gave it, once it was seen there
}

// facts is a set of writes by their numbers, sorted. It is never changed.
type facts []int

func (s facts) has(n int) bool {
	_, found := slices.BinarySearch(s, n)
	return found
}

func (s facts) with(others facts) facts {
	out := slices.Clone(s)
	for _, n := range others {
		if i, found := slices.BinarySearch(out, n); !found {
			out = slices.Insert(out, i, n)
		}
	}
	return out
}

func (s facts) contains(others facts) bool {
	return !slices.ContainsFunc(others, func(n int) bool { return !s.has(n) })
}

// state is what a data folder must know. The pieces that its maps hold are never changed, so a copy of the maps is a
// copy of the state.
type state struct {
	known    map[assessment.Subject]facts
	desk     assessment.DeskID   // the id that its key belongs to
	line     []assessment.DeskID // its earlier ids, the newest first
	pins     map[assessment.DeskID]bool
	seen     map[assessment.DeskID]assessment.DistrictKey // keys that came with files and wait for a person
	by       map[assessment.DeskID]int64                  // the import that confirmed a key, and takes that back with it
	codes    map[assessment.DistrictKey]codes
	packs    map[string]*content // codes of the packs given to colleagues
	log      map[*content]bool   // files whose content is kept here
	imports  map[int64]imported
	rounds   map[assessment.RoundID]bool
	scopes   map[assessment.DistrictKey][]assessment.Scope   // nil: the whole alone
	editions map[assessment.RoundID][]assessment.CatalogueID // at the office: those that a round has had
	receipts map[number]bool                                 // own files that the other side has said to have applied
}

// codes are the exchange codes of one district as one folder knows them.
type codes struct {
	current string
	former  map[string]bool // true: revoked
}

// imported is one import that can be undone.
type imported struct {
	letter  *letter
	changes []change
	signed  bool
	undone  bool
}

type change struct {
	subject       assessment.Subject
	before, after facts
}

// ownerOf tells which side writes a field.
func ownerOf(s assessment.Subject) assessment.Role {
	owner, _ := assessment.Owner(s.Kind, s.Field)
	return owner
}

func newState() *state {
	return &state{
		known: map[assessment.Subject]facts{}, pins: map[assessment.DeskID]bool{}, seen: map[assessment.DeskID]assessment.DistrictKey{},
		by: map[assessment.DeskID]int64{}, codes: map[assessment.DistrictKey]codes{}, packs: map[string]*content{}, log: map[*content]bool{},
		imports: map[int64]imported{}, rounds: map[assessment.RoundID]bool{}, scopes: map[assessment.DistrictKey][]assessment.Scope{},
		editions: map[assessment.RoundID][]assessment.CatalogueID{}, receipts: map[number]bool{},
	}
}

func (s *state) clone() *state {
	return &state{
		known: maps.Clone(s.known), desk: s.desk, line: s.line, pins: maps.Clone(s.pins), seen: maps.Clone(s.seen), by: maps.Clone(s.by), codes: maps.Clone(s.codes),
		packs: maps.Clone(s.packs), log: maps.Clone(s.log), imports: maps.Clone(s.imports), rounds: maps.Clone(s.rounds), scopes: maps.Clone(s.scopes),
		editions: maps.Clone(s.editions), receipts: maps.Clone(s.receipts),
	}
}

// renewed notes a new id of the desk; the key of the old one vouches for the new.
func (s *state) renewed(id assessment.DeskID) {
	if s.desk != "" {
		s.pins[s.desk] = true
		line := append([]assessment.DeskID{s.desk}, s.line...)
		s.line = line[:min(len(line), envelope.MaxPredecessors)]
	}
	s.desk = id
	s.pins[id] = true
}

// current are the writes of a field that no known write has covered.
func (w *world) current(known facts) []*fact {
	var out []*fact
	for _, n := range known {
		covered := slices.ContainsFunc(known, func(m int) bool { return w.facts[m].past.has(n) })
		if !covered {
			out = append(out, w.facts[n])
		}
	}
	return out
}

// values are the different texts that stand in a field.
func (w *world) values(known facts) []string {
	var out []string
	for _, f := range w.current(known) {
		if !slices.Contains(out, f.value) {
			out = append(out, f.value)
		}
	}
	return out
}

// shown is the one text that counts.
func (w *world) shown(s assessment.Subject, known facts) string {
	return assessment.Pick(s.Field, w.values(known))
}

// register is how the store must hold a field: the writes that stand, and how far those of each desk are known.
func (w *world) register(known facts) merge.Register {
	high := map[string]uint64{}
	for _, n := range known {
		v := w.facts[n].version
		high[v.Desk] = max(high[v.Desk], v.Counter)
	}
	var r merge.Register
	for _, desk := range slices.Sorted(maps.Keys(high)) {
		r.Vector = append(r.Vector, merge.Version{Desk: desk, Counter: high[desk]})
	}
	for _, f := range w.current(known) {
		r.Siblings = append(r.Siblings, merge.Sibling{Version: f.version, Value: f.value})
	}
	slices.SortFunc(r.Siblings, func(a, b merge.Sibling) int {
		switch {
		case a.Desk != b.Desk:
			return compare(a.Desk, b.Desk)
		default:
			return compare(a.Counter, b.Counter)
		}
	})
	return r
}

func compare[T int | uint64 | string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// write notes a write at a desk: it covers everything that the desk knows of the field. Several values are the
// versions of a conflict that is brought back.
func (w *world) write(f *folder, s assessment.Subject, values ...string) {
	past := f.st.known[s]
	for _, value := range values {
		w.facts = append(w.facts, &fact{subject: s, value: value, past: past, desk: string(f.st.desk)})
		f.st.known[s] = f.st.known[s].with(facts{len(w.facts) - 1})
	}
}

// set is write where it changes what stands there: repeating what already stands alone is no write.
func (w *world) set(f *folder, s assessment.Subject, value string) {
	now := w.current(f.st.known[s])
	if len(now) == 1 && now[0].value == value || len(now) == 0 && value == "" {
		return
	}
	w.write(f, s, value)
}

// handFact is what typing a value into a file means: the same value in the same field of the same file is one write,
// wherever it is taken in.
func (w *world) handFact(c *content, s assessment.Subject, value string) int {
	for _, n := range c.typed {
		if w.facts[n].subject == s && w.facts[n].value == value {
			return n
		}
	}
	w.facts = append(w.facts, &fact{subject: s, value: value, past: c.known[s], desk: "~"})
	c.typed = append(c.typed, len(w.facts)-1)
	return len(w.facts) - 1
}
