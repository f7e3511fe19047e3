package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kreislage/data/assessment"
)

// texts are the translations as they are, read beside the package because it must not know the application.
type texts map[string]string

func (x texts) Say(key string, args ...any) string {
	s, ok := x[key]
	if !ok {
		return "«" + key + "»"
	}
	for i := 0; i+1 < len(args); i += 2 {
		value, _ := args[i+1].(string)
		if day, isDay := args[i+1].(assessment.Date); isDay {
			value = string(day)
		}
		s = strings.ReplaceAll(s, "{"+args[i].(string)+"}", value)
	}
	return s
}

func language(t *testing.T, lang string) texts {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "assets", "translations", lang, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	x := texts{}
	if err := json.Unmarshal(data, &x); err != nil {
		t.Fatal(err)
	}
	return x
}

func ordinary() LetterData {
	return LetterData{
		Office: "Informationssicherheitsstelle der nordhessischen Landkreise", District: "Werra-Meißner-Kreis", Key: "06636",
		Contact: "Frau Özgür-Weiß, Schlossplatz 1, 37269 Eschwege", Date: "2026-11-24",
		Code: "7KQ2M-XW9TR-4HBNC-PD3VF-Y8G6J", Fingerprint: "ZM4T-8QWK-H3RD-VX7P-B29C",
	}
}

// poppler runs one of its tools on a PDF and returns what it prints.
func poppler(t *testing.T, pdf []byte, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s (poppler-utils) is not installed", tool)
	}
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FILE", file)
	}
	out, err := exec.Command(tool, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", tool, err, out)
	}
	return string(out)
}

