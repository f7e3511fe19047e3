package desk

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/vault"
)

// The first line of a backup names its format, the second is the slot that opens the vault; then follows, sealed, an
// archive (tar) of the data file and the sealed attachments. In format 1 it was the data file alone. A backup opens with
// the passphrase or under the account that the data folder belongs to.
const (
	backupMagic1 = "kreislage backup 1"
	backupMagic  = "kreislage backup 2"
)

const (
	backupStream1 = "backup"
	backupStream  = "backup 2"
)

// Names in a data folder that no finished job leaves there: the plain copy that a backup is sealed from, and the data
// file while it is put back.
const (
	backupPlain = ".backup.tmp"
	restoring   = ".restore.tmp"
)

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
	plain := filepath.Join(d.folder, backupPlain)
	os.Remove(plain)
	defer os.Remove(plain)
	if err := d.store.Backup(ctx, plain); err != nil {
		return err
	}
	in, archive := io.Pipe()
	defer in.Close() // ends the archive where sealing failed
	go func() { archive.CloseWithError(d.archive(archive, plain)) }()
	return sealBackup(d.o.Random, v, slot, in, path)
}

// archive writes what a backup holds. Attachments lie sealed under the same vault and go in as they are.
func (d *Desk) archive(w io.Writer, plain string) error {
	t := tar.NewWriter(w)
	if err := addToArchive(t, dataFile, plain); err != nil {
		return err
	}
	entries, err := os.ReadDir(filepath.Join(d.folder, attachmentFolder))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("look through the attachments: %w", err)
	}
	for _, e := range entries {
		if !isSum(e.Name()) {
			continue
		}
		err := addToArchive(t, attachmentFolder+"/"+e.Name(), d.bytesPath(e.Name()))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return t.Close()
}

func addToArchive(t *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if err := t.WriteHeader(&tar.Header{Name: name, Size: st.Size(), Mode: 0o600, Format: tar.FormatPAX}); err != nil {
		return fmt.Errorf("archive %s: %w", name, err)
	}
	if _, err := io.Copy(t, f); err != nil {
		return fmt.Errorf("archive %s: %w", name, err)
	}
	return nil
}

// isSum tells the name of kept bytes from that of anything else.
func isSum(name string) bool {
	return len(name) == 2*sha256.Size && strings.Trim(name, "0123456789abcdef") == ""
}

func sealBackup(random io.Reader, v *vault.Vault, slot string, in io.Reader, path string) error {
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
	if err := renameNew(out.Name(), path); err != nil {
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
	format, slot, err := backupSlot(r)
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
		if !cutOff(folder) {
			return nil, fmt.Errorf("%s: %w", folder, assessment.ErrFolderNotEmpty)
		}
		if err := clear(folder); err != nil {
			return nil, err
		}
	}
	if err := unsealBackup(v, format, r, folder); err != nil {
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

func backupSlot(r *bufio.Reader) (format string, slot vault.Slot, err error) {
	magic, err := r.ReadString('\n')
	format = strings.TrimSpace(magic)
	if err != nil || format != backupMagic && format != backupMagic1 {
		return "", vault.Slot{}, ErrBackup
	}
	line, err := r.ReadSlice('\n') // a slot is far shorter than the buffer
	if err != nil {
		return "", vault.Slot{}, ErrBackup
	}
	slot, err = vault.DecodeSlot(string(line))
	if err != nil {
		return "", vault.Slot{}, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	return format, slot, nil
}

// cutOff tells whether a folder holds what a restore has left that was killed, and nothing else.
func cutOff(folder string) bool {
	if _, err := os.Lstat(filepath.Join(folder, restoring)); err != nil {
		return false
	}
	entries, err := os.ReadDir(folder)
	return err == nil && !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() != restoring && e.Name() != attachmentFolder })
}

// unsealBackup fills a folder. The data file gets its name last of all: what was killed in between is no data folder,
// and not one that opens without its attachments.
func unsealBackup(v *vault.Vault, format string, r io.Reader, folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", diskError(err))
	}
	stream := backupStream
	if format == backupMagic1 {
		stream = backupStream1
	}
	plain, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.CloseWithError(v.UnsealStream(stream, w, r))
	}()
	var err error
	if format == backupMagic1 {
		err = writeBack(plain, filepath.Join(folder, restoring))
	} else {
		err = unarchive(plain, folder)
	}
	plain.CloseWithError(err)
	<-done
	if errors.Is(err, vault.ErrOpen) || errors.Is(err, tar.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if err != nil {
		return err
	}
	syncDir(filepath.Join(folder, attachmentFolder))
	if err := renameNew(filepath.Join(folder, restoring), filepath.Join(folder, dataFile)); err != nil {
		return fmt.Errorf("name the data file: %w", diskError(err))
	}
	syncDir(folder)
	return nil
}

// unarchive puts back what archive wrote, and nothing else. It reads to the very end: only there is the whole proved.
func unarchive(r io.Reader, folder string) error {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			_, err = io.Copy(io.Discard, r)
			return err
		}
		if err != nil {
			return fmt.Errorf("read the backup: %w", err)
		}
		sum, attached := strings.CutPrefix(h.Name, attachmentFolder+"/")
		switch {
		case h.Typeflag != tar.TypeReg, h.Name != dataFile && !(attached && isSum(sum)):
			return fmt.Errorf("%q: %w", h.Name, ErrBackup)
		case !attached:
			h.Name = restoring
		default:
			if err := os.MkdirAll(filepath.Join(folder, attachmentFolder), 0o700); err != nil {
				return fmt.Errorf("make the folder: %w", diskError(err))
			}
		}
		if err := writeBack(t, filepath.Join(folder, filepath.FromSlash(h.Name))); err != nil {
			return err
		}
	}
}

func writeBack(r io.Reader, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), diskError(err))
	}
	_, err = io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(diskError(err), f.Close())
}
