package casework

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/evenhand/evenhand/calendar"
)

// memory is a store for the tests of this package: what a command decides does not depend on how it is kept. What a
// store must do is tested in storetest, on the real ones.
type memory struct {
	mu       sync.Mutex
	rows     map[ID][]Row
	entries  map[ID]Entry
	messages map[string]Message
	readings []Reading
	blobs    map[string][]byte
	drafts   map[string][]byte
}

func newMemory() *memory {
	return &memory{rows: map[ID][]Row{}, entries: map[ID]Entry{}, messages: map[string]Message{}, blobs: map[string][]byte{}, drafts: map[string][]byte{}}
}

func (m *memory) Commit(_ context.Context, c Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range c.Appends {
		if len(m.rows[a.Stream]) != a.At {
			return ErrConflict
		}
	}
	for _, e := range c.Entries {
		for _, x := range m.entries {
			if x.Reference == e.Reference && x.ID != e.ID {
				return ErrTaken
			}
		}
	}
	for _, a := range c.Appends {
		m.rows[a.Stream] = append(m.rows[a.Stream], a.Rows...)
	}
	for _, e := range c.Entries {
		m.entries[e.ID] = e
	}
	for _, x := range c.Messages {
		m.messages[x.ID] = x
	}
	m.readings = append(m.readings, c.Readings...)
	return nil
}

func (m *memory) Rows(_ context.Context, id ID, n int) ([]Row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n >= len(m.rows[id]) {
		return nil, nil
	}
	return slices.Clone(m.rows[id][n:]), nil
}

func (m *memory) Streams(context.Context) iter.Seq2[[]Row, error] {
	return func(yield func([]Row, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(m.rows)) {
			if !yield(m.rows[id], nil) {
				return
			}
		}
	}
}

func (m *memory) Entry(_ context.Context, id ID) (Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[id]
	if !ok {
		return e, ErrNotFound
	}
	return e, nil
}

func (m *memory) ByReference(_ context.Context, reference string) (Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.entries {
		if e.Reference == reference {
			return e, nil
		}
	}
	return Entry{}, ErrNotFound
}

func (m *memory) Find(_ context.Context, q Query) ([]Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []Entry
	for _, e := range m.entries {
		of := slices.ContainsFunc(e.Parts, func(p Part) bool { return p.Person == q.Person })
		if (q.Everyone && !Apart(e.Parts) || of) && strings.Contains(e.Search, q.Words) && (q.Reference == "" || q.Reference == e.Reference) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

func (m *memory) Count(ctx context.Context, q Query, _ int) (int, error) {
	list, err := m.Find(ctx, q)
	return len(list), err
}

func (m *memory) Due(_ context.Context, day calendar.Date, _ int) ([]ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []ID
	for _, e := range m.entries {
		if !e.NextDay.IsZero() && e.NextDay <= day {
			list = append(list, e.ID)
		}
	}
	slices.Sort(list)
	return list, nil
}

func (m *memory) ReplaceIndex(_ context.Context, entries iter.Seq2[Entry, error]) error {
	next := map[ID]Entry{}
	for e, err := range entries {
		if err != nil {
			return err
		}
		next[e.ID] = e
	}
	m.entries = next
	return nil
}

func (m *memory) Outbox(context.Context, time.Time, int) ([]Message, error) {
	return slices.Collect(maps.Values(m.messages)), nil
}
func (m *memory) Sent(context.Context, string, time.Time, string, time.Time) error { return nil }

func (m *memory) Readings(_ context.Context, id ID) ([]Reading, error) {
	return slices.DeleteFunc(slices.Clone(m.readings), func(r Reading) bool { return r.Matter != id }), nil
}

func (m *memory) SaveDraft(_ context.Context, key string, body []byte, _ time.Time) error {
	m.drafts[key] = body
	return nil
}

func (m *memory) Draft(_ context.Context, key string, _ time.Time) ([]byte, error) {
	return m.drafts[key], nil
}

func (m *memory) Put(_ context.Context, r io.Reader) (Blob, error) {
	b, err := io.ReadAll(r)
	sum := sha256.Sum256(b)
	key := hex.EncodeToString(sum[:])
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blobs[key] = b
	return Blob{key, int64(len(b))}, err
}

func (m *memory) Open(_ context.Context, sha string) (io.ReadCloser, error) {
	b, ok := m.blobs[sha]
	if !ok {
		return nil, ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

// clock is a clock that a test moves.
type clock struct{ at time.Time }

func (c *clock) Now() time.Time { return c.at }
