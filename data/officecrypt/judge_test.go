package officecrypt

import (
	"archive/zip"
	"bytes"
	"context"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// The judges are programs of others that read and write the same format. A test
// is skipped where its judge is not installed; testdata/README.md says how to.

const debianPython = "/usr/bin/python3"

// judge runs a program and returns what it wrote to its output file.
func judge(t *testing.T, env []string, command ...string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out := filepath.Join(t.TempDir(), "out.xlsx")
	for i := range command {
		command[i] = strings.ReplaceAll(command[i], "OUT", out)
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = time.Second
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Logf("%s: %v: %s", filepath.Base(command[1]), err, said)
		return nil, err
	}
	return os.ReadFile(out)
}

// onDisk writes b where a judge can read it.
func onDisk(t *testing.T, b []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "in.xlsx")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func needPython(t *testing.T, module, pkg string) {
	t.Helper()
	if err := exec.Command(debianPython, "-c", "import "+module).Run(); err != nil {
		t.Skipf("judge not installed: %s (Debian package %s)", module, pkg)
	}
}

// needPopulate returns the environment in which node finds xlsx-populate.
func needPopulate(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("KREISLAGE_JUDGES")
	if dir == "" {
		var err error
		if dir, err = filepath.Abs("../../.judges/node_modules"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "xlsx-populate")); err != nil {
		t.Skip("judge not installed: npm install --prefix .judges xlsx-populate@1.21.0, or KREISLAGE_JUDGES=…/node_modules")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("judge not installed: node")
	}
	return []string{"NODE_PATH=" + dir}
}

// zipFrame is what zipOf adds to its content.
const zipFrame = 100

// zipOf is a zip with n random bytes in it: some judges want one inside.
func zipOf(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "x", CRC32: crc32.ChecksumIEEE(randomBytes(n)),
		CompressedSize64: uint64(n), UncompressedSize64: uint64(n)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = w.Write(randomBytes(n)); err != nil {
		t.Fatal(err)
	}
	if err = z.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() != n+zipFrame {
		t.Fatalf("the zip adds %d bytes", b.Len()-n)
	}
	return b.Bytes()
}

// full encrypts as the product does.
func full(t *testing.T, plain []byte) []byte {
	t.Helper()
	file, err := Encrypt(plain, fixturePassword, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// msoffcrypto-tool opens our files of any size, verifies their HMAC, and sees
// what is wrong with others.
func TestJudgeMsoffcrypto(t *testing.T) {
	t.Parallel()
	needPython(t, "msoffcrypto", "python3-msoffcrypto-tool")
	read := func(file []byte, password string) ([]byte, error) {
		return judge(t, nil, debianPython, "testdata/judge_msoffcrypto.py", onDisk(t, file), "OUT", password)
	}
	for _, n := range []int{0, 4096 - zipFrame, 4097 - zipFrame, 8 << 20} {
		plain := zipOf(t, n)
		got, err := read(full(t, plain), fixturePassword)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	file := full(t, zipOf(t, 100_000))
	if _, err := read(file, "falsch"); err == nil {
		t.Error("the judge takes any password")
	}
	file[len(file)-5000] ^= 1
	if _, err := read(file, fixturePassword); err == nil {
		t.Error("the judge takes a damaged package")
	}
}

// xlsx-populate opens our files, and its files open here, as foreign ones.
func TestJudgePopulate(t *testing.T) {
	t.Parallel()
	env := needPopulate(t)
	run := func(mode string, file []byte, password string) ([]byte, error) {
		return judge(t, env, "node", "testdata/judge_populate.js", mode, onDisk(t, file), "OUT", password)
	}
	for _, n := range []int{4096, 8 << 20} {
		plain := randomBytes(n)
		got, err := run("decrypt", full(t, plain), fixturePassword)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes of ours: %v", n, err)
		}
	}
	book := full(t, fixture(t, "plain.xlsx"))
	if got, err := run("open", book, fixturePassword); err != nil || string(got) != "Prüfsatz" {
		t.Errorf("workbook of ours: %q, %v", got, err)
	}
	if _, err := run("open", book, "falsch"); err == nil {
		t.Error("the judge takes any password")
	}
	for _, n := range []int{1, 100_001} {
		plain := randomBytes(n)
		theirs, err := run("encrypt", plain, "Übermaß 🔑")
		if err != nil {
			t.Fatal(err)
		}
		r, err := open(theirs, "Übermaß 🔑")
		if err != nil || !bytes.Equal(r.Plain, plain) || !r.Integrity || r.Own {
			t.Errorf("%d bytes of theirs: %v, integrity %v, own %v", n, err, r.Integrity, r.Own)
		}
	}
}

// LibreOffice opens our workbooks; what it saves opens here, without integrity.
func TestJudgeLibreOffice(t *testing.T) {
	t.Parallel()
	needPython(t, "uno", "python3-uno")
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("judge not installed: soffice (Debian package libreoffice-calc)")
	}
	profile := t.TempDir()
	run := func(mode string, file []byte, password string) ([]byte, error) {
		return judge(t, nil, debianPython, "testdata/judge_libreoffice.py", profile, mode, onDisk(t, file), "OUT", password)
	}
	plain := fixture(t, "plain.xlsx")
	if got, err := run("open", full(t, plain), fixturePassword); err != nil || string(got) != "Prüfsatz" {
		t.Errorf("workbook of ours: %q, %v", got, err)
	}
	theirs, err := run("encrypt", plain, fixturePassword)
	if err != nil {
		t.Fatal(err)
	}
	r, err := open(theirs, fixturePassword)
	if err != nil || Sniff(r.Plain) != KindPlainZip || r.Integrity || r.Own {
		t.Errorf("workbook of theirs: %v, integrity %v, own %v", err, r.Integrity, r.Own)
	}
}

// excelize, always at hand, opens our workbooks, and its own open here.
func TestJudgeExcelize(t *testing.T) {
	plain := fixture(t, "plain.xlsx")
	book, err := excelize.OpenReader(bytes.NewReader(full(t, plain)), excelize.Options{Password: fixturePassword})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := book.GetCellValue("Sheet1", "A1"); err != nil || got != "Prüfsatz" {
		t.Errorf("workbook of ours: %q, %v", got, err)
	}
	var theirs bytes.Buffer
	if err := book.Write(&theirs, excelize.Options{Password: "Übermaß"}); err != nil {
		t.Fatal(err)
	}
	r, err := open(theirs.Bytes(), "Übermaß")
	if err != nil || Sniff(r.Plain) != KindPlainZip || r.Integrity {
		t.Errorf("workbook of theirs: %v, integrity %v", err, r.Integrity)
	}
}
