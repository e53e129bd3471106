package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
)

// statement prepares a reading statement once.
func (s *Store) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.RLock()
	st := s.prepared[query]
	s.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.prepared[query]; st != nil {
		return st, nil
	}
	st, err := s.readers.PrepareContext(ctx, query)
	if err == nil {
		s.prepared[query] = st
	}
	return st, err
}

// query reads rows, each with scan.
func (s *Store) query(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	st, err := s.statement(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Rows reads the events of a stream in order; see [casework.Store].
func (s *Store) Rows(ctx context.Context, stream casework.ID, n int) ([]casework.Row, error) {
	var list []casework.Row
	err := s.query(ctx, func(rows *sql.Rows) error {
		r := casework.Row{Stream: stream, N: n + len(list)}
		list = append(list, r)
		return scanRow(rows, &list[len(list)-1])
	}, `SELECT e.at, e.by_person, e.for_person, e.as_capacity, e.kind, e.body FROM stream s
		JOIN event e ON e.place BETWEEN (s.number << 24) + ?2 AND (s.number << 24) + 16777215 WHERE s.id = ?1 ORDER BY e.place`, string(stream), n)
	if err != nil {
		return nil, fmt.Errorf("read a stream: %w", err)
	}
	return list, nil
}

func scanRow(rows *sql.Rows, r *casework.Row) error {
	var at int64
	err := rows.Scan(&at, &r.By, &r.For, &r.As, &r.Kind, &r.Body)
	r.At = instant(at)
	return err
}

// instant reads a time as it is kept.
func instant(micro int64) time.Time { return time.UnixMicro(micro).UTC() }

// Where all streams are gone through, this many are read at once, by their numbers: no reading lasts so long that it
// keeps the file from being tidied up behind the writer. The next are read while the caller deals with these.
const (
	mostAtOnce = 64
	readAhead  = 2
)

// A batch is some streams, each whole, or why they could not be read.
type batch struct {
	streams [][]casework.Row
	err     error
}

// Streams goes through all streams; see [casework.Store].
func (s *Store) Streams(ctx context.Context) iter.Seq2[[]casework.Row, error] {
	return func(yield func([]casework.Row, error) bool) {
		reading, cancel := context.WithCancel(ctx)
		defer cancel()
		for next := range s.ahead(reading) {
			b := <-next
			for _, rows := range b.streams {
				if len(rows) > 0 && !yield(rows, nil) {
					return
				}
			}
			if b.err != nil {
				yield(nil, fmt.Errorf("read all streams: %w", b.err))
				return
			}
		}
		if err := ctx.Err(); err != nil { // then not all were read
			yield(nil, fmt.Errorf("read all streams: %w", err))
		}
	}
}

// ahead reads batches, a few at a time, and gives them in order.
func (s *Store) ahead(ctx context.Context) <-chan chan batch {
	out := make(chan chan batch, readAhead-1)
	go func() {
		defer close(out)
		var last int64
		err := s.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&last) }, "SELECT ifnull(max(number), 0) FROM stream")
		for from := int64(0); from < last || err != nil; from += mostAtOnce {
			next := make(chan batch, 1)
			select {
			case out <- next:
			case <-ctx.Done():
				return
			}
			if err != nil {
				next <- batch{err: err}
				return
			}
			go func() { next <- s.batch(ctx, from) }()
		}
	}()
	return out
}

// What stands between the events of a stream, and between the columns of one, where they are read as one text: that is
// several times as fast as row by row. No event holds either; see [writer.append].
const (
	eventEnd  = "\x1e"
	columnEnd = "\x1f"
)

// batch reads the streams whose numbers come after one.
func (s *Store) batch(ctx context.Context, after int64) (b batch) {
	b.err = s.query(ctx, func(rows *sql.Rows) error {
		var id casework.ID
		var text sql.NullString // null: a stream without events
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		stream, err := split(id, text.String)
		b.streams = append(b.streams, stream)
		return err
	}, `SELECT s.id, (SELECT group_concat(concat_ws(char(31), e.place & 16777215, e.at, e.by_person, e.for_person, e.as_capacity, e.kind, e.body), char(30))
		FROM event e WHERE e.place BETWEEN s.number << 24 AND (s.number << 24) + 16777215)
		FROM stream s WHERE s.number BETWEEN ? AND ? ORDER BY s.number`, after+1, after+mostAtOnce)
	return b
}

