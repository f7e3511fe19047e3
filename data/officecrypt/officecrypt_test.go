package officecrypt

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

const fixturePassword = "Straße 12"

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// seeded is a repeatable source of "random" bytes.
func seeded(seed uint64) io.Reader {
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	return mrand.NewChaCha8(key)
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(seeded(uint64(n)), b); err != nil {
		panic(err)
	}
	return b
}

// quick encrypts with one round.
func quick(t testing.TB, plain []byte, password string) []byte {
	t.Helper()
	file, err := Encrypt(plain, password, Options{SpinCount: 1, Random: seeded(uint64(len(plain)))})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// open decrypts with the default limits and without a way to cancel.
func open(file []byte, password string) (Result, error) {
	return Decrypt(context.Background(), file, password, Limits{})
}

// wantError fails unless err is want and the result is empty.
func wantError(t *testing.T, r Result, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
	if r.Plain != nil || r.Integrity || r.Own {
		t.Errorf("a result beside the error: %d bytes", len(r.Plain))
	}
}

// What was encrypted comes back with all marks of our own form, at every size
// around the borders of blocks, segments, mini stream and DIFAT.
func TestRoundTripSizes(t *testing.T) {
	difat := headerFATs * writePerTable * writeSector
	for _, n := range []int{0, 1, 15, 16, 17, 4079, 4080, 4081, 4087, 4088, 4089, 4095, 4096, 4097, 8192,
		70_000, 1 << 20, difat - 1<<16, difat - 1<<13, difat, 15 << 20} {
		plain := randomBytes(n)
		file := quick(t, plain, "geheim")
		r, err := open(file, "geheim")
		if err != nil {
			t.Errorf("%d bytes: %v", n, err)
			continue
		}
		if !bytes.Equal(r.Plain, plain) {
			t.Errorf("%d bytes: another document came back", n)
		}
		if !r.Own || !r.Integrity || r.SpinCount != 1 || r.Scheme != "agile AES-256/SHA-512" {
			t.Errorf("%d bytes: own %v, integrity %v, %d rounds, %s", n, r.Own, r.Integrity, r.SpinCount, r.Scheme)
		}
		if len(file) > canonicalSize(n) {
			t.Errorf("%d bytes: file of %d, bound %d", n, len(file), canonicalSize(n))
		}
	}
}

// Any document under any password comes back, and the same random bytes give the
// same file.
func TestRoundTripAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 20_000).Draw(t, "plain")
		password := rapid.StringN(1, 100, 255).Draw(t, "password")
		rounds := rapid.IntRange(1, 50).Draw(t, "rounds")
		seed := rapid.Uint64().Draw(t, "seed")
		before := bytes.Clone(plain)
		file, err := Encrypt(plain, password, Options{SpinCount: rounds, Random: seeded(seed)})
		if err != nil {
			t.Fatal(err)
		}
		again, err := Encrypt(plain, password, Options{SpinCount: rounds, Random: seeded(seed)})
		if err != nil || !bytes.Equal(file, again) {
			t.Fatalf("not repeatable: %v", err)
		}
		kept := bytes.Clone(file)
		r, err := open(file, password)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(r.Plain, before) || !bytes.Equal(plain, before) || !bytes.Equal(file, kept) || r.SpinCount != rounds || !r.Own {
			t.Fatalf("came back different: own %v, %d rounds", r.Own, r.SpinCount)
		}
	})
}

