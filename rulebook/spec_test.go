package rulebook

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const specFile = "../doc/spec/rulebook.md"

var specHeading = regexp.MustCompile(`(?m)^(#+) (?:([0-9]+(?:\.[0-9]+)?)\. )?`)

// specBook makes a rule book of the specification, so that its blocks can be parsed as they stand.
func specBook(t *testing.T) []byte {
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
	blocks := strings.Count(string(src), "\n```rule\n") + strings.Count(string(src), "\n```example")
	got := len(book.Examples)
	for _, c := range book.Clauses {
		got += len(c.Blocks)
	}
	if got != blocks {
		t.Errorf("%s blocks were read, want %s", strconv.Itoa(got), strconv.Itoa(blocks))
	}
}
