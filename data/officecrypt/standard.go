package officecrypt

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
)

// Constants of Standard encryption, [MS-OFFCRYPTO] 2.3.1, 2.3.2 and 2.3.4.5.
const (
	standardRounds   = 50_000
	flagCryptoAPI    = 0x04
	flagExternal     = 0x10
	flagAES          = 0x20
	algSHA1          = 0x8004
	standardHeader   = 32 // bytes of the header's fixed part
	standardVerifier = 4 + 16 + 16 + 4 + 32
)

// standardInfo is a parsed Standard EncryptionInfo.
type standardInfo struct {
	keySize      int // bytes
	salt         []byte
	verifier     []byte // encrypted
	verifierHash []byte // encrypted
}

// parseStandard reads EncryptionHeader and EncryptionVerifier after the version
// and the flags.
func parseStandard(flags uint32, b []byte) (*standardInfo, error) {
	if flags&(flagCryptoAPI|flagAES) != flagCryptoAPI|flagAES || flags&flagExternal != 0 {
		return nil, unsupported("flags %#x", flags)
	}
	if len(b) < 4 {
		return nil, damaged("no header")
	}
	size := int64(binary.LittleEndian.Uint32(b))
	b = b[4:]
	if size < standardHeader || size+standardVerifier > int64(len(b)) {
		return nil, damaged("header of %d bytes", size)
	}
	keySize, err := parseStandardHeader(flags, b[:size])
	if err != nil {
		return nil, err
	}
	v := b[size:]
	if n := binary.LittleEndian.Uint32(v); n != 16 {
		return nil, damaged("salt of %d bytes", n)
	}
	if n := binary.LittleEndian.Uint32(v[36:]); n != sha1.Size {
		return nil, damaged("verifier hash of %d bytes", n)
	}
	return &standardInfo{keySize: keySize, salt: v[4:20], verifier: v[20:36], verifierHash: v[40:72]}, nil
}

// parseStandardHeader checks the algorithms and returns the key size in bytes.
func parseStandardHeader(flags uint32, h []byte) (int, error) {
	field := func(i int) uint32 { return binary.LittleEndian.Uint32(h[4*i:]) }
	if field(0) != flags || field(1) != 0 {
		return 0, damaged("header flags %#x, extra size %d", field(0), field(1))
	}
	if alg := field(3); alg != algSHA1 && alg != 0 {
		return 0, unsupported("hash %#x", alg)
	}
	bits := field(4)
	switch field(2) {
	case 0: // the flags decide: AES with 128 bits
		if bits == 0 {
			bits = 128
		}
		if bits == 128 {
			return 16, nil
		}
	case 0x660E:
		if bits == 128 {
			return 16, nil
		}
	case 0x660F:
		if bits == 192 {
			return 24, nil
		}
	case 0x6610:
		if bits == 256 {
			return 32, nil
		}
	}
	return 0, unsupported("cipher %#x with %d bits", field(2), bits)
}

// decrypt opens the package. Nothing but the password is verified: the scheme
// has no integrity value.
func (s *standardInfo) decrypt(ctx context.Context, sealed sealedPackage, password string) (Result, error) {
	key, err := s.key(ctx, password)
	if err != nil {
		return Result{}, err
	}
	defer clear(key)
	c, err := aes.NewCipher(key)
	if err != nil {
		return Result{}, fmt.Errorf("set up AES: %w", err)
	}
	input, want := ecbDecrypt(c, s.verifier), ecbDecrypt(c, s.verifierHash)
	got := sha1.Sum(input)
	if subtle.ConstantTimeCompare(got[:], want[:sha1.Size]) != 1 {
		return Result{}, ErrWrongPassword
	}
	return Result{
		Plain:     ecbDecrypt(c, sealed.cipher)[:sealed.size],
		Scheme:    fmt.Sprintf("standard AES-%d/SHA-1", 8*s.keySize),
		SpinCount: standardRounds,
	}, nil
}

// key derives the AES key ([MS-OFFCRYPTO] 2.3.4.7).
func (s *standardInfo) key(ctx context.Context, password string) ([]byte, error) {
	h, _ := lookUpHash("SHA1")
	hn, err := passwordHash(ctx, h, s.salt, password, standardRounds)
	if err != nil {
		return nil, err
	}
	defer clear(hn)
	final := h.sum(hn, make([]byte, 4)) // block number 0
	defer clear(final)
	derived := append(h.sum(padXOR(0x36, final)), h.sum(padXOR(0x5C, final))...)
	return derived[:s.keySize], nil
}

// padXOR is b, XORed into 64 bytes of fill.
func padXOR(fill byte, b []byte) []byte {
	out := make([]byte, 64)
	for i := range out {
		out[i] = fill
	}
	subtle.XORBytes(out, out, b)
	return out
}

// ecbDecrypt decrypts whole blocks, each on its own.
func ecbDecrypt(c cipher.Block, src []byte) []byte {
	dst := make([]byte, len(src))
	for at := 0; at < len(src); at += aesBlock {
		c.Decrypt(dst[at:at+aesBlock], src[at:at+aesBlock])
	}
	return dst
}
