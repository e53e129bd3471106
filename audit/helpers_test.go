package audit

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/audit/chronology"
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// front is the front matter of the books that tests are made with.
const front = "---\ntitle: Test\nversion: 1\nin-force: 2000-01-01\nzone: Europe/London\nmonths: round down\n---\n\n"

// rules compiles the text of one version. A book without front matter gets the usual one.
func rules(t testing.TB, text string) *matter.Rules {
	t.Helper()
	if !strings.HasPrefix(text, "---") {
		text = front + text
	}
	book, diags := rulebook.Parse("rules.md", []byte(text))
	for _, d := range diags {
		if d.Severity == rulebook.Error {
			t.Fatal(d.Render([]byte(text)))
		}
	}
	r, diags := matter.Compile(book, matter.Options{})
	for _, d := range diags {
		t.Fatal(d.Render([]byte(text)))
	}
	return r
}

// clause wraps the lines of a block into a book of one clause.
func clause(block string) string { return "1 Everything.\n\n```rule\n" + block + "\n```\n" }

// oneBook makes a book of one version and a map; the map may be empty.
func oneBook(t testing.TB, text, words string) *Book { return bookOf(t, words, text) }

func bookOf(t testing.TB, words string, texts ...string) *Book {
	t.Helper()
	var versions []*matter.Rules
	for _, text := range texts {
		versions = append(versions, rules(t, text))
	}
	m, diags := rulebook.ParseMap("log.map", []byte(words))
	for _, d := range diags {
		t.Fatal(d.Render([]byte(words)))
	}
	b, err := NewBook(versions, m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// folder reads a model book.
func folder(t testing.TB, dir string) *Book {
	t.Helper()
	files := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	books, _ := rulebook.Versions(files)
	var versions []*matter.Rules
	for _, b := range books {
		r, diags := matter.Compile(b, matter.Options{})
		for _, d := range diags {
			t.Fatal(d.Render(b.Source))
		}
		versions = append(versions, r)
	}
	m, _ := rulebook.ParseMap("log.map", files["log.map"])
	b, err := NewBook(versions, m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// csv audits rows under the header date,event,matter and whatever columns the first line adds.
func csv(t testing.TB, text string, opts Options, books ...*Book) *Report {
	t.Helper()
	return read(t, strings.NewReader(text), opts, books...)
}

func read(t testing.TB, in io.Reader, opts Options, books ...*Book) *Report {
	t.Helper()
	r, err := chronology.Open(in, "log", chronology.Options{Attributes: Attributes(books), Report: opts.Report})
	if err != nil {
		t.Fatal(err)
	}
	opts.Traces = r.Format() == chronology.XES
	a := New("log", books, opts)
	for {
		b, err := r.Next()
		a.Add(b)
		if errors.Is(err, io.EOF) {
			_, _, unreadable := r.Counts()
			return a.Finish(unreadable)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// counts gives the counts of one norm of the first book; zero when it is not listed.
func (r *Report) counts(norm string) NormReport {
	for _, n := range r.Books[0].Norms {
		if n.Norm == norm {
			return n
		}
	}
	return NormReport{}
}

// verdictOf is what the only matter of a log came to under a norm.
func (r *Report) verdictOf(norm string) Verdict {
	switch n := r.counts(norm); {
	case n.Broken > 0:
		return Broken
	case n.Undetermined > 0:
		return Undetermined
	case n.NotShown > 0:
		return NotShown
	case n.Kept > 0:
		return Kept
	}
	return Uncounted
}

// findings lists the verdicts on one norm of the first book.
func (r *Report) findings(norm string) []VerdictReport {
	var list []VerdictReport
	for v := range r.Books[0].Verdicts() {
		if v.Norm == norm {
			list = append(list, v)
		}
	}
	return list
}

// entryOn is a date as a record has it.
func entryOn(t testing.TB, date string) calendar.When {
	t.Helper()
	w, err := calendar.ParseWhen(date)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
