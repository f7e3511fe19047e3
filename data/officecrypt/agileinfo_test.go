package officecrypt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"
)

// ownInfo is the stream EncryptionInfo of a file of ours.
func ownInfo(t testing.TB) []byte {
	t.Helper()
	info, _, err := openStreams(quick(t, []byte("Inhalt"), "x"))
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// What the writer encodes the parser reads, and encodes to the same bytes.
func TestInfoRoundTrip(t *testing.T) {
	info := ownInfo(t)
	parsed, err := parseEncryptionInfo(info)
	if err != nil {
		t.Fatal(err)
	}
	if again := parsed.agile.encode(); !bytes.Equal(again, info) {
		t.Errorf("encoded differently:\n%s\n%s", info, again)
	}
}

// Everything outside of the allow-list is unsupported, everything broken is
// damage, and each is found without building more than the text is worth.
func TestHostileInfo(t *testing.T) {
	sound := string(ownInfo(t))
	keyData := between(sound, "<keyData", "/>")
	integrity := between(sound, "<dataIntegrity", "/>")
	encryptor := between(sound, "<keyEncryptor ", "</keyEncryptor>")
	inner := between(sound, "<p:encryptedKey", "/>")
	const hash512 = `hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"`
	for _, c := range []struct {
		name, old, new string
		want           error
	}{
		{"version 4.3, extensible", "\x04\x00\x04\x00\x40", "\x04\x00\x03\x00\x40", ErrUnsupported},
		{"version 1.1, RC4", "\x04\x00\x04\x00\x40", "\x01\x00\x01\x00\x40", ErrUnsupported},
		{"version 0.0", "\x04\x00\x04\x00\x40", "\x00\x00\x00\x00\x40", ErrUnsupported},
		{"reserved field", "\x04\x00\x04\x00\x40", "\x04\x00\x04\x00\x41", ErrUnsupported},
		{"agile posing as Standard", "\x04\x00\x04\x00\x40", "\x04\x00\x02\x00\x24", ErrDamaged},
		{"nothing", sound, "", ErrDamaged},
		{"no XML", sound[8:], "", ErrDamaged},
		{"no XML but text", sound[8:], "Prüfung", ErrDamaged},
		{"XML ends early", "</keyEncryptors></encryption>", "</keyEncryptors>", ErrDamaged},
		{"two roots", "</encryption>", "</encryption><encryption/>", ErrDamaged},
		{"text after the root", "</encryption>", "</encryption>x", ErrDamaged},
		{"NUL after the root", "</encryption>", "</encryption>\x00", ErrDamaged},
		{"text within", "<keyEncryptors>", "<keyEncryptors>x", ErrDamaged},
		{"comment", "<keyEncryptors>", "<keyEncryptors><!-- x -->", ErrDamaged},
		{"processing instruction", "<keyEncryptors>", "<?php ?><keyEncryptors>", ErrDamaged},
		{"declaration within", "<keyEncryptors>", `<?xml version="1.0"?><keyEncryptors>`, ErrDamaged},
		{"declaration at the head of an element", "<keyEncryptors>", `<keyEncryptors><?xml version="1.0"?>`, ErrDamaged},
		{"document type", "<encryption ", `<!DOCTYPE encryption [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><encryption `, ErrDamaged},
		{"unknown entity", `spinCount="1"`, `spinCount="&b;"`, ErrDamaged},
		{"external entity", "<encryption ", `<!DOCTYPE encryption SYSTEM "file:///etc/passwd"><encryption `, ErrDamaged},
		{"UTF-16", `encoding="UTF-8"`, `encoding="UTF-16"`, ErrDamaged},
		{"invalid UTF-8", `spinCount="1"`, "spinCount=\"\xff\"", ErrDamaged},
		{"a megabyte", "<keyEncryptors>", strings.Repeat(" ", 1<<20) + "<keyEncryptors>", ErrDamaged},
		{"deep", "<keyEncryptors>", strings.Repeat("<a>", 10_000), ErrDamaged},
		{"deep but closed", inner, strings.Repeat("<a>", 5_000) + strings.Repeat("</a>", 5_000), ErrDamaged},
		{"many parts", keyData, strings.Repeat("<a/>", 10_000), ErrUnsupported},
		{"many attributes", `spinCount="1"`, strings.Repeat(`a="" `, 5_000), ErrDamaged},
		{"wrong root", "<encryption ", "<decryption ", ErrDamaged},
		{"wrong root, closed", sound[8:], "<decryption/>", ErrUnsupported},
		{"wrong namespace", `xmlns="` + nsEncryption, `xmlns="` + nsEncryption + "2", ErrUnsupported},
		{"wrong password namespace", `xmlns:p="` + nsPassword, `xmlns:p="` + nsPassword + "2", ErrUnsupported},
		{"no namespace", ` xmlns="` + nsEncryption + `"`, "", ErrUnsupported},
		{"namespace twice", ` xmlns="` + nsEncryption + `"`, ` xmlns="x" xmlns="` + nsEncryption + `"`, ErrDamaged},
		{"keyData twice", keyData, keyData + keyData, ErrUnsupported},
		{"keyData missing", keyData, "", ErrUnsupported},
		{"keyData with content", keyData, strings.Replace(keyData, "/>", "><a/></keyData>", 1), ErrUnsupported},
		{"integrity twice", integrity, integrity + integrity, ErrUnsupported},
		{"integrity missing", integrity, "", ErrUnsupported},
		{"integrity before keyData", keyData + integrity, integrity + keyData, ErrUnsupported},
		{"password key twice", encryptor, encryptor + encryptor, ErrDamaged},
		{"password key missing", encryptor, "", ErrUnsupported},
		{"certificate only", encryptor, `<keyEncryptor uri="` + nsCertificate + `"/>`, ErrUnsupported},
		{"unknown encryptor", encryptor, `<keyEncryptor uri="x"/>` + encryptor, ErrUnsupported},
		{"two keys in one encryptor", inner, inner + inner, ErrUnsupported},
		{"key missing", inner, "", ErrUnsupported},
		{"attribute twice", `spinCount="1"`, `spinCount="1" spinCount="2"`, ErrDamaged},
		{"attribute missing", `spinCount="1" `, ``, ErrDamaged},
		{"unknown attribute", `spinCount="1"`, `spinCount="1" pepper="1"`, ErrUnsupported},
		{"attribute with a prefix", `spinCount="1"`, `p:spinCount="1"`, ErrUnsupported},
		{"RC2", `cipherAlgorithm="AES"`, `cipherAlgorithm="RC2"`, ErrUnsupported},
		{"CFB", `ChainingModeCBC`, `ChainingModeCFB`, ErrUnsupported},
		{"MD5", `hashAlgorithm="SHA512"`, `hashAlgorithm="MD5"`, ErrUnsupported},
		{"no hash", `hashAlgorithm="SHA512"`, `hashAlgorithm=""`, ErrUnsupported},
		{"hash of another size", `hashSize="64"`, `hashSize="20"`, ErrDamaged},
		{"SHA-1 with the values of SHA-512", hash512, strings.NewReplacer("64", "20", "SHA512", "SHA1").Replace(hash512), ErrDamaged},
		{"key of 8 bits", `keyBits="256"`, `keyBits="8"`, ErrUnsupported},
		{"key of 128 bits with a value for 256", `keyBits="256"`, `keyBits="128"`, ErrDamaged},
		{"negative key", `keyBits="256"`, `keyBits="-256"`, ErrUnsupported},
		{"block of 4 GiB", `blockSize="16"`, `blockSize="4294967295"`, ErrDamaged},
		{"salt announced longer", `saltSize="16"`, `saltSize="17"`, ErrDamaged},
		{"salt announced endless", `saltSize="16"`, `saltSize="4294967295"`, ErrDamaged},
		{"salt empty", `saltSize="16"`, `saltValue="" saltSize="0"`, ErrDamaged},
		{"salt not base64", `saltValue="`, `saltValue="!`, ErrDamaged},
		{"base64 with spare bits", between(sound, `encryptedVerifierHashInput="`, `"`), `encryptedVerifierHashInput="AAAAAAAAAAAAAAAAAAAAAB=="`, ErrDamaged},
		{"rounds negative", `spinCount="1"`, `spinCount="-1"`, ErrDamaged},
		{"rounds with a sign", `spinCount="1"`, `spinCount="+1"`, ErrDamaged},
		{"rounds empty", `spinCount="1"`, `spinCount=""`, ErrDamaged},
		{"rounds hexadecimal", `spinCount="1"`, `spinCount="0x1"`, ErrDamaged},
		{"rounds beyond the format", `spinCount="1"`, `spinCount="10000001"`, ErrTooCostly},
		{"verifier missing", `encryptedVerifierHashInput="`, `encryptedVerifierHashInput="" a="`, ErrUnsupported},
		{"verifier empty", between(sound, `encryptedVerifierHashInput="`, `"`), `encryptedVerifierHashInput=""`, ErrDamaged},
		{"verifier hash empty", between(sound, `encryptedVerifierHashValue="`, `"`), `encryptedVerifierHashValue=""`, ErrDamaged},
		{"key value empty", between(sound, `encryptedKeyValue="`, `"`), `encryptedKeyValue=""`, ErrDamaged},
		{"HMAC key empty", between(sound, `encryptedHmacKey="`, `"`), `encryptedHmacKey=""`, ErrDamaged},
		{"HMAC value empty", between(sound, `encryptedHmacValue="`, `"`), `encryptedHmacValue=""`, ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(sound, c.old) {
				t.Fatalf("no %q in the sound text", c.old)
			}
			b := []byte(strings.Replace(sound, c.old, c.new, 1))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := parseEncryptionInfo(b)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
				t.Errorf("%d bytes allocated for %d bytes of text", grown, len(b))
			}
			if err != nil && len(err.Error()) > 400 {
				t.Errorf("error of %d characters", len(err.Error()))
			}
		})
	}
}