// The zero options are the product's: 100,000 rounds, and never the same file twice.
func TestDefaults(t *testing.T) {
	plain := []byte("Antworten")
	a, err := Encrypt(plain, "x", Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Encrypt(plain, "x", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(a, b) {
		t.Error("two files are equal")
	}
	r, err := open(a, "x")
	if err != nil || r.SpinCount != 100_000 || string(r.Plain) != string(plain) {
		t.Errorf("%d rounds, %q, %v", r.SpinCount, r.Plain, err)
	}
	if bytes.Contains(a, plain) {
		t.Error("plain text in the file")
	}
}

// The canonical form never changes: a file that an older version wrote opens as
// ours, and the same secrets still give the same bytes. A new form needs a new tag.
func TestCanonicalFormIsStable(t *testing.T) {
	plain, golden := fixture(t, "plain.xlsx"), fixture(t, "own-canonical-1.xlsx")
	r, err := open(golden, fixturePassword)
	if err != nil || !r.Own || !bytes.Equal(r.Plain, plain) {
		t.Errorf("the old file: own %v, %v", r.Own, err)
	}
	// The secrets of the file are the bytes 0, 1, 2 …
	secrets := make([]byte, 80)
	for i := range secrets {
		secrets[i] = byte(i)
	}
	file, err := Encrypt(plain, fixturePassword, Options{SpinCount: 1000, Random: bytes.NewReader(secrets)})
	if err != nil || !bytes.Equal(file, golden) {
		t.Errorf("written anew the file differs: %v", err)
	}
}

// Files of other programs open, and none of them passes as ours. Only agile ones count as
// authenticated.
func TestForeignFiles(t *testing.T) {
	plain := fixture(t, "plain.xlsx")
	for name, want := range map[string]Result{
		"agile-populate.xlsx":        {Scheme: "agile AES-256/SHA-512", SpinCount: 100_000, Integrity: true},
		"agile-officecrypto.xlsx":    {Scheme: "agile AES-256/SHA-512", SpinCount: 100_000, Integrity: true},
		"agile-sha1-128.xlsx":        {Scheme: "agile AES-128/SHA-1", SpinCount: 100_000, Integrity: true},
		"agile-sha1-256.xlsx":        {Scheme: "agile AES-256/SHA-1", SpinCount: 100_000, Integrity: true},
		"agile-sha256-256.xlsx":      {Scheme: "agile AES-256/SHA-256", SpinCount: 100_000, Integrity: true},
		"agile-sha384-192.xlsx":      {Scheme: "agile AES-192/SHA-384", SpinCount: 100_000, Integrity: true},
		"standard-excelize.xlsx":     {Scheme: "standard AES-128/SHA-1", SpinCount: 50_000},
		"standard-officecrypto.xlsx": {Scheme: "standard AES-128/SHA-1", SpinCount: 50_000},
		"standard-libreoffice.xlsx":  {Scheme: "standard AES-128/SHA-1", SpinCount: 50_000},
	} {
		t.Run(name, func(t *testing.T) {
			file := fixture(t, name)
			if Sniff(file) != KindEncrypted {
				t.Errorf("sniffed as %d", Sniff(file))
			}
			r, err := open(file, fixturePassword)
			if err != nil {
				t.Fatal(err)
			}
			if name == "standard-libreoffice.xlsx" { // a workbook of its own
				if Sniff(r.Plain) != KindPlainZip {
					t.Error("no workbook inside")
				}
			} else if !bytes.Equal(r.Plain, plain) {
				t.Error("another document came back")
			}
			if r.Scheme != want.Scheme || r.SpinCount != want.SpinCount || r.Integrity != want.Integrity || r.Own {
				t.Errorf("%s, %d rounds, integrity %v, own %v", r.Scheme, r.SpinCount, r.Integrity, r.Own)
			}
			r, err = open(file, "Strasse 12")
			wantError(t, r, err, ErrWrongPassword)
			r, err = Decrypt(context.Background(), file, fixturePassword, Limits{MaxSpin: 49_999})
			wantError(t, r, err, ErrTooCostly)
		})
	}
}

// A changed byte of the package is damage in every agile file, whoever wrote it.
func TestForeignPackageIsAuthenticated(t *testing.T) {
	for _, name := range []string{"agile-populate.xlsx", "agile-sha1-128.xlsx", "agile-sha384-192.xlsx"} {
		file := fixture(t, name)
		_, pkg, err := openStreams(file)
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(file, pkg[8:200])
		file[at+100] ^= 4
		r, err := open(file, fixturePassword)
		wantError(t, r, err, ErrDamaged)
	}
}

// A password opens its own file only; different spellings of an umlaut are
// different passwords, since Office compares code units.
func TestWrongPassword(t *testing.T) {
	passwords := []string{"geheim", "Geheim", "geheim ", "ä", norm.NFD.String("ä"), "a", "Übermaß", norm.NFD.String("Übermaß"),
		"密码", "🔑", strings.Repeat("x", 254), strings.Repeat("x", 255), "\x00", "\x00\x00"}
	for i, p := range passwords {
		file := quick(t, []byte("Inhalt"), p)
		for j, q := range append(passwords, "", strings.Repeat("x", 1<<20)) {
			r, err := open(file, q)
			if i == j {
				if err != nil {
					t.Errorf("%.20q does not open its file: %v", p, err)
				}
				continue
			}
			wantError(t, r, err, ErrWrongPassword)
		}
	}
}

// Encrypt refuses passwords that Office cannot type or that are not text.
func TestPasswordRange(t *testing.T) {
	for _, p := range []string{"", strings.Repeat("x", 256), strings.Repeat("🔑", 128), "a\xffb"} {
		if _, err := Encrypt(nil, p, Options{SpinCount: 1}); !errors.Is(err, ErrPassword) {
			t.Errorf("%.10q: %v", p, err)
		}
	}
	if _, err := Encrypt(nil, strings.Repeat("🔑", 127)+"x", Options{SpinCount: 1}); err != nil {
		t.Errorf("255 code units: %v", err)
	}
}

// Encrypt refuses what Decrypt would refuse, and passes on a failing random source.
func TestEncryptRefuses(t *testing.T) {
	if _, err := Encrypt(make([]byte, DefaultMaxFile), "x", Options{SpinCount: 1}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	for _, n := range []int{-1, DefaultMaxSpin + 1} {
		if _, err := Encrypt(nil, "x", Options{SpinCount: n}); !errors.Is(err, ErrTooCostly) {
			t.Errorf("%d rounds: %v", n, err)
		}
	}
	broken := errors.New("no entropy")
	if _, err := Encrypt(nil, "x", Options{SpinCount: 1, Random: iotest.ErrReader(broken)}); !errors.Is(err, broken) {
		t.Errorf("broken random source: %v", err)
	}
	if _, err := Encrypt(nil, "x", Options{SpinCount: 1, Random: io.LimitReader(rand.Reader, 79)}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("short random source: %v", err)
	}
}

// Every kind of wrong file has its own error and its own kind.
func TestNotOurs(t *testing.T) {
	plain := fixture(t, "plain.xlsx")
	encrypted := quick(t, plain, "x")
	for _, c := range []struct {
		name string
		file []byte
		kind Kind
		want error
	}{
		{"nil", nil, KindEmpty, ErrNotOffice},
		{"empty", []byte{}, KindEmpty, ErrNotOffice},
		{"text", []byte("Sehr geehrte Damen und Herren"), KindOther, ErrNotOffice},
		{"plain workbook", plain, KindPlainZip, ErrNotEncrypted},
		{"another zip", bytes.ReplaceAll(plain, []byte("[Content_Types].xml"), []byte("[Content_Typos].xml")), KindOther, ErrNotOffice},
		{"half the magic", oleMagic[:4], KindOther, ErrNotOffice},
		{"magic only", oleMagic[:], KindEncrypted, ErrDamaged},
		{"old workbook", bytes.ReplaceAll(encrypted, utf16Bytes(nameEncryptionInfo), utf16Bytes("Workbook\x00\x00\x00\x00\x00\x00")), KindOLEOther, ErrUnsupported},
		{"encrypted", encrypted, KindEncrypted, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if k := Sniff(c.file); k != c.kind {
				t.Errorf("sniffed as %d, want %d", k, c.kind)
			}
			r, err := open(c.file, "x")
			if c.want != nil {
				wantError(t, r, err, c.want)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

// The limits hold before any work is done.
func TestLimits(t *testing.T) {
	file := quick(t, make([]byte, 10_000), "x")
	r, err := Decrypt(context.Background(), file, "x", Limits{MaxFile: int64(len(file)) - 1})
	wantError(t, r, err, ErrTooLarge)
	if _, err = Decrypt(context.Background(), file, "x", Limits{MaxFile: int64(len(file))}); err != nil {
		t.Error(err)
	}
	huge := append(bytes.Clone(oleMagic[:]), make([]byte, DefaultMaxFile)...)
	r, err = open(huge, "x")
	wantError(t, r, err, ErrTooLarge)
	// The rounds that a file may ask for end at the limit, at the format's own
	// limit, and at numbers that no integer holds.
	for _, rounds := range []string{"1000001", "10000000", "10000001", "99999999999999999999"} {
		r, err = open(withInfo(t, file, `spinCount="1"`, `spinCount="`+rounds+`"`), "x")
		wantError(t, r, err, ErrTooCostly)
	}
}

// withInfo exchanges text in the EncryptionInfo of file, within a sound container.
func withInfo(t testing.TB, file []byte, old, new string) []byte {
	t.Helper()
	info, pkg, err := openStreams(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(info, []byte(old)) {
		t.Fatalf("no %s in the encryption info", old)
	}
	var b bytes.Buffer
	if err := writeContainer(&b, bytes.Replace(info, []byte(old), []byte(new), 1), pkg); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// countdown is a context that ends after a number of looks at it.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	c.left--
	if c.left < 0 {
		return context.Canceled
	}
	return nil
}

// A cancelled context ends the key derivation on its way, for both schemes.
func TestCancel(t *testing.T) {
	million, err := Encrypt(nil, "x", Options{SpinCount: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range [][]byte{million, fixture(t, "standard-excelize.xlsx")} {
		for _, looks := range []int{0, 1, 3} {
			ctx := &countdown{context.Background(), looks}
			r, err := Decrypt(ctx, file, "x", Limits{})
			wantError(t, r, err, context.Canceled)
			if ctx.left != -1 {
				t.Errorf("file %d: went on after the cancellation, %d looks more", i, -1-ctx.left)
			}
		}
	}
}

// The password's hash is the chain of the standard, computed here in the plainest way.
func TestPasswordHash(t *testing.T) {
	for _, name := range []string{"SHA1", "SHA256", "SHA384", "SHA512"} {
		h, _ := lookUpHash(name)
		want := h.sum([]byte("salt"), []byte{'p', 0, 0xE4, 0})
		for i := range 300 {
			want = h.sum([]byte{byte(i), byte(i >> 8), 0, 0}, want)
		}
		got, err := passwordHash(context.Background(), h, []byte("salt"), "pä", 300)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %x, %v", name, got, err)
		}
	}
}

func ExampleDecrypt() {
	file, err := Encrypt([]byte("a workbook"), "a good password", Options{})
	if err != nil {
		panic(err)
	}
	r, err := Decrypt(context.Background(), file, "a good password", Limits{})
	fmt.Println(string(r.Plain), r.Integrity, r.Own, r.Scheme, err)
	// Output: a workbook true true agile AES-256/SHA-512 <nil>
}
