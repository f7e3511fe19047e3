package widget

import "unicode"

// flowText is a text broken into lines of a width. It knows places in the text and on the lines, and how to move
// between them; it draws nothing.
type flowText struct {
	runes   []rune
	lines   []flowLine
	width   float32
	measure func(string) float32
}

// flowLine is one line: the characters from start up to end. A line break that was typed belongs to no line.
type flowLine struct {
	start, end int
	soft       bool // goes on in the next line without a line break that was typed
}

// longWord is the number of characters from which a word is measured letter by letter: a word that is longer than a
// line is broken anyway, and measuring it whole would cost as much as all of the text.
const longWord = 40

// breakLines breaks the text anew.
func (f *flowText) breakLines() {
	f.lines = f.lines[:0]
	start := 0
	for i, r := range f.runes {
		if r == '\n' {
			f.breakParagraph(start, i)
			start = i + 1
		}
	}
	f.breakParagraph(start, len(f.runes))
}

// breakParagraph breaks between words; spaces at the end of a line hang over its edge.
func (f *flowText) breakParagraph(from, to int) {
	line, x := from, float32(0)
	for i := from; i < to; {
		word := i
		for i < to && !unicode.IsSpace(f.runes[i]) {
			i++
		}
		gap := i
		for i < to && unicode.IsSpace(f.runes[i]) {
			i++
		}
		w := f.span(word, gap)
		if x > 0 && x+w > f.width {
			f.lines = append(f.lines, flowLine{line, word, true})
			line, x = word, 0
		}
		for w > f.width && gap-line > 1 {
			cut := f.fit(line, gap)
			f.lines = append(f.lines, flowLine{line, cut, true})
			line = cut
			w = f.span(line, gap)
		}
		x += w + f.span(gap, i)
	}
	f.lines = append(f.lines, flowLine{line, to, false})
}

// fit returns the end of as much of a word as has room on a line, at least one letter.
func (f *flowText) fit(from, to int) int {
	x := float32(0)
	for i := from; i < to; i++ {
		x += f.measure(string(f.runes[i : i+1]))
		if x > f.width && i > from {
			return i
		}
	}
	return to
}

// span measures a part of the text.
func (f *flowText) span(from, to int) float32 {
	if to-from <= longWord {
		return f.measure(string(f.runes[from:to]))
	}
	x := float32(0)
	for i := from; i < to; i++ {
		x += f.measure(string(f.runes[i : i+1]))
	}
	return x
}

// lineAt is the line that a place in the text is on.
func (f *flowText) lineAt(at int) int {
	lo, hi := 0, len(f.lines)-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if f.lines[mid].start <= at {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// x is how far from the left edge a place stands on its line.
func (f *flowText) x(at int) float32 {
	l := f.lines[f.lineAt(at)]
	return f.measure(string(f.runes[l.start:min(at, l.end)]))
}

// at is the place on a line that is nearest to x.
func (f *flowText) at(line int, x float32) int {
	l := f.lines[min(max(line, 0), len(f.lines)-1)]
	last, before := f.lineEnd(l), float32(0)
	lo, hi := l.start, last
	for lo < hi { // the first place whose letters end beyond x
		mid := (lo + hi) / 2
		if f.measure(string(f.runes[l.start:mid+1])) < x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo >= last {
		return last
	}
	before = f.measure(string(f.runes[l.start:lo]))
	if after := f.measure(string(f.runes[l.start : lo+1])); after-x < x-before {
		return f.skip(lo+1, 1)
	}
	return lo
}

// lineEnd is the last place on a line: where a line goes on in the next, that is before its last character.
func (f *flowText) lineEnd(l flowLine) int {
	if l.soft && l.end > l.start {
		return l.end - 1
	}
	return l.end
}

// skip moves a place off from between a letter and its accents.
func (f *flowText) skip(at, step int) int {
	for at > 0 && at < len(f.runes) && unicode.Is(unicode.Mn, f.runes[at]) {
		at += step
	}
	return min(max(at, 0), len(f.runes))
}

// step is the place one character further.
func (f *flowText) step(at, step int) int { return f.skip(min(max(at+step, 0), len(f.runes)), step) }

// word is the place one word further: after the end of the word and the spaces behind it, or at the word's beginning.
func (f *flowText) word(at, step int) int {
	if step < 0 {
		for at > 0 && !wordly(f.runes[at-1]) {
			at--
		}
		for at > 0 && wordly(f.runes[at-1]) {
			at--
		}
		return at
	}
	for at < len(f.runes) && wordly(f.runes[at]) {
		at++
	}
	for at < len(f.runes) && !wordly(f.runes[at]) {
		at++
	}
	return at
}

// wordAround is the word that a place is in, or the gap between words.
func (f *flowText) wordAround(at int) (from, to int) {
	if len(f.runes) == 0 {
		return 0, 0
	}
	in := wordly(f.runes[min(at, len(f.runes)-1)])
	for from = at; from > 0 && wordly(f.runes[from-1]) == in && f.runes[from-1] != '\n'; from-- {
	}
	for to = at; to < len(f.runes) && wordly(f.runes[to]) == in && f.runes[to] != '\n'; to++ {
	}
	return from, to
}

// paragraphAround is the paragraph that a place is in.
func (f *flowText) paragraphAround(at int) (from, to int) {
	for from = at; from > 0 && f.runes[from-1] != '\n'; from-- {
	}
	for to = at; to < len(f.runes) && f.runes[to] != '\n'; to++ {
	}
	return from, to
}

func wordly(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '_'
}
