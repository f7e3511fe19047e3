package report

import (
	"bytes"
	"fmt"
	"strings"

	"kreislage/data/assessment"
)

// LetterData is what the letter to a district says. Office, District, Code and Fingerprint must be there.
type LetterData struct {
	Office      string                 // the sender
	District    string                 // the district's name
	Key         assessment.DistrictKey // the district's key
	Contact     string                 // the rest of the address, its lines separated by commas, semicolons or line ends
	Date        assessment.Date        // of the letter; also the document's date of creation
	Code        string                 // the exchange code, its groups joined by hyphens
	Fingerprint string                 // of the office's key, its groups joined by hyphens
	Former      bool                   // the code is no longer in use: it opens files from before
	Until       assessment.Date        // until when it was in use, empty where that is not known
}

// The layout follows DIN 5008 form B, measured in millimetres from the top left corner of an A4 page.
const (
	leftEdge    = 25.0
	textWidth   = 165.0 // the right margin is 20
	headTop     = 17.0
	headBottom  = 41.0
	windowTop   = 45.0 // the address field is 85 by 45
	windowWidth = 80.0
	noteTop     = 55.5 // of the zone for remarks such as "confidential"
	addressTop  = 62.7
	addressEnd  = 90.0
	blockLeft   = 125.0 // the block of information
	blockTop    = 50.0
	blockWidth  = 65.0
	subjectTop  = 103.5
	textEnd     = 283.0
)

// foldMarks are the lines at the left edge: two to fold at, the middle one to punch at.
var foldMarks = []float64{105, 148.5, 210}

var (
	accent = colour{28, 63, 96}
	grey   = colour{90, 98, 106}
	black  = colour{20, 20, 20}
	tint   = colour{238, 242, 246}
)

// Letter returns the letter that brings a district its exchange code and the fingerprint of the office's key, as a
// PDF of one page. The error wraps assessment.ErrInvalid where something that the letter is about is missing.
func Letter(l LetterData, w Words) ([]byte, error) {
	for name, text := range map[string]string{"office": l.Office, "district": l.District, "code": l.Code, "fingerprint": l.Fingerprint} {
		if strings.TrimSpace(text) == "" {
			return nil, fmt.Errorf("letter: %s is missing: %w", name, assessment.ErrInvalid)
		}
	}
	// Long names make the text longer; it is set smaller until it fits, and never runs over the page.
	var p *page
	var err error
	for scale := 1.0; scale > 0.5; scale -= 0.04 {
		if p, err = newPage(w.Say("report.letter.subject"), letterSubject, l.Date, scale); err != nil {
			return nil, err
		}
		if end := p.letter(l, w); p.err != nil || end <= textEnd {
			break
		}
	}
	return p.bytes()
}

// letter draws the whole page and returns where its text ends.
func (p *page) letter(l LetterData, w Words) float64 {
	p.letterHead(l.Office)
	p.addressField(l, w)
	p.informationBlock(l, w)
	for _, y := range foldMarks {
		p.rule(4, y, 4, 0.2, grey)
	}
	y := p.paragraph(leftEdge, subjectTop, textWidth, w.Say("report.letter.subject"), p.text(bold, 12.5, black)) + 4
	y = p.paragraph(leftEdge, y, textWidth, w.Say("report.letter.salutation"), p.body()) + 2.2
	y = p.paragraph(leftEdge, y, textWidth, l.intro(w), p.body()) + 3.5
	y = p.codeBox(y, l, w) + 3
	y = p.paragraph(leftEdge, y, textWidth, w.Say("report.letter.code_note"), p.text(regular, 9, grey)) + 3.5
	y = p.steps(y, w) + 2.5
	y = p.paragraph(leftEdge, y, textWidth, w.Say("report.letter.lost_title"), p.text(bold, 10.5, black)) + 0.6
	y = p.paragraph(leftEdge, y, textWidth, w.Say("report.letter.lost"), p.body()) + 4
	y = p.paragraph(leftEdge, y, textWidth, w.Say("report.letter.closing"), p.body()) + 9
	return p.paragraph(leftEdge, y, textWidth, l.Office, p.body())
}

// intro says what the letter brings.
func (l LetterData) intro(w Words) string {
	switch {
	case l.Former && l.Until != "":
		return w.Say("report.letter.intro_former_until", "district", l.District, "until", l.Until)
	case l.Former:
		return w.Say("report.letter.intro_former", "district", l.District)
	}
	return w.Say("report.letter.intro", "district", l.District)
}

