package assessment

import (
	"slices"
	"strings"
)

// MostCautious returns the version with the most cautious status. Of several with that status it is the one that says most
// (Fuller). found is false where they give different explanations, and for fields that are not more or less cautious:
// Pick counts one of them meanwhile, but only so that every desk counts the same, which is no reason to drop the others.
func MostCautious(f Field, values []string) (cautious string, found bool) {
	if f != FieldStatus {
		return "", false
	}
	var least []string
	for _, v := range values {
		st, err := DecodeStatement(v)
		if err != nil {
			return "", false
		}
		if len(least) > 0 {
			best, _ := DecodeStatement(least[0]) // read before
			if best.Status.MoreCautious(st.Status) {
				continue
			}
			if st.Status.MoreCautious(best.Status) {
				least = nil
			}
		}
		if !slices.Contains(least, v) {
			least = append(least, v)
		}
	}
	if len(least) == 1 {
		return least[0], true
	}
	return Fuller(f, least)
}

// Fuller returns the version that says all that the others say, and more: the same status, and its text, apart from white
// space, begins with every other text and goes on ("nicht vorhanden" does not go on from "vorhanden"). found is false where versions contradict each other, or where a field holds no
// free text, so that there is nothing that one could say more of.
func Fuller(f Field, values []string) (fuller string, found bool) {
	if len(values) < 2 {
		return "", false
	}
	texts := make([]string, len(values))
	first, ok := wordsOf(f, values[0])
	for i, v := range values {
		w, known := wordsOf(f, v)
		if !ok || !known || w.status != first.status {
			return "", false
		}
		texts[i] = w.text
	}
	best := 0
	for i, text := range texts {
		if len(text) > len(texts[best]) || len(text) == len(texts[best]) && counts(f, values[i], values[best]) {
			best = i
		}
	}
	for _, text := range texts {
		if !strings.HasPrefix(texts[best]+" ", text+" ") && text != "" {
			return "", false
		}
	}
	return values[best], true
}

type saying struct {
	status Status
	text   string // with single spaces
}

func wordsOf(f Field, value string) (saying, bool) {
	switch f {
	case FieldStatus:
		st, err := DecodeStatement(value)
		return saying{st.Status, strings.Join(strings.Fields(st.Explanation), " ")}, err == nil
	case FieldResponsible, FieldEffort, FieldEvidence, FieldReply, FieldQuestion, FieldMeasureTitle, FieldMeasureResponsible:
		return saying{text: strings.Join(strings.Fields(value), " ")}, true
	}
	return saying{}, false
}
