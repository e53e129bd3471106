package casework

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// note notes how to make each kind of What to decode into.
func note(m map[string]func() What, list ...What) {
	for _, w := range list {
		t := reflect.TypeOf(w)
		m[w.kind()] = func() What { return reflect.New(t).Interface().(What) }
	}
}

// A Row is an event as a store keeps it: it knows nothing of what the event means.
type Row struct {
	Stream ID
	N      int
	At     time.Time
	By     PersonID
	For    PersonID
	As     string
	Kind   string
	Body   []byte // JSON
}

// Encode gives the row of an event.
func (e Event) Encode() (Row, error) {
	body, err := json.Marshal(e.What)
	if err != nil {
		return Row{}, fmt.Errorf("encode event %d, %s: %w", e.N, e.What.kind(), err)
	}
	return Row{e.Stream, e.N, e.At, e.By, e.For, e.As, e.What.kind(), body}, nil
}

// Decode reads a row. The error is that its kind is unknown, or that its body is not of that kind.
func (r Row) Decode() (Event, error) {
	e := Event{Stream: r.Stream, N: r.N, At: r.At, By: r.By, For: r.For, As: r.As}
	maker, ok := makers[r.Kind]
	if !ok {
		return e, fmt.Errorf("event %d of kind %q, which this version does not know", r.N, r.Kind)
	}
	into := maker()
	if err := json.Unmarshal(r.Body, into); err != nil {
		return e, fmt.Errorf("decode event %d, %s: %w", r.N, r.Kind, err)
	}
	e.What = reflect.ValueOf(into).Elem().Interface().(What)
	return e, nil
}
