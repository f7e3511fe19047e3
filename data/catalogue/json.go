package catalogue

import (
	"context"
	"iter"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonBool
	jsonNumber
	jsonString
	jsonArray
	jsonObject
)

// jsonValue is one value of a JSON document (RFC 8259) with the line on which it begins. Strings without escapes
// share the memory of the input.
type jsonValue struct {
	kind  jsonKind
	line  int32
	key   string      // name within the enclosing object
	text  string      // of strings and numbers
	items []jsonValue // of arrays and objects
}

// get returns the member of an object, nil where there is none. It works on a nil value too.
func (v *jsonValue) get(key string) *jsonValue {
	if v == nil || v.kind != jsonObject {
		return nil
	}
	for i := range v.items {
		if v.items[i].key == key {
			return &v.items[i]
		}
	}
	return nil
}

// list returns the elements of an array member, nil where there is none.
func (v *jsonValue) list(key string) []jsonValue {
	if a := v.get(key); a != nil && a.kind == jsonArray {
		return a.items
	}
	return nil
}

// each goes through the elements of an array member.
func (v *jsonValue) each(key string) iter.Seq[*jsonValue] {
	return func(yield func(*jsonValue) bool) {
		list := v.list(key)
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
	}
}

// str returns the text of a string or number member, empty where there is none.
func (v *jsonValue) str(key string) string {
	return v.get(key).value()
}

func (v *jsonValue) value() string {
	if v == nil || v.kind != jsonString && v.kind != jsonNumber {
		return ""
	}
	return v.text
}

// jsonParser is stricter than encoding/json where a silent repair would change a catalogue: a key that occurs
// twice in an object and half a surrogate pair are errors. It also counts lines and bounds depth and size.
type jsonParser struct {
	ctx   context.Context
	text  string
	at    int
	line  int32
	depth int
	count int
}

func parseJSON(ctx context.Context, text string) (*jsonValue, error) {
	p := &jsonParser{ctx: ctx, text: text, line: 1}
	var root jsonValue
	p.space()
	if err := p.value(&root); err != nil {
		return nil, err
	}
	p.space()
	if p.at < len(p.text) {
		return nil, p.malformed("text after the end of the document")
	}
	return &root, nil
}

func (p *jsonParser) malformed(why string) error {
	return fail(CodeNotWellFormed, placeAt(p.text, p.at), why)
}

func (p *jsonParser) here() Place { return placeAt(p.text, p.at) }

func (p *jsonParser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case '\n':
			p.line++
		case ' ', '\t', '\r':
		default:
			return
		}
		p.at++
	}
}

// peek returns the next byte, 0 at the end.
func (p *jsonParser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *jsonParser) value(v *jsonValue) error {
	if p.count++; p.count > maxJSONValues {
		return failLimit(CodeTooMany, p.here(), maxJSONValues)
	}
	if p.count%4096 == 0 && p.ctx.Err() != nil {
		return p.ctx.Err()
	}
	v.line = p.line
	switch c := p.peek(); {
	case c == '{':
		v.kind = jsonObject
		return p.nested(v, p.object)
	case c == '[':
		v.kind = jsonArray
		return p.nested(v, p.array)
	case c == '"':
		v.kind = jsonString
		var err error
		v.text, err = p.string()
		return err
	case c == '-' || c >= '0' && c <= '9':
		v.kind = jsonNumber
		return p.number(v)
	default:
		return p.word(v)
	}
}

func (p *jsonParser) word(v *jsonValue) error {
	for i, word := range [...]string{"null", "true", "false"} {
		if strings.HasPrefix(p.text[p.at:], word) {
			v.kind = jsonBool
			if i == 0 {
				v.kind = jsonNull
			}
			p.at += len(word)
			return nil
		}
	}
	if p.at >= len(p.text) {
		return p.malformed("unexpected end")
	}
	return p.malformed("unexpected character")
}

func (p *jsonParser) nested(v *jsonValue, read func(*jsonValue) error) error {
	if p.depth++; p.depth > maxJSONDepth {
		return failLimit(CodeTooDeep, p.here(), maxJSONDepth)
	}
	p.at++
	err := read(v)
	p.depth--
	return err
}

func (p *jsonParser) array(v *jsonValue) error {
	p.space()
	if p.peek() == ']' {
		p.at++
		return nil
	}
	for {
		p.space()
		v.items = append(v.items, jsonValue{})
		if err := p.value(&v.items[len(v.items)-1]); err != nil {
			return err
		}
		if more, err := p.next(']'); !more {
			return err
		}
	}
}

