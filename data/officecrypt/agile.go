package officecrypt

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"io"
)

const (
	segmentSize  = 4096 // [MS-OFFCRYPTO] 2.3.4.15
	ownKeySize   = 32
	ownSaltSize  = 16
	canonicalTag = "kreislage officecrypt canonical 1"
)

// Block keys separate the uses of one hash ([MS-OFFCRYPTO] 2.3.4.13, 2.3.4.14).
var (
	blockVerifierInput = [8]byte{0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79}
	blockVerifierHash  = [8]byte{0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E}
	blockKeyValue      = [8]byte{0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6}
	blockHMACKey       = [8]byte{0x5F, 0xB2, 0xAD, 0x01, 0x0C, 0xB9, 0xE1, 0xF6}
	blockHMACValue     = [8]byte{0xA0, 0x67, 0x7F, 0x02, 0xB2, 0x2C, 0x84, 0x33}
)

// canonicalHMACKey is the HMAC key of our own files; see the package comment.
func canonicalHMACKey(secret []byte) []byte {
	m := hmac.New(sha512.New, secret)
	m.Write([]byte(canonicalTag))
	return m.Sum(nil)
}

// encryptAgile draws all secrets from random and assembles the canonical file.
func encryptAgile(plain []byte, password string, rounds int, random io.Reader) ([]byte, error) {
	seed := make([]byte, 3*ownSaltSize+ownKeySize)
	defer clear(seed)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("read random bytes: %w", err)
	}
	keySalt, dataSalt, verifier, secret := seed[:16], seed[16:32], seed[32:48], seed[48:]
	h, _ := lookUpHash("SHA512")
	a := &agileInfo{
		data: cipherParams{salt: dataSalt, keySize: ownKeySize, hash: h},
		key:  passwordKey{cipherParams: cipherParams{salt: keySalt, keySize: ownKeySize, hash: h}, spinCount: rounds},
	}
	if err := a.sealKey(password, verifier, secret); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.AppendUint64(nil, uint64(len(plain)))
	sealed := make([]byte, roundUp(len(plain), aesBlock))
	copy(sealed, plain)
	if err := a.cryptSegments(secret, sealed, sealed, true); err != nil {
		return nil, err
	}
	if err := a.sealHMAC(secret, size, sealed); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Grow(canonicalSize(len(plain)))
	if err := writeContainer(&out, a.encode(), size, sealed); err != nil {
		return nil, fmt.Errorf("write container: %w", err)
	}
	return out.Bytes(), nil
}

// sealKey fills in the verifier and the encrypted secret key ([MS-OFFCRYPTO] 2.3.4.13).
func (a *agileInfo) sealKey(password string, verifier, secret []byte) error {
	hn, err := passwordHash(context.Background(), a.key.hash, a.key.salt, password, a.key.spinCount)
	if err != nil {
		return err
	}
	defer clear(hn)
	if a.key.verifierInput, err = a.key.crypt(hn, blockVerifierInput, verifier, true); err != nil {
		return err
	}
	if a.key.verifierHash, err = a.key.crypt(hn, blockVerifierHash, a.key.hash.sum(verifier), true); err != nil {
		return err
	}
	a.key.keyValue, err = a.key.crypt(hn, blockKeyValue, secret, true)
	return err
}

// sealHMAC fills in the dataIntegrity values (2.3.4.14) with the derived key.
func (a *agileInfo) sealHMAC(secret []byte, stream ...[]byte) (err error) {
	key := canonicalHMACKey(secret)
	defer clear(key)
	m := hmac.New(a.data.hash.new, key)
	for _, part := range stream {
		m.Write(part)
	}
	if a.hmacKey, err = a.cryptData(secret, blockHMACKey, key, true); err != nil {
		return err
	}
	a.hmacValue, err = a.cryptData(secret, blockHMACValue, m.Sum(nil), true)
	return err
}

