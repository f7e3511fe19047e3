package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// schemas returns the schema as it is and, behind it, steps that a later release might bring.
func schemas(t *testing.T, later ...string) fs.FS {
	t.Helper()
	steps := fstest.MapFS{}
	names, err := stepNames(migrations)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		b, err := fs.ReadFile(migrations, n)
		if err != nil {
			t.Fatal(err)
		}
		steps[n] = &fstest.MapFile{Data: b}
	}
	for i, script := range later {
		steps["migrations/9"+string(rune('0'+i))+"_later.sql"] = &fstest.MapFile{Data: []byte(script)}
	}
	return steps
}

func schemaVersion(t *testing.T, path string) int {
	t.Helper()
	at, err := schemaOf(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// filled makes a data file with one answer in it and closes it.
func filled(t *testing.T, path string) {
	t.Helper()
	s := openTest(t, path)
	write(t, s, func(tx *Tx) error {
		_, err := tx.Put(context.Background(), Change{Subject: subject("a", assessment.FieldEffort), Register: merge.Register{}.Write(version("d", 1), "3 Tage")})
		return err
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func effort(t *testing.T, s *Store) string {
	t.Helper()
	a, err := s.Answer(context.Background(), assessment.AnswerKey{Round: "r", District: "06535", Scope: assessment.WholeScope, Requirement: "a"})
	if err != nil {
		t.Fatal(err)
	}
	return a.Effort
}

// From nothing the whole schema is made, and made once.
func TestMigrateFromZero(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	names, err := stepNames(migrations)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s := openTest(t, path)
		clean(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := schemaVersion(t, path); got != len(names) || got == 0 {
			t.Errorf("schema %d of %d", got, len(names))
		}
	}
	if got := files(t, filepath.Dir(path)); !slices.Equal(got, []string{"data"}) {
		t.Errorf("a new folder needs no copies: %q", got)
	}
}

// Before a step on a file with data a copy is put beside it, whole, private, and in the old schema.
func TestBackupBeforeAMigration(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data")
	filled(t, path)
	old := schemaVersion(t, path)
	later := schemas(t, "CREATE TABLE more (x TEXT); UPDATE answers SET effort = 'neu'", "CREATE TABLE evenmore (x TEXT)")
	s, err := openWith(ctx, path, newClock().now, later)
	if err != nil {
		t.Fatal(err)
	}
	if got := effort(t, s); got != "neu" {
		t.Errorf("after the steps: %q", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	copies, err := filepath.Glob(path + ".before-*")
	if err != nil || len(copies) != 1 || schemaVersion(t, path) != old+2 || schemaVersion(t, copies[0]) != old {
		t.Fatalf("%q, schema %d, %v", copies, schemaVersion(t, path), err)
	}
	if i, err := os.Stat(copies[0]); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", i.Mode(), err)
	}
	s = openTest(t, copies[0])
	if got := effort(t, s); got != "3 Tage" {
		t.Errorf("the copy has %q", got)
	}
	clean(t, s)
	if got, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".backup-*")); err != nil || len(got) > 0 {
		t.Errorf("left behind: %q", got)
	}
}

// A step that fails leaves the file as it was, and the next try makes a copy of its own.
func TestFailedMigrationChangesNothing(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data")
	filled(t, path)
	old := schemaVersion(t, path)
	for try := 1; try <= 2; try++ {
		if s, err := openWith(ctx, path, newClock().now, schemas(t, "DELETE FROM answers; CREATE TABLE meta (x TEXT)")); err == nil {
			s.Close()
			t.Fatal("a broken step passed")
		}
		if copies, err := filepath.Glob(path + ".before-*"); err != nil || len(copies) != try {
			t.Errorf("try %d: %q, %v", try, copies, err)
		}
	}
	s := openTest(t, path)
	if got := effort(t, s); got != "3 Tage" || schemaVersion(t, path) != old {
		t.Errorf("%q, schema %d", got, schemaVersion(t, path))
	}
	clean(t, s)
}

// A file of a newer program is refused and not touched: no byte of it changes, and nothing is put beside it.
func TestNewerSchemaIsLeftAlone(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data")
	s, err := openWith(ctx, path, time.Now, schemas(t, "CREATE TABLE more (x TEXT)"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// A later release may keep its journal in another way, which opening the file as usual would change.
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA journal_mode = DELETE"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := Open(ctx, path, time.Now); !errors.Is(err, assessment.ErrNewerSchema) || s != nil {
		t.Errorf("%v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) || len(files(t, filepath.Dir(path))) != 1 {
		t.Errorf("touched: %q, %v", files(t, filepath.Dir(path)), err)
	}
}

// The newer program may be running or have crashed, so that only the write-ahead log knows of its schema.
func TestNewerSchemaInTheLog(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data")
	filled(t, path)
	newer, err := openWith(ctx, path, time.Now, schemas(t, "CREATE TABLE more (x TEXT)"))
	if err != nil {
		t.Fatal(err)
	}
	defer newer.Close()
	if s, err := Open(ctx, path, time.Now); !errors.Is(err, assessment.ErrNewerSchema) || s != nil {
		t.Errorf("%v", err)
	}
	clean(t, newer)
}

// Two programs that start on a new folder at once make one schema.
func TestTwoStartsMigrateOnce(t *testing.T) {
	for range 5 {
		path := filepath.Join(t.TempDir(), "data")
		done := make(chan error)
		for range 4 {
			go func() {
				s, err := Open(context.Background(), path, time.Now)
				if err == nil {
					err = s.Close()
				}
				done <- err
			}()
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		clean(t, openTest(t, path))
	}
}

// A start waits while another program holds the file, whatever it is doing to it.
func TestOpenWaitsForAnotherProgram(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data")
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE other (x TEXT); BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(50*time.Millisecond, func() { db.Exec("COMMIT") })
	s, err := Open(ctx, path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	clean(t, s)
}

// A copy is whole and never takes the place of something else.
func TestBackup(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := openTest(t, filepath.Join(dir, "data"))
	write(t, s, func(tx *Tx) error { return tx.SetSetting(ctx, "k", "v") })
	copied := filepath.Join(dir, "copy")
	if err := s.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(ctx, copied); !errors.Is(err, assessment.ErrExists) {
		t.Errorf("over a copy: %v", err)
	}
	if err := s.Backup(ctx, filepath.Join(dir, "none", "copy")); !errors.Is(err, ErrReadOnly) {
		t.Errorf("into a folder that does not exist: %v", err)
	}
	for _, f := range files(t, dir) {
		if strings.HasPrefix(f, ".") {
			t.Errorf("left behind: %s", f)
		}
	}
	c := openTest(t, copied)
	if v, err := c.Setting(ctx, "k"); v != "v" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
}

// Migrations are numbered from 1 without a gap and no number is given twice: the schema's version is how many were made.
func TestMigrationsAreNumbered(t *testing.T) {
	names, err := stepNames(migrations)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if want := fmt.Sprintf("migrations/%04d_", i+1); !strings.HasPrefix(name, want) {
			t.Errorf("%s stands where %s… must stand", name, want)
		}
	}
}
