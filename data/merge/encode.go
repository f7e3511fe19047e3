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
	var b strings.Builder
	for i, v := range r.Vector {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(v.Desk)
		b.WriteByte(':')
		b.WriteString(strconv.FormatUint(v.Counter, 10))
	}
	b.WriteByte('|')
	for _, s := range r.Siblings {
		fmt.Fprintf(&b, "%s:%d:%d:%s", s.Desk, s.Counter, len(s.Value), s.Value)
	}
	return b.String()
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
	if strings.Count(head, " ") >= MaxWriters {
		return Register{}, fmt.Errorf("too many desks: %w", ErrEncoding)
	}
	for _, pair := range strings.Split(head, " ") {
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

func decodeSibling(text string) (Sibling, string, error) {
	bad := fmt.Errorf("sibling: %w", ErrEncoding)
	parts := strings.SplitN(text, ":", 4)
	if len(parts) != 4 || !deskName(parts[0]) {
		return Sibling{}, "", bad
	}
	c, err := counter(parts[1])
	if err != nil {
		return Sibling{}, "", bad
	}
	n, err := strconv.Atoi(parts[2])
	if err != nil || n < 0 || n > len(parts[3]) || strconv.Itoa(n) != parts[2] {
		return Sibling{}, "", bad
	}
	return Sibling{Version{parts[0], c}, parts[3][:n]}, parts[3][n:], nil
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
	if err != nil || n == 0 || strconv.FormatUint(n, 10) != text {
		return 0, ErrEncoding
	}
	return n, nil
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
