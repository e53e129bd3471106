package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/evenhand/evenhand/internal/casework"
)

// mostTogether is how many changes are stored in one transaction.
const mostTogether = 256

// A writer is the one goroutine that writes. What waits while it stores is stored together in its next transaction.
type writer struct {
	conn     *sql.Conn
	requests chan *request
	quit     chan struct{} // closed when no more requests are taken
	done     chan struct{} // closed when the goroutine has ended
	once     sync.Once

	prepared map[string]*sql.Stmt

	// What is known of the transaction that is being written; nothing of it outlasts one that is rolled back.
	streams map[casework.ID]int64       // their numbers, for as long as a transaction lasts
	persons map[casework.PersonID]int64 // theirs, of some
	terms   []wording                   // what is put into the index of words at the end
}

// mostPersons is how many people's numbers are kept in memory.
const mostPersons = 20_000

// A request is something to be written, whole or not at all. When do returns a refused it has written nothing; after any
// other error what it wrote is undone.
type request struct {
	ctx    context.Context
	do     func(w *writer) error
	answer chan error
}

func newWriter(ctx context.Context, conn *sql.Conn) (*writer, error) {
	w := &writer{conn: conn, requests: make(chan *request, mostTogether), quit: make(chan struct{}), done: make(chan struct{}),
		prepared: map[string]*sql.Stmt{}, streams: map[casework.ID]int64{}, persons: map[casework.PersonID]int64{}}
	go w.run()
	return w, nil
}

// write has something written and returns when it is durable, or when nothing of it was stored. Once writing has begun
// a cancelled context no longer stops it, so that an error always means that nothing was stored.
func (w *writer) write(ctx context.Context, do func(w *writer) error) error {
	r := &request{ctx, do, make(chan error, 1)}
	select {
	case <-w.quit:
		return ErrClosed
	default:
	}
	select {
	case w.requests <- r:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return ErrClosed
	}
	select {
	case err := <-r.answer:
		return err
	case <-w.done:
	}
	select {
	case err := <-r.answer:
		return err
	default:
		return ErrClosed
	}
}

func (w *writer) close() {
	w.once.Do(func() { close(w.quit) })
	<-w.done
}

func (w *writer) run() {
	defer close(w.done)
	for {
		select {
		case r := <-w.requests:
			w.together(w.waiting(r))
		case <-w.quit:
			for len(w.requests) > 0 {
				w.together(w.waiting(<-w.requests))
			}
			return
		}
	}
}

// waiting collects what waits to be written, the first request and those behind it.
func (w *writer) waiting(first *request) []*request {
	group := []*request{first}
	for len(group) < mostTogether {
		select {
		case r := <-w.requests:
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

// together stores a group in one transaction and answers all of it. What is refused has written nothing and leaves the
// rest alone. When a write fails, nothing of the group is stored; each is then tried by itself, so that what one of
// them fails by is not visited on the others.
func (w *writer) together(group []*request) {
	answers, err := w.store(group)
	if err != nil && len(group) > 1 {
		for _, r := range group {
			w.together([]*request{r})
		}
		return
	}
	for i, r := range group {
		if err != nil {
			answers[i] = err
		}
		r.answer <- answers[i]
	}
}

// store stores a group, and says which of it was refused. The error means that nothing of it was stored.
func (w *writer) store(group []*request) (answers []error, err error) {
	answers = make([]error, len(group))
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return answers, err
	}
	defer func() {
		if err != nil {
			w.conn.ExecContext(context.Background(), "ROLLBACK") // fails when the database has rolled back by itself
		}
		if err != nil || len(w.persons) > mostPersons {
			clear(w.persons)
		}
		clear(w.streams)
		w.terms = nil
	}()
	for i, r := range group {
		if answers[i] = r.ctx.Err(); answers[i] != nil {
			continue
		}
		answers[i] = r.do(w)
		if answers[i] != nil && !errors.As(answers[i], new(refused)) {
			return answers, answers[i]
		}
	}
	if err := w.putTerms(); err != nil {
		return answers, err
	}
	return answers, w.exec("COMMIT")
}

// A refused is why a request was refused before it wrote anything.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// busy says whether an error is that another process holds a lock.
func busy(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_BUSY || e.Code()&0xff == lib.SQLITE_LOCKED)
}

// statement prepares a statement once.
func (w *writer) statement(query string) (*sql.Stmt, error) {
	if st := w.prepared[query]; st != nil {
		return st, nil
	}
	st, err := w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		w.prepared[query] = st
	}
	return st, err
}

func (w *writer) exec(query string, args ...any) error {
	st, err := w.statement(query)
	if err == nil {
		_, err = st.Exec(args...)
	}
	return err
}

// insert inserts a row and returns its number.
func (w *writer) insert(query string, args ...any) (int64, error) {
	st, err := w.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// row reads one row; sql.ErrNoRows when there is none.
func (w *writer) row(query string, args []any, into ...any) error {
	st, err := w.statement(query)
	if err != nil {
		return err
	}
	return st.QueryRow(args...).Scan(into...)
}
