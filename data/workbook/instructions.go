package workbook

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
)

// The widths of the three columns of the instructions.
const (
	widthMargin, widthLabel, widthProse = 4.0, 24.0, 74.0
	steps                               = 7
)

// instructions writes the first sheet: what this is, what to do, where to send it.
func (o *writer) instructions() error {
	name := o.words.Say("workbook.sheet.instructions")
	p := &prose{writer: o}
	p.head()
	p.facts()
	p.cover()
	p.steps()
	p.legend()
	p.send()
	if p.err != nil {
		return p.err
	}
	if err := o.protect(name); err != nil {
		return err
	}
	if err := o.page(name, "portrait", 9); err != nil {
		return err
	}
	no := false
	if err := o.file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &no}); err != nil {
		return err
	}
	return writeLines(o.file, name, []float64{widthMargin, widthLabel, widthProse}, p.lines)
}

// prose collects the lines of the instructions. A row has a margin, a label and a text; a heading or a paragraph
// spans label and text.
type prose struct {
	*writer
	lines []line
	err   error
}

func (p *prose) add(label, labelStyle, text, textStyle string) {
	if p.err != nil {
		return
	}
	first, err1 := cellText(label)
	second, err2 := cellText(text)
	plain, err3 := p.style.prose(prosePlain)
	a, err4 := p.style.prose(labelStyle)
	b, err5 := p.style.prose(textStyle)
	for _, err := range []error{err1, err2, err3, err4, err5} {
		if err != nil {
			p.err = err
			return
		}
	}
	height := max(textHeight(first, widthLabel, 10.5), textHeight(second, widthProse, 10.5)) + 5
	p.lines = append(p.lines, line{cells: []cell{{style: plain}, {text: first, style: a}, {text: second, style: b}}, height: min(height, maxHeight)})
}

// wide adds a text that spans label and text.
func (p *prose) wide(text, style string, size float64) {
	p.add("", style, "", style)
	if p.err != nil {
		return
	}
	t, err := cellText(text)
	if err != nil {
		p.err = err
		return
	}
	l := &p.lines[len(p.lines)-1]
	l.cells[1].text, l.merged = t, true
	l.height = min(textHeight(t, widthLabel+widthProse, size)+6, maxHeight)
}

// number puts a number into the margin of the last line.
func (p *prose) number(n string) {
	if p.err != nil {
		return
	}
	style, err := p.style.prose(proseNumber)
	p.err = err
	p.lines[len(p.lines)-1].cells[0] = cell{text: n, style: style}
}

func (p *prose) gap(height float64) {
	p.lines = append(p.lines, line{height: height})
}

func (p *prose) head() {
	p.gap(8)
	if p.book.Mark != "" {
		p.wide(p.book.Mark, proseMark, 11)
	}
	p.wide(p.book.Title, proseTitle, 18)
	p.wide(p.words.Say("workbook.kind."+p.kind()), proseLead, 11)
	p.gap(8)
}

func (p *prose) kind() string {
	switch p.book.Kind {
	case KindReply, KindDelegation:
		return p.book.Kind
	}
	return KindAssignment
}

func (p *prose) facts() {
	for _, f := range p.book.Facts {
		p.add(f.Label, proseLabel, f.Value, proseValue)
	}
}

func (p *prose) cover() {
	if strings.TrimSpace(p.book.Cover) == "" {
		return
	}
	p.section("workbook.cover")
	for _, paragraph := range strings.Split(p.book.Cover, "\n") {
		if strings.TrimSpace(paragraph) != "" {
			p.wide(paragraph, prosePlain, 10.5)
		}
	}
}

func (p *prose) section(key string) {
	p.gap(10)
	p.wide(p.words.Say(key), proseHead, 13)
	p.gap(4)
}

func (p *prose) steps() {
	p.section("workbook.how")
	for i := 1; i <= steps; i++ {
		n := strconv.Itoa(i)
		p.wide(p.words.Say("workbook.step."+n, "questions", p.words.Say("workbook.sheet.questions")), prosePlain, 10.5)
		p.number(n)
	}
}

func (p *prose) legend() {
	p.section("workbook.legend")
	for _, s := range []assessment.Status{assessment.StatusYes, assessment.StatusPartly, assessment.StatusNo, assessment.StatusDispensable, assessment.StatusOpen} {
		p.add(p.words.Say(statusKey(s)), proseWord, p.words.Say("workbook.meaning."+s.String()), proseMeaning)
	}
	p.add(p.words.Say("workbook.clear"), proseWord, p.words.Say("workbook.meaning.clear"), proseMeaning)
}

func (p *prose) send() {
	p.section("workbook.back")
	p.wide(p.words.Say("workbook.send."+p.kind()), prosePlain, 10.5)
	p.wide(p.words.Say("workbook.protected"), prosePlain, 10.5)
}
