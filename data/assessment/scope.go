package assessment

import (
	"cmp"
	"slices"
	"strings"
)

// MaxScopeVersion is the last version that a scope may have: the largest number that every JSON reader keeps exact.
const MaxScopeVersion = 1 << 53

// Scope is a part of a district that answers for itself. Its name and whether it has retired are one state: the
// highest version counts.
type Scope struct {
	ID      ScopeID
	Name    string // empty for WholeScope: the window names it
	Version uint64 // rises with each change by one; 0 for WholeScope, which never changes
	Retired bool   // answers no more; what it has answered is kept
}

// JoinScope returns which of two states of one scope counts: the newer one, and where both have the same version, the
// same on every desk.
func JoinScope(a, b Scope) Scope {
	if compareStates(a, b) >= 0 {
		return a
	}
	return b
}

func compareStates(a, b Scope) int {
	bit := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(bit(a.Retired), bit(b.Retired)), cmp.Compare(a.Name, b.Name))
}

// JoinScopes returns all scopes of two lists, each in the state that counts, sorted. It is commutative, associative
// and idempotent: whatever the order in which files come in, every desk holds the same scopes.
func JoinScopes(a, b []Scope) []Scope {
	at := map[ScopeID]Scope{}
	for _, s := range slices.Concat(a, b) {
		if held, there := at[s.ID]; there {
			s = JoinScope(held, s)
		}
		at[s.ID] = s
	}
	out := make([]Scope, 0, len(at))
	for _, s := range at {
		out = append(out, s)
	}
	SortScopes(out)
	return out
}

// SortScopes puts scopes into the order in which people see them: the whole first, the others by name.
func SortScopes(scopes []Scope) {
	slices.SortFunc(scopes, func(a, b Scope) int {
		switch {
		case a.ID == b.ID:
			return 0
		case a.ID == WholeScope:
			return -1
		case b.ID == WholeScope:
			return 1
		}
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
}

// AskedScopes returns those of a district's scopes that answer: its own ones, or the whole where it has none. A
// district that has divided itself is not asked as a whole any more; what it answered as one is kept.
func AskedScopes(scopes []Scope) []Scope {
	var own, whole []Scope
	for _, s := range scopes {
		switch {
		case s.ID == WholeScope:
			whole = append(whole, s)
		case !s.Retired:
			own = append(own, s)
		}
	}
	if len(own) == 0 {
		return whole
	}
	return own
}

// Cautious returns what a district says as a whole where several of its scopes answer the same requirement: the
// answer of the one that claims least. A scope that the requirement does not apply to has no say, unless it applies
// to none. Conflicts and answers to confirm show through. No answers make an open one.
func Cautious(answers []Answer) Answer {
	var out Answer
	for i, a := range answers {
		if i == 0 || claimsLess(a.Status, out.Status) {
			conflict, confirm := out.Conflict, out.ToConfirm
			out = a
			out.Conflict, out.ToConfirm = out.Conflict || conflict, out.ToConfirm || confirm
			continue
		}
		out.Conflict, out.ToConfirm = out.Conflict || a.Conflict, out.ToConfirm || a.ToConfirm
	}
	return out
}

func claimsLess(a, over Status) bool {
	if (a == StatusDispensable) != (over == StatusDispensable) {
		return over == StatusDispensable
	}
	return a.MoreCautious(over)
}

// Average returns the status between the answers of several scopes: yes where all of those that the requirement
// applies to are fulfilled, no or open where none is, and partly otherwise. Figures are not to be taken from it but
// from the answers themselves. It has no explanation, since nobody has given it.
func Average(answers []Answer) Answer {
	var out Answer
	halves, all, no, done := 0, 0, false, false
	for _, a := range answers {
		out.Conflict, out.ToConfirm = out.Conflict || a.Conflict, out.ToConfirm || a.ToConfirm
		switch a.Status {
		case StatusDispensable:
			done = true
			continue
		case StatusYes:
			halves += 2
		case StatusPartly:
			halves++
		case StatusNo:
			no = true
		}
		all++
	}
	switch {
	case all == 0 && done:
		out.Status = StatusDispensable
	case all > 0 && halves == 2*all:
		out.Status = StatusYes
	case halves > 0:
		out.Status = StatusPartly
	case no:
		out.Status = StatusNo
	}
	return out
}
