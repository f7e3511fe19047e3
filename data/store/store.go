package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"kreislage/data/assessment"
)

// Store is an open data file: one handle that writes, and a pool that reads. Its methods may be called from any
// goroutine.
type Store struct {
	Reader
	write *sql.DB
	read  *sql.DB
	path  string
	now   func() time.Time
}

// Open opens the data file at path, makes it where there is none, and brings its schema up to date. The error
// wraps assessment.ErrNewerSchema where a newer program has written it.
func Open(ctx context.Context, path string, now func() time.Time) (*Store, error) {
	s := &Store{path: path, now: now}
	var err error
	// One connection writes: SQLite has one writer anyway, and waiting in Go keeps the order fair.
	if s.write, err = open(path, "_txlock=immediate", 1); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		s.write.Close()
		return nil, err
	}
	if s.read, err = open(path, "_pragma=query_only(1)", max(2, runtime.NumCPU())); err != nil {
		s.write.Close()
		return nil, err
	}
	s.Reader = Reader{s.read}
	return s, nil
}

// The pragmas stand in the DSN because a pooled connection that is opened later needs them as well.
// synchronous FULL: a commit that was reported must survive a power cut. secure_delete: what was overwritten is
// not left readable in free pages.
const pragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=trusted_schema(0)"

func open(path, more string, conns int) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("data file: %w", err)
	}
	name := filepath.ToSlash(abs)
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // a Windows drive
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: name}).EscapedPath()+"?"+pragmas+"&"+more)
	if err != nil {
		return nil, fmt.Errorf("open the data file: %w", err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// Close flushes the write-ahead log into the data file and closes it.
func (s *Store) Close() error {
	_, err := s.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return errors.Join(translate(err), s.read.Close(), s.write.Close())
}

// Write runs f in one transaction: all of it is on the disk when Write returns nil, and nothing of it otherwise.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", translate(err))
	}
	defer tx.Rollback()
	t := &Tx{Reader: Reader{tx}, tx: tx, now: s.now, prepared: map[string]*sql.Stmt{}}
	if err := f(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", translate(err))
	}
	return nil
}

// Snapshot runs f on one unchanging state of the data, whatever is written meanwhile.
func (s *Store) Snapshot(ctx context.Context, f func(Reader) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin reading: %w", translate(err))
	}
	defer tx.Rollback()
	return f(Reader{tx})
}

// Backup writes a whole copy of the data to path, which must not exist.
func (s *Store) Backup(ctx context.Context, path string) error {
	_, err := s.write.ExecContext(ctx, "VACUUM INTO ?", path)
	return wrap("write the backup", err)
}

// querier is what a transaction and the reading pool have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Sentinels for what the disk can do; the domain's own are in assessment.
var (
	ErrFull     = errors.New("disk is full")
	ErrReadOnly = errors.New("data file cannot be written")
	ErrCorrupt  = errors.New("data file is damaged")
	ErrBusy     = errors.New("data file is busy")
)

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, translate(err))
}

// translate turns the driver's errors into sentinels, keeping the original for the log.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return assessment.ErrNotFound
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return errors.Join(ErrFull, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return errors.Join(ErrReadOnly, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return errors.Join(ErrCorrupt, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return errors.Join(ErrBusy, err)
	case sqlite3.SQLITE_CONSTRAINT:
		return errors.Join(assessment.ErrExists, err)
	}
	return err
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func unstamp(s string) time.Time {
	t, _ := time.Parse("2006-01-02T15:04:05.000Z", s)
	return t
}
