package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kreislage/data/assessment"
)

// The test binary plays another start of the program when it is told a profile.
func TestMain(m *testing.M) {
	if profile := os.Getenv("KREISLAGE_TEST_PROFILE"); profile != "" {
		key, err := AccountKey(profile, "account", rand.Reader)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%x", key)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// another is the program, about to ask for the account's key in a process of its own.
func another(profile string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "KREISLAGE_TEST_PROFILE="+profile)
	return c
}

func accountKey(t *testing.T, profile string) []byte {
	t.Helper()
	key, err := AccountKey(profile, "account", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// The key is made once and then the same for ever; there is none before.
func TestAccountKeyIsMadeOnce(t *testing.T) {
	profile := filepath.Join(t.TempDir(), "Käthe Müller #1", "kreislage")
	if _, err := ExistingAccountKey(profile, "account"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("before: %v", err)
	}
	key := accountKey(t, profile)
	if len(key) != 32 || !bytes.Equal(accountKey(t, profile), key) {
		t.Error("the second time it is another")
	}
	if got, err := ExistingAccountKey(profile, "account"); err != nil || !bytes.Equal(got, key) {
		t.Errorf("read back: %v", err)
	}
	other, err := AccountKey(profile, "other", rand.Reader)
	if err != nil || bytes.Equal(other, key) {
		t.Errorf("another name: %v", err)
	}
}

// A key file that holds no key locks nobody out for ever: it is told apart from none, set aside, and replaced.
func TestUnusableAccountKeyIsReplaced(t *testing.T) {
	for about, b := range map[string][]byte{"empty": {}, "cut": make([]byte, 31), "too long": make([]byte, 33), "huge": make([]byte, maxGuarded+40)} {
		profile := t.TempDir()
		path := filepath.Join(profile, "keys", "account")
		for round := 1; round <= 2; round++ {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := ExistingAccountKey(profile, "account"); !errors.Is(err, ErrOpen) {
				t.Errorf("%s: %v", about, err)
			}
			key := accountKey(t, profile)
			if got, err := ExistingAccountKey(profile, "account"); err != nil || !bytes.Equal(got, key) {
				t.Errorf("%s: the new key is not kept: %v", about, err)
			}
			if kept, err := os.ReadFile(fmt.Sprintf("%s.unusable-%d", path, round)); err != nil || !bytes.Equal(kept, b) {
				t.Errorf("%s: what was there is gone: %v", about, err)
			}
		}
	}
}

// A name from a foreign folder reaches no other file.
func TestAccountKeyNames(t *testing.T) {
	profile := t.TempDir()
	if err := os.WriteFile(filepath.Join(profile, "outside"), make([]byte, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".", "..", "../outside", "/etc/passwd", `..\outside`, `\\server\share\x`, "C:x", "a/b", ".lock", "nul", "COM1", "a b", "ä", "a\x00", strings.Repeat("a", 65)} {
		if key, err := ExistingAccountKey(profile, name); !errors.Is(err, assessment.ErrInvalid) || key != nil {
			t.Errorf("%q was read: %v", name, err)
		}
		if key, err := AccountKey(profile, name, rand.Reader); !errors.Is(err, assessment.ErrInvalid) || key != nil {
			t.Errorf("%q was made: %v", name, err)
		}
	}
	for _, name := range []string{"account", "0123456789abcdef0123456789abcdef", "Desk_2-b"} {
		if _, err := AccountKey(profile, name, rand.Reader); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Programs that start at once agree on one key, also where a file that holds none is in the way.
func TestProgramsThatStartAtOnceAgree(t *testing.T) {
	for _, inTheWay := range []bool{false, true} {
		profile := t.TempDir()
		if inTheWay {
			accountKey(t, profile)
			if err := os.Truncate(filepath.Join(profile, "keys", "account"), 5); err != nil {
				t.Fatal(err)
			}
		}
		var starts []*exec.Cmd
		var out [6]bytes.Buffer
		for i := range out {
			c := another(profile)
			c.Stdout, c.Stderr = &out[i], os.Stderr
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			starts = append(starts, c)
		}
		for _, c := range starts {
			if err := c.Wait(); err != nil {
				t.Error(err)
			}
		}
		want := fmt.Sprintf("%x", accountKey(t, profile))
		for i := range out {
			if out[i].String() != want {
				t.Errorf("start %d has %q, the account %q", i, out[i].String(), want)
			}
		}
		left, err := filepath.Glob(filepath.Join(profile, "keys", ".new-*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %q, %v", left, err)
		}
	}
}

// A program that is killed at any moment leaves a whole key or none, and the next start goes on.
func TestKilledWhileMakingTheKey(t *testing.T) {
	for i := range 20 {
		profile := t.TempDir()
		c := another(profile)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(i)*time.Millisecond, func() { c.Process.Kill() })
		c.Wait()
		before, err := ExistingAccountKey(profile, "account")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("kill %d left half a key: %v", i, err)
		}
		if key := accountKey(t, profile); err == nil && !bytes.Equal(key, before) {
			t.Fatalf("kill %d: the key became another", i)
		}
	}
}
