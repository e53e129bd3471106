package desk_test

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
	"github.com/evenhand/evenhand/internal/casework"
)

// memory is a store for the tests of the pages: what they show does not depend on how it is kept. What a store must do
// is tested in storetest, on the real ones.
type memory struct {
	mu       sync.Mutex
	rows     map[casework.ID][]casework.Row
	entries  map[casework.ID]casework.Entry
	messages map[string]casework.Message
	readings []casework.Reading
	blobs    map[string][]byte
	drafts   map[string]aDraft
	sent     map[string]time.Time
	failures map[string]string
}

type aDraft struct {
	body  []byte
	until time.Time
}

func newMemory() *memory {
	return &memory{rows: map[casework.ID][]casework.Row{}, entries: map[casework.ID]casework.Entry{}, messages: map[string]casework.Message{}, blobs: map[string][]byte{}, drafts: map[string]aDraft{},
		sent: map[string]time.Time{}, failures: map[string]string{}}
}

func (m *memory) Commit(_ context.Context, c casework.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range c.Appends {
		if len(m.rows[a.Stream]) != a.At {
			return casework.ErrConflict
		}
	}
	for _, e := range c.Entries {
		for _, x := range m.entries {
			if x.Reference == e.Reference && x.ID != e.ID {
				return casework.ErrTaken
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

func (m *memory) Rows(_ context.Context, id casework.ID, n int) ([]casework.Row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n >= len(m.rows[id]) {
		return nil, nil
	}
	return slices.Clone(m.rows[id][n:]), nil
}

func (m *memory) Streams(context.Context) iter.Seq2[[]casework.Row, error] {
	return func(yield func([]casework.Row, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(m.rows)) {
			if !yield(m.rows[id], nil) {
				return
			}
		}
	}
}

func (m *memory) Entry(_ context.Context, id casework.ID) (casework.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[id]
	if !ok {
		return e, casework.ErrNotFound
	}
	return e, nil
}

func (m *memory) ByReference(_ context.Context, reference string) (casework.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.entries {
		if e.Reference == reference {
			return e, nil
		}
	}
	return casework.Entry{}, casework.ErrNotFound
}

func (m *memory) Find(_ context.Context, q casework.Query) ([]casework.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []casework.Entry
	for _, e := range m.entries {
		of := slices.ContainsFunc(e.Parts, func(p casework.Part) bool { return p.Person == q.Person })
		if (q.Everyone && !casework.Apart(e.Parts) || of) && strings.Contains(e.Search, q.Words) && (q.Reference == "" || q.Reference == e.Reference) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b casework.Entry) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

func (m *memory) Count(ctx context.Context, q casework.Query, _ int) (int, error) {
	list, err := m.Find(ctx, q)
	return len(list), err
}

func (m *memory) Due(_ context.Context, day calendar.Date, _ int) ([]casework.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []casework.ID
	for _, e := range m.entries {
		if !e.NextDay.IsZero() && e.NextDay <= day {
			list = append(list, e.ID)
		}
	}
	slices.Sort(list)
	return list, nil
}

func (m *memory) ReplaceIndex(_ context.Context, entries iter.Seq2[casework.Entry, error]) error {
	next := map[casework.ID]casework.Entry{}
	for e, err := range entries {
		if err != nil {
			return err
		}
		next[e.ID] = e
	}
	m.entries = next
	return nil
}

func (m *memory) Outbox(_ context.Context, now time.Time, most int) ([]casework.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []casework.Message
	for _, id := range slices.Sorted(maps.Keys(m.messages)) {
		if x := m.messages[id]; m.sent[id].IsZero() && !x.NotUntil.After(now) && len(list) < most {
			list = append(list, x)
		}
	}
	return list, nil
}

func (m *memory) Sent(_ context.Context, id string, at time.Time, failure string, again time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failures[id] = failure; failure == "" {
		m.sent[id] = at
		return nil
	}
	x := m.messages[id]
	x.NotUntil, x.Tries = again, x.Tries+1
	m.messages[id] = x
	return nil
}

func (m *memory) Readings(_ context.Context, id casework.ID) ([]casework.Reading, error) {
	return slices.DeleteFunc(slices.Clone(m.readings), func(r casework.Reading) bool { return r.Matter != id }), nil
}

func (m *memory) SaveDraft(_ context.Context, key string, body []byte, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drafts[key] = (aDraft{body, until}); len(body) == 0 {
		delete(m.drafts, key)
	}
	return nil
}

func (m *memory) Draft(_ context.Context, key string, now time.Time) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d, ok := m.drafts[key]; ok && d.until.After(now) {
		return d.body, nil
	}
	return nil, casework.ErrNotFound
}

func (m *memory) Put(_ context.Context, r io.Reader) (casework.Blob, error) {
	b, err := io.ReadAll(r)
	sum := sha256.Sum256(b)
	key := hex.EncodeToString(sum[:])
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blobs[key] = b
	return casework.Blob{SHA256: key, Bytes: int64(len(b))}, err
}

func (m *memory) Open(_ context.Context, sha string) (io.ReadCloser, error) {
	b, ok := m.blobs[sha]
	if !ok {
		return nil, casework.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}
