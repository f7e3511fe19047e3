package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"kreislage/data/assessment"
)

//go:embed migrations/*.sql
var migrations embed.FS

func stepNames(steps fs.FS) ([]string, error) {
	names, err := fs.Glob(steps, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	slices.Sort(names)
	return names, nil
}

// migrate brings the schema from user_version to the newest one, a transaction a step. Before the first step on
// a file that already holds data, a copy is put beside it.
func (s *Store) migrate(ctx context.Context, steps fs.FS, names []string) error {
	at, err := s.firstLook(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if at < 0 || at > len(names) {
		return fmt.Errorf("schema %d, this program knows %d: %w", at, len(names), assessment.ErrNewerSchema)
	}
	if at > 0 && at < len(names) {
		if err := s.backupBefore(ctx, at+1); err != nil {
			return fmt.Errorf("copy before migrating: %w", err)
		}
	}
	for i := at; i < len(names); i++ {
		if err := s.step(ctx, steps, names[i], i); err != nil {
			return err
		}
	}
	return nil
}

// firstLook opens the first connection and reads the schema's version. While another program makes the file's
// write-ahead log, SQLite says "busy" at once and does not wait as it does everywhere else.
func (s *Store) firstLook(ctx context.Context) (at int, err error) {
	for wait := time.Millisecond; ; wait *= 2 {
		err = translate(s.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at))
		if !errors.Is(err, ErrBusy) || wait > 4*time.Second {
			return at, err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// backupBefore puts a copy beside the data file. An earlier try may have left one with the same name.
func (s *Store) backupBefore(ctx context.Context, step int) error {
	base := fmt.Sprintf("%s.before-%04d-%s", s.path, step, s.now().UTC().Format("20060102T150405"))
	err := s.Backup(ctx, base)
	for n := 2; errors.Is(err, assessment.ErrExists) && n < 100; n++ {
		err = s.Backup(ctx, fmt.Sprintf("%s-%d", base, n))
	}
	return err
}

// step runs one script on a file whose schema is from.
func (s *Store) step(ctx context.Context, steps fs.FS, name string, from int) error {
	script, err := fs.ReadFile(steps, name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	defer tx.Rollback()
	// Another program may have made this step while this one waited for the lock.
	var at int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at); err != nil || at > from {
		return wrap(name, err)
	}
	if _, err := tx.ExecContext(ctx, string(script)); err != nil {
		return fmt.Errorf("%s: %w", name, translate(err))
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", from+1)); err != nil {
		return fmt.Errorf("%s: %w", name, translate(err))
	}
	return wrap(name, tx.Commit())
}
