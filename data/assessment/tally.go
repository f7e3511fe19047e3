package assessment

// Tally counts a set of answers. The zero value is the empty set; tallies add up.
type Tally struct {
	Total       int // requirements asked
	Open        int
	Yes         int
	Partly      int
	No          int
	Dispensable int
	UnmetMust   int // MUSS requirements that are neither fulfilled nor dispensable
	Conflicts   int
	ToConfirm   int
}

// Count adds one requirement with its answer.
func (t *Tally) Count(modal Modal, a Answer) {
	t.Total++
	switch a.Status {
	case StatusYes:
		t.Yes++
	case StatusPartly:
		t.Partly++
	case StatusNo:
		t.No++
	case StatusDispensable:
		t.Dispensable++
	default:
		t.Open++
	}
	if modal == ModalMust && a.Status != StatusYes && a.Status != StatusDispensable {
		t.UnmetMust++
	}
	if a.Conflict {
		t.Conflicts++
	}
	if a.ToConfirm {
		t.ToConfirm++
	}
}

// Add adds another set's counts.
func (t *Tally) Add(o Tally) {
	t.Total += o.Total
	t.Open += o.Open
	t.Yes += o.Yes
	t.Partly += o.Partly
	t.No += o.No
	t.Dispensable += o.Dispensable
	t.UnmetMust += o.UnmetMust
	t.Conflicts += o.Conflicts
	t.ToConfirm += o.ToConfirm
}

// Fulfilment is (yes + ½ partly) / (all − dispensable), between 0 and 1; open counts as not fulfilled.
// It is false where nothing is left to fulfil.
func (t Tally) Fulfilment() (float64, bool) {
	all := t.Total - t.Dispensable
	if all <= 0 {
		return 0, false
	}
	return (float64(t.Yes) + float64(t.Partly)/2) / float64(all), true
}

// Answered is the share of requirements that have an answer, between 0 and 1, and false where none is asked.
func (t Tally) Answered() (float64, bool) {
	if t.Total == 0 {
		return 0, false
	}
	return float64(t.Total-t.Open) / float64(t.Total), true
}

// Uncount takes one requirement back that was counted as open.
func (t *Tally) Uncount(modal Modal) {
	t.Total--
	t.Open--
	if modal == ModalMust {
		t.UnmetMust--
	}
}
