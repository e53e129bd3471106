// Package sqlstore keeps what package signin knows in a SQLite database that
// others may use for more. It opens and closes nothing.
package sqlstore

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/evenhand/evenhand/internal/signin"
)

// migrations are run in order, each once and never changed.
var migrations = []string{first}

//go:embed schema.sql
var first string

// A Store is a [signin.Store].
type Store struct{ read, write *sql.DB }

// New returns the store in a database, and brings its table up to date. The
// readers may be the writer; the writer's transactions wait for each other
// (one connection, or _txlock=immediate).
func New(ctx context.Context, read, write *sql.DB) (*Store, error) {
	if err := migrate(ctx, write); err != nil {
		return nil, fmt.Errorf("migrate sign-in: %w", err)
	}
	return &Store{read, write}, nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	return inTx(ctx, db, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS signin_migration (number INTEGER PRIMARY KEY) STRICT`); err != nil {
			return err
		}
		var done int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM signin_migration`).Scan(&done); err != nil {
			return err
		}
		if done > len(migrations) {
			return errors.New("the database was written by a newer version of the program")
		}
		for i, text := range migrations[done:] {
			if _, err := tx.ExecContext(ctx, text); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO signin_migration VALUES (?)`, done+i+1); err != nil {
				return err
			}
		}
		return nil
	})
}

func inTx(ctx context.Context, db *sql.DB, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing once it is committed
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

const columns = `kind, key, person, data, made, ends, version`

// Find implements [signin.Store].
func (s *Store) Find(ctx context.Context, kind signin.Kind, key []byte) (signin.Record, error) {
	r, err := record(s.read.QueryRowContext(ctx, `SELECT `+columns+` FROM signin WHERE kind = ? AND key = ?`, kind, key))
	if errors.Is(err, sql.ErrNoRows) {
		return r, signin.ErrUnknown
	}
	return r, err
}

// Of implements [signin.Store].
func (s *Store) Of(ctx context.Context, kind signin.Kind, person signin.Person, now time.Time) ([]signin.Record, error) {
	return s.list(ctx, `SELECT `+columns+` FROM signin WHERE kind = ? AND person = ? AND (ends IS NULL OR ends > ?)
		ORDER BY made, key`, kind, person, now.UnixMilli())
}

// All implements [signin.Store].
func (s *Store) All(ctx context.Context, kind signin.Kind, now time.Time, most int) ([]signin.Record, error) {
	return s.list(ctx, `SELECT `+columns+` FROM signin WHERE kind = ? AND (ends IS NULL OR ends > ?)
		ORDER BY made, key LIMIT ?`, kind, now.UnixMilli(), most)
}

func (s *Store) list(ctx context.Context, query string, args ...any) ([]signin.Record, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []signin.Record
	for rows.Next() {
		r, err := record(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

func record(row interface{ Scan(...any) error }) (signin.Record, error) {
	var r signin.Record
	var made int64
	var ends sql.NullInt64
	err := row.Scan(&r.Kind, &r.Key, &r.Person, &r.Data, &made, &ends, &r.Version)
	r.Made = time.UnixMilli(made).UTC()
	if ends.Valid {
		r.Ends = time.UnixMilli(ends.Int64).UTC()
	}
	return r, err
}

// Put implements [signin.Store].
func (s *Store) Put(ctx context.Context, records ...signin.Record) error {
	return inTx(ctx, s.write, func(tx *sql.Tx) error { return PutIn(ctx, tx, records...) })
}

// PutIn is [Store.Put] within somebody else's transaction, which is to be
// rolled back on an error.
func PutIn(ctx context.Context, tx *sql.Tx, records ...signin.Record) error {
	for _, r := range records {
		result, err := put(ctx, tx, r)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(signin.ErrConflict, err)
		}
	}
	return nil
}

func put(ctx context.Context, tx *sql.Tx, r signin.Record) (sql.Result, error) {
	ends := sql.NullInt64{Int64: r.Ends.UnixMilli(), Valid: !r.Ends.IsZero()}
	if r.Version == 0 {
		return tx.ExecContext(ctx, `INSERT INTO signin (`+columns+`) VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING`,
			r.Kind, r.Key, r.Person, r.Data, r.Made.UnixMilli(), ends)
	}
	return tx.ExecContext(ctx, `UPDATE signin SET person = ?, data = ?, made = ?, ends = ?, version = version + 1
		WHERE kind = ? AND key = ? AND version = ?`,
		r.Person, r.Data, r.Made.UnixMilli(), ends, r.Kind, r.Key, r.Version)
}

// Forget implements [signin.Store].
func (s *Store) Forget(ctx context.Context, before time.Time) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM signin WHERE ends < ?`, before.UnixMilli())
	return err
}
