package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"
)

// Another code, salt or purpose is another key and another check; the same ones are the same.
func TestFromCode(t *testing.T) {
	salt := bytes.Repeat([]byte{1}, minSalt)
	v, check, err := FromCode("A-B-C", salt, "files")
	if err != nil || len(check) != checkSize {
		t.Fatalf("%d bytes, %v", len(check), err)
	}
	var sealed bytes.Buffer
	if err := v.SealStream("x", &sealed, bytes.NewReader([]byte("geheim")), rand.Reader); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		code, purpose string
		salt          []byte
		same          bool
	}{
		"same": {"A-B-C", "files", salt, true}, "code": {"A-B-D", "files", salt, false}, "purpose": {"A-B-C", "other", salt, false},
		"salt": {"A-B-C", "files", bytes.Repeat([]byte{2}, minSalt), false},
	} {
		w, again, err := FromCode(c.code, c.salt, c.purpose)
		if err != nil || bytes.Equal(check, again) != c.same {
			t.Errorf("%s: check %x, %v", name, again, err)
		}
		var plain bytes.Buffer
		if err := w.UnsealStream("x", &plain, bytes.NewReader(sealed.Bytes())); (err == nil) != c.same || !c.same && !errors.Is(err, ErrOpen) {
			t.Errorf("%s: opened %q, %v", name, plain.String(), err)
		}
	}
	// What stands openly in the file is no part of the key.
	if bytes.Contains(v.key, check) || bytes.Contains(check, v.key[:checkSize]) {
		t.Error("the check shows the key")
	}
	if _, _, err := FromCode("A-B-C", salt[:minSalt-1], "files"); !errors.Is(err, ErrOpen) {
		t.Errorf("short salt: %v", err)
	}
}