// between is the first part of s from one text to the end of another.
func between(s, from, to string) string {
	at := strings.Index(s, from)
	return s[at : at+len(from)+strings.Index(s[at+len(from):], to)+len(to)]
}

// A certificate key beside the password key, and white space between elements,
// do not hinder the reader.
func TestInfoTolerance(t *testing.T) {
	sound := string(ownInfo(t))
	certificate := `<keyEncryptor uri="` + nsCertificate + `"><c:encryptedKey encryptedKeyValue="AA==" X509Certificate="AA==" certVerifier="AA=="/></keyEncryptor>`
	for _, change := range [][2]string{
		{"<keyEncryptors>", "<keyEncryptors>" + certificate},
		{"</keyEncryptors>", certificate + "</keyEncryptors>"},
		{"<keyEncryptors>", "\r\n\t<keyEncryptors>\n"},
		{"<p:encryptedKey", `<q:encryptedKey xmlns:q="` + nsPassword + `"`},
	} {
		if _, err := parseEncryptionInfo([]byte(strings.Replace(sound, change[0], change[1], 1))); err != nil {
			t.Errorf("%.40s: %v", change[1], err)
		}
	}
}

// standardSample is the EncryptionInfo of a Standard file.
func standardSample(t testing.TB) []byte {
	t.Helper()
	info, _, err := openStreams(fixture(t, "standard-excelize.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(info)
}

// The binary header of Standard encryption is held against the allow-list, too,
// and every truncation is damage.
func TestHostileStandard(t *testing.T) {
	sound := standardSample(t)
	if _, err := parseEncryptionInfo(sound); err != nil {
		t.Fatal(err)
	}
	verifier := 12 + int(binary.LittleEndian.Uint32(sound[8:]))
	for _, c := range []struct {
		name  string
		at    int
		value uint32
		want  error
	}{
		{"flags without AES", 4, flagCryptoAPI, ErrUnsupported},
		{"flags without CryptoAPI", 4, flagAES, ErrUnsupported},
		{"external", 4, flagCryptoAPI | flagAES | flagExternal, ErrUnsupported},
		{"header flags differ", 12, flagCryptoAPI, ErrDamaged},
		{"header size 0", 8, 0, ErrDamaged},
		{"header size 4 GiB", 8, 0xFFFFFFFF, ErrDamaged},
		{"header size 2 GiB", 8, 0x80000000, ErrDamaged},
		{"header longer than the stream", 8, uint32(len(sound)), ErrDamaged},
		{"extra size", 16, 1, ErrDamaged},
		{"RC4", 20, 0x6801, ErrUnsupported},
		{"AES-256 with a key of 128 bits", 20, 0x6610, ErrUnsupported},
		{"MD5", 24, 0x8003, ErrUnsupported},
		{"key of 40 bits", 28, 40, ErrUnsupported},
		{"key of 0 bits", 28, 0, ErrUnsupported},
		{"salt of 4 GiB", verifier, 0xFFFFFFFF, ErrDamaged},
		{"hash of 4 GiB", verifier + 36, 0xFFFFFFFF, ErrDamaged},
	} {
		b := bytes.Clone(sound)
		binary.LittleEndian.PutUint32(b[c.at:], c.value)
		if _, err := parseEncryptionInfo(b); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
	}
	for n := range sound {
		if _, err := parseEncryptionInfo(sound[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("ends at %d: %v", n, err)
		}
	}
}

// The stream EncryptedPackage may be padded, but not shorter than it says.
func TestSplitPackage(t *testing.T) {
	for _, c := range []struct {
		size   uint64
		there  int
		blocks int // -1: damage
	}{
		{0, 0, 0}, {0, 16, 0}, {1, 16, 16}, {1, 15, -1}, {16, 16, 16}, {17, 16, -1}, {17, 31, -1}, {17, 32, 32},
		{17, 40, 32}, {100, 4096, 112}, {1 << 31, 16, -1}, {1 << 63, 16, -1}, {1<<64 - 1, 16, -1},
	} {
		p, err := splitPackage(append(binary.LittleEndian.AppendUint64(nil, c.size), make([]byte, c.there)...))
		if c.blocks < 0 {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%d of %d: %v", c.size, c.there, err)
			}
			continue
		}
		if err != nil || len(p.cipher) != c.blocks || p.size != int(c.size) {
			t.Errorf("%d of %d: %d, %d, %v", c.size, c.there, p.size, len(p.cipher), err)
		}
	}
	for n := range 8 {
		if _, err := splitPackage(make([]byte, n)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// FuzzEncryptionInfo: the parser never panics, and what it accepts survives
// being encoded and parsed again.
func FuzzEncryptionInfo(f *testing.F) {
	f.Add(ownInfo(f))
	f.Add(standardSample(f))
	for _, name := range []string{"agile-populate.xlsx", "agile-sha1-128.xlsx", "agile-sha384-192.xlsx", "standard-libreoffice.xlsx"} {
		info, _, err := openStreams(fixture(f, name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(info)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		parsed, err := parseEncryptionInfo(b)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrTooCostly) {
				t.Errorf("error without a kind: %v", err)
			}
			return
		}
		if parsed.agile == nil {
			return
		}
		once := parsed.agile.encode()
		again, err := parseEncryptionInfo(once)
		if err != nil || !bytes.Equal(again.agile.encode(), once) {
			t.Errorf("does not survive: %v", err)
		}
	})
}
