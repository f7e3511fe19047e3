package sheet

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxDepth is how deep elements may nest; workbooks nest about ten deep.
const maxDepth = 64

// parser walks through one part of XML, element by element. Names are compared without their namespace, since
// there are two sets of namespaces (transitional and strict) that mean the same.
type parser struct {
	dec *xml.Decoder
}

func newParser(r io.Reader) *parser { return &parser{dec: xml.NewDecoder(r)} }

func (p *parser) token() (xml.Token, error) {
	t, err := p.dec.Token()
	return t, wrapXML(err)
}

// wrapXML makes an error of the decoder one of this package. What the guard and the context say stays as it is.
func wrapXML(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	for _, known := range []error{ErrDamaged, ErrTooLarge, ErrForbidden, ErrNotWorkbook, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("%v: %w", err, ErrDamaged)
}

// root reads up to the first element, which must have the given name.
func (p *parser) root(name string) (xml.StartElement, error) {
	for {
		t, err := p.token()
		if err == io.EOF {
			return xml.StartElement{}, fmt.Errorf("no XML: %w", ErrDamaged)
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if s, ok := t.(xml.StartElement); ok {
			if s.Name.Local != name {
				return s, fmt.Errorf("<%.40s> instead of <%s>: %w", s.Name.Local, name, ErrDamaged)
			}
			return s, nil
		}
	}
}

// children calls handle for each element inside the current one, up to its end. handle must consume the element
// with children, text or skip.
func (p *parser) children(handle func(s xml.StartElement) error) error {
	for {
		t, err := p.token()
		if err != nil {
			return unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := handle(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip reads to the end of the current element.
func (p *parser) skip() error {
	for depth := 1; depth > 0; {
		t, err := p.token()
		if err != nil {
			return unexpected(err)
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("elements nest too deep: %w", ErrForbidden)
			}
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// text returns the characters directly inside the current element, appended to b, and reads to its end. More
// than max UTF-16 units altogether are refused.
func (p *parser) text(b []byte, max int) ([]byte, error) {
	for {
		t, err := p.token()
		if err != nil {
			return nil, unexpected(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			b = append(b, t...)
			// A cheap bound while it grows; the exact count follows when escapes are undone.
			if len(b) > 8*max+64 {
				return nil, fmt.Errorf("text of more than %d characters: %w", max, ErrTooLarge)
			}
		case xml.StartElement:
			if err := p.skip(); err != nil {
				return nil, err
			}
		case xml.EndElement:
			return b, nil
		}
	}
}

// end reads to the end of the part: nothing but space may follow the root element.
func (p *parser) end() error {
	for {
		t, err := p.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if _, ok := t.(xml.StartElement); ok {
			return fmt.Errorf("a second root element: %w", ErrDamaged)
		}
	}
}

func unexpected(err error) error {
	if err == io.EOF {
		return fmt.Errorf("XML ends early: %w", ErrDamaged)
	}
	return err
}

func attr(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func attrBool(s xml.StartElement, name string) bool {
	v := attr(s, name)
	return v == "1" || v == "true" || v == "on"
}

// utf16Len returns how many UTF-16 units a text has: what Excel counts.
func utf16Len(s string) int {
	if len(s) < 1024 {
		// Never more units than bytes.
		return len(s)
	}
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r > 0xffff {
			n++
		}
	}
	return n
}
