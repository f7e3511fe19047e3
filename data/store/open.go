package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"kreislage/data/assessment"
)

// The pragmas stand in the DSN because a pooled connection that is opened later needs them as well.
// synchronous FULL: a commit that was reported must survive a power cut. secure_delete: what was overwritten is
// not left readable in free pages.
const pragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=trusted_schema(0)"

// open opens a pool of at most conns connections to the data file at an absolute path.
func open(abs, more string, conns int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(abs, runtime.GOOS == "windows")+"?"+pragmas+"&"+more)
	if err != nil {
		return nil, fmt.Errorf("open the data file: %w", err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// dsn writes an absolute path as a URI that SQLite reads as exactly this path. Every byte that is not a plain
// letter, digit or mark is escaped, slashes and backslashes too: then no drive, share (\\server\share) or odd
// name is mistaken for a part of the URI. On Windows a path beyond the old limit of 260 characters gets the
// prefix that lifts it; 16 of them are left for what SQLite appends.
func dsn(abs string, windows bool) string {
	if windows && len(abs) > 260-16 && !strings.HasPrefix(abs, `\\?\`) {
		if share, ok := strings.CutPrefix(abs, `\\`); ok {
			abs = `\\?\UNC\` + share
		} else {
			abs = `\\?\` + abs
		}
	}
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~"
	var b strings.Builder
	b.WriteString("file:")
	for i := 0; i < len(abs); i++ {
		if strings.IndexByte(plain, abs[i]) >= 0 {
			b.WriteByte(abs[i])
			continue
		}
		fmt.Fprintf(&b, "%%%02X", abs[i])
	}
	return b.String()
}

// minPage is the smallest page of a SQLite file, in bytes.
const minPage = 512

// prepareFile looks at the data file before SQLite does, which writes to whatever it opens: a file of a newer
// program is left alone, and a new one is made readable for its owner only. It returns the absolute path.
//
// A file that is there already is opened by SQLite alone: closing it a second time in this process would take
// away the locks of a connection that has it open (POSIX advisory locks).
func prepareFile(ctx context.Context, path string, known int) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("data file: %w", err)
	}
	f, err := os.OpenFile(abs, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return abs, f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make the data file: %w", sentinel(err))
	}
	i, err := os.Stat(abs)
	if err != nil || i.IsDir() {
		return "", fmt.Errorf("look at the data file: %w", errors.Join(ErrReadOnly, err))
	}
	// SQLite takes what is shorter than a page for empty and would write over it.
	if i.Size() > 0 && i.Size() < minPage {
		return "", fmt.Errorf("a data file of %d bytes: %w", i.Size(), ErrCorrupt)
	}
	at, err := schemaOf(ctx, abs)
	if err != nil {
		return "", fmt.Errorf("look at the data file: %w", translate(err))
	}
	if at < 0 || at > known {
		return "", fmt.Errorf("schema %d, this program knows %d: %w", at, known, assessment.ErrNewerSchema)
	}
	return abs, nil
}

// schemaOf reads user_version. Where no write-ahead log lies beside the file it takes no lock and touches nothing
// else. Where one does, only both together are the data: a checkpoint that was cut off (a full disk, a power cut)
// leaves a file that is whole only with its log.
func schemaOf(ctx context.Context, abs string) (at int, err error) {
	mode := "?mode=ro&immutable=1"
	if wal, err := os.Stat(abs + "-wal"); err == nil && wal.Size() > 0 {
		mode = "?mode=ro&_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open("sqlite", dsn(abs, runtime.GOOS == "windows")+mode)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at)
	return at, err
}

// sentinel keeps an error of the file system and says what it means for the data file.
func sentinel(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || isReadOnly(err) {
		return errors.Join(ErrReadOnly, err)
	}
	if isFull(err) {
		return errors.Join(ErrFull, err)
	}
	return err
}

// Backup writes a whole copy of the data to path, which must not exist: the error wraps assessment.ErrExists then.
// The copy is readable by its owner alone and appears whole or not at all.
func (s *Store) Backup(ctx context.Context, path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if _, err := os.Lstat(abs); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backup %s: %w", filepath.Base(abs), errors.Join(assessment.ErrExists, err))
	}
	f, err := os.CreateTemp(filepath.Dir(abs), ".backup-") // mode 0600; SQLite fills an empty file
	if err != nil {
		return fmt.Errorf("write the backup: %w", sentinel(err))
	}
	part := f.Name()
	f.Close()
	_, err = s.write.ExecContext(ctx, "VACUUM INTO ?", part)
	if err = wrap("write the backup", err); err == nil {
		err = flush(part)
	}
	if err == nil {
		err = os.Rename(part, abs)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

func flush(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("flush the backup: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("flush the backup: %w", sentinel(err))
	}
	return nil
}
