package desk

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/officecrypt"
)

// sentinel is a text that must not lie readable anywhere.
const sentinel = "Geheimnis-4711-Brandschutztür-steht-offen"

// hostileFile is a file as it comes with the post, and what it must turn out to be.
type hostileFile struct {
	name string
	raw  []byte
	want []Verdict
}

// Whatever comes with the post gets the right verdict and a sentence in both languages, stops nothing, changes nothing,
// and leaves no readable word of any file on the disk.
func TestHostileFiles(t *testing.T) {
	p := newSmallPlay(t, 3, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusNo, sentinel)
	genuine := p.reply(county)
	files := hostileFiles(p, genuine)
	scratch := t.TempDir()
	t.Setenv("TMPDIR", scratch)
	t.Setenv("TMP", scratch)

	paths := make([]string, 0, len(files)+1)
	for _, f := range files {
		paths = append(paths, p.put(f.name, f.raw))
	}
	before := p.witness(p.office)
	for _, lang := range []string{"en", "de"} {
		p.must(p.office.SetLang(lang))
		for i, v := range p.look(p.office, append(paths, genuine)...) {
			if i == len(files) {
				if v.Verdict != VerdictUntrusted || v.New != 1 {
					t.Fatalf("the genuine file behind them: %s", v.Verdict)
				}
				break
			}
			judge(t, files[i], v, lang)
		}
	}
	p.same("a preview", before, p.witness(p.office))

	before = p.witness(p.office, "quarantine", "sqlite_sequence")
	for _, v := range p.take(p.office, AcceptAll, paths...) {
		if v.Accepted {
			t.Errorf("%s was taken in", filepath.Base(v.File))
		}
	}
	p.same("a hostile file", before, p.witness(p.office, "quarantine", "sqlite_sequence"))
	nothingReadable(t, scratch)
	nothingReadable(t, p.office.folder)
	if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v, %v", left, err)
	}
	p.takes(p.office, AcceptAll, VerdictUntrusted, genuine)
	p.sameRegisters(p.office, county, "06535")
	p.clean(p.office)
}

func judge(t *testing.T, f hostileFile, v FilePreview, lang string) {
	t.Helper()
	fits := false
	for _, want := range f.want {
		fits = fits || v.Verdict == want
	}
	if !fits || v.Verdict.Acceptable() {
		t.Errorf("%s: %s, not %v", f.name, v.Verdict, f.want)
	}
	if v.Sentence == "" || strings.ContainsAny(v.Sentence, "«{") || strings.Contains(v.Sentence, "verdict.") {
		t.Errorf("%s: no sentence in %s: %q", f.name, lang, v.Sentence)
	}
	if german := strings.Contains(v.Sentence, "Datei") || strings.Contains(v.Sentence, "Austausch"); german != (lang == "de") {
		t.Errorf("%s: not a sentence in %s: %q", f.name, lang, v.Sentence)
	}
}

func hostileFiles(p *play, genuine string) []hostileFile {
	p.t.Helper()
	code := p.code("06535")
	raw, err := os.ReadFile(genuine)
	p.must(err)
	plain := p.opened(genuine, code)
	out := []hostileFile{
		{"leer.xlsx", nil, []Verdict{VerdictNoFile}},
		{"ein-byte.xlsx", []byte{0xd0}, []Verdict{VerdictNoFile}},
		{"text.xlsx", []byte(strings.Repeat(sentinel+"\n", 100)), []Verdict{VerdictNoFile}},
		{"offen.xlsx", plain, []Verdict{VerdictPlain}},
		{"umbenannt.xlsx", zipOf(p, "brief.txt", sentinel), []Verdict{VerdictNoFile}},
		{"offen.docx.xlsx", zipOf(p, "word/document.xml", sentinel), []Verdict{VerdictPlain, VerdictNoFile}},
		{"brief.docx.xlsx", p.locked(zipOf(p, "word/document.xml", sentinel), code), []Verdict{VerdictNoFile}},
		{"kein-zip.xlsx", p.locked([]byte(strings.Repeat(sentinel, 50)), code), []Verdict{VerdictNoFile, VerdictDamaged}},
		{"nichts-drin.xlsx", p.locked(nil, code), []Verdict{VerdictNoFile, VerdictDamaged}},
		{"fremde-tabelle.xlsx", p.locked(otherWorkbook(p), code), []Verdict{VerdictNoFile}},
		{"anderer-code.xlsx", p.locked(plain, "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"), []Verdict{VerdictWrongCode}},
		{"zu-teuer.xlsx", tooCostly(p, plain, code), []Verdict{VerdictTooCostly}},
		{"abgeschnittenes-zip.xlsx", p.locked(plain[:len(plain)/2], code), []Verdict{VerdictDamaged, VerdictNoFile}},
		{"zukunft.xlsx", fromTheFuture(p, genuine, code), []Verdict{VerdictFuture}},
	}
	for n := 512; n < len(raw); n += 512 {
		out = append(out, hostileFile{fmt.Sprintf("gekuerzt-%06d.xlsx", n), raw[:n], []Verdict{VerdictNoFile, VerdictDamaged, VerdictWrongCode}})
	}
	const flips = 300
	for i := range flips {
		at := i * len(raw) / flips
		bad := bytes.Clone(raw)
		bad[at] ^= 1 << (i % 8)
		out = append(out, hostileFile{
			fmt.Sprintf("bit-%06d-%d.xlsx", at, i%8), bad, []Verdict{VerdictNoFile, VerdictDamaged, VerdictWrongCode, VerdictTooCostly},
		})
	}
	return out
}

