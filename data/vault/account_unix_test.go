//go:build !windows

package vault

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Nobody but the owner can read the key, also where the folder was open to all before.
func TestAccountKeyIsPrivate(t *testing.T) {
	profile := t.TempDir()
	if err := os.Mkdir(filepath.Join(profile, "keys"), 0o755); err != nil {
		t.Fatal(err)
	}
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	accountKey(t, profile)
	err := filepath.WalkDir(filepath.Join(profile, "keys"), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		i, err := e.Info()
		if err != nil {
			return err
		}
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[e.IsDir()]; i.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, i.Mode())
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
