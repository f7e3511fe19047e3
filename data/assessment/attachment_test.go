package assessment

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var hash64 = strings.Repeat("0a", 32)

// What is written is read back, whatever the words, and takes the one form that registers compare.
func TestAttachmentRoundTrip(t *testing.T) {
	for _, a := range []AttachmentNote{
		{}, {hash64, 1, "ORG.1", "a.pdf", ""}, {hash64, MaxAttachment, "id with spaces", "Übersicht (2).docx", "siehe Ordner 3"},
	} {
		got, err := DecodeAttachment(a.Encode())
		if err != nil || got != a || CheckValue(FieldAttachment, a.Encode()) != nil {
			t.Errorf("%+v: %+v, %v", a, got, err)
		}
	}
}

// A file cannot bring an attachment whose size, hash or name would do harm.
func TestHostileAttachments(t *testing.T) {
	for name, value := range map[string]string{
		"no lines": "x", "no name": hash64 + " 1\nr\n\n", "too few lines": hash64 + " 1\nr\nn", "too many lines": hash64 + " 1\nr\nn\na\nb",
		"negative": hash64 + " -1\nr\nn\n", "nothing": hash64 + " 0\nr\nn\n", "10 GB": hash64 + " 10000000000\nr\nn\n", "odd number": hash64 + " +1\nr\nn\n", "led by 0": hash64 + " 01\nr\nn\n",
		"short hash": "0a 1\nr\nn\n", "upper case": strings.ToUpper(hash64) + " 1\nr\nn\n", "way up": hash64 + " 1\nr\n../../x\n", "no requirement": hash64 + " 1\n\nn\n",
		"drive": hash64 + ` 1` + "\nr\n" + `C:\x` + "\n", "device": hash64 + " 1\nr\nnul.txt\n", "dots": hash64 + " 1\nr\n..\n", "turned text": hash64 + " 1\nr\nexe\u202egpj\n",
		"space at the end": hash64 + " 1\nr\na.exe \n", "dot at the end": hash64 + " 1\nr\na.\n",
	} {
		if a, err := DecodeAttachment(value); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	if _, err := DecodeAttachment(hash64 + " 1\nr\nn\n" + strings.Repeat("ä", MaxShortText+1)); !errors.Is(err, ErrTooLong) {
		t.Errorf("long note: %v", err)
	}
}

// Whatever a file is called, the name that is kept fits every system, and one that fits stays as it is.
func TestFitFileName(t *testing.T) {
	for from, want := range map[string]string{
		"Protokoll 3.pdf": "Protokoll 3.pdf", `a\b/c:d.txt`: "a_b_c_d.txt", "": "_", "..": "_", "CON": "_CON", "com1.txt": "_com1.txt", "a. ": "a",
		"Zeile\nzwei": "Zeile_zwei", strings.Repeat("x", 300) + ".docx": strings.Repeat("x", MaxName-5) + ".docx", "\xff.txt": "_.txt",
	} {
		if got := FitFileName(from); got != want {
			t.Errorf("%q: %q", from, got)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ .a:*/\\-]{0,200}`)).Draw(r, "name")
		got := FitFileName(name)
		if !FileNameFits(got) || FileNameFits(name) && got != name {
			r.Errorf("%q: %q", name, got)
		}
	})
}

func FuzzDecodeAttachment(f *testing.F) {
	f.Add(hash64 + " 1\nr\nn\nx")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := DecodeAttachment(text)
		if err == nil && a.Encode() != text {
			t.Errorf("%q is not the one form of %+v", text, a)
		}
	})
}