func letter(t *testing.T, l LetterData, lang string) []byte {
	t.Helper()
	pdf, err := Letter(l, language(t, lang))
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("KREISLAGE_LOOK"); dir != "" { // to look at what was drawn
		name := strings.NewReplacer("/", "-", "#", "-").Replace(t.Name()) + "-" + lang + ".pdf"
		if err := os.WriteFile(filepath.Join(dir, name), pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return pdf
}

// The letter says in both languages, as text that another program can read, to whom it goes, the code, the
// fingerprint and what to do, with umlauts and quotation marks, on one page.
func TestLetterSays(t *testing.T) {
	l := ordinary()
	for lang, words := range map[string][]string{
		"de": {"Sehr geehrte Damen und Herren", "„Landkreis“", "„Werra-Meißner-Kreis“", "Mit freundlichen Grüßen", "Fingerabdruck unseres Schlüssels"},
		"en": {"Dear Sir or Madam", "“District”", "“Werra-Meißner-Kreis”", "Yours faithfully", "Fingerprint of our key"},
	} {
		t.Run(lang, func(t *testing.T) {
			pdf := letter(t, l, lang)
			text := poppler(t, pdf, "pdftotext", "-layout", "FILE", "-")
			for _, want := range append(words, l.Office, l.District, l.Code, l.Fingerprint, "Frau Özgür-Weiß", "37269 Eschwege", string(l.Key), "1.", "5.") {
				if !strings.Contains(text, want) {
					t.Errorf("the letter does not say %q:\n%s", want, text)
				}
			}
			for _, not := range []string{"«", "{", "?"} {
				if strings.Contains(text, not) {
					t.Errorf("the letter holds %q:\n%s", not, text)
				}
			}
			if info := poppler(t, pdf, "pdfinfo", "FILE"); !strings.Contains(info, "Pages:           1\n") || !strings.Contains(info, "A4") {
				t.Errorf("not one A4 page:\n%s", info)
			}
		})
	}
}

// Whatever the length of the names, everything is there, on one page and inside its margins.
func TestLetterLongNames(t *testing.T) {
	long := strings.Repeat("Gemeinsame Informationssicherheitsstelle ", 3)[:119] + "x"
	for name, change := range map[string]func(*LetterData){
		"words":    func(l *LetterData) { l.Office, l.District = long, "Landkreis "+long[:109]+"Y" },
		"one word": func(l *LetterData) { l.Office, l.District = strings.Repeat("W", 120), strings.Repeat("M", 120) },
		"contact":  func(l *LetterData) { l.Contact = strings.Repeat("Straße der Deutschen Einheit 17, ", 7) },
		"lines":    func(l *LetterData) { l.Contact = strings.Repeat("a, ", 83) },
		"key":      func(l *LetterData) { l.Key = assessment.DistrictKey(strings.Repeat("W", 120)) },
		"all": func(l *LetterData) {
			l.Office, l.District, l.Contact = strings.Repeat("W", 120), strings.Repeat("W", 120), strings.Repeat("Ä", 250)
			l.Key = assessment.DistrictKey(strings.Repeat("W", 120))
		},
	} {
		for _, lang := range []string{"de", "en"} {
			t.Run(name+" "+lang, func(t *testing.T) {
				l := ordinary()
				change(&l)
				pdf := letter(t, l, lang)
				squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
				text := squeeze(poppler(t, pdf, "pdftotext", "-raw", "FILE", "-"))
				for _, want := range []string{l.Office, l.District, l.Code, l.Fingerprint, contactAs(l)} {
					if !strings.Contains(text, squeeze(want)) {
						t.Errorf("the letter lost %q:\n%s", want, text)
					}
				}
				insideMargins(t, pdf)
			})
		}
	}
}

// contactAs is the contact as the letter shows it.
func contactAs(l LetterData) string { return strings.TrimPrefix(address(l), l.District) }

// insideMargins fails where a word stands outside of what a printer prints and DIN 5008 leaves for text.
func insideMargins(t *testing.T, pdf []byte) {
	t.Helper()
	const left, right, bottom = 24.0, 191.0, 287.0 // millimetres
	for _, line := range strings.Split(poppler(t, pdf, "pdftotext", "-bbox", "FILE", "-"), "\n") {
		var box struct{ xMin, yMin, xMax, yMax float64 }
		n, _ := parseBox(line, &box.xMin, &box.yMin, &box.xMax, &box.yMax)
		if n == 4 && (box.xMin*point < left || box.xMax*point > right || box.yMax*point > bottom || box.yMin < 0) {
			t.Errorf("outside: %s", line)
		}
	}
}

// The same letter is the same bytes: nothing of the hour or of chance is in it.
func TestLetterIsDeterministic(t *testing.T) {
	a, b := letter(t, ordinary(), "de"), letter(t, ordinary(), "de")
	if !bytes.Equal(a, b) {
		t.Fatal("two letters of one content differ")
	}
	if !IsLetter(a) || IsLetter([]byte("%PDF-1.7 of another program")) || IsLetter(nil) {
		t.Fatal("a letter is not known again")
	}
	other := ordinary()
	other.Date = "2026-11-25"
	if bytes.Equal(a, letter(t, other, "de")) {
		t.Fatal("the date is not in the letter")
	}
}

// A letter without its code would be worse than none.
func TestLetterNeeds(t *testing.T) {
	for name, change := range map[string]func(*LetterData){
		"office": func(l *LetterData) { l.Office = " " }, "district": func(l *LetterData) { l.District = "" },
		"code": func(l *LetterData) { l.Code = "" }, "fingerprint": func(l *LetterData) { l.Fingerprint = "" },
	} {
		l := ordinary()
		change(&l)
		if _, err := Letter(l, language(t, "de")); !errors.Is(err, assessment.ErrInvalid) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

// Characters that the typeface does not have are shown as such and break nothing.
func TestLetterForeignCharacters(t *testing.T) {
	l := ordinary()
	l.Office, l.Contact = "Amt 🙂 漢字", "Γιώργος Ђорђе Łukasz"
	text := poppler(t, letter(t, l, "de"), "pdftotext", "-raw", "FILE", "-")
	if !strings.Contains(text, "Amt ? ??") || !strings.Contains(text, "Γιώργος Ђорђе Łukasz") {
		t.Fatal(text)
	}
}

// parseBox reads the corners of a word from pdftotext -bbox and returns how many of the four it found.
func parseBox(line string, corners ...*float64) (int, error) {
	n := 0
	for i, name := range []string{"xMin", "yMin", "xMax", "yMax"} {
		_, rest, found := strings.Cut(line, name+`="`)
		value, _, _ := strings.Cut(rest, `"`)
		f, err := strconv.ParseFloat(value, 64)
		if !found || err != nil {
			return n, err
		}
		*corners[i] = f
		n++
	}
	return n, nil
}
