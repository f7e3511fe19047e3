package simulate

import (
	"fmt"
	"slices"

	"kreislage/data/assessment"
)

var whole = []assessment.Scope{{ID: assessment.WholeScope}}

// scopesOf are the scopes of a district as a desk must know them.
func (s *state) scopesOf(k assessment.DistrictKey) []assessment.Scope {
	if known := s.scopes[k]; known != nil {
		return known
	}
	return whole
}

// scope chooses one that a desk's district is asked about.
func (w *world) scope(f *folder) assessment.ScopeID { return w.askedScope(f, f.district.key) }

// askedScope chooses one that a district is asked about, as far as a desk knows.
func (w *world) askedScope(f *folder, k assessment.DistrictKey) assessment.ScopeID {
	asked := assessment.AskedScopes(f.st.scopesOf(k))
	w.turn++
	return asked[w.turn%len(asked)].ID
}

func (f *folder) isAsked(scope assessment.ScopeID) bool {
	return slices.ContainsFunc(assessment.AskedScopes(f.st.scopesOf(f.district.key)), func(s assessment.Scope) bool { return s.ID == scope })
}

// joinScopes adds the scopes that a file knows and tells whether that changes anything.
func (s *state) joinScopes(c *content) bool {
	held := s.scopesOf(c.district)
	all := assessment.JoinScopes(held, c.scopes)
	if slices.Equal(held, all) {
		return false
	}
	s.scopes[c.district] = all
	return true
}

// bringsScopes tells whether joinScopes would change anything.
func (s *state) bringsScopes(c *content) bool {
	held := s.scopesOf(c.district)
	return !slices.Equal(held, assessment.JoinScopes(held, c.scopes))
}

// putScopesBack makes the scopes of a district at the office what the files say that still stand. A scope in which
// something is known stays.
func (s *state) putScopesBack(k assessment.DistrictKey) {
	stand := whole
	for _, i := range s.imports {
		if i.signed && !i.undone && i.letter.district == k {
			stand = assessment.JoinScopes(stand, i.letter.scopes)
		}
	}
	for _, h := range s.scopesOf(k) {
		known := slices.ContainsFunc(stand, func(x assessment.Scope) bool { return x.ID == h.ID })
		if !known && s.saidIn(k, h.ID) {
			stand = assessment.JoinScopes(stand, []assessment.Scope{h})
		}
	}
	s.scopes[k] = stand
}

func (s *state) saidIn(k assessment.DistrictKey, scope assessment.ScopeID) bool {
	for subject, known := range s.known {
		if subject.District == k && subject.Scope == scope && len(known) > 0 {
			return true
		}
	}
	return false
}

// stepScope lets a district divide itself, give a part another name, or let a part answer no more or again.
func (w *world) stepScope(d dice) string {
	f := w.someDistrict(d)
	k := f.district.key
	all := f.st.scopesOf(k)
	var own []assessment.Scope
	for _, s := range all {
		if s.ID != assessment.WholeScope {
			own = append(own, s)
		}
	}
	text := w.scopeName()
	if len(own) == 0 || len(own) < 3 && d.one(3) {
		s, err := f.desk.AddScope(w.ctx, text)
		w.must(err, "add a scope at "+f.name)
		w.scoped(f, s)
		return fmt.Sprintf("%s divides itself: %s", f.name, text)
	}
	s := own[d.pick(len(own))]
	s.Version++
	if d.one(2) {
		s.Name = text
		w.must(f.desk.RenameScope(w.ctx, s.ID, text), "rename a scope at "+f.name)
	} else {
		s.Retired = !s.Retired
		w.must(f.desk.RetireScope(w.ctx, s.ID, s.Retired), "retire a scope at "+f.name)
	}
	w.scoped(f, s)
	return fmt.Sprintf("%s changes a scope: %s, retired %v", f.name, s.Name, s.Retired)
}

func (w *world) scoped(f *folder, s assessment.Scope) {
	k := f.district.key
	f.st.scopes[k] = assessment.JoinScopes(f.st.scopesOf(k), []assessment.Scope{s})
	w.mark(f)
}

// fitsScopes tells whether a desk tells of the scopes that it must know.
func (w *world) fitsScopes(f *folder, st *state) bool {
	for _, one := range w.districts {
		if f.district != nil && f.district != one {
			continue
		}
		told, err := f.desk.AllScopes(w.ctx, one.key)
		w.must(err, "scopes of "+f.name)
		if !slices.Equal(told, st.scopesOf(one.key)) {
			return false
		}
	}
	return true
}

// stepCopyScope lets a district copy what one of its scopes has answered to another, where that has not been written in
// yet: mostly from the whole to the first part, once it has one.
func (w *world) stepCopyScope(d dice) string {
	f := w.act(w.folders[d.pick(len(w.folders))])
	round := w.roundAt(f, d)
	if len(f.st.scopesOf(f.district.key)) < 2 {
		s, err := f.desk.AddScope(w.ctx, w.scopeName())
		w.must(err, "add a scope at "+f.name)
		w.scoped(f, s)
	}
	all := f.st.scopesOf(f.district.key)
	asked := assessment.AskedScopes(all)
	from, to := all[d.pick(len(all))].ID, asked[d.pick(len(asked))].ID
	var blank []assessment.RequirementID
	for _, q := range w.catalogue.Requirements {
		if !w.answered(f, assessment.AnswerKey{Round: round, District: f.district.key, Scope: to, Requirement: q.ID}) {
			blank = append(blank, q.ID)
		}
	}
	if from == to || len(blank) == 0 {
		return f.name + " has nothing to copy from one scope to another"
	}
	n := 0
	_, err := w.observed(f, func() (err error) {
		n, err = f.desk.CopyScope(w.ctx, round, from, to, blank)
		return err
	})
	if w.closed(f, round, err) {
		return f.name + " may not copy in a closed round"
	}
	w.must(err, "copy a scope at "+f.name)
	if n > 0 {
		w.tell("a scope is copied to another")
	}
	return fmt.Sprintf("%s copies %d answers from one scope to another", f.name, n)
}

func (w *world) scopeName() string {
	w.names++
	return fmt.Sprintf("Amt %d", w.names)
}

// answered tells whether anything was ever written in an answer, as far as a desk knows.
func (w *world) answered(f *folder, k assessment.AnswerKey) bool {
	return slices.ContainsFunc(assessment.AnswerFields(), func(field assessment.Field) bool {
		return len(f.st.known[assessment.AnswerSubject(k, field)]) > 0
	})
}
