package chronology

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// reading is everything a log gave.
type reading struct {
	format     Format
	entries    []Entry
	batches    []Batch // their Entries are copies
	found      []Diagnostic
	err        error // nil if the log was read to its end
	events     int
	matters    int
	unreadable int
}

func read(r io.Reader, attributes ...string) reading {
	var got reading
	log, err := Open(r, "log", Options{
		Attributes: attributes,
		Report:     func(d Diagnostic) { got.found = append(got.found, d) },
	})
	if err != nil {
		got.err = err
		return got
	}
	got.drain(log)
	return got
}

func readText(text string, attributes ...string) reading {
	return read(strings.NewReader(text), attributes...)
}

func (got *reading) drain(log *Reader) {
	got.format = log.Format()
	for {
		b, err := log.Next()
		if err != nil {
			if err != io.EOF {
				got.err = err
			}
			break
		}
		b.Entries = append([]Entry(nil), b.Entries...)
		got.batches = append(got.batches, b)
		got.entries = append(got.entries, b.Entries...)
	}
	got.events, got.matters, got.unreadable = log.Counts()
}

// places returns the diagnostics as "line:col check", the fatal one with a !.
func (got reading) places() string {
	var places []string
	for _, d := range got.found {
		place := fmt.Sprintf("%d:%d %s", d.Line, d.Col, d.Check)
		if d.Fatal {
			place += "!"
		}
		places = append(places, place)
	}
	return strings.Join(places, ", ")
}

// summary returns the entries as line|matter|date|event, one a line.
func (got reading) summary() string {
	var b strings.Builder
	for _, e := range got.entries {
		fmt.Fprintf(&b, "%d|%s|%s|%s\n", e.Line, e.Matter, e.Date, e.Event)
	}
	return b.String()
}

// expect checks what every reading must fulfil, and what was found in this one.
func (got reading) expect(t *testing.T, entries, unreadable int, places string) {
	t.Helper()
	if p := got.places(); p != places {
		t.Errorf("diagnostics: %s, want %s\n%v", p, places, got.found)
	}
	if len(got.entries) != entries || got.unreadable != unreadable {
		t.Errorf("%d entries, %d unreadable, want %d and %d\n%s", len(got.entries), got.unreadable, entries, unreadable, got.summary())
	}
	got.check(t)
}

// check checks what every reading must fulfil.
func (got reading) check(t *testing.T) {
	t.Helper()
	if got.events != len(got.entries) {
		t.Errorf("Counts gives %d events, %d were returned", got.events, len(got.entries))
	}
	for _, e := range got.entries {
		if e.Event == "" || e.Date == "" || e.Line < 1 || e.Col < 1 {
			t.Errorf("an entry lacks its event, date or place: %+v", e)
		}
	}
	fatal := 0
	for i, d := range got.found {
		if d.File != "log" || d.Line < 1 || d.Col < 1 || d.Check == "" || d.Msg == "" {
			t.Errorf("a diagnostic is not whole: %+v", d)
		}
		if d.Fatal {
			fatal++
			if i < len(got.found)-1 {
				t.Errorf("a fatal diagnostic is not the last: %+v", d)
			}
		}
	}
	var d *Diagnostic
	if errors.As(got.err, &d) != (fatal == 1) || fatal > 1 {
		t.Errorf("%d fatal diagnostics, but the error is %v", fatal, got.err)
	}
}

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// shared opens a file of the data that are not part of the repository.
func shared(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the shared data are absent: no %s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
