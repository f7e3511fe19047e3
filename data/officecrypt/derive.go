package officecrypt

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"hash"
	"unicode/utf16"
)

const (
	aesBlock = 16
	// cancelEvery is how many rounds pass between two looks at the context.
	cancelEvery = 4096
)

// hashAlgorithm is an entry of the allow-list.
type hashAlgorithm struct {
	name string // as in the XML
	size int    // bytes
	new  func() hash.Hash
}

// lookUpHash finds an allowed hash by its XML name ([MS-OFFCRYPTO] 2.3.4.10).
func lookUpHash(name string) (hashAlgorithm, bool) {
	switch name {
	case "SHA512":
		return hashAlgorithm{name, sha512.Size, sha512.New}, true
	case "SHA384":
		return hashAlgorithm{name, sha512.Size384, sha512.New384}, true
	case "SHA256":
		return hashAlgorithm{name, sha256.Size, sha256.New}, true
	case "SHA1", "SHA-1":
		return hashAlgorithm{"SHA1", sha1.Size, sha1.New}, true
	}
	return hashAlgorithm{}, false
}

// sum hashes the parts.
func (h hashAlgorithm) sum(parts ...[]byte) []byte {
	state := h.new()
	for _, p := range parts {
		state.Write(p)
	}
	return state.Sum(nil)
}

// passwordHash is H_n of [MS-OFFCRYPTO] 2.3.4.7 and 2.3.4.11: the salted hash of
// the password in UTF-16, hashed rounds times with its counter. All keys of a
// file derive from the one value. The caller clears it.
func passwordHash(ctx context.Context, h hashAlgorithm, salt []byte, password string, rounds int) ([]byte, error) {
	text := utf16Bytes(password)
	first := h.sum(salt, text)
	clear(text)
	buf := make([]byte, 4+h.size)
	copy(buf[4:], first)
	clear(first)
	state := h.new()
	for i := range rounds {
		if i%cancelEvery == 0 {
			if err := ctx.Err(); err != nil {
				clear(buf)
				return nil, err
			}
		}
		binary.LittleEndian.PutUint32(buf, uint32(i))
		state.Reset()
		state.Write(buf)
		state.Sum(buf[:4])
	}
	return buf[4:], nil
}

func utf16Bytes(s string) []byte {
	units := utf16.Encode([]rune(s))
	b := make([]byte, 2*len(units))
	for i, u := range units {
		binary.LittleEndian.PutUint16(b[2*i:], u)
	}
	clear(units)
	return b
}

// fit cuts b to n bytes or fills it up with 0x36 (2.3.4.11, 2.3.4.12).
func fit(b []byte, n int) []byte {
	out := make([]byte, n)
	for i := copy(out, b); i < n; i++ {
		out[i] = 0x36
	}
	return out
}
