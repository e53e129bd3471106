package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
)

// An event's place is its stream's number and its own, which has this many bits.
const (
	placeBits    = 24
	mostInStream = 1 << placeBits
)

// Commit stores all of a change or nothing of it; see [casework.Store].
func (s *Store) Commit(ctx context.Context, c casework.Change) error {
	entries := make([]prepared, len(c.Entries))
	for i, e := range c.Entries {
		entries[i] = prepare(e)
	}
	err := s.writer.write(ctx, func(w *writer) error { return w.change(c, entries) })
	if err != nil {
		return fmt.Errorf("store a change: %w", err)
	}
	return nil
}

// change writes a change; it checks before it writes.
func (w *writer) change(c casework.Change, entries []prepared) error {
	if err := w.refused(c); err != nil {
		return err
	}
	for _, a := range c.Appends {
		if err := w.append(a); err != nil {
			return fmt.Errorf("append: %w", err)
		}
	}
	for _, e := range entries {
		if err := w.index(e); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	for _, m := range c.Messages {
		if err := w.message(m); err != nil {
			return fmt.Errorf("message: %w", err)
		}
	}
	for _, r := range c.Readings {
		if err := w.reading(r); err != nil {
			return fmt.Errorf("reading: %w", err)
		}
	}
	return nil
}

// refused says why a change cannot be stored.
func (w *writer) refused(c casework.Change) error {
	length := map[casework.ID]int{}
	for _, a := range c.Appends {
		n, seen := length[a.Stream]
		if !seen {
			var err error
			if n, err = w.length(a.Stream); err != nil {
				return err
			}
		}
		if n != a.At {
			return refused{casework.ErrConflict}
		}
		length[a.Stream] = n + len(a.Rows)
	}
	taken := map[string]casework.ID{}
	for _, e := range c.Entries {
		holder, seen := taken[e.Reference]
		if !seen {
			err := w.row("SELECT s.id FROM entry e JOIN stream s ON s.number = e.stream WHERE e.reference = ?", []any{e.Reference}, &holder)
			if errors.Is(err, sql.ErrNoRows) {
				holder, err = e.ID, nil
			}
			if err != nil {
				return err
			}
		}
		if holder != e.ID {
			return refused{casework.ErrTaken}
		}
		taken[e.Reference] = e.ID
	}
	return nil
}

// length is how many events a stream holds.
func (w *writer) length(id casework.ID) (int, error) {
	number, err := w.number(id)
	if err != nil || number == 0 {
		return 0, err
	}
	var n int
	err = w.row("SELECT ifnull(max(place) + 1 - ?1, 0) FROM event WHERE place BETWEEN ?1 AND ?2",
		[]any{number << placeBits, number<<placeBits + mostInStream - 1}, &n)
	return n, err
}

// number is the number of a stream; 0 when there is none.
func (w *writer) number(id casework.ID) (int64, error) {
	if n, known := w.streams[id]; known {
		return n, nil
	}
	var n int64
	err := w.row("SELECT number FROM stream WHERE id = ?", []any{string(id)}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	w.streams[id] = n
	return n, err
}

// numberOf is the number of a stream, which it makes when there is none.
func (w *writer) numberOf(id casework.ID) (int64, error) {
	n, err := w.number(id)
	if err != nil || n != 0 {
		return n, err
	}
	n, err = w.insert("INSERT INTO stream (id) VALUES (?)", string(id))
	w.streams[id] = n
	return n, err
}

// append adds rows to a stream.
func (w *writer) append(a casework.Append) error {
	number, err := w.numberOf(a.Stream)
	if err != nil {
		return err
	}
	if a.At+len(a.Rows) > mostInStream {
		return fmt.Errorf("a stream holds at most %d events", mostInStream)
	}
	for i, r := range a.Rows {
		for _, text := range []string{string(r.By), string(r.For), r.As, r.Kind, string(r.Body)} {
			if strings.ContainsAny(text, eventEnd+columnEnd) {
				return fmt.Errorf("event %d holds a bare control character", a.At+i)
			}
		}
		err := w.exec("INSERT INTO event (place, at, by_person, for_person, as_capacity, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
			number<<placeBits+int64(a.At+i), r.At.UnixMicro(), string(r.By), string(r.For), r.As, r.Kind, string(r.Body))
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) message(m casework.Message) error {
	number, err := w.numberOf(m.Matter)
	if err != nil {
		return err
	}
	return w.exec(`INSERT INTO message (id, recipient, stream, letter, not_until, tries, failure) VALUES (?, ?, ?, ?, ?, ?, '')
		ON CONFLICT DO NOTHING`, m.ID, string(m.To), number, m.Letter, m.NotUntil.UnixMicro(), m.Tries)
}

func (w *writer) reading(r casework.Reading) error {
	number, err := w.numberOf(r.Matter)
	if err != nil {
		return err
	}
	return w.exec("INSERT INTO reading (stream, at, person, as_capacity, what) VALUES (?, ?, ?, ?, ?)",
		number, r.At.UnixMicro(), string(r.Person), r.As, r.What)
}

// prepared is an entry with what can be worked out before the writer's time is taken.
type prepared struct {
	casework.Entry
	parts string // JSON
	words []string
}

func prepare(e casework.Entry) prepared {
	parts, err := json.Marshal(e.Parts)
	if err != nil {
		panic(err) // strings and booleans can be written
	}
	return prepared{e, string(parts), words(e.Reference + "\n" + e.Search)}
}

// index puts an entry in the place of the one its matter had.
func (w *writer) index(e prepared) error {
	number, err := w.numberOf(e.ID)
	if err != nil {
		return err
	}
	old, err := w.forget(number)
	if err != nil {
		return err
	}
	err = w.exec(`INSERT INTO entry (stream, reference, procedure, stage, final, outcome, opened, changed, due, due_what, next_day, delay,
		caseworker, events, receipt, parts, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		number, e.Reference, e.Procedure, e.Stage, e.Final, e.Outcome, int64(e.Opened), e.Changed.UnixMicro(), int64(e.Due), e.DueWhat,
		int64(e.NextDay), e.Delay, string(e.Caseworker), e.Events, e.Receipt, e.parts, e.Search)
	if err != nil {
		return err
	}
	people, err := w.people(e.Parts)
	if err != nil {
		return err
	}
	for _, p := range people {
		err := w.exec(`INSERT INTO part (person, final, due, reference, opened, changed, procedure, stage, capacities, stream)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, p.number, e.Final, e.SortKey(casework.ByDue), e.Reference, e.SortKey(casework.ByOpened),
			e.SortKey(casework.ByChanged), e.Procedure, e.Stage, p.capacities, number)
		if err != nil {
			return err
		}
	}
	return w.searchable(number, e, people, old)
}

// forget takes an entry out of the index, but for its words; it returns what it was.
func (w *writer) forget(number int64) (old casework.Entry, err error) {
	var parts string
	err = w.row("SELECT reference, final, due, parts, search FROM entry WHERE stream = ?", []any{number},
		&old.Reference, &old.Final, &old.Due, &parts, &old.Search)
	if errors.Is(err, sql.ErrNoRows) {
		return old, nil
	}
	if err == nil {
		err = w.exec("DELETE FROM entry WHERE stream = ?", number)
	}
	if err == nil {
		err = json.Unmarshal([]byte(parts), &old.Parts)
	}
	if err != nil {
		return old, err
	}
	people, err := w.people(old.Parts)
	if err != nil {
		return old, err
	}
	for _, p := range people {
		err := w.exec("DELETE FROM part WHERE person = ? AND final = ? AND due = ? AND reference = ?", p.number, old.Final,
			old.SortKey(casework.ByDue), old.Reference)
		if err != nil {
			return old, err
		}
	}
	return old, nil
}

// everyone is the number under which all matters stand, for those who may see all.
const everyone = 0

// A sharer is somebody who has a part in a matter, or everyone.
type sharer struct {
	number     int64
	capacities string
	office     bool
}

// people lists who has a part in a matter, each once; everyone is the first, unless it shows to its parts alone.
func (w *writer) people(parts []casework.Part) ([]sharer, error) {
	list := []sharer{{everyone, "\n", true}}
	at := map[casework.PersonID]int{}
	for _, p := range parts {
		i, seen := at[p.Person]
		if !seen {
			number, err := w.person(p.Person)
			if err != nil {
				return nil, err
			}
			i = len(list)
			at[p.Person] = i
			list = append(list, sharer{number: number, capacities: "\n"})
		}
		list[i].capacities += p.Capacity + "\n"
		list[i].office = list[i].office || p.Office
		list[0].capacities += p.Capacity + "\n"
	}
	if casework.Apart(parts) {
		list = list[1:]
	}
	return list, nil
}

// person is the number of a person, which it makes when there is none.
func (w *writer) person(id casework.PersonID) (int64, error) {
	if n, known := w.persons[id]; known {
		return n, nil
	}
	var n int64
	err := w.row("SELECT number FROM person WHERE id = ?", []any{string(id)}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		n, err = w.insert("INSERT INTO person (id) VALUES (?)", string(id))
	}
	if err == nil {
		w.persons[id] = n
	}
	return n, err
}