// decrypt opens a parsed file: verifier, HMAC, canonical form, plain bytes.
func (a *agileInfo) decrypt(ctx context.Context, file, info []byte, sealed sealedPackage, password string) (Result, error) {
	hn, err := passwordHash(ctx, a.key.hash, a.key.salt, password, a.key.spinCount)
	if err != nil {
		return Result{}, err
	}
	defer clear(hn)
	verified, err := a.verify(hn)
	if err != nil {
		return Result{}, err
	}
	secret, err := a.key.crypt(hn, blockKeyValue, a.key.keyValue, false)
	if err != nil {
		return Result{}, err
	}
	defer clear(secret)
	secret = secret[:a.data.keySize]
	own, err := a.checkHMAC(secret, sealed.stream)
	switch {
	case !verified && err == nil:
		return Result{}, damaged("verifier")
	case !verified:
		return Result{}, ErrWrongPassword
	case err != nil:
		return Result{}, err
	}
	if own {
		if err := a.checkCanonical(file, sealed.stream); err != nil {
			return Result{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	plain := make([]byte, len(sealed.cipher))
	if err := a.cryptSegments(secret, plain, sealed.cipher, false); err != nil {
		return Result{}, err
	}
	return Result{
		Plain:     plain[:sealed.size],
		Integrity: true,
		Scheme:    fmt.Sprintf("agile AES-%d/SHA-%s", 8*a.data.keySize, a.data.hash.name[len("SHA"):]),
		SpinCount: a.key.spinCount,
		Own:       own,
	}, nil
}

// verify tells whether the password fits ([MS-OFFCRYPTO] 2.3.4.13).
func (a *agileInfo) verify(hn []byte) (bool, error) {
	input, err := a.key.crypt(hn, blockVerifierInput, a.key.verifierInput, false)
	if err != nil {
		return false, err
	}
	defer clear(input)
	want, err := a.key.crypt(hn, blockVerifierHash, a.key.verifierHash, false)
	if err != nil {
		return false, err
	}
	got := a.key.hash.sum(input[:len(a.key.salt)])
	return subtle.ConstantTimeCompare(got, want[:a.key.hash.size]) == 1, nil
}

// checkHMAC verifies the stream and tells whether the HMAC key is the one that
// only our files have.
func (a *agileInfo) checkHMAC(secret, stream []byte) (own bool, err error) {
	key, err := a.cryptData(secret, blockHMACKey, a.hmacKey, false)
	if err != nil {
		return false, err
	}
	defer clear(key)
	want, err := a.cryptData(secret, blockHMACValue, a.hmacValue, false)
	if err != nil {
		return false, err
	}
	m := hmac.New(a.data.hash.new, key[:a.data.hash.size])
	m.Write(stream)
	if !hmac.Equal(m.Sum(nil), want[:a.data.hash.size]) {
		return false, damaged("HMAC")
	}
	canonical := canonicalHMACKey(secret)
	defer clear(canonical)
	return hmac.Equal(key, canonical), nil
}

// checkCanonical demands that file is what the writer makes of its parameters.
func (a *agileInfo) checkCanonical(file, stream []byte) error {
	if !a.data.isOwn() || !a.key.isOwn() {
		return damaged("parameters not in canonical form")
	}
	m := &matcher{rest: file}
	if err := writeContainer(m, a.encode(), stream); err != nil {
		return err
	}
	if len(m.rest) != 0 {
		return damaged("%d bytes after the end", len(m.rest))
	}
	return nil
}

// isOwn tells whether these are the parameters that Encrypt uses.
func (c cipherParams) isOwn() bool {
	return c.hash.name == "SHA512" && c.keySize == ownKeySize && len(c.salt) == ownSaltSize
}

// matcher is a writer that compares instead of keeping.
type matcher struct{ rest []byte }

func (m *matcher) Write(b []byte) (int, error) {
	if !bytes.HasPrefix(m.rest, b) {
		return 0, damaged("not in canonical form")
	}
	m.rest = m.rest[len(b):]
	return len(b), nil
}

// crypt encrypts or decrypts one value of the key encryptor: key from H_n and
// the block key, IV from the salt (2.3.4.11, 2.3.4.12).
func (k *passwordKey) crypt(hn []byte, block [8]byte, value []byte, encrypt bool) ([]byte, error) {
	derived := k.hash.sum(hn, block[:])
	key := fit(derived, k.keySize)
	clear(derived)
	defer clear(key)
	return cryptValue(key, fit(k.salt, aesBlock), value, encrypt)
}

// cryptData encrypts or decrypts one dataIntegrity value under the secret key.
func (a *agileInfo) cryptData(secret []byte, block [8]byte, value []byte, encrypt bool) ([]byte, error) {
	iv := fit(a.data.hash.sum(a.data.salt, block[:]), aesBlock)
	return cryptValue(secret, iv, value, encrypt)
}

// cryptValue runs AES-CBC over a copy of value, filled up with zeros.
func cryptValue(key, iv, value []byte, encrypt bool) ([]byte, error) {
	c, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("set up AES: %w", err)
	}
	out := make([]byte, roundUp(len(value), aesBlock))
	copy(out, value)
	cbc(c, iv, encrypt).CryptBlocks(out, out)
	return out, nil
}

func cbc(c cipher.Block, iv []byte, encrypt bool) cipher.BlockMode {
	if encrypt {
		return cipher.NewCBCEncrypter(c, iv)
	}
	return cipher.NewCBCDecrypter(c, iv)
}

// cryptSegments runs the package through AES-CBC, each segment with an IV of its
// own from the salt and the segment's number (2.3.4.12, 2.3.4.15).
func (a *agileInfo) cryptSegments(secret, dst, src []byte, encrypt bool) error {
	c, err := aes.NewCipher(secret)
	if err != nil {
		return fmt.Errorf("set up AES: %w", err)
	}
	state := a.data.hash.new()
	number, iv := make([]byte, 4), make([]byte, 0, a.data.hash.size)
	for i := 0; i*segmentSize < len(src); i++ {
		binary.LittleEndian.PutUint32(number, uint32(i))
		state.Reset()
		state.Write(a.data.salt)
		state.Write(number)
		iv = state.Sum(iv[:0])
		from, to := i*segmentSize, min((i+1)*segmentSize, len(src))
		cbc(c, iv[:aesBlock], encrypt).CryptBlocks(dst[from:to], src[from:to])
	}
	return nil
}
