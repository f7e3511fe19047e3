package assessment

// Rewording says that the office changed a requirement's text without changing what is asked: an answer to one of the
// two texts answers the other as well.
type Rewording struct {
	Requirement RequirementID
	From, To    string // text hashes
}

// Rewordings tells which texts of a requirement ask the same. The zero value knows of none: every change of a text
// is one of what is asked.
type Rewordings struct{ parent map[wording]string }

type wording struct {
	requirement RequirementID
	hash        string
}

// NewRewordings gathers rewordings, in any order. They hold in a row (A to B and B to C make A and C the same) and
// both ways, so that a text that is put back needs no confirmation either.
func NewRewordings(list []Rewording) Rewordings {
	r := Rewordings{make(map[wording]string, len(list))}
	for _, w := range list {
		from, to := r.root(w.Requirement, w.From), r.root(w.Requirement, w.To)
		if from != to {
			r.parent[wording{w.Requirement, from}] = to
		}
	}
	return r
}

func (r Rewordings) root(id RequirementID, hash string) string {
	for {
		up, there := r.parent[wording{id, hash}]
		if !there {
			return hash
		}
		hash = up
	}
}

// Same tells whether two texts of a requirement, by their hashes, ask the same.
func (r Rewordings) Same(id RequirementID, a, b string) bool {
	return a == b || len(r.parent) > 0 && r.root(id, a) == r.root(id, b)
}

// MustConfirm tells whether a person has to look at a statement again before it stands as an answer to the text with
// the given hash: it was carried over, or the text has changed since in more than its wording.
func (r Rewordings) MustConfirm(s Statement, id RequirementID, textHash string) bool {
	return !s.Empty() && (s.Carried || !r.Same(id, s.TextHash, textHash))
}
