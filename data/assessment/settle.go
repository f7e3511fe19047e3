package assessment

import "strings"

// Fuller returns the version that says all that the others say, and more: the same status, and every other text, apart
// from white space, stands in its text. found is false where versions contradict each other, or where a field holds no
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
		if !strings.Contains(" "+texts[best]+" ", " "+text+" ") && text != "" {
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
