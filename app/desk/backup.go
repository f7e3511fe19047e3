package desk

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/vault"
)

// backupMagic is the first line of a backup. The second is the slot that opens the vault, then follows the data
// file, sealed. A backup opens with the passphrase or under the account that the data folder belongs to.
const backupMagic = "kreislage backup 1"

const backupStream = "backup"

// ErrBackup says that a file is no backup, or that a byte of it has changed.
var ErrBackup = errors.New("not a backup")

// Backup writes the whole data folder, sealed, to a new file.
func (d *Desk) Backup(ctx context.Context, path string) error {
	v, err := d.secrets(ctx)
	if err != nil {
		return err
	}
	slot, err := d.store.Setting(ctx, settingSlot)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s: %w", filepath.Base(path), assessment.ErrExists), err)
	}
	if err := d.raiseMark(ctx); err != nil {
		return err
	}
	// The plain copy stays in the data folder, where the plain data file lies anyway.
	plain := filepath.Join(d.folder, ".backup.tmp")
	os.Remove(plain)
	defer os.Remove(plain)
	if err := d.store.Backup(ctx, plain); err != nil {
		return err
	}
	return sealBackup(d.o.Random, v, slot, plain, path)
}

func sealBackup(random io.Reader, v *vault.Vault, slot, plain, path string) error {
	in, err := os.Open(plain)
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(path), ".kreislage-*.tmp")
	if err != nil {
		return fmt.Errorf("write the backup: %w", diskError(err))
	}
	defer os.Remove(out.Name())
	_, err = fmt.Fprintf(out, "%s\n%s\n", backupMagic, slot)
	if err == nil {
		err = v.SealStream(backupStream, out, in, random)
	}
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("write the backup: %w", diskError(err))
	}
	if err := os.Rename(out.Name(), path); err != nil {
		return fmt.Errorf("name the backup: %w", diskError(err))
	}
	syncDir(filepath.Dir(path))
	return nil
}

// Restore makes a data folder from a backup. The desk gets a new id and a new key, because what it wrote after
// the backup may already be known elsewhere under the old ones.
func Restore(ctx context.Context, backup, folder string, o Options) (*Desk, error) {
	in, err := os.Open(backup)
	if err != nil {
		return nil, fmt.Errorf("open the backup: %w", err)
	}
	defer in.Close()
	o, err = o.withDefaults()
	if err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(in, 64<<10)
	slot, err := backupSlot(r)
	if err != nil {
		return nil, err
	}
	v, err := (&Desk{o: o}).unlock(slot)
	if err != nil {
		return nil, err
	}
	look, err := LookAt(folder)
	if err != nil {
		return nil, err
	}
	if !look.Empty {
		return nil, fmt.Errorf("%s: %w", folder, assessment.ErrFolderNotEmpty)
	}
	if err := unsealBackup(v, r, folder); err != nil {
		return nil, errors.Join(err, clear(folder))
	}
	d, err := Open(ctx, folder, o)
	if err != nil {
		return nil, errors.Join(err, clear(folder))
	}
	if err := d.renewRestored(ctx); err != nil {
		d.id = ""
		return nil, errors.Join(err, d.Close(), clear(folder))
	}
	return d, nil
}

// renewRestored takes a new id also where the backup is of the newest state: whether it is cannot be known.
func (d *Desk) renewRestored(ctx context.Context) error {
	old, err := d.store.Setting(ctx, settingKeyOf)
	if err != nil {
		return err
	}
	if old == string(d.id) {
		if err := d.renewID(ctx); err != nil {
			return err
		}
		if err := d.raiseMark(ctx); err != nil {
			return err
		}
	}
	_, err = d.secrets(ctx)
	return err
}

func backupSlot(r *bufio.Reader) (vault.Slot, error) {
	magic, err := r.ReadString('\n')
	if err != nil || strings.TrimSpace(magic) != backupMagic {
		return vault.Slot{}, ErrBackup
	}
	line, err := r.ReadSlice('\n') // a slot is far shorter than the buffer
	if err != nil {
		return vault.Slot{}, ErrBackup
	}
	slot, err := vault.DecodeSlot(string(line))
	if err != nil {
		return vault.Slot{}, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	return slot, nil
}

func unsealBackup(v *vault.Vault, r io.Reader, folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", diskError(err))
	}
	f, err := os.OpenFile(filepath.Join(folder, dataFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the data file: %w", diskError(err))
	}
	err = v.UnsealStream(backupStream, f, r)
	if errors.Is(err, vault.ErrOpen) {
		err = fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(diskError(err), f.Close())
}
