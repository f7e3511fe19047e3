package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/chacha20poly1305"
)

// AccountKey returns the key that this account keeps under name in the folder profile, and makes it where there
// is none yet. The file is readable by its owner alone and, on Windows, bound to the account by the system.
// The profile folder must lie outside every data folder.
func AccountKey(profile, name string, random io.Reader) ([]byte, error) {
	key, err := ExistingAccountKey(profile, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if key, err = draw(random, chacha20poly1305.KeySize); err != nil {
		return nil, err
	}
	guarded, err := guard(key)
	if err != nil {
		return nil, fmt.Errorf("guard the account key: %w", err)
	}
	dir := filepath.Join(profile, "keys")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of account keys: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write the account key: %w", err)
	}
	_, err = f.Write(guarded)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write the account key: %w", err)
	}
	return key, nil
}

// ExistingAccountKey returns the key that this account keeps under name. The error wraps fs.ErrNotExist where
// there is none, and ErrOpen where the key is there but not for this account.
func ExistingAccountKey(profile, name string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(profile, "keys", name))
	if err != nil {
		return nil, fmt.Errorf("read the account key: %w", err)
	}
	key, err := unguard(b)
	if err != nil || len(key) != chacha20poly1305.KeySize {
		return nil, fmt.Errorf("account key: %w", ErrOpen)
	}
	return key, nil
}
