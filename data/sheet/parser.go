package sheet

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// maxDepth is how deep elements may nest; workbooks nest about ten deep.
const maxDepth = 64

// parser walks through one part of XML, element by element. Names are compared without their namespace, since
// there are two sets of namespaces (transitional and strict) that mean the same.
type parser struct {
	*scanner
}

// root reads up to the first element, which must have the given name.
func (p *parser) root(name string) (element, error) {
	for {
		t, err := p.next()
		switch {
		case err == io.EOF:
			return element{}, fmt.Errorf("no XML: %w", ErrDamaged)
		case err != nil:
			return element{}, err
		case t != tokenStart:
			continue
		case p.tag.name != name:
			return p.tag, fmt.Errorf("<%.40s> instead of <%s>: %w", p.tag.name, name, ErrDamaged)
		}
		return p.tag, nil
	}
}

// children calls handle for each element inside the current one, up to its end. handle must consume the element
// with children, text or skip.
func (p *parser) children(handle func(s element) error) error {
	for {
		t, err := p.next()
		if err != nil {
			return unexpected(err)
		}
		switch t {
		case tokenStart:
			if err := handle(p.tag); err != nil {
				return err
			}
		case tokenEnd:
			return nil
		}
	}
}

// skip reads to the end of the current element.
func (p *parser) skip() error {
	for depth := 1; depth > 0; {
		t, err := p.next()
		if err != nil {
			return unexpected(err)
		}
		switch t {
		case tokenStart:
			if depth++; depth > maxDepth {
				return fmt.Errorf("elements nest too deep: %w", ErrForbidden)
			}
		case tokenEnd:
			depth--
		}
	}
	return nil
}

// text returns the characters directly inside the current element, appended to b, and reads to its end. More
// than max UTF-16 units altogether are refused.
func (p *parser) text(b []byte, max int) ([]byte, error) {
	for {
		t, err := p.next()
		if err != nil {
			return nil, unexpected(err)
		}
		switch t {
		case tokenText:
			b = append(b, p.chars...)
			// A cheap bound while it grows; the exact count follows when escapes are undone.
			if len(b) > 8*max+64 {
				return nil, fmt.Errorf("text of more than %d characters: %w", max, ErrTooLarge)
			}
		case tokenStart:
			if err := p.skip(); err != nil {
				return nil, err
			}
		case tokenEnd:
			return b, nil
		}
	}
}

// end reads to the end of the part: nothing but space may follow the root element.
func (p *parser) end() error {
	for {
		t, err := p.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if t == tokenStart {
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

// raw returns an attribute as it lies in the scanner, nil where there is none.
func (e element) raw(name string) []byte {
	for _, a := range e.attrs {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

func attr(e element, name string) string { return string(e.raw(name)) }

func attrBool(e element, name string) bool {
	switch string(e.raw(name)) {
	case "1", "true", "on":
		return true
	}
	return false
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
