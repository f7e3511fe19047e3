package vault

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/crypto/chacha20poly1305"

	"kreislage/data/assessment"
)

// lockWait bounds how long AccountKey waits for another start of the program that is making a key.
const lockWait = 10 * time.Second

// AccountKey returns the key that this account keeps under name in the folder profile, and makes it where there
// is none yet. The file is readable by its owner alone and, on Windows, bound to the account by the system.
// The profile folder must lie outside every data folder.
//
// A key file appears whole or not at all, and two programs that make one at once get the same. A file that holds
// no key of this account (cut by a full disk, brought from another account) is set aside beside it and a new key
// made: what was sealed under the lost one opens with its passphrase or recovery sheet alone.
func AccountKey(profile, name string, random io.Reader) ([]byte, error) {
	key, err := ExistingAccountKey(profile, name)
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, ErrOpen) {
		return key, err
	}
	dir := keyFolder(profile)
	if err := makePrivate(dir); err != nil {
		return nil, fmt.Errorf("make the folder of account keys: %w", err)
	}
	unlock, err := lock(filepath.Join(dir, ".lock"))
	if err != nil {
		return nil, fmt.Errorf("account key: %w", err)
	}
	defer unlock()
	switch key, err := ExistingAccountKey(profile, name); {
	case errors.Is(err, ErrOpen):
		if err := setAside(filepath.Join(dir, name)); err != nil {
			return nil, fmt.Errorf("set the unusable account key aside: %w", err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return key, err // another program was quicker
	}
	return makeKey(filepath.Join(dir, name), random)
}

// ExistingAccountKey returns the key that this account keeps under name. The error wraps fs.ErrNotExist where
// there is none, ErrOpen where the key is there but not for this account, and assessment.ErrInvalid where name
// could mean anything but a file in the folder of keys: names come from data folders, which may be foreign.
func ExistingAccountKey(profile, name string) ([]byte, error) {
	if !keyName(name) {
		return nil, fmt.Errorf("name of the account key: %w", assessment.ErrInvalid)
	}
	b, err := readAtMost(filepath.Join(keyFolder(profile), name), maxGuarded)
	if err != nil {
		return nil, fmt.Errorf("read the account key: %w", err)
	}
	key, err := unguard(b)
	if err != nil || len(key) != chacha20poly1305.KeySize {
		return nil, fmt.Errorf("account key: %w", ErrOpen)
	}
	return key, nil
}

func keyFolder(profile string) string { return filepath.Join(profile, "keys") }

// keyName allows letters, digits, hyphens and underscores, and none of the names that Windows gives to devices.
func keyName(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	if name == "" || len(name) > 64 || strings.Trim(strings.ToLower(name), letters) != "" {
		return false
	}
	switch device := strings.TrimRight(strings.ToLower(name), "0123456789"); device {
	case "con", "prn", "aux", "nul", "com", "lpt":
		return false
	}
	return true
}

// maxGuarded caps what is read as a key file: a key is 32 bytes, bound to a Windows account a few hundred.
const maxGuarded = 64 << 10

func readAtMost(path string, max int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, max))
}

// makePrivate makes a folder that its owner alone may enter, also where one with a wider mode is there already.
func makePrivate(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // the profile's own access list counts there
	}
	return os.Chmod(dir, 0o700)
}

func lock(path string) (unlock func(), err error) {
	l := flock.New(path, flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	if _, err := l.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("wait for another program: %w", err)
	}
	return func() { l.Close() }, nil
}

// setAside renames a file, so that nothing is lost that somebody may still make sense of.
func setAside(path string) error {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.unusable-%d", path, n)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			return os.Rename(path, aside)
		} else if err != nil {
			return err
		}
	}
}

// makeKey draws a key and puts it in place whole. The caller holds the lock.
func makeKey(path string, random io.Reader) ([]byte, error) {
	key, err := draw(random, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	guarded, err := guard(key)
	if err != nil {
		return nil, fmt.Errorf("guard the account key: %w", err)
	}
	if err := writeWhole(path, guarded); err != nil {
		return nil, fmt.Errorf("write the account key: %w", err)
	}
	return key, nil
}

func writeWhole(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename survive a power cut where the system can do that.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
