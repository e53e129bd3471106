// Package sqlite keeps what the office stores in one SQLite file. It implements [casework.Store].
//
// One goroutine writes; the changes that wait while it does are stored together in the next transaction, and nobody is
// answered before what they changed is on the disk. Readers do not wait for the writer. Events and readings are only
// ever added. The file belongs to one process: a second one that opens it gets [ErrInUse].
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"sync"

	driver "modernc.org/sqlite"

	"github.com/evenhand/evenhand/internal/casework"
)

// Errors of opening and closing.
var (
	ErrInUse  = errors.New("another process has the database open")
	ErrClosed = errors.New("the store is closed")
	ErrLater  = errors.New("the file is of a later version")
)

// Options says how a store is opened.
type Options struct {
	Readers int // how many may read at once; 0: 4
}

// A Store keeps events and their index. Make one with [Open]; it may be used by many at once.
type Store struct {
	readers *sql.DB
	writer  *writer
	pools   []*sql.DB
	conns   []*sql.Conn // taken of pools for good

	patience, few int // see the constants; a test sets others

	mu       sync.RWMutex
	prepared map[string]*sql.Stmt
}

var _ casework.Store = (*Store)(nil)

// Open opens the store in a file, and makes it when there is none. The error is ErrInUse, or that the file is none of
// ours or of a later version, or a fault of the disk.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	s := &Store{prepared: map[string]*sql.Stmt{}, patience: patience, few: few}
	if err := s.open(ctx, path, o); err != nil {
		s.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string, o Options) error {
	if err := private(path); err != nil {
		return err
	}
	if err := s.hold(ctx, path); err != nil {
		return err
	}
	conn, err := s.connect(ctx, path, 1, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "recursive_triggers(1)", "cache_size(-16000)",
		"wal_autocheckpoint(4000)")
	if err != nil {
		return err
	}
	if err := migrate(ctx, conn); err != nil {
		return err
	}
	if s.writer, err = newWriter(ctx, conn); err != nil {
		return err
	}
	if o.Readers == 0 {
		o.Readers = 4
	}
	s.readers = s.pool(path, o.Readers, "query_only(1)", "cache_size(-4000)")
	return nil
}

// private makes the file, when there is none, so that nobody else may read it; what stands beside it follows it in that.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// hold keeps other processes out for as long as the store is open: it holds a lock on a file beside the database, which
// the system lets go when the process ends, however it ends.
func (s *Store) hold(ctx context.Context, path string) error {
	conn, err := s.connect(ctx, path+"-lock", 1)
	if err == nil {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	if busy(err) {
		return ErrInUse
	}
	return err
}

// connect opens a pool and takes a connection of it.
func (s *Store) connect(ctx context.Context, path string, most int, pragmas ...string) (*sql.Conn, error) {
	conn, err := s.pool(path, most, pragmas...).Conn(ctx)
	if err == nil {
		s.conns = append(s.conns, conn)
	}
	return conn, err
}

// pool opens a pool of connections that are set up alike.
func (s *Store) pool(path string, most int, pragmas ...string) *sql.DB {
	q := url.Values{"_pragma": append([]string{"busy_timeout(1000)"}, pragmas...), "_dqs": {"0"}}
	c, err := driver.NewConnector("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode())
	if err != nil {
		panic(err) // the name is ours and well formed
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	s.pools = append(s.pools, db)
	return db
}

// Close waits for what is being written and closes the file.
func (s *Store) Close() error {
	var errs []error
	if s.writer != nil {
		s.writer.close()
		for _, st := range s.writer.prepared {
			errs = append(errs, st.Close())
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for query, st := range s.prepared {
		errs = append(errs, st.Close())
		delete(s.prepared, query)
	}
	for _, conn := range slices.Backward(s.conns) { // the lock last
		errs = append(errs, conn.Close())
	}
	for _, pool := range slices.Backward(s.pools) {
		errs = append(errs, pool.Close())
	}
	s.conns, s.pools = nil, nil
	return errors.Join(errs...)
}
