package assessment

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// SignOff is a district's word that its reply to a round is final. It covers all answers of the district, of every
// scope, as they were then.
type SignOff struct {
	Name   string
	Role   string
	On     Date
	Digest string // over all answers, 64 hexadecimal digits
	marks  []mark // a short hash for each answer, so that one can tell how many have changed since
}

// mark tells an answer (first half) and its content (second half) apart from others.
type mark [12]byte

const markText = 16 // characters of a mark in base64

// maxMarks caps the answers that a sign-off covers, so that it fits into one line of a file.
const maxMarks = 200_000

// NewSignOff signs answers off. The error wraps ErrInvalid where the name or role is no line of text, or ErrTooLong.
func NewSignOff(name, role string, on Date, answers []Answer) (SignOff, error) {
	s := SignOff{Name: name, Role: role, On: on, marks: marksOf(answers), Digest: digestOf(answers)}
	_, err := DecodeSignOff(s.Encode())
	return s, err
}

// Empty tells whether nobody has signed.
func (s SignOff) Empty() bool { return s.Name == "" }

// Changed returns how many answers are not as they were when they were signed off: those that say something else,
// that are new or that are gone. It is 0 for a sign-off that holds, and for one that nobody has given.
func (s SignOff) Changed(answers []Answer) int {
	if s.Empty() || digestOf(answers) == s.Digest {
		return 0
	}
	was := make(map[[6]byte][6]byte, len(s.marks))
	for _, m := range s.marks {
		was[[6]byte(m[:6])] = [6]byte(m[6:])
	}
	changed := 0
	for _, m := range marksOf(answers) {
		if content, there := was[[6]byte(m[:6])]; !there || content != [6]byte(m[6:]) {
			changed++
		}
		delete(was, [6]byte(m[:6]))
	}
	return max(1, changed+len(was))
}

// said leaves out what was never answered, or was cleared again, and puts the rest into a fixed order.
func said(answers []Answer) []Answer {
	var out []Answer
	for _, a := range answers {
		if a.Conflict || slices.ContainsFunc(AnswerFields(), func(f Field) bool { return a.Value(f) != "" }) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b Answer) int {
		if c := strings.Compare(string(a.Scope), string(b.Scope)); c != 0 {
			return c
		}
		return strings.Compare(string(a.Requirement), string(b.Requirement))
	})
	return out
}

func (a Answer) texts() []string {
	out := []string{fmt.Sprint(a.Conflict)}
	for _, f := range AnswerFields() {
		out = append(out, a.Value(f))
	}
	return out
}

func digestOf(answers []Answer) string {
	h := NewHasher("kreislage sign-off 1")
	for _, a := range said(answers) {
		h.Add(string(a.Scope), string(a.Requirement))
		h.Add(a.texts()...)
	}
	return h.Sum(32)
}

func marksOf(answers []Answer) []mark {
	var out []mark
	for _, a := range said(answers) {
		var m mark
		which, what := NewHasher("kreislage signed answer 1"), NewHasher("kreislage signed content 1")
		which.Add(string(a.Scope), string(a.Requirement))
		what.Add(a.texts()...)
		copy(m[:6], which.h.Sum(nil))
		copy(m[6:], what.h.Sum(nil))
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b mark) int { return slices.Compare(a[:], b[:]) })
	return out
}

// Encode returns the sign-off as the one text that registers and files carry: day and digest, name, role, marks, a
// line each. What nobody has signed is empty text.
func (s SignOff) Encode() string {
	if s.Empty() {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n%s\n%s\n", s.On, s.Digest, s.Name, s.Role)
	for _, m := range s.marks {
		b.WriteString(base64.RawURLEncoding.EncodeToString(m[:]))
	}
	return b.String()
}

// DecodeSignOff reads what Encode wrote. The error wraps ErrInvalid or ErrTooLong.
func DecodeSignOff(text string) (SignOff, error) {
	if text == "" {
		return SignOff{}, nil
	}
	if len(text) > maxMarks*markText {
		return SignOff{}, fmt.Errorf("sign-off: %w", ErrTooLong)
	}
	bad := fmt.Errorf("sign-off: %w", ErrInvalid)
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || len(lines[3])%markText != 0 {
		return SignOff{}, bad
	}
	day, digest, _ := strings.Cut(lines[0], " ")
	s := SignOff{Name: lines[1], Role: lines[2], On: Date(day), Digest: digest}
	if d, err := ParseDate(day); err != nil || d != s.On || day == "" || len(digest) != 64 || strings.Trim(digest, "0123456789abcdef") != "" || s.Name == "" {
		return SignOff{}, bad
	}
	for _, t := range []string{s.Name, s.Role} {
		if err := checkText(t, MaxName); err != nil {
			return SignOff{}, fmt.Errorf("sign-off: %w", err)
		}
	}
	for rest := lines[3]; rest != ""; rest = rest[markText:] {
		var m mark
		if n, err := base64.RawURLEncoding.Decode(m[:], []byte(rest[:markText])); err != nil || n != len(m) {
			return SignOff{}, bad
		}
		if n := len(s.marks); n > 0 && slices.Compare(s.marks[n-1][:], m[:]) > 0 {
			return SignOff{}, bad
		}
		s.marks = append(s.marks, m)
	}
	if s.Encode() != text {
		return SignOff{}, bad
	}
	return s, nil
}
