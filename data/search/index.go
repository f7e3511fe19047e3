package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// version is raised whenever the tables or the folding of words change: an index of another version is made anew.
const version = 3

// The beginnings of words are kept for so many characters; what is typed of a longer word is looked for by the words of
// the vocabulary that begin like it.
const longestBeginning = 6

// schema keeps each text as its folded words. The tables of words hold no positions, since nobody asks for phrases: that
// keeps them small and quick to fill. Rows get rising numbers, as FTS5 fills best, and so the newest come first.
const schema = `
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE docs (
  id       INTEGER PRIMARY KEY,
  round    INTEGER NOT NULL,
  district INTEGER NOT NULL,
  scope    INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  item     TEXT NOT NULL,
  UNIQUE (round, district, scope, kind, item)
);
CREATE INDEX docs_district ON docs(district, id);
CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, detail=none, prefix='2 3 4 5 6', tokenize="ascii tokenchars '._'");
INSERT INTO words(words, rank) VALUES ('hashsize', 8388608);

CREATE TABLE vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE asked (
  id        INTEGER PRIMARY KEY,
  catalogue TEXT NOT NULL,
  item      TEXT NOT NULL COLLATE NOCASE,
  ref       TEXT NOT NULL
);
CREATE INDEX asked_ref ON asked(catalogue, ref);
CREATE INDEX asked_item ON asked(catalogue, item);
CREATE VIRTUAL TABLE texts USING fts5(title, text, help, content='', detail=column, columnsize=0, prefix='1 2 3 4 5 6', tokenize="ascii tokenchars '._'");
`

// Index is an open index. Its methods may be called from any goroutine.
type Index struct {
	write, read *sql.DB

	mu    sync.Mutex
	known map[string]bool // long words that the vocabulary has
}

// Open opens the index at path, or makes an empty one where there is none, or one that is damaged or of another
// version. Only where none can be made is there an error.
func Open(ctx context.Context, path string) (*Index, error) {
	x, err := open(ctx, path)
	if err == nil || ctx.Err() != nil {
		return x, err
	}
	if err := Remove(path); err != nil {
		return nil, err
	}
	return open(ctx, path)
}

// Remove throws an index away.
func Remove(path string) error {
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the index: %w", err)
		}
	}
	return nil
}

// errVersion says that an index is to be made anew.
var errVersion = errors.New("index of another version")

func open(ctx context.Context, path string) (*Index, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600) // readable for its owner only, as SQLite would not make it
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	x := &Index{known: map[string]bool{}}
	if x.write, err = connect(path, "_txlock=immediate", 1); err != nil {
		return nil, err
	}
	if err := x.prepare(ctx); err != nil {
		return nil, errors.Join(err, x.write.Close())
	}
	if x.read, err = connect(path, "_pragma=query_only(1)", max(2, runtime.NumCPU())); err != nil {
		return nil, errors.Join(err, x.write.Close())
	}
	return x, nil
}

// connect opens a pool. What is lost in a power cut is indexed again, so nothing waits for the disk but checkpoints.
func connect(path, more string, conns int) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	// Every byte that is not plain is escaped, so that no drive or share is mistaken for a part of the URI.
	name := strings.ReplaceAll(url.QueryEscape(abs), "+", "%20")
	db, err := sql.Open("sqlite", "file:"+name+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=secure_delete(1)&"+more)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func (x *Index) prepare(ctx context.Context) error {
	var at int
	if err := x.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at); err != nil {
		return fmt.Errorf("open the index: %w", err)
	}
	switch at {
	case version:
		return nil
	case 0:
	default:
		return errVersion
	}
	tx, err := x.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("make the index: %w", err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, schema+fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return fmt.Errorf("make the index: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("make the index: %w", err)
	}
	return nil
}

// Close closes the index.
func (x *Index) Close() error { return errors.Join(x.read.Close(), x.write.Close()) }

// State returns a value that was kept with the last update, empty where there is none.
func (x *Index) State(ctx context.Context, name string) (string, error) {
	var v string
	err := x.read.QueryRowContext(ctx, "SELECT value FROM state WHERE name = ?", name).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the index: %w", err)
	}
	return v, nil
}

// Clear takes everything that was written out of the index; catalogues stay.
func (x *Index) Clear(ctx context.Context) error {
	_, err := x.write.ExecContext(ctx, `BEGIN IMMEDIATE; INSERT INTO words(words) VALUES ('delete-all'); DELETE FROM docs;
		DELETE FROM state WHERE name NOT LIKE 'catalogue %'; COMMIT`)
	if err != nil {
		_, _ = x.write.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return fmt.Errorf("clear the index: %w", err)
	}
	return nil
}

// Damaged tells whether an error says that the index has to be removed and made anew.
func Damaged(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return true
	}
	return false
}
