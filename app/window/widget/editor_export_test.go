package widget

import "fmt"

// CheckLines tells what is wrong with the lines of an editor, "" where nothing is.
func (e *Editor) CheckLines() string {
	at := 0
	for i, l := range e.flow.lines {
		if l.start != at || l.end < l.start {
			return fmt.Sprintf("line %d begins at %d, want %d", i, l.start, at)
		}
		at = l.end
		if !l.soft {
			at++
		}
		end := l.end
		for end > l.start && e.flow.runes[end-1] == ' ' {
			end--
		}
		if w := e.measure(string(e.flow.runes[l.start:end])); w > e.flow.width+2 && end-l.start > 1 {
			return fmt.Sprintf("line %d is %v wide, the place %v", i, w, e.flow.width)
		}
	}
	if at != len(e.flow.runes)+1 {
		return fmt.Sprintf("the lines end at %d of %d", at, len(e.flow.runes))
	}
	return ""
}