// split takes a stream's text apart.
func split(id casework.ID, text string) ([]casework.Row, error) {
	if text == "" {
		return nil, nil
	}
	list := make([]casework.Row, 0, strings.Count(text, eventEnd)+1)
	for event := range strings.SplitSeq(text, eventEnd) {
		var c [6]string
		for i := range c {
			c[i], event, _ = strings.Cut(event, columnEnd)
		}
		n, err := strconv.Atoi(c[0])
		at, wrong := strconv.ParseInt(c[1], 10, 64)
		if err != nil || wrong != nil || n != len(list) {
			return nil, fmt.Errorf("event %q of a stream stands in the place of event %d", c[0], len(list))
		}
		list = append(list, casework.Row{Stream: id, N: n, At: instant(at), By: casework.PersonID(c[2]), For: casework.PersonID(c[3]), As: c[4],
			Kind: c[5], Body: []byte(event)})
	}
	return list, nil
}

// columns are those of an entry, as scanEntry reads them.
const columns = `s.id, e.reference, e.procedure, e.stage, e.final, e.outcome, e.opened, e.changed, e.due, e.due_what, e.next_day, e.delay,
	e.caseworker, e.events, e.receipt, e.parts, e.search`

func scanEntry(rows *sql.Rows, e *casework.Entry) error {
	var changed int64
	var parts []byte
	err := rows.Scan(&e.ID, &e.Reference, &e.Procedure, &e.Stage, &e.Final, &e.Outcome, &e.Opened, &changed, &e.Due, &e.DueWhat, &e.NextDay,
		&e.Delay, &e.Caseworker, &e.Events, &e.Receipt, &parts, &e.Search)
	if err != nil {
		return err
	}
	e.Changed = instant(changed)
	return json.Unmarshal(parts, &e.Parts)
}

// Entry reads the index entry of a matter; see [casework.Store].
func (s *Store) Entry(ctx context.Context, id casework.ID) (casework.Entry, error) {
	return s.entry(ctx, "SELECT "+columns+" FROM stream s JOIN entry e ON e.stream = s.number WHERE s.id = ?", string(id))
}

// ByReference reads the index entry with a reference; see [casework.Store].
func (s *Store) ByReference(ctx context.Context, reference string) (casework.Entry, error) {
	return s.entry(ctx, "SELECT "+columns+" FROM entry e JOIN stream s ON e.stream = s.number WHERE e.reference = ?", reference)
}

func (s *Store) entry(ctx context.Context, query string, arg string) (casework.Entry, error) {
	var e casework.Entry
	err := s.query(ctx, func(rows *sql.Rows) error { return scanEntry(rows, &e) }, query, arg)
	if err != nil {
		return casework.Entry{}, fmt.Errorf("read an entry: %w", err)
	}
	if e.ID == "" {
		return casework.Entry{}, casework.ErrNotFound
	}
	return e, nil
}

// Due lists matters whose next day has come; see [casework.Store].
func (s *Store) Due(ctx context.Context, day calendar.Date, most int) ([]casework.ID, error) {
	var list []casework.ID
	err := s.query(ctx, func(rows *sql.Rows) error {
		list = append(list, "")
		return rows.Scan(&list[len(list)-1])
	}, `SELECT s.id FROM entry e CROSS JOIN stream s ON s.number = e.stream WHERE e.next_day <> 0 AND e.next_day <= ?
		ORDER BY e.next_day, e.stream LIMIT ?`, int64(day), most)
	if err != nil {
		return nil, fmt.Errorf("list what is due: %w", err)
	}
	return list, nil
}

