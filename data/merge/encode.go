package merge

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrEncoding says that a text is not the encoding of a register.
var ErrEncoding = errors.New("not an encoded register")

// MaxWriters caps the desks in one vector and the siblings in one register that Decode takes: far more than a
// district will ever have, far fewer than it takes to make a file slow.
const MaxWriters = 1000

// Encode returns the register as text: the vector as desk:counter pairs, then each sibling as
// desk:counter:length:value. Two registers have the same text exactly when they are Equal; the empty register is "".
func (r Register) Encode() string {
	if r.Empty() && len(r.Siblings) == 0 {
		return ""
	}
	size := 1
	for _, v := range r.Vector {
		size += len(v.Desk) + 22
	}
	for _, s := range r.Siblings {
		size += len(s.Desk) + len(s.Value) + 33
	}
	b := make([]byte, 0, size)
	for i, v := range r.Vector {
		if i > 0 {
			b = append(b, ' ')
		}
		b = v.append(b)
	}
	b = append(b, '|')
	for _, s := range r.Siblings {
		b = append(s.append(b), ':')
		b = append(strconv.AppendInt(b, int64(len(s.Value)), 10), ':')
		b = append(b, s.Value...)
	}
	return string(b)
}

func (v Version) append(b []byte) []byte {
	return strconv.AppendUint(append(append(b, v.Desk...), ':'), v.Counter, 10)
}

// Decode reads what Encode wrote and accepts nothing else: order, uniqueness and that the vector covers every
// sibling are checked. The error wraps ErrEncoding.
func Decode(text string) (Register, error) {
	if text == "" {
		return Register{}, nil
	}
	head, rest, ok := strings.Cut(text, "|")
	if !ok || head == "" {
		return Register{}, fmt.Errorf("no vector: %w", ErrEncoding)
	}
	var r Register
	desks := strings.Count(head, " ") + 1
	if desks > MaxWriters {
		return Register{}, fmt.Errorf("too many desks: %w", ErrEncoding)
	}
	r.Vector = make([]Version, 0, desks)
	for range desks {
		var pair string
		pair, head, _ = strings.Cut(head, " ")
		desk, n, ok := strings.Cut(pair, ":")
		c, err := counter(n)
		if !ok || err != nil || !deskName(desk) {
			return Register{}, fmt.Errorf("vector entry: %w", ErrEncoding)
		}
		r.Vector = append(r.Vector, Version{desk, c})
	}
	for rest != "" {
		s, tail, err := decodeSibling(rest)
		if err != nil {
			return Register{}, err
		}
		r.Siblings, rest = append(r.Siblings, s), tail
		if len(r.Siblings) > MaxWriters {
			return Register{}, fmt.Errorf("too many siblings: %w", ErrEncoding)
		}
	}
	return r, r.check()
}

// errSibling is made once: it is no fault of most siblings.
var errSibling = fmt.Errorf("sibling: %w", ErrEncoding)

func decodeSibling(text string) (s Sibling, tail string, err error) {
	desk, rest, _ := strings.Cut(text, ":")
	number, rest, _ := strings.Cut(rest, ":")
	length, rest, ok := strings.Cut(rest, ":")
	if !ok || !deskName(desk) {
		return Sibling{}, "", errSibling
	}
	c, err := counter(number)
	if err != nil {
		return Sibling{}, "", errSibling
	}
	n, err := strconv.Atoi(length)
	if err != nil || n < 0 || n > len(rest) || !plain(length) {
		return Sibling{}, "", errSibling
	}
	return Sibling{Version{desk, c}, rest[:n]}, rest[n:], nil
}

func (r Register) check() error {
	for i, v := range r.Vector {
		if i > 0 && r.Vector[i-1].Desk >= v.Desk {
			return fmt.Errorf("order of the vector: %w", ErrEncoding)
		}
	}
	if !slices.IsSortedFunc(r.Siblings, compareSiblings) {
		return fmt.Errorf("order: %w", ErrEncoding)
	}
	if len(r.Siblings) == 0 {
		return fmt.Errorf("a vector without a value: %w", ErrEncoding)
	}
	for i, s := range r.Siblings {
		if i > 0 && r.Siblings[i-1] == s {
			return fmt.Errorf("a sibling twice: %w", ErrEncoding)
		}
		if !r.Covers(s.Version) {
			return fmt.Errorf("a sibling outside the vector: %w", ErrEncoding)
		}
	}
	return nil
}

func counter(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil || n == 0 || !plain(text) {
		return 0, ErrEncoding
	}
	return n, nil
}

// plain tells whether a number that has been read stands as it would be written: without a sign or zeros before it.
func plain(number string) bool {
	return number == "0" || number[0] >= '1' && number[0] <= '9'
}

// deskName keeps the separators of the encoding out of a desk's name.
func deskName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '~' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
