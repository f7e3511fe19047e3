package officecrypt

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"testing"
	"time"
)

// floorRounds is the bare loop of 100,000 rounds of SHA-512.
func floorRounds() [sha512.Size]byte {
	var buf [4 + sha512.Size]byte
	for i := range DefaultSpinCount {
		binary.LittleEndian.PutUint32(buf[:], uint32(i))
		sum := sha512.Sum512(buf[:])
		copy(buf[4:], sum[:])
	}
	return [sha512.Size]byte(buf[4:])
}

// floor is the least that any implementation has to do for a document: the
// rounds, AES-CBC and HMAC-SHA-512 over the same bytes.
func floor(data, out []byte, encrypt bool) byte {
	key := floorRounds()
	c, err := aes.NewCipher(key[:32])
	if err != nil {
		panic(err)
	}
	if encrypt {
		cipher.NewCBCEncrypter(c, key[:16]).CryptBlocks(out, data)
	} else {
		cipher.NewCBCDecrypter(c, key[:16]).CryptBlocks(out, data)
	}
	m := hmac.New(sha512.New, key[:])
	m.Write(data)
	return m.Sum(nil)[0]
}

var benchmarkSizes = []int{64 << 10, 1 << 20, 16 << 20}

// ratio runs the floor and f in turns and reports how many times f costs the floor.
func ratio(b *testing.B, size int, encrypt bool, f func() error) {
	data, out := randomBytes(size), make([]byte, size)
	var bare, whole time.Duration
	for b.Loop() {
		start := time.Now()
		floor(data, out, encrypt)
		middle := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		bare += middle.Sub(start)
		whole += time.Since(middle)
	}
	b.ReportMetric(float64(whole)/float64(bare), "ratio")
	b.ReportMetric(float64(whole.Microseconds())/1000/float64(b.N), "ms-whole")
	b.ReportMetric(float64(bare.Microseconds())/1000/float64(b.N), "ms-floor")
}

// BenchmarkDecryptRatio: decrypting and verifying a file of ours against the
// floor; at most 1.3 is wanted.
func BenchmarkDecryptRatio(b *testing.B) {
	for _, size := range benchmarkSizes {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			file, err := Encrypt(randomBytes(size), "geheim", Options{})
			if err != nil {
				b.Fatal(err)
			}
			ratio(b, size, false, func() error {
				_, err := Decrypt(context.Background(), file, "geheim", Limits{})
				return err
			})
		})
	}
}

// BenchmarkEncryptRatio: encrypting against the floor; at most 1.3 is wanted.
func BenchmarkEncryptRatio(b *testing.B) {
	for _, size := range benchmarkSizes {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			plain := randomBytes(size)
			ratio(b, size, true, func() error {
				_, err := Encrypt(plain, "geheim", Options{})
				return err
			})
		})
	}
}