// ReplaceIndex puts a new index in place of the old; see [casework.Store]. While it does nothing else is written, so
// entries must not write to the store.
func (s *Store) ReplaceIndex(ctx context.Context, entries iter.Seq2[casework.Entry, error]) error {
	err := s.writer.write(ctx, func(w *writer) error {
		for _, clear := range []string{"DELETE FROM entry", "DELETE FROM part", "INSERT INTO words (words) VALUES ('delete-all')"} {
			if err := w.exec(clear); err != nil {
				return err
			}
		}
		for e, err := range entries {
			if err == nil {
				err = w.index(prepare(e))
			}
			if err == nil && len(w.terms) >= mostTerms {
				err = w.putTerms()
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("replace the index: %w", err)
	}
	return nil
}

// Outbox lists messages whose time has come; see [casework.Store].
func (s *Store) Outbox(ctx context.Context, now time.Time, most int) ([]casework.Message, error) {
	var list []casework.Message
	err := s.query(ctx, func(rows *sql.Rows) error {
		var m casework.Message
		var until int64
		err := rows.Scan(&m.ID, &m.To, &m.Matter, &m.Letter, &until, &m.Tries)
		m.NotUntil = instant(until)
		list = append(list, m)
		return err
	}, `SELECT m.id, m.recipient, s.id, m.letter, m.not_until, m.tries FROM message m CROSS JOIN stream s ON s.number = m.stream
		WHERE m.sent IS NULL AND m.not_until <= ? ORDER BY m.not_until, m.id LIMIT ?`, now.UnixMicro(), most)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	return list, nil
}

// Sent marks a message as sent or notes a failed try; see [casework.Store].
func (s *Store) Sent(ctx context.Context, id string, at time.Time, failure string, again time.Time) error {
	err := s.writer.write(ctx, func(w *writer) error {
		if failure == "" {
			return w.exec("UPDATE message SET sent = ?, failure = '' WHERE id = ? AND sent IS NULL", at.UnixMicro(), id)
		}
		return w.exec("UPDATE message SET tries = tries + 1, failure = ?, not_until = ? WHERE id = ? AND sent IS NULL", failure,
			again.UnixMicro(), id)
	})
	if err != nil {
		return fmt.Errorf("note what became of a message: %w", err)
	}
	return nil
}

// Readings lists who read what of a matter; see [casework.Store].
func (s *Store) Readings(ctx context.Context, id casework.ID) ([]casework.Reading, error) {
	var list []casework.Reading
	err := s.query(ctx, func(rows *sql.Rows) error {
		r := casework.Reading{Matter: id}
		var at int64
		err := rows.Scan(&at, &r.Person, &r.As, &r.What)
		r.At = instant(at)
		list = append(list, r)
		return err
	}, `SELECT r.at, r.person, r.as_capacity, r.what FROM stream s JOIN reading r ON r.stream = s.number WHERE s.id = ? ORDER BY r.number`, string(id))
	if err != nil {
		return nil, fmt.Errorf("read the readings: %w", err)
	}
	return list, nil
}

// SaveDraft keeps what somebody has typed; see [casework.Store].
func (s *Store) SaveDraft(ctx context.Context, key string, body []byte, until time.Time) error {
	err := s.writer.write(ctx, func(w *writer) error {
		if len(body) == 0 {
			return w.exec("DELETE FROM draft WHERE key = ?", key)
		}
		return w.exec("INSERT INTO draft (key, body, until) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body, until = excluded.until",
			key, body, until.UnixMicro())
	})
	if err != nil {
		return fmt.Errorf("save a draft: %w", err)
	}
	return nil
}

// Draft reads a draft back; see [casework.Store]. When it finds drafts past their time it removes them.
func (s *Store) Draft(ctx context.Context, key string, now time.Time) ([]byte, error) {
	var body []byte
	var past bool
	err := s.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&body, &past) },
		"SELECT (SELECT body FROM draft WHERE key = ?1 AND until > ?2), EXISTS (SELECT 1 FROM draft WHERE until <= ?2)", key, now.UnixMicro())
	if err == nil && past {
		err = s.writer.write(ctx, func(w *writer) error { return w.exec("DELETE FROM draft WHERE until <= ?", now.UnixMicro()) })
	}
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return nil, fmt.Errorf("read a draft: %w", err)
	case body == nil:
		return nil, casework.ErrNotFound
	}
	return body, nil
}