func (p *page) letterHead(office string) {
	lines, st := p.fit(office, style{bold, 16, accent}, textWidth, headBottom-headTop)
	y := headBottom - st.lead()*float64(len(lines)) - 1
	for _, line := range lines {
		p.put(leftEdge, y, line, st)
		y += st.lead()
	}
	p.rule(leftEdge, headBottom, textWidth, 0.6, accent)
}

// addressField fills the window of the envelope: the sender's line, a remark, and the address.
func (p *page) addressField(l LetterData, w Words) {
	lines, st := p.fit(l.Office, style{regular, 7, grey}, windowWidth, noteTop-windowTop-2)
	y := noteTop - 2 - st.lead()*float64(len(lines))
	for _, line := range lines {
		p.put(leftEdge, y, line, st)
		y += st.lead()
	}
	p.rule(leftEdge, y+0.4, windowWidth, 0.15, grey)
	p.put(leftEdge, noteTop, w.Say("report.letter.confidential"), style{bold, 9.5, black})
	lines, st = p.fit(address(l), style{regular, 11, black}, windowWidth, addressEnd-addressTop)
	y = addressTop
	for _, line := range lines {
		p.put(leftEdge, y, line, st)
		y += st.lead()
	}
}

// addressLines is how many lines the window shows at a size that is easy to read.
const addressLines = 6

// address returns the lines of the address as one text. Where there are too many of them they follow one another.
func address(l LetterData) string {
	var parts []string
	for _, part := range strings.FieldsFunc(l.Contact, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) >= addressLines {
		return l.District + "\n" + strings.Join(parts, ", ")
	}
	return strings.Join(append([]string{l.District}, parts...), "\n")
}

func (p *page) informationBlock(l LetterData, w Words) {
	y := blockTop
	for _, row := range [][2]string{
		{w.Say("report.letter.date_label"), w.Say("report.letter.date", "date", l.Date)},
		{w.Say("report.letter.key_label"), string(l.Key)},
	} {
		if row[1] == "" {
			continue
		}
		p.put(blockLeft, y, row[0], style{regular, 8, grey})
		lines, st := p.fit(row[1], style{regular, 10.5, black}, blockWidth, 12)
		y += 3.8
		for _, line := range lines {
			p.put(blockLeft, y, line, st)
			y += st.lead()
		}
		y += 2
	}
}

// codeBox shows the code, big enough to be read aloud, and below it the fingerprint. It returns where it ends.
func (p *page) codeBox(y float64, l LetterData, w Words) float64 {
	const pad = 4.0
	label := p.text(regular, 9, grey)
	code := p.onOneLine(l.Code, style{mono, 23 * p.scale, black}, textWidth-2*pad)
	print := p.onOneLine(l.Fingerprint, style{mono, 13.5 * p.scale, black}, textWidth-2*pad)
	height := 2*pad + 2*label.lead() + code.lead() + print.lead() + 2.5
	p.box(leftEdge, y, textWidth, height)
	y += pad
	p.put(leftEdge+pad, y, w.Say("report.letter.code"), label)
	y += label.lead()
	p.put(leftEdge+pad, y, l.Code, code)
	y += code.lead() + 2.5
	p.put(leftEdge+pad, y, w.Say("report.letter.fingerprint"), label)
	y += label.lead()
	p.put(leftEdge+pad, y, l.Fingerprint, print)
	return y + print.lead() + pad
}

func (p *page) steps(y float64, w Words) float64 {
	const indent = 7.0
	y = p.paragraph(leftEdge, y, textWidth, w.Say("report.letter.steps"), p.text(bold, 10.5, black)) + 0.8
	for i, step := range []string{
		w.Say("report.letter.open"), w.Say("report.letter.drop"), w.Say("report.letter.type"),
		w.Say("report.letter.compare"), w.Say("report.letter.keep"),
	} {
		p.put(leftEdge, y, fmt.Sprintf("%d.", i+1), p.body())
		y = p.paragraph(leftEdge+indent, y, textWidth-indent, step, p.body()) + 0.8
	}
	return y
}

// IsLetter tells whether a file is a letter that this package has written, which may be written again.
func IsLetter(file []byte) bool {
	return bytes.HasPrefix(file, []byte("%PDF-")) && bytes.Contains(file, []byte(letterMark))
}

// letterMark is how the PDF's information dictionary says letterSubject.
const (
	letterSubject = "kreislage letter 1"
	letterMark    = "/Subject <FEFF006B0072006500690073006C0061006700650020006C0065007400740065007200200031>"
)
