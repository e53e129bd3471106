package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

// application marks a file as ours: "even" in ASCII.
const application = 0x6576656e

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the file to the newest version, one step a transaction. The number of steps taken is kept in the file.
func migrate(ctx context.Context, conn *sql.Conn) error {
	var version, whose int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if err := conn.QueryRowContext(ctx, "PRAGMA application_id").Scan(&whose); err != nil {
		return err
	}
	steps, err := fs.Glob(migrations, "migrations/*.sql") // in order of their names
	switch {
	case err != nil:
		return err
	case version > 0 && whose != application:
		return fmt.Errorf("the file is a database of another program")
	case version > len(steps):
		return fmt.Errorf("%w: %d, and this program knows versions up to %d", ErrLater, version, len(steps))
	}
	for i := version; i < len(steps); i++ {
		if err := step(ctx, conn, steps[i], i+1); err != nil {
			return fmt.Errorf("%s: %w", steps[i], err)
		}
	}
	return nil
}

func step(ctx context.Context, conn *sql.Conn, name string, version int) error {
	text, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", version, application)); err != nil {
		return err
	}
	return tx.Commit()
}
