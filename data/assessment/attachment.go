package assessment

import (
	"fmt"
	"strconv"
	"strings"
)

// MaxAttachment is the most bytes that one attachment may have: 10 MB as Windows counts them.
const MaxAttachment = 10 << 20

// AttachmentNote is the unit that the register of an attachment holds: which bytes, what people call them, and
// what they prove. The bytes themselves lie elsewhere, or stay at home. The zero value is an attachment that was
// taken off again.
type AttachmentNote struct {
	SHA256      string // of the bytes, 64 lower-case hexadecimal digits
	Size        int64  // in bytes, 1 to MaxAttachment
	Requirement RequirementID
	Name        string // of the file, without a folder
	Note        string // one line in the district's words
}

// Empty tells whether the attachment was taken off.
func (a AttachmentNote) Empty() bool { return a == AttachmentNote{} }

// Encode returns the unit as the one text that registers and files carry; the empty one is empty text.
func (a AttachmentNote) Encode() string {
	if a.Empty() {
		return ""
	}
	return fmt.Sprintf("%s %d\n%s\n%s\n%s", a.SHA256, a.Size, a.Requirement, a.Name, a.Note)
}

// DecodeAttachment reads what Encode wrote. The error wraps ErrInvalid or ErrTooLong.
func DecodeAttachment(text string) (AttachmentNote, error) {
	if text == "" {
		return AttachmentNote{}, nil
	}
	bad := fmt.Errorf("attachment: %w", ErrInvalid)
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return AttachmentNote{}, bad
	}
	hash, size, ok := strings.Cut(lines[0], " ")
	n, err := strconv.ParseInt(size, 10, 64)
	if !ok || err != nil || n < 1 || n > MaxAttachment || !isSHA256(hash) || lines[1] == "" || !FileNameFits(lines[2]) {
		return AttachmentNote{}, bad
	}
	for _, l := range lines[1:] {
		if err := checkText(l, MaxShortText); err != nil {
			return AttachmentNote{}, fmt.Errorf("attachment: %w", err)
		}
	}
	a := AttachmentNote{hash, n, RequirementID(lines[1]), lines[2], lines[3]}
	if a.Encode() != text {
		return AttachmentNote{}, bad
	}
	return a, nil
}

func isSHA256(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

// unfitForNames are the characters that Windows does not take in the name of a file.
const unfitForNames = `<>:"/\|?*`

// FileNameFits tells whether a name that came with a file may be given to a file on any system, without leading
// anywhere else.
func FileNameFits(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch strings.TrimSpace(stem) {
	case "", "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return false // an empty one: nothing but an ending, or a step up
	}
	if len(stem) == 4 && (stem[:3] == "COM" || stem[:3] == "LPT") {
		return false
	}
	return !strings.ContainsAny(name, unfitForNames+"\n") && !strings.HasSuffix(name, ".") && name == strings.TrimSpace(name) &&
		checkText(name, MaxName) == nil
}

// FitFileName makes a name fit: what a file may not be called is replaced, and what is too long is cut before the
// ending.
func FitFileName(name string) string {
	if FileNameFits(name) {
		return name
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(unfitForNames, r) || r == '\n' || unseen(r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(name), ". "))
	if r := []rune(name); len(r) > MaxName {
		ending := ""
		if i := strings.LastIndexByte(name, '.'); i >= 0 && len([]rune(name[i:])) <= 12 {
			ending = name[i:]
		}
		name = strings.TrimSpace(string(r[:MaxName-len([]rune(ending))])) + ending
	}
	if !FileNameFits(name) {
		name = "_" + name
	}
	if !FileNameFits(name) {
		return "_"
	}
	return name
}
