package catalogue

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// xmlReader reads XML token by token. Names count without their namespace. Declarations of documents and of entities
// are refused, and with them every entity but the five of XML itself; so nothing grows and nothing outside is read.
type xmlReader struct {
	s     *source
	d     *xml.Decoder
	depth int
	count int
}

const (
	maxXMLDepth  = 128
	maxXMLTokens = 4_000_000
)

func newXMLReader(s *source, text string) *xmlReader {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(name string, r io.Reader) (io.Reader, error) {
		if n := strings.ToLower(name); n == "utf8" || n == "us-ascii" || n == "ascii" {
			return r, nil
		}
		return nil, fail(CodeEncoding, Place{Line: 1}, name)
	}
	return &xmlReader{s: s, d: d}
}

// looksXML tells whether a text can only be XML. HTML is none: it is no catalogue at all.
func looksXML(text string) bool {
	head := strings.TrimLeft(text, " \t\r\n")
	head = strings.ToLower(head[:min(len(head), 20)])
	return strings.HasPrefix(head, "<") && !strings.HasPrefix(head, "<!doctype html") && !strings.HasPrefix(head, "<html")
}

func (x *xmlReader) place() Place {
	l, _ := x.d.InputPos()
	return Place{Line: l}
}

// next returns the next token, io.EOF behind the last. It is valid until the next call.
func (x *xmlReader) next() (xml.Token, error) {
	if x.count++; x.count > maxXMLTokens {
		return nil, failLimit(CodeTooMany, x.place(), maxXMLTokens)
	}
	if x.count%4096 == 0 && x.s.ctx.Err() != nil {
		return nil, x.s.ctx.Err()
	}
	t, err := x.d.Token()
	if err != nil {
		return nil, x.malformed(err)
	}
	switch t := t.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxXMLDepth {
			return nil, failLimit(CodeTooDeep, x.place(), maxXMLDepth)
		}
	case xml.EndElement:
		x.depth--
	case xml.Directive:
		word, _, _ := strings.Cut(line(string(t[:min(len(t), 40)])), " ")
		return nil, fail(CodeForbidden, x.place(), "<!"+word)
	}
	return t, nil
}

func (x *xmlReader) malformed(err error) error {
	var e *Error
	if err == io.EOF || errors.As(err, &e) {
		return err
	}
	at := x.place()
	if syntax := (*xml.SyntaxError)(nil); errors.As(err, &syntax) {
		at.Line = syntax.Line
	}
	return fail(CodeNotWellFormed, at, err.Error())
}

// root reads up to the first element and returns its name.
func (x *xmlReader) root() (xml.StartElement, error) {
	for {
		t, err := x.next()
		if err == io.EOF {
			return xml.StartElement{}, fail(CodeNotWellFormed, x.place(), "no element")
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if s, ok := t.(xml.StartElement); ok {
			return s, nil
		}
	}
}

func xmlAttr(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
