package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync/atomic"
	"time"

	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"kreislage/data/assessment"
)

// Store is an open data file: one handle that writes, and a pool that reads. Its methods may be called from any
// goroutine.
type Store struct {
	Reader
	// OnDraw is told the highest number that a transaction has drawn with NextCounter, before it is committed; nil for
	// nobody. It must not use the Store, and is set before the Store is shared.
	OnDraw func(counter uint64)

	write *sql.DB
	read  *sql.DB
	path  string
	now   func() time.Time

	writes, frames atomic.Uint64
}

// Writes counts the transactions that have written, so that one can tell whether anything has changed meanwhile: a
// number that is the same inside a transaction as it was before something was read says that it still holds.
func (s *Store) Writes() uint64 { return s.writes.Load() }

// Frames is Writes for those transactions alone that have touched a round, who takes part in it, or a district.
func (s *Store) Frames() uint64 { return s.frames.Load() }

// Open opens the data file at path, makes it where there is none, and brings its schema up to date. The error
// wraps assessment.ErrNewerSchema where a newer program has written it, which is left untouched then, and
// ErrReadOnly, ErrFull, ErrCorrupt or ErrBusy for what the disk says.
func Open(ctx context.Context, path string, now func() time.Time) (*Store, error) {
	return openWith(ctx, path, now, migrations)
}

// openWith is Open for the schema that a folder of steps makes.
func openWith(ctx context.Context, path string, now func() time.Time, steps fs.FS) (*Store, error) {
	names, err := stepNames(steps)
	if err != nil {
		return nil, err
	}
	abs, err := prepareFile(ctx, path, len(names))
	if err != nil {
		return nil, err
	}
	s := &Store{path: abs, now: now}
	// One connection writes: SQLite has one writer anyway, and waiting in Go keeps the order fair.
	// Its cache holds a whole import, so that no page is written before it is done, and again when it is.
	if s.write, err = open(abs, "_txlock=immediate&_pragma=cache_size(-16000)", 1); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, steps, names); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if s.read, err = open(abs, "_pragma=query_only(1)", max(2, runtime.NumCPU())); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	s.Reader = Reader{s.read}
	return s, nil
}

// Close flushes the write-ahead log into the data file and closes it.
func (s *Store) Close() error {
	_, err := s.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return errors.Join(translate(err), s.read.Close(), s.write.Close())
}

// Write runs f in one transaction: all of it is on the disk when Write returns nil, and nothing of it otherwise.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error {
	// The one connection is held until the write is counted, so that no other one begins in between.
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", translate(err))
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", translate(err))
	}
	defer tx.Rollback()
	t := &Tx{Reader: Reader{tx}, tx: tx, now: s.now, prepared: map[string]*sql.Stmt{}, known: known{map[part]int{}, map[part]map[assessment.Subject]string{}}, outdated: map[part]bool{}}
	if err := f(t); err != nil {
		return stopped(ctx, err)
	}
	if t.drew > 0 && s.OnDraw != nil {
		s.OnDraw(t.drew)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", stopped(ctx, translate(err)))
	}
	s.writes.Add(1)
	if t.framed {
		s.frames.Add(1)
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
	return stopped(ctx, f(Reader{tx}))
}

// stopped says of an error that the work was stopped, where it was: a statement that is in the way when a transaction
// ends with its context only says that it is closed, or the transaction over.
func stopped(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || errors.Is(err, ctx.Err()) {
		return err
	}
	return fmt.Errorf("%w: %w", ctx.Err(), err)
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
		return errors.Join(broken(e.Code()), err)
	case sqlite3.SQLITE_IOERR:
		// The shared memory beside the file is the one thing that SQLite makes room for without saying "full".
		if e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE {
			return errors.Join(ErrFull, err)
		}
	}
	return err
}

// broken says which rule of the schema a write would have broken.
func broken(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return assessment.ErrNotFound
	case sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_DATATYPE:
		return assessment.ErrInvalid
	}
	return assessment.ErrExists
}

// DiskError adds to an error of the file system the sentinel that says what a person can do about it: ErrFull or
// ErrReadOnly. Each system has numbers of its own for it.
func DiskError(err error) error {
	switch {
	case isFull(err):
		return errors.Join(ErrFull, err)
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		return errors.Join(ErrReadOnly, err)
	}
	return err
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func unstamp(s string) time.Time {
	t, _ := time.Parse("2006-01-02T15:04:05.000Z", s)
	return t
}
