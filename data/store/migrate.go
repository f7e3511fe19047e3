package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"kreislage/data/assessment"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema from user_version to the newest one, a transaction a step. Before the first step on
// a file that already holds data, a copy is put beside it.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	slices.Sort(steps)
	var at int
	if err := s.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at); err != nil {
		return fmt.Errorf("read the schema version: %w", translate(err))
	}
	if at > len(steps) {
		return fmt.Errorf("schema %d, this program knows %d: %w", at, len(steps), assessment.ErrNewerSchema)
	}
	if at == len(steps) {
		return nil
	}
	if at > 0 {
		if err := s.Backup(ctx, fmt.Sprintf("%s.before-%04d-%s", s.path, at+1, s.now().UTC().Format("20060102T150405"))); err != nil {
			return fmt.Errorf("copy before migrating: %w", err)
		}
	}
	for i := at; i < len(steps); i++ {
		if err := s.step(ctx, steps[i], i+1); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) step(ctx context.Context, name string, version int) error {
	script, err := migrations.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	tx, err := s.write.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, string(script)); err != nil {
		return fmt.Errorf("%s: %w", name, translate(err))
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return fmt.Errorf("%s: %w", name, translate(err))
	}
	return wrap(name, tx.Commit())
}
