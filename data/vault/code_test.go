package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func newCode(t interface{ Fatal(...any) }, random io.Reader) string {
	code, err := NewCode(random)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// A code reads as it is printed, and however sloppily it is typed or pasted it means the same.
func TestCodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		var key [32]byte
		key[0], key[1], key[2] = byte(seed), byte(seed>>8), byte(seed>>16)
		code := newCode(t, mathrand.NewChaCha8(key))
		if len(code) != 29 || strings.Count(code, "-") != 4 || strings.Trim(code, alphabet+"-") != "" {
			t.Fatalf("%q has another form", code)
		}
		var typed strings.Builder
		noise := rapid.SampledFrom([]string{"", "", "", " ", "-", "\n", "\t", "\u00a0", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\u202f", "\u00ad", "\u200b", "\ufeff"})
		for _, r := range strings.ReplaceAll(code, "-", "") {
			typed.WriteString(noise.Draw(t, "noise"))
			if rapid.Bool().Draw(t, "lower") {
				r = []rune(strings.ToLower(string(r)))[0]
			}
			typed.WriteRune(r)
		}
		typed.WriteString(noise.Draw(t, "noise"))
		got, err := NormalizeCode(typed.String())
		if err != nil || got != code {
			t.Fatalf("%q became %q, %v", typed.String(), got, err)
		}
	})
}

// Every single wrong character and every swap of two different neighbours is noticed, at every place.
func TestEveryTypingSlipIsFound(t *testing.T) {
	for range 20 {
		code := []byte(strings.ReplaceAll(newCode(t, rand.Reader), "-", ""))
		for i := range code {
			for _, wrong := range []byte(alphabet) {
				slip := bytes.Clone(code)
				slip[i] = wrong
				if _, err := NormalizeCode(string(slip)); (err == nil) != (wrong == code[i]) || err != nil && !errors.Is(err, ErrCode) {
					t.Fatalf("%s for %s: %v", slip, code, err)
				}
			}
			if i+1 < len(code) && code[i] != code[i+1] {
				slip := bytes.Clone(code)
				slip[i], slip[i+1] = slip[i+1], slip[i]
				if _, err := NormalizeCode(string(slip)); !errors.Is(err, ErrCode) {
					t.Fatalf("%s for %s was taken", slip, code)
				}
			}
		}
	}
}

// What cannot be a code is refused, and the error does not repeat it.
func TestNormalizeCodeRefuses(t *testing.T) {
	code := newCode(t, rand.Reader)
	for about, typed := range map[string]string{
		"nothing":                      "",
		"only hyphens":                 "-----",
		"a character less":             code[:len(code)-1],
		"a character more":             code + "2",
		"twice":                        code + code,
		"a letter that is not used":    "O" + code[1:],
		"a digit that is not used":     "0" + code[1:],
		"an umlaut":                    "Ä" + code[1:],
		"a letter from another script": "А" + code[1:],
		"a zero character":             code + "\x00",
		"not UTF-8":                    code + "\xff",
	} {
		got, err := NormalizeCode(typed)
		if !errors.Is(err, ErrCode) || got != "" {
			t.Errorf("%s: %q, %v", about, got, err)
		}
		if err != nil && strings.Contains(err.Error(), code[1:8]) {
			t.Errorf("%s: the error gives the code away", about)
		}
	}
}

// Every character is as likely as every other at every place: 31,000 codes stay within five standard deviations.
func TestCodesAreUniform(t *testing.T) {
	random := mathrand.NewChaCha8([32]byte{7})
	var counts [codeChars][256]int
	const codes = 31_000
	for range codes {
		for i, c := range []byte(strings.ReplaceAll(newCode(t, random), "-", "")) {
			counts[i][c]++
		}
	}
	for i := range counts {
		for _, c := range []byte(alphabet) {
			if n := counts[i][c]; n < codes/31-156 || n > codes/31+156 {
				t.Errorf("%c stands %d times at place %d", c, n, i)
			}
		}
	}
}

// No code is made from a source that ran dry.
func TestNewCodeNeedsRandomness(t *testing.T) {
	if code, err := NewCode(bytes.NewReader(make([]byte, 23))); err == nil {
		t.Errorf("%q from 23 bytes", code)
	}
	if a, b := newCode(t, rand.Reader), newCode(t, rand.Reader); a == b {
		t.Error("two codes are the same")
	}
}
