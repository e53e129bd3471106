package rulebook

import (
	"os"
	"strings"
	"testing"
)

const specFile = "../doc/spec/rulebook.md"

// specBook makes a rule book of the specification, so that its blocks can be parsed as they stand.
func specBook(t testing.TB) []byte {
	t.Helper()
	spec, err := os.ReadFile(specFile)
	if err != nil {
		t.Fatal(err)
	}
	front := "---\ntitle: The language\nversion: 1\nin-force: 2026-01-01\n---\n"
	return append([]byte(front), spec...)
}

// Every formal block of the specification is in the language it specifies.
func TestSpecParses(t *testing.T) {
	src := specBook(t)
	book, found := Parse("rulebook.md", src)
	for _, d := range found {
		if d.Check != "duplicate-clause" {
			t.Errorf("%s", d)
		}
	}
	blocks := strings.Count(string(src), "\n```rule\n") + strings.Count(string(src), "\n```example ")
	got := len(book.Examples)
	for _, c := range book.Clauses {
		got += len(c.Blocks)
	}
	if got != blocks {
		t.Errorf("%d blocks were read, want %d", got, blocks)
	}
}

// The map of the specification is a map.
func TestSpecMapParses(t *testing.T) {
	src := string(specBook(t))
	_, after, ok := strings.Cut(src, "\n```map\n")
	if !ok {
		t.Fatal("the specification shows no map")
	}
	text, _, _ := strings.Cut(after, "```")
	m, found := ParseMap("log.map", []byte(text))
	for _, d := range found {
		t.Errorf("%s", d)
	}
	if got := len(m.Entries); got != 7 {
		t.Errorf("ParseMap read %d entries, want 7", got)
	}
}

// The model books are in the language.
func TestModelBooksParse(t *testing.T) {
	for name, src := range books(t) {
		_, found := Parse(name, src)
		for _, d := range found {
			if d.Check != "duplicate-clause" {
				t.Errorf("%s", d.Render(src))
			}
		}
	}
}
