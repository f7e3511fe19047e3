package catalogue

import (
	"strconv"
	"strings"
)

// dbText makes plain text of DocBook: paragraphs, list items one a line, rows of tables with bars between the cells.
// White space of the file means nothing, so line breaks that are meant are kept as \v, which no XML can hold.
type dbText struct {
	blocks []string
	now    strings.Builder
	lists  []dbList
	item   string // what the next block begins with
	cells  []string
	skip   int  // open elements whose content is left out
	notes  int  // open footnotes: they stay within the line
	gap    bool // a word ends here

	inTitle, inHead bool
}

type dbList struct {
	numbered bool
	n        int
}

func (t *dbText) chars(text []byte) {
	if t.skip > 0 {
		return
	}
	if t.gap {
		t.gap = false
		t.now.WriteByte(' ')
	}
	t.now.Write(text)
}

func (t *dbText) breakLine() { t.now.WriteByte('\v') }

func (t *dbText) reset() { *t = dbText{} }

func (t *dbText) title() {
	t.flush()
	t.inTitle = true
}

func (t *dbText) titleText() string {
	text := line(strings.ReplaceAll(t.now.String(), "\v", " "))
	t.now.Reset()
	t.inTitle = false
	return text
}

func (t *dbText) headline() {
	t.now.Reset()
	t.inHead = true
}

func (t *dbText) headText() string {
	text := line(t.now.String())
	t.now.Reset()
	t.inHead = false
	return text
}

// paragraph adds a text of its own.
func (t *dbText) paragraph(text string) {
	t.flush()
	t.now.WriteString(text)
	t.flush()
}

// open begins an element.
func (t *dbText) open(name string) {
	switch name {
	case "indexterm", "remark", "imageobject", "anchor":
		t.skip++
	case "itemizedlist", "simplelist", "variablelist":
		t.flush()
		t.lists = append(t.lists, dbList{})
	case "orderedlist", "procedure":
		t.flush()
		t.lists = append(t.lists, dbList{numbered: true})
	case "listitem", "step", "member":
		t.flush()
		t.begin()
	case "footnote":
		t.notes++
		t.now.WriteString(" (")
	case "row", "tr":
		t.flush()
		t.cells = []string{}
	default:
		if breaks(name) {
			t.flush()
		}
	}
}

// breaks names the elements that stand on lines of their own.
func breaks(name string) bool {
	switch name {
	case "para", "simpara", "formalpara", "title", "term", "programlisting", "screen", "literallayout", "blockquote", "entry", "td", "th", "caption":
		return true
	}
	return false
}

// begin prepares the mark of a list item.
func (t *dbText) begin() {
	if len(t.lists) == 0 {
		return
	}
	l := &t.lists[len(t.lists)-1]
	l.n++
	t.item = strings.Repeat("  ", min(len(t.lists), 8)-1) + "– "
	if l.numbered {
		t.item = strings.Repeat("  ", min(len(t.lists), 8)-1) + strconv.Itoa(l.n) + ". "
	}
}

// close ends an element.
func (t *dbText) close(name string) {
	switch name {
	case "indexterm", "remark", "imageobject", "anchor":
		t.skip = max(0, t.skip-1)
	case "itemizedlist", "simplelist", "variablelist", "orderedlist", "procedure":
		t.flush()
		if len(t.lists) > 0 {
			t.lists = t.lists[:len(t.lists)-1]
		}
	case "listitem", "step", "member":
		t.flush()
		t.item = ""
	case "footnote":
		t.notes, t.gap = max(0, t.notes-1), false
		t.now.WriteString(")")
	case "entry", "td", "th":
		if t.cells != nil {
			t.cells = append(t.cells, oneLine(t.now.String()))
			t.now.Reset()
			t.gap = false
		}
	case "row", "tr":
		t.closeRow()
	default:
		if breaks(name) {
			t.flush()
		}
	}
}

func (t *dbText) closeRow() {
	cells := t.cells
	t.cells = nil
	t.now.Reset()
	if text := strings.Join(cells, " | "); strings.Trim(text, " |") != "" {
		t.now.WriteString(text)
		t.flush()
	}
}

// flush ends the present block. In a table's cell or a footnote it only ends a word.
func (t *dbText) flush() {
	if t.cells != nil || t.notes > 0 {
		t.gap = t.now.Len() > 0 && !strings.HasSuffix(t.now.String(), "(")
		return
	}
	var lines []string
	for l := range strings.SplitSeq(t.now.String(), "\v") {
		if l = oneLine(l); l != "" {
			lines = append(lines, l)
		}
	}
	t.now.Reset()
	if len(lines) == 0 {
		return
	}
	text := strings.Join(lines, "\n")
	between := "\n\n"
	if t.item != "" || len(t.lists) > 0 {
		text, t.item = t.item+text, ""
		between = "\n"
	}
	if len(t.blocks) > 0 {
		t.blocks = append(t.blocks, between)
	}
	t.blocks = append(t.blocks, text)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// take returns what was gathered and begins anew.
func (t *dbText) take() string {
	t.flush()
	text := strings.Join(t.blocks, "")
	t.reset()
	return text
}
