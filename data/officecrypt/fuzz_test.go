package officecrypt

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/binary"
	"testing"
)

// foreign makes an agile file as another program would: any hash and key size, a
// random HMAC key, one round. With claim it takes the HMAC key of our files.
func foreign(t testing.TB, plain []byte, password, hash string, keySize int, claim bool) []byte {
	t.Helper()
	h, _ := lookUpHash(hash)
	random := randomBytes(1000)
	take := func(n int) []byte {
		b := random[:n]
		random = random[n:]
		return b
	}
	a := &agileInfo{
		data: cipherParams{salt: take(20), keySize: keySize, hash: h},
		key:  passwordKey{cipherParams: cipherParams{salt: take(8), keySize: keySize, hash: h}, spinCount: 1},
	}
	secret, key := take(keySize), take(h.size)
	if claim {
		key = canonicalHMACKey(secret)
	}
	if err := a.sealKey(password, take(8), secret); err != nil {
		t.Fatal(err)
	}
	stream := append(binary.LittleEndian.AppendUint64(nil, uint64(len(plain))), plain...)
	stream = append(stream, make([]byte, roundUp(len(plain), aesBlock)-len(plain))...)
	if err := a.cryptSegments(secret, stream[8:], stream[8:], true); err != nil {
		t.Fatal(err)
	}
	m := hmac.New(h.new, key)
	m.Write(stream)
	var err error
	if a.hmacKey, err = a.cryptData(secret, blockHMACKey, key, true); err != nil {
		t.Fatal(err)
	}
	if a.hmacValue, err = a.cryptData(secret, blockHMACValue, m.Sum(nil), true); err != nil {
		t.Fatal(err)
	}
	return packContainer(t, a.encode(), stream)
}

// Every allowed hash and key size opens with its integrity proven; none of these
// files is ours, even where the container has our shape, and so none is held
// against the canonical form.
func TestForeignSchemes(t *testing.T) {
	for _, hash := range []string{"SHA1", "SHA256", "SHA384", "SHA512"} {
		for _, keySize := range []int{16, 24, 32} {
			plain := randomBytes(9000)
			file := foreign(t, plain, "geheim", hash, keySize, false)
			for _, f := range [][]byte{file, shuffleSectors(file, 1), append(bytes.Clone(file), 1, 2, 3)} {
				r, err := open(f, "geheim")
				if err != nil || !bytes.Equal(r.Plain, plain) || !r.Integrity || r.Own {
					t.Errorf("%s, %d: %v, integrity %v, own %v", hash, keySize, err, r.Integrity, r.Own)
				}
			}
			r, err := open(file, "Geheim")
			wantError(t, r, err, ErrWrongPassword)
			at := bytes.Index(file, []byte(`"/></keyEncryptor>`))
			file[at+600] ^= 1 // a bit of the package, which follows the mini stream
			if r, err = open(file, "geheim"); err == nil && !bytes.Equal(r.Plain, plain) {
				t.Errorf("%s, %d: opened with another content", hash, keySize)
			}
		}
	}
}

// A file that claims to be ours with parameters that we never write is refused,
// though a holder of the password made it.
func TestForeignClaim(t *testing.T) {
	for _, keySize := range []int{16, 32} {
		r, err := open(foreign(t, randomBytes(9000), "geheim", "SHA512", keySize, true), "geheim")
		wantError(t, r, err, ErrDamaged)
	}
}

// FuzzDecrypt: no input makes Decrypt panic, change its input, or return bytes
// beside an error; what opens has the content that a holder of the password
// wrote, and only an untouched file passes as ours.
func FuzzDecrypt(f *testing.F) {
	var own, plain [][]byte
	for _, n := range []int{0, 100, 5000} {
		plain = append(plain, randomBytes(n))
		own = append(own, quick(f, randomBytes(n), "geheim"))
	}
	for i, file := range own {
		f.Add(file)
		f.Add(shuffleSectors(file, 5))
		f.Add(withInfo(f, file, ` standalone="yes"`, ``))
		f.Add(foreign(f, plain[i], "geheim", "SHA512", 32, false))
		f.Add(foreign(f, plain[i], "geheim", "SHA1", 24, false))
	}
	f.Add(fixture(f, "standard-excelize.xlsx"))
	f.Add(fixture(f, "plain.xlsx"))
	f.Fuzz(func(t *testing.T, file []byte) {
		kept := bytes.Clone(file)
		r, err := Decrypt(context.Background(), file, "geheim", Limits{MaxFile: 1 << 20, MaxSpin: 50})
		if !bytes.Equal(file, kept) {
			t.Error("the file was changed")
		}
		if err != nil {
			if r.Plain != nil {
				t.Errorf("%d bytes beside %v", len(r.Plain), err)
			}
			return
		}
		if !r.Integrity {
			t.Error("opened without integrity, although 50,000 rounds are not allowed")
		}
		if !among(r.Plain, plain) {
			t.Errorf("opened with a content that nobody wrote: %d bytes", len(r.Plain))
		}
		if r.Own && !among(file, own) {
			t.Error("passed as ours, although nobody wrote it")
		}
	})
}

func among(b []byte, all [][]byte) bool {
	for _, a := range all {
		if bytes.Equal(a, b) {
			return true
		}
	}
	return false
}
