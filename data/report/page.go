package report

import (
	"fmt"
	"strings"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"

	"kreislage/data/assessment"
)

// The typefaces, which are compiled in.
const (
	regular = "regular"
	bold    = "bold"
	mono    = "mono"
)

type colour struct{ r, g, b uint8 }

// style is how a text looks; its size is in points.
type style struct {
	face   string
	size   float64
	colour colour
}

// point is a typographic point in millimetres.
const point = 25.4 / 72

// lead is the distance from line to line in millimetres.
func (s style) lead() float64 { return s.size * point * 1.32 }

// page is one A4 page that is being drawn, in millimetres. The first error is kept and ends all drawing.
type page struct {
	pdf   *gopdf.GoPdf
	scale float64 // of running text
	err   error
}

func newPage(title, subject string, day assessment.Date, scale float64) (*page, error) {
	p := &page{pdf: &gopdf.GoPdf{}, scale: scale}
	p.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4, Unit: gopdf.UnitMM})
	// Two letters of the same content are the same bytes, so the time of writing must not be in them.
	created, _ := day.Time()
	p.pdf.SetInfo(gopdf.PdfInfo{Title: title, Subject: subject, Creator: "Kreislage", Producer: "Kreislage", CreationDate: created})
	for _, f := range []struct {
		face string
		data []byte
	}{{regular, goregular.TTF}, {bold, gobold.TTF}, {mono, gomonobold.TTF}} {
		err := p.pdf.AddTTFFontDataWithOption(f.face, f.data, gopdf.TtfOption{UseKerning: true, OnGlyphNotFoundSubstitute: missingGlyph})
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", f.face, err)
		}
	}
	p.pdf.AddPage()
	return p, nil
}

// missingGlyph stands for a character that the typefaces do not have: a reader shall see that something is there.
func missingGlyph(rune) rune { return '?' }

func (p *page) bytes() ([]byte, error) {
	if p.err != nil {
		return nil, fmt.Errorf("draw: %w", p.err)
	}
	out, err := p.pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, fmt.Errorf("write the PDF: %w", err)
	}
	return out, nil
}

func (p *page) note(err error) {
	if p.err == nil {
		p.err = err
	}
}

// text is a style of running text, which gets smaller where there is much of it.
func (p *page) text(face string, size float64, c colour) style { return style{face, size * p.scale, c} }

func (p *page) body() style { return p.text(regular, 10.5, black) }

func (p *page) use(s style) {
	p.note(p.pdf.SetFont(s.face, "", s.size))
	p.pdf.SetTextColor(s.colour.r, s.colour.g, s.colour.b)
}

// width measures a line in millimetres.
func (p *page) width(line string, s style) float64 {
	p.use(s)
	w, err := p.pdf.MeasureTextWidth(line)
	p.note(err)
	return w
}

// put writes one line whose top left corner is at x, y.
func (p *page) put(x, y float64, line string, s style) {
	if line == "" {
		return
	}
	p.use(s)
	p.pdf.SetXY(x, y)
	p.note(p.pdf.Cell(nil, line))
}

// paragraph writes a text with as many lines as it needs and returns where the next one begins.
func (p *page) paragraph(x, y, width float64, text string, s style) float64 {
	for _, line := range p.wrap(text, s, width) {
		p.put(x, y, line, s)
		y += s.lead()
	}
	return y
}

// fit wraps a text and makes it smaller until it keeps to a width and a height.
func (p *page) fit(text string, s style, width, height float64) ([]string, style) {
	for {
		lines := p.wrap(text, s, width)
		if float64(len(lines))*s.lead() <= height || s.size < 3 {
			return lines, s
		}
		s.size *= 0.95
	}
}

// onOneLine makes a text smaller until it keeps to a width on one line.
func (p *page) onOneLine(text string, s style, width float64) style {
	if w := p.width(text, s); w > width {
		s.size *= width / w * 0.99
	}
	return s
}

// wrap breaks a text into lines of at most width, between words where it can.
func (p *page) wrap(text string, s style, width float64) []string {
	var lines []string
	for _, para := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(para) {
			longer := strings.TrimPrefix(line+" "+word, " ")
			if p.width(longer, s) <= width {
				line = longer
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			pieces := p.split(word, s, width)
			lines = append(lines, pieces[:len(pieces)-1]...)
			line = pieces[len(pieces)-1]
		}
		lines = append(lines, line)
	}
	return lines
}

// split breaks a word that is longer than a line.
func (p *page) split(word string, s style, width float64) []string {
	var pieces []string
	piece := ""
	for _, r := range word {
		if piece != "" && p.width(piece+string(r), s) > width {
			pieces = append(pieces, piece)
			piece = ""
		}
		piece += string(r)
	}
	return append(pieces, piece)
}

// rule draws a line from x, y to the right.
func (p *page) rule(x, y, length, thickness float64, c colour) {
	p.pdf.SetStrokeColor(c.r, c.g, c.b)
	p.pdf.SetLineWidth(thickness)
	p.pdf.Line(x, y, x+length, y)
}

// box draws a tinted area with a bar at its left side.
func (p *page) box(x, y, width, height float64) {
	p.pdf.SetFillColor(tint.r, tint.g, tint.b)
	p.pdf.RectFromUpperLeftWithStyle(x, y, width, height, "F")
	p.pdf.SetFillColor(accent.r, accent.g, accent.b)
	p.pdf.RectFromUpperLeftWithStyle(x, y, 1.2, height, "F")
}