// zipOf is a zip with one entry, and with what makes it an Office document where the entry is one of Word's.
func zipOf(p *play, name, text string) []byte {
	p.t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, text string) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		p.must(err)
		_, err = w.Write([]byte(text))
		p.must(err)
	}
	if strings.HasPrefix(name, "word/") {
		add("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)
	}
	add(name, text)
	p.must(z.Close())
	return b.Bytes()
}

// otherWorkbook is somebody's own table, which has nothing to do with any round.
func otherWorkbook(p *play) []byte {
	p.t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	p.must(x.SetCellValue("Sheet1", "A1", sentinel))
	var b bytes.Buffer
	p.must(x.Write(&b))
	return b.Bytes()
}

// tooCostly is a file that asks for almost ten million rounds of key derivation.
func tooCostly(p *play, plain []byte, code string) []byte {
	p.t.Helper()
	raw, err := officecrypt.Encrypt(plain, code, officecrypt.Options{SpinCount: officecrypt.DefaultMaxSpin})
	p.must(err)
	honest, greedy := []byte(`spinCount="1000000"`), []byte(`spinCount="9999999"`)
	if !bytes.Contains(raw, honest) {
		p.t.Fatal("the number of rounds is not where it is expected")
	}
	return bytes.ReplaceAll(raw, honest, greedy)
}

// fromTheFuture is a file in the next format, of a program that does not exist yet.
func fromTheFuture(p *play, genuine, code string) []byte {
	p.t.Helper()
	f := p.forger(genuine, code)
	next := bytes.Replace(f.genuine.Manifest, []byte(`{"format":1,`), []byte(`{"format":2,"surprise":true,`), 1)
	raw, err := os.ReadFile(f.writes("zukunft-vorlage.xlsx", envelope.Sealed{Manifest: next, Content: f.genuine.Content, Signature: f.genuine.Signature}))
	p.must(err)
	return raw
}

// nothingReadable fails where a file in a folder holds the sentinel in either of the encodings that programs write,
// or a plain zip, in which it would be packed.
func nothingReadable(t *testing.T, folder string) {
	t.Helper()
	var wide []byte
	for _, u := range utf16.Encode([]rune(sentinel)) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for what, text := range map[string][]byte{"text": []byte(sentinel), "UTF-16 text": wide, "zip": []byte("PK\x03\x04")} {
			if bytes.Contains(raw, text) {
				t.Errorf("%s holds readable %s", path, what)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Import and export need no temporary folder at all, so nothing can spill into one.
func TestNoTemporaryFolder(t *testing.T) {
	p := newSmallPlay(t, 60, "06535")
	sent := p.send("06535")
	county := p.join("06535", sent)
	var edits []AnswerEdit
	long := strings.Repeat("lange Erläuterung ", 200)
	for i := range 60 {
		st := assessment.StatusPartly
		edits = append(edits, AnswerEdit{p.key(i), Edit{Status: &st, Explanation: &long}})
	}
	_, err := county.AnswerAll(p.ctx, edits)
	p.must(err)
	gone := filepath.Join(t.TempDir(), "gibt-es-nicht")
	t.Setenv("TMPDIR", gone)
	t.Setenv("TMP", gone)
	p.takes(p.office, AcceptAll, VerdictUntrusted, p.reply(county))
	p.sameRegisters(p.office, county, "06535")
}

// Files that cannot be read get their line like all others: one that is gone, a folder that is closed, a link that leads
// nowhere, and a pipe, which must not be waited for.
func TestUnreadableFiles(t *testing.T) {
	p := newSmallPlay(t, 2, "06535")
	county := p.join("06535", p.send("06535"))
	p.answer(county, 0, assessment.StatusYes, "")
	genuine := p.reply(county)
	folder := filepath.Join(p.dir, "ordner")
	p.must(os.MkdirAll(filepath.Join(folder, "verschlossen"), 0o700))
	p.must(os.Chmod(filepath.Join(folder, "verschlossen"), 0))
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(folder, "verschlossen"), 0o700) })
	want := 1
	if os.Symlink(filepath.Join(folder, "weg"), filepath.Join(folder, "verweis.xlsx")) == nil {
		want++
	}
	if tool, err := exec.LookPath("mkfifo"); err == nil {
		p.must(exec.Command(tool, filepath.Join(folder, "rohr.xlsx")).Run())
		want++
	}
	if _, err := os.ReadDir(filepath.Join(folder, "verschlossen")); err != nil { // who may do everything may also look in there
		want++
	}
	views := p.take(p.office, AcceptAll, filepath.Join(p.dir, "gibt-es-nicht.xlsx"), folder, genuine)
	if len(views) != want+1 || !views[want].Accepted {
		t.Fatalf("%d lines, not %d: %+v", len(views), want+1, views)
	}
	for _, v := range views[:want] {
		if v.Verdict != VerdictUnreadable || v.Sentence == "" {
			t.Errorf("%s: %s", filepath.Base(v.File), v.Verdict)
		}
	}
	if _, err := p.office.Preview(p.ctx, []string{filepath.Join(p.dir, "gibt-es-nicht.xlsx")}, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing but a file that is gone: %v", err)
	}
}