// next steps over a comma (true) or the closing byte (false).
func (p *jsonParser) next(closing byte) (bool, error) {
	p.space()
	switch p.peek() {
	case ',':
		p.at++
		return true, nil
	case closing:
		p.at++
		return false, nil
	}
	return false, p.malformed("comma or " + string(closing) + " expected")
}

func (p *jsonParser) object(v *jsonValue) error {
	p.space()
	if p.peek() == '}' {
		p.at++
		return nil
	}
	keys := keySet{owner: v}
	for {
		p.space()
		if p.peek() != '"' {
			return p.malformed("name expected")
		}
		start := p.at
		key, err := p.string()
		if err != nil {
			return err
		}
		if keys.has(key) {
			p.at = start
			return fail(CodeDuplicateKey, p.here(), key)
		}
		if p.space(); p.peek() != ':' {
			return p.malformed("colon expected")
		}
		p.at++
		p.space()
		v.items = append(v.items, jsonValue{key: key})
		if err := p.value(&v.items[len(v.items)-1]); err != nil {
			return err
		}
		if more, err := p.next('}'); !more {
			return err
		}
	}
}

// keySet finds repeated keys: by looking through small objects, by a map in large ones.
type keySet struct {
	owner *jsonValue
	large map[string]bool
}

func (k *keySet) has(key string) bool {
	const small = 16
	if len(k.owner.items) < small {
		return k.owner.get(key) != nil
	}
	if k.large == nil {
		k.large = make(map[string]bool, 4*small)
		for i := range k.owner.items {
			k.large[k.owner.items[i].key] = true
		}
	}
	found := k.large[key]
	k.large[key] = true
	return found
}

func (p *jsonParser) number(v *jsonValue) error {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	if p.peek() == '0' {
		p.at++
	} else if !p.digits() {
		return p.malformed("digit expected")
	}
	if p.peek() == '.' {
		p.at++
		if !p.digits() {
			return p.malformed("digit expected")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if !p.digits() {
			return p.malformed("digit expected")
		}
	}
	v.text = p.text[start:p.at]
	return nil
}

func (p *jsonParser) digits() bool {
	start := p.at
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		p.at++
	}
	return p.at > start
}

// string reads a string; the next byte is its opening quotation mark.
func (p *jsonParser) string() (string, error) {
	p.at++
	start := p.at
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return p.text[start : p.at-1], nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20:
			return "", p.malformed("control character in a string")
		}
		p.at++
	}
	return "", p.malformed("string without an end")
}

// escaped goes on with a string that holds at least one escape.
func (p *jsonParser) escaped(start int) (string, error) {
	var b strings.Builder
	b.WriteString(p.text[start:p.at])
	for p.at < len(p.text) {
		c := p.text[p.at]
		switch {
		case c == '"':
			p.at++
			return b.String(), nil
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			b.WriteRune(r)
			continue
		case c < 0x20:
			return "", p.malformed("control character in a string")
		}
		b.WriteByte(c)
		p.at++
	}
	return "", p.malformed("string without an end")
}

func (p *jsonParser) escape() (rune, error) {
	if p.at+1 >= len(p.text) {
		return 0, p.malformed("string without an end")
	}
	c := p.text[p.at+1]
	if c == 'u' {
		return p.unicode()
	}
	const names, runes = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	i := strings.IndexByte(names, c)
	if i < 0 {
		return 0, p.malformed("unknown escape")
	}
	p.at += 2
	return rune(runes[i]), nil
}

func (p *jsonParser) unicode() (rune, error) {
	first, ok := p.hex4(p.at)
	if !ok {
		return 0, p.malformed("four hexadecimal digits expected")
	}
	if !utf16.IsSurrogate(first) {
		p.at += 6
		return first, nil
	}
	second, ok := p.hex4(p.at + 6)
	r := utf16.DecodeRune(first, second)
	if !ok || r == utf8.RuneError {
		return 0, p.malformed("half a surrogate pair")
	}
	p.at += 12
	return r, nil
}

// hex4 reads the number of the escape \uXXXX at an offset.
func (p *jsonParser) hex4(at int) (rune, bool) {
	if at+6 > len(p.text) || p.text[at] != '\\' || p.text[at+1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range []byte(p.text[at+2 : at+6]) {
		d := strings.IndexByte("0123456789abcdef", c|0x20)
		if d < 0 || c < '0' {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	return r, true
}
