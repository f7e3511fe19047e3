package officecrypt

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

const long = "KREISLAGE_LONG"

// expectRefusal demands one of the errors that a damaged file of ours may give.
func expectRefusal(t *testing.T, what string, at int, r Result, err error) bool {
	t.Helper()
	for _, e := range []error{ErrDamaged, ErrWrongPassword, ErrUnsupported, ErrTooCostly, ErrNotOffice} {
		if errors.Is(err, e) && r.Plain == nil {
			return true
		}
	}
	t.Errorf("%s at %d: error %v, %d bytes", what, at, err, len(r.Plain))
	return false
}

// Every flipped bit in a file of ours is an error: a few thousand places in a
// short run, all of them with KREISLAGE_LONG=1. The two files keep the package in the mini
// stream and outside of it.
func TestEveryBitCounts(t *testing.T) {
	for _, n := range []int{100, 5000} {
		file := quick(t, randomBytes(n), "geheim")
		bits := rand.New(rand.NewPCG(1, uint64(n))).Perm(8 * len(file))
		if os.Getenv(long) == "" {
			bits = bits[:2000]
		}
		byError := map[string]int{}
		for _, bit := range bits {
			file[bit/8] ^= 1 << (bit % 8)
			r, err := open(file, "geheim")
			file[bit/8] ^= 1 << (bit % 8)
			if !expectRefusal(t, "bit", bit, r, err) {
				return
			}
			byError[err.Error()[strings.LastIndex(err.Error(), ": ")+1:]]++
		}
		t.Logf("%d bytes, %d bits flipped: %v", len(file), len(bits), byError)
		if _, err := open(file, "geheim"); err != nil {
			t.Fatalf("the file itself: %v", err)
		}
	}
}

// A file with the product's round count is no different.
func TestBitFlipsAtFullRounds(t *testing.T) {
	file, err := Encrypt(randomBytes(5000), "geheim", Options{})
	if err != nil {
		t.Fatal(err)
	}
	places := rand.New(rand.NewPCG(2, 2))
	for range 8 {
		bit := places.IntN(8 * len(file))
		file[bit/8] ^= 1 << (bit % 8)
		r, err := open(file, "geheim")
		file[bit/8] ^= 1 << (bit % 8)
		expectRefusal(t, "bit", bit, r, err)
	}
}

// A file that ends early is an error at every length.
func TestEveryTruncation(t *testing.T) {
	for _, n := range []int{0, 5000} {
		file := quick(t, randomBytes(n), "geheim")
		for length := range len(file) {
			r, err := open(file[:length:length], "geheim")
			if !expectRefusal(t, "end", length, r, err) {
				return
			}
		}
	}
	for _, n := range []string{"agile-populate.xlsx", "standard-libreoffice.xlsx"} {
		file := fixture(t, n)
		for length := range len(file) {
			// One round is allowed, so that what is read in spite of the
			// missing end costs nothing.
			if r, err := Decrypt(context.Background(), file[:length:length], "x", Limits{MaxSpin: 1}); err == nil {
				t.Fatalf("%s: end at %d: %d bytes", n, length, len(r.Plain))
			}
		}
	}
}

// Nothing may follow the last byte, neither a byte nor a whole sector.
func TestTrailingBytes(t *testing.T) {
	file := quick(t, randomBytes(5000), "geheim")
	for _, n := range []int{1, 511, 512, 4096} {
		r, err := open(append(bytes.Clone(file), make([]byte, n)...), "geheim")
		wantError(t, r, err, ErrDamaged)
	}
}

// The same parameters in another spelling are not our file any more, even in a
// sound container and with the HMAC intact.
func TestCanonicalInfo(t *testing.T) {
	file := quick(t, randomBytes(5000), "geheim")
	for _, change := range [][2]string{
		{`saltSize="16" blockSize="16"`, `blockSize="16" saltSize="16"`},
		{`spinCount="1"`, `spinCount="01"`},
		{`"/></keyEncryptor>`, `" /></keyEncryptor>`},
		{` xmlns:c="` + nsCertificate + `"`, ``},
		{` standalone="yes"`, ``},
		{xmlDeclaration, ``},
		{`</keyEncryptors>`, `<keyEncryptor uri="` + nsCertificate + `"/></keyEncryptors>`},
	} {
		r, err := open(withInfo(t, file, change[0], change[1]), "geheim")
		wantError(t, r, err, ErrDamaged)
	}
	if !bytes.Equal(withInfo(t, file, ` standalone="yes"`, ` standalone="yes"`), file) {
		t.Error("the helper itself changes the file")
	}
}

// A file of ours whose sectors lie in another order holds the same streams, but
// is refused; the same with a foreign HMAC key is read.
func TestCanonicalContainer(t *testing.T) {
	file := shuffleSectors(quick(t, randomBytes(5000), "geheim"), 7)
	r, err := open(file, "geheim")
	wantError(t, r, err, ErrDamaged)
	for _, name := range []string{"agile-populate.xlsx", "standard-excelize.xlsx"} {
		r, err = open(shuffleSectors(fixture(t, name), 7), fixturePassword)
		if err != nil || !bytes.Equal(r.Plain, fixture(t, "plain.xlsx")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The protection cannot be stripped: without dataIntegrity a file is refused.
func TestIntegrityCannotBeStripped(t *testing.T) {
	file := quick(t, randomBytes(5000), "geheim")
	info, _, err := openStreams(file)
	if err != nil {
		t.Fatal(err)
	}
	from := bytes.Index(info, []byte("<dataIntegrity"))
	to := bytes.Index(info, []byte("<keyEncryptors"))
	r, err := open(withInfo(t, file, string(info[from:to]), ""), "geheim")
	wantError(t, r, err, ErrUnsupported)
}

// Damage is told from a wrong password where the format allows it: everything
// but the password's salt and the round count.
func TestDamageIsNotAWrongPassword(t *testing.T) {
	file := quick(t, randomBytes(5000), "geheim")
	info, _, err := openStreams(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, attr := range []string{"encryptedVerifierHashInput", "encryptedVerifierHashValue", "encryptedHmacKey", "encryptedHmacValue", "encryptedKeyValue"} {
		at := bytes.Index(info, []byte(attr+`="`)) + len(attr) + 2
		old := string(info[at-2 : at+10])
		swapped := "A"
		if info[at] == 'A' {
			swapped = "B"
		}
		r, err := open(withInfo(t, file, old, old[:2]+swapped+old[3:]), "geheim")
		wantError(t, r, err, ErrDamaged)
		r, err = open(withInfo(t, file, old, old[:2]+swapped+old[3:]), "falsch")
		wantError(t, r, err, ErrWrongPassword)
	}
}
